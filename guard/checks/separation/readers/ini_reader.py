"""INI files line by line, and inventories of Ansible, which look like them."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Final

from guard.checks.separation.readers.interpolation import interpolated
from guard.checks.separation.readers.limits import MALFORMED, MAX_LENGTH, MAX_NODES, TOO_LARGE, TOO_MANY
from guard.checks.separation.setting import Leaf, Reading

_LINE: Final = re.compile(r"[^\r\n\ufeff][^\r\n]*")
_SECTION: Final = re.compile(r"\s*\[([^\]]*)\]\s*(?:[;#].*)?")
_PAIR: Final = re.compile(r"\s*([^=:;#\[\s][^=:]*+)[=:]\s*(.*)")
_COMMENT: Final = re.compile(r"\s[;#].*")
_SUBSECTION: Final = re.compile(r'(\S+)\s+"([^"]*)"')
_WORD: Final = re.compile(r"""[^\s=]+(?:=(?:"[^"]*"|'[^']*'|\S*))?""")


def read_ini(text: str) -> Reading:
    """The pairs of all sections; those before the first section have no section in their key."""
    if len(text) > MAX_LENGTH:
        return Reading((), TOO_LARGE)
    leaves: list[Leaf] = []
    section: tuple[str, ...] = ()
    is_whole = True
    for line in _lines(text):
        header = _SECTION.fullmatch(line[0])
        if header is not None:
            section = _section(header[1])
            continue
        pair = _PAIR.fullmatch(line[0])
        if pair is not None:
            leaves.append(_leaf((*section, pair[1].rstrip()), pair[2], line.start() + pair.start(2)))
        else:
            is_whole = False
        if len(leaves) > MAX_NODES:
            return Reading(leaves, TOO_MANY)
    return Reading(leaves, None if is_whole else MALFORMED)


def read_inventory(text: str) -> Reading:
    """The hosts and variables of an Ansible inventory: ``group.host.variable`` and ``group.vars.variable``."""
    if len(text) > MAX_LENGTH:
        return Reading((), TOO_LARGE)
    leaves: list[Leaf] = []
    group, kind = "ungrouped", ""
    for line in _lines(text):
        header = _SECTION.fullmatch(line[0])
        if header is not None:
            group, _, kind = header[1].partition(":")
        elif kind == "vars":
            pair = _PAIR.fullmatch(line[0])
            if pair is not None:
                leaves.append(_leaf((group, "vars", pair[1].rstrip()), pair[2], line.start() + pair.start(2)))
        else:
            leaves += _host(group, kind, _COMMENT.sub("", line[0]), line.start())
        if len(leaves) > MAX_NODES:
            return Reading(leaves, TOO_MANY)
    return Reading(leaves)


def _lines(text: str) -> Iterator[re.Match[str]]:
    return (match for match in _LINE.finditer(text) if match[0].strip(" \t")[:1] not in {"", ";", "#"})


def _section(name: str) -> tuple[str, ...]:
    """``[remote "origin"]`` as Git and ``[a.b]`` as everybody writes it."""
    quoted = _SUBSECTION.fullmatch(name.strip())
    return (quoted[1], quoted[2]) if quoted else (name.strip(),)


def _leaf(key: tuple[str, ...], raw: str, start: int) -> Leaf:
    value = raw.strip()
    if value[:1] in {"'", '"'} and (end := value.find(value[0], 1)) > 0:
        value, start = value[1:end], start + 1
    else:
        value = _COMMENT.sub("", value).rstrip()
    waits, default = interpolated(value)
    return Leaf(key, value, start, start + len(value), waits, 0, default)


def _host(group: str, kind: str, line: str, start: int) -> Iterator[Leaf]:
    """A line of hosts: its name, and its variables beside it."""
    words = list(_WORD.finditer(line))
    if not words:
        return
    first, *rest = words
    name = first[0]
    yield Leaf((group, kind or "hosts", name), name, start + first.start(), start + first.end())
    for word in rest if kind == "" else ():
        variable, equals, raw = word[0].partition("=")
        if equals:
            yield _leaf((group, name, variable), raw, start + word.start() + len(variable) + 1)
