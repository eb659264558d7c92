"""All that a delivery hands over, each content once: the history, and what of the working tree is not committed.

A file that lies on disk as its commit has it was looked at in the history, its name too, so that the working tree costs
no more than reading it.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator
from functools import cached_property
from itertools import chain
from pathlib import Path
from typing import Final

from guard.errors import Unlookable
from guard.model import Blob, Origin, Skip
from guard.result import Counts
from guard.sources.disk import Tree
from guard.sources.history import HistorySource
from guard.sources.memory import HistoryMemory
from guard.sources.objects import object_name
from guard.sources.repository import Repository, opened
from guard.sources.worktree import WorktreeSource

HISTORY: Final = "history"
WORKTREE: Final = "worktree"
_LINK: Final = b"160000"
#: Folders whose content is made anew by everybody: packages and builds.
MADE_ANEW: Final = frozenset(
    "node_modules vendor .venv venv __pycache__ .tox .mypy_cache .ruff_cache .pytest_cache target build dist .gradle "
    ".terraform bower_components .next .nuxt site-packages".split()
)
#: Bytes of a file that is held beside the commit.
MAX_CHANGED: Final = 2 << 20


class DeliverySource:
    """The history with all that no ref reaches, and the working tree of one repository.

    Of the working tree also what Git ignores. ``files`` counts those of the working tree, ``committed`` those among them that are as their commit has them; ``told``
    are the skips of the sources, each with its part.
    """

    kind = "gate"

    def __init__(self, root: Path, *, max_bytes: int, is_special: Callable[[str], bool]) -> None:
        """Raises ``SourceError`` outside of Git; ``is_special`` as for a history."""
        self._history = HistorySource(root, unreachable=True, max_bytes=max_bytes, is_special=is_special)
        self.root = self._history.root
        self._max_bytes = max_bytes
        self.files = 0
        self.committed = 0
        self.told: list[tuple[str, Skip]] = []
        self._loose: set[Origin] = set()
        self._memory: HistoryMemory | None = None

    def remember(self, memory: HistoryMemory) -> None:
        """Tell of the history only what is not known as clean from the run that filled this memory."""
        self._memory = memory
        self._history.remember(memory)

    @property
    def shelf(self) -> str:
        """What tells memories of another extent apart."""
        return self._history.shelf

    @property
    def known(self) -> Counts:
        """How much of the history does not come, since it is known as clean."""
        return Counts() if self._memory is None else self._memory.known

    @property
    def commit(self) -> str | None:
        """The commit that is checked out."""
        return self._history.commit

    @property
    def expected(self) -> int | None:
        """About how many items there are, as far as the history has told."""
        return self._history.expected

    @cached_property
    def present(self) -> frozenset[str]:
        """The names of the blobs that the checked-out commit holds."""
        return frozenset(self._at_head.values())

    def blobs(self) -> Iterator[Blob | Skip]:
        """The history, then what of the working tree is not in it; raises ``SourceError`` when git refuses."""
        for item in self._history.blobs():
            if isinstance(item, Skip):
                self.told.append((HISTORY, item))
            yield item
        for item in chain(
            WorktreeSource([self.root], include_ignored=False, max_bytes=self._max_bytes).blobs(), self._ignored()
        ):
            self.files += 1
            if isinstance(item, Skip):
                self.told.append((WORKTREE, item))
            elif self._is_committed(item):
                self.committed += 1
                continue
            else:
                self._loose.add(item.origin)
            yield item

    def _ignored(self) -> Iterator[Blob | Skip]:
        """What lies in the working tree and Git is told to ignore: a dump stays where nobody is asked to look."""
        tree = Tree(self.root, "", self._max_bytes)
        with opened(self.root) as repository:
            for name in ignored_files(repository):
                item = tree.look(name)
                if item is not None:
                    yield item

    def parts_of(self, blob: Blob) -> tuple[str, ...]:
        """The parts of the delivery that a blob belongs to: both, where the checked-out commit has its content."""
        if blob.oid is None and blob.origin in self._loose:
            return (WORKTREE,)
        return (HISTORY, WORKTREE) if blob.oid in self.present else (HISTORY,)

    def _is_committed(self, blob: Blob) -> bool:
        """Whether a file is, by name and byte for byte, what the checked-out commit has."""
        oid = self._at_head.get(blob.origin.path)
        if oid is None:
            return False
        try:
            return git_name(blob.read(), len(oid)) == oid
        except (OSError, Unlookable):
            return False

    @cached_property
    def _at_head(self) -> dict[str, str]:
        with opened(self.root) as repository:
            return dict(_listed(repository)) if self.commit is not None else {}


def ignored_files(repository: Repository) -> Iterator[bytes]:
    """The files that Git is told to ignore, those of packages and builds left out."""
    for name in repository.records("ls-files", "-z", "--others", "--ignored", "--exclude-standard"):
        if MADE_ANEW.isdisjoint(name.decode("utf-8", "replace").split("/")[:-1]):
            yield name


def git_name(content: bytes, digits: int) -> str:
    """The name that Git gives a blob, in a repository whose names have so many digits."""
    return object_name(b"blob", content, digits)


def changed_files(root: Path, is_wanted: Callable[[str], bool]) -> list[str]:
    """The files that are not as the checked-out commit has them, sorted: line ends aside, and what is not on disk by the index."""
    tree = Tree(root, "", MAX_CHANGED)
    with opened(root) as repository:
        if repository.head() is None:
            return []
        index = {path: oid for oid, path in _staged(repository)}
        wanted = [(path, oid) for path, oid in _listed(repository) if is_wanted(path)]
        return sorted(path for path, oid in wanted if not _is_same(tree.look(os.fsencode(path)), oid, index.get(path)))


def _is_same(found: Blob | Skip | None, oid: str, staged: str | None) -> bool:
    if found is None:
        return staged == oid
    if isinstance(found, Skip):
        return True  # whoever reads it will say so
    try:
        content = found.read()
    except (OSError, Unlookable):
        return True
    return any(git_name(one, len(oid)) == oid for one in (content, content.replace(b"\r\n", b"\n")))


def _staged(repository: Repository) -> Iterator[tuple[str, str]]:
    for record in repository.records("ls-files", "-z", "--stage"):
        facts, _, path = record.partition(b"\t")
        yield facts.split(b" ")[1].decode(), path.decode("utf-8", "surrogateescape")


def _listed(repository: Repository) -> Iterator[tuple[str, str]]:
    """Path and name of each blob of the checked-out commit."""
    for record in repository.records("ls-tree", "-r", "-z", "--full-tree", "HEAD"):
        facts, _, path = record.partition(b"\t")
        mode, _kind, oid = facts.split(b" ")
        if mode != _LINK:
            yield path.decode("utf-8", "surrogateescape"), oid.decode()
