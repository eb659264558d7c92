"""A database: every table and view that the user of the URL may read, in a session that only reads."""

from __future__ import annotations

from collections.abc import Callable, Generator, Iterator, Sequence
from typing import TYPE_CHECKING, Any

from sqlalchemy.exc import SQLAlchemyError

from guard.errors import SourceError
from guard.messages import N_
from guard.model import Blob, Origin, Skip, SkipReason
from guard.sources.database_address import shown, without_secrets
from guard.sources.database_rows import Meaning, TableReader, Telling
from guard.sources.database_session import FAILURES, LOST, Session, Table

if TYPE_CHECKING:
    from sqlalchemy.engine import URL

SAMPLED = N_("a sample: not all rows were looked at; the tables and their rows follow")


class DatabaseSource:
    """The rows of a database as blobs of ``guard.rows.RowBatch``, a table after the other."""

    kind = "database"
    commit = None

    def __init__(
        self,
        url: URL,
        *,
        sample: int | None,
        seconds: int,
        max_bytes: int,
        meaning: Meaning,
        telling: Telling,
        excluded: Callable[[str], str | None],
    ) -> None:
        """``sample`` is how many rows of each table are looked at, ``None`` all; ``seconds`` bounds one statement."""
        self._url = url
        self._sample = sample
        self._seconds = seconds
        self._max_bytes = max_bytes
        self._meaning = meaning
        self._telling = telling
        self._excluded = excluded
        self.shown = shown(url)
        self._tables: list[Table] = []
        self._readers: dict[str, TableReader] = {}
        self._blobs = 0

    def rows_of(self, path: str) -> tuple[int, int | None]:
        """How many rows of a table were read, and how many it may have."""
        reader = self._readers.get(path)
        return (0, None) if reader is None else (reader.rows, self._wanted(reader.table))

    @property
    def expected(self) -> int | None:
        """About how many blobs there will be, told by the rows of those that were; ``None`` where nobody knows."""
        read = sum(reader.rows for reader in self._readers.values())
        wanted = [self._wanted(table) for table in self._tables]
        total = sum(rows for rows in wanted if rows is not None)
        return round(self._blobs * total / read) if read and None not in wanted else None

    def _wanted(self, table: Table) -> int | None:
        if table.estimate is None or self._sample is None:
            return table.estimate
        return min(table.estimate, self._sample)

    def blobs(self) -> Iterator[Blob | Skip]:
        """The tables in their order; what cannot be read of one costs no other."""
        session = self._session()
        try:
            self._tables = list(self._listed(session))
            for index, table in enumerate(self._tables):
                reason = self._excluded(table.path)
                if reason is not None:
                    yield Skip(Origin(table.path), SkipReason.EXCLUDED, reason)
                    continue
                lost = yield from self._table(session, table)
                if lost:
                    yield from (
                        Skip(Origin(left.path), SkipReason.UNREADABLE, LOST) for left in self._tables[index + 1 :]
                    )
                    return
        finally:
            session.close()

    def _listed(self, session: Session) -> Iterator[Table]:
        try:
            yield from session.tables()
        except FAILURES as error:
            _reason, detail = session.reason(error)
            raise SourceError(f"the tables of the database cannot be listed: {detail}") from None

    def _table(self, session: Session, table: Table) -> Generator[Blob | Skip, None, bool]:
        """One table; returns whether the connection was lost over it."""
        for column, reason, detail in table.notes:
            yield Skip(Origin(table.path, (column,) if column else ()), reason, detail)
        if not table.columns:
            return False
        reader = self._readers[table.path] = TableReader(session, table, self._meaning, self._telling, self._max_bytes)
        yield reader.description(None if self._sample is None else SAMPLED)
        try:
            session.start()
            total = None if self._sample is None else session.count(table)
            for item in reader.blobs(self._rows(session, table, total), lambda: self._note(table, reader, total)):
                self._blobs += isinstance(item, Blob)
                yield item
        except FAILURES as error:
            yield Skip(Origin(table.path), *session.reason(error))
            return session.is_lost(error)
        return False

    def _rows(self, session: Session, table: Table, total: int | None) -> Iterator[Sequence[Any]]:
        if self._sample is None or (total is not None and total <= self._sample):
            return session.rows(table)
        if total is None:  # nobody knows how many there are
            return session.first(table, self._sample)
        return session.sampled(table, self._sample, total)

    def _note(self, table: Table, reader: TableReader, total: int | None) -> str | None:
        """How many rows were looked at, and how many the table has, where these may differ."""
        if self._sample is None:
            return None
        return f"{table.path}: {reader.rows:,} / {'?' if total is None else f'{total:,}'}"

    def _session(self) -> Session:
        system = self._url.drivername.partition("+")[0]
        try:
            return _session_type(system)(self._url, self._seconds, self._max_bytes)
        except (*FAILURES, RuntimeError) as error:
            if isinstance(error, SQLAlchemyError) and getattr(error, "orig", None) is not None:
                error = error.orig  # type: ignore[attr-defined]
            said = without_secrets(self._url, str(error))
            raise SourceError(f"the database cannot be opened: {said}") from None


def _session_type(system: str) -> type[Session]:
    if system == "postgresql":
        from guard.sources.database_postgresql import PostgresqlSession

        return PostgresqlSession
    if system == "sqlite":
        from guard.sources.database_sqlite import SqliteSession

        return SqliteSession
    from guard.sources.database_mysql import MysqlSession

    return MysqlSession
