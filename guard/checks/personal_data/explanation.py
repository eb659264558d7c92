"""Why a finding has its score and its severity, and why a candidate is none: for whoever asks with ``--explain``.

Neither values nor labels are told: in a table without a header the label is somebody's name.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Final

from detectors.engine import Detection
from detectors.trace import Dropped, Reason
from guard.checks.personal_data.finding import Rules, neighbours
from guard.checks.personal_data.records import Placed
from guard.checks.personal_data.severity import Ruling
from guard.messages import N_
from guard.model import Document, Step

REASONS: Final = {
    Reason.LABEL: N_("a label of this kind stands before it"),
    Reason.OTHER_LABEL: N_("its label is that of something else"),
    Reason.OTHER_COLUMN: N_("the other numbers in its column are no My Numbers"),
    Reason.BESIDE_NAME: N_("a name stands in the same row"),
    Reason.WORDS_AGAINST: N_("the words before it say that it is another number"),
    Reason.UNIT: N_("a unit follows it"),
    Reason.TIMESTAMP: N_("it can be a date and a time"),
    Reason.INCOMPLETE: N_("it is not complete"),
    Reason.NEEDS_COMPANY: N_("it counts only with a label or beside a name"),
    Reason.BELOW_THRESHOLD: N_("its score is too low"),
    Reason.CONTRADICTED: N_("another rule knows the number better"),
    Reason.TRIVIAL: N_("all digits are the same, or they run up or down"),
    Reason.CHECK_DIGIT: N_("the check digit is wrong"),
    Reason.BRAND: N_("no card brand has such numbers"),
    Reason.SERVICE_NUMBER: N_("a number of a service that everybody may call"),
    Reason.UNASSIGNED: N_("no such number is given out"),
    Reason.MIXED_SEPARATORS: N_("its separators are not of one kind"),
    Reason.UNREACHABLE: N_("nothing can be sent to such an address"),
    Reason.IN_URL: N_("it is part of a URL"),
    Reason.NO_SUFFIX: N_("its domain ends in no known suffix"),
    Reason.NO_NAME: N_("the value under the label is no name"),
    Reason.NO_ADDRESS: N_("the value under the label is no address"),
}
RELAXED: Final = N_("left out in lock files and bundles")
UNCHANGED: Final = N_("its line did not change")


def steps(
    document: Document, item: Placed, rules: Rules, ruling: Ruling, companions: frozenset[str]
) -> tuple[Step, ...]:
    """The way of a detection from its rule to its severity."""
    return tuple(_steps(document, item, rules, ruling, companions))


def _steps(
    document: Document, item: Placed, rules: Rules, ruling: Ruling, companions: frozenset[str]
) -> Iterator[Step]:
    found = item.detection
    yield Step(
        "rule",
        N_("{recognizer}, rule “{pattern}”"),
        (("recognizer", found.recognizer), ("pattern", found.pattern)),
        found.base,
    )
    if found.facts.check_digit is not None:
        told = N_("the check digit is right") if found.facts.check_digit else REASONS[Reason.CHECK_DIGIT]
        yield Step("check-digit", told)
    for step in found.steps:
        yield Step(step.reason.value, REASONS[step.reason], (), step.score)
    if item.field is not None and found.facts.labelled:
        line = document.position(item.field.label_at).line
        yield Step("column", N_("its column or key begins on line {line}"), (("line", line),))
    if others := neighbours(rules, found.entity, companions):
        yield Step("record", N_("in one record with: {kinds}"), (("kinds", ",".join(others)),))
    yield Step(f"severity-{ruling.code}", ruling.message)


def dropped_steps(rules: Rules, lost: Dropped) -> tuple[Step, ...]:
    """What lowered the score of a dropped candidate, and which rule its place was left to."""
    steps = [Step(step.reason.value, REASONS[step.reason], (), step.score) for step in lost.steps]
    if lost.winner is not None and lost.winner in rules:
        steps.append(Step("winner", N_("its place was left to: {kinds}"), (("kinds", rules[lost.winner].id),)))
    return tuple(steps)


def dropped(document: Document, rules: Rules, lost: Sequence[Dropped]) -> Iterator[tuple[Dropped, str]]:
    """Each place and entity once, with why it was not taken; what was found after all is no loss."""
    seen: set[tuple[str, int]] = set()
    for one in sorted(lost, key=lambda item: (item.start, item.entity, -item.score)):
        if (one.entity, one.start) not in seen and one.entity in rules and one.end <= len(document.text):
            seen.add((one.entity, one.start))
            yield one, REASONS[one.reason]


def as_detection(lost: Dropped) -> Detection:
    """A dropped candidate in the shape of a detection, so that it has a place."""
    from detectors.recognizer import Facts

    return Detection(lost.entity, lost.start, lost.end, lost.score, lost.recognizer, lost.pattern, Facts())
