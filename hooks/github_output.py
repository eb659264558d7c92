"""What the Action hands on: its outputs and its part of the job summary, from the reports of its runs."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from contextlib import suppress
from pathlib import Path
from typing import Final

_SUMMARY: Final = b' "summary": '
#: The end of a JSON report, which holds its summary on a line of its own.
_TAIL: Final = 4_096
_CUT: Final = "\n…\n"
_AUTOMATION: Final = '"automationDetails": '


def reported(report: Path) -> int:
    """How many findings a JSON report says are reported; none where there is no report."""
    with suppress(OSError), report.open("rb") as file:
        file.seek(max(0, report.stat().st_size - _TAIL))
        for line in file.read().splitlines():
            if line.startswith(_SUMMARY):
                return int(json.loads(line.removeprefix(_SUMMARY).rstrip(b","))["reported"])
    return 0


def category(sarif: Path) -> str:
    """Under which name code scanning keeps the results of a SARIF file of ours."""
    with sarif.open(encoding="utf-8") as file:
        line = next(line.strip() for line in file if line.lstrip().startswith(_AUTOMATION))
    return str(json.loads(line.removeprefix(_AUTOMATION).rstrip(","))["id"])


def joined(summaries: Sequence[Path], limit: int) -> str:
    """Job summaries under the names of their runs, within so many bytes, which GitHub counts for a step."""
    whole = ""
    for file in summaries:
        head = f"## {file.stem}\n\n" if len(summaries) > 1 else ""
        whole += f"{head}{file.read_text(encoding='utf-8')}\n"
    raw = whole.encode()
    return whole if len(raw) <= limit else raw[: raw.rindex(b"\n", 0, limit - len(_CUT.encode())) + 1].decode() + _CUT


def append(environ: Mapping[str, str], name: str, text: str) -> None:
    """Add to a file that GitHub named in a variable, where it did."""
    if environ.get(name):
        with Path(environ[name]).open("a", encoding="utf-8", newline="\n") as out:
            out.write(text)
