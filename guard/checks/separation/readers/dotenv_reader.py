"""Files of environment variables: ``.env`` in the dialects of python-dotenv, Compose, Symfony, Laravel and Node.

python-dotenv's parser tells lines but not where in a line a value stands, so that the grammar is written here.
"""

from __future__ import annotations

import re
from typing import Final

from guard.checks.separation.readers.interpolation import interpolated
from guard.checks.separation.readers.limits import MALFORMED, MAX_LENGTH, MAX_NODES, TOO_LARGE, TOO_MANY
from guard.checks.separation.setting import Leaf, Reading

_INDENT: Final = re.compile(r"\ufeff?[^\S\r\n]*+")
_KEY: Final = re.compile(
    r"(?:export[^\S\r\n]++)?(?:'([^'\r\n=]++)'|([^\s=:#'\"]++(?::(?!\s)[^\s=:#'\"]++)*+))"
    r"(?:[^\S\r\n]*+=|:(?=[^\S\r\n]))[^\S\r\n]*+"
)
#: Quotes may span lines, and end a value only before a comment or the end of the line.
_QUOTED: Final = {
    "'": re.compile(r"'([^'\\]*+(?:\\.[^'\\]*+)*+)'(?=[^\S\r\n]*+(?:#|[\r\n]|\Z))", re.DOTALL),
    '"': re.compile(r'"([^"\\]*+(?:\\.[^"\\]*+)*+)"(?=[^\S\r\n]*+(?:#|[\r\n]|\Z))', re.DOTALL),
    "`": re.compile(r"`([^`]*+)`(?=[^\S\r\n]*+(?:#|[\r\n]|\Z))"),
}
_BARE: Final = re.compile(r"(?:[^\s#]++|(?<=\S)#|[^\S\r\n]++(?=[^\s#]))*+")
_LINE: Final = re.compile(r"[^\r\n]*+(?:\r\n?|\n|\Z)")
#: Comments, and the lines of templates.
_UNREAD: Final = frozenset("#{<")
_ESCAPE: Final = re.compile(r"\\(.)", re.DOTALL)
_ESCAPED: Final = {"n": "\n", "r": "\r", "t": "\t", "f": "\f", "v": "\v", "a": "\a", "b": "\b"}


def read_dotenv(text: str) -> Reading:
    """The variables of a file; a line that sets none is left out, and ``broken`` tells of it."""
    if len(text) > MAX_LENGTH:
        return Reading((), TOO_LARGE)
    leaves: list[Leaf] = []
    broken: str | None = None
    at = 0
    while at < len(text):
        if len(leaves) >= MAX_NODES:
            return Reading(leaves, TOO_MANY)
        at = _end(_INDENT, text, at)
        key = _KEY.match(text, at)
        if key is not None:
            leaf, is_closed = _value(text, key)
            broken = broken if is_closed else MALFORMED
            leaves.append(leaf)
            at = leaf.end
        after = _end(_LINE, text, at)
        if key is None and text[at : at + 1] not in _UNREAD and "=" in text[at:after]:
            broken = MALFORMED
        at = after
    return Reading(leaves, broken)


def _end(pattern: re.Pattern[str], text: str, at: int) -> int:
    match = pattern.match(text, at)
    return match.end() if match else at


def _value(text: str, key: re.Match[str]) -> tuple[Leaf, bool]:
    """The variable whose value starts behind ``key``, and whether its quotes were closed."""
    at = key.end()
    name = (key[1] or key[2],)
    quote = text[at : at + 1]
    if quote in _QUOTED:
        match = _QUOTED[quote].match(text, at)
        if match is not None:
            value = match[1] if quote == "`" else _unescaped(match[1], quote)
            return _leaf(name, value, *match.span(1)), True
    end = _end(_BARE, text, at)
    return _leaf(name, text[at:end], at, end), quote not in _QUOTED


def _unescaped(content: str, quote: str) -> str:
    if "\\" not in content:
        return content
    if quote == "'":
        return content.replace("\\'", "'")
    return _ESCAPE.sub(lambda match: _ESCAPED.get(match[1], match[1] if match[1] in '"\\$`' else match[0]), content)


def _leaf(key: tuple[str, ...], value: str, start: int, end: int) -> Leaf:
    is_expression, default = interpolated(value)
    return Leaf(key, value, start, end, is_expression, default=default)
