"""Build the inputs, run Sekisho and the peers that are installed in turn on the same work, print ratios.

Each round runs every command once, in turn, so that a machine that slows down slows all of them. What is printed
is the median of the rounds with the smallest and the largest, and the ratio of medians to Sekisho. Peers that
are not on the PATH are named as missing; nothing is installed here.

    python -m benchmarks.run [--rounds 7] [--json FILE] [--tree FOLDER]
"""

from __future__ import annotations

import argparse
import json
import os
import platform
import shutil
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

from guard import __version__

SEKISHO = [sys.executable, "-I", "-m", "guard"]


@dataclass(frozen=True)
class Command:
    """One tool on one task; ``program`` has to be on the PATH."""

    tool: str
    words: Callable[[Path], Sequence[str]]
    program: str | None = None


def _staged_files(root: Path) -> list[str]:
    names = subprocess.run(
        ["git", "diff", "--cached", "--name-only"], cwd=root, check=True, capture_output=True, text=True
    )
    return names.stdout.split()


CLEAN_COMMIT = (
    Command("sekisho", lambda _: [*SEKISHO, "scan", "--staged"]),
    Command("gitleaks", lambda _: ["gitleaks", "git", "--staged", "--no-banner"], "gitleaks"),
    Command("detect-secrets", lambda root: ["detect-secrets-hook", *_staged_files(root)], "detect-secrets-hook"),
    Command("python itself", lambda _: [sys.executable, "-I", "-c", "pass"]),
)
FIRST_CANDIDATE = (
    Command("sekisho", lambda _: [*SEKISHO, "scan", "--staged"]),
    Command("import of Presidio", lambda _: [sys.executable, "-I", "-c", "import presidio_analyzer"]),
)
TREE = (
    Command("sekisho", lambda _: [*SEKISHO, "scan", "--quiet", "."]),
    Command("gitleaks", lambda _: ["gitleaks", "dir", ".", "--no-banner"], "gitleaks"),
    Command("detect-secrets", lambda _: ["detect-secrets", "scan", "--all-files", "."], "detect-secrets"),
)


def clean_commit(root: Path) -> None:
    """Ten staged files of source code with Japanese comments, 4 KB each, and nothing personal in them."""
    for number in range(10):
        body = "".join(
            f"def step_{number}_{line}(count: int) -> int:\n"
            f'    """件数を数えて、上限を超えたら切り上げる。"""\n'
            f"    return min(count, {line * 17})  # 上限は画面の設定による\n\n"
            for line in range(26)
        )
        (root / f"module{number}.py").write_text(body, encoding="utf-8")
    _git(root, "add", ".")


def first_candidate(root: Path) -> None:
    """The same ten files, one of them with a telephone number."""
    clean_commit(root)
    with (root / "module3.py").open("a", encoding="utf-8") as file:
        file.write("# 連絡先 048-922-7731\n")
    _git(root, "add", ".")


def _git(root: Path, *words: str) -> None:
    subprocess.run(["git", *words], cwd=root, check=True, capture_output=True)


def measure(commands: Sequence[Command], root: Path, rounds: int) -> dict[str, list[float]]:
    """Seconds of wall time by tool, after one round that is not counted."""
    present = [c for c in commands if c.program is None or shutil.which(c.program)]
    words = {c.tool: list(c.words(root)) for c in present}
    times: dict[str, list[float]] = {c.tool: [] for c in present}
    for round_ in range(rounds + 1):
        for tool, command in words.items():
            began = time.perf_counter()
            subprocess.run(command, cwd=root, capture_output=True, check=False)
            if round_:
                times[tool].append(time.perf_counter() - began)
    for command_ in commands:
        times.setdefault(command_.tool, [])
    return times


def show(title: str, times: dict[str, list[float]]) -> None:
    """One table."""
    base = statistics.median(times["sekisho"])
    print(f"\n{title}\n{'':22}{'median':>9}{'min':>9}{'max':>9}{'ratio':>9}")
    for tool, seconds in times.items():
        if not seconds:
            print(f"{tool:22}  not installed")
            continue
        median = statistics.median(seconds)
        print(f"{tool:22}{median:9.3f}{min(seconds):9.3f}{max(seconds):9.3f}{median / base:9.2f}")


def main(argv: Sequence[str] | None = None) -> int:
    """Run all tasks."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--rounds", type=int, default=7)
    parser.add_argument("--json", type=Path)
    parser.add_argument("--tree", type=Path, help="a folder to scan as a whole with each tool")
    options = parser.parse_args(argv)
    print(
        f"sekisho {__version__}, {platform.python_implementation()} {platform.python_version()}, {os.cpu_count()} cores"
    )
    results: dict[str, dict[str, list[float]]] = {}
    for title, prepare, commands in (
        ("Clean commit of 10 files (seconds)", clean_commit, CLEAN_COMMIT),
        ("Commit of 10 files with one candidate (seconds)", first_candidate, FIRST_CANDIDATE),
    ):
        with tempfile.TemporaryDirectory() as folder:
            root = Path(folder)
            _git(root, "init", "--quiet", ".")
            prepare(root)
            results[title] = measure(commands, root, options.rounds)
        show(title, results[title])
    if options.tree:
        title = f"Working tree {options.tree.name} (seconds)"
        results[title] = measure(TREE, options.tree.resolve(), min(3, options.rounds))
        show(title, results[title])
    if options.json:
        options.json.write_text(json.dumps(results, indent=1), encoding="utf-8")
    return 0


if __name__ == "__main__":
    sys.exit(main())
