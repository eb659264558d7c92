"""From the detections of a document to its findings: records, severities, what looks synthetic, what is in scope."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from functools import cached_property
from typing import NamedTuple

from detectors.engine import Detection
from detectors.trace import Dropped
from guard.checks.personal_data import explanation, sections, severity, synthetic
from guard.checks.personal_data.finding import Messages, companions, finding
from guard.checks.personal_data.records import Placed
from guard.checks.personal_data.severity import Ruling
from guard.model import Document, Field, Finding, Step
from guard.rules.own import OwnRule, rules_by_entity


class _Company(NamedTuple):
    """What is known of the records of a stretch: facilities, other entities, addresses that are invented."""

    facilities: dict[int, bool]
    beside: dict[int, frozenset[str]]
    invented: frozenset[int]


class Judgement:
    """The detections of one document in the company of each other.

    They come in stretches of whole records, so that a table of a million rows is never judged at once.
    """

    def __init__(self, document: Document, text: str, own: Sequence[OwnRule] = (), *, explain: bool = False) -> None:
        """``own`` are the rules of the project."""
        self._rules = rules_by_entity(own)
        self._own = {one.entity: one for one in own}
        self._document = document
        self._text = text
        self._explain = explain
        self._messages = Messages(self._rules)
        self._columns: dict[str, int] = {}

    def findings(
        self, placed: Sequence[Placed], fields: Sequence[Field], stretch: tuple[int, int]
    ) -> Iterator[Finding]:
        """What is in scope in a stretch, in the order of the text."""
        facilities = severity.facility_records(self._document, self._text, placed, fields)
        invented: frozenset[int] = frozenset()
        if len(placed) >= synthetic.FEWEST or "_synthetic" in vars(self):
            known = self._synthetic
            invented = invented if known is None else known.records(self._document, placed, fields, stretch)
        company = _Company(facilities, companions(placed), invented)
        rulings = severity.rulings(self._document, placed, facilities, self._own)
        for item, ruling in zip(placed, rulings, strict=True):
            if self._is_in_scope(item.detection.start, item.detection.end):
                yield self._finding(item, ruling, company)

    def dropped(
        self, placed: Sequence[Placed], lost: Iterable[Dropped], relaxed: Iterable[Detection]
    ) -> Iterator[Finding]:
        """What was looked at and is no finding, with the reason, in the shape of findings."""
        taken = {(item.detection.entity, item.detection.start) for item in placed}
        for one, reason in explanation.dropped(self._document, self._rules, list(lost)):
            if (one.entity, one.start) not in taken:
                steps = explanation.dropped_steps(self._rules, one)
                yield self._no_finding(explanation.as_detection(one), reason, steps)
        for detection in relaxed:
            yield self._no_finding(detection, explanation.RELAXED)
        for item in placed:
            if not self._is_in_scope(item.detection.start, item.detection.end):
                yield self._no_finding(item.detection, explanation.UNCHANGED)

    def _finding(self, item: Placed, ruling: Ruling, company: _Company) -> Finding:
        beside = company.beside.get(item.record, frozenset())
        table = None
        if item.record in company.invented and self._synthetic is not None and _may_be_lowered(item.detection):
            table, ruling = self._synthetic.table, severity.SYNTHETIC
        said = self._messages.of(item.detection, ruling, beside, company.facilities.get(item.record, False), table)
        column, label = None, ""
        if item.field is not None and item.field.label:
            label = item.field.label
            column = self._columns.setdefault(label, len(self._columns))
        told = explanation.steps(self._document, item, self._rules, ruling, beside) if self._explain else ()
        rule = self._rules[item.detection.entity]
        return finding(self._document, item, rule, ruling, said, column=column, label=label, explanation=told)

    def _no_finding(self, detection: Detection, reason: str, steps: tuple[Step, ...] = ()) -> Finding:
        item = Placed(detection, None, -self._document.line_of(detection.start))
        said = self._messages.of(detection, severity.ALONE, frozenset(), False, None)
        rule = self._rules[detection.entity]
        return finding(self._document, item, rule, severity.NO_FINDING, said, explanation=steps, dropped=reason)

    def _is_in_scope(self, start: int, end: int) -> bool:
        lines = self._scope
        document = self._document
        return lines is None or not lines.isdisjoint(range(document.line_of(start), document.line_of(end) + 1))

    @cached_property
    def _synthetic(self) -> synthetic.Synthetic | None:
        return synthetic.recognise(self._text)

    @cached_property
    def _scope(self) -> frozenset[int] | None:
        return sections.scope(self._document)


def _may_be_lowered(detection: Detection) -> bool:
    """All but what somebody vouched for: a My Number with its check digit under a label."""
    return not (detection.entity == "JP_MY_NUMBER" and detection.facts.labelled and detection.facts.check_digit)
