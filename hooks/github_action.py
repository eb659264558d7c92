"""The GitHub Action: a scan with annotations, a job summary and, when complete, a SARIF file.

What is looked at follows the event: what a pull request or a push adds, otherwise the whole history. Inputs arrive
in the environment (``INPUT_…``), never in a command line that a shell would read. A SARIF of an incomplete scan is
not handed on: missing results would close alerts.
"""

from __future__ import annotations

import os
import sys
import tempfile
from collections.abc import Mapping, Sequence
from functools import partial
from pathlib import Path

from guard.cli import main as guard_main
from guard.errors import ExitCode, SourceError
from guard.messages import translator
from guard.sources.repository import opened
from hooks.github_event import scope

SARIF = "sekisho.sarif"
SUMMARY = "summary.md"
STEP_SUMMARY = "GITHUB_STEP_SUMMARY"


def arguments(environ: Mapping[str, str], folder: Path) -> list[str]:
    """The command line for the inputs of ``action.yml``; an input is a value, whatever it looks like."""
    words = ["scan", "--format=github", f"--report=sarif={folder / SARIF}"]
    if environ.get(STEP_SUMMARY):
        words.append(f"--report=github-summary={folder / SUMMARY}")
    for option in ("min-severity", "lang", "config"):
        value = environ.get(f"INPUT_{option.upper().replace('-', '_')}", "").strip()
        if value:
            words.append(f"--{option}={value}")
    return [*words, *scope(environ, _is_here, partial(_notice, environ))]


def _is_here(oid: str) -> bool:
    try:
        with opened(Path.cwd()) as repository:
            return repository.line("rev-parse", "--verify", "--quiet", f"{oid}^{{commit}}") is not None
    except SourceError:  # the scan will say so
        return True


def _notice(environ: Mapping[str, str], message: str) -> None:
    """Say something that GitHub shows with the run."""
    said = translator(environ.get("INPUT_LANG", "").strip() or None)(message)
    print(f"::notice title=sekisho::{said}", flush=True)


def main(argv: Sequence[str] | None = None) -> int:
    """Run the guard, hand its summary and its SARIF to GitHub, and end with its exit code."""
    # A folder of its own for each run: nothing that an earlier step, or the repository, left is handed on.
    folder = Path(tempfile.mkdtemp(prefix="sekisho-", dir=os.environ.get("RUNNER_TEMP") or None))
    path = os.environ.get("INPUT_PATH", "").strip()
    code = guard_main([*arguments(os.environ, folder), *(argv or ()), *(("--", path) if path else ())])
    if os.environ.get(STEP_SUMMARY) and (folder / SUMMARY).is_file():
        _append(os.environ[STEP_SUMMARY], (folder / SUMMARY).read_text(encoding="utf-8"))
    if os.environ.get("GITHUB_OUTPUT"):
        complete = code in {ExitCode.CLEAN, ExitCode.FOUND}
        _append(os.environ["GITHUB_OUTPUT"], f"exit-code={int(code)}\nsarif={folder / SARIF if complete else ''}\n")
    return code


def _append(file: str, text: str) -> None:
    with Path(file).open("a", encoding="utf-8", newline="\n") as out:
        out.write(text)


if __name__ == "__main__":
    sys.exit(main())
