"""Roles of a real PostgreSQL server."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator

import psycopg
import pytest
from sqlalchemy.engine import make_url
from sqlalchemy.exc import DBAPIError

from guard.account import AccountState
from guard.checks.accounts.completeness import NO_CANARY
from guard.checks.accounts.systems import postgresql
from guard.checks.accounts.systems.database import BAD_URL, connected, rows
from guard.checks.accounts.systems.system import NO_TOKEN, REFUSED, UNREACHABLE, UNTRUSTED
from tests.servers import PASSWORD, Server, start_postgresql

from .asking import ask, by_login, why

pytestmark = pytest.mark.slow
_ROLES = (
    "CREATE ROLE auditor LOGIN PASSWORD 'pw-auditor'",
    "CREATE ROLE sato LOGIN PASSWORD 'pw-sato'",
    "CREATE ROLE tanaka NOLOGIN",
    "CREATE ROLE suzuki LOGIN VALID UNTIL '2026-03-31 23:59:59+09'",
    "CREATE ROLE ito LOGIN VALID UNTIL 'infinity'",
    "CREATE ROLE kato LOGIN VALID UNTIL '20000-01-01'",
    "CREATE ROLE developers NOLOGIN",
    "GRANT developers TO sato",
)


@pytest.fixture(scope="module")
def server() -> Iterator[Server]:
    server = start_postgresql()
    with psycopg.connect(server.url("postgres")) as connection:
        for statement in _ROLES:
            connection.execute(statement)
    yield server
    server.stop()


@pytest.fixture
def url(server: Server) -> str:
    return server.url("postgres", "auditor", "pw-auditor")


def test_a_role_of_low_rights_sees_every_role_and_whether_it_may_log_in(url: str) -> None:
    told = ask("postgresql", url)
    assert told.complete
    assert {login: one.state for login, one in by_login(told).items()} == {
        "boss": AccountState.ACTIVE,
        "auditor": AccountState.ACTIVE,
        "sato": AccountState.ACTIVE,
        "tanaka": AccountState.DISABLED,
        "suzuki": AccountState.ACTIVE,
        "ito": AccountState.ACTIVE,
        "kato": AccountState.ACTIVE,
        "developers": AccountState.DISABLED,
    }
    assert (told.principal, told.can_write) == ("auditor", False)


def test_a_password_that_has_expired_is_a_weak_means_and_no_lock(url: str) -> None:
    account = by_login(ask("postgresql", url))["suzuki"]
    assert account.weak == ("valid-until",)
    assert account.expires == dt.datetime(2026, 3, 31, 14, 59, 59, tzinfo=dt.UTC)


@pytest.mark.parametrize("login", ["ito", "kato"])
def test_an_end_that_no_calendar_has_is_none(url: str, login: str) -> None:
    account = by_login(ask("postgresql", url))[login]
    assert (account.expires, account.weak) == (None, ())


def test_a_role_that_is_still_held_is_a_residue(url: str) -> None:
    assert [tuple(one) for one in by_login(ask("postgresql", url))["sato"].residues] == [("role", "developers")]


def test_the_id_is_the_oid(url: str) -> None:
    assert all(one.id.isdecimal() for one in ask("postgresql", url).accounts)


def test_an_administrator_is_told_that_less_is_enough(server: Server) -> None:
    assert ask("postgresql", server.url("postgres")).can_write is True


def test_the_session_cannot_write(server: Server) -> None:
    with (
        connected(
            make_url(server.url("postgres")).set(drivername="postgresql+psycopg"), ["SET TRANSACTION READ ONLY"], 20, {}
        ) as connection,
        pytest.raises(DBAPIError, match="read-only"),
    ):
        rows(connection, "CREATE TABLE t (a int)")


def test_the_adapter_opens_a_session_that_cannot_write(url: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(postgresql, "_SELF", "SELECT current_setting('transaction_read_only'), false")
    assert ask("postgresql", url).principal == "on"


@pytest.mark.parametrize(
    ("secret", "reason"),
    [
        (None, NO_TOKEN),
        ("postgresql://sato:pw-hidden@db.example.jp/app", UNTRUSTED),
        ("postgresql://sato:pw-hidden@db.example.jp/app?sslmode=prefer", UNTRUSTED),
        ("postgresql://sato:pw-hidden@127.0.0.1:1/app", UNREACHABLE),
        ("postgresql://sato:pw-hidden@localhost:port/app", BAD_URL),
        ("mysql://sato:pw-hidden@localhost/app", BAD_URL),
        ("pw-hidden", BAD_URL),
    ],
)
def test_what_cannot_be_asked_is_incomplete_and_says_why(secret: str | None, reason: str) -> None:
    told = ask("postgresql", secret)
    assert reason in why(told)
    assert "hidden" not in repr(told)


def test_a_wrong_password_is_refused_and_stands_nowhere(server: Server) -> None:
    told = ask("postgresql", server.url("postgres", "auditor", "pw-hidden"))
    assert REFUSED in why(told)
    assert "hidden" not in repr(told)


def test_a_role_that_may_not_log_in_is_refused(server: Server) -> None:
    assert REFUSED in why(ask("postgresql", server.url("postgres", "tanaka", "pw-hidden")))


def test_the_password_stands_nowhere_in_the_answer(server: Server) -> None:
    assert PASSWORD not in repr(ask("postgresql", server.url("postgres")))


def test_a_canary_that_is_not_seen_makes_the_list_incomplete(url: str) -> None:
    assert ask("postgresql", url, canary="sato").complete
    assert why(ask("postgresql", url, canary="nobody-of-that-name")) == [NO_CANARY]
