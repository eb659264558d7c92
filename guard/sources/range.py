"""What a range of commits adds: for a pull request, a push, and a merge."""

from __future__ import annotations

import os
from collections.abc import Iterator
from functools import cached_property, partial
from pathlib import Path

from guard.errors import UsageError
from guard.model import Blob, Origin, Skip, SkipReason
from guard.sources.changes import Change, changes, is_nothing
from guard.sources.repository import opened
from guard.sources.texts import commit_texts

_HOW = "write BASE..HEAD, for example origin/main..HEAD"


class RangeSource:
    """The blobs that the commits of ``BASE..HEAD`` bring, each with the version before it as its base.

    ``BASE...HEAD`` begins where the two parted; a base of zeros means all commits that no remote branch has.
    The messages of the commits come too.
    """

    kind = "range"

    def __init__(self, root: Path, expression: str, *, max_bytes: int) -> None:
        """Raises ``SourceError`` outside of Git and ``UsageError`` for what is no range."""
        self._repository = opened(root)
        self.root = self._repository.root
        self._max_bytes = max_bytes
        self._base, self._dots, self._head = _parse(expression)

    @cached_property
    def commit(self) -> str | None:
        """The last commit of the range."""
        return self._resolved(self._head)

    def blobs(self) -> Iterator[Blob | Skip]:
        """New content in the order of the commits, then their messages; raises ``SourceError`` when git refuses."""
        with self._repository:
            revisions = self._revisions()
            seen: set[tuple[str, bytes]] = set()
            for change in changes(self._repository, revisions, renames=True):
                if change.oid is not None and (change.oid, change.path) not in seen:
                    seen.add((change.oid, change.path))
                    yield self._look(change)
            yield from commit_texts(self._repository, revisions)

    def _revisions(self) -> list[str]:
        head = self._resolved(self._head)
        if is_nothing(self._base):
            return [head, *(f"^{oid}" for oid in self._known_elsewhere(head))]
        base = self._resolved(self._base)
        if self._dots == "...":
            base = self._repository.line("merge-base", base, head) or base
        return [head, f"^{base}"]

    def _known_elsewhere(self, head: str) -> list[str]:
        """Where the remote branches stand, but for one that is at the head itself: after a push that is the new one."""
        listing = self._repository.records("for-each-ref", "--format=%(objectname)", "refs/remotes", separator=b"\n")
        return sorted({oid.decode() for oid in listing if oid} - {head})

    def _resolved(self, name: str) -> str:
        oid = self._repository.line("rev-parse", "--verify", "--quiet", "--end-of-options", f"{name}^{{commit}}")
        if oid is None:
            raise UsageError(
                f"there is no commit {name} here; {_HOW}. In a shallow clone fetch more: git fetch --unshallow"
            )
        return oid

    def _look(self, change: Change) -> Blob | Skip:
        origin = Origin(os.fsdecode(change.path), commit=change.commit)
        if change.is_submodule:
            return Skip(origin, SkipReason.NO_EXTRACTOR, "a submodule: its files are in its own repository")
        assert change.oid is not None
        base = None if change.before is None else partial(self._repository.content, change.before, self._max_bytes)
        return Blob(
            origin,
            partial(self._repository.content, change.oid, self._max_bytes),
            base,
            is_new_path=change.is_new_path,
            oid=change.oid,
        )


def _parse(expression: str) -> tuple[str, str, str]:
    dots = "..." if "..." in expression else ".."
    base, found, head = expression.partition(dots)
    if not found or not base or base.startswith("-") or head.startswith("-") or ".." in head:
        raise UsageError(f"{expression} is no range of commits; {_HOW}")
    return base, dots, head or "HEAD"
