"""What a container is taken apart into: files inside it, texts with places, and what could not be read.

A reader of a container is a function ``read(data: bytes, limits: Limits) -> Iterator[Piece]``. It runs in a
process of its own that is killed when it takes too long or too much memory, so pieces are plain data.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from guard.model import Field, Place, SkipReason


@dataclass(frozen=True, slots=True)
class Limits:
    """What a reader may use. ``max_bytes`` bounds what one container unpacks to, nested ones included.

    ``ocr`` says whether pictures are read too.
    """

    max_bytes: int
    max_members: int
    max_depth: int
    max_ratio: int
    seconds: float
    memory: int
    ocr: bool = False


@dataclass(frozen=True, slots=True)
class Member:
    """A file inside a container: looked at like any other, by its content."""

    name: str
    data: bytes


@dataclass(frozen=True, slots=True)
class Text:
    """Text that was read out of a container: a sheet, a document body, a page, a message.

    ``name`` is the part (``Sheet1``, ``comments``); empty for the container itself. ``fields`` are labelled
    values by offset into ``text``; ``places`` say where its stretches stand, in order of their starts.
    """

    name: str
    text: str
    format: str
    fields: Sequence[Field] = ()
    places: Sequence[Place] = ()


@dataclass(frozen=True, slots=True)
class Unread:
    """A part that was not looked at, and why: becomes a skip. ``detail`` holds nothing of the content."""

    name: str
    reason: SkipReason
    detail: str


Piece = Member | Text | Unread
