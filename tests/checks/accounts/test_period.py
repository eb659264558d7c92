"""When somebody's time is over: days in Japan, half-open."""

from __future__ import annotations

import datetime as dt

import pytest

from guard.checks.accounts.period import cutoff, day_of, last_day, reminder
from guard.checks.accounts.roster import Project

END = dt.date(2026, 3, 31)


def test_the_cutoff_is_midnight_in_japan_which_is_15_utc_of_the_last_day() -> None:
    assert cutoff(END) == dt.datetime(2026, 3, 31, 15, tzinfo=dt.UTC)


def test_the_day_in_japan_begins_at_15_utc() -> None:
    assert day_of(dt.datetime(2026, 3, 31, 14, 59, 59, tzinfo=dt.UTC)) == END
    assert day_of(dt.datetime(2026, 3, 31, 15, tzinfo=dt.UTC)) == dt.date(2026, 4, 1)


def test_acceptance_moves_the_end_only_to_a_later_day() -> None:
    assert last_day(Project("p", END, END, accepted=dt.date(2026, 4, 20))) == dt.date(2026, 4, 20)
    assert last_day(Project("p", END, END, accepted=dt.date(2026, 3, 20))) == END


def test_a_delay_counts_only_with_who_approved_it() -> None:
    assert last_day(Project("p", END, END, removal_deadline_days=7)) == END
    assert last_day(Project("p", END, END, removal_deadline_days=7, deadline_approved_by="課長")) == dt.date(2026, 4, 7)


@pytest.mark.parametrize(
    ("days", "due"), [(31, None), (30, 30), (15, 30), (14, 14), (8, 14), (7, 7), (0, 7), (-1, None)]
)
def test_reminders_come_30_14_and_7_days_before_the_end(days: int, due: int | None) -> None:
    assert reminder(END, END - dt.timedelta(days=days)) == due
