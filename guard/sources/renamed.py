"""Files that only got another name: the same bytes under the old path and under the new one, as Git tells.

Nothing about the bytes is written down for that: the name of a blob in Git's store is a function of its content.
"""

from __future__ import annotations

import os
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from contextlib import suppress
from typing import Final

from guard.errors import SourceError
from guard.sources.repository import Repository

_RAW: Final = ("--raw", "-z", "--no-abbrev", "--no-color", "--no-ext-diff", "--no-textconv", "-O/dev/null")
_SAME_BYTES: Final = ("--find-renames=100%", "--diff-filter=R")
#: Names that a file had one after the other.
_MOST_NAMES: Final = 8
#: Paths, and code points of them, that Git is asked about by name; of more it tells all that was ever renamed.
_MOST_ASKED: Final = 200
_MOST_TEXT: Final = 50_000


def other_names(repository: Repository, gone: Iterable[str], *, backwards: bool) -> Mapping[str, frozenset[str]]:
    """What files were called when they were called as in ``gone``: later name → names of ``gone``.

    ``backwards`` tells the names before those of ``gone`` too, as a history meets them. What Git does not say is left out.
    """
    known: defaultdict[str, set[str]] = defaultdict(set)
    asked = {path: {path} for path in gone}
    pairs = list(_staged(repository))
    is_all = False
    for _ in range(_MOST_NAMES):
        if not asked:
            break
        if not is_all:
            is_all = len(asked) > _MOST_ASKED or sum(map(len, asked)) > _MOST_TEXT
            pairs += _committed(repository, () if is_all else asked, "AD" if backwards else "D")
        found: defaultdict[str, set[str]] = defaultdict(set)
        for old, new in pairs:
            found[new] |= asked.get(old, set())
            if backwards:
                found[old] |= asked.get(new, set())
        asked = {name: fresh for name, names in found.items() if (fresh := names - known[name])}
        for name, names in asked.items():
            known[name] |= names
    return {name: frozenset(names - {name}) for name, names in known.items() if names - {name}}


def _staged(repository: Repository) -> Iterator[tuple[str, str]]:
    with suppress(SourceError):  # there is no commit yet
        yield from _pairs(repository.records("diff-index", "--cached", "-r", *_RAW, *_SAME_BYTES, "HEAD", "--"))


def _committed(repository: Repository, paths: Iterable[str], filter_: str) -> list[tuple[str, str]]:
    """Old and new names in the commits that took one of some paths away, or with ``A`` brought it; no path means all."""
    named = [path for path in paths if path and "\0" not in path and not path.startswith("/")]
    named = [path for path in named if ".." not in path.split("/")]  # one of them, and Git refuses all
    log = (
        "log",
        "--format=%H",
        "--no-renames",
        f"--diff-filter={filter_}",
        "--no-show-signature",
        "HEAD",
        "--",
        *named,
    )
    with suppress(SourceError):
        commits = [oid.decode() for oid in repository.records(*log, separator=b"\n") if oid]
        tree = ("diff-tree", "--stdin", "-r", "--no-commit-id", *_RAW, *_SAME_BYTES)
        return list(_pairs(repository.records(*tree, given=commits)))
    return []


def _pairs(records: Iterator[bytes]) -> Iterator[tuple[str, str]]:
    for record in records:
        if record.startswith(b":"):
            old, new = next(records, b""), next(records, b"")
            yield os.fsdecode(old), os.fsdecode(new)
