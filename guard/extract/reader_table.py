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
    Kind.OLE: Reader("legacy_office"),
    Kind.PARQUET: Reader("columnar", "parquet"),
    Kind.PDF: Reader("pdf"),
    Kind.PICKLE: Reader("pickle_strings"),
    Kind.PPTX: Reader("presentation"),
    Kind.SEVENZIP: Reader("sevenzip", "archives"),
    Kind.SQLITE: Reader("sqlite"),
    Kind.SQLITE_LOG: Reader("sqlite_log"),
    Kind.TAR: Reader("tar_archive"),
    Kind.XLSB: Reader("spreadsheet"),
    Kind.XLSX: Reader("spreadsheet"),
    Kind.XZ: Reader("compressed"),
    Kind.ZIP: Reader("zip_archive"),
    Kind.ZSTD: Reader("zstandard_stream", "archives"),
}


def reader_of(kind: Kind) -> Reader | None:
    """Who takes a file apart; ``None`` for a text and for what nothing here reads."""
    return READERS.get(kind)
