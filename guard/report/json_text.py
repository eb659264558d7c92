"""JSON text that is valid on every stream and safe to look at on a terminal."""

from __future__ import annotations

import codecs
import json
import re
from collections.abc import Callable, Iterable
from typing import TextIO

# Lone surrogates cannot be encoded; C1 controls and bidirectional marks change how a terminal shows the rest.
_ESCAPED = re.compile("[\x7f-\x9f\u061c\u200e\u200f\u2028-\u202e\u2066-\u2069\ud800-\udfff]")


def is_unicode(out: TextIO) -> bool:
    """Whether a stream holds UTF-8, or is in memory and holds text."""
    name = getattr(out, "encoding", None) or "utf-8"
    return codecs.lookup(name).name in {"utf-8", "utf-8-sig"}


def encoder(out: TextIO) -> Callable[[object], str]:
    """A function from values to JSON on one line, for this stream: pure ASCII where it is not a UTF-8 one."""
    ascii_only = not is_unicode(out)

    def encode(value: object) -> str:
        return escaped(json.dumps(value, ensure_ascii=ascii_only, allow_nan=False))

    return encode


def escaped(text: str) -> str:
    """JSON text whose every character can be encoded and shown: the others stand as escapes."""
    return _ESCAPED.sub(lambda match: f"\\u{ord(match[0]):04x}", text)


def write_array(out: TextIO, items: Iterable[str], indent: str = "  ") -> None:
    """Write encoded items as an array, one a line, without ever holding more than one of them."""
    separator = f"\n{indent}"
    out.write("[")
    for item in items:
        out.write(separator + item)
        separator = f",\n{indent}"
    out.write("]")
