"""Office files and PDF as the programs of the world write them: a planted record is found at its place."""

from __future__ import annotations

import datetime as dt
import io
import time
import zipfile
from collections.abc import Iterator
from pathlib import Path

import docx
import msoffcrypto.format.ooxml as ooxml
import openpyxl
import pptx
import pytest
import xlsxwriter
import xlwt
from docx.oxml import parse_xml
from odf import office as odf_office
from odf import table as odf_table
from odf import text as odf_text
from odf.opendocument import OpenDocumentSpreadsheet, OpenDocumentText
from openpyxl.comments import Comment
from openpyxl.workbook.defined_name import DefinedName
from reportlab.lib.pdfencrypt import StandardEncryption
from reportlab.pdfbase import pdfmetrics
from reportlab.pdfbase.cidfonts import UnicodeCIDFont
from reportlab.pdfgen.canvas import Canvas

from guard.checks.personal_data import PersonalDataCheck
from guard.config.config import Config
from guard.extract.container import ContainerExtractor
from guard.extract.readers import spreadsheet
from guard.model import Blob, Document, Finding, Origin, Skip, SkipReason
from guard.run.policy import limits_of
from tests.extract.test_all_is_read import zipped

NAME, PHONE, MAIL = "勅使河原 蓮", "048-922-7731", "t.ren@soka-bunka.jp"
NUMBER = "621498320257"
HEADER = ["番号", "氏名", "電話番号", "個人番号", "生年月日"]
ROW = ["1", NAME, PHONE, NUMBER, "昭和55年4月1日"]


@pytest.fixture(scope="module")
def extractor() -> Iterator[ContainerExtractor]:
    config = Config()
    extractor = ContainerExtractor(limits_of(config), config.max_file_size)
    yield extractor
    extractor.close()


def look(extractor: ContainerExtractor, name: str, data: bytes) -> tuple[list[Finding], list[Skip]]:
    check = PersonalDataCheck()
    findings: list[Finding] = []
    skips: list[Skip] = []
    for item in extractor.extract(Blob(Origin(name), lambda: data)):
        if isinstance(item, Document):
            findings += [found for found in check.inspect(item) if isinstance(found, Finding)]
        else:
            skips.append(item)
    return findings, skips


def places(findings: list[Finding], entity: str) -> list[tuple[tuple[str, ...], str | None]]:
    return [(found.origin.members, found.cell) for found in findings if found.entity == entity]


def workbook() -> openpyxl.Workbook:
    book = openpyxl.Workbook()
    sheet = book.active
    sheet.title = "住民"
    sheet.cell(3, 2, "住民一覧 令和6年度")
    for row, values in enumerate([HEADER, ROW], 5):
        for column, value in enumerate(values, 2):
            sheet.cell(row, column, value)
    return book


def saved(document: object) -> bytes:
    out = io.BytesIO()
    document.save(out)  # type: ignore[attr-defined]
    return out.getvalue()


def test_a_row_of_a_sheet_is_found_in_its_cells(extractor: ContainerExtractor) -> None:
    findings, skips = look(extractor, "a.xlsx", saved(workbook()))
    assert places(findings, "PERSON") == [(("住民",), "住民!C6")]
    assert places(findings, "PHONE_NUMBER") == [(("住民",), "住民!D6")]
    assert places(findings, "JP_MY_NUMBER") == [(("住民",), "住民!E6")]
    assert {found.position.line for found in findings} == {6}
    assert skips == []


def test_the_kind_of_a_workbook_is_told_by_its_content(extractor: ContainerExtractor) -> None:
    assert look(extractor, "notes.txt", saved(workbook()))[0]


def test_a_hidden_sheet_is_a_sheet(extractor: ContainerExtractor) -> None:
    book = openpyxl.Workbook()
    hidden = book.create_sheet("旧")
    hidden.append(HEADER)
    hidden.append(ROW)
    hidden.sheet_state = "veryHidden"
    assert places(look(extractor, "a.xlsx", saved(book))[0], "PERSON") == [(("旧",), "旧!B2")]


def test_a_number_stored_as_a_number_is_read_as_its_digits(extractor: ContainerExtractor) -> None:
    book = openpyxl.Workbook()
    book.active.append(["個人番号", "氏名", "生年月日"])
    book.active.append([int(NUMBER), NAME, dt.date(1980, 4, 1)])
    findings, _ = look(extractor, "a.xlsx", saved(book))
    assert places(findings, "JP_MY_NUMBER") == [(("Sheet",), "Sheet!A2")]
    assert places(findings, "DATE_OF_BIRTH") == [(("Sheet",), "Sheet!C2")]


def test_comments_names_and_properties_of_a_workbook_are_read(extractor: ContainerExtractor) -> None:
    book = openpyxl.Workbook()
    book.active["A1"] = "x"
    book.active["A1"].comment = Comment(f"電話 {PHONE}", "a")
    book.properties.description = f"連絡先 {MAIL}"
    book.defined_names["担当"] = DefinedName("担当", attr_text='"TEL 090-3456-7812"')
    book.active.oddHeader.center.text = "FAX 03-5321-4479"
    findings, _ = look(extractor, "a.xlsx", saved(book))
    assert {found.entity for found in findings} == {"PHONE_NUMBER", "EMAIL_ADDRESS"}
    assert len(findings) == 4


def test_what_formulas_rules_prompts_links_and_pictures_of_a_sheet_say_is_read(extractor: ContainerExtractor) -> None:
    out = io.BytesIO()
    book = xlsxwriter.Workbook(out, {"in_memory": True})
    sheet = book.add_worksheet("表")
    sheet.write_formula("A1", f'=CONCATENATE("電話 ","{PHONE}")', None, "")
    sheet.write_url("A2", "http://example.com/", string="x", tip=f"連絡先 {MAIL}")
    rule = {"type": "text", "criteria": "containing", "value": "TEL 090-3456-7812", "format": book.add_format()}
    sheet.conditional_format("A3", rule)
    sheet.data_validation("A4", {"validate": "any", "input_title": "x", "input_message": "FAX 03-5321-4479"})
    sheet.insert_textbox("C3", "", {"description": f"個人番号 {NUMBER}"})
    book.close()
    findings, skips = look(extractor, "a.xlsx", out.getvalue())
    assert skips == []
    part = ("xl/worksheets/sheet1.xml",)
    assert [members for members, _ in places(findings, "PHONE_NUMBER")] == [part] * 3
    assert [members for members, _ in places(findings, "EMAIL_ADDRESS")] == [part]
    assert [members for members, _ in places(findings, "JP_MY_NUMBER")] == [("xl/drawings/drawing1.xml",)]


@pytest.mark.parametrize("words", ["<headerFooter ", "<x:headerFooter>", "<headerFooter/>", "headerFooter>"])
def test_elements_around_cells_that_do_not_end_take_no_time(words: str) -> None:
    sheet = words.encode() * 100_000
    started = time.process_time()
    assert sum(map(len, spreadsheet._around(sheet))) <= len(sheet)
    assert time.process_time() - started < 2


def test_a_string_that_no_cell_shows_any_more_is_read(extractor: ContainerExtractor) -> None:
    out = io.BytesIO()
    with xlsxwriter.Workbook(out) as book:
        book.add_worksheet("住民").write_row(0, 0, HEADER)
    with zipfile.ZipFile(out) as source:
        contents = {name: source.read(name) for name in source.namelist()}
    strings = contents["xl/sharedStrings.xml"]
    contents["xl/sharedStrings.xml"] = strings.replace(b"</sst>", f"<si><t>{MAIL}</t></si></sst>".encode())
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as target:
        for name, content in contents.items():
            target.writestr(name, content)
    findings, _ = look(extractor, "a.xlsx", out.getvalue())
    assert [found.origin.members for found in findings if found.entity == "EMAIL_ADDRESS"] == [
        ("xl/sharedStrings.xml",)
    ]


def test_strings_that_cells_show_are_told_once(extractor: ContainerExtractor) -> None:
    out = io.BytesIO()
    book = xlsxwriter.Workbook(out, {"in_memory": True})
    sheet = book.add_worksheet("住民")
    for row, (name, phone) in enumerate(
        [("氏名", "電話番号"), ("佐伯\u3000美穂", PHONE), ("古賀 直人", "090-3456-7812")]
    ):
        sheet.write_row(row, 0, [name, phone])
    book.close()
    with zipfile.ZipFile(out) as source:
        contents = {name: source.read(name) for name in source.namelist()}
    reading = '</t><rPh sb="0" eb="2"><t>サエキ ミホ</t></rPh></si>'.encode()
    strings = contents["xl/sharedStrings.xml"]
    contents["xl/sharedStrings.xml"] = strings.replace("美穂</t></si>".encode(), "美穂".encode() + reading)
    assert contents["xl/sharedStrings.xml"] != strings
    findings, skips = look(extractor, "a.xlsx", zipped(*contents.items()))
    assert skips == []
    assert {found.origin.members for found in findings} == {("住民",)}
    assert len(findings) == 4


@pytest.mark.slow
def test_rows_far_below_the_header_have_it_still(extractor: ContainerExtractor) -> None:
    book = openpyxl.Workbook(write_only=True)
    sheet = book.create_sheet("大")
    sheet.append(["備考", "氏名", "個人番号"])
    for number in range(40_000):
        sheet.append([f"備考の文が続く{number}", "", ""])
    sheet.append(["", "五十嵐", NUMBER])
    findings, skips = look(extractor, "a.xlsx", saved(book))
    assert places(findings, "PERSON") == [(("大",), "大!B40002")]
    assert places(findings, "JP_MY_NUMBER") == [(("大",), "大!C40002")]
    assert skips == []


def test_a_workbook_of_excel_97_is_read(extractor: ContainerExtractor) -> None:
    book = xlwt.Workbook()
    sheet = book.add_sheet("住民")
    for row, values in enumerate([HEADER, ROW]):
        for column, value in enumerate(values):
            sheet.write(row, column, value)
    assert places(look(extractor, "a.xls", saved(book))[0], "PERSON") == [(("住民",), "住民!B2")]


def test_an_open_document_spreadsheet_is_read(extractor: ContainerExtractor) -> None:
    book = OpenDocumentSpreadsheet()
    sheet = odf_table.Table(name="住民")
    for values in (HEADER, ROW):
        row = odf_table.TableRow()
        for value in values:
            cell = odf_table.TableCell(valuetype="string")
            cell.addElement(odf_text.P(text=value))
            row.addElement(cell)
        sheet.addElement(row)
    book.spreadsheet.addElement(sheet)
    findings, skips = look(extractor, "a.ods", saved(book))
    assert places(findings, "PERSON") == [(("住民",), "住民!B2")]
    assert skips == []


def test_comments_names_formulas_and_lists_of_an_open_document_spreadsheet_are_read(
    extractor: ContainerExtractor,
) -> None:
    document = OpenDocumentSpreadsheet()
    lists = odf_table.ContentValidations()
    allowed = f'of:cell-content-is-in-list("{MAIL}";"x")'
    lists.addElement(odf_table.ContentValidation(name="v", condition=allowed))
    document.spreadsheet.addElement(lists)
    sheet = odf_table.Table(name="表")
    row = odf_table.TableRow()
    cell = odf_table.TableCell(valuetype="string")
    comment = odf_office.Annotation()
    comment.addElement(odf_text.P(text=f"電話 {PHONE}"))
    cell.addElement(comment)
    cell.addElement(odf_text.P(text="x"))
    row.addElement(cell)
    row.addElement(odf_table.TableCell(valuetype="string", formula='of:=CONCATENATE("TEL ";"090-3456-7812")'))
    sheet.addElement(row)
    document.spreadsheet.addElement(sheet)
    names = odf_table.NamedExpressions()
    names.addElement(odf_table.NamedExpression(name="n", expression=f'"個人番号 {NUMBER}"'))
    document.spreadsheet.addElement(names)
    findings, skips = look(extractor, "a.ods", saved(document))
    assert skips == []
    assert {found.origin.members for found in findings} == {("content.xml",)}
    found = sorted(one.entity for one in findings)
    assert found == ["EMAIL_ADDRESS", "JP_MY_NUMBER", "PHONE_NUMBER", "PHONE_NUMBER"]


def test_a_workbook_with_a_password_is_a_skip(extractor: ContainerExtractor) -> None:
    out = io.BytesIO()
    ooxml.OOXMLFile(io.BytesIO(saved(workbook()))).encrypt("secret", out)
    findings, skips = look(extractor, "a.xlsx", out.getvalue())
    assert not findings
    assert [skip.reason for skip in skips] == [SkipReason.ENCRYPTED]


def test_text_and_tables_of_a_word_document_are_read(extractor: ContainerExtractor) -> None:
    document = docx.Document()
    document.add_paragraph("申請書")
    document.add_paragraph(f"申請者：{NAME}")
    table = document.add_table(rows=2, cols=len(HEADER))
    for row, values in zip(table.rows, (HEADER, ROW), strict=True):
        for cell, value in zip(row.cells, values, strict=True):
            cell.text = value
    document.sections[0].header.paragraphs[0].text = f"TEL {PHONE}"
    document.core_properties.comments = MAIL
    findings, skips = look(extractor, "a.docx", saved(document))
    found = {(one.entity, one.origin.members[0], one.position.line) for one in findings}
    assert ("PERSON", "word/document.xml", 2) in found
    assert ("PERSON", "word/document.xml table 1", 2) in found
    assert ("JP_MY_NUMBER", "word/document.xml table 1", 2) in found
    assert any(entity == "PHONE_NUMBER" and part.startswith("word/header") for entity, part, _ in found)
    assert any(entity == "EMAIL_ADDRESS" and part == "docProps/core.xml" for entity, part, _ in found)
    assert skips == []


def test_what_a_tracked_change_deleted_is_still_there(extractor: ContainerExtractor) -> None:
    document = docx.Document()
    document.add_paragraph("X")
    with zipfile.ZipFile(io.BytesIO(saved(document))) as source:
        contents = {name: source.read(name) for name in source.namelist()}
    body = contents["word/document.xml"]
    deleted = f"<w:del w:id='1' w:author='a'><w:r><w:delText>電話 {PHONE}</w:delText></w:r></w:del>".encode()
    contents["word/document.xml"] = body.replace(b"<w:r>", deleted + b"<w:r>", 1)
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as target:
        for name, content in contents.items():
            target.writestr(name, content)
    assert [found.entity for found in look(extractor, "a.docx", out.getvalue())[0]] == ["PHONE_NUMBER"]


def test_words_in_attributes_of_a_word_document_are_read(extractor: ContainerExtractor) -> None:
    document = docx.Document()
    namespace = 'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"'
    paragraph = document.add_paragraph("様式")._p
    paragraph.append(parse_xml(f"<w:fldSimple {namespace} w:instr='QUOTE \"TEL {PHONE}\"'/>"))
    choice = '<w:dropDownList><w:listItem w:displayText="電話 090-3456-7812" w:value="1"/></w:dropDownList>'
    paragraph.append(parse_xml(f"<w:sdt {namespace}><w:sdtPr>{choice}</w:sdtPr><w:sdtContent/></w:sdt>"))
    document.add_picture(str(Path(__file__).parent / "pixel.png"))
    document.element.xpath("//wp:docPr")[0].set("descr", f"連絡先 {MAIL}")
    document.settings.element.append(
        parse_xml(f'<w:docVars {namespace}><w:docVar w:name="v" w:val="個人番号 {NUMBER}"/></w:docVars>')
    )
    findings, _ = look(extractor, "a.docx", saved(document))
    assert [members for members, _ in places(findings, "PHONE_NUMBER")] == [("word/document.xml",)] * 2
    assert [members for members, _ in places(findings, "JP_MY_NUMBER")] == [("word/settings.xml",)]
    assert [members for members, _ in places(findings, "EMAIL_ADDRESS")] == [("word/document.xml",)]


def test_an_empty_part_is_no_broken_one(extractor: ContainerExtractor) -> None:
    out = io.BytesIO(saved(docx.Document()))
    with zipfile.ZipFile(out, "a") as package:
        package.writestr("word/glossary/document.xml", b"")
        package.writestr("customXml/item9.xml", b"")
    assert look(extractor, "a.docx", out.getvalue()) == ([], [])


def test_slides_and_notes_are_read(extractor: ContainerExtractor) -> None:
    slides = pptx.Presentation()
    slide = slides.slides.add_slide(slides.slide_layouts[5])
    slide.shapes.title.text = f"担当者：{NAME}"
    slide.notes_slide.notes_text_frame.text = f"TEL {PHONE}"
    findings, skips = look(extractor, "a.pptx", saved(slides))
    found = {(one.entity, one.origin.members[0]) for one in findings}
    assert ("PERSON", "ppt/slides/slide1.xml") in found
    assert ("PHONE_NUMBER", "ppt/notesSlides/notesSlide1.xml") in found
    assert skips == []


def test_an_open_document_text_and_its_comments_are_read(extractor: ContainerExtractor) -> None:
    document = OpenDocumentText()
    paragraph = odf_text.P(text=f"申請者：{NAME}")
    note = odf_office.Annotation()
    note.addElement(odf_text.P(text=f"TEL {PHONE}"))
    paragraph.addElement(note)
    document.text.addElement(paragraph)
    findings, skips = look(extractor, "a.odt", saved(document))
    assert {found.entity for found in findings} == {"PERSON", "PHONE_NUMBER"}
    assert skips == []


def test_a_part_with_entities_of_its_own_is_a_skip_and_costs_no_other(extractor: ContainerExtractor) -> None:
    document = docx.Document()
    document.add_paragraph(f"申請者：{NAME}")
    with zipfile.ZipFile(io.BytesIO(saved(document))) as source:
        contents = {name: source.read(name) for name in source.namelist()}
    bomb = "".join(f'<!ENTITY e{n + 1} "{f"&e{n};" * 10}">' for n in range(9))
    contents["word/comments.xml"] = f'<!DOCTYPE x [<!ENTITY e0 "ha">{bomb}]><x><p><t>&e9;</t></p></x>'.encode()
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as target:
        for name, content in contents.items():
            target.writestr(name, content)
    findings, skips = look(extractor, "a.docx", out.getvalue())
    assert [found.entity for found in findings] == ["PERSON"]
    assert [(skip.reason, skip.origin.members) for skip in skips] == [(SkipReason.MALFORMED, ("word/comments.xml",))]


def pdf(*pages: list[str], password: str | None = None, picture: bytes | None = None) -> bytes:
    out = io.BytesIO()
    pdfmetrics.registerFont(UnicodeCIDFont("HeiseiKakuGo-W5"))
    canvas = Canvas(out, encrypt=StandardEncryption(password) if password else None)
    canvas.setAuthor(MAIL)
    for lines in pages:
        canvas.setFont("HeiseiKakuGo-W5", 12)
        for number, line in enumerate(lines):
            canvas.drawString(72, 750 - 20 * number, line)
        if picture is not None and not lines:
            from reportlab.lib.utils import ImageReader

            canvas.drawImage(ImageReader(io.BytesIO(picture)), 10, 10)
        canvas.showPage()
    canvas.save()
    return out.getvalue()


def test_a_page_of_a_pdf_is_read_with_its_lines(extractor: ContainerExtractor) -> None:
    findings, skips = look(extractor, "a.pdf", pdf(["表紙"], ["申請書", f"申請者：{NAME}", f"電話番号：{PHONE}"]))
    found = {(one.entity, one.origin.members, one.position.line) for one in findings}
    assert ("PERSON", ("page 2",), 2) in found
    assert ("PHONE_NUMBER", ("page 2",), 3) in found
    assert any(entity == "EMAIL_ADDRESS" for entity, _, _ in found)
    assert skips == []


def test_columns_of_a_page_are_cells(extractor: ContainerExtractor) -> None:
    out = io.BytesIO()
    pdfmetrics.registerFont(UnicodeCIDFont("HeiseiKakuGo-W5"))
    canvas = Canvas(out)
    for y, cells in ((700, ["氏名", "電話番号", "個人番号"]), (680, ["佐伯 美穂", PHONE, NUMBER])):
        canvas.setFont("HeiseiKakuGo-W5", 12)
        for x, cell in zip((72, 200, 320), cells, strict=True):
            canvas.drawString(x, y, cell)
    canvas.showPage()
    canvas.save()
    findings, _ = look(extractor, "a.pdf", out.getvalue())
    found = {(one.entity, one.position.line, one.position.column) for one in findings}
    assert found == {("PERSON", 2, 1), ("PHONE_NUMBER", 2, 7), ("JP_MY_NUMBER", 2, 20)}


def test_words_of_a_line_are_no_cells(extractor: ContainerExtractor) -> None:
    data = pdf(["The quick brown fox, see also 佐伯 美穂 and others."])
    texts = [item.text for item in extractor.extract(Blob(Origin("a.pdf"), lambda: data)) if isinstance(item, Document)]
    assert not any("\t" in text for text in texts)


def test_a_scanned_page_is_said_to_be_one(extractor: ContainerExtractor) -> None:
    picture = (Path(__file__).parent / "pixel.png").read_bytes()
    _, skips = look(extractor, "a.pdf", pdf(["表紙"], [], picture=picture))
    assert [(skip.reason, skip.origin.members) for skip in skips] == [(SkipReason.NO_EXTRACTOR, ("page 2",))]


def test_a_pdf_with_a_password_is_a_skip(extractor: ContainerExtractor) -> None:
    findings, skips = look(extractor, "a.pdf", pdf([NAME], password="secret"))
    assert not findings
    assert [skip.reason for skip in skips] == [SkipReason.ENCRYPTED]


@pytest.mark.parametrize("make", [lambda: saved(workbook()), lambda: pdf([NAME]), lambda: saved(docx.Document())])
def test_a_truncated_file_is_a_skip(extractor: ContainerExtractor, make: object) -> None:
    data = make()  # type: ignore[operator]
    _, skips = look(extractor, "a", data[: len(data) // 2])
    assert skips
    assert {skip.reason for skip in skips} <= {SkipReason.MALFORMED}
