"""Workbooks (xlsx, xlsm, xlsb, xls, ods): the cells of every sheet, hidden ones too, and what lies beside the cells.

A sheet becomes rows of tab-separated cells with the place of each, so that what is known about tables holds
here too; in the file's own parts there are comments, text boxes, names, copies of data for pivot tables and
for links, text that no cell shows any more, and properties.
"""

from __future__ import annotations

import datetime as dt
import html
import io
import re
from collections.abc import Iterable, Iterator, Sequence

from python_calamine import CalamineError, CalamineWorkbook, PasswordError, SheetTypeEnum

from guard.errors import Unlookable
from guard.extract.piece import Limits, Piece, Text, Unread
from guard.extract.readers import markup_flow
from guard.extract.readers.markup_flow import attributes, flow, leaves, shared_strings
from guard.extract.readers.office_package import cell_text, common_part, flowing, lines, parts
from guard.model import Place, SkipReason

_OLE = b"\xd0\xcf\x11\xe0"
#: A text of one sheet ends after so many code points; the next begins with the same header.
_CHUNK = 1 << 19
_HEADER_WITHIN = 20

_FLOWING = re.compile(r"xl/(?:drawings|charts|diagrams|comments\w*|threadedComments|persons)\b.*\.xml")
_SHEET = re.compile(r"xl/(?:worksheets|chartsheets|dialogsheets|macrosheets)/\w+\.(?:xml|bin)")
_COPIES = re.compile(r"xl/(?:pivotCache|externalLinks)/\w+\.xml")
_HANDLED = re.compile(r"xl/(?:workbook|metadata|tables/\w+|queryTables/\w+)\.bin")
#: What a sheet says outside of its cells: headers and footers, the values that a cell may take, rules, links.
_AROUND = (b"headerFooter", b"dataValidations", b"conditionalFormatting", b"hyperlinks")
_OPENING = re.compile(rb"<(?:\w{1,20}:)?\Z")
_FORMULA = re.compile(rb"<(?:\w+:)?f(?:\s[^<>]*)?>([^<]*)<")
_LITERAL = re.compile(r'"((?:[^"]|"")*)"')
#: What a text in a formula has that is more than a word of the trade.
_TELLING = re.compile(r"[^\x00-\x7f]|[0-9][0-9-]{5}|@")


class Encrypted(Unlookable):
    """A workbook that wants a password."""

    reason = SkipReason.ENCRYPTED


class Broken(Unlookable):
    """A workbook that the library stumbles over."""

    reason = SkipReason.MALFORMED


def read(data: bytes, limits: Limits) -> Iterator[Piece]:
    """Yield what lies beside the sheets, then the sheets. Raises ``Encrypted`` and ``Broken``."""
    try:
        yield from _pieces(data, limits)
    except BaseException as error:
        if type(error).__name__ != "PanicException":  # of Rust: no ``Exception``, and in no module
            raise
        raise Broken("PanicException") from None


def _pieces(data: bytes, limits: Limits) -> Iterator[Piece]:
    if data.startswith(_OLE):
        yield from sheets(data, set())
        return
    beside = list(_beside(data, limits))
    yield from (piece for piece in beside if not isinstance(piece, _SharedStrings))
    if any(isinstance(piece, Unread) and piece.reason is SkipReason.TOO_LARGE for piece in beside):
        return  # what is too large to unpack here is too large to be read there
    shown: set[str] = set()
    yield from sheets(data, shown)
    for piece in beside:
        if isinstance(piece, _SharedStrings):
            unused = (f"{text} {reading}".strip() for text, reading in piece.strings if text not in shown)
            yield from lines("xl/sharedStrings.xml", filter(None, unused))


class _SharedStrings:
    """The strings of a workbook, of which some may be in no cell any more."""

    def __init__(self, strings: list[tuple[str, str]]) -> None:
        self.strings = strings


def _beside(data: bytes, limits: Limits) -> Iterator[Piece | _SharedStrings]:
    for part in parts(data, limits):
        if isinstance(part, Unread):
            yield part
            continue
        name = part.name
        try:
            if name == "xl/sharedStrings.xml":
                yield _SharedStrings(list(shared_strings(part.data)))
            elif _FLOWING.fullmatch(name):
                yield from flowing(name, flow(part.data, runs_only=True))
            elif _COPIES.fullmatch(name):
                yield from lines(name, attributes(part.data, {"s", "n", "d"}, "v"))
            elif _SHEET.fullmatch(name):
                for around in _around(part.data):
                    yield from lines(name, leaves(around))
                yield from lines(name, literals(_unescaped(formula) for formula in _FORMULA.findall(part.data)))
            elif not _HANDLED.fullmatch(name):
                yield from common_part(part)
        except markup_flow.Broken as error:
            yield Unread(name, error.reason, error.detail)


def _around(sheet: bytes) -> Iterator[bytes]:
    """The elements of a sheet that hold words outside of its cells: a sheet is not parsed for them as a whole."""
    for name in _AROUND:
        at = sheet.find(name)
        while at >= 0:
            end = at + len(name)
            opening = _OPENING.search(sheet, max(0, at - 22), at)
            if opening is not None:
                end = sheet.find(b">", end) + 1
                if end and sheet[end - 2 : end] != b"/>":
                    end = sheet.find(name + b">", end) + len(name) + 1
                if end <= at:  # it does not end, and so does no other behind it
                    break
                yield sheet[opening.start() : end]
            at = sheet.find(name, end)


def _unescaped(formula: bytes) -> str:
    return html.unescape(formula.decode("utf-8", "replace"))


def literals(formulas: Iterable[str]) -> Iterator[str]:
    """The texts that formulas hold, each once: the value of a cell need not show them."""
    told = set()
    for formula in formulas:
        said = " ".join(" ".join(_LITERAL.findall(formula)).split())
        if said not in told and _TELLING.search(said):
            told.add(said)
            yield said


def sheets(data: bytes, shown: set[str]) -> Iterator[Piece]:
    """Yield the sheets in their order, and note the texts of their cells in ``shown``."""
    try:
        workbook = CalamineWorkbook.from_filelike(io.BytesIO(data))
    except PasswordError:
        raise Encrypted("") from None
    for sheet in workbook.sheets_metadata:
        if sheet.typ is not SheetTypeEnum.WorkSheet:
            continue
        try:
            read_sheet = workbook.get_sheet_by_name(sheet.name)
        except CalamineError as error:
            yield Unread(sheet.name, SkipReason.MALFORMED, type(error).__name__)
            continue
        first_column = (read_sheet.start or (0, 0))[1]
        yield from _texts(sheet.name, read_sheet.iter_rows(), first_column, shown)


def _texts(name: str, rows: Iterator[Sequence[object]], first_column: int, shown: set[str]) -> Iterator[Text]:
    """A sheet in texts of bearable size, each under the row that looks most like a header."""
    header: tuple[int, list[str]] | None = None
    draft = _Draft(name, first_column)
    for number, row in enumerate(rows, 1):
        cells = [_shown(value) for value in row]
        shown.update(" ".join(cell.split()) for cell in cells if cell)
        if number <= _HEADER_WITHIN and (header is None or _names(cells) > _names(header[1])):
            header = number, cells
        if draft.size > _CHUNK:
            yield draft.text()
            draft = _Draft(name, first_column)
            if header is not None:
                draft.add(*header)
        draft.add(number, cells)
    if draft.size:
        yield draft.text()


class _Draft:
    """The beginning of a sheet's text, with the places of its cells."""

    def __init__(self, name: str, first_column: int) -> None:
        self._name = name
        self._first_column = first_column
        self._rows: list[str] = []
        self._places: list[Place] = []
        self._at = 0
        self.size = 0

    def add(self, number: int, cells: list[str]) -> None:
        """Take in a row; an empty one ends a table, and one is enough for that."""
        at = self._at
        for column, cell in enumerate(cells):
            if cell:
                name = f"{self._name}!{_letters(self._first_column + column)}{number}"
                self._places.append(Place(at, number, 1, name))
                self.size += len(cell)
            at += len(cell) + 1
        if not any(cells):
            if not self._rows or self._rows[-1] == "":
                return
            cells, at = [], self._at + 1
        self._rows.append("\t".join(cells))
        self._at = at if cells else self._at + 1

    def text(self) -> Text:
        """What was taken in so far."""
        return Text(self._name, "\n".join(self._rows) + "\n", "tsv", places=tuple(self._places))


def _shown(value: object) -> str:
    """A cell as text; a whole number without a point, a date as people who write programs do."""
    if isinstance(value, str):
        return cell_text(value).strip()
    if isinstance(value, float) and value.is_integer() and abs(value) < 1e15:
        return str(int(value))
    if isinstance(value, dt.datetime) and value.time() == dt.time():
        return value.date().isoformat()
    return str(value)


def _names(cells: list[str]) -> int:
    """How many cells could be the name of a column."""
    return sum(bool(cell) and not any(character.isdigit() for character in cell) for cell in cells)


def _letters(column: int) -> str:
    letters = ""
    column += 1
    while column:
        column, rest = divmod(column - 1, 26)
        letters = chr(ord("A") + rest) + letters
    return letters
