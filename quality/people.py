"""Made-up people with everything that a record may hold about them.

Everything is drawn from a seeded generator and the lists in ``lexicon/``; nobody is meant by it.
"""

from __future__ import annotations

import csv
import datetime as dt
import random
from collections.abc import Callable
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from quality.notation import Name, my_number
from quality.postal import Place, write_address

LEXICON = Path(__file__).parent / "lexicon"
#: Mail domains that nobody has registered as far as we know; example.* would be a documentation address.
DOMAINS = (
    "kazamachi-net.jp",
    "mail.hoshimidai.jp",
    "ymmail-tsubasa.ne.jp",
    "k-aozora.co.jp",
    "docotan-mobile.ne.jp",
    "minatomachi-gakuen.ac.jp",
    "sakurabashi-cl.or.jp",
    "fuwari-cloud.com",
)


@dataclass(frozen=True, slots=True)
class Person:
    """One made-up person with everything a record may hold."""

    name: Name
    born: dt.date
    mobile: str
    landline: str
    mail: str
    place: Place
    numbers: tuple[int, int, int]
    building: str
    my_number: str


@cache
def _rows(name: str) -> tuple[tuple[str, ...], ...]:
    with (LEXICON / name).open(encoding="utf-8", newline="") as file:
        return tuple(tuple(row) for row in csv.reader(file, delimiter="\t"))[1:]


def places() -> tuple[Place, ...]:
    """All places of the lexicon."""
    return tuple(Place(*row) for row in _rows("places.tsv"))


def surnames() -> frozenset[str]:
    """All surnames of the lexicon."""
    return frozenset(row[0] for row in _rows("surnames.tsv"))


class Population:
    """People drawn one after the other; no name and no number comes twice, nor one of those in ``unlike``."""

    def __init__(self, rng: random.Random, *, unlike: Population | None = None) -> None:
        self._rng = rng
        self._seen: set[str] = unlike._seen if unlike else set()

    def name(self, kind: str | None = None) -> Name:
        """A new name; ``kind`` asks for ``common``, ``rare`` or ``variant`` surnames."""
        wanted = kind or self._rng.choices(("common", "rare", "variant"), (5, 4, 2))[0]
        candidates = [row for row in _rows("surnames.tsv") if row[2] == wanted]
        while True:
            surname, given = self._rng.choice(candidates), self._rng.choice(_rows("given_names.tsv"))
            if surname[0] + given[0] not in self._seen:
                self._seen.add(surname[0] + given[0])
                return Name(surname[0], given[0], surname[1], given[1], given[2])

    def person(self, kind: str | None = None) -> Person:
        """A new person."""
        rng, name = self._rng, self.name(kind)
        place = rng.choice(places())
        building = ""
        if rng.random() < 0.3:
            house = rng.choice(("コーポ", "メゾン", "ハイツ", "サンライズ", "グリーンパレス", "第二", "県営住宅"))
            building = f"{house}{rng.choice(('桜台', '若葉', '青葉', '弥生', '見晴'))}{rng.randint(101, 908)}号室"
        return Person(
            name=name,
            born=dt.date(1928, 1, 1) + dt.timedelta(days=rng.randrange(365 * 92)),
            mobile=self._new(lambda: f"{rng.choice(('070', '080', '090'))}-{self._block()}-{self._block()}"),
            landline=self._new(lambda: f"{self._area_code(place)}-{self._block()}"),
            mail=self._mail(name),
            place=place,
            numbers=(rng.randint(1, 7), rng.randint(1, 48), rng.randint(1, 29)),
            building=building,
            my_number=self._new(lambda: my_number(f"{rng.randrange(10**10, 10**11)}")),
        )

    def _block(self) -> str:
        return f"{self._rng.randint(2001, 9989)}"

    def _area_code(self, place: Place) -> str:
        rng = self._rng
        if place.prefecture == "東京都":
            return f"03-{rng.randint(3201, 6989)}"
        if place.prefecture == "大阪府":
            return f"06-{rng.randint(6201, 6989)}"
        return rng.choice(
            (f"0{rng.choice((45, 52, 75, 78, 92))}-{rng.randint(211, 989)}", f"0178-{rng.randint(21, 89)}")
        )

    def _new(self, draw: Callable[[], str]) -> str:
        while (value := draw()) in self._seen:
            continue
        self._seen.add(value)
        return value

    def _mail(self, name: Name) -> str:
        rng, (surname, given) = self._rng, (part.lower() for part in name.romaji)
        shapes = (
            f"{given}.{surname}",
            f"{surname}_{given[0]}{rng.randint(10, 99)}",
            f"{given}{rng.randint(1950, 2009)}",
        )
        local = rng.choice(shapes)
        return self._new(lambda: f"{local}{rng.choice(('', '', '', str(rng.randint(2, 99))))}@{rng.choice(DOMAINS)}")


def address_of(person: Person, style: str) -> str:
    """The person's address in a notation of ``quality.postal``."""
    return write_address(person.place, person.numbers, style, building=person.building)
