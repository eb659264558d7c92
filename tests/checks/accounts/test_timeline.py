"""The picture: well-formed whatever ids hold, in two languages, and told without colour."""

from __future__ import annotations

import datetime as dt
from pathlib import Path
from xml.etree import ElementTree

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from guard.account import AccountsReport, AccountState, Bar
from guard.cli import main
from guard.messages import translator
from guard.report.accounts_timeline import html, svg
from tests.checks.accounts.test_command import folder

__all__ = ["folder"]

ENGLISH = translator("en")
DAY = dt.date(2026, 4, 10)
START, END = dt.date(2025, 4, 1), dt.date(2026, 3, 31)


def bar(person: str = "p-1", state: AccountState = AccountState.ACTIVE, *, outlives: bool = True) -> Bar:
    return Bar(person, "corp", START, DAY, state, outlives, END)


def report(*bars: Bar) -> AccountsReport:
    return AccountsReport(DAY, projects=(("jumin", START, END),), bars=bars)


def words(picture: str) -> str:
    return " ".join(ElementTree.fromstring(picture).itertext())


def test_what_outlives_the_end_has_a_sign_and_words() -> None:
    told = words(svg(report(bar()), ENGLISH))
    assert "p-1, corp: outlives the last day" in told
    assert told.count("✗") == 2  # the bar and the legend
    assert words(svg(report(bar(outlives=False)), ENGLISH)).count("✗") == 1


@pytest.mark.parametrize(
    ("state", "told"), [(AccountState.DISABLED, "switched off"), (AccountState.UNKNOWN, "state unknown")]
)
def test_each_state_has_its_words(state: AccountState, told: str) -> None:
    assert f"p-1, corp: {told}" in words(svg(report(bar(state=state, outlives=False)), ENGLISH))


def test_nothing_to_draw_is_an_empty_picture_and_a_page_that_says_so() -> None:
    assert svg(report(), ENGLISH) == ""
    assert "No account of the roster was seen." in html(report(), ENGLISH, "en")


def test_who_is_not_drawn_is_counted() -> None:
    assert "50 more people are not drawn" in words(svg(report(*(bar(f"p-{n:03}") for n in range(250))), ENGLISH))


@settings(max_examples=60, deadline=None)
@given(
    st.text(st.characters(exclude_categories=["Cs"]), min_size=1, max_size=40),
    st.dates(dt.date(1900, 1, 1), dt.date(2200, 12, 31)),
    st.dates(dt.date(1900, 1, 1), dt.date(2200, 12, 31)),
)
def test_any_id_and_any_day_give_well_formed_xml(name: str, start: dt.date, end: dt.date) -> None:
    drawn = Bar(name, name, start, end, AccountState.ACTIVE, True, end)
    told = AccountsReport(DAY, projects=((name, start, end),), bars=(drawn, drawn._replace(start=None, end=None)))
    assert ElementTree.fromstring(svg(told, ENGLISH)).tag.endswith("svg")


@pytest.mark.parametrize(
    ("name", "lang", "told"), [("t.svg", "ja", "最終日"), ("t.html", "en", "outlives the last day")]
)
def test_the_command_writes_the_picture(folder: Path, name: str, lang: str, told: str) -> None:
    assert main(["accounts", "--as-of", "2026-04-10", "--quiet", "--timeline", name, "--lang", lang]) == 1
    text = Path(name).read_text("utf-8")
    assert told in text
    assert "hanako" not in text


def test_a_picture_of_another_kind_exits_2(folder: Path) -> None:
    assert main(["accounts", "--timeline", "t.png"]) == 2
