"""What stands together: the record of each detection, and how bad it is in that company.

A phone number is a phone number; a phone number beside a name is somebody's. The table is contract.md's.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from typing import NamedTuple

from detectors.engine import Detection
from guard.model import Document, Field, Part, Severity

#: Numbers that are somebody's by law (個人識別符号: 個人情報の保護に関する法律施行令 第1条).
_IDENTIFICATION_CODES = frozenset(
    {
        "JP_MY_NUMBER",
        "JP_DRIVERS_LICENSE",
        "JP_PASSPORT",
        "JP_RESIDENCE_CARD",
        "JP_HEALTH_INSURANCE",
        "JP_CARE_INSURANCE",
        "JP_PENSION_NUMBER",
        "JP_EMPLOYMENT_INSURANCE",
        "JP_RESIDENT_CODE",
    }
)
_MONEY = frozenset({"CREDIT_CARD", "JP_BANK_ACCOUNT"})
#: Kinds that make a record somebody's when a name stands beside them.
_TELLING_BESIDE_A_NAME = frozenset(
    {"JP_ADDRESS", "PHONE_NUMBER", "EMAIL_ADDRESS", "DATE_OF_BIRTH", "JP_MUNICIPAL_ID", "JP_VEHICLE_PLATE"}
    | _IDENTIFICATION_CODES
    | _MONEY
)
#: Kinds that a facility or a firm has as well.
_SHARED_WITH_FACILITIES = frozenset({"JP_ADDRESS", "PHONE_NUMBER", "EMAIL_ADDRESS"})
_FACILITY = re.compile(
    r"(?:市役所|区役所|役場|県庁|都庁|府庁|道庁|センター|小学校|中学校|高校|高等学校|大学|保育園|保育所|"
    r"こども園|幼稚園|病院|医院|クリニック|診療所|"
    r"薬局|図書館|公民館|美術館|博物館|体育館|消防署|警察署|交番|郵便局|銀行|支店|本店|支所|出張所|児童館|"
    r"集会所|事務所|協議会|協会|組合|連盟|"
    r"株式会社|有限会社|合同会社|財団法人|社団法人|社会福祉法人|医療法人|学校法人|NPO法人|\(株\)|㈱|"
    r"代表電話|お問い?合わ?せ|問合せ先|担当課|受付窓口)"
)
#: Who wrote a program says so in public; that is no test data.
_ATTRIBUTION_LINE = re.compile(
    r"copyright|\(c\)|©|@author|\bauthors?\b|written by|maintain|signed-off-by|co-authored-by|licen[cs]e|contribut",
    re.IGNORECASE,
)
_ATTRIBUTION_FILE = re.compile(
    r"(?:.*/)?(?:package\.json|composer\.json|pyproject\.toml|setup\.(?:py|cfg)|[^/]*\.(?:gemspec|nuspec|podspec|cabal)|Cargo\.toml|pom\.xml|"
    r"pubspec\.ya?ml|bower\.json|(?:AUTHORS|CONTRIBUTORS|MAINTAINERS|CODEOWNERS|LICEN[CS]E|NOTICE|COPYING|CHANGELOG|CHANGES|HISTORY|CREDITS)[^/]*)",
    re.IGNORECASE,
)
_ATTRIBUTED = frozenset({"PERSON", "EMAIL_ADDRESS"})
#: Characters before a name that are taken for its label, and what in them only counts.
_LABEL_REACH = 60
_ORDINAL = re.compile(r"[\s0-9０-９]+")
#: How far to each side of a detection its line is looked at for words about it.
_LINE_REACH = 200
#: Lines of running text that can be one record.
_PARAGRAPH_LINES = 20


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
            by_line[-item.record].add(item.detection.entity)
            if item.detection.entity == "PERSON":
                names[-item.record].add(_role(document, item.detection))
    own = {line for line, kinds in by_line.items() if "PERSON" in kinds and len(kinds - {"JP_POSTAL_CODE"}) > 1}
    loose = sorted(set(by_line) - own)
    paragraph: dict[int, int] = {}
    roles: set[str] = set()
    for before, line in zip([0, *loose], loose, strict=False):
        first = paragraph.get(before, 0)
        together = before and line - first < _PARAGRAPH_LINES and not _blank_between(document, before, line)
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


def is_attribution(document: Document, detection: Detection, kinds: frozenset[str] | set[str]) -> bool:
    """Whether a name or mail address says who wrote this program: in a manifest, or on a copyright or author line."""
    if detection.entity not in _ATTRIBUTED or not kinds <= _ATTRIBUTED or document.part is Part.PATH:
        return False
    if _ATTRIBUTION_FILE.fullmatch(document.origin.path):
        return True
    line = document.line_part(detection.start, _LINE_REACH, _LINE_REACH)
    if document.origin.path.endswith((".patch", ".diff")) and line.startswith("From: "):
        return True  # who wrote the patch, by git format-patch
    return _ATTRIBUTION_LINE.search(line) is not None


def severities(document: Document, placed: Iterable[Placed], facilities: Mapping[int, bool]) -> list[Severity]:
    """The severity of each placed detection, in order."""
    items = list(placed)
    kinds: defaultdict[int, set[str]] = defaultdict(set)
    for item in items:
        # an insurer's number without that of the insured is partial, and nobody's
        is_nobodys = item.detection.facts.partial and item.detection.entity in _IDENTIFICATION_CODES
        if not item.detection.facts.sample and not is_nobodys:
            kinds[item.record].add(item.detection.entity)
    return [
        Severity.LOW
        if is_attribution(document, item.detection, kinds[item.record])
        else _severity(item.detection, kinds[item.record], facilities.get(item.record, False))
        for item in items
    ]


def _severity(detection: Detection, kinds: set[str], beside_facility: bool) -> Severity:
    entity, facts = detection.entity, detection.facts
    beside_name = "PERSON" in kinds
    if facts.sample or entity == "JP_POSTAL_CODE":
        return Severity.LOW
    if entity in _IDENTIFICATION_CODES:
        return _code_severity(detection, len(kinds & _IDENTIFICATION_CODES), beside_name)
    if entity in _MONEY:
        return Severity.HIGH
    if entity == "PERSON":
        if kinds & _TELLING_BESIDE_A_NAME:
            return Severity.HIGH
        return Severity.LOW if facts.partial else Severity.MEDIUM
    if beside_name:
        return Severity.HIGH
    if entity == "DATE_OF_BIRTH" or facts.partial or facts.public:
        return Severity.LOW
    if entity in _SHARED_WITH_FACILITIES and beside_facility:
        return Severity.LOW
    return Severity.MEDIUM


def _code_severity(detection: Detection, codes: int, beside_name: bool) -> Severity:
    facts = detection.facts
    if facts.partial:
        return Severity.HIGH if beside_name else Severity.LOW
    if codes > 1:
        return Severity.CRITICAL
    if facts.labelled or beside_name:
        return Severity.CRITICAL if detection.entity == "JP_MY_NUMBER" else Severity.HIGH
    return Severity.MEDIUM


def facility_records(
    document: Document, text: str, placed: Sequence[Placed], fields: Sequence[Field]
) -> dict[int, bool]:
    """Which records name a public office, a school or a firm and therefore hold its address and telephone."""
    wanted = {item.record for item in placed}
    found: dict[int, bool] = {}
    for item in fields:
        if item.record in wanted and not found.get(item.record):
            value = text[item.start : min(item.end, item.start + 60)]
            found[item.record] = _FACILITY.search(value) is not None
    for one in placed:
        if one.record < 0 and not found.get(one.record):
            line = document.line_part(one.detection.start, _LINE_REACH, _LINE_REACH)
            found[one.record] = _FACILITY.search(line) is not None
    return found
