"""Shared fixtures: a scrubbed environment, real Git repositories, and the command run as users run it."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

import pytest
from hypothesis import HealthCheck, settings
from hypothesis.internal.conjecture import providers

#: The same examples in each run, however busy the machine is. ``make fuzz`` looks for new ones.
settings.register_profile(
    "steady", derandomize=True, database=None, deadline=None, suppress_health_check=[HealthCheck.too_slow]
)
settings.register_profile(
    "search", max_examples=1_000, deadline=None, print_blob=True, suppress_health_check=[HealthCheck.too_slow]
)
settings.load_profile("steady")


def pytest_sessionstart() -> None:
    """Take no constants from modules that happen to be imported: which ones are depends on the tests before."""
    if settings.get_current_profile_name() == "steady":
        none = providers.Constants()
        providers._get_local_constants = lambda: none


#: Variables of the developer's own environment that a child may see; locale and Git settings are the test's.
_KEPT = ("PATH", "SYSTEMROOT", "TEMP", "TMP", "TMPDIR", "COMSPEC", "PATHEXT")


def environment(home: Path, **extra: str) -> dict[str, str]:
    """A small environment: no Git configuration, no locale, no colour but what a test asks for."""
    kept = {name: os.environ[name] for name in _KEPT if name in os.environ}
    return kept | {
        "HOME": str(home),
        "XDG_CONFIG_HOME": str(home / ".config"),
        "GIT_CONFIG_GLOBAL": os.devnull,
        "GIT_CONFIG_NOSYSTEM": "1",
        "GIT_AUTHOR_NAME": "test",
        "GIT_AUTHOR_EMAIL": "test@example.jp",
        "GIT_COMMITTER_NAME": "test",
        "GIT_COMMITTER_EMAIL": "test@example.jp",
        "LC_ALL": "C.UTF-8",
        **extra,
    }


@dataclass(frozen=True)
class Outcome:
    """What a command printed and how it ended."""

    code: int
    out: str
    err: str
    raw: bytes


class Checkout:
    """A real Git repository in a temporary folder."""

    def __init__(self, root: Path, environ: dict[str, str]) -> None:
        self.root = root
        self.environ = environ
        self.git("init", "--quiet", "--initial-branch=main", ".")

    def git(self, *words: str, check: bool = True, **extra: str) -> subprocess.CompletedProcess[bytes]:
        done = subprocess.run(
            ["git", *words], cwd=self.root, env=self.environ | extra, capture_output=True, check=False
        )
        if check and done.returncode:
            raise AssertionError(f"git {' '.join(words)}: {done.stderr.decode(errors='replace')}")
        return done

    def write(self, name: str, content: str | bytes, encoding: str = "utf-8") -> Path:
        path = self.root / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content if isinstance(content, bytes) else content.encode(encoding))
        return path

    def commit(self, message: str = "a commit") -> None:
        self.git("add", "--all")
        self.git("commit", "--quiet", "--allow-empty", "--message", message)


@pytest.fixture
def checkout(tmp_path: Path) -> Checkout:
    root = tmp_path / "repository"
    root.mkdir()
    return Checkout(root, environment(tmp_path))


Runner = Callable[..., Outcome]


@pytest.fixture
def sekisho(tmp_path: Path) -> Runner:
    """``python -I -m guard`` in a folder, as a process of its own."""

    def run(*words: str | Path, cwd: Path, stdin: bytes | None = None, module: str = "guard", **extra: str) -> Outcome:
        done = subprocess.run(
            [sys.executable, "-I", "-m", module, *map(str, words)],
            cwd=cwd,
            env=environment(tmp_path, **extra),
            input=stdin,
            capture_output=True,
            check=False,
            timeout=600,
        )
        out = done.stdout.decode("utf-8", "replace")
        return Outcome(done.returncode, out, done.stderr.decode("utf-8", "replace"), done.stdout + done.stderr)

    return run


@pytest.fixture(scope="session")
def user_folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Where the tests' user keeps what belongs to no repository."""
    return tmp_path_factory.mktemp("user")


@pytest.fixture(autouse=True)
def _plain_environment(monkeypatch: pytest.MonkeyPatch, user_folder: Path) -> None:
    for name in ("GIT_DIR", "GIT_INDEX_FILE", "GIT_WORK_TREE", "PRE_COMMIT_FROM_REF", "PRE_COMMIT_TO_REF"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("LC_ALL", "C.UTF-8")
    monkeypatch.setenv("XDG_CONFIG_HOME", str(user_folder))


def heed_interrupts() -> None:
    """In a child before it starts: a job in the background of a shell inherits that SIGINT is ignored."""
    signal.signal(signal.SIGINT, signal.SIG_DFL)


def missing_tool(name: str) -> None:
    """Skip where a tool is not installed; in CI that is a failure, so that nothing passes unlooked at."""
    if os.environ.get("SEKISHO_TESTS_MAY_NOT_SKIP"):
        pytest.fail(f"{name} is not installed")
    pytest.skip(f"{name} is not installed")


def lines(words: Sequence[str]) -> str:
    return "".join(f"{word}\n" for word in words)
