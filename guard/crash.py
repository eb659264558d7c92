"""A defect in Sekisho: one line for the user, where it happened for us, and no value anywhere.

Messages of exceptions are left out: ``int("…")`` would print what it could not read.
"""

from __future__ import annotations

import sys
import tempfile
import traceback

from guard import __version__
from guard.errors import ExitCode


def report(error: BaseException) -> int:
    """Write a log of the frames (files, lines, functions; no values) and say where it lies."""
    lines = [f"sekisho {__version__}, Python {sys.version.split()[0]}, {sys.platform}\n"]
    seen: set[int] = set()
    current: BaseException | None = error
    while current is not None and id(current) not in seen:
        seen.add(id(current))
        lines.append(f"{type(current).__module__}.{type(current).__qualname__}\n")
        lines += [
            f"  {frame.filename}:{frame.lineno} in {frame.name}\n"
            for frame in traceback.extract_tb(current.__traceback__)
        ]
        current = current.__cause__ or current.__context__
    place = "no log could be written"
    try:
        with tempfile.NamedTemporaryFile(
            "w", prefix="sekisho-", suffix=".log", delete=False, encoding="utf-8", errors="backslashreplace"
        ) as log:
            log.writelines(lines)
            place = log.name
    except OSError:
        pass
    sys.stderr.write(f"sekisho: internal error ({type(error).__name__}); a log without any values: {place}\n")
    return ExitCode.INTERNAL
