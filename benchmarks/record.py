"""What was measured, as it is kept: JSON with date, versions and machine, without names of hosts or places."""

from __future__ import annotations

import datetime as dt
import json
import os
import platform
import re
from collections.abc import Mapping
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Any

from benchmarks.growth import Line, Point
from benchmarks.timing import Sample


@dataclass(frozen=True)
class Result:
    """One task: the samples of each tool, the tools that are not here, and those that failed with why."""

    key: str
    title: str
    samples: Mapping[str, list[Sample]]
    missing: list[str]
    failed: Mapping[str, str]


@dataclass(frozen=True)
class Growth:
    """One kind of input at several sizes."""

    key: str
    title: str
    unit: str
    points: list[Point]
    line: Line


@dataclass(frozen=True)
class Shares:
    """Where the time of one scan went."""

    title: str
    seconds: float
    shares: Mapping[str, float]


@dataclass
class Record:
    """One run of the benchmarks."""

    date: str
    machine: dict[str, str]
    versions: dict[str, str]
    missing: list[str]
    quick: bool = False
    results: list[Result] = field(default_factory=list)
    growth: list[Growth] = field(default_factory=list)
    stages: list[Shares] = field(default_factory=list)

    def write(self, file: Path) -> None:
        """Keep it as JSON."""
        text = json.dumps(_rounded(asdict(self)), indent=1, ensure_ascii=False)
        file.write_text(text + "\n", encoding="utf-8")

    @classmethod
    def read(cls, file: Path) -> Record:
        """What was kept."""
        kept: dict[str, Any] = json.loads(file.read_text(encoding="utf-8"))
        results = [
            Result(
                **row | {"samples": {tool: [Sample(**one) for one in each] for tool, each in row["samples"].items()}}
            )
            for row in kept.pop("results")
        ]
        growth = [
            Growth(**row | {"points": [Point(**one) for one in row["points"]], "line": Line(**row["line"])})
            for row in kept.pop("growth")
        ]
        stages = [Shares(**row) for row in kept.pop("stages")]
        return cls(**kept, results=results, growth=growth, stages=stages)


def today() -> str:
    """The date of a run."""
    return dt.datetime.now(dt.UTC).date().isoformat()


def machine() -> dict[str, str]:
    """Cores, processor and memory: enough to place the figures, too little to find the machine."""
    described = {"cores": str(os.cpu_count()), "processor": _processor(), "system": platform.system()}
    if hasattr(os, "sysconf"):
        memory = os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES")
        described["memory"] = f"{memory / 2**30:.0f} GiB"
    return described


def _processor() -> str:
    try:
        said = Path("/proc/cpuinfo").read_text(encoding="utf-8", errors="replace")
    except OSError:
        said = ""
    match = re.search(r"^model name\s*:\s*(.+)$", said, re.MULTILINE)
    return match[1].strip() if match else platform.machine()


def _rounded(value: Any) -> Any:
    """Numbers to six places: what lies behind is noise."""
    if isinstance(value, float):
        return round(value, 6)
    if isinstance(value, dict):
        return {name: _rounded(one) for name, one in value.items()}
    return [_rounded(one) for one in value] if isinstance(value, list) else value
