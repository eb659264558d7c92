"""Rows of a database on their way from the source to the extractor: some at a time, as the bytes of a blob."""

from __future__ import annotations

import json
from collections.abc import Sequence
from typing import NamedTuple

#: A text, the bytes of a file or of a text in an unknown encoding, or nothing.
Cell = str | bytes | None


class Row(NamedTuple):
    """One row: its number from 1 in the order of reading, and its key where that may be shown."""

    number: int
    key: str | None
    cells: Sequence[Cell]

    def cell_name(self, column: str) -> str:
        """What a cell of this row is called in reports: ``tel[12]`` by key, ``tel[#57]`` by number."""
        return f"{column}[#{self.number}]" if self.key is None else f"{column}[{self.key}]"


class RowBatch(NamedTuple):
    """Some rows of one table. ``labels`` say what stands in the ``columns``: the name of each, or its comment."""

    columns: Sequence[str]
    labels: Sequence[str]
    rows: Sequence[Row]
    note: str | None = None

    def to_bytes(self) -> bytes:
        """A line of JSON, in which a number stands for so many of the bytes behind it."""
        payload: list[bytes] = []
        rows = []
        for number, key, cells in self.rows:
            payload += (cell for cell in cells if isinstance(cell, bytes))
            rows.append((number, key, [len(cell) if isinstance(cell, bytes) else cell for cell in cells]))
        header = json.dumps((self.columns, self.labels, rows, self.note))
        return b"\n".join((header.encode("ascii"), b"".join(payload)))

    @classmethod
    def from_bytes(cls, data: bytes) -> RowBatch:
        """The rows again."""
        header, _, payload = data.partition(b"\n")
        columns, labels, listed, note = json.loads(header)
        rows, at = [], 0
        for number, key, shown in listed:
            cells: list[Cell] = []
            for cell in shown:
                if isinstance(cell, int):
                    cells.append(payload[at : at + cell])
                    at += cell
                else:
                    cells.append(cell)
            rows.append(Row(number, key, cells))
        return cls(columns, labels, rows, note)
