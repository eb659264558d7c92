"""An HTML page as a test looks at it: a tree of elements, each with the language that its text is in."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from html.parser import HTMLParser

_VOID = {"meta", "input", "br"}


@dataclass
class Node:
    """An element: its text pieces and children, in order."""

    name: str
    attributes: dict[str, str]
    lang: str
    children: list[Node | str] = field(default_factory=list)

    def all(self, *names: str) -> list[Node]:
        """This element and those in it that have one of these names, all of them where none is given."""
        return [node for node in self.walk() if not names or node.name in names]

    def walk(self) -> Iterator[Node]:
        yield self
        for child in self.children:
            if isinstance(child, Node):
                yield from child.walk()

    @property
    def text(self) -> str:
        """All that can be read in it."""
        return "".join(child if isinstance(child, str) else child.text for child in self.children)

    def said_in(self, lang: str) -> Iterator[str]:
        """The pieces of text that are in a language; code is in none."""
        for child in self.children:
            if isinstance(child, Node):
                yield from () if child.name in {"code", "style"} else child.said_in(lang)
            elif self.lang == lang:
                yield child

    def has(self, class_: str) -> bool:
        return class_ in self.attributes.get("class", "").split()


class _Builder(HTMLParser):
    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.root = Node("", {}, "")
        self._open = [self.root]

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        attributes = {name: value or "" for name, value in attrs}
        assert len(attributes) == len(attrs), f"an attribute twice on {tag}"
        node = Node(tag, attributes, attributes.get("lang") or self._open[-1].lang)
        self._open[-1].children.append(node)
        if tag not in _VOID:
            self._open.append(node)

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.handle_starttag(tag, attrs)
        if tag not in _VOID:
            self._open.pop()

    def handle_endtag(self, tag: str) -> None:
        closed = self._open.pop()
        assert closed.name == tag, f"</{tag}> closes {closed.name}"

    def handle_data(self, data: str) -> None:
        self._open[-1].children.append(data)

    def handle_comment(self, data: str) -> None:
        raise AssertionError("a comment in the page")


def parsed(text: str) -> Node:
    """The tree of a page; an assertion fails where an element is not closed as it was opened."""
    builder = _Builder()
    builder.feed(text)
    builder.close()
    assert len(builder._open) == 1, f"{builder._open[-1].name} is left open"
    return builder.root
