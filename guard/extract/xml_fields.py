"""Fields of XML and what looks like it: texts and attributes of elements, property lists, .resx.

Expressions, not a parser: no entity is expanded and no DTD is read, so nothing can blow up, and a file that
is cut off or not well-formed still shows what it holds.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator

from guard.extract.nesting import MAX_DEPTH
from guard.model import Field

_TOKEN = re.compile(
    r"""
      ([^<]++)                                                                         # 1  text
    | <!\[CDATA\[(.*?)(?:\]\]>|\Z)                                                     # 2
    | <!--.*?(?:-->|\Z) | <\?.*?(?:\?>|\Z) | <%.*?(?:%>|\Z)
    | <!DOCTYPE[^<>\[]*+(?:\[[^\]]*+(?:\]\s*+|\Z))?>? | <![^<>]*+>?
    | </([^\s<>/]++)[^<>]*+>                                                           # 3  closing tag
    | <([^\s<>/!?%"'=]++)((?:[^<>"'/]++|"[^"<]*+"|'[^'<]*+'|/(?!>))*+)(/?)>            # 4  tag, 5, 6
    """,
    re.VERBOSE | re.DOTALL,
)
_TEXT, _CDATA, _CLOSE, _OPEN = 1, 2, 3, 6
_NAME, _ATTRIBUTES = 4, 5
_ATTRIBUTE = re.compile(r"""\s([^\s=<>"'/]++)\s*+=\s*+(?:"([^"]*+)"|'([^']*+)')""")
#: An element right behind another one of its name. One such pair makes all elements of that name records.
_REPEATED = re.compile(r"(?:</([^\s<>/]++)\s*+>|<([^\s<>/!?%]++)[^<>]*/>)\s*+(?=<(?:\1|\2)[\s/>])")
#: ``<property name="氏名" value="…"/>``, ``<entry key="氏名">…</entry>``: tags that say nothing, so that the label is an attribute's.
_GENERIC = frozenset(
    "add arg attribute column constant data element entry field item option param parameter prop property setting string "
    "value var variable".split()
)
_NAMING = frozenset({"name", "key", "field", "column", "property"})
_NAMED = frozenset({"value", "content", "default", "text"})
_PATH = 3
_MAX_SEGMENT = 200


class _Element:
    """An element; ``record`` is its own, ``group`` that of the nearest one, itself included, that repeats.

    ``called`` is what its attribute ``name`` or ``key`` says, and where.
    """

    __slots__ = ("at", "called", "group", "key", "key_at", "name", "path", "record", "tag")

    def __init__(self, tag: str, at: int, parent: _Element | None, record: int) -> None:
        self.tag = tag
        self.name = _local(tag)
        self.at = at
        self.record = record
        self.group: int | None = None if parent is None else parent.group
        self.path: tuple[str, ...] = (*(parent.path if parent else ()), self.name)[-_PATH:]
        self.key: str | None = None  # in a property list: the <key> of the value that comes next
        self.key_at = at
        self.called: tuple[str, int] | None = None

    @property
    def record_of_parts(self) -> int:
        """The record of what stands directly in it."""
        return self.record if self.group is None else self.group


def read(text: str) -> Iterator[Field]:
    """The texts, labelled with the path of their element, and the attributes, labelled ``tag.attribute``.

    A generic element that names its value (``<entry key="氏名">``) is called by that name.
    """
    reader = _Reader(text)
    for token in _TOKEN.finditer(text):
        kind = token.lastindex
        if kind in (_TEXT, _CDATA):
            yield from reader.text(*token.span(kind))
        elif kind == _CLOSE:
            reader.close(token[_CLOSE])
        elif kind == _OPEN:
            yield from reader.open(token)


def _local(tag: str) -> str:
    """The name without its namespace prefix."""
    return tag.rpartition(":")[2][:_MAX_SEGMENT]


class _Reader:
    """The open elements, and the records that they make."""

    def __init__(self, text: str) -> None:
        self._text = text
        self._stack: list[_Element] = []
        self._open: Counter[str] = Counter()
        self._excess = 0
        self._records = 0
        self._is_plist = False
        self._repeated = {match[1] or match[2] for match in _REPEATED.finditer(text)}

    def open(self, token: re.Match[str]) -> Iterator[Field]:
        """A tag that opens an element: its attributes."""
        parent = self._stack[-1] if self._stack else None
        self._records += 1
        element = _Element(token[_NAME], token.start(_NAME), parent, self._records)
        if parent is None:
            self._is_plist = element.name == "plist"
        if self._is_plist:
            _place_in_plist(element, parent)
        elif element.tag in self._repeated:
            element.group = element.record
        yield from self._attributes(element, parent, *token.span(_ATTRIBUTES))
        if token[_OPEN]:
            return
        if len(self._stack) >= MAX_DEPTH:
            self._excess += 1
            return
        self._stack.append(element)
        self._open[element.tag] += 1

    def close(self, tag: str) -> None:
        """A closing tag: whatever was left open inside closes with it."""
        if self._excess:
            self._excess -= 1
            return
        while self._open[tag]:
            element = self._stack.pop()
            self._open[element.tag] -= 1
            if element.tag == tag:
                return

    def text(self, start: int, end: int) -> Iterator[Field]:
        """A text, without the white space around it."""
        content = self._text[start:end]
        if not self._stack or content.isspace() or not content:
            return
        start += len(content) - len(content.lstrip())
        end = start + len(content.strip())
        element = self._stack[-1]
        parent = self._stack[-2] if len(self._stack) > 1 else element
        if self._is_plist and element.name == "key":
            parent.key, parent.key_at = self._text[start:end][:_MAX_SEGMENT], start
            return
        label, label_at = element.called or (".".join(element.path), element.at)
        yield Field(label, start, end, parent.record_of_parts, label_at)

    def _attributes(self, element: _Element, parent: _Element | None, start: int, end: int) -> Iterator[Field]:
        """Several attributes are a record; one alone, as in ``<tel value="…"/>``, joins its siblings."""
        matches = _ATTRIBUTE.finditer(self._text, start, end)
        found = [match for match in matches if (match[2] or match[3]) and not match[1].startswith("xmlns")]
        is_generic = element.name.lower() in _GENERIC
        naming = next((match for match in found if is_generic and _local(match[1]).lower() in _NAMING), None)
        named = [match for match in found if naming and _local(match[1]).lower() in _NAMED]
        if naming is not None:
            element.called = naming[naming.lastindex or 0][:_MAX_SEGMENT], naming.start(naming.lastindex or 0)
        if named:
            record = (parent or element).record_of_parts
        elif element.group is not None:
            record = element.group
        else:
            record = element.record if parent is None or len(found) > 1 else parent.record
        for match in found:
            label, label_at = f"{element.name}.{_local(match[1])}", match.start(1)
            if element.called is not None and match in named:
                label, label_at = element.called
            yield Field(label, *match.span(match.lastindex or 0), record, label_at)


def _place_in_plist(element: _Element, parent: _Element | None) -> None:
    """In a property list, keys are the path and the elements of arrays are the records."""
    if parent is None:
        element.path = ()
        return
    element.path = parent.path
    if parent.name == "dict" and parent.key is not None:
        element.path = (*parent.path, parent.key)[-_PATH:]
        element.at = parent.key_at
    elif parent.name == "array":
        element.at = parent.at
        if element.name == "dict":
            element.group = element.record
