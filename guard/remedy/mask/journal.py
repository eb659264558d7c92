"""What a run of ``sekisho mask`` is about to do, written down before it does it: no value, no digest of one.

A run prepares all new files beside the old ones, writes to its journal that it is ready, and renames them one by
one. Whenever it is killed, each file is old or new, and the journal tells what is missing: nothing was renamed yet
(the prepared files are thrown away), or some were (the others are renamed, or the old ones fetched back from Git).
"""

from __future__ import annotations

import json
import os
import stat
from collections.abc import Iterable, Sequence
from contextlib import suppress
from dataclasses import asdict, dataclass, replace
from pathlib import Path
from typing import Final

from guard.errors import UsageError
from guard.messages import N_
from guard.sources.repository import Repository, is_root

FOLDER: Final = "sekisho"
#: Beside files that are in no repository.
FOLDER_OUTSIDE: Final = ".sekisho-mask"
_OPEN, _LAST = "mask-journal", "mask-journal-last"
_VERSION: Final = 1
_MAX_BYTES: Final = 64 << 20
_READY: Final = "ready"

UNFINISHED = N_("an earlier run was interrupted: finish it with `sekisho mask --continue`, or undo it with `--undo`")
NOTHING_OPEN = N_("there is no interrupted run to finish")
NOTHING_DONE = N_("there is no run to undo")
NOT_OURS = N_("the journal in {folder} was not written by this program: remove it")


@dataclass(frozen=True, slots=True)
class Change:
    """One file: where it lies, what was prepared for it, and where Git keeps what it was.

    ``path`` and ``prepared`` are relative to the root of the run. ``oid`` is the object that holds the old content,
    with other line ends where ``is_crlf``; ``staged`` the one that the index is to name, with its ``mode`` there. ``size`` and ``changed`` (the time of
    its last change in nanoseconds) are those of the prepared file, so that an edit after the run is noticed.
    """

    path: str
    prepared: str
    oid: str | None = None
    is_crlf: bool = False
    staged: str | None = None
    mode: str | None = None
    size: int = 0
    changed: int = 0

    def staging(self, oid: str, mode: str) -> Change:
        """The same, with the object that the index is to name, and its mode there."""
        return replace(self, staged=oid, mode=mode)


class Journal:
    """The journal of one root: an open run at most, and the last one that ended."""

    def __init__(self, root: Path) -> None:
        self.root = root
        self.folder = _folder(root)
        self._file = self.folder / _OPEN
        self._last = self.folder / _LAST

    def refuse_open(self) -> None:
        """Raise ``UsageError`` where a run is open."""
        if self._file.exists():
            raise UsageError(UNFINISHED)

    def begin(self) -> None:
        """Start a run. Raises ``UsageError`` where another one is open."""
        try:
            self.folder.mkdir(mode=0o700, parents=True, exist_ok=True)
            descriptor = os.open(self._file, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        except FileExistsError:
            raise UsageError(UNFINISHED) from None
        except OSError as error:
            raise UsageError(f"cannot write {self.folder}: {error.strerror}") from None
        with os.fdopen(descriptor, "wb") as file:
            file.write(_line({"version": _VERSION}))
            file.flush()
            _synced(file.fileno())
        sync_folder(self.folder)

    def add(self, change: Change) -> None:
        """Write down a file, before anything is prepared for it and again when that is done."""
        self._append(_line(asdict(change)))

    def ready(self) -> None:
        """All is prepared: from here on the run can be finished by itself."""
        self._append(_line({_READY: True}))

    def end(self, *, done: bool) -> None:
        """Close the run; what was ``done`` can be undone later, where Git has it."""
        told = self.open_run() if done else None
        if told is not None and any(change.oid for change in told[0]):
            self._file.replace(self._last)
        else:
            self._file.unlink(missing_ok=True)
        sync_folder(self.folder)
        self._leave()

    def forget(self) -> None:
        """The last run was undone."""
        self._last.unlink(missing_ok=True)
        self._leave()

    def _leave(self) -> None:
        """Leave no empty folder beside files that are in no repository."""
        if self.folder.name == FOLDER_OUTSIDE:
            with suppress(OSError):
                self.folder.rmdir()

    def open_run(self) -> tuple[list[Change], bool] | None:
        """The files of the run that is open, and whether all was prepared; ``None`` where none is open."""
        return self._read(self._file)

    def last_run(self) -> list[Change] | None:
        """The files of the last run that ended."""
        told = self._read(self._last)
        return None if told is None else told[0]

    def _append(self, line: bytes) -> None:
        with self._file.open("ab") as file:
            file.write(line)
            file.flush()
            _synced(file.fileno())

    def _read(self, path: Path) -> tuple[list[Change], bool] | None:
        try:
            with path.open("rb") as file:
                data = file.read(_MAX_BYTES)
        except FileNotFoundError:
            return None
        except OSError as error:
            raise UsageError(f"cannot read {path}: {error.strerror}") from None
        changes: dict[str, Change] = {}
        is_ready = False
        for line in data.split(b"\n")[:-1]:  # the last one is empty, or was not written to its end
            try:
                told = json.loads(line)
                if "path" in told:
                    change = _inside(Change(**told))
                    changes[change.path] = change
                is_ready = is_ready or bool(told.get(_READY))
            except (ValueError, TypeError, AttributeError):
                raise UsageError(NOT_OURS.replace("{folder}", str(self.folder))) from None
        return list(changes.values()), is_ready


def commit(journal: Journal, changes: Sequence[Change]) -> None:
    """Put every prepared file in the place of the old one; what was done by an interrupted run is left."""
    for change in changes:
        prepared, path = journal.root / change.prepared, journal.root / change.path
        if not is_plain_file(journal.root, change.prepared):
            continue
        prepared.replace(path)
        sync_folder(path.parent)


def discard(journal: Journal, changes: Iterable[Change]) -> None:
    """Throw away what was prepared."""
    for change in changes:
        throw_away(journal.root / change.prepared)


def throw_away(path: Path) -> None:
    """Remove a file, where there is one: a disk that is not written to has none of ours."""
    if os.path.lexists(path):
        path.unlink()


def prepare(journal: Journal, change: Change, content: bytes) -> Change:
    """Write what a file is to hold beside it, with its mode and owner, and make sure that it is on the disk."""
    journal.add(change)
    path, prepared = journal.root / change.path, journal.root / change.prepared
    now = write(prepared, content, path.lstat())
    change = replace(change, size=now.st_size, changed=now.st_mtime_ns)
    journal.add(change)
    return change


def write(path: Path, content: bytes, like: os.stat_result) -> os.stat_result:
    """Write a new file with the mode and the owner of another one, make sure that it is on the disk, and look at it."""
    flags = os.O_WRONLY | os.O_CREAT | os.O_EXCL | getattr(os, "O_NOFOLLOW", 0) | getattr(os, "O_BINARY", 0)
    with os.fdopen(os.open(path, flags, 0o600), "wb") as file:
        file.write(content)
        file.flush()
        if hasattr(os, "fchown"):
            with suppress(OSError):  # only root may give a file away
                os.fchown(file.fileno(), like.st_uid, like.st_gid)
        path.chmod(stat.S_IMODE(like.st_mode))
        _synced(file.fileno())
        return os.fstat(file.fileno())


def is_plain_file(root: Path, name: str) -> bool:
    """Whether a file below the root is one, and is reached without a link."""
    path = root / name
    try:
        folders = [folder.lstat() for folder in path.parents if root in folder.parents]
        return all(stat.S_ISDIR(one.st_mode) for one in folders) and stat.S_ISREG(path.lstat().st_mode)
    except OSError:
        return False


def is_as_written(path: Path, change: Change) -> bool:
    """Whether a file is still the one that the run put there."""
    try:
        now = path.lstat()
    except OSError:
        return False
    return stat.S_ISREG(now.st_mode) and (now.st_size, now.st_mtime_ns) == (change.size, change.changed)


def sync_folder(folder: Path) -> None:
    """Make sure that names in a folder are on the disk, where the system can."""
    if os.name == "nt":
        return
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        _synced(descriptor)
    finally:
        os.close(descriptor)


def _synced(descriptor: int) -> None:
    with suppress(OSError):  # some file systems cannot
        os.fsync(descriptor)


def _line(told: dict[str, object]) -> bytes:
    return json.dumps(told).encode() + b"\n"


def _inside(change: Change) -> Change:
    for name in (change.path, change.prepared):
        if not isinstance(name, str) or not name or Path(name).is_absolute() or ".." in Path(name).parts:
            raise ValueError(name)
    return change


def _folder(root: Path) -> Path:
    """In the Git directory of a work tree, in a folder of its own elsewhere."""
    if is_root(root):
        with Repository(root) as repository:
            said = repository.line("rev-parse", "--absolute-git-dir")
        if said is not None:
            return Path(said) / FOLDER
    return root / FOLDER_OUTSIDE
