"""A ZIP file with some members replaced; all others, their order and whatever lies around them keep their bytes."""

from __future__ import annotations

import io
import struct
import zipfile
import zlib
from collections.abc import Mapping
from typing import Final, NamedTuple

_CENTRAL: Final = struct.Struct("<4s6H3L5H2L")
_LOCAL: Final = struct.Struct("<4s5H3L2H")
_END: Final = struct.Struct("<4s4H2LH")
_END_MARK: Final = b"PK\x05\x06"
_END_WITHIN: Final = 65_557
_STORED, _DEFLATED = 0, 8
_ENCRYPTED: Final = 0x1
_DESCRIPTOR: Final = 0x8
_TOO_BIG: Final = 0xFFFFFFFF


class Unfit(Exception):
    """A ZIP file whose members cannot be replaced one by one; the message says nothing of its content."""


class _Entry(NamedTuple):
    """A record of the central directory: where it stands, its fields, its name."""

    at: int
    fields: tuple[int, ...]
    name: bytes
    rest: bytes

    @property
    def offset(self) -> int:
        """Where the local header stands."""
        return self.fields[15]


def members(data: bytes, names: Mapping[str, int]) -> dict[str, bytes]:
    """The content of members, each with the bytes that it may have. Raises :class:`Unfit`."""
    found = {}
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            for name, most in names.items():
                if archive.getinfo(name).file_size > most:
                    raise Unfit("too large")
                found[name] = archive.read(name)
    except (KeyError, zipfile.BadZipFile, zlib.error, NotImplementedError, RuntimeError, EOFError, OSError) as error:
        raise Unfit(type(error).__name__) from None
    return found


def names_of(data: bytes) -> list[str]:
    """The names of all members. Raises :class:`Unfit`."""
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            return archive.namelist()
    except (zipfile.BadZipFile, NotImplementedError, OSError) as error:
        raise Unfit(type(error).__name__) from None


def replaced(data: bytes, contents: Mapping[str, bytes]) -> bytes:
    """The archive with these members replaced. Raises :class:`Unfit`."""
    end, directory, count = _end(data)
    entries = _entries(data, directory, end, count)
    wanted = {name.encode(): content for name, content in contents.items()}
    by_offset = sorted(entries, key=lambda one: one.offset)
    borders = [one.offset for one in by_offset[1:]] + [directory]
    out = bytearray(data[: by_offset[0].offset] if by_offset else data[:directory])
    moved: dict[int, _Entry] = {}
    for entry, border in zip(by_offset, borders, strict=True):
        offset = len(out)
        fields = list(entry.fields)
        if entry.name in wanted:
            local = _local(data, entry, wanted.pop(entry.name), fields)
            out += local
        else:
            out += data[entry.offset : border]
        fields[15] = offset
        moved[entry.at] = entry._replace(fields=tuple(fields))
    if wanted:
        raise Unfit("no such member")
    start = len(out)
    for entry in entries:
        out += _CENTRAL.pack(b"PK\x01\x02", *moved[entry.at].fields) + entry.name + entry.rest
    size = len(out) - start
    last = list(_END.unpack_from(data, end))
    last[5:7] = size, start
    out += _END.pack(*last) + data[end + _END.size :]
    return bytes(out)


def _local(data: bytes, entry: _Entry, content: bytes, fields: list[int]) -> bytes:
    """The new local header and content of a member; ``fields`` of the central record follow."""
    flags, method = fields[2], fields[3]
    if flags & _ENCRYPTED or method not in {_STORED, _DEFLATED}:
        raise Unfit("encrypted, or compressed in a way that is not known")
    packed = content
    if method == _DEFLATED:
        squeeze = zlib.compressobj(6, zlib.DEFLATED, -15)
        packed = squeeze.compress(content) + squeeze.flush()
    header = _LOCAL.unpack_from(data, entry.offset)
    fields[2] = flags & ~_DESCRIPTOR
    fields[6:9] = zlib.crc32(content), len(packed), len(content)
    name = data[entry.offset + _LOCAL.size : entry.offset + _LOCAL.size + header[9]]
    written = (*header[:2], header[2] & ~_DESCRIPTOR, *header[3:6], *fields[6:9], header[9], 0)
    return _LOCAL.pack(*written) + name + packed


def _end(data: bytes) -> tuple[int, int, int]:
    """Where the end record and the directory stand, and how many members there are."""
    end = data.rfind(_END_MARK, max(0, len(data) - _END_WITHIN))
    if end < 0 or end + _END.size > len(data):
        raise Unfit("no directory")
    fields = _END.unpack_from(data, end)
    count, size, directory = fields[4:7]
    if directory == _TOO_BIG or count == 0xFFFF or directory + size != end:
        raise Unfit("a large archive, or bytes around its directory")
    return end, directory, count


def _entries(data: bytes, at: int, end: int, count: int) -> list[_Entry]:
    entries: list[_Entry] = []
    start = at
    seen: set[bytes] = set()
    for _ in range(count):
        if at + _CENTRAL.size > end or not data.startswith(b"PK\x01\x02", at):
            raise Unfit("a damaged directory")
        fields = _CENTRAL.unpack_from(data, at)[1:]
        name_at = at + _CENTRAL.size
        name = data[name_at : name_at + fields[9]]
        rest = data[name_at + fields[9] : name_at + sum(fields[9:12])]
        if name in seen or _TOO_BIG in (fields[7], fields[8], fields[15]):
            raise Unfit("a name twice, or a large member")
        seen.add(name)
        if fields[15] + _LOCAL.size > start or not data.startswith(b"PK\x03\x04", fields[15]):
            raise Unfit("a member that lies nowhere")
        entries.append(_Entry(at, fields, name, rest))
        at = name_at + sum(fields[9:12])
    if len({one.offset for one in entries}) < len(entries):
        raise Unfit("members over each other")
    return entries
