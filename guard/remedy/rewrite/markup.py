"""The text of an XML part as the readers of Office files make it, with the byte at which each of its characters stands.

``guard.extract.readers.markup_flow`` reads the same; whoever uses this compares the two texts, so that a difference
between them leaves a file as it is.
"""

from __future__ import annotations

import re
from array import array
from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Final

from guard.extract.readers.markup_flow import SAYING, SAYING_OF
from guard.extract.readers.office_package import cell_text
from guard.remedy.rewrite.parser import local, parse, parser_of, run

_PARAGRAPHS: Final = frozenset({"p", "h"})
_GAPS: Final = frozenset({"br", "cr", "line-break", "tab", "del", "ins", "s"})
_CHANGES: Final = frozenset({"del", "ins"})
_TABLES: Final = frozenset({"tbl", "table"})
_ROWS: Final = frozenset({"tr", "table-row"})
_CELLS: Final = frozenset({"tc", "table-cell", "covered-table-cell"})
_TWICE: Final = "Fallback"
_RUNS: Final = frozenset({"t", "delText", "instrText"})
_MADE: Final = -1
#: Bytes of a tag within which an attribute is looked for, beside its own value.
_LONGEST_TAG: Final = 4_096


@dataclass(slots=True)
class Spots:
    """A text and where its characters stand: bytes from ``starts`` to ``ends``, -1 for what no byte stands for."""

    text: list[str] = field(default_factory=list)
    starts: array[int] = field(default_factory=lambda: array("q"))
    ends: array[int] = field(default_factory=lambda: array("q"))

    def add(self, character: str, start: int = _MADE, end: int = _MADE) -> None:
        """One more character."""
        self.text.append(character)
        self.starts.append(start)
        self.ends.append(end)

    def extend(self, other: Spots) -> None:
        """All of another text."""
        self.text += other.text
        self.starts += other.starts
        self.ends += other.ends

    def say(self, made: str) -> None:
        """Characters that stand nowhere."""
        for character in made:
            self.add(character)

    def collapsed(self) -> Spots:
        """The same with white space as readers have it: each run one blank, none at either end."""
        done = Spots()
        gap: tuple[int, int] | None = None
        for character, start, end in zip(self.text, self.starts, self.ends, strict=True):
            if character.isspace():
                gap = (start, end) if gap is None else (_MADE, _MADE)
                continue
            if gap is not None and done.text:
                done.add(" ", *gap)
            gap = None
            done.add(character, start, end)
        return done

    def __str__(self) -> str:
        return "".join(self.text)

    def __bool__(self) -> bool:
        return bool(self.text)


@dataclass(slots=True)
class Part:
    """What a part says: lines, tables as texts of their own, and what stands in it once more for old programs."""

    lines: list[Spots] = field(default_factory=list)
    tables: list[Spots] = field(default_factory=list)
    again: list[Spots] = field(default_factory=list)

    def flowing(self) -> Spots:
        """The lines as one text."""
        return joined(self.lines)


def flow(data: bytes) -> Part:
    """Paragraphs as lines, tables as rows. Raises :class:`Unreadable`."""
    reader = _FlowReader(data)
    parse(data, reader.start, reader.end, reader.characters)
    reader.end_paragraph()
    return reader.part


def leaves(data: bytes) -> Spots:
    """``name: text`` of every element with text, and what attributes say, each on a line. Raises :class:`Unreadable`."""
    found: list[Spots] = []
    buffer = Spots()

    def start(name: str, values: Mapping[str, str], at: int) -> None:
        nonlocal buffer
        buffer = Spots()
        found.extend(_said(data, at, name, values))

    def end(name: str) -> None:
        nonlocal buffer
        if text := buffer.collapsed():
            line = Spots()
            line.say(f"{name}: ")
            line.extend(text)
            found.append(line)
        buffer = Spots()

    def characters(text: Iterable[tuple[str, int, int]]) -> None:
        for one in text:
            buffer.add(*one)

    parse(data, start, end, characters)
    return joined(found)


def shared_strings(data: bytes) -> list[Spots]:
    """The strings of a workbook, each with the reading that stands above its characters. Raises :class:`Unreadable`."""
    found: list[Spots] = []
    inside: list[str] = []
    text, reading = Spots(), Spots()

    def start(name: str, _values: Mapping[str, str], _at: int) -> None:
        inside.append(name)

    def end(name: str) -> None:
        nonlocal text, reading
        inside.pop()
        if name == "si":
            whole = text
            whole.say(" ")
            whole.extend(reading)
            found.append(whole.collapsed())
            text, reading = Spots(), Spots()

    def characters(told: Iterable[tuple[str, int, int]]) -> None:
        if inside[-1] == "t":
            into = reading if inside[-2:-1] == ["rPh"] else text
            for one in told:
                into.add(*one)

    parse(data, start, end, characters)
    return found


def attributes(data: bytes, elements: Collection[str], attribute: str, *, links: bool = False) -> Spots:
    """The values of an attribute of these elements, each on a line; of ``links`` those that lead outside.

    Raises :class:`Unreadable`.
    """
    parser = parser_of(data)
    found: list[Spots] = []

    def start(name: str, values: Mapping[str, str]) -> None:
        value = next((value for key, value in values.items() if local(key) == attribute), "")
        if local(name) in elements and value and (":" in value or not links):
            found.append(_attribute(data, parser.CurrentByteIndex, attribute, value))

    parser.StartElementHandler = start
    run(parser, data)
    return joined(found)


def _said(data: bytes, at: int, name: str, values: Mapping[str, str]) -> Iterator[Spots]:
    """The words that stand in attributes of the element whose tag begins here."""
    for attribute, value in values.items():
        if value.strip() and (attribute in SAYING or SAYING_OF.get(name) == attribute):
            yield _attribute(data, at, attribute, value)


def _attribute(data: bytes, at: int, attribute: str, value: str) -> Spots:
    """A value with its bytes in the tag that begins here; without them where it is written with entities."""
    spots = Spots()
    written = re.compile(rb"[\s:]%b\s*=\s*[\"']%b[\"']" % (attribute.encode(), re.escape(value.encode()))).search(
        data, at, at + len(value.encode()) + _LONGEST_TAG
    )
    if written is None or value != " ".join(value.split()):
        spots.say(" ".join(value.split()))
        return spots
    place = written.end() - 1 - len(value.encode())
    for character in value:
        end = place + len(character.encode())
        spots.add(character, place, end)
        place = end
    return spots


def joined(lines: Iterable[Spots]) -> Spots:
    """Lines as one text."""
    text = Spots()
    for line in lines:
        text.extend(line)
        text.say("\n")
    return text


class _FlowReader:
    """The lines and tables of a part, as ``markup_flow`` reads them with ``runs_only``."""

    def __init__(self, data: bytes) -> None:
        self.part = Part()
        self._data = data
        self._runs = 0
        self._left_out = 0
        self._text = Spots()
        self._again = Spots()
        self._tables: list[list[list[Spots]]] = []

    def start(self, name: str, values: Mapping[str, str], at: int) -> None:
        if name in _RUNS:
            self._runs += 1
        if values:
            into = self.part.again if self._left_out or name == _TWICE else self.part.lines
            into += _said(self._data, at, name, values)
        if self._left_out or name == _TWICE:
            self._left_out += 1
        elif name in _GAPS:
            self._text.say(" ")
        elif name in _PARAGRAPHS:
            self.end_paragraph()
        elif name in _TABLES:
            self.end_paragraph()
            self._tables.append([])
        elif name in _ROWS and self._tables:
            self._tables[-1].append([])
        elif name in _CELLS and self._tables:
            self.end_paragraph()
            self._row().append(Spots())

    def end(self, name: str) -> None:
        if name in _RUNS:
            self._runs -= 1
        if self._left_out:
            self._left_out -= 1
            if name in _PARAGRAPHS or not self._left_out:
                self._end_again()
        elif name in _CHANGES:
            self._text.say(" ")
        elif name in _PARAGRAPHS or name in _CELLS:
            self.end_paragraph()
        elif name in _TABLES and self._tables:
            self.end_paragraph()
            if rows := [row for row in self._tables.pop() if any(row)]:
                self.part.tables.append(_table(rows))

    def characters(self, text: Iterable[tuple[str, int, int]]) -> None:
        if self._runs:
            into = self._again if self._left_out else self._text
            for one in text:
                into.add(*one)

    def end_paragraph(self) -> None:
        """Put what was read into the cell that is open, or make it a line."""
        text, self._text = self._text.collapsed(), Spots()
        if self._tables and self._tables[-1] and self._tables[-1][-1]:
            cell = self._tables[-1][-1][-1]
            if cell and text:
                cell.say(" ")
            cell.extend(text)
        elif text:
            self.part.lines.append(text)

    def _end_again(self) -> None:
        text, self._again = self._again.collapsed(), Spots()
        if text:
            self.part.again.append(text)

    def _row(self) -> list[Spots]:
        table = self._tables[-1]
        if not table:
            table.append([])
        return table[-1]


def _table(rows: list[list[Spots]]) -> Spots:
    text = Spots()
    for row in rows:
        for number, cell in enumerate(row):
            if number:
                text.say("\t")
            text.extend(Spots(list(cell_text(str(cell))), cell.starts, cell.ends))
        text.say("\n")
    return text
