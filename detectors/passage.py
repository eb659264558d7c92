"""A passage: the folded reading of a text with its labelled fields and its words, as recognizers look at it."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterable, Mapping
from functools import cached_property
from itertools import groupby
from typing import NamedTuple

from detectors.folding import View, fold
from detectors.labels import Kind, kinds_of
from detectors.morphology import Token, tokens
from detectors.structure import Field, inline_fields
from detectors.trace import Reason, Trace


class LabelledValue(NamedTuple):
    """A field in the coordinates of the folded text, with what its label says."""

    start: int
    end: int
    record: int
    kinds: frozenset[Kind]
    label: str


class Passage:
    """What one recognizer call works on. All offsets are those of ``text``, the folded view."""

    def __init__(self, view: View, fields: Iterable[Field] = (), trace: Trace | None = None) -> None:
        self.view = view
        self.trace = trace
        self.text = view.text
        given = (
            LabelledValue(view.offset(f.start), view.offset(f.end), f.record, kinds_of(f.label), f.label)
            for f in fields
        )
        self.cells = tuple(sorted(value for value in given if value.start < value.end))
        self._cell_starts = [cell.start for cell in self.cells]

    @classmethod
    def of(cls, text: str, fields: Iterable[Field] = ()) -> Passage:
        """The passage of a plain text, with fields in the coordinates of that text."""
        return cls(fold(text), fields)

    @cached_property
    def inline(self) -> tuple[LabelledValue, ...]:
        """Values that the text itself labels (``氏名：…``, ``lastName = "…"``), sorted by place."""
        return tuple(
            LabelledValue(f.start, f.end, f.record, kinds_of(f.label), f.label) for f in inline_fields(self.text)
        )

    @cached_property
    def _inline_starts(self) -> list[int]:
        return [value.start for value in self.inline]

    @cached_property
    def tokens(self) -> tuple[Token, ...]:
        """The words of the passage."""
        return tuple(tokens(self.text))

    def reject(self, start: int, end: int, reason: Reason) -> None:
        """Write down why a rule does not take a stretch that it looked at, where an explanation is wanted."""
        if self.trace is not None:
            self.trace.reject(*self.view.span(start, end), reason)

    def labelled(self, *kinds: Kind) -> list[LabelledValue]:
        """All values, of cells and inline, whose label is of one of these kinds."""
        wanted = set(kinds)
        return [value for value in (*self.cells, *self.inline) if not wanted.isdisjoint(value.kinds)]

    def kinds_at(self, start: int, end: int) -> frozenset[Kind]:
        """What the labels of the values around a span say, a cell's own label before one in its text."""
        value = self.value_at(start, end)
        return value.kinds if value is not None else frozenset()

    def value_at(self, start: int, end: int) -> LabelledValue | None:
        """The value around a span whose label says something of it, a cell before one in its text."""
        cell = self.cell_at(start, end)
        return cell if cell is not None and cell.kinds else _around(self.inline, self._inline_starts, start, end)

    def cell_at(self, start: int, end: int) -> LabelledValue | None:
        """The cell of a table or the value of a key that holds a span; ``None`` in running text."""
        return _around(self.cells, self._cell_starts, start, end)

    @cached_property
    def records(self) -> Mapping[int, tuple[LabelledValue, ...]]:
        """The cells and inline values by record."""
        ordered = sorted((*self.cells, *self.inline), key=lambda value: value.record)
        return {record: tuple(group) for record, group in groupby(ordered, key=lambda value: value.record)}

    @cached_property
    def record_kinds(self) -> Mapping[int, frozenset[Kind]]:
        """What all labels of a record say together."""
        return {record: frozenset().union(*(v.kinds for v in values)) for record, values in self.records.items()}


def _around(values: tuple[LabelledValue, ...], starts: list[int], start: int, end: int) -> LabelledValue | None:
    index = bisect_right(starts, start) - 1
    # Values can be nested (a quoted text with labels of its own): the innermost that holds the span wins.
    while index >= 0:
        if values[index].end >= end:
            return values[index]
        if index and values[index - 1].end < start:
            return None
        index -= 1
    return None
