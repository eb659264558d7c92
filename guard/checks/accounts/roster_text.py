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
from guard.errors import ConfigError

MAX_BYTES: Final = 10 << 20
#: What YAML 1.1 takes for the end of a line.
_BREAK: Final = re.compile("\r\n|[\n\r\x85\u2028\u2029]")
_MAX_DEPTH: Final = 20
_MAX_NODES: Final = 500_000

Location = tuple[str | int, ...]


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
    """The text of a roster file. Raises ``ConfigError``."""
    try:
        data = path.read_bytes() if path.is_file() else None
    except OSError as error:
        raise ConfigError(f"cannot be read: {error.strerror}", file=path.name) from None
    if data is None:
        raise ConfigError("there is no such file: `sekisho accounts bootstrap` drafts one", file=path.name)
    return text_of(data, path.name)


def text_of(data: bytes, name: str) -> str:
    """The text that the bytes of a roster are. Raises ``ConfigError``."""
    if len(data) > MAX_BYTES:
        raise ConfigError(f"is larger than {MAX_BYTES} bytes", file=name)
    try:
        return data.decode("utf-8-sig").replace("\r\n", "\n")
    except UnicodeDecodeError as error:
        raise ConfigError("is not UTF-8", file=name, line=data.count(b"\n", 0, error.start) + 1) from None


def parse(text: str, name: str) -> Written:
    """The values of a YAML text. Raises ``ConfigError`` for what is no YAML, too deep, too much, or names a key twice."""
    try:
        _check_depth(text, name)
        node = yaml.compose(text, Loader=yaml.CSafeLoader)
    except yaml.MarkedYAMLError as error:
        line = error.problem_mark.line + 1 if error.problem_mark else None
        raise ConfigError(f"is not YAML: {error.problem}", file=name, line=line) from None
    except yaml.YAMLError:
        raise ConfigError("is not YAML: it holds a character that YAML does not allow", file=name) from None
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
            raise ConfigError("is nested too deeply, or too long", file=name, line=line)


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
            raise ConfigError(
                "is too long, or its aliases go in a circle", file=self._name, line=node.start_mark.line + 1
            )
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
                raise ConfigError("a key has to be a word", file=self._name, line=line)
            if key.value in seen:
                raise ConfigError(f"{key.value}: this key stands here twice", file=self._name, line=line)
            seen.add(key.value)
            yield key.value, self.value(value, (*at, key.value))

    def _place(self, node: yaml.Node) -> Place:
        first, last = node.start_mark, node.end_mark
        start = self._starts[min(first.line, len(self._starts) - 1)] + first.column
        end = self._starts[min(last.line, len(self._starts) - 1)] + last.column
        return Place(first.line + 1, start, max(start, end))
