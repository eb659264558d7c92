"""Where expressions match in a window of lines, and how much of a line the rules have to see there.

A line can be a bundle of sixty kilobytes in which ``name:"A`` stands a few times: asking the rules for names about all of
it costs more than everything else. What they look for is near, so that a stretch around each match is enough.
"""

from __future__ import annotations

from bisect import bisect_right
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from typing import Any

#: A line of more bytes is looked at in excerpts: so much before and behind what matched, which counts up to a length.
_LONG_LINE = 4096
_AROUND = 1024
_MATCH = 256

#: Where expressions match: (start, end) in bytes, by number of the line.
Spans = Mapping[int, list[tuple[int, int]]]


class Lines:
    """A window of folded text as bytes, and where its lines begin."""

    def __init__(self, data: bytes) -> None:
        self.data = data
        self._starts = _line_starts(data)

    def spans(self, pattern: Any, *, once: bool = False) -> Spans:
        """The matches by line; ``once``: the first of each line is enough, for an expression that may be slow."""
        found: defaultdict[int, list[tuple[int, int]]] = defaultdict(list)
        for start, end in _first_of_each_line(pattern, self.data) if once else _matches(pattern, self.data):
            first = bisect_right(self._starts, start) - 1
            last = bisect_right(self._starts, max(start, end - 1)) - 1
            for number in range(first, last + 1):
                found[number].append((start, end))
        return found

    def excerpts(self, number: int, spans: Iterable[tuple[int, int]]) -> Iterator[str]:
        """The line with this number, or the parts of a long one that are around these places."""
        low = self._starts[number]
        high = self._starts[number + 1] - 1 if number + 1 < len(self._starts) else len(self.data)
        if high - low <= _LONG_LINE:
            yield self._text(low, high)
            return
        at = end = low
        for start, stop in spans:
            first = max(low, start - _AROUND)
            if first > end:
                if end > at:
                    yield self._text(at, end)
                at = first
            end = max(end, min(high, min(stop, start + _MATCH) + _AROUND))
        yield self._text(at, end)

    def _text(self, start: int, end: int) -> str:
        """The characters in these bytes, without one that is cut at either end."""
        while start < end and self.data[start] & 0xC0 == 0x80:
            start += 1
        while end < len(self.data) and self.data[end] & 0xC0 == 0x80:
            end -= 1
        return self.data[start:end].decode("utf-8", "surrogatepass")


def _matches(pattern: Any, data: bytes) -> Iterator[tuple[int, int]]:
    """The matches of an expression; what a very long one covers is looked at as well."""
    position = 0
    while match := pattern.search(data, position):
        start, end = match.span()
        yield start, end
        position = max(start + 1, min(end, start + _MATCH))


def _first_of_each_line(pattern: Any, data: bytes) -> Iterator[tuple[int, int]]:
    """One match a line, in linear time: an expression that is not ours can need a whole line for each match."""
    position = 0
    while match := pattern.search(data, position):
        yield match.span()
        position = data.find(b"\n", match.end()) + 1
        if not position:
            return


def _line_starts(data: bytes) -> list[int]:
    starts = [0]
    position = data.find(b"\n")
    while position >= 0:
        starts.append(position + 1)
        position = data.find(b"\n", position + 1)
    return starts
