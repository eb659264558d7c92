"""The working tree: what is tracked, what could be added, and plain folders; nothing is checked out.

Of a Git repository Git itself says which files count, and each is read as it lies on disk; one that is not
there (sparse checkout, deleted but not staged) is read from the index. Submodules and repositories inside
are looked at as repositories of their own. Everything comes in the order of the bytes of its path.
"""

from __future__ import annotations

import heapq
import os
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import suppress
from dataclasses import replace
from functools import cached_property, partial
from pathlib import Path
from typing import NamedTuple

from guard.errors import SourceError, UsageError
from guard.model import Blob, Origin, Skip, SkipReason
from guard.sources.disk import Tree
from guard.sources.repository import Repository, find_root, is_root

_GITLINK = b"160000"
#: Repositories inside repositories, each with processes of its own while it is looked at.
_MAX_DEPTH = 10
_CLOSED_FOLDER = "warning: could not open directory '"


class WorktreeSource:
    """The files below some paths, each once.

    ``root`` is the repository they are in or, where there is none or several, the folder they share: the
    paths of the origins are relative to it. A path that is named is looked at even where Git ignores it; a
    link that is named is followed, one that is met never.
    """

    kind = "worktree"

    def __init__(self, paths: Sequence[Path], *, include_ignored: bool, max_bytes: int) -> None:
        """Raises ``UsageError`` for a path that does not exist."""
        self._include_ignored = include_ignored
        self._max_bytes = max_bytes
        self._files: list[Path] = []
        self._folders: list[Path] = []
        self._repositories: defaultdict[Path, list[Path]] = defaultdict(list)
        self.root = _shared([self._sort_in(_existing(path)) for path in paths])

    @cached_property
    def commit(self) -> str | None:
        """The commit that is checked out at the root; ``None`` before the first one and outside of Git."""
        if not is_root(self.root):
            return None
        with Repository(self.root) as repository:
            return repository.head()

    @cached_property
    def expected(self) -> int | None:
        """About how many files there are: those that Git tracks. ``None`` where it does not say."""
        if self._folders or self._include_ignored:
            return None
        count = len(self._files)
        for root, below in self._repositories.items():
            with Repository(root) as repository, suppress(SourceError):
                count += sum(1 for _ in repository.records("ls-files", "-z", "--", *_pathspecs(root, below)))
        return count

    def blobs(self) -> Iterator[Blob | Skip]:
        """The files in the order of their paths; raises ``SourceError`` when git refuses."""
        streams: list[Iterable[Blob | Skip]] = [self._named_files()]
        for root, below in self._repositories.items():
            streams.append(self._repository(root, below))
            streams += map(self._folder, self._ignored_folders(root, below))
        streams += map(self._folder, self._folders)
        last = None
        for item in heapq.merge(*streams, key=lambda item: os.fsencode(item.origin.path)):
            if item.origin != last:
                yield item
            last = item.origin

    def _sort_in(self, path: Path) -> Path:
        """Put a path where it is looked at, and say what its root is."""
        if not path.is_dir():
            self._files.append(path)
            return find_root(path.parent) or path.parent
        root = find_root(path)
        if root is not None:
            self._repositories[root].append(path)
            return root
        if all((path / name).exists() for name in ("HEAD", "objects", "refs")):
            raise UsageError(f"{path} is a bare repository: it has no working tree; scan its history instead")
        self._folders.append(path)
        return path

    def _tree(self, top: Path) -> Tree:
        place = top.relative_to(self.root).as_posix()
        return Tree(top, "" if place == "." else f"{place}/", self._max_bytes)

    def _named_files(self) -> Iterator[Blob | Skip]:
        tree = self._tree(self.root)
        repository = Repository(self.root) if self._files and is_root(self.root) else None
        for name in sorted(os.fsencode(file.relative_to(self.root).as_posix()) for file in self._files):
            found = tree.look(name) or _vanished(tree.origin(name))
            yield found if repository is None else self._restored(repository, found)

    def _ignored_folders(self, root: Path, below: Sequence[Path]) -> list[Path]:
        """The folders that were named though Git ignores them: Git would list nothing of them."""
        if self._include_ignored or root in below:
            return []
        names = ("ls-files", "-z", "--others", "--ignored", "--exclude-standard", "--directory")
        with Repository(root) as repository:
            ignored = tuple(repository.records(*names, "--", *_pathspecs(root, below)))
        folders = tuple(name for name in ignored if name.endswith(b"/"))
        return [path for path in below if (os.fsencode(path.relative_to(root).as_posix()) + b"/").startswith(folders)]

    def _repository(self, root: Path, below: Sequence[Path] = (), depth: int = 0) -> Iterator[Blob | Skip]:
        tree = self._tree(root)
        pathspecs = _pathspecs(root, below)
        messages: list[str] = []
        with Repository(root) as repository:
            tracked = _tracked(repository, pathspecs)
            untracked = _untracked(repository, pathspecs, messages, include_ignored=self._include_ignored)
            for entry in heapq.merge(_in_order(tracked), untracked):
                if entry.name.endswith(b"/"):
                    yield from self._nested(tree, entry, depth)
                else:
                    yield self._file(tree, repository, entry)
        yield from _closed_folders(tree, messages)

    def _file(self, tree: Tree, repository: Repository, entry: _Entry) -> Blob | Skip:
        found = tree.look(entry.name)
        if found is not None:
            return self._restored(repository, found)
        origin = tree.origin(entry.name)
        if not entry.oid:
            return _vanished(origin)
        return Blob(origin, partial(repository.content, entry.oid, self._max_bytes))

    def _restored(self, repository: Repository, found: Blob | Skip) -> Blob | Skip:
        """A file, of a Git LFS pointer the one that it stands for where that lies in the clone."""
        if isinstance(found, Skip):
            return found
        return replace(found, read=partial(_whole, repository, found.read, self._max_bytes))

    def _nested(self, tree: Tree, entry: _Entry, depth: int) -> Iterator[Blob | Skip]:
        """A folder that Git leaves to another repository."""
        origin, path = tree.origin(entry.name), tree.path(entry.name)
        is_submodule = bool(entry.oid)
        if not tree.is_folder(entry.name):
            yield tree.look(entry.name.rstrip(b"/")) or _not_checked_out(origin)
        elif depth == _MAX_DEPTH:
            yield Skip(origin, SkipReason.TOO_DEEP, f"more than {_MAX_DEPTH} repositories inside each other")
        elif is_root(path):
            try:
                yield from self._repository(path, depth=depth + 1)
            except SourceError as error:
                yield Skip(origin, SkipReason.UNREADABLE, str(error))
        elif is_submodule and tree.children(entry.name) == []:
            yield _not_checked_out(origin)
        else:
            yield from self._folder(path, depth + 1)

    def _folder(self, top: Path, depth: int = 0) -> Iterator[Blob | Skip]:
        """A folder outside of Git; a repository in it is looked at as one."""
        tree = self._tree(top)
        waiting = [b""]
        while waiting:
            name = waiting.pop()
            if name and not name.endswith(b"/"):
                yield tree.look(name) or _vanished(tree.origin(name))
            elif name and is_root(tree.path(name)):
                yield from self._nested(tree, _Entry(name), depth)
            else:
                children = tree.children(name)
                if isinstance(children, Skip):
                    yield children
                else:
                    waiting += reversed(children)


def _whole(repository: Repository, read: Callable[[], bytes], max_bytes: int) -> bytes:
    return repository.whole(read(), max_bytes)


class _Entry(NamedTuple):
    """What Git lists: a name, which ends in ``/`` for a nested repository; the object if it is tracked."""

    name: bytes
    oid: str = ""


def _tracked(repository: Repository, pathspecs: Sequence[str]) -> Iterator[_Entry]:
    """The entries of the index; of an unmerged one, which has up to three stages, the last."""
    last = None
    for record in repository.records("ls-files", "-z", "--stage", "--", *pathspecs):
        facts, _, name = record.partition(b"\t")
        mode, oid, _stage = facts.split(b" ")
        entry = _Entry(name + b"/" if mode == _GITLINK else name, oid.decode())
        if last is not None and last.name != entry.name:
            yield last
        last = entry
    if last is not None:
        yield last


def _untracked(
    repository: Repository, pathspecs: Sequence[str], messages: list[str], *, include_ignored: bool
) -> Iterator[_Entry]:
    standard = () if include_ignored else ("--exclude-standard",)
    listing = ("ls-files", "-z", "--others", *standard, "--", *pathspecs)
    for name in repository.records(*listing, messages=messages):
        yield _Entry(name)


def _in_order(entries: Iterable[_Entry]) -> Iterator[_Entry]:
    """Put submodules where their files belong: ``sub`` stands before ``sub-x``, but ``sub/file`` after it."""
    waiting: list[_Entry] = []
    for entry in entries:
        while waiting and waiting[0] < entry:
            yield heapq.heappop(waiting)
        if entry.name.endswith(b"/"):
            heapq.heappush(waiting, entry)
        else:
            yield entry
    yield from sorted(waiting)


def _closed_folders(tree: Tree, messages: Iterable[str]) -> Iterator[Skip]:
    """What Git warned that it could not look into while it listed the untracked files."""
    for message in messages:
        if message.startswith(_CLOSED_FOLDER):
            name, _, reason = message.removeprefix(_CLOSED_FOLDER).rpartition("': ")
            yield Skip(tree.origin(os.fsencode(name)), SkipReason.UNREADABLE, reason)


def _existing(path: Path) -> Path:
    try:
        return path.resolve(strict=True)
    except (OSError, RuntimeError) as error:  # RuntimeError: links in a circle, until Python 3.13
        raise UsageError(f"{path}: {getattr(error, 'strerror', None) or 'a link that leads nowhere'}") from error


def _shared(tops: Sequence[Path]) -> Path:
    try:
        return Path(os.path.commonpath(tops))
    except ValueError as error:
        raise UsageError("the paths to scan have no folder in common") from error


def _pathspecs(root: Path, below: Sequence[Path]) -> list[str]:
    return [] if root in below else [path.relative_to(root).as_posix() for path in below]


def _vanished(origin: Origin) -> Skip:
    return Skip(origin, SkipReason.UNREADABLE, "it was there when the folder was listed, and is gone")


def _not_checked_out(origin: Origin) -> Skip:
    return Skip(origin, SkipReason.NO_EXTRACTOR, "the submodule is not checked out")
