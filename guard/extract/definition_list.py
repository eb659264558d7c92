"""Fields of definition lists in HTML: ``<dt>氏名</dt><dd>…</dd>``, the other way in which pages show a form."""

from __future__ import annotations

import re
from collections.abc import Iterator

from guard.model import Field

_START = re.compile(r"<dt\b", re.IGNORECASE)
#: A list begins, or a term with its definition; inside both only tags that mark text up may stand.
_ITEM = re.compile(
    r"<dl\b|<dt\b[^<>]{0,200}>\s{0,80}(?:<[a-z][^<>]{0,200}>\s{0,80}){0,3}(?P<term>[^<>]{1,80})(?:<[^<>]{0,200}>\s{0,80}){1,6}?"
    r"<dd\b[^<>]{0,200}>\s{0,80}(?:<[a-z][^<>]{0,200}>\s{0,80}){0,3}(?P<value>[^<>\s][^<>]{0,400})",
    re.IGNORECASE,
)


def read(text: str, records: Iterator[int]) -> Iterator[Field]:
    """Yield the definitions, labelled with their terms; a list is a record."""
    if _START.search(text) is None:
        return
    record: int | None = None
    for item in _ITEM.finditer(text):
        if item["term"] is None:
            record = None
            continue
        record = next(records) if record is None else record
        term, value = item["term"], item["value"].rstrip()
        label_at = item.start("term") + len(term) - len(term.lstrip())
        yield Field(term.strip(), item.start("value"), item.start("value") + len(value), record, label_at)
