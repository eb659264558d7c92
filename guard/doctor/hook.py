"""Whether the hooks run: written in the list of pre-commit, installed in this clone, executable, and not in the shade."""

from __future__ import annotations

import os
import re
import stat
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path
from typing import Final

from guard.doctor.diagnosis import Diagnosis, Grade
from guard.errors import SourceError
from guard.messages import N_
from guard.policy_change.hooks import our_hooks
from guard.policy_change.mention import mentions
from guard.sources.repository import Repository

TOPIC: Final = "hooks"
CONFIG: Final = ".pre-commit-config.yaml"
LISTED: Final = N_("{file} lists {ids}")
NOT_LISTED: Final = N_("{file} lists no hook of Sekisho")
LIST_THEM: Final = N_("run `sekisho init`, or add the entry that docs/hooks.md shows")
INSTALLED: Final = N_("{stage}: installed")
MISSING: Final = N_("{stage}: not installed in this clone")
INSTALL: Final = N_("run `pre-commit install --hook-type {stage}`")
NOT_OURS: Final = N_("{stage}: the installed hook calls neither pre-commit nor Sekisho")
NOT_EXECUTABLE: Final = N_("{stage}: the hook is not executable, and Git passes over it without a word")
MAKE_EXECUTABLE: Final = N_("run `chmod +x {file}`")
SHADED: Final = N_("core.hooksPath is {path}: the hooks in .git/hooks do not run")
UNSHADE: Final = N_("run `git config --unset core.hooksPath`, then `pre-commit install`")
NO_VERIFY: Final = N_(
    "`git commit --no-verify` and pushes by other clients pass every hook: the pipeline is what refuses them"
)

#: The hooks of Git that the entry of ``sekisho init`` asks for, and those without which a commit is not looked at.
STAGES: Final = ("pre-commit", "pre-merge-commit", "commit-msg", "pre-push")
_NEEDED: Final = frozenset({"pre-commit"})
_MAX_BYTES: Final = 1 << 20
_RUNS: Final = re.compile(r"pre-commit|pre_commit", re.IGNORECASE)


def look(repository: Repository) -> Iterator[Diagnosis]:
    """The hooks of one clone."""
    ids = our_hooks(CONFIG, _bytes(repository.root / CONFIG))
    if ids:
        yield Diagnosis(TOPIC, Grade.GOOD, LISTED, (("file", CONFIG), ("ids", ", ".join(sorted(ids)))))
    else:
        yield Diagnosis(TOPIC, Grade.BAD, NOT_LISTED, (("file", CONFIG),), LIST_THEM)
    folder = _folder(repository)
    path = _elsewhere(repository)
    if path is not None and folder is not None and folder.resolve() != (repository.root / path).resolve():
        folder = repository.root / path
        if not any(_calls_us(folder / stage) for stage in STAGES):
            yield Diagnosis(TOPIC, Grade.BAD, SHADED, (("path", path),), UNSHADE)
            return
    for stage in STAGES:
        yield _stage(stage, None if folder is None else folder / stage)
    yield Diagnosis(TOPIC, Grade.NOTE, NO_VERIFY)


def _folder(repository: Repository) -> Path | None:
    """Where Git looks for hooks when nothing is configured; our own git is told to look nowhere."""
    directory = repository.directory()
    return None if directory is None else directory / "hooks"


def _elsewhere(repository: Repository) -> str | None:
    """What ``core.hooksPath`` says in the files of the user and of the clone: our own git is told on its command line."""
    said = None
    with suppress(SourceError):  # it says nothing
        records = repository.records("config", "--null", "--show-origin", "--path", "--get-all", "core.hooksPath")
        for origin, path in zip(records, records, strict=False):
            if not origin.startswith(b"command line:"):
                said = os.fsdecode(path)
    return said


def _stage(stage: str, file: Path | None) -> Diagnosis:
    args = (("stage", stage), ("file", f".git/hooks/{stage}"))
    worse = Grade.BAD if stage in _NEEDED else Grade.NOTE
    if file is None or not os.path.lexists(file):
        return Diagnosis(TOPIC, worse, MISSING, args, INSTALL)
    if not _calls_us(file):
        return Diagnosis(TOPIC, worse, NOT_OURS, args, INSTALL)
    if os.name != "nt" and not file.stat().st_mode & stat.S_IXUSR:
        return Diagnosis(TOPIC, Grade.BAD, NOT_EXECUTABLE, args, MAKE_EXECUTABLE)
    return Diagnosis(TOPIC, Grade.GOOD, INSTALLED, args)


def _calls_us(file: Path) -> bool:
    text = (_bytes(file) or b"").decode("utf-8", "replace")
    return bool(_RUNS.search(text)) or mentions(text)


def _bytes(file: Path) -> bytes | None:
    try:
        if not file.is_file():
            return None
        with file.open("rb") as opened:
            return opened.read(_MAX_BYTES)
    except OSError:
        return None
