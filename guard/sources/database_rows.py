"""The rows of one table as blobs: some at a time, named by a key where that is no personal data itself."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from functools import partial
from typing import Any, Final

from guard.messages import N_
from guard.model import Blob, Origin, Skip, SkipReason
from guard.rows import Cell, Row, RowBatch
from guard.sources.database_session import FAILURES, Column, Session, Table

#: What a label says of its column: nothing, some number, perhaps a name, personal data.
Meaning = Callable[[str], int]
#: Whether a key must not be told: a rule of the project may find it.
Telling = Callable[[str], bool]
PERSONAL: Final = 2

TOO_LARGE = N_("a value larger than scan.max-file-size")
#: A blob ends after so many bytes, or so many rows.
_BATCH_BYTES = 1 << 18
_BATCH_ROWS = 1_000
#: A longer text travels as the bytes of a file.
_LONG_TEXT = 1 << 16
#: A key that somebody counted or drew: longer numbers may be those of a person.
_SURROGATE = re.compile(r"-?[0-9]{1,9}|[0-9a-fA-F]{8}(?:-[0-9a-fA-F]{4}){3}-[0-9a-fA-F]{12}")
_CLAUSE = re.compile(r"[\s。、,;:：（(\[【/|]")


def label_of(column: Column, meaning: Meaning) -> str:
    """What says most about a column: the first words of its comment, all of the comment, or its name."""
    comment = " ".join(column.comment.split())
    candidates: list[str] = [_CLAUSE.split(comment, maxsplit=1)[0], comment, column.name]
    return max(filter(None, candidates), key=meaning)


class TableReader:
    """Turns the rows of a table into blobs, and what cannot be had of them into skips."""

    def __init__(self, session: Session, table: Table, meaning: Meaning, telling: Telling, max_bytes: int) -> None:
        self._session = session
        self.table = table
        self._telling = telling
        self._max_bytes = max_bytes
        self._labels = [label_of(column, meaning) for column in table.columns]
        self._key = self._shown_key(meaning)
        self._columns = [column.name for column in table.columns]
        self.rows = 0

    def _shown_key(self, meaning: Meaning) -> list[int]:
        """Where in a row its key stands; empty where the key is not to be shown."""
        names = [column.name for column in self.table.columns]
        places = [names.index(name) for name in self.table.key if name in names]
        is_personal = any(max(meaning(names[place]), meaning(self._labels[place])) >= PERSONAL for place in places)
        return [] if is_personal or len(places) < len(self.table.key) else places

    def description(self, note: str | None) -> Blob:
        """The table's own name, its comment and those of its columns."""
        told = [(self.table.name, self.table.comment), *((one.name, one.comment) for one in self.table.columns)]
        rows = [Row(number, name, [comment]) for number, (name, comment) in enumerate(told, start=1) if comment]
        return self._blob(RowBatch(["comment"], ["comment"], rows, note), is_new_path=True)

    def blobs(self, rows: Iterator[Sequence[Any]], note: Callable[[], str | None]) -> Iterator[Blob | Skip]:
        """The rows; ``note`` is asked when all were read. An error of the database is raised after what came before it."""
        batch: list[Row] = []
        size = 0
        failure: BaseException | None = None
        try:
            for raw in rows:
                self.rows += 1
                cells: list[Cell] = []
                for item in self._cells(raw):
                    if isinstance(item, Skip):
                        yield item
                        cells.append(None)
                    else:
                        cells.append(item)
                        size += len(item or "")
                batch.append(Row(self.rows, self._key_of(cells), cells))
                if size >= _BATCH_BYTES or len(batch) >= _BATCH_ROWS:
                    yield self._blob(RowBatch(self._columns, self._labels, batch))
                    batch, size = [], 0
        except FAILURES as error:
            failure = error
        last = RowBatch(self._columns, self._labels, batch, note())
        if batch or last.note:
            yield self._blob(last)
        if failure is not None:
            raise failure

    def _cells(self, raw: Sequence[Any]) -> Iterator[Cell | Skip]:
        at = 0
        limit = self._session.inline(self.table)
        for column in self.table.columns:
            value = raw[at]
            at += 1
            if column.is_long:
                size = int(raw[at] or 0)
                at += 1
                if size > self._max_bytes:
                    yield self._too_large(column)
                    continue
                if value is None and size > limit:
                    value = self._session.large(self.table, column, raw)
                    if value is None:
                        yield self._too_large(column)
                        continue
            cell = _cell(value)
            yield self._too_large(column) if cell is not None and len(cell) > self._max_bytes else cell

    def _too_large(self, column: Column) -> Skip:
        return Skip(Origin(self.table.path, (f"{column.name}[#{self.rows}]",)), SkipReason.TOO_LARGE, TOO_LARGE)

    def _key_of(self, cells: Sequence[Cell]) -> str | None:
        parts = []
        for place in self._key:
            cell = cells[place]
            text = cell.decode("ascii", "replace") if isinstance(cell, bytes) else cell or ""
            if not _SURROGATE.fullmatch(text) or self._telling(text):
                return None
            parts.append(text)
        return ",".join(parts) or None

    def _blob(self, batch: RowBatch, *, is_new_path: bool = False) -> Blob:
        return Blob(Origin(self.table.path), partial(bytes, batch.to_bytes()), is_new_path=is_new_path)


def _cell(value: object) -> Cell:
    if isinstance(value, bytearray | memoryview):
        return bytes(value)
    if value is None or isinstance(value, bytes):
        return value
    text = value if isinstance(value, str) else str(value)
    return text if len(text) <= _LONG_TEXT else text.encode("utf-8", "replace")
