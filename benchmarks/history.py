"""A whole history, side by side: ``python benchmarks/history.py [COMMITS]`` makes one and times who is installed.

The repository is made by ``git fast-import`` from a seed: programs that are edited, tables that grow, now and then
a planted record. Times are wall times of whole commands, one after the other on the same warm disk.
"""

from __future__ import annotations

import random
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path

FILES = 400
LINES = 120
PLANT_EVERY = 500


def fast_import(commits: int, seed: int = 20261123) -> Iterator[bytes]:
    """The stream of ``git fast-import``: each commit edits two files."""
    rng = random.Random(seed)
    words = [
        f"{a}{b}" for a in ("get", "set", "load", "save", "find") for b in ("User", "Order", "Page", "Row", "Item")
    ]
    japanese = [
        "一覧を表示する",
        "登録しました",
        "入力してください",
        "検索条件",
        "処理を終了する",
        "設定ファイルを読み込む",
    ]

    def line(number: int) -> str:
        if rng.random() < 0.15:
            return f"// {rng.choice(japanese)} {number}"
        return f"    {rng.choice(words)}({rng.choice(words)}, {rng.randrange(10_000)});"

    files = {f"src/m{n % 20}/f{n}.php": [line(i) for i in range(LINES)] for n in range(FILES)}
    names = list(files)
    for number in range(commits):
        message = f"edit {number}".encode()
        yield b"commit refs/heads/main\ncommitter t <t@example.com> %d +0900\n" % (1_600_000_000 + number * 60)
        yield b"data %d\n%b\n" % (len(message), message)
        for name in names if number == 0 else rng.sample(names, 2):
            content = files[name]
            if number:
                content[rng.randrange(len(content))] = line(number)
            text = "\n".join(content)
            if number % PLANT_EVERY == PLANT_EVERY - 1:
                text += f"\n// 連絡先 048-922-7{number % 1000:03}"
            data = (text + "\n").encode()
            yield b"M 100644 inline %b\ndata %d\n%b\n" % (name.encode(), len(data), data)


def timed(label: str, command: list[str], root: Path, stdin: bytes | None = None) -> float:
    """Run a command and print its wall time."""
    began = time.perf_counter()
    done = subprocess.run(
        command, cwd=root, input=stdin, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, check=False
    )
    seconds = time.perf_counter() - began
    print(f"{label:48} {seconds:8.2f} s  (exit {done.returncode})", flush=True)
    return seconds


def main() -> int:
    commits = int(sys.argv[1]) if len(sys.argv) > 1 else 20_000
    with tempfile.TemporaryDirectory() as folder:
        root = Path(folder)
        subprocess.run(["git", "init", "-q", "--initial-branch=main", folder], check=True)
        with subprocess.Popen(["git", "-C", folder, "fast-import", "--quiet"], stdin=subprocess.PIPE) as importer:
            assert importer.stdin is not None
            for chunk in fast_import(commits):
                importer.stdin.write(chunk)
        listed = subprocess.run(
            [
                "git",
                "-C",
                folder,
                "cat-file",
                "--batch-check=%(objectname) %(objecttype) %(objectsize)",
                "--batch-all-objects",
                "--unordered",
            ],
            capture_output=True,
            check=True,
            text=True,
        ).stdout.split("\n")
        blobs = [row.split() for row in listed if " blob " in row]
        print(f"{commits:,} commits, {len(blobs):,} blobs, {sum(int(row[2]) for row in blobs) / 1e6:,.0f} MB of text")
        ids = "".join(f"{row[0]}\n" for row in blobs).encode()
        base = timed("git cat-file --batch, the same blobs", ["git", "cat-file", "--batch", "--buffer"], root, ids)
        guard = [sys.executable, "-I", "-m", "guard", "scan", "--history", "--quiet"]
        first = timed("sekisho scan --history --no-cache", [*guard, "--no-cache"], root)
        timed("sekisho scan --history, filling the cache", guard, root)
        subprocess.run(
            [
                "git",
                "-C",
                folder,
                "-c",
                "user.name=t",
                "-c",
                "user.email=t@example.com",
                "commit",
                "-q",
                "--allow-empty",
                "-m",
                "one more",
            ],
            check=True,
        )
        again = timed("sekisho scan --history, after one new commit", guard, root)
        print(f"history / cat-file {first / base:.1f}, second run {again:.2f} s")
        if gitleaks := shutil.which("gitleaks"):
            peer = timed("gitleaks git", [gitleaks, "git", "--no-banner", "."], root)
            print(f"history / gitleaks {first / peer:.2f}")
    return 0


if __name__ == "__main__":
    sys.exit(main())
