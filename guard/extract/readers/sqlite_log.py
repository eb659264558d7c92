"""The files beside a SQLite database: the log of rows that are not in it yet, the journal of those that were."""

from __future__ import annotations

import struct
from collections.abc import Iterator

from guard.extract.piece import Limits, Piece, Text, Unread
from guard.extract.readers import sqlite_pages
from guard.model import Place, SkipReason

_LOG = (b"\x37\x7f\x06\x82", b"\x37\x7f\x06\x83")
_LOG_HEADER, _FRAME_HEADER = 32, 24
_JOURNAL_PAGE_OVERHEAD = 8


def read(data: bytes, limits: Limits) -> Iterator[Piece]:
    """Yield the rows of all versions of pages as lines; the number of its page stands for the line of a row."""
    is_log = data.startswith(_LOG)
    size = int.from_bytes(data[8:12] if is_log else data[24:28], "big")
    if not 512 <= size <= 65536 or size & (size - 1):
        yield Unread("", SkipReason.MALFORMED, "SQLite")
        return
    numbered = list(_log_pages(data, size) if is_log else _journal_pages(data, size))
    first = next((page for number, page in numbered if number == 1), b"")
    yield from pages_as_text(
        "", [(n, sqlite_pages.all_of(p, sqlite_pages.codec_of(first), _start(p))) for n, p in numbered]
    )


def pages_as_text(name: str, numbered: list[tuple[int, list[str]]]) -> Iterator[Text]:
    """Lines of pages as one text, each line once."""
    text, places, seen = "", [], set[str]()
    parts: list[str] = []
    at = 0
    for number, lines in numbered:
        for line in lines:
            if line not in seen:
                seen.add(line)
                places.append(Place(at, number))
                parts.append(f"{line}\n")
                at += len(line) + 1
    text = "".join(parts)
    if text:
        yield Text(name, text, "text", places=tuple(places))


def _start(page: bytes) -> int:
    """Where the tree in a page begins: in the first one behind the header of the database."""
    return 100 if page.startswith(sqlite_pages.HEADER) else 0


def _log_pages(data: bytes, size: int) -> Iterator[tuple[int, bytes]]:
    for at in range(_LOG_HEADER, len(data) - _FRAME_HEADER, _FRAME_HEADER + size):
        yield struct.unpack_from(">L", data, at)[0], data[at + _FRAME_HEADER : at + _FRAME_HEADER + size]


def _journal_pages(data: bytes, size: int) -> Iterator[tuple[int, bytes]]:
    """Behind a sector with the header: number, page, checksum."""
    sector = int.from_bytes(data[20:24], "big") or 512
    for at in range(sector, len(data) - 4, size + _JOURNAL_PAGE_OVERHEAD):
        yield struct.unpack_from(">L", data, at)[0], data[at + 4 : at + 4 + size]
