"""Tables whose columns are places: a replacement there takes the room that the value had.

What is narrower is filled up with blanks, what is wider takes blanks that follow, and where there are none it is
not written. A file of positions alone counts bytes, a drawn table what the screen shows.
"""

from __future__ import annotations

import unicodedata
from bisect import bisect_right
from collections.abc import Callable
from typing import Final

from guard.extract import delimited, fixed_width
from guard.model import Document, Field
from guard.remedy.rewrite.splice import Edit

#: Formats in which columns can be places.
_FORMATS: Final = frozenset({"text", "markdown", "html"})
#: Lines that are looked at, and how many, how long they have to be to be records of one length.
_SAMPLE: Final = 65_536
_FEWEST: Final = 3
_SHORTEST: Final = 12
_WIDE_BLANK: Final = "\u3000"
_BLANKS: Final = frozenset({" ", _WIDE_BLANK})
_BARS: Final = frozenset("|│┃║｜")
_DELIMITERS: Final = ",\t;|"
_CODECS: Final = {"euc-jp": "euc_jp", "utf-8-sig": "utf-8"}

Width = Callable[[str], int]
Fitting = Callable[[Edit], Edit | None]


def fitting(document: Document) -> Fitting | None:
    """What makes an edit as wide as what it replaces; ``None`` for a document whose columns are no places."""
    if document.format not in _FORMATS or document.origin.members:
        return None
    width = _records(document)
    if width is None and fixed_width.looks_like(document.text[:_SAMPLE]):
        width = on_screen
    return None if width is None else _Fitting(document, width)


def on_screen(text: str) -> int:
    """The columns that a text takes on a screen, full-width characters two."""
    return sum(2 if unicodedata.east_asian_width(character) in "WF" else 1 for character in text)


def _records(document: Document) -> Width | None:
    """How a file of records of one length measures; ``None`` where lines differ, or delimiters part the values."""
    if len(document.line_starts) <= _FEWEST:
        return None
    lines = [line for number in range(1, 200) if (line := document.line(number))]
    codec = _CODECS.get(document.encoding, document.encoding)
    if codec == "mixed" or len(lines) < _FEWEST or len(lines[0]) < _SHORTEST or not lines[0].strip():
        return None

    def width(text: str) -> int:
        return len(text.encode(codec, "replace"))

    if len(set(map(width, lines))) > 1 or len(set(lines)) < _FEWEST or delimited.looks_like(document.text[:_SAMPLE]):
        return None
    for delimiter in _DELIMITERS:  # a table that is too small to look like one
        if lines[0].count(delimiter) > 1 and len({line.count(delimiter) for line in lines}) == 1:
            return None
    return width


class _Fitting:
    """Makes edits of one text fit."""

    def __init__(self, document: Document, width: Width) -> None:
        self._text = document.text
        self._width = width
        self._columns: list[Field] | None = None
        if width is on_screen:
            self._columns = sorted(document.fields(), key=lambda field: field.start)

    def __call__(self, edit: Edit) -> Edit | None:
        """The edit, as wide as what it replaces; ``None`` where the room is too small."""
        if self._columns is not None and not self._is_in_column(edit):
            return edit
        missing = self._width(self._text[edit.start : edit.end]) - self._width(edit.new)
        if missing >= 0:
            return edit._replace(new=edit.new + self._blanks(edit, missing))
        end = edit.end
        while missing < 0 and self._text[end : end + 1] in _BLANKS:
            missing += self._width(self._text[end])
            end += 1
        if missing < 0 and self._text[end : end + 1] in _BARS:
            return edit  # a border is drawn there, and only the drawing suffers
        if missing < 0 or self._text[end : end + 1] not in _BLANKS:
            return None
        return Edit(edit.start, end, edit.new + self._blanks(edit, missing))

    def _is_in_column(self, edit: Edit) -> bool:
        """Whether a drawn column holds the value, and something stands behind it that would move."""
        if self._columns is None or self._text[edit.end : edit.end + 1] not in _BLANKS:
            return False
        at = bisect_right(self._columns, edit.start, key=lambda field: field.start) - 1
        return at >= 0 and edit.end <= self._columns[at].end

    def _blanks(self, edit: Edit, missing: int) -> str:
        wide, rest = divmod(missing, self._width(_WIDE_BLANK))
        if rest or self._text[edit.end : edit.end + 1] == " ":
            return " " * missing
        return _WIDE_BLANK * wide
