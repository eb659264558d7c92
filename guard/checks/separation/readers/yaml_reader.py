"""YAML: scalars with their key paths and places, aliases and merge keys followed, templates and custom tags kept."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Final

from guard.checks.separation.readers.interpolation import interpolated
from guard.checks.separation.readers.limits import MALFORMED, MAX_DEPTH, MAX_LENGTH, MAX_NODES, TOO_LARGE, TOO_MANY
from guard.checks.separation.readers.yaml_lines import read_lines
from guard.checks.separation.readers.yaml_nodes import MappingNode, Node, ScalarNode, SequenceNode, compose
from guard.checks.separation.readers.yaml_templates import Masked, masked
from guard.checks.separation.setting import Leaf, Reading

#: What no YAML may hold. A parser would refuse the whole file for one of them.
_FORBIDDEN: Final = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x84\x86-\x9f\ud800-\udfff\ufeff\ufffe\uffff]")

#: A tag and an anchor before a scalar.
_PROPERTIES: Final = re.compile(r"(?:[!&]\S*\s*(?:#[^\n]*\n\s*){0,9}){0,2}")


def read_yaml(text: str, *, max_length: int = MAX_LENGTH, max_nodes: int = MAX_NODES) -> Reading:
    """The scalars of all documents; what is no YAML is read line by line."""
    if len(text) > max_length:
        return Reading((), TOO_LARGE)
    shift = 1 if text.startswith("\ufeff") else 0
    clean, forbidden = _FORBIDDEN.subn("\ufffd", text[shift:])
    mask = masked(clean)
    composed = compose(mask.text)
    flattening = _Flattening(mask, shift, max_nodes)
    for part, document in enumerate(composed.documents):
        if document is not None:
            flattening.add(document, part)
    broken = composed.broken or flattening.broken or (MALFORMED if forbidden else None)
    leaves = flattening.leaves
    if composed.broken == MALFORMED:
        leaves += read_lines(mask, composed.broken_at, len(composed.documents), shift)
    return Reading(leaves, broken)


class _Flattening:
    """Nodes to leaves, within the bounds of one file: aliases may make a small text endless."""

    def __init__(self, mask: Masked, shift: int, max_nodes: int) -> None:
        self.leaves: list[Leaf] = []
        self.broken: str | None = None
        self._mask = mask
        self._shift = shift
        self._visited = 0
        self._max_nodes = max_nodes

    def add(self, document: Node, part: int) -> None:
        """Takes in the leaves of one document, in the order of the text."""
        pending: list[tuple[tuple[str, ...], Node]] = [((), document)]
        while pending:
            key, node = pending.pop()
            if self._visited > self._max_nodes or len(key) > MAX_DEPTH:
                self.broken = TOO_MANY
                return
            if isinstance(node, ScalarNode):
                self.leaves.append(self._leaf(key, node, part))
            elif isinstance(node, MappingNode):
                pending += [((*key, name), value) for name, value in self._pairs(node)][::-1]
            elif node.tag:
                self.leaves.append(self._expression(key, node, part))
            else:
                self._visited += len(node.children)
                pending += [((*key, str(place)), child) for place, child in enumerate(node.children)][::-1]

    def _pairs(self, mapping: MappingNode) -> Iterator[tuple[str, Node]]:
        """The pairs of a mapping, then what its merge keys add to them: what is written here wins."""
        seen: set[str] = set()
        merged: set[int] = set()
        pending = [mapping]
        while pending and self._visited <= self._max_nodes:
            current = pending.pop()
            if id(current) in merged:
                continue
            merged.add(id(current))
            self._visited += 1 + len(current.children) // 2
            names: set[str] = set()
            sources: list[MappingNode] = []
            for key, value in current.pairs():
                if isinstance(key, ScalarNode) and key.value == "<<" and not key.style:
                    sources += _mappings(value)
                    continue
                name = self._name(key)
                names.add(name)
                if name not in seen:
                    yield name, value
            seen |= names
            pending += sources[::-1]

    def _name(self, key: Node) -> str:
        return self._mask.restored(key.value, key.start)[0] if isinstance(key, ScalarNode) else "?"

    def _leaf(self, key: tuple[str, ...], node: ScalarNode, part: int) -> Leaf:
        start, end = self._span(node)
        value, templated = self._mask.restored(node.value, node.start)
        if node.tag:
            source = value if node.tag == "*" else f"{node.tag} {value}".rstrip()
            return Leaf(key, source, start + self._shift, end + self._shift, True, part)
        waits, default = interpolated(value)
        return Leaf(key, value, start + self._shift, end + self._shift, templated or waits, part, default)

    def _expression(self, key: tuple[str, ...], node: SequenceNode, part: int) -> Leaf:
        source = self._mask.source[node.start : node.end]
        return Leaf(key, source, node.start + self._shift, node.end + self._shift, True, part)

    def _span(self, node: ScalarNode) -> tuple[int, int]:
        """Where the content stands: inside of the quotes, below the header of a block."""
        text, start, end = self._mask.text, node.start, node.end
        if node.has_properties:
            match = _PROPERTIES.match(text, start, end)
            start = match.end() if match else start
        if node.style in ("'", '"'):
            return start + 1, max(start + 1, end - 1)
        if node.style in ("|", ">"):
            header = text.find("\n", start, end)
            body = text[header + 1 : end] if header >= 0 else ""
            if not body.strip():
                return end, end
            return end - len(body.lstrip()), end - len(body) + len(body.rstrip())
        return start, max(start, end)


def _mappings(value: Node) -> list[MappingNode]:
    if isinstance(value, MappingNode):
        return [value]
    return (
        [child for child in value.children if isinstance(child, MappingNode)] if isinstance(value, SequenceNode) else []
    )
