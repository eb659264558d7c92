"""Real repositories in a scrubbed environment: no configuration of the user or the system gets in."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from guard.model import Blob, Skip, Source
from tests.servers import Server, start_mariadb, start_postgresql


class Scratch:
    """A Git repository for one test."""

    def __init__(self, path: Path, *options: str) -> None:
        path.mkdir(parents=True, exist_ok=True)
        self.path = path
        self.git("init", "--quiet", "--initial-branch=main", *options)

    def git(self, *arguments: str, stdin: bytes = b"") -> bytes:
        """What a plain git prints, without any hardening."""
        process = subprocess.run(
            ["git", *arguments], cwd=self.path, input=stdin, capture_output=True, check=True, timeout=600
        )
        return process.stdout

    def write(self, name: str, content: str | bytes = "text\n") -> Path:
        path = self.path / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content.encode() if isinstance(content, str) else content)
        return path

    def commit(self, **files: str) -> str:
        """Commit files (``a_txt`` is ``a.txt``) with all else that changed; gives the commit."""
        for name, content in files.items():
            self.write(name.replace("_", "."), content)
        self.git("add", "--all")
        self.git("commit", "--quiet", "--allow-empty", "--no-verify", "-m", "a commit")
        return self.git("rev-parse", "HEAD").decode().strip()

    def blob(self, content: bytes) -> str:
        """Put a blob into the object store; gives its id."""
        return self.git("hash-object", "-w", "--stdin", stdin=content).decode().strip()

    def object_file(self, oid: str) -> Path:
        return self.path / ".git" / "objects" / oid[:2] / oid[2:]


@pytest.fixture(autouse=True)
def _scrubbed_environment(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    home = tmp_path / "home"
    home.mkdir()
    for name in [name for name in os.environ if name.startswith("GIT_")]:
        monkeypatch.delenv(name)
    monkeypatch.setenv("HOME", str(home))
    monkeypatch.setenv("XDG_CONFIG_HOME", str(home))
    monkeypatch.setenv("GIT_CONFIG_GLOBAL", os.devnull)
    monkeypatch.setenv("GIT_CONFIG_NOSYSTEM", "1")
    for role in ("AUTHOR", "COMMITTER"):
        monkeypatch.setenv(f"GIT_{role}_NAME", "A")
        monkeypatch.setenv(f"GIT_{role}_EMAIL", "a@example.com")
    monkeypatch.chdir(home)


@pytest.fixture
def make_repository(tmp_path: Path) -> Callable[..., Scratch]:
    """Make a repository of a name, with options of ``git init``."""
    return lambda name="repository", *options: Scratch(tmp_path / name, *options)


@pytest.fixture
def repository(make_repository: Callable[..., Scratch]) -> Scratch:
    return make_repository()


@pytest.fixture
def skips_without_privileges() -> Callable[[Path], dict[str, list[str]]]:
    """Scan a folder in a process to which file modes apply, root or not: path → reason and detail."""

    def scan(folder: Path) -> dict[str, list[str]]:
        bound: list[str] = []
        if os.geteuid() == 0:
            setpriv = shutil.which("setpriv") or pytest.skip("root without setpriv reads everything")
            bound = [setpriv, "--bounding-set=-dac_override,-dac_read_search"]
        command = [*bound, sys.executable, "-c", _SCAN, str(folder)]
        return json.loads(subprocess.run(command, capture_output=True, check=True, timeout=600).stdout)

    return scan


_SCAN = """
import json, sys, pathlib
from guard.model import Skip
from guard.sources.worktree import WorktreeSource
seen = {}
for item in WorktreeSource([pathlib.Path(sys.argv[1])], include_ignored=False, max_bytes=1000).blobs():
    try:
        seen[item.origin.path] = [item.reason, item.detail] if isinstance(item, Skip) else [str(item.read())]
    except OSError as error:
        seen[item.origin.path] = ["OSError", error.strerror]
print(json.dumps(seen))
"""


@pytest.fixture
def look() -> Callable[[Source], dict[str, bytes | Skip | OSError]]:
    """All that a source gives, by path: content, skip, or the error of the read; each path at most once."""

    def collect(source: Source) -> dict[str, bytes | Skip | OSError]:
        seen: dict[str, bytes | Skip | OSError] = {}
        for item in source.blobs():
            assert item.origin.path not in seen
            seen[item.origin.path] = _content(item)
        return seen

    return collect


def _content(item: Blob | Skip) -> bytes | Skip | OSError:
    if isinstance(item, Skip):
        return item
    try:
        return item.read()
    except OSError as error:
        return error


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Whatever needs a real server of a database is slow; some ask for it by the name that is their parameter."""
    for item in items:
        call = getattr(item, "callspec", None)
        words = {word for word in (call.params.values() if call else ()) if isinstance(word, str)}
        if {"postgresql", "mariadb", "large"} & {*getattr(item, "fixturenames", ()), *words}:
            item.add_marker(pytest.mark.slow)


@pytest.fixture(scope="session")
def postgresql() -> Iterator[Server]:
    server = start_postgresql()
    yield server
    server.stop()


@pytest.fixture(scope="session")
def mariadb() -> Iterator[Server]:
    server = start_mariadb()
    yield server
    server.stop()
