"""HCL of Terraform and Terragrunt: blocks become key paths, literals values, and everything else an expression."""

from __future__ import annotations

import re
from bisect import bisect_left
from functools import cache
from itertools import accumulate
from typing import Final

import tree_sitter_hcl
from tree_sitter import Language, Node, Parser

from guard.checks.separation.readers.limits import (
    MALFORMED,
    MAX_DEPTH,
    MAX_NODES,
    TOO_DEEP,
    TOO_LARGE,
    TOO_MANY,
)
from guard.checks.separation.setting import Leaf, Reading

#: Functions that hand on what they are given.
_TRANSPARENT: Final = frozenset(
    "jsonencode yamlencode merge concat tolist toset tomap sensitive nonsensitive compact distinct flatten".split()
)
_BODIES: Final = frozenset({"config_file", "body", "ERROR"})
_LITERALS: Final = frozenset({"numeric_lit", "bool_lit", "null_lit"})
_ESCAPE: Final = re.compile(r'\\(u[0-9a-fA-F]{4}|U[0-9a-fA-F]{8}|[nrt"\\])|\$\$(?=\{)|%%(?=\{)')
_PLAIN_ESCAPES: Final = {"n": "\n", "r": "\r", "t": "\t", '"': '"', "\\": "\\"}
_MARGIN: Final = re.compile(r"^[ \t]*(?=\S)", re.MULTILINE)
_NOT_ENCODABLE: Final = re.compile("[\ud800-\udfff]")
_LONGEST_EXPRESSION: Final = 4_000

#: The parser takes its time to recover from errors: less than other formats get, and still more than people write.
_MAX_LENGTH: Final = 500_000


@cache
def _parser() -> Parser:
    return Parser(Language(tree_sitter_hcl.language()))


def read_hcl(text: str) -> Reading:
    """The attributes of all blocks, ``resource.aws_db_instance.main.identifier`` by key."""
    if len(text) > _MAX_LENGTH:
        return Reading((), TOO_LARGE)
    text = _NOT_ENCODABLE.sub("\ufffd", text)
    root = _parser().parse(text.encode()).root_node
    walk = _Walk(text)
    walk.run(root)
    return Reading(walk.leaves, walk.broken or (MALFORMED if root.has_error else None))


class _Walk:
    """The syntax tree to leaves, in the order of the text."""

    def __init__(self, text: str) -> None:
        self.leaves: list[Leaf] = []
        self.broken: str | None = None
        self._text = text
        wide = list(re.finditer(r"[^\x00-\x7f]", text))
        lengths = [len(match[0].encode()) - 1 for match in wide]
        self._extra = list(accumulate(lengths, initial=0))
        self._wide = [match.start() + before for match, before in zip(wide, self._extra, strict=False)]

    def run(self, root: Node) -> None:
        """Takes in everything below a node."""
        pending: list[tuple[tuple[str, ...], Node, int]] = [((), root, 0)]
        while pending:
            key, node, depth = pending.pop()
            if depth > MAX_DEPTH:
                self.broken = TOO_DEEP
            elif len(self.leaves) + len(pending) > MAX_NODES:
                self.broken = TOO_MANY
                return
            else:
                below = self._statements(key, node) if node.type in _BODIES else self._expression(key, node)
                pending += [(name, child, depth + 1) for name, child in reversed(below)]

    def _statements(self, key: tuple[str, ...], body: Node) -> list[tuple[tuple[str, ...], Node]]:
        below: list[tuple[tuple[str, ...], Node]] = []
        for child in body.named_children:
            if child.type in _BODIES:
                below.append((key, child))
            elif child.type == "attribute":
                name, *values = child.named_children
                below += [((*key, self._source(name)), value) for value in values if value.type == "expression"]
            elif child.type == "block":
                parts = child.named_children
                labels = tuple(self._label(part) for part in parts if part.type in {"identifier", "string_lit"})
                below += [((*key, *labels), part) for part in parts if part.type in _BODIES]
        return below

    def _expression(self, key: tuple[str, ...], node: Node) -> list[tuple[tuple[str, ...], Node]]:
        """What stands below an expression; one that is a leaf is taken in, and has nothing below."""
        inner = node.named_children
        only = inner[0] if node.type == "expression" and len(inner) == 1 else node
        if only.type in {"literal_value", "collection_value", "template_expr"} and only.named_child_count == 1:
            only = only.named_children[0]
        if only.type == "tuple":
            items = [child for child in only.named_children if child.type == "expression"]
            return [((*key, str(place)), item) for place, item in enumerate(items)]
        if only.type == "object":
            return [
                pair for child in only.named_children if child.type == "object_elem" for pair in self._pair(key, child)
            ]
        if only.type == "function_call":
            name, *arguments = only.named_children
            if self._source(name) in _TRANSPARENT:
                return [(key, item) for part in arguments for item in part.named_children if item.type == "expression"]
        self._take(key, only)
        return []

    def _pair(self, key: tuple[str, ...], element: Node) -> list[tuple[tuple[str, ...], Node]]:
        name = element.child_by_field_name("key")
        value = element.child_by_field_name("val")
        return [] if name is None or value is None else [((*key, self._label(name)), value)]

    def _take(self, key: tuple[str, ...], node: Node) -> None:
        start, end = self._place(node.start_byte), self._place(node.end_byte)
        source = self._text[start:end]
        if node.type in _LITERALS:
            self.leaves.append(Leaf(key, source, start, end))
        elif node.type in {"string_lit", "quoted_template"}:
            waits = any("interpolation" in child.type or "directive" in child.type for child in node.named_children)
            inner = source[1:-1]
            self.leaves.append(Leaf(key, inner if waits else _unescaped(inner), start + 1, end - 1, waits))
        elif node.type == "heredoc_template":
            self._take_heredoc(key, node, start, end)
        else:
            self.leaves.append(Leaf(key, source[:_LONGEST_EXPRESSION], start, end, True))

    def _take_heredoc(self, key: tuple[str, ...], node: Node, start: int, end: int) -> None:
        """A heredoc: what stands between its first and its last line, without the margin where it starts with ``<<-``."""
        body_start = self._text.find("\n", start, end) + 1 or end
        body_end = max(self._text.rfind("\n", body_start, end), body_start)
        body = self._text[body_start:body_end]
        if self._text.startswith("<<-", start):
            margin = min((len(match[0]) for match in _MARGIN.finditer(body)), default=0)
            body = "\n".join(line[margin:] for line in body.split("\n"))
        waits = "${" in body or "%{" in body
        self.leaves.append(Leaf(key, body, body_start, body_end, waits))

    def _label(self, node: Node) -> str:
        source = self._source(node)
        return _unescaped(source[1:-1]) if source[:1] == '"' == source[-1:] else source

    def _source(self, node: Node) -> str:
        return self._text[self._place(node.start_byte) : self._place(node.end_byte)]

    def _place(self, byte: int) -> int:
        return byte - self._extra[bisect_left(self._wide, byte)]


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
