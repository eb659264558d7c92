"""Everything that a repository remembers: each blob once, messages, tags, notes, stashes, names of refs.

One ``git log`` tells where each blob came in and where it went; content comes through ``cat-file``, in the
order in which it lies in the packs, because that is the order in which Git unpacks it fastest. What an earlier
run came to is told from its ``Past``, and only commits since then are walked.
"""

from __future__ import annotations

import hashlib
import os
import sys
from collections.abc import Callable, Iterable, Iterator, Sequence
from functools import cached_property, partial
from pathlib import Path

from guard.errors import SourceError
from guard.messages import N_
from guard.model import Blob, Origin, Skip, SkipReason
from guard.sources.life import Clock, Life, Moment
from guard.sources.lost_trees import lost_names
from guard.sources.memory import HistoryMemory, View
from guard.sources.past import Extent, Past, clean_facts
from guard.sources.repository import opened
from guard.sources.texts import COMMIT_MESSAGE, ref_texts, refs, tag_texts, texts_of
from guard.sources.walk import Commit, walk

SHALLOW = N_("a shallow clone: older commits are not here; git fetch --unshallow brings them")
NOTE = "<note>"
UNREACHABLE = "<unreachable>"
_SUBMODULE = N_("a submodule: its files are in its own repository")
_NOTES = b"refs/notes/"
_NOTE = NOTE.encode()
#: Blobs from which on the order of the packs is worth the listing of all objects.
_MANY = 1000


class _OutdatedError(Exception):
    """What an earlier run learned is not enough to go on from."""


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
        self._memory: HistoryMemory | None = None
        self._stored: list[tuple[str, str]] = []
        self._trees: list[str] = []
        self._is_walked = True
        #: About how many items there will be; ``None`` until Git has said.
        self.expected: int | None = None

    def remember(self, memory: HistoryMemory) -> None:
        """Begin where the run that filled this memory came to, and add to it."""
        self._memory = memory

    @property
    def shelf(self) -> str:
        """What tells memories of another extent apart."""
        return "store" if self._unreachable else "history"

    @cached_property
    def commit(self) -> str | None:
        """The commit that is checked out; ``None`` before the first one."""
        return self._repository.head()

    def blobs(self) -> Iterator[Blob | Skip]:
        """Blobs in pack order, names of paths, texts; raises ``SourceError`` when git refuses."""
        with self._repository as repository:
            if repository.line("rev-parse", "--is-shallow-repository") == "true":
                yield Skip(Origin("."), SkipReason.NOT_CHECKED, SHALLOW)
            try:
                view = self._view()
            except SourceError as error:  # a damaged ref or commit: what there is is looked at all the same
                yield Skip(Origin("."), SkipReason.UNREADABLE, str(error))
                view, self._unreachable, self._memory = View(Extent(), Past()), True, None
                self._is_walked = False
                self._read_store()
                view.commits += ((0, oid) for oid, kind in self._stored if kind == "commit")
                self._add_nameless(view)
            if self._memory is not None:
                self._memory.begin(view)
            for path in sorted(view.submodules):
                yield Skip(Origin(os.fsdecode(path)), SkipReason.NO_EXTRACTOR, _SUBMODULE)
            yield from self._contents(view)
            for path, moment in list(view.moments.items()):
                yield Blob(Origin(os.fsdecode(path), commit=moment[1]), bytes)
            yield from self._lost_names(view)
            yield from self._texts(view)

    def _contents(self, view: View) -> Iterator[Blob]:
        loose = dict(view.loose)
        order = self._in_pack_order([*view.lives, *loose, *view.lost])
        self.expected = len(order) + len(view.moments) + len(view.commits)
        present = self._at_head()
        content = self._repository.in_order(order)
        for place, oid in enumerate(order):
            read = partial(content, place, self._max_bytes)
            life = view.lives.get(oid)
            if life is not None:
                path, moment = self._place(life)
                removed = None if oid in present else life.removed
                origin = Origin(os.fsdecode(path), commit=moment[1])
                yield Blob(origin, read, is_new_path=False, oid=oid, removed=removed)
            elif oid in loose:
                yield Blob(Origin(os.fsdecode(loose[oid])), read, is_new_path=False, oid=oid)
            else:
                # a number: the name of a blob can be reversed where it is one short value, so none is told
                yield Blob(Origin(UNREACHABLE, (str(view.lost[oid]),)), read, is_new_path=False, oid=oid)

    def _place(self, life: Life) -> tuple[bytes, Moment]:
        """Where to look at a blob: where it stood first, but for places that a configuration treats apart."""
        first = life.path, life.first
        if not life.further or not self._is_special(os.fsdecode(life.path)):
            return first
        return next((place for place in life.places() if not self._is_special(os.fsdecode(place[0]))), first)

    def _texts(self, view: View) -> Iterator[Blob | Skip]:
        known = set(view.past.texts.values())
        moments = {oid: (seconds, oid) for seconds, oid in sorted(known.union(view.commits), reverse=True)}
        try:
            for item in texts_of(self._repository, self._repository.ahead(moments)):
                if self._memory is None or self._memory.is_wanted(item, moments):
                    yield item
            yield from ref_texts(self._repository)
            yield from self._lost_tags()
        except SourceError as error:
            if self._memory is not None:
                self._memory.give_up()
            yield Skip(Origin(COMMIT_MESSAGE), SkipReason.UNREADABLE, str(error))

    def _view(self) -> View:
        extent, loose = self._extent()
        past = Past() if self._memory is None else self._memory.past()
        view = self._all(past, extent) if self._unreachable else self._reached(past, extent)
        for oid, path in self._loose(loose):
            if oid not in view.lives and view.past.clean.find(bytes.fromhex(oid)) is None:
                view.loose.append((oid, path))
        if self._unreachable and not view.past.store:
            self._add_nameless(view)
        return view

    def _reached(self, past: Past, extent: Extent) -> View:
        """What refs reach, as far as it is not known."""
        try:
            return self._since(past if self._goes_on(past.extent, extent) else Past(), extent)
        except _OutdatedError:
            return self._since(Past(), extent)

    def _all(self, past: Past, extent: Extent) -> View:
        """What there is, reached or not: as it is known, where no ref moved and no object came or went, else all of it."""
        store = self._read_store()
        if (past.store, past.extent) == (store, extent):
            view = self._since(past, extent)
            view.lost = dict(past.lost)
        else:
            view = self._since(Past(), extent)
            self._add_lost(view)
        view.store = store
        return view

    def _read_store(self) -> str:
        """Take note of all objects that are here; what this gives is another when one came, went or lies elsewhere."""
        digest = hashlib.sha256()
        self._stored.clear()
        self._trees.clear()
        for oid, kind in self._listed_objects():
            digest.update(f"{oid} {kind}\n".encode())
            if kind != "tree":
                self._stored.append((oid, kind))
            else:
                self._trees.append(oid)
        return digest.hexdigest()

    def _goes_on(self, before: Extent, now: Extent) -> bool:
        """Whether all that an earlier run walked over is still reached, and was looked at as it would be now."""
        if not before.tips or (before.notes, before.shallow) != (now.notes, now.shallow):
            return False
        lost = set(before.tips).difference(now.tips)
        if not lost:
            return True
        given = (*sorted(lost), *(f"^{tip}" for tip in now.tips))
        try:
            return not any(self._repository.records("rev-list", "--max-count=1", "--stdin", given=given))
        except SourceError:  # they are no longer here
            return False

    def _since(self, past: Past, extent: Extent) -> View:
        """What the commits did that an earlier run did not reach, upon what it kept."""
        clock = Clock(past.corrected)
        view = View(extent, past, dict(past.lives), dict(past.moments), corrected=clock.corrected)
        view.submodules |= past.submodules
        left_out = set(past.extent.tips)
        tips = [tip for tip in extent.tips if tip not in left_out]
        if not tips:
            return view
        commits: Iterable[Commit] = walk(self._repository, [*tips, *(f"^{tip}" for tip in past.extent.tips)])
        if left_out:
            commits = list(commits)
            clock.know(self._clocks(commits))
        notes = self._notes(extent)
        paths: dict[bytes, bytes] = {}
        for commit in commits:
            moment = clock.moment(commit)
            view.commits.append(moment)
            view.submodules.update(commit.links)
            for oid in commit.takes:
                if (life := view.lives.get(oid)) is not None:
                    life.take(moment)
            for path, oid in commit.puts:
                if commit.oid in notes:
                    self._put(view, oid, _NOTE, moment)
                    continue
                path = paths.setdefault(path, path)
                self._put(view, oid, path, moment)
                self._name(view, path, moment)
        return view

    def _add_lost(self, view: View) -> None:
        """Add the commits that no ref reaches: what was amended, rebased away or deleted has messages and paths, too."""
        known = {oid for _made, oid in view.commits}
        lost = [oid for oid, kind in self._stored if kind == "commit" and oid not in known]
        if not lost:
            return
        try:
            commits = list(walk(self._repository, [*lost, *(f"^{tip}" for tip in view.extent.tips)]))
        except SourceError:  # their own past is gone already: what is left of it has no path
            view.commits += ((0, oid) for oid in lost)
            return
        for commit in commits:
            moment = commit.made, commit.oid
            view.commits.append(moment)
            view.submodules.update(commit.links)
            for path, oid in commit.puts:
                view.lives.setdefault(oid, Life(path, moment)).stand(path, moment)
                view.moments.setdefault(path, moment)

    def _add_nameless(self, view: View) -> None:
        """Add the blobs that nothing gives a path, with their numbers."""
        named = view.lives.keys() | dict(view.loose)
        blobs = (oid for oid, kind in self._stored if kind == "blob" and oid not in named)
        view.lost = {oid: number for number, oid in enumerate(blobs, start=1)}

    def _lost_names(self, view: View) -> Iterator[Blob | Skip]:
        """The names in trees that no commit has, whether a ref reaches that or not; of all trees where none was walked."""
        commits = [oid for oid, kind in self._stored if kind == "commit"] if self._is_walked else []
        for name in lost_names(self._repository, self._trees, commits) if self._trees else ():
            if isinstance(name, Skip):
                yield name
            elif name not in view.moments:
                yield Blob(Origin(os.fsdecode(name)), bytes)

    def _lost_tags(self) -> Iterator[Blob | Skip]:
        """The messages of tags that no ref names any more."""
        tags = [oid for oid, kind in self._stored if kind == "tag"]
        named = {os.fsdecode(oid) for (oid,) in refs(self._repository, "objectname")} if tags else set()
        yield from tag_texts(self._repository, (oid for oid in tags if oid not in named))

    def _put(self, view: View, oid: str, path: bytes, moment: Moment) -> None:
        if (life := view.lives.get(oid)) is not None:
            life.put(path, moment)
            return
        row = view.past.clean.find(bytes.fromhex(oid))
        if row is None:
            view.lives[oid] = Life(path, moment)
            return
        seconds, is_apart = clean_facts(row)
        if moment[0] <= seconds or (is_apart and not self._is_special(os.fsdecode(path))):
            raise _OutdatedError  # it would have been looked at in this place

    def _name(self, view: View, path: bytes, moment: Moment) -> None:
        """Take note of a path, and of the first commit that has it."""
        known = view.moments.get(path)
        if known is not None:
            if moment < known:
                view.moments[path] = moment
        elif self._memory is None or not self._memory.knows_name(view.past, path):
            view.moments[path] = moment

    def _clocks(self, commits: Sequence[Commit]) -> Iterator[tuple[str, int]]:
        """What the parents of commits say of their time, of those that are not among them."""
        outside = {parent for commit in commits for parent in commit.parents}.difference(one.oid for one in commits)
        if outside:
            listing = self._repository.records(
                "log",
                "--no-walk=unsorted",
                "--format=tformat:%H %ct",
                "--stdin",
                separator=b"\n",
                given=sorted(outside),
            )
            for record in filter(None, listing):
                oid, _, made = record.decode().partition(" ")
                yield oid, int(made)

    def _extent(self) -> tuple[Extent, list[tuple[str, str, bytes]]]:
        """Where to begin, and what refs name that is no commit: its type, its name and that of the ref."""
        tips: set[str] = set()
        notes: set[str] = set()
        loose: list[tuple[str, str, bytes]] = []
        for fields in refs(self._repository, "objecttype", "*objecttype", "objectname", "*objectname", "refname"):
            kind, peeled, oid, peeled_oid, name = map(os.fsdecode, fields)
            target, target_oid = (peeled, peeled_oid) if peeled else (kind, oid)
            if target == "tag":  # a tag of a tag
                target_oid = self._repository.line("rev-parse", f"{oid}^{{}}") or oid
                target = self._repository.line("cat-file", "-t", target_oid) or target
            if target == "commit":
                (notes if os.fsencode(name).startswith(_NOTES) else tips).add(target_oid)
            else:
                loose.append((target, target_oid, os.fsencode(name)))
        tips.update(notes, self._heads_of_worktrees(), self._stashes())
        if (head := self._repository.head()) is not None:
            tips.add(head)
        return Extent(tuple(sorted(tips)), tuple(sorted(notes)), self._shallow()), loose

    def _shallow(self) -> str:
        """What tells where a shallow clone ends."""
        directory = self._repository.directory()
        file = None if directory is None else directory / "shallow"
        return hashlib.sha256(file.read_bytes()).hexdigest() if file is not None and file.is_file() else ""

    def _loose(self, named: Iterable[tuple[str, str, bytes]]) -> Iterator[tuple[str, bytes]]:
        """Blobs and trees that a tag names without a commit."""
        for kind, oid, name in named:
            if kind == "blob":
                yield oid, name
            elif kind == "tree":
                for path, inner in self._tree(oid):
                    yield inner, path

    def _notes(self, extent: Extent) -> frozenset[str]:
        """Commits of notes: a note has the name of its commit for a path, and is called what it is."""
        if not extent.notes:
            return frozenset()
        listing = self._repository.records("rev-list", "--stdin", separator=b"\n", given=extent.notes)
        return frozenset(record.decode() for record in listing)

    def _tree(self, treeish: str) -> Iterator[tuple[bytes, str]]:
        for record in self._repository.records("ls-tree", "-r", "-z", "--full-tree", treeish):
            facts, _, path = record.partition(b"\t")
            _mode, kind, oid = facts.split(b" ")
            if kind == b"blob":
                yield path, oid.decode()

    def _at_head(self) -> frozenset[str]:
        head = self._repository.head()
        try:
            return frozenset() if head is None else frozenset(oid for _path, oid in self._tree(head))
        except SourceError:  # a tree of it is missing, which the walk has told
            return frozenset()

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

    def _in_pack_order(self, known: Sequence[str]) -> list[str]:
        """The names of the blobs that are here, as they lie, and then of those that are not."""
        if len(known) < _MANY and not self._stored:
            return list(known)
        left = set(known)
        order = []
        for oid, _kind in self._stored or self._listed_objects():
            if oid in left:
                left.remove(oid)
                order.append(oid)
        return order + sorted(left)

    def _listed_objects(self) -> Iterator[tuple[str, str]]:
        """Name and type of every object that is here, as they lie."""
        listing = self._repository.records(
            "cat-file",
            "--batch-check=%(objectname) %(objecttype)",
            "--batch-all-objects",
            "--unordered",
            separator=b"\n",
        )
        for record in listing:
            oid, _, kind = record.decode().partition(" ")
            yield oid, sys.intern(kind)
