"""The kinds of columns that ``sekisho synth`` fills: each a small function from a row to a value."""

from __future__ import annotations

import datetime as dt
import random
from bisect import bisect_right
from collections.abc import Callable, Mapping, Sequence
from itertools import accumulate
from types import MappingProxyType
from typing import Any, Final, NamedTuple

from detectors.marked import nines
from guard.remedy.stand_in.names import half_width
from guard.remedy.stand_in.person import Sex
from guard.remedy.synth.numbers import NumberMaker, base36
from guard.remedy.synth.people import Resident

Value = str | int | bool | float | None
Options = Mapping[str, Any]
#: What fills a column of persons: the resident of the row, the numbers of the table.
OfPerson = Callable[[Resident, NumberMaker], Value]
_TO_HIRAGANA: Final = {code + 0x60: code for code in range(ord("ぁ"), ord("ゖ") + 1)}
_WIDE: Final = {code: code + 0xFEE0 for code in range(0x21, 0x7F)}
_ERAS: Final = (
    (dt.date(2019, 5, 1), "令和", "5"),
    (dt.date(1989, 1, 8), "平成", "4"),
    (dt.date(1926, 12, 25), "昭和", "3"),
    (dt.date(1912, 7, 30), "大正", "2"),
)


class Kind(NamedTuple):
    """A kind of column of persons: its options with what they may be, the first by default, and what makes its function."""

    options: Mapping[str, tuple[str, ...]]
    make: Callable[[Options], OfPerson]


def _plain(function: OfPerson) -> Kind:
    return Kind({}, lambda _options: function)


def _styled(name: str, styles: Mapping[str, OfPerson]) -> Kind:
    return Kind({name: tuple(styles)}, lambda options: styles[options[name]])


def _kana(read: Callable[[Resident], str]) -> Kind:
    styles: dict[str, OfPerson] = {
        "katakana": lambda one, _numbers: read(one),
        "half-width": lambda one, _numbers: half_width(read(one)),
        "hiragana": lambda one, _numbers: read(one).translate(_TO_HIRAGANA),
    }
    return _styled("style", styles)


def _era(date: dt.date) -> tuple[str, str, int]:
    first, name, number = next(era for era in _ERAS if date >= era[0])
    return name, number, date.year - first.year + 1


def _in_era(one: Resident, _numbers: NumberMaker) -> str:
    name, _number, year = _era(one.born)
    return f"{name}{'元' if year == 1 else year}年{one.born.month}月{one.born.day}日"


def _era_digits(one: Resident, _numbers: NumberMaker) -> str:
    _name, number, year = _era(one.born)
    return f"{number}{year:02}{one.born.month:02}{one.born.day:02}"


def _street(one: Resident) -> str:
    home = one.household
    return f"{home.town}{home.house[0]}丁目{home.house[1]}番{home.house[2]}号"


def _hyphened(one: Resident) -> str:
    home = one.household
    return f"{home.town}{home.house[0]}-{home.house[1]}-{home.house[2]}"


def _address(street: Callable[[Resident], str]) -> OfPerson:
    def address(one: Resident, _numbers: NumberMaker) -> str:
        home = one.household
        building = f" {home.building}" if home.building else ""
        return f"{home.prefecture}{home.city}{street(one)}{building}"

    return address


def _municipal(purpose: str, number: Callable[[Resident], int]) -> Kind:
    def make(options: Options) -> OfPerson:
        digits = int(options["digits"])
        return lambda one, numbers: numbers.with_nines(purpose, digits, number(one))

    return Kind({"digits": tuple(map(str, (10, 11, 12, 13, 14, 15, 9, 8)))}, make)


def _grouped(number: Callable[[NumberMaker, int], str], index: Callable[[Resident], int]) -> Kind:
    """A number in groups, or its digits alone."""
    styles: dict[str, OfPerson] = {
        "hyphen": lambda one, numbers: number(numbers, index(one)),
        "digits": lambda one, numbers: number(numbers, index(one)).replace("-", ""),
    }
    return _styled("style", styles)


def _own(one: Resident) -> int:
    return one.number


def _home(one: Resident) -> int:
    return one.household.number


def _number(number: Callable[[NumberMaker, int], str]) -> Kind:
    return _plain(lambda one, numbers: number(numbers, one.number))


#: Kinds of columns that say something of the person of the row.
PERSON_KINDS: Final[Mapping[str, Kind]] = MappingProxyType(
    {
        "name": _styled(
            "space",
            {
                "half": lambda one, _numbers: f"{one.household.family.kanji} {one.given.kanji}",
                "full": lambda one, _numbers: f"{one.household.family.kanji}\u3000{one.given.kanji}",
                "none": lambda one, _numbers: one.household.family.kanji + one.given.kanji,
            },
        ),
        "family_name": _plain(lambda one, _numbers: one.household.family.kanji),
        "given_name": _plain(lambda one, _numbers: one.given.kanji),
        "kana": _kana(lambda one: f"{one.household.family.kana} {one.given.kana}"),
        "family_kana": _kana(lambda one: one.household.family.kana),
        "given_kana": _kana(lambda one: one.given.kana),
        "romaji": _plain(
            lambda one, _numbers: f"{one.household.family.romaji.capitalize()} {one.given.romaji.capitalize()}"
        ),
        "sex": _styled(
            "style",
            {
                "words": lambda one, _numbers: "女" if one.sex is Sex.FEMALE else "男",
                "digits": lambda one, _numbers: "2" if one.sex is Sex.FEMALE else "1",
                "letters": lambda one, _numbers: "F" if one.sex is Sex.FEMALE else "M",
            },
        ),
        "birth_date": _styled(
            "style",
            {
                "iso": lambda one, _numbers: one.born.isoformat(),
                "slash": lambda one, _numbers: one.born.isoformat().replace("-", "/"),
                "digits": lambda one, _numbers: one.born.isoformat().replace("-", ""),
                "era": _in_era,
                "era-digits": _era_digits,
            },
        ),
        "age": _plain(lambda one, _numbers: one.age),
        "relationship": _plain(lambda one, _numbers: one.relationship),
        "postal_code": _styled(
            "style",
            {
                "hyphen": lambda one, _numbers: f"{one.household.postal_code[:3]}-{one.household.postal_code[3:]}",
                "digits": lambda one, _numbers: one.household.postal_code,
            },
        ),
        "prefecture": _plain(lambda one, _numbers: one.household.prefecture),
        "city": _plain(lambda one, _numbers: one.household.city),
        "street": _styled(
            "style",
            {
                "units": lambda one, _numbers: _street(one),
                "hyphen": lambda one, _numbers: _hyphened(one),
                "full-width": lambda one, _numbers: _hyphened(one).translate(_WIDE),
            },
        ),
        "building": _plain(lambda one, _numbers: one.household.building),
        "address": _styled(
            "style",
            {
                "units": _address(_street),
                "hyphen": _address(_hyphened),
                "full-width": lambda one, numbers: str(_address(_hyphened)(one, numbers)).translate(_WIDE),
            },
        ),
        "phone": _grouped(NumberMaker.phone, _home),
        "mobile": _grouped(NumberMaker.mobile, _own),
        "mail": _plain(
            lambda one, _numbers: f"{one.given.romaji}.{one.household.family.romaji}.{base36(one.number)}@example.jp"
        ),
        "household": _municipal("household", _home),
        "municipal_id": _municipal("municipal id", _own),
        "my_number": _number(NumberMaker.my_number),
        "resident_code": _number(NumberMaker.resident_code),
        "drivers_license": _number(NumberMaker.drivers_license),
        "passport": _number(NumberMaker.passport),
        "residence_card": _number(NumberMaker.residence_card),
        "health_insurance": _number(NumberMaker.health_insurance),
        "care_insurance": _plain(lambda one, numbers: numbers.with_nines("care insurance", 10, one.number)),
        "pension_number": _grouped(NumberMaker.pension_number, _own),
        "employment_insurance": _grouped(NumberMaker.employment_insurance, _own),
        "bank_code": _plain(lambda one, numbers: numbers.account(one.number)[0]),
        "branch_code": _plain(lambda one, numbers: numbers.account(one.number)[1]),
        "account_number": _plain(lambda one, numbers: numbers.account(one.number)[2]),
        "card_number": _number(NumberMaker.card),
        "vehicle_plate": _number(NumberMaker.plate),
    }
)


#: Kinds of numbers that have nines for a mark and a fixed length.
_LENGTHS: Final = {"care_insurance": 10, "pension_number": 10, "employment_insurance": 11}


def different_numbers(kind: str, options: Options) -> int | None:
    """How many numbers of a kind differ; ``None`` where they are enough for any table, or no numbers of persons."""
    digits = int(options["digits"]) if kind in {"municipal_id", "household"} else _LENGTHS.get(kind)
    return None if digits is None else 10 ** (digits - len(nines(digits)))


class Draw:
    """What a column draws for itself: the same for the same seed, column and row."""

    __slots__ = ("_key",)

    def __init__(self, seed: str) -> None:
        self._key = random.Random(seed).getrandbits(64)  # noqa: S311 - made-up data is no secret

    def __call__(self, index: int, below: int) -> int:
        """A number below another one: SplitMix64, which is fast and even enough."""
        mixed = (self._key + (index + 1) * 0x9E3779B97F4A7C15) & 0xFFFFFFFFFFFFFFFF
        mixed = ((mixed ^ (mixed >> 30)) * 0xBF58476D1CE4E5B9) & 0xFFFFFFFFFFFFFFFF
        mixed = ((mixed ^ (mixed >> 27)) * 0x94D049BB133111EB) & 0xFFFFFFFFFFFFFFFF
        return (mixed ^ (mixed >> 31)) % below


def serial(options: Options) -> Callable[[int], Value]:
    """Running numbers: with a prefix or a width they are text."""
    start, prefix, width = int(options.get("start", 1)), str(options.get("prefix", "")), int(options.get("width", 0))
    if prefix or width:
        return lambda index: f"{prefix}{start + index:0{width}}"
    return lambda index: start + index


def integer(options: Options, draw: Draw) -> Callable[[int], Value]:
    """Whole numbers from ``min`` to ``max``, in steps of ``step``."""
    low, high, step = int(options.get("min", 0)), int(options.get("max", 100)), int(options.get("step", 1))
    count = (high - low) // step + 1
    return lambda index: low + draw(index, count) * step


def date(options: Options, draw: Draw) -> Callable[[int], Value]:
    """Days from ``from`` to ``to``."""
    first, last = (
        dt.date.fromisoformat(str(options.get(name, default)))
        for name, default in (("from", "2025-04-01"), ("to", "2026-03-31"))
    )
    days = (last - first).days + 1
    return lambda index: (first + dt.timedelta(days=draw(index, days))).isoformat()


def choice(options: Options, draw: Draw) -> Callable[[int], Value]:
    """One of ``values``, as often as ``weights`` say."""
    values: Sequence[Value] = options["values"]
    weights = [int(weight) for weight in options.get("weights") or [1] * len(values)]
    ends = list(accumulate(weights))
    return lambda index: values[bisect_right(ends, draw(index, ends[-1]))]
