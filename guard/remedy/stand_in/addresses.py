"""Stand-ins for addresses: a town that does not exist, in the municipality of the real one."""

from __future__ import annotations

import re
from functools import cache
from typing import Final

from detectors import address as grammar
from detectors.folding import fold
from detectors.gazetteer import KANJI_NUMERALS, canonical, municipalities
from detectors.marked_words import BUILDINGS, STEMS, is_address, towns
from guard.remedy.stand_in.outcome import TOO_FEW, UNKNOWN_SHAPE, NotReplaced, Substitute
from guard.remedy.stand_in.permutation import Keyed
from guard.remedy.stand_in.shape import narrow

_NUMBER = re.compile(rf"[0-9０-９]+|[{KANJI_NUMERALS}]+(?=丁目|番|号|[-－ーの]|$)")
_FIRST_NUMBER = re.compile(rf"[0-9０-９]|[{KANJI_NUMERALS}]+(?:丁目|町目|番|号|[-－ー])|無番地|番外地")
_MUNICIPALITY_END = re.compile(r".*[都道府県市区町村郡巿區]")
#: What belongs to the number of a house; a building's name begins where it ends.
_CHAIN = re.compile(
    rf"(?:[0-9０-９]+|[{KANJI_NUMERALS}]+|丁目|町目|番地割|地割|番町|番丁|番地|街区|番|号|条|線|丁|"
    r"[\-－ー‐−―ノの之]|無番地|番外地|[東西南北](?=[0-9０-９]))+"
)
_KANJI_DIGITS: Final = "〇一二三四五六七八九"
_BUILDINGS: Final = tuple(f"{stem}{end}" for stem in STEMS for end in BUILDINGS)
#: So many characters has a prefecture with a municipality at most.
_LONGEST: Final = 16
_UNITS: Final = frozenset({"号室", "号", "室", "階", "棟"})


class Addresses:
    """Made-up towns for real ones, and other numbers for theirs; one stand-in for each address."""

    def __init__(self, keyed: Keyed) -> None:
        self._keyed = keyed
        self._towns = towns()

    def of(self, value: str) -> Substitute | NotReplaced:
        """The same prefecture and municipality as far as they are written, then nothing of the real one."""
        folded = fold(value).text
        if is_address(folded):
            return Substitute(value)
        head = _head(value)
        rest = value[head:]
        if not rest.strip():
            return NotReplaced(UNKNOWN_SHAPE)
        first = _FIRST_NUMBER.search(narrow(rest))
        chain = _CHAIN.match(rest, first.start()) if first else None
        numbers = chain[0] if chain else ""
        building = _Building(rest[chain.end() :] if chain else "")
        space = len(self._towns) * _choices(numbers) * building.choices
        place = self._keyed.place(f"address {_pattern(numbers)} {building.pattern}", folded.replace(" ", ""), space)
        if place is None:
            return NotReplaced(TOO_FEW)
        place, at = divmod(place, len(self._towns))
        place, written = _other_numbers(numbers, place)
        return Substitute(f"{value[:head]}{_space(rest)}{self._towns[at]}{written}{building.other(place)}")


class _Building:
    """What follows the number of a house, and what can stand in its place."""

    def __init__(self, text: str) -> None:
        numbers = list(_NUMBER.finditer(text))
        self._text = text
        self._room = numbers[-1][0] if numbers else ""
        self._unit = text[numbers[-1].end() :].rstrip() if numbers else ""
        self.pattern = str(len(self._room)) if text.strip() else "-"
        self.choices = len(_BUILDINGS) * _choices(self._room) if text.strip() else 1

    def other(self, place: int) -> str:
        """A made-up building with another room; nothing where the address has none."""
        if not self._text.strip():
            return self._text
        place, at = divmod(place, len(_BUILDINGS))
        room = _other_numbers(self._room, place)[1]
        return f"{_space(self._text)}{_BUILDINGS[at]}{room}{self._unit if self._unit in _UNITS else ''}"


def _space(rest: str) -> str:
    return rest[: len(rest) - len(rest.lstrip())]


def _head(value: str) -> int:
    """Where the municipality ends in an address; 0 where it begins with its town."""
    view = fold(value)
    plain = canonical(view.text[:_LONGEST])
    end = next((end for end in range(len(plain), 4, -1) if plain[:end] in _municipalities()), 0)
    if end:
        return view.span(0, end)[1]
    found = next(iter(grammar.find(view.text)), None)
    if found is None:
        return 0
    city, prefecture = found.parts.city, found.parts.prefecture
    text = view.text[found.start : found.end]
    shorter = (city or "").partition("郡")[2] or (city or "").partition("市")[2]
    for name in (city, shorter, prefecture):
        at = text.find(name) if name else -1
        if name and at >= 0:
            return view.span(found.start, found.start + at + len(name))[1]
    town = text.find(found.parts.town) if found.parts.town else -1
    number = _FIRST_NUMBER.search(text)
    ends = _MUNICIPALITY_END.match(text, 0, town if town > 0 else number.start() if number else len(text))
    return view.span(found.start, found.start + ends.end())[1] if ends else 0


@cache
def _municipalities() -> frozenset[str]:
    """The municipalities behind their prefectures."""
    return frozenset(canonical(place.prefecture + place.city) for place in municipalities())


def _pattern(text: str) -> str:
    return " ".join(str(len(found[0])) for found in _NUMBER.finditer(text))


def _choices(text: str) -> int:
    """How many other numbers there are for those of a text."""
    count = 1
    for found in _NUMBER.finditer(text):
        count *= _size(found[0])
    return count


def _size(number: str) -> int:
    if number[0] in KANJI_NUMERALS:
        return 9
    return 9 * int(10 ** (len(number) - 1))


def _other_numbers(text: str, place: int) -> tuple[int, str]:
    """A text with the numbers that a place means, and what is left of the place."""

    def other(found: re.Match[str]) -> str:
        nonlocal place
        old = found[0]
        place, number = divmod(place, _size(old))
        if old[0] in KANJI_NUMERALS:
            return _KANJI_DIGITS[number + 1]
        new = str(number + 10 ** (len(old) - 1))
        return new if old.isascii() else "".join(chr(ord(digit) + 0xFEE0) for digit in new)

    return place, _NUMBER.sub(other, text)
