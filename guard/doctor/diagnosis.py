"""What the doctor says: one sentence a finding, how bad it is, and what helps."""

from __future__ import annotations

import enum
from dataclasses import dataclass


class Grade(enum.StrEnum):
    """``GOOD`` needs nothing, ``NOTE`` may be as wanted, ``BAD`` lets something pass."""

    GOOD = "good"
    NOTE = "note"
    BAD = "bad"


@dataclass(frozen=True, slots=True)
class Diagnosis:
    """One thing that was looked at. ``message`` and ``remedy`` are message ids, ``args`` fill both."""

    topic: str
    grade: Grade
    message: str
    args: tuple[tuple[str, str], ...] = ()
    remedy: str = ""
