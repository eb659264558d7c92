"""Stand-ins for the machine-readable lines of a passport (ICAO Doc 9303-4)."""

from __future__ import annotations

import datetime as dt
import re
from typing import Final

from detectors.checkdigits import mrz_digit
from detectors.marked import OFF, is_marked
from guard.remedy.stand_in.names import Names
from guard.remedy.stand_in.numbers import Numbers
from guard.remedy.stand_in.outcome import UNKNOWN_SHAPE, NotReplaced
from guard.remedy.stand_in.permutation import Keyed
from guard.remedy.stand_in.person import NOBODY, NamePart

_NAMES = re.compile(r"(P[A-Z<][A-Z<]{3})([A-Z<]{39})")
_NUMBERS = re.compile(r"([A-Z0-9<]{9})[0-9]([A-Z<]{3})([0-9]{6})[0-9]([MF<X])([0-9]{6})[0-9][A-Z0-9<]{14}[0-9<][0-9]")
_NAME_LENGTH: Final = 39


def is_line(plain: str) -> bool:
    """Whether a value is one of the two lines."""
    return (_NAMES.fullmatch(plain) or _NUMBERS.fullmatch(plain)) is not None


def line(plain: str, keyed: Keyed, names: Names, numbers: Numbers) -> str | NotReplaced:
    """Another name in the first line; in the second another number, birthday and a last check digit that is off."""
    if is_marked("JP_PASSPORT", plain):
        return plain
    written = _NAMES.fullmatch(plain)
    return _names_line(written, names) if written else _numbers_line(plain, keyed, numbers)


def _names_line(written: re.Match[str], names: Names) -> str | NotReplaced:
    family, _, given = written[2].rstrip("<").partition("<<")
    made = []
    for text, part in ((family, NamePart.FAMILY), (given, NamePart.GIVEN)):
        stand_in = names.of(text.replace("<", " "), NOBODY, part) if text else None
        if isinstance(stand_in, NotReplaced):
            return stand_in
        made.append(stand_in.text.replace(" ", "<") if stand_in else "")
    line = "<<".join(made)
    return written[1] + line.ljust(_NAME_LENGTH, "<") if len(line) <= _NAME_LENGTH else NotReplaced(UNKNOWN_SHAPE)


def _numbers_line(plain: str, keyed: Keyed, numbers: Numbers) -> str | NotReplaced:
    written = _NUMBERS.fullmatch(plain)
    number = numbers.passport(plain[:9])
    if written is None or isinstance(number, NotReplaced):
        return NotReplaced(UNKNOWN_SHAPE)
    try:
        born = _other_day(written[3], keyed)
    except ValueError:
        return NotReplaced(UNKNOWN_SHAPE)
    first = f"{number}{mrz_digit(number)}"
    birth, expiry = (f"{date}{mrz_digit(date)}" for date in (born, written[5]))
    optional = "<" * 15
    last = (mrz_digit(first + birth + expiry + optional) + OFF) % 10
    return f"{first}{written[2]}{birth}{written[4]}{expiry}{optional}{last}"


def _other_day(date: str, keyed: Keyed) -> str:
    """Another day of the same year."""
    day = dt.date(2000 + int(date[:2]), int(date[2:4]), int(date[4:]))
    first = dt.date(day.year, 1, 1)
    days = (dt.date(day.year + 1, 1, 1) - first).days
    other = first + dt.timedelta(days=keyed.permutation("day of a year", days)((day - first).days))
    return f"{other:%y%m%d}"
