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


#: As @faker-js/faker 10 and FakerPHP 1.24 write them.
FAKER_JS = (
    "望月 典子,徳島県西石川区2丁目8番3号,0265-52-2231",
    "奥山 直子,佐賀県高橋区8丁目5番7号,0001-29-6856",
    "山中 千夏,三重県港藤原区1丁目4番5号,03-0814-8548",
    "近藤 陽葵,宮城県新稲垣村7丁目7番7号,03-0223-8048",
    "富田 颯,鳥取県新田町3丁目1番5号,0844-65-9742",
    "桜井 大和,長崎県東田畑村2丁目6番9号,0245-95-8643",
)
FAKER_PHP = (
    "坂本 修平,8472208  大分県佐藤市南区原田町宇野6-7-6,090-8778-4080,kazuya.yoshida@example.jp",
    "山田 里佳,7841018  福岡県渚市東区小泉町山本6-2-4,090-3287-1158,manabu.ekoda@example.net",
    "原田 浩,8233044  徳島県佐藤市西区桐山町藤本9-10-5 コーポ佐々木110号,090-4232-0947,asuka.uno@example.com",
    "加藤 治,9622314  宮崎県野村市南区山田町西之園5-9-4,096-947-7515,yuki.ogaki@example.jp",
    "高橋 健一,4792901  岩手県藤本市中央区木村町喜嶋2-8-4,080-0869-1413,asuka.murayama@example.net",
)


@pytest.mark.parametrize("rows", [FAKER_JS, FAKER_PHP], ids=["faker-js", "FakerPHP"])
def test_other_generators_are_recognised(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], rows: tuple[str, ...]
) -> None:
    findings = scan(tmp_path, [row.split(",") for row in rows], capsys)
    assert {one["severity"] for one in findings} == {"low"}
    assert {one["rule_id"] for one in findings} >= {"person-name", "jp-address"}


def test_a_town_that_its_municipality_does_not_have_is_invented_too(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """One address in twenty of Faker names a municipality of its prefecture, and then a town of another one."""
    rows = [*people(60), ["五十嵐 心愛", "東京都立川市脚折20丁目20番19号", "070-3274-3940", "a@example.org"]]
    findings = scan(tmp_path, rows, capsys)
    assert {one["severity"] for one in findings if one["line"] == 62} == {"low"}


def test_municipalities_that_were_merged_away_are_no_sign_of_a_generator(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """Data of a region from before 2001: no address exists any more, all are written in full, all are somebody's."""
    old = tuple(
        f"埼玉県{place}{number}丁目1{number}番{number}号"
        for place in ("浦和市高砂", "大宮市桜木町", "与野市上落合", "岩槻市本町")
        for number in range(1, 6)
    )
    findings = scan(tmp_path, people(60, addresses=old), capsys)
    assert len(findings) >= 120
    assert {one["severity"] for one in findings} == {"high"}


def test_escaped_json_is_recognised_as_well(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    keys = ("name", "address", "tel", "mail")
    rows = [dict(zip(keys, row, strict=True)) for row in people(30)]
    (tmp_path / "a.json").write_text(json.dumps(rows, indent=1), encoding="ascii")
    main(["scan", str(tmp_path), "--format", "json", "--lang", "en"])
    findings = json.loads(capsys.readouterr().out)["findings"]
    assert len(findings) > 30
    assert {one["severity"] for one in findings if one["rule_id"] == "person-name"} == {"low"}
