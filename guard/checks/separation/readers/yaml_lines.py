"""Lines of ``key: value`` in what is no YAML: a half-filled template, a merge conflict, a tab."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Final

from guard.checks.separation.readers.interpolation import interpolated
from guard.checks.separation.readers.limits import MAX_DEPTH
from guard.checks.separation.readers.yaml_templates import Masked
from guard.checks.separation.setting import Leaf

_ENTRY: Final = re.compile(
    r"^(?P<indent>[ \t]*)(?P<item>-[ \t]+)?(?P<key>[^\s#'\"\[\]{},:&*!|>%@`-][^\s#:{}\[\]]{0,200}|\"[^\"\n]{1,200}\"|'[^'\n]{1,200}')"
    r"[ \t]*:(?:[ \t]+(?P<value>[^\n]*))?$",
    re.MULTILINE,
)
_SEPARATOR: Final = re.compile(r"^---(?:\s|$)", re.MULTILINE)
_COMMENT: Final = re.compile(r"(?:^|[ \t])#.*")
_PROPERTY: Final = re.compile(r"&\S+[ \t]*")
_INDICATORS: Final = ("|", ">", "{", "[", "*", "&")


def read_lines(mask: Masked, start: int, part: int, shift: int) -> Iterator[Leaf]:
    """The pairs that stand on one line each, from a place on; indentation alone says what belongs to what."""
    text = mask.text
    separators = [match.start() for match in _SEPARATOR.finditer(text, start) if match.start() > start]
    levels: list[tuple[int, str, int]] = []  # indentation, key, position of the item or -1
    for match in _ENTRY.finditer(text, start):
        while separators and match.start() > separators[0]:
            separators.pop(0)
            levels.clear()
            part += 1
        indent = len(match["indent"])
        name = mask.restored(match["key"].strip("'\""), match.start("key"))[0]
        position = -1
        while levels and levels[-1][0] >= indent:
            if match["item"] and levels[-1][0] == indent and levels[-1][2] < 0:
                break  # the items of a list may stand right below its key
            level = levels.pop()
            if level[0] == indent:
                position = level[2]
        if match["item"]:
            levels.append((indent, str(position + 1), position + 1))
            indent += len(match["item"])
        if len(levels) >= MAX_DEPTH:
            continue
        key = (*(level[1] for level in levels), name)
        levels.append((indent, name, -1))
        leaf = _leaf(mask, key, match, part, shift)
        if leaf is not None:
            yield leaf


def _leaf(mask: Masked, key: tuple[str, ...], match: re.Match[str], part: int, shift: int) -> Leaf | None:
    raw = match["value"] or ""
    value = _COMMENT.sub("", raw, count=1) if raw[:1] not in ("'", '"') else raw
    value = value.rstrip()
    start = match.start("value")
    if not value or value.startswith(_INDICATORS):
        return None
    if value[0] in "'\"":
        closing = value.find(value[0], 1)
        value = value[1:closing] if closing > 0 else value[1:]
        start += 1
    source, templated = mask.restored(value, start)
    waits, default = interpolated(source)
    return Leaf(key, source, start + shift, start + shift + len(value), templated or waits, part, default)
