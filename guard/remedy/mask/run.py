"""A run of ``sekisho mask``: every file is prepared, then all are put in place; or one that was interrupted is ended.

Nothing is put in place before everything is prepared, so that a run which finds out that it must not change a file
has not changed another one.
"""

from __future__ import annotations

import secrets
from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field, replace
from pathlib import Path, PurePosixPath
from typing import Final, Protocol

from guard.errors import SourceError, UsageError
from guard.examine import Outcome
from guard.interrupt import held_back
from guard.messages import N_
from guard.model import Blob, Skip, SkipReason
from guard.policy.policy import Policy
from guard.remedy.mask.diff import Difference
from guard.remedy.mask.git import Kept, Shelves
from guard.remedy.mask.journal import UNFINISHED, Change, Journal, commit, discard, is_plain_file, prepare
from guard.remedy.mask.masker import Left, Masked, Masker

CHANGED_MEANWHILE = N_("it changed while it was looked at")
CANNOT_WRITE = N_("it cannot be written: {error}")
NO_FILE = N_("it is a symbolic link, or not on the disk")
IN_USE = N_("its log lies beside it ({error}): close the database first")
DIRTY = N_(
    "{n} files hold what Git does not have, so that nothing could be undone: {paths}. Commit or stage them first, "
    "or say --force"
)
NOT_AS_STAGED = N_("{n} files differ from what is staged: {paths}. Stage them (git add) or set the change aside first")
_MOST_NAMES: Final = 5
_SQLITE: Final = b"SQLite format 3\0"
#: What SQLite reads along with a database, and would put old rows back from.
_LOGS: Final = ("-wal", "-journal")


#: Blobs in, each with what a scan of it came to, in their order.
Examination = Callable[[Iterable[Blob]], Iterator[tuple[Blob, Outcome]]]


class MaskRefused(UsageError):
    """Files must not be changed; ``message`` is the id of a sentence with ``n`` and ``paths``."""

    def __init__(self, message: str, paths: list[str]) -> None:
        self.message = message
        shown = ", ".join(paths[:_MOST_NAMES]) + (" …" if len(paths) > _MOST_NAMES else "")
        self.arguments: dict[str, str | int] = {"n": len(paths), "paths": shown}
        super().__init__(message.replace("{n}", str(len(paths))).replace("{paths}", shown))


class Source(Protocol):
    """Where files come from: the working tree, or the index."""

    root: Path

    def blobs(self) -> Iterator[Blob | Skip]:
        """The files in scope."""
        ...


@dataclass(slots=True)
class FileReport:
    """What is told about one file; ``problem`` is a message id that ``error`` may fill."""

    path: str
    replaced: Counter[str] = field(default_factory=Counter)
    left: list[Left] = field(default_factory=list)
    left_count: int = 0
    problem: str | None = None
    error: str = ""
    difference: list[str] = field(default_factory=list)
    guessed: int = 0


@dataclass(slots=True)
class MaskResult:
    """All of a run. ``files`` are those with something to tell.

    ``moved``: how many values did not get the replacement that their key gives them, because another value had it.
    """

    files: list[FileReport] = field(default_factory=list)
    skips: list[Skip] = field(default_factory=list)
    looked_at: int = 0
    moved: int = 0
    is_dry: bool = False

    @property
    def left(self) -> int:
        """How many findings stay."""
        return sum(one.left_count for one in self.files)

    @property
    def guessed(self) -> int:
        """How many names were replaced by a reading that is not certain."""
        return sum(one.guessed for one in self.files)

    @property
    def incomplete(self) -> list[Skip]:
        """What in scope was not looked at."""
        return [one for one in self.skips if one.reason not in {SkipReason.NO_EXTRACTOR, SkipReason.EXCLUDED}]

    @property
    def replaced(self) -> int:
        """How many findings were replaced."""
        return sum(one.replaced.total() for one in self.files)


@dataclass(slots=True)
class MaskRun:
    """One run over the files of a source."""

    source: Source
    masker: Masker
    policy: Policy
    journal: Journal
    shelves: Shelves
    examination: Examination
    is_staged: bool = False
    is_forced: bool = False
    is_dry: bool = False
    _has_begun: bool = False
    _changes: dict[str, Change] = field(default_factory=dict)
    _prepared: int = 0
    _dirty: list[str] = field(default_factory=list)
    _token: str = field(default_factory=lambda: secrets.token_hex(6))

    def run(self) -> MaskResult:
        """Prepare all files and put them in place. Raises ``UsageError`` where that must not be."""
        if not self.is_dry:
            self.journal.refuse_open()
        try:
            result = self._prepare()
            if self._dirty:
                raise MaskRefused(NOT_AS_STAGED if self.is_staged else DIRTY, self._dirty)
            if self._has_begun:
                self.journal.ready()
        except BaseException:
            self._give_up()
            raise
        if self._changes:
            try:
                with held_back():
                    put_in_place(self.journal, self.shelves, self._changes.values())
            except (
                OSError,
                SourceError,
            ):  # a file that is held open, an index that is locked: the journal knows the rest
                raise UsageError(UNFINISHED) from None
        else:
            self._give_up()
        return result

    def _give_up(self) -> None:
        if self._has_begun:
            discard(self.journal, self._changes.values())
            self.journal.end(done=False)

    def _prepare(self) -> MaskResult:
        result = MaskResult(is_dry=self.is_dry)
        for blob, outcome in self.examination(self._in_scope(result)):
            self._file(blob, outcome, result)
        if self.masker.knows_better and not self._dirty:
            self._again(result)
        return result

    def _again(self, result: MaskResult) -> None:
        """Replace names anew whose readings had been guessed before another file told them."""
        guessed = {one.path: number for number, one in enumerate(result.files) if one.guessed}
        for blob in self.source.blobs():
            if isinstance(blob, Skip) or blob.origin.path not in guessed:
                continue
            number = guessed[blob.origin.path]
            difference = self.masker.watch = Difference() if self.is_dry else None
            masked = self.masker.mask(replace(blob, read=_Kept(blob.read)))
            if masked.content is None or masked.left_count > result.files[number].left_count:
                continue
            if not self.is_dry:
                discard(self.journal, [self._changes.pop(blob.origin.path)])
                self._change(blob, masked)
            result.files[number] = _told(masked, difference)

    def _in_scope(self, result: MaskResult) -> Iterator[Blob]:
        for item in self.source.blobs():
            if isinstance(item, Skip):
                self._skip(item, result)
            elif (reason := self.policy.excluded(item.origin.path)) is not None:
                self._skip(Skip(item.origin, SkipReason.EXCLUDED, reason), result)
            else:
                yield replace(item, read=_Kept(item.read))

    def _skip(self, skip: Skip, result: MaskResult) -> None:
        if self.policy.accepted(skip) is None:
            result.skips.append(skip)

    def _file(self, blob: Blob, outcome: Outcome, result: MaskResult) -> None:
        difference = self.masker.watch = Difference() if self.is_dry else None
        masked = self.masker.mask(blob, outcome)
        result.looked_at += 1
        for skip in masked.skips:
            self._skip(skip, result)
        if masked.content is not None and not is_plain_file(self.source.root, blob.origin.path):
            _stays(masked, NO_FILE)
        if masked.content is not None and not self.is_dry:
            self._change(blob, masked)
        if masked.replaced or masked.left_count:
            result.files.append(_told(masked, difference))

    def _change(self, blob: Blob, masked: Masked) -> None:
        assert masked.content is not None
        name = blob.origin.path
        path = self.source.root / name
        kept = self.shelves.kept(path, masked.old)
        try:
            is_same = path.read_bytes() == masked.old
        except OSError as error:
            _stays(masked, CANNOT_WRITE, str(error.strerror))
            return
        if masked.old.startswith(_SQLITE) and (log := _log_of(path)) is not None:
            _stays(masked, IN_USE, log)
            return
        if (self.is_staged and not (is_same and kept is not None)) or (kept is None and not self.is_forced):
            self._dirty.append(name)
        elif not is_same:
            _stays(masked, CHANGED_MEANWHILE)
        elif not self._dirty:
            self._write(name, masked, kept)

    def _write(self, name: str, masked: Masked, kept: Kept | None) -> None:
        assert masked.content is not None
        path = self.source.root / name
        self._prepared += 1
        prepared = PurePosixPath(name).with_name(f".sekisho-mask-{self._token}-{self._prepared}").as_posix()
        change = Change(name, prepared, oid=kept.oid if kept else None, is_crlf=kept is not None and kept.is_crlf)
        if not self._has_begun:
            self.journal.begin()
            self._has_begun = True
        self._changes[name] = change
        try:
            change = prepare(self.journal, change, masked.content)
        except OSError as error:
            discard(self.journal, [self._changes.pop(name)])
            _stays(masked, CANNOT_WRITE, str(error.strerror))
            return
        if self.is_staged and kept is not None:
            change = change.staging(self.shelves.store(path, self.source.root / prepared), kept.mode)
            self.journal.add(change)
        self._changes[name] = change


class _Kept:
    """Bytes that are read once: what is replaced is what was looked at, whoever writes to the file meanwhile."""

    def __init__(self, read: Callable[[], bytes]) -> None:
        self._read = read
        self._data: bytes | None = None

    def __call__(self) -> bytes:
        if self._data is None:
            self._data = self._read()
        return self._data


def put_in_place(journal: Journal, shelves: Shelves, changes: Iterable[Change]) -> None:
    """Rename what was prepared, let the index follow, and close the run; can be done again at any moment."""
    changes = list(changes)
    commit(journal, changes)
    shelves.stage((journal.root / one.path, one.mode, one.staged) for one in changes if one.staged and one.mode)
    journal.end(done=True)


def _log_of(path: Path) -> str | None:
    """The name of a log with rows that are not in the database yet, ``None`` where there is none."""
    logs = [path.with_name(path.name + suffix) for suffix in _LOGS]
    return next((log.name for log in logs if log.is_file() and log.stat().st_size), None)


def _told(masked: Masked, difference: Difference | None) -> FileReport:
    path = masked.origin.path
    return FileReport(
        path,
        masked.replaced,
        masked.left,
        masked.left_count,
        masked.problem,
        masked.error,
        [] if difference is None else list(difference.lines(path)),
        masked.guessed,
    )


def _stays(masked: Masked, problem: str, error: str = "") -> None:
    """The file is not changed after all: what would have been replaced is left."""
    masked.content, masked.problem, masked.error = None, problem, error
    masked.left_count += masked.replaced.total()
    masked.replaced.clear()
    masked.guessed = 0
