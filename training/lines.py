"""Labelled lines from templates: the text, and where the names stand in it."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from pathlib import Path
from random import Random
from typing import NamedTuple

from training.people import People
from training.vocabulary import Vocabulary

_TEMPLATES = Path(__file__).with_name("templates.txt")
_SLOT = re.compile("«(.)»")
_FIRMS = (
    "{}商店 {}建設 {}工業 {}工務店 株式会社{} {}医院 {}クリニック {}歯科 {}薬局 {}写真館 {}酒造 {}運輸 {}電機 (株){} {}製作所 {}組 {}書店 "
    "{}ビル {}小学校 {}高校 {}記念館 有限会社{} {}法律事務所 {}ホール {}内科 {}牧場 {}旅館 {}不動産 {}産業 {}ファーム {}家 {}神社 {}城 {}賞"
).split()
_PRODUCTS = "{}錦 {}桜 {}牛 {}茶 {}焼 {}漬 {}カボチャ {}りんご {}大根 {}式 {}方程式 {}の定理 {}型 {}流 {}法 {}川 {}山 {}橋 {}坂 {}町 {}新田".split()
_IDENTIFIERS = (
    "user_id items[0] app.config #main getValue t_master setting.path error_code /api/v1/list status TODO".split()
)


class Line(NamedTuple):
    """A line and its names, as offsets (end exclusive)."""

    text: str
    names: tuple[tuple[int, int], ...]


class LineMaker:
    """Makes lines without end; the same vocabulary and random stream give the same ones."""

    def __init__(self, vocabulary: Vocabulary, rng: Random) -> None:
        self._rng = rng
        self._words = vocabulary
        self._templates, self._weights = _read_templates()
        people = People(vocabulary, rng)
        self._people: dict[str, Callable[[], str]] = {
            "F": people.full,
            "J": people.joined,
            "C": people.continental,
            "S": people.surname,
            "K": people.kana,
            "k": people.half_kana,
            "H": people.hiragana,
            "W": people.foreign,
            "w": people.foreign_surname,
        }
        self._others: dict[str, Callable[[], str]] = {
            "P": lambda: rng.choice(vocabulary.places),
            "T": lambda: rng.choice(vocabulary.towns),
            "O": lambda: rng.choice(vocabulary.organisations),
            "E": lambda: rng.choice(vocabulary.stations),
            "U": lambda: rng.choice(vocabulary.proper),
            "L": lambda: rng.choice(vocabulary.foreign_places),
            "N": lambda: rng.choice(vocabulary.nouns),
            "M": self._compound,
            "X": self._katakana,
            "D": lambda: rng.choice(vocabulary.deeds),
            "Q": lambda: rng.choice(_FIRMS).format(rng.choice((people.surname, people.surname, people.joined))()),
            "s": lambda: rng.choice(_PRODUCTS).format(people.surname()),
            "n": lambda: str(rng.randrange(10 ** rng.randint(1, 7))),
            "d": self._date,
            "t": lambda: f"0{rng.randint(1, 99)}-{rng.randint(10, 9999)}-{rng.randint(0, 9999):04}",
            "m": lambda: f"{rng.choice('abcdefgh')}{rng.randrange(1000)}@mail{rng.randrange(100)}.example.jp",
            "a": self._address,
            "i": lambda: rng.choice(_IDENTIFIERS),
        }

    def lines(self) -> Iterator[Line]:
        """Lines, without end."""
        while True:
            yield self.fill(self._rng.choices(self._templates, self._weights)[0])

    def fill(self, template: str) -> Line:
        """One line of a template."""
        pieces: list[str] = []
        names: list[tuple[int, int]] = []
        at = last = 0
        for slot in _SLOT.finditer(template):
            pieces.append(template[last : slot.start()])
            at += len(pieces[-1])
            last = slot.end()
            maker = self._people.get(slot[1])
            pieces.append(maker() if maker else self._others[slot[1]]())
            if maker:
                names.append((at, at + len(pieces[-1])))
            at += len(pieces[-1])
        pieces.append(template[last:])
        return Line("".join(pieces), tuple(names))

    def _compound(self) -> str:
        parts = [self._rng.choice(self._words.nouns), self._rng.choice(self._words.deeds)]
        if self._rng.random() < 0.3:
            parts.insert(0, self._rng.choice(self._words.nouns))
        return ("の" if self._rng.random() < 0.2 else "").join(parts)

    def _katakana(self) -> str:
        parts = self._rng.choices(self._words.katakana_nouns, k=self._rng.choice((1, 2, 2)))
        return self._rng.choice(("", "", "・", "の")).join(parts)

    def _date(self) -> str:
        year, month, day = self._rng.randint(1930, 2030), self._rng.randint(1, 12), self._rng.randint(1, 28)
        era = self._rng.choice(("昭和", "平成", "令和"))
        return self._rng.choice(
            (f"{year}年{month}月{day}日", f"{year}年", f"{era}{day}年{month}月", f"{year}-{month:02}-{day:02}")
        )

    def _address(self) -> str:
        place, town = self._rng.choice(self._words.places), self._rng.choice(self._words.towns)
        return f"{place}{town}{self._rng.randint(1, 9)}-{self._rng.randint(1, 30)}-{self._rng.randint(1, 30)}"


def _read_templates() -> tuple[list[str], list[float]]:
    templates, weights, weight = [], [], 0.0  # the head of the file has none
    for line in _TEMPLATES.read_text(encoding="utf-8").splitlines():
        if line.startswith("[") and line[1:-1].isdigit():
            weight = float(line[1:-1])
        elif line and not (line.startswith("#") and weight == 0):
            templates.append(line)
            weights.append(weight)
    return templates, weights
