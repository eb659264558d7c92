"""Stretches of a text on which something may stand: a table has a million of them, so each takes few bytes."""

from __future__ import annotations

import heapq
from array import array
from bisect import bisect_left
from collections.abc import Iterator

_NOTHING: frozenset[str] = frozenset()


class Spots:
    """Stretches as (start, end) offsets, each once, with the entities that may stand there.

    Nearly all are added in the order of the text: those lie in arrays, and others beside them. Sets of entities
    should be shared between stretches: here each is a reference.
    """

    def __init__(self) -> None:
        self._starts = array("q")
        self._ends = array("q")
        self._entities: list[frozenset[str]] = []
        self._others: dict[tuple[int, int], frozenset[str]] = {}

    def get(self, start: int, end: int) -> frozenset[str]:
        """The entities of a stretch; none where it is not known."""
        at = self._place(start, end)
        return self._others.get((start, end), _NOTHING) if at is None else self._entities[at]

    def put(self, start: int, end: int, entities: frozenset[str]) -> None:
        """Say which entities a stretch has from now on."""
        at = self._place(start, end)
        if at is not None:
            self._entities[at] = entities
        elif not self._starts or (self._starts[-1], self._ends[-1]) < (start, end):
            self._starts.append(start)
            self._ends.append(end)
            self._entities.append(entities)
        else:
            self._others[start, end] = entities

    def __bool__(self) -> bool:
        return bool(self._starts)

    def __iter__(self) -> Iterator[tuple[int, int, frozenset[str]]]:
        """Start, end and entities of each, in the order of the text."""
        in_order = zip(self._starts, self._ends, self._entities, strict=True)
        if not self._others:
            return in_order
        others = ((start, end, entities) for (start, end), entities in sorted(self._others.items()))
        return heapq.merge(in_order, others, key=lambda one: one[:2])

    def _place(self, start: int, end: int) -> int | None:
        """Where in the arrays a stretch is."""
        at = bisect_left(self._starts, start)
        while at < len(self._starts) and self._starts[at] == start:
            if self._ends[at] == end:
                return at
            at += 1
        return None
