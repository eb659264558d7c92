"""What Sekisho makes up it knows again: a scan of it finds nothing above low, in any format."""

from __future__ import annotations

import csv
import io
import json
import random
from pathlib import Path

import pytest

from guard.cli import main
from guard.remedy.substitute import NamePart, Person, Substitute, Substitutes
from guard.run.synth import FORMATS
from quality.people import Population, address_of
from quality.postal import STYLES

KEY = b"0123456789abcdef"
HEADER = (
    "氏名 フリガナ ローマ字 姓 名 住所 電話番号 携帯 メール 個人番号 生年月日 郵便番号 免許証番号 旅券番号 在留カード番号 "
    "被保険者証記号番号 介護保険被保険者番号 基礎年金番号 雇用保険被保険者番号 住民票コード 宛名番号 口座番号 ゆうちょ記号番号 "
    "車両番号 病名"
).split()


def rows(count: int, seed: int, *, is_masked: bool = True) -> list[list[str]]:
    """Records as real ones are written, all of them replaced by stand-ins."""
    rng = random.Random(seed)
    people, substitutes = Population(rng), Substitutes(KEY)

    def digits(count: int) -> str:
        return str(rng.randrange(10 ** (count - 1), 9 * 10 ** (count - 1)))

    def of(entity: str, value: str, person: Person | None = None, part: NamePart | None = None) -> str:
        if not is_masked:
            return value
        made = substitutes.of(entity, value, person, part=part)
        assert isinstance(made, Substitute), (entity, value)
        return made.text

    def record() -> list[str]:
        one = people.person()
        kanji, kana = f"{one.name.surname} {one.name.given}", f"{one.name.surname_kana} {one.name.given_kana}"
        latin = " ".join(one.name.romaji)
        person = Person(kanji, kana, latin)
        return [
            of("PERSON", kanji, person),
            of("PERSON", kana, person),
            of("PERSON", latin, person),
            of("PERSON", one.name.surname, Person(kana=one.name.surname_kana), NamePart.FAMILY),
            of("PERSON", one.name.given, Person(kana=one.name.given_kana), NamePart.GIVEN),
            of("JP_ADDRESS", address_of(one, rng.choice(list(STYLES)))),
            of("PHONE_NUMBER", one.landline),
            of("PHONE_NUMBER", one.mobile),
            of("EMAIL_ADDRESS", one.mail),
            of("JP_MY_NUMBER", one.my_number),
            of("DATE_OF_BIRTH", one.born.isoformat()),
            of("JP_POSTAL_CODE", "340-0015"),
            of("JP_DRIVERS_LICENSE", "43" + digits(10)),
            of("JP_PASSPORT", "TR" + digits(7)),
            of("JP_RESIDENCE_CARD", f"UJ{digits(8)}LA"),
            of("JP_HEALTH_INSURANCE", f"草加・{digits(6)}"),
            of("JP_CARE_INSURANCE", digits(10)),
            of("JP_PENSION_NUMBER", f"{digits(4)}-{digits(6)}"),
            of("JP_EMPLOYMENT_INSURANCE", f"{digits(4)}-{digits(6)}-3"),
            of("JP_RESIDENT_CODE", digits(11)),
            of("JP_MUNICIPAL_ID", digits(10)),
            of("JP_BANK_ACCOUNT", digits(7)),
            of("JP_BANK_ACCOUNT", f"12330-{digits(7)}1"),
            of("JP_VEHICLE_PLATE", f"越谷 300 さ {digits(2)}-{digits(2)}"),
            "胃がん",
        ]

    return [record() for _ in range(count)]


def written(folder: Path, records: list[list[str]]) -> None:
    out = io.StringIO()
    csv.writer(out).writerows([HEADER, *records])
    (folder / "a.csv").write_text(out.getvalue(), "utf-8")
    (folder / "cp932.csv").write_text(out.getvalue(), "cp932")
    (folder / "no-header.csv").write_text("\n".join(map(",".join, records)), "utf-8")
    objects = [dict(zip(HEADER, row, strict=True)) for row in records]
    (folder / "a.json").write_text(json.dumps(objects, ensure_ascii=False, indent=1), "utf-8")
    (folder / "escaped.json").write_text(json.dumps(objects), "utf-8")
    forms = ("\n".join(f"{label}：{value}" for label, value in one.items()) for one in objects)
    (folder / "form.txt").write_text("\n\n".join(forms), "utf-8")
    values = ",\n".join(f"('{row[0]}', '{row[1]}', '{row[5]}', '{row[6]}', '{row[9]}')" for row in records)
    (folder / "a.sql").write_text(f"INSERT INTO juki (name, kana, address, tel, kojin_no) VALUES\n{values};", "utf-8")
    prose = (
        f"申請は{row[0].replace(' ', '')}が行った。{row[0]}さん（{row[1]}）は{row[5]}に住み、電話は{row[7]}です。担当の{row[3]}様に連絡した。"
        for row in records
    )
    (folder / "prose.md").write_text("\n\n".join(prose), "utf-8")
    for index, label in enumerate(HEADER):
        (folder / f"column-{index}.csv").write_text("\n".join([label, *(row[index] for row in records)]), "utf-8")


def above_low(folder: Path, capsys: pytest.CaptureFixture[str]) -> tuple[int, list[tuple[str, str, int]]]:
    """How many findings there are, and those that are not low."""
    main(["scan", str(folder), "--format", "json", "--lang", "en", "--no-cache", "--jobs", "1"])
    findings = json.loads(capsys.readouterr().out)["findings"]
    high = [(one["path"], one["rule_id"], one["line"]) for one in findings if one["severity"] != "low"]
    return len(findings), high


@pytest.mark.slow
def test_stand_ins_are_low_in_every_format_and_alone(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    written(tmp_path, rows(40, 11))
    found, high = above_low(tmp_path, capsys)
    assert high == []
    assert found > 40 * 40  # it looked


def test_what_they_stand_for_is_not_low(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    written(tmp_path, rows(10, 11, is_masked=False))
    _found, high = above_low(tmp_path, capsys)
    assert {path.rpartition("/")[2] for path, _rule, _line in high} >= {file.name for file in tmp_path.iterdir()} - {
        "column-2.csv", "column-3.csv", "column-4.csv", "column-10.csv", "column-11.csv", "column-24.csv",
    }  # fmt: skip


def test_one_real_record_among_stand_ins_is_as_high_as_ever(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    records = rows(30, 11)
    records[17] = rows(1, 99, is_masked=False)[0]
    out = io.StringIO()
    csv.writer(out).writerows([HEADER, *records])
    (tmp_path / "a.csv").write_text(out.getvalue(), "utf-8")
    _found, high = above_low(tmp_path, capsys)
    assert {line for _path, _rule, line in high} == {19}
    assert len(high) >= 15


@pytest.mark.parametrize("schema", ["residents", "juki", "benefits"])
@pytest.mark.parametrize("format_", sorted(FORMATS))
def test_made_up_fixtures_are_low(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], schema: str, format_: str
) -> None:
    is_folder = schema == "benefits" and format_ in {"csv", "jsonl"}
    place = tmp_path / "a" if is_folder else tmp_path / f"a{FORMATS[format_]}"
    assert main(["synth", schema, "-n", "120", "--format", format_, "--seed", format_, "-o", str(place)]) == 0
    found, high = above_low(tmp_path, capsys)
    assert high == []
    assert found > 200
