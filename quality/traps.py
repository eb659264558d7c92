"""Files without personal data that look as if they had some: the hard negatives.

Every trap carries a label ``NONE`` with its class, so that a false positive can be told by what it fell for.
Office addresses and phones, and the samples of documentation, are labelled as such (``sample``): the contract
wants them found, and low.
"""

from __future__ import annotations

import random
import tomllib
import uuid
from collections.abc import Callable, Iterator
from functools import cache

from quality.markup import NONE, mark
from quality.notation import my_number
from quality.people import LEXICON, places
from quality.postal import zip_code
from quality.record import Sheet


@cache
def words(kind: str) -> tuple[str, ...]:
    """The words of a class of ``lexicon/traps.tsv``."""
    rows = (line.split("\t") for line in (LEXICON / "traps.tsv").read_text(encoding="utf-8").splitlines())
    return next(tuple(row[1].split()) for row in rows if row[0] == kind)


def corporate_number(digits: str) -> str:
    """Twelve digits with the check digit of 法人番号 before them (weights 1, 2 from the right, 9 minus mod 9)."""
    total = sum(int(d) * (1 + at % 2) for at, d in enumerate(reversed(digits)))
    return str(9 - total % 9) + digits


def jan_code(digits: str) -> str:
    """Twelve digits and the check digit of a JAN (EAN-13) code."""
    total = sum(int(d) * (3 if at % 2 else 1) for at, d in enumerate(digits))
    return digits + str(-total % 10)


def _numbers(rng: random.Random) -> dict[str, Callable[[], str]]:
    """How each class of number is drawn; those named ``checked`` pass the check digit of a My Number."""

    def digits(count: int) -> str:
        return str(rng.randrange(10 ** (count - 1), 10**count))

    return {
        "order-number": lambda: digits(12),
        "checked-order-number": lambda: my_number(digits(11)),
        "checked-account-id": lambda: my_number(digits(11)),
        "corporate-number": lambda: corporate_number(digits(12)),
        "invoice-number": lambda: "T" + corporate_number(digits(12)),
        "jan": lambda: jan_code(f"49{digits(10)}"),
        "uuid": lambda: str(uuid.UUID(int=rng.getrandbits(128), version=4)),
        "sha1": lambda: f"{rng.getrandbits(160):040x}",
        "float": lambda: f"{rng.randint(122, 153)}.{digits(14)}",
        "latitude": lambda: f"{rng.randint(26, 45)}.{digits(13)}",
        "version": lambda: f"{rng.randint(0, 20)}.{rng.randint(0, 99)}.{rng.randint(0, 400)}",
        "compact-timestamp": lambda: (
            f"202{rng.randint(0, 5)}{rng.randint(1, 12):02}{rng.randint(1, 28):02}"
            f"{rng.randint(0, 23):02}{rng.randint(0, 59):02}"
        ),
        "date": lambda: f"202{rng.randint(0, 6)}-{rng.randint(1, 12):02}-{rng.randint(1, 28):02}",
        "amount": lambda: f"{rng.randint(1, 999)},{rng.randint(0, 999):03},{rng.randint(0, 999):03}",
        "epoch-ms": lambda: f"1{digits(12)}",
        "ip-address": lambda: f"10.{rng.randint(0, 255)}.{rng.randint(0, 255)}.{rng.randint(1, 254)}",
        "part-number": lambda: f"{rng.choice('ABKMX')}{digits(3)}-{digits(4)}-{digits(2)}",
        "code-3-4": lambda: f"{rng.randint(100, 999)}-{rng.randint(1000, 1999)}",
        "serial": lambda: f"0{digits(4)}-{digits(6)}",
    }


class _Bait:
    """Draws labelled traps by class, from the words and from the numbers."""

    def __init__(self, rng: random.Random) -> None:
        self._rng = rng
        self._numbers = _numbers(rng)
        self._left: dict[str, list[str]] = {}

    def __getitem__(self, kind: str) -> str:
        """``str.format_map`` asks here for ``{station}`` and the like."""
        kind = kind.replace("_", "-")
        if kind in self._numbers:
            return mark(NONE, self._numbers[kind](), kind)
        if kind in {"office-phone", "office-address"}:
            return self._office(kind)
        if not self._left.get(kind):
            self._left[kind] = self._rng.sample(words(kind), len(words(kind)))
        return mark(NONE, self._left[kind].pop(), kind)

    def _office(self, kind: str) -> str:
        place = self._rng.choice([p for p in places() if p.kind in {"chome", "banchi"}])
        if kind == "office-phone":
            number = (
                f"0{self._rng.choice((45, 52, 75, 92))}-{self._rng.randint(211, 989)}-{self._rng.randint(2001, 9989)}"
            )
            return mark("PHONE_NUMBER", number, "office", sample=True)
        town = place.prefecture + place.municipality + place.town
        lot = f"{self._rng.randint(1, 5)}番{self._rng.randint(1, 40)}号"
        return mark("JP_ADDRESS", town + lot, "office", sample=True)

    def lines(self, count: int, *templates: str) -> str:
        """``count`` lines, the templates in turn."""
        return "".join(templates[n % len(templates)].format_map(self) + "\n" for n in range(count))


def traps(rng: random.Random) -> Iterator[Sheet]:
    """All files of ``lexicon/trap_files.toml``, and a list of codes that look like postal codes."""
    bait = _Bait(rng)
    with (LEXICON / "trap_files.toml").open("rb") as file:
        plan = tomllib.load(file)
    for path, about in plan.items():
        lines = bait.lines(about["count"], *about["lines"])
        yield Sheet(path, about.get("head", "") + lines + about.get("foot", ""), header=about.get("header", "none"))
    codes = "".join(
        f"{zip_code(place).replace('-', '.')},{mark(NONE, place.municipality + place.town, 'place')}\n"
        for place in rng.sample(places(), 20)
    )
    yield Sheet("csv/toshokan_code.csv", "分類コード,地域\n" + codes, header="japanese")
