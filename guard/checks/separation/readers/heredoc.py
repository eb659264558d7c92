"""Here documents of PHP and Ruby: where the text between ``<<<TAG`` and a line that begins with ``TAG`` ends."""

from __future__ import annotations

import re
from typing import Final, Protocol

from guard.checks.separation.readers.assignment import Assignments
from guard.checks.separation.readers.limits import MALFORMED

_FIRST_WORD: Final = re.compile(r"[ \t]*+(\w++)")


def end_of(text: str, at: int, tag: str) -> tuple[int, int] | None:
    """Where the body that starts at ``at`` ends, and where the code goes on; ``None`` if it never ends."""
    line = at
    while True:
        word = _FIRST_WORD.match(text, line)
        if word is not None and word[1] == tag:
            return max(at, line - 1), word.end()
        newline = text.find("\n", line)
        if newline < 0:
            return None
        line = newline + 1


class AddText(Protocol):
    """How a language takes in a text; in a plain one nothing is filled in."""

    def __call__(self, assignments: Assignments, raw: str, start: int, /, *, is_plain: bool) -> None:
        """Add a text that starts at an offset."""
        ...


def read_heredoc(assignments: Assignments, text: str, opening: re.Match[str], add: AddText) -> int:
    """Take in the document behind its opening (groups ``tag`` and ``quote``), and say where the code goes on."""
    ends = end_of(text, opening.end(), opening["tag"])
    if ends is None:
        assignments.stop(MALFORMED)
        return len(text)
    add(assignments, text[opening.end() : ends[0]], opening.end(), is_plain=opening["quote"] == "'")
    return ends[1]
