"""The text of a roster as plain values with the place of each: YAML without types of its own.

Every scalar stays the text that it is (an id ``0123`` is no number), so that the schema alone decides what it means.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Final

import yaml

from guard.checks.accounts.roster import Place
from guard.checks.accounts.roster_faults import Fault
from guard.errors import ConfigError
from guard.messages import N_, translator

MAX_BYTES: Final = 10 << 20
#: What YAML 1.1 takes for the end of a line.
_BREAK: Final = re.compile("\r\n|[\n\r\x85\u2028\u2029]")
_MAX_DEPTH: Final = 20
_MAX_NODES: Final = 500_000

Location = tuple[str | int, ...]

UNREADABLE: Final = N_("cannot be read: {why}")
NO_FILE: Final = N_("there is no such file: `sekisho accounts bootstrap` drafts one")
TOO_LARGE: Final = N_("is larger than {size} bytes")
NO_UTF8: Final = N_("is not UTF-8")
NO_YAML: Final = N_("is not YAML: {why}")
NO_CHARACTER: Final = N_("is not YAML: it holds a character that YAML does not allow")
TOO_DEEP: Final = N_("is nested too deeply, or too long")
IN_A_CIRCLE: Final = N_("is too long, or its aliases go in a circle")
NO_KEY: Final = N_("a key has to be a word")
KEY_TWICE: Final = N_("{key}: this key stands here twice")


class NoRosterError(ConfigError):
    """A file that no roster can be read from; ``fault`` says why in the language of whoever reads it."""

    def __init__(self, message: str, *, file: str, line: int | None = None, **args: str) -> None:
        super().__init__(translator("en")(message, **args), file=file, line=line)
        self.fault = Fault(Place(line or 1), message, args)


@dataclass(slots=True)
class Written:
    """What a roster says, and where: the place of every key, entry and value by its location."""

    value: Any = None
    places: dict[Location, Place] = field(default_factory=dict)

    def place(self, location: Location) -> Place:
        """The place of a location, or of the nearest thing around it."""
        for end in range(len(location), -1, -1):
            if location[:end] in self.places:
                return self.places[location[:end]]
        return Place()


def read(path: Path) -> str:
    """The text of a roster file. Raises ``NoRosterError``."""
    try:
        data = path.read_bytes() if path.is_file() else None
    except OSError as error:
        raise NoRosterError(UNREADABLE, file=path.name, why=str(error.strerror)) from None
    if data is None:
        raise NoRosterError(NO_FILE, file=path.name)
    return text_of(data, path.name)


def text_of(data: bytes, name: str) -> str:
    """The text that the bytes of a roster are. Raises ``NoRosterError``."""
    if len(data) > MAX_BYTES:
        raise NoRosterError(TOO_LARGE, file=name, size=str(MAX_BYTES))
    try:
        return data.decode("utf-8-sig").replace("\r\n", "\n")
    except UnicodeDecodeError as error:
        raise NoRosterError(NO_UTF8, file=name, line=data.count(b"\n", 0, error.start) + 1) from None


def parse(text: str, name: str) -> Written:
    """The values of a YAML text. Raises ``NoRosterError`` for what is no YAML, too deep, too much, or names a key twice."""
    try:
        _check_depth(text, name)
        node = yaml.compose(text, Loader=yaml.CSafeLoader)
    except yaml.MarkedYAMLError as error:
        line = error.problem_mark.line + 1 if error.problem_mark else None
        raise NoRosterError(NO_YAML, file=name, line=line, why=str(error.problem)) from None
    except yaml.YAMLError:
        raise NoRosterError(NO_CHARACTER, file=name) from None
    starts = [0, *(found.end() for found in _BREAK.finditer(text))]
    written = Written()
    written.value = _Building(written, starts, name).value(node, ())
    return written


def _check_depth(text: str, name: str) -> None:
    """The composer is recursive, the parser is not: count before composing."""
    depth = 0
    for number, event in enumerate(yaml.parse(text, Loader=yaml.CSafeLoader)):
        if isinstance(event, yaml.CollectionStartEvent):
            depth += 1
        elif isinstance(event, yaml.CollectionEndEvent):
            depth -= 1
        if depth > _MAX_DEPTH or number > _MAX_NODES:
            line = event.start_mark.line + 1 if event.start_mark else None
            raise NoRosterError(TOO_DEEP, file=name, line=line)


class _Building:
    """Values out of nodes, each with its place; aliases are followed, and count."""

    def __init__(self, written: Written, starts: list[int], name: str) -> None:
        self._places = written.places
        self._starts = starts
        self._name = name
        self._nodes = 0

    def value(self, node: yaml.Node | None, at: Location) -> Any:
        if node is None:
            return None
        self._nodes += 1
        if self._nodes > _MAX_NODES or len(at) > _MAX_DEPTH:
            raise NoRosterError(IN_A_CIRCLE, file=self._name, line=node.start_mark.line + 1)
        self._places[at] = self._place(node)
        if isinstance(node, yaml.MappingNode):
            return dict(self._pairs(node, at))
        if isinstance(node, yaml.SequenceNode):
            return [self.value(one, (*at, number)) for number, one in enumerate(node.value)]
        return None if node.tag == "tag:yaml.org,2002:null" else node.value

    def _pairs(self, node: yaml.MappingNode, at: Location) -> Iterator[tuple[str, Any]]:
        seen = set()
        for key, value in node.value:
            line = key.start_mark.line + 1
            if not isinstance(key, yaml.ScalarNode):
                raise NoRosterError(NO_KEY, file=self._name, line=line)
            if key.value in seen:
                raise NoRosterError(KEY_TWICE, file=self._name, line=line, key=key.value)
            seen.add(key.value)
            yield key.value, self.value(value, (*at, key.value))

    def _place(self, node: yaml.Node) -> Place:
        first, last = node.start_mark, node.end_mark
        start = self._starts[min(first.line, len(self._starts) - 1)] + first.column
        end = self._starts[min(last.line, len(self._starts) - 1)] + last.column
        return Place(first.line + 1, start, max(start, end))
