"""The report in one language: what its sections are made from, and what a section is."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final, NamedTuple

from guard.control import ControlState, ControlVerdict
from guard.messages import N_, Translator
from guard.report.html.element import Html, element
from guard.report.html.survey import Survey
from guard.report.options import ReportOptions
from guard.result import ScanResult

ALL_IN_JSON: Final = N_("The JSON report has all of them (results.json of the evidence bundle, or `--format json`).")


class Section(NamedTuple):
    """A part of the page: the last words of its anchor, its heading, its content."""

    name: str
    title: str
    body: Html


@dataclass(frozen=True, slots=True)
class Edition:
    """A result as it is told in one language."""

    result: ScanResult
    survey: Survey
    options: ReportOptions
    translator: Translator

    @property
    def lang(self) -> str:
        """The language of its sentences."""
        return self.translator.language

    def anchor(self, name: str) -> str:
        """The id of a place on the page: both languages stand on one."""
        return f"{self.lang}-{name}"

    def rule_name(self, rule_id: str) -> str:
        """The name of a rule, its id where the catalogue has none."""
        rule = self.options.rule(rule_id)
        return rule_id if rule is None else self.translator(rule.name)

    def demanded(self, state: ControlState) -> tuple[ControlVerdict, ...]:
        """The clauses that this run demands and says one thing of."""
        gate = self.result.gate
        return () if gate is None else tuple(one for one in gate.controls_in(state) if one.is_required)

    def more(self, n: int) -> Html:
        """That something is left out, how much, and where it is; nothing where nothing is."""
        if not n:
            return Html("")
        _ = self.translator
        sentence = _.ngettext("{n} more is not shown here.", "{n} more are not shown here.", n)
        return element("p", sentence, " ", _(ALL_IN_JSON), class_="left-out")
