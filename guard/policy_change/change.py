"""One thing that became different in a policy, in a sentence without values."""

from __future__ import annotations

from dataclasses import dataclass, field

from guard.model import Severity

Args = tuple[tuple[str, str | int], ...]


@dataclass(frozen=True, slots=True)
class Change:
    """``severity`` says what it does: low where nothing becomes weaker. ``message`` is a message id.

    ``line`` is where the change stands; two changes are the same wherever they stand.
    """

    path: str
    severity: Severity
    message: str
    args: Args = ()
    line: int = field(default=1, compare=False)
