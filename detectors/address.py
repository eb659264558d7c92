"""Finds Japanese addresses in folded text: a municipality of the gazetteer, then a town, then numbers.

The text must have been folded (NFKC, dashes to ``-``). The work is done at the characters that end the name of a
prefecture or municipality; everything there is bounded, so the time is linear in the length of the text.
"""

from __future__ import annotations

import re
from collections.abc import Container, Iterator
from functools import cache
from typing import NamedTuple

from detectors import address_notation as notation
from detectors.gazetteer import (
    KANJI_NUMERALS,
    PREFECTURES,
    Municipality,
    all_towns,
    canonical,
    longest_town,
    municipalities_by_name,
    endings,
    towns_of,
    towns_of_prefecture,
)


class Parts(NamedTuple):
    """The names in the gazetteer of what an address names; ``None`` for what it leaves out or what is unlisted."""

    prefecture: str | None
    city: str | None
    town: str | None


class Address(NamedTuple):
    """An address: where it stands and how much of it is there.

    ``complete``: it goes down to a house number. ``possible``: the municipality lies in the prefecture, and
    the town in the municipality. ``score`` is 0.8 and more for an address without gaps.
    """

    start: int
    end: int
    complete: bool
    score: float
    possible: bool
    parts: Parts


class _Place(NamedTuple):
    """A municipality in the text: ``prefixed`` when its prefecture, county or city stands before it."""

    start: int
    name_start: int
    end: int
    municipalities: tuple[Municipality, ...]
    prefecture: str | None
    prefixed: bool
    fits: bool


class _Rest(NamedTuple):
    """What follows a place: up to where, the town, and the chain of numbers."""

    end: int
    town: str | None
    chain: str
    unlisted: bool


_ANCHOR = re.compile("[都道府県市区町村巿區]")
_LONGEST_NAME = 8
_WORD = re.compile(r"[\w・-]{1,24}")
_NEXT_WORD = re.compile(rf" {{0,2}}(?=[\w])(?!_)")
_PREFECTURES = frozenset(PREFECTURES)
_JOINED = re.compile(rf"[{notation.KANJI}ァ-ヺA-Za-z0-9]")
_LABEL_END = frozenset("所地籍先居")
_AFTER_TOWN = re.compile(r"$|[^\w]|(?:[のにでをはがとへもや]|から|まで|より|です|だ|以下|地内|付近)(?![ァ-ヺ])")
_WARD = re.compile(rf" {{0,2}}[{notation.KANJI}ヶケ]{{1,4}}?[区區]")
_UNKNOWN_MUNICIPALITY = re.compile(
    rf" {{0,2}}(?P<city>[{notation.KANJI}ァ-ヺぁ-ん]{{1,6}}?[市区町村郡])(?P<town>{notation.PLACE}{{0,16}}?) ?(?={notation.CHAIN.pattern})"
)


def find(text: str) -> Iterator[Address]:
    """All addresses in a folded text, in order, none within another."""
    floor = 0
    for anchor in _ANCHOR.finditer(text):
        at = anchor.start()
        if at < floor:
            continue
        address = _from_municipality(text, at, floor) or _from_prefecture(text, at, floor)
        if address is not None:
            floor = address.end
            yield address


def _from_municipality(text: str, at: int, floor: int) -> Address | None:
    place = _place(text, at, floor)
    if place is None or _has_ward(text, place) or _goes_on(text, place):
        return None
    rest, municipality = _best_rest(text, place)
    if rest is None:
        return None
    complete = notation.reaches_house(rest.chain)
    known = rest.town is not None
    score = 0.95 - 0.2 * (place.prefecture is None) - 0.2 * (not known) - 0.15 * (not complete) - 0.1 * (not place.fits)
    parts = Parts(place.prefecture or _only_prefecture(place), municipality.city, rest.town)
    end = notation.building_end(text, rest.end) if complete else rest.end
    return Address(place.start, end, complete, round(score, 2), place.fits and not rest.unlisted, parts)


def _has_ward(text: str, place: _Place) -> bool:
    """Whether the ward of a city of wards follows: the address is then found at the ward."""
    ward = _WARD.match(text, place.end)
    inner = ward and _place(text, ward.end() - 1, place.end)
    cities = {municipality.name for municipality in place.municipalities if len(municipality.rows) > 1}
    return bool(inner and any(municipality.outer in cities for municipality in inner.municipalities))


def _goes_on(text: str, place: _Place) -> bool:
    """Whether the name is the beginning of a longer one (東村 of 東村山市)."""
    ends = (anchor.start() for anchor in _ANCHOR.finditer(text, place.end, place.end + _LONGEST_NAME))
    return any(name[0] <= place.name_start for end in ends if (name := _name(text, end, place.name_start)))


def _names_municipality(text: str, start: int, end: int, prefectures: Container[str]) -> bool:
    """Whether the name of a municipality of these prefectures, other than a ward, ends between two offsets."""
    return any(
        municipality.prefecture in prefectures and not municipality.outer.endswith("市")
        for anchor in _ANCHOR.finditer(text, start, end)
        if (name := _name(text, anchor.start(), start))
        for municipality in name[1]
    )


def _only_prefecture(place: _Place) -> str | None:
    prefectures = {municipality.prefecture for municipality in place.municipalities}
    return prefectures.pop() if len(prefectures) == 1 else None


def _name(text: str, at: int, floor: int) -> tuple[int, tuple[Municipality, ...]] | None:
    """The start of the longest name of a municipality that ends at ``at``, and those who bear it."""
    window = canonical(text[max(floor, at + 1 - _LONGEST_NAME) : at + 1])
    index = municipalities_by_name()
    for length in range(len(window), 1, -1):
        candidates = index.get(window[-length:])
        if candidates is not None:
            return at + 1 - length, candidates
    return None


def _place(text: str, at: int, floor: int) -> _Place | None:
    """The municipality whose name ends at ``at``, with the county or city and the prefecture before it."""
    name = _name(text, at, floor)
    if name is None:
        return None
    start, candidates = name
    head = canonical(text[max(floor, start - 20) : start])
    agreements = [_agreement(head, municipality) for municipality in candidates]
    rank, before = max(agreements)
    chosen = tuple(m for m, agreement in zip(candidates, agreements, strict=True) if agreement[0] == rank)
    prefecture = chosen[0].prefecture if rank >= 2 else None
    if prefecture is None:
        remaining = head[: len(head) - before].rstrip(" ")
        prefecture = next((p for p in (remaining[-4:], remaining[-3:]) if p in _PREFECTURES), None)
        if prefecture is not None:
            before = len(head) - len(remaining) + len(prefecture)
    return _Place(start - before, start, at + 1, chosen, prefecture, before > 0, rank >= 2 or prefecture is None)


def _agreement(head: str, municipality: Municipality) -> tuple[int, int]:
    """How much of what stands before a name is its own, and its length: 1 = county or city, 2 = prefecture."""
    rest, rank = head, 0
    outer = canonical(municipality.outer)
    if outer and rest.rstrip(" ").endswith(outer):
        rest, rank = rest.rstrip(" ")[: -len(outer)], 1
    bare = rest.rstrip(" ")
    if bare.endswith(municipality.prefecture):
        rest, rank = bare[: -len(municipality.prefecture)], rank + 2
    elif rest.endswith(short := municipality.prefecture[:-1]) and not _JOINED.match(rest[: -len(short)][-1:]):
        rest, rank = rest[: -len(short)], rank + 2
    return rank, len(head) - len(rest)


def _best_rest(text: str, place: _Place) -> tuple[_Rest | None, Municipality]:
    """The candidate whose towns explain most of what follows."""
    first = place.municipalities[0]
    opening = _NEXT_WORD.match(text, place.end)
    if opening is None:
        return None, first
    start = opening.end()
    best: tuple[int, str | None, Municipality] = (start, None, first)
    for municipality in place.municipalities:
        end, town = _town(text, start, municipality)
        if end > best[0]:
            best = (end, town, municipality)
    end, town, municipality = best
    if town is None:
        return _unlisted_rest(text, place, start), municipality
    return _listed_rest(text, place, end, town, municipality), municipality


def _town(text: str, start: int, municipality: Municipality) -> tuple[int, str | None]:
    """The longest town of the municipality at ``start``; in a city of wards also after a ward that it had once."""
    towns = towns_of(municipality)
    found = _town_in(text, start, towns)
    if found is None and len(municipality.rows) > 1 and (ward := _WARD.match(text, start)):
        found = _town_in(text, ward.end(), towns)
    return (start, None) if found is None else (found[0], towns[found[1]])


def _town_in(text: str, start: int, towns: Container[str]) -> tuple[int, str] | None:
    """The end and the key of the longest town at ``start``, with 大字 or 字 before it or without."""
    word = _WORD.match(text, start)
    if word is None:
        return None
    for prefix in ("", "大字", "字"):
        if text.startswith(prefix, start):
            found = longest_town(text, start + len(prefix), word.end(), towns)
            if found is not None:
                return found
    return None


def _listed_rest(text: str, place: _Place, town_end: int, town: str, municipality: Municipality) -> _Rest | None:
    """What follows a town of the dictionary; without a number the town must be a word of its own."""
    if not place.prefixed and place.end - place.start <= 2 and _is_glued(text, place.start):
        return None
    end = streets = _streets(text, town_end, municipality)
    if streets > town_end:
        end, inner = _town(text, streets, municipality)
        town = inner or town
    tail = notation.TAIL.match(text, end)
    if tail and _belongs(text, end, tail):
        return _Rest(tail.end(), town, tail["chain"], unlisted=False)
    if len(municipality.rows) > 1 or not (streets == end > town_end or _AFTER_TOWN.match(text, end)):
        return None
    return _Rest(end, town, "", unlisted=False)


def _streets(text: str, start: int, municipality: Municipality) -> int:
    """Where the street names end by which addresses in Kyoto are given; ``start`` elsewhere."""
    match = notation.STREETS.match(text, start) if municipality.city.startswith("京都市") else None
    return start if match is None else match.end()


def _belongs(text: str, town_end: int, tail: re.Match[str]) -> bool:
    """Whether a number belongs to the town before it: beside it any number does, further off a written-out one."""
    area, chain = tail["area"], tail["chain"]
    if (not area and text[town_end] != " ") or area.startswith(("字", "大字")):
        return True
    return notation.is_explicit(chain) and not notation.NOT_A_PLACE.search(area)


def _unlisted_rest(text: str, place: _Place, start: int) -> _Rest | None:
    """A number after a municipality whose town is not in the dictionary, or that has none."""
    streets = _streets(text, start, place.municipalities[0])
    if streets > start:
        for municipality in place.municipalities:
            after, town = _town(text, streets, municipality)
            if town is not None:
                return _listed_rest(text, place, after, town, municipality)
    tail = notation.TAIL.match(text, streets)
    if tail is None or not notation.is_explicit(tail["chain"]):
        return None
    area, chain = tail["area"], tail["chain"]
    if notation.NOT_A_PLACE.search(area) or not notation.reaches_house(chain):
        return None
    if _names_municipality(text, place.end - 1, tail.start("chain"), {m.prefecture for m in place.municipalities}):
        return None
    if not place.prefixed and (_is_glued(text, place.start) or not _is_written_out(chain)):
        return None
    townless = not any(towns_of(municipality) for municipality in place.municipalities)
    return _Rest(tail.end(), None, chain, unlisted=bool(area) and not townless)


def _is_written_out(chain: str) -> bool:
    return "番地" in chain or "丁目" in chain or chain.count("-") >= 2 or ("番" in chain and "号" in chain)


def _is_glued(text: str, start: int) -> bool:
    """Whether a name begins within a word (台北区), other than after a label (現住所北区)."""
    before = text[start - 1 : start]
    return _JOINED.match(before) is not None and before not in _LABEL_END


def _from_prefecture(text: str, at: int, floor: int) -> Address | None:
    """An address that leaves the municipality out after its prefecture, or names one that does not exist."""
    prefecture = text[max(floor, at - 3) : at + 1]
    if prefecture not in _PREFECTURES:
        prefecture = prefecture[-3:]
    start = at + 1 - len(prefecture)
    if prefecture not in _PREFECTURES or text.startswith("東京都府", start - 1):
        return None
    opening = _NEXT_WORD.match(text, at + 1)
    tail = opening and notation.TAIL.match(text, opening.end())
    if opening and tail and notation.reaches_house(tail["chain"]):
        found = _town_in(text, opening.end(), towns_of_prefecture(prefecture))
        chain = found and notation.CHAIN.match(text, found[0])
        if chain and notation.is_explicit(chain[0]) and not _names_municipality(text, at + 1, found[0], {prefecture}):
            end = notation.building_end(text, chain.end())
            return Address(start, end, True, 0.75, True, Parts(prefecture, None, text[opening.end() : found[0]]))
    return _invented(text, start, at + 1, prefecture)


def _invented(text: str, start: int, end: int, prefecture: str) -> Address | None:
    """An address in a municipality that does not exist (any more): old ones, and those that generators make up."""
    match = _UNKNOWN_MUNICIPALITY.match(text, end)
    if match is None or notation.NOT_A_PLACE.search(match["town"]) or notation.NOT_A_PLACE.search(match["city"]):
        return None
    if _names_municipality(text, end, match.end("city"), _PREFECTURES):
        return None
    if _names_municipality(text, end, match.end("town"), {prefecture}):
        return None
    chain = notation.CHAIN.match(text, match.end())
    if chain is None or not notation.reaches_house(chain[0]) or not notation.is_explicit(chain[0]):
        return None
    return Address(start, notation.building_end(text, chain.end()), True, 0.5, False, Parts(prefecture, None, None))


def is_street_part(value: str) -> bool:
    """Whether a value that a label calls an address is one from the town on (``高砂1-1-1``, ``神明一丁目2-3 コーポ202``)."""
    value = value.strip()
    town = _town_in(value, 0, all_towns())
    for start in (town[0] if town else 0, 0):
        tail = notation.TAIL.match(value, start)
        if tail is None or notation.NOT_A_PLACE.search(tail["area"]):
            continue
        named = start > 0 or tail["area"] or _is_written_out(tail["chain"])
        whole = notation.building_end(value, tail.end()) == len(value)
        if named and whole and (notation.is_explicit(tail["chain"]) or (start > 0 and not tail["area"])):
            return True
    return False


@cache
def trigger_pattern() -> str:
    """A pattern for RE2, without look-around, that matches in every text in which ``find`` finds something.

    It is small on purpose (classes, no names): it shares an automaton with the triggers of other recognizers.
    """
    following = rf"[0-9A-Za-z{notation.KANJI}ァ-ヺぁ-ゖ]"
    run = rf"[{notation.KANJI}ァ-ヺーぁ-ゖA-Za-z・ -]*[0-9{KANJI_NUMERALS}無番官国]"
    return f"[{endings()}][市区町村巿區] {{0,2}}{following}|(?:{'|'.join(PREFECTURES)}) {{0,2}}{run}"
