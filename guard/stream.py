"""Standard streams that do not decide how a command ends: closed, broken, or of a narrow encoding."""

from __future__ import annotations

import contextlib
import io
import os
import sys
from pathlib import Path


def make_safe() -> None:
    """Give a closed stream a place to go, and write what an encoding lacks as an escape."""
    for name in ("stdout", "stderr"):
        stream = getattr(sys, name)
        if stream is None:
            setattr(sys, name, Path(os.devnull).open("w", encoding="utf-8"))  # noqa: SIM115 - until the end
        elif isinstance(stream, io.TextIOWrapper):
            stream.reconfigure(errors="backslashreplace")


def leave_stdout() -> None:
    """Send what is left of standard output nowhere: the interpreter must not complain about it when it ends."""
    with contextlib.suppress(OSError):  # a stream without a file descriptor cannot complain either
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
