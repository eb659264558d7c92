"""SQLite: the rows of every table, labelled with their columns, and what deleted rows left behind.

Nothing of the schema is executed: no view, no trigger.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator, Sequence

from guard.extract.piece import Limits, Piece, Text, Unread
from guard.extract.readers import rows, sqlite_pages
from guard.extract.readers.compressed import CUT_OFF
from guard.extract.readers.rows import cell_as_text
from guard.extract.readers.sqlite_log import pages_as_text
from guard.messages import N_
from guard.model import SkipReason

#: What deleted rows are called, which the file holds and no query shows.
FREED_PAGES = "(freed)"
#: What the statements are called that made the tables.
SCHEMA = "(schema)"
#: What texts and remarks in them begin with.
_SAYING = ("'", "--", "/*")
FREED = N_("pages that were freed may still hold deleted rows; VACUUM empties them")
VIRTUAL = N_("a virtual table: only code could read it")
_WAL_BYTES = slice(18, 20)
_ALLOWED = frozenset({sqlite3.SQLITE_SELECT, sqlite3.SQLITE_READ, sqlite3.SQLITE_PRAGMA})
#: What the number of a row is called, as long as no column has that name.
_ROWID = ("rowid", "oid", "_rowid_")


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
        yield from _schema(connection)
        yield from _tables(connection)
        yield from pages_as_text(FREED_PAGES, list(sqlite_pages.freed(data)))
        if sqlite_pages.codec_of(data) != "utf-8" and connection.execute("PRAGMA freelist_count").fetchone()[0]:
            yield Unread("", SkipReason.NO_EXTRACTOR, FREED)
    except sqlite3.Error as error:
        yield Unread("", SkipReason.MALFORMED, type(error).__name__)
    finally:
        connection.close()


def _authorize(action: int, _one: str | None, _two: str | None, _database: str | None, _view: str | None) -> int:
    return sqlite3.SQLITE_OK if action in _ALLOWED else sqlite3.SQLITE_DENY


def _schema(connection: sqlite3.Connection) -> Iterator[Piece]:
    """What tables, views and triggers say beside names: a default, a condition or a remark can be a value too."""
    statements = connection.execute("SELECT sql FROM sqlite_master WHERE sql IS NOT NULL")
    said = [text for (sql,) in statements if any(mark in (text := cell_as_text(sql)) for mark in _SAYING)]
    if said:
        yield Text(SCHEMA, ";\n".join(said) + ";\n", "sql")


def _tables(connection: sqlite3.Connection) -> Iterator[Piece]:
    listed = connection.execute("SELECT name, sql FROM sqlite_master WHERE type = 'table'").fetchall()
    for raw_name, raw_sql in listed:
        name = cell_as_text(raw_name)
        if raw_sql is not None and cell_as_text(raw_sql).upper().startswith("CREATE VIRTUAL"):
            yield Unread(name, SkipReason.NO_EXTRACTOR, VIRTUAL)
        else:
            try:
                yield from _rows(connection, name)
            except sqlite3.Error as error:
                yield Unread(name, SkipReason.MALFORMED, type(error).__name__)


def _rows(connection: sqlite3.Connection, table: str) -> Iterator[Piece]:
    described = connection.execute(f"PRAGMA table_xinfo({_quoted(table)})").fetchall()
    columns = [cell_as_text(row[1]) for row in described if row[6] == 0]  # what is generated would be computed
    if not columns:
        return
    yield from rows.pieces(f"{table}!", table, columns, _numbered(connection, table, columns))


def _numbered(
    connection: sqlite3.Connection, table: str, columns: Sequence[str]
) -> Iterator[tuple[int, Sequence[object]]]:
    """The rows with the number by which SQLite knows them; in order, from 1, where the table has none."""
    wanted = ", ".join(map(_quoted, columns))
    taken = {column.lower() for column in columns}
    alias = next((name for name in _ROWID if name not in taken), None)
    try:
        found = None if alias is None else connection.execute(_select(f"{alias}, {wanted}", table))
    except sqlite3.OperationalError:  # WITHOUT ROWID
        found = None
    if found is None:
        yield from enumerate(connection.execute(_select(wanted, table)), start=1)
        return
    for number, *row in found:
        yield number, row


def _select(what: str, table: str) -> str:
    return f"SELECT {what} FROM {_quoted(table)}"  # noqa: S608 - quoted, and only reading is allowed


def _quoted(name: str) -> str:
    return '"' + name.replace('"', '""') + '"'
