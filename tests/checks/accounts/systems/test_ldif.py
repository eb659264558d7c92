"""Exports of directories: what real tools write, and what nobody ought to."""

from __future__ import annotations

import base64
import datetime as dt
import shutil
import subprocess
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from guard.account import AccountKind, AccountState, Inventory
from guard.checks.accounts.completeness import NO_DATE, NOTHING, proven
from guard.checks.accounts.roster import System
from guard.checks.accounts.systems.export import NO_FILE
from guard.checks.accounts.systems.ldap_line import REFERRAL
from guard.checks.accounts.systems.ldif import BAD_RECORD, CHANGES, NO_OPERATIONAL, inventory
from guard.checks.accounts.systems.system import CUT_SHORT, SIZE_LIMIT, Access, TokenMissingError
from tests.conftest import missing_tool

from .asking import NOW, by_login, why
from .slapd import AUDITOR, BASE, PASSWORD, base, person, running

_ID = "entryUUID: 00000000-0000-0000-0000-00000000000"


def _no_secret(variable: str) -> str:
    raise TokenMissingError(variable)


def _told(root: Path, content: str | bytes, taken: dt.date | None = dt.date(2026, 4, 10)) -> Inventory:
    (root / "export.ldif").write_bytes(content if isinstance(content, bytes) else content.encode())
    system = System("s", "ldif", source_date=taken, settings={"path": "export.ldif"})
    return proven(inventory(system, Access(_no_secret, root, lambda: NOW)), system, NOW)


def _entry(number: int, uid: str, *lines: str) -> str:
    told = (f"dn: uid={uid},{BASE}", "objectClass: inetOrgPerson", f"uid: {uid}", f"{_ID}{number}", *lines)
    return "\n".join((*told, "", ""))


def test_what_slapcat_and_ldapsearch_write_is_understood(tmp_path: Path) -> None:
    ldapsearch = shutil.which("ldapsearch")
    if ldapsearch is None:
        missing_tool("ldapsearch")
        return
    tree = (
        base() + person("sato", "description: " + "長い" * 60) + person("tanaka", "pwdAccountLockedTime: 000001010000Z")
    )
    with running(tree) as directory:
        words = [ldapsearch, "-x", "-H", directory.url, "-D", AUDITOR, "-w", PASSWORD, "-b", BASE]
        bare = subprocess.run([*words, "(uid=*)"], capture_output=True, check=True).stdout
        whole = subprocess.run([*words, "(uid=*)", "*", "+"], capture_output=True, check=True).stdout
        cut = subprocess.run([*words, "-z", "1", "(uid=*)", "*", "+"], capture_output=True, check=False).stdout
    told = _told(tmp_path, whole)
    assert told.complete
    assert {login: one.state for login, one in by_login(told).items()} == {
        "sato": AccountState.ACTIVE,
        "tanaka": AccountState.DISABLED,
    }
    told = _told(tmp_path, bare)
    assert why(told) == [NO_OPERATIONAL]
    assert {one.state for one in told.accounts} == {AccountState.UNKNOWN}
    assert why(_told(tmp_path, cut)) == [SIZE_LIMIT]


def test_folded_and_base64_values_are_read(tmp_path: Path) -> None:
    name = base64.b64encode("佐藤".encode()).decode()
    text = f"version: 1\r\n\r\ndn:: {base64.b64encode(b'uid=x').decode()}\r\nobjectClass: inetOrg\r\n Person\r\nuid:: {name}\r\n{_ID}1\r\n"
    told = _told(tmp_path, text)
    assert told.complete
    assert [one.login for one in told.accounts] == ["佐藤"]


_DOMAIN = """dn: CN=sato,CN=Users,DC=example,DC=jp
objectClass: person
objectClass: user
sAMAccountName: sato
userAccountControl: {flags}
accountExpires: {expires}
objectGUID:: AQIDBAUGBwgJCgsMDQ4PEA==
objectSid: S-1-5-21-1-2-3-{rid}
lastLogonTimestamp: 134188704000000000
memberOf: CN=Domain Admins,CN=Users,DC=example,DC=jp

"""
_NEVER = 9223372036854775807


@pytest.mark.parametrize(
    ("flags", "expires", "rid", "state", "kind"),
    [
        ("512", _NEVER, 1103, AccountState.ACTIVE, AccountKind.UNKNOWN),
        ("514", _NEVER, 1103, AccountState.DISABLED, AccountKind.UNKNOWN),
        ("512", 0, 1103, AccountState.ACTIVE, AccountKind.UNKNOWN),
        ("512", 134194752000000000, 1103, AccountState.DISABLED, AccountKind.UNKNOWN),
        ("512", 134510112000000000, 1103, AccountState.ACTIVE, AccountKind.UNKNOWN),
        ("514", _NEVER, 502, AccountState.DISABLED, AccountKind.BUILT_IN),
        ("x", _NEVER, 1103, AccountState.UNKNOWN, AccountKind.UNKNOWN),
    ],
)
def test_an_account_of_a_domain_is_off_by_flag_or_by_date(
    tmp_path: Path, flags: str, expires: int, rid: int, state: AccountState, kind: AccountKind
) -> None:
    (account,) = _told(tmp_path, _DOMAIN.format(flags=flags, expires=expires, rid=rid)).accounts
    assert (account.state, account.kind) == (state, kind)
    assert account.id == "04030201-0605-0807-090a-0b0c0d0e0f10"
    assert account.last_used == dt.datetime(2026, 3, 25, 0, 0, tzinfo=dt.UTC)
    assert [tuple(one) for one in account.residues] == [("group", "Domain Admins")]


@pytest.mark.parametrize(
    ("line", "state", "weak"),
    [
        ("nsAccountLock: TRUE", AccountState.DISABLED, ()),
        ("nsAccountLock: false", AccountState.ACTIVE, ()),
        ("krbPrincipalExpiration: 20260331150000Z", AccountState.ACTIVE, ("expiry-passed",)),
        ("ipaUniqueID: 1\nkrbPrincipalExpiration: 20260331150000Z", AccountState.DISABLED, ()),
        ("ipaUniqueID: 1\nkrbPrincipalExpiration: 20270331150000Z", AccountState.ACTIVE, ()),
        ("shadowExpire: 20543", AccountState.ACTIVE, ("shadow-expire",)),
        ("shadowExpire: -1", AccountState.ACTIVE, ()),
        ("pwdAccountLockedTime: 20260401000000Z", AccountState.ACTIVE, ()),
    ],
)
def test_a_lock_is_what_the_server_takes_for_one(
    tmp_path: Path, line: str, state: AccountState, weak: tuple[str, ...]
) -> None:
    (account,) = _told(tmp_path, _entry(1, "sato", line)).accounts
    assert (account.state, account.weak) == (state, weak)


@pytest.mark.parametrize("encoding", ["utf-8-sig", "utf-16"])
def test_an_export_of_windows_is_read_with_its_mark_and_its_changetype(tmp_path: Path, encoding: str) -> None:
    text = _DOMAIN.format(flags="514", expires=_NEVER, rid=1103).replace(
        "\nobjectClass", "\nchangetype: add\nobjectClass", 1
    )
    (tmp_path / "w.ldif").write_bytes(text.replace("\n", "\r\n").encode(encoding))
    system = System("s", "ldif", source_date=dt.date(2026, 4, 10), settings={"path": "w.ldif"})
    told = inventory(system, Access(_no_secret, tmp_path, lambda: NOW))
    assert "changetype: add" in text
    assert (told.complete, [one.state for one in told.accounts]) == (True, [AccountState.DISABLED])


def test_machines_and_addresses_are_no_accounts_and_managed_ones_are_services(tmp_path: Path) -> None:
    machine = "dn: CN=pc\nobjectClass: person\nobjectClass: computer\nsAMAccountName: pc$\nuserAccountControl: 4096\n"
    contact = "dn: CN=c\nobjectClass: person\nobjectClass: contact\ncn: c\n"
    managed = (
        machine.replace("pc", "batch")
        + "objectClass: msDS-GroupManagedServiceAccount\nobjectGUID:: AQIDBAUGBwgJCgsMDQ4PEA==\n"
    )
    told = _told(tmp_path, f"{machine}\n{contact}\n{managed}\n")
    assert [(one.login, one.kind) for one in told.accounts] == [("batch$", AccountKind.SERVICE)]


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("dn: uid=sato\nchangetype: modify\nreplace: uid\nuid: ito\n-\n\n", CHANGES),
        ("dn: uid=sato\nuid:: ???\n\n", BAD_RECORD),
        ("dn: uid=sato\nuid:< file:///etc/passwd\n\n", BAD_RECORD),
        ("uid: sato\n\n", BAD_RECORD),
        ("dn: uid=sato\nno colon\n\n", BAD_RECORD),
        ("# refldap://other.example.jp/ou=people,dc=other,dc=jp\n\n", REFERRAL),
        ("search: 2\nresult: 4 Size limit exceeded\n\n", SIZE_LIMIT),
        ("dn: uid=sato\nuid: sa", CUT_SHORT),
    ],
)
def test_what_cannot_be_read_is_incomplete_and_the_rest_is_kept(tmp_path: Path, text: str, reason: str) -> None:
    told = _told(tmp_path, _entry(1, "mori") + text)
    assert reason in why(told)
    assert "mori" in by_login(told)
    assert "root:" not in repr(told)


def test_a_referral_to_the_settings_of_a_domain_hides_no_account(tmp_path: Path) -> None:
    text = _entry(1, "sato") + "# refldap://example.jp/CN=Configuration,DC=example,DC=jp\n\n"
    assert _told(tmp_path, text).complete


def test_an_export_without_a_date_or_without_a_file_is_incomplete(tmp_path: Path) -> None:
    assert why(_told(tmp_path, _entry(1, "sato"), taken=None)) == [NO_DATE]
    assert why(_told(tmp_path, b"")) == [NOTHING]
    told = inventory(System("s", "ldif", settings={"path": "nowhere"}), Access(_no_secret, tmp_path))
    assert why(told) == [NO_FILE]


@given(st.binary(max_size=300))
def test_any_bytes_are_survived(tmp_path_factory: pytest.TempPathFactory, content: bytes) -> None:
    _told(tmp_path_factory.getbasetemp(), b"dn: uid=a\nuid: a\n" + content)
