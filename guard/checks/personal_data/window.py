"""What was detected and not yet judged: a table of any length is judged in stretches of whole records.

What a detection comes to depends on its record alone, and a record is a row, an object, a paragraph. So whatever
belongs to a record that has ended can be judged and forgotten; the rest waits for what comes.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import NamedTuple

from detectors.engine import Detection
from detectors.trace import Dropped
from guard.checks.personal_data.records import PARAGRAPH_LINES, Placed
from guard.checks.personal_data.sections import Section
from guard.model import Document, Field

#: Detections that are gathered before the first of them are judged; a document with fewer is judged as a whole.
FULL = 4_096


class Cut(NamedTuple):
    """How many of the placed detections belong to records that have ended, and where the others begin."""

    complete: int
    at: int


class Window:
    """The detections that wait, with the fields around them."""

    def __init__(self, document: Document, text: str, late: Mapping[int, int] | None) -> None:
        """``late`` as :class:`guard.checks.personal_data.sections.Reading` has it."""
        self._document = document
        self._text = text
        self._late = late
        self._wanted = FULL
        self._end = 0
        self.start = 0
        self.detections: list[Detection] = []
        self.lost: list[Dropped] = []
        self.fields: list[Field] = []

    def add(self, section: Section, detections: Sequence[Detection], lost: Sequence[Dropped]) -> None:
        """Take in what was detected in the next section."""
        self.detections += detections
        self.lost += lost
        self.fields += section.fields
        self._end = section.end

    def is_full(self, following: Section) -> bool:
        """Whether it is time to judge, and the next section begins a line."""
        return (
            len(self.detections) >= self._wanted
            and self._late is not None
            and following.start >= self._end
            and self._text[following.start - 1] == "\n"
        )

    def cut(self, placed: Sequence[Placed], following: Section) -> Cut | None:
        """Where what is placed can be cut; ``None`` where nearly all belongs together."""
        cut = self._cut(placed, following.start)
        if cut is None or 2 * cut.complete < len(placed):
            self._wanted = 2 * len(self.detections)
            return None
        return cut

    def release(self, placed: Sequence[Placed], cut: Cut) -> list[Dropped]:
        """Forget what was judged, and hand out what was dropped there."""
        waiting = placed[cut.complete :]
        open_records = {item.record for item in waiting} | set(self._late or ())
        self.detections = [item.detection for item in waiting]
        self.fields = [item for item in self.fields if item.end > cut.at or item.record in open_records]
        gone = [one for one in self.lost if one.start < cut.at]
        self.lost = [one for one in self.lost if one.start >= cut.at]
        self.start = cut.at
        self._wanted = FULL + len(waiting)
        return gone

    def _cut(self, placed: Sequence[Placed], end: int) -> Cut | None:
        late = self._late or {}
        if any(late.get(item.record, 0) > end for item in placed):
            return None
        lines = [self._document.line_of(item.detection.start) for item in placed]
        last_line = self._document.line_of(end)
        open_records = {self.fields[-1].record} if self.fields else set()
        open_records |= {
            item.record for item in placed if item.record < 0 and -item.record > last_line - PARAGRAPH_LINES
        }
        first_open, before = last_line, 0
        while first_open != before:
            before = first_open
            for item, line in zip(reversed(placed), reversed(lines), strict=True):
                if line >= first_open or item.record in open_records:
                    open_records.add(item.record)
                    first_open = min(first_open, line)
        at = self._document.line_starts[first_open - 1]
        complete = sum(item.detection.start < at for item in placed)
        if any(item.detection.end > at for item in placed[max(0, complete - 12) : complete]):
            return None
        return Cut(complete, at)
