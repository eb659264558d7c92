"""PowerPoint presentations before 2007 ([MS-PPT]): every text of slides, notes, masters and comments, embedded files.

A presentation is a stream of records, some of which hold others. Saved fast, it keeps what was deleted: a walk over
all records reads that too.
"""

from __future__ import annotations

import struct
import zlib
from collections.abc import Iterator

from guard.errors import Unlookable
from guard.extract.kind import Kind
from guard.extract.piece import Limits, Member, Piece, Text, Unread
from guard.extract.readers.compound_file import CompoundFile
from guard.extract.readers.inflation import Inflation
from guard.model import SkipReason

STREAM, _USER, _PICTURES = "PowerPoint Document", "Current User", "Pictures"
_RECORD = struct.Struct("<HHL")
_HOLDS_OTHERS = 0xF
_TEXT, _TEXT_OF_BYTES, _STRING, _EMBEDDED = 4000, 4008, 4026, 0x1011
_SUFFIXES = {0xF01D: ".jpg", 0xF01E: ".png", 0xF02A: ".jpg", 0xF029: ".tif"}
#: In the stream ``Current User``: what says that the presentation is encrypted.
_ENCRYPTED_TOKEN = 0xF3D1C4DF
_BREAKS = str.maketrans("\r\x0b", "\n\n", "\0")


class Encrypted(Unlookable):
    """A presentation that wants a password."""

    reason = SkipReason.ENCRYPTED


def pieces(file: CompoundFile, folder: str, limits: Limits) -> Iterator[Piece]:
    """The texts in the order in which they are stored, one line each, and what is embedded. Raises ``Encrypted``."""
    if int.from_bytes(file.read(folder + _USER)[12:16], "little") == _ENCRYPTED_TOKEN:
        raise Encrypted("")
    lines: list[str] = []
    for number, (kind, instance, content) in enumerate(_records(file.read(folder + STREAM))):
        if kind in {_TEXT, _STRING}:
            lines.append(content.decode("utf-16-le", "replace").translate(_BREAKS))
        elif kind == _TEXT_OF_BYTES:
            lines.append(content.decode("latin-1").translate(_BREAKS))
        elif kind == _EMBEDDED:
            yield from _embedded(f"{folder}object {number}", content, limits, is_compressed=bool(instance))
    text = "".join(f"{line}\n" for line in lines if line.strip())
    if text:
        yield Text(f"{folder}slides", text, "text")
    yield from _pictures(file.read(folder + _PICTURES), folder)


def _records(data: bytes) -> Iterator[tuple[int, int, bytes]]:
    """Type, instance and content of all records that hold no others."""
    at = 0
    while at + _RECORD.size <= len(data):
        version, kind, size = _RECORD.unpack_from(data, at)
        at += _RECORD.size
        if version & 0xF != _HOLDS_OTHERS:
            yield kind, version >> 4, data[at : at + size]
            at += size


def _embedded(name: str, content: bytes, limits: Limits, *, is_compressed: bool) -> Iterator[Piece]:
    """A file in a presentation; compressed, its size stands before it."""
    if not is_compressed:
        yield Member(name, content)
        return
    unpacked = Inflation(len(content), limits, limits.max_bytes)
    stream = zlib.decompressobj()
    waiting = content[4:]
    try:
        while waiting and not stream.eof:
            unpacked.add(stream.decompress(waiting, 1 << 18))
            waiting = stream.unconsumed_tail
    except zlib.error as error:
        yield Unread(name, SkipReason.MALFORMED, type(error).__name__)
    yield Member(name, unpacked.content())


def _pictures(data: bytes, folder: str) -> Iterator[Piece]:
    """The pictures, each behind one or two digests and a byte; drawings in Windows' own formats are told."""
    for number, (kind, instance, content) in enumerate(_records(data)):
        suffix = _SUFFIXES.get(kind)
        if suffix is None:
            yield Unread(f"{folder}picture {number}", SkipReason.NO_EXTRACTOR, Kind.IMAGE.label)
        else:
            yield Member(f"{folder}picture {number}{suffix}", content[33 if instance & 1 else 17 :])
