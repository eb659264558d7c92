"""Each line looked at by the triggers once: most lines of a repository stand in it more than once."""

from __future__ import annotations

import hashlib
from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator
from sys import getsizeof

from detectors.folding import fold, unescape
from detectors.trigger import TriggerSet
from guard.checks.personal_data.spots import Spots

#: Code points of a window for the triggers, of a piece of a longer line, and what two pieces share.
WINDOW = 65536
PIECE = 8192
OVERLAP = 256
#: Bytes of lines that are remembered, twice over, and what a line weighs beside them.
MEMORY = 20 << 20
LINE_WEIGHT = 64


class LineMemory:
    """Which entities the triggers name on a line, for every line seen lately.

    Triggers look at one line at a time; the same line comes again in other files and in other versions of the
    same file. What was seen is kept in two halves: when the newer one is full it becomes the older one, and
    what stood in that and was not met since is forgotten.
    """

    def __init__(self, triggers: TriggerSet) -> None:
        self.triggers = triggers
        self._quiet: set[str] = set()
        self._telling: dict[str, frozenset[str]] = {}
        self._sets: dict[frozenset[str], frozenset[str]] = {}
        self._older = self._quiet, self._telling
        self._size = 0

    def spots(self, text: str) -> Spots:
        """The lines of a text on which something may stand."""
        spots = Spots()
        for start, end in windows(text):
            window = text[start:end]
            if "\n" not in window[:-1]:  # one line, or a piece of a long one: its digest is kept, not its text
                key = "\n" + hashlib.blake2b(window.encode("utf-8", "surrogatepass"), digest_size=16).hexdigest()
                self._learn([key], [window.removesuffix("\n")])
                if key in self._telling:
                    self.add(spots, start, end, self._telling[key])
                continue
            lines = window.split("\n")
            self._learn(lines)
            if self._telling.keys().isdisjoint(lines):
                continue
            at = start
            for line in lines:
                if entities := self._telling.get(line):
                    self.add(spots, at, min(at + len(line) + 1, end), entities)
                at += len(line) + 1
        return spots

    def add(self, spots: Spots, start: int, end: int, entities: Iterable[str]) -> None:
        """Note that something may stand in a stretch."""
        spots.put(start, end, self._shared(spots.get(start, end).union(entities)))

    def _shared(self, entities: frozenset[str]) -> frozenset[str]:
        """The one set of these entities: lines are many, kinds of lines are few."""
        return self._sets.setdefault(entities, entities)

    def _learn(self, lines: list[str], texts: list[str] | None = None) -> None:
        """Ask the triggers about the lines that were not seen lately; ``texts`` is what stands behind a digest."""
        unknown = self._unknown(set(lines))
        if not unknown:
            return
        fresh = list(unknown)
        named: defaultdict[str, set[str]] = defaultdict(set)
        for number, entities in self._named(texts or fresh):
            named[fresh[number]].update(entities)
        self._telling.update((line, self._shared(frozenset(entities))) for line, entities in named.items())
        self._quiet.update(line for line in fresh if line not in named)
        self._size += sum(map(getsizeof, fresh))

    def _unknown(self, lines: set[str]) -> set[str]:
        if self._size + LINE_WEIGHT * (len(self._quiet) + len(self._telling)) > MEMORY:
            self._older = self._quiet, self._telling
            self._quiet, self._telling, self._size = set(), {}, 0
        unknown = lines - self._quiet
        unknown.difference_update(self._telling)
        quiet, telling = self._older
        if known := unknown & quiet:
            self._quiet |= known
            self._size += sum(map(getsizeof, known))
            unknown -= known
        for line in unknown & telling.keys():
            self._telling[line] = telling[line]
            unknown.remove(line)
        return unknown

    def _named(self, lines: list[str]) -> Iterator[tuple[int, Collection[str]]]:
        """Numbers of lines, from 0, with the entities that a trigger names there, as they stand or unescaped."""
        yield from self._triggered(enumerate(lines))
        unescaped = unescape("\n".join(lines))
        if unescaped is not None:
            others = enumerate(unescaped.text.split("\n"))
            yield from self._triggered((number, line) for number, line in others if line != lines[number])

    def _triggered(self, numbered: Iterable[tuple[int, str]]) -> Iterator[tuple[int, Collection[str]]]:
        """The same for lines as they are; those in ASCII, which are most of them, are cheaper on their own."""
        beyond_ascii: list[tuple[int, str]] = []
        in_ascii: list[tuple[int, str]] = []
        for number, line in numbered:
            (in_ascii if line.isascii() else beyond_ascii).append((number, line))
        for group in (beyond_ascii, in_ascii):
            if group:
                view = fold("\n".join(line for _, line in group))
                for at, entities in self.triggers.lines(view.text).items():
                    yield group[at][0], entities


def windows(text: str) -> Iterator[tuple[int, int]]:
    """Windows of whole lines; a line that is longer than a window is cut into pieces that overlap."""
    start = 0
    while start < len(text):
        is_last = start + WINDOW >= len(text)
        end = len(text) if is_last else text.rfind("\n", start, start + WINDOW) + 1
        if end <= start:  # no line ends within the window
            line_end = text.find("\n", start)
            line_end = len(text) if line_end < 0 else line_end + 1
            for piece in range(start, line_end, PIECE - OVERLAP):
                yield piece, min(piece + PIECE, line_end)
            end = line_end
        else:
            yield start, end
        start = end
