"""Assignments of literals and nested arrays in program code, followed token by token with a stack of brackets.

The readers of PHP and Ruby tell what their tokens are; here they become leaves. Nothing is run: what is neither a
literal nor a question to the environment is an expression.
"""

from __future__ import annotations

import enum
from dataclasses import dataclass, field
from typing import Final, NamedTuple

from guard.checks.separation.readers.limits import MALFORMED, MAX_DEPTH, MAX_NODES, TOO_DEEP, TOO_MANY
from guard.checks.separation.readers.variable import asked
from guard.checks.separation.setting import Leaf, Reading

_EXPRESSION_LENGTH: Final = 200
_MOST_PARTS: Final = 200
_FALLBACK: Final = frozenset({"?:", "??", "||"})


class Kind(enum.Enum):
    """What a part of an expression is."""

    LITERAL = enum.auto()
    NAME = enum.auto()
    ASKED = enum.auto()  # a variable of the environment
    TOLD = enum.auto()  # an array whose entries are leaves already
    INDEX = enum.auto()  # ``['key']`` behind a name
    SIGN = enum.auto()
    OTHER = enum.auto()


class Part(NamedTuple):
    """A piece of an expression; ``text`` is the literal, the name, or the name of the variable."""

    kind: Kind
    text: str
    start: int
    end: int
    default: str | None = None


class Scope(enum.Enum):
    """What an open bracket holds."""

    ARRAY = enum.auto()
    ARGUMENTS = enum.auto()
    STATEMENTS = enum.auto()


@dataclass(slots=True)
class _Frame:
    scope: Scope
    start: int = 0
    name: str | None = None  # of the function that is called, or of what is indexed
    path: tuple[str, ...] | None = None  # of the array, or of what the statement assigns to; None: nothing to tell
    key: str | None = None
    position: int = 0
    parts: list[Part] = field(default_factory=list)
    arguments: list[Part] = field(default_factory=list)

    def entry(self) -> tuple[str, ...] | None:
        """The key path of the entry that is being read."""
        if self.path is None:
            return None
        if self.key is not None:
            return (*self.path, self.key)
        return (*self.path, str(self.position)) if self.scope is Scope.ARRAY or self.position else self.path


class Assignments:
    """Takes tokens in the order of the source, and gives leaves.

    ``asking`` are functions and arrays that read the environment, ``telling`` those that define what their first
    argument names (``define('HOST', '…')``), in lower case.
    """

    def __init__(self, text: str, *, asking: frozenset[str], telling: frozenset[str] = frozenset()) -> None:
        self.leaves: list[Leaf] = []
        self.broken: str | None = None
        self.is_stopped = False
        self._text = text
        self._asking = asking
        self._telling = telling
        self._stack = [_Frame(Scope.STATEMENTS)]

    @property
    def scope(self) -> Scope:
        """What the innermost bracket holds."""
        return self._stack[-1].scope

    @property
    def last(self) -> Part | None:
        """The part before."""
        parts = self._stack[-1].parts
        return parts[-1] if parts else None

    @property
    def is_outermost(self) -> bool:
        """Whether no bracket is open."""
        return len(self._stack) == 1

    @property
    def expects_value(self) -> bool:
        """Whether what follows is given to something, and nothing of it was read so far."""
        frame = self._stack[-1]
        return not frame.parts and (frame.scope is not Scope.STATEMENTS or frame.path is not None)

    def stop(self, why: str) -> None:
        """Read no further."""
        self.broken = why
        self.is_stopped = True

    def reading(self) -> Reading:
        """All leaves; the brackets still open make it broken."""
        self.end_statement()
        if self.broken is None and len(self._stack) > 1:
            self.broken = MALFORMED
        return Reading(self.leaves, self.broken)

    def add(self, kind: Kind, text: str, start: int, end: int) -> None:
        """A token that opens and closes nothing; an expression of very many is none that is told."""
        parts = self._stack[-1].parts
        if len(parts) < _MOST_PARTS:
            parts.append(Part(kind, text, start, end))

    def drop_last(self) -> None:
        """Forget the part before, which said what comes now."""
        self._stack[-1].parts.pop()

    def target(self, path: tuple[str, ...]) -> None:
        """What follows is given to ``path``; what stood before was its name."""
        frame = self._stack[-1]
        frame.parts.clear()
        frame.path, frame.position = path, 0

    def assign(self, at: int, *, adds: bool = False) -> None:
        """A sign of assignment: the names and indexes before it are the target."""
        frame = self._stack[-1]
        if frame.scope is not Scope.STATEMENTS or frame.path is not None:
            self.add(Kind.SIGN, "=", at, at + 1)
            return
        path: tuple[str, ...] = ()
        for part in frame.parts:
            if part.kind is Kind.INDEX and path:
                path = (*path, part.text)
            elif part.kind is Kind.NAME:
                path = tuple(name for name in part.text.split(".") if name)
        self.target((*path, "+") if adds else path)
        if not path:
            frame.path = None

    def key(self, at: int, key: str | None = None) -> None:
        """The entry that follows has this key, or the part before it as its key."""
        frame = self._stack[-1]
        if frame.scope is Scope.ARGUMENTS:  # the name of an argument
            frame.parts.clear()
        elif frame.path is None or frame.key is not None:
            self.add(Kind.SIGN, "=>", at, at + 2)
        else:
            if key is None and frame.parts:
                key = frame.parts[0].text if len(frame.parts) == 1 else self._source(frame.parts)
            frame.key = key
            frame.parts.clear()

    def open(self, scope: Scope, start: int) -> None:
        """A bracket opens."""
        if len(self._stack) >= MAX_DEPTH:
            self.stop(TOO_DEEP)
            return
        frame = self._stack[-1]
        opened = _Frame(scope, start)
        if scope is Scope.ARRAY and not frame.parts:
            opened.path = frame.entry()
        elif scope is Scope.ARGUMENTS and frame.parts and frame.parts[-1].kind in {Kind.NAME, Kind.ASKED}:
            opened.name = frame.parts[-1].text
            opened.start = frame.parts[-1].start
        self._stack.append(opened)

    def close(self, end: int) -> None:
        """A bracket closes; one that nothing opened is ignored."""
        if len(self._stack) == 1:
            self.broken = self.broken or MALFORMED
            return
        self.end_entry()
        closed = self._stack.pop()
        parts = self._stack[-1].parts
        if closed.scope is Scope.ARRAY:
            told = closed.path is not None
            parts.append(Part(Kind.TOLD if told else Kind.OTHER, "", closed.start, end))
        elif closed.scope is Scope.ARGUMENTS:
            self._called(closed, parts, end)

    def end_entry(self) -> None:
        """A comma: the entry of an array, the argument, or one of several values that are assigned is whole."""
        frame = self._stack[-1]
        if not frame.parts:
            return
        if frame.scope is Scope.ARGUMENTS:
            frame.arguments.append(self._summary(frame.parts))
        elif (entry := frame.entry()) is not None:
            self._tell(entry, frame.parts)
        frame.key = None
        frame.position += 1
        frame.parts.clear()

    def end_statement(self) -> None:
        """A statement is whole; arrays and arguments that are still open never will be."""
        while self._stack[-1].scope is not Scope.STATEMENTS:
            self.broken = self.broken or MALFORMED
            self._stack.pop()
        self.end_entry()
        frame = self._stack[-1]
        frame.path, frame.key, frame.position = None, None, 0

    def end_value(self) -> None:
        """A condition follows: what is assigned is whole, and nothing more is to tell until the statement ends."""
        if self.scope is Scope.STATEMENTS:
            self.end_entry()
            self._stack[-1].path = None

    def _called(self, closed: _Frame, parts: list[Part], end: int) -> None:
        """What a call, an index or a fallback block comes to, in place of the name before it."""
        before = None if closed.name is None else parts.pop()
        name = (closed.name or "").lower()
        literals = [one.text if one.kind is Kind.LITERAL else None for one in closed.arguments[:2]]
        first, second = (*literals, None, None)[:2]
        known = [one for one in closed.arguments if one.kind is not Kind.LITERAL]
        if before is not None and before.kind is Kind.ASKED:
            parts.append(before._replace(end=end, default=first if first is not None else before.default))
        elif name in self._asking and first is not None:
            parts.append(Part(Kind.ASKED, first, closed.start, end, second))
        elif name in self._telling and first is not None and len(closed.arguments) > 1:
            self._tell((first,), closed.arguments[1:2])
        elif len(known) == 1 and known[0].kind is Kind.ASKED:  # explode(',', env('X')), (env('X'))
            parts.append(known[0]._replace(start=closed.start, end=end))
        elif first is not None and self._text[end - 1 : end] == "]":
            parts += [] if before is None else [before]
            parts.append(Part(Kind.INDEX, first, closed.start, end))
        else:
            parts.append(Part(Kind.OTHER, "", closed.start, end))

    def _summary(self, parts: list[Part]) -> Part:
        """What an expression comes to: a literal, a variable with what stands in for it, or anything else."""
        first = parts[0]
        whole = Part(Kind.OTHER, self._source(parts), first.start, max(part.end for part in parts))
        match parts:
            case [_]:
                return first if first.kind in {Kind.LITERAL, Kind.ASKED, Kind.TOLD} else whole
            case [Part(kind=Kind.ASKED), Part(kind=Kind.SIGN, text=sign), Part(kind=Kind.LITERAL, text=default)]:
                return first._replace(default=default, end=whole.end) if sign in _FALLBACK else whole
            case [Part(kind=Kind.ASKED), Part(kind=Kind.SIGN, text=sign), Part(kind=Kind.ASKED, default=default)]:
                return first._replace(default=default, end=whole.end) if sign in _FALLBACK else whole
            case _:
                return whole

    def _tell(self, path: tuple[str, ...], parts: list[Part]) -> None:
        if len(self.leaves) >= MAX_NODES:
            self.stop(TOO_MANY)
            return
        told = self._summary(parts)
        if told.kind is Kind.LITERAL:
            self.leaves.append(Leaf(path, told.text, told.start, told.end))
        elif told.kind is Kind.ASKED:
            value = asked(told.text, told.default)
            self.leaves.append(Leaf(path, value, told.start, told.end, is_expression=True, default=told.default))
        elif told.kind is not Kind.TOLD:
            self.leaves.append(Leaf(path, told.text, told.start, told.end, is_expression=True))

    def _source(self, parts: list[Part]) -> str:
        start = parts[0].start
        return self._text[start : min(max(part.end for part in parts), start + _EXPRESSION_LENGTH)]
