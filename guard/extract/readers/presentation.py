"""PowerPoint presentations (ECMA-376): slides, tables, notes, comments, masters, properties."""

from __future__ import annotations

import re
from collections.abc import Iterator

from guard.extract.piece import Limits, Piece
from guard.extract.readers.office_package import flowing_parts

_FLOWING = re.compile(
    r"ppt/(?:slides|notesSlides|slideMasters|slideLayouts|notesMasters|handoutMasters|diagrams|charts)/\w+\.xml"
)


def read(data: bytes, limits: Limits) -> Iterator[Piece]:
    """Yield the parts of a presentation; hidden slides are slides."""
    yield from flowing_parts(data, limits, _FLOWING)
