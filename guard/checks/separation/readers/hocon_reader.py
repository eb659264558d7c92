"""HOCON, as Play, Akka and Lightbend's Config write it: JSON without its ceremony, with substitutions and includes.

``url = ${?DB_URL}`` asks for what may not be set, ``include "application"`` reads another file: neither is followed
here. A text without quotes may hold ``:`` and ``=``, as far as the end of its line.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import Final

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

#: The key under which a file that is included is told.
INCLUDE: Final = "include"
_TOKEN: Final = re.compile(
    r"(?P<space>[^\S\r\n]++|\ufeff|(?:\#|//)[^\r\n]*+)|(?P<end>[\r\n,]\s*+)"
    r'|"""(?P<triple>.*?)(?:"""+|(?P<open_triple>\Z))|"(?P<quoted>(?:[^"\\\r\n]|\\.?)*+)(?:"|(?P<open_quoted>(?=[\r\n])|\Z))'
    r"|\$\{\??(?P<asked>[^{}\r\n]*+)\}|(?P<sign>\+=|[{}\[\]:=])|(?P<bare>(?:(?!//)[^\s\"{}\[\]:=,+#$])++|.)",
    re.DOTALL,
)
_INCLUDED: Final = re.compile(r'[ \t]*+(?:(?:required|file|classpath|url)\([ \t]*+){0,2}"(?P<path>[^"\r\n]*+)"[ \t)]*+')
_ESCAPE: Final = re.compile(r"\\(u[0-9a-fA-F]{4}|.)")
_ESCAPES: Final = {"n": "\n", "t": "\t", "r": "\r", "b": "\b", "f": "\f"}


@dataclass(slots=True)
class _Level:
    """An object or a list that is open; ``key`` is what stands before the value that is being read."""

    path: tuple[str, ...]
    closer: str = "}"
    names: list[str] = field(default_factory=list)
    key: tuple[str, ...] | None = None
    position: int = 0
    parts: list[tuple[str, int, int]] = field(default_factory=list)
    is_expression: bool = False
    is_nested: bool = False  # the value was an object or a list

    @property
    def is_waiting(self) -> bool:
        """Whether a key stands there and its value has still to come, on the next line."""
        return self.key is not None and not self.parts and not self.is_nested

    @property
    def at(self) -> tuple[str, ...] | None:
        """The key path of the value to come."""
        return (*self.path, str(self.position)) if self.closer == "]" else self.key


def read_hocon(text: str) -> Reading:
    """The scalars of a file; substitutions stay as ``${name}``."""
    if len(text) > MAX_LENGTH:
        return Reading((), TOO_LARGE)
    scan = _Scan(text)
    at = 0
    while at < len(text) and scan.stopped is None:
        token = _TOKEN.match(text, at)
        if token is None:
            break
        at = scan.take(token)
    return scan.reading()


class _Scan:
    """Tokens to leaves."""

    def __init__(self, text: str) -> None:
        self._text = text
        self._leaves: list[Leaf] = []
        self._open = [_Level(())]
        self._is_whole = True
        self.stopped: str | None = None

    def take(self, token: re.Match[str]) -> int:
        """Takes in one token; gives where the next one begins."""
        level = self._open[-1]
        match token.lastgroup:
            case "space":
                pass
            case "end":
                if "," in token[0] or not level.is_waiting:
                    self._next()
            case "open_triple" | "open_quoted":
                self._is_whole = False
            case "sign":
                self._sign(token[0], token)
            case "bare" if token[0] == INCLUDE and level.at is None and not level.names:
                return self._include(token)
            case _ if level.at is None:
                self._name(token)
            case _:
                self._value(token)
        return token.end()

    def reading(self) -> Reading:
        """What was read, and what is wrong with it."""
        self._next()
        whole = self._is_whole and len(self._open) == 1
        return Reading(self._leaves, self.stopped or (None if whole else MALFORMED))

    def _include(self, token: re.Match[str]) -> int:
        found = _INCLUDED.match(self._text, token.end())
        if found is None:
            self._is_whole = False
            return token.end()
        self._leaves.append(Leaf((*self._open[-1].path, INCLUDE), found["path"], *found.span("path")))
        return found.end()

    def _name(self, token: re.Match[str]) -> None:
        """A part of a key: ``db.default."url"``."""
        level = self._open[-1]
        if token["bare"] is not None:
            level.names += [part for part in token["bare"].split(".") if part]
        elif token["quoted"] is not None:
            level.names.append(_unescaped(token["quoted"]))
        else:
            self._is_whole = False

    def _value(self, token: re.Match[str]) -> None:
        level = self._open[-1]
        group = token.lastgroup or "bare"
        if group == "asked":
            level.is_expression = True
            level.parts.append((f"${{{token['asked']}}}", *token.span()))
        else:
            raw = token[group]
            level.parts.append((_unescaped(raw) if group == "quoted" else raw, *token.span(group)))

    def _sign(self, sign: str, token: re.Match[str]) -> None:
        level = self._open[-1]
        if sign in "{[":
            self._enter(sign)
        elif sign in "}]":
            self._leave(sign)
        elif level.at is None and level.names:
            level.key, level.names = (*level.path, *level.names), []
        elif level.at is not None:
            level.parts.append((sign, *token.span()))
        else:
            self._is_whole = False

    def _enter(self, opener: str) -> None:
        level = self._open[-1]
        if level.at is None and level.names and opener == "{":
            level.key, level.names = (*level.path, *level.names), []
        path = level.at
        if path is None and (opener == "[" or len(self._open) > 1):
            self._is_whole = False
        if len(self._open) >= MAX_DEPTH:
            self.stopped = TOO_DEEP
            return
        level.is_nested = True
        self._open.append(_Level(path or (), "}" if opener == "{" else "]"))

    def _leave(self, closer: str) -> None:
        self._next()
        if len(self._open) == 1 or self._open[-1].closer != closer:
            self._is_whole = False
            return
        self._open.pop()

    def _next(self) -> None:
        """The end of an entry."""
        level = self._open[-1]
        key = level.at
        if level.names or level.is_waiting:
            self._is_whole = False
        if key is not None and level.parts and not level.is_nested:
            value, start, end = self._joined(level)
            self._leaves.append(Leaf(key, value, start, end, level.is_expression))
        if level.parts or level.is_nested:
            level.position += 1
        level.key, level.names, level.parts = None, [], []
        level.is_expression = level.is_nested = False
        if len(self._leaves) > MAX_NODES:
            self.stopped = TOO_MANY

    def _joined(self, level: _Level) -> tuple[str, int, int]:
        """The parts of one value with the spaces between them."""
        pieces: list[str] = []
        before = level.parts[0][1]
        for value, start, end in level.parts:
            between = self._text[before:start]
            pieces += [between if between.isspace() else "", value]
            before = end
        return "".join(pieces), level.parts[0][1], level.parts[-1][2]


def _unescaped(raw: str) -> str:
    return _ESCAPE.sub(_character, raw) if "\\" in raw else raw


def _character(match: re.Match[str]) -> str:
    escape = match[1]
    return chr(int(escape[1:], 16)) if len(escape) > 1 else _ESCAPES.get(escape, escape)
