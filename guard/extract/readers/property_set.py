"""Properties of legacy Office documents ([MS-OLEPS]): author, title, company, and whatever a project adds."""

from __future__ import annotations

import struct
from collections.abc import Iterator

_SECTIONS = 2
_MAX_PROPERTIES = 1000
_CODE_PAGE = 1
_SHORT, _BYTES, _UTF16 = 2, 30, 31
_UTF16_PAGE = 1200
_CODECS = {932: "cp932", 65001: "utf-8", 1252: "cp1252", 20932: "euc_jp", 51932: "euc_jp"}


def texts(data: bytes) -> Iterator[str]:
    """The properties that are texts, each as one line."""
    for section in range(_SECTIONS):
        where = data[44 + 20 * section : 48 + 20 * section]
        if len(where) == 4:
            yield from _section(data, int.from_bytes(where, "little"))


def _section(data: bytes, start: int) -> Iterator[str]:
    count = min(int.from_bytes(data[start + 4 : start + 8], "little"), _MAX_PROPERTIES)
    listed = data[start + 8 : start + 8 + 8 * count]
    places = list(struct.iter_unpack("<LL", listed[: len(listed) // 8 * 8]))
    page = next((_number(data, start + at) for name, at in places if name == _CODE_PAGE), 932)
    for _, at in places:
        kind = int.from_bytes(data[start + at : start + at + 2], "little")
        size = int.from_bytes(data[start + at + 4 : start + at + 8], "little")
        value = data[start + at + 8 : start + at + 8 + (2 * size if kind == _UTF16 else size)]
        if kind in {_BYTES, _UTF16}:
            codec = "utf-16-le" if kind == _UTF16 or page == _UTF16_PAGE else _CODECS.get(page, "cp932")
            if text := " ".join(value.decode(codec, "replace").replace("\0", " ").split()):
                yield text


def _number(data: bytes, at: int) -> int:
    return int.from_bytes(data[at + 4 : at + 6], "little") if data[at : at + 2] == bytes([_SHORT, 0]) else 932
