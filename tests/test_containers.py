"""Whatever a person's data stand in, they are found: the exact place, and as bad as their company makes them."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence

import pytest

from guard.checks.personal_data import PersonalDataCheck
from guard.extract.extractor import TextExtractor
from guard.model import Blob, Document, Finding, Origin, Severity
from tests.checks.containers import DATA, MARKUP, SQL, TABLES
from tests.checks.invented import ENTITY_OF, KEYS, LABELS, Cell, Row, people
from tests.checks.prose_containers import CODE, TEXTS
from tests.checks.rendering import Container

CHECK = PersonalDataCheck()
EXTRACTOR = TextExtractor()
CONTAINERS = (*TABLES, *SQL, *DATA, *MARKUP, *CODE, *TEXTS)
#: A name in Latin letters says too little without a label.
BARE_KEYS = tuple(key for key in KEYS if key != "romaji")
ENTITIES = frozenset(ENTITY_OF.values())
PEOPLE = 4


def findings(path: str, text: str) -> list[Finding]:
    blob = Blob(Origin(path), text.encode)
    documents = [item for item in EXTRACTOR.extract(blob) if isinstance(item, Document)]
    return [found for document in documents for found in CHECK.inspect(document) if isinstance(found, Finding)]


def beside_a_name(cell: Cell) -> Severity:
    """contract.md: what a value is beside a name and other kinds."""
    return {"JP_MY_NUMBER": Severity.CRITICAL, "JP_POSTAL_CODE": Severity.LOW}.get(cell.entity, Severity.HIGH)


def alone(cell: Cell) -> Severity:
    """contract.md: what a value with its label is by itself."""
    alone = {"JP_MY_NUMBER": Severity.CRITICAL, "JP_POSTAL_CODE": Severity.LOW, "DATE_OF_BIRTH": Severity.LOW}
    return alone.get(cell.entity, Severity.MEDIUM)


def problems(
    container: Container, rows: Sequence[Row], labels: Mapping[str, str], least: Callable[[Cell], Severity]
) -> list[str]:
    """What is missed, too low, or found where nothing is."""
    text, places = container.write(rows, labels)
    found = {(item.entity, item.position, item.end_position): item for item in findings(container.path, text)}
    document = Document(Origin(container.path), text)
    wrong = []
    for cell, start, end in places:
        item = found.pop((cell.entity, document.position(start), document.position(end)), None)
        if item is None:
            wrong.append(f"{cell.key} {cell.text!r} is missed")
        elif item.severity < least(cell):
            wrong.append(f"{cell.key} {cell.text!r} is only {item.severity.label}")
    return wrong + [f"{item.entity} at {item.position} is wrong" for item in found.values() if item.entity in ENTITIES]


@pytest.mark.parametrize("container", CONTAINERS, ids=lambda container: container.name)
def test_every_value_of_a_person_is_found_wherever_it_stands(container: Container) -> None:
    keys = KEYS if container.labelled else BARE_KEYS
    step = len(container.styles) if container.positional and container.labelled else 1 if container.positional else 3
    wrong = []
    for index, style in enumerate(container.styles if container.labelled else ("japanese",)):
        for shift in range(index % step, len(keys), min(step, 3)):
            rows = people(PEOPLE, first=5 * shift + index, keys=keys[shift:] + keys[:shift])
            wrong += [f"{style}, {shift}: {one}" for one in problems(container, rows, LABELS[style], beside_a_name)]
    assert not wrong


@pytest.mark.parametrize(
    "container", [c for c in CONTAINERS if c.labelled and not c.positional], ids=lambda container: container.name
)
def test_every_value_with_a_label_is_found_alone(container: Container) -> None:
    wrong = []
    for index, key in enumerate(KEYS):
        style = container.styles[index % len(container.styles)]
        rows = people(2, first=index, keys=(key,))
        wrong += [f"{style}: {one}" for one in problems(container, rows, LABELS[style], alone)]
    assert not wrong
