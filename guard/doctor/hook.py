"""Whether the hooks run: written in the list of pre-commit, installed in this clone, executable, and not in the shade."""

from __future__ import annotations

import os
import re
import stat
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path
from typing import Final

from guard import __version__
from guard.doctor.diagnosis import Diagnosis, Grade
from guard.errors import SourceError
from guard.messages import N_
from guard.policy_change.hooks import our_hooks, our_versions
from guard.policy_change.mention import mentioning_lines
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
UNSHADE: Final = N_(
    "let the hooks in {path} call `pre-commit run` or `sekisho scan --staged`; or run `git config --unset core.hooksPath`, then `pre-commit install`"
)
OTHER_LIST: Final = N_("{stage}: the installed hook reads {list}, not {config}")
OTHER_VERSION: Final = N_("{file} runs version {rev}, and this is {version}")
COPY: Final = N_("copy examples/ci/pre-receive to {file} and make it executable (docs/ci.md)")
UPDATE: Final = N_("run `pre-commit autoupdate`, or name the version in rev that was approved")
SKIPPED: Final = N_("the variable SKIP makes pre-commit pass over {ids}")
UNSET: Final = N_("run `unset SKIP`")
NO_VERIFY: Final = N_(
    "`git commit --no-verify` and pushes by other clients pass every hook: the pipeline is what refuses them"
)

#: The hooks of Git that the entry of ``sekisho init`` asks for, and those without which a commit is not looked at.
STAGES: Final = ("pre-commit", "pre-merge-commit", "commit-msg", "pre-push")
#: The one hook that a repository on a server runs before it takes what is pushed.
SERVER: Final = "pre-receive"
_NEEDED: Final = frozenset({"pre-commit", SERVER})
_MAX_BYTES: Final = 1 << 20
_RUNS: Final = re.compile(r"^[^#\n]*pre[-_]commit", re.IGNORECASE | re.MULTILINE)
#: The list that the hook of pre-commit was installed for.
_LIST: Final = re.compile(r"hook-impl [^\n#]*--config[= ]'?([^\s'\")]+)")
_VERSION: Final = re.compile(r"v?([0-9]+(?:\.[0-9]+)+)")
#: Husky keeps the hooks of people beside the folder that ``core.hooksPath`` names.
_HUSKY: Final = "_"


def look(repository: Repository) -> Iterator[Diagnosis]:
    """The hooks of one clone; of a bare repository the one that judges a push."""
    if repository.is_bare:
        yield _on_server(repository)
        return
    yield from _listed(_bytes(repository.root / CONFIG))
    folder = _folder(repository)
    shown, path = ".git/hooks", _elsewhere(repository)
    is_husky = False
    if path is not None and folder is not None and folder.resolve() != (repository.root / path).resolve():
        folder = repository.root / path
        shown, is_husky = path.removesuffix(f"/{_HUSKY}"), folder.name == _HUSKY
        folder = folder.parent if is_husky else folder
        if not any(_calls_us(folder / stage) for stage in STAGES):
            yield Diagnosis(TOPIC, Grade.BAD, SHADED, (("path", path),), UNSHADE)
            return
    for stage in STAGES:
        yield _stage(stage, None if folder is None else folder / stage, shown, needs_mode=not is_husky)
    yield Diagnosis(TOPIC, Grade.NOTE, NO_VERIFY)


def _on_server(repository: Repository) -> Diagnosis:
    folder = _elsewhere(repository) or "hooks"
    return _stage(SERVER, repository.root / folder / SERVER, folder, needs_mode=True, install=COPY)


def _listed(data: bytes | None) -> Iterator[Diagnosis]:
    ids = our_hooks(CONFIG, data)
    if not ids:
        yield Diagnosis(TOPIC, Grade.BAD, NOT_LISTED, (("file", CONFIG),), LIST_THEM)
        return
    yield Diagnosis(TOPIC, Grade.GOOD, LISTED, (("file", CONFIG), ("ids", ", ".join(sorted(ids)))))
    for rev in sorted(our_versions(CONFIG, data)):
        version = _VERSION.fullmatch(rev)
        if version is not None and version[1] != __version__:
            args = (("file", CONFIG), ("rev", rev), ("version", __version__))
            yield Diagnosis(TOPIC, Grade.NOTE, OTHER_VERSION, args, UPDATE)
    if skipped := ids.intersection(re.split(r"[,\s]+", os.environ.get("SKIP", ""))):
        yield Diagnosis(TOPIC, Grade.BAD, SKIPPED, (("ids", ", ".join(sorted(skipped))),), UNSET)


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


def _stage(stage: str, file: Path | None, folder: str, *, needs_mode: bool, install: str = INSTALL) -> Diagnosis:
    """One hook; ``needs_mode``: Git runs it itself, and only what is executable."""
    args = (("stage", stage), ("file", f"{folder}/{stage}"))
    worse = Grade.BAD if stage in _NEEDED else Grade.NOTE
    if file is None or not os.path.lexists(file):
        return Diagnosis(TOPIC, worse, MISSING, args, install)
    if not _calls_us(file):
        return Diagnosis(TOPIC, worse, NOT_OURS, args, install)
    if needs_mode and os.name != "nt" and not file.stat().st_mode & stat.S_IXUSR:
        return Diagnosis(TOPIC, Grade.BAD, NOT_EXECUTABLE, args, MAKE_EXECUTABLE)
    reads = _LIST.search(_text(file))
    if reads is not None and reads[1] != CONFIG:
        return Diagnosis(TOPIC, worse, OTHER_LIST, (*args, ("list", reads[1]), ("config", CONFIG)), install)
    return Diagnosis(TOPIC, Grade.GOOD, INSTALLED, args)


def _calls_us(file: Path) -> bool:
    """Whether a line that is no comment calls pre-commit or us."""
    text = _text(file)
    return bool(_RUNS.search(text)) or bool(mentioning_lines(text))


def _text(file: Path) -> str:
    return (_bytes(file) or b"").decode("utf-8", "replace")


def _bytes(file: Path) -> bytes | None:
    try:
        if not file.is_file():
            return None
        with file.open("rb") as opened:
            return opened.read(_MAX_BYTES)
    except OSError:
        return None
