"""A SQLite database with its findings replaced: row by row, each value of the type that it had, and no old page left.

Nothing of the schema runs: triggers are taken out while rows change and put back as they were. What freed pages
still hold of deleted rows goes with them.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Sequence
from typing import Final, NamedTuple

from guard.extract.readers.sqlite import FREED_PAGES
from guard.messages import N_
from guard.model import Document
from guard.remedy.mask.plan import IN_PLACE, Planned, Refused
from guard.remedy.rewrite.rewritten import Rewritten

VIRTUAL = N_("the database has a virtual table, which keeps copies that only its own code can change")
BROKEN = N_("the database cannot be written: {error}")
NOT_UNIQUE = N_("the database wants it to be another value")

_MODES: Final = slice(18, 20)
_ROWID: Final = ("rowid", "oid", "_rowid_")
_BREAKS: Final = str.maketrans("\r\n\t", "   ")
_DENIED: Final = frozenset({sqlite3.SQLITE_ATTACH, sqlite3.SQLITE_DETACH})

Value = str | int | float | bytes | None


class _Cell(NamedTuple):
    """A cell that changes: its column, its text as it was read, what is planned in it."""

    column: str
    text: str
    start: int
    planned: list[Planned]


class _Refusal(Exception):
    """All of the database stays as it is."""

    def __init__(self, reason: str) -> None:
        super().__init__(reason)
        self.reason = reason


def rewrite(data: bytes, plans: Sequence[tuple[Document, Sequence[Planned]]], result: Rewritten) -> None:
    """Write what was planned into a database."""
    image = bytearray(data)
    image[_MODES] = b"\1\1"  # no log lies beside a copy in memory
    connection = sqlite3.connect(":memory:", isolation_level=None)
    try:
        connection.deserialize(bytes(image))
        _write(connection, plans, result)
        if result.replaced:
            content = bytearray(connection.serialize())
            content[_MODES] = data[_MODES]
            result.content = bytes(content)
    except _Refusal as refusal:
        result.failed(refusal.reason)
    except sqlite3.Error as error:
        result.failed(BROKEN, type(error).__name__)
    finally:
        connection.close()


def _write(
    connection: sqlite3.Connection, plans: Sequence[tuple[Document, Sequence[Planned]]], result: Rewritten
) -> None:
    connection.execute("PRAGMA trusted_schema=OFF")
    connection.execute("PRAGMA foreign_keys=OFF")
    connection.execute("PRAGMA ignore_check_constraints=ON")
    connection.text_factory = bytes
    listed = connection.execute("SELECT type, name, coalesce(sql, '') FROM sqlite_master").fetchall()
    schema = [(_text(kind), _text(name), _text(sql)) for kind, name, sql in listed]
    if any(sql.upper().startswith("CREATE VIRTUAL") for _kind, _name, sql in schema):
        raise _Refusal(VIRTUAL)
    triggers = [(name, sql) for kind, name, sql in schema if kind == "trigger"]
    connection.set_authorizer(_authorize)
    connection.execute("BEGIN")
    for name, _sql in triggers:
        connection.execute(f"DROP TRIGGER {_quoted(name)}")
    for document, planned in plans:
        _table(connection, document, planned, result)
    for _name, sql in triggers:
        connection.execute(sql)
    connection.execute("COMMIT")
    connection.set_authorizer(None)
    connection.execute("VACUUM")


def _table(connection: sqlite3.Connection, document: Document, planned: Sequence[Planned], result: Rewritten) -> None:
    if document.origin.members == (FREED_PAGES,):
        for one in planned:  # VACUUM takes them away
            result.took(document, one)
        return
    table = document.origin.members[0] if len(document.origin.members) == 1 else ""
    rows = _rows(document, planned, f"{table}!")
    if rows is None or document.format != "table":
        result.refused += [Refused(one.finding, IN_PLACE) for one in planned]
        return
    keys = _keys(connection, table, rows)
    for number, cells in rows.items():
        reason = _update(connection, table, keys.get(number), cells)
        for cell in cells:
            for one in cell.planned:
                if reason is None:
                    result.took(document, one)
                else:
                    result.refused.append(Refused(one.finding, reason))


def _rows(document: Document, planned: Sequence[Planned], prefix: str) -> dict[int, list[_Cell]] | None:
    """What is planned by row and cell; ``None`` where the document does not tell its cells."""
    rows: dict[int, list[_Cell]] = {}
    for one in planned:
        place = document.place(one.edit.start)
        if place is None or place.cell is None or not place.cell.startswith(prefix):
            return None
        column = place.cell.removeprefix(prefix).removesuffix(f":{place.line}")
        cells = rows.setdefault(place.line, [])
        if not cells or cells[-1].start != place.start:
            end = document.text.find("\t", place.start)
            cells.append(_Cell(column, document.text[place.start : end], place.start, []))
        cells[-1].planned.append(one)
    return rows


def _keys(
    connection: sqlite3.Connection, table: str, rows: dict[int, list[_Cell]]
) -> dict[int, tuple[str, list[Value]]]:
    """The condition that finds each row, with its arguments, as the reader of databases numbers rows."""
    described = connection.execute("SELECT name, pk, hidden FROM pragma_table_xinfo(?)", [table]).fetchall()
    columns = [_text(name) for name, _pk, hidden in described if hidden == 0]
    taken = {column.lower() for column in columns}
    alias = next((name for name in _ROWID if name not in taken), None)
    if alias is not None:
        try:
            connection.execute(f"SELECT {alias} FROM {_quoted(table)} LIMIT 1")  # noqa: S608 - quoted
        except sqlite3.OperationalError:  # WITHOUT ROWID
            alias = None
    if alias is not None:
        return {number: (f"{alias} IS ?", [number]) for number in rows}
    keys = [_text(name) for name, pk, _hidden in described if pk] or columns
    wanted = ", ".join(map(_quoted, columns))
    condition = " AND ".join(f"{_quoted(key)} IS ?" for key in keys)
    found = {}
    select = f"SELECT {wanted} FROM {_quoted(table)}"  # noqa: S608 - quoted
    for number, row in enumerate(connection.execute(select), start=1):
        if number in rows:
            by_name = dict(zip(columns, row, strict=True))
            found[number] = condition, [_bound(by_name[key]) for key in keys]
    return found


def _update(
    connection: sqlite3.Connection, table: str, key: tuple[str, list[Value]] | None, cells: Sequence[_Cell]
) -> str | None:
    """Change one row; the reason where it cannot be."""
    if key is None:
        return IN_PLACE
    condition, arguments = key
    wanted = ", ".join(f"{_quoted(cell.column)}, typeof({_quoted(cell.column)})" for cell in cells)
    asked = f"SELECT {wanted} FROM {_quoted(table)} WHERE {condition}"  # noqa: S608 - quoted
    found = connection.execute(asked, arguments).fetchall()
    if len(found) != 1:
        return IN_PLACE
    news: list[Value] = []
    for cell, old, kind in zip(cells, found[0][::2], found[0][1::2], strict=True):
        new = _new_value(cell, old, _text(kind))
        if new is None:
            return IN_PLACE
        news.append(new)
    change = ", ".join(f"{_quoted(cell.column)} = ?" for cell in cells)
    updated = f"UPDATE {_quoted(table)} SET {change} WHERE {condition}"  # noqa: S608 - quoted
    try:
        connection.execute(updated, [*news, *arguments])
    except sqlite3.IntegrityError:
        return NOT_UNIQUE
    return None


def _new_value(cell: _Cell, old: object, kind: str) -> Value:
    """What a cell holds from now on, in the type that it has; ``None`` where that cannot be."""
    if isinstance(old, bytes):
        try:
            text = old.decode()
        except UnicodeDecodeError:
            return None
    else:
        text = str(old)
    if text.translate(_BREAKS) != cell.text:
        return None
    for one in reversed(cell.planned):
        start, end = one.edit.start - cell.start, one.edit.end - cell.start
        if not 0 <= start < end <= len(text):
            return None
        text = text[:start] + one.edit.new + text[end:]
    match kind:
        case "text":
            return text
        case "blob":
            return text.encode()
        case "integer":
            return int(text) if text.isdecimal() and str(int(text)) == text else None
        case _:
            return float(text) if str(float(text)) == text else None


def _authorize(action: int, *_about: str | None) -> int:
    return sqlite3.SQLITE_DENY if action in _DENIED else sqlite3.SQLITE_OK


def _bound(value: object) -> Value:
    """A value as a parameter: what was read as the bytes of a text is a text again."""
    if isinstance(value, bytes):
        try:
            return value.decode()
        except UnicodeDecodeError:
            return value
    return value if isinstance(value, str | int | float) else None


def _text(value: object) -> str:
    return value.decode("utf-8", "replace") if isinstance(value, bytes) else str(value)


def _quoted(name: str) -> str:
    return '"' + name.replace('"', '""') + '"'
