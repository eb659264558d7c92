"""The objects of Git LFS that the history of a repository names."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import suppress
from typing import Final

from guard.errors import SourceError, Unlookable
from guard.sources.repository import Repository, large_file

#: Bytes that no pointer reaches (git-lfs, docs/spec.md: "less than 1024 bytes").
_MAX_BYTES: Final = 1024


def pointers(repository: Repository) -> frozenset[str]:
    """The SHA-256 of every large file that a commit names; nothing where this clone keeps none."""
    folder = repository.directory()
    if folder is None or not (folder / "lfs" / "objects").is_dir():
        return frozenset()
    return frozenset(_named(repository))


def _named(repository: Repository) -> Iterator[str]:
    small = [oid for oid in _small(repository) if oid]
    for oid in repository.ahead(small):
        with suppress(OSError, Unlookable, SourceError):
            name = large_file(repository.read(oid, _MAX_BYTES))
            if name is not None:
                yield name


def _small(repository: Repository) -> Iterator[str]:
    """The blobs of the history that are small enough."""
    chosen = ("--all", "--objects", "--no-object-names", f"--filter=blob:limit={_MAX_BYTES}", "--missing=allow-any")
    for record in repository.records("rev-list", *chosen, "--filter-provided-objects", separator=b"\n"):
        yield record.decode("ascii", "replace")
