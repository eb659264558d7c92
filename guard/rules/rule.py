"""What a rule is: what it finds, why it matters, how to fix it, how to allow it, what it says."""

from __future__ import annotations

from dataclasses import dataclass

from guard.messages import N_
from guard.model import Severity


@dataclass(frozen=True, slots=True)
class Messages:
    """What a finding of personal data says; ``in_record`` takes ``kinds``, rule ids separated by commas."""

    labelled: str = ""
    unlabelled: str = ""
    in_record: str = ""
    sample: str = ""


_NO_MESSAGES = Messages()


@dataclass(frozen=True, slots=True)
class Rule:
    """One rule. Texts are message ids; ``severity`` is the worst it can reach, ``controls`` are clauses.

    ``entity`` is what Presidio calls it, or the kind of thing that the rule is about; ``messages`` are those of the
    personal data check, other checks say what they found themselves. ``origin`` is the file or the package of a rule that is not ours; ``asks_everywhere`` says that it has no trigger.
    """

    id: str
    entity: str
    check: str
    severity: Severity
    name: str
    description: str
    why: str
    fix: str
    severity_text: str
    messages: Messages = _NO_MESSAGES
    allow: str = N_(
        "If this may stay, write `sekisho: allow[{rule}] reason` in a comment on the line or on the line above."
    )
    controls: tuple[str, ...] = ("soka-2-class", "soka-3-city-5", "soka-7-dev-4")
    origin: str = ""
    asks_everywhere: bool = False

    @property
    def is_ours(self) -> bool:
        """Whether Sekisho brings it, and no project."""
        return not self.origin
