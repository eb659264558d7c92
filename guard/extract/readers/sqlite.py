"""SQLite: the rows of every table, labelled with their columns. Nothing of the schema is executed: no view, no trigger."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator, Sequence

from guard.extract.encoding import decode
from guard.extract.kind import Kind, sniff
from guard.extract.piece import Limits, Member, Piece, Text, Unread
from guard.extract.reader_table import reader_of
from guard.extract.readers.compressed import CUT_OFF
from guard.messages import N_
from guard.model import Field, Place, SkipReason

FREED = N_("pages that were freed may still hold deleted rows; VACUUM empties them")
VIRTUAL = N_("a virtual table: only code could read it")
#: A text ends after so many characters, so that a large table needs no large memory.
_CHUNK = 1 << 18
_WAL_BYTES = slice(18, 20)
_ALLOWED = frozenset({sqlite3.SQLITE_SELECT, sqlite3.SQLITE_READ, sqlite3.SQLITE_PRAGMA})
#: What the number of a row is called, as long as no column has that name.
_ROWID = ("rowid", "oid", "_rowid_")
_BREAKS = str.maketrans("\r\n\t", "   ")


def read(data: bytes, limits: Limits) -> Iterator[Piece]:
    """Yield each table in texts of some rows, then what cannot be read."""
    page_size = int.from_bytes(data[16:18], "big")
    if len(data) < (65536 if page_size == 1 else page_size) * int.from_bytes(data[28:32], "big"):
        yield Unread("", SkipReason.MALFORMED, CUT_OFF)  # what is missing would be read as zeros
    image = bytearray(data)
    image[_WAL_BYTES] = b"\1\1"  # a copy in memory has no log beside it, and would not be opened with one
    connection = sqlite3.connect(":memory:")
    try:
        connection.deserialize(bytes(image))
        connection.execute("PRAGMA trusted_schema=OFF")
        connection.execute("PRAGMA query_only=ON")
        connection.set_authorizer(_authorize)
        connection.text_factory = bytes
        yield from _tables(connection)
        if connection.execute("PRAGMA freelist_count").fetchone()[0]:
            yield Unread("", SkipReason.NO_EXTRACTOR, FREED)
    except sqlite3.Error as error:
        yield Unread("", SkipReason.MALFORMED, type(error).__name__)
    finally:
        connection.close()


def _authorize(action: int, _one: str | None, _two: str | None, _database: str | None, _view: str | None) -> int:
    return sqlite3.SQLITE_OK if action in _ALLOWED else sqlite3.SQLITE_DENY


def _tables(connection: sqlite3.Connection) -> Iterator[Piece]:
    listed = connection.execute("SELECT name, sql FROM sqlite_master WHERE type = 'table'").fetchall()
    for raw_name, raw_sql in listed:
        name = _text(raw_name)
        if raw_sql is not None and _text(raw_sql).upper().startswith("CREATE VIRTUAL"):
            yield Unread(name, SkipReason.NO_EXTRACTOR, VIRTUAL)
        else:
            try:
                yield from _rows(connection, name)
            except sqlite3.Error as error:
                yield Unread(name, SkipReason.MALFORMED, type(error).__name__)


def _rows(connection: sqlite3.Connection, table: str) -> Iterator[Piece]:
    described = connection.execute(f"PRAGMA table_xinfo({_quoted(table)})").fetchall()
    columns = [_text(row[1]) for row in described if row[6] == 0]  # what is generated would be computed
    if not columns:
        return
    chunk = _Chunk(table, columns)
    unread: set[tuple[str, Kind]] = set()
    for number, row in _numbered(connection, table, columns):
        for column, value in zip(columns, row, strict=True):
            if not isinstance(value, bytes) or (kind := sniff(value)) in {Kind.TEXT, Kind.EMPTY}:
                continue
            if reader_of(kind):
                yield Member(f"{table}!{column}:{number}", value)
            elif kind.can_hold_text and (column, kind) not in unread:  # a column of keys is told once
                unread.add((column, kind))
                yield Unread(f"{table}!{column}", SkipReason.NO_EXTRACTOR, kind.label)
        chunk.add(number, row)
        if chunk.size >= _CHUNK:
            yield chunk.text()
            chunk = _Chunk(table, columns)
    if chunk.fields:
        yield chunk.text()


def _numbered(
    connection: sqlite3.Connection, table: str, columns: Sequence[str]
) -> Iterator[tuple[int, Sequence[object]]]:
    """The rows with the number by which SQLite knows them; in order, from 1, where the table has none."""
    wanted = ", ".join(map(_quoted, columns))
    taken = {column.lower() for column in columns}
    alias = next((name for name in _ROWID if name not in taken), None)
    try:
        rows = None if alias is None else connection.execute(_select(f"{alias}, {wanted}", table))
    except sqlite3.OperationalError:  # WITHOUT ROWID
        rows = None
    if rows is None:
        yield from enumerate(connection.execute(_select(wanted, table)), start=1)
        return
    for number, *row in rows:
        yield number, row


def _select(what: str, table: str) -> str:
    return f"SELECT {what} FROM {_quoted(table)}"  # noqa: S608 - quoted, and only reading is allowed


class _Chunk:
    """Some rows of a table as lines under a line with the names of the columns."""

    def __init__(self, table: str, columns: Sequence[str]) -> None:
        self._table, self._columns = table, columns
        self._parts: list[str] = []
        self._label_at: list[int] = []
        self.size = 0
        self.fields: list[Field] = []
        self._places = [Place(0, 1)]
        for column in columns:
            self._label_at.append(self.size)
            self._write(column.translate(_BREAKS) + "\t")
        self._write("\n")

    def _write(self, text: str) -> None:
        self._parts.append(text)
        self.size += len(text)

    def add(self, number: int, row: Sequence[object]) -> None:
        """Write a row; its values stand in cells called ``table!column:row``."""
        for column, label_at, value in zip(self._columns, self._label_at, row, strict=True):
            text = _shown(value).translate(_BREAKS)
            if text:
                self._places.append(Place(self.size, number, 1, f"{self._table}!{column}:{number}"))
                self.fields.append(Field(column, self.size, self.size + len(text), number, label_at))
            self._write(text + "\t")
        self._write("\n")

    def text(self) -> Text:
        """What was written."""
        return Text(self._table, "".join(self._parts), "sqlite", tuple(self.fields), tuple(self._places))


def _shown(value: object) -> str:
    if value is None:
        return ""
    if not isinstance(value, bytes):
        return str(value)
    return _text(value) if value and sniff(value) is Kind.TEXT else ""


def _text(value: bytes) -> str:
    try:
        return value.decode("utf-8")
    except UnicodeDecodeError:
        return decode(value).text


def _quoted(name: str) -> str:
    return '"' + name.replace('"', '""') + '"'
