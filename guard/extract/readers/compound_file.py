"""Compound files ([MS-CFB]): the file system inside of legacy Office documents and Outlook messages.

Every chain of sectors and every step through the directory is bounded by the size of the file, so that one that
leads in a circle ends.
"""

from __future__ import annotations

import struct
from collections.abc import Iterator
from typing import NamedTuple

from guard.errors import Unlookable
from guard.model import SkipReason

_HEADER = struct.Struct("<8s16s5H6x9L")
_ENTRY = struct.Struct("<64sHBB3L36xLQ")
_NO_ENTRY = 0xFFFFFFFF
_LAST_SECTOR = 0xFFFFFFFA
_STORAGE, _STREAM, _ROOT = 1, 2, 5
_MINI_SECTOR = 64
_LISTED_IN_HEADER = 109
_MAX_ENTRIES = 50_000


class Broken(Unlookable):
    """A file whose own directory cannot be followed."""

    reason = SkipReason.MALFORMED


class _Entry(NamedTuple):
    """A line of the directory: the tree of names leads through ``left``, ``right`` and ``child``."""

    name: str
    kind: int
    left: int
    right: int
    child: int
    start: int
    size: int


class CompoundFile:
    """The streams of a file by their paths, parts of a path joined by ``/``."""

    def __init__(self, data: bytes) -> None:
        """Raises :class:`Broken`."""
        if len(data) < 512:
            raise Broken("OLE")
        self._data = data
        fields = _HEADER.unpack_from(data)
        shift, directory, cutoff, mini, further = fields[5], fields[9], fields[11], fields[12], fields[14]
        if shift not in {9, 12}:
            raise Broken("OLE")
        self._size = 1 << shift
        self._cutoff = cutoff
        self._table = self._sector_table(further)
        self._mini_table = _numbers(b"".join(self._sectors(mini)))
        entries = b"".join(self._sectors(directory))[: _MAX_ENTRIES * _ENTRY.size]
        self._entries = [_entry(entries, at) for at in range(0, len(entries) - _ENTRY.size + 1, _ENTRY.size)]
        if not self._entries or self._entries[0].kind != _ROOT:
            raise Broken("OLE")
        self._mini_stream: bytes | None = None
        self.streams = dict(self._walk())

    def read(self, path: str) -> bytes:
        """The content of a stream, as far as it is there; empty where there is none of this path."""
        entry = self.streams.get(path)
        return b"" if entry is None else self._content(entry)

    def _content(self, entry: _Entry) -> bytes:
        if entry.size >= self._cutoff or entry.kind == _ROOT:
            return b"".join(self._sectors(entry.start))[: entry.size]
        if self._mini_stream is None:
            self._mini_stream = self._content(self._entries[0])
        whole = self._mini_stream
        chain = _chain(self._mini_table, entry.start, len(whole) // _MINI_SECTOR + 1)
        return b"".join(whole[_MINI_SECTOR * at : _MINI_SECTOR * (at + 1)] for at in chain)[: entry.size]

    def _sectors(self, start: int) -> Iterator[bytes]:
        for sector in _chain(self._table, start, len(self._data) // self._size):
            yield self._sector(sector)

    def _sector(self, number: int) -> bytes:
        return self._data[(number + 1) * self._size : (number + 2) * self._size]

    def _sector_table(self, further: int) -> tuple[int, ...]:
        """Which sector follows which: listed in the header, and in sectors that are chained by their last number."""
        listed = list(struct.unpack_from(f"<{_LISTED_IN_HEADER}L", self._data, 76))
        for _ in range(len(self._data) // self._size):
            if further >= _LAST_SECTOR:
                break
            *more, further = _numbers(self._sector(further)) or (_NO_ENTRY,)
            listed += more
        within = len(self._data) // self._size
        return _numbers(b"".join(self._sector(number) for number in dict.fromkeys(listed) if number < within))

    def _walk(self) -> Iterator[tuple[str, _Entry]]:
        """The streams, each once, whatever the tree of names looks like."""
        waiting = [(self._entries[0].child, "")]
        seen: set[int] = set()
        while waiting:
            number, folder = waiting.pop()
            if number in seen or number >= len(self._entries):
                continue
            seen.add(number)
            entry = self._entries[number]
            waiting += [(entry.left, folder), (entry.right, folder)]
            if entry.kind == _STREAM:
                yield folder + entry.name, entry
            elif entry.kind == _STORAGE:
                waiting.append((entry.child, f"{folder}{entry.name}/"))


def _entry(entries: bytes, at: int) -> _Entry:
    name, length, kind, _colour, left, right, child, start, size = _ENTRY.unpack_from(entries, at)
    return _Entry(
        name[: max(0, min(length, 64) - 2)].decode("utf-16-le", "replace"), kind, left, right, child, start, size
    )


def _chain(table: tuple[int, ...], start: int, most: int) -> Iterator[int]:
    """The numbers of a chain; one that is longer than there are sectors goes in a circle, and ends."""
    for _ in range(most):
        if start >= len(table):
            return
        yield start
        start = table[start]


def _numbers(data: bytes) -> tuple[int, ...]:
    return struct.unpack(f"<{len(data) // 4}L", data[: len(data) // 4 * 4])
