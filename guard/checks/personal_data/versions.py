"""What is new in a text since the last clean one at the same path: versions of a file differ by a few lines."""

from __future__ import annotations

from sys import getsizeof
from typing import Final

#: Bytes of texts that are kept; when there are more, all are forgotten.
MEMORY: Final = 24 << 20
#: Characters to which it is found where two texts begin to differ: about a line.
FINE: Final = 32
#: A change is tried to be no longer than this.
NEAR: Final = 256


class Versions:
    """The last text at each path that was clean, line by line."""

    def __init__(self) -> None:
        self._texts: dict[str, str] = {}
        self._size = 0

    def keep(self, path: str, text: str) -> None:
        """Take note of a text of which every line is clean."""
        if self._size > MEMORY:
            self._texts.clear()
            self._size = 0
        self._size += getsizeof(text) - getsizeof(self._texts.get(path, ""))
        self._texts[path] = text

    def new_lines(self, path: str, text: str) -> str:
        """A stretch of whole lines of a text: every line outside of it stands in the text kept at this path."""
        before = self._texts.get(path)
        if before is None or text == before:
            return text if before is None else ""
        shorter = min(len(text), len(before))
        start = _shared_start(text, before, shorter)
        end = _shared_end(text, before, shorter - start)
        start = text.rfind("\n", 0, start) + 1
        line_end = text.find("\n", len(text) - end) if end else -1
        return text[start:] if line_end < 0 else text[start:line_end]


def _shared_start(one: str, other: str, most: int) -> int:
    """How many characters at least both begin with."""
    low, high = 0, most
    while high - low > FINE:
        middle = (low + high + 1) // 2
        if one.startswith(other[low:middle], low):
            low = middle
        else:
            high = middle
    return low


def _shared_end(one: str, other: str, most: int) -> int:
    """How many characters at least both end with; mostly it is nearly all of what they do not begin with."""
    low, high = 0, most
    one_end, other_end = len(one), len(other)
    middle = max(most - NEAR, (most + 1) // 2)
    while high - low > FINE:
        if one.startswith(other[other_end - middle : other_end - low], one_end - middle):
            low = middle
        else:
            high = middle
        middle = (low + high + 1) // 2
    return low
