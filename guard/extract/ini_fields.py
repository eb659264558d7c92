"""Fields of files of assignments: TOML, INI, .env, .properties, systemd units.

One tolerant reader for all of them, since such files are harder to tell apart than their lines are:
``key = value``, ``key: value``, ``[section]``, comments behind ``#``, ``;`` and ``!``.
"""

from __future__ import annotations

import re
from collections.abc import Generator, Iterator

from guard.extract.json_fields import scan
from guard.extract.nesting import BATCH, Nesting, unescaped
from guard.model import Field

_LINE = re.compile(r"(\ufeff?[ \t]*+)([^\r\n]*+)(?:\r\n|\n|\r|\Z)")
_SECTION = re.compile(
    r"""(\[\[?)((?: [^\]\r\n"']++ | "[^"\r\n]*+" | '[^'\r\n]*+' | ["'] )++)\]\]?[ \t]*+(?=[#;\r\n]|\Z)""",
    re.VERBOSE,
)
_KEY = re.compile(
    r"""(?: export[ \t]++ )?+
        ((?: "(?:[^"\\\r\n]++|\\.)*+" | '[^'\r\n]*+' | \\[^\r\n] | [^=:\\\r\n] )++)
        (?: := | [=:] )[ \t]*+""",
    re.VERBOSE,
)
_SEGMENT = re.compile(r""""((?:[^"\\]++|\\.)*+)"|'([^']*+)'|([^."']++)""", re.DOTALL)
_QUOTED = re.compile(r"""(?:"([^"\\\r\n]*+(?:\\.[^"\\\r\n]*+)*+)"|'([^'\r\n]*+)')[ \t]*+(?=[\#;,\r\n]|\Z)""", re.DOTALL)
_COLLECTION = re.compile(r"""[\[{][ \t]*+(?:[\#"'0-9\[\]{}+\-\r\n]|\Z|[\w-]++[ \t]*+=)""")
_OPEN_OR_CLOSED = re.compile(r"[\[\]{},][ \t]*(?:#[^\r\n]*)?\Z")
_COMMENT = re.compile(r"(?:\A|[ \t])[#;](?=[ \t\r\n]|\Z)")
_NOT_FIELDS = {"true", "false", "null", "none", "yes", "no", "on", "off", ""}


def read(text: str) -> Iterator[Field]:
    """The values of the assignments, labelled with section and key; a section is a record.

    Outside of sections a blank line ends a record, as it does between the groups of a .env file.
    """
    reader = _Reader(text)
    at = 0
    while at < len(text):
        at = yield from reader.line(at)
    yield from reader.nesting.rest()


def _path(name: str) -> tuple[str, ...]:
    """The segments of a dotted key or section name, quotes and escapes resolved."""
    if name.isidentifier():
        return (name,)
    found = (match[1] or match[2] or match[3] or "" for match in _SEGMENT.finditer(name))
    return tuple(unescaped(segment).strip() for segment in found)


class _Reader:
    """Reads one assignment after the other; ``line`` returns where the next one starts."""

    def __init__(self, text: str) -> None:
        self.nesting = Nesting(text, is_list=True)
        self.nesting.open_object()
        self._text = text
        self._section: tuple[str, ...] = ()
        self._array: tuple[str, ...] = ()  # the [[array of tables]] whose element is being read
        self._has_key = False

    def line(self, at: int) -> Generator[Field, None, int]:
        """Read the line that starts here, and the lines that go on with it."""
        text = self._text
        match = _LINE.match(text, at)
        assert match is not None
        body, end = match.span(2)
        if len(self.nesting.queue) >= BATCH:
            yield from self.nesting.settled()
        if body == end:
            if self._has_key and not self._section:
                self._start_record()
        elif text[body] in "#;!":
            pass
        elif section := _SECTION.match(text, body, end):
            self._open_section(section)
        elif key := _KEY.match(text, body, end):
            return (yield from self._assignment(key, end, match.end()))
        elif match[1] and self._has_key:  # configparser: an indented line goes on with the value
            self._plain(body, end)
        return match.end()

    def _start_record(self) -> None:
        self._has_key = False
        self.nesting.close()
        self.nesting.open_object()

    def _open_section(self, section: re.Match[str]) -> None:
        """A table is a record; one below an element of an array of tables belongs to the element."""
        self._section = _path(section[2])
        if section[1] == "[[":
            self._array = self._section
        elif self._array and self._section[: len(self._array)] == self._array:
            return
        else:
            self._array = ()
        self._start_record()

    def _assignment(self, key: re.Match[str], end: int, following: int) -> Generator[Field, None, int]:
        text, at = self._text, key.end()
        self.nesting.key_path((*self._section, *_path(key[1].rstrip(" \t+?"))), key.start(1))
        self._has_key = True
        if text.startswith(('"""', "'''"), at):
            close = text.find(text[at : at + 3], at + 3)
            if close >= 0:
                return self._long_text(at + 3, close)
        if quoted := _QUOTED.match(text, at, end):
            self.nesting.value(*quoted.span(quoted.lastindex or 0))
        elif _COLLECTION.match(text, at, end) and _OPEN_OR_CLOSED.search(text, at, end):
            at = yield from scan(text, at, self.nesting, one_value=True)
            return self._end_of_line(at) if text[at - 1] in "]}" else at
        else:
            return self._continued(at, end, following)
        return following

    def _long_text(self, start: int, close: int) -> int:
        """A text between triple quotes; the line break right behind the opening ones is not part of it."""
        while start < close and self._text[start] in "\r\n":
            start += 1
        self.nesting.value(start, close)
        return self._end_of_line(close + 3)

    def _end_of_line(self, at: int) -> int:
        match = _LINE.match(self._text, at)
        return len(self._text) if match is None else match.end()

    def _continued(self, start: int, end: int, following: int) -> int:
        """A plain value, with the lines that backslashes join to it.

        A line that is an assignment itself is not joined: ``dir=C:\\data\\`` ends in a backslash too.
        """
        text = self._text
        while _ends_in_backslash(text, start, end):
            match = _LINE.match(text, following)
            if match is None or not match[2] or _KEY.match(text, match.start(2), match.end(2)):
                break
            end, following = match.end(2), match.end()
        self._plain(start, end)
        return following

    def _plain(self, start: int, end: int) -> None:
        comment = _COMMENT.search(self._text, start, end)
        content = self._text[start : comment.start() if comment else end].rstrip()
        if content.lower() in _NOT_FIELDS:
            self.nesting.scalar()
        else:
            self.nesting.value(start, start + len(content))


def _ends_in_backslash(text: str, start: int, end: int) -> bool:
    """Whether the last backslash is not itself escaped."""
    count = 0
    while end - count > start and text[end - count - 1] == "\\":
        count += 1
    return count % 2 == 1
