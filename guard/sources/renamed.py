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


def other_names(repository: Repository, gone: Iterable[str], *, backwards: bool) -> Mapping[str, frozenset[str]]:
    """What files were called when they were called as in ``gone``: later name → names of ``gone``.

    ``backwards`` tells the names before those of ``gone`` too, as a history meets them. What Git does not say is left out.
    """
    known: defaultdict[str, set[str]] = defaultdict(set)
    asked: dict[str, set[str]] = {path: {path} for path in gone}
    commits: set[str] = set()
    for round_ in range(_MOST_NAMES):
        pairs = list(_staged(repository)) if not round_ else []
        pairs += _committed(repository, asked, commits, "AD" if backwards else "D")
        following: defaultdict[str, set[str]] = defaultdict(set)
        for old, new in pairs:
            if old in asked:
                following[new] |= asked[old]
            if backwards and new in asked:
                following[old] |= asked[new]
        fresh = {name: origins - known[name] for name, origins in following.items()}
        asked = {name: origins for name, origins in fresh.items() if origins}
        for name, origins in asked.items():
            known[name] |= origins
        if not asked:
            break
    return {name: frozenset(origins - {name}) for name, origins in known.items()}


def _staged(repository: Repository) -> Iterator[tuple[str, str]]:
    with suppress(SourceError):  # there is no commit yet
        yield from _pairs(repository.records("diff-index", "--cached", "-r", *_RAW, *_SAME_BYTES, "HEAD", "--"))


def _committed(repository: Repository, paths: Iterable[str], seen: set[str], filter_: str) -> list[tuple[str, str]]:
    """Old and new name in the commits that took a path away; of a merge in those that it brings."""
    pairs: list[tuple[str, str]] = []
    named = [path for path in paths if "\0" not in path]
    if not named:
        return pairs
    listing = (
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
        commits = [oid.decode() for oid in repository.records(*listing, separator=b"\n") if oid]
        for oid in commits:
            if oid not in seen:
                seen.add(oid)
                tree = ("diff-tree", "-r", "--no-commit-id", *_RAW, *_SAME_BYTES, oid, "--")
                pairs += _pairs(repository.records(*tree))
    return pairs


def _pairs(records: Iterator[bytes]) -> Iterator[tuple[str, str]]:
    for record in records:
        if record.startswith(b":"):
            old, new = next(records, b""), next(records, b"")
            yield os.fsdecode(old), os.fsdecode(new)
