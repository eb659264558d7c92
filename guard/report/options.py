"""What a reporter is told besides the result, and the shape of every reporter."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Protocol, TextIO

from guard.messages import Translator
from guard.model import Verdict
from guard.result import ScanResult
from guard.rules.catalogue import RULES, Rule


def no_fingerprint(_verdict: Verdict) -> str:
    """What stands for a fingerprint where none is computed."""
    return ""


@dataclass(frozen=True, slots=True)
class ReportOptions:
    """How to write: ``verbosity`` is -1 for quiet and 1 for verbose, ``width`` is in console columns.

    ``dropped``: candidates that are no findings were asked for, ``show_map``: how each file was classified. ``own`` are the rules that the configuration adds.
    ``fingerprint`` counts what is alike: it is asked once for each verdict, in the order of the result.
    ``rule_width`` is how wide the ids of rules are in text.
    """

    translator: Translator
    colour: bool = False
    verbosity: int = 0
    width: int = 100
    dropped: bool = False
    show_map: bool = False
    fingerprint: Callable[[Verdict], str] = no_fingerprint
    own: tuple[Rule, ...] = ()
    rule_width: int = 14

    @property
    def rules(self) -> tuple[Rule, ...]:
        """The catalogue of the run: ours, and those that the configuration adds."""
        return (*RULES, *self.own)

    def rule(self, rule_id: str) -> Rule | None:
        """The rule of this id, ``None`` where the catalogue of the run has none."""
        return next((one for one in self.rules if one.id == rule_id), None)


class Reporter(Protocol):
    """Writes a result in one format."""

    def __call__(self, result: ScanResult, out: TextIO, options: ReportOptions, /) -> None:
        """Write the whole report; the caller opens and closes the stream."""
        ...
