"""How cost grows with the size of the work: the same kind of input at 1, 2, 4, 8 and 16 times its size."""

from __future__ import annotations

import statistics
import tempfile
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from benchmarks import inputs
from benchmarks.tasks import SCAN
from benchmarks.timing import Command, Sample, once

TIMES = (1, 2, 4, 8, 16)


@dataclass(frozen=True)
class Kind:
    """One kind of input: ``first`` is its smallest size, ``unit`` what is counted."""

    key: str
    title: str
    unit: str
    first: float
    make: Callable[[Path, float], None]
    options: Sequence[str]


@dataclass(frozen=True)
class Point:
    """What a size cost: medians of the rounds."""

    size: float
    seconds: float
    cpu: float
    peak: int


@dataclass(frozen=True)
class Line:
    """The straight line that fits best: seconds at the start, seconds a unit, and how well (1 is perfect)."""

    start: float
    slope: float
    fit: float


def kinds(scale: float) -> tuple[Kind, ...]:
    """The three kinds; ``scale`` makes all of them smaller."""
    return (
        Kind("bytes", "source code, no line twice", "MB", 1.0 * scale, inputs.tree, ()),
        Kind("commits", "history", "commits", round(250 * scale), _history, ("--history",)),
        Kind("rows", "table of people", "rows", round(250 * scale), _table, ()),
    )


def measure(kind: Kind, rounds: int) -> Iterator[Point]:
    """The points of one kind, one process each: how work is shared out is another question."""
    command = Command("sekisho", (*SCAN, "--quiet", "--no-cache", "--jobs", "1", *kind.options))
    for times in TIMES:
        size = kind.first * times
        with tempfile.TemporaryDirectory() as folder:
            kind.make(Path(folder), size)
            samples = [once(command, Path(folder)) for _ in range(rounds)]
        yield _point(size, samples)


def line(points: Sequence[Point]) -> Line:
    """The line of least squares through the points' processor time."""
    sizes, costs = [point.size for point in points], [point.cpu for point in points]
    slope, start = statistics.linear_regression(sizes, costs)
    return Line(start, slope, statistics.correlation(sizes, costs) ** 2)


def _point(size: float, samples: Sequence[Sample]) -> Point:
    return Point(
        size,
        statistics.median(sample.wall for sample in samples),
        statistics.median(sample.cpu for sample in samples),
        max(sample.peak for sample in samples),
    )


def _history(root: Path, commits: float) -> None:
    inputs.history(root, int(commits))


def _table(root: Path, rows: float) -> None:
    inputs.table_in_repository(root, int(rows))
