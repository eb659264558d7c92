"""Git: who committed after the end, and who is still named in CODEOWNERS.

The committer date counts, because the author's is free text; ``.mailmap`` is applied. A mail address is a hint and no
account, so the inventory holds activities, and residues of CODEOWNERS.
"""

from __future__ import annotations

import datetime as dt
import subprocess
from pathlib import Path
from typing import Final

from guard.account import Account, AccountKind, AccountState, Activity, Inventory, Reason, Residue
from guard.checks.accounts.roster import System
from guard.checks.accounts.systems.system import TIMED_OUT, Access
from guard.messages import N_

NO_REPOSITORY: Final = N_("there is no Git repository")
SHALLOW: Final = N_("a shallow clone: older commits are not here; git fetch --unshallow brings them")
_CODEOWNERS: Final = ("CODEOWNERS", ".github/CODEOWNERS", ".gitlab/CODEOWNERS", "docs/CODEOWNERS")
#: No program of the repository runs: no hooks, no filters, no signature checks, no lazy fetching.
_SAFE: Final = (
    "-c", "core.fsmonitor=false", "-c", "core.hooksPath=/dev/null", "-c", "log.showSignature=false", "-c", "protocol.allow=never",
)  # fmt: skip
_MAX_COMMITS: Final = 2_000_000


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
    """The last commit of each committer and author, over all refs."""
    if _git(root, access, reasons, "rev-parse", "--git-dir") is None:
        reasons.append(Reason(NO_REPOSITORY))
        return []
    if (_git(root, access, reasons, "rev-parse", "--is-shallow-repository") or "").strip() == "true":
        reasons.append(Reason(SHALLOW))
    told = _git(
        root,
        access,
        reasons,
        "log",
        "--all",
        f"--max-count={_MAX_COMMITS}",
        "--use-mailmap",
        "--format=%aE%x00%cE%x00%ct",
    )
    latest: dict[str, int] = {}
    for line in (told or "").split("\n"):
        author, _, rest = line.partition("\0")
        committer, _, seconds = rest.partition("\0")
        if seconds.isdecimal():
            for mail in {author, committer}:
                latest[mail] = max(latest.get(mail, 0), int(seconds))
    return [Activity(mail, _moment(seconds), "commit") for mail, seconds in sorted(latest.items())]


def _moment(seconds: int) -> dt.datetime:
    return dt.datetime.fromtimestamp(min(seconds, 253_402_300_799), dt.UTC)


def _git(root: Path, access: Access, reasons: list[Reason], *words: str) -> str | None:
    command = ["git", *_SAFE, "-C", str(root), *words]
    environ = {
        **access.environ,
        "GIT_TERMINAL_PROMPT": "0",
        "GIT_NO_LAZY_FETCH": "1",
        "LC_ALL": "C.UTF-8",
        "GIT_OPTIONAL_LOCKS": "0",
    }
    try:
        run = subprocess.run(command, capture_output=True, env=environ, timeout=access.deadline, check=False)
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
        path = root / name
        try:
            text = (
                path.read_bytes()[: 1 << 20].decode("utf-8", "replace")
                if path.is_file() and not path.is_symlink()
                else ""
            )
        except OSError:
            text = ""
        for number, line in enumerate(text.splitlines(), 1):
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
