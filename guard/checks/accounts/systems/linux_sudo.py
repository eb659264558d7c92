"""Whom sudoers names: rights that are left when an account is gone."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator, Mapping
from typing import Final

from guard.account import Residue
from guard.checks.accounts.systems.linux_files import Files

_INCLUDE: Final = re.compile(r"[#@](include|includedir)[ \t]+\"?([^\"]{1,300}?)\"?[ \t]*")
_NO_USERS: Final = ("defaults", "runas_alias", "host_alias", "cmnd_alias", "cmd_alias")
_MAIN: Final = "etc/sudoers"
_MAX_FILES: Final = 200
_LONGEST_INCLUDE: Final = 1000


class Sudoers:
    """Every name that stands where sudoers names users, and the lines."""

    def __init__(self, files: Files) -> None:
        self._places: defaultdict[str, dict[str, None]] = defaultdict(dict)
        self._aliases: defaultdict[str, list[str]] = defaultdict(list)
        for name, number, line in _lines(files):
            self._learn(line, f"{name}:{number}")

    def of(self, login: str, uid: str, groups: Mapping[str, str]) -> tuple[Residue, ...]:
        """The lines that name an account, one of its groups (name → number), or an alias of either."""
        waiting = [login, f"#{uid}", *(f"%{one}" for one in groups), *(f"%#{one}" for one in groups.values())]
        names = dict.fromkeys(waiting)
        while waiting:
            more = [one for one in self._aliases.get(waiting.pop(), ()) if one not in names]
            names.update(dict.fromkeys(more))
            waiting += more
        return tuple(dict.fromkeys(Residue("sudoers", at) for one in names for at in self._places.get(one, ())))

    def _learn(self, line: str, place: str) -> None:
        words = line.split(None, 1)
        head = words[0].lower() if words else ""
        if len(words) < 2 or head.startswith(_NO_USERS):
            return
        if head == "user_alias":
            for one in words[1].split(":"):
                name, _, members = one.partition("=")
                for member in members.split(","):
                    self._aliases[_plain(member)].append(name.strip())
            return
        for part in line.partition("=")[0].split(","):  # the first blank that follows no comma ends the users
            users = part.split(None, 1)
            if users:
                self._places[_plain(users[0])][place] = None
            if len(users) > 1:
                return


def _plain(word: str) -> str:
    return word.strip().strip('"').replace("\\", "")


def _lines(files: Files) -> Iterator[tuple[str, int, str]]:
    """The lines of sudoers and of what it includes, those that go on put together, comments gone."""
    waiting, seen = [_MAIN], set[str]()
    while waiting and len(seen) < _MAX_FILES:
        name = waiting.pop(0)
        if name in seen:
            continue
        seen.add(name)
        whole, start = "", 0
        shown = _shown(name)
        for number, line in enumerate(files.lines(name, shown) or (), 1):
            start = start if whole else number
            if line.endswith("\\"):
                whole += line[:-1]
                continue
            whole, line = "", whole + line
            include = _INCLUDE.fullmatch(line.strip()) if len(line) < _LONGEST_INCLUDE else None
            if include is not None:
                waiting += _included(files, name, include[1], include[2])[: _MAX_FILES - len(waiting)]
            else:
                yield shown, start, re.split(r"#(?![0-9])", line, maxsplit=1)[0].strip()


def _shown(name: str) -> str:
    """How a file is called in reports: one that is included often has somebody's login for a name."""
    return name if name == _MAIN else f"{name.rpartition('/')[0]}/*"


def _included(files: Files, name: str, how: str, path: str) -> list[str]:
    """The files of an include: a relative one beside the file that has it; sudo leaves out names with a dot or a tilde."""
    folder = path.lstrip("/") if path.startswith("/") else f"{name.rpartition('/')[0]}/{path}"
    if how == "include":
        return [folder]
    return [f"{folder}/{one}" for one in files.names(folder) if "." not in one and not one.endswith("~")]
