"""Whatever a person's data stand in, they are found: the exact place, and as bad as their company makes them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from guard.checks.personal_data import PersonalDataCheck
from guard.extract.extractor import TextExtractor
from guard.model import Blob, Document, Finding, Origin, Severity
from tests.checks.invented import KEYS, Row
from tests.checks.rendering import Container, Placed

CHECK = PersonalDataCheck()
EXTRACTOR = TextExtractor()
#: A Latin name and a date say little without a label.
BARE_KEYS = tuple(key for key in KEYS if key != "romaji")


def findings(path: str, text: str) -> list[Finding]:
    blob = Blob(Origin(path), lambda: text.encode())
    documents = [item for item in EXTRACTOR.extract(blob) if isinstance(item, Document)]
    return [found for document in documents for found in CHECK.inspect(document) if isinstance(found, Finding)]


def least_severity(place: Placed) -> Severity:
    """contract.md: what a value is beside a name and other kinds."""
    match place.cell.entity:
        case "JP_MY_NUMBER":
            return Severity.CRITICAL
        case "JP_POSTAL_CODE":
            return Severity.LOW
    return Severity.HIGH


def missed(container: Container, rows: Sequence[Row], labels: Mapping[str, str]) -> list[str]:
    text, places = container.write(rows, labels)
    found = {(item.entity, item.start, item.end): item for item in findings(container.path, text)}
    wrong = []
    for place in places:
        item = found.pop((place.cell.entity, place.start, place.end), None)
        if item is None:
            wrong.append(f"{place.cell.key} {place.cell.text!r} missed")
        elif item.severity < least_severity(place):
            wrong.append(f"{place.cell.key} {place.cell.text!r} only {item.severity.label}")
    wrong += [f"{entity} {text[start:end]!r} wrong" for entity, start, end in found]
    return wrong
