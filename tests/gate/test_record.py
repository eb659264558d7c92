"""What a roster puts down in writing."""

from __future__ import annotations

import datetime as dt

import pytest

from guard.checks.accounts.roster_file import roster_of
from guard.control import Answer
from guard.gate.record import recorded
from tests.checks.accounts.scenes import changed
from tests.gate.delivery import ROSTER

DAY = dt.date(2025, 10, 1)


def answers(*changes: tuple[str, str], day: dt.date = DAY) -> dict[str, Answer]:
    roster = roster_of(changed(ROSTER, *changes), "sekisho-roster.yaml")
    return {one.question: one.answer for one in recorded(roster, day)}


def test_a_roster_with_everything_answers_everything() -> None:
    assert set(answers().values()) == {Answer.GOOD}


@pytest.mark.parametrize(
    ("question", "change", "day"),
    [
        ("training", ("training: 2025-04-10", "training: 2024-09-30"), DAY),
        ("training", (", training: 2025-04-10", ""), DAY),
        ("training", ("training: 2025-04-10", "training: 2025-10-02"), DAY),
        ("leavers", ("id: p-1,", "id: p-1, to: 2025-09-30,"), DAY),
        ("lent-data", ("lent: 2025-04-20", "lent: 2025-04-20, returned: 2026-03-30"), dt.date(2026, 4, 1)),
        ("lent-data", ("  - {what: テスト用データ一式, lies: 開発サーバ, lent: 2025-04-20}\n", "  []\n"), DAY),
    ],
)
def test_a_day_that_is_missing_or_too_old_is_not_known(question: str, change: tuple[str, str], day: dt.date) -> None:
    assert answers(change, day=day)[question] is Answer.UNKNOWN


@pytest.mark.parametrize(
    ("question", "change", "day"),
    [
        ("training", ("training: 2025-04-10", "training: 2024-10-01"), DAY),
        ("training", ("id: p-1,", "id: p-1, to: 2026-04-09,"), dt.date(2026, 4, 11)),
        ("leavers", ("id: p-1,", "id: p-1, to: 2025-09-30, devices_returned: 2025-09-30,"), DAY),
        (
            "lent-data",
            ("lent: 2025-04-20", "lent: 2025-04-20, returned: 2026-03-30, erased: 2026-03-31"),
            dt.date(2026, 4, 1),
        ),
    ],
)
def test_a_day_in_time_is_an_answer(question: str, change: tuple[str, str], day: dt.date) -> None:
    assert answers(change, day=day)[question] is Answer.GOOD


def test_a_roster_of_nobody_answers_nothing_about_people() -> None:
    nobody = "schema: 1\nproject: {id: jumin, start: 2025-04-01, end: 2026-03-31}\npeople: []\n"
    found = {one.question: one.answer for one in recorded(roster_of(nobody, "r.yaml"), DAY)}
    assert found["workers"] is found["training"] is Answer.UNKNOWN
