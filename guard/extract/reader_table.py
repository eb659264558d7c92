"""Which module reads which kind of container. One row each; the module is imported by the worker alone."""

from __future__ import annotations

from collections.abc import Mapping
from typing import NamedTuple

from guard.extract.kind import Kind

PACKAGE = "guard.extract.readers"


class Reader(NamedTuple):
    """A module of :data:`PACKAGE`, and the extra that installs what it needs beyond the base."""

    module: str
    extra: str | None = None


READERS: Mapping[Kind, Reader] = {
    Kind.ARROW: Reader("columnar", "parquet"),
    Kind.BZIP2: Reader("compressed"),
    Kind.DOCX: Reader("wordprocessing"),
    Kind.EMAIL: Reader("mail"),
    Kind.GZIP: Reader("compressed"),
    Kind.IMAGE: Reader("image_text"),
    Kind.JAR: Reader("zip_archive"),
    Kind.ODF: Reader("opendocument"),
    Kind.OLE: Reader("spreadsheet"),
    Kind.PARQUET: Reader("columnar", "parquet"),
    Kind.PDF: Reader("pdf"),
    Kind.PICKLE: Reader("pickle_strings"),
    Kind.PPTX: Reader("presentation"),
    Kind.SEVENZIP: Reader("sevenzip", "archives"),
    Kind.SQLITE: Reader("sqlite"),
    Kind.TAR: Reader("tar_archive"),
    Kind.XLSB: Reader("spreadsheet"),
    Kind.XLSX: Reader("spreadsheet"),
    Kind.XZ: Reader("compressed"),
    Kind.ZIP: Reader("zip_archive"),
    Kind.ZSTD: Reader("zstandard_stream", "archives"),
}

#: What text in an image begins with: chunks of PNG and WebP, segments of JPEG, the packet of XMP, a GIF comment.
_IMAGE_TEXT = (b"tEXt", b"zTXt", b"iTXt", b"eXIf", b"EXIF", b"Exif\0\0", b"<x:xmpmeta", b"8BIM\x04\x04", b"\xff\xfe", b"!\xfe")
_TIFF = (b"II*\0", b"MM\0*")


def reader_of(kind: Kind, data: bytes) -> Reader | None:
    """Who takes a file apart; ``None`` for a text and for what nothing here reads, an image without text included."""
    if kind is Kind.IMAGE and not data.startswith(_TIFF) and not any(mark in data for mark in _IMAGE_TEXT):
        return None
    return READERS.get(kind)
