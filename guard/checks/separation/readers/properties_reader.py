"""Java properties: continued lines, escapes, and several documents in a file as Spring Boot reads them (``#---``).

javaproperties keeps the source of a line but not where its value begins, so that the grammar is written here.
"""

from __future__ import annotations

import re
from typing import Final

from guard.checks.separation.readers.interpolation import interpolated
from guard.checks.separation.readers.limits import MAX_LENGTH, MAX_NODES, TOO_LARGE, TOO_MANY
from guard.checks.separation.setting import Leaf, Reading

#: A line with those that continue it, a comment, or the line between two documents.
_LOGICAL: Final = re.compile(
    r"[ \t\f]*+(?:(?P<divider>[#!]---[ \t]*+(?=[\r\n]|\Z))|[#!][^\r\n]*+"
    r"|(?P<line>[^\r\n\\]*+(?:\\(?:\r\n|.|\Z)[^\r\n\\]*+)*+))(?:\r\n|\r|\n|\Z)",
    re.DOTALL,
)
_KEY: Final = re.compile(r"((?:[^\s=:\\]|\\(?:\r\n[ \t\f]*|[\r\n][ \t\f]*|.))*+)[ \t\f]*+[=:]?[ \t\f]*+", re.DOTALL)
_CONTINUED: Final = re.compile(r"\\(?:\r\n|\r|\n)[ \t\f]*")
_ESCAPE: Final = re.compile(r"\\(?:u([0-9A-Fa-f]{4})|(.)|\Z)", re.DOTALL)
_ESCAPED: Final = {"n": "\n", "r": "\r", "t": "\t", "f": "\f"}
#: What Maven and Gradle fill in when they copy the file, within a longer value.
_FILTERED: Final = re.compile(r"@[A-Za-z][\w\-]{0,100}(?:\.[\w\-]{1,100}){1,9}@")


def read_properties(text: str) -> Reading:
    """The properties, their keys as written, dots and all."""
    if len(text) > MAX_LENGTH:
        return Reading((), TOO_LARGE)
    leaves: list[Leaf] = []
    part = 0
    at = 1 if text.startswith("\ufeff") else 0
    while at < len(text):
        match = _LOGICAL.match(text, at)
        if match is None:
            break
        if match["divider"]:
            part += 1
        elif (match["line"] or "").strip("\\ \t\f\r\n"):
            if len(leaves) >= MAX_NODES:
                return Reading(leaves, TOO_MANY)
            leaves.append(_property(text, *match.span("line"), part))
        at = match.end()
    return Reading(leaves)


def _property(text: str, start: int, end: int, part: int) -> Leaf:
    key = _KEY.match(text, start, end)
    name = _unescaped(key[1]) if key else ""
    start = key.end() if key else start
    value = _unescaped(text[start:end])
    is_expression, default = interpolated(value)
    if not is_expression and "@" in value and _FILTERED.search(value):
        is_expression = True
    return Leaf((name,), value, start, end, is_expression, part, default)


def _unescaped(raw: str) -> str:
    if "\\" not in raw:
        return raw
    value = _ESCAPE.sub(_meaning, _CONTINUED.sub("", raw))
    return value.encode("utf-16", "surrogatepass").decode("utf-16", "replace")


def _meaning(match: re.Match[str]) -> str:
    if match[1]:
        return chr(int(match[1], 16))
    return _ESCAPED.get(match[2], match[2]) if match[2] else ""
