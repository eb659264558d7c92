"""Names that a stretch of text is made of from end to end: 出口海翔が, （千葉あかり）, 熊谷 蒼 45歳, ナカヤマ ソウイチです.

Sudachi reads a surname that is a place or a thing as that, and cuts a given name that it does not know. Where the
lexicon divides all of a stretch into a surname and a given name, hardly anything else is left that it could be.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache

from detectors import gazetteer, name_lexicon
from detectors.labels import is_label
from detectors.morphology import NAME_PARTS, Part, Token, is_word, value_tokens
from detectors.name_value import GAIJI, KANJI, is_common_noun, is_company_behind, is_other_word

_STRETCH = re.compile(r"[^\x00-\x7f](?: ?[^\x00-\x7f])+")
_GAIJI = re.compile(f"[{GAIJI}]")
#: One kanji that a compound begins with (南房総, 新機能, 大音響) needs more than a given name behind it.
_PREFIXES = frozenset("南西東北平今城要里港湊幸谷泉島宮浜沖")
#: What may follow a given name in hiragana: particles, what is said of people, no further syllable.
_BEHIND = re.compile(r"$|[がはをにともへ]|の|で|や|さん|さま|様|から|より|まで|ほか|です|だ|らが")
_RUN = rf"(?<![{KANJI}ァ-ヶーぁ-ん])(?P<run>[{KANJI}ノ]{{1,6}})(?![{KANJI}])(?P<tail>[ぁ-ん]{{0,7}})"
_KANA = r"(?<![ァ-ヶー・])(?<![ァ-ヶー] )(?P<kana>[ァ-ヶー]{2,7} [ァ-ヶー]{2,7})(?![ァ-ヶー・])(?! [ァ-ヶー])"
_PAIR = rf"(?<![{KANJI}ァ-ヶーぁ-んA-Za-z0-9] )(?<![{KANJI}ァ-ヶーぁ-ん])(?P<first>[{KANJI}ノ]{{1,4}}) (?P<second>[{KANJI}]{{1,3}})(?![{KANJI}ぁ-んァ-ヶー])"


def find(text: str) -> Iterator[tuple[int, int]]:
    """The places of names in a (folded) text that nothing but their own characters give away, in order."""
    for match in _matches(text):
        if match["run"]:
            length = _given_length(match["run"], match["tail"]) if len(match["tail"]) > 2 else 0
            if length:
                yield match.start(), match.start("tail") + length
            elif len(match["run"]) > 2 and is_name(match["run"]) and not is_company_behind(text, match.end("run")):
                yield match.span("run")
        elif match["kana"]:
            first, second = match["kana"].split()
            if name_lexicon.is_reading(first, second) and not (is_label(first) or is_label(second)):
                yield match.span()
        elif _is_spaced_name(match["first"], match["second"]):
            yield match.span()


def _matches(text: str) -> Iterator[re.Match[str]]:
    """The shapes in the stretches of a text that are not ASCII: in source code they are few."""
    if text.isascii():
        return
    for stretch in _STRETCH.finditer(text):
        yield from _pattern().finditer(text, *stretch.span())


@cache
def _pattern() -> re.Pattern[str]:
    return re.compile(f"{_PAIR}|{_RUN}|{_KANA}", re.MULTILINE)


def is_name(run: str) -> bool:
    """Whether a stretch of three kanji or more is a surname and a given name, and no word or place."""
    if _GAIJI.search(run):
        return _is_name_with_gaiji(run)
    end = name_lexicon.split(run)
    if not end or (end == 1 and run[0] in _PREFIXES):
        return False
    words = value_tokens(run)
    if len(run) - end == 1 and not _is_read_as_name(words[0], end, run[end:]):
        return False
    return len(words) > 1 and not (
        is_common_noun(run[end:]) or is_word(run) or is_other_word(run, words) or _is_place(run)
    )


def _is_name_with_gaiji(run: str) -> bool:
    """Whether one half of a stretch is a name, and the other one holds a character that no dictionary has."""
    for end in range(1, len(run)):
        surname, given = run[:end], run[end:]
        is_given = len(given) > 1 and name_lexicon.is_given(given) and 1 < len(surname) < 4
        is_surname = len(surname) > 1 and name_lexicon.is_surname(surname) and len(given) < 4
        if (is_given and _GAIJI.search(surname)) or (is_surname and _GAIJI.search(given)):
            return True
    return False


def _is_read_as_name(first: Token, end: int, given: str) -> bool:
    """Whether Sudachi too cuts before a given name of one kanji, and takes what stands there for a name of some kind."""
    is_name = first.part in NAME_PARTS or first.part in {Part.PLACE, Part.PROPER}
    return is_name and first.end == end and name_lexicon.is_frequent_kanji(given)


def _given_length(surname: str, tail: str) -> int:
    """How much of a tail in hiragana is a given name behind a surname: 千葉|あかり|が."""
    if not name_lexicon.is_surname(surname) or surname in _PREFIXES:
        return 0
    for length in range(min(5, len(tail)), 2, -1):
        if name_lexicon.is_given(tail[:length]) and _BEHIND.match(tail, length):
            is_cut = all(
                word.end <= len(surname) or word.start >= len(surname) for word in value_tokens(surname + tail[:length])
            )
            return length if is_cut else 0  # 大|掛かり|な: a word goes on from the kanji into the kana
    return 0


def _is_spaced_name(first: str, second: str) -> bool:
    if not name_lexicon.is_surname(first) or not name_lexicon.is_given(second):
        return False
    if is_common_noun(second) or is_other_word(f"{first} {second}", value_tokens(f"{first} {second}")):
        return False
    if len(second) == 1:
        return len(first) > 1 and not _is_place(first)
    return len(first) > 1 or first not in _PREFIXES


def _is_place(text: str) -> bool:
    return text in _places() or text[:-1] in _places()


@cache
def _places() -> frozenset[str]:
    """Municipalities without 市, 町 …, whole and without the direction in front: 千代田, 南相馬."""
    names = {municipality.name.rstrip("市区町村郡") for municipality in gazetteer.municipalities()}
    return frozenset(names)
