"""Everything that a repository remembers: each blob once, messages, tags, notes, stashes, names of refs.

One ``git log`` tells where each blob came in and where it went; content comes through ``cat-file``, in the
order in which it lies in the packs, because that is the order in which Git unpacks it fastest.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from functools import cached_property, partial
from pathlib import Path

from guard.errors import SourceError
from guard.messages import N_
from guard.model import Blob, Origin, Skip, SkipReason
from guard.sources.changes import changes
from guard.sources.repository import opened
from guard.sources.texts import COMMIT_MESSAGE, commit_texts, ref_texts, refs

SHALLOW = N_("a shallow clone: older commits are not here; git fetch --unshallow brings them")
NOTE = "<note>"
UNREACHABLE = "<unreachable>"
_SUBMODULE = N_("a submodule: its files are in its own repository")


@dataclass(slots=True)
class _Known:
    """What the history says of a blob."""

    path: bytes
    commit: str | None
    removed: str | None = None
    further: dict[bytes, str | None] = field(default_factory=dict)


class HistorySource:
    """Every blob that a ref reaches, and with ``unreachable`` the rest of the object store too.

    ``root`` is a work tree, a folder in it, or a bare repository.
    """

    kind = "history"

    def __init__(
        self, root: Path, *, unreachable: bool, max_bytes: int, is_special: Callable[[str], bool] = lambda _path: False
    ) -> None:
        """Raises ``SourceError`` outside of Git.

        ``is_special`` says that a configuration treats a path apart: content that stands elsewhere too is looked at
        there, so that a copy in an excluded folder hides nothing.
        """
        self._is_special = is_special
        self._repository = opened(root)
        self.root = self._repository.root
        self._unreachable = unreachable
        self._max_bytes = max_bytes
        self._submodules: set[bytes] = set()
        #: About how many items there will be; ``None`` until Git has said.
        self.expected: int | None = None

    @cached_property
    def commit(self) -> str | None:
        """The commit that is checked out; ``None`` before the first one."""
        return self._repository.head()

    def blobs(self) -> Iterator[Blob | Skip]:
        """Blobs in pack order, then texts; raises ``SourceError`` when git refuses."""
        with self._repository as repository:
            if repository.line("rev-parse", "--is-shallow-repository") == "true":
                yield Skip(Origin("."), SkipReason.NOT_CHECKED, SHALLOW)
            revisions = ["--all", *self._heads_of_worktrees(), *self._stashes()]
            try:
                known = self._known(revisions)
            except SourceError as error:  # a damaged ref or commit: what there is is looked at all the same
                yield Skip(Origin("."), SkipReason.UNREADABLE, str(error))
                known, revisions, self._unreachable = {}, [], True
            if not self._unreachable:
                self.expected = len(known) + len({facts.commit for facts in known.values()})  # and their messages
            for path in sorted(self._submodules):
                yield Skip(Origin(os.fsdecode(path)), SkipReason.NO_EXTRACTOR, _SUBMODULE)
            named: set[bytes] = set()
            for oid in self._in_pack_order(known):
                facts = known.get(oid)
                yield self._blob(oid, facts, named)
                for path, commit in () if facts is None else facts.further.items():
                    if path not in named:  # nothing but the name is new here
                        named.add(path)
                        yield Blob(Origin(os.fsdecode(path), commit=commit), bytes)
            yield from self._texts(revisions)

    def _texts(self, revisions: list[str]) -> Iterator[Blob | Skip]:
        try:
            if revisions:
                yield from commit_texts(self._repository, revisions)
            yield from ref_texts(self._repository)
        except SourceError as error:
            yield Skip(Origin(COMMIT_MESSAGE), SkipReason.UNREADABLE, str(error))

    def _known(self, revisions: list[str]) -> dict[str, _Known]:
        known: dict[str, _Known] = {}
        for change in changes(self._repository, revisions, renames=False):
            if change.is_submodule and change.oid is not None:
                self._submodules.add(change.path)
                continue
            if change.before is not None and change.before in known:
                known[change.before].removed = change.commit
            if change.oid is not None:
                facts = known.setdefault(change.oid, _Known(change.path, change.commit))
                facts.removed = None
                if change.path != facts.path:
                    facts.further.setdefault(change.path, change.commit)
        self._add_tagged(known)
        self._name_notes(known)
        for oid in self._at_head():
            if oid in known:
                known[oid].removed = None
        return known

    def _add_tagged(self, known: dict[str, _Known]) -> None:
        """Blobs and trees that a tag names without a commit."""
        wanted = ("objecttype", "*objecttype", "objectname", "*objectname", "refname")
        for fields in refs(self._repository, *wanted):
            kind, peeled, oid, peeled_oid, name = map(os.fsdecode, fields)
            target, target_oid = (peeled, peeled_oid) if peeled else (kind, oid)
            if target == "tag":  # a tag of a tag
                target_oid = self._repository.line("rev-parse", f"{oid}^{{}}") or oid
                target = self._repository.line("cat-file", "-t", target_oid) or target
            if target == "blob":
                known.setdefault(target_oid, _Known(os.fsencode(name), None))
            elif target == "tree":
                for path, inner in self._tree(target_oid):
                    known.setdefault(inner, _Known(path, None))

    def _name_notes(self, known: dict[str, _Known]) -> None:
        """A note has the name of its commit for a path: it is called what it is."""
        records = self._repository.records("rev-list", "-z", "--glob=refs/notes/*") if self._has_notes() else iter(())
        commits = {record.decode().strip() for chunk in records for record in chunk.split(b"\n")}
        for facts in known.values():
            if facts.commit in commits:
                facts.path = NOTE.encode()

    def _has_notes(self) -> bool:
        return self._repository.line("for-each-ref", "--count=1", "refs/notes/") is not None

    def _tree(self, treeish: str) -> Iterator[tuple[bytes, str]]:
        for record in self._repository.records("ls-tree", "-r", "-z", "--full-tree", treeish):
            facts, _, path = record.partition(b"\t")
            _mode, kind, oid = facts.split(b" ")
            if kind == b"blob":
                yield path, oid.decode()

    def _at_head(self) -> Iterator[str]:
        head = self._repository.head()
        if head is not None:
            yield from (oid for _path, oid in self._tree(head))

    def _heads_of_worktrees(self) -> list[str]:
        """What is checked out in linked work trees, where no branch may be."""
        listing = self._repository.records("worktree", "list", "--porcelain", "-z")
        heads = [record[5:].decode() for record in listing if record.startswith(b"HEAD ")]
        return [head for head in heads if head.strip("0")]

    def _stashes(self) -> list[str]:
        """All stashes: only the last has a ref, the others stand in its log."""
        if self._repository.line("rev-parse", "--verify", "--quiet", "refs/stash") is None:
            return []
        log = self._repository.records("log", "-g", "--format=%H", "refs/stash", "--", separator=b"\n")
        return [record.decode() for record in log if record]

    def _in_pack_order(self, known: dict[str, _Known]) -> Iterator[str]:
        """The names of the blobs that are here, as they lie, and then of those that are not."""
        left = set(known)
        listing = self._repository.records(
            "cat-file",
            "--batch-check=%(objectname) %(objecttype)",
            "--batch-all-objects",
            "--unordered",
            separator=b"\n",
        )
        for record in listing:
            oid, _, kind = record.decode().partition(" ")
            if oid in left:
                left.remove(oid)
                yield oid
            elif self._unreachable and kind == "blob" and oid not in known:
                yield oid
        yield from sorted(left)

    def _choose(self, facts: _Known) -> None:
        """Look at a blob where no configuration treats its path apart, if it ever stood in such a place."""
        if facts.further and self._is_special(os.fsdecode(facts.path)):
            plain = next((path for path in facts.further if not self._is_special(os.fsdecode(path))), None)
            if plain is not None:
                commit = facts.further.pop(plain)
                facts.further[facts.path] = facts.commit
                facts.path, facts.commit = plain, commit

    def _blob(self, oid: str, facts: _Known | None, named: set[bytes]) -> Blob:
        read = partial(self._repository.content, oid, self._max_bytes)
        if facts is None:
            return Blob(Origin(UNREACHABLE, (oid,)), read, is_new_path=False, oid=oid)
        self._choose(facts)
        is_new_path = facts.path not in named and facts.path != NOTE.encode()
        named.add(facts.path)
        origin = Origin(os.fsdecode(facts.path), commit=facts.commit)
        return Blob(origin, read, is_new_path=is_new_path, oid=oid, removed=facts.removed)
