"""The work on which the tools are compared, and how each is asked to do it."""

from __future__ import annotations

import shutil
import subprocess
import sys
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path

from benchmarks import inputs
from benchmarks.peers import Peer
from benchmarks.timing import Command

SEKISHO = "sekisho"
#: A floor: how fast bytes go through the fastest search for a few patterns that there is.
_FLOOR = (
    "rg",
    "--count",
    "--no-messages",
    "-e",
    "[0-9]{2,4}-[0-9]{2,4}-[0-9]{4}",
    "-e",
    "[0-9]{12}",
    "-e",
    "[都道府県市区町村]",
)
SCAN = (sys.executable, "-I", "-m", "guard", "scan")
_KINGFISHER = ("kingfisher", "scan", "--no-update-check", "--no-validate", "--quiet")
_PRESIDIO_WORKER = Path(__file__).parent.parent / "quality" / "presidio_worker.py"

Words = Sequence[str]
Commands = Mapping[str, Words]


@dataclass(frozen=True)
class Task:
    """One piece of work. ``make`` builds the input in an empty folder; ``tools`` are their commands, ours first.

    The first word of a command is replaced by the program that was found. ``before`` is called ahead of each round.
    """

    key: str
    title: str
    make: Callable[[Path], None]
    tools: Callable[[Path], Commands]
    rounds: int
    warm_up: bool = False
    before: Callable[[Path], None] | None = None
    stdin: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True)
class Sizes:
    """How large the inputs are."""

    tree_megabytes: float = 5.0
    commits: int = 20_000
    rows: int = 50_000
    presidio_rows: int = 100


#: What ``--quick`` measures: whether everything works, not how fast it is.
QUICK = Sizes(tree_megabytes=1.0, commits=400, rows=500, presidio_rows=10)


def tasks(sizes: Sizes) -> list[Task]:
    """All of them, the shortest first."""
    of_tree = partial(inputs.tree, megabytes=sizes.tree_megabytes)
    of_history = partial(_history, commits=sizes.commits)
    return [
        Task("clean-commit", "clean commit of 10 files", inputs.clean_commit, _staged, 7, warm_up=True),
        Task("first-candidate", "commit of 10 files with one candidate", inputs.first_candidate, _candidate, 5, True),
        Task("tree", f"working tree, {sizes.tree_megabytes:g} MB, no line twice", of_tree, _tree, 3),
        Task("tree-again", "the same tree again", partial(_known, of_tree, ()), _tree_again, 3),
        Task("history", f"history of {sizes.commits:,} commits", of_history, _whole_history, 2, stdin=_OBJECTS),
        Task("history-again", "the same history again", partial(_known, of_history, _ALL), _history_again, 3),
        Task(
            "history-after-commit",
            "the same history after one more commit",
            partial(_known, of_history, _ALL),
            _history_again,
            3,
            before=inputs.one_more_commit,
        ),
        Task("table", f"CSV of {sizes.rows:,} rows", partial(inputs.table_in_repository, rows=sizes.rows), _table, 2),
        Task(
            "small-table",
            f"CSV of {sizes.presidio_rows:,} rows",
            partial(_small_table, rows=sizes.presidio_rows),
            _small,
            2,
            stdin={"presidio + ja_ginza": "people.jsonl"},
        ),
    ]


_ALL = ("--history",)
_OBJECTS = {"git cat-file": ".git/bench-ids"}


def commands(task: Task, root: Path, peers: Mapping[str, Peer]) -> tuple[list[Command], list[str]]:
    """The commands of the tools that are here, and the names of the others."""
    here: list[Command] = []
    missing: list[str] = []
    for tool, words in task.tools(root).items():
        if tool in _OURS:
            program: str | None = words[0]
        else:
            peer = peers.get(_NEEDS.get(tool, tool))
            program = None if peer is None else peer.program
        if program is None:
            missing.append(tool)
        else:
            stdin = root / task.stdin[tool] if tool in task.stdin else None
            here.append(Command(tool, (program, *words[1:]), stdin))
    return here, missing


_OURS = {SEKISHO, "python itself", "import of Presidio"}
#: The peer behind a tool that is not called like it.
_NEEDS = {"git cat-file": "git", "ripgrep (floor)": "ripgrep"}


def _staged(root: Path) -> Commands:
    return {
        SEKISHO: (*SCAN, "--staged"),
        "gitleaks": ("gitleaks", "git", "--staged", "--no-banner"),
        "kingfisher": (*_KINGFISHER, "--staged", "."),
        "detect-secrets-hook": ("detect-secrets-hook", *_staged_files(root)),
        "jp-pii-detect": ("jp-pii-detect", "scan", "--staged"),
        "python itself": (sys.executable, "-I", "-c", "pass"),
    }


def _candidate(root: Path) -> Commands:
    presidio = (sys.executable, "-I", "-c", "import presidio_analyzer")
    return {SEKISHO: (*SCAN, "--staged"), "import of Presidio": presidio, **_without_us(_staged(root))}


def _without_us(tools: Commands) -> Commands:
    return {tool: words for tool, words in tools.items() if tool not in _OURS}


def _tree(_root: Path) -> Commands:
    return {
        SEKISHO: (*SCAN, "--quiet", "--no-cache", "."),
        "gitleaks": ("gitleaks", "dir", ".", "--no-banner"),
        "kingfisher": (*_KINGFISHER, "--git-history", "none", "."),
        "detect-secrets": ("detect-secrets", "scan", "--all-files", "."),
        "jp-pii-detect": ("jp-pii-detect", "scan", "."),
        "ripgrep (floor)": (*_FLOOR, "."),
    }


def _tree_again(_root: Path) -> Commands:
    return {SEKISHO: (*SCAN, "--quiet", "."), "gitleaks": ("gitleaks", "dir", ".", "--no-banner")}


def _whole_history(_root: Path) -> Commands:
    return {
        SEKISHO: (*SCAN, "--history", "--quiet", "--no-cache"),
        "gitleaks": ("gitleaks", "git", "--no-banner", "."),
        "kingfisher": (*_KINGFISHER, "--git-history", "full", "."),
        "git cat-file": ("git", "cat-file", "--batch", "--buffer"),
    }


def _history_again(_root: Path) -> Commands:
    return {SEKISHO: (*SCAN, "--history", "--quiet"), "gitleaks": ("gitleaks", "git", "--no-banner", ".")}


def _table(_root: Path) -> Commands:
    return {SEKISHO: (*SCAN, "--quiet", "--no-cache", "people.csv"), **_peers_on_file()}


def _small(_root: Path) -> Commands:
    presidio = {"presidio + ja_ginza": ("python", str(_PRESIDIO_WORKER))}
    return {SEKISHO: (*SCAN, "--quiet", "--no-cache", "people.csv"), **presidio}


def _peers_on_file() -> Commands:
    return {
        "gitleaks": ("gitleaks", "dir", "people.csv", "--no-banner"),
        "kingfisher": (*_KINGFISHER, "--git-history", "none", "people.csv"),
        "detect-secrets": ("detect-secrets", "scan", "--all-files", "people.csv"),
        "jp-pii-detect": ("jp-pii-detect", "scan", "people.csv"),
        "ripgrep (floor)": (*_FLOOR, "people.csv"),
    }


def _staged_files(root: Path) -> list[str]:
    listed = subprocess.run(
        ["git", "diff", "--cached", "--name-only"], cwd=root, check=True, capture_output=True, text=True
    )
    return listed.stdout.split()


def _history(root: Path, commits: int) -> None:
    inputs.history(root, commits)
    ids, _ = inputs.blob_ids(root)
    (root / _OBJECTS["git cat-file"]).write_text("".join(f"{oid}\n" for oid in ids), encoding="ascii")


def _known(make: Callable[[Path], None], options: Words, root: Path) -> None:
    """An input that one run has looked at."""
    make(root)
    shutil.rmtree(root / ".git" / "sekisho", ignore_errors=True)
    subprocess.run([*SCAN, "--quiet", *options], cwd=root, capture_output=True, check=False)


def _small_table(root: Path, rows: int) -> None:
    import json

    inputs.table_in_repository(root, rows)
    row = {"path": "people.csv", "text": (root / "people.csv").read_text(encoding="utf-8")}
    (root / "people.jsonl").write_text(json.dumps(row) + "\n", encoding="utf-8")
