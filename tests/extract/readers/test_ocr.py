"""Pictures with words in them, read by the real Tesseract: scans and photographs, upright or not, pages of a PDF."""

from __future__ import annotations

import io
import json
import os
import shutil
import stat
import time
import zipfile
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from PIL import Image, ImageDraw, ImageFont
from reportlab.pdfgen import canvas

from guard.checks.personal_data import PersonalDataCheck
from guard.cli import main
from guard.extract.container import ContainerExtractor
from guard.extract.piece import Limits
from guard.extract.readers import drawn_text, tesseract
from guard.extract.tools import installed
from guard.model import Blob, Document, Finding, Origin, Part, Skip, SkipReason
from tests.conftest import missing_tool

LIMITS = Limits(50 << 20, 1000, 4, 100, 300, 1 << 30, ocr=True)
NAME, PHONE, NUMBER = "佐伯美穂", "048-922-7731", "621498320257"
FORM = ("住民異動届", f"氏名：{NAME}", f"電話番号：{PHONE}", f"個人番号：{NUMBER}")
#: Debian: fonts-ipaexfont-gothic.
FONT = Path("/usr/share/fonts/opentype/ipaexfont-gothic/ipaexg.ttf")

needs_tesseract = pytest.mark.usefixtures("_tesseract")


@pytest.fixture(scope="module")
def _tesseract() -> None:
    if not tesseract.is_installed():
        missing_tool("tesseract with Japanese")
    if not FONT.exists():
        missing_tool(FONT.name)


def drawn(*lines: str, angle: float = 0) -> Image.Image:
    """A form as a scanner sees it."""
    picture = Image.new("L", (1240, 120 + 110 * len(lines)), 255)
    draw = ImageDraw.Draw(picture)
    for row, line in enumerate(lines):
        for column, cell in enumerate(line.split("\t")):
            draw.text((80 + 420 * column, 60 + row * 110), cell, font=ImageFont.truetype(FONT, 44), fill=0)
    return picture.rotate(angle, expand=True, fillcolor=255)


def saved(picture: Image.Image, format_: str) -> bytes:
    buffer = io.BytesIO()
    picture.save(buffer, format_)
    return buffer.getvalue()


@pytest.fixture(scope="module")
def extractor() -> Iterator[ContainerExtractor]:
    one = ContainerExtractor(LIMITS, 20 << 20)
    yield one
    one.close()


@pytest.fixture(scope="module")
def check() -> PersonalDataCheck:
    return PersonalDataCheck()


def taken(extractor: ContainerExtractor, data: bytes, path: str = "scan.bin") -> tuple[list[Document], list[Skip]]:
    items = list(extractor.extract(Blob(Origin(path), lambda: data)))
    documents = [item for item in items if isinstance(item, Document) and item.part is Part.CONTENT]
    return documents, [item for item in items if isinstance(item, Skip)]


def found(check: PersonalDataCheck, documents: list[Document]) -> set[tuple[str, tuple[str, ...], int]]:
    """Entity, page and line of what is found."""
    return {
        (finding.entity, finding.origin.members, finding.position.line)
        for document in documents
        for finding in check.inspect(document)
        if isinstance(finding, Finding)
    }


@needs_tesseract
@pytest.mark.parametrize("format_", ["PNG", "JPEG", "TIFF", "WEBP", "GIF", "BMP"])
def test_words_in_a_picture_are_found_in_their_line(
    extractor: ContainerExtractor, check: PersonalDataCheck, format_: str
) -> None:
    documents, skips = taken(extractor, saved(drawn(*FORM), format_))
    assert found(check, documents) >= {("PERSON", (), 2), ("PHONE_NUMBER", (), 3), ("JP_MY_NUMBER", (), 4)}
    assert not skips


@needs_tesseract
@pytest.mark.parametrize("angle", [2, 90, 180, 270])
def test_a_page_that_was_not_put_straight_is_read(
    extractor: ContainerExtractor, check: PersonalDataCheck, angle: float
) -> None:
    documents, _ = taken(extractor, saved(drawn(*FORM, angle=angle), "PNG"))
    assert {entity for entity, _, _ in found(check, documents)} >= {"PERSON", "PHONE_NUMBER", "JP_MY_NUMBER"}


@needs_tesseract
def test_the_cells_of_a_row_stand_side_by_side(extractor: ContainerExtractor) -> None:
    rows = ["氏名\t電話番号", f"{NAME}\t{PHONE}", "高橋健太\t080-2345-6789", "渡辺由美子\t080-2345-6781"]
    documents, _ = taken(extractor, saved(drawn(*rows), "PNG"))
    assert documents[0].text.splitlines() == rows


def pdf(*pages: tuple[str, Image.Image | None]) -> bytes:
    """Pages with a text and a picture that fills them."""
    buffer = io.BytesIO()
    page = canvas.Canvas(buffer, pagesize=(620, 300))
    for text, picture in pages:
        if picture is not None:
            page.drawInlineImage(picture, 0, 0, width=620, height=620 * picture.height / picture.width)
        page.drawString(10, 285, text)
        page.showPage()
    page.save()
    return buffer.getvalue()


@needs_tesseract
def test_scanned_pages_are_found_by_page_and_line(extractor: ContainerExtractor, check: PersonalDataCheck) -> None:
    data = pdf(("A cover page with quite a lot of text, more than any stamp has.", None), ("", drawn(*FORM)))
    documents, skips = taken(extractor, data)
    assert found(check, documents) >= {("PERSON", ("page 2",), 2), ("JP_MY_NUMBER", ("page 2",), 4)}
    assert not skips


@needs_tesseract
def test_a_scan_with_a_page_number_on_it_is_a_scan(extractor: ContainerExtractor) -> None:
    documents, _ = taken(extractor, pdf(("- 1 -", drawn(*FORM))))
    assert any(NUMBER in document.text for document in documents)


def test_without_the_key_a_scan_is_told_with_the_way_out() -> None:
    plain = ContainerExtractor(replace(LIMITS, ocr=False), 20 << 20)
    for stamp in ("", "- 1 -"):
        _, skips = taken(plain, pdf((stamp, Image.new("L", (1240, 800), 200))))
        assert [(skip.origin.members, skip.reason, skip.can_hold_text) for skip in skips] == [
            (("page 1",), SkipReason.NO_EXTRACTOR, True)
        ]
        assert "ocr = true" in skips[0].detail
    plain.close()


def test_a_page_with_text_beside_a_picture_is_no_scan() -> None:
    plain = ContainerExtractor(replace(LIMITS, ocr=False), 20 << 20)
    text = "A page with a drawing, and with a paragraph that explains it."
    assert taken(plain, pdf((text, Image.new("L", (1240, 800), 200))))[1] == []
    plain.close()


@needs_tesseract
def test_a_scan_inside_of_an_archive_is_read(extractor: ContainerExtractor) -> None:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as archive:
        archive.writestr("scans/1.png", saved(drawn(*FORM), "PNG"))
    documents, _ = taken(extractor, buffer.getvalue())
    assert [document.origin.members for document in documents if NUMBER in document.text] == [("scans/1.png",)]


@needs_tesseract
def test_a_picture_without_words_gives_nothing_and_is_looked_at(extractor: ContainerExtractor) -> None:
    documents, skips = taken(extractor, saved(Image.new("L", (400, 300), 255), "PNG"))
    assert not documents
    assert not skips


@needs_tesseract
def test_all_pages_of_a_fax_are_read(extractor: ContainerExtractor) -> None:
    buffer = io.BytesIO()
    drawn("送付のご案内", "担当まで").save(
        buffer, "TIFF", save_all=True, append_images=[Image.new("L", (500, 500), 255), drawn(*FORM)]
    )
    documents, _ = taken(extractor, buffer.getvalue())
    assert [document.origin.members for document in documents] == [("page 1",), ("page 3",)]
    assert NUMBER in documents[1].text


@needs_tesseract
def test_a_broken_picture_is_told(extractor: ContainerExtractor) -> None:
    _, skips = taken(extractor, saved(drawn(*FORM), "PNG")[:200])
    assert [(skip.reason, skip.detail) for skip in skips] == [(SkipReason.NO_EXTRACTOR, drawn_text.UNREADABLE)]


@pytest.fixture
def _fresh_answer() -> Iterator[None]:
    tesseract.is_installed.cache_clear()
    yield
    tesseract.is_installed.cache_clear()


def programmed(folder: Path, script: str) -> str:
    """A folder with a ``tesseract`` of this content, to be put on the path."""
    program = folder / "tesseract"
    program.write_text(f"#!/bin/sh\n{script}\n")
    program.chmod(program.stat().st_mode | stat.S_IXUSR)
    return str(folder)


@pytest.mark.usefixtures("_fresh_answer")
@pytest.mark.skipif(os.name == "nt", reason="a shell script plays Tesseract")
@pytest.mark.parametrize("script", [None, "echo eng", "exit 1"], ids=["no program", "no Japanese", "broken"])
def test_what_is_missing_is_named(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, script: str | None) -> None:
    monkeypatch.setenv("PATH", str(tmp_path) if script is None else programmed(tmp_path, script))
    extractor = ContainerExtractor(LIMITS, 20 << 20)
    for data in (saved(Image.new("L", (40, 30)), "PNG"), pdf(("", Image.new("L", (1240, 800), 200)))):
        _, skips = taken(extractor, data)
        assert [(skip.reason, skip.detail, skip.can_hold_text) for skip in skips] == [
            (SkipReason.NO_EXTRACTOR, tesseract.MISSING, True)
        ]
    extractor.close()
    assert all(word in tesseract.MISSING for word in ("sekisho[ocr]", "tesseract-ocr", "tesseract-ocr-jpn"))


@pytest.mark.usefixtures("_fresh_answer")
@pytest.mark.skipif(os.name == "nt", reason="a shell script plays Tesseract")
def test_an_outcome_is_remembered_for_the_tools_that_were_there(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("PATH", str(tmp_path))
    before = installed(ocr=True)
    monkeypatch.setenv("PATH", programmed(tmp_path, "echo jpn"))
    tesseract.is_installed.cache_clear()
    assert {*installed(ocr=True)} - {*before} == {"tesseract"}
    assert installed(ocr=False) == before


@needs_tesseract
def test_the_key_of_the_configuration_has_pictures_read(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.chdir(tmp_path)
    (tmp_path / "form.png").write_bytes(saved(drawn(*FORM), "PNG"))
    (tmp_path / "note.txt").write_text("nothing\n", encoding="utf-8")
    assert main(["scan", "--format", "json"]) == 0
    capsys.readouterr()
    (tmp_path / "sekisho.toml").write_text("[scan]\nocr = true\n", encoding="utf-8")
    assert main(["scan", "--format", "json"]) == 1
    findings = json.loads(capsys.readouterr().out)["findings"]
    assert ("form.png", 4, "jp-my-number") in {(one["path"], one["line"], one["rule_id"]) for one in findings}


@pytest.mark.slow
@pytest.mark.usefixtures("_fresh_answer")
@pytest.mark.skipif(os.name == "nt", reason="a shell script plays Tesseract")
def test_a_picture_that_takes_too_long_costs_no_other_and_leaves_no_process(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    sleep = shutil.which("sleep")
    nap = f"600.{os.getpid()}"
    script = f'[ "$1" = --list-langs ] && echo jpn && exit\nexec {sleep} {nap}'
    monkeypatch.setenv("PATH", programmed(tmp_path, script))
    extractor = ContainerExtractor(replace(LIMITS, seconds=25), 20 << 20)
    started = time.monotonic()
    scan = ("", Image.new("L", (1240, 800), 200))
    documents, skips = taken(
        extractor, pdf(scan, ("The text of a page that comes after a page that is slow.", None), scan)
    )
    assert time.monotonic() - started < 300  # and not the ten minutes of a picture
    extractor.close()
    assert [document.origin.members for document in documents] == [("page 2",), ("document",)]
    assert [(skip.origin.members, skip.reason) for skip in skips] == [
        (("page 1",), SkipReason.TIMEOUT),
        (("page 3",), SkipReason.TIMEOUT),
    ]
    assert not any(nap.encode() in commands(process) for process in Path("/proc").glob("[0-9]*"))


def commands(process: Path) -> bytes:
    try:
        return (process / "cmdline").read_bytes()
    except OSError:  # it has ended meanwhile
        return b""


@pytest.mark.slow
def test_ten_thousand_words_come_in_rows_in_no_time() -> None:
    words = [tesseract._Word(10 * (number % 7), number * 13 % 9999, 9, 1, "語") for number in range(10_000)]
    started = time.process_time()
    assert sum(map(len, tesseract._rows(words))) == len(words)
    assert time.process_time() - started < 20
