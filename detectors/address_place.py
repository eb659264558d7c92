"""Municipalities in a text: the name, and the county, city and prefecture that stand before it."""

from __future__ import annotations

import re
from collections.abc import Container
from typing import NamedTuple

from detectors.gazetteer import PREFECTURES, Municipality, canonical, municipalities_by_name

#: What the name of a prefecture or municipality ends with.
ANCHOR = re.compile("[都道府県市区町村巿區]")
#: What may be the name of a ward.
WARD = re.compile(r" {0,2}[^\W\d_]{1,4}?[区區]")
_LONGEST_NAME = 8
_PREFECTURES = frozenset(PREFECTURES)


def is_joined(before: str) -> bool:
    """Whether this character makes one word with a name that follows: hiragana and signs do not."""
    return before.isalnum() and not "ぁ" <= before <= "ゖ"


class Place(NamedTuple):
    """A municipality in the text: ``start`` takes in its prefecture, county or city, ``name_start`` does not.

    ``fits``: no prefecture stands before it that is not its own.
    """

    start: int
    name_start: int
    end: int
    municipalities: tuple[Municipality, ...]
    prefecture: str | None
    fits: bool

    @property
    def is_prefixed(self) -> bool:
        """Whether its prefecture, county or city stands before the name."""
        return self.start < self.name_start


def name_at(text: str, at: int, floor: int) -> tuple[int, tuple[Municipality, ...]] | None:
    """The start of the longest name of a municipality that ends at ``at``, and those who bear it."""
    window = canonical(text[max(floor, at + 1 - _LONGEST_NAME) : at + 1])
    index = municipalities_by_name()
    for length in range(len(window), 1, -1):
        candidates = index.get(window[-length:])
        if candidates is not None:
            return at + 1 - length, candidates
    return None


def place_at(text: str, at: int, floor: int) -> Place | None:
    """The municipality whose name ends at ``at``, with the county or city and the prefecture before it."""
    name = name_at(text, at, floor)
    if name is None:
        return None
    start, candidates = name
    head = canonical(text[max(floor, start - 20) : start])
    named = head.rstrip(" ")
    agreements = [_agreement(named, municipality) for municipality in candidates]
    rank, length = max(agreements)
    chosen = tuple(m for m, agreement in zip(candidates, agreements, strict=True) if agreement[0] == rank)
    prefecture = chosen[0].prefecture if rank >= 2 else None
    if prefecture is None:
        remaining = named[: len(named) - length].rstrip(" ")
        prefecture = next((p for p in (remaining[-4:], remaining[-3:]) if p in _PREFECTURES), None)
        if prefecture is not None:
            length = len(named) - len(remaining) + len(prefecture)
    before = length + len(head) - len(named) if length else 0
    return Place(start - before, start, at + 1, chosen, prefecture, rank >= 2 or prefecture is None)


def _agreement(named: str, municipality: Municipality) -> tuple[int, int]:
    """How much of what stands before a name is its own (1 county or city, 2 prefecture), and its length."""
    rest, rank = named, 0
    outer, prefecture = municipality.outer_key, municipality.prefecture
    if outer and rest.endswith(outer):
        rest, rank = rest[: -len(outer)].rstrip(" "), 1
    if rest.endswith(prefecture):
        return rank + 2, len(named) - len(rest) + len(prefecture)
    if rest.endswith(short := prefecture[:-1]) and not is_joined(rest[: -len(short)][-1:]):
        return rank + 2, len(named) - len(rest) + len(short)
    return (1, len(outer)) if rank else (0, 0)


def has_ward(text: str, place: Place) -> bool:
    """Whether the ward of a city of wards follows: the address is then found at the ward."""
    cities = {municipality.name for municipality in place.municipalities if municipality.has_wards}
    ward = WARD.match(text, place.end) if cities else None
    inner = name_at(text, ward.end() - 1, place.end) if ward else None
    return bool(inner and any(municipality.outer in cities for municipality in inner[1]))


def goes_on(text: str, place: Place) -> bool:
    """Whether the name is the beginning of a longer one (東村 of 東村山市 and of 東村山郡中山町)."""
    for anchor in ANCHOR.finditer(text, place.end, place.end + _LONGEST_NAME):
        name = name_at(text, anchor.start(), place.name_start)
        if name is None:
            continue
        before = canonical(text[place.name_start : name[0]]).rstrip(" ")
        if not before or any(before == municipality.outer_key for municipality in name[1]):
            return True
    return False


def names_municipality(text: str, start: int, end: int, prefectures: Container[str]) -> bool:
    """Whether the name of a municipality of these prefectures, no ward, ends between two offsets."""
    return any(
        municipality.prefecture in prefectures and not municipality.outer.endswith("市")
        for anchor in ANCHOR.finditer(text, start, end)
        if (name := name_at(text, anchor.start(), start))
        for municipality in name[1]
    )
