"""Rows of a database as a text: a line each under their columns; files in them are read like any other."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from functools import partial

from guard.errors import Unlookable
from guard.extract import format as text_format
from guard.extract.container import ContainerExtractor
from guard.extract.encoding import decode
from guard.extract.extractor import load
from guard.extract.kind import Kind, sniff
from guard.extract.reader_table import reader_of
from guard.model import ALLOW_MARK, Blob, Document, Field, Origin, Place, Skip, SkipReason
from guard.rows import Cell, Row, RowBatch

#: A longer text in a cell is a document of its own.
LONG: int = 1 << 16
#: So many bytes of a column tell the encoding of its texts.
_SAMPLE = 1 << 16
_AS_TEXT = frozenset({Kind.TEXT, Kind.LFS_POINTER})
_STRUCTURED = ("{", "[", "<")
#: What ISO-2022-JP begins with: ASCII to those who do not know it.
_ESCAPE = b"\x1b"
#: Too short and too plain to be anything but a text.
_PLAIN = re.compile(rb"[ -~]{1,64}")
#: Records inside a value count from here: no table is so long.
_INNER_RECORDS = 1 << 48


class RowExtractor:
    """Reads blobs that are a ``RowBatch``: one document for the rows, and those of the files in their cells."""

    def __init__(self, files: ContainerExtractor) -> None:
        self._files = files

    def extract(self, blob: Blob) -> Iterator[Document | Skip]:
        """The documents in a batch, and a skip for each cell that could not be looked at."""
        data = load(blob)
        if isinstance(data, Skip):
            yield data
            return
        batch = RowBatch.from_bytes(data)
        encodings = [_encoding([row.cells[index] for row in batch.rows]) for index in range(len(batch.columns))]
        text = _Text(batch)
        for row in batch.rows:
            shown = []
            for column, cell, encoding in zip(batch.columns, row.cells, encodings, strict=True):
                value = _value(cell, encoding)
                shown.append(value if isinstance(value, str) else "")
                if isinstance(value, bytes):
                    yield from self._file(blob.origin, row, column, value)
            text.add(row, shown)
        yield text.document(blob.origin, len(data))

    def close(self) -> None:
        """End the process that takes containers apart."""
        self._files.close()

    def _file(self, table: Origin, row: Row, column: str, data: bytes) -> Iterator[Document | Skip]:
        kind = sniff(data)
        if kind in _AS_TEXT or reader_of(kind) is not None:
            origin = Origin(table.path, (row.cell_name(column),))
            yield from self._files.extract(Blob(origin, partial(bytes, data)))
        else:  # not by row: a column of keys or hashes is told once
            origin = Origin(table.path, (column,))
            yield Skip(origin, SkipReason.NO_EXTRACTOR, kind.label, can_hold_text=kind.can_hold_text)


def _encoding(cells: Sequence[Cell]) -> str | None:
    """The encoding of the texts among the bytes of a column: alone, most are too short to tell theirs."""
    size, sample = 0, []
    for cell in cells:
        if isinstance(cell, bytes) and not cell.isascii() and size < _SAMPLE and sniff(cell) is Kind.TEXT:
            sample.append(cell[:_SAMPLE])
            size += len(sample[-1])
    try:
        return decode(b"\n".join(sample)).encoding if sample else None
    except Unlookable:
        return None


def _value(cell: Cell, encoding: str | None) -> str | bytes:
    """A text to stand in its row, or the bytes of what is looked at by itself; empty for nothing."""
    if not cell:
        return ""
    if isinstance(cell, str):
        return cell if len(cell) <= LONG else cell.encode("utf-8", "replace")
    if _PLAIN.fullmatch(cell):
        return cell.decode("ascii")
    if len(cell) > LONG or sniff(cell) is not Kind.TEXT:
        return cell
    try:
        return cell.decode(encoding or "ascii") if _ESCAPE not in cell else decode(cell).text
    except (UnicodeDecodeError, LookupError):  # "mixed" is the name of no codec
        pass
    try:
        return decode(cell).text
    except Unlookable:
        return cell


class _Text:
    """Rows as lines under a line with the names of their columns."""

    def __init__(self, batch: RowBatch) -> None:
        self._batch = batch
        self._parts: list[str] = []
        self._size = 0
        self._fields: list[Field] = []
        self._places = [Place(0, 1)]
        self._inner = _INNER_RECORDS
        self._label_at = []
        for label in batch.labels:
            self._label_at.append(self._size)
            self._write(label + "\t")
        self._write("\n")

    def _write(self, text: str) -> None:
        self._parts.append(text)
        self._size += len(text)

    def add(self, row: Row, values: Sequence[str]) -> None:
        """Write a row; its values stand in cells of their own."""
        for index, value in enumerate(values):
            if value:
                # Who writes into a table is not who judges it.
                value = value.replace(ALLOW_MARK, ALLOW_MARK[:-1] + "(")
                self._places.append(Place(self._size, row.number, 1, row.cell_name(self._batch.columns[index])))
                if not self._add_inner(index, row.number, value):
                    end = self._size + len(value)
                    label = self._batch.labels[index]
                    self._fields.append(Field(label, self._size, end, row.number, self._label_at[index]))
            self._write(value + "\t")
        self._write("\n")

    def _add_inner(self, index: int, record: int, value: str) -> bool:
        """Add what has labels inside a value, below that of the column; the outermost belongs to the row."""
        if not value.lstrip().startswith(_STRUCTURED) and "\n" not in value:
            return False
        inner = _fields_of(value)
        label, label_at, start = self._batch.labels[index], self._label_at[index], self._size
        records = {min((field.record for field in inner), default=0): record}
        for field in inner:
            if field.record not in records:
                self._inner += 1
                records[field.record] = self._inner
            path = f"{label}.{field.label}" if field.label else label
            self._fields.append(Field(path, start + field.start, start + field.end, records[field.record], label_at))
        return bool(inner)

    def document(self, origin: Origin, size: int) -> Document:
        """What was written."""
        fields = self._fields
        return Document(
            origin,
            "".join(self._parts),
            format="table",
            reader=lambda _text: iter(fields),
            places=self._places,
            size=size,
            note=self._batch.note,
        )


def _fields_of(value: str) -> list[Field]:
    """The labelled values inside a value that is JSON, XML or a text of several lines with a format."""
    reader = text_format.reader_of(text_format.format_of("", value))
    return [] if reader is None else list(reader(value))
