"""Where in a TOML file a key stands: tomllib gives values without their lines, and an error should name one."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence

Location = tuple[int | str, ...]

_HEADER = re.compile(r"\s*(?P<open>\[\[?)(?P<path>(?:\"[^\"]*\"|'[^']*'|[^\"'\]])+)\]")
_KEY = re.compile(r"\s*(?P<path>(?:[A-Za-z0-9_\- .]|\"[^\"]*\"|'[^']*')+?)\s*=")
_PART = re.compile(r"\"[^\"]*\"|'[^']*'|[^\s.\"']+")
_LONG_QUOTES = ('"""', "'''")


def line_of(text: str, location: Sequence[int | str], prefix: Location = ()) -> int | None:
    """The line of a key, or of the nearest table around it; ``prefix`` is the table that locations start from."""
    known = _lines(text)
    wanted = (*prefix, *location)
    lengths = range(len(wanted), len(prefix), -1)
    return next((known[wanted[:length]] for length in lengths if wanted[:length] in known), None)


def _lines(text: str) -> dict[Location, int]:
    """The first line of every table and key, in the order of the file; tables of an array carry their number."""
    lines: dict[Location, int] = {}
    tables: Counter[Location] = Counter()
    table: Location = ()
    closing = None
    for number, line in enumerate(text.split("\n"), start=1):
        if closing is not None:
            closing = None if closing in line else closing
            continue
        if header := _HEADER.match(line):
            table = _numbered(_parts(header["path"]), tables, is_array=len(header["open"]) > 1)
            lines.setdefault(table, number)
        elif key := _KEY.match(line):
            path = _parts(key["path"])
            for length in range(1, len(path) + 1):
                lines.setdefault((*table, *path[:length]), number)
        closing = next((quotes for quotes in _LONG_QUOTES if line.count(quotes) % 2), None)
    return lines


def _parts(path: str) -> Location:
    return tuple(part.strip("\"'") for part in _PART.findall(path))


def _numbered(path: Location, tables: Counter[Location], *, is_array: bool) -> Location:
    """A header's path as the parser's errors name it: the number of the table after the name of its array."""
    table: Location = ()
    for index, part in enumerate(path):
        table = (*table, part)
        is_last = index == len(path) - 1
        if is_last and is_array:
            tables[table] += 1
        if tables[table]:
            table = (*table, tables[table] - 1)
    return table
