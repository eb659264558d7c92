"""Where findings are said to stand: no place tells the length of a value that has few of each length.

``昭和5年4月1日`` has eight characters, and 2,835 birth dates have as many in that form. So the place of such a value goes
to the end of its line, and whatever stands behind it on that line is said to begin where it does. A place grows,
and never leaves what it is about; lines are always exact. Offsets would tell the length of everything: they are gone.
"""

from __future__ import annotations

from typing import Final, NamedTuple

from guard.model import Finding, Part, Position
from guard.rules import SEPARATION

#: What has fewer than ten thousand values of some lengths: dates, a number within an insurer, a word out of a list.
TOLD_BY_LENGTH: Final = frozenset({"DATE_OF_BIRTH", "JP_HEALTH_INSURANCE", "JP_SENSITIVE_ATTRIBUTE"})
_LINE: Final = 32


class Told(NamedTuple):
    """The place of a finding as it may be told; ``start`` and ``end`` number it, in the order of the text."""

    start: int
    end: int
    position: Position
    end_position: Position


class Places:
    """The places of the findings of one document, asked for in the order of its text."""

    def __init__(self) -> None:
        self._first: Finding | None = None
        self._last_line = 0

    def told(self, finding: Finding) -> Told:
        """The place that may be told of a finding."""
        first, last = finding.position, finding.end_position
        if finding.part is Part.PATH:
            return Told(finding.start, finding.end, first, last)
        if self._is_behind(finding) or finding.entity in TOLD_BY_LENGTH:
            first = self._begin(finding).position
            self._last_line = max(self._last_line, last.line)
            last = Position(last.line + 1, 1)
        if finding.check == SEPARATION:  # whose answers are matched by offset
            return Told(finding.start, finding.end, first, last)
        number = (first.line << _LINE) + first.column
        return Told(number, number, first, last)

    def _begin(self, finding: Finding) -> Finding:
        """What a widened place begins with: the first such value of the line, or else this one."""
        if self._first is None or not self._is_behind(finding):
            self._first, self._last_line = finding, 0
        return self._first

    def _is_behind(self, finding: Finding) -> bool:
        """Whether it stands behind such a value, on one line or in one cell, whose columns are its own."""
        first = self._first
        return first is not None and first.cell == finding.cell and finding.position.line <= self._last_line
