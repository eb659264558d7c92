"""Fields of YAML, read line by line.

No YAML library is used: positions are wanted, Helm, ERB and Jinja templates are not YAML yet, half-broken
files hold data too, and aliases and deep nesting cannot hurt a reader that follows indentation alone.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import NamedTuple

from guard.extract.nesting import BATCH, Nesting, unescaped
from guard.model import Field

_LINE = re.compile(r"(\ufeff?[ \t]*+)([^\r\n]*+)(?:\r\n|\n|\r|\Z)")
_DOCUMENT = re.compile(r"(?:---|\.\.\.)(?=\s|\Z)[ \t]*")
_DASH = re.compile(r"-(?:[ \t]++|(?=[\r\n]|\Z))")
_TEMPLATE = re.compile(r"(?:<%|\{%|\{\{)[^\r\n]*(?:%>|%\}|\}\})[ \t]*(?=[\r\n]|\Z)|[{<]%")
_PROPERTIES = re.compile(r"(?:[&!][^\s,\[\]{}]*+(?:[ \t]++|(?=[\r\n,\]}]|\Z)))++")
_KEY = re.compile(
    r"""(?: "([^"\\\r\n]*+(?:\\.[^"\\\r\n]*+)*+)"[ \t]*+
          | '([^'\r\n]*+(?:''[^'\r\n]*+)*+)'[ \t]*+
          | ([^\s\#,\[\]{}|>@`"'%][^:\r\n]*+(?::(?!\s|\Z)[^:\r\n]*+)*+)
        ):(?=\s|\Z)[ \t]*+""",
    re.VERBOSE,
)
_COMMENT = re.compile(r"(?:\A|[ \t])\#")
_BLOCK = re.compile(r"[|>][-+0-9]{0,2}[ \t]*+(?:\#[^\r\n]*)?(?=[\r\n]|\Z)")
_QUOTED = {
    '"': re.compile(r'"[^"\\]*+(?:\\.[^"\\]*+)*+"', re.DOTALL),
    "'": re.compile(r"'[^']*+(?:''[^']*+)*+'"),
}
_INDENT = re.compile(r"(?:\r\n|\n|\r)([ \t]*+)(?=[^\s])")
_FLOW = re.compile(
    r"""
    (?: "((?<=[\s,\[{:]")[^"\\]*+(?:\\.[^"\\]*+)*+(?=")           # 1  may span lines if it is closed
         | [^"\\\r\n]*+(?:\\.[^"\\\r\n]*+)*+)"?
      | '((?<=[\s,\[{:]')[^']*+(?:''[^']*+)*+(?=') | [^'\r\n]*+)'?  # 2
      | ([^\s,\[\]{}:"'\#][^,\[\]{}:\#\r\n]*+                       # 3  plain
         (?:(?::(?![\s,\[\]{}]|\Z)|(?<=\S)\#)[^,\[\]{}:\#\r\n]*+)*+)
    )(?:[ \t]*+(:)(?=[\s,\[\]{}]|\Z|(?<=["']:)))?                  # 4  what stands before it is a key
    | ([\[\]{}])                                                   # 5
    | (?:\r\n|\n|\r)(?=([ \t]*+)[^\s\]},])                         # 6  indentation of the next line
    | \#[^\r\n]*+
    """,
    re.VERBOSE | re.DOTALL,
)
_FLOW_PLAIN, _FLOW_KEY, _FLOW_BRACKET, _FLOW_LINE = 3, 4, 5, 6
_NOT_FIELDS = {"true", "false", "null", "~", "yes", "no", "on", "off", ""}


class _Line(NamedTuple):
    """Where the content of a line starts and ends, how far it is indented, and where the next line starts."""

    body: int
    end: int
    column: int
    next: int


def read(text: str) -> Iterator[Field]:
    """The scalars of a YAML text, labelled with their key paths; aliases, ``true`` and ``null`` are none."""
    reader = _Reader(text)
    at = 0
    while at < len(text):
        at = reader.advance(at)
        if len(reader.nesting.queue) >= BATCH:
            yield from reader.nesting.settled()
    yield from reader.nesting.rest()


def _name(key: re.Match[str]) -> str:
    """A key as it is meant: 1 in double quotes, 2 in single quotes, 3 plain or a Ruby symbol."""
    if key[1] is not None:
        return unescaped(key[1])
    return key[2].replace("''", "'") if key[2] is not None else key[3].strip().removeprefix(":")


class _Reader:
    """Follows indentation; each call of ``advance`` reads a line or a value that spans several."""

    def __init__(self, text: str) -> None:
        self.nesting = Nesting(text)
        self._text = text
        self._open: list[tuple[int, bool]] = []  # column and whether a list, for each open level
        self._flow_base: int | None = None  # depth around the flow collection being read
        self._limit = -1  # what continues a value is indented more than this

    def advance(self, at: int) -> int:
        """Read from ``at`` on and return where to go on."""
        if self._flow_base is not None:
            return self._flow(at, self._flow_base)
        line = self._line(at)
        body, column = line.body, line.column
        first = self._text[body : body + 1]
        if body == line.end or first == "#" or (first == "%" and not column):
            return line.next
        if first in "<{" and _TEMPLATE.match(self._text, body):
            return line.next
        if not column and first in "-." and (marker := _DOCUMENT.match(self._text, body)):
            self._close_until(-1)
            body = marker.end()
        else:
            while first == "-" and (dash := _DASH.match(self._text, body)):
                self._item(column)
                column += dash.end() - body
                body = dash.end()
                first = self._text[body : body + 1]
        return self._entry(line, body, column)

    def _entry(self, line: _Line, body: int, column: int) -> int:
        """What follows the dashes of a line: ``key: value``, or a value alone."""
        text = self._text
        if text.startswith(("? ", ": "), body):  # a complex key is no label; its value has none
            return line.next if text[body] == "?" else self._value(line, body + 2)
        key = _KEY.match(text, self._behind_properties(body), line.end)
        if key is None or (key[3] and _COMMENT.search(key[3])):
            return self._value(line, body)
        self._mapping(column)
        self.nesting.key(_name(key), key.start(key.lastindex or 0))
        self._limit = column
        return self._value(line, key.end())

    def _line(self, at: int) -> _Line:
        match = _LINE.match(self._text, at)
        assert match is not None
        return _Line(match.start(2), match.end(2), match.start(2) - at, match.end())

    def _behind_properties(self, at: int) -> int:
        """Skip an anchor and a tag."""
        if not self._text.startswith(("&", "!"), at):
            return at
        properties = _PROPERTIES.match(self._text, at)
        return at if properties is None else properties.end()

    def _close_until(self, column: int) -> None:
        """Close what is indented more than ``column``."""
        while self._open and self._open[-1][0] > column:
            self._open.pop()
            self.nesting.close()
        self._limit = column

    def _item(self, column: int) -> None:
        """An element of a list whose dashes stand in this column."""
        self._close_until(column)
        if self._open[-1:] != [(column, True)]:
            self._open.append((column, True))
            self.nesting.open_array()

    def _mapping(self, column: int) -> None:
        """A key of a mapping whose keys stand in this column."""
        self._close_until(column)
        if self._open[-1:] == [(column, True)]:
            self._open.pop()
            self.nesting.close()
        if self._open[-1:] != [(column, False)]:
            self._open.append((column, False))
            self.nesting.open_object()

    def _value(self, line: _Line, at: int) -> int:
        text = self._text
        at = self._behind_properties(at)
        if at >= line.end or text[at] == "#":
            return line.next
        first = text[at]
        if first == "*":
            self.nesting.scalar()
            return line.next
        if first in "|>" and _BLOCK.match(text, at):
            return self._block(line.next)
        if first in "\"'" and (end := self._quoted_end(at)):
            self.nesting.value(at + 1, end - 1)
            return self._line(end).next
        if first in "[{" and not text.startswith("{{", at):
            self._flow_base = self.nesting.depth
            return self._flow(at, self._flow_base)
        return self._plain(line, at)

    def _block(self, at: int) -> int:
        """The text of ``|`` or ``>``: all lines that are blank or indented more than the key."""
        start = end = at
        while at < len(self._text):
            line = self._line(at)
            if line.body < line.end:
                if line.column <= self._limit:
                    break
                start, end = (start if end > start else line.body), line.end
            at = line.next
        self.nesting.value(start, end)
        return at

    def _quoted_end(self, at: int) -> int | None:
        """Where a quoted text ends, unless a line in it is not indented: then the quote was never closed."""
        text = self._text
        match = _QUOTED[text[at]].match(text, at)
        if match is None:
            return None
        if any(len(indent[1]) <= self._limit for indent in _INDENT.finditer(text, at, match.end())):
            return None
        rest = self._line(match.end())
        return match.end() if rest.body == rest.end or text[rest.body] == "#" else None

    def _plain(self, line: _Line, at: int) -> int:
        start, end = self._plain_span(at, line.end)
        while end == line.end and self._is_indented(line.next) and self._continues(self._line(line.next)):
            line = self._line(line.next)
            _, end = self._plain_span(line.body, line.end)
        if self._text[start:end].lower() in _NOT_FIELDS:
            self.nesting.scalar()
        else:
            self.nesting.value(start, end)
        return line.next

    def _plain_span(self, at: int, end: int) -> tuple[int, int]:
        """A plain scalar without its comment and the spaces behind it."""
        comment = _COMMENT.search(self._text, at, end) if "#" in self._text[at:end] else None
        content = self._text[at : comment.start() if comment else end].rstrip()
        return at, at + len(content)

    def _is_indented(self, at: int) -> bool:
        """Whether the line that starts here is indented more than what it may continue."""
        return self._limit < 0 or self._text[at : at + self._limit + 1].isspace()

    def _continues(self, line: _Line) -> bool:
        """Whether a line, indented more, goes on with the plain scalar before it."""
        text = self._text
        return (
            line.body < line.end
            and text[line.body] != "#"
            and not _DASH.match(text, line.body)
            and not _TEMPLATE.match(text, line.body)
            and not _KEY.match(text, line.body, line.end)
        )

    def _flow(self, at: int, base: int) -> int:
        """Read a batch of tokens of ``{…}`` or ``[…]``; where it is never closed, indentation ends it."""
        nesting = self.nesting
        for count, token in enumerate(_FLOW.finditer(self._text, at)):
            kind = token.lastindex
            if kind == _FLOW_BRACKET:
                self._bracket(token[kind])
                if nesting.depth <= base:
                    return self._after_flow(token.end())
            elif kind == _FLOW_LINE:
                if len(token[kind]) <= self._limit:
                    return self._leave_flow(token.end(), base)
            elif kind == _FLOW_KEY:
                nesting.key(_name(token), token.start() + (token[3] is None))
            elif kind is not None:
                self._flow_value(token, kind)
            if count >= BATCH:
                return token.end()
        return self._leave_flow(len(self._text), base)

    def _bracket(self, bracket: str) -> None:
        if bracket == "{":
            self.nesting.open_object()
        elif bracket == "[":
            self.nesting.open_array()
        else:
            self.nesting.close()

    def _flow_value(self, token: re.Match[str], kind: int) -> None:
        start, end = token.span(kind)
        if kind == _FLOW_PLAIN:
            start = self._behind_properties(start)
            content = self._text[start:end].rstrip()
            end = start + len(content)
            if content.startswith("*") or content.lower() in _NOT_FIELDS:
                end = start
        self.nesting.value(start, end)

    def _leave_flow(self, at: int, base: int) -> int:
        while self.nesting.depth > base:
            self.nesting.close()
        self._flow_base = None
        return at

    def _after_flow(self, at: int) -> int:
        """Behind the closing bracket: whatever still stands on the line was meant as text."""
        self._flow_base = None
        line = self._line(at)
        if line.body < line.end and self._text[line.body] != "#":
            return self._plain(line, line.body)
        return line.next
