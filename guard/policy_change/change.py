"""One thing that became different in a policy, in a sentence without values."""

from __future__ import annotations

from dataclasses import dataclass

from guard.model import Severity

Args = tuple[tuple[str, str | int], ...]


@dataclass(frozen=True, slots=True)
class Change:
    """``severity`` says what it does: low where nothing becomes weaker. ``message`` is a message id, ``line`` its place."""

    path: str
    severity: Severity
    message: str
    args: Args = ()
    line: int = 1
