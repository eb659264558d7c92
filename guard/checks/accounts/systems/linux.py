"""Linux: passwd, shadow, authorized_keys and sudoers of a host (``root: /``) or of a copy of its files.

Only the date on which an account expires shuts every door; a locked password lets SSH keys in, and a shell that is none
lets tunnels through. So these two are weak means.
"""

from __future__ import annotations

import datetime as dt
import time
from collections import Counter
from typing import Final, NamedTuple

from guard.account import Account, AccountKind, AccountState, Credential, Inventory, Reason, Residue
from guard.checks.accounts.roster import System
from guard.checks.accounts.systems.linux_files import UNREADABLE, Files
from guard.checks.accounts.systems.linux_keys import Keys, key_files, keys_of
from guard.checks.accounts.systems.linux_sudo import Sudoers
from guard.checks.accounts.systems.system import CUT_SHORT, TIMED_OUT, Access
from guard.messages import N_

NO_ROOT: Final = N_("the roster does not say where the files of the host are (root)")
NO_PASSWD: Final = N_("there is no etc/passwd below root")
NO_HOMES: Final = N_("no home folder of a person is there: SSH keys were not seen")
ELSEWHERE: Final = N_("accounts of another directory are let in, too (nsswitch.conf): ask that one as well")
_NO_SHELLS: Final = frozenset({"nologin", "false"})
_NOBODY: Final = frozenset({65534, 65535})
_PEOPLE_FROM: Final = 1000
_USERS: Final = "etc/passwd"
_SHADOWS: Final = "etc/shadow"
_LOCAL_SOURCES: Final = frozenset(
    {"files", "compat", "systemd", "altfiles", "mymachines", "[NOTFOUND=return]", "[SUCCESS=merge]"}
)


class _User(NamedTuple):
    login: str
    hashed: str
    uid: str
    gid: str
    home: str
    shell: str


class _Shadow(NamedTuple):
    hashed: str
    changed: int | None
    expires: int | None


class _Groups(NamedTuple):
    """Groups, each a name and a number: by the number itself, and by the logins that they list."""

    own: dict[str, dict[str, str]]
    given: dict[str, dict[str, str]]


def inventory(system: System, access: Access) -> Inventory:
    """The accounts of a host, with the keys and the rights that are left beside them."""
    name = system.settings.get("root", "")
    if not name:
        return Inventory(system.id, system.adapter, reasons=(Reason(NO_ROOT),), fetched_at=access.now())
    files = Files(access.root / name)
    users = _users(files)
    accounts = _accounts(files, users, access) if users else []
    notes = (ELSEWHERE,) if _asks_elsewhere(files) else ()
    return Inventory(
        system.id,
        system.adapter,
        tuple(accounts),
        complete=not files.reasons,
        reasons=tuple(files.reasons),
        principal="local",
        scope=name,
        pages=1 if users else 0,
        fetched_at=access.now(),
        can_write=False,
        endpoints=tuple(files.read),
        notes=notes,
    )


def _users(files: Files) -> list[_User]:
    lines = files.lines(_USERS)
    if lines is None:
        files.reasons.setdefault(Reason(NO_PASSWD))
        return []
    found: list[_User] = []
    for line in lines:
        fields = line.strip().split(":")
        if len(fields) == 7 and fields[0] and fields[0][0] not in "#+-" and _number(fields[2], least=0) is not None:
            found.append(_User(fields[0], fields[1], fields[2].lstrip("0") or "0", fields[3], fields[5], fields[6]))
        elif line.strip() and line[0] not in "#+-":
            files.reasons[Reason(CUT_SHORT)] = None
    return found


def _accounts(files: Files, users: list[_User], access: Access) -> list[Account]:
    now, until = access.now(), time.monotonic() + access.deadline
    shadows = _shadows(files)
    groups = _groups(files)
    sudoers, patterns, first = Sudoers(files), key_files(files), _first_person(files)
    alike = Counter(one.uid for one in users)
    people = [one for one in users if int(one.uid) >= first and int(one.uid) not in _NOBODY]
    if people and not any(files.has_folder(one.home) for one in people):
        files.reasons[Reason(NO_HOMES)] = None
    accounts: list[Account] = []
    for user in users:
        if time.monotonic() > until:
            files.reasons[Reason(TIMED_OUT)] = None
            break
        shadow = shadows.get(user.login) if user.hashed == "x" else _Shadow(user.hashed, None, None)
        keys = keys_of(files, user.login, user.home, patterns, now)
        state, weak = _state(user, shadow, keys, now)
        given = groups.given.get(user.login, {})
        own = {**given, **groups.own.get(user.gid, {})}
        accounts.append(
            Account(
                user.uid,
                user.login,
                state,
                _kind(user, shadow, keys, first),
                secret_changed=_day(shadow.changed if shadow else None),
                expires=_day(shadow.expires if shadow else None),
                weak=weak,
                credentials=_shut(keys) if state is AccountState.DISABLED else keys.credentials,
                residues=(*sudoers.of(user.login, user.uid, own), *(Residue("group", one) for one in given)),
                shared_by=max(alike[user.uid], keys.people),
            )
        )
    return accounts


def _state(user: _User, shadow: _Shadow | None, keys: Keys, now: dt.datetime) -> tuple[AccountState, tuple[str, ...]]:
    """An expiry counts from the day itself on, in days of UTC; a password that never was is no locked one."""
    if shadow is None:
        return AccountState.UNKNOWN, ()
    if shadow.expires is not None and shadow.expires <= now.timestamp() // 86400:
        return AccountState.DISABLED, ()
    opens_by_key = bool(keys.credentials) and not shadow.hashed.strip("!*")
    weak = []
    if _is_locked(shadow) and not opens_by_key:
        weak.append("locked-hash")
    if _has_no_shell(user):
        weak.append("nologin-shell")
    return AccountState.ACTIVE, tuple(weak)


def _kind(user: _User, shadow: _Shadow | None, keys: Keys, first: int) -> AccountKind:
    """What comes with the system: root, and accounts of programs that nobody can get into."""
    if user.login == "root" and user.uid == "0":
        return AccountKind.BUILT_IN if keys.people == 1 else AccountKind.UNKNOWN
    is_shut = not keys.credentials and (_has_no_shell(user) or (shadow is not None and _is_locked(shadow)))
    is_programs = int(user.uid) < first or int(user.uid) in _NOBODY
    return AccountKind.BUILT_IN if is_programs and is_shut and user.uid != "0" else AccountKind.UNKNOWN


def _shut(keys: Keys) -> tuple[Credential, ...]:
    """Keys of an account that has expired: the SSH server looks at the date before it looks at them."""
    return tuple(one._replace(active=False) for one in keys.credentials)


def _is_locked(shadow: _Shadow) -> bool:
    return shadow.hashed.startswith(("!", "*"))


def _has_no_shell(user: _User) -> bool:
    return user.shell.rpartition("/")[2] in _NO_SHELLS


def _shadows(files: Files) -> dict[str, _Shadow]:
    """The lines of shadow by login; without it nobody knows the state of an account."""
    lines = files.lines(_SHADOWS)
    if lines is None:
        files.reasons.setdefault(Reason(UNREADABLE, (("file", _SHADOWS),)))
        return {}
    found: dict[str, _Shadow] = {}
    for line in lines:
        fields = line.strip().split(":")
        if len(fields) >= 8:
            found[fields[0]] = _Shadow(fields[1], _number(fields[2]), _number(fields[7]))
        elif line.strip() and line[0] not in "#+-":
            files.reasons[Reason(CUT_SHORT)] = None
    return found


def _groups(files: Files) -> _Groups:
    found = _Groups({}, {})
    for line in files.lines("etc/group") or ():
        fields = line.strip().split(":")
        if len(fields) == 4 and fields[0]:
            name, _, number, members = fields
            found.own.setdefault(number, {})[name] = number
            for login in filter(None, members.split(",")):
                found.given.setdefault(login, {})[name] = number
    return found


def _first_person(files: Files) -> int:
    """The number from which on accounts are people's (``UID_MIN``)."""
    for line in files.lines("etc/login.defs") or ():
        words = line.split()
        if len(words) > 1 and words[0] == "UID_MIN" and words[1].isdecimal():
            return int(words[1][:9])
    return _PEOPLE_FROM


def _asks_elsewhere(files: Files) -> bool:
    """Whether the host takes accounts from elsewhere than these files."""
    for line in files.lines("etc/nsswitch.conf") or ():
        name, _, sources = line.partition("#")[0].partition(":")
        if name.strip() == "passwd":
            return bool(set(sources.split()) - _LOCAL_SOURCES)
    return False


def _number(text: str, least: int = 1) -> int | None:
    """A number of a file; a day 0 is none, because nobody knows what it means."""
    return int(text) if text.isdecimal() and len(text) <= 10 and int(text) >= least else None


def _day(days: int | None) -> dt.datetime | None:
    try:
        return None if days is None else dt.datetime.fromtimestamp(days * 86400, dt.UTC)
    except (ValueError, OverflowError, OSError):
        return None
