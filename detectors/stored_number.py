"""Identifiers that went through a spreadsheet or a data frame and came out as numbers.

``09034567812`` becomes ``9034567812``, and ``9034567812.0`` where another row of the column was empty. That the zero is
gone says only the label, so nothing but labelled cells is looked at.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator
from typing import NamedTuple

from detectors.labels import Kind
from detectors.passage import Passage

_STORED = re.compile(r"\s*[\"']?([1-9][0-9]+)(\.0)?[\"']?\s*")


class StoredNumber(NamedTuple):
    """The digits of a cell that holds nothing else, in the coordinates of the passage."""

    start: int
    end: int
    digits: str
    has_point: bool


def stored_numbers(passage: Passage, kinds: Collection[Kind]) -> Iterator[StoredNumber]:
    """The cells labelled with one of the kinds that hold one number which does not start with zero."""
    for cell in passage.cells:
        if not cell.kinds.isdisjoint(kinds):
            match = _STORED.fullmatch(passage.text, cell.start, cell.end)
            if match is not None:
                yield StoredNumber(*match.span(1), match[1], match[2] is not None)
