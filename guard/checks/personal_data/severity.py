"""How bad a detection is in the company of its record: the table of contract.md, one ruling a row.

A phone number is a phone number; a phone number beside a name is somebody's.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Final, NamedTuple

from guard.checks.personal_data.records import Placed
from guard.messages import N_
from guard.model import Document, Field, Part, Severity
from guard.rules.own import MARKING as MARKING_ENTITY
from guard.rules.own import OwnRule

if TYPE_CHECKING:
    from detectors.engine import Detection


class Ruling(NamedTuple):
    """A severity and the row of the table that gave it, as a code for programs and a message for people."""

    severity: Severity
    code: str
    message: str


ATTRIBUTION: Final = Ruling(Severity.LOW, "attribution", N_("who wrote a program says so in public"))
SAMPLE: Final = Ruling(Severity.LOW, "sample", N_("a documented sample or an evident dummy"))
POSTAL_CODE: Final = Ruling(Severity.LOW, "postal-code", N_("a postal code by itself names nobody"))
PART_OF_NUMBER: Final = Ruling(Severity.LOW, "part-of-number", N_("only a part of an official number"))
PART_BESIDE_NAME: Final = Ruling(
    Severity.HIGH, "part-beside-name", N_("a part of an official number in one record with a name")
)
TWO_NUMBERS: Final = Ruling(
    Severity.CRITICAL, "two-official-numbers", N_("two kinds of official numbers or more in one record")
)
MY_NUMBER: Final = Ruling(Severity.CRITICAL, "my-number", N_("a My Number with a label, or in one record with a name"))
OFFICIAL_NUMBER: Final = Ruling(
    Severity.HIGH, "official-number", N_("an official number with a label, or in one record with a name")
)
BARE_NUMBER: Final = Ruling(
    Severity.MEDIUM, "bare-official-number", N_("an official number with nothing beside it that says whose")
)
MONEY: Final = Ruling(Severity.HIGH, "money", N_("a card or a bank account"))
NAME_IN_RECORD: Final = Ruling(
    Severity.HIGH, "name-in-record", N_("a name in one record with an address, a number or the like")
)
NAME_PART: Final = Ruling(Severity.LOW, "part-of-name", N_("a family name or a given name alone"))
NAME: Final = Ruling(Severity.MEDIUM, "name", N_("a full name alone"))
BESIDE_NAME: Final = Ruling(Severity.HIGH, "beside-name", N_("in one record with a name"))
BIRTH_DATE: Final = Ruling(Severity.LOW, "birth-date", N_("a date of birth without a name"))
INCOMPLETE: Final = Ruling(Severity.LOW, "incomplete", N_("incomplete, and without a name"))
PUBLIC: Final = Ruling(Severity.LOW, "public", N_("of a desk or a list, and without a name"))
FACILITY: Final = Ruling(
    Severity.LOW, "facility", N_("in one record with a public office or a company, and without a name")
)
ATTRIBUTE: Final = Ruling(Severity.LOW, "attribute", N_("a fact told in confidence, without a name"))
MARKING: Final = Ruling(Severity.MEDIUM, "marking", N_("the document says that it is confidential"))
ALONE: Final = Ruling(Severity.MEDIUM, "alone", N_("by itself"))
SYNTHETIC: Final = Ruling(Severity.LOW, "synthetic", N_("in a table that looks synthetic"))
OWN: Final = N_("as the project's configuration says")
NO_FINDING: Final = Ruling(Severity.LOW, "no-finding", N_("no finding"))

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
    {
        "JP_ADDRESS",
        "PHONE_NUMBER",
        "EMAIL_ADDRESS",
        "DATE_OF_BIRTH",
        "JP_MUNICIPAL_ID",
        "JP_VEHICLE_PLATE",
        "JP_SENSITIVE_ATTRIBUTE",
    }
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
    r"copyright|\(c\)|©|@author|\bauthors?\b|written by|maintain|signed-off-by|co-authored-by|licen[cs]e|contribut|translat|翻訳|訳者",
    re.IGNORECASE,
)
_ATTRIBUTION_FILE = re.compile(
    r"(?:.*/)?(?:package\.json|composer\.json|pyproject\.toml|setup\.(?:py|cfg)|[^/]*\.(?:gemspec|nuspec|podspec|cabal)|Cargo\.toml|pom\.xml|"
    r"pubspec\.ya?ml|bower\.json|(?:AUTHORS|CONTRIBUTORS|MAINTAINERS|CODEOWNERS|LICEN[CS]E|NOTICE|COPYING|CHANGELOG|CHANGES|HISTORY|CREDITS)[^/]*)",
    re.IGNORECASE,
)
_ATTRIBUTED = frozenset({"PERSON", "EMAIL_ADDRESS"})
#: How far to each side of a detection its line is looked at for words about it.
_LINE_REACH = 200


def is_of_authors(path: str) -> bool:
    """Whether a file of this name says who wrote a program: names and mail addresses in it are no test data."""
    return _ATTRIBUTION_FILE.fullmatch(path) is not None


def is_attribution(document: Document, detection: Detection, kinds: frozenset[str] | set[str]) -> bool:
    """Whether a name or mail address says who wrote this program: in a manifest, or on a copyright or author line."""
    if detection.entity not in _ATTRIBUTED or not kinds <= _ATTRIBUTED or document.part is Part.PATH:
        return False
    if is_of_authors(document.origin.path):
        return True
    line = document.line_part(detection.start, _LINE_REACH, _LINE_REACH)
    if document.origin.path.endswith((".patch", ".diff")) and line.startswith("From: "):
        return True  # who wrote the patch, by git format-patch
    return _ATTRIBUTION_LINE.search(line) is not None


def rulings(
    document: Document, placed: Sequence[Placed], facilities: Mapping[int, bool], own: Mapping[str, OwnRule]
) -> list[Ruling]:
    """The ruling on each placed detection, in order; ``own`` are the rules of the project by entity."""
    kinds: defaultdict[int, set[str]] = defaultdict(set)
    for item in placed:
        # an insurer's number without that of the insured is partial, and nobody's
        is_nobodys = item.detection.facts.partial and item.detection.entity in _IDENTIFICATION_CODES
        if not item.detection.facts.sample and not is_nobodys and item.detection.entity != MARKING_ENTITY:
            kinds[item.record].add(item.detection.entity)
    return [
        ATTRIBUTION
        if is_attribution(document, item.detection, kinds[item.record])
        else _own_ruling(own[item.detection.entity], kinds[item.record])
        if item.detection.entity in own
        else _ruling(item.detection, kinds[item.record], facilities.get(item.record, False))
        for item in placed
    ]


def _own_ruling(rule: OwnRule, kinds: set[str]) -> Ruling:
    return Ruling(rule.beside_name if "PERSON" in kinds else rule.severity, "own", OWN)


def _ruling(detection: Detection, kinds: set[str], beside_facility: bool) -> Ruling:
    entity, facts = detection.entity, detection.facts
    beside_name = "PERSON" in kinds
    if facts.sample or entity == "JP_POSTAL_CODE":
        return SAMPLE if facts.sample else POSTAL_CODE
    if entity in _IDENTIFICATION_CODES:
        return _code_ruling(detection, len(kinds & _IDENTIFICATION_CODES), beside_name)
    if entity in _MONEY:
        return MONEY
    if entity == "PERSON":
        if kinds & _TELLING_BESIDE_A_NAME:
            return NAME_IN_RECORD
        return NAME_PART if facts.partial else NAME
    if entity == "JP_CONFIDENTIAL_MARKING":
        return MARKING
    if beside_name:
        return BESIDE_NAME
    if entity == "JP_SENSITIVE_ATTRIBUTE":
        return ATTRIBUTE
    if entity == "DATE_OF_BIRTH":
        return BIRTH_DATE
    if facts.partial or facts.public:
        return INCOMPLETE if facts.partial else PUBLIC
    if entity in _SHARED_WITH_FACILITIES and beside_facility:
        return FACILITY
    return ALONE


def _code_ruling(detection: Detection, codes: int, beside_name: bool) -> Ruling:
    facts = detection.facts
    if facts.partial:
        return PART_BESIDE_NAME if beside_name else PART_OF_NUMBER
    if codes > 1:
        return TWO_NUMBERS
    if facts.labelled or beside_name:
        return MY_NUMBER if detection.entity == "JP_MY_NUMBER" else OFFICIAL_NUMBER
    return BARE_NUMBER


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
