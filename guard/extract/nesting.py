"""Key paths and records of nested values: what JSON, YAML and inline TOML have in common.

A reader reports what it meets (``open_object``, ``key``, ``value``, ``close`` …) and hands on what
``settled`` gives back. Fields wait in a short queue, because only what follows tells whether
``{"name": {…}, "tel": …}`` is one record or ``{"1": {…}, "2": {…}}`` several.
"""

from __future__ import annotations

import re

from guard.model import Field

MAX_DEPTH = 1_000
BATCH = 256
_MAX_QUEUE = 1_024
_MAX_SEGMENT = 200
_MAX_HEADER_CELL = 40
_MIN_COLUMNS = 2

_ESCAPE = re.compile(r"\\(?:u([0-9a-fA-F]{4})|x([0-9a-fA-F]{2})|U([0-9a-fA-F]{8})|(\r\n|.))", re.DOTALL)
_PAIR = re.compile("[\ud800-\udbff][\udc00-\udfff]")
_CONTROL = {"n": "\n", "t": "\t", "r": "\r", "b": "\b", "f": "\f", "\n": "", "\r": "", "\r\n": ""}
_NOT_A_HEADER = re.compile(r"@|\d{3}|\d[-/.年]\d")
_LAST_CODE_POINT = 0x10FFFF


def unescaped(text: str) -> str:
    """A key with its backslash escapes resolved: those of JSON, YAML, TOML and .properties together."""
    if "\\" not in text:
        return text
    resolved = _ESCAPE.sub(_resolve, text)
    return _PAIR.sub(lambda pair: pair[0].encode("utf-16", "surrogatepass").decode("utf-16"), resolved)


def _resolve(escape: re.Match[str]) -> str:
    digits = escape[1] or escape[2] or escape[3]
    if digits is None:
        return _CONTROL.get(escape[4], escape[4])
    code = int(digits, 16)
    return chr(code) if code <= _LAST_CODE_POINT else escape[0]


class _Level:
    """One open object or array; ``label`` and ``label_at`` are those of the value that comes next in it."""

    __slots__ = (
        "cells",
        "children",
        "column",
        "has_scalar",
        "header",
        "in_element",
        "is_array",
        "is_row",
        "is_top",
        "key",
        "label",
        "label_at",
        "path",
        "prefix",
        "record",
    )

    def __init__(self, path: tuple[str, ...], label: str, label_at: int, record: int, *, is_array: bool) -> None:
        self.path = path
        self.prefix = "".join(segment + "." for segment in path)
        self.label = label
        self.label_at = label_at
        self.record = record
        self.is_array = is_array
        self.key: str | None = None
        self.has_scalar = False
        self.is_top = False
        self.in_element = False
        self.children: list[int] | None = []  # records that become ours if a scalar follows; None: too late
        self.is_row = False
        self.column = 0
        self.cells: list[tuple[str, int]] | None = None  # of the first row, while it may be a header
        self.header: list[tuple[str, int]] | None = None

    def path_below(self) -> tuple[str, ...]:
        """The last two segments of the path of the value that comes next."""
        return self.path if self.key is None else (*self.path, self.key)[-2:]


class Nesting:
    """Turns the events of a reader into fields with labels and records.

    ``is_list`` says that the top level is a list without brackets (JSON lines): each value in it is a record.
    """

    def __init__(self, text: str, *, is_list: bool = False) -> None:
        self._text = text
        self._stack = [_Level((), "", -1, 0, is_array=is_list)]
        self._excess = 0
        self._records = 0
        self.queue: list[Field] = []
        self._merged: dict[int, int] = {}
        self._undecided = 0

    @property
    def depth(self) -> int:
        """How many objects and arrays are open."""
        return len(self._stack) - 1 + self._excess

    @property
    def is_in_array(self) -> bool:
        """Whether the innermost open level is an array."""
        return self._stack[-1].is_array and not self._excess

    def key(self, name: str, at: int) -> None:
        """The key of the value that comes next, escapes resolved, and where it stands."""
        level = self._stack[-1]
        level.key = name = name[:_MAX_SEGMENT]
        level.label = level.prefix + name
        level.label_at = at

    def key_path(self, path: tuple[str, ...], at: int) -> None:
        """A key that is a path from the top, as ``a.b.c = 1`` below ``[section]`` is."""
        level = self._stack[-1]
        level.path = tuple(segment[:_MAX_SEGMENT] for segment in path[-3:-1])
        level.prefix = "".join(segment + "." for segment in level.path)
        self.key(path[-1] if path else "", at)

    def open_object(self) -> None:
        """An object, mapping or table opens."""
        parent = self._stack[-1]
        if len(self._stack) > MAX_DEPTH:
            self._excess += 1
            return
        is_shared = parent.in_element or (parent.has_scalar and not parent.is_top)
        record = parent.record if is_shared and not parent.is_array else self._new_record()
        level = self._push(parent, record, is_array=False)
        level.in_element = parent.is_array or parent.in_element
        level.is_top = parent is self._stack[0] and not parent.is_array
        if not (is_shared or parent.is_array or parent.is_top or level.is_top):
            self._await(parent, record)

    def open_array(self) -> None:
        """An array or list opens; directly inside another one it is a row and so a record."""
        parent = self._stack[-1]
        if len(self._stack) > MAX_DEPTH:
            self._excess += 1
            return
        level = self._push(parent, self._new_record() if parent.is_array else parent.record, is_array=True)
        level.in_element = parent.in_element
        level.label, level.label_at = parent.label, parent.label_at
        level.is_row = parent.is_array
        if parent.is_array:
            if not parent.has_scalar and not parent.column:
                level.cells = []
            parent.column += 1

    def close(self) -> None:
        """The innermost object or array closes; without one, nothing happens."""
        if self._excess:
            self._excess -= 1
        elif len(self._stack) > 1:
            level = self._stack.pop()
            if level.children:
                self._undecided -= 1
            if level.cells is not None and len(level.cells) >= _MIN_COLUMNS:
                self._stack[-1].header = level.cells
            elif level.is_row and level.column != len(self._stack[-1].header or ()):
                self._stack[-1].header = None
        if len(self._stack) == 1:
            self._stack[0].is_array = True  # whatever follows a complete text is one more of a list

    def scalar(self) -> None:
        """A value that is no field (``true``, ``null``, an empty text) but a scalar of its object."""
        level = self._stack[-1]
        level.column += 1
        level.cells = None
        if not level.has_scalar:
            self._decide(level)

    def value(self, start: int, end: int) -> None:
        """A text or number."""
        if start >= end:
            self.scalar()
            return
        level = self._stack[-1]
        label, label_at = (level.label, level.label_at) if not level.is_row else self._cell(level, start, end)
        if not level.has_scalar:
            self._decide(level)
        self.queue.append(Field(label, start, end, level.record, label_at if label_at >= 0 else start))

    def settled(self) -> list[Field]:
        """What waits in the queue, or nothing while a record is undecided that a little more text may decide.

        Readers call it whenever ``queue`` holds a batch: one by one would cost as much as the reading.
        """
        return [] if self._undecided and len(self.queue) < _MAX_QUEUE else self.rest()

    def rest(self) -> list[Field]:
        """All fields that wait; objects that are still open keep the records they have now."""
        if self._undecided:
            for level in self._stack:
                if level.children:
                    level.children = None
            self._undecided = 0
        queue, self.queue = self.queue, []
        if self._merged:
            queue = [field._replace(record=self._final(field.record)) for field in queue]
            self._merged = {}
        return queue

    def _new_record(self) -> int:
        self._records += 1
        return self._records

    def _push(self, parent: _Level, record: int, *, is_array: bool) -> _Level:
        level = _Level(parent.path_below(), parent.label, parent.label_at, record, is_array=is_array)
        self._stack.append(level)
        return level

    def _await(self, parent: _Level, record: int) -> None:
        """Remember that this record becomes the parent's if the parent turns out to have a scalar."""
        if parent.children is not None:
            self._undecided += not parent.children
            parent.children.append(record)

    def _decide(self, level: _Level) -> None:
        level.has_scalar = True
        if level.children:
            self._merged.update(dict.fromkeys(level.children, level.record))
            self._undecided -= 1
            level.children = None

    def _final(self, record: int) -> int:
        while record in self._merged:
            record = self._merged[record]
        return record

    def _cell(self, row: _Level, start: int, end: int) -> tuple[str, int]:
        """The label of the next cell of a row: that of its column where the first row is a header."""
        column = row.column
        row.column += 1
        if row.cells is not None:
            cell = self._text[start : min(end, start + _MAX_HEADER_CELL + 1)]
            if len(cell) > _MAX_HEADER_CELL or _NOT_A_HEADER.search(cell) or cell.isdecimal():
                row.cells = None
            else:
                row.cells.append((unescaped(cell), start))
            return row.label, row.label_at
        header = self._stack[-2].header if len(self._stack) > 1 else None
        if header is None or column >= len(header):
            return row.label, row.label_at
        return header[column]
