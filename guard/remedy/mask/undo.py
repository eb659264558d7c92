"""The end of a run that was interrupted, and the way back from one: files as Git keeps them, never from a copy of ours."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Final

from guard.errors import SourceError, TooLarge, UsageError
from guard.messages import N_
from guard.remedy.mask.git import Shelves
from guard.remedy.mask.journal import (
    NOTHING_DONE,
    NOTHING_OPEN,
    Change,
    Journal,
    discard,
    is_as_written,
    is_plain_file,
    sync_folder,
    throw_away,
    write,
)
from guard.remedy.mask.run import put_in_place

NOT_KEPT = N_("Git did not have what it held (--force)")
EDITED = N_("it was changed after the run")
GONE = N_("Git does not have what it held any more")

_MAX_BYTES: Final = 1 << 32


@dataclass(slots=True)
class Ended:
    """What finishing or undoing came to: paths, those that could not be undone with the reason."""

    done: list[str] = field(default_factory=list)
    failed: list[tuple[str, str]] = field(default_factory=list)
    was_prepared: bool = True


def finish(journal: Journal, shelves: Shelves) -> Ended:
    """Put in place what an interrupted run had prepared; where that was not all, throw it away.

    Raises ``UsageError`` where no run is open.
    """
    told = journal.open_run()
    if told is None:
        raise UsageError(NOTHING_OPEN)
    changes, is_ready = told
    _tidy(journal, changes)
    if not is_ready:
        discard(journal, changes)
        journal.end(done=False)
        return Ended(was_prepared=False)
    put_in_place(journal, shelves, changes)
    return Ended(done=[one.path for one in changes])


def undo(journal: Journal, shelves: Shelves, *, is_forced: bool) -> Ended:
    """Give every file of the open run, or of the last one, what it held before.

    Raises ``UsageError`` where there is none. A file that was edited since stays, unless ``is_forced``.
    """
    told = journal.open_run()
    changes = journal.last_run() if told is None else told[0]
    if changes is None:
        raise UsageError(NOTHING_DONE)
    _tidy(journal, changes)
    ended = Ended()
    for change in changes:
        if told is not None and is_plain_file(journal.root, change.prepared):
            discard(journal, [change])
            ended.done.append(change.path)
            continue
        reason = None if told is not None and not told[1] else _restore(journal, shelves, change, is_forced=is_forced)
        if reason is None:
            ended.done.append(change.path)
        else:
            ended.failed.append((change.path, reason))
    shelves.stage(
        (journal.root / one.path, one.mode, one.oid)
        for one in changes
        if one.staged and one.mode and one.oid and one.path in ended.done
    )
    if told is not None:
        journal.end(done=bool(ended.failed))
    if not ended.failed:
        journal.forget()
    return ended


def _tidy(journal: Journal, changes: Iterable[Change]) -> None:
    """Throw away what an undoing that was killed had written."""
    for change in changes:
        throw_away(_beside(journal, change))


def _restore(journal: Journal, shelves: Shelves, change: Change, *, is_forced: bool) -> str | None:
    """Put the old content back; the reason where that cannot be."""
    path = journal.root / change.path
    if change.oid is None:
        return NOT_KEPT
    try:
        old = shelves.content(path, change.oid, is_crlf=change.is_crlf, max_bytes=_MAX_BYTES)
    except (OSError, SourceError, TooLarge):
        return GONE
    if is_plain_file(journal.root, change.path):
        if path.read_bytes() == old:
            return None
    elif not is_forced:
        return EDITED
    if not is_forced and not is_as_written(path, change):
        return EDITED
    _put_back(journal, change, old)
    return None


def _put_back(journal: Journal, change: Change, content: bytes) -> None:
    """Replace a file as a whole, with its mode and owner; one that was deleted comes back as any new file."""
    path, beside = journal.root / change.path, _beside(journal, change)
    if path.is_file():
        write(beside, content, path.stat())
    else:
        with beside.open("xb") as file:
            file.write(content)
    beside.replace(path)
    sync_folder(path.parent)


def _beside(journal: Journal, change: Change) -> Path:
    """Where an old content is written before it is put in place; the journal tells it, so that none is left."""
    return journal.root / f"{change.prepared}-old"
