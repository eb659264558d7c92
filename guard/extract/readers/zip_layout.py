"""Where the members of a ZIP file really lie: their local headers, and what no entry of the directory accounts for.

A directory can leave members out, point two entries at one place, or be lost with the end of the file; the
bytes tell.
"""

from __future__ import annotations

import struct
from collections.abc import Iterable, Iterator
from typing import NamedTuple

_LOCAL = struct.Struct("<4s5H3L2H")
_LOCAL_MAGIC = b"PK\x03\x04"
_CENTRAL_MAGIC = b"PK\x01\x02"
_DESCRIPTOR_MAGIC = b"PK\x07\x08"
_LONGEST_DESCRIPTOR = 24
_HIGHEST_VERSION = 63
_HAS_DESCRIPTOR = 0x8
_IN_ZIP64 = 0xFFFFFFFF


class Local(NamedTuple):
    """A local header: what it says of its member, and where the bytes of that begin."""

    flags: int
    method: int
    compressed: int | None
    name: bytes
    content_at: int


class Stretch(NamedTuple):
    """Bytes from ``start`` up to ``end``."""

    start: int
    end: int


def local_at(data: bytes, at: int) -> Local | None:
    """The local header at an offset; ``None`` where there is none that makes sense."""
    if at < 0 or not data.startswith(_LOCAL_MAGIC, at) or at + _LOCAL.size > len(data):
        return None
    _, version, flags, method, _, _, _, compressed, _, name, extra = _LOCAL.unpack_from(data, at)
    start = at + _LOCAL.size
    if version & 0xFF > _HIGHEST_VERSION or not name or start + name + extra > len(data):
        return None
    is_told = not flags & _HAS_DESCRIPTOR and compressed != _IN_ZIP64
    return Local(flags, method, compressed if is_told else None, data[start : start + name], start + name + extra)


def next_local(data: bytes, stretch: Stretch) -> int:
    """Where the first local header in a stretch begins; its end where there is none."""
    at = data.find(_LOCAL_MAGIC, *stretch)
    while at >= 0 and local_at(data, at) is None:
        at = data.find(_LOCAL_MAGIC, at + 1, stretch.end)
    return at if at >= 0 else stretch.end


def end_of_stored(data: bytes, local: Local, end: int) -> int:
    """Where a member that is not compressed ends, also where its header does not tell."""
    if local.compressed is not None:
        return min(local.content_at + local.compressed, end)
    marks = (data.find(mark, local.content_at, end) for mark in (_DESCRIPTOR_MAGIC, _LOCAL_MAGIC, _CENTRAL_MAGIC))
    return min((mark for mark in marks if mark >= 0), default=end)


def gaps(size: int, listed: Iterable[Stretch]) -> Iterator[Stretch]:
    """What lies before, between and behind the stretches of a file of this size, data descriptors left out."""
    at = 0
    for start, end in sorted(listed):
        if start > at and (at == 0 or start - at > _LONGEST_DESCRIPTOR):
            yield Stretch(at, start)
        at = max(at, end)
    if at < size:
        yield Stretch(at, size)
