"""SQLite: a file that is opened for reading alone, in one transaction."""

from __future__ import annotations

import re
import sqlite3
import time
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

import sqlalchemy as sa
from sqlalchemy.engine import Connection
from sqlalchemy.pool import StaticPool

from guard.errors import SourceError
from guard.messages import N_
from guard.model import SkipReason
from guard.sources.database_session import TOO_SLOW, Column, NumberedSession, Table

NO_FILE = N_("there is no such SQLite file")
_SCHEMA = "main"
_ROWID = "rowid"
#: Steps of SQLite's machine between two looks at the clock.
_STEPS = 20_000
_COMMENT = re.compile(
    r"""^[ \t]*+[,(]?[ \t]*+[\["`]?([^\s\["`\],(]++)[^\n]*?(?:--[ \t]*([^\n]+)|/\*([^*\n]+)\*/)""", re.MULTILINE
)
_DAMAGED = frozenset({sqlite3.SQLITE_CORRUPT, sqlite3.SQLITE_NOTADB})


class SqliteSession(NumberedSession):
    """A session with a SQLite file."""

    _since = 0.0

    def _open(self) -> Connection:
        path = Path(self._url.database or "")
        if not path.is_file():
            raise SourceError(NO_FILE)
        engine = sa.create_engine("sqlite://", creator=lambda: self._connected(path), poolclass=StaticPool)
        connection = engine.connect()
        connection.exec_driver_sql("SELECT count(*) FROM sqlite_master")
        return connection

    def _connected(self, path: Path) -> sqlite3.Connection:
        opened = sqlite3.connect(f"{path.absolute().as_uri()}?mode=ro", uri=True, isolation_level=None)
        opened.execute("PRAGMA query_only = ON")
        opened.execute("PRAGMA trusted_schema = OFF")
        opened.execute("BEGIN")
        opened.text_factory = bytes  # in whatever encoding it was written
        self._since = time.monotonic()
        opened.set_progress_handler(self._is_late, _STEPS)
        return opened

    def _is_late(self) -> bool:
        return time.monotonic() - self._since > self._seconds

    def start(self) -> None:
        """The time of a statement begins."""
        self._since = time.monotonic()

    def _fetched(self, statement: sa.Select[Any], table: Table) -> Iterator[Sequence[Any]]:
        """The rows of a statement; the time that others spend on a row is not that of the statement."""
        self._since = time.monotonic()
        for row in super()._fetched(statement, table):
            yield row
            self._since = time.monotonic()

    def tables(self) -> Iterator[Table]:
        """Tables and views, comments of their CREATE statements with them."""
        listed = self.connection.exec_driver_sql(
            "SELECT type, name, coalesce(sql, '') FROM sqlite_master"
            " WHERE type IN ('table', 'view') AND name NOT LIKE 'sqlite\\_%' ESCAPE '\\' ORDER BY name"
        ).all()
        for raw_kind, raw_name, raw_sql in listed:
            name, sql = _text(raw_name), _text(raw_sql)
            comments = {match[1].lower(): (match[2] or match[3]).strip() for match in _COMMENT.finditer(sql)}
            notes, described = [], []
            try:
                asked = sa.text("SELECT name, pk FROM pragma_table_xinfo(:name) WHERE hidden <> 1")
                described = [(_text(row[0]), row[1]) for row in self.connection.execute(asked, {"name": name})]
            except (sa.exc.SQLAlchemyError, sqlite3.Error) as error:  # a view of what is not there, a module nobody has
                notes.append(("", *self.reason(error)))
            key = [column for column, position in sorted(described, key=lambda one: one[1]) if position]
            has_number = not re.search(r"WITHOUT\s+ROWID", sql, re.IGNORECASE) and _text(raw_kind) == "table"
            yield Table(
                _SCHEMA,
                name,
                [Column(column, comments.get(column.lower(), ""), is_long=True) for column, _position in described],
                key=key,
                is_view=_text(raw_kind) == "view",
                notes=notes,
                locatable=has_number and _ROWID not in {column.lower() for column, _position in described},
            )

    def number(self, table: Table, source: sa.FromClause) -> sa.ColumnElement[Any] | None:
        """The number by which SQLite knows a row."""
        return sa.literal_column(_ROWID) if table.locatable else None

    def size(self, value: sa.ColumnElement[Any]) -> sa.ColumnElement[int]:
        """The bytes of a value."""
        return sa.func.length(sa.cast(value, sa.LargeBinary))

    def _chance(self, share: float) -> sa.ColumnElement[bool]:
        return (sa.func.random() % 1_000_000 + 1_000_000) / 2.0 < share * 1_000_000

    def reason(self, error: BaseException) -> tuple[SkipReason, str]:
        """By the code of the error."""
        code = getattr(getattr(error, "orig", error), "sqlite_errorcode", None)
        if code == sqlite3.SQLITE_INTERRUPT:
            return SkipReason.TIMEOUT, TOO_SLOW
        name = getattr(getattr(error, "orig", error), "sqlite_errorname", type(error).__name__)
        return SkipReason.MALFORMED if code in _DAMAGED else SkipReason.UNREADABLE, str(name)

    def is_lost(self, error: BaseException) -> bool:
        """A file does not go away."""
        return False


def _text(value: bytes | str) -> str:
    return value.decode("utf-8", "replace") if isinstance(value, bytes) else value
