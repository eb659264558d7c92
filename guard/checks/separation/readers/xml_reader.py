"""XML: texts of elements and values of attributes. Entities are refused, and nothing outside of the file is read.

An element is called by its ``name``, ``key`` or ``id`` where it has one, so that ``<add key="Url" value="…"/>`` is the
setting ``Url``; otherwise by its tag, with its position where the tag repeats.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Final, NamedTuple
from xml.parsers import expat

from guard.checks.separation.readers.interpolation import interpolated
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
from guard.messages import N_

ENTITIES: Final = N_("defines entities of its own, which are not expanded")

_ATTRIBUTE: Final = re.compile(r"""\s+([^\s=<>"']+)\s*=\s*(?:"([^"]*)"|'([^']*)')""")
_TAG: Final = re.compile(r"<[^\s/>]+")
_NAMING: Final = ("name", "key", "id")
#: What an attribute gives to the element itself: ``<property name="url" value="…"/>`` is the setting ``url``.
_VALUE: Final = "value"
_UNSAID: Final = re.compile(r"xmlns(?::|$)|xsi:")


class _RefusedError(Exception):
    """The file is not read any further; the argument says why."""


@dataclass(slots=True)
class _Element:
    """An element, and what stands in it so far; ``position`` counts those of one tag that have no name."""

    name: str
    is_called: bool
    parent: _Element | None
    position: int = 0
    unnamed: Counter[str] = field(default_factory=Counter)
    has_children: bool = False
    pieces: list[str] = field(default_factory=list)
    start: int = 0

    def path(self) -> tuple[str, ...]:
        """The key path from the root."""
        parts: list[str] = []
        element: _Element | None = self
        while element is not None:
            parent = element.parent
            if parent is not None and not element.is_called and parent.unnamed[element.name] > 1:
                parts.append(str(element.position))
            parts.append(element.name)
            element = parent
        return tuple(reversed(parts))


class _Scalar(NamedTuple):
    """A leaf before it is known which tags repeat."""

    element: _Element
    attribute: tuple[str, ...]
    value: str
    start: int
    end: int

    def leaf(self) -> Leaf:
        is_expression, default = interpolated(self.value)
        key = (*self.element.path(), *self.attribute)
        return Leaf(key, self.value, self.start, self.end, is_expression, default=default)


def read_xml(text: str) -> Reading:
    """The leaves of a document, as far as it is well-formed."""
    if len(text) > MAX_LENGTH:
        return Reading((), TOO_LARGE)
    document = _Document(text)
    broken = document.parse()
    return Reading([scalar.leaf() for scalar in document.scalars], broken)


class _Document:
    """The handlers of expat."""

    def __init__(self, text: str) -> None:
        self.scalars: list[_Scalar] = []
        self._text = text
        self._bytes = text.encode("utf-8", "replace")  # a lone surrogate is a question mark: the length stays
        self._is_ascii = len(self._bytes) == len(text)
        self._byte = self._point = 0
        self._open: list[_Element] = []
        self._parser = expat.ParserCreate("utf-8")
        self._parser.ordered_attributes = True
        self._parser.StartElementHandler = self._start
        self._parser.EndElementHandler = self._end
        self._parser.CharacterDataHandler = self._characters
        self._parser.EntityDeclHandler = self._entity

    def parse(self) -> str | None:
        """Read all; why not, if not."""
        try:
            self._parser.Parse(self._bytes, True)
        except expat.ExpatError:
            return MALFORMED
        except _RefusedError as refused:
            return str(refused)
        return None

    def _offset(self) -> int:
        """The code point where the parser is; it only ever goes on."""
        at = self._parser.CurrentByteIndex
        if self._is_ascii:
            return at
        self._point += len(self._bytes[self._byte : at].decode("utf-8", "replace"))
        self._byte = at
        return self._point

    def _entity(self, *_declaration: object) -> None:
        raise _RefusedError(ENTITIES)

    def _start(self, tag: str, attributes: Sequence[str]) -> None:
        if len(self._open) >= MAX_DEPTH:
            raise _RefusedError(TOO_DEEP)
        parent = self._open[-1] if self._open else None
        pairs = dict(zip(attributes[::2], attributes[1::2], strict=True))
        naming = next((name for name in _NAMING if pairs.get(name, "").strip()), None)
        name = pairs[naming].strip() if naming else tag.rpartition(":")[2]
        element = _Element(name, naming is not None, parent)
        if parent is not None:
            parent.has_children = True
            if naming is None:
                element.position = parent.unnamed[name]
                parent.unnamed[name] += 1
        self._open.append(element)
        at = self._offset()
        if attributes:
            self._attributes(element, pairs, naming, at)

    def _attributes(self, element: _Element, pairs: dict[str, str], naming: str | None, at: int) -> None:
        match = _TAG.match(self._text, at)
        at = match.end() if match else at
        while match := _ATTRIBUTE.match(self._text, at):
            at = match.end()
            name = match[1]
            if name == naming or name not in pairs or _UNSAID.match(name):
                continue
            attribute = () if name == _VALUE and naming else (name,)
            group = 2 if match[2] is not None else 3
            self._scalar(_Scalar(element, attribute, pairs[name], *match.span(group)))

    def _characters(self, data: str) -> None:
        element = self._open[-1]
        if element.has_children:
            return
        if not element.pieces:
            element.start = self._offset()
        element.pieces.append(data)

    def _end(self, _tag: str) -> None:
        element = self._open.pop()
        value = "".join(element.pieces).strip()
        element.pieces.clear()
        if not value or element.has_children:
            return
        raw = self._text[element.start : self._offset()].rstrip().removesuffix("]]>").rstrip()
        content = raw.lstrip().removeprefix("<![CDATA[").lstrip()
        end = element.start + len(raw)
        self._scalar(_Scalar(element, (), value, end - len(content), end))

    def _scalar(self, scalar: _Scalar) -> None:
        if len(self.scalars) >= MAX_NODES:
            raise _RefusedError(TOO_MANY)
        self.scalars.append(scalar)
