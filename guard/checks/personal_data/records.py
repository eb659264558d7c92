"""What stands together: the record of each detection."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Sequence
from typing import TYPE_CHECKING, NamedTuple

from guard.model import Document, Field
from guard.rules.own import MARKING, OWN_PREFIX

if TYPE_CHECKING:
    from detectors.engine import Detection

#: Characters before a name that are taken for its label, and what in them only counts.
_LABEL_REACH = 60
_ORDINAL = re.compile(r"[\s0-9０-９]+")
#: Lines of running text that can be one record.
PARAGRAPH_LINES = 20


def says_nothing_of_records(entity: str) -> bool:
    """Whether an entity neither joins nor parts records: what a project adds must not change what else is found."""
    return entity == MARKING or entity.startswith(OWN_PREFIX)


class Placed(NamedTuple):
    """A detection with the field it stands in (``None`` in running text) and the key of its record."""

    detection: Detection
    field: Field | None
    record: int


def place(document: Document, text: str, detections: Sequence[Detection], fields: Sequence[Field]) -> list[Placed]:
    """Give each detection its record: the row or object of its field, otherwise its line or its paragraph."""
    ordered = sorted(fields, key=lambda item: (item.start, -item.end))
    placed = []
    index = 0
    open_fields: list[Field] = []
    for detection in sorted(detections, key=lambda found: found.start):
        while index < len(ordered) and ordered[index].start <= detection.start:
            open_fields.append(ordered[index])
            index += 1
        open_fields = [item for item in open_fields if item.end > detection.start]
        around = open_fields[-1] if open_fields else None
        record = around.record if around is not None else -document.line_of(detection.start)
        placed.append(Placed(detection, around, record))
    return _join_paragraphs(document, text, placed)


def _join_paragraphs(document: Document, text: str, placed: list[Placed]) -> list[Placed]:
    """Lines of running text that say nothing alone become one record with the lines around them.

    A line that holds a name and something else is a record by itself (a log line, a row without a header);
    a form has its values on one line each, until a blank line. A second name starts the next person, unless its
    label is another one: then it is the reading, or another part, of the first.
    """
    by_line: defaultdict[int, set[str]] = defaultdict(set)
    names: defaultdict[int, set[str]] = defaultdict(set)
    for item in placed:
        if item.record < 0:
            if not says_nothing_of_records(item.detection.entity):
                by_line[-item.record].add(item.detection.entity)
            if item.detection.entity == "PERSON":
                names[-item.record].add(_role(document, item.detection))
    own = {line for line, kinds in by_line.items() if "PERSON" in kinds and len(kinds - {"JP_POSTAL_CODE"}) > 1}
    loose = sorted(set(by_line) - own)
    paragraph: dict[int, int] = {}
    roles: set[str] = set()
    for before, line in zip([0, *loose], loose, strict=False):
        first = paragraph.get(before, 0)
        together = before and line - first < PARAGRAPH_LINES and not _blank_between(document, before, line)
        new_person = bool(roles and names[line]) and ("" in roles | names[line] or not roles.isdisjoint(names[line]))
        if not together or new_person:
            first, roles = line, set()
        paragraph[line] = first
        roles |= names[line]
    return [
        item._replace(record=-paragraph.get(-item.record, -item.record)) if item.record < 0 else item for item in placed
    ]


def _role(document: Document, name: Detection) -> str:
    """What stands before a name that has a label: ``フリガナ：``, ``$c->setKana('``; empty where there is no label."""
    if not name.facts.labelled:
        return ""
    return _ORDINAL.sub("", document.line_part(name.start, _LABEL_REACH, 0))


def _blank_between(document: Document, first: int, last: int) -> bool:
    return any(not document.line(number).strip() for number in range(first + 1, last))
