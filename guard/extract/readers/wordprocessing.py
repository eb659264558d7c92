"""Word documents (ECMA-376): body, tables, headers, footers, notes, comments, tracked changes, properties."""

from __future__ import annotations

import re
from collections.abc import Iterator

from guard.extract.piece import Limits, Piece
from guard.extract.readers.office_package import flowing_parts

_FLOWING = re.compile(
    r"word/(?:glossary/)?(?:document|header\d*|footer\d*|footnotes|endnotes|comments|diagrams/\w+|charts/\w+)\.xml"
)


def read(data: bytes, limits: Limits) -> Iterator[Piece]:
    """Yield the parts of a document; deleted text of tracked changes is text."""
    yield from flowing_parts(data, limits, _FLOWING)
