"""From the detections of a document to its findings: records, severities, what looks synthetic, what is in scope."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from functools import cached_property

from detectors.engine import Detection
from detectors.trace import Dropped
from guard.checks.personal_data import explanation, records, sections, severity, synthetic
from guard.checks.personal_data.finding import companions, finding, message
from guard.checks.personal_data.records import Placed
from guard.checks.personal_data.severity import Ruling
from guard.model import Document, Field, Finding, Step
from guard.own_rules import OwnRule, rules_by_entity


class Judgement:
    """The detections of one document in the company of each other."""

    def __init__(
        self,
        document: Document,
        text: str,
        detections: Sequence[Detection],
        fields: Sequence[Field],
        own: Sequence[OwnRule] = (),
        *,
        explain: bool = False,
    ) -> None:
        """``own`` are the rules of the project."""
        self._rules = rules_by_entity(own)
        self._own = {one.entity: one for one in own}
        self._document = document
        self._explain = explain
        self._placed = records.place(document, text, detections, fields)
        self._facilities = severity.facility_records(document, text, self._placed, fields)
        self._beside = companions(self._placed)
        self._synthetic = synthetic.recognise(document, text, self._placed, fields)
        self._columns: dict[str, int] = {}

    def findings(self) -> Iterator[Finding]:
        """What is in scope, in the order of the text."""
        rulings = severity.rulings(self._document, self._placed, self._facilities, self._own)
        for item, ruling in zip(self._placed, rulings, strict=True):
            if self._is_in_scope(item.detection.start, item.detection.end):
                yield self._finding(item, ruling)

    def dropped(self, lost: Iterable[Dropped], relaxed: Iterable[Detection]) -> Iterator[Finding]:
        """What was looked at and is no finding, with the reason, in the shape of findings."""
        taken = {(item.detection.entity, item.detection.start) for item in self._placed}
        for one, reason in explanation.dropped(self._document, self._rules, list(lost)):
            if (one.entity, one.start) not in taken:
                steps = explanation.dropped_steps(self._rules, one)
                yield self._no_finding(explanation.as_detection(one), reason, steps)
        for detection in relaxed:
            yield self._no_finding(detection, explanation.RELAXED)
        for item in self._placed:
            if not self._is_in_scope(item.detection.start, item.detection.end):
                yield self._no_finding(item.detection, explanation.UNCHANGED)

    def _finding(self, item: Placed, ruling: Ruling) -> Finding:
        beside = self._beside.get(item.record, frozenset())
        table = None
        if self._synthetic is not None and item.record in self._synthetic.records and _may_be_lowered(item.detection):
            table, ruling = self._synthetic.table, severity.SYNTHETIC
        said = message(item, self._rules, ruling, beside, self._facilities.get(item.record, False), table)
        column = None
        if item.field is not None and item.field.label:
            column = self._columns.setdefault(item.field.label, len(self._columns))
        told = explanation.steps(self._document, item, self._rules, ruling, beside) if self._explain else ()
        rule = self._rules[item.detection.entity]
        return finding(self._document, item, rule, ruling, said, column=column, explanation=told)

    def _no_finding(self, detection: Detection, reason: str, steps: tuple[Step, ...] = ()) -> Finding:
        item = Placed(detection, None, -self._document.line_of(detection.start))
        said = message(item, self._rules, severity.ALONE, frozenset(), False, None)
        rule = self._rules[detection.entity]
        return finding(self._document, item, rule, severity.NO_FINDING, said, explanation=steps, dropped=reason)

    def _is_in_scope(self, start: int, end: int) -> bool:
        lines = self._scope
        document = self._document
        return lines is None or not lines.isdisjoint(range(document.line_of(start), document.line_of(end) + 1))

    @cached_property
    def _scope(self) -> frozenset[int] | None:
        return sections.scope(self._document)


def _may_be_lowered(detection: Detection) -> bool:
    """All but what somebody vouched for: a My Number with its check digit under a label."""
    return not (detection.entity == "JP_MY_NUMBER" and detection.facts.labelled and detection.facts.check_digit)
