"""Here documents of PHP and Ruby: where the text between ``<<<TAG`` and a line that begins with ``TAG`` ends."""

from __future__ import annotations

import re
from typing import Final

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
