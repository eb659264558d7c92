"""The main job in one run: a commit that holds personal data is stopped, masked, and passes.

A real Git repository is built in ``.demo``, real pre-commit is installed into it, and ``git commit`` is run twice.
The people and numbers in the example are invented.
"""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from pathlib import Path

HERE = Path(__file__).resolve().parent
DEMO = HERE.parent / ".demo"
FIXTURE = Path("tests/fixtures/residents.csv")

CONFIG = f"""\
repos:
  - repo: local
    hooks:
      - id: sekisho
        name: sekisho (personal data in what is staged)
        entry: '"{Path(sys.executable).as_posix()}" -I -m hooks.pre_commit'
        language: system
        pass_filenames: false
        always_run: true
        verbose: true
        stages: [pre-commit, pre-merge-commit]
"""


def run(*command: str | Path) -> str | None:
    """Run a command in the example repository and show it; what it printed if it failed, else ``None``."""
    print(f"\n$ {' '.join(str(word) for word in command)}", flush=True)
    environ = os.environ | {
        "GIT_AUTHOR_NAME": "demo",
        "GIT_AUTHOR_EMAIL": "demo@example.jp",
        "GIT_COMMITTER_NAME": "demo",
        "GIT_COMMITTER_EMAIL": "demo@example.jp",
        "PRE_COMMIT_HOME": str(DEMO.parent / ".demo-cache"),
    }
    words = [str(word) for word in command]
    done = subprocess.run(words, cwd=DEMO, env=environ, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, check=False)
    printed = done.stdout.decode("utf-8", "replace")
    print(printed, end="", flush=True)
    return printed if done.returncode else None


def main() -> int:
    """Build, commit, be refused, mask, commit."""
    shutil.rmtree(DEMO, ignore_errors=True)
    shutil.copytree(HERE / "repository", DEMO, ignore=shutil.ignore_patterns(FIXTURE.name))
    (DEMO / ".pre-commit-config.yaml").write_text(CONFIG, encoding="utf-8")
    pre_commit = (sys.executable, "-m", "pre_commit")
    run("git", "init", "--quiet", ".")
    run(*pre_commit, "install", "--hook-type", "pre-commit", "--hook-type", "pre-merge-commit")
    run("git", "add", ".")
    if run("git", "commit", "--quiet", "-m", "The system without test data") is not None:
        print("demo: the clean commit was refused", file=sys.stderr)
        return 1

    (DEMO / FIXTURE).parent.mkdir(parents=True, exist_ok=True)
    shutil.copy(HERE / "repository" / FIXTURE, DEMO / FIXTURE)
    run("git", "add", ".")
    refusal = run("git", "commit", "-m", "Test data taken from production")
    if refusal is None or "jp-my-number" not in refusal:
        print("demo: the commit with personal data was NOT refused for what it holds", file=sys.stderr)
        return 1
    print("\n→ refused. The same people as nobody, and the same table:")

    run(sys.executable, "-I", "-m", "guard", "mask", "--staged")
    print(f"\n{(DEMO / FIXTURE).read_text(encoding='utf-8')}", end="")
    if run("git", "commit", "-m", "Test data that is nobody's") is not None:
        print("demo: the commit with synthetic data was refused", file=sys.stderr)
        return 1
    print(f"\nDone: one commit refused, one accepted. The repository is in {DEMO.name}/.")
    return 0


if __name__ == "__main__":
    sys.exit(main())
