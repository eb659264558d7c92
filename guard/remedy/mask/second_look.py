"""Which lines of a text have to be looked at once more after its findings were replaced.

A replacement is marked by its making. Where it is all of a cell, and nothing is left in its record that a recognizer
would look at, a scan can find nothing but the mark. Such records are settled: only the first of each kind are looked at
all the same, and as soon as one of them does not come to what is expected, so is everything.
"""

from __future__ import annotations

from bisect import bisect_left
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from typing import Final, NamedTuple

from detectors.folding import fold, unescape
from detectors.trigger import TriggerSet
from guard.checks.personal_data.line_memory import LineMemory
from guard.checks.personal_data.sections import analysed_text
from guard.extract.format import Format, reader_of
from guard.model import Document, Field, Finding
from guard.remedy.rewrite.splice import Splices

#: Settled records of one kind that are looked at: those in which the same labels hold replacements.
SAMPLED: Final = 32
#: Lines of running text around a replacement that can belong together with it.
AROUND: Final = 20
#: Lines at the head of a table by which it is told what it is.
_HEAD: Final = 64
_TABLES: Final = frozenset({Format.CSV, Format.TSV})
#: Characters of a value that its label says something about.
_VALUE: Final = 4_096


class Triggers:
    """What names the places where something may stand."""

    def __init__(self, triggers: TriggerSet | None = None) -> None:
        self._triggers = triggers or TriggerSet()
        self._lines = LineMemory(self._triggers)

    def lines(self, document: Document) -> set[int]:
        """The lines of a text on which something may stand by what they hold."""
        return {
            line
            for start, end, _entities in self._lines.spots(analysed_text(document))
            for line in range(document.line_of(start), document.line_of(max(start, end - 1)) + 1)
        }

    def is_telling(self, label: str, value: str) -> bool:
        """Whether something may stand under a label."""
        if not self._triggers.is_telling(label):
            return False
        unescaped = unescape(value)
        return bool(self._triggers.under(label, fold(value if unescaped is None else unescaped.text).text))


class Edited(NamedTuple):
    """A text before and after, and what was done to it."""

    old: Document
    new: Document
    splices: Splices


def lines_to_look_at(edited: Edited, triggers: Triggers, refused: Iterable[int]) -> frozenset[int]:
    """The numbers of the lines, from 1; ``refused`` are offsets of what was not replaced."""
    old, splices = edited.old, edited.splices
    telling = _telling_lines(edited, triggers)
    lines = {old.line_of(start) for start in refused}
    around = 0 if old.format in _TABLES else AROUND
    for start, is_whole in zip(splices.starts, splices.wholes, strict=True):
        if not is_whole:
            number = old.line_of(start)
            lines.update(range(max(1, number - around), number + around + 1))
    sampled: Counter[frozenset[str]] = Counter()
    for record in _records(old, splices):
        is_settled = telling.isdisjoint(record.lines) and not any(
            triggers.is_telling(item.label, old.text[item.start : min(item.end, item.start + _VALUE)])
            for item in record.others
        )
        if is_settled:
            sampled[record.labels] += 1
        if not is_settled or sampled[record.labels] <= SAMPLED:
            lines |= record.lines
    return frozenset(lines)


def _telling_lines(edited: Edited, triggers: Triggers) -> set[int]:
    """The lines on which something may stand besides what is all of a cell, and marked."""
    new, splices = edited.new.text, edited.splices
    pieces: list[str] = []
    at = shift = 0
    for start, end, length, is_whole in zip(splices.starts, splices.ends, splices.lengths, splices.wholes, strict=True):
        pieces.append(new[at + shift : start + shift + (0 if is_whole else length)])
        shift += length - (end - start)
        at = end
    pieces.append(new[at + shift :])
    return triggers.lines(Document(edited.new.origin, "".join(pieces)))


class Excerpt(NamedTuple):
    """Some lines of a text as a document; ``numbers`` are those that they have in the whole."""

    document: Document
    numbers: Sequence[int]

    def placed(self, finding: Finding) -> Finding:
        """A finding of the excerpt as one of the whole; its offsets stay those of the excerpt."""
        first, last = finding.position, finding.end_position
        line = self.numbers[first.line - 1]
        return replace(
            finding,
            position=first._replace(line=line),
            end_position=last._replace(line=line + last.line - first.line),
        )


def excerpt(document: Document, lines: frozenset[int]) -> Excerpt:
    """What has to be looked at to know what stands on these lines: of a table its head and those rows, or all of it."""
    starts = document.line_starts
    everything = range(1, len(starts) + 1)
    if document.format not in _TABLES or 2 * len(lines) > len(starts):
        document.changed_lines = lines
        return Excerpt(document, everything)
    heads = {document.line_of(item.label_at) for item in document.fields() if document.line_of(item.start) in lines}
    numbers = sorted(heads | lines | set(everything[:_HEAD]))
    ends = [*starts[1:], len(document.text)]
    some = Document(
        document.origin,
        "".join(document.text[starts[number - 1] : ends[number - 1]] for number in numbers),
        encoding=document.encoding,
        format=document.format,
        reader=reader_of(Format(document.format)),
        profile=document.profile,
    )
    some.changed_lines = frozenset(at for at, number in enumerate(numbers, 1) if number in lines)
    return Excerpt(some, numbers)


class _Record(NamedTuple):
    """A record with replacements: its lines, the labels over them, and the fields that were not replaced."""

    lines: frozenset[int]
    labels: frozenset[str]
    others: Sequence[Field]


def _records(document: Document, splices: Splices) -> Iterator[_Record]:
    """The records with cells that were replaced. One that comes again later is another one, looked at by itself."""
    together: list[Field] = []
    for item in document.fields():
        if together and item.record != together[0].record:
            yield from _record(document, together, splices)
            together = []
        together.append(item)
    if together:
        yield from _record(document, together, splices)


def _record(document: Document, fields: Sequence[Field], splices: Splices) -> Iterator[_Record]:
    replaced = [_is_replaced(item, splices) for item in fields]
    if any(replaced):
        first = document.line_of(min(item.start for item in fields))
        last = document.line_of(max(item.end for item in fields))
        labels = frozenset(item.label for item, is_gone in zip(fields, replaced, strict=True) if is_gone)
        others = [item for item, is_gone in zip(fields, replaced, strict=True) if not is_gone]
        yield _Record(frozenset(range(first, last + 1)), labels, others)


def _is_replaced(item: Field, splices: Splices) -> bool:
    """Whether a replacement is all of a field."""
    at = bisect_left(splices.ends, item.start + 1)
    return at < len(splices) and splices.starts[at] < item.end and bool(splices.wholes[at])
