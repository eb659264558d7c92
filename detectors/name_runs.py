"""Names that a stretch of kanji is made of from end to end: 出口海翔が, （千葉あかり）, 熊谷 蒼 45歳.

Sudachi reads a surname that is a place or a thing as that, and cuts a given name that it does not know. Where the
lexicon divides all of a stretch into a surname and a given name, hardly anything else is left that it could be.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache

from detectors import gazetteer, name_lexicon
from detectors.morphology import value_tokens
from detectors.name_value import KANJI, is_common_noun, is_company_behind, is_other_word

#: One kanji that a compound begins with (南房総, 新機能, 大音響) needs more than a given name behind it.
_PREFIXES = frozenset("南西東北平今城要里港湊幸谷泉島宮浜沖")
#: What may follow a given name in hiragana: particles, what is said of people, no further syllable.
_BEHIND = re.compile(r"$|[がはをにともへ]|の|で|や|さん|さま|様|から|より|まで|ほか|です|だ|らが")
_RUN = rf"(?<![{KANJI}ァ-ヶーぁ-ん])(?P<run>[{KANJI}ノ]{{3,6}})(?![{KANJI}])"
_TAIL = rf"(?<![{KANJI}ァ-ヶーぁ-ん])(?P<surname>[{KANJI}ノ]{{1,4}})(?P<tail>[ぁ-ん]{{2,7}})"
_PAIR = rf"(?<![{KANJI}ァ-ヶーぁ-んA-Za-z0-9] )(?<![{KANJI}ァ-ヶーぁ-ん])(?P<first>[{KANJI}ノ]{{1,4}}) (?P<second>[{KANJI}]{{1,3}})(?![{KANJI}ぁ-んァ-ヶー])"


def find(text: str) -> Iterator[tuple[int, int]]:
    """The places of names in a (folded) text that nothing but their own kanji gives away, in order of their shapes."""
    for match in _pattern().finditer(text):
        if match["run"]:
            if is_name(match["run"]) and not is_company_behind(text, match.end()):
                yield match.span("run")
        elif match["tail"]:
            length = _given_length(match["surname"], match["tail"])
            if length:
                yield match.start(), match.start("tail") + length
        elif _is_spaced_name(match["first"], match["second"]):
            yield match.span()


@cache
def _pattern() -> re.Pattern[str]:
    return re.compile(f"{_PAIR}|{_RUN}|{_TAIL}", re.MULTILINE)


def is_name(run: str) -> bool:
    """Whether a stretch of three to six kanji is a surname and a given name of two kanji or more, and no word or place."""
    end = name_lexicon.split(run)
    if not end or len(run) - end < 2 or (end == 1 and run[0] in _PREFIXES):
        return False
    given = run[end:]
    words = value_tokens(run)
    return len(words) > 1 and not (is_common_noun(given) or is_other_word(run, words) or _is_place(run))


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
