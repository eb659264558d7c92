"""Made-up residents: each follows from a seed and a number, so that a million of them need no memory.

Whoever lives in one household shares its address, postal code, telephone and family name; children are younger than their
parents; a kana name is how the name is read; a date of birth fits the age. All of it bears the marks of
:mod:`detectors.marked`.
"""

from __future__ import annotations

import datetime as dt
import hashlib
import random
from collections.abc import Sequence
from functools import cache
from math import gcd
from typing import Final, NamedTuple

from detectors import postal_code
from detectors.gazetteer import Municipality, municipalities
from detectors.marked_words import BUILDINGS, GIVEN, STEMS, SYLLABLES, romaji, towns
from guard.remedy.stand_in.person import Sex

#: The day on which people have their age.
AS_OF: Final = dt.date(2026, 4, 1)
#: Of a hundred households, how many are of one person, of two, and so on: about as the census of 2020 counted them.
_HOUSEHOLDS: Final = (38, 28, 17, 13, 4)
_BLOCK: Final = sum(_HOUSEHOLDS)
_PEOPLE: Final = sum(size * count for size, count in enumerate(_HOUSEHOLDS, 1))
#: Syllables, with a kanji, that end the given names of women and of men.
_ENDINGS: Final = {
    Sex.FEMALE: tuple((kana, kanji) for kana, kanji in zip("コミカナエネリホ", "子美香奈恵音里穂", strict=True)),
    Sex.MALE: tuple((kana, kanji) for kana, kanji in zip("タトヤキオシヘノ", "太斗也樹雄志平之", strict=True)),
}
_SYLLABLES: Final = tuple((kana, kanji) for kana, row in SYLLABLES.items() for kanji in row)
_STEMS: Final = tuple(STEMS.items())
_GIVEN: Final = tuple(GIVEN.items())
_TOWNS: Final = towns()


class Part(NamedTuple):
    """A part of a name in kanji, katakana and Latin letters."""

    kanji: str
    kana: str
    romaji: str


class Household(NamedTuple):
    """What the people of a household have in common."""

    number: int
    size: int
    family: Part
    prefecture: str
    city: str
    town: str
    house: tuple[int, int, int]
    building: str
    postal_code: str


class Resident(NamedTuple):
    """One made-up person: ``number`` from 0 on, the position in the household, and what draws the rest."""

    number: int
    household: Household
    position: int
    sex: Sex
    age: int
    born: dt.date
    given: Part

    @property
    def relationship(self) -> str:
        """続柄 to the head of the household."""
        if self.position == 0:
            return "世帯主"
        if self.position == 1:
            return "妻" if self.sex is Sex.FEMALE else "夫"
        return "子"


class Spread:
    """Numbers that look drawn and never repeat within ``range(size)``: a walk with a stride that has no common divisor."""

    __slots__ = ("_size", "_start", "_stride")

    def __init__(self, seed: str, size: int) -> None:
        rng = random.Random(f"{seed} {size}")  # noqa: S311 - made-up data is no secret
        self._size = size
        self._start = rng.randrange(size)
        self._stride = rng.randrange(size // 3 + 1, size + 1)
        while gcd(self._stride, size) != 1:
            self._stride += 1

    def __call__(self, index: int) -> int:
        """The number at an index."""
        return (self._start + index * self._stride) % self._size


class Residents:
    """The people of a seed, by number."""

    def __init__(self, seed: str, places: Sequence[Municipality] = ()) -> None:
        """``places`` are where they live; by default anywhere in Japan."""
        self._key = hashlib.blake2b(seed.encode(), digest_size=32).digest()
        self._places = tuple(places) or _everywhere()
        sizes = [size for size, count in enumerate(_HOUSEHOLDS, 1) for _ in range(count)]
        random.Random(seed).shuffle(sizes)  # noqa: S311
        self._homes = [(home, position) for home, size in enumerate(sizes) for position in range(size)]
        self._sizes = sizes
        self._last: Household | None = None
        self._heads: tuple[int, list[tuple[Sex, int]]] = (-1, [])

    def __getitem__(self, number: int) -> Resident:
        """A resident."""
        block, at = divmod(number, _PEOPLE)
        home, position = self._homes[at]
        household = self._household(block * _BLOCK + home, self._sizes[home])
        drawn = self._drawn(b"resident", number)
        sex, age = self._sex_and_age(household, position, drawn)
        drawn >>= 32
        born = dt.date(AS_OF.year - age, AS_OF.month, AS_OF.day) - dt.timedelta(days=drawn % 365)
        return Resident(number, household, position, sex, age, born, _given(sex, drawn >> 16))

    def _household(self, number: int, size: int) -> Household:
        last = self._last
        if last is None or last.number != number:
            last = self._last = self._make(number, size)
        return last

    def _make(self, number: int, size: int) -> Household:
        drawn = self._drawn(b"household", number)
        drawn, at = divmod(drawn, len(self._places))
        place = self._places[at]
        drawn, town = divmod(drawn, len(_TOWNS))
        drawn, code = divmod(drawn, 1 << 24)
        house = (drawn % 9 + 1, (drawn >> 8) % 40 + 1, (drawn >> 16) % 20 + 1)
        drawn >>= 24
        building = ""
        if size < 3 and drawn % 5 < 3:
            name = f"{_STEMS[(drawn >> 8) % len(_STEMS)][0]}{BUILDINGS[(drawn >> 16) % len(BUILDINGS)]}"
            building = f"{name}{(drawn >> 24) % 9 + 1}0{(drawn >> 32) % 9 + 1}号"
        family = _family(drawn >> 40)
        return Household(
            number, size, family, place.prefecture, place.city, _TOWNS[town], house, building,
            _postal_code(place.prefecture, code),
        )  # fmt: skip

    def _sex_and_age(self, household: Household, position: int, drawn: int) -> tuple[Sex, int]:
        """Heads are grown up, the second person is married to the head, the others are their children."""
        if self._heads[0] != household.number:
            head = self._drawn(b"head", household.number)
            oldest = 95 if household.size < 3 else 60
            age = 25 + head % (oldest - 24)
            sex = Sex.FEMALE if (head >> 16) % 100 < (55 if household.size == 1 else 12) else Sex.MALE
            other = Sex.MALE if sex is Sex.FEMALE else Sex.FEMALE
            spouse = max(20, age - 6 + (head >> 32) % 9)
            self._heads = household.number, [(sex, age), (other, spouse)]
        couple = self._heads[1]
        if position < 2:
            return couple[position]
        sex = Sex.FEMALE if drawn & 1 else Sex.MALE
        eldest = min(age for _sex, age in couple) - 20
        return sex, max(0, eldest - 2 - 3 * (position - 2) - (drawn >> 8) % 6)

    def _drawn(self, purpose: bytes, number: int) -> int:
        return int.from_bytes(hashlib.blake2b(b"%s %d" % (purpose, number), key=self._key, digest_size=32).digest())


@cache
def _everywhere() -> tuple[Municipality, ...]:
    return tuple(place for place in municipalities() if not place.has_wards)


@cache
def _areas() -> dict[str, tuple[int, ...]]:
    """The first three digits of the postal codes of each prefecture that are its own alone."""
    found: dict[str, list[int]] = {}
    for area in range(1000):
        prefectures = postal_code.prefectures_of(f"{area:03}0000")
        if len(prefectures) == 1:
            found.setdefault(next(iter(prefectures)), []).append(area)
    return {prefecture: tuple(areas) for prefecture, areas in found.items()}


def _postal_code(prefecture: str, drawn: int) -> str:
    """A code of a prefecture that is not given out."""
    areas = _areas()[prefecture]
    area, number = areas[drawn % len(areas)], drawn >> 8
    code = f"{area:03}{number % 10_000:04}"
    while postal_code.exists(code):
        number += 1
        code = f"{area:03}{number % 10_000:04}"
    return code


def _family(drawn: int) -> Part:
    kanji, kana = _STEMS[drawn % len(_STEMS)]
    first, second = _SYLLABLES[(drawn >> 8) % len(_SYLLABLES)], _SYLLABLES[(drawn >> 24) % len(_SYLLABLES)]
    return Part(
        kanji + first[1] + second[1], kana + first[0] + second[0], _latin(kana) + _latin(first[0]) + _latin(second[0])
    )


def _given(sex: Sex, drawn: int) -> Part:
    kanji, kana = _GIVEN[drawn % len(_GIVEN)]
    first = _SYLLABLES[(drawn >> 8) % len(_SYLLABLES)]
    last = _ENDINGS[sex][(drawn >> 24) % 8]
    return Part(
        kanji + first[1] + last[1], kana + first[0] + last[0], _latin(kana) + _latin(first[0]) + _latin(last[0])
    )


@cache
def _latin(kana: str) -> str:
    return romaji(kana)
