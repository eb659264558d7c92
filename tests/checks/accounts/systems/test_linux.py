"""Accounts of a host, from its files: those that ``useradd`` writes, and those that somebody made up."""

from __future__ import annotations

import base64
import datetime as dt
import os
import shutil
import subprocess
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from guard.account import AccountKind, AccountState, Inventory
from guard.checks.accounts.completeness import NO_DATE, STALE
from guard.checks.accounts.systems import linux_files
from guard.checks.accounts.systems.linux import ELSEWHERE, NO_HOMES, NO_PASSWD, NO_ROOT
from guard.checks.accounts.systems.linux_files import OUTSIDE, TOO_LARGE, UNREADABLE
from guard.checks.accounts.systems.system import CUT_SHORT, TIMED_OUT
from tests.conftest import missing_tool

from .asking import NOW, ask, by_login, why

TODAY = dt.date(2026, 4, 10)
_PASSWD = {
    "root": "root:x:0:0:root:/root:/bin/bash",
    "daemon": "daemon:x:1:1::/usr/sbin:/usr/sbin/nologin",
    "sato": "sato:x:3001:3001::/home/sato:/bin/bash",
    "ito": "ito:x:3002:3002::/home/ito:/bin/bash",
}
_SHADOW = {
    "root": "root:*:20000:0:99999:7:::",
    "daemon": "daemon:*:20000:0:99999:7:::",
    "sato": "sato:$y$x:20100:0:99999:7:::",
    "ito": "ito:$y$x:20100:0:99999:7:::",
}


def _key(number: int) -> str:
    return "ssh-ed25519 " + base64.b64encode(b"\0\0\0\x0bssh-ed25519\0\0\0 " + bytes([number]) * 32).decode()


class Host:
    """A copy of a host's files."""

    def __init__(self, root: Path) -> None:
        self.root = root
        self.passwd, self.shadow = dict(_PASSWD), dict(_SHADOW)
        (root / "etc").mkdir(parents=True)
        for login in ("sato", "ito"):
            (root / "home" / login).mkdir(parents=True)

    def write(self, name: str, content: str) -> Path:
        path = self.root / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(content)
        return path

    def ask(self, *, now: dt.datetime = NOW, deadline: float = 120.0, taken: dt.date | None = TODAY) -> Inventory:
        if self.passwd:
            self.write("etc/passwd", "\n".join(self.passwd.values()) + "\n")
        if self.shadow:
            self.write("etc/shadow", "\n".join(self.shadow.values()) + "\n")
        return ask(
            "linux", root=self.root.parent, settings={"root": self.root.name}, now=now, deadline=deadline, taken=taken
        )


@pytest.fixture
def host(tmp_path: Path) -> Host:
    return Host(tmp_path / "host")


def test_accounts_of_people_are_told_apart_from_those_of_the_system(host: Host) -> None:
    told = host.ask()
    assert told.complete
    assert {one.login: (one.id, one.state, one.kind) for one in told.accounts} == {
        "root": ("0", AccountState.ACTIVE, AccountKind.BUILT_IN),
        "daemon": ("1", AccountState.ACTIVE, AccountKind.BUILT_IN),
        "sato": ("3001", AccountState.ACTIVE, AccountKind.UNKNOWN),
        "ito": ("3002", AccountState.ACTIVE, AccountKind.UNKNOWN),
    }
    assert by_login(told)["sato"].secret_changed == dt.datetime(2025, 1, 12, tzinfo=dt.UTC)


@pytest.mark.skipif(not hasattr(os, "geteuid") or os.geteuid() != 0, reason="useradd wants root")
def test_what_useradd_and_usermod_write_is_understood(tmp_path: Path) -> None:
    root = tmp_path / "host"
    (root / "etc").mkdir(parents=True)
    for name in ("passwd", "shadow", "group", "gshadow"):
        (root / "etc" / name).touch()
    useradd, usermod = shutil.which("useradd"), shutil.which("usermod")
    if useradd is None or usermod is None:
        missing_tool("useradd")
    for words in (
        (useradd, "-P", root, "-m", "-e", "2026-03-31", "-p", "$y$x", "sato"),
        (useradd, "-P", root, "-m", "-p", "$y$x", "suzuki"),
        (useradd, "-P", root, "-m", "-p", "$y$x", "-e", "2027-03-31", "-s", "/usr/sbin/nologin", "ito"),
        (usermod, "-P", root, "-L", "suzuki"),
    ):
        done = subprocess.run(words, capture_output=True, check=False)
        assert done.returncode == 0, done.stderr
    told = by_login(ask("linux", root=tmp_path, settings={"root": "host"}))
    assert {login: (one.state, one.weak) for login, one in told.items()} == {
        "sato": (AccountState.DISABLED, ()),
        "suzuki": (AccountState.ACTIVE, ("locked-hash",)),
        "ito": (AccountState.ACTIVE, ("nologin-shell",)),
    }


@pytest.mark.parametrize(
    ("now", "state"),
    [
        (dt.datetime(2026, 3, 31, 8, 59, tzinfo=dt.timezone(dt.timedelta(hours=9))), AccountState.ACTIVE),
        (dt.datetime(2026, 3, 31, 9, 0, tzinfo=dt.timezone(dt.timedelta(hours=9))), AccountState.DISABLED),
    ],
)
def test_an_account_expires_at_the_beginning_of_the_day_in_utc(
    host: Host, now: dt.datetime, state: AccountState
) -> None:
    host.shadow["sato"] = "sato:$y$x:20100:0:99999:7::20543:"
    account = by_login(host.ask(now=now, taken=dt.date(2026, 3, 31)))["sato"]
    assert account.state is state
    assert account.expires == dt.datetime(2026, 3, 31, tzinfo=dt.UTC)


@pytest.mark.parametrize("expires", ["", "0", "-1", "x", "9" * 5000])
def test_an_expiry_that_is_no_day_is_none(host: Host, expires: str) -> None:
    host.shadow["sato"] = f"sato:$y$x:20100:0:99999:7::{expires}:"
    assert by_login(host.ask())["sato"].state is AccountState.ACTIVE


def test_a_locked_password_lets_keys_in(host: Host) -> None:
    host.shadow["sato"] = "sato:!$y$x:20100:0:99999:7:::"
    host.write("home/sato/.ssh/authorized_keys", f"{_key(1)} sato@pc1\n")
    account = by_login(host.ask())["sato"]
    assert (account.state, account.weak) == (AccountState.ACTIVE, ("locked-hash",))
    assert [(one.kind, one.active) for one in account.credentials] == [("ssh-key", True)]


def test_an_account_that_never_had_a_password_is_not_weakly_shut_by_that(host: Host) -> None:
    host.shadow["sato"] = "sato:!:20100:0:99999:7:::"
    host.write("home/sato/.ssh/authorized_keys", f"{_key(1)} sato@pc1\n")
    account = by_login(host.ask())["sato"]
    assert (account.state, account.weak) == (AccountState.ACTIVE, ())


def test_keys_of_an_account_that_has_expired_open_nothing(host: Host) -> None:
    host.shadow["sato"] = "sato:$y$x:20100:0:99999:7::20543:"
    host.write("home/sato/.ssh/authorized_keys", f"{_key(1)} sato@pc1\n")
    assert [one.active for one in by_login(host.ask())["sato"].credentials] == [False]


def test_a_key_is_told_by_its_fingerprint_and_never_by_its_comment(host: Host, tmp_path: Path) -> None:
    line = f'command="echo a,b",no-pty {_key(1)} sato-at-home@pc1'
    host.write("home/sato/.ssh/authorized_keys", f"# mine\n\n{line}\n")
    told = host.ask()
    (key,) = by_login(told)["sato"].credentials
    assert "sato-at-home" not in repr(told)
    keygen = shutil.which("ssh-keygen")
    if keygen is not None:
        (tmp_path / "key").write_text(_key(1) + "\n")
        printed = subprocess.run([keygen, "-lf", tmp_path / "key"], capture_output=True, text=True, check=True)
        assert printed.stdout.split()[1] == key.id
    assert key.id.startswith("SHA256:")


def test_keys_of_several_people_make_an_account_shared(host: Host) -> None:
    host.write("home/sato/.ssh/authorized_keys", f"{_key(1)} sato@pc1\n{_key(2)} ito@pc2\n")
    host.write("home/ito/.ssh/authorized_keys", f"{_key(1)} ito@pc1\n{_key(2)} ito@pc2\n{_key(3)}\n")
    told = by_login(host.ask())
    assert (told["sato"].shared_by, told["ito"].shared_by) == (2, 1)


def test_root_that_several_people_open_is_not_passed_over_as_built_in(host: Host) -> None:
    host.write("root/.ssh/authorized_keys", f"{_key(1)} sato@pc1\n{_key(2)} ito@pc2\n")
    account = by_login(host.ask())["root"]
    assert (account.kind, account.shared_by) == (AccountKind.UNKNOWN, 2)


@pytest.mark.parametrize(
    ("option", "active"),
    [
        ('expiry-time="20260401"', False),
        ('expiry-time="20260410120000"', False),  # noon in Japan is 03:00 UTC, the moment of the test
        ('expiry-time="20260410120000Z"', True),
        ('expiry-time="20270401"', True),
        ('expiry-time="20269999"', True),
    ],
)
def test_a_key_ends_at_its_own_time(host: Host, option: str, active: bool) -> None:
    host.write("home/sato/.ssh/authorized_keys", f"{option} {_key(1)}\n")
    assert [one.active for one in by_login(host.ask())["sato"].credentials] == [active]


def test_keys_are_looked_for_where_the_ssh_server_looks(host: Host) -> None:
    host.write("etc/ssh/sshd_config", "Port 22\nAuthorizedKeysFile /etc/ssh/keys/%u %h/.keys\nMatch User x\n")
    host.write("etc/ssh/keys/sato", f"{_key(1)}\n")
    host.write("home/sato/.keys", f"{_key(2)}\n")
    host.write("home/sato/.ssh/authorized_keys", f"{_key(3)}\n")
    assert len(by_login(host.ask())["sato"].credentials) == 2


def test_two_accounts_with_one_number_are_one_shared_account(host: Host) -> None:
    host.passwd["toor"] = "toor:x:0:0::/root:/bin/bash"
    host.passwd["mori"] = "mori:x:3001:3001::/home/sato:/bin/bash"
    host.shadow |= {"toor": "toor:$y$x:20100::::::", "mori": "mori:$y$x:20100::::::"}
    told = by_login(host.ask())
    assert [told[login].shared_by for login in ("toor", "mori", "sato", "ito")] == [2, 2, 2, 1]
    assert told["toor"].kind is AccountKind.UNKNOWN


def test_a_low_number_does_not_hide_an_account_that_somebody_can_get_into(host: Host) -> None:
    host.passwd["backdoor"] = "backdoor:x:990:990::/opt/b:/bin/bash"
    host.shadow["backdoor"] = "backdoor:$y$x:20100::::::"
    assert by_login(host.ask())["backdoor"].kind is AccountKind.UNKNOWN


def test_sudoers_are_residues_by_name_number_group_and_alias(host: Host) -> None:
    host.write("etc/group", "wheel:x:10:ito\nsato:x:3001:\n")
    host.write(
        "etc/sudoers",
        "# sato ALL=(ALL) ALL\nDefaults:sato !lecture\nUser_Alias DEV = mori, \\\n  sato : OPS=ito\n"
        "DEV ALL=(ALL) ALL\n%wheel ALL=(ALL) NOPASSWD: ALL\n#3001 db1=/bin/ls\nkato, sato web1, web2 = ALL\n"
        "@includedir /etc/sudoers.d\n",
    )
    host.write("etc/sudoers.d/sato", "sato ALL=(postgres) ALL # for the migration\n")
    host.write("etc/sudoers.d/sato.bak", "sato ALL=ALL\n")
    told = by_login(host.ask())
    assert sorted(one.where for one in told["sato"].residues) == [
        "etc/sudoers.d/*:1",
        "etc/sudoers:5",
        "etc/sudoers:7",
        "etc/sudoers:8",
    ]
    assert [tuple(one) for one in told["ito"].residues] == [("sudoers", "etc/sudoers:6"), ("group", "wheel")]


def test_without_shadow_nobody_knows_the_state(host: Host) -> None:
    host.shadow.clear()
    told = host.ask()
    assert why(told) == [UNREADABLE]
    assert {one.state for one in told.accounts} == {AccountState.UNKNOWN}


def test_an_account_that_shadow_does_not_know_is_unknown(host: Host) -> None:
    del host.shadow["sato"]
    assert by_login(host.ask())["sato"].state is AccountState.UNKNOWN


@pytest.mark.parametrize("line", ["sato:x:30", "sato:x:number:1::/home/sato:/bin/bash"])
def test_a_line_that_is_cut_is_incomplete(host: Host, line: str) -> None:
    host.passwd["sato"] = line
    assert why(host.ask()) == [CUT_SHORT]


def test_a_copy_without_home_folders_shows_no_keys_and_says_so(host: Host) -> None:
    shutil.rmtree(host.root / "home")
    assert why(host.ask()) == [NO_HOMES]


def test_a_host_that_asks_another_directory_says_so(host: Host) -> None:
    host.write("etc/nsswitch.conf", "group: files\npasswd: files sss # the domain\n")
    told = host.ask()
    assert (told.complete, told.notes) == (True, (ELSEWHERE,))


def test_no_host_is_incomplete(tmp_path: Path) -> None:
    assert NO_PASSWD in why(ask("linux", root=tmp_path, settings={"root": "nowhere"}))
    assert NO_ROOT in why(ask("linux", root=tmp_path))


def test_a_copy_is_as_old_as_the_roster_says_and_a_host_itself_is_not(host: Host) -> None:
    assert why(host.ask(taken=None)) == [NO_DATE]
    assert why(host.ask(taken=dt.date(2026, 3, 10))) == [STALE]
    assert not {NO_DATE, STALE} & set(why(ask("linux", settings={"root": "/"}, now=dt.datetime.now(dt.UTC))))


def test_a_link_out_of_the_root_is_not_followed(host: Host, tmp_path: Path) -> None:
    (tmp_path / "outside").write_text(f"{_key(1)}\n")
    folder = host.root / "home" / "sato" / ".ssh"
    folder.mkdir()
    (folder / "authorized_keys").symlink_to(tmp_path / "outside")
    told = host.ask()
    assert why(told) == [OUTSIDE]
    assert by_login(told)["sato"].credentials == ()
    assert "home/sato" not in repr(told.reasons)


def test_a_home_that_climbs_out_of_the_root_is_not_followed(host: Host, tmp_path: Path) -> None:
    (tmp_path / ".ssh").mkdir()
    (tmp_path / ".ssh" / "authorized_keys").write_text(f"{_key(1)}\n")
    host.passwd["sato"] = "sato:x:3001:3001::/../:/bin/bash"
    assert OUTSIDE in why(host.ask())


def test_a_pipe_is_not_waited_for(host: Host) -> None:
    (host.root / "home/sato/.ssh").mkdir()
    os.mkfifo(host.root / "home/sato/.ssh/authorized_keys")
    assert why(host.ask()) == [OUTSIDE]


def test_a_huge_file_is_not_read_to_its_end(host: Host, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(linux_files, "MAX_BYTES", 1000)
    host.write("home/sato/.ssh/authorized_keys", "x" * 2000)
    assert why(host.ask()) == [TOO_LARGE]


def test_a_deadline_that_is_over_is_no_end_of_the_list(host: Host) -> None:
    assert TIMED_OUT in why(host.ask(deadline=-1.0))


@pytest.mark.parametrize(
    "text", ["=ALL x", "@includedir /etc", "@include sudoers", " " * 200_000 + "=", "User_Alias A=A\nA ALL=ALL"]
)
def test_odd_sudoers_are_survived(host: Host, text: str) -> None:
    host.write("etc/sudoers", text)
    assert host.ask().accounts


@given(st.text(max_size=200))
def test_any_text_is_survived(tmp_path_factory: pytest.TempPathFactory, text: str) -> None:
    root = tmp_path_factory.getbasetemp() / "any"
    for name in ("etc/passwd", "etc/shadow", "etc/sudoers", "etc/group", "etc/ssh/sshd_config"):
        (root / name).parent.mkdir(parents=True, exist_ok=True)
        (root / name).write_text(text if name != "etc/passwd" else f"{_PASSWD['sato']}\n{text}", errors="replace")
    ask("linux", root=root.parent, settings={"root": "any"})
