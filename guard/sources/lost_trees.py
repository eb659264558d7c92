"""Names in trees that no commit reaches: what was staged and written, and never committed, still lies in the clone.

Their blobs are looked at with all other objects; the names stand in the trees alone. Each of those trees is looked at
once, from the top of what is left down.
"""

from __future__ import annotations

from array import array
from bisect import bisect_left
from collections.abc import Iterable, Iterator, Sequence
from typing import Final, NamedTuple

from guard.errors import SourceError, Unlookable
from guard.messages import N_
from guard.model import Origin, Skip, SkipReason
from guard.sources.repository import Repository

NOT_READ: Final = N_("trees that no commit reaches cannot all be read: the names in them are not all looked at")
#: Trees that are looked at, bytes of one, and characters of a path.
_MOST: Final = 200_000
_MAX_BYTES: Final = 64 << 20
_MAX_PATH: Final = 1 << 16
#: Hexadecimal digits by which two objects are told apart.
_DIGITS: Final = 16
#: The trees of commits; one that is gone is nothing that could be looked at.
_REACHED: Final = (
    "rev-list",
    "--objects",
    "--no-walk=unsorted",
    "--no-object-names",
    "--filter=blob:none",
    "--missing=allow-any",
    "--stdin",
)
_TREE_MODE: Final = b"40000"


class _Entry(NamedTuple):
    name: bytes
    oid: str
    is_tree: bool


def lost_trees(repository: Repository, stored: Iterable[str], commits: Sequence[str]) -> list[str]:
    """Those of the stored trees that none of these commits has. Raises ``SourceError`` where Git cannot say."""
    if not commits:
        return list(stored)
    reached = array(
        "Q", sorted(int(line[:_DIGITS], 16) for line in repository.records(*_REACHED, separator=b"\n", given=commits))
    )

    def is_reached(oid: str) -> bool:
        wanted = int(oid[:_DIGITS], 16)
        at = bisect_left(reached, wanted)
        return at < len(reached) and reached[at] == wanted

    return [oid for oid in stored if not is_reached(oid)]


def lost_names(repository: Repository, stored: Iterable[str], commits: Sequence[str]) -> Iterator[bytes | Skip]:
    """The paths in stored trees that none of these commits has, each once; a skip where not all of them are told."""
    try:
        lost = lost_trees(repository, stored, commits)
    except SourceError as error:
        yield Skip(Origin("."), SkipReason.UNREADABLE, str(error))
        return
    trees, is_whole = _read(repository, lost[:_MOST])
    inner = {entry.oid for entries in trees.values() for entry in entries if entry.is_tree}
    told: set[bytes] = set()
    waiting = [(oid, b"") for oid in trees if oid not in inner]
    while waiting:
        oid, above = waiting.pop()
        for entry in trees.pop(oid, ()):
            path = above + entry.name
            if entry.is_tree and entry.oid in trees and len(path) < _MAX_PATH:
                waiting.append((entry.oid, path + b"/"))
            elif path not in told:
                told.add(path)
                yield path
    if not is_whole or len(lost) > _MOST or any(trees.values()):
        yield Skip(Origin("."), SkipReason.UNREADABLE, NOT_READ)


def _read(repository: Repository, oids: Sequence[str]) -> tuple[dict[str, list[_Entry]], bool]:
    """The entries of trees, and whether all of them could be read."""
    trees: dict[str, list[_Entry]] = {}
    for oid in repository.ahead(oids):
        try:
            trees[oid] = list(_entries(repository.read(oid, _MAX_BYTES), len(oid) // 2))
        except (OSError, Unlookable, ValueError):
            continue
    return trees, len(trees) == len(oids)


def _entries(content: bytes, size: int) -> Iterator[_Entry]:
    """What a tree holds: ``<mode> <name>NUL<name of the object, in bytes>``. Raises ``ValueError`` for what is none."""
    at = 0
    while at < len(content):
        blank = content.index(b" ", at)
        end = content.index(b"\0", blank)
        oid = content[end + 1 : end + 1 + size]
        yield _Entry(content[blank + 1 : end], oid.hex(), content[at:blank] == _TREE_MODE)
        at = end + 1 + size
