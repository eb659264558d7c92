"""Every recognizer's own examples and counter-examples."""

from __future__ import annotations

import pytest

from detectors.engine import Detector
from detectors.folding import fold
from detectors.labels import kinds_of
from detectors.recognizer import Example
from detectors.registry import REGISTRY
from detectors.structure import Field
from detectors.trigger import TriggerSet

CASES = [
    (registration.entity, example) for registration in REGISTRY for example in registration.recognizer_class().EXAMPLES
]


@pytest.fixture(scope="module")
def detector() -> Detector:
    return Detector()


def _fields(example: Example) -> list[Field]:
    return [] if example.label is None else [Field(example.label, 0, len(example.text), 0)]


@pytest.mark.parametrize(("entity", "example"), CASES)
def test_example_of_a_recognizer_is_found_exactly(detector: Detector, entity: str, example: Example) -> None:
    detections = detector.detect(example.text, _fields(example), [entity])
    assert tuple(example.text[d.start : d.end] for d in detections) == example.found


@pytest.mark.parametrize(("entity", "example"), [case for case in CASES if case[1].found])
def test_example_of_a_recognizer_fires_its_trigger(entity: str, example: Example) -> None:
    triggers = TriggerSet()
    folded = fold(example.text).text
    fired = set().union(*triggers.lines(folded).values())
    if example.label is not None:
        fired |= triggers.label_entities(kinds_of(example.label), folded)
    assert entity in fired


def test_every_registration_names_the_entity_of_its_class() -> None:
    assert [r.recognizer_class().ENTITY for r in REGISTRY] == [r.entity for r in REGISTRY]


def test_registry_is_sorted_by_entity() -> None:
    assert [r.entity for r in REGISTRY] == sorted(r.entity for r in REGISTRY)


def test_every_recognizer_has_examples_and_counter_examples() -> None:
    for registration in REGISTRY:
        examples = registration.recognizer_class().EXAMPLES
        assert any(example.found for example in examples), registration.entity
        assert any(not example.found for example in examples), registration.entity


@pytest.mark.parametrize(
    ("value", "entity", "found"),
    [
        ("〒340-8550 埼玉県草加市高砂1-1-1", "JP_POSTAL_CODE", ["340-8550"]),
        ("〒340-8550\n埼玉県草加市高砂1-1-1", "JP_POSTAL_CODE", ["340-8550"]),
        ("埼玉県草加市高砂1-1-1 電話 048-922-0151", "PHONE_NUMBER", ["048-922-0151"]),
        ("048-922-0151", "PHONE_NUMBER", []),
    ],
)
def test_a_number_beside_an_address_is_not_contradicted_by_the_label_of_the_address(
    detector: Detector, value: str, entity: str, found: list[str]
) -> None:
    detections = detector.detect(value, [Field("住所", 0, len(value), 0)], [entity])
    assert [value[one.start : one.end] for one in detections] == found
