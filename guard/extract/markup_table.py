"""Fields of tables in markup: pipe tables of Markdown, and ``<table>`` of HTML.

Both readers go through the text once, side by side, because a Markdown document may hold both. Entities
and inline markup stay as they are: offsets point into the source.
"""

from __future__ import annotations

import re
from collections import deque
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from heapq import merge
from itertools import count
from operator import itemgetter

from guard.extract import definition_list
from guard.extract.delimited import is_data
from guard.model import Field

_SAMPLE = 65_536
_MAX_DEPTH = 64  # tables inside tables that are remembered
_MAX_COLUMNS = 4_096
_MAX_LABEL = 200
_MAX_RUNS = 64

_LINE = re.compile(r"[ \t>]*+([^\r\n]*+)(?:\r\n|\n|\r|\Z)")
_DELIMITER_ROW = re.compile(r"\|?+[ \t]*+:?-++:?[ \t]*+(?:\|[ \t]*+:?-++:?[ \t]*+)*+\|?+[ \t]*+\Z")
_PIPE_CELL = re.compile(r"((?:[^|\\]++|\\.|\\\Z)*+)(?:\||\Z)", re.DOTALL)
_KEY_COLUMN = re.compile(r"(?:項目名?|属性|キー|key|item|property)?", re.IGNORECASE)

_TAG = re.compile(r"""<!--|-->|<(?P<close>/?)(?P<name>[A-Za-z][A-Za-z0-9]*+)(?:[^<>"']++|"[^"]*+"|'[^']*+')*+>""")
_BLANK = re.compile(r"(?:&nbsp;|&#160;|&#12288;|\s)*+\Z")
_TABLE_START = re.compile(r"<table\b", re.IGNORECASE)
_CELL_START = re.compile(r"<t[dh]\b", re.IGNORECASE)

_Label = tuple[str, int]
_Span = tuple[int, int]


def read(text: str) -> Iterator[Field]:
    """Yield the cells of all tables in the text, a row being a record, and the items of definition lists.

    A form, whose rows begin with their labels (``<tr><th>氏名</th><td>…</td></tr>``, or a Markdown table of a
    key column and a value column), is one record as a whole.
    """
    records = count()
    readers = (_pipe_tables(text, records), _html_tables(text, records), definition_list.read(text, records))
    return merge(*readers, key=itemgetter(1))


def looks_like(text: str) -> bool:
    """Say whether the beginning of the text holds a table of HTML, or a pipe table with a row."""
    sample = text[:_SAMPLE]
    if _TABLE_START.search(sample) and _CELL_START.search(sample):
        return True
    return next(_pipe_tables(sample, count()), None) is not None


def _pipe_tables(text: str, records: Iterator[int]) -> Iterator[Field]:
    """Yield the cells of Markdown tables: a header, dashes for as many columns, rows as long as bars come."""
    above = ("", 0)
    labels: dict[int, _Label] | None = None
    form: int | None = None
    for match in _LINE.finditer(text) if "|" in text else ():
        line, start = match[1], match.start(1)
        if "|" not in line:
            above, labels = ("", 0), None
        elif labels is not None:
            yield from _pipe_row(line, start, labels, next(records) if form is None else form, form is not None)
        elif above[0] and _DELIMITER_ROW.match(line) and _pipe_width(line) == _pipe_width(above[0]):
            labels = {column: (value, at) for column, value, at in _pipe_cells(*above) if value}
            is_form = _pipe_width(line) == 2 and _KEY_COLUMN.fullmatch(labels.get(0, ("", 0))[0])
            form = next(records) if is_form else None
        else:
            above = (line, start)


def _pipe_row(line: str, start: int, labels: dict[int, _Label], record: int, is_form: bool) -> Iterator[Field]:
    key: _Label | None = None
    for column, value, at in _pipe_cells(line, start):
        if is_form and column == 0 and value and not is_data(value):
            key = (value, at)
        elif value:
            label, label_at = key or labels.get(column) or ("", at)
            yield Field(label, at, at + len(value), record, label_at)


def _pipe_cells(line: str, start: int) -> Iterator[tuple[int, str, int]]:
    """Yield (column, value, offset) of each cell of a line; an escaped bar is part of the value."""
    first = line.startswith("|")
    for column, match in enumerate(_PIPE_CELL.finditer(line, first)):
        raw = match[1]
        value = raw.strip()
        if match.start() < len(line):
            yield column, value, start + match.start() + (raw.index(value) if value else 0)


def _pipe_width(line: str) -> int:
    return sum(1 for _ in _pipe_cells(line.rstrip(), 0))


def _html_tables(text: str, records: Iterator[int]) -> Iterator[Field]:
    """Yield the text runs of all ``<td>``, and of those ``<th>`` that are values, not labels."""
    first = _CELL_START.search(text)
    if first is None:
        return
    opening = _TABLE_START.search(text, 0, first.start())
    position = opening.start() if opening else first.start()
    reader = _HtmlReader(text, records)
    for tag in _TAG.finditer(text, position):
        if reader.in_cell:
            yield from reader.run(position, tag.start())
        position = tag.end()
        if tag["name"]:
            yield from reader.tag(tag["name"].lower(), is_close=bool(tag["close"]))
    if reader.in_cell:
        yield from reader.run(position, len(text))


@dataclass(slots=True)
class _HtmlTable:
    """An open ``<table>``: the labels of its columns, and the row that is being read."""

    headers: dict[int, _Label] = field(default_factory=dict)
    form: int | None = None  # the record of a form
    row: int | None = None  # the record of the row
    column: int = -1
    cell: str = ""
    heads: list[tuple[int, list[_Span]]] = field(default_factory=list)  # <th> without <td> yet: column, text runs
    has_values: bool = False
    key: _Label | None = None  # the label that the row itself gives

    def end_row(self, text: str) -> None:
        """Get ready for a row; one of ``<th>`` alone has named the columns."""
        if not self.has_values and len(self.heads) >= max(1, len(self.headers)):
            labels = ((column, _joined(text, runs)) for column, runs in self.heads)
            self.headers = {column: label for column, label in labels if label}
        self.row, self.column, self.cell, self.heads, self.has_values, self.key = (
            None,
            -1,
            "",
            [],
            False,
            None,
        )


class _HtmlReader:
    """Follows the tags of tables, also of tables inside cells; a tag that is not closed is no trouble."""

    def __init__(self, text: str, records: Iterator[int]) -> None:
        self._text = text
        self._records = records
        self._outer: deque[_HtmlTable] = deque(maxlen=_MAX_DEPTH)
        self._table = _HtmlTable()

    @property
    def in_cell(self) -> bool:
        """Whether the text that follows stands in a cell."""
        return self._table.cell != ""

    def tag(self, name: str, *, is_close: bool) -> Iterator[Field]:
        """Go over a tag; the first ``<td>`` of a row tells whether the ``<th>`` before it were values."""
        table = self._table
        if name == "table" and is_close:
            self._table = self._outer.pop() if self._outer else _HtmlTable()
        elif name == "table":
            self._outer.append(table)
            self._table = _HtmlTable()
        elif name == "tr":
            table.end_row(self._text)
        elif name in ("td", "th") and is_close:
            table.cell = ""
        elif name == "td":
            yield from self._heads_before_value()
            table.column, table.cell, table.has_values = table.column + 1, name, True
        elif name == "th":
            table.column, table.cell = table.column + 1, name
            if len(table.heads) < _MAX_COLUMNS:
                table.heads.append((table.column, []))

    def run(self, start: int, end: int) -> Iterator[Field]:
        """Go over a text run in a cell."""
        raw = self._text[start:end]
        if _BLANK.match(raw):
            return
        value = raw.strip()
        start += raw.index(value)
        table = self._table
        if table.cell == "td":
            yield self._field(table.column, (start, start + len(value)))
        elif len(table.heads[-1][1]) < _MAX_RUNS:
            table.heads[-1][1].append((start, start + len(value)))

    def _heads_before_value(self) -> Iterator[Field]:
        """Decide what ``<th>`` left of a ``<td>`` are: values under a header, or the label of what follows."""
        table = self._table
        if not table.heads:
            return
        key = _joined(self._text, table.heads[-1][1])
        if len(table.headers) <= 2 and key and not is_data(key[0]):
            table.key = key
        else:
            for column, runs in table.heads:
                for span in runs:
                    yield self._field(column, span)
        table.heads = []

    def _field(self, column: int, span: _Span) -> Field:
        """Return the field of a value: in the record of the form if its row names it, else in that of the row."""
        table = self._table
        label, label_at = table.key or table.headers.get(column) or ("", span[0])
        if table.key:
            if table.form is None:
                table.form = next(self._records)
            return Field(label, *span, table.form, label_at)
        if table.row is None:
            table.row = next(self._records)
        return Field(label, *span, table.row, label_at)


def _joined(text: str, runs: Sequence[_Span]) -> _Label | None:
    """Return the text runs of a ``<th>`` as one label."""
    if not runs:
        return None
    return " ".join(text[start : min(end, start + _MAX_LABEL)] for start, end in runs), runs[0][0]
