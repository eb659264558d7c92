"""Stand-ins for dates of birth: other days, in the notation of the real one."""

from __future__ import annotations

import datetime as dt
import enum
import re
from typing import Final, NamedTuple

from detectors.folding import fold
from detectors.marked import is_marked
from guard.remedy.stand_in.outcome import UNKNOWN_SHAPE, NotReplaced, Substitute
from guard.remedy.stand_in.permutation import Keyed
from guard.remedy.stand_in.person import Person
from guard.remedy.stand_in.shape import is_wide, narrow, widened


class Keep(enum.Enum):
    """What stays of a date of birth."""

    NONE = "none"  # only that it is one: within 30 years, in its era, so that every notation of a day gets the same
    ERA = "era"  # 明治, 大正, 昭和, 平成, 令和
    AGE = "age"  # the school year, from 2 April to 1 April, within the era


class _Era(NamedTuple):
    kanji: str
    letter: str
    number: str
    first: dt.date
    last: dt.date


_ERAS: Final = (
    _Era("明治", "M", "1", dt.date(1868, 1, 25), dt.date(1912, 7, 29)),
    _Era("大正", "T", "2", dt.date(1912, 7, 30), dt.date(1926, 12, 24)),
    _Era("昭和", "S", "3", dt.date(1926, 12, 25), dt.date(1989, 1, 7)),
    _Era("平成", "H", "4", dt.date(1989, 1, 8), dt.date(2019, 4, 30)),
    _Era("令和", "R", "5", dt.date(2019, 5, 1), dt.date(2026, 11, 1)),
)
_SQUARED: Final = {"㍾": "明治", "㍽": "大正", "㍼": "昭和", "㍻": "平成", "㋿": "令和"}
_KANJI: Final = "〇一二三四五六七八九"
_KANJI_NUMBER = re.compile(r"[〇一二三四五六七八九十元]{1,4}")
_WRITTEN = re.compile(
    r"(?P<western>(?P<year>(?:18|19|20)[0-9]{2})(?P<gap>[ ]?(?:[\-/.,]|年)[ ]?)(?P<month>[01]?[0-9])"
    r"(?P<gap2>[ ]?(?:[\-/.,]|月)[ ]?)(?P<day>[0-3]?[0-9])(?P<end>日?))"
    r"|(?P<us>(?P<us_month>[01]?[0-9])/(?P<us_day>[0-3]?[0-9])/(?P<us_year>(?:18|19|20)[0-9]{2}))"
    r"|(?P<compact>(?:18|19|20)[0-9]{6})|(?P<legacy>[1-5MTSHRmtshr][0-9]{6})"
    r"|(?P<era>(?:(?P<name>明治|大正|昭和|平成|令和|[㍾㍽㍼㍻㋿])|(?P<letter>[MTSHRmtshr]))(?P<era_gap>[ ]?)"
    r"(?P<era_year>元|[0-9]{1,2}|[一二三四五六七八九十〇]{1,4})(?P<gap3>[ ]?(?:年|[./\-])[ ]?)"
    r"(?P<era_month>[01]?[0-9]|[一二三四五六七八九十]{1,2})(?P<gap4>[ ]?(?:月|[./\-])[ ]?)"
    r"(?P<era_day>[0-3]?[0-9]|[一二三四五六七八九十]{1,3})(?P<era_end>日?))"
)
#: Dates go in circles of so many years where nothing is kept.
_SPAN_YEARS: Final = 30


def is_of_nobody(person: Person) -> bool:
    """Whether the person of a record is made up already, and with it the date of birth."""
    names = (name for name in (person.kanji, person.kana, person.romaji) if name)
    return any(is_marked("PERSON", fold(name).text) for name in names)


class Dates:
    """Other days for days, one to one within the circle that is kept."""

    def __init__(self, keyed: Keyed, keep: Keep) -> None:
        self._keyed = keyed
        self._keep = keep

    def of(self, value: str) -> Substitute | NotReplaced:
        """Another day."""
        plain = narrow(value)
        written = _WRITTEN.fullmatch(plain)
        if written is None:
            return NotReplaced(UNKNOWN_SHAPE)
        try:
            date, era = _read(written)
            new = self._other(date)
        except (ValueError, OverflowError):
            return NotReplaced(UNKNOWN_SHAPE)
        text = _write(written, new, era)
        return Substitute(_dressed(value, text))

    def _other(self, date: dt.date) -> dt.date:
        first, last = self._circle(date)
        index = self._keyed.permutation(f"date {first}", (last - first).days + 1)((date - first).days)
        return first + dt.timedelta(days=index)

    def _circle(self, date: dt.date) -> tuple[dt.date, dt.date]:
        """The days among which another one is looked for."""
        of_date = next(one for one in reversed(_ERAS) if date >= one.first)
        if self._keep is Keep.AGE:
            start = date.year - ((date.month, date.day) < (4, 2))
            first, last = dt.date(start, 4, 2), dt.date(start + 1, 4, 1)
            return max(first, of_date.first), max(date, min(last, of_date.last))
        if self._keep is Keep.ERA:
            return of_date.first, max(date, of_date.last)
        start = date.year - date.year % _SPAN_YEARS
        end = dt.date(start + _SPAN_YEARS - 1, 12, 31)
        return max(dt.date(start, 1, 1), of_date.first), max(date, min(end, of_date.last))


def _dressed(value: str, text: str) -> str:
    """A date in the width of the value's digits, and of each of its signs."""
    if value.isascii():
        return text
    wide = {narrow(char) for char in value if is_wide(char)}
    digits = set("0123456789") if not wide.isdisjoint("0123456789") else set()
    return "".join(widened(char) if char in wide | digits else char for char in text)


def _read(written: re.Match[str]) -> tuple[dt.date, _Era | None]:
    if written["western"]:
        return dt.date(*(int(written[name]) for name in ("year", "month", "day"))), None
    if written["us"]:
        return dt.date(*(int(written[name]) for name in ("us_year", "us_month", "us_day"))), None
    if written["compact"]:
        text = written["compact"]
        return dt.date(int(text[:4]), int(text[4:6]), int(text[6:])), None
    if written["legacy"]:
        text = written["legacy"]
        era = _era(text[0])
        return _in_era(era, int(text[1:3]), int(text[3:5]), int(text[5:])), era
    era = _era(_SQUARED.get(written["name"], written["name"]) or written["letter"])
    return _in_era(era, *(_number(written[name]) for name in ("era_year", "era_month", "era_day"))), era


def _era(name: str) -> _Era:
    return next(one for one in _ERAS if name.upper() in one[:3])


def _in_era(era: _Era, year: int, month: int, day: int) -> dt.date:
    date = dt.date(era.first.year + year - 1, month, day)
    if date < era.first or (date > era.last and era is not _ERAS[-1]):
        raise ValueError(year)
    return date


def _write(written: re.Match[str], date: dt.date, era: _Era | None) -> str:
    if written["western"]:
        month, day = _padded((written["month"], written["day"]), (date.month, date.day))
        return f"{date.year}{written['gap']}{month}{written['gap2']}{day}{written['end']}"
    if written["us"]:
        month, day = _padded((written["us_month"], written["us_day"]), (date.month, date.day))
        return f"{month}/{day}/{date.year}"
    if written["compact"]:
        return f"{date:%Y%m%d}"
    if era is None:
        raise ValueError(written[0])
    return _write_era(written, date, date.year - era.first.year + 1)


def _write_era(written: re.Match[str], date: dt.date, number: int) -> str:
    if written["legacy"]:
        return f"{written['legacy'][0]}{number:02}{date:%m%d}"
    old = tuple(written[name] for name in ("era_year", "era_month", "era_day"))
    year, month, day = _padded(old, (number, date.month, date.day))
    if number == 1 and written["name"] and written["gap3"].strip() == "年":
        year = "元"
    pieces = (
        written["name"] or written["letter"],
        written["era_gap"],
        year,
        written["gap3"],
        month,
        written["gap4"],
        day,
    )
    return "".join(pieces) + written["era_end"]


def _padded(old: tuple[str, ...], new: tuple[int, ...]) -> tuple[str, ...]:
    """Numbers as the old ones were written: in kanji, all with two digits, or without a zero in front."""
    if any(_KANJI_NUMBER.fullmatch(one) and one != "元" for one in old):
        has_places = any("〇" in one for one in old)
        return tuple("".join(_KANJI[int(digit)] for digit in str(one)) if has_places else _in_kanji(one) for one in new)
    has_two = all(len(one) == 2 or one == "元" for one in old)
    return tuple(f"{one:02}" if has_two else str(one) for one in new)


def _in_kanji(number: int) -> str:
    tens, ones = divmod(number, 10)
    return ("" if tens == 0 else "十" if tens == 1 else _KANJI[tens] + "十") + (_KANJI[ones] if ones else "")


def _number(text: str) -> int:
    if text == "元":
        return 1
    if text.isascii():
        return int(text)
    tens, ten, ones = text.rpartition("十")
    if not ten:
        return int("".join(str(_KANJI.index(digit)) for digit in text))
    return (int(_number(tens)) if tens else 1) * 10 + (_number(ones) if ones else 0)
