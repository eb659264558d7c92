"""What pages of SQLite hold beside the rows that a query shows: deleted rows, and versions before and after.

Deleting a row frees its place and leaves its bytes (https://www.sqlite.org/fileformat2.html). A page that was freed as
a whole still has its rows, which are read as rows; of a row that was freed alone the beginning is lost, so what is
left is read as the words that are in it.
"""

from __future__ import annotations

import re
import struct
from collections.abc import Iterator

HEADER = b"SQLite format 3\0"
_TABLE_LEAF, _INDEX_LEAF = 0x0D, 0x0A
_LEAVES = {_TABLE_LEAF, _INDEX_LEAF}
_FIRST_HEADER = 100
_BTREE_HEADER = 8
#: Bytes of a number by its type; the last two are for later versions.
_SIZES = (0, 1, 2, 3, 4, 6, 8, 8, 0, 0, 0, 0)
_SMALLEST_BLOB, _SMALLEST_TEXT = 12, 13
_SHORTEST_NUMBER = 10_000
_MAX_COLUMNS = 2_000
#: Words of a page in which nothing says where they begin: of characters that a text has, as it is or in UTF-8.
_WORDS = re.compile(
    rb"(?:[\x20-\x7e\t\r\n]|[\xc2-\xdf][\x80-\xbf]|[\xe0-\xef][\x80-\xbf]{2}|[\xf0-\xf4][\x80-\xbf]{3}){4,}"
)
_UTF16 = {2: "utf-16-le", 3: "utf-16-be"}


def page_size(data: bytes) -> int:
    """The size of a page as the header of a database tells it; 0 where it makes no sense."""
    told = int.from_bytes(data[16:18], "big")
    size = 65536 if told == 1 else told
    return size if size >= 512 and not size & (size - 1) else 0


def codec_of(data: bytes) -> str:
    """The encoding of the texts in a database."""
    return _UTF16.get(int.from_bytes(data[56:60], "big"), "utf-8")


def freed(data: bytes) -> Iterator[tuple[int, list[str]]]:
    """Number and lines of each page of a database that has freed bytes with words in them."""
    size, codec = page_size(data), codec_of(data)
    if not size:
        return
    free = _free_pages(data, size)
    shown = int.from_bytes(data[28:32], "big")
    for number in range(1, -(-len(data) // size) + 1):
        page = data[(number - 1) * size : number * size]
        is_free = number in free or number > shown > 0
        lines = all_of(page, codec) if is_free else _between(page, _FIRST_HEADER if number == 1 else 0)
        if lines:
            yield number, lines


def all_of(page: bytes, codec: str, start: int = 0) -> list[str]:
    """The rows of a page, each with its values between tabs, and the words in what no row takes up."""
    if page[start : start + 1] and page[start] in _LEAVES:
        return [*_rows(page, start, codec), *_between(page, start)]
    return _words(page)


def _free_pages(data: bytes, size: int) -> set[int]:
    """The numbers of the pages on the list of free ones, each trunk of which names leaves."""
    trunk, found = int.from_bytes(data[32:36], "big"), set[int]()
    while trunk and trunk not in found and (trunk - 1) * size < len(data):
        found.add(trunk)
        page = data[(trunk - 1) * size : trunk * size]
        following, count = struct.unpack_from(">LL", page.ljust(8, b"\0"))
        found.update(struct.unpack_from(f">{min(count, (len(page) - 8) // 4)}L", page, 8) if len(page) > 8 else ())
        trunk = following
    return found


def _between(page: bytes, start: int) -> list[str]:
    """The words in a leaf where no row is: between the list of rows and the first row, and in freed blocks."""
    if len(page) < start + _BTREE_HEADER or page[start] not in _LEAVES:
        return []
    block, rows, first = struct.unpack_from(">HHH", page, start + 1)
    found = _words(page[start + _BTREE_HEADER + 2 * rows : first or 65536])
    at = 0
    while block > at and block + 4 <= len(page):  # blocks are listed in the order in which they lie
        at = block
        block, size = struct.unpack_from(">HH", page, at)
        found += _words(page[at + 4 : min(at + size, block or len(page))])
    return found


def _rows(page: bytes, start: int, codec: str) -> Iterator[str]:
    (count,) = struct.unpack_from(">H", page.ljust(start + _BTREE_HEADER, b"\0"), start + 3)
    room = 4 * len(page)  # rows that lie over each other would make more of a page than there is in it
    for number in range(min(count, (len(page) - start - _BTREE_HEADER) // 2)):
        (at,) = struct.unpack_from(">H", page, start + _BTREE_HEADER + 2 * number)
        _, at = _varint(page, at)  # the size of the row
        if page[start] == _TABLE_LEAF:
            _, at = _varint(page, at)  # its number
        if line := "\t".join(_values(page, at, codec)):
            yield line
        room -= len(line) + _varint(page, at)[0]
        if room < 0:
            return


def _values(page: bytes, start: int, codec: str) -> Iterator[str]:
    """The texts and long numbers of a row that begins with the list of its types; as far as the page has it."""
    size, at = _varint(page, start)
    end = start + size
    types: list[int] = []
    while at < min(end, len(page)) and len(types) < _MAX_COLUMNS:
        kind, at = _varint(page, at)
        types.append(kind)
    at = end
    for kind in types:
        if at >= len(page):
            return
        width = (kind - _SMALLEST_BLOB) // 2 if kind >= _SMALLEST_BLOB else _SIZES[kind]
        content = page[at : at + width]
        at += width
        if kind >= _SMALLEST_TEXT and kind % 2:
            yield _text(content, codec)
        elif 1 <= kind <= 6 and (value := int.from_bytes(content, "big", signed=True)) >= _SHORTEST_NUMBER:
            yield str(value)
        elif kind >= _SMALLEST_BLOB and not kind % 2:
            yield from _words(content)


def _text(content: bytes, codec: str) -> str:
    """A text as one line; a log need not hold the page that tells its encoding."""
    if b"\0" in content and codec == "utf-8":
        codec = "utf-16-le"
    try:
        text = content.decode(codec)
    except UnicodeDecodeError:
        text = content.decode("utf-16-le" if codec == "utf-8" else "utf-8", "replace")
    return " ".join(text.replace("\0", " ").split())


def _varint(page: bytes, at: int) -> tuple[int, int]:
    """A number in one to nine bytes, and what follows it."""
    value = 0
    for place in range(8):
        byte = page[at + place] if 0 <= at + place < len(page) else 0
        value = value << 7 | byte & 0x7F
        if byte < 0x80:
            return value, at + place + 1
    return value << 8 | (page[at + 8] if at + 8 < len(page) else 0), at + 9


def _words(data: bytes) -> list[str]:
    return [" ".join(match.group().decode("utf-8", "replace").split()) for match in _WORDS.finditer(data)]
