"""What a session may do, what it tells when something fails, and what it never tells."""

from __future__ import annotations

import sqlite3
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
import sqlalchemy as sa

from guard.config.config import Config
from guard.errors import SourceError, UsageError
from guard.model import Blob, Skip
from guard.policy.policy import Policy
from guard.rows import Row, RowBatch
from guard.run.database import open_source
from guard.sources.database import _session_type
from guard.sources.database_address import NEEDS_EXTRA, address, shown
from guard.sources.database_session import DENIED, LOST, NOT_DECODED, TOO_SLOW, Session
from tests.conftest import environment
from tests.servers import PASSWORD, Server, free_ports, start_postgresql
from tests.sources.planted import NAMES, execute

Items = Callable[..., Iterator[Blob | Skip]]


@pytest.fixture
def items() -> Items:
    """What a source gives, with the options of a scan."""

    def read(url: str, *, sample: int | None = None, seconds: int = 60) -> Iterator[Blob | Skip]:
        return open_source(url, sample, seconds, Config(), Policy(Config())).blobs()

    return read


def rows(found: list[Blob | Skip], path: str) -> list[Row]:
    """The rows of a table, its description left out."""
    batches = [RowBatch.from_bytes(one.read()) for one in found if isinstance(one, Blob) and one.origin.path == path]
    return [row for batch in batches[1:] for row in batch.rows]


def skips(found: list[Blob | Skip]) -> set[tuple[str, tuple[str, ...], str, str]]:
    return {(one.origin.path, one.origin.members, one.reason, one.detail) for one in found if isinstance(one, Skip)}


def opened(url: str) -> Session:
    checked = address(url)
    return _session_type(checked.drivername.partition("+")[0])(checked, 60, 1 << 20)


@pytest.fixture(scope="session")
def town(postgresql: Server) -> str:
    """A PostgreSQL database with a user who may not read all of it."""
    execute(postgresql.url("postgres"), ["CREATE DATABASE rights", f"CREATE ROLE reader LOGIN PASSWORD '{PASSWORD}'"])
    url = postgresql.url("rights")
    execute(
        url,
        [
            "CREATE TABLE open_to_all (id integer PRIMARY KEY, shimei text)",
            ("INSERT INTO open_to_all VALUES (1, :name)", {"name": NAMES[0]}),
            "CREATE TABLE closed (shimei text)",
            "CREATE TABLE half (id integer, note text, data bytea)",
            "INSERT INTO half VALUES (1, 'text', decode(repeat('00', 100000), 'hex'))",
            "CREATE TABLE policed (id integer)",
            "ALTER TABLE policed ENABLE ROW LEVEL SECURITY",
            "CREATE POLICY high ON policed USING (id > 5)",
            "INSERT INTO policed VALUES (1), (9)",
            "CREATE VIEW slow AS SELECT id, pg_sleep(30)::text AS s FROM open_to_all",
            "CREATE VIEW broken AS SELECT shimei::integer FROM open_to_all",
            "GRANT SELECT ON open_to_all, policed, slow, broken TO reader",
            "GRANT SELECT (id, data) ON half TO reader",
        ],
    )
    return url


@pytest.fixture(scope="session")
def village(mariadb: Server) -> str:
    """A MariaDB database with a user who may not read all of it."""
    execute(mariadb.url(), ["CREATE DATABASE rights", f"CREATE USER reader@localhost IDENTIFIED BY '{PASSWORD}'"])
    url = mariadb.url("rights")
    execute(
        url,
        [
            "CREATE TABLE open_to_all (id integer PRIMARY KEY, shimei text CHARACTER SET utf8mb4)",
            ("INSERT INTO open_to_all VALUES (1, :name)", {"name": NAMES[0]}),
            "CREATE TABLE closed (shimei text)",
            "CREATE TABLE half (id integer, note text)",
            "CREATE VIEW slow AS SELECT id, SLEEP(30) AS s FROM open_to_all",
            "GRANT SELECT ON rights.open_to_all TO reader@localhost",
            "GRANT SELECT ON rights.slow TO reader@localhost",
            "GRANT INSERT ON rights.closed TO reader@localhost",
            "GRANT SELECT (id), INSERT (note) ON rights.half TO reader@localhost",
        ],
    )
    return url


def test_a_write_in_a_session_with_postgresql_fails(town: str) -> None:
    session = opened(town)
    try:
        for statement in (
            "INSERT INTO closed VALUES ('x')",
            "CREATE TABLE more (id integer)",
            "SET TRANSACTION READ WRITE",
        ):
            session.start()
            with pytest.raises(sa.exc.DBAPIError):
                session.connection.exec_driver_sql(statement)
    finally:
        session.close()


def test_a_write_in_a_session_with_mariadb_fails_after_its_transaction_too(village: str) -> None:
    session = opened(village)
    try:
        for statement in ("INSERT INTO closed VALUES ('x')", "CREATE TABLE more (id integer)"):
            with pytest.raises(sa.exc.DBAPIError):
                session.connection.exec_driver_sql(statement)
        session.connection.exec_driver_sql("COMMIT")
        with pytest.raises(sa.exc.DBAPIError):
            session.connection.exec_driver_sql("INSERT INTO closed VALUES ('x')")
    finally:
        session.close()


def test_a_write_in_a_session_with_sqlite_fails(tmp_path: Path) -> None:
    with sqlite3.connect(tmp_path / "a.db") as made:
        made.execute("CREATE TABLE t (x)")
    made.close()
    session = opened(f"sqlite:///{tmp_path}/a.db")
    try:
        for statement in ("INSERT INTO t VALUES (1)", "PRAGMA user_version = 7"):
            with pytest.raises(sa.exc.DBAPIError):
                session.connection.exec_driver_sql(statement)
        session.connection.exec_driver_sql("PRAGMA query_only = OFF")
        with pytest.raises(sa.exc.DBAPIError):
            session.connection.exec_driver_sql("INSERT INTO t VALUES (1)")
    finally:
        session.close()


def test_one_snapshot_holds_for_all_tables_of_postgresql(postgresql: Server, items: Items) -> None:
    execute(postgresql.url("postgres"), ["CREATE DATABASE moving"])
    url = postgresql.url("moving")
    execute(
        url,
        [
            "CREATE TABLE a (x text)",
            "CREATE TABLE b (x text)",
            "INSERT INTO a VALUES ('1')",
            "INSERT INTO b VALUES ('1')",
        ],
    )
    reading = items(url)
    found = [next(reading)]
    execute(url, ["INSERT INTO b VALUES ('2')"])
    found += reading
    assert len(rows(found, "public.b")) == 1


def test_what_the_user_may_not_read_is_a_skip_and_costs_no_other_table(town: str, items: Items) -> None:
    found = list(items(town.replace("boss", "reader"), seconds=1))
    assert rows(found, "public.open_to_all") == [Row(1, "1", ["1", NAMES[0]])]
    told = skips(found)
    assert ("public.closed", (), "unreadable", DENIED) in told
    assert ("public.half", ("note",), "unreadable", DENIED) in told
    assert rows(found, "public.half")[0].cells == ["1", bytes(100000)]


def test_rows_that_a_policy_may_hide_are_told(town: str, items: Items) -> None:
    hidden = {
        told[0] for told in skips(list(items(town.replace("boss", "reader"), seconds=5))) if told[2] == "not-checked"
    }
    assert hidden == {"public.policed"}


def test_a_slow_view_is_a_timeout_and_a_broken_one_tells_no_value(town: str, items: Items) -> None:
    told = skips(list(items(town, seconds=5)))
    assert ("public.slow", (), "timeout", TOO_SLOW) in told
    assert ("public.broken", (), "unreadable", "SQLSTATE 22P02") in told


def test_rights_and_slow_views_of_mariadb(village: str, items: Items) -> None:
    found = list(items(village.replace("root", "reader"), seconds=5))
    assert rows(found, "rights.open_to_all") == [Row(1, "1", ["1", NAMES[0]])]
    told = skips(found)
    assert ("rights.closed", (), "unreadable", DENIED) in told
    assert ("rights.half", ("note",), "unreadable", DENIED) in told
    assert ("rights.slow", (), "timeout", TOO_SLOW) in told


@pytest.mark.slow
def test_a_slow_view_of_sqlite_is_a_timeout(tmp_path: Path, items: Items) -> None:
    with sqlite3.connect(tmp_path / "a.db") as made:
        made.execute(
            "CREATE VIEW a_slow AS WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n) SELECT i FROM n WHERE i < 0"
        )
        made.execute("CREATE TABLE b (x text)")
        made.execute("INSERT INTO b VALUES ('seen')")
    made.close()
    found = list(items(f"sqlite:///{tmp_path}/a.db", seconds=5))
    assert skips(found) == {("main.a_slow", (), "timeout", TOO_SLOW)}
    assert rows(found, "main.b")[0].cells == [b"seen"]


@pytest.mark.parametrize(
    ("system", "end"),
    [
        ("postgresql", "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE application_name = 'sekisho'"),
        ("mariadb", "KILL {id}"),
    ],
)
def test_a_lost_connection_names_what_was_not_read(
    request: pytest.FixtureRequest, items: Items, system: str, end: str
) -> None:
    server: Server = request.getfixturevalue(system)
    execute(server.url("postgres" if system == "postgresql" else ""), ["CREATE DATABASE lost"])
    url = server.url("lost")
    numbers = "SELECT generate_series(1, 5000)" if system == "postgresql" else "SELECT seq FROM seq_1_to_5000"
    execute(url, [f"CREATE TABLE {name} (id integer PRIMARY KEY)" for name in "abc"])
    execute(url, [f"INSERT INTO {name} {numbers}" for name in "abc"])
    reading = items(url)
    found = [next(reading), next(reading)]
    execute(server.url("lost"), [end] if system == "postgresql" else _kills(server))
    found += reading
    prefix = "public" if system == "postgresql" else "lost"
    assert skips(found) == {(f"{prefix}.{name}", (), "unreadable", LOST) for name in "abc"}
    assert 0 < len(rows(found, f"{prefix}.a")) < 5000


def _kills(server: Server) -> list[str]:
    engine = sa.create_engine(server.url().replace("mariadb:", "mariadb+pymysql:"))
    with engine.connect() as connection:
        ids = [row[0] for row in connection.execute(sa.text("SHOW PROCESSLIST")) if row[3] == "lost"]
    engine.dispose()
    return [f"KILL {one}" for one in ids]


def test_text_of_an_unknown_encoding_is_decoded(postgresql: Server, mariadb: Server, items: Items) -> None:
    written = "勅使河原 蓮".encode("cp932")
    execute(postgresql.url("postgres"), ["CREATE DATABASE bytes ENCODING 'SQL_ASCII' TEMPLATE template0"])
    url = postgresql.url("bytes")
    execute(
        url + "&client_encoding=utf8",
        ["CREATE TABLE t (shimei text)", f"INSERT INTO t VALUES (convert_from('\\x{written.hex()}', 'SQL_ASCII'))"],
    )
    assert rows(list(items(url)), "public.t")[0].cells == [written]
    execute(mariadb.url(), ["CREATE DATABASE bytes"])
    url = mariadb.url("bytes")
    execute(
        url,
        [
            "CREATE TABLE t (shimei varchar(100) CHARACTER SET latin1)",
            f"INSERT INTO t VALUES (UNHEX('{written.hex()}'))",
        ],
    )
    assert rows(list(items(url)), "bytes.t")[0].cells == [written]


def test_dates_that_no_calendar_has_are_read(postgresql: Server, mariadb: Server, items: Items) -> None:
    execute(postgresql.url("postgres"), ["CREATE DATABASE dates"])
    url = postgresql.url("dates")
    execute(
        url, ["CREATE TABLE t (d date, n numeric)", "INSERT INTO t VALUES ('infinity', 'NaN'), ('99999-01-01', 1e100)"]
    )
    assert [row.cells[0] for row in rows(list(items(url)), "public.t")] == ["infinity", "99999-01-01"]
    execute(mariadb.url(), ["CREATE DATABASE dates"])
    url = mariadb.url("dates")
    execute(url, ["CREATE TABLE t (d date)", "SET sql_mode = ''; ", "INSERT INTO t VALUES ('0000-00-00')"])
    assert [row.cells for row in rows(list(items(url)), "dates.t")] == [["0000-00-00"]]


# What is never told


@pytest.mark.parametrize("system", ["postgresql", "mariadb"])
def test_a_wrong_password_is_told_without_it(request: pytest.FixtureRequest, items: Items, system: str) -> None:
    server: Server = request.getfixturevalue(system)
    url = server.url("x", password="wr%40ng-Zebra")
    with pytest.raises(SourceError) as refused:
        list(items(url))
    assert "wr@ng-Zebra" not in str(refused.value)
    assert "wr%40ng-Zebra" not in str(refused.value)


@pytest.mark.parametrize(
    "url",
    ["postgresql://u:s3same@/d?host=/nowhere", "mariadb://u:s3same@/d?unix_socket=/nowhere", "sqlite:////nowhere"],
)
def test_a_server_that_is_not_there_is_an_error(items: Items, url: str) -> None:
    with pytest.raises(SourceError) as refused:
        list(items(url))
    assert "s3same" not in str(refused.value)


@pytest.mark.parametrize(
    "url", ["", "nothing", "oracle://u:s3same@h/d", "postgresql://u:s3same@h:port/d", "postgresql+pg8000://u:s3same@h"]
)
def test_what_is_no_url_is_told_without_repeating_it(url: str) -> None:
    with pytest.raises(UsageError) as refused:
        address(url)
    assert "s3same" not in str(refused.value)


@pytest.mark.parametrize("module", ["sqlalchemy.engine", "psycopg"])
def test_a_missing_package_names_what_installs_it(monkeypatch: pytest.MonkeyPatch, module: str) -> None:
    monkeypatch.setitem(sys.modules, module, None)
    with pytest.raises(UsageError, match=r"pip install 'sekisho\[database\]'"):
        address("postgresql://h/d")
    assert "database" in NEEDS_EXTRA


def test_a_url_is_shown_without_user_password_and_query() -> None:
    assert (
        shown(address("postgres://u:s3same@db.example:5433/town?sslmode=require"))
        == "postgresql://db.example:5433/town"
    )
    assert shown(address("sqlite:////home/somebody/town.db")) == "sqlite:///town.db"


def test_a_url_can_come_from_the_environment(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("TOWN", "mysql://u:s3same@h/town")
    assert address("env:TOWN").password == "s3same"
    with pytest.raises(UsageError):
        address("env:NOT_SET")


_FAILING = """
import sys
import time
import guard.sources.database_session as session
def fail(self, table):
    raise RuntimeError(str(self._url.password) + repr(self._url))
session.Session.rows = fail
import guard.sources.database_postgresql as postgresql
postgresql.PostgresqlSession.rows = fail
from guard.cli import main
sys.exit(main(["scan", "--verbose", "--database", "env:TOWN"]))
"""


def test_a_defect_of_ours_tells_neither_password_nor_value(town: str, tmp_path: Path) -> None:
    done = subprocess.run(
        [sys.executable, "-c", _FAILING],
        cwd=tmp_path,
        env=environment(tmp_path, TOWN=town, TMPDIR=str(tmp_path)),
        capture_output=True,
        check=False,
    )
    assert done.returncode == 4
    logs = b"".join(file.read_bytes() for file in tmp_path.glob("sekisho-*.log"))
    assert logs
    for secret in (PASSWORD, NAMES[0]):
        assert secret.encode() not in done.stdout + done.stderr + logs


# Tables without a key of one whole number, where MariaDB reads all rows with one statement


@pytest.fixture(scope="session")
def keyless(mariadb: Server) -> str:
    execute(mariadb.url(), ["CREATE DATABASE keyless"])
    url = mariadb.url("keyless")
    execute(
        url,
        [
            "CREATE TABLE a (code varchar(20), title varchar(100))",
            "INSERT INTO a SELECT seq, repeat('x', 90) FROM seq_1_to_300000",
            "CREATE TABLE b (x integer)",
            "INSERT INTO b VALUES (1)",
        ],
    )
    return url


@pytest.mark.slow
def test_the_time_spent_on_rows_is_not_that_of_the_statement(keyless: str, items: Items) -> None:
    found = []
    for item in items(keyless, seconds=10):
        found.append(item)
        if len(found) <= 24:
            time.sleep(0.5)
    assert skips(found) == set()
    assert len(rows(found, "keyless.a")) == 300_000


def test_a_scan_that_ends_early_does_not_read_the_rest(keyless: str, items: Items) -> None:
    reading = items(keyless)
    next(reading), next(reading)
    began = time.process_time()
    reading.close()  # type: ignore[attr-defined]
    assert time.process_time() - began < 1


def test_a_sample_of_a_view_that_nobody_can_count_is_its_first_rows(
    keyless: str, items: Items, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(Session, "count", lambda self, table: None)
    found = list(items(keyless, sample=10))
    assert (len(rows(found, "keyless.a")), len(rows(found, "keyless.b"))) == (10, 1)
    assert skips(found) == set()


@pytest.mark.parametrize("system", ["postgresql", "mariadb"])
def test_names_that_need_quoting_are_quoted(request: pytest.FixtureRequest, items: Items, system: str) -> None:
    server: Server = request.getfixturevalue(system)
    quote = '"' if system == "postgresql" else "`"
    execute(server.url("postgres" if system == "postgresql" else ""), ["CREATE DATABASE quoting"])
    url = server.url("quoting") + ("" if system == "postgresql" else "&charset=utf8mb4")
    name, column = f"{quote}表 100%s; --{quote}", f"{quote}列'%(x)s{quote}"
    engine = sa.create_engine(url.replace("postgresql:", "postgresql+psycopg:").replace("mariadb:", "mariadb+pymysql:"))
    with engine.begin() as connection:
        cursor = connection.connection.cursor()
        cursor.execute(f"CREATE TABLE {name} (id integer PRIMARY KEY, {column} text)")
        cursor.execute(f"INSERT INTO {name} VALUES (1, 'seen')")
    engine.dispose()
    prefix = "public" if system == "postgresql" else "quoting"
    for sample in (None, 1):
        found = list(items(url, sample=sample))
        assert [row.key for row in rows(found, f"{prefix}.表 100%s; --")] == ["1"], skips(found)


def test_tables_that_inherit_are_read_once(postgresql: Server, items: Items) -> None:
    execute(postgresql.url("postgres"), ["CREATE DATABASE heirs"])
    url = postgresql.url("heirs")
    execute(url, ["CREATE TABLE a (x text)", "CREATE TABLE b () INHERITS (a)", "INSERT INTO b VALUES ('1')"])
    found = list(items(url))
    assert (len(rows(found, "public.a")), len(rows(found, "public.b"))) == (0, 1)


def test_text_that_a_server_cannot_convert_is_a_skip(postgresql: Server, items: Items) -> None:
    execute(postgresql.url("postgres"), ["CREATE DATABASE euc ENCODING 'EUC_JP' TEMPLATE template0"])
    url = postgresql.url("euc")
    execute(url + "&client_encoding=utf8", ["CREATE TABLE a (x text)", "CREATE TABLE b (x text)"])
    execute(
        url + "&client_encoding=utf8",
        [
            "INSERT INTO a VALUES (convert_from('\\x8fa2a1', 'EUC_JP'))",
            ("INSERT INTO b VALUES (:name)", {"name": NAMES[0]}),
        ],
    )
    found = list(items(url))
    assert skips(found) == {("public.a", (), "undecodable", NOT_DECODED)}
    assert rows(found, "public.b")[0].cells == [NAMES[0]]


@pytest.mark.parametrize("system", ["postgresql", "mariadb"])
def test_large_values_are_read_in_a_sample_too(request: pytest.FixtureRequest, items: Items, system: str) -> None:
    server: Server = request.getfixturevalue(system)
    execute(server.url("postgres" if system == "postgresql" else ""), ["CREATE DATABASE heavy"])
    url = server.url("heavy")
    execute(url, [f"CREATE TABLE t (id integer PRIMARY KEY, memo {'text' if system == 'postgresql' else 'longtext'})"])
    execute(url, [f"INSERT INTO t VALUES ({number}, repeat('x', 100000))" for number in range(20)])
    found = list(items(url, sample=10))
    sampled = rows(found, "public.t" if system == "postgresql" else "heavy.t")
    assert sampled
    assert len(sampled) <= 10
    assert {len(row.cells[1] or "") for row in sampled} == {100_000}


def test_functions_of_the_database_do_not_stand_in_for_those_of_the_system(postgresql: Server, items: Items) -> None:
    execute(postgresql.url("postgres"), ["CREATE DATABASE hijacked"])
    url = postgresql.url("hijacked")
    body = "LANGUAGE plpgsql AS $$ BEGIN RAISE EXCEPTION 'called'; END $$"
    execute(
        url,
        [
            f"CREATE FUNCTION obj_description(oid, text) RETURNS text {body}",
            f"CREATE FUNCTION octet_length(text) RETURNS integer {body}",
            f"CREATE FUNCTION to_json(text[]) RETURNS json {body}",
            "CREATE TABLE t (x text, y text[])",
            "INSERT INTO t VALUES ('seen', ARRAY['a'])",
            "CREATE FUNCTION word() RETURNS text LANGUAGE sql AS 'SELECT x FROM t'",
            "CREATE VIEW v AS SELECT word() AS x",
            "ALTER DATABASE hijacked SET search_path = public, pg_catalog",
        ],
    )
    found = list(items(url))
    assert skips(found) == set()
    assert [row.cells for row in rows(found, "public.t")] == [["seen", '["a"]']]
    assert [row.cells for row in rows(found, "public.v")] == [["seen"]]


@pytest.mark.slow
def test_tls_that_a_server_does_not_have_is_an_error(items: Items) -> None:
    (port,) = free_ports(1)
    server = start_postgresql("listen_addresses=127.0.0.1", f"port={port}")
    try:
        with pytest.raises(SourceError, match="SSL") as refused:
            list(items(f"postgresql://boss:{PASSWORD}@127.0.0.1:{port}/postgres?sslmode=verify-full"))
        assert PASSWORD not in str(refused.value)
    finally:
        server.stop()
