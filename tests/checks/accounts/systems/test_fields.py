"""Fields in the types that they ought to have."""

from __future__ import annotations

import datetime as dt

import pytest

from guard.account import Account, AccountState, Credential, Residue
from guard.checks.accounts.systems.fields import Accounts, moment, number, switch, word

ACTIVE, DISABLED, UNKNOWN = AccountState.ACTIVE, AccountState.DISABLED, AccountState.UNKNOWN


@pytest.mark.parametrize(
    ("told", "expected"),
    [
        ("2026-03-31T15:00:00Z", dt.datetime(2026, 3, 31, 15, tzinfo=dt.UTC)),
        ("2026-04-01T00:00:00+09:00", dt.datetime(2026, 3, 31, 15, tzinfo=dt.UTC)),
        ("2026-03-31", dt.datetime(2026, 3, 31, tzinfo=dt.UTC)),
        (1774969200000, dt.datetime(2026, 3, 31, 15, tzinfo=dt.UTC)),
        ("0001-01-01T00:00:00Z", None),
        ("1970-01-01T00:00:00.000Z", None),
        ("9999-12-31T23:59:59Z", None),
        ("0001-01-01T00:00:00+14:00", None),
        (10**30, None),
        (True, None),
        ("soon", None),
        (None, None),
    ],
)
def test_a_moment_is_utc_and_never_is_none(told: object, expected: dt.datetime | None) -> None:
    assert moment(told) == expected


@pytest.mark.parametrize(("told", "state"), [(True, ACTIVE), (False, DISABLED), (None, UNKNOWN), ("false", UNKNOWN)])
def test_a_flag_that_is_none_tells_nothing(told: object, state: AccountState) -> None:
    assert switch(told) is state


def test_numbers_are_words_and_truth_is_none() -> None:
    assert (word(583231), word("x"), word(True), word([1])) == ("583231", "x", "", "")


@pytest.mark.parametrize(
    ("told", "expected"), [(3, 3), ("45", 45), (-1, None), (True, None), ("x", None), ("９", None)]
)
def test_a_count_is_a_number_from_zero_on(told: object, expected: int | None) -> None:
    assert number(told) == expected


def test_an_account_that_comes_twice_keeps_every_way_in_and_the_most_open_state() -> None:
    accounts = Accounts()
    accounts.put(
        Account("1", "sawa", ACTIVE, credentials=(Credential("token", "a"),), residues=(Residue("team", "x"),))
    )
    accounts.put(Account("1", "sawa", DISABLED, credentials=(Credential("token", "b"),)))
    (account,) = accounts
    assert account.state is ACTIVE
    assert [one.id for one in account.credentials] == ["a", "b"]
    assert account.residues == (Residue("team", "x"),)


def test_a_login_is_found_whatever_its_case_and_an_invitation_is_not() -> None:
    accounts = Accounts()
    accounts.put(Account("", "Invited", ACTIVE, is_invitation=True))
    accounts.put(Account("1", "Sawa", ACTIVE))
    assert accounts.of("sAWA") == ("1", Account("1", "Sawa", ACTIVE))
    assert accounts.of("invited") is None
