"""What the Action hands on: its outputs and its part of the job summary, from the reports of its runs."""

from __future__ import annotations

import json
import os
from collections.abc import Mapping
from contextlib import suppress
from pathlib import Path
from typing import Final

_SUMMARY: Final = b' "summary": '
#: The end of a JSON report, which holds its summary on a line of its own.
_TAIL: Final = 4_096
#: The beginning of a SARIF file without its rules would do; what stands there is ours.
_CATEGORY: Final = '"automationDetails": '


def reported(report: Path) -> int | None:
    """How many findings a JSON report says are reported; ``None`` where there is no report."""
    with suppress(OSError), report.open("rb") as file:
        file.seek(max(0, report.stat().st_size - _TAIL))
        for line in file.read().splitlines():
            if line.startswith(_SUMMARY):
                return int(json.loads(line.removeprefix(_SUMMARY).rstrip(b","))["reported"])
    return None


def category(sarif: Path) -> str:
    """Under what code scanning keeps the results of a SARIF file."""
    with sarif.open(encoding="utf-8") as file:
        line = next((line for line in file if line.lstrip().startswith(_CATEGORY)), "")
    return str(json.loads(line.strip().removeprefix(_CATEGORY).rstrip(",") or '{"id": ""}')["id"])


def append(environ: Mapping[str, str], name: str, text: str) -> None:
    """Add to a file that GitHub named in a variable, where it did."""
    if environ.get(name):
        with Path(environ[name]).open("a", encoding="utf-8", newline="\n") as out:
            out.write(text)


def outputs(environ: Mapping[str, str], values: Mapping[str, object]) -> None:
    """Set outputs of the step. No value has a line of its own to give: all are paths and numbers of ours."""
    append(environ, "GITHUB_OUTPUT", "".join(f"{name}={value}\n" for name, value in values.items()))


def is_asked(environ: Mapping[str, str], name: str) -> bool:
    """Whether GitHub wants something of that name."""
    return bool(environ.get(name)) and os.fspath(environ[name]) != ""
