"""Databases as a source: real servers, the same people planted in each, and what may never be printed."""

from __future__ import annotations

import json
import re
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from tests.conftest import environment
from tests.servers import PASSWORD, Server
from tests.sources.planted import EVERYWHERE, VALUES, plant_mariadb, plant_postgresql, plant_sqlite

Place = tuple[str, tuple[str, ...], str | None, str]


@dataclass(frozen=True)
class Scanned:
    """A finished scan: its JSON report where it wrote one, and all that it printed."""

    code: int
    printed: str
    report: dict[str, Any]

    def places(self) -> set[Place]:
        return {(one["path"], tuple(one["members"]), one["cell"], one["rule_id"]) for one in self.report["findings"]}

    def skips(self) -> set[tuple[str, str]]:
        return {(one["path"], one["reason"]) for one in self.report["skips"]}


def scan(folder: Path, url: str, *words: str, **extra: str) -> Scanned:
    """``sekisho scan --database URL --format json`` as users run it."""
    done = subprocess.run(
        [
            sys.executable,
            "-I",
            "-m",
            "guard",
            "scan",
            "--database",
            url,
            "--format",
            "json",
            "--min-severity",
            "low",
            *words,
        ],
        cwd=folder,
        env=environment(folder, **extra),
        capture_output=True,
        check=False,
        timeout=300,
    )
    out = done.stdout.decode("utf-8", "replace")
    report = json.loads(out) if out.startswith("{") else {}
    return Scanned(done.returncode, out + done.stderr.decode("utf-8", "replace"), report)


def printed(folder: Path, url: str, *words: str, **extra: str) -> str:
    """All that a scan prints in another format."""
    command = [sys.executable, "-I", "-m", "guard", "scan", "--database", url, "--min-severity", "low", *words]
    done = subprocess.run(command, cwd=folder, env=environment(folder, **extra), capture_output=True, check=False)
    return (done.stdout + done.stderr).decode("utf-8", "replace")


def tables(scanned: Scanned) -> set[Place]:
    """The places without the schema in front of the table."""
    return {(path.rpartition(".")[2], *rest) for path, *rest in scanned.places()}  # type: ignore[misc]


@pytest.fixture(scope="session")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("databases")


@pytest.fixture(scope="session")
def planted_postgresql(postgresql: Server) -> str:
    return plant_postgresql(postgresql)


@pytest.fixture(scope="session")
def planted_mariadb(mariadb: Server) -> str:
    return plant_mariadb(mariadb)


@pytest.fixture(scope="session")
def planted_sqlite(folder: Path) -> str:
    return plant_sqlite(folder)


@pytest.fixture(scope="session", params=["postgresql", "mariadb", "sqlite"])
def planted(request: pytest.FixtureRequest) -> str:
    return str(request.getfixturevalue(f"planted_{request.param}"))


@pytest.fixture(scope="session")
def scanned(planted: str, folder: Path) -> Scanned:
    return scan(folder, planted)


def test_planted_people_are_found_at_their_places(scanned: Scanned) -> None:
    assert scanned.code == 1, scanned.printed
    assert EVERYWHERE - tables(scanned) == set()


def test_nothing_is_left_unread(scanned: Scanned) -> None:
    assert [one for one in scanned.report["skips"] if one["incomplete"]] == []


def test_no_value_and_no_password_in_the_report(scanned: Scanned) -> None:
    assert not [value for value in (*VALUES, PASSWORD) if value in scanned.printed]


def test_the_root_is_the_url_without_user_password_and_query(scanned: Scanned) -> None:
    assert scanned.report["run"]["source"] == "database"
    assert re.fullmatch(r"(?:postgresql|mariadb|sqlite):///[a-z.]*", scanned.report["run"]["root"])


@pytest.mark.parametrize(
    "words", [["--verbose", "--explain", "--explain-dropped"], ["--format", "sarif"], ["--format", "github"]]
)
def test_no_value_and_no_password_in_any_format(planted_postgresql: str, folder: Path, words: list[str]) -> None:
    told = printed(folder, "env:TOWN", *words, TOWN=planted_postgresql, LC_ALL="ja_JP.UTF-8")
    assert "residents" in told
    assert not [value for value in (*VALUES, PASSWORD) if value in told]


def test_more_of_postgresql_is_found(planted_postgresql: str, folder: Path) -> None:
    """Materialized views, arrays, hstore, XML, partitions, large objects; on two processes."""
    found = scan(folder, planted_postgresql, "--jobs", "2").places()
    assert {
        ("kokuho.stored", (), "shimei[#1]", "person-name"),
        ("public.kinds", (), "tels[2]", "phone-number"),
        ("public.kinds", (), "attributes[2]", "person-name"),
        ("public.kinds", (), "doc[2]", "person-name"),
        ("public.parts", (), "shimei[#1]", "person-name"),
        ("pg_catalog.pg_largeobject_metadata", ("data[70001]", "名簿"), "名簿!B2", "person-name"),
    } <= found


def test_one_database_of_a_server_can_be_named(planted_mariadb: str, folder: Path) -> None:
    url = planted_mariadb.replace("mariadb:", "mysql:").replace("@/", "@/kokuho")
    assert {path for path, *_rest in scan(folder, url).places()} == {"kokuho.members"}


def test_a_database_without_a_table_is_incomplete(folder: Path) -> None:
    (folder / "empty.db").touch()
    scanned = scan(folder, f"sqlite:///{folder}/empty.db")
    assert (scanned.code, scanned.skips()) == (3, {("sqlite:///empty.db", "nothing-scanned")})


def test_a_table_that_the_configuration_excludes_is_not_read(planted_sqlite: str, tmp_path: Path) -> None:
    (tmp_path / "sekisho.toml").write_text('[scan]\nexclude = [{path = "main.d*", reason = "a view"}]\n')
    scanned = scan(tmp_path, planted_sqlite)
    assert ("main.directory", "excluded") in scanned.skips()
    assert "main.directory" not in {path for path, *_rest in scanned.places()}
