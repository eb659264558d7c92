"""Texts that are put together from plain parts and values, so that every value knows its place."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from typing import NamedTuple

from tests.checks.invented import MARK, Cell, Row

#: The styles of labels that names of variables, columns and elements have, and those of keys between quotes.
IDENTIFIERS = ("romaji", "english", "camel")
KEYS = ("japanese", *IDENTIFIERS)
JAPANESE = ("form", "japanese")
STYLES = ("form", *KEYS)

Escape = Callable[[str], str]


class Shown(NamedTuple):
    """A value as a format writes it; ``lead`` is the length of what is written before the reported part."""

    cell: Cell
    text: str
    lead: int = 0


class Placed(NamedTuple):
    """Where the part of a value that is to be reported stands."""

    cell: Cell
    start: int
    end: int


Part = str | Shown
#: Writes people down; the labels are those of one style.
Render = Callable[[Sequence[Row], Mapping[str, str]], Iterable[Part]]


class Container(NamedTuple):
    """A way to write people down: its name, a file name, and what writes it.

    ``labelled``: every value has a label, in one of the ``styles``; ``positional``: the order of the values matters.
    """

    name: str
    path: str
    render: Render
    labelled: bool = True
    styles: tuple[str, ...] = STYLES
    positional: bool = False
    line_end: str = "\n"
    is_cut_off: bool = False

    def write(self, rows: Sequence[Row], labels: Mapping[str, str]) -> tuple[str, list[Placed]]:
        """The text of a file and the places of its values."""
        pieces: list[str] = []
        places = []
        length = 0
        for part in self.render(rows, labels):
            if isinstance(part, Shown):
                places.append(Placed(part.cell, length + part.lead, length + len(part.text)))
                piece = part.text
            else:
                piece = part.replace("\n", self.line_end)
            pieces.append(piece)
            length += len(piece)
        text = "".join(pieces)
        return (text.rstrip("\r\n") if self.is_cut_off else text), places


def records(
    pattern: str,
    between: str = "",
    *,
    before: str = "",
    start: str = "",
    end: str = "\n",
    people_between: str = "",
    after: str = "",
    columns: str = ", ",
    escape: Escape = str,
) -> Render:
    """A pattern for each value, what stands between values, around a person, between people, and around them all.

    ``{value}``, ``{label}``, ``{number}`` of the person, and ``{columns}``: all labels, joined by ``columns``.
    """

    def render(rows: Sequence[Row], labels: Mapping[str, str]) -> Iterator[Part]:
        names = columns.join(labels[cell.key] for cell in rows[0])
        yield before.replace("{columns}", names)
        for number, row in enumerate(rows, 1):
            yield people_between if number > 1 else ""
            yield start.replace("{number}", str(number)).replace("{columns}", names)
            for index, cell in enumerate(row):
                yield between if index else ""
                yield from _filled(pattern.replace("{label}", labels[cell.key]), cell, escape)
            yield end.replace("{number}", str(number))
        yield after

    return render


def _filled(pattern: str, cell: Cell, escape: Escape) -> Iterator[Part]:
    opening, _, closing = pattern.partition("{value}")
    yield opening
    yield Shown(cell, escape(cell.text), len(escape(MARK)) if cell.text.startswith(MARK) else 0)
    yield closing
