"""``sekisho rules check``: the examples in every rule, ours and the project's, are what the rule says of them."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from itertools import chain
from typing import TYPE_CHECKING, Final

from guard.messages import N_
from guard.rules.own import Checked, Failure, OwnRule

if TYPE_CHECKING:
    from detectors.engine import Detector
    from detectors.trigger import TriggerSet

NOT_TRIGGERED: Final = N_("the trigger does not fit on its line")


def check(own: Sequence[OwnRule]) -> Checked:
    """Run all examples through the engine that a scan uses."""
    from detectors.engine import Detector
    from guard.checks.personal_data.check import patterns

    detector = Detector(tuple(patterns(own, ())))
    failures = [*_ours(detector), *_own(detector, own), *_separation()]
    from detectors.registry import REGISTRY
    from guard.checks.separation.rules.table import EXAMPLES
    from guard.rules.separation import SEPARATION_RULES

    ours = sum(len(one.recognizer_class().EXAMPLES) for one in REGISTRY) + len(EXAMPLES)
    examples = ours + sum(len(one.examples) + len(one.counter_examples) for one in own)
    bare = tuple(one.id for one in own if not one.examples)
    return Checked(len(REGISTRY) + len(SEPARATION_RULES) + len(own), examples, tuple(failures), bare)


def _ours(detector: Detector) -> Iterator[Failure]:
    from detectors.registry import REGISTRY
    from detectors.structure import Field
    from guard.rules.own import rules_by_entity

    rules = rules_by_entity()
    for registration in REGISTRY:
        recognizer = registration.recognizer_class()
        for number, example in enumerate(recognizer.EXAMPLES, 1):
            fields = [] if example.label is None else [Field(example.label, 0, len(example.text), 0)]
            found = detector.detect(example.text, fields, [registration.entity])
            texts = tuple(example.text[one.start : one.end] for one in found)
            if texts != example.found:
                yield Failure(rules[registration.entity].id, number, not example.found)


def _separation() -> Iterator[Failure]:
    """Small repositories, each judged alone, with production where My Numbers are handled."""
    from guard.checks.separation.check import SeparationCheck
    from guard.checks.separation.environment_names import NOTHING_NAMED
    from guard.checks.separation.rules.problem import Demands
    from guard.checks.separation.rules.table import EXAMPLES
    from guard.environment import Zone
    from guard.model import Document, Finding, Origin

    numbers: Counter[str] = Counter()
    for example in EXAMPLES:
        numbers[example.rule_id] += 1
        zones = {"prod": Zone.MY_NUMBER} if example.rule_id == "sep-mynumber-public" else {}
        check = SeparationCheck(NOTHING_NAMED, Demands(zones))
        for path, text in example.files.items():
            list(check.inspect(Document(Origin(path), text)))
        found = {one.rule_id for one in check.finish() if isinstance(one, Finding)}
        if (example.rule_id in found) is example.is_counter_example:
            yield Failure(example.rule_id, numbers[example.rule_id], example.is_counter_example)


def _own(detector: Detector, own: Sequence[OwnRule]) -> Iterator[Failure]:
    from detectors.custom import RecognizerFailed
    from detectors.trigger import TriggerSet
    from guard.checks.personal_data.check import patterns

    triggers = TriggerSet(own=tuple(patterns(own, ())))
    for rule in own:
        wanted = ((False, number, text) for number, text in enumerate(rule.examples, 1))
        unwanted = ((True, number, text) for number, text in enumerate(rule.counter_examples, 1))
        for is_counter_example, number, text in chain(wanted, unwanted):
            try:
                is_found = _is_found(detector, rule, text)
            except RecognizerFailed as failure:
                yield Failure(rule.id, number, is_counter_example, str(failure))
                continue
            if is_found is is_counter_example:
                yield Failure(rule.id, number, is_counter_example)
            elif is_found and not _is_triggered(triggers, rule, text):
                yield Failure(rule.id, number, is_counter_example, NOT_TRIGGERED)


def _is_found(detector: Detector, rule: OwnRule, text: str) -> bool:
    """Whether a rule finds something in a text; one that wants a column is given its first."""
    from detectors.structure import Field

    fields = [Field(rule.columns[0], 0, len(text), 0)] if rule.columns else []
    return bool(detector.detect(text, fields, [rule.entity]))


def _is_triggered(triggers: TriggerSet, rule: OwnRule, text: str) -> bool:
    from detectors.folding import fold

    folded = fold(text).text
    entities = frozenset[str]().union(*triggers.lines(folded).values())
    return rule.entity in entities | (triggers.under(rule.columns[0], folded) if rule.columns else frozenset())
