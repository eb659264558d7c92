"""An XML part of an Office file by its bytes: its elements, and where each of its characters stands."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping
from typing import Final
from xml.parsers import expat

_ENCODING: Final = re.compile(rb"<\?xml[^>]*?encoding=[\"']([A-Za-z0-9._-]+)[\"']")
#: Bytes of a part whose every character is given its place: some hundred megabytes of places.
MOST: Final = 16 << 20

Start = Callable[[str, Mapping[str, str], int], None]


class Unreadable(Exception):
    """A part that is no XML in UTF-8, or declares entities of its own."""


def parse(
    data: bytes, start: Start, end: Callable[[str], None], characters: Callable[[Iterator[tuple[str, int, int]]], None]
) -> None:
    """Tell the elements of a part, by local name, and its characters with their bytes. Raises :class:`Unreadable`.

    ``start`` is told the byte at which the tag begins, too.
    """
    parser = parser_of(data)
    inside_cdata = [False]
    parser.StartElementHandler = lambda name, values: start(
        local(name), {local(key): value for key, value in values.items()}, parser.CurrentByteIndex
    )
    parser.EndElementHandler = lambda name: end(local(name))
    parser.StartCdataSectionHandler = lambda: inside_cdata.__setitem__(0, True)
    parser.EndCdataSectionHandler = lambda: inside_cdata.__setitem__(0, False)
    parser.CharacterDataHandler = lambda text: characters(
        _placed(data, text, parser.CurrentByteIndex, is_cdata=inside_cdata[0])
    )
    run(parser, data)


def parser_of(data: bytes) -> expat.XMLParserType:
    """A parser for a part in UTF-8 that declares no entities. Raises :class:`Unreadable` for another one."""
    if len(data) > MOST:
        raise Unreadable("too large")
    declared = _ENCODING.match(data.removeprefix(b"\xef\xbb\xbf"))
    if data.startswith((b"\xff\xfe", b"\xfe\xff")) or (declared and declared[1].lower() not in {b"utf-8", b"us-ascii"}):
        raise Unreadable("encoding")
    parser = expat.ParserCreate("utf-8")
    parser.buffer_text = False
    parser.EntityDeclHandler = _refuse
    return parser


def run(parser: expat.XMLParserType, data: bytes) -> None:
    """Parse the whole of a part. Raises :class:`Unreadable`."""
    try:
        parser.Parse(data, True)
    except expat.ExpatError:
        raise Unreadable("XML") from None


def local(name: str) -> str:
    """A name without its prefix."""
    return name.rpartition(":")[2]


def _placed(data: bytes, text: str, at: int, *, is_cdata: bool) -> Iterator[tuple[str, int, int]]:
    """Characters with their bytes; an entity is several bytes, so is the end of a line of Windows."""
    if data[at : at + 1] == b"&" and not is_cdata:
        yield text, at, data.index(b";", at) + 1
        return
    if text == "\n":
        yield text, at, at + (2 if data.startswith(b"\r\n", at) else 1)
        return
    for character in text:
        end = at + len(character.encode())
        if data[at:end] != character.encode():
            raise Unreadable("position")
        yield character, at, end
        at = end


def _refuse(*_declaration: object) -> None:
    raise Unreadable("entity")
