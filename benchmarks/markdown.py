"""The measured section of docs/performance.md, made from a record."""

from __future__ import annotations

import statistics
from collections.abc import Iterator, Sequence
from pathlib import Path

from benchmarks.plot import Panel, svg
from benchmarks.record import Growth, Record, Result, Shares
from benchmarks.stages import STAGES
from benchmarks.tasks import SEKISHO
from benchmarks.timing import Sample, ratios

BEGIN = "<!-- measured: made by python -m benchmarks.run --markdown; do not edit -->"
END = "<!-- end of what was measured -->"
PLOT = "performance-growth.svg"


def put(record: Record, page: Path) -> None:
    """Write the section into a page, between its marks or at its end, and the plot beside it."""
    text = page.read_text(encoding="utf-8") if page.exists() else ""
    before, _, rest = text.partition(BEGIN)
    _, _, after = rest.partition(END)
    head = before.rstrip("\n") + "\n\n" if before.strip() else ""
    page.write_text(f"{head}{BEGIN}\n\n{section(record)}\n{END}{after or chr(10)}", encoding="utf-8")
    if record.growth:
        (page.parent / PLOT).write_text(svg([_panel(growth) for growth in record.growth]), encoding="utf-8")


def section(record: Record) -> str:
    """All tables."""
    parts = [_about(record), *(task(result) for result in record.results)]
    if record.stages:
        parts.append("\n".join(stages(record.stages)))
    if record.growth:
        parts.append("\n".join(growth(record.growth)))
    return "\n\n".join(parts) + "\n"


def _about(record: Record) -> str:
    machine = record.machine
    where = ", ".join(f"{machine[name]}{suffix}" for name, suffix in _SHOWN.items() if name in machine)
    with_ = ", ".join(f"{name} {version}" for name, version in record.versions.items())
    missing = f"\nNot installed, and so not measured: {', '.join(record.missing)}.\n" if record.missing else ""
    quick = "\nSmall inputs and one round: whether everything works, not how fast it is.\n" if record.quick else ""
    return (
        f"Measured on {record.date}: {where}.\n{with_}.\n{missing}{quick}\n"
        "Ratios are to Sekisho in the same round: the median, and the smallest to the largest; above 1 the tool takes longer. "
        "A figure without a spread is one run."
    )


_SHOWN = {"processor": "", "cores": " cores", "memory": "", "system": ""}


def task(result: Result) -> str:
    """The table of one task."""
    rows = [f"### {result.title[0].upper()}{result.title[1:]}", ""]
    rows += ["| tool | seconds | ratio | CPU seconds | memory |", "|---|--:|--:|--:|--:|"]
    compared = ratios(result.samples, SEKISHO)
    for tool, samples in result.samples.items():
        ratio = compared.get(tool)
        if ratio is None:
            shown = "–"
        elif tool == SEKISHO:
            shown = "1"
        else:
            shown = _range(ratio.median, ratio.least, ratio.most, len(samples))
        rows.append(f"| {tool} | {_spread(samples)} | {shown} | {_cpu(samples):.2f} | {_peak(samples)} |")
    rows += [f"| {tool} | failed: {why} | | | |" for tool, why in result.failed.items()]
    rows += [f"| {tool} | not installed | | | |" for tool in result.missing]
    return "\n".join(rows)


def _spread(samples: Sequence[Sample]) -> str:
    walls = [sample.wall for sample in samples]
    return _range(statistics.median(walls), min(walls), max(walls), len(walls))


def _range(median: float, least: float, most: float, runs: int) -> str:
    return f"{median:.2f}" if runs == 1 else f"{median:.2f} ({least:.2f}–{most:.2f})"


def _cpu(samples: Sequence[Sample]) -> float:
    return statistics.median(sample.cpu for sample in samples)


def _peak(samples: Sequence[Sample]) -> str:
    return f"{max(sample.peak for sample in samples) / 1e6:,.0f} MB"


def stages(profiles: Sequence[Shares]) -> Iterator[str]:
    """The table of where the time goes, line by line."""
    used = [stage for stage in STAGES if any(one.shares.get(stage, 0) >= 0.005 for one in profiles)]
    yield "### Where the time goes"
    yield ""
    yield "In one process, sampled from outside of the product; “start” is the import of modules."
    yield ""
    yield f"| work | seconds | {' | '.join(used)} |"
    yield f"|---|--:|{'--:|' * len(used)}"
    for one in profiles:
        shares = " | ".join(f"{one.shares.get(stage, 0):.0%}" for stage in used)
        yield f"| {one.title} | {one.seconds:.1f} | {shares} |"


def growth(growths: Sequence[Growth]) -> Iterator[str]:
    """The tables of growth, line by line."""
    yield "### How cost grows"
    yield ""
    yield f"![Cost against size: points on straight lines]({PLOT})"
    yield ""
    yield "One process, no cache; seconds of processor time. The line is the one of least squares."
    for one in growths:
        yield ""
        sizes = " | ".join(f"{point.size:,g} {one.unit}" for point in one.points)
        yield f"| {one.title} | {sizes} | a unit more | R² |"
        yield f"|---|{'--:|' * (len(one.points) + 2)}"
        costs = " | ".join(f"{point.cpu:.2f}" for point in one.points)
        yield f"| CPU seconds | {costs} | {_amount(one.line.slope)} | {one.line.fit:.4f} |"
        peaks = " | ".join(f"{point.peak / 1e6:,.0f} MB" for point in one.points)
        yield f"| memory | {peaks} | | |"


def _amount(seconds: float) -> str:
    return f"{seconds:.2f} s" if seconds >= 0.1 else f"{seconds * 1e3:.2f} ms"


def _panel(growth: Growth) -> Panel:
    points = [(point.size, point.cpu) for point in growth.points]
    return Panel(growth.title, growth.unit, "CPU seconds", points, growth.line.start, growth.line.slope)
