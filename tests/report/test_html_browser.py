"""The HTML report in a real browser: no request, no script needed, readable at any width, accessible, good on paper."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import pypdfium2
import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright import sync_api as playwright

from guard.report.html import page as report
from guard.result import ScanResult
from tests.conftest import missing_tool

from .example import full_result, verdict, written
from .test_html import LANGUAGES, full_gate

pytestmark = pytest.mark.slow
WIDTHS = (360, 768, 1280)
#: Milliseconds: machines of CI are slow.
_PATIENCE = 180_000
#: Longer than any line, and nothing in it says where it may be broken.
LONG = "x" * 3_000


def _browser() -> str:
    for name in ("chromium", "chromium-browser", "google-chrome"):
        if (found := shutil.which(name)) is not None:
            return found
    missing_tool("chromium")
    raise AssertionError


@pytest.fixture(scope="module")
def browser() -> Iterator[playwright.Browser]:
    program = _browser()
    with playwright.sync_playwright() as started:
        opened = started.chromium.launch(executable_path=program, args=["--no-sandbox"], timeout=_PATIENCE)
        yield opened
        opened.close()


def page_of(browser: playwright.Browser, **how: Any) -> playwright.Page:
    """An empty page of its own context."""
    context = browser.new_context(**how)
    context.set_default_timeout(_PATIENCE)
    return context.new_page()


def wide() -> ScanResult:
    """The report of a gate with names that are too long for every screen."""
    scan = full_gate()
    long = verdict(path=f"src/{LONG}.py", excerpt=LONG[:96])
    return replace(scan, verdicts=type(scan.verdicts)([*scan.verdicts, long]))


@pytest.fixture(scope="module")
def url(tmp_path_factory: pytest.TempPathFactory) -> str:
    path = tmp_path_factory.mktemp("report") / "report.html"
    path.write_text(written(report.write, wide()), encoding="utf-8", newline="\n")
    return path.as_uri()


@pytest.fixture
def plain(browser: playwright.Browser, url: str) -> Iterator[playwright.Page]:
    """The page as the strictest of browsers shows it: without script, without network."""
    opened = page_of(browser, java_script_enabled=False, offline=True)
    opened.goto(url)
    yield opened
    opened.context.close()


def test_the_page_asks_for_nothing_and_complains_of_nothing(browser: playwright.Browser, url: str) -> None:
    asked: list[str] = []
    said: list[str] = []
    opened = page_of(browser)
    opened.on("request", lambda request: asked.append(request.url))
    opened.on("console", lambda message: said.append(message.text))
    opened.on("pageerror", lambda error: said.append(str(error)))
    opened.goto(url)
    opened.check("#show-en")
    opened.emulate_media(media="print")
    assert asked == [url]
    assert said == []
    opened.context.close()


def test_the_style_is_applied_under_its_own_policy(plain: playwright.Page) -> None:
    assert plain.locator("[lang=ja] .skip").first.bounding_box()["x"] < 0


def test_the_language_is_switched_without_script(plain: playwright.Page) -> None:
    shown = {lang: plain.locator(f".report[lang={lang}]") for lang in LANGUAGES}
    assert (shown["ja"].is_visible(), shown["en"].is_visible()) == (True, False)
    plain.get_by_label("English").check()
    assert (shown["ja"].is_visible(), shown["en"].is_visible()) == (False, True)
    plain.get_by_label("日本語").check()
    assert (shown["ja"].is_visible(), shown["en"].is_visible()) == (True, False)


def test_the_language_is_switched_by_the_keyboard(plain: playwright.Page) -> None:
    plain.keyboard.press("Tab")
    plain.keyboard.press("ArrowRight")
    assert plain.locator(".report[lang=en]").is_visible()
    plain.keyboard.press("Tab")
    assert plain.locator(".report[lang=en] .skip").bounding_box()["x"] >= 0


@pytest.mark.parametrize("width", WIDTHS)
@pytest.mark.parametrize("lang", LANGUAGES)
def test_no_width_needs_sideways_scrolling(browser: playwright.Browser, url: str, width: int, lang: str) -> None:
    opened = page_of(browser, viewport={"width": width, "height": 800})
    opened.goto(url)
    opened.check(f"#show-{lang}")
    assert opened.evaluate("document.documentElement.scrollWidth") <= width
    opened.context.close()


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("width", [WIDTHS[0], WIDTHS[-1]])
@pytest.mark.parametrize("lang", LANGUAGES)
def test_axe_finds_no_barrier(browser: playwright.Browser, url: str, scheme: str, width: int, lang: str) -> None:
    opened = page_of(browser, viewport={"width": width, "height": 900}, color_scheme=scheme)
    opened.goto(url)
    opened.check(f"#show-{lang}")
    found = Axe().run(opened).response
    assert [(one["id"], one["nodes"][0]["html"]) for one in found["violations"]] == []
    assert len(found["passes"]) > 40
    opened.context.close()


def test_what_has_the_focus_is_seen(plain: playwright.Page) -> None:
    link = plain.locator("[lang=ja] nav a").first
    plain.keyboard.press("Tab")
    plain.keyboard.press("Tab")
    plain.keyboard.press("Tab")
    assert link.evaluate("node => node === document.activeElement")
    assert link.evaluate("node => getComputedStyle(node).outlineStyle") == "solid"


# On paper


@pytest.fixture(scope="module", params=LANGUAGES)
def paper(request: pytest.FixtureRequest, browser: playwright.Browser, url: str) -> list[str]:
    """The text of each page of a print, every fold of the page closed before."""
    opened = page_of(browser)
    opened.goto(url)
    opened.check(f"#show-{request.param}")
    opened.evaluate("document.querySelectorAll('details').forEach(node => node.open = false)")
    printed = opened.pdf(prefer_css_page_size=True)
    opened.context.close()
    with pypdfium2.PdfDocument(printed) as document:
        assert [round(side / 72 * 25.4) for side in document[0].get_size()] == [210, 297]
        return [leaf.get_textpage().get_text_range() for leaf in document]


def test_pages_are_numbered(paper: list[str]) -> None:
    for number, text in enumerate(paper, start=1):
        assert f"{number} / {len(paper)}" in text


def test_one_language_is_printed_and_what_was_folded_is_open(paper: list[str]) -> None:
    text = "".join(paper)
    is_japanese = "検査結果報告書" in text
    assert is_japanese != ("Inspection report" in text)
    assert "INSERT INTO residents VALUES" in text


def test_the_verdict_is_on_the_first_page(paper: list[str]) -> None:
    assert "違反している条項があります" in paper[0] or "clauses are violated" in paper[0]


def test_the_head_of_a_table_stands_on_each_of_its_pages(paper: list[str]) -> None:
    head = ("確認の方法", "What shows it")
    clauses = [text for text in paper if "soka-" in text and "blockquote" not in text]
    assert len(clauses) >= 2
    assert all(any(word in text for word in (*head, "文書の文言", "Words of the document")) for text in clauses)


def test_a_plain_scan_fits_a_phone(browser: playwright.Browser, tmp_path: Path) -> None:
    path = tmp_path / "scan.html"
    path.write_text(written(report.write, full_result()), encoding="utf-8")
    opened = page_of(browser, viewport={"width": 360, "height": 700})
    opened.goto(path.as_uri())
    assert opened.evaluate("document.documentElement.scrollWidth") <= 360
    opened.context.close()
