"""Fields of tables that are drawn with blanks or lines: reports, and what database clients print.

Three drawings are known: cells between bars with a ``+---+`` rule under the header (psql, mysql, sqlite,
reStructuredText grids), columns under a ``----  ----`` rule (SQL*Plus, sqlcmd, reStructuredText simple
tables), and columns that only line up under a header. Columns are places on the screen: a wide
character takes two (East Asian Width, Unicode Standard Annex #11).
"""

from __future__ import annotations

import enum
import re
import unicodedata
from bisect import bisect_left
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from functools import lru_cache, partial
from itertools import accumulate, chain, pairwise
from typing import NamedTuple

from guard.extract.delimited import is_data, is_label
from guard.model import Field

_SAMPLE = 65_536
_LONG_LINE = 8_192
_TAB_STOP = 8

_LINE = re.compile(r"([^\r\n]*+)(?:\r\n|\n|\r|\Z)")
_BLANKS = " \t\u3000"
_WIDE_GAP = re.compile(r"[ \t\u3000]{2,}+|\t")
_ANY_GAP = re.compile(r"[ \t\u3000]{2,}+|[\t\u3000]")
_CODE = re.compile(r"[;={}<>\"'\\$`]|//|\A[-*>#]")

_BAR = re.compile("[|│║┃]")
_JOINT = re.compile("[+┼╪╬┬┴╤╧├┤┌┐└┘╔╗╚╝╠╣╞╡┏┓┗┛┣┫╋┳┻]")
_SIDE = f"(?:{_BAR.pattern}|{_JOINT.pattern})?+"
_BOX_RULE = re.compile(rf"[ \t]*+{_SIDE}[-=─═━]++(?:{_JOINT.pattern}++[-=─═━]++)*+{_SIDE}[ \t]*+\Z")
_RULE = re.compile(r"[ \t]*+(?:-{2,}+|={2,}+)(?:[ \t]++(?:-++|=++))++[ \t]*+\Z")
_RULE_ENDS = frozenset("-=─═━" + _BAR.pattern[1:-1] + _JOINT.pattern[1:-1])
_RUN = re.compile("-+|=+")
#: One of these is in every table: a gap, a bar or a rule of columns.
_MARKS = ("  ", "\t", "\u3000", "--", "==", *_BAR.pattern[1:-1])

_Cells = list[tuple[int, int, int]]  # column, and start and end in the line


class _Rule(enum.Enum):
    BOX = enum.auto()
    COLUMNS = enum.auto()


class _Line(NamedTuple):
    start: int
    text: str
    rule: _Rule | None


class _Table(NamedTuple):
    """A table that is being read: its labels by column, and how one of its lines is cut into cells.

    ``rule_at`` is the offset of the rule under the header; ``grid`` says that a row ends at a rule, not at
    the end of its line; ``boxed`` that there may be further rules inside.
    """

    labels: Mapping[int, tuple[str, int]]
    cut: Callable[[str], _Cells | None]
    rule_at: int = -1
    boxed: bool = False
    grid: bool = False


def read(text: str) -> Iterator[Field]:
    """Yield the cells of all tables in the text, each line (in an ``=`` grid: each row) a record."""
    table: _Table | None = None
    record = 0
    for line, below, second in _windows(text):
        if line.rule is not None:
            if table is not None and line.start != table.rule_at:
                record += table.grid
                table = table if table.boxed else None
            continue
        cells = None if table is None else table.cut(line.text)
        if table is None or cells is None:
            table = _open(line, below, second)
            record += 1
            continue
        for column, start, end in cells:
            label, label_at = table.labels.get(column) or ("", line.start + start)
            yield Field(label, line.start + start, line.start + end, record, label_at)
        record += not table.grid


def looks_like(text: str) -> bool:
    """Say whether the beginning of the text holds a table with two or more rows."""
    sample = text[:_SAMPLE]
    if not any(mark in sample for mark in _MARKS):
        return False
    records: set[int] = set()
    for field in read(sample):
        records.add(field.record)
        if len(records) > 1:
            return True
    return False


def _windows(text: str) -> Iterator[tuple[_Line, _Line, _Line]]:
    """Yield each line with the two lines below it; a line too long for a screen counts as blank."""
    nothing = _Line(len(text), "", None)
    first, second = None, nothing
    for line in chain(_lines(text), (nothing, nothing)):
        if first is not None:
            yield first, second, line
        first, second = second, line


def _lines(text: str) -> Iterator[_Line]:
    for match in _LINE.finditer(text):
        start, end = match.span(1)
        line = match[1] if end - start <= _LONG_LINE else ""
        yield _Line(start, line, _rule(line))


def _rule(line: str) -> _Rule | None:
    """Say which kind of rule a line is; one line of dashes alone is none, it may underline a title."""
    if line.rstrip()[-1:] not in _RULE_ENDS:  # spares most lines the regexes
        return None
    if _BOX_RULE.match(line) and _JOINT.search(line):
        return _Rule.BOX
    return _Rule.COLUMNS if _RULE.match(line) else None


def _open(line: _Line, below: _Line, second: _Line) -> _Table | None:
    """Return the table whose header is this line, if it is one."""
    if not line.text.strip():
        return None
    if below.rule is _Rule.BOX and _BAR.search(line.text):
        return _boxed(line, below)
    if below.rule is _Rule.COLUMNS:
        return _ruled(line, below)
    if not below.text or not second.text or not _ANY_GAP.search(line.text.strip()):
        return None
    table = _aligned(line, below, second, _WIDE_GAP)
    if table is None and "\u3000" in line.text:
        return _aligned(line, below, second, _ANY_GAP)
    return table


def _boxed(line: _Line, rule: _Line) -> _Table:
    edges = frozenset(match.start() for match in _JOINT.finditer(rule.text))
    outer = _BAR.match(line.text.lstrip()) is not None
    bars = len(_BAR.findall(line.text))
    cut = partial(_cut_at_bars, bars=bars, outer=outer, edges=edges)
    return _Table(_labels(line, cut(line.text)), cut, rule.start, boxed=True, grid="=" in rule.text)


def _ruled(line: _Line, rule: _Line) -> _Table:
    columns = tuple(match.start() for match in _RUN.finditer(rule.text))

    def cut(row: str) -> _Cells | None:
        if not row.strip():
            return None
        cells = _cut_at_columns(row, columns)
        if cells is None:
            cells = _cut_at_gaps(row, _WIDE_GAP)
            return cells if len(cells) == len(columns) else []
        return cells

    return _Table(_labels(line, cut(line.text)), cut, rule.start)


def _aligned(header: _Line, first: _Line, second: _Line, gap: re.Pattern[str]) -> _Table | None:
    """Return a table without a rule: two rows must fit and a label be a usual one, since prose has gaps."""
    labels = _cut_at_gaps(header.text, gap)
    words = [header.text[start:end] for _, start, end in labels]
    if not 2 <= len(set(words)) == len(words) or _CODE.search(header.text) or any(map(is_data, words)):
        return None
    if not any(map(is_label, words)) or _is_form(header, first, second, gap):
        return None
    places = _places(header.text)
    columns = tuple(places[start] for _, start, _ in labels)

    def cut(row: str) -> _Cells | None:
        cells = _cut_at_columns(row, columns)
        if cells is None or len(cells) < 2:
            cells = _cut_at_gaps(row, gap)
            return cells if len(cells) == len(columns) else None
        return cells

    if cut(first.text) is None or cut(second.text) is None:
        return None
    return _Table(_labels(header, labels), cut)


def _is_form(header: _Line, first: _Line, second: _Line, gap: re.Pattern[str]) -> bool:
    """Say whether each line begins with a label of its own (``氏名　　佐伯``), so that none heads a table."""
    starts = (gap.split(line.text.strip(_BLANKS), maxsplit=1)[0].rstrip(":：") for line in (header, first, second))
    return sum(map(is_label, starts)) > 1


def _labels(header: _Line, cells: _Cells | None) -> Mapping[int, tuple[str, int]]:
    return {column: (header.text[start:end], header.start + start) for column, start, end in cells or ()}


def _cut_at_bars(row: str, *, bars: int, outer: bool, edges: frozenset[int]) -> _Cells | None:
    """Cut between the bars; where a value holds bars too, those under the joints of the rule count."""
    places = [match.start() for match in _BAR.finditer(row)]
    if len(places) < bars or not places:
        return None
    if len(places) > bars:
        screen = _places(row)
        joined = [place for place in places if screen[place] in edges]
        places = joined if len(joined) == bars else places[:bars]
    bounds = places if outer else [-1, *places, len(row)]
    return _trimmed(row, ((left + 1, right) for left, right in pairwise(bounds)))


def _cut_at_columns(row: str, columns: Sequence[int]) -> _Cells | None:
    """Cut at places on the screen; ``None`` when a cut would go through a word."""
    places, length = _places(row), len(row)
    bounds = [0]
    for column in columns[1:]:
        index = bisect_left(places, column)
        if 0 < index < length and row[index - 1] not in _BLANKS:
            return None
        bounds.append(min(index, length))
    bounds.append(length)
    return _trimmed(row, pairwise(bounds))


def _cut_at_gaps(row: str, gap: re.Pattern[str]) -> _Cells:
    """Cut at runs of blanks."""
    stripped = row.strip(_BLANKS)
    offset = len(row) - len(row.lstrip(_BLANKS))
    bounds = [0]
    for match in gap.finditer(stripped):
        bounds += match.span()
    bounds.append(len(stripped))
    return _trimmed(row, [(offset + bounds[i], offset + bounds[i + 1]) for i in range(0, len(bounds), 2)])


def _trimmed(row: str, spans: Iterable[tuple[int, int]]) -> _Cells:
    """Return the spans without the blanks around their values, empty ones left out."""
    cells = []
    for column, (start, end) in enumerate(spans):
        raw = row[start:end]
        value = raw.strip()
        if value:
            start += raw.index(value)
            cells.append((column, start, start + len(value)))
    return cells


def _places(row: str) -> Sequence[int]:
    """Return the place on the screen at which each character begins, and the one behind the last."""
    if "\t" in row:
        return list(accumulate(row, _after, initial=0))
    if row.isascii():
        return range(len(row) + 1)
    return list(accumulate(map(_cell_width, row), initial=0))


def _after(at: int, character: str) -> int:
    return at + (_TAB_STOP - at % _TAB_STOP if character == "\t" else _cell_width(character))


@lru_cache(maxsize=8_192)
def _cell_width(character: str) -> int:
    if unicodedata.combining(character):
        return 0
    return 2 if unicodedata.east_asian_width(character) in "WF" else 1
