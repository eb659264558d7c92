"""Which sections of a document are worth Presidio, and what structure they have.

A document is read in windows of whole lines. Triggers name the lines on which something may stand; where the
format has labels, a value can be worth a look because of its label alone. Lines near each other become one
section, so that a thousand rows of a table are a few dozen calls and not a thousand.
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from itertools import islice

from detectors.folding import fold, unescape
from guard.checks.personal_data.line_memory import OVERLAP, PIECE, LineMemory, windows
from guard.checks.personal_data.spots import Spots
from guard.model import Document, Field

#: A section ends after so many code points, or when so many lines hold nothing.
SECTION = 4096
GAP = 2
#: Fields of a document that are kept from one pass to the next: some megabytes.
KEPT_FIELDS = 50_000
#: A document of more sections has its fields read along with them, where they stand in order …
STREAMED = 128
#: … and but for so many records each is a stretch of its own: a row, an object of a list.
MOST_LATE = 1_000


@dataclass(slots=True)
class Section:
    """A stretch of the document with the entities that may stand in it and the fields that lie in it."""

    start: int
    end: int
    entities: frozenset[str]
    fields: list[Field] = field(default_factory=list)


@dataclass(slots=True)
class Reading:
    """The sections of a document, in order.

    ``late``: of the records that come again after another has begun, where they end; ``None`` where the fields are no
    stream, so that what stands together is known at the end only.
    """

    sections: list[Section]
    late: Mapping[int, int] | None = None
    _fields: Callable[[], Iterable[Field]] | None = None

    def __bool__(self) -> bool:
        return bool(self.sections)

    def __iter__(self) -> Iterator[Section]:
        """Each section with its fields, to be read once."""
        if self._fields is None:
            yield from self.sections
            return
        coming = iter(self._fields())
        following = next(coming, None)
        near: list[Field] = []
        for section in self.sections:
            while following is not None and following.start < section.end:
                near.append(following)
                following = next(coming, None)
            near = [item for item in near if item.end > section.start]
            section.fields = [item for item in near if item.start < section.end]
            yield section
            section.fields = []


def analysed_text(document: Document) -> str:
    """The text with every line end as one ``\\n``, each offset as before."""
    if "\r" not in document.text:
        return document.text
    return document.text.replace("\r\n", " \n").replace("\r", "\n")


def find_sections(document: Document, text: str, memory: LineMemory) -> Reading:
    """The sections to analyse, in order, with the fields in them; none for a clean document."""
    spots = memory.spots(text)
    telling = document.is_structured and any(memory.triggers.has_label(text[a:b]) for a, b in windows(text))
    fields = _kept_fields(document) if telling else document.fields
    if telling:
        _add_labelled(fields(), text, memory, spots)
    if not spots:
        return Reading([])
    sections = _join(spots)
    del spots
    changed = document.changed_lines
    if changed is not None:
        headers = _rows_below_changed_headers(document, changed) if document.is_structured else set()
        sections = [p for p in sections if not _lines(document, p).isdisjoint(changed | headers)]
    if not sections or not document.is_structured:
        return Reading(sections, {} if len(sections) > STREAMED else None)
    late = _late_records(fields()) if len(sections) > STREAMED else None
    if late is not None:
        return Reading(sections, late, fields)
    _add_fields(fields(), sections)
    return Reading(sections)


def _kept_fields(document: Document) -> Callable[[], Iterable[Field]]:
    """The fields of a document, which are read once unless there are so many that they fill the memory."""
    kept = list(islice(document.fields(), KEPT_FIELDS + 1))
    return document.fields if len(kept) > KEPT_FIELDS else lambda: kept


def scope(document: Document) -> frozenset[int] | None:
    """The lines whose findings are reported: changed ones, and the rows below a changed header; ``None``: all."""
    changed = document.changed_lines
    if changed is None or not document.is_structured:
        return changed
    return changed | _rows_below_changed_headers(document, changed)


def _late_records(fields: Iterable[Field]) -> dict[int, int] | None:
    """Where the records end that come again; ``None`` where the fields are not in the order of the text."""
    late: dict[int, int] = {}
    start = current = highest = -1
    for item in fields:
        if item.start < start or len(late) > MOST_LATE:
            return None
        start = item.start
        if item.record != current:
            current = item.record
            if current <= highest:
                late.setdefault(current, 0)
            highest = max(highest, current)
        if current in late:
            late[current] = max(late[current], item.end)
    return late


def _add_labelled(fields: Iterable[Field], text: str, memory: LineMemory, spots: Spots) -> None:
    triggers = memory.triggers
    for item in fields:
        if not triggers.is_telling(item.label):
            continue
        start = text.rfind("\n", max(0, item.start - PIECE), item.start) + 1 or max(0, item.start - OVERLAP)
        end = text.find("\n", item.end, item.end + PIECE) + 1 or min(len(text), item.end + OVERLAP)
        if triggers.at_most_under(item.label) <= spots.get(start, end):
            continue  # whatever the value is, its line will be asked about it
        entities = triggers.under(item.label, _value(text, item))
        if entities:
            memory.add(spots, start, end, entities)


def _value(text: str, item: Field) -> str:
    value = text[item.start : min(item.end, item.start + SECTION)]
    unescaped = unescape(value)
    return fold(value).text if unescaped is None else fold(unescaped.text).text


def _join(spots: Spots) -> list[Section]:
    sections: list[Section] = []
    for start, end, entities in spots:
        last = sections[-1] if sections else None
        near = last is not None and start - last.end <= GAP * 120
        if last is not None and near and end - last.start <= SECTION:
            last.end = max(last.end, end)
            last.entities |= entities
        else:
            sections.append(Section(start, end, entities))
    return sections


def _add_fields(fields: Iterable[Field], sections: list[Section]) -> None:
    starts = [section.start for section in sections]
    for item in fields:
        first = max(0, bisect_right(starts, item.start) - 1)
        last = bisect_left(starts, item.end)
        for section in sections[first:last]:
            if item.start < section.end and section.start < item.end:
                section.fields.append(item)


def _rows_below_changed_headers(document: Document, changed: frozenset[int]) -> set[int]:
    rows: set[int] = set()
    for item in document.fields():
        line = document.line_of(item.start)
        header = document.line_of(item.label_at)
        if header != line and header in changed:
            rows.update(range(line, document.line_of(max(item.start, item.end - 1)) + 1))
    return rows


def _lines(document: Document, section: Section) -> set[int]:
    return set(range(document.line_of(section.start), document.line_of(max(section.start, section.end - 1)) + 1))
