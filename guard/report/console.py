"""Text that is safe to show: on a console of any encoding, and whatever a file name or a line holds."""

from __future__ import annotations

import re
import unicodedata
from typing import TextIO

# Controls, bidirectional and zero-width marks, line separators, lone surrogates, tag characters: what can
# move the cursor, reorder a line, hide in it, or not be encoded.
_UNSAFE = re.compile(
    "[\x00-\x1f\x7f-\x9f\u00ad\u061c\u200b-\u200f\u2028-\u202e\u2060-\u206f\ufeff\ufff9-\ufffb\ud800-\udfff"
    "\U000e0000-\U000e007f]"
)


def visible(text: str) -> str:
    """The text with every character that does not show, or that moves others, as an escape (``\\x1b``)."""
    if text.isprintable():
        return text
    return _UNSAFE.sub(lambda match: match[0].encode("unicode_escape").decode("ascii"), text)


def visible_place(place: str) -> str:
    """A path or cell that may start a line: visible, and no workflow command of GitHub Actions."""
    shown = visible(place)
    return f"./{shown}" if shown.lstrip().startswith("::") else shown


def encodable(text: str, stream: TextIO) -> str:
    """The text with what the stream's encoding does not know as ``\\uXXXX`` escapes."""
    if text.isascii():
        return text
    encoding = getattr(stream, "encoding", None) or "utf-8"
    return text.encode(encoding, "backslashreplace").decode(encoding)


def write_text(stream: TextIO, text: str) -> None:
    """Write a text to a stream of any encoding without ever failing to encode it."""
    stream.write(encodable(text, stream))


def columns(text: str) -> int:
    """How many columns of a console the text takes: East Asian wide characters two, combining ones none."""
    if text.isascii():
        return len(text)
    return sum(_columns(char) for char in text)


def _columns(char: str) -> int:
    if unicodedata.combining(char):
        return 0
    return 2 if unicodedata.east_asian_width(char) in "WF" else 1


def pad(text: str, width: int) -> str:
    """The text filled with spaces up to a number of columns."""
    return text + " " * (width - columns(text))


def clip(text: str, width: int) -> str:
    """The text cut to a number of columns, the cut shown by an ellipsis."""
    if len(text) * 2 <= width:
        return text
    used = 0
    for index, char in enumerate(text):
        used += _columns(char)
        if used > width:
            return _cut(text[:index], width) + "…"
    return text


def _cut(text: str, width: int) -> str:
    """Take characters away until one column is free for the ellipsis."""
    while text and columns(text) >= width:
        text = text[:-1]
    return text
