"""Identifiers that a spreadsheet or a data frame took for numbers: without a leading zero, with ``.0``."""

from __future__ import annotations

import csv
import io
import json

import pytest

from guard.checks.personal_data import PersonalDataCheck
from guard.extract.extractor import TextExtractor
from guard.model import Blob, Document, Finding, Origin
from tests.remedy.masking import new_bytes

CHECK = PersonalDataCheck()
HEADER = "氏名,電話番号,個人番号\n"
TEXT = HEADER + "勅使河原 蓮,09034567812,091498320258\n五十嵐 心愛,0489220151,621498320257\n"
NUMBERS = HEADER + "勅使河原 蓮,9034567812,91498320258\n五十嵐 心愛,489220151,621498320257\n"
FLOATS = HEADER + "勅使河原 蓮,9034567812.0,91498320258.0\n五十嵐 心愛,489220151.0,621498320257.0\n"
JSON = json.dumps([{"name": "勅使河原 蓮", "tel": 9034567812, "mynumber": 91498320258}])


def found(path: str, text: str) -> list[str]:
    (document,) = TextExtractor().extract(Blob(Origin(path), text.encode))
    assert isinstance(document, Document)
    findings = [one for one in CHECK.inspect(document) if isinstance(one, Finding)]
    return [text[one.start : one.end] for one in findings if one.rule_id in {"phone-number", "jp-my-number"}]


@pytest.mark.parametrize(
    ("path", "text", "values"),
    [
        ("a.csv", TEXT, ["09034567812", "091498320258", "0489220151", "621498320257"]),
        ("a.csv", NUMBERS, ["9034567812", "91498320258", "489220151", "621498320257"]),
        ("a.csv", FLOATS, ["9034567812", "91498320258", "489220151", "621498320257"]),
        ("a.json", JSON, ["9034567812", "91498320258"]),
    ],
    ids=["text", "numbers", "floats", "json"],
)
def test_a_number_is_found_without_its_zero_and_with_decimals(path: str, text: str, values: list[str]) -> None:
    assert sorted(found(path, text)) == sorted(values)


def test_only_the_label_makes_such_a_number_what_it_is() -> None:
    table = NUMBERS[: NUMBERS.index("五十嵐")]
    assert len(found("a.csv", table)) == 2
    assert not found("a.csv", table.replace("電話番号", "受付番号").replace("個人番号", "整理番号"))
    assert not found("a.csv", "電話番号\n1034567812\n12345678\n9034567812.5\n")


def columns(table: bytes) -> list[list[str]]:
    return [row[1:] for row in csv.reader(io.StringIO(table.decode()))][1:]


def test_a_masked_number_stays_the_stand_in_of_its_text() -> None:
    text, numbers = columns(new_bytes("a.csv", TEXT.encode())), columns(new_bytes("b.csv", NUMBERS.encode()))
    floats = columns(new_bytes("c.csv", FLOATS.encode()))
    assert [[value.lstrip("0") for value in row] for row in text] == numbers
    assert [[f"{value}.0" for value in row] for row in numbers] == floats


def test_a_masked_number_of_json_stays_a_number() -> None:
    (row,) = json.loads(new_bytes("a.json", JSON.encode()))
    assert isinstance(row["tel"], int)
    assert isinstance(row["mynumber"], int)
    assert not found("a.json", json.dumps([row]))
