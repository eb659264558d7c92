"""One line on standard error for people who wait: how far a scan is, how fast, and how long it may still take.

The line is drawn by a thread, so that it also moves while one large file is looked at, and is gone at the end.
It hides no cursor and sets no mode of the terminal: whatever ends the program, the terminal is as it was.
"""

from __future__ import annotations

import os
import threading
import time
from collections import deque
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from typing import TYPE_CHECKING, Final, NamedTuple, Protocol, TextIO

from guard.messages import N_

if TYPE_CHECKING:
    from guard.messages import Translator

#: Seconds until the first line, because most scans are over by then, between two lines, …
PATIENCE: Final = 0.5
INTERVAL: Final = 0.2
#: … and over which the rate is taken.
WINDOW: Final = 5.0
#: Seconds of work, and percents of it, before an estimate of the rest is worth showing.
_SETTLED: Final = 2.0
_FEW_PERCENT: Final = 1
#: Only ASCII: consoles disagree about how wide blocks and box lines are.
_SPINNER: Final = "|/-\\"
_LONGEST_BAR: Final = 20
_LEAST_LABEL: Final = 8

_AT_WORK = N_("at work")
_DONE = N_("{n} done")
_OF = N_("{n} of {total}")
_LEFT = N_("{time} left")

#: About how many items there are, ``None`` as long as nobody knows.
Expected = Callable[[], int | None]


class Progress(Protocol):
    """Told about every item of a source, once: what was looked at, and what was passed over."""

    def advance(self, n_bytes: int, label: str) -> None:
        """Count one item and its bytes, and show its name."""
        ...


class Moment(NamedTuple):
    """What one line tells; ``rate`` in bytes a second, times in seconds."""

    items: int
    n_bytes: int
    expected: int | None
    working: float
    rate: float
    label: str
    tick: int = 0


def line(moment: Moment, width: int, translate: Translator) -> str:
    """The line for a terminal of so many columns: the less important parts go first where it is narrow."""
    from guard.report.console import clip, columns, visible
    from guard.report.phrases import size

    share = _share(moment)
    spinner = _SPINNER[moment.tick % len(_SPINNER)]
    if not moment.items:
        return clip(f"{spinner} {translate(_AT_WORK)}", width)
    done, total = f"{moment.items:,}", f"{moment.expected or 0:,}"
    parts = {
        "bar": spinner if share is None else _bar(share, min(_LONGEST_BAR, width // 4)),
        "percent": "" if share is None else f"{share:.0%}",
        "count": translate(_DONE, n=done) if share is None else translate(_OF, n=done, total=total),
        "bytes": size(moment.n_bytes),
        "rate": f"{size(int(moment.rate))}/s",
        "time": _time(moment, share, translate),
    }
    room = width - columns(parts["bar"])
    kept = {"bar"}
    for name in ("percent", "time", "count", "rate", "bytes"):
        if parts[name] and (needed := columns(parts[name]) + 2) <= room:
            kept.add(name)
            room -= needed
    shown = [text for name, text in parts.items() if name in kept]
    if room >= _LEAST_LABEL + 2:
        shown.append(clip(visible(moment.label[-4 * width :]), room - 2))
    return "  ".join(shown)


def _share(moment: Moment) -> float | None:
    """How much of the work is done; ``None`` where there is no total, or more than it said."""
    if not moment.expected or moment.items > moment.expected:
        return None
    return moment.items / moment.expected


def _bar(share: float, length: int) -> str:
    full = int(share * length)
    return f"[{'#' * full}{'.' * (length - full)}]"


def _time(moment: Moment, share: float | None, translate: Translator) -> str:
    """The time that is left where it can be told, else the time that has passed."""
    if share is None or moment.working < _SETTLED or share * 100 < _FEW_PERCENT:
        return _clock(moment.working)
    return translate(_LEFT, time=_clock(moment.working * (1 - share) / share))


def _clock(seconds: float) -> str:
    minutes, rest = divmod(int(seconds), 60)
    hours, minutes = divmod(minutes, 60)
    return f"{hours}:{minutes:02}:{rest:02}" if hours else f"{minutes}:{rest:02}"


class _Silent:
    def advance(self, n_bytes: int, label: str) -> None:
        """Show nothing."""


class _Line:
    """Counts in the thread that scans, draws in one of its own."""

    def __init__(self, stream: TextIO, expected: Expected, translate: Translator) -> None:
        self._stream = stream
        self._expected = expected
        self._translate = translate
        self._items = 0
        self._n_bytes = 0
        self._label = ""
        self._began: float | None = None
        self._samples: deque[tuple[float, int]] = deque(maxlen=int(WINDOW / INTERVAL))
        self._drawn = 0
        self._over = threading.Event()
        self._thread = threading.Thread(target=self._draw, daemon=True)

    def __enter__(self) -> _Line:
        self._thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._over.set()
        self._thread.join()

    def advance(self, n_bytes: int, label: str) -> None:
        """Count one item."""
        if self._began is None:
            self._began = time.monotonic()
        self._items += 1
        self._n_bytes += n_bytes
        self._label = label

    def _draw(self) -> None:
        with suppress(OSError, ValueError):  # the terminal has gone: nobody waits in front of it
            pause, tick = PATIENCE, 0
            while not self._over.wait(pause):
                if _in_front(self._stream):
                    self._show(tick)
                pause, tick = INTERVAL, tick + 1
            if self._drawn:
                self._write(" " * self._drawn)

    def _show(self, tick: int) -> None:
        from guard.report.console import columns, encodable, pad

        width = max(10, os.get_terminal_size(self._stream.fileno()).columns - 1)
        text = line(self._moment(tick), width, self._translate)
        shown = encodable(text, self._stream)
        self._write(pad(shown if columns(shown) <= width else shown[:width], min(self._drawn, width)))
        self._drawn = columns(shown)

    def _write(self, text: str) -> None:
        """Leave the cursor in the first column: what the terminal echoes there is drawn over."""
        self._stream.write(f"\r{text}\r")
        self._stream.flush()

    def _moment(self, tick: int) -> Moment:
        now = time.monotonic()
        self._samples.append((now, self._n_bytes))
        since, before = self._samples[0]
        rate = (self._n_bytes - before) / (now - since) if now > since else 0.0
        working = 0.0 if self._began is None else now - self._began
        return Moment(self._items, self._n_bytes, self._expected(), working, rate, self._label, tick)


def _in_front(stream: TextIO) -> bool:
    """Whether this program has the terminal; a job in the background must not draw over what is typed."""
    if not hasattr(os, "tcgetpgrp"):
        return True
    try:
        return os.tcgetpgrp(stream.fileno()) == os.getpgrp()
    except OSError:  # not the terminal that this program was started from
        return True


@contextmanager
def progress(stream: TextIO | None, expected: Expected, translate: Translator) -> Iterator[Progress]:
    """Progress on a terminal; anything else, ``None`` too, is told nothing."""
    if stream is None or not stream.isatty() or os.environ.get("TERM") == "dumb":
        yield _Silent()
        return
    with _Line(stream, expected, translate) as drawn:
        yield drawn
