"""Names that fill a cell without a label: two words, one word, a reading; what a row without a header holds.

A word alone is half of all nouns, so something has to vouch for it: the dictionary, the reading in the next cell,
or, for a name written as one word, numbers on its line.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache
from typing import NamedTuple

from detectors import name_lexicon, name_runs
from detectors.labels import is_label
from detectors.morphology import NAME_PARTS, Part, is_word, parts_beyond_ascii, value_tokens
from detectors.name_value import KANJI, can_be_given, is_common_noun, is_other_word, is_surname

#: A cell ends at a quote, comma, semicolon, tab, bar, tag or two spaces; an end is looked at, so that the next cell can begin there.
#: A comment or an item of a list begins one as well.
_BEFORE = r"(?:^(?:[ \t]{0,16}[#>*・■/;-]{1,3} {0,4})?|[\t,;\"'`|「>]|  ) {0,4}"
_AFTER = r"(?= {0,40}(?:$|[\t\r,;\"'`|」<(])|  )"
_HIRAGANA = re.compile("[ぁ-ん]+")
#: A key in front of a cell (``"city": "…"``); where it is one for names, the label has been asked already.
_KEY_BEFORE = re.compile(r"[\w\])\"'`][ \t]{0,4}(?:=>|[:=])[ \t]{0,4}[\"'`]?$")
_NUMBERS = re.compile(r"[0-9]{3}|@")
_PLACE = re.compile(r"[市区町村郡県都府道](?: |$)|^..{1,2}[都道府県]")
_KANA_PLACE = re.compile(r"(?:.*(?:けん|ケン) .*(?:し|シ|ぐん|グン)|.*[しシ] .{2,}[くク]|.*(?:ぐん|グン) .*)")
#: Between a name and its reading: quotes, a comma, blanks, the tags of a table.
_READING_GAP = 24
#: How far ASCII characters around Japanese ones are read: what is before a cell, the spaces behind it.
_AROUND = 64
#: How far from a name its numbers may stand.
_REACH = 400


class NameCell(NamedTuple):
    """A cell that may be a name. ``vouched``: the dictionary or its own row says that it is; else only a name beside it can."""

    start: int
    end: int
    is_kana: bool
    vouched: bool


def candidates(text: str) -> Iterator[NameCell]:
    """The cells of a text that may be names, in order."""
    cells = [cell for start, end in parts_beyond_ascii(text, _AROUND) for cell in _cell().finditer(text, start, end)]
    for index, cell in enumerate(cells):
        start, end = cell.span(cell.lastgroup or 0)
        start = cell.start("first") if cell["first"] else start
        has_key = _KEY_BEFORE.search(text, max(0, start - 48), start) is not None
        near = () if has_key else cells[max(0, index - 1) : index] + cells[index + 1 : index + 2]
        beside = [other for other in near if _are_beside(text, cell, other)]
        if cell["joined"]:
            if any(_may_be_read(other) for other in beside if _is_written(other)) and _is_joined_reading(cell):
                yield NameCell(start, end, is_kana=True, vouched=True)
        elif cell["kana"] is None:
            is_part = not has_key and _is_part_beside_part(text, cell, cells[max(0, index - 1) : index + 2])
            if is_part or _is_written_name(text, cell, beside, has_key=has_key):
                yield NameCell(start, end, is_kana=False, vouched=True)
        elif not _KANA_PLACE.fullmatch(cell["kana"]):
            is_reading = any(_is_written(other) and _may_be_read(other) for other in beside)
            yield NameCell(start, end, is_kana=True, vouched=is_reading or _holds_name(cell["kana"]))


@cache
def _cell() -> re.Pattern[str]:
    kana = r"[ァ-ヶー]{2,10} [ァ-ヶー]{1,8}|[ぁ-んー]{2,8} [ぁ-んー]{1,8}"
    return re.compile(
        rf"{_BEFORE}(?:(?P<first>[{KANJI}]{{1,5}}) (?P<second>[{KANJI}ぁ-んァ-ヶー]{{1,5}})|(?P<kana>{kana})"
        rf"|(?P<whole>[{KANJI}]{{1,4}}[ぁ-ん]{{2,4}}|[{KANJI}]{{1,6}})|(?P<joined>[ァ-ヶー]{{4,14}}|[ぁ-んー]{{4,12}})){_AFTER}",
        re.MULTILINE,
    )


def _is_written_name(text: str, cell: re.Match[str], beside: list[re.Match[str]], *, has_key: bool) -> bool:
    """Whether a cell with kanji is a name: by the dictionary, by the reading beside it, by the numbers on its line."""
    if cell["first"] and is_kanji_pair(cell["first"], cell["second"]):
        return True
    has_reading = any(
        _is_joined_reading(other) or (other["kana"] and not _KANA_PLACE.fullmatch(other["kana"])) for other in beside
    )
    if cell["first"] and has_reading:
        return _may_be_read(cell)
    if cell[0].lstrip().startswith("「"):
        return False  # a sentence quotes a word
    if has_key or not (has_reading or _has_numbers(text, cell)):
        return False
    return is_whole_name(cell["whole"]) if cell["whole"] else _is_hiragana_pair(cell["first"], cell["second"])


def _is_written(cell: re.Match[str]) -> bool:
    return bool(cell["first"] or cell["whole"])


def _is_joined_reading(cell: re.Match[str]) -> bool:
    return cell["joined"] is not None and name_lexicon.is_joined_reading(cell["joined"])


def _is_part_beside_part(text: str, cell: re.Match[str], near: list[re.Match[str]]) -> bool:
    """Whether a cell is a surname and the next one a given name, or the other way about: '向井','遥斗'."""
    at = near.index(cell)
    pairs = zip(near[max(0, at - 1) :], near[max(0, at - 1) + 1 : at + 2], strict=False)
    return any(_are_parts(text, first, second) for first, second in pairs)


def _are_parts(text: str, first: re.Match[str], second: re.Match[str]) -> bool:
    surname, given = first["whole"], second["whole"]
    if not surname or not given or not _are_beside(text, first, second) or len(surname + given) < 3:
        return False
    if not name_lexicon.is_surname(surname) or not name_lexicon.is_given(given) or is_common_noun(given):
        return False
    if is_word(surname) and is_word(given):
        return False  # 五月, 六月
    return not _PLACE.search(surname + given) and (len(given) > 1 or name_lexicon.is_frequent_kanji(given))


def is_kanji_pair(first: str, second: str) -> bool:
    """Whether two words are a surname and a given name, one of them at least in the dictionary."""
    if is_common_noun(second):
        return False
    given = value_tokens(second)
    if name_lexicon.is_given(second) and name_lexicon.is_surname(first):
        return len(second) > 1 or name_lexicon.is_frequent_kanji(second)
    is_surname_here = [word.part for word in value_tokens(first)] == [Part.SURNAME]
    return is_surname_here or (len(given) == 1 and given[0].part is Part.GIVEN and len(second) > 1)


def _is_hiragana_pair(first: str, second: str) -> bool:
    """Whether two words are a surname and a given name that is a word as well (ひより)."""
    return _HIRAGANA.fullmatch(second) is not None and can_be_given(second, ()) and is_surname(first)


def _are_beside(text: str, one: re.Match[str], other: re.Match[str]) -> bool:
    first, second = sorted((one, other), key=lambda cell: cell.start())
    gap = text[first.end() : second.start()]
    return len(gap) <= _READING_GAP and "\n" not in gap and not second[0].startswith("\n")


def _may_be_read(cell: re.Match[str]) -> bool:
    """Whether a cell beside a reading can be the name that is read: no label, no place, no product (玄米 弁当)."""
    if cell["whole"]:
        return is_whole_name(cell["whole"])
    first, second = cell["first"], cell["second"]
    written = f"{first} {second}"
    words = value_tokens(written)
    if _PLACE.search(written) or is_other_word(written, words):
        return False
    if len(second) == 1:
        return can_be_given(second, value_tokens(first + second))
    return is_surname(first) or (not is_common_noun(second) and any(word.part in NAME_PARTS for word in words))


def _holds_name(text: str) -> bool:
    words = value_tokens(text)
    is_name = bool(words) and (words[0].part is Part.SURNAME or words[-1].part is Part.GIVEN)
    return is_name or (name_lexicon.is_reading(*text.split()) and not is_label(text))


def _has_numbers(text: str, cell: re.Match[str]) -> bool:
    """Whether numbers, or a mail address, stand near a cell on its line."""
    left, right = max(0, cell.end() - _REACH), cell.end() + _REACH
    start = max(left, text.rfind("\n", left, cell.end()) + 1)
    end = text.find("\n", cell.end(), right)
    return _NUMBERS.search(text, start, right if end < 0 else end) is not None


def is_whole_name(text: str) -> bool:
    """Whether a word is a surname of the dictionary and what can be a given name."""
    words = value_tokens(text)
    if _PLACE.search(text) or len(text) < 2:
        return False
    if len(text) > 2 and (name_runs.is_name(text) or _is_lexical_name(text)):
        return True
    if len(text) == 2:
        return [word.part for word in words] == [Part.SURNAME, Part.GIVEN]
    if is_other_word(text, words) or len(words) < 2:
        return False
    for length in (3, 2):
        surname, rest = text[:length], text[length:]
        if rest and is_surname(surname):
            is_name_here = words[0].part in NAME_PARTS or len(words) > 2
            return can_be_given(rest, words) and (is_name_here or words[-1].part in {Part.GIVEN, Part.OTHER})
    return False


def _is_lexical_name(text: str) -> bool:
    """Whether a word is a surname and a given name of one kanji or of hiragana, and nothing else: 出口樹, 千葉あかり."""
    end = name_lexicon.split(text)
    if not end or is_word(text) or is_other_word(text, value_tokens(text)):
        return False
    given = text[end:]
    return (len(given) > 1 or name_lexicon.is_frequent_kanji(given)) and not is_common_noun(given)
