"""Word documents (ECMA-376): body, tables, headers, footers, notes, comments, tracked changes, properties."""

from __future__ import annotations

import re
from collections.abc import Iterator

from guard.extract.piece import Limits, Piece, Unread
from guard.extract.readers.markup_flow import Broken, flow
from guard.extract.readers.office_package import common_part, flowing, parts

_FLOWING = re.compile(
    r"word/(?:glossary/)?(?:document|header\d*|footer\d*|footnotes|endnotes|comments|diagrams/\w+|charts/\w+)\.xml"
)


def read(data: bytes, limits: Limits) -> Iterator[Piece]:
    """Yield the parts of a document; deleted text of tracked changes is text."""
    for part in parts(data, limits):
        if isinstance(part, Unread):
            yield part
        elif _FLOWING.fullmatch(part.name):
            try:
                yield from flowing(part.name, flow(part.data, runs_only=True))
            except Broken as error:
                yield Unread(part.name, error.reason, error.detail)
        else:
            yield from common_part(part)
