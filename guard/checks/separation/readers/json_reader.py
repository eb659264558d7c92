"""JSON as configuration writes it: comments, trailing commas, a BOM, names and strings of JSON5, with places."""

from __future__ import annotations

import re
from typing import Final

from guard.checks.separation.readers.interpolation import interpolated
from guard.checks.separation.readers.limits import (
    MALFORMED,
    MAX_DEPTH,
    MAX_LENGTH,
    MAX_NODES,
    TOO_DEEP,
    TOO_LARGE,
    TOO_MANY,
)
from guard.checks.separation.setting import Leaf, Reading

_TOKEN: Final = re.compile(
    r"""(?P<open>[\[{])|(?P<close>[\]}])|(?P<colon>:)|(?P<comma>,)"""
    r"""|"(?P<double>(?:[^"\\\n]|\\[\s\S]?)*+)(?:"|(?=\n)|\Z)|'(?P<single>(?:[^'\\\n]|\\[\s\S]?)*+)(?:'|(?=\n)|\Z)"""
    r"""|(?P<space>[\s\ufeff]++|//[^\n]*+|/\*(?:[^*]|\*(?!/))*+(?:\*/|\Z)|\#[^\n]*+)"""
    r"""|(?P<bare>[^\s\[\]{}:,"'/#]++)"""
)
_ESCAPE: Final = re.compile(r"\\(u[0-9a-fA-F]{4}|x[0-9a-fA-F]{2}|\r\n|[\s\S])")
_PLAIN_ESCAPES: Final = {
    "b": "\b",
    "f": "\f",
    "n": "\n",
    "r": "\r",
    "t": "\t",
    "v": "\v",
    "0": "\0",
    "\n": "",
    "\r\n": "",
}


def read_json(text: str, *, max_length: int = MAX_LENGTH, max_nodes: int = MAX_NODES) -> Reading:
    """The scalars of all values that the text holds one after the other."""
    if len(text) > max_length:
        return Reading((), TOO_LARGE)
    scan = _Scan(max_nodes)
    end = 0
    while end < len(text) and scan.stopped is None:
        match = _TOKEN.match(text, end)
        if match is None:
            scan.is_whole = False
            end += 1
            continue
        end = match.end()
        if match.lastgroup != "space":
            scan.take(match)
    whole = scan.is_whole and not scan.open
    return Reading(scan.leaves, scan.stopped or (None if whole else MALFORMED))


class _Level:
    """An object or a list that is open: the key that stands before the value to come."""

    __slots__ = ("closer", "key", "position")

    def __init__(self, opener: str) -> None:
        self.closer = "}" if opener == "{" else "]"
        self.key: str | None = None
        self.position = 0


class _Scan:
    """Tokens to leaves."""

    def __init__(self, max_nodes: int) -> None:
        self.leaves: list[Leaf] = []
        self._max_nodes = max_nodes
        self.open: list[_Level] = []
        self.is_whole = True
        self.stopped: str | None = None
        self._pending: re.Match[str] | None = None  # a scalar: a key when a colon follows
        self._path: list[str] = []
        self._part = 0

    def take(self, token: re.Match[str]) -> None:
        """Takes in one token."""
        kind = token.lastgroup
        if kind == "open":
            self._enter(token[0])
        elif kind == "close":
            self._leave(token[0])
        elif kind == "comma":
            self._next()
        elif kind == "colon":
            self._name()
        else:
            if self._pending is not None:
                self._next()
                self.is_whole = False
            self._pending = token
            self.is_whole = self.is_whole and (kind == "bare" or token[0][-1:] in "'\"")
            if not self.open:
                self._next()
        if len(self.leaves) > self._max_nodes:
            self.stopped = TOO_MANY

    def _name(self) -> None:
        level = self.open[-1] if self.open else None
        if self._pending is None or level is None or level.closer == "]":
            self.is_whole = False
            return
        level.key = _content(self._pending)[0]
        self._pending = None

    def _enter(self, opener: str) -> None:
        if len(self.open) >= MAX_DEPTH:
            self.stopped = TOO_DEEP
            return
        if self.open:
            self._path.append(self._step())
        self.open.append(_Level(opener))

    def _leave(self, closer: str) -> None:
        self._emit()
        if not self.open or self.open[-1].closer != closer:
            self.is_whole = False
            return
        self.open.pop()
        if self._path:
            self._path.pop()
        if not self.open:
            self._part += 1

    def _next(self) -> None:
        self._emit()
        if self.open:
            self.open[-1].position += 1
            self.open[-1].key = None
        else:
            self._part += 1

    def _step(self) -> str:
        level = self.open[-1]
        if level.closer == "]":
            return str(level.position)
        if level.key is None:
            self.is_whole = False
        return level.key or ""

    def _emit(self) -> None:
        token, self._pending = self._pending, None
        if token is None:
            return
        if self.open and self.open[-1].closer == "}" and self.open[-1].key is None:
            self.is_whole = False
            return
        value, start, end = _content(token)
        waits, default = interpolated(value)
        key = (*self._path, self._step()) if self.open else ()
        self.leaves.append(Leaf(key, value, start, end, waits, self._part, default))


def _content(token: re.Match[str]) -> tuple[str, int, int]:
    kind = token.lastgroup
    assert kind is not None
    start, end = token.span(kind)
    raw = token[kind]
    return (_unescaped(raw) if "\\" in raw and kind != "bare" else raw), start, end


def _unescaped(raw: str) -> str:
    value = _ESCAPE.sub(_character, raw)
    return value.encode("utf-16", "surrogatepass").decode("utf-16", "replace") if "\\u" in raw else value


def _character(match: re.Match[str]) -> str:
    escape = match[1]
    if len(escape) > 2:
        return chr(int(escape[1:], 16))
    return _PLAIN_ESCAPES.get(escape, escape)
