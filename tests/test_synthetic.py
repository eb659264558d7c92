"""Data of a generator is recognised by places that do not exist, and a real row in it stays what it is."""

from __future__ import annotations

import csv
import io
import json
from pathlib import Path

import pytest
from faker import Faker

from guard.cli import main

REAL = ("埼玉県草加市高砂1丁目12番34号", "東京都八王子市元本郷町3丁目24番1号", "大阪府吹田市泉町1丁目3番40号")


def people(count: int, *, addresses: tuple[str, ...] = (), seed: int = 7) -> list[list[str]]:
    fake = Faker("ja_JP")
    Faker.seed(seed)
    rows = []
    for number in range(count):
        address = addresses[number % len(addresses)] if addresses else fake.address()
        rows.append([fake.name(), address, fake.phone_number(), fake.email()])
    return rows


def scan(folder: Path, rows: list[list[str]], capsys: pytest.CaptureFixture[str]) -> list[dict[str, object]]:
    out = io.StringIO()
    csv.writer(out).writerows([["氏名", "住所", "電話番号", "メール", "個人番号"], *rows])
    (folder / "a.csv").write_text(out.getvalue(), encoding="utf-8")
    main(["scan", str(folder), "--format", "json", "--lang", "en"])
    findings: list[dict[str, object]] = json.loads(capsys.readouterr().out)["findings"]
    return findings


def test_a_file_of_faker_is_low_and_says_why(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    findings = scan(tmp_path, people(60), capsys)
    low = [one for one in findings if "looks synthetic" in str(one["message"])]
    assert len(low) > 0.9 * len(findings)
    assert {one["severity"] for one in low} == {"low"}
    assert {one["disposition"] for one in low} == {"below-threshold"}


def test_names_of_a_generator_lower_nothing(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    findings = scan(tmp_path, people(60, addresses=REAL), capsys)
    names = [one for one in findings if one["rule_id"] == "person-name"]
    assert len(names) == 60
    assert {one["severity"] for one in names} == {"high"}


def test_a_real_row_among_generated_ones_stays_high(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    rows = [*people(60), ["勅使河原 蓮", REAL[0], "048-922-7731", "t.ren@soka-bunka.jp"]]
    findings = scan(tmp_path, rows, capsys)
    assert {one["severity"] for one in findings if one["line"] == 62} == {"high"}


def test_a_labelled_my_number_is_never_lowered(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    rows = people(60)
    rows[30].append("621498320257")
    findings = scan(tmp_path, rows, capsys)
    numbers = [one for one in findings if one["rule_id"] == "jp-my-number"]
    assert [one["severity"] for one in numbers] == ["critical"]
