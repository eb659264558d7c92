"""PostgreSQL: one REPEATABLE READ READ ONLY transaction, cursors on the server, the catalogue for what is there."""

from __future__ import annotations

import math
from collections import defaultdict
from collections.abc import Iterator, Sequence
from typing import Any

import sqlalchemy as sa
from sqlalchemy.engine import Connection
from sqlalchemy.pool import NullPool

from guard.messages import N_
from guard.model import SkipReason
from guard.sources.database_session import (
    CONNECT_SECONDS,
    DENIED,
    FETCHED,
    LOST,
    NOT_DECODED,
    TOO_SLOW,
    Column,
    Session,
    Table,
)

ROWS_HIDDEN = N_("row-level security is active for this user: rows may be hidden")
REMOTE = N_("a foreign table: its rows are in another database")
#: Larger values are fetched one by one, after their rows.
_INLINE = 1 << 16
#: Where rows have no address (views), a value comes with its row or not at all.
_INLINE_OF_VIEW = 1 << 20
_FETCHED_OF_VIEW = 20
#: Rows of a table that is small enough to look at each of them for a sample.
_SMALL = 100_000
#: A sample takes whole blocks, so the number of its rows spreads: by so many rows in a block of 8 kB at most, and so
#: many standard deviations are asked for on top that too few come less than once in a million samples.
_ROWS_OF_BLOCK = 300
_DEVIATIONS = 5

_RELATIONS = """
SELECT c.oid::text, n.nspname::text, c.relname::text, c.relkind::text, c.reltuples::bigint,
       pg_catalog.obj_description(c.oid, 'pg_class'), pg_catalog.row_security_active(c.oid),
       pg_catalog.has_table_privilege(c.oid, 'SELECT'), c.relhassubclass
FROM pg_catalog.pg_class c JOIN pg_catalog.pg_namespace n ON n.oid = c.relnamespace
WHERE c.relkind IN ('r', 'p', 'm', 'v', 'f') AND NOT c.relispartition
  AND n.nspname NOT IN ('pg_catalog', 'information_schema') AND n.nspname !~ '^pg_(toast|temp)'
ORDER BY n.nspname, c.relname
"""
_COLUMNS = """
SELECT a.attrelid::text, a.attname::text, pg_catalog.col_description(a.attrelid, a.attnum),
       coalesce(b.typname, t.typname)::text, coalesce(b.typcategory, t.typcategory)::text,
       coalesce(b.typlen, t.typlen)::int, a.atttypmod::int,
       pg_catalog.array_position(i.indkey::int2[], a.attnum),
       pg_catalog.has_column_privilege(a.attrelid, a.attnum, 'SELECT')
FROM pg_catalog.pg_attribute a
JOIN pg_catalog.pg_class c ON c.oid = a.attrelid
JOIN pg_catalog.pg_type t ON t.oid = a.atttypid
LEFT JOIN pg_catalog.pg_type b ON b.oid = nullif(t.typbasetype, 0)
LEFT JOIN pg_catalog.pg_index i ON i.indrelid = a.attrelid AND i.indisprimary
WHERE a.attnum > 0 AND NOT a.attisdropped AND c.relkind IN ('r', 'p', 'm', 'v') AND NOT c.relispartition
ORDER BY a.attrelid, a.attnum
"""
_BYTES, _JSON, _OBJECT = "bytes", "json", "object"
#: Categories of types (pg_type.typcategory) that are shown as JSON: arrays and composite types.
_NESTED = frozenset("AC")
_NEVER_LONG = frozenset({"numeric", "bit", "varbit", "inet", "cidr"})
_BOUNDED = frozenset({"varchar", "bpchar"})
_LONG_MODIFIER = 10_000
_CANCELED, _DENIED = "57014", "42501"
_UNDECODABLE = frozenset({"22021", "22P05"})


class PostgresqlSession(Session):
    """A session with a PostgreSQL server."""

    def _open(self) -> Connection:
        engine = sa.create_engine(
            self._url,
            poolclass=NullPool,
            hide_parameters=True,
            connect_args={
                "client_encoding": "UTF8",
                "application_name": "sekisho",
                "prepare_threshold": None,
                **({} if "connect_timeout" in self._url.query else {"connect_timeout": CONNECT_SECONDS}),
            },
        )
        connection = engine.connect().execution_options(isolation_level="REPEATABLE READ", postgresql_readonly=True)
        for setting in (
            f"SET statement_timeout = '{self._seconds}s'",
            "SET default_transaction_read_only = on",
            # no function or operator of the database stands in for one of the system
            (
                "SELECT pg_catalog.set_config('search_path', pg_catalog.concat_ws(', ', 'pg_catalog',"
                " nullif(pg_catalog.current_setting('search_path'), '')), false)"
            ),
            "SET synchronize_seqscans = off",  # rows are numbered as they come
            "SET idle_in_transaction_session_timeout = 0",
        ):
            connection.exec_driver_sql(setting)
        if connection.exec_driver_sql("SHOW server_encoding").scalar_one() == "SQL_ASCII":
            connection.exec_driver_sql("SET client_encoding = 'SQL_ASCII'")  # texts come as bytes
        return connection

    def tables(self) -> Iterator[Table]:
        """Tables (a partitioned one as one), materialized views and views."""
        columns: defaultdict[str, list[Sequence[Any]]] = defaultdict(list)
        for row in self._texts(_COLUMNS):
            columns[row[0]].append(row)
        for oid, schema, name, kind, estimate, comment, hides, readable, inherited in self._texts(_RELATIONS):
            notes = []
            if hides:
                notes.append(("", SkipReason.NOT_CHECKED, ROWS_HIDDEN))
            if kind == "f":
                notes.append(("", SkipReason.NO_EXTRACTOR, REMOTE))
            denied = [row[1] for row in columns[oid] if not row[8]]
            if denied and len(denied) == len(columns[oid]):
                notes.append(("", SkipReason.UNREADABLE, DENIED))
            else:
                notes += ((column, SkipReason.UNREADABLE, DENIED) for column in denied)
            yield Table(
                schema,
                name,
                [_column(row) for row in columns[oid] if row[8]],
                comment or "",
                [row[1] for row in sorted(columns[oid], key=lambda row: row[7] or 0) if row[7] is not None],
                is_view=kind == "v",
                estimate=estimate if estimate >= 0 else None,
                notes=notes,
                locatable=readable and kind != "v",
                inherited=inherited and kind == "r",
            )

        yield from self._large_objects()

    def _texts(self, statement: str) -> Iterator[Sequence[Any]]:
        """The rows of a catalogue; what comes as bytes is text in an encoding that the server does not know."""
        for row in self.connection.exec_driver_sql(statement):
            yield [cell.decode("utf-8", "replace") if isinstance(cell, bytes) else cell for cell in row]

    def _large_objects(self) -> Iterator[Table]:
        """The objects that stand in no table, as one."""
        asked = "SELECT count(*) FROM pg_catalog.pg_largeobject_metadata"
        if self.connection.exec_driver_sql(asked).scalar_one():
            columns = [Column("oid"), Column("data", read_as=_OBJECT)]
            yield Table("pg_catalog", "pg_largeobject_metadata", columns, key=["oid"], is_view=True)

    def inline(self, table: Table) -> int:
        """Large values of a table have an address to be fetched from."""
        return min(self._max_bytes, _INLINE if table.locatable else _INLINE_OF_VIEW)

    def value(self, column: Column, reference: sa.ColumnElement[Any]) -> sa.ColumnElement[Any]:
        """Everything as text but bytes: the server knows how its types are written, and no value is out of range."""
        if column.read_as == _BYTES:
            return reference
        if column.read_as == _OBJECT:
            return sa.func.pg_catalog.lo_get(sa.literal_column("oid"), 0, self._max_bytes + 1)
        if column.read_as == _JSON:
            reference = sa.func.pg_catalog.to_json(reference)
        return sa.cast(reference, sa.Text)

    def size(self, value: sa.ColumnElement[Any]) -> sa.ColumnElement[int]:
        """The bytes of a value."""
        return sa.func.pg_catalog.octet_length(value)

    def large(self, table: Table, column: Column, row: Sequence[Any]) -> object:
        """A value by the address of its row in this snapshot."""
        if not table.locatable:
            return None
        source = table.relation()
        address, part = (cell.decode() if isinstance(cell, bytes) else cell for cell in row[-2:])
        here = sa.text("ctid = CAST(:address AS tid) AND tableoid = CAST(:part AS oid)")
        statement = sa.select(self.value(column, source.c[column.name])).select_from(source)
        return self.connection.execute(statement.where(here.bindparams(address=address, part=part))).scalar_one()

    def _extra(self, table: Table, source: sa.FromClause) -> Sequence[sa.ColumnElement[Any]]:
        if not table.locatable or not any(column.is_long for column in table.columns):
            return ()
        return [sa.cast(sa.literal_column(name), sa.Text) for name in ("ctid", "tableoid")]

    def rows(self, table: Table) -> Iterator[Sequence[Any]]:
        """The rows of a table itself: those of tables that inherit from it are read there."""
        source = table.relation()
        statement = self._statement(table, source)
        if table.inherited:
            statement = statement.with_hint(source, "ONLY", "postgresql")
        yield from self._fetched(statement, table)

    def sampled(self, table: Table, wanted: int, total: int) -> Iterator[Sequence[Any]]:
        """Rows of random blocks; of a small table random rows."""
        if table.is_view:
            yield from super().sampled(table, wanted, total)
            return
        percent = min(100.0, 100 * _asked_for(wanted) / total)
        method = sa.func.bernoulli(percent) if total <= _SMALL else sa.func.system(percent)
        some = self._statement(table, table.relation().tablesample(method)).subquery()
        yield from self._fetched(sa.select(some).order_by(sa.func.pg_catalog.random()).limit(wanted), table)

    def _chance(self, share: float) -> sa.ColumnElement[bool]:
        return sa.func.pg_catalog.random() < share

    def _at_once(self, table: Table) -> int:
        if any(column.read_as == _OBJECT for column in table.columns):
            return 1
        return FETCHED if table.locatable else _FETCHED_OF_VIEW

    def start(self) -> None:
        """Each table has its own savepoint: what an error ends is the work since the last one."""
        before = self.connection.get_nested_transaction()
        if before is not None:
            before.rollback()  # nothing was written
        self.connection.begin_nested()

    def reason(self, error: BaseException) -> tuple[SkipReason, str]:
        """By the SQLSTATE of the error."""
        if self.is_lost(error):
            return SkipReason.UNREADABLE, LOST
        state = getattr(getattr(error, "orig", None), "sqlstate", None)
        if state == _CANCELED:
            return SkipReason.TIMEOUT, TOO_SLOW
        if state == _DENIED:
            return SkipReason.UNREADABLE, DENIED
        if state in _UNDECODABLE:
            return SkipReason.UNDECODABLE, NOT_DECODED
        return SkipReason.UNREADABLE, f"SQLSTATE {state}" if state else type(error).__name__

    def is_lost(self, error: BaseException) -> bool:
        """Whether the connection has gone."""
        return bool(getattr(error, "connection_invalidated", False)) or self.connection.closed


def _asked_for(wanted: int) -> float:
    """The rows to expect, ``x``, so that ``wanted`` come: ``x - d * sqrt(x * rows of a block) = wanted``."""
    spread = _DEVIATIONS * math.sqrt(_ROWS_OF_BLOCK)
    return ((spread + math.sqrt(spread**2 + 4 * wanted)) / 2) ** 2


def _column(row: Sequence[Any]) -> Column:
    _oid, name, comment, kind, category, length, modifier, _position, _readable = row
    bounded = kind in _BOUNDED and 0 < modifier <= _LONG_MODIFIER
    is_long = length == -1 and not bounded and kind not in _NEVER_LONG
    read_as = _BYTES if kind == "bytea" else _JSON if category in _NESTED else ""
    return Column(name, comment or "", is_long, read_as)
