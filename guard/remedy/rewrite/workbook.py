"""An Excel workbook (xlsx) with its findings replaced: cells of any kind, shared strings, comments, text boxes, properties.

A string that several cells share is changed for those that hold a finding, and for the others it stays; what no cell
shows any more is not left behind in the table of strings, nor is the reading that Excel keeps of a Japanese name.
"""

from __future__ import annotations

import datetime as dt
import re
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from typing import Final, NamedTuple
from xml.sax.saxutils import escape

from guard.extract.readers.office_package import cell_text
from guard.model import Document
from guard.remedy.mask.plan import IN_PLACE, Planned, Refused
from guard.remedy.rewrite.document import MOST, UNFIT, part_of, rewritten_parts
from guard.remedy.rewrite.parser import Unreadable
from guard.remedy.rewrite.part import Patch, patched
from guard.remedy.rewrite.rewritten import Rewritten
from guard.remedy.rewrite.sheet import Cell, Strings, sheet_cells, sheet_parts
from guard.remedy.rewrite.splice import Edit
from guard.remedy.rewrite.zip import Unfit, members, names_of, replaced

_WORKBOOK: Final = "xl/workbook.xml"
_RELATIONS: Final = "xl/_rels/workbook.xml.rels"
_STRINGS: Final = "xl/sharedStrings.xml"
_DATE: Final = re.compile(r"\d{4}-\d\d-\d\d")

Plans = Sequence[tuple[Document, Sequence[Planned]]]


class _Aim(NamedTuple):
    """A cell that changes: its text as it was read, where that begins in the document, what is planned in it."""

    text: str
    start: int
    document: Document
    planned: list[Planned]


@dataclass(slots=True)
class _Book:
    """The parts of a workbook that change, and the strings that its cells share."""

    sheets: dict[str, bytes]
    strings: Strings
    changes: dict[str, list[Patch]] = field(default_factory=dict)
    #: The new text of each shared string, with the patches of the cells that want it.
    wanted: dict[int, dict[bytes, list[tuple[str, Cell]]]] = field(default_factory=dict)


def rewrite(data: bytes, plans: Plans, result: Rewritten) -> None:
    """Write what was planned into a workbook."""
    try:
        contents = _contents(data, plans, result)
        if contents:
            result.content = replaced(data, contents)
    except (Unfit, Unreadable) as error:
        result.failed(UNFIT, str(error))


def _contents(data: bytes, plans: Plans, result: Rewritten) -> dict[str, bytes]:
    names = frozenset(names_of(data))
    main = members(data, {name: MOST for name in (_WORKBOOK, _RELATIONS) if name in names})
    sheets = sheet_parts(main.get(_WORKBOOK, b""), main.get(_RELATIONS, b""))
    aims: dict[str, dict[str, _Aim]] = {}
    strings_plans: list[tuple[Document, Sequence[Planned]]] = []
    by_part: dict[str, list[tuple[Document, Sequence[Planned]]]] = {}
    for document, planned in plans:
        sheet = sheets.get(document.origin.members[0]) if len(document.origin.members) == 1 else None
        if sheet is not None and document.place(planned[0].edit.start) is not None:
            _take_cells(aims.setdefault(sheet, {}), document, planned)
        elif document.origin.members == (_STRINGS,):
            strings_plans.append((document, planned))
        else:
            by_part.setdefault(part_of(document), []).append((document, planned))
    contents: dict[str, bytes] = {}
    if aims or strings_plans:
        parts = members(data, {name: MOST for name in (*sheets.values(), _STRINGS) if name in names})
        book = _Book(parts, Strings(parts.pop(_STRINGS, b"")))
        for sheet, cells in aims.items():
            _sheet(book, sheet, cells, result)
        _share(book)
        _strings(book, strings_plans, result)
        contents = {name: patched(parts[name], changes) for name, changes in book.changes.items() if changes}
        if book.strings.is_changed:
            contents[_STRINGS] = book.strings.content()
    others = {name: MOST for name in by_part if name in names and name not in contents}
    return contents | rewritten_parts(members(data, others), by_part, result)


def _take_cells(cells: dict[str, _Aim], document: Document, planned: Sequence[Planned]) -> None:
    for one in planned:
        place = document.place(one.edit.start)
        assert place is not None
        name = (place.cell or "").rpartition("!")[2]
        if name not in cells:
            end = re.compile(r"[\t\n]|\Z").search(document.text, place.start)
            assert end is not None
            cells[name] = _Aim(document.text[place.start : end.start()], place.start, document, [])
        cells[name].planned.append(one)


def _sheet(book: _Book, sheet: str, aims: dict[str, _Aim], result: Rewritten) -> None:
    data = book.sheets.get(sheet, b"")
    changes = book.changes.setdefault(sheet, [])
    found: set[str] = set()
    for cell in sheet_cells(data, aims):
        aim = aims[cell.name]
        made = _cell(book, sheet, cell, aim)
        if made is None or cell.name in found:
            continue
        found.add(cell.name)
        changes += made
        for one in aim.planned:
            result.took(aim.document, one)
    for name, aim in aims.items():
        if name not in found:
            result.refused += [Refused(one.finding, IN_PLACE) for one in aim.planned]


def _cell(book: _Book, sheet: str, cell: Cell, aim: _Aim) -> list[Patch] | None:
    """The patches of a cell; ``None`` where it does not hold what was read."""
    formula = _formula(book.sheets[sheet], cell, aim)
    match cell.kind:
        case "s":
            return _shared(book, sheet, cell, aim)
        case "inlineStr":
            return _inline(book.sheets[sheet], cell, aim)
        case "str":
            new = _edited(cell.value, aim)
            return None if new is None else [Patch(*cell.span, escape(new).encode()), *formula]
        case "" | "n" | "d":
            number = _number(cell.value, aim)
            return None if number is None else [Patch(*cell.span, number.encode()), *formula]
        case _:
            return None


def _shared(book: _Book, sheet: str, cell: Cell, aim: _Aim) -> list[Patch] | None:
    index = int(cell.value) if cell.value.isascii() and cell.value.isdigit() else -1
    text = book.strings.text(index)
    if text is None or cell_text(text).strip() != aim.text:
        return None
    shift = len(text) - len(cell_text(text).lstrip())
    new = book.strings.edited(index, [_moved(one.edit, aim, shift) for one in aim.planned])
    if new is None:
        return None
    book.wanted.setdefault(index, {}).setdefault(new, []).append((sheet, cell))
    return []


def _inline(data: bytes, cell: Cell, aim: _Aim) -> list[Patch] | None:
    start, end = cell.span
    strings = Strings(b"<sst><si>" + data[start:end] + b"</si></sst>")
    text = strings.text(0)
    if text is None or cell_text(text).strip() != aim.text:
        return None
    shift = len(text) - len(cell_text(text).lstrip())
    new = strings.edited(0, [_moved(one.edit, aim, shift) for one in aim.planned])
    return None if new is None else [Patch(start, end, new)]


def _formula(data: bytes, cell: Cell, aim: _Aim) -> list[Patch]:
    """A formula that says the old value itself says the new one."""
    if cell.formula is None:
        return []
    start, end = cell.formula
    formula = data[start:end]
    new = formula
    for one in aim.planned:
        old = aim.text[one.edit.start - aim.start : one.edit.end - aim.start]
        new = new.replace(escape(old).encode(), escape(one.edit.new).encode())
    return [Patch(start, end, new)] if new != formula else []


def _share(book: _Book) -> None:
    """Change shared strings in place where all of their cells agree; give others a string of their own."""
    users = Counter[int]()
    for data in book.sheets.values():
        users.update(Cell.shared_in(data))
    for index, variants in book.wanted.items():
        is_left = users[index] > sum(map(len, variants.values()))
        for new, cells in variants.items():
            if not is_left:
                book.strings.put(index, new)
                is_left = True
                continue
            own = book.strings.append(new)
            for sheet, cell in cells:
                book.changes[sheet].append(Patch(*cell.span, str(own).encode()))


def _strings(book: _Book, plans: Plans, result: Rewritten) -> None:
    """Strings that no cell shows, or that say more than the cells do: their readings."""
    for document, planned in plans:
        is_known = book.strings.reads(document.text)
        for one in planned:
            if is_known and book.strings.change(one.edit):
                result.took(document, one)
            else:
                result.refused.append(Refused(one.finding, IN_PLACE))


def _moved(edit: Edit, aim: _Aim, shift: int) -> Edit:
    return edit._replace(start=edit.start - aim.start + shift, end=edit.end - aim.start + shift)


def _edited(text: str, aim: _Aim) -> str | None:
    """The text of a cell with its edits, ``None`` where it is not the one that was read."""
    if cell_text(text).strip() != aim.text:
        return None
    shift = len(text) - len(cell_text(text).lstrip())
    return edited(text, [_moved(one.edit, aim, shift) for one in aim.planned])


def edited(text: str, edits: Iterable[Edit]) -> str:
    """A text with its edits."""
    for edit in sorted(edits, reverse=True):
        text = text[: edit.start] + edit.new + text[edit.end :]
    return text


def _number(value: str, aim: _Aim) -> str | None:
    """What a cell with a number holds from now on: a number, or as many days later as the new date is."""
    if value == aim.text:
        new = _edited(value, aim)
        return new if new is not None and new.isascii() and (new.isdigit() or _DATE.fullmatch(new)) else None
    new = edited(aim.text, [_moved(one.edit, aim, 0) for one in aim.planned])
    if not (_DATE.fullmatch(aim.text) and _DATE.fullmatch(new)):
        return None
    try:
        days = dt.date.fromisoformat(new) - dt.date.fromisoformat(aim.text)
        serial = float(value) + days.days
    except (ValueError, OverflowError):
        return None
    return str(int(serial)) if serial.is_integer() else repr(serial)
