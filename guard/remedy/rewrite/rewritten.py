"""What replacing the findings of a file came to."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, field

from guard.model import Document, Finding
from guard.remedy.mask.plan import Planned, Refused
from guard.remedy.rewrite.splice import Splices

Place = tuple[object, ...]
Watch = Callable[[Document, Planned], None]


@dataclass(slots=True)
class Rewritten:
    """The new bytes of a file, ``None`` where it stays as it is; ``problem`` says why, where it should not have.

    ``replaced`` counts by rule; ``watch`` is shown each replacement, for a difference that people read. ``places`` are those
    of what was asked for, where that was not all. ``edited`` is what was done to a text.
    ``guessed`` names got a replacement by a reading that is not certain.
    """

    watch: Watch | None = None
    content: bytes | None = None
    replaced: Counter[str] = field(default_factory=Counter)
    refused: list[Refused] = field(default_factory=list)
    problem: str | None = None
    error: str = ""
    places: set[Place] | None = None
    edited: tuple[Document, Splices] | None = None
    guessed: int = 0

    def took(self, document: Document, planned: Planned) -> None:
        """One finding was replaced."""
        self.replaced[planned.finding.rule_id] += 1
        self.guessed += planned.is_guess
        if self.places is not None:
            self.places.add(place_of(planned.finding))
        if self.watch is not None:
            self.watch(document, planned)

    def is_asked_for(self, finding: Finding) -> bool:
        """Whether a finding of the new file is in the place of one that was to be replaced."""
        if self.places is None:
            return True
        return place_of(finding) in self.places | {place_of(one.finding) for one in self.refused}

    def failed(self, problem: str, error: str = "") -> None:
        """Nothing of the file is replaced, for a reason that concerns all of it; ``error`` fills it."""
        self.content = None
        self.replaced.clear()
        self.guessed = 0
        self.problem, self.error = problem, error


def place_of(finding: Finding) -> Place:
    """Where a finding stands, as far as a replacement on its line moves nothing of it."""
    return finding.origin.members, finding.cell, finding.part, finding.position.line, finding.rule_id
