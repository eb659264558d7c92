"""A bundle as one file: a zip whose bytes follow from the files in it, so that nothing can hide between them.

Nothing is compressed, since no two versions of zlib compress alike; names in order, one date, no comment, no gap. It is
written here and not by ``zipfile``, whose bytes are its own business (APPNOTE.TXT 6.3.10, §4.3).
"""

from __future__ import annotations

import os
import stat
import struct
import zipfile
import zlib
from collections.abc import Callable, Iterable, Iterator
from pathlib import Path
from typing import IO, BinaryIO, Final, NamedTuple

from guard.evidence.layout import MAX_BYTES, MAX_FILES

_CHUNK: Final = 1 << 20
_VERSION: Final = 20
#: Written by a Unix, so that the mode in the attributes counts.
_MADE_BY: Final = 3 << 8 | _VERSION
#: 1980-01-01, the first day that a zip can tell.
_DAY: Final = 1 << 5 | 1
_MODE: Final = (stat.S_IFREG | 0o644) << 16
_LOCAL: Final = struct.Struct("<4s5H3L2H")
_CENTRAL: Final = struct.Struct("<4s6H3L5H2L")
_END: Final = struct.Struct("<4s4H2LH")
#: What would stand before the end of a larger zip, and the room that one name takes in the directory.
_LOCATOR: Final = 20
_MAX_ENTRY: Final = 128


class Member(NamedTuple):
    """A file in the archive, opened when its turn comes."""

    name: str
    size: int
    crc: int
    open: Callable[[], IO[bytes]]


def write_archive(folder: Path, target: BinaryIO) -> None:
    """Write the files of a folder."""
    target.writelines(_bytes_of(_on_disk(path) for path in sorted(folder.iterdir())))


def is_as_written(archive: zipfile.ZipFile, data: BinaryIO) -> bool:
    """Whether a file is, byte for byte, what :func:`write_archive` makes of its members."""
    listed = sorted(archive.infolist(), key=lambda one: one.filename)
    members = (Member(one.filename, one.file_size, one.CRC, lambda one=one: archive.open(one)) for one in listed)  # type: ignore[misc]
    at = 0
    for chunk in _bytes_of(members):
        data.seek(at)  # reading a member moved it
        if data.read(len(chunk)) != chunk:
            return False
        at += len(chunk)
    return data.seek(0, os.SEEK_END) == at


def has_plain_end(data: BinaryIO) -> bool:
    """Whether a file ends as a small zip does: what ``zipfile`` reads into memory is bounded from here on."""
    data.seek(max(0, data.seek(0, os.SEEK_END) - _END.size - _LOCATOR))
    tail = data.read()
    if len(tail) < _END.size or tail.startswith(b"PK\6\7"):
        return False
    mark, _disk, _start, _here, count, size, _at, comment = _END.unpack(tail[-_END.size :])
    return mark == b"PK\5\6" and count <= MAX_FILES and size <= MAX_FILES * _MAX_ENTRY and not comment


def is_openable(members: Iterable[zipfile.ZipInfo], size: int) -> bool:
    """Whether members can be read at all: few plain files, neither compressed nor encrypted, no larger than the archive."""
    listed = list(members)
    return (
        len(listed) <= MAX_FILES
        and sum(one.file_size for one in listed) <= min(size, MAX_BYTES)
        and all(one.compress_type == zipfile.ZIP_STORED and not one.flag_bits & 1 for one in listed)
        and all(stat.S_IFMT(one.external_attr >> 16) in {0, stat.S_IFREG} for one in listed)
    )


def _on_disk(path: Path) -> Member:
    crc = size = 0
    with path.open("rb") as file:
        while chunk := file.read(_CHUNK):
            crc, size = zlib.crc32(chunk, crc), size + len(chunk)
    return Member(path.name, size, crc, lambda: path.open("rb"))


def _bytes_of(members: Iterable[Member]) -> Iterator[bytes]:
    """The archive, piece by piece."""
    directory = bytearray()
    at = count = 0
    for member in members:
        name = member.name.encode("ascii")
        what = (0, 0, 0, _DAY, member.crc, member.size, member.size, len(name), 0)
        directory += _CENTRAL.pack(b"PK\1\2", _MADE_BY, _VERSION, *what, 0, 0, 0, _MODE, at) + name
        yield (head := _LOCAL.pack(b"PK\3\4", _VERSION, *what) + name)
        with member.open() as source:
            while chunk := source.read(_CHUNK):
                yield chunk
        at, count = at + len(head) + member.size, count + 1
    yield bytes(directory)
    yield _END.pack(b"PK\5\6", 0, 0, count, count, len(directory), at, 0)
