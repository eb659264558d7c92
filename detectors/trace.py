"""What becomes of candidates on their way to a detection: written down only for whoever asks for an explanation.

A :class:`Trace` hangs on the passage. Without one nothing is recorded, so that an ordinary run pays one comparison for
each guard that says no. No text is kept, only places.
"""

from __future__ import annotations

import enum
from typing import NamedTuple


class Reason(enum.StrEnum):
    """Why a score changed, or why something that a rule looked at is no detection."""

    LABEL = "label"
    OTHER_LABEL = "other-label"
    OTHER_COLUMN = "other-column"
    BESIDE_NAME = "beside-name"
    WORDS_AGAINST = "words-against"
    UNIT = "unit"
    TIMESTAMP = "timestamp"
    INCOMPLETE = "incomplete"
    NEEDS_COMPANY = "needs-company"
    BELOW_THRESHOLD = "below-threshold"
    CONTRADICTED = "contradicted"
    TRIVIAL = "trivial"
    CHECK_DIGIT = "check-digit"
    BRAND = "brand"
    SERVICE_NUMBER = "service-number"
    UNASSIGNED = "unassigned"
    MIXED_SEPARATORS = "mixed-separators"
    UNREACHABLE = "unreachable"
    IN_URL = "in-url"
    NO_SUFFIX = "no-suffix"
    NO_NAME = "no-name"
    NO_ADDRESS = "no-address"


class Step(NamedTuple):
    """A change of a score: why, and the score that it led to."""

    reason: Reason
    score: float


class Dropped(NamedTuple):
    """Something that a rule looked at and that is no detection; ``winner`` is the entity that its place was left to.

    ``score`` is 0 where a guard refused it before it had one.
    """

    entity: str
    start: int
    end: int
    recognizer: str
    reason: Reason
    score: float = 0.0
    pattern: str = ""
    winner: str | None = None
    steps: tuple[Step, ...] = ()


class Trace:
    """What is written down while a passage is analysed; offsets are those of the text that was given."""

    def __init__(self) -> None:
        self.dropped: list[Dropped] = []
        self._recognizer = self._entity = ""

    def enter(self, recognizer: str, entity: str) -> None:
        """Say whose rules look at the passage from here on."""
        self._recognizer, self._entity = recognizer, entity

    def reject(self, start: int, end: int, reason: Reason) -> None:
        """A guard of the recognizer that was entered last says no."""
        self.dropped.append(Dropped(self._entity, start, end, self._recognizer, reason))
