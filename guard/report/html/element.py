"""Markup that cannot be forgotten to be escaped: what is not :class:`Html` is shown as text, hostile characters visible."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from html import escape, unescape
from typing import Final

from guard.report.console import visible

#: Longer paths and sentences are cut in their middle: a name of ten thousand characters is two pages of nothing.
MAX_TEXT: Final = 400
MAX_WORDS: Final = 4_000
_END: Final = 120
_VOID: Final = frozenset({"br", "input", "meta"})
_JAPANESE = re.compile("[\u3041-\u30ff\u3400-\u9fff]")
_TAGS = re.compile("<[^>]*>")
_LETTERS = re.compile("[A-Za-z]{2}")


class Html(str):
    """Markup: it stands in the page as it is."""

    __slots__ = ()


def markup(child: str) -> str:
    """A piece of the page: markup as it is, any other text escaped."""
    return child if isinstance(child, Html) else escape(visible(child))


def join(children: Iterable[str], between: str = "") -> Html:
    """Pieces as one."""
    return Html(markup(between).join(map(markup, children)))


def element(name: str, /, *children: str, **attributes: str | bool | None) -> Html:
    """An element; ``class_`` and ``aria_label`` name ``class`` and ``aria-label``, ``None`` and false ones are left out."""
    told = "".join(
        f" {key.rstrip('_').replace('_', '-')}" + ("" if value is True else f'="{escape(visible(str(value)))}"')
        for key, value in attributes.items()
        if value is not None and value is not False
    )
    if name in _VOID:
        return Html(f"<{name}{told}>")
    return Html(f"<{name}{told}>{join(children)}</{name}>")


def cut(text: str, most: int = MAX_TEXT) -> str:
    """A text without its middle where it is longer than anybody reads."""
    if len(text) <= most:
        return text
    return f"{text[: most - _END]} … {text[-_END:]}"


def code(text: str, class_: str | None = None) -> Html:
    """A path or an id: in one direction whatever its letters are, and broken anywhere."""
    return element("code", cut(text), class_=class_, dir="ltr", translate="no")


def command(text: str) -> Html:
    """What a reader can run, to its last letter."""
    return element("code", text, class_="command", dir="ltr", translate="no")


def quoted(text: str, lang: str, name: str = "span", most: int = MAX_TEXT) -> Html:
    """Somebody's own words among sentences of another language."""
    own = "ja" if _JAPANESE.search(text) else "en" if _LETTERS.search(text) else lang
    return element(name, cut(text, most), lang=own if own != lang else None)


def paragraphs(text: str, lang: str) -> Html:
    """Somebody's own words, line by line; those of a document are there to be read to their end."""
    return join(quoted(line, lang, "p", MAX_WORDS) for line in text.splitlines() if line.strip())


def listed(items: Sequence[str], class_: str | None = None) -> Html:
    """A list, a single item without its dot; nothing where there is none."""
    if not items:
        return Html("")
    return element("ul", *(element("li", item) for item in items), class_=class_)


def facts(pairs: Iterable[tuple[str, str]]) -> Html:
    """Names and what they stand for."""
    told = (element("div", element("dt", name), element("dd", value)) for name, value in pairs)
    return element("dl", *told, class_="facts")


def table(caption: str, heads: Sequence[str], rows: Iterable[Sequence[str]], class_: str | None = None) -> Html:
    """A table whose first column names the row; nothing where there is no row.

    The roles are said because a narrow screen shows each row as a block, which takes them away in some browsers.
    """
    body = [_row(row, heads) for row in rows]
    if not body:
        return Html("")
    return element(
        "table",
        element("caption", caption),
        element(
            "thead",
            element("tr", *(element("th", head, scope="col", role="columnheader") for head in heads), role="row"),
            role="rowgroup",
        ),
        element("tbody", *body, role="rowgroup"),
        class_=class_,
        role="table",
    )


def _plain(head: str) -> str:
    """A heading for an attribute, which holds no markup."""
    return unescape(_TAGS.sub("", head)) if isinstance(head, Html) else head


def _row(row: Sequence[str], heads: Sequence[str]) -> Html:
    first = element("th", row[0], scope="row", role="rowheader")
    rest = (
        element("td", element("div", cell), role="cell", data_label=_plain(head))
        for cell, head in zip(row[1:], heads[1:], strict=True)
    )
    return element("tr", first, *rest, role="row")
