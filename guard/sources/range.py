"""What a range of commits adds: for a pull request, a push, and a merge."""

from __future__ import annotations

import os
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from functools import cached_property, partial
from pathlib import Path
from typing import NamedTuple

from guard.errors import SourceError, UsageError
from guard.messages import N_
from guard.model import Blob, Origin, Skip, SkipReason
from guard.sources.changes import Change, changes, is_nothing
from guard.sources.repository import Repository, opened
from guard.sources.texts import commit_texts, name_text, tag_texts

_HOW = "write BASE..HEAD, for example origin/main..HEAD"
NOT_OF_COMMITS = N_("a tag of something that is no commit; --history looks at it")
CUT_SHORT = N_("a shallow clone: commits of the range are not here; git fetch --unshallow brings them")
#: A base that is no commit but all refs below a folder, as ``refs/remotes/origin/*``.
_ALL_BELOW = "/*"


class RangeSource:
    """The blobs that the commits of ``BASE..HEAD`` bring, each with the versions before it as its base.

    Several ranges, with blanks between them, are what Git means by that: all that one of the heads has and none of
    the bases. ``BASE...HEAD`` begins where the two parted, which is the same for commits. A base of zeros means all
    that no remote branch has, ``refs/remotes/NAME/*`` what that remote has not. The messages of the commits come
    too, and for a head that is a tag its message and its name.
    """

    kind = "range"

    def __init__(self, root: Path, expression: str, *, max_bytes: int) -> None:
        """Raises ``SourceError`` outside of Git and ``UsageError`` for what is no range."""
        self._repository = opened(root)
        self.root = self._repository.root
        self._max_bytes = max_bytes
        self._ranges = _parse(expression)

    @cached_property
    def commit(self) -> str | None:
        """The last commit of the range; of several the first that has one."""
        return next(iter(self.heads), None)

    @cached_property
    def heads(self) -> tuple[str, ...]:
        """The last commits of the ranges."""
        return tuple(dict.fromkeys(oid for one in self._ranges if (oid := self._commit(one.head)) is not None))

    @cached_property
    def base(self) -> str | None:
        """The one commit at which all ranges begin; ``None`` where they begin at several, or at none."""
        begins = {oid for one in self._ranges for oid in self._known(one.base, self.heads)}
        return begins.pop() if len(begins) == 1 else None

    def blobs(self) -> Iterator[Blob | Skip]:
        """New content in the order of the commits, then their messages; raises ``SourceError`` when git refuses."""
        with self._repository as repository:
            yield from self._loose_tags()
            revisions = self._revisions()
            if any(not revision.startswith("^") for revision in revisions):
                yield from self._cut_short(revisions)
                yield from self._contents(revisions)
                yield from commit_texts(repository, revisions)
            for one in self._ranges:
                if one.head.startswith("refs/"):
                    yield from name_text(one.head)
            yield from tag_texts(repository, self._tags())

    def _contents(self, revisions: Sequence[str]) -> Iterator[Blob | Skip]:
        seen: set[tuple[str, bytes]] = set()
        try:
            for change in self._changes(revisions):
                if change.oid is not None and (change.oid, change.path) not in seen:
                    seen.add((change.oid, change.path))
                    yield self._look(change)
        except SourceError as error:  # a tree is not in this clone: the messages are looked at all the same
            yield Skip(Origin("."), SkipReason.UNREADABLE, str(error))

    def _changes(self, revisions: Sequence[str]) -> Iterator[Change]:
        try:
            yield from changes(self._repository, revisions, renames=True)
        except SourceError:  # the other side of a possible rename may be missing from a partial clone
            yield from changes(self._repository, revisions, renames=False)

    def _revisions(self) -> list[str]:
        heads = [oid for one in self._ranges if (oid := self._commit(one.head)) is not None]
        left_out = [oid for one in self._ranges for oid in self._known(one.base, heads)]
        return [*dict.fromkeys(heads), *(f"^{oid}" for oid in dict.fromkeys(left_out))]

    def _known(self, base: str, heads: Sequence[str]) -> list[str]:
        """The commits of a base.

        Zeros stand for the remote branches, but for one that is at a head itself: after a push that is the new one.
        """
        if is_nothing(base):
            return sorted(set(self._tips("refs/remotes")) - set(heads))
        if base.startswith("refs/") and base.endswith(_ALL_BELOW):
            return self._tips(base.removesuffix(_ALL_BELOW) + "/")
        oid = self._commit(base)
        if oid is None:
            raise self._unknown(base)
        return [oid]

    def _tips(self, folder: str) -> list[str]:
        listing = self._repository.records("for-each-ref", "--format=%(objectname)", folder, separator=b"\n")
        return sorted({oid.decode() for oid in listing if oid})

    def _commit(self, name: str) -> str | None:
        """The commit that a name means; ``None`` where it is a tag of something else. Raises ``UsageError``."""
        oid = self._meant(f"{name}^{{commit}}")
        if oid is None and (self._meant(name) is None or self._type(name) != "tag"):
            raise self._unknown(name)
        return oid

    def _meant(self, name: str) -> str | None:
        return self._repository.line("rev-parse", "--verify", "--quiet", "--end-of-options", name)

    def _type(self, name: str) -> str | None:
        oid = self._meant(name)
        return None if oid is None else self._repository.line("cat-file", "-t", oid)

    def _unknown(self, name: str) -> UsageError:
        return UsageError(
            f"there is no commit {name} here; {_HOW}. In a shallow clone fetch more: git fetch --unshallow"
        )

    def _tags(self) -> list[str]:
        """The tag objects among the heads."""
        return [oid for one in self._ranges if self._type(one.head) == "tag" and (oid := self._meant(one.head))]

    def _loose_tags(self) -> Iterator[Skip]:
        for one in self._ranges:
            if self._commit(one.head) is None:
                yield Skip(Origin(one.head), SkipReason.NOT_CHECKED, NOT_OF_COMMITS)

    def _cut_short(self, revisions: Sequence[str]) -> Iterator[Skip]:
        """That commits of the range are missing, where the clone ends inside of it."""
        ends = _shallow_commits(self._repository)
        if ends and any(oid in ends for oid in self._listed(revisions)):
            yield Skip(Origin("."), SkipReason.NOT_CHECKED, CUT_SHORT)

    def _listed(self, revisions: Sequence[str]) -> Iterator[bytes]:
        return self._repository.records("rev-list", "--stdin", separator=b"\n", given=revisions)

    def _look(self, change: Change) -> Blob | Skip:
        origin = Origin(os.fsdecode(change.path), commit=change.commit)
        if change.is_submodule:
            return Skip(origin, SkipReason.NO_EXTRACTOR, "a submodule: its files are in its own repository")
        assert change.oid is not None
        return Blob(
            origin,
            self._reader(change.oid),
            _all_of([self._reader(oid) for oid in change.all_before]),
            is_new_path=change.is_new_path,
            oid=change.oid,
        )

    def _reader(self, oid: str) -> Callable[[], bytes]:
        return partial(self._repository.content, oid, self._max_bytes)


class _Range(NamedTuple):
    """One range as it was written."""

    base: str
    head: str


def _parse(expression: str) -> list[_Range]:
    words = filter(None, expression.split(" "))  # a full-width blank is part of a name
    return [_parse_one(word) for word in words] or [_parse_one(expression)]


def _parse_one(expression: str) -> _Range:
    dots = "..." if "..." in expression else ".."
    base, found, head = expression.partition(dots)
    if not found or not base or base.startswith("-") or head.startswith("-") or ".." in head:
        raise UsageError(f"{expression} is no range of commits; {_HOW}")
    return _Range(base, head or "HEAD")


def _shallow_commits(repository: Repository) -> frozenset[bytes]:
    """The commits whose parents a shallow clone left out; Git takes them for first ones."""
    if repository.line("rev-parse", "--is-shallow-repository") != "true":
        return frozenset()
    directory = repository.directory()
    try:
        return frozenset() if directory is None else frozenset((directory / "shallow").read_bytes().split())
    except OSError:
        return frozenset()


def _all_of(readers: Sequence[Callable[[], bytes]]) -> Callable[[], bytes] | None:
    """The version before; of a merge the lines that any parent has, as often as the one that has them most often."""
    if len(readers) < 2:
        return readers[0] if readers else None
    return lambda: _merged([read() for read in readers])


def _merged(versions: Sequence[bytes]) -> bytes:
    """All lines of some texts; what is no text, or one whose bytes are no lines, stands for itself."""
    first, *others = versions
    if any(b"\0" in version for version in versions):
        return first
    have = Counter(first.splitlines())
    lines = [first]
    for version in others:
        missing = Counter(version.splitlines()) - have
        have += missing
        lines += missing.elements()
    return b"\n".join(lines)
