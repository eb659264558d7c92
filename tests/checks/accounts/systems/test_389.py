"""Accounts of a real 389 Directory Server, which FreeIPA is built on."""

from __future__ import annotations

import os
import re
import secrets
import shutil
import subprocess
from collections.abc import Iterator
from pathlib import Path

import ldap3
import pytest

from guard.account import AccountState, Inventory
from guard.checks.accounts.completeness import NOTHING
from guard.checks.accounts.systems.system import REFUSED
from tests.conftest import missing_tool
from tests.servers import free_ports

from .asking import ask, by_login, why
from .slapd import BASE, wait_for

pytestmark = [
    pytest.mark.slow,
    pytest.mark.skipif(not hasattr(os, "geteuid") or os.geteuid() != 0, reason="an instance is made by root"),
]
_PASSWORD = "kT9-Portcullis"
_AUDITOR = f"cn=auditor,{BASE}"
_PEOPLE = f"ou=people,{BASE}"
_READ = f'(targetattr="*")(version 3.0; acl "read"; allow (read,search,compare) userdn="ldap:///{_AUDITOR}";)'
_INSTANCE = """[general]
config_version = 2
start = False
[slapd]
instance_name = {name}
port = {port}
secure_port = {secure_port}
root_password = {password}
self_sign_cert = False
"""


@pytest.fixture(scope="module")
def url(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    path = os.pathsep.join((os.environ.get("PATH", ""), "/usr/sbin"))
    programs = {name: shutil.which(name, path=path) for name in ("dscreate", "dsctl", "ns-slapd", "pwdhash")}
    if None in programs.values():
        missing_tool("ns-slapd")
    folder, name = tmp_path_factory.mktemp("ds"), f"sekisho{secrets.token_hex(3)}"
    port, secure_port = free_ports(2)
    told = folder / "inst.inf"
    told.write_text(_INSTANCE.format(name=name, port=port, secure_port=secure_port, password=_PASSWORD))
    try:
        # Without systemd it fails at the start of the instance, which is there by then.
        subprocess.run([programs["dscreate"] or "", "from-file", told], capture_output=True, check=False, timeout=600)
        _open_to_us(Path("/etc/dirsrv") / f"slapd-{name}" / "dse.ldif", programs["pwdhash"] or "")
        words = [programs["ns-slapd"] or "", "-D", f"/etc/dirsrv/slapd-{name}", "-i", str(folder / "pid"), "-d", "0"]
        process = subprocess.Popen(words, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        try:
            wait_for(port, process)
            _fill(port)
            yield f"ldap://127.0.0.1:{port}"
        finally:
            process.terminate()
            process.wait(300)
    finally:
        subprocess.run([programs["dsctl"] or "", name, "remove", "--do-it"], capture_output=True, check=False)


def _open_to_us(settings: Path, pwdhash: str) -> None:
    hashed = subprocess.run([pwdhash, "-s", "SSHA512", _PASSWORD], capture_output=True, text=True, check=True).stdout
    text = re.sub(
        r"(?m)^nsslapd-rootpw:.*(?:\n .*)*",
        f"nsslapd-rootpw: {hashed.strip()}\nnsslapd-listenhost: 127.0.0.1",
        settings.read_text(),
    )
    settings.write_text(text)


def _fill(port: int) -> None:
    connection = ldap3.Connection(
        ldap3.Server(f"ldap://127.0.0.1:{port}", get_info=ldap3.NONE),
        "cn=Directory Manager",
        _PASSWORD,
        auto_bind=True,
        check_names=False,
        raise_exceptions=True,
    )
    connection.add(
        "cn=userRoot,cn=ldbm database,cn=plugins,cn=config",
        ["extensibleObject", "nsBackendInstance"],
        {"nsslapd-suffix": BASE},
    )
    connection.add(
        f"cn={BASE.replace('=', chr(92) + '3D').replace(',', chr(92) + '2C')},cn=mapping tree,cn=config",
        ["extensibleObject", "nsMappingTree"],
        {"nsslapd-state": "backend", "nsslapd-backend": "userRoot"},
    )
    connection.add(BASE, "domain")
    connection.add(_PEOPLE, "organizationalUnit", {"aci": _READ})
    person = {"sn": "x", "userPassword": _PASSWORD}
    connection.add(_AUDITOR, "person", person)
    for uid in ("sato", "tanaka"):
        connection.add(f"uid={uid},{_PEOPLE}", "inetOrgPerson", {"cn": uid, **person})
    connection.modify(f"uid=tanaka,{_PEOPLE}", {"nsAccountLock": [(ldap3.MODIFY_REPLACE, ["true"])]})
    connection.unbind()


def _ask(url: str, user: str = _AUDITOR) -> Inventory:
    return ask("ldap", _PASSWORD, settings={"url": url, "bind_dn": user, "base_dn": _PEOPLE})


def test_a_lock_is_seen_because_it_is_asked_for_by_name(url: str) -> None:
    told = _ask(url)
    assert told.complete
    assert {login: one.state for login, one in by_login(told).items()} == {
        "sato": AccountState.ACTIVE,
        "tanaka": AccountState.DISABLED,
    }
    assert all(one.id for one in told.accounts)


def test_success_without_an_entry_is_not_believed(url: str) -> None:
    assert why(_ask(url, f"uid=sato,{_PEOPLE}")) == [NOTHING]


def test_who_is_locked_cannot_ask(url: str) -> None:
    assert REFUSED in why(_ask(url, f"uid=tanaka,{_PEOPLE}"))
