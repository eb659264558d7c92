"""The GitHub Action: a full scan with annotations, a job summary and, when complete, a SARIF file.

Inputs arrive in the environment (``INPUT_…``), never in a command line that a shell would read. Until ranges are
read, a pull request is judged by its whole tree. A SARIF of an incomplete scan is not handed on: missing
results would close alerts.
"""

from __future__ import annotations

import os
import sys
from collections.abc import Mapping, Sequence
from pathlib import Path

from guard.cli import main as guard_main
from guard.errors import ExitCode

SARIF = "sekisho.sarif"
SUMMARY = "GITHUB_STEP_SUMMARY"


def arguments(environ: Mapping[str, str], folder: Path) -> list[str]:
    """The command line for the inputs of ``action.yml``."""
    words = ["scan", "--format", "github", "--report", f"sarif={folder / SARIF}"]
    if environ.get(SUMMARY):
        words += ["--report", f"github-summary={folder / 'summary.md'}"]
    for option in ("min-severity", "lang", "config"):
        value = environ.get(f"INPUT_{option.upper().replace('-', '_')}", "").strip()
        if value:
            words += [f"--{option}", value]
    path = environ.get("INPUT_PATH", "").strip()
    return [*words, "--", path] if path else words


def main(argv: Sequence[str] | None = None) -> int:
    """Run the guard, hand its summary and its SARIF to GitHub, and end with its exit code."""
    folder = Path(os.environ.get("RUNNER_TEMP") or ".").resolve()
    code = guard_main([*arguments(os.environ, folder), *(argv or ())])
    summary = folder / "summary.md"
    if os.environ.get(SUMMARY) and summary.is_file():
        with Path(os.environ[SUMMARY]).open("a", encoding="utf-8") as out:
            out.write(summary.read_text(encoding="utf-8"))
    if os.environ.get("GITHUB_OUTPUT"):
        complete = code in {ExitCode.CLEAN, ExitCode.FOUND}
        with Path(os.environ["GITHUB_OUTPUT"]).open("a", encoding="utf-8") as out:
            out.write(f"exit-code={int(code)}\nsarif={folder / SARIF if complete else ''}\n")
    return code


if __name__ == "__main__":
    sys.exit(main())
