"""The report on paper: the Japanese half of the page as a PDF, made by WeasyPrint where that is installed."""

from __future__ import annotations

import warnings
from pathlib import Path
from types import ModuleType
from typing import Any, Final, NoReturn

from guard.errors import UsageError
from guard.messages import N_
from guard.report.html.page import edition_of, head
from guard.report.html.style import PAPER, STYLE
from guard.report.html.survey import survey
from guard.report.options import ReportOptions
from guard.result import ScanResult

NOT_INSTALLED: Final = N_("a PDF needs what `pip install 'sekisho[pdf-report]'` installs")
NO_LIBRARY: Final = N_("a PDF needs the library Pango, which this machine does not have")
NO_FONT: Final = N_("a PDF needs a font with Japanese letters, which this machine does not have")
#: A page that shows one letter.
_PROBE: Final = (
    "<style>@page {{ size: 30px; margin: 0 }} body {{ font-size: 20px; margin: 0 }}</style><body lang='ja'>{}"
)
_LANGUAGE: Final = "ja"
#: Fewer than on a screen: a file is about a page, and a second of work.
MAX_FILES: Final = 40


class PdfUnavailable(UsageError):
    """This machine cannot make a PDF; the message is a message id, so that a bundle can tell it and go on."""


def write_pdf(result: ScanResult, path: Path, options: ReportOptions) -> None:
    """Write the report to a file; the same result gives the same bytes. Raises ``PdfUnavailable`` and ``OSError``."""
    weasyprint = _weasyprint()
    if not _has_japanese_font(weasyprint):
        raise PdfUnavailable(NO_FONT)
    body = edition_of(result, survey(result, MAX_FILES), options, _LANGUAGE)
    page = f'<!doctype html><html lang="{_LANGUAGE}">{head(STYLE + PAPER)}<body>{body}</body></html>'
    path.write_bytes(_pdf(weasyprint, page))


def _weasyprint() -> ModuleType:
    """The package. Where there is no font at all it warns when it is imported, and Pango ends the process later."""
    with warnings.catch_warnings():
        warnings.filterwarnings("error", message="(?i).*fontconfig", category=UserWarning)
        try:
            import weasyprint
        except ImportError:
            raise PdfUnavailable(NOT_INSTALLED) from None
        except OSError:
            raise PdfUnavailable(NO_LIBRARY) from None
        except UserWarning:
            raise PdfUnavailable(NO_FONT) from None
    found: ModuleType = weasyprint
    return found


def _has_japanese_font(weasyprint: ModuleType) -> bool:
    """Whether two letters look different: a font that has neither draws the same box for both."""
    first, second = (_picture(_pdf(weasyprint, _PROBE.format(letter))) for letter in "検査")
    return first != second


def _picture(pdf: bytes) -> bytes:
    import pypdfium2

    document = pypdfium2.PdfDocument(pdf)
    try:
        return bytes(document[0].render(scale=1).buffer)
    finally:
        document.close()


def _pdf(weasyprint: ModuleType, page: str) -> bytes:
    made: Any = weasyprint.HTML(string=page, url_fetcher=_refuse).write_pdf(pdf_tags=True)
    return bytes(made)


def _refuse(url: str) -> NoReturn:
    """The page names nothing outside of itself; nothing is fetched, whatever it says."""
    raise ValueError("nothing is fetched")
