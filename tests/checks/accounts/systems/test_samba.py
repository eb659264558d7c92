"""Accounts of a real Active Directory domain, as Samba has it."""

from __future__ import annotations

import datetime as dt
import os
import re
import shutil
import socket
import subprocess
import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest

from guard.account import AccountKind, AccountState, Inventory
from guard.checks.accounts.systems.system import REFUSED, UNTRUSTED
from tests.conftest import missing_tool

from .asking import ask, by_login, why
from .slapd import wait_for

pytestmark = [
    pytest.mark.slow,
    pytest.mark.skipif(not hasattr(os, "geteuid") or os.geteuid() != 0, reason="a domain controller runs as root"),
]
_PASSWORD = "kT9-Portcullis"
_URL = "ldap://127.0.0.1"


@pytest.fixture(scope="module")
def domain() -> Iterator[Path]:
    path = os.pathsep.join((os.environ.get("PATH", ""), "/usr/sbin"))
    tool, daemon = shutil.which("samba-tool", path=path), shutil.which("samba", path=path)
    if tool is None or daemon is None:
        missing_tool("samba")
        raise AssertionError
    _free_port()
    folder = Path(tempfile.mkdtemp(prefix="ad-"))
    _run(
        tool, "domain", "provision", "--realm=EXAMPLE.JP", "--domain=EXAMPLE", "--server-role=dc", "--dns-backend=NONE",
        f"--adminpass={_PASSWORD}", f"--targetdir={folder}", "--host-ip=127.0.0.1", "--host-name=dc1",
        "--option=interfaces=lo", "--option=bind interfaces only=yes",
    )  # fmt: skip
    conf = folder / "etc" / "smb.conf"
    changed = "server services = ldap\n\tldap server require strong auth = no"
    text = re.sub(r"server services = .*", changed, conf.read_text())
    conf.write_text(re.sub(r"log file = .*", f"log file = {folder}/log", text))
    for name in ("sato", "tanaka", "suzuki", "auditor"):
        _run(tool, "user", "create", name, _PASSWORD, "-s", str(conf))
    _run(tool, "user", "disable", "tanaka", "-s", str(conf))
    _run(tool, "user", "setexpiry", "suzuki", "--days=0", "-s", str(conf))
    _run(tool, "group", "addmembers", "Domain Admins", "sato", "-s", str(conf))
    words = [daemon, "-s", str(conf), "-i", "--no-process-group"]
    process = subprocess.Popen(words, stdin=subprocess.PIPE, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    try:
        wait_for(389, process)
        yield folder
    finally:
        process.terminate()
        process.wait(120)
        shutil.rmtree(folder, ignore_errors=True)


def _free_port() -> None:
    """The port of a domain is fixed: where something listens there already, nothing can be tested."""
    with socket.socket() as one:
        if one.connect_ex(("127.0.0.1", 389)) == 0:
            pytest.skip("the port 389 of this machine is taken")


def _run(*words: str) -> None:
    done = subprocess.run(words, capture_output=True, check=False, timeout=600)
    assert done.returncode == 0, done.stderr.decode(errors="replace")


def _ask(user: str = "auditor@example.jp", secret: str = _PASSWORD, **settings: str) -> Inventory:
    return ask("ldap", secret, settings={"url": _URL, "bind_dn": user, **settings}, now=dt.datetime.now(dt.UTC))


def test_a_user_without_rights_sees_the_domain_with_the_state_of_its_accounts(domain: Path) -> None:
    told = _ask()
    assert told.complete  # the referrals to the domain's own settings hide nobody
    assert told.scope == "DC=example,DC=jp"
    states = {login: one.state for login, one in by_login(told).items() if one.kind is not AccountKind.BUILT_IN}
    assert states == {
        "sato": AccountState.ACTIVE,
        "auditor": AccountState.ACTIVE,
        "tanaka": AccountState.DISABLED,
        "suzuki": AccountState.DISABLED,  # its date has passed, and its flags say nothing of it
    }
    assert [tuple(one) for one in by_login(told)["sato"].residues] == [("group", "Domain Admins")]
    assert by_login(told)["auditor"].last_used is not None
    assert by_login(told)["sato"].secret_changed is not None


def test_machines_are_no_accounts_and_what_comes_with_a_domain_is_built_in(domain: Path) -> None:
    kinds = {login: one.kind for login, one in by_login(_ask()).items()}
    assert "DC1$" not in kinds
    assert {kinds[login] for login in ("Administrator", "Guest", "krbtgt")} == {AccountKind.BUILT_IN}


@pytest.mark.parametrize("login", ["tanaka", "suzuki"])
def test_who_is_off_cannot_ask(domain: Path, login: str) -> None:
    assert REFUSED in why(_ask(f"{login}@example.jp"))


def test_a_wrong_password_is_refused_and_stands_nowhere(domain: Path) -> None:
    told = _ask(secret="pw-hidden")
    assert REFUSED in why(told)
    assert "hidden" not in repr(told)


def test_a_certificate_of_its_own_making_is_not_trusted(domain: Path) -> None:
    assert UNTRUSTED in why(_ask(start_tls="true"))
