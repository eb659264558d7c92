"""What says of a line, or of a part of a file, that it calls Sekisho."""

from __future__ import annotations

import re
from typing import Any, Final

_OURS: Final = re.compile(r"sekisho|関所|-m\s+(?:guard|hooks\.)\b", re.IGNORECASE)


def mentions(value: Any) -> bool:
    """Whether a text, or anything in lists and tables, names us."""
    stack = [value]
    while stack:
        one = stack.pop()
        if isinstance(one, str):
            if _OURS.search(one):
                return True
        elif isinstance(one, dict):
            stack += [*one.keys(), *one.values()]
        elif isinstance(one, list):
            stack += one
    return False


def mentioning_lines(text: str) -> list[str]:
    """The lines that name us and are no comments, blanks at their ends left out."""
    lines = (line.strip() for line in text.splitlines())
    return [line for line in lines if mentions(line) and not line.startswith(("#", "//"))]
