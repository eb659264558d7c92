"""MariaDB and MySQL: one READ ONLY transaction with a consistent snapshot, tables in pages of their key."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from typing import Any

import sqlalchemy as sa
from pymysql import converters
from sqlalchemy.engine import Connection
from sqlalchemy.pool import NullPool

from guard.model import SkipReason
from guard.sources.database_session import (
    CONNECT_SECONDS,
    DENIED,
    FETCHED,
    LOST,
    TOO_SLOW,
    Column,
    NumberedSession,
    Table,
)

#: Larger values of a table with a key are fetched one by one, after their rows.
_INLINE = 1 << 16
#: Seconds that the server waits for a reader who is looking at what it sent.
_WRITE_SECONDS = 3600
_TABLES = """
SELECT table_schema, table_name, table_type, table_rows, table_comment, engine
FROM information_schema.tables
WHERE table_schema NOT IN ('information_schema', 'performance_schema', 'mysql', 'sys')
  AND table_type IN ('BASE TABLE', 'SYSTEM VERSIONED', 'VIEW') {one}
ORDER BY table_schema, table_name
"""
_COLUMNS = """
SELECT table_schema, table_name, column_name, column_comment, data_type, character_set_name, column_key, privileges
FROM information_schema.columns
WHERE table_schema NOT IN ('information_schema', 'performance_schema', 'mysql', 'sys') {one}
ORDER BY table_schema, table_name, ordinal_position
"""
_WHOLE_NUMBERS = frozenset("tinyint smallint mediumint int integer bigint".split())
_LONG = frozenset("text mediumtext longtext blob mediumblob longblob json geometry".split())
#: Character sets that people filled with bytes of another one: what is stored is asked for, not what it means.
_DOUBTFUL = frozenset({"latin1", "ascii"})
_RAW, _NUMBER = "raw", "number"
_DENIED = frozenset({1044, 1142, 1143, 1345, 1356, 1370, 1449})
_SLOW = frozenset({1317, 1969, 3024})
_LOST = frozenset({0, 1053, 1927, 2006, 2013, 2014, 2055})
#: Values as the server writes them: a date that no calendar has is no error.
_AS_TEXT = {kind: how for kind, how in converters.conversions.items() if not isinstance(kind, int)}


class MysqlSession(NumberedSession):
    """A session with a MariaDB or MySQL server."""

    def _open(self) -> Connection:
        timeout = {} if "connect_timeout" in self._url.query else {"connect_timeout": CONNECT_SECONDS}
        engine = sa.create_engine(
            self._url,
            poolclass=NullPool,
            hide_parameters=True,
            connect_args={"charset": "utf8mb4", "conv": _AS_TEXT, "program_name": "sekisho", **timeout},
        )
        connection = engine.connect()
        for setting in (
            _time_limit(connection, self._seconds),
            f"SET SESSION lock_wait_timeout = {self._seconds}",
            f"SET SESSION net_write_timeout = {_WRITE_SECONDS}",
            "SET SESSION TRANSACTION ISOLATION LEVEL REPEATABLE READ",
            "SET SESSION TRANSACTION READ ONLY",
            "START TRANSACTION WITH CONSISTENT SNAPSHOT, READ ONLY",
        ):
            connection.exec_driver_sql(setting)
        return connection

    def tables(self) -> Iterator[Table]:
        """The tables and views of the database that the URL names, or of all that this user may see."""
        columns: defaultdict[tuple[str, str], list[Sequence[Any]]] = defaultdict(list)
        for row in self._listed(_COLUMNS):
            columns[row[0], row[1]].append(row[2:])
        for schema, name, kind, estimate, comment, _engine in self._listed(_TABLES):
            own = columns[schema, name]
            readable = [row for row in own if "select" in row[5].lower()]
            denied = [row[0] for row in own if "select" not in row[5].lower()]
            is_view = kind == "VIEW"
            key = [row for row in readable if row[4] == "PRI"]
            yield Table(
                schema,
                name,
                [_column(row) for row in readable],
                "" if is_view else comment,
                [row[0] for row in key],
                is_view=is_view,
                estimate=None if estimate is None else int(estimate),
                notes=[(column, SkipReason.UNREADABLE, DENIED) for column in (denied if readable else [""])],
                locatable=len(key) == 1 and key[0][2] in _WHOLE_NUMBERS,
            )

    def _listed(self, statement: str) -> Iterator[Sequence[Any]]:
        """The rows of a catalogue, of the database in the URL where it names one."""
        database = self._url.database
        asked = sa.text(statement.format(one="AND table_schema = :one" if database else ""))
        yield from self.connection.execute(asked, {"one": database} if database else {}).all()

    def number(self, table: Table, source: sa.FromClause) -> sa.ColumnElement[Any] | None:
        """A primary key that is one whole number."""
        return source.c[table.key[0]] if table.locatable else None

    def rows(self, table: Table) -> Iterator[Sequence[Any]]:
        """All rows in pages, each a statement of its own: none is open while its rows are looked at.

        Where there is no such number, one statement is; of a table, that has no limit but those of waiting.
        """
        source = table.relation()
        number = self.number(table, source)
        if number is None:
            if not table.is_view:
                self.connection.exec_driver_sql(_time_limit(self.connection, 0))
            yield from super().rows(table)
            return
        statement = self._statement(table, source).order_by(number).limit(FETCHED)
        page = self.connection.execute(statement).all()
        while page:
            yield from page
            page = self.connection.execute(statement.where(number > int(page[-1][-1]))).all()

    def start(self) -> None:
        """Statements have their limit again."""
        self.connection.exec_driver_sql(_time_limit(self.connection, self._seconds))

    def abandon(self) -> None:
        """Leave the rows that the server still sends: the driver would read them all to be in step again."""
        driver: Any = self.connection.connection.dbapi_connection
        if driver is not None and driver._result is not None:
            driver._result.unbuffered_active = False
        self.connection.invalidate()

    def _run(self, statement: sa.Select[Any], table: Table) -> Iterable[Sequence[Any]]:
        """All at once: a large value is fetched before the next row."""
        return self.connection.execute(statement).all()

    def inline(self, table: Table) -> int:
        """Large values of a table have a number to be fetched by."""
        return min(self._max_bytes, _INLINE) if table.locatable else self._max_bytes

    def value(self, column: Column, reference: sa.ColumnElement[Any]) -> sa.ColumnElement[Any]:
        """What is stored, where its character set says little."""
        return sa.cast(reference, sa.LargeBinary) if column.read_as == _RAW else reference

    def large(self, table: Table, column: Column, row: Sequence[Any]) -> object:
        """A value by the number of its row."""
        source = table.relation()
        number = self.number(table, source)
        if number is None:
            return None
        asked = sa.select(self.value(column, source.c[column.name])).where(number == int(row[-1]))
        return self.connection.execute(asked).scalar_one()

    def _chance(self, share: float) -> sa.ColumnElement[bool]:
        return sa.func.rand() < share

    def reason(self, error: BaseException) -> tuple[SkipReason, str]:
        """By the number of the error."""
        if self.is_lost(error):
            return SkipReason.UNREADABLE, LOST
        number = _number(error)
        if number in _SLOW:
            return SkipReason.TIMEOUT, TOO_SLOW
        if number in _DENIED:
            return SkipReason.UNREADABLE, DENIED
        return SkipReason.UNREADABLE, type(error).__name__ if number is None else f"error {number}"

    def is_lost(self, error: BaseException) -> bool:
        """Whether the connection has gone."""
        return bool(getattr(error, "connection_invalidated", False)) or _number(error) in _LOST


def _time_limit(connection: Connection, seconds: int) -> str:
    """What bounds a statement, from its start to its last row; 0 is no bound."""
    if connection.dialect.is_mariadb:  # type: ignore[attr-defined]
        return f"SET SESSION max_statement_time = {seconds}"
    return f"SET SESSION max_execution_time = {seconds * 1000}"


def _number(error: BaseException) -> int | None:
    args = getattr(getattr(error, "orig", None), "args", ())
    return args[0] if args and isinstance(args[0], int) else None


def _column(row: Sequence[Any]) -> Column:
    name, comment, kind, charset, _key, _privileges = row
    return Column(name, comment, kind in _LONG, _RAW if charset in _DOUBTFUL else "")
