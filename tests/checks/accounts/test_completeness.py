"""A list that is too short is not believed."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace

import pytest

from guard.account import Inventory
from guard.checks.accounts import completeness
from guard.checks.accounts.completeness import proven
from guard.checks.accounts.roster import System
from guard.checks.accounts.systems.system import FEWER_THAN_TOLD
from tests.checks.accounts.scenes import account, inventory

NOW = dt.datetime(2026, 4, 10, 3, tzinfo=dt.UTC)
LIVE = System("corp", "github")
EXPORT = System("corp", "csv", source_date=dt.date(2026, 4, 10))
TWO = inventory(account("1", "a"), account("2", "b"), fetched_at=NOW)


def doubts(told: Inventory, system: System = LIVE, earlier: int | None = None) -> list[str]:
    judged = proven(told, system, NOW, earlier)
    assert judged.complete is not bool(judged.reasons)
    return [one.message for one in judged.reasons]


def test_a_whole_list_is_believed() -> None:
    assert doubts(TWO) == []


def test_an_adapter_that_does_not_vouch_is_not_believed_even_without_a_reason() -> None:
    assert doubts(replace(TWO, complete=False)) == [completeness.NOT_ALL]


def test_an_empty_list_is_never_whole() -> None:
    assert doubts(inventory(fetched_at=NOW), replace(LIVE, min_accounts=0)) == [completeness.NOTHING]


@pytest.mark.parametrize(("floor", "told"), [(2, []), (3, [completeness.BELOW_FLOOR])])
def test_fewer_than_the_floor_is_not_whole(floor: int, told: list[str]) -> None:
    assert doubts(TWO, replace(LIVE, min_accounts=floor)) == told


def test_one_account_told_twice_counts_once() -> None:
    twice = inventory(account("1", "a"), account("1", "a"), fetched_at=NOW)
    assert doubts(twice, replace(LIVE, min_accounts=2)) == [completeness.BELOW_FLOOR]


@pytest.mark.parametrize(("canary", "told"), [("a", []), ("1", []), ("z", [completeness.NO_CANARY])])
def test_the_canary_has_to_be_seen_by_id_or_login(canary: str, told: list[str]) -> None:
    assert doubts(TWO, replace(LIVE, canary=canary)) == told


def test_the_canary_is_folded_where_the_system_folds() -> None:
    told = inventory(account("1", "Audit-Bot", folds=True), fetched_at=NOW)
    assert doubts(told, replace(LIVE, canary="audit-bot")) == []


@pytest.mark.parametrize(("total", "told"), [(2, []), (3, [FEWER_THAN_TOLD]), (1, [])])
def test_the_total_of_the_system_has_to_be_reached(total: int, told: list[str]) -> None:
    assert doubts(replace(TWO, reported_total=total)) == told


@pytest.mark.parametrize(("earlier", "told"), [(2, []), (4, [completeness.DROPPED]), (None, [])])
def test_a_drop_of_more_than_a_quarter_is_not_believed(earlier: int | None, told: list[str]) -> None:
    assert doubts(TWO, LIVE, earlier) == told


def test_an_answer_older_than_allowed_is_stale() -> None:
    assert doubts(replace(TWO, fetched_at=NOW - dt.timedelta(hours=25))) == [completeness.STALE]


@pytest.mark.parametrize(
    ("day", "told"),
    [
        (dt.date(2026, 4, 10), []),
        (dt.date(2026, 4, 9), []),
        (dt.date(2026, 4, 8), [completeness.STALE]),
        (dt.date(2026, 4, 12), [completeness.FROM_TOMORROW]),
        (None, [completeness.NO_DATE]),
    ],
)
def test_an_export_is_as_old_as_the_end_of_its_day_in_japan(day: dt.date | None, told: list[str]) -> None:
    assert doubts(TWO, replace(EXPORT, source_date=day)) == told


def test_a_repository_has_no_accounts_and_needs_none() -> None:
    assert doubts(inventory(fetched_at=NOW), System("repo", "git")) == []
