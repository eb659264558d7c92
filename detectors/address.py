"""Finds Japanese addresses in folded text: a municipality of the gazetteer, then a town, then numbers.

The text must have been folded (NFKC, dashes to ``-``). The work is done at the characters that end the
name of a prefecture or municipality; all of it is bounded, so the time is linear in the length of the text.
"""

from __future__ import annotations

import re
from collections.abc import Container, Iterator
from functools import cache
from typing import NamedTuple

from detectors import address_notation as notation
from detectors.address_place import (
    ANCHOR,
    WARD,
    Place,
    goes_on,
    has_ward,
    is_joined,
    names_municipality,
    place_at,
)
from detectors.gazetteer import (
    KANJI_NUMERALS,
    PREFECTURES,
    Municipality,
    all_towns,
    name_endings,
    town_keys,
    towns_of,
    towns_of_prefecture,
)


class Parts(NamedTuple):
    """The gazetteer's names of what an address names; ``None`` for what is left out or unlisted."""

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


class _Rest(NamedTuple):
    """What follows a place: up to where, of which municipality, the town, and the chain of numbers."""

    end: int
    municipality: Municipality
    town: str | None
    chain: str
    has_unlisted_town: bool = False


_OPENING = re.compile(r" {0,2}(?=[^\W_])")
_WORD = re.compile(r"[\w・-]{1,16}")
_SECTION = re.compile("大?字")
_INVENTED_CITY = re.compile(r" {0,2}[^\W\d_A-Za-z]{1,6}?[市区町村郡]")
_NUMBER_START = re.compile(rf" {{0,2}}[のノ]?[0-9{KANJI_NUMERALS}第無番官国]")
_NUMERAL_NEAR = re.compile(rf".{{1,24}}?[0-9{KANJI_NUMERALS}無]")
_AFTER_TOWN = re.compile(r"$|\W|(?:[のにでをはがとへもや]|から|まで|より|です|だ|以下|地内|付近)")
#: What a number may have before it without a town being named: directions, lines, sections of a village.
_NO_TOWN = "東西南北上下中基線字大 甲乙丙丁戊イロハニホヘト"
_LABEL_END = frozenset("所地籍先居")
_PREFECTURES = frozenset(PREFECTURES)


def find(text: str) -> Iterator[Address]:
    """All addresses in a folded text, in order, none within another."""
    floor = 0
    for anchor in ANCHOR.finditer(text):
        at = anchor.start()
        if at < floor:
            continue
        address = _from_municipality(text, at, floor) or _from_prefecture(text, at, floor)
        if address is not None:
            floor = address.end
            yield address


def is_street_part(value: str) -> bool:
    """Whether a value under a label is an address from the town on (``高砂1-1-1 コーポ202``)."""
    value = value.strip()
    town = _longest(_town_keys(value, 0), all_towns())
    for start in {town[0] if town else 0, 0}:
        tail = notation.tail().match(value, start)
        if tail is None or notation.building_end(value, tail.end()) < len(value):
            continue
        area, chain = tail["area"], tail["chain"]
        if start > 0 and not area:
            return True
        if notation.is_place(area) and (notation.is_explicit(chain) if area else notation.is_written_out(chain)):
            return True
    return False


@cache
def trigger_pattern() -> str:
    """A pattern for RE2, without look-around, that matches in every text in which ``find`` finds something.

    It is small on purpose (classes, no names): it shares an automaton with the triggers of other recognizers.
    """
    following = rf"[0-9A-Za-z{notation.KANJI}ァ-ヺぁ-ゖ]"
    run = rf"[{notation.KANJI}ァ-ヺーぁ-ゖA-Za-z・ -]*[0-9{KANJI_NUMERALS}無番官国]"
    after_prefecture = rf"(?:{'|'.join(PREFECTURES)}) {{0,2}}{run}"
    return rf"[{name_endings()}][市区町村巿區] {{0,2}}{following}|{after_prefecture}"


def _from_municipality(text: str, at: int, floor: int) -> Address | None:
    place = place_at(text, at, floor)
    if place is None or has_ward(text, place) or goes_on(text, place):
        return None
    rest = _rest(text, place)
    if rest is None:
        return None
    prefectures = {municipality.prefecture for municipality in place.municipalities}
    prefecture = place.prefecture or (prefectures.pop() if len(prefectures) == 1 else None)
    complete = notation.reaches_house(rest.chain)
    gaps = (place.prefecture is None, rest.town is None, not complete, not place.fits)
    score = 0.95 - sum(cost for cost, gap in zip((0.2, 0.2, 0.15, 0.1), gaps, strict=True) if gap)
    return Address(
        place.start,
        notation.building_end(text, rest.end) if complete else rest.end,
        complete,
        round(score, 2),
        place.fits and not rest.has_unlisted_town,
        Parts(prefecture, rest.municipality.city, rest.town),
    )


def _rest(text: str, place: Place) -> _Rest | None:
    """What follows a place, read with the towns of the candidate that explains most of it."""
    opening = _OPENING.match(text, place.end)
    if opening is None:
        return None
    start = opening.end()
    keys = _town_keys(text, start)
    towns = [(*_town(text, start, municipality, keys), municipality) for municipality in place.municipalities]
    end, town, municipality = max(towns, key=lambda found: found[0])
    if town is None:
        return _unlisted_rest(text, place, start)
    return _listed_rest(text, place, end, town, municipality)


def _town(
    text: str, start: int, municipality: Municipality, keys: list[tuple[int, str]] | None = None
) -> tuple[int, str | None]:
    """The end and name of the longest town at ``start``; in a city of wards also after a ward it once had."""
    towns = towns_of(municipality)
    found = _longest(_town_keys(text, start) if keys is None else keys, towns)
    if found is None and municipality.has_wards and (ward := WARD.match(text, start)):
        found = _longest(_town_keys(text, ward.end()), towns)
    return (start, None) if found is None else (found[0], towns[found[1]])


def _town_keys(text: str, start: int) -> list[tuple[int, str]]:
    """What may be a town at ``start``, with 大字 or 字 before it or without, best first."""
    word = _WORD.match(text, start)
    if word is None:
        return []
    section = _SECTION.match(text, start)
    keys = town_keys(text, start, word.end())
    return keys if section is None else town_keys(text, section.end(), word.end()) + keys


def _longest(keys: list[tuple[int, str]], towns: Container[str]) -> tuple[int, str] | None:
    return next((found for found in keys if found[1] in towns), None)


def _listed_rest(text: str, place: Place, town_end: int, town: str, municipality: Municipality) -> _Rest | None:
    """What follows a town of the gazetteer; without a number the town must be a word of its own."""
    if not place.is_prefixed and place.end - place.start <= 2 and _is_glued(text, place.start):
        return None
    end = streets = _streets_end(text, town_end, municipality)
    if streets > town_end:
        end, inner = _town(text, streets, municipality)
        town = inner or town
    tail = notation.tail().match(text, end)
    if tail and _belongs(text, end, tail):
        return _Rest(tail.end(), municipality, town, tail["chain"])
    is_whole = streets == end > town_end or _AFTER_TOWN.match(text, end)
    return _Rest(end, municipality, town, "") if is_whole and not municipality.has_wards else None


def _streets_end(text: str, start: int, municipality: Municipality) -> int:
    """Where the street names end by which addresses in Kyoto are given; ``start`` elsewhere."""
    match = notation.streets().match(text, start) if municipality.city.startswith("京都市") else None
    return start if match is None else match.end()


def _belongs(text: str, town_end: int, tail: re.Match[str]) -> bool:
    """Whether a number belongs to the town: right after it any does, further off one that is written out."""
    area, chain = tail["area"], tail["chain"]
    if area.startswith(("字", "大字")) or not (area or text[town_end] == " "):
        return True
    return notation.is_explicit(chain) and notation.is_place(area)


def _unlisted_rest(text: str, place: Place, start: int) -> _Rest | None:
    """A number after a municipality whose town is not in the gazetteer, or that has none."""
    first = place.municipalities[0]
    streets = _streets_end(text, start, first)
    if streets > start:
        for municipality in place.municipalities:
            end, town = _town(text, streets, municipality)
            if town is not None:
                return _listed_rest(text, place, end, town, municipality)
    tail = _house_tail(text, streets)
    if tail is None:
        return None
    area, chain = tail["area"], tail["chain"]
    prefectures = {municipality.prefecture for municipality in place.municipalities}
    if names_municipality(text, place.end - 1, tail.start("chain"), prefectures):
        return None
    if not place.is_prefixed and (_is_glued(text, place.start) or not notation.is_written_out(chain)):
        return None
    has_towns = any(towns_of(municipality) for municipality in place.municipalities)
    if not (place.is_prefixed or area or "丁目" in chain or "番地" in chain):
        return None
    names_town = area.strip(_NO_TOWN) != ""
    return _Rest(tail.end(), first, None, chain, has_unlisted_town=names_town and has_towns)


def _house_tail(text: str, start: int) -> re.Match[str] | None:
    """A house number, written as one, with a place name before it that the gazetteer need not have."""
    tail = notation.tail().match(text, start)
    if tail is None or not notation.is_place(tail["area"]):
        return None
    return tail if notation.reaches_house(tail["chain"]) and notation.is_explicit(tail["chain"]) else None


def _is_glued(text: str, start: int) -> bool:
    """Whether a name begins within a word (台北区), other than after a label (現住所北区)."""
    before = text[start - 1 : start]
    return is_joined(before) and before not in _LABEL_END


def _from_prefecture(text: str, at: int, floor: int) -> Address | None:
    """An address that leaves the municipality out after its prefecture, or names one that does not exist."""
    before = text[max(floor, at - 3) : at + 1]
    prefecture = next((name for name in (before, before[-3:]) if name in _PREFECTURES), None)
    if prefecture is None:
        return None
    start = at + 1 - len(prefecture)
    opening = _OPENING.match(text, at + 1)
    if opening is None or text.startswith("東京都府", start - 1):
        return None
    return _without_municipality(text, start, opening.end(), prefecture) or _invented(text, start, at + 1, prefecture)


def _without_municipality(text: str, start: int, town_start: int, prefecture: str) -> Address | None:
    if _NUMERAL_NEAR.match(text, town_start) is None:
        return None
    numbered = {}
    for end, key in _town_keys(text, town_start):
        tail = _house_tail(text, end) if _NUMBER_START.match(text, end) else None
        if tail is not None and not tail["area"]:
            numbered[end, key] = tail.end()
    town = _longest(list(numbered), towns_of_prefecture(prefecture)) if numbered else None
    if town is None or names_municipality(text, town_start, town[0], {prefecture}):
        return None
    parts = Parts(prefecture, None, text[town_start : town[0]])
    return Address(start, notation.building_end(text, numbered[town]), True, 0.75, True, parts)


def _invented(text: str, start: int, end: int, prefecture: str) -> Address | None:
    """An address in a municipality that does not exist: of former times, or made up by a generator."""
    city = _INVENTED_CITY.match(text, end)
    tail = _house_tail(text, city.end()) if city else None
    if city is None or tail is None or not notation.is_place(city[0].strip()):
        return None
    if names_municipality(text, end, city.end(), _PREFECTURES):
        return None
    if names_municipality(text, end, tail.start("chain"), {prefecture}):
        return None
    house = notation.building_end(text, tail.end())
    return Address(start, house, True, 0.5, False, Parts(prefecture, None, None))
