"""Other days in the same notation, and what is to be kept is kept."""

from __future__ import annotations

import datetime as dt
import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from detectors.recognizers.birth_date import BirthDateRecognizer
from guard.remedy.substitute import Keep, NotReplaced, Person, Substitute, Substitutes

KEY = b"0123456789abcdef"
DAYS = st.dates(dt.date(1912, 7, 30), dt.date(2026, 3, 31))


def of(value: str, keep: Keep = Keep.NONE, person: Person | None = None) -> str:
    made = Substitutes(KEY, keep=keep).of("DATE_OF_BIRTH", value, person)
    assert isinstance(made, Substitute), made
    return made.text


def school_year(date: dt.date) -> int:
    return date.year - ((date.month, date.day) < (4, 2))


def era(date: dt.date) -> int:
    firsts = (dt.date(1926, 12, 25), dt.date(1989, 1, 8), dt.date(2019, 5, 1))
    return sum(date >= first for first in firsts)


@given(date=DAYS)
def test_the_school_year_is_kept(date: dt.date) -> None:
    new = dt.date.fromisoformat(of(date.isoformat(), Keep.AGE))
    assert school_year(new) == school_year(date)
    assert era(new) == era(date)


@given(date=DAYS)
def test_the_era_is_kept(date: dt.date) -> None:
    assert era(dt.date.fromisoformat(of(date.isoformat(), Keep.ERA))) == era(date)


@pytest.mark.parametrize("keep", Keep)
def test_days_are_changed_one_to_one(keep: Keep) -> None:
    days = [dt.date(1985, 1, 1) + dt.timedelta(days=number) for number in range(3 * 365)]
    made = [of(day.isoformat(), keep) for day in days]
    assert len(set(made)) == len(days)
    assert sum(new == day.isoformat() for new, day in zip(made, days, strict=True)) < 30


@pytest.mark.parametrize(
    "value",
    [
        "1980-04-01", "1980/04/01", "1980.4.1", "1980年4月1日", "19800401", "4/1/1980", "昭和55年4月1日", "昭和５５年４月１日",
        "S55.4.1", "3550401", "S550401", "㍻元年１２月３１日", "平成31年04月30日", "昭和五十五年十二月二十三日", "令和二年一月二日",
        "１９８０－０４－０１",
    ],
)  # fmt: skip
@pytest.mark.parametrize("keep", Keep)
def test_every_notation_stays_and_is_a_date_of_birth(value: str, keep: Keep) -> None:
    made = of(value, keep)
    assert made != value
    found = BirthDateRecognizer().analyze(f"生年月日：{made}", ["DATE_OF_BIRTH"], None)
    assert [(one.start, one.end) for one in found] == [(5, 5 + len(made))]
    kinds = [
        "9" if char.isdecimal() and char.isascii() else "９" if char.isdecimal() else char
        for char in made
        if char != "元"
    ]
    assert {one for one in kinds if one not in "〇一二三四五六七八九十"} <= {
        "9" if char.isdecimal() and char.isascii() else "９" if char.isdecimal() else char for char in value
    } | {"9"}


def test_three_numbers_of_source_code_stay_three_numbers() -> None:
    made = of("1980, 4, 1", Keep.ERA)
    code = f"birth_date=date({made})"
    found = BirthDateRecognizer().analyze(code, ["DATE_OF_BIRTH"], None)
    assert made != "1980, 4, 1"
    assert [code[one.start : one.end] for one in found] == [made]


@pytest.mark.parametrize("value", ["平成２年１１月１２日", "昭和５５年４月１日", "２００１／２／３"])
def test_full_width_stays_full_width(value: str) -> None:
    assert not any(char.isascii() for keep in Keep for char in of(value, keep))


def test_a_zero_in_front_stays() -> None:
    assert all(len(of(f"2001-0{month}-0{month}")) == 10 for month in range(1, 10))


def test_one_day_is_the_same_in_both_calendars_where_the_era_is_kept() -> None:
    year, month, day = of("1980-04-01", Keep.ERA).split("-")
    assert of("昭和55年4月1日", Keep.ERA) == f"昭和{int(year) - 1925}年{int(month)}月{int(day)}日"


def test_the_date_of_somebody_made_up_stays() -> None:
    assert of("1980-04-01", person=Person(kanji="見本佐多 例加里")) == "1980-04-01"


@pytest.mark.parametrize("value", ["", "昭和99年1月1日", "1980-13-01", "yesterday", "昭和64年1月8日", "0000-00-00"])
def test_what_is_no_date_has_no_stand_in(value: str) -> None:
    assert isinstance(Substitutes(KEY).of("DATE_OF_BIRTH", value), NotReplaced)


@pytest.mark.parametrize("keep", list(Keep))
@given(days=st.integers(0, 50_000))
def test_every_notation_of_a_day_gets_the_same_day(keep: Keep, days: int) -> None:
    day = dt.date(1873, 1, 1) + dt.timedelta(days=days)
    written = re.sub(r"(?<![0-9])0", "", of(_in_its_era(day), keep))
    assert written == _in_its_era(dt.date.fromisoformat(of(day.isoformat(), keep)))


def _in_its_era(day: dt.date) -> str:
    eras = ((dt.date(2019, 5, 1), "令和"), (dt.date(1989, 1, 8), "平成"), (dt.date(1926, 12, 25), "昭和"))
    eras += ((dt.date(1912, 7, 30), "大正"), (dt.date(1868, 1, 25), "明治"))
    first, name = next(one for one in eras if day >= one[0])
    year = day.year - first.year + 1
    return f"{name}{'元' if year == 1 else year}年{day.month}月{day.day}日"
