"""The PDF of the report: readable, the same for the same result, and a clear word where it cannot be made."""

from __future__ import annotations

import shutil
import subprocess
import sys
from pathlib import Path

import pypdfium2
import pytest
import reportlab

from guard.report.html import pdf
from guard.report.options import ReportOptions
from guard.result import ScanResult
from tests.conftest import missing_tool

from .example import english, full_result, japanese, result
from .test_html import full_gate


def made(scan: ScanResult, path: Path) -> list[str]:
    """The text of each page."""
    try:
        pdf.write_pdf(scan, path, ReportOptions(english()))
    except pdf.PdfUnavailable as missing:
        missing_tool(str(missing))
    with pypdfium2.PdfDocument(path) as document:
        return [leaf.get_textpage().get_text_range() for leaf in document]


@pytest.mark.slow
def test_the_pdf_of_a_gate_can_be_read(tmp_path: Path) -> None:
    pages = made(full_gate(), tmp_path / "report.pdf")
    assert "検査結果報告書" in pages[0]
    assert "違反している条項があります" in pages[0]
    assert all(f"{number} / {len(pages)}" in text for number, text in enumerate(pages, start=1))
    text = "".join(pages)
    assert "soka-7-dev-3" in text
    assert "INSERT INTO residents VALUES" in text
    assert "English" not in text


@pytest.mark.slow
def test_the_same_result_gives_the_same_bytes(tmp_path: Path) -> None:
    for name in "ab":
        made(full_result(), tmp_path / name)
    assert (tmp_path / "a").read_bytes() == (tmp_path / "b").read_bytes()


def test_a_missing_package_is_told_with_the_command_that_mends_it(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(sys.modules, "weasyprint", None)
    with pytest.raises(pdf.PdfUnavailable) as raised:
        pdf.write_pdf(result(), tmp_path / "a.pdf", ReportOptions(english()))
    assert "pip install 'sekisho[pdf-report]'" in str(raised.value)
    assert "pip install 'sekisho[pdf-report]'" in japanese(tmp_path)(str(raised.value))
    assert not (tmp_path / "a.pdf").exists()


@pytest.mark.slow
@pytest.mark.parametrize("fonts_there", [(), ("Vera.ttf",)])
def test_a_machine_without_japanese_letters_makes_no_pdf(tmp_path: Path, fonts_there: tuple[str, ...]) -> None:
    for name in fonts_there:
        shutil.copy(Path(reportlab.__file__).with_name("fonts") / name, tmp_path)
    fonts = tmp_path / "fonts.conf"
    fonts.write_text(
        '<?xml version="1.0"?><!DOCTYPE fontconfig SYSTEM "fonts.dtd">'
        f"<fontconfig><dir>{tmp_path}</dir><cachedir>{tmp_path}</cachedir></fontconfig>"
    )
    code = (
        "from pathlib import Path; from guard.report.html import pdf\n"
        "from tests.report.example import result, english; from guard.report.options import ReportOptions\n"
        "try: pdf.write_pdf(result(), Path('none.pdf'), ReportOptions(english()))\n"
        "except pdf.PdfUnavailable as missing: print(missing)"
    )
    done = subprocess.run(
        [sys.executable, "-c", code],
        env={"PATH": "", "FONTCONFIG_FILE": str(fonts), "HOME": str(tmp_path)},
        cwd=Path(__file__).parents[2],
        capture_output=True,
        check=True,
    )
    assert done.stdout.decode().strip() == pdf.NO_FONT
    assert not Path("none.pdf").exists()


def test_what_the_page_names_is_never_fetched() -> None:
    with pytest.raises(ValueError, match="nothing is fetched"):
        pdf._refuse("https://example.com/")
