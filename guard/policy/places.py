"""Where findings are said to stand: no place leaves fewer than ten thousand birth dates.

A place has an end, and so tells how long a value is. Of names, numbers and most notations of a date that leaves enough
of them, and their places are exact. Two kinds of dates are left:

- ``昭和5年4月1日`` is as short as some 2,900 birth dates are in this notation. It is told as though its year had two
  digits, and whatever stands behind it on its line one column further: so it is one of 18,000.
- Notations that are not known here, 漢数字 among them. Their place goes to the end of the line, and what stands behind
  one on its line is said to begin where it does.

Lines are always exact. Offsets would tell the length of everything: they are gone.
"""

from __future__ import annotations

import re
import unicodedata
from typing import Final, NamedTuple

from guard.model import Finding, Part, Position
from guard.rules.catalogue import SEPARATION

_DATE: Final = "DATE_OF_BIRTH"
#: A month or a day, with or without its zero. Who reads a length does not know which: so 1930/12/31 is one of all.
_TWO: Final = r"(?:\d{1,2}|[ \u3000]\d)"
#: Notations of which every length is that of ten thousand dates since 1900 …
_OF_A_CENTURY: Final = re.compile(
    rf"\d{{8}}|[MTSHRmtshr1-5]\d{{6}}|\d{{4}}(?P<mark>[-/.]){_TWO}(?P=mark){_TWO}"
    rf"|\d{{4}}年{_TWO}月{_TWO}日?|\d{{1,2}}/\d{{1,2}}/\d{{4}}"
)
#: … and those of which this is so but for the shortest.
_OF_AN_ERA: Final = re.compile(
    r"(?:明治|大正|昭和|平成|令和|[MTSHRmtshr明大昭平令])"
    rf"(?:(?P<short>(?:\d|元)[-年./]\d[-月./]\d)|(?:\d{{1,2}}|元)[-年./]{_TWO}[-月./]{_TWO})日?"
)
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
        self._cell: str | None = None
        self._line = 0
        self._shift = 0
        self._wide: Position | None = None

    def told(self, finding: Finding) -> Told:
        """The place that may be told of a finding."""
        if finding.part is Part.PATH:
            return Told(finding.start, finding.end, finding.position, finding.end_position)
        first, last = self._place(finding)
        if finding.check == SEPARATION:  # whose answers are matched by offset
            return Told(finding.start, finding.end, first, last)
        number = (first.line << _LINE) + first.column
        return Told(number, number, first, last)

    def _place(self, finding: Finding) -> tuple[Position, Position]:
        first, last = finding.position, finding.end_position
        if finding.cell != self._cell or first.line > self._line:  # columns are those of a line, or of a cell
            self._cell, self._line, self._shift, self._wide = finding.cell, first.line, 0, None
        is_known, is_short = _notation(finding.value.reveal()) if finding.entity == _DATE else (True, False)
        begin = Position(first.line, first.column + self._shift)
        if not is_known and self._wide is None:
            self._wide = begin
        if self._wide is not None:
            self._line = max(self._line, last.line)
            return self._wide, Position(last.line + 1, 1)
        self._shift += int(is_short)
        return begin, Position(last.line, last.column + self._shift) if last.line == first.line else last


def _notation(date: str) -> tuple[bool, bool]:
    """Whether the notation of a date is known, and whether the date is among the shortest in it."""
    folded = unicodedata.normalize("NFKC", date)
    if _OF_A_CENTURY.fullmatch(folded):
        return True, False
    of_an_era = _OF_AN_ERA.fullmatch(folded)
    return of_an_era is not None, of_an_era is not None and of_an_era["short"] is not None
