"""A walk over commits, parents first: when each was made and what it puts at paths and takes away."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import NamedTuple

from guard.sources.changes import GITLINK
from guard.sources.repository import Repository

#: Merges are compared with all parents at once, so that only what none of them has counts as theirs.
_LOG = (
    "log",
    "--raw",
    "-z",
    "--no-abbrev",
    "--no-color",
    "--no-ext-diff",
    "--no-textconv",
    "--no-renames",
    "--root",
    "-c",
    "--reverse",
    "--topo-order",
    "--no-show-signature",
    "--ignore-submodules=none",
    "--format=tformat:commit %H %ct %P",
    "--stdin",
)
_COMMIT = b"commit "


class Commit(NamedTuple):
    """A commit: ``puts`` are paths with the blob that it puts there, ``takes`` the blobs that stood at its paths before.

    ``made`` is the committer's clock in seconds, which may be wrong; ``links`` are the paths of submodules.
    """

    oid: str
    made: int
    parents: tuple[str, ...]
    puts: list[tuple[bytes, str]]
    takes: list[str]
    links: list[bytes]


def walk(repository: Repository, revisions: Sequence[str]) -> Iterator[Commit]:
    """The commits of some revisions, parents before children. Raises ``SourceError`` when git refuses."""
    records = repository.records(*_LOG, given=revisions)
    commit: Commit | None = None
    for record in records:
        if record[:7] == _COMMIT:
            if commit is not None:
                yield commit
            head, _, record = record[7:].partition(b"\n")
            oid, made, *parents = head.decode().split()
            commit = Commit(oid, int(made), tuple(parents), [], [], [])
        record = record.lstrip(b"\n")
        if record[:1] == b":" and commit is not None:
            _note(commit, record, next(records))
    if commit is not None:
        yield commit


def _note(commit: Commit, record: bytes, path: bytes) -> None:
    """``:<old mode> <mode> <old oid> <oid> <status>``; of a merge one colon, old mode and oid for each parent."""
    parents = len(record) - len(record.lstrip(b":"))
    fields = record[parents:].split(b" ")
    mode, oid = fields[parents], fields[2 * parents + 1]
    for old_mode, old in zip(fields, fields[parents + 1 : 2 * parents + 1], strict=False):
        if old_mode != GITLINK and old.strip(b"0"):
            commit.takes.append(old.decode())
            break
    if mode == GITLINK:
        commit.links.append(path)
    elif oid.strip(b"0"):
        commit.puts.append((path, oid.decode()))
