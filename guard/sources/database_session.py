"""A session with a database that only reads: what is in it, and its rows, some at a time, whatever their number."""

from __future__ import annotations

import random
from abc import ABC, abstractmethod
from collections.abc import Iterable, Iterator, Sequence
from contextlib import suppress
from typing import TYPE_CHECKING, Any, NamedTuple

import sqlalchemy as sa
from sqlalchemy.exc import SQLAlchemyError

from guard.messages import N_
from guard.model import SkipReason

if TYPE_CHECKING:
    from sqlalchemy.engine import URL, Connection

#: Seconds until a server has to answer at all.
CONNECT_SECONDS = 10
#: Rows that the driver fetches at once, and one at a time where each may hold files.
FETCHED = 200
#: What can go wrong while rows are fetched: the driver's errors, its socket, a value that it cannot decode.
FAILURES = (SQLAlchemyError, OSError, ValueError, OverflowError)

DENIED = N_("the database refuses this user to read it")
TOO_SLOW = N_("took longer than --database-timeout")
NOT_DECODED = N_("the server cannot convert its text to Unicode")
LOST = N_("the connection was lost")


class Column(NamedTuple):
    """A column, its comment, and what has to be known to read it.

    ``is_long``: values can be so large that their size is asked first; ``read_as`` is a word of the session's own.
    """

    name: str
    comment: str = ""
    is_long: bool = False
    read_as: str = ""


class Table(NamedTuple):
    """A table or view. ``key`` names the columns of the primary key; ``estimate`` is how many rows it may have.

    ``notes`` are columns (or none, for the table) with what cannot be read; ``locatable`` says that a row has an
    address, ``inherited`` that other tables inherit from this one.
    """

    schema: str
    name: str
    columns: Sequence[Column]
    comment: str = ""
    key: Sequence[str] = ()
    is_view: bool = False
    estimate: int | None = None
    notes: Sequence[tuple[str, SkipReason, str]] = ()
    locatable: bool = False
    inherited: bool = False

    @property
    def path(self) -> str:
        """What it is called in reports."""
        return f"{self.schema}.{self.name}"

    def relation(self) -> sa.TableClause:
        """The table as SQLAlchemy quotes it."""
        quoted = sa.quoted_name
        columns: list[sa.ColumnClause[Any]] = [sa.column(quoted(one.name, True)) for one in self.columns]
        return sa.table(quoted(self.name, True), *columns, schema=quoted(self.schema, True))


class Oversize(NamedTuple):
    """A value that was not fetched with its row, and its size in bytes."""

    size: int


class Session(ABC):
    """One connection, one snapshot where the server has such a thing, no statement that writes."""

    def __init__(self, url: URL, seconds: int, max_bytes: int) -> None:
        """``seconds`` is what one statement may take, ``max_bytes`` what one value may have."""
        self._url = url
        self._seconds = seconds
        self._max_bytes = max_bytes
        self.connection = self._open()

    @abstractmethod
    def _open(self) -> Connection:
        """Connect, and begin to read."""

    @abstractmethod
    def tables(self) -> Iterator[Table]:
        """All tables and views that are not the system's own."""

    @abstractmethod
    def reason(self, error: BaseException) -> tuple[SkipReason, str]:
        """What an error means for the table that was being read; never the server's text, which may hold values."""

    @abstractmethod
    def is_lost(self, error: BaseException) -> bool:
        """Whether nothing more can be read after an error."""

    def close(self) -> None:
        """End the session."""
        with suppress(*FAILURES):  # it may have gone already
            self.connection.close()
        self.connection.engine.dispose()

    def start(self) -> None:
        """Make the session ready for a table; after an error too."""
        return

    def inline(self, table: Table) -> int:
        """The bytes of a value that comes with its row."""
        return self._max_bytes

    def value(self, column: Column, reference: sa.ColumnElement[Any]) -> sa.ColumnElement[Any]:
        """How a column is asked for."""
        return reference

    def size(self, value: sa.ColumnElement[Any]) -> sa.ColumnElement[int]:
        """The bytes of a value, as the server counts them."""
        return sa.func.octet_length(value)

    def large(self, table: Table, column: Column, row: Sequence[Any]) -> object:
        """A value that did not come with its row; ``None`` where there is no way to it."""
        return None

    def rows(self, table: Table) -> Iterator[Sequence[Any]]:
        """All rows: the values of the columns, each long one followed by its size, then what ``_extra`` adds."""
        yield from self._fetched(self._statement(table, table.relation()), table)

    def first(self, table: Table, wanted: int) -> Iterator[Sequence[Any]]:
        """Some rows, as they come."""
        yield from self._fetched(self._statement(table, table.relation()).limit(wanted), table)

    def sampled(self, table: Table, wanted: int, total: int) -> Iterator[Sequence[Any]]:
        """Some rows, at random: each has the same chance."""
        statement = self._statement(table, table.relation())
        chosen = statement.where(self._chance(wanted / total)).limit(wanted)
        yield from self._fetched(chosen, table)

    @abstractmethod
    def _chance(self, share: float) -> sa.ColumnElement[bool]:
        """True for about this share of all rows."""

    def count(self, table: Table) -> int | None:
        """How many rows a table has; the server's estimate where counting takes too long."""
        try:
            counted = self.connection.execute(sa.select(sa.func.count()).select_from(table.relation())).scalar_one()
            return int(counted)
        except FAILURES as error:
            if self.is_lost(error):
                raise
            self.start()
            return table.estimate

    def _extra(self, table: Table, source: sa.FromClause) -> Sequence[sa.ColumnElement[Any]]:
        return ()

    def _statement(self, table: Table, source: sa.FromClause) -> sa.Select[Any]:
        wanted: list[sa.ColumnElement[Any]] = []
        for column in table.columns:
            value = self.value(column, source.c[column.name])
            if column.is_long:
                size = self.size(value)
                wanted += (sa.case((size <= self.inline(table), value)), size)
            else:
                wanted.append(value)
        wanted += self._extra(table, source)
        return sa.select(*(one.label(f"c{index}") for index, one in enumerate(wanted))).select_from(source)

    def _fetched(self, statement: sa.Select[Any], table: Table) -> Iterator[Sequence[Any]]:
        """The rows of a statement through a cursor that stays on the server."""
        result = self.connection.execute(statement, execution_options={"yield_per": self._at_once(table)})
        try:
            for part in result.partitions():
                yield from part
        except GeneratorExit:
            self.abandon()
            raise

    def abandon(self) -> None:
        """Nobody wants the rest of the rows, nor anything else of this session."""
        return

    def _at_once(self, table: Table) -> int:
        return 1 if any(column.is_long for column in table.columns) else FETCHED


class NumberedSession(Session):
    """A session that can find rows by a number: a key of one column of whole numbers, or what the system has."""

    @abstractmethod
    def number(self, table: Table, source: sa.FromClause) -> sa.ColumnElement[Any] | None:
        """The number that tells the rows of a table, or of what stands for it, apart; ``None`` where there is none."""

    def _extra(self, table: Table, source: sa.FromClause) -> Sequence[sa.ColumnElement[Any]]:
        number = self.number(table, source)
        return () if number is None else (number,)

    def sampled(self, table: Table, wanted: int, total: int) -> Iterator[Sequence[Any]]:
        """Some rows: short runs from random places in the range of the number."""
        source = table.relation()
        number = self.number(table, source)
        if number is None:
            yield from super().sampled(table, wanted, total)
            return
        asked = sa.select(sa.func.min(number), sa.func.max(number)).select_from(source)
        least, most = (int(end or 0) for end in self.connection.execute(asked).one())
        seen: set[int] = set()
        run = max(1, wanted // _PLACES)
        for _attempt in range(_ATTEMPTS * _PLACES):
            start = random.randint(least, most)  # noqa: S311 - which rows are looked at is no secret
            statement = self._statement(table, source).where(number >= start).order_by(number)
            for row in self._run(statement.limit(min(run, wanted - len(seen))), table):
                if int(row[-1]) not in seen:
                    seen.add(int(row[-1]))
                    yield row
            if len(seen) >= wanted:
                return

    def _run(self, statement: sa.Select[Any], table: Table) -> Iterable[Sequence[Any]]:
        """A few rows that follow each other."""
        return self._fetched(statement, table)


#: A sample is taken from so many places of a table; empty stretches are tried again so many times.
_PLACES = 50
_ATTEMPTS = 4
