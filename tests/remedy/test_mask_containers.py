"""Workbooks, Word documents and databases: replaced inside, everything else in them as it was."""

from __future__ import annotations

import csv
import datetime as dt
import io
import sqlite3
import zipfile
from pathlib import Path

import openpyxl
import pytest
from openpyxl.comments import Comment

from guard.cli import main
from tests.conftest import Checkout
from tests.people import HEADER, ROWS, TABLE, VALUES
from tests.remedy.masking import masked, masked_anew, new_bytes

_WORD = (
    'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main" '
    'xmlns:mc="http://schemas.openxmlformats.org/markup-compatibility/2006"'
)


def members(data: bytes) -> dict[str, bytes]:
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        assert archive.testzip() is None
        return {name: archive.read(name) for name in archive.namelist()}


def holds_a_value(data: bytes) -> list[str]:
    return [value for value in VALUES if value.encode() in data]


def workbook() -> bytes:
    book = openpyxl.Workbook()
    sheet = book.active
    assert sheet is not None
    sheet.title = "住民"
    for row in TABLE.splitlines():
        sheet.append(row.split(","))
    sheet["I1"], sheet["I2"] = "取得日", dt.date(2020, 1, 5)
    sheet["I2"].number_format = "yyyy-mm-dd"
    sheet["J1"], sheet["J2"] = "本人の生年月日", dt.date(1980, 4, 1)
    sheet["J2"].number_format = "yyyy-mm-dd"
    sheet["K1"], sheet["K2"] = "個人番号", 621498320257
    sheet["B2"].comment = Comment("担当 勅使河原 蓮 090-3456-7812", "窓口")
    other = book.create_sheet("備考")
    other["A1"], other["A2"], other["B2"] = "氏名", "勅使河原 蓮", 12
    book.properties.creator = "五十嵐 心愛"
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def shared(strings: str, rows: str) -> bytes:
    """A workbook as Excel writes it, with these shared strings and rows."""
    main_ns = 'xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"'
    relation = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
    package = "http://schemas.openxmlformats.org/package/2006"
    kind = "application/vnd.openxmlformats-officedocument.spreadsheetml"
    parts = {
        "[Content_Types].xml": f'<Types xmlns="{package}/content-types"><Default Extension="rels" ContentType='
        f'"application/vnd.openxmlformats-package.relationships+xml"/><Default Extension="xml" ContentType="application/xml"/>'
        f'<Override PartName="/xl/workbook.xml" ContentType="{kind}.sheet.main+xml"/><Override PartName="/xl/worksheets/'
        f'sheet1.xml" ContentType="{kind}.worksheet+xml"/><Override PartName="/xl/sharedStrings.xml" ContentType='
        f'"{kind}.sharedStrings+xml"/></Types>',
        "_rels/.rels": f'<Relationships xmlns="{package}/relationships"><Relationship Id="rId1" Type="{relation}/'
        'officeDocument" Target="xl/workbook.xml"/></Relationships>',
        "xl/workbook.xml": f'<workbook {main_ns} xmlns:r="{relation}"><sheets><sheet name="S" sheetId="1" r:id="rId1"/>'
        "</sheets></workbook>",
        "xl/_rels/workbook.xml.rels": f'<Relationships xmlns="{package}/relationships"><Relationship Id="rId1" Type='
        f'"{relation}/worksheet" Target="worksheets/sheet1.xml"/><Relationship Id="rId2" Type="{relation}/sharedStrings" '
        'Target="sharedStrings.xml"/></Relationships>',
        "xl/worksheets/sheet1.xml": f"<worksheet {main_ns}><sheetData>{rows}</sheetData></worksheet>",
        "xl/sharedStrings.xml": f'<sst {main_ns} count="9" uniqueCount="{strings.count("<si>")}">{strings}</sst>',
    }
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in parts.items():
            archive.writestr(name, content)
    return out.getvalue()


def document() -> bytes:
    body = f"""<?xml version="1.0" encoding="UTF-8" standalone="yes"?>
<w:document {_WORD}><w:body>
<w:p><w:r><w:t>氏名：勅使</w:t></w:r><w:r><w:rPr><w:b/></w:rPr><w:t>河原 蓮</w:t></w:r></w:p>
<w:p><w:r><w:t xml:space="preserve">電話番号：048-</w:t></w:r><w:r><w:t>922-7731 &amp; 内線</w:t></w:r></w:p>
<w:p><mc:AlternateContent><mc:Choice><w:t>住所：埼玉県草加市高砂1丁目12番34号</w:t></mc:Choice>
<mc:Fallback><w:p><w:t>住所：埼玉県草加市高砂1丁目12番34号</w:t></w:p></mc:Fallback></mc:AlternateContent></w:p>
<w:tbl><w:tr><w:tc><w:p><w:r><w:t>氏名</w:t></w:r></w:p></w:tc><w:tc><w:p><w:r><w:t>電話</w:t></w:r></w:p></w:tc></w:tr>
<w:tr><w:tc><w:p><w:r><w:t>五十嵐 心愛</w:t></w:r></w:p></w:tc><w:tc><w:p><w:r><w:t>090-3456-7812</w:t></w:r></w:p></w:tc></w:tr>
</w:tbl></w:body></w:document>"""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("[Content_Types].xml", "<Types/>")
        archive.writestr("word/document.xml", body)
        archive.writestr("word/styles.xml", "<w:styles/>")
        archive.writestr(
            "docProps/core.xml",
            '<cp:coreProperties xmlns:cp="c" xmlns:dc="d"><dc:creator>勅使河原 蓮</dc:creator></cp:coreProperties>',
        )
    return out.getvalue()


def database(journal: str = "delete") -> bytes:
    connection = sqlite3.connect(":memory:")
    columns = HEADER.replace("No", "id").split(",")
    connection.execute(f"CREATE TABLE 住民 ({', '.join(columns)})")
    connection.execute("CREATE TABLE log (x)")
    connection.execute("CREATE TRIGGER t AFTER UPDATE ON 住民 BEGIN INSERT INTO log VALUES (old.氏名); END")
    connection.execute("CREATE TABLE w (氏名 TEXT PRIMARY KEY, 個人番号 INTEGER, memo BLOB) WITHOUT ROWID")
    connection.execute("CREATE INDEX i ON 住民 (電話番号)")
    for row in ROWS:
        values = row.split(",")
        connection.execute(f"INSERT INTO 住民 VALUES ({', '.join('?' * 8)})", values)
        connection.execute("INSERT INTO w VALUES (?, ?, ?)", (values[1], int(values[7]), values[4].encode()))
    for number in range(40):
        connection.execute("INSERT INTO 住民 (id, 氏名, 電話番号) VALUES (?, '中条 紗世', '048-925-3316')", (number,))
    connection.execute("DELETE FROM 住民 WHERE 氏名 = '中条 紗世'")
    connection.commit()
    data = bytearray(connection.serialize())
    if journal == "wal":
        data[18:20] = b"\2\2"
    return bytes(data)


def opened(data: bytes) -> sqlite3.Connection:
    image = bytearray(data)
    image[18:20] = b"\1\1"
    connection = sqlite3.connect(":memory:")
    connection.deserialize(bytes(image))
    return connection


def test_cells_comments_and_properties_of_a_workbook_are_replaced() -> None:
    data = workbook()
    new = new_bytes("people.xlsx", data)
    assert all(not holds_a_value(content) for content in members(new).values())
    book = openpyxl.load_workbook(io.BytesIO(new))
    sheet, other = book["住民"], book["備考"]
    acquired, born = sheet["I2"].value, sheet["J2"].value
    assert isinstance(acquired, dt.datetime)
    assert acquired.date() == dt.date(2020, 1, 5)
    assert isinstance(born, dt.datetime)
    assert born.date() != dt.date(1980, 4, 1)
    assert isinstance(sheet["K2"].value, int)
    assert str(sheet["K2"].value) == sheet["H2"].value
    assert (other["A2"].value, other["B2"].value) == (sheet["B2"].value, 12)
    assert sheet["B2"].comment.text.startswith(f"担当 {sheet['B2'].value} ")
    assert book.properties.creator == sheet["B3"].value


def test_other_members_of_a_package_keep_their_bytes() -> None:
    for path, data in (("people.xlsx", workbook()), ("people.docx", document())):
        before, after = members(data), members(new_bytes(path, data))
        assert list(before) == list(after)
        same = [name for name in before if before[name] == after[name]]
        assert len(same) >= len(before) // 3
        assert "[Content_Types].xml" in same


def test_a_shared_string_stays_for_the_cells_that_may_keep_it(
    checkout: Checkout, monkeypatch: pytest.MonkeyPatch
) -> None:
    strings = "".join(
        f"<si><t>{text}</t></si>" for text in ("氏名", "電話番号", "五十嵐 心愛", "090-3456-7812", "会社")
    )
    rows = (
        '<row r="1"><c r="A1" t="s"><v>0</v></c><c r="B1" t="s"><v>1</v></c></row>'
        '<row r="2"><c r="A2" t="s"><v>2</v></c><c r="B2" t="s"><v>3</v></c></row>'
        '<row r="3"><c r="A3" t="s"><v>2</v></c><c r="B3" t="s"><v>3</v></c></row>'
    )
    path = checkout.write("people.xlsx", shared(strings, rows))
    checkout.commit()
    monkeypatch.chdir(checkout.root)
    monkeypatch.setenv("SEKISHO_MASK_KEY", "an invented key of the tests")
    report = checkout.root.parent / "report.json"
    main(["scan", "--report", f"json={report}", "--min-severity", "medium"])
    told = report.read_text().splitlines()
    report.write_text("\n".join(line for line in told if '"cell": "S!A3"' not in line))
    assert main(["mask", "--findings", str(report)]) == 0
    sheet = openpyxl.load_workbook(path)["S"]
    assert sheet["A3"].value == "五十嵐 心愛"
    assert sheet["A2"].value != "五十嵐 心愛"
    assert sheet["B2"].value == sheet["B3"].value != "090-3456-7812"


def test_runs_and_the_reading_of_a_shared_string_go_with_the_name() -> None:
    strings = (
        "<si><t>氏名</t></si><si><t>住所</t></si>"
        "<si><r><t>五十嵐</t></r><r><rPr><b/></rPr><t xml:space='preserve'> 心愛</t></r>"
        "<rPh sb='0' eb='3'><t>イガラシ</t></rPh><rPh sb='4' eb='6'><t>ココア</t></rPh><phoneticPr fontId='1'/></si>"
        "<si><t>埼玉県草加市栄町2-34-5</t></si><si><t>勅使河原 蓮 090-3456-7812</t></si>"
    )
    rows = (
        '<row r="1"><c r="A1" t="s"><v>0</v></c><c r="B1" t="s"><v>1</v></c></row>'
        '<row r="2"><c r="A2" t="s"><v>2</v></c><c r="B2" t="s"><v>3</v></c></row>'
    )
    new = members(new_bytes("people.xlsx", shared(strings, rows)))["xl/sharedStrings.xml"].decode()
    for old in ("五十嵐", "心愛", "イガラシ", "ココア", "栄町", "勅使河原", "090-3456-7812"):
        assert old not in new
    assert "<rPr><b/></rPr>" in new


def test_a_value_that_runs_through_several_runs_of_word_is_replaced() -> None:
    new = members(new_bytes("people.docx", document()))
    text = new["word/document.xml"].decode()
    assert not holds_a_value(new["docProps/core.xml"])
    for old in ("勅使", "河原", "922-7731", "高砂", "心愛", "090-3456-7812"):
        assert old not in text
    assert "&amp; 内線" in text
    assert text.count("住所：") == 2
    assert "<w:rPr><w:b/></w:rPr>" in text


def test_what_attributes_say_is_replaced_and_the_text_beside_it_too() -> None:
    source = members(document())
    source["word/document.xml"] = source["word/document.xml"].replace(
        b"</w:body>", '<w:p><wp:docPr xmlns:wp="wp" id="1" descr="五十嵐 心愛様の写真"/></w:p></w:body>'.encode()
    )
    source["word/settings.xml"] = f'<s><docVars><docVar name="a" val="{VALUES[0]}様"/></docVars></s>'.encode()
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        for name, content in source.items():
            archive.writestr(name, content)
    new = members(new_bytes("people.docx", out.getvalue()))
    assert "様の写真" in new["word/document.xml"].decode()
    assert not holds_a_value(new["word/document.xml"] + new["word/settings.xml"])


def test_links_and_the_caches_of_pivot_tables_are_replaced() -> None:
    out = io.BytesIO(document())
    with zipfile.ZipFile(out, "a") as archive:
        archive.writestr(
            "word/_rels/document.xml.rels",
            '<Relationships xmlns="r"><Relationship Id="a" Target="styles.xml"/>'
            '<Relationship Id="b" Target="mailto:kokoa@hanamizuki.ne.jp" TargetMode="External"/></Relationships>',
        )
    links = members(new_bytes("people.docx", out.getvalue()))["word/_rels/document.xml.rels"].decode()
    assert "kokoa" not in links
    assert 'Id="a" Target="styles.xml"' in links
    assert 'Target="mailto:' in links
    out = io.BytesIO(workbook())
    with zipfile.ZipFile(out, "a") as archive:
        archive.writestr(
            "xl/pivotCache/pivotCacheDefinition1.xml",
            '<p><sharedItems><s v="五十嵐 心愛 090-3456-7812"/><n v="12"/></sharedItems></p>',
        )
    cache = members(new_bytes("people.xlsx", out.getvalue()))["xl/pivotCache/pivotCacheDefinition1.xml"].decode()
    assert "心愛" not in cache
    assert "090-3456-7812" not in cache
    assert '<n v="12"/>' in cache


def test_rows_of_a_database_keep_their_types_and_no_page_holds_the_old_ones() -> None:
    new = new_bytes("people.db", database())
    assert holds_a_value(new) == []
    assert "中条".encode() not in new
    connection = opened(new)
    assert connection.execute("PRAGMA integrity_check").fetchall() == [("ok",)]
    assert connection.execute("SELECT count(*) FROM log").fetchone() == (0,)
    assert (
        connection.execute("SELECT sql FROM sqlite_master WHERE name = 't'").fetchone()[0].startswith("CREATE TRIGGER")
    )
    rows = connection.execute("SELECT 氏名, 個人番号, typeof(個人番号), memo, typeof(memo) FROM w").fetchall()
    names = {row[0] for row in connection.execute("SELECT 氏名 FROM 住民")}
    assert {row[0] for row in rows} == names
    assert {row[2] for row in rows} == {"integer"}
    assert {row[4] for row in rows} == {"blob"}


def test_a_database_that_writes_ahead_goes_on_doing_so() -> None:
    assert new_bytes("people.db", database("wal"))[18:20] == b"\2\2"


def test_a_database_with_a_log_beside_it_stays(
    checkout: Checkout, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    path = checkout.write("people.db", database("wal"))
    checkout.write("people.db-wal", b"\x37\x7f\x06\x82" + bytes(60))
    checkout.commit()
    monkeypatch.chdir(checkout.root)
    before = path.read_bytes()
    assert main(["mask", "people.db"]) == 3
    assert path.read_bytes() == before
    assert "people.db-wal" in capsys.readouterr().out


def test_a_database_with_a_virtual_table_stays() -> None:
    connection = sqlite3.connect(":memory:")
    connection.execute("CREATE VIRTUAL TABLE f USING fts5(氏名, 電話番号)")
    connection.execute("INSERT INTO f VALUES ('勅使河原 蓮', '090-3456-7812')")
    connection.commit()
    told = masked("people.db", connection.serialize())
    assert told.content is None
    assert told.left_count
    assert "virtual table" in (told.problem or "")


def test_what_has_to_be_unique_and_would_not_be_stays() -> None:
    name = masked_name("勅使河原 蓮")
    connection = sqlite3.connect(":memory:")
    connection.execute("CREATE TABLE t (氏名 UNIQUE, 電話番号)")
    connection.executemany("INSERT INTO t VALUES (?, ?)", [(name, ""), ("勅使河原 蓮", "090-3456-7812")])
    connection.commit()
    told = masked("people.db", connection.serialize())
    assert told.content is None
    assert told.left_count
    assert {one.reason for one in told.left} == {"the database wants it to be another value"}


def masked_name(name: str) -> str:
    new = new_bytes("a.csv", f"氏名,電話番号\n{name},090-3456-7812\n".encode())
    return new.decode().splitlines()[1].split(",")[0]


def test_the_same_person_is_replaced_alike_in_a_workbook_a_database_and_a_table() -> None:
    table = masked_anew("people.csv", TABLE.encode("cp932")).content
    assert table is not None
    rows = list(csv.reader(io.StringIO(table.decode("cp932"))))
    book_bytes = masked_anew("people.xlsx", workbook()).content
    assert book_bytes is not None
    sheet = openpyxl.load_workbook(io.BytesIO(book_bytes))["住民"]
    assert [[cell.value for cell in row[:8]] for row in sheet.iter_rows(min_row=1, max_row=3)] == rows
    new = masked_anew("people.db", database()).content
    assert new is not None
    assert [list(row) for row in opened(new).execute("SELECT * FROM 住民 ORDER BY id")] == rows[1:]


@pytest.mark.parametrize("kind", ["people.xlsx", "people.docx", "people.db"])
def test_a_damaged_container_stays(kind: str, tmp_path: Path) -> None:
    data = {"people.xlsx": workbook, "people.docx": document, "people.db": database}[kind]()
    for cut in (len(data) // 3, len(data) // 2, len(data) - 8):
        assert masked(kind, data[:cut]).content is None


def test_what_lies_in_a_file_inside_is_told() -> None:
    out = io.BytesIO(document())
    with zipfile.ZipFile(out, "a") as archive:
        archive.writestr("word/embeddings/people.csv", TABLE)
    told = masked("people.docx", out.getvalue())
    assert told.left_count
    assert {one.finding.origin.members for one in told.left} == {("word/embeddings/people.csv",)}
