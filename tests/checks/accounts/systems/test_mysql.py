"""Accounts of a real MariaDB server."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator

import pymysql
import pytest

from guard.account import AccountKind, AccountState
from guard.checks.accounts.systems import mysql
from guard.checks.accounts.systems.database import BAD_URL
from guard.checks.accounts.systems.system import FORBIDDEN, NO_TOKEN, REFUSED, UNREACHABLE, UNTRUSTED
from tests.servers import PASSWORD, Server, start_mariadb

from .asking import ask, by_login, why

pytestmark = pytest.mark.slow
_STATEMENTS = (
    "CREATE USER auditor@localhost IDENTIFIED BY 'pw-auditor'",
    "GRANT SELECT ON mysql.global_priv TO auditor@localhost",
    "GRANT SELECT ON mysql.roles_mapping TO auditor@localhost",
    "CREATE USER half@localhost IDENTIFIED BY 'pw-half'",
    "GRANT SELECT ON mysql.global_priv TO half@localhost",
    "CREATE USER low@localhost IDENTIFIED BY 'pw-low'",
    "CREATE USER sato@'%' IDENTIFIED BY 'pw-sato'",
    "CREATE USER tanaka@'%' IDENTIFIED BY 'pw-tanaka' ACCOUNT LOCK",
    "CREATE USER ''@'%'",
    "CREATE ROLE developers",
    "GRANT developers TO sato@'%'",
)


@pytest.fixture(scope="module")
def server() -> Iterator[Server]:
    server = start_mariadb()
    with pymysql.connect(unix_socket=str(server.socket), user="root", password=PASSWORD) as connection:
        for statement in _STATEMENTS:
            connection.cursor().execute(statement)
    yield server
    server.stop()


@pytest.fixture
def url(server: Server) -> str:
    return server.url("", "auditor", "pw-auditor")


def test_every_pair_of_user_and_host_is_told_with_its_lock(url: str) -> None:
    told = ask("mariadb", url)
    states = {login: one.state for login, one in by_login(told).items()}
    assert told.complete
    assert states["sato@%"] is AccountState.ACTIVE
    assert states["tanaka@%"] is AccountState.DISABLED
    assert states["auditor@localhost"] is AccountState.ACTIVE
    assert told.principal == "auditor@localhost"


def test_a_role_is_no_account_that_opens(url: str) -> None:
    assert by_login(ask("mariadb", url))["developers@"].state is AccountState.DISABLED


def test_an_account_without_a_name_is_shared(url: str) -> None:
    told = by_login(ask("mariadb", url))
    assert told["@%"].shared_by > 1
    assert told["sato@%"].shared_by == 1


def test_what_comes_with_the_server_is_built_in(url: str) -> None:
    told = by_login(ask("mariadb", url))
    assert told["root@localhost"].kind is AccountKind.BUILT_IN
    assert told["mariadb.sys@localhost"].kind is AccountKind.BUILT_IN
    assert told["sato@%"].kind is AccountKind.UNKNOWN


def test_the_day_of_the_password_is_told(url: str) -> None:
    changed = by_login(ask("mariadb", url))["sato@%"].secret_changed
    assert changed is not None
    assert abs(dt.datetime.now(dt.UTC) - changed) < dt.timedelta(hours=1)


def test_a_role_that_is_still_held_is_a_residue(url: str) -> None:
    assert ("role", "developers") in by_login(ask("mariadb", url))["sato@%"].residues


def test_without_a_right_to_see_roles_the_list_of_accounts_is_whole_and_says_so(server: Server) -> None:
    told = ask("mariadb", server.url("", "half", "pw-half"))
    assert told.complete
    assert told.notes == (mysql.NO_ROLES,)


def test_a_user_of_low_rights_gets_a_refusal_and_no_short_list(server: Server) -> None:
    told = ask("mariadb", server.url("", "low", "pw-low"))
    assert FORBIDDEN in why(told)
    assert told.accounts == ()


def test_the_adapter_opens_a_session_that_cannot_write(server: Server, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(mysql, "_MARIADB_ROLES", "DELETE FROM mysql.roles_mapping")
    assert not ask("mariadb", server.url()).complete
    monkeypatch.undo()
    assert ("role", "developers") in by_login(ask("mariadb", server.url()))["sato@%"].residues


def test_the_same_server_is_known_under_the_other_name(url: str) -> None:
    assert ask("mysql", url.replace("mariadb://", "mysql://")).complete


@pytest.mark.parametrize(
    ("secret", "reason"),
    [
        (None, NO_TOKEN),
        ("mysql://sato:pw-hidden@db.example.jp/app", UNTRUSTED),
        ("mysql://sato:pw-hidden@db.example.jp/app?ssl=true", UNTRUSTED),
        ("mariadb://sato:pw-hidden@127.0.0.1:1/app", UNREACHABLE),
        ("postgresql://sato:pw-hidden@localhost/app", BAD_URL),
        ("pw-hidden", BAD_URL),
    ],
)
def test_what_cannot_be_asked_is_incomplete_and_says_why(secret: str | None, reason: str) -> None:
    told = ask("mysql", secret)
    assert reason in why(told)
    assert "hidden" not in repr(told)


def test_a_wrong_password_is_refused_and_stands_nowhere(server: Server) -> None:
    told = ask("mariadb", server.url("", "auditor", "pw-hidden"))
    assert REFUSED in why(told)
    assert "hidden" not in repr(told)


def test_the_password_stands_nowhere_in_the_answer(server: Server) -> None:
    assert PASSWORD not in repr(ask("mariadb", server.url()))


def test_mysql_8_tells_its_lock_as_a_letter() -> None:
    on, off = (mysql._account(("sato", "%", letter, "false", 1767225600), {}) for letter in ("N", "Y"))
    assert (on.state, off.state) == (AccountState.ACTIVE, AccountState.DISABLED)
    assert on.secret_changed == dt.datetime(2026, 1, 1, tzinfo=dt.UTC)
