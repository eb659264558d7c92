"""What a check says of a placed detection: the finding, its place and its message."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from detectors.engine import Detection
from detectors.recognizer import Facts
from guard.checks.personal_data.records import Placed
from guard.checks.personal_data.severity import Ruling
from guard.checks.personal_data.synthetic import Table
from guard.model import Document, Finding, Part, Position, Sensitive, Severity, Step
from guard.rules.catalogue import LOOKS_SYNTHETIC, OF_AN_ORGANISATION, PERSONAL_DATA, Rule
from guard.rules.own import MARKING

Rules = Mapping[str, Rule]
Message = tuple[str, dict[str, str | int]]


def finding(
    document: Document,
    item: Placed,
    rule: Rule,
    ruling: Ruling,
    message: Message,
    *,
    column: int | None = None,
    label: str = "",
    explanation: tuple[Step, ...] = (),
    dropped: str | None = None,
) -> Finding:
    """The finding of a detection; ``dropped`` where it is kept only to be explained."""
    detection = item.detection
    place = document.place(detection.start)
    first, last = document.position(detection.start), _end_position(document, detection.start, detection.end)
    if document.part is Part.PATH:
        first = last = Position(1, 1)
    return Finding(
        check=PERSONAL_DATA,
        rule_id=rule.id,
        entity=detection.entity,
        severity=ruling.severity,
        confidence=detection.score,
        origin=document.origin,
        start=detection.start,
        end=detection.end,
        position=first,
        end_position=last,
        message=message[0],
        message_args=message[1],
        value=Sensitive(document.text[detection.start : detection.end]),
        record=item.record,
        header_line=document.position(item.field.label_at).line if item.field is not None else None,
        part=document.part,
        controls=rule.controls,
        cell=None if place is None else place.cell,
        column=column,
        label=Sensitive(label),
        explanation=explanation,
        dropped=dropped,
    )


class Messages:
    """The messages of a document's findings; those of a column say the same, and share it."""

    def __init__(self, rules: Rules) -> None:
        self._rules = rules
        self._known: dict[tuple[object, ...], Message] = {}

    def of(
        self, detection: Detection, ruling: Ruling, companions: frozenset[str], facility: bool, table: Table | None
    ) -> Message:
        """The message id of a finding and what fills it."""
        key = (detection.entity, detection.facts, ruling.severity, companions, facility, table)
        if (said := self._known.get(key)) is None:
            said = self._known[key] = self._message(detection, ruling, companions, facility, table)
        return said

    def _message(
        self, detection: Detection, ruling: Ruling, companions: frozenset[str], facility: bool, table: Table | None
    ) -> Message:
        rule = self._rules[detection.entity]
        if table is not None:
            return LOOKS_SYNTHETIC, {"kind": rule.id, "percent": table.percent, "n": table.addresses}
        others = neighbours(self._rules, detection.entity, companions)
        text, args = _message(rule, detection.facts, ruling, others, facility)
        return text, args if rule.is_ours else {**args, "name": rule.name}


def _message(rule: Rule, facts: Facts, ruling: Ruling, others: list[str], facility: bool) -> Message:
    if facts.sample:
        return rule.messages.sample, {}
    if ruling.severity is Severity.LOW and (facility or facts.public) and not facts.partial:
        return OF_AN_ORGANISATION, {"kind": rule.id}
    if ruling.severity >= Severity.HIGH and others:
        return rule.messages.in_record, {"kinds": ",".join(others)}
    return (rule.messages.labelled if facts.labelled else rule.messages.unlabelled), {}


def neighbours(rules: Rules, entity: str, companions: frozenset[str]) -> list[str]:
    """The rule ids of what else stands in a record."""
    return sorted(rules[other].id for other in companions if other != entity)


def companions(placed: Sequence[Placed]) -> dict[int, frozenset[str]]:
    """The entities in each record, documented samples left out."""
    by_record: dict[int, set[str]] = {}
    for item in placed:
        if not item.detection.facts.sample and item.detection.entity != MARKING:
            by_record.setdefault(item.record, set()).add(item.detection.entity)
    shared: dict[frozenset[str], frozenset[str]] = {}
    return {record: shared.setdefault(same := frozenset(kinds), same) for record, kinds in by_record.items()}


def _end_position(document: Document, start: int, end: int) -> Position:
    """Where a detection ends: exclusive, and so in the place of its last character."""
    line, column = document.position(max(start, end - 1))
    return Position(line, column + (end > start))
