"""HCL of Terraform and Terragrunt: blocks become key paths, literals values, and everything else an expression.

Its own scanner: grammars that recover from errors by trying (tree-sitter) do not come back from texts made for it.
"""

from __future__ import annotations

import re
from typing import Final

from guard.checks.separation.readers.hcl_tokens import BLANK, HEREDOC, SPACE, expression_end, heredoc_end, string_end
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

#: Functions that hand on what they are given.
_TRANSPARENT: Final = re.compile(
    r"(?:jsonencode|yamlencode|merge|concat|tolist|toset|tomap|sensitive|nonsensitive|compact|distinct|flatten)\s*\("
)
_COMPREHENSION: Final = re.compile(r"[\[{]\s*for\s")
_NAME: Final = re.compile(r"[^\W\d][\w\-]*")
_OBJECT_NAME: Final = re.compile(r"[\w.\-]+")
_ASSIGNMENT: Final = re.compile(r"=(?![=>])")
_LITERAL: Final = re.compile(r"-?\d[\d.]*(?:[eE][+\-]?\d+)?|true|false|null")
_REST_OF_LINE: Final = re.compile(r"[^\n]*\n?")
_TEMPLATE: Final = re.compile(r"(?<!\$)\$\{|(?<!%)%\{")
_ESCAPE: Final = re.compile(r'\\(u[0-9a-fA-F]{4}|U[0-9a-fA-F]{8}|[nrt"\\])|\$\$(?=\{)|%%(?=\{)')
_PLAIN_ESCAPES: Final = {"n": "\n", "r": "\r", "t": "\t", '"': '"', "\\": "\\"}
_MARGIN: Final = re.compile(r"^[ \t]*(?=\S)", re.MULTILINE)
_CLOSERS: Final = {"[": "]", "{": "}"}
_LONGEST_EXPRESSION: Final = 4_000


def read_hcl(text: str) -> Reading:
    """The attributes of all blocks, ``resource.aws_db_instance.main.identifier`` by key."""
    if len(text) > MAX_LENGTH:
        return Reading((), TOO_LARGE)
    scan = _Scan(text)
    scan.run()
    return Reading(scan.leaves, scan.broken)


class _Open:
    """A list, an object or a call whose end has not come."""

    __slots__ = ("closer", "key", "position")

    def __init__(self, closer: str, key: tuple[str, ...]) -> None:
        self.closer = closer
        self.key = key
        self.position = 0


class _Scan:
    """Statements to leaves, in the order of the text."""

    def __init__(self, text: str) -> None:
        self.leaves: list[Leaf] = []
        self.broken: str | None = None
        self._text = text
        self._at = 0

    def run(self) -> None:
        """Takes in the text to its end."""
        blocks: list[tuple[str, ...]] = [()]
        while self._skip(SPACE) < len(self._text) and self.broken not in {TOO_DEEP, TOO_MANY}:
            if self._takes("}"):
                if len(blocks) > 1:
                    blocks.pop()
                else:
                    self.broken = MALFORMED
            elif not self._statement(blocks):
                self.broken = self.broken or MALFORMED
                self._skip(_REST_OF_LINE)
        if len(blocks) > 1:
            self.broken = self.broken or MALFORMED

    def _skip(self, pattern: re.Pattern[str]) -> int:
        match = pattern.match(self._text, self._at)
        self._at = match.end() if match else self._at
        return self._at

    def _takes(self, symbol: str) -> bool:
        found = self._text.startswith(symbol, self._at)
        self._at += len(symbol) if found else 0
        return found

    def _statement(self, blocks: list[tuple[str, ...]]) -> bool:
        """An attribute, or the head of a block."""
        names = self._names()
        if not names:
            return False
        if len(names) == 1 and _ASSIGNMENT.match(self._text, self._at):
            self._at += 1
            return self._value((*blocks[-1], *names)) and self._is_end()
        if not self._takes("{"):
            return False
        if len(blocks) > MAX_DEPTH:
            self.broken = TOO_DEEP
            return False
        blocks.append((*blocks[-1], *names))
        return True

    def _names(self) -> tuple[str, ...]:
        """The name of an attribute, or the type and the labels of a block."""
        names: list[str] = []
        while len(names) < 10:
            self._skip(BLANK)
            start = self._at
            if names and self._text.startswith('"', start):
                self._at = string_end(self._text, start).at
                names.append(_unescaped(self._text[start + 1 : self._at - 1]))
            elif self._skip(_NAME) > start:
                names.append(self._text[start : self._at])
            else:
                break
        return tuple(names)

    def _is_end(self) -> bool:
        self._skip(BLANK)
        return self._text[self._at : self._at + 1] in {"", "\n", "}"}

    def _value(self, key: tuple[str, ...]) -> bool:
        """One expression with all that is inside of it."""
        levels: list[_Open] = []
        while True:
            self._skip(SPACE if levels else BLANK)
            opened = self._opened(key)
            if opened is not None:
                levels.append(opened)
                if len(levels) > MAX_DEPTH:
                    self.broken = TOO_DEEP
                    return False
            else:
                self._scalar(key, over_lines=bool(levels) and levels[-1].closer != "}")
                if len(self.leaves) > MAX_NODES:
                    self.broken = TOO_MANY
                    return False
            following = self._following(levels, opened is not None)
            if following is None:
                return False
            if not levels:
                return True
            key = following

    def _opened(self, key: tuple[str, ...]) -> _Open | None:
        """The collection that begins here; a call that hands on what it is given is one."""
        closer = _CLOSERS.get(self._text[self._at : self._at + 1])
        if closer is not None and not _COMPREHENSION.match(self._text, self._at):
            self._at += 1
            return _Open(closer, key)
        call = _TRANSPARENT.match(self._text, self._at)
        if call is None:
            return None
        self._at = call.end()
        return _Open(")", key)

    def _following(self, levels: list[_Open], is_first: bool) -> tuple[str, ...] | None:
        """The key of the value that comes next; collections that end here are closed."""
        while levels:
            level = levels[-1]
            self._skip(SPACE)
            self._takes("...")
            while self._skip(SPACE) < len(self._text) and not is_first and self._takes(","):
                is_first = True
                level.position += 1
            self._skip(SPACE)
            if self._takes(level.closer):
                levels.pop()
                self._tail(levels)
                is_first = False
            elif level.closer == "}":
                return self._object_key(level.key)
            elif not is_first or self._at >= len(self._text):
                return None
            else:
                return (*level.key, str(level.position)) if level.closer == "]" else level.key
        return ()

    def _tail(self, levels: list[_Open]) -> None:
        """What is done with a collection: ``{ … }[var.env]``; the collection has been read, this is no value."""
        over_lines = bool(levels) and levels[-1].closer != "}"
        self._at = expression_end(self._text, self._at, over_lines=over_lines).at

    def _object_key(self, key: tuple[str, ...]) -> tuple[str, ...] | None:
        start = self._at
        if self._text.startswith('"', start):
            self._at = string_end(self._text, start).at
            name = _unescaped(self._text[start + 1 : self._at - 1])
        elif self._text.startswith("(", start):
            self._at = expression_end(self._text, start + 1, over_lines=True).at + 1
            name = self._text[start : self._at]
        else:
            name = self._text[start : self._skip(_OBJECT_NAME)]
        self._skip(BLANK)
        if not name or not (self._takes("=") or self._takes(":")):
            return None
        return (*key, name)

    def _scalar(self, key: tuple[str, ...], *, over_lines: bool) -> None:
        text, start = self._text, self._at
        self._at, is_closed = expression_end(text, start, over_lines=over_lines)
        if not is_closed or self._at == start:
            self.broken = MALFORMED
        source = text[start : self._at].rstrip()
        end = start + len(source)
        if _LITERAL.fullmatch(source):
            self.leaves.append(Leaf(key, source, start, end))
        elif source.startswith('"') and string_end(text, start) == (end, True):
            inner = source[1:-1]
            waits = _TEMPLATE.search(inner) is not None
            self.leaves.append(Leaf(key, inner if waits else _unescaped(inner), start + 1, end - 1, waits))
        elif source.startswith("<<") and heredoc_end(text, start) == (end, True):
            self.leaves.append(_heredoc(key, text, start, end))
        else:
            self.leaves.append(Leaf(key, source[:_LONGEST_EXPRESSION], start, end, True))


def _heredoc(key: tuple[str, ...], text: str, start: int, end: int) -> Leaf:
    """What stands between the first and the last line, without the margin where it starts with ``<<-``."""
    opening = HEREDOC.match(text, start)
    assert opening is not None
    body_start = opening.end()
    body_end = max(text.rfind("\n", body_start, end), body_start)
    body = text[body_start:body_end]
    if opening[1]:
        margin = min((len(match[0]) for match in _MARGIN.finditer(body)), default=0)
        body = "\n".join(line[margin:] for line in body.split("\n"))
    return Leaf(key, body, body_start, body_end, _TEMPLATE.search(body) is not None)


def _unescaped(inner: str) -> str:
    return _ESCAPE.sub(_character, inner) if "\\" in inner or "$$" in inner or "%%" in inner else inner


def _character(match: re.Match[str]) -> str:
    escape = match[1]
    if escape is None:
        return match[0][0]
    if len(escape) > 1:
        code = int(escape[1:], 16)
        return chr(code) if code < 0x110000 else "\ufffd"
    return _PLAIN_ESCAPES[escape]
