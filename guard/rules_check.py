"""``sekisho rules check``: the examples in every rule, ours and the project's, are what the rule says of them."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING

from guard.own_rules import Checked, Failure, OwnRule

if TYPE_CHECKING:
    from detectors.engine import Detector


def check(own: Sequence[OwnRule]) -> Checked:
    """Run all examples through the engine that a scan uses."""
    from detectors.engine import Detector
    from guard.checks.personal_data.check import patterns

    detector = Detector(tuple(patterns(own, ())))
    failures = [*_ours(detector), *_own(detector, own)]
    from detectors.registry import REGISTRY

    ours = sum(len(one.recognizer_class().EXAMPLES) for one in REGISTRY)
    examples = ours + sum(len(one.examples) + len(one.counter_examples) for one in own)
    bare = tuple(one.id for one in own if not one.examples)
    return Checked(len(REGISTRY) + len(own), examples, tuple(failures), bare)


def _ours(detector: Detector) -> Iterator[Failure]:
    from detectors.registry import REGISTRY
    from detectors.structure import Field
    from guard.own_rules import rules_by_entity

    rules = rules_by_entity()
    for registration in REGISTRY:
        recognizer = registration.recognizer_class()
        for number, example in enumerate(recognizer.EXAMPLES, 1):
            fields = [] if example.label is None else [Field(example.label, 0, len(example.text), 0)]
            found = detector.detect(example.text, fields, [registration.entity])
            texts = tuple(example.text[one.start : one.end] for one in found)
            if texts != example.found:
                yield Failure(rules[registration.entity].id, number, not example.found)


def _own(detector: Detector, own: Sequence[OwnRule]) -> Iterator[Failure]:
    for one in own:
        for number, text in enumerate(one.examples, 1):
            if not _is_found(detector, one, text):
                yield Failure(one.id, number, is_counter_example=False)
        for number, text in enumerate(one.counter_examples, 1):
            if _is_found(detector, one, text):
                yield Failure(one.id, number, is_counter_example=True)


def _is_found(detector: Detector, rule: OwnRule, text: str) -> bool:
    """Whether a rule finds something in a text; one that wants a column is given its first."""
    from detectors.structure import Field

    fields = [Field(rule.columns[0], 0, len(text), 0)] if rule.columns else []
    return bool(detector.detect(text, fields, [rule.entity]))
