"""A progress bar on standard error for people who wait; rich is imported only when there is one to draw."""

from __future__ import annotations

import time
from collections.abc import Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING, Final, Protocol

if TYPE_CHECKING:
    from rich.progress import Progress as RichProgress
    from rich.progress import TaskID

#: Seconds between two updates: many small files must not spend their time on the bar.
_INTERVAL: Final = 0.1
_LABEL_COLUMNS: Final = 40


class Progress(Protocol):
    """Told about every blob that was looked at."""

    def advance(self, n_bytes: int, label: str) -> None:
        """Count the bytes of one blob and show its name."""
        ...


class _Silent:
    def advance(self, n_bytes: int, label: str) -> None:
        """Show nothing."""


class _Bar:
    def __init__(self, bar: RichProgress, task: TaskID) -> None:
        self._bar = bar
        self._task = task
        self._waiting = 0
        self._next = 0.0

    def advance(self, n_bytes: int, label: str) -> None:
        """Move the bar, at most ten times a second."""
        self._waiting += n_bytes
        if (now := time.monotonic()) < self._next:
            return
        from guard.report.console import clip, visible

        self._next = now + _INTERVAL
        label = clip(visible(label[-4 * _LABEL_COLUMNS :]), _LABEL_COLUMNS)
        self._bar.update(self._task, advance=self._waiting, label=label)
        self._waiting = 0


@contextmanager
def progress(total: int | None, enabled: bool) -> Iterator[Progress]:
    """Show progress in bytes, out of ``total`` where that is known; the bar is gone at the end."""
    if not enabled:
        yield _Silent()
        return
    from rich.console import Console
    from rich.progress import BarColumn, DownloadColumn, TextColumn, TimeElapsedColumn
    from rich.progress import Progress as RichProgress

    columns = (
        BarColumn(),
        DownloadColumn(),
        TimeElapsedColumn(),
        TextColumn("{task.fields[label]}", markup=False),
    )
    with RichProgress(*columns, console=Console(stderr=True), transient=True) as bar:
        yield _Bar(bar, bar.add_task("", total=total, label=""))
