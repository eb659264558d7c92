"""Where strings, heredocs and expressions of HCL end: each is scanned once, so that any text costs what it is long."""

from __future__ import annotations

import re
from typing import Final, NamedTuple

BLANK: Final = re.compile(r"(?:[ \t\r\ufeff]++|#[^\n]*+|//[^\n]*+|/\*(?:[^*]|\*(?!/))*+(?:\*/|\Z))*+")
SPACE: Final = re.compile(r"(?:[\s\ufeff]++|#[^\n]*+|//[^\n]*+|/\*(?:[^*]|\*(?!/))*+(?:\*/|\Z))*+")
HEREDOC: Final = re.compile(r"<<(-?)([A-Za-z_][\w\-]*)[ \t]*\r?\n")

_IN_STRING: Final = re.compile(r'[^"\\$%\n]++|\\.|\$\$\{|%%\{|[$%]\{|["$%\n\\]')
_IN_TEMPLATE: Final = re.compile(r'[^"{}]++|["{}]')
_TOKEN: Final = re.compile(
    r'(?P<quote>")|(?P<heredoc><<-?[A-Za-z_][\w\-]*[ \t]*\r?\n)|(?P<open>[\[{(])|(?P<close>[\]})])|(?P<newline>\n)|(?P<comma>,)'
    r'|(?P<comment>#[^\n]*+|//[^\n]*+|/\*(?:[^*]|\*(?!/))*+(?:\*/|\Z))|(?P<other>[^"\[\]{}()\n,#/<]++|[\s\S])'
)


class Ending(NamedTuple):
    """Where something ends, and whether it was closed there."""

    at: int
    is_closed: bool


def string_end(text: str, start: int) -> Ending:
    """Where the string ends that begins at a quote; a line that ends first ends it too."""
    at = start + 1
    inside = ['"']  # the string, templates in it, strings in those
    while inside and at < len(text):
        in_string = inside[-1] == '"'
        match = (_IN_STRING if in_string else _IN_TEMPLATE).match(text, at)
        assert match is not None
        symbol, at = match[0], match.end()
        if in_string:
            if symbol == '"':
                inside.pop()
            elif symbol in ("${", "%{"):
                inside.append("}")
            elif symbol == "\n":
                return Ending(at - 1, False)
        elif symbol in ('"', "{"):
            inside.append('"' if symbol == '"' else "}")
        elif symbol == "}":
            inside.pop()
    return Ending(at, not inside)


def heredoc_end(text: str, start: int) -> Ending:
    """Where the heredoc ends that begins at ``<<``: after its last line, at the end of the text without one."""
    opening = HEREDOC.match(text, start)
    if opening is None:
        return Ending(start, False)
    closing = re.compile(rf"^[ \t]*{re.escape(opening[2])}(?=[ \t]*\r?$)", re.MULTILINE).search(text, opening.end())
    return Ending(closing.end(), True) if closing else Ending(len(text), False)


def expression_end(text: str, start: int, *, over_lines: bool) -> Ending:
    """Where an expression ends: at the comma or bracket that is not its own, or with its line unless it goes over lines."""
    at, depth, is_closed = start, 0, True
    while at < len(text):
        match = _TOKEN.match(text, at)
        assert match is not None
        kind = match.lastgroup
        if depth == 0 and _ends(match, over_lines):
            return Ending(at, is_closed)
        depth += {"open": 1, "close": -1}.get(kind or "", 0)
        if kind in ("quote", "heredoc"):
            at, whole = string_end(text, at) if kind == "quote" else heredoc_end(text, at)
            is_closed = is_closed and whole
        else:
            at = match.end()
    return Ending(at, is_closed and depth == 0)


def _ends(match: re.Match[str], over_lines: bool) -> bool:
    """Whether a token is no part of an expression that has no bracket open."""
    kind = match.lastgroup
    if kind in ("close", "comma"):
        return True
    return not over_lines and (kind == "newline" or (kind == "comment" and match[0][1:2] != "*"))
