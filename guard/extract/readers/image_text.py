"""Words that pictures carry beside the picture: comments, EXIF, XMP, IPTC; what is drawn in one where that is asked for."""

from __future__ import annotations

import re
import struct
import zlib
from collections.abc import Iterator

from guard.extract.kind import Kind, sniff
from guard.extract.piece import Limits, Member, Piece, Unread
from guard.extract.reader_table import reader_of
from guard.extract.readers import drawn_text
from guard.model import SkipReason

BEHIND = "(behind the picture)"
_PNG, _JPEG, _GIF = b"\x89PNG\r\n\x1a\n", b"\xff\xd8\xff", (b"GIF87a", b"GIF89a")
_TIFF = (b"II*\0", b"MM\0*")
#: Formats that Tesseract reads.
_READABLE = (_PNG, _JPEG, *_GIF, *_TIFF, b"RIFF", b"BM")
_EXIF, _XMP = b"Exif\0\0", b"http://ns.adobe.com/xap/1.0/\0"
_PHOTOSHOP, _IPTC_TEXT = b"Photoshop 3.0\0", b"\x1c\x02"
#: One compressed text of a PNG.
_LONGEST_TEXT = 1 << 20
_MAX_PARTS = 1000
#: Tags of EXIF: other directories, texts in UTF-16, and a comment that names its encoding in eight bytes.
_DIRECTORIES, _UTF16_TAGS, _USER_COMMENT = {0x8769, 0x8825}, range(0x9C9B, 0x9CA0), 0x9286
_ASCII, _BYTES, _UNDEFINED = 2, 1, 7
_PLAIN = re.compile("[ -~\u3000-\u30ff]")
_PICTURE = Unread("", SkipReason.NO_EXTRACTOR, Kind.IMAGE.label)

Words = tuple[str, bytes]


def read(data: bytes, limits: Limits) -> Iterator[Piece]:
    """Yield what is written beside a picture and behind it, and the picture itself: as text, or as not looked at."""
    for name, words in _words(data):
        if words.strip(b"\0\r\n\t "):
            yield Member(name, words)
    if limits.ocr and data.startswith(_READABLE):
        yield from drawn_text.pieces("", data, limits.seconds)
    else:
        yield _PICTURE


def _words(data: bytes) -> Iterator[Words]:
    if data.startswith(_PNG):
        yield from _png(data)
    elif data.startswith(_JPEG):
        yield from _jpeg(data)
    elif data.startswith(_GIF):
        yield from _gif(data)
    elif data.startswith(_TIFF):
        yield from _tiff(data)
    elif data.startswith(b"RIFF"):
        yield from _webp(data)


def _behind(data: bytes, at: int) -> Iterator[Words]:
    rest = data[at:]
    kind = sniff(rest)
    if kind is Kind.TEXT or (kind is not Kind.IMAGE and reader_of(kind)):
        yield BEHIND, rest


def _png(data: bytes) -> Iterator[Words]:
    at = len(_PNG)
    while at + 12 <= len(data):
        size, type_ = int.from_bytes(data[at : at + 4], "big"), data[at + 4 : at + 8]
        content = data[at + 8 : at + 8 + size] if type_ in {b"tEXt", b"zTXt", b"iTXt", b"eXIf"} else b""
        at += 12 + size
        if type_ == b"eXIf":
            yield from _tiff(content)
        elif content:
            yield "text", _png_text(type_, content)
        elif type_ == b"IEND":
            break
    yield from _behind(data, at)


def _png_text(type_: bytes, content: bytes) -> bytes:
    """``keyword: text`` of a chunk (PNG, third edition, 11.3.3)."""
    keyword, _, rest = content.partition(b"\0")
    is_compressed = type_ == b"zTXt"
    if type_ == b"iTXt":
        is_compressed = rest[:1] == b"\1"
        rest = rest[2:].partition(b"\0")[2].partition(b"\0")[2]
    elif is_compressed:
        rest = rest[1:]
    if is_compressed:
        try:
            rest = zlib.decompressobj().decompress(rest, _LONGEST_TEXT)
        except zlib.error:
            rest = b""
    return keyword + b": " + rest


def _jpeg(data: bytes) -> Iterator[Words]:
    at = 2
    while at + 4 <= len(data) and data[at] == 0xFF:
        marker, size = data[at + 1], int.from_bytes(data[at + 2 : at + 4], "big")
        if marker == 0xFF:  # filling
            at += 1
            continue
        if marker == 0xDA:  # the picture begins
            break
        content = data[at + 4 : at + 2 + size]
        if marker == 0xFE:
            yield "comment", content
        elif content.startswith(_EXIF):
            yield from _tiff(content[len(_EXIF) :])
        elif content.startswith(_XMP):
            yield "xmp.xml", content[len(_XMP) :]
        elif content.startswith(_PHOTOSHOP):
            yield "iptc", b"\n".join(_iptc(content))
        at += 2 + max(size, 2)
    end = data.rfind(b"\xff\xd9")
    if end >= 0:
        yield from _behind(data, end + 2)


def _iptc(content: bytes) -> Iterator[bytes]:
    """The texts of the second record of IPTC-IIM (caption, by-line, city …), wherever in the segment it lies."""
    at = content.find(_IPTC_TEXT)
    while at >= 0 and at + 5 <= len(content):
        size = int.from_bytes(content[at + 3 : at + 5], "big")
        value = content[at + 5 : at + 5 + size]
        if b"\0" not in value:  # else a number
            yield value
        at = content.find(_IPTC_TEXT, at + 5 + size)


def _gif(data: bytes) -> Iterator[Words]:
    at = 13 + _colours(data, 10)
    while at < len(data):
        if data[at] == 0x2C:  # a picture
            content, at = _blocks(data, at + 11 + _colours(data, at + 9))
        elif data[at] == 0x21:  # an extension
            kind = data[at + 1 : at + 2]
            content, at = _blocks(data, at + 2)
            if kind in {b"\xfe", b"\x01"}:
                yield "comment", content
        else:
            break
    yield from _behind(data, at + 1)


def _colours(data: bytes, at: int) -> int:
    """The bytes of a table of colours whose flags stand at an offset."""
    flags = data[at] if at < len(data) else 0
    return 3 << ((flags & 7) + 1) if flags & 0x80 else 0


def _blocks(data: bytes, at: int) -> tuple[bytes, int]:
    parts = []
    while at < len(data) and data[at]:
        parts.append(data[at + 1 : at + 1 + data[at]])
        at += 1 + data[at]
    return b"".join(parts), at + 1


def _webp(data: bytes) -> Iterator[Words]:
    at = 12
    while at + 8 <= len(data):
        type_, size = data[at : at + 4], int.from_bytes(data[at + 4 : at + 8], "little")
        content = data[at + 8 : at + 8 + size] if type_ in {b"EXIF", b"XMP "} else b""
        if type_ == b"EXIF":
            yield from _tiff(content.removeprefix(_EXIF))
        elif content:
            yield "xmp.xml", content
        at += 8 + size + size % 2


def _tiff(data: bytes) -> Iterator[Words]:
    """The texts in the directories of EXIF and TIFF, each directory once (CIPA DC-008)."""
    order = ">" if data.startswith(b"MM") else "<"
    waiting = [int.from_bytes(data[4:8], "big" if order == ">" else "little")]
    seen: set[int] = set()
    while waiting and len(seen) < _MAX_PARTS:
        at = waiting.pop()
        if at in seen or at < 8 or at + 2 > len(data):
            continue
        seen.add(at)
        (count,) = struct.unpack_from(order + "H", data, at)
        for entry in range(at + 2, min(at + 2 + 12 * min(count, _MAX_PARTS), len(data) - 11), 12):
            tag, type_, size, value = struct.unpack_from(order + "HHLL", data, entry)
            if tag in _DIRECTORIES:
                waiting.append(value)
                continue
            start = entry + 8 if size <= 4 else value
            yield from _entry(tag, type_, data[start : start + size], order)
        after = at + 2 + 12 * count
        if after + 4 <= len(data):
            waiting.append(struct.unpack_from(order + "L", data, after)[0])


def _entry(tag: int, type_: int, content: bytes, order: str) -> Iterator[Words]:
    if tag in _UTF16_TAGS and type_ == _BYTES:
        yield "exif", content.decode("utf-16-le", "replace").rstrip("\0").encode()
    elif tag == _USER_COMMENT and type_ in {_UNDEFINED, _BYTES}:
        code, words = content[:8], content[8:]
        yield "exif", _unicode(words, order) if code.startswith(b"UNICODE") else words.rstrip(b"\0 ")
    elif type_ == _ASCII:
        yield "exif", content.rstrip(b"\0")


def _unicode(words: bytes, order: str) -> bytes:
    """UTF-16 in the order of the file or, as many programs write it, in the other one: letters and kana tell."""
    readings = [words.decode(f"utf-16-{one}", "replace").rstrip("\0") for one in ("be", "le")]
    return max(readings if order == ">" else reversed(readings), key=lambda text: len(_PLAIN.findall(text))).encode()
