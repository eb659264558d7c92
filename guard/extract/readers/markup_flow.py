"""The text of an XML part of an office document: paragraphs as lines, tables as rows, whatever the vocabulary.

Word, PowerPoint and OpenDocument say ``w:p``, ``a:p`` and ``text:p`` for the same thing, so the names without
their prefixes are enough. Entities that a part declares itself are refused: they are how a bomb is built.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Collection, Iterator, Mapping
from dataclasses import dataclass, field
from xml.parsers import expat

from guard.errors import Unlookable
from guard.model import SkipReason

_PARAGRAPHS = frozenset({"p", "h"})
_BREAKS = frozenset({"br", "cr", "line-break", "tab"})
#: What a tracked change took away and put in stand side by side, and are no one word.
_CHANGES = frozenset({"del", "ins"})
_TABLES = frozenset({"tbl", "table"})
_ROWS = frozenset({"tr", "table-row"})
_CELLS = frozenset({"tc", "table-cell", "covered-table-cell"})
#: A comment on a cell, or on a word: no part of it.
_ASIDE = "annotation"
#: The same content once more, for programs that do not know the first.
_TWICE = "Fallback"
#: Elements of the two Microsoft vocabularies whose characters are text; in others they are white space.
_RUNS = frozenset({"t", "delText", "instrText"})
_SPACE = re.compile(r"\s+")
#: Attributes with words of the document: what a picture shows, hints and messages, prompts, fields, curved text.
SAYING = frozenset(
    "descr title alt tooltip screenTip prompt promptTitle error errorTitle displayText instr string"
    " current-value".split()
)
#: The same of elements in which an attribute of a common name holds them.
SAYING_OF = {
    "docVar": "val",
    "alias": "val",
    "listItem": "value",
    "section": "name",
    "item": "label",
    "option": "label",
    "a": "href",
    "user-field-decl": "string-value",
    "named-expression": "expression",
    "content-validation": "condition",
}

StartHandler = Callable[[str, Mapping[str, str]], None]


class Broken(Unlookable):
    """An XML part that cannot be read."""

    reason = SkipReason.MALFORMED


@dataclass(slots=True)
class Flow:
    """The lines of a part, and its tables as rows of cells."""

    lines: list[str] = field(default_factory=list)
    tables: list[list[list[str]]] = field(default_factory=list)


def flow(data: bytes, *, runs_only: bool) -> Flow:
    """Read a part; ``runs_only``: characters count only inside of the elements for text (Word, PowerPoint).

    Raises :class:`Broken`.
    """
    reader = _FlowReader(runs_only=runs_only)
    _parse(data, reader.start, reader.end, reader.characters)
    reader.end_paragraph()
    return reader.flow


def leaves(data: bytes) -> Iterator[str]:
    """``name: text`` of every element with text, as properties and custom data have them, and what attributes say.

    Raises :class:`Broken`.
    """
    names: list[str] = []
    found: list[str] = []
    buffer: list[str] = []

    def start(name: str, values: Mapping[str, str]) -> None:
        names.append(name)
        buffer.clear()
        found.extend(_said(name, values))

    def end(name: str) -> None:
        names.pop()
        if text := _SPACE.sub(" ", "".join(buffer)).strip():
            found.append(f"{name}: {text}")
        buffer.clear()

    _parse(data, start, end, buffer.append)
    yield from found


def attributes(data: bytes, elements: Collection[str], attribute: str) -> Iterator[str]:
    """The values of an attribute of these elements. Raises :class:`Broken`."""
    found: list[str] = []

    def start(name: str, values: Mapping[str, str]) -> None:
        if name in elements and values.get(attribute):
            found.append(_SPACE.sub(" ", values[attribute]))

    _parse(data, start, lambda _name: None, lambda _text: None)
    yield from found


def shared_strings(data: bytes) -> Iterator[tuple[str, str]]:
    """The strings of a workbook, each with the reading that stands above its characters. Raises :class:`Broken`."""
    found: list[tuple[str, str]] = []
    text: list[str] = []
    reading: list[str] = []
    inside: list[str] = []

    def start(name: str, _values: Mapping[str, str]) -> None:
        inside.append(name)

    def end(name: str) -> None:
        inside.pop()
        if name == "si":
            found.append((_SPACE.sub(" ", "".join(text)).strip(), _SPACE.sub(" ", "".join(reading)).strip()))
            text.clear()
            reading.clear()

    def characters(words: str) -> None:
        if inside[-1] == "t":
            (reading if inside[-2:-1] == ["rPh"] else text).append(words)

    _parse(data, start, end, characters)
    yield from found


def _said(name: str, values: Mapping[str, str]) -> Iterator[str]:
    """The words that stand in attributes of an element."""
    for attribute, value in values.items():
        if (attribute in SAYING or SAYING_OF.get(name) == attribute) and (text := _SPACE.sub(" ", value).strip()):
            yield text


def _parse(data: bytes, start: StartHandler, end: Callable[[str], None], characters: Callable[[str], None]) -> None:
    parser = expat.ParserCreate()
    parser.buffer_text = True
    parser.StartElementHandler = lambda name, values: start(_local(name), {_local(k): v for k, v in values.items()})
    parser.EndElementHandler = lambda name: end(_local(name))
    parser.CharacterDataHandler = characters
    parser.EntityDeclHandler = _refuse
    try:
        parser.Parse(data, True)
    except expat.ExpatError as error:
        raise Broken(f"XML: {expat.errors.messages.get(error.code, 'not well-formed')}") from None


def _refuse(*_declaration: object) -> None:
    raise Broken("XML: an entity of its own")


def _local(name: str) -> str:
    return name.rpartition(":")[2]


class _FlowReader:
    """What a parser tells, as lines and tables; it holds no more of the nesting than the tables that are open."""

    def __init__(self, *, runs_only: bool) -> None:
        self.flow = Flow()
        self._runs_only = runs_only
        self._runs = 0
        self._left_out = 0
        self._text: list[str] = []
        self._tables: list[list[list[str]]] = []
        self._around: list[list[list[list[str]]]] = []

    def start(self, name: str, values: Mapping[str, str]) -> None:
        if self._left_out or name == _TWICE:
            self._left_out += 1
            return
        if values:
            self.flow.lines += _said(name, values)
        if name in _RUNS:
            self._runs += 1
        elif name in _BREAKS or name in _CHANGES or name == "s":
            self._text.append(" ")
        elif name in _PARAGRAPHS:
            self.end_paragraph()
        elif name == _ASIDE:
            self.end_paragraph()
            self._around.append(self._tables)
            self._tables = []
        elif name in _TABLES:
            self.end_paragraph()
            self._tables.append([])
        elif name in _ROWS and self._tables:
            self._tables[-1].append([])
        elif name in _CELLS and self._tables:
            self.end_paragraph()
            self._row().append("")

    def end(self, name: str) -> None:
        if self._left_out:
            self._left_out -= 1
        elif name in _RUNS:
            self._runs -= 1
        elif name in _CHANGES:
            self._text.append(" ")
        elif name in _PARAGRAPHS or name in _CELLS:
            self.end_paragraph()
        elif name == _ASIDE and self._around:
            self.end_paragraph()
            self._tables = self._around.pop()
        elif name in _TABLES and self._tables:
            self.end_paragraph()
            if rows := [row for row in self._tables.pop() if any(row)]:
                self.flow.tables.append(rows)

    def characters(self, text: str) -> None:
        if not self._left_out and (self._runs or not self._runs_only):
            self._text.append(text)

    def end_paragraph(self) -> None:
        """Put what was read into the cell that is open, or make it a line."""
        text = _SPACE.sub(" ", "".join(self._text)).strip()
        self._text.clear()
        if self._tables and self._tables[-1] and self._tables[-1][-1]:
            row = self._tables[-1][-1]
            row[-1] = f"{row[-1]} {text}".strip()
        elif text:
            self.flow.lines.append(text)

    def _row(self) -> list[str]:
        table = self._tables[-1]
        if not table:
            table.append([])
        return table[-1]
