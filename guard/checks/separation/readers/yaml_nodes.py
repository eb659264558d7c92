"""YAML events to documents of nodes with places, without recursion: what a composer does, made safe and forgiving.

PyYAML's composers call themselves for every level (its C loader ends the process on deep texts), refuse an
anchor that is given twice, and lose what they have when the text breaks later. Its event parser has none of that.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Final, NamedTuple, TypeAlias

import yaml

from guard.checks.separation.readers.limits import MALFORMED, MAX_DEPTH, TOO_DEEP

_STANDARD: Final = "tag:yaml.org,2002:"


class ScalarNode(NamedTuple):
    """A scalar; ``start`` and ``end`` are those of the event, tag and anchor included. ``style`` is YAML's: ``'"|>``."""

    value: str
    start: int
    end: int
    tag: str
    style: str
    has_properties: bool


class SequenceNode:
    """A list of nodes."""

    __slots__ = ("children", "end", "start", "tag")

    def __init__(self, tag: str, start: int) -> None:
        self.tag = tag
        self.start = start
        self.end = start
        self.children: list[Node] = []


class MappingNode(SequenceNode):
    """Keys and values, by turns."""

    __slots__ = ()

    def pairs(self) -> Iterator[tuple[Node, Node]]:
        """The pairs as written, repeated keys included."""
        children = iter(self.children)
        return zip(children, children, strict=False)


Node: TypeAlias = ScalarNode | SequenceNode


@dataclass(slots=True)
class Composed:
    """The documents of a text; where it broke, ``broken_at`` is where the document that broke begins."""

    documents: list[Node | None] = field(default_factory=list)
    broken: str | None = None
    broken_at: int = 0


def compose(text: str) -> Composed:
    """The documents up to the first that is no YAML."""
    composed = Composed()
    try:
        for event in yaml.parse(text, Loader=yaml.CSafeLoader):
            if isinstance(event, yaml.DocumentStartEvent):
                composed.broken_at = event.start_mark.index
                builder = _Builder()
            elif isinstance(event, yaml.DocumentEndEvent):
                composed.documents.append(builder.root)
                composed.broken_at = event.end_mark.index
            elif isinstance(event, yaml.NodeEvent | yaml.CollectionEndEvent) and not builder.take(event):
                composed.broken = TOO_DEEP
                return composed
    except yaml.YAMLError:
        composed.broken = MALFORMED
    return composed


class _Builder:
    """One document, as its events come in."""

    def __init__(self) -> None:
        self.root: Node | None = None
        self._open: list[SequenceNode] = []
        self._anchors: dict[str, Node] = {}

    def take(self, event: yaml.Event) -> bool:
        """Takes in one event; ``False`` when it is nested too deeply."""
        if isinstance(event, yaml.CollectionEndEvent):
            self._open.pop().end = event.end_mark.index
            return True
        node = self._node(event)
        if self._open:
            self._open[-1].children.append(node)
        else:
            self.root = node
        if isinstance(event, yaml.CollectionStartEvent):
            assert isinstance(node, SequenceNode)
            self._open.append(node)
        return len(self._open) <= MAX_DEPTH

    def _node(self, event: yaml.Event) -> Node:
        start = event.start_mark.index
        if isinstance(event, yaml.AliasEvent):
            unknown = ScalarNode(f"*{event.anchor}", start, event.end_mark.index, "*", "", False)
            return self._anchors.get(event.anchor, unknown)
        tag = "" if event.tag is None or event.tag.startswith(_STANDARD) or event.tag == "!" else event.tag
        node: Node
        if isinstance(event, yaml.ScalarEvent):
            has_properties = event.tag is not None or event.anchor is not None
            node = ScalarNode(event.value, start, event.end_mark.index, tag, event.style or "", has_properties)
        else:
            node = (MappingNode if isinstance(event, yaml.MappingStartEvent) else SequenceNode)(tag, start)
        if event.anchor is not None:
            self._anchors[event.anchor] = node
        return node
