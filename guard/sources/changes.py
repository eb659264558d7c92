"""What commits add, as ``git log --raw`` tells it: each new blob with its path, its commit and what was there before."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import NamedTuple

from guard.sources.repository import Repository

GITLINK = b"160000"
_NOTHING = frozenset("0")

#: Merges are compared with all parents at once, so that only what none of them has counts as theirs.
_LOG = (
    "log",
    "--raw",
    "-z",
    "--no-abbrev",
    "--no-color",
    "--no-ext-diff",
    "--no-textconv",
    "--root",
    "-c",
    "--reverse",
    "--topo-order",
    "--no-show-signature",
    "--ignore-submodules=none",
)


class Change(NamedTuple):
    """A blob that a commit puts at a path; ``before`` is the blob that was there, ``None`` where there was none.

    ``oid`` is ``None`` where the commit takes the path away. ``all_before`` are the blobs that the parents of a
    merge had there, each once.
    """

    commit: str
    path: bytes
    oid: str | None
    before: str | None
    is_submodule: bool
    is_new_path: bool
    all_before: tuple[str, ...]


def changes(repository: Repository, revisions: Sequence[str], *, renames: bool) -> Iterator[Change]:
    """The changes of commits, oldest commits first. Raises ``SourceError`` when git refuses."""
    finding = ("--find-renames=50%", "-l1000") if renames else ("--no-renames",)
    records = repository.records(*_LOG, *finding, "--format=tformat:commit %H", "--stdin", given=revisions)
    commit = ""
    for raw in records:
        record = raw.lstrip(b"\n")
        if record.startswith(b"commit "):
            commit, _, rest = record[7:].decode().partition("\n")
            record = rest.lstrip("\n").encode()
        if record.startswith(b":"):
            yield _change(commit, record, records)


def _change(commit: str, record: bytes, records: Iterator[bytes]) -> Change:
    """``:<old mode> <mode> <old oid> <oid> <status>``; of a merge one old mode and oid, and one colon, for each parent."""
    parents = len(record) - len(record.lstrip(b":"))
    parts = record[parents:].split(b" ")
    mode, oids, status = parts[parents], [oid.decode() for oid in parts[parents + 1 : -1]], parts[-1]
    path = next(records)
    if status[:1] in b"RC" and parents == 1:
        path = next(records)
    oid, olds = oids[-1], oids[:-1]
    had = [old for modes, old in zip(parts, olds, strict=False) if not is_nothing(old) and modes != GITLINK]
    return Change(
        commit,
        path,
        None if is_nothing(oid) else oid,
        had[0] if had else None,
        mode == GITLINK,
        is_new_path=status[:1] in b"ACR",
        all_before=tuple(dict.fromkeys(had)),
    )


def is_nothing(oid: str) -> bool:
    """Whether an object name is all zeros: what stands for no object."""
    return _NOTHING.issuperset(oid)
