"""Settings modules in Python (Django, Flask, Celery): what is assigned, read from the syntax tree; nothing is run.

``NAME = …`` has the key ``NAME``, entries of dictionaries and lists are below it, classes above. What a call such as
``env("X", default="…")`` or ``os.environ.get("X", "…")`` asks the environment for is written ``${X:-…}``, the way
shells do. ``from .base import *`` is a leaf ``@import``, the bases of a class are leaves ``@extends``.
"""

from __future__ import annotations

import ast
import bisect
import re
import warnings
from collections.abc import Iterator
from itertools import accumulate, islice
from typing import Final

from guard.checks.separation.readers.limits import MALFORMED, MAX_CODE, MAX_NODES, TOO_DEEP, TOO_LARGE, TOO_MANY
from guard.checks.separation.readers.python_value import Value, entries, evaluated
from guard.checks.separation.setting import Leaf, Reading

IMPORT: Final = "@import"
EXTENDS: Final = "@extends"

#: What makes the parser of Python go deep without a bracket: operators in a row.
_RUN: Final = re.compile(r"(?:[-+~*][ \t]*+|\b(?:not|await|lambda[ \t]*+:)[ \t]++){80}")
_TEMPLATE: Final = re.compile(r"\{%[^\r\n%]*+%\}")
_LINE_END: Final = re.compile(r"\r\n|\r|\n")
_OPENING: Final = re.compile(r"[A-Za-z]{0,2}(\"\"\"|'''|\"|')")
_EXPRESSION_LENGTH: Final = 200


def read_python(text: str) -> Reading:
    """The assignments of a module, in their order, whatever conditions they stand under."""
    if len(text) > MAX_CODE:
        return Reading((), TOO_LARGE)
    source = text.encode("utf-8", "replace").decode()  # lone surrogates become question marks, one by one
    if source.startswith("\ufeff"):
        source = "\f" + source[1:]  # white space that the grammar allows there
    if _RUN.search(source):
        return Reading((), TOO_DEEP)
    module = _parsed(source)
    if module == MALFORMED and "{%" in source:  # a template of a settings module
        module = _parsed(_TEMPLATE.sub(lambda match: " " * len(match[0]), source))
    if isinstance(module, str):
        return Reading((), module)
    leaves = list(islice(_Module(source).leaves(module), MAX_NODES + 1))
    return Reading(leaves[:MAX_NODES], TOO_MANY if len(leaves) > MAX_NODES else None)


def _parsed(source: str) -> ast.Module | str:
    """The syntax tree, or why there is none."""
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            return ast.parse(source)
    except (SyntaxError, ValueError):
        return MALFORMED
    except (RecursionError, MemoryError):
        return TOO_DEEP


class _Module:
    """The leaves of a syntax tree, and where they stand in its source."""

    def __init__(self, source: str) -> None:
        self._source = source
        self._lines = [0, *(match.end() for match in _LINE_END.finditer(source))]
        self._columns: dict[int, list[int]] = {}

    def leaves(self, module: ast.Module) -> Iterator[Leaf]:
        """Statement by statement; blocks are opened where they stand."""
        pending: list[tuple[tuple[str, ...], ast.stmt]] = [((), statement) for statement in reversed(module.body)]
        while pending:
            above, statement = pending.pop()
            if isinstance(statement, ast.ClassDef):
                above = (*above, statement.name)
                for base in statement.bases:
                    yield self._leaf((*above, EXTENDS), base, Value(self._segment(base)))
            elif isinstance(statement, ast.ImportFrom):
                yield from self._imported(above, statement)
            else:
                yield from self._assigned(above, statement)
            pending += [(above, below) for below in reversed(_block(statement))]

    def _imported(self, above: tuple[str, ...], statement: ast.ImportFrom) -> Iterator[Leaf]:
        if any(alias.name == "*" for alias in statement.names):
            yield self._leaf((*above, IMPORT), statement, Value("." * statement.level + (statement.module or "")))

    def _assigned(self, above: tuple[str, ...], statement: ast.stmt) -> Iterator[Leaf]:
        targets: list[ast.expr]
        addition: tuple[str, ...] = ()
        match statement:
            case ast.Assign(targets=targets, value=value):
                pass
            case ast.AnnAssign(target=single, value=ast.expr() as value):
                targets = [single]
            case ast.AugAssign(target=single, value=value):
                targets, addition = [single], ("+",)
            case _:
                return
        for target in targets:
            key = _target(target)
            if key:
                yield from self._below((*above, *key, *addition), value)

    def _below(self, key: tuple[str, ...], value: ast.expr) -> Iterator[Leaf]:
        """The scalars of a value, those of dictionaries and lists in their order."""
        pending = [(key, value)]
        while pending:
            key, node = pending.pop()
            found = entries(node)
            if found is None:
                yield self._leaf(key, node, evaluated(node) or Value(self._segment(node), is_expression=True))
            else:
                pending += [((*key, name), entry) for name, entry in reversed(found)]

    def _leaf(self, key: tuple[str, ...], node: ast.stmt | ast.expr, value: Value) -> Leaf:
        start, end = self._span(node)
        if isinstance(node, ast.Constant) and isinstance(node.value, str | bytes):
            opening = _OPENING.match(self._source, start, end)
            if opening is not None and end - opening.end() >= len(opening[1]):
                start, end = opening.end(), end - len(opening[1])
        return Leaf(key, value.text, start, end, value.is_expression, default=value.default)

    def _segment(self, node: ast.expr) -> str:
        start, end = self._span(node)
        return self._source[start : min(end, start + _EXPRESSION_LENGTH)]

    def _span(self, node: ast.stmt | ast.expr) -> tuple[int, int]:
        start = self._offset(node.lineno, node.col_offset)
        return start, self._offset(node.end_lineno or node.lineno, node.end_col_offset or node.col_offset)

    def _offset(self, line: int, column: int) -> int:
        """The code point of a line from 1 and a byte in it from 0."""
        begin = self._lines[line - 1]
        columns = self._columns.get(line)
        if columns is None:
            content = self._source[begin : self._lines[line] if line < len(self._lines) else len(self._source)]
            sizes = [] if content.isascii() else [len(point.encode()) for point in content]
            columns = self._columns[line] = [0, *accumulate(sizes)]
        return begin + (column if len(columns) == 1 else bisect.bisect_left(columns, column))


def _block(statement: ast.stmt) -> list[ast.stmt]:
    """The statements below a condition, a class, a ``try``; functions and loops set nothing that is known."""
    match statement:
        case ast.ClassDef() | ast.With():
            return statement.body
        case ast.If():
            return [*statement.body, *statement.orelse]
        case ast.Try():
            handled = [below for handler in statement.handlers for below in handler.body]
            return [*statement.body, *handled, *statement.orelse, *statement.finalbody]
        case _:
            return []


def _target(target: ast.expr) -> tuple[str, ...]:
    """The key of ``NAME``, ``NAME["key"]`` or ``app.config["key"]``; empty for any other target."""
    parts: list[str] = []
    node: ast.expr = target
    while True:
        match node:
            case ast.Subscript(value=value, slice=ast.Constant(value=str() | int() as key)):
                parts.append(str(key))
                node = value
            case ast.Attribute(value=value, attr=name):
                parts.append(name)
                node = value
            case ast.Name(id=name):
                return (name, *reversed(parts))
            case _:
                return ()
