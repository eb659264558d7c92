"""PDF documents (ISO 32000): the text layer page by page, form fields, comments, bookmarks, properties, attachments.

A page that is only a picture has no text to look at: it is drawn and read where that is asked for, and otherwise
told, page by page, and never passed over.
"""

from __future__ import annotations

import ctypes
import math
import re
import time
from collections.abc import Iterator

import pypdfium2 as pdfium
import pypdfium2.raw as raw

from guard.errors import Unlookable
from guard.extract.piece import Limits, Member, Piece, Text, Unread
from guard.extract.readers import drawn_text
from guard.messages import N_
from guard.model import SkipReason

SCANNED = N_("a page without a text layer: a picture; `ocr = true` in [scan] has it read")
_DOCUMENT = "document"
#: A scan with a page number or a stamp on it is a scan: so few characters are no text layer.
_STAMP = 50
#: A page is drawn with 300 dots an inch, as scans are, and with no more dots than this.
_SCALE, _DOTS = 300 / 72, 25_000_000


#: So many times its height are between two columns at least; the words of a line stand closer.
_COLUMN_GAP = 1.5
#: Without a long number or anything that is not ASCII, nothing of a table could be taken for another value.
_TELLING = re.compile(r"[0-9][0-9-]{6}|[^\x00-\x7f]")
_BLANK = re.compile(r"(?<=\S)[ \u3000]+(?=\S)")

#: Left, bottom, right, top.
_Box = tuple[float, float, float, float]


class Encrypted(Unlookable):
    """A document that wants a password."""

    reason = SkipReason.ENCRYPTED


class Broken(Unlookable):
    """A document that cannot be read."""

    reason = SkipReason.MALFORMED


def read(data: bytes, limits: Limits) -> Iterator[Piece]:
    """Yield a text a page, then what belongs to the whole document. Raises ``Encrypted`` and ``Broken``."""
    try:
        document = pdfium.PdfDocument(data)
    except pdfium.PdfiumError:
        if raw.FPDF_GetLastError() == raw.FPDF_ERR_PASSWORD:
            raise Encrypted("") from None
        raise Broken("PDF") from None
    try:
        if len(document) > limits.max_members:
            yield Unread("", SkipReason.TOO_LARGE, N_("holds more members than scan.max-archive-members"))
            return
        end = time.monotonic() + limits.seconds
        for number in range(len(document)):
            yield from _page(document, number, end if limits.ocr else None)
        yield from _whole(document)
    finally:
        document.close()


def _page(document: pdfium.PdfDocument, number: int, end: float | None) -> Iterator[Piece]:
    """What a page says; one that is a picture is read until ``end``, and not at all without one."""
    name = f"page {number + 1}"
    try:
        page = document[number]
    except pdfium.PdfiumError:
        yield Unread(name, SkipReason.MALFORMED, "PDF")
        return
    text_page = page.get_textpage()
    text = _in_columns(text_page, text_page.get_text_range()).replace("\r\n", "\n").replace("\r", "\n")
    notes = list(_annotations(page))
    if text.strip() or notes:
        yield Text(name, "\n".join([text, *notes]) + "\n", "text")
    if _is_picture(page, text.strip()):
        if end is None:
            yield Unread(name, SkipReason.NO_EXTRACTOR, SCANNED)
        else:
            yield from drawn_text.pieces(name, _drawn(page), end - time.monotonic())
    text_page.close()
    page.close()


def _in_columns(page: pdfium.PdfTextPage, text: str) -> str:
    """The text with a tab for each blank that parts two columns: cells of a table would be one value otherwise."""
    if not _TELLING.search(text):
        return text
    characters = list(text)
    for blank in _BLANK.finditer(text):
        left, right = (raw.FPDFText_GetCharIndexFromTextIndex(page, at) for at in (blank.start() - 1, blank.end()))
        if left >= 0 <= right and _is_far(page.get_charbox(left, loose=True), page.get_charbox(right, loose=True)):
            characters[blank.end() - 1] = "\t"
    return "".join(characters)


def _is_far(one: _Box, other: _Box) -> bool:
    """Whether more room lies between two characters of a line than between two words."""
    return other[0] - one[2] > _COLUMN_GAP * max(other[3] - other[1], one[3] - one[1])


def _is_picture(page: pdfium.PdfPage, text: str) -> bool:
    """Whether a page is a picture: it has no text, or next to none beside one that covers most of it."""
    if len(text) >= _STAMP:
        return False
    width, height = page.get_size()
    for item in page.get_objects(filter=[raw.FPDF_PAGEOBJ_IMAGE], max_depth=5):
        left, bottom, right, top = item.get_bounds()
        if not text or 2 * (right - left) * (top - bottom) > width * height:
            return True
    return False


def _drawn(page: pdfium.PdfPage) -> bytes:
    """A page as a grey picture (PGM)."""
    width, height = page.get_size()
    scale = min(_SCALE, math.sqrt(_DOTS / max(width * height, 1.0)))
    bitmap = page.render(scale=scale, grayscale=True)
    dots = memoryview(bitmap.buffer).cast("B")
    rows = (dots[start : start + bitmap.width] for start in range(0, bitmap.height * bitmap.stride, bitmap.stride))
    picture = b"P5\n%d %d\n255\n" % (bitmap.width, bitmap.height) + b"".join(rows)
    bitmap.close()
    return picture


def _annotations(page: pdfium.PdfPage) -> Iterator[str]:
    """What comments say, and what was filled in: ``name: value``."""
    for index in range(raw.FPDFPage_GetAnnotCount(page)):
        annotation = raw.FPDFPage_GetAnnot(page, index)
        if not annotation:
            continue
        said = [_string(annotation, key) for key in (b"T", b"Contents", b"V")]
        raw.FPDFPage_CloseAnnot(annotation)
        if any(said[1:]):
            title, *rest = said
            value = " ".join(" ".join(filter(None, rest)).split())
            yield f"{title}: {value}" if title else value


def _string(annotation: object, key: bytes) -> str:
    size = raw.FPDFAnnot_GetStringValue(annotation, key, None, 0)
    if size <= 2:
        return ""
    buffer = (ctypes.c_ushort * (size // 2))()
    raw.FPDFAnnot_GetStringValue(annotation, key, buffer, size)
    return bytes(buffer)[: size - 2].decode("utf-16-le", "replace")


def _whole(document: pdfium.PdfDocument) -> Iterator[Piece]:
    said = [f"{key}: {value}" for key, value in document.get_metadata_dict(skip_empty=True).items()]
    said += [bookmark.get_title() for bookmark in document.get_toc(max_depth=15)]
    if said:
        yield Text(_DOCUMENT, "\n".join(" ".join(line.split()) for line in said) + "\n", "text")
    for index in range(document.count_attachments()):
        attachment = document.get_attachment(index)
        yield Member(attachment.get_name(), bytes(attachment.get_data()))
