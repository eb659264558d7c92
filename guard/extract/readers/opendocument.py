"""OpenDocument files (ISO/IEC 26300): texts, presentations, spreadsheets; comments, tracked changes, properties."""

from __future__ import annotations

from collections.abc import Iterator

from guard.extract.piece import Limits, Member, Piece, Unread
from guard.extract.readers.markup_flow import Broken, attributes, flow, leaves
from guard.extract.readers.office_package import flowing, lines, parts
from guard.model import SkipReason

_SPREADSHEET = b"application/vnd.oasis.opendocument.spreadsheet"
_FLOWING = ("content.xml", "styles.xml")  # styles hold headers and footers
_LEFT_OUT = ("settings.xml", "manifest.rdf", "META-INF/manifest.xml")


def read(data: bytes, limits: Limits) -> Iterator[Piece]:
    """Yield the parts of a document, its embedded objects included; sheets come as those of any workbook."""
    pieces = list(parts(data, limits))
    names = {piece.name for piece in pieces if isinstance(piece, Member)}
    manifest = next((p.data for p in pieces if isinstance(p, Member) and p.name == "META-INF/manifest.xml"), b"")
    if b"encryption-data" in manifest:
        yield Unread("", SkipReason.ENCRYPTED, "")
        return
    is_workbook = any(
        isinstance(p, Member) and p.name == "mimetype" and p.data.startswith(_SPREADSHEET) for p in pieces
    )
    for piece in pieces:
        if isinstance(piece, Unread):
            yield piece
        else:
            yield from _part(piece, is_workbook)
    if is_workbook and "content.xml" in names:
        from guard.extract.readers import spreadsheet

        yield from spreadsheet.sheets(data, set())


def _part(part: Member, is_workbook: bool) -> Iterator[Piece]:
    name = part.name
    inner = name.rpartition("/")[2]
    try:
        if inner in _FLOWING:
            read = flow(part.data, runs_only=False)
            if is_workbook and name == "content.xml":
                from guard.extract.readers.spreadsheet import literals

                read.tables.clear()  # the cells come with their places
                read.lines += literals(attributes(part.data, {"table-cell"}, "formula"))
            yield from flowing(name, read)
        elif inner == "meta.xml":
            yield from lines(name, leaves(part.data))
        elif name not in _LEFT_OUT and inner != "mimetype" and not name.endswith((".xml", ".rdf")):
            yield part
    except Broken as error:
        yield Unread(name, error.reason, error.detail)
