"""Rows of a database or a table file as texts: a line each, its values labelled with their columns."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence

from guard.extract.encoding import decode
from guard.extract.kind import Kind, sniff
from guard.extract.piece import Member, Piece, Text, Unread
from guard.extract.reader_table import reader_of
from guard.model import Field, Place, SkipReason

#: A text ends after so many characters, so that a large table needs no large memory.
_CHUNK = 1 << 18
_BREAKS = str.maketrans("\r\n\t", "   ")


def pieces(
    prefix: str, table: str, columns: Sequence[str], numbered: Iterable[tuple[int, Sequence[object]]]
) -> Iterator[Piece]:
    """Yield the rows of a table in texts of some each; a cell is called ``prefix`` + ``column:number``.

    Bytes are looked at for what they are: a file that is read like any other, or one that nobody reads.
    """
    chunk = _Chunk(prefix, table, columns)
    unread: set[tuple[str, Kind]] = set()
    for number, row in numbered:
        for column, value in zip(columns, row, strict=True):
            if not isinstance(value, bytes) or (kind := sniff(value)) in {Kind.TEXT, Kind.EMPTY}:
                continue
            if reader_of(kind):
                yield Member(f"{prefix}{column}:{number}", value)
            elif kind.can_hold_text and (column, kind) not in unread:  # a column of keys is told once
                unread.add((column, kind))
                yield Unread(f"{prefix}{column}", SkipReason.NO_EXTRACTOR, kind.label)
        chunk.add(number, row)
        if chunk.size >= _CHUNK:
            yield chunk.text()
            chunk = _Chunk(prefix, table, columns)
    if chunk.fields:
        yield chunk.text()


class _Chunk:
    """Some rows of a table as lines under a line with the names of the columns."""

    def __init__(self, prefix: str, table: str, columns: Sequence[str]) -> None:
        self._prefix, self._table, self._columns = prefix, table, columns
        self._parts: list[str] = []
        self._label_at: list[int] = []
        self.size = 0
        self.fields: list[Field] = []
        self._places = [Place(0, 1)]
        for column in columns:
            self._label_at.append(self.size)
            self._write(column.translate(_BREAKS) + "\t")
        self._write("\n")

    def _write(self, text: str) -> None:
        self._parts.append(text)
        self.size += len(text)

    def add(self, number: int, row: Sequence[object]) -> None:
        """Write a row; its values stand in cells of their own."""
        for column, label_at, value in zip(self._columns, self._label_at, row, strict=True):
            text = _shown(value).translate(_BREAKS)
            if text:
                self._places.append(Place(self.size, number, 1, f"{self._prefix}{column}:{number}"))
                self.fields.append(Field(column, self.size, self.size + len(text), number, label_at))
            self._write(text + "\t")
        self._write("\n")

    def text(self) -> Text:
        """What was written."""
        return Text(self._table, "".join(self._parts), "table", tuple(self.fields), tuple(self._places))


def _shown(value: object) -> str:
    if value is None:
        return ""
    if not isinstance(value, bytes):
        return str(value)
    return cell_as_text(value) if value and sniff(value) is Kind.TEXT else ""


def cell_as_text(value: bytes) -> str:
    """Bytes of a text in whatever encoding they are."""
    try:
        return value.decode("utf-8")
    except UnicodeDecodeError:
        return decode(value).text
