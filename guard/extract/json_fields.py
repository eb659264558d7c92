"""Fields of JSON and its kin: JSON with comments, JSON lines, JSON5, object literals, notebooks, GeoJSON.

A scanner of its own, because positions are wanted, and because a broken or cut-off file still holds its data.
"""

from __future__ import annotations

import re
from collections.abc import Generator, Iterator

from guard.extract.nesting import BATCH, Nesting, unescaped
from guard.model import Field

_TOKEN = re.compile(
    r"""
    (?: "([^"\\\r\n]*+(?:\\.[^"\\\r\n]*+)*+)"?  # 1  a text, which ends with its line when it is not closed
      | '([^'\\\r\n]*+(?:\\.[^'\\\r\n]*+)*+)'?  # 2
      | ([+-]?\.?\d[^\s{}\[\]:=,"'/\#]*+)      # 3  a number
      | ([^\s{}\[\]:=,"'/\#]++)                # 4  a bare word: true, null, a key of an object literal
    )(?:\s*+([:=]))?                           # 5  what stands before a colon is a key (= in TOML)
    | ([{}\[\]])                               # 6
    | /(?:/[^\r\n]*+|\*.*?(?:\*/|\Z)) | \#[^\r\n]*+
    """,
    re.VERBOSE | re.DOTALL,
)
_WORD, _KEY, _BRACKET = 4, 5, 6
_OPENING = re.compile(r"\s*([\[{])")
_LINE_END = re.compile(r"[\r\n]")


def looks_like_lines(text: str) -> bool:
    """Whether the first line is a whole value and the next one begins another: JSON lines."""
    opening = _OPENING.match(text)
    end = _LINE_END.search(text, opening.end()) if opening else None
    if opening is None or end is None or not text[opening.end() : end.start()].rstrip(" \t").endswith(("]", "}")):
        return False
    following = _OPENING.match(text, end.start())
    return following is not None and following[1] == opening[1]


def read(text: str) -> Iterator[Field]:
    """The texts and numbers of a JSON text, labelled with their key paths."""
    nesting = Nesting(text, is_list=looks_like_lines(text))
    yield from scan(text, 0, nesting)
    yield from nesting.rest()


def scan(text: str, start: int, nesting: Nesting, *, one_value: bool = False) -> Generator[Field, None, int]:
    """Read from ``start`` on and return where reading ended.

    With ``one_value`` that is behind the value that starts there, or at a key inside an array that begins a
    line: then a bracket was not closed, and what follows is an assignment of the file around it.
    """
    depth = nesting.depth
    for token in _TOKEN.finditer(text, start):
        kind = token.lastindex
        if kind == _KEY:
            if one_value and nesting.is_in_array and text[token.start() - 1] in "\r\n":
                return _abandon(nesting, depth, token.start())
            name = token[1] or token[2] or token[3] or token[4] or ""
            nesting.key(unescaped(name), token.start() + (text[token.start()] in "\"'"))
        elif kind == _BRACKET:
            bracket = token[_BRACKET]
            if bracket == "{":
                nesting.open_object()
            elif bracket == "[":
                nesting.open_array()
            else:
                nesting.close()
                if one_value and nesting.depth <= depth:
                    return token.end()
        elif kind == _WORD:
            nesting.scalar()
        elif kind is not None:
            nesting.value(*token.span(kind))
            if len(nesting.queue) >= BATCH:
                yield from nesting.settled()
    return _abandon(nesting, depth, len(text))


def _abandon(nesting: Nesting, depth: int, end: int) -> int:
    while nesting.depth > depth:
        nesting.close()
    return end
