"""TOML with places, which ``tomllib`` does not give; a line that is no TOML costs that line only."""

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

_BLANK: Final = re.compile(r"(?:[ \t]++|#[^\n]*+)*+")
_SPACE: Final = re.compile(r"(?:\s++|#[^\n]*+)*+")
_LINE: Final = re.compile(r"[^\n]*+\n?")
_KEY_PART: Final = re.compile(r"""[ \t]*+(?:"((?:[^"\\\n]|\\.)*+)"|'([^'\n]*+)'|([^\s.=\[\]{},"'#]++))[ \t]*+""")
_TABLE: Final = re.compile(r"\[\[?")
_STRING: Final = re.compile(
    r'"""\n?(?P<long>(?:[^"\\]|\\[\s\S]|"(?!""))*+)"""' + r"|'''\n?(?P<raw_long>(?:[^']|'(?!''))*+)'''"
    r'|"(?P<short>(?:[^"\\\n]|\\.)*+)"' + r"|'(?P<raw>[^'\n]*+)'"
)
_BARE: Final = re.compile(r"[^\s,\]}#\"'\[{=]++(?:[ ](?=\d)[\d:.Z+\-]++)?")
_ESCAPE: Final = re.compile(r"\\(u[0-9a-fA-F]{4}|U[0-9a-fA-F]{8}|\s*\n\s*|.)", re.DOTALL)
_PLAIN_ESCAPES: Final = {"b": "\b", "t": "\t", "n": "\n", "f": "\f", "r": "\r", "e": "\x1b"}


def read_toml(text: str) -> Reading:
    """The values of all tables; those of ``[[servers]]`` stand below ``servers.0``, ``servers.1``, …"""
    if len(text) > MAX_LENGTH:
        return Reading((), TOO_LARGE)
    scan = _Scan(text)
    scan.run()
    return Reading(scan.leaves, scan.broken)


class _Open:
    """A list or an inline table whose end has not come."""

    __slots__ = ("closer", "key", "position")

    def __init__(self, opener: str, key: tuple[str, ...]) -> None:
        self.closer = "]" if opener == "[" else "}"
        self.key = key
        self.position = 0


class _Scan:
    """Lines to leaves."""

    def __init__(self, text: str) -> None:
        self.leaves: list[Leaf] = []
        self.broken: str | None = None
        self._text = text
        self._at = 1 if text.startswith("\ufeff") else 0
        self._table: tuple[str, ...] = ()
        self._counts: dict[tuple[str, ...], int] = {}

    def run(self) -> None:
        """Takes in the text to its end."""
        while self._skip(_SPACE) < len(self._text) and self.broken not in {TOO_DEEP, TOO_MANY}:
            understood = self._header() if self._text[self._at] == "[" else self._pair(self._table)
            if not understood:
                self.broken = self.broken or MALFORMED
                self._skip(_LINE)

    def _skip(self, pattern: re.Pattern[str]) -> int:
        match = pattern.match(self._text, self._at)
        self._at = match.end() if match else self._at
        return self._at

    def _header(self) -> bool:
        brackets = self._text[self._at : self._skip(_TABLE)]
        key = self._key()
        if not key or not self._text.startswith("]" * len(brackets), self._at):
            return False
        self._at += len(brackets)
        table: tuple[str, ...] = ()
        for depth in range(1, len(key) + 1):
            if depth == len(key) and brackets == "[[":
                self._counts[key] = self._counts.get(key, -1) + 1
            table = (*table, key[depth - 1])
            if key[:depth] in self._counts:
                table = (*table, str(self._counts[key[:depth]]))
        self._table = table
        return self._is_end_of_line()

    def _is_end_of_line(self) -> bool:
        self._skip(_BLANK)
        return self._text[self._at : self._at + 1] in {"", "\n", "\r"}

    def _key(self) -> tuple[str, ...]:
        parts: list[str] = []
        while len(parts) <= MAX_DEPTH:
            match = _KEY_PART.match(self._text, self._at)
            if match is None:
                return ()
            self._at = match.end()
            double, single, bare = match.groups()
            parts.append(_unescaped(double) if double is not None else single if single is not None else bare)
            if not self._text.startswith(".", self._at):
                return tuple(parts)
            self._at += 1
        return ()

    def _pair(self, table: tuple[str, ...]) -> bool:
        key = self._assigned(table)
        return key is not None and self._value(key) and self._is_end_of_line()

    def _assigned(self, table: tuple[str, ...]) -> tuple[str, ...] | None:
        """The key before a ``=``."""
        key = self._key()
        if not key or not self._text.startswith("=", self._at):
            return None
        self._at += 1
        self._skip(_BLANK)
        return (*table, *key)

    def _value(self, key: tuple[str, ...]) -> bool:
        """One value with all that is inside of it."""
        levels: list[_Open] = []
        while True:
            opener = self._text[self._at : self._at + 1]
            if opener in {"[", "{"}:
                if len(levels) >= MAX_DEPTH:
                    self.broken = TOO_DEEP
                    return False
                self._at += 1
                levels.append(_Open(opener, key))
            elif not self._scalar(key):
                return False
            elif len(self.leaves) > MAX_NODES:
                self.broken = TOO_MANY
                return False
            following = self._following(levels, opener in {"[", "{"})
            if following is None:
                return False
            if not levels:
                return True
            key = following

    def _following(self, levels: list[_Open], is_first: bool) -> tuple[str, ...] | None:
        """The key of the value that comes next; levels that end here are closed."""
        while levels:
            level = levels[-1]
            self._skip(_SPACE)
            if not is_first and self._text.startswith(",", self._at):
                self._at += 1
                self._skip(_SPACE)
                level.position += 1
                is_first = True
            if self._text.startswith(level.closer, self._at):
                self._at += 1
                levels.pop()
                is_first = False
            elif not is_first:
                return None
            elif level.closer == "]":
                return (*level.key, str(level.position))
            else:
                return self._assigned(level.key)
        return ()

    def _scalar(self, key: tuple[str, ...]) -> bool:
        match = _STRING.match(self._text, self._at)
        if match is None:
            match = _BARE.match(self._text, self._at)
            if match is None:
                return False
            start, end, value = *match.span(), match[0]
        else:
            kind = match.lastgroup
            assert kind is not None
            start, end = match.span(kind)
            value = match[kind] if kind.startswith("raw") else _unescaped(match[kind])
        self._at = match.end()
        waits, default = interpolated(value)
        self.leaves.append(Leaf(key, value, start, end, waits, 0, default))
        return True


def _unescaped(raw: str) -> str:
    return _ESCAPE.sub(_character, raw) if "\\" in raw else raw


def _character(match: re.Match[str]) -> str:
    escape = match[1]
    if escape[0] in "uU" and len(escape) > 1:
        code = int(escape[1:], 16)
        return chr(code) if code < 0x110000 else "\ufffd"
    return "" if escape.isspace() else _PLAIN_ESCAPES.get(escape, escape)
