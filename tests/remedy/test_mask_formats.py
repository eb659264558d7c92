"""Whatever a person's data stand in: they are replaced there, nothing else changes, and the format still reads the same."""

from __future__ import annotations

import ast
import csv
import io
import json
import re
from collections.abc import Iterator
from xml.etree import ElementTree

import pytest
import yaml
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from guard.checks.personal_data import PersonalDataCheck
from guard.extract.encoding import decode
from guard.extract.extractor import TextExtractor
from guard.model import Blob, Document, Finding, Origin
from tests.checks.containers import DATA, MARKUP, SQL, TABLES
from tests.checks.invented import LABELS, people
from tests.checks.prose_containers import CODE, TEXTS
from tests.checks.rendering import Container
from tests.people import TABLE, encoded
from tests.remedy.masking import masked, masked_anew, new_bytes

CONTAINERS = (*TABLES, *SQL, *DATA, *MARKUP, *CODE, *TEXTS)
CODECS = ("utf-8", "utf-8-sig", "cp932", "euc_jp", "iso2022_jp", "utf-16-le")
CHECK = PersonalDataCheck()


def written(container: Container, codec: str, count: int = 3, first: int = 0) -> bytes:
    """People in a container; what an encoding lacks is left out."""
    text, _places = container.write(people(count, first=first), LABELS[container.styles[0]])
    return encoded(text.encode(codec, "ignore").decode(codec), codec)


def findings(path: str, data: bytes) -> list[tuple[int, int]]:
    documents = [one for one in TextExtractor().extract(Blob(Origin(path), lambda: data)) if isinstance(one, Document)]
    found = [one for document in documents for one in CHECK.inspect(document) if isinstance(one, Finding)]
    spans: list[tuple[int, int]] = []
    for start, end in sorted((one.start, one.end) for one in found):
        if spans and start < spans[-1][1]:
            spans[-1] = spans[-1][0], max(end, spans[-1][1])
        else:
            spans.append((start, end))
    return spans


def outside(text: str, spans: list[tuple[int, int]]) -> Iterator[str]:
    """What stands between the findings."""
    at = 0
    for start, end in spans:
        yield text[at:start]
        at = end
    yield text[at:]


def differs_only_inside(path: str, old: bytes, new: bytes) -> bool:
    """Whether the new text is the old one with other text in the places of findings, blanks behind them aside."""
    before, after = decode(old), decode(new)
    pattern = "(?s).+?[ \u3000]*?".join(re.escape(one) for one in outside(before.text, findings(path, old)))
    return re.fullmatch(f"(?s:{pattern.replace('(?s)', '')})", after.text) is not None


@pytest.mark.parametrize("container", CONTAINERS, ids=lambda container: container.name)
def test_values_are_replaced_where_they_stand_and_a_second_run_changes_nothing(container: Container) -> None:
    number = CONTAINERS.index(container)
    for codec in (CODECS[number % 6], CODECS[(number // 6 + 3) % 6]):
        data = written(container, codec, first=number)
        new = new_bytes(container.path, data)
        assert decode(new).encoding == decode(data).encoding
        assert masked(container.path, new).content is None


@pytest.mark.parametrize("container", [c for c in CONTAINERS if c.name not in {"psql", "mysql"}], ids=lambda c: c.name)
def test_nothing_but_findings_changes(container: Container) -> None:
    data = written(container, "utf-8")
    assert differs_only_inside(container.path, data, new_bytes(container.path, data))


@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(
    st.sampled_from([c for c in CONTAINERS if c.name not in {"psql", "mysql"}]),
    st.sampled_from(CODECS),
    st.integers(0, 60),
    st.integers(1, 6),
)
def test_only_findings_change_and_all_of_them(container: Container, codec: str, first: int, count: int) -> None:
    data = written(container, codec, count, first)
    new = new_bytes(container.path, data)
    assert differs_only_inside(container.path, data, new)
    assert masked(container.path, new).content is None


def test_the_same_person_is_replaced_alike_in_every_encoding_and_format() -> None:
    rows = [row.split(",") for row in TABLE.splitlines()]
    as_json = json.dumps([dict(zip(rows[0], row, strict=True)) for row in rows[1:]], ensure_ascii=False)
    from_json = json.loads(masked_anew("people.json", as_json.encode()).content or b"")
    for codec in CODECS:
        told = masked_anew("people.csv", encoded(TABLE.replace("\n", "\r\n"), codec))
        assert told.content is not None
        read = list(csv.reader(io.StringIO(decode(told.content).text)))
        assert [dict(zip(rows[0], row, strict=True)) for row in read[1:]] == from_json


def test_two_values_never_become_one() -> None:
    rows = [f"{number},{phone},{mail}" for number, phone, mail in many(400)]
    text = "No,電話番号,メール\n" + "\n".join(rows) + "\n"
    read = list(csv.reader(io.StringIO(decode(new_bytes("many.csv", text.encode())).text)))
    assert [row[0] for row in read[1:]] == [str(number) for number, _phone, _mail in many(400)]
    assert len({row[1] for row in read[1:]}) == 400
    assert len({row[2] for row in read[1:]}) == 400


def many(count: int) -> list[tuple[int, str, str]]:
    return [(n, f"090-{3456 + n}-{7812 - n}", f"kokoa{n}@hanamizuki.ne.jp") for n in range(count)]


def test_json_keeps_its_types() -> None:
    data = (
        '{"people": [{"氏名": "勅使河原 蓮", "個人番号": 621498320257, "電話番号": "\\u0030\\u0039\\u0030-3456-7812", '
        '"age": 40, "ok": true, "url": "https:\\/\\/soka-bunka.jp\\/", "生年月日": "1980\\/04\\/01"}]}'
    ).encode()
    old, new = (json.loads(one)["people"][0] for one in (data, new_bytes("people.json", data)))
    assert {key: type(value) for key, value in old.items()} == {key: type(value) for key, value in new.items()}
    assert (new["age"], new["ok"], new["url"]) == (40, True, "https://soka-bunka.jp/")
    assert new["個人番号"] != old["個人番号"]
    assert len(str(new["個人番号"])) == 12


def test_yaml_keeps_its_types() -> None:
    data = (
        "- 氏名: 勅使河原 蓮\n  電話番号: 090-3456-7812\n  個人番号: 621498320257\n  メモ: 'it''s'\n  n: 012\n".encode()
    )
    old, new = (yaml.safe_load(one)[0] for one in (data, new_bytes("people.yaml", data)))
    assert {key: type(value) for key, value in old.items()} == {key: type(value) for key, value in new.items()}
    assert (new["メモ"], new["n"]) == (old["メモ"], old["n"])


def test_xml_stays_well_formed_with_its_entities_and_cdata() -> None:
    data = (
        '<?xml version="1.0" encoding="UTF-8"?>\n<people><person tel="090-3456-7812"><氏名>&#x52C5;&#x4F7F;&#x6CB3;&#x539F;'
        " &#x84EE;</氏名><住所><![CDATA[埼玉県草加市栄町2-34-5]]></住所><memo>a &amp; b &lt;c&gt;</memo></person></people>\n"
    ).encode()
    new = new_bytes("people.xml", data)
    root = ElementTree.fromstring(new)
    assert root.findtext("person/memo") == "a & b <c>"
    assert root.findtext("person/氏名") != "勅使河原 蓮"
    assert "&#x" in new.decode()
    assert "<![CDATA[" in new.decode()


def test_source_code_keeps_its_literals() -> None:
    data = (
        "PEOPLE = [\n    {'name': '勅使河原 蓮', \"tel\": \"090-3456-7812\", 'note': 'it\\'s'},\n"
        '    dict(name="\\u4e94\\u5341\\u5d50 \\u5fc3\\u611b", tel="048-922-7731"),\n]\n'
    ).encode()
    new = new_bytes("people.py", data)
    assert ast.dump(ast.parse(data)).count("Constant") == ast.dump(ast.parse(new)).count("Constant")
    assert b"'it\\'s'" in new
    assert b"\\u" in new.split(b"dict")[1]


def test_sql_keeps_its_quotes() -> None:
    data = "INSERT INTO t (氏名, memo, tel) VALUES ('勅使河原 蓮', 'it''s', N'090-3456-7812'), ('五十嵐 心愛', NULL, '');\n".encode()
    new = new_bytes("people.sql", data).decode()
    assert re.fullmatch(
        r"INSERT INTO t \(氏名, memo, tel\) VALUES \('[^']+', 'it''s', N'[\d-]+'\), \('[^']+', NULL, ''\);\n", new
    )


def test_broken_bytes_and_second_codes_stay_as_they_are() -> None:
    vendor = b"\xed\x40\xfa\x5c\x87\x40"  # 纊 twice, once in a code that nothing writes, and ①
    data = vendor + b",\x85\xff\r\n" + TABLE.encode("cp932") + b"memo," + vendor + b"\r\n"
    new = new_bytes("people.csv", data)
    assert new.startswith(vendor + b",\x85\xff\r\n")
    assert new.endswith(b"memo," + vendor + b"\r\n")


def test_lines_in_several_encodings_stay_in_theirs() -> None:
    lines = TABLE.splitlines(keepends=True)
    data = lines[0].encode() + lines[1].encode("cp932") + lines[2].encode() + "# 終わり,,\n".encode()
    told = masked("people.csv", data)
    assert told.content is not None
    new = told.content.splitlines(keepends=True)
    assert new[0] == lines[0].encode()
    assert len(new[1].decode("cp932").split(",")) == 8
    assert len(new[2].decode().split(",")) == 8
    assert new[3] == "# 終わり,,\n".encode()


def test_records_of_one_length_keep_it() -> None:
    lines = [f"{n:06}{name}{tel:<13}A\r\n" for n, name, tel in (
        (1, "勅使河原　蓮　　　　　　　　", "048-922-7731"),
        (2, "五十嵐　心愛　　　　　　　　", "090-3456-7812"),
        (3, "中条　紗世　　　　　　　　　", "048-925-3316"),
        (4, "越智　征志郎　　　　　　　　", "080-4317-2296"),
    )]  # fmt: skip
    data = "".join(lines).encode("cp932")
    told = masked("people.dat", data)
    assert told.content is not None
    assert told.content != data
    assert {len(line) for line in told.content.splitlines()} == {len(line) for line in data.splitlines()}


def test_a_number_that_is_only_a_key_stays() -> None:
    data = TABLE.encode()
    ids = [line.split(",")[0] for line in new_bytes("people.csv", data).decode().splitlines()]
    assert ids == [line.split(",")[0] for line in TABLE.splitlines()]


BUILDINGS = (" メゾン草加", "　草加マンション203", " コーポA-102", " 高砂ハイツ", " K&Mハイツ")


@pytest.mark.parametrize("building", BUILDINGS)
def test_a_literal_with_a_building_keeps_its_quotes(building: str) -> None:
    address = f"埼玉県草加市高砂2-1-1{building}"
    code = new_bytes("a.py", f"user = dict(name='勅使河原 蓮', address='{address}')\n".encode()).decode()
    said = next(one for one in ast.walk(ast.parse(code)) if isinstance(one, ast.Call))
    assert [one.arg for one in said.keywords] == ["name", "address"]
    keys = yaml.safe_load(new_bytes("a.yml", f"name: '勅使河原 蓮'\naddress: '{address}'\nrest: 1\n".encode()))
    assert list(keys) == ["name", "address", "rest"]
    assert address not in code
    assert keys["address"] == ast.literal_eval(said.keywords[1].value)
    sql = f"INSERT INTO m (氏名, 住所, x) VALUES ('勅使河原 蓮', '{address}', 'a');\n"
    assert new_bytes("a.sql", sql.encode()).decode().endswith(f"'{keys['address']}', 'a');\n")


def test_an_address_is_replaced_alike_whatever_the_next_cell_begins_with() -> None:
    address = "埼玉県草加市高砂2-1-1 コーポA-102"
    rows = [f"{address},{after}" for after in ("048-922-0151", "男", "", "340-0015")]
    new = new_bytes("a.csv", ("住所,次\n" + "\n".join(rows) + "\n").encode()).decode()
    assert len({row.partition(",")[0] for row in new.splitlines()[1:]}) == 1


def test_all_that_an_address_cell_says_is_replaced() -> None:
    data = '氏名,住所\n勅使河原 蓮,"〒340-0015\n埼玉県草加市高砂2-1-1 電話 048-922-0151"\n'.encode()
    new = new_bytes("a.csv", data).decode()
    assert not [old for old in ("340-0015", "高砂", "922-0151", "勅使河原") if old in new]
