"""tar: the files in it, in order. Links and devices hold nothing; what is no header where one should be is told."""

from __future__ import annotations

import io
import tarfile
from collections.abc import Iterator
from typing import IO

from guard.extract.piece import Limits, Member, Piece, Unread
from guard.extract.readers.inflation import TOO_MANY_BYTES
from guard.messages import N_
from guard.model import SkipReason

DAMAGED = N_("damaged from here on: no header where one should be")
CUT_OFF = N_("cut off")
_BLOCK = 512


def read(data: bytes, limits: Limits) -> Iterator[Piece]:
    """Yield the members; archives that were written one behind the other are all read."""
    room = limits.max_bytes
    stream = io.BytesIO(data)
    start = 0
    while start < len(data):
        stream.seek(start)
        # "surrogateescape" hands undecodable names on as bytes, which ``_name`` can then read as CP932.
        archive = tarfile.TarFile(fileobj=stream, encoding="utf-8", errors="surrogateescape")
        with archive:
            while (info := archive.next()) is not None:
                archive.members.clear()  # type: ignore[attr-defined]  # it keeps all of them otherwise
                piece = _member(archive, info, room)
                if isinstance(piece, Member):
                    room -= len(piece.data)
                if piece is not None:
                    yield piece
            end = archive.offset
        start = _after_padding(data, end)
        if start == end < len(data):  # neither the end of the archive nor a header
            yield Unread("", SkipReason.MALFORMED, DAMAGED)
            return


def _member(archive: tarfile.TarFile, info: tarfile.TarInfo, room: int) -> Piece | None:
    name = _name(info.name)
    if not info.isreg():
        return None
    if info.size > room:  # a sparse file can claim any size
        return Unread(name, SkipReason.TOO_LARGE, TOO_MANY_BYTES)
    stream = archive.extractfile(info)
    assert stream is not None
    content = _content(stream, info.size)
    if len(content) < info.size:
        return Unread(name, SkipReason.MALFORMED, CUT_OFF)
    return Member(name, content)


def _content(stream: IO[bytes], size: int) -> bytes:
    try:
        return stream.read(size)
    except tarfile.ReadError:
        return b""


def _name(name: str) -> str:
    try:
        name.encode("utf-8")
    except UnicodeEncodeError:
        return name.encode("utf-8", "surrogateescape").decode("cp932", "replace")
    return name


def _after_padding(data: bytes, start: int) -> int:
    """The first block from ``start`` on that is not all zeros, or the end."""
    at = start
    while at < len(data) and not data[at : at + _BLOCK].strip(b"\0"):
        at += _BLOCK
    return min(at, len(data))
