"""Accounts of a real OpenLDAP server."""

from __future__ import annotations

import datetime as dt
import uuid
from collections.abc import Iterator
from itertools import count
from types import SimpleNamespace

import ldap3
import pytest
from ldap3.core.exceptions import LDAPConnectionIsReadOnlyError

from guard.account import AccountState, Inventory
from guard.checks.accounts.completeness import NO_CANARY, NOTHING
from guard.checks.accounts.roster import System
from guard.checks.accounts.systems import ldap
from guard.checks.accounts.systems.ldap_line import NOT_A_URL, REFERRAL, bound
from guard.checks.accounts.systems.system import (
    NO_TOKEN,
    NO_URL,
    NOT_FOUND,
    PAGE_FAILED,
    REFUSED,
    SIZE_LIMIT,
    TIMED_OUT,
    UNREACHABLE,
    UNTRUSTED,
    Access,
)

from .asking import ask, by_login, why
from .slapd import AUDITOR, BASE, BLIND, LIMITED, PASSWORD, Directory, base, entry, person, running

pytestmark = pytest.mark.slow
_PEOPLE = f"ou=people,{BASE}"
_MANY = 230
_SATO_ID = str(uuid.UUID(int=7))
_KEY = "ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIBkDKJRtAfYAsoYVTPGn6oLEGkXNcSFBNQIZvTVuDPDE sato@pc1"
_SHADOW = ("objectClass: posixAccount", "objectClass: shadowAccount", "homeDirectory: /home/x", "gidNumber: 100")


def _tree() -> str:
    return "".join(
        (
            base(),
            person(
                "sato",
                f"entryUUID: {_SATO_ID}",
                "mail: sato@example.jp",
                "objectClass: ldapPublicKey",
                f"sshPublicKey: {_KEY}",
                "pwdLastSuccess: 20260402010203Z",
                "pwdChangedTime: 20250401000000Z",
                f"memberOf: cn=developers,{BASE}",
            ),
            person("tanaka", "pwdAccountLockedTime: 000001010000Z"),
            person("mori", "pwdAccountLockedTime: 20260401000000Z"),
            person("suzuki", *_SHADOW, "uidNumber: 3001", "shadowExpire: 20543", "loginShell: /bin/bash"),
            person("ito", *_SHADOW, "uidNumber: 3002", "shadowExpire: 99999", "loginShell: /usr/sbin/nologin"),
            *(person(f"worker{number}") for number in range(_MANY)),
            entry(f"ou=elsewhere,{BASE}", "objectClass: referral", "objectClass: extensibleObject", "ou: elsewhere",
                  "ref: ldap://127.0.0.1:1/ou=people,dc=other,dc=jp"),
        )
    )  # fmt: skip


@pytest.fixture(scope="module")
def directory() -> Iterator[Directory]:
    with running(_tree()) as directory:
        yield directory


def _ask(
    directory: Directory, user: str = AUDITOR, secret: str | None = PASSWORD, canary: str = "", **settings: str
) -> Inventory:
    told = {"url": directory.url, "bind_dn": user, "base_dn": _PEOPLE, **settings}
    return ask("ldap", secret, settings=told, root=directory.folder, canary=canary)


def test_all_pages_are_read(directory: Directory) -> None:
    told = _ask(directory)
    assert told.complete
    assert (len(told.accounts), told.pages) == (_MANY + 5, 2)
    assert told.principal == AUDITOR


@pytest.mark.parametrize(
    ("login", "state", "weak"),
    [
        ("sato", AccountState.ACTIVE, ()),
        ("tanaka", AccountState.DISABLED, ()),
        ("mori", AccountState.ACTIVE, ()),  # too many failures: a lock that ends by itself
        ("suzuki", AccountState.ACTIVE, ("shadow-expire",)),
        ("ito", AccountState.ACTIVE, ("nologin-shell",)),
    ],
)
def test_the_state_is_what_the_server_does(
    directory: Directory, login: str, state: AccountState, weak: tuple[str, ...]
) -> None:
    account = by_login(_ask(directory))[login]
    assert (account.state, account.weak) == (state, weak)
    connection = ldap3.Connection(directory.url, f"uid={login},{_PEOPLE}", PASSWORD)
    assert connection.bind() is (state is AccountState.ACTIVE)


def test_an_account_is_told_with_its_id_and_all_that_is_left_of_it(directory: Directory) -> None:
    account = by_login(_ask(directory))["sato"]
    assert (account.id, account.mail, account.folds) == (_SATO_ID, "sato@example.jp", True)
    assert account.last_used is not None
    assert account.last_used >= dt.datetime(2026, 4, 2, 1, 2, 3, tzinfo=dt.UTC)
    assert account.secret_changed == dt.datetime(2025, 4, 1, tzinfo=dt.UTC)
    assert [(one.kind, one.id[:7]) for one in account.credentials] == [("ssh-key", "SHA256:")]
    assert "pc1" not in repr(account)
    assert [tuple(one) for one in account.residues] == [("group", "developers")]


def test_the_only_base_is_found_and_a_subtree_elsewhere_makes_it_incomplete(directory: Directory) -> None:
    told = _ask(directory, base_dn="")
    assert told.scope == BASE
    assert REFERRAL in why(told)
    assert "auditor" in by_login(told)


def test_an_empty_list_is_not_believed(directory: Directory) -> None:
    told = _ask(directory, BLIND)
    assert told.accounts == ()
    assert set(why(told)) & {NOTHING, NOT_FOUND}


def test_success_without_an_entry_is_not_believed(directory: Directory) -> None:
    assert why(_ask(directory, BLIND, base_dn=BASE, filter="(uid=sato)")) == [NOTHING]


def test_nobody_sees_nothing(directory: Directory) -> None:
    told = _ask(directory, "", None)
    assert told.principal == "anonymous"
    assert not told.complete


def test_a_canary_that_is_not_seen_makes_the_list_incomplete(directory: Directory) -> None:
    assert _ask(directory, canary="SATO").complete
    assert why(_ask(directory, canary="yamada")) == [NO_CANARY]


def test_a_limit_of_the_server_is_no_end_of_the_list(directory: Directory) -> None:
    told = _ask(directory, LIMITED)
    assert SIZE_LIMIT in why(told)


def test_what_was_read_before_a_page_failed_is_kept(directory: Directory, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(ldap, "_PAGE", 3)
    told = _ask(directory, LIMITED)
    assert {SIZE_LIMIT, PAGE_FAILED} <= set(why(told))
    assert 0 < len(told.accounts) <= 5


def test_a_deadline_that_is_over_is_no_end_of_the_list(directory: Directory, monkeypatch: pytest.MonkeyPatch) -> None:
    clock = count(step=1_000)
    monkeypatch.setattr(ldap, "time", SimpleNamespace(monotonic=lambda: next(clock)))
    settings = {"url": directory.url, "bind_dn": AUDITOR, "base_dn": _PEOPLE}
    assert TIMED_OUT in why(ask("ldap", PASSWORD, settings=settings))


def test_a_wrong_password_is_refused_and_stands_nowhere(directory: Directory) -> None:
    told = _ask(directory, secret="pw-hidden")
    assert REFUSED in why(told)
    assert "hidden" not in repr(told)


@pytest.mark.parametrize("secret", [None, ""])
def test_without_a_password_nobody_is_asked_in_the_name_of_somebody(directory: Directory, secret: str | None) -> None:
    assert NO_TOKEN in why(_ask(directory, secret=secret))


def test_a_base_that_is_not_there_is_incomplete(directory: Directory) -> None:
    assert NOT_FOUND in why(_ask(directory, base_dn=f"ou=nowhere,{BASE}"))


@pytest.mark.parametrize("text", ["(uid=", "uid", "(&(a=b)"])
def test_a_filter_that_is_none_is_incomplete(directory: Directory, text: str) -> None:
    assert ldap.BAD_FILTER in why(_ask(directory, filter=text))


def test_a_flavour_that_is_none_is_incomplete(directory: Directory) -> None:
    assert ldap.NO_FLAVOUR in why(_ask(directory, flavour="novell"))


@pytest.mark.parametrize("is_tls", [False, True])
def test_an_encrypted_connection_is_one_whose_certificate_is_trusted(directory: Directory, is_tls: bool) -> None:
    url = directory.secure_url if is_tls else directory.url
    assert _ask(directory, url=url, start_tls="True", ca_file="ca.pem").complete
    told = _ask(directory, url=url, start_tls="True")
    assert UNTRUSTED in why(told)
    told = _ask(directory, url=url.replace("127.0.0.1", "localhost"), start_tls="True", ca_file="ca.pem")
    assert UNTRUSTED in why(told)


def test_a_password_goes_to_another_machine_only_over_tls(
    directory: Directory, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The name of another machine that this one answers for, with a certificate of its own making."""
    seen: list[str] = []
    monkeypatch.setattr(ldap3.Connection, "bind", lambda *_a, **_k: seen.append("bind"))
    monkeypatch.setattr("guard.checks.accounts.systems.ldap_line._LOOPBACK", frozenset({"localhost"}))
    assert UNTRUSTED in why(_ask(directory))
    assert seen == []


@pytest.mark.parametrize(
    ("url", "reason"),
    [
        ("", NO_URL),
        ("http://127.0.0.1", NOT_A_URL),
        ("ldap://sato:pw-hidden@127.0.0.1", NOT_A_URL),
        ("ldap://127.0.0.1:port", NOT_A_URL),
        ("ldap://[", NOT_A_URL),
        ("ldap://127.0.0.1:1", UNREACHABLE),
        ("ldaps://127.0.0.1:1", UNREACHABLE),
    ],
)
def test_what_cannot_be_asked_is_incomplete_and_says_why(url: str, reason: str) -> None:
    told = ask("ldap", PASSWORD, settings={"url": url, "bind_dn": AUDITOR, "base_dn": BASE})
    assert reason in why(told)
    assert "hidden" not in repr(told)
    assert PASSWORD not in repr(told)


def test_the_connection_cannot_write(directory: Directory) -> None:
    system = System("s", "ldap", settings={"url": directory.url, "bind_dn": AUDITOR})
    connection = bound(system, Access(lambda _variable: PASSWORD))
    with pytest.raises(LDAPConnectionIsReadOnlyError):
        connection.delete(f"uid=sato,{_PEOPLE}")
