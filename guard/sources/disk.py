"""Files on disk, looked at without following a link and without opening what could block."""

from __future__ import annotations

import errno
import os
import stat
from collections.abc import Iterator
from functools import partial
from pathlib import Path

from guard.messages import N_
from guard.model import Blob, Origin, Skip, SkipReason

CHANGED = N_("it changed while it was read")
#: A link or a pipe that takes the place of a file after it was looked at neither leads away nor blocks.
_OPEN_FLAGS = os.O_RDONLY | getattr(os, "O_NOFOLLOW", 0) | getattr(os, "O_NONBLOCK", 0) | getattr(os, "O_BINARY", 0)


class Tree:
    """The files below one folder; names are bytes relative to it, and end in ``/`` for a folder.

    ``prefix`` is what stands before them in an origin: the folder's own place below the root of the scan.
    """

    def __init__(self, top: Path, prefix: str, max_bytes: int) -> None:
        self.top = top
        self._prefix = prefix
        self._max_bytes = max_bytes
        self._real_folders = {b""}

    def origin(self, name: bytes) -> Origin:
        """The origin of a file or folder."""
        return Origin((self._prefix + os.fsdecode(name)).rstrip("/") or ".")

    def path(self, name: bytes) -> Path:
        """The place of a file or folder on disk."""
        return self.top / os.fsdecode(name)

    def look(self, name: bytes) -> Blob | Skip | None:
        """The file of this name, ``None`` where there is none; a link is its target's path, as in Git."""
        origin = self.origin(name)
        if not _stays_inside(name):
            return Skip(origin, SkipReason.UNREADABLE, "a name that leads out of the folder")
        path = self.path(name)
        try:
            if self._is_beyond_link(name):
                return None
            status = path.lstat()
        except (FileNotFoundError, NotADirectoryError):
            return None
        except OSError as error:
            return Skip(origin, SkipReason.UNREADABLE, _why(error))
        if stat.S_ISLNK(status.st_mode):
            return Blob(origin, lambda: os.fsencode(path.readlink()))
        if stat.S_ISDIR(status.st_mode):
            return None
        if not stat.S_ISREG(status.st_mode):
            detail = "not a file: a pipe, a socket or a device"
            return Skip(origin, SkipReason.NO_EXTRACTOR, detail, can_hold_text=False)
        if status.st_size > self._max_bytes:
            detail = f"{status.st_size} bytes, the limit is {self._max_bytes}"
            return Skip(origin, SkipReason.TOO_LARGE, detail)
        return Blob(origin, partial(_read_unchanged, path, status))

    def children(self, folder: bytes) -> list[bytes] | Skip:
        """The names in a folder in the order of their bytes, without ``.git`` folders."""
        try:
            with os.scandir(self.path(folder)) as entries:
                names = [
                    folder + os.fsencode(entry.name) + (b"/" if entry.is_dir(follow_symlinks=False) else b"")
                    for entry in entries
                ]
        except OSError as error:
            return Skip(self.origin(folder), SkipReason.UNREADABLE, _why(error))
        return sorted(name for name in names if name != folder + b".git/")

    def is_folder(self, name: bytes) -> bool:
        """Whether this is a folder that is reached without a link."""
        try:
            if self._is_beyond_link(name) or not _stays_inside(name):
                return False
            return stat.S_ISDIR(self.path(name).lstat().st_mode)
        except OSError:
            return False

    def _is_beyond_link(self, name: bytes) -> bool:
        """Whether a folder on the way is a link: what lies behind it is somewhere else."""
        for folder in reversed(list(self._unknown_parents(name.rstrip(b"/")))):
            if stat.S_ISLNK(self.path(folder).lstat().st_mode):
                return True
            self._real_folders.add(folder)
        return False

    def _unknown_parents(self, name: bytes) -> Iterator[bytes]:
        while (name := name.rpartition(b"/")[0]) not in self._real_folders:
            yield name


def _stays_inside(name: bytes) -> bool:
    """Whether a name, which a forged index may hold, stays below the folder it is relative to."""
    parts = name.rstrip(b"/").split(b"/")
    foreign = os.name == "nt" and (b"\\" in name or b":" in name)
    return not foreign and not {b"", b".", b".."}.intersection(parts)


def _read_unchanged(path: Path, seen: os.stat_result) -> bytes:
    """The content of the file that was looked at; ``OSError`` when it is another one by now, or changes."""
    with os.fdopen(os.open(path, _OPEN_FLAGS), "rb") as file:
        before = os.fstat(file.fileno())
        if not stat.S_ISREG(before.st_mode) or before.st_size != seen.st_size:
            raise OSError(errno.EIO, CHANGED)
        content = file.read(before.st_size + 1)
        after = os.fstat(file.fileno())
    if len(content) != before.st_size or after.st_mtime_ns != before.st_mtime_ns:
        raise OSError(errno.EIO, CHANGED)
    return content


def _why(error: OSError) -> str:
    return error.strerror or type(error).__name__
