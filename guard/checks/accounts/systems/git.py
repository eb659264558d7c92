"""Git: who committed after the end, and who is still named in CODEOWNERS.

The committer date counts, because the author's is free text. A mail address is a hint and no
account, so the inventory holds activities, and residues of CODEOWNERS.
"""

from __future__ import annotations

import datetime as dt
import os
import subprocess
from pathlib import Path
from typing import Final

from guard.account import Account, AccountKind, AccountState, Activity, Inventory, Reason, Residue
from guard.checks.accounts.roster import System
from guard.checks.accounts.systems.system import SIZE_LIMIT, TIMED_OUT, Access
from guard.messages import N_

NO_REPOSITORY: Final = N_("there is no Git repository")
SHALLOW: Final = N_("a shallow clone: older commits are not here; git fetch --unshallow brings them")
NO_HISTORY: Final = N_("Git cannot read the whole history")
_CODEOWNERS: Final = ("CODEOWNERS", ".github/CODEOWNERS", ".gitlab/CODEOWNERS", "docs/CODEOWNERS")
#: No program of the repository runs, and nothing in it hides commits: no hooks, no signature checks, no fetching.
_SAFE: Final = tuple(
    word
    for setting in (
        "core.fsmonitor=false",
        f"core.hooksPath={os.devnull}",
        "core.alternateRefsCommand=",
        "log.showSignature=false",
        "gpg.program=",
        "gpg.ssh.program=",
        "gpg.x509.program=",
        "protocol.allow=never",
    )
    for word in ("-c", setting)
)
_ENVIRONMENT: Final = {
    "GIT_ALLOW_PROTOCOL": "none",
    "GIT_CONFIG_NOSYSTEM": "1",
    "GIT_GRAFT_FILE": os.devnull,
    "GIT_NO_LAZY_FETCH": "1",
    "GIT_NO_REPLACE_OBJECTS": "1",
    "GIT_OPTIONAL_LOCKS": "0",
    "GIT_PAGER": "cat",
    "GIT_TERMINAL_PROMPT": "0",
    "LC_ALL": "C.UTF-8",
}
#: Author as written and by .mailmap, committer as written and by .mailmap, and the seconds of both.
_FORMAT: Final = "--format=%ae%x00%aE%x00%ce%x00%cE%x00%at%x00%ct"
_MAX_OWNERS: Final = 4 << 20
_MAX_COMMITS: Final = 2_000_000
_LAST_SECOND: Final = 253_402_300_799


def inventory(system: System, access: Access) -> Inventory:
    """What the history of a repository tells; ``path`` is relative to the roster's folder."""
    root = access.root / system.settings.get("path", ".")
    reasons: list[Reason] = []
    activities = tuple(_activities(root, access, reasons))
    return Inventory(
        system.id,
        "git",
        tuple(_owners(root)),
        complete=not reasons,
        reasons=tuple(reasons),
        principal="local",
        scope=system.settings.get("path", "."),
        pages=1,
        fetched_at=access.now(),
        can_write=False,
        activities=activities,
    )


def _activities(root: Path, access: Access, reasons: list[Reason]) -> list[Activity]:
    """The last commit of each mail address, over all refs; an address counts as written and as ``.mailmap`` has it.

    A ``.mailmap`` could hide a leaver behind a colleague. Where somebody else made the commit, the author's own date
    counts, because to rebase a leaver's work is no act of the leaver.
    """
    if _git(root, access, reasons, "rev-parse", "--git-dir") is None:
        reasons.append(Reason(NO_REPOSITORY))
        return []
    if (_git(root, access, reasons, "rev-parse", "--is-shallow-repository") or "").strip() == "true":
        reasons.append(Reason(SHALLOW))
    words = ["log", "--all", f"--max-count={_MAX_COMMITS + 1}", "--encoding=UTF-8", "--no-show-signature", _FORMAT]
    told = _git(root, access, reasons, *words)
    if told is None:
        reasons.append(Reason(NO_HISTORY))
        return []
    latest: dict[str, int] = {}
    lines = told.split("\n")
    if len(lines) > _MAX_COMMITS + 1:
        reasons.append(Reason(SIZE_LIMIT))
    for line in lines:
        fields = line.split("\0")
        if len(fields) != 6 or not fields[4].lstrip("-").isdecimal() or not fields[5].isdecimal():
            continue
        authors, committers = set(fields[:2]), set(fields[2:4])
        written, committed = int(fields[4]), int(fields[5])
        for mail in committers | authors:
            at = committed if mail in committers else min(written, committed)
            latest[mail] = max(latest.get(mail, 0), at)
    return [Activity(mail, _moment(seconds), "commit") for mail, seconds in sorted(latest.items()) if mail]


def _moment(seconds: int) -> dt.datetime:
    return dt.datetime.fromtimestamp(min(seconds, _LAST_SECOND), dt.UTC)


def _git(root: Path, access: Access, reasons: list[Reason], *words: str) -> str | None:
    """What git prints; ``None`` where it fails. No variable of a running hook says which repository is meant."""
    inherited = {name: value for name, value in access.environ.items() if not name.startswith("GIT_")}
    try:
        run = subprocess.run(
            ["git", *_SAFE, "-C", str(root), *words],
            capture_output=True,
            stdin=subprocess.DEVNULL,
            env={**inherited, **_ENVIRONMENT},
            timeout=access.deadline,
            check=False,
        )
    except subprocess.TimeoutExpired:
        reasons.append(Reason(TIMED_OUT))
        return None
    except OSError:
        return None
    return run.stdout.decode("utf-8", "replace") if run.returncode == 0 else None


def _owners(root: Path) -> list[Account]:
    """The people whom CODEOWNERS names: no accounts, but rights that are left."""
    named: dict[str, list[str]] = {}
    for name in _CODEOWNERS:
        for number, line in enumerate(_text(root, name).splitlines(), 1):
            for word in line.partition("#")[0].split()[1:]:
                if "@" in word and "/" not in word:
                    named.setdefault(word.removeprefix("@"), []).append(f"{name}:{number}")
    return [
        Account(
            "",
            login,
            AccountState.DISABLED,
            AccountKind.UNKNOWN,
            residues=tuple(Residue("CODEOWNERS", at) for at in places),
            folds=True,
        )
        for login, places in sorted(named.items())
    ]


def _text(root: Path, name: str) -> str:
    """A small file of the working tree; nothing that a link brings in from elsewhere."""
    path = root / name
    try:
        if not path.is_file() or not path.resolve().is_relative_to(root.resolve()):
            return ""
        with path.open("rb") as file:
            return file.read(_MAX_OWNERS).decode("utf-8", "replace")
    except OSError:
        return ""
