"""Large tables, large values, samples: memory does not grow with what is read."""

from __future__ import annotations

import json
import sqlite3
import subprocess
import sys
from pathlib import Path

import pytest

from guard.model import SkipReason
from tests.conftest import environment
from tests.servers import Server
from tests.sources.planted import NAMES, PHONE, execute, workbook
from tests.sources.test_database import scan

ROWS = 200_000
MEGABYTES = 500
#: The child writes how much memory it, and the processes that it started, had at most (kilobytes). Its own is not
#: that of getrusage: there a process begins with the size of the one that started it, and this one is large.
_MEASURED = """
import resource, sys
from pathlib import Path
from guard.cli import main
code = main(sys.argv[1:])
own = next(line.split()[1] for line in Path("/proc/self/status").read_text().splitlines() if line.startswith("VmHWM"))
print(code, own, resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss, file=sys.stderr)
"""
_SYSTEMS = ("postgresql", "mariadb", "sqlite")


@pytest.fixture(scope="session")
def large(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> dict[str, str]:
    """A table of many rows, one person in each ten thousand, in each system."""
    columns = "id integer PRIMARY KEY, code varchar(20), title varchar(100), shimei varchar(50), tel varchar(20)"
    person = f"CASE WHEN n % 10000 = 77 THEN '{NAMES[0]}' END, CASE WHEN n % 10000 = 77 THEN '{PHONE}' END"
    urls = {}
    postgresql: Server = request.getfixturevalue("postgresql")
    execute(postgresql.url("postgres"), ["CREATE DATABASE large"])
    urls["postgresql"] = postgresql.url("large")
    mariadb: Server = request.getfixturevalue("mariadb")
    execute(mariadb.url(), ["CREATE DATABASE large CHARACTER SET utf8mb4"])
    urls["mariadb"] = mariadb.url("large")
    chosen = "SELECT n, concat('c', n), repeat('庁内の備品 ', 8), " + person
    sources = {
        "postgresql": f"generate_series(1, {ROWS}) AS n",
        "mariadb": f"(SELECT seq AS n FROM seq_1_to_{ROWS}) AS s",
    }
    for system, source in sources.items():
        execute(urls[system], [f"CREATE TABLE big ({columns})", f"INSERT INTO big {chosen} FROM {source}"])
    execute(urls["postgresql"], ["ANALYZE big"])
    path = tmp_path_factory.mktemp("large") / "large.db"
    with sqlite3.connect(path) as made:
        made.execute(f"CREATE TABLE big ({columns})")
        made.executemany(
            "INSERT INTO big VALUES (?, ?, ?, ?, ?)",
            (
                (n, f"c{n}", "庁内の備品 " * 8, *((NAMES[0], PHONE) if n % 10_000 == 77 else (None, None)))
                for n in range(1, ROWS + 1)
            ),
        )
    made.close()
    urls["sqlite"] = f"sqlite:///{path}"
    return urls


@pytest.mark.slow
@pytest.mark.parametrize("system", _SYSTEMS)
def test_a_table_of_200_000_rows_is_read_within_bounded_memory(
    large: dict[str, str], tmp_path: Path, system: str
) -> None:
    words = ["scan", "--database", large[system], "--format", "json", "--jobs", "1"]
    done = subprocess.run(
        [sys.executable, "-c", _MEASURED, *words],
        cwd=tmp_path,
        env=environment(tmp_path),
        capture_output=True,
        check=False,
    )
    code, *used = map(int, done.stderr.decode().split())
    report = json.loads(done.stdout)
    people = [one["cell"] for one in report["findings"] if one["rule_id"] == "person-name"]
    assert (code, people) == (1, [f"shimei[{n}]" for n in range(77, ROWS, 10_000)])
    assert max(used) < MEGABYTES * 1024


@pytest.mark.parametrize("system", _SYSTEMS)
def test_a_sample_says_how_many_rows_it_looked_at(large: dict[str, str], tmp_path: Path, system: str) -> None:
    scanned = scan(tmp_path, large[system], "--sample", "500")
    told = [note for note in scanned.report["notes"] if "big" in note]
    path = {"postgresql": "public.big", "mariadb": "large.big", "sqlite": "main.big"}[system]
    assert told == [f"{path}: 500 / 200,000"]
    assert any("sample" in note for note in scanned.report["notes"])


@pytest.mark.parametrize("system", _SYSTEMS)
def test_a_sample_is_taken_from_all_over_the_table(large: dict[str, str], system: str) -> None:
    from guard.config.config import Config
    from guard.model import Blob
    from guard.policy.policy import Policy
    from guard.rows import RowBatch
    from guard.run.database import open_source

    source = open_source(large[system], 1000, 60, Config(), Policy(Config()))
    batches = [RowBatch.from_bytes(one.read()) for one in source.blobs() if isinstance(one, Blob)]
    keys = [int(str(row.key)) for batch in batches if "id" in batch.columns for row in batch.rows]
    assert len(keys) == len(set(keys)) == 1000
    tenths = {key * 10 // (ROWS + 1) for key in keys}
    assert len(tenths) >= 8


def test_a_small_table_is_looked_at_whole_in_a_sample(tmp_path: Path) -> None:
    with sqlite3.connect(tmp_path / "a.db") as made:
        made.execute("CREATE TABLE t (shimei text)")
        made.executemany("INSERT INTO t VALUES (?)", [[name] for name in NAMES])
    made.close()
    scanned = scan(tmp_path, f"sqlite:///{tmp_path}/a.db", "--sample", "100")
    assert "main.t: 3 / 3" in scanned.report["notes"]
    assert {one["cell"] for one in scanned.report["findings"]} == {"shimei[#1]", "shimei[#2]", "shimei[#3]"}


def test_a_sample_of_no_database_is_a_usage_error(tmp_path: Path) -> None:
    done = subprocess.run(
        [sys.executable, "-I", "-m", "guard", "scan", "--sample", "5"], cwd=tmp_path, check=False, capture_output=True
    )
    assert done.returncode == 2


@pytest.mark.parametrize("system", ["postgresql", "mariadb", "sqlite"])
def test_large_values_are_read_and_larger_ones_are_told(
    request: pytest.FixtureRequest, tmp_path: Path, system: str
) -> None:
    (tmp_path / "sekisho.toml").write_text('[scan]\nmax-file-size = "1MB"\n')
    long_text = "備品の一覧\n" * 20_000 + f"氏名：{NAMES[2]} 電話：{PHONE}\n"
    book = workbook(filler=3000)
    assert len(book) > 1 << 16  # it does not come with its row
    values = [(1, long_text, None), (2, None, book), (3, None, bytes(2 << 20)), (4, "末尾", None)]
    if system == "sqlite":
        url = f"sqlite:///{tmp_path}/a.db"
        with sqlite3.connect(tmp_path / "a.db") as made:
            made.execute("CREATE TABLE t (id integer PRIMARY KEY, memo text, data blob)")
            made.executemany("INSERT INTO t VALUES (?, ?, ?)", values)
        made.close()
    else:
        server: Server = request.getfixturevalue(system)
        execute(
            server.url("postgres" if system == "postgresql" else ""),
            ["CREATE DATABASE lobs" + ("" if system == "postgresql" else " CHARACTER SET utf8mb4")],
        )
        url = server.url("lobs")
        kinds = "memo text, data bytea" if system == "postgresql" else "memo longtext, data longblob"
        execute(url, [f"CREATE TABLE t (id integer PRIMARY KEY, {kinds})"])
        execute(
            url,
            [
                ("INSERT INTO t VALUES (:id, :memo, :data)", dict(zip(("id", "memo", "data"), value, strict=True)))
                for value in values
            ],
        )
    scanned = scan(tmp_path, url)
    members = {tuple(one["members"]) for one in scanned.report["findings"]}
    assert ("memo[1]",) in members
    assert any(inside[:1] == ("data[2]",) for inside in members)
    told = [(one["members"], one["reason"]) for one in scanned.report["skips"]]
    assert told == [(["data[#3]"], SkipReason.TOO_LARGE)]
    assert scanned.code == 3
