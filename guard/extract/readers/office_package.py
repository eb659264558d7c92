"""What Word, PowerPoint and Excel files share: a ZIP of XML parts, with properties, links and embedded files."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import PurePosixPath

from guard.extract.kind import sniff
from guard.extract.piece import Limits, Member, Piece, Text, Unread
from guard.extract.readers import zip_archive
from guard.extract.readers.markup_flow import Broken, Flow, attributes, flow, leaves
from guard.messages import N_
from guard.model import SkipReason

MACROS = N_("macros")
#: Parts that say how something looks or where it lies, and nothing else.
_LAYOUT = ("[Content_Types].xml", "theme/", "styles", "settings", "fontTable", "webSettings", "numbering", "calcChain")
#: What is read here or looks like it, and settings of printers and controls.
_NO_WORDS = frozenset({".xml", ".bin"})
_EMBEDDED = ("embeddings/", "media/", "attachments/")


def parts(data: bytes, limits: Limits) -> Iterator[Member | Unread]:
    """The members of the package, within the limits, without those in which nothing is."""
    for piece in zip_archive.read(data, limits):
        if isinstance(piece, Unread) or (isinstance(piece, Member) and piece.data):
            yield piece


def flowing_parts(data: bytes, limits: Limits, flowing_names: re.Pattern[str]) -> Iterator[Piece]:
    """The parts of a document or of slides: those of these names as text and tables, the others as what they are."""
    for part in parts(data, limits):
        if isinstance(part, Unread):
            yield part
        elif flowing_names.fullmatch(part.name):
            try:
                yield from flowing(part.name, flow(part.data, runs_only=True))
            except Broken as error:
                yield Unread(part.name, error.reason, error.detail)
        else:
            yield from common_part(part)


def common_part(part: Member) -> Iterator[Piece]:
    """What any of the three can have: properties, external links, embedded files, custom XML, macros."""
    name = part.name
    path = PurePosixPath(name)
    if any(mark in name for mark in _EMBEDDED):
        yield part
    elif path.name == "vbaProject.bin":
        yield Unread(name, SkipReason.NO_EXTRACTOR, MACROS)
    elif name.endswith(".rels"):
        links = attributes(part.data, {"Relationship"}, "Target")
        yield from lines(name, (link for link in links if ":" in link))
    elif path.name == "settings.xml":
        yield from lines(name, attributes(part.data, {"docVar"}, "val"))
    elif path.suffix == ".xml" and not is_layout(name):
        yield from lines(name, leaves(part.data))
    elif path.suffix not in _NO_WORDS and sniff(part.data).can_hold_text:  # no small picture of the first page
        yield part


def is_layout(name: str) -> bool:
    """Whether a part holds no words of the document."""
    inner = name.partition("/")[2] if "/" in name else name
    return inner.startswith(_LAYOUT) or name in _LAYOUT


def lines(name: str, found: Iterator[str]) -> Iterator[Piece]:
    """A part as a text of lines; nothing where there are none, a skip where it is broken."""
    try:
        text = "\n".join(found)
    except Broken as error:
        yield Unread(name, error.reason, error.detail)
        return
    if text:
        yield Text(name, text + "\n", "text")


def flowing(name: str, read: Flow) -> Iterator[Piece]:
    """The lines of a part, and each of its tables as a text of its own."""
    if read.lines:
        yield Text(name, "\n".join(read.lines) + "\n", "text")
    for number, rows in enumerate(read.tables, 1):
        text = "".join("\t".join(cell_text(cell) for cell in row) + "\n" for row in rows)
        yield Text(f"{name} table {number}", text, "tsv")


def cell_text(value: str) -> str:
    """A cell as it stands between tabs: what would end it, or quote it, is replaced one for one."""
    return value.translate(_SEPARATORS)


_SEPARATORS = str.maketrans(
    {"\t": " ", "\n": " ", "\r": " ", "\v": " ", "\f": " ", '"': "'", "\x85": " ", "\u2028": " ", "\u2029": " "}
)
