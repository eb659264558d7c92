"""Whether somebody looked for passwords and keys: that is a secret scanner's work, and the gate asks for its result."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any, Final, NamedTuple

from guard.account import Reason
from guard.control import Answer, Observation
from guard.errors import UsageError
from guard.messages import N_

QUESTION: Final = "secret-scan"
CLEAN: Final = N_("{tool} found nothing ({file})")
FOUND: Final = N_("{tool} found {n} ({file})")
NO_RESULT: Final = N_(
    "no result of a secret scanner was given: run one (gitleaks git --report-format sarif --report-path secrets.sarif) and "
    "name its report with --secret-scan"
)
MAX_BYTES: Final = 64 << 20


class Scanned(NamedTuple):
    """What a secret scanner's report says: its name, and how many results that it does not suppress."""

    tool: str
    results: int


def observe(report: Path | None) -> Observation:
    """What the report of a secret scanner says. Raises ``UsageError`` for a file that is none."""
    if report is None:
        return Observation(QUESTION, Answer.NOT_ASKED, (Reason(NO_RESULT),))
    read = _read(report)
    told = (("tool", read.tool), ("file", report.name))
    if read.results:
        return Observation(QUESTION, Answer.BAD, (Reason(FOUND, (*told, ("n", str(read.results)))),))
    return Observation(QUESTION, Answer.GOOD, (Reason(CLEAN, told),))


def _read(report: Path) -> Scanned:
    try:
        with report.open("rb") as file:
            data = file.read(MAX_BYTES + 1)
    except OSError as error:
        raise UsageError(f"cannot read {report}: {error.strerror}") from None
    if len(data) > MAX_BYTES:
        raise UsageError(f"{report}: is larger than {MAX_BYTES} bytes")
    try:
        found = json.loads(data)
    except (ValueError, RecursionError):
        raise UsageError(f"{report}: is no SARIF") from None
    runs = found.get("runs") if isinstance(found, dict) else None
    if not isinstance(runs, list) or not runs:
        raise UsageError(f"{report}: is no SARIF, or has no run in it")
    tools = [_tool(run) for run in runs]
    return Scanned(", ".join(dict.fromkeys(tools))[:80], sum(1 for run in runs for _one in _results(run)))


def _tool(run: Any) -> str:
    driver = (
        run.get("tool", {}).get("driver") if isinstance(run, Mapping) and isinstance(run.get("tool"), dict) else None
    )
    name = driver.get("name") if isinstance(driver, dict) else None
    if not isinstance(name, str) or not name:
        raise UsageError("the report of the secret scanner names no tool")
    return name


def _results(run: Any) -> Iterator[Any]:
    """The results that are not suppressed."""
    results = run.get("results")
    if not isinstance(results, list):
        raise UsageError("the report of the secret scanner has a run without results: it did not end")
    yield from (one for one in results if not (isinstance(one, dict) and one.get("suppressions")))
