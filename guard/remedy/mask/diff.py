"""The difference that a dry run shows: no old value, and of the rest of a line its shape alone."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Final

from guard.model import Document
from guard.remedy.mask.plan import Planned
from guard.report.console import visible, visible_place

#: Replacements that are shown of one file; the rest is counted.
MOST: Final = 200
#: Characters of a line to each side of what is replaced.
_REACH: Final = 48
_LONGEST: Final = 8
_WORD: Final = re.compile(r"\d+|[A-Za-z_]+|[^\W\d_]+")


@dataclass(slots=True)
class Difference:
    """Gathers what is replaced in one file, in the order of its text."""

    _hunks: list[tuple[Document, list[Planned]]] = field(default_factory=list)
    _shown: int = 0
    _left_out: int = 0

    def __call__(self, document: Document, planned: Planned) -> None:
        """Take in a replacement."""
        if self._shown >= MOST:
            self._left_out += 1
            return
        self._shown += 1
        last = self._hunks[-1] if self._hunks else None
        if last is not None and last[0] is document and _where(document, last[1][-1]) == _where(document, planned):
            last[1].append(planned)
        else:
            self._hunks.append((document, [planned]))

    def lines(self, path: str) -> Iterator[str]:
        """The difference in the form of ``diff -U0``."""
        if not self._hunks:
            return
        shown = visible_place(path)
        yield f"--- a/{shown}"
        yield f"+++ b/{shown}"
        for document, together in self._hunks:
            place = _where(document, together[0])
            yield f"@@ -{place} +{place} @@"
            yield f"-{_line(document, together, new=False)}"
            yield f"+{_line(document, together, new=True)}"
        if self._left_out:
            yield f"@@ … +{self._left_out} @@"


def _where(document: Document, planned: Planned) -> str:
    finding = planned.finding
    members = "".join(f"!{visible(member)}" for member in finding.origin.members)
    return visible(finding.cell) if finding.cell else f"{members}{finding.position.line}"


def _line(document: Document, together: list[Planned], *, new: bool) -> str:
    first, last = together[0].edit, together[-1].edit
    line = document.line_of(first.start)
    begin = max(document.line_starts[line - 1], first.start - _REACH)
    end = document.text.find("\n", last.end, last.end + _REACH)
    end = min(len(document.text), last.end + _REACH) if end < 0 else end
    if document.place(first.start) is not None:  # cells are shown one by one
        begin, end = first.start, last.end
    parts, at = [], begin
    for planned in together:
        edit = planned.edit
        parts.append(masked(document.text[at : edit.start]))
        parts.append(planned.edit.new if new else masked(document.text[edit.start : edit.end]))
        at = edit.end
    parts.append(masked(document.text[at:end]))
    return visible("".join(parts).rstrip("\r\n"))


def masked(text: str) -> str:
    """The shape of a text: each word as long as it is, up to eight signs, and nothing of what it says."""
    return _WORD.sub(lambda found: ("*" if found[0][0].isdigit() else "●") * min(len(found[0]), _LONGEST), text)
