"""What lies beside the cells of an Excel 97 workbook ([MS-XLS]): comments, text boxes, headers, footers, names, prompts."""

from __future__ import annotations

import struct
from collections.abc import Iterator
from typing import Final

STREAM: Final = "Workbook"
_HEADERS: Final = frozenset({0x14, 0x15})
_NAME, _CONTINUE, _TEXT_OBJECT, _VALIDATION = 0x18, 0x3C, 0x1B6, 0x1BE
_SAYING: Final = _HEADERS | {_NAME, _VALIDATION}
#: Where a text object says how long its text is, and where the name of a name begins.
_LENGTH_AT, _NAME_AT = 10, 14
_TEXT_TOKEN: Final = 0x17
_PROMPTS: Final = 4


def texts(stream: bytes) -> Iterator[str]:
    """The texts in the records of a workbook, each as one line; those of cells are read with the cells."""
    at = left = 0
    parts: list[str] = []
    while at + 4 <= len(stream):
        kind, size = struct.unpack_from("<HH", stream, at)
        start, at = at + 4, at + 4 + size
        if kind == _CONTINUE and left > 0:  # of a text object: first its text, then how that looks
            part = _characters(stream[start + 1 : at], stream[start : start + 1], left)
            parts.append(part)
            left -= len(part) or left
            if left == 0:
                yield " ".join("".join(parts).split())
            continue
        left = 0
        if kind == _TEXT_OBJECT:
            left, parts = int.from_bytes(stream[start + _LENGTH_AT : start + _LENGTH_AT + 2], "little"), []
        elif kind in _SAYING:
            lines = (" ".join(text.replace("\0", " ").split()) for text in _said(kind, stream[start:at]))
            yield from filter(None, lines)


def _said(kind: int, content: bytes) -> Iterator[str]:
    if kind in _HEADERS:
        yield _counted(content, 0)[0]
    elif kind == _NAME and len(content) > _NAME_AT:
        name = _characters(content[_NAME_AT + 1 :], content[_NAME_AT : _NAME_AT + 1], content[3])
        after = _NAME_AT + 1 + len(name) * (1 + (content[_NAME_AT] & 1))
        yield f"{name} {_literal(content[after:])}"
    elif kind == _VALIDATION:
        at = 4
        for _ in range(_PROMPTS):
            text, at = _counted(content, at)
            yield text
        yield _literal(content[at + 4 :])


def _counted(content: bytes, at: int) -> tuple[str, int]:
    """A text that its length stands before, and where it ends."""
    length = int.from_bytes(content[at : at + 2], "little")
    text = _characters(content[at + 3 :], content[at + 2 : at + 3], length)
    return text, at + 3 + len(text) * (1 + int.from_bytes(content[at + 2 : at + 3], "little") % 2)


def _literal(formula: bytes) -> str:
    """The text that a formula is, if it is one."""
    return (
        _characters(formula[3:], formula[2:3], formula[1])
        if formula[:1] == bytes([_TEXT_TOKEN]) and formula[1:]
        else ""
    )


def _characters(content: bytes, flags: bytes, length: int) -> str:
    """At most so many characters, of two bytes each or, where the flags say so, of one."""
    if int.from_bytes(flags, "little") % 2:
        return content[: 2 * length].decode("utf-16-le", "replace")
    return content[:length].decode("latin-1")
