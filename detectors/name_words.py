"""The words of a line as the name model sees them: all of it, Japanese by Sudachi, the rest by kinds of characters."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import NamedTuple

from detectors.morphology import Part, tagged_tokens

#: What divides the columns of a table is one word; single spaces are none, but are told of the word before.
_OTHER = re.compile(r"(?P<latin>[A-Za-z]+)|(?P<number>[0-9]+)|(?P<gap>\t[ \t]*|[ ]{2,}\s*)|(?P<sign>\S)|(?P<space> )")
_GAP = "⇥"


class Word(NamedTuple):
    """A word with its place in the line, its part of speech, and whether a space follows."""

    text: str
    start: int
    end: int
    tag: str
    part: Part
    has_space: bool


def words(line: str) -> list[Word]:
    """The words of one line of folded text."""
    found: list[Word] = []
    at = 0
    for token, tag in tagged_tokens(line):
        if token.start > at:
            _add_others(found, line, at, token.start)
        at = token.end
        if token.surface.isspace():
            _mark_space(found)
        elif token.start < token.end:
            found.append(Word(token.surface, token.start, token.end, tag, token.part, has_space=False))
    _add_others(found, line, at, len(line))
    return found


def _add_others(found: list[Word], line: str, start: int, end: int) -> None:
    for match in _OTHER.finditer(line, start, end):
        kind = match.lastgroup or ""
        if kind == "space":
            _mark_space(found)
            continue
        text = _GAP if kind == "gap" else match[0]
        found.append(Word(text, match.start(), match.end(), kind, Part.OTHER, has_space=False))


def _mark_space(found: list[Word]) -> None:
    if found:
        found[-1] = found[-1]._replace(has_space=True)


def windows(found: list[Word], size: int) -> Iterator[list[Word]]:
    """The words in stretches of bounded size: a line can be a whole file."""
    for start in range(0, len(found), size):
        yield found[start : start + size]
