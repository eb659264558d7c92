"""Commands timed in turn: each round runs every one once, so that a machine that slows down slows all of them."""

from __future__ import annotations

import os
import statistics
import subprocess
import sys
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

#: Exit statuses that say that the work was done: nothing found, found, found by Kingfisher, and incomplete.
DONE = frozenset({0, 1, 3, 200, 205})
#: Seconds above which a tool is run once and not in every round.
PATIENCE = 20.0
#: Bytes of a kilobyte, or of a byte, in which the system tells the peak of memory.
_MAXRSS_UNIT = 1 if sys.platform == "darwin" else 1024


@dataclass(frozen=True)
class Command:
    """One tool on one task; ``stdin`` is a file."""

    tool: str
    words: Sequence[str]
    stdin: Path | None = None


@dataclass(frozen=True)
class Sample:
    """One run: seconds of wall time and of the processors in all its processes, and the peak of the largest one."""

    wall: float
    cpu: float
    peak: int


class FailedError(Exception):
    """A command ended with a status that is no verdict: what it took says nothing."""


def once(command: Command, root: Path) -> Sample:
    """Run a command to its end. Raises ``FailedError``."""
    with open(command.stdin or os.devnull, "rb") as stdin:  # noqa: PTH123 - the name of the null device is no path
        began = time.perf_counter()
        process = subprocess.Popen(
            command.words, cwd=root, stdin=stdin, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
        )
        _, status, usage = os.wait4(process.pid, 0)
        wall = time.perf_counter() - began
    process.returncode = os.waitstatus_to_exitcode(status)  # or its end would be waited for again
    if process.returncode not in DONE:
        raise FailedError(f"exit status {process.returncode}")
    return Sample(wall, usage.ru_utime + usage.ru_stime, usage.ru_maxrss * _MAXRSS_UNIT)


def in_turn(
    commands: Sequence[Command],
    root: Path,
    rounds: int,
    *,
    warm_up: bool = False,
    before: Callable[[Path], None] | None = None,
) -> tuple[dict[str, list[Sample]], dict[str, str]]:
    """The samples of each tool, and why one has none; ``before`` is called ahead of every round and not timed.

    The first tool is run in every round, another that takes longer than ``PATIENCE`` only once.
    """
    samples: dict[str, list[Sample]] = {command.tool: [] for command in commands}
    failed: dict[str, str] = {}
    for number in range(rounds + warm_up):
        if before is not None:
            before(root)
        for command in commands:
            is_slow = command is not commands[0] and any(
                sample.wall > PATIENCE for sample in samples.get(command.tool, ())
            )
            if command.tool in failed or is_slow:
                continue
            try:
                sample = once(command, root)
            except (FailedError, OSError) as error:
                failed[command.tool] = str(error)
                samples.pop(command.tool)
                continue
            if number or not warm_up:
                samples[command.tool].append(sample)
    return samples, failed


@dataclass(frozen=True)
class Ratio:
    """How much longer than the first tool one takes: the median over the rounds, the smallest and the largest."""

    median: float
    least: float
    most: float


def ratios(samples: Mapping[str, Sequence[Sample]], base: str) -> dict[str, Ratio]:
    """Each tool against ``base``, round by round: what slows the machine for a while is in both."""
    compared: dict[str, Ratio] = {}
    if not samples.get(base):
        return compared
    for tool, own in samples.items():
        each = [one.wall / other.wall for one, other in zip(own, samples[base], strict=False)]
        compared[tool] = Ratio(statistics.median(each), min(each), max(each))
    return compared
