"""Python pickles: the texts and long numbers in them, read off their instructions. Nothing is ever unpickled."""

from __future__ import annotations

import io
import pickletools
from collections.abc import Iterator

from guard.extract.kind import Kind, sniff
from guard.extract.piece import Limits, Member, Piece, Text, Unread
from guard.extract.reader_table import reader_of
from guard.model import SkipReason

#: Instructions whose argument is no value: names of code, and numbers of the memo.
_NO_VALUES = ("GLOBAL", "EXT", "GET", "BINGET", "LONG_BINGET", "INST")
_SHORTEST_NUMBER = 10_000
_LONGEST_NUMBER_BITS = 128
#: A text ends after so many characters.
_CHUNK = 1 << 18


def read(data: bytes, limits: Limits) -> Iterator[Piece]:
    """Yield a line for each text, in texts of some each; bytes as the files that they are."""
    lines: list[str] = []
    size = 0
    unread: set[Kind] = set()
    try:
        for at, value in _values(data):
            if isinstance(value, str):
                lines.append(value)
                size += len(value)
            elif (kind := sniff(value)) is Kind.TEXT or reader_of(kind):
                yield Member(f"bytes at {at}", value)
            elif kind.can_hold_text and kind is not Kind.EMPTY:
                unread.add(kind)
            if size >= _CHUNK:
                yield Text("", "\n".join(lines) + "\n", "text")
                lines, size = [], 0
    except ValueError as error:
        yield Unread("", SkipReason.MALFORMED, type(error).__name__)
    if lines:
        yield Text("", "\n".join(lines) + "\n", "text")
    for kind in sorted(unread, key=lambda one: one.label):
        yield Unread("bytes", SkipReason.NO_EXTRACTOR, kind.label)


def _values(data: bytes) -> Iterator[tuple[int, str | bytes]]:
    """What the pickles in a file carry, one pickle after the other, with where it stands."""
    stream = io.BytesIO(data)
    while stream.tell() < len(data):
        start = stream.tell()
        for opcode, value, position in pickletools.genops(stream):
            carried = _carried(value) if opcode.stack_after and not opcode.name.startswith(_NO_VALUES) else None
            if carried:
                yield start if position is None else position, carried


def _carried(value: object) -> str | bytes | None:
    if isinstance(value, int):
        is_long = abs(value) >= _SHORTEST_NUMBER and value.bit_length() <= _LONGEST_NUMBER_BITS
        return str(value) if is_long else None
    return value if isinstance(value, str | bytes) else bytes(value) if isinstance(value, bytearray) else None
