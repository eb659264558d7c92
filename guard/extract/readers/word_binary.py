"""Word documents before 2007 ([MS-DOC]): the text, put together from the pieces in which it is kept.

Body, notes, headers, comments and text boxes stand one after the other in the same text. A cell ends with a mark of
its own, a row with one more of them.
"""

from __future__ import annotations

import re
import struct
from collections.abc import Iterator

from guard.errors import Unlookable
from guard.extract.piece import Piece, Unread
from guard.extract.readers.compound_file import CompoundFile
from guard.extract.readers.markup_flow import Flow
from guard.extract.readers.office_package import flowing
from guard.messages import N_
from guard.model import SkipReason

STREAM = "WordDocument"
TOO_OLD = N_("a document of Word 95 or older, saved fast: in pieces")
_MAGIC = 0xA5EC
#: The number of the format that Word 97 began with.
_WORD_97 = 0xC0
_IN_PIECES, _ENCRYPTED, _SECOND_TABLE = 0x0004, 0x0100, 0x0200
_CLX_AT = 0x01A2
_PROPERTIES, _PIECES = 1, 2
_ONE_BYTE = 0x40000000
_CELL = "\x07"
_BREAKS = re.compile("[\r\x0b\x0c\x0e]")
#: Anchors of pictures and notes, the marks around a field; a hyphen that does not break, and one that may.
_MARKS = {**dict.fromkeys(range(0x20)), 0x09: " ", 0x07: "\x07", 0x0D: "\r", 0x0B: "\r", 0x0C: "\r", 0x0E: "\r"}
_MARKS |= {0x13: " ", 0x14: " ", 0x15: " ", 0x1E: "-", 0xA0: " "}


class Encrypted(Unlookable):
    """A document that wants a password."""

    reason = SkipReason.ENCRYPTED


class Broken(Unlookable):
    """A document whose pieces cannot be found."""

    reason = SkipReason.MALFORMED


def pieces(file: CompoundFile, folder: str) -> Iterator[Piece]:
    """The text of the document in a folder of the file. Raises :class:`Encrypted` and :class:`Broken`."""
    document = file.read(folder + STREAM)
    if len(document) < 32 or int.from_bytes(document[:2], "little") != _MAGIC:
        raise Broken("Word")
    version, flags = (int.from_bytes(document[at : at + 2], "little") for at in (2, 10))
    if flags & _ENCRYPTED:
        raise Encrypted("")
    if version < _WORD_97:
        if flags & _IN_PIECES:
            yield Unread(f"{folder}document", SkipReason.NO_EXTRACTOR, TOO_OLD)
        start, end = struct.unpack_from("<LL", document, 0x18)
        text = document[start:end].decode("cp932", "replace")
    else:
        table = file.read(f"{folder}{'1' if flags & _SECOND_TABLE else '0'}Table")
        text = "".join(_texts(document, _clx(document, table)))
    yield from flowing(f"{folder}document", flow(text))


def flow(text: str) -> Flow:
    """Lines and tables of a text with Word's marks."""
    text = text.translate(_MARKS)
    found = Flow()
    tokens = text.split(_CELL)
    at = 0
    while at < len(tokens) - 1:
        *before, first = _BREAKS.split(tokens[at])
        found.lines += [line for line in before if line.strip()]
        rows, at = _table([first], tokens, at)
        found.tables.append(rows)
    found.lines += [line for line in _BREAKS.split(tokens[-1]) if line.strip()]
    return found


def _table(row: list[str], tokens: list[str], at: int) -> tuple[list[list[str]], int]:
    """The rows of a table whose first cell is given, and the token behind it.

    The first row ends where two marks meet; the others have as many cells, some of which may be empty.
    """
    at += 1
    while at < len(tokens) - 1 and tokens[at]:
        row.append(tokens[at])
        at += 1
    rows, width = [row], len(row)
    at += 1
    while at + width < len(tokens) and not tokens[at + width] and not _begins_elsewhere(tokens[at]):
        rows.append(tokens[at : at + width])
        at += width + 1
    return [[" ".join(_BREAKS.split(cell)).strip() for cell in cells] for cells in rows], at


def _begins_elsewhere(token: str) -> bool:
    """Whether a paragraph stands before what would be the first cell of the next row: another table begins."""
    return "\r" in token


def _clx(document: bytes, table: bytes) -> bytes:
    """The table of pieces: behind any number of lists of properties."""
    if len(document) < _CLX_AT + 8:
        raise Broken("Word")
    start, size = struct.unpack_from("<LL", document, _CLX_AT)
    clx, at = table[start : start + size], 0
    while at + 5 <= len(clx):
        if clx[at] == _PIECES:
            (length,) = struct.unpack_from("<L", clx, at + 1)
            return clx[at + 5 : at + 5 + length]
        if clx[at] != _PROPERTIES:
            break
        at += 3 + int.from_bytes(clx[at + 1 : at + 3], "little")
    raise Broken("Word")


def _texts(document: bytes, table: bytes) -> Iterator[str]:
    """The text of each piece: positions in the text, and then where its characters lie."""
    count = (len(table) - 4) // 12
    if count < 1:
        raise Broken("Word")
    positions = struct.unpack_from(f"<{count + 1}L", table)
    room = len(document)  # pieces that lie over each other would make more of a file than there is in it
    for number in range(count):
        (where,) = struct.unpack_from("<L", table, 4 * (count + 1) + 8 * number + 2)
        width = 1 if where & _ONE_BYTE else 2
        start = (where & (_ONE_BYTE - 1)) // (3 - width)
        size = width * max(0, positions[number + 1] - positions[number])
        content = document[start : start + min(size, room)]
        room -= len(content)
        yield content.decode("cp1252" if width == 1 else "utf-16-le", "replace")
