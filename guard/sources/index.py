"""What the next commit adds: the index against ``HEAD``, without a look at the working tree.

Two processes in all, started without GitPython: this is the path of every ``git commit``.
"""

from __future__ import annotations

import os
from collections.abc import Iterator
from functools import partial
from pathlib import Path
from typing import NamedTuple

from guard.errors import SourceError
from guard.model import Blob, Origin, Skip, SkipReason
from guard.sources.launch import directly
from guard.sources.repository import Repository, find_root

_GITLINK = b"160000"

#: Without a commit given, Git compares with ``HEAD``, or with the empty tree before the first commit.
_DIFF = (
    "diff",
    "--cached",
    "--raw",
    "-z",
    "--no-abbrev",
    "--no-color",
    "--no-ext-diff",
    "--no-textconv",
    "--ignore-submodules=none",
    "--diff-filter=ACMRTU",
    "-O/dev/null",
)
_RENAMES = ("--find-renames=50%", "-l1000")

#: What Git exports to a running hook. ``git commit -a`` and ``git commit FILE`` use an index of their own.
_HOOK_VARIABLES = (
    "GIT_DIR",
    "GIT_COMMON_DIR",
    "GIT_INDEX_FILE",
    "GIT_OBJECT_DIRECTORY",
    "GIT_ALTERNATE_OBJECT_DIRECTORIES",
)


def index_repository(root: Path) -> Repository:
    """The repository of a work tree with the index that counts there: a running hook names its own.

    ``root`` is the working tree or a folder in it. Raises ``SourceError`` when it is in no Git repository.
    """
    top, context = _place(root.resolve())
    return Repository(top, launch=directly, context=context)


class IndexSource:
    """What is staged, each blob with the version before it as its base."""

    kind = "index"
    commit = None

    def __init__(self, root: Path, *, max_bytes: int) -> None:
        """``root`` is the working tree or a folder in it.

        Raises ``SourceError`` when it is in no Git repository.
        """
        self._repository = index_repository(root)
        self.root = self._repository.root
        self._max_bytes = max_bytes

    def blobs(self) -> Iterator[Blob | Skip]:
        """The staged files in the order of their paths; raises ``SourceError`` when git refuses."""
        with self._repository:
            changes = {change.path: change for change in self._changes()}
            for path in sorted(changes):
                yield self._look(changes[path])

    def _changes(self) -> list[_Change]:
        try:
            return list(_parse(self._repository.records(*_DIFF, *_RENAMES)))
        except SourceError:
            self._repository.head()  # says what is wrong where diff believes to be outside of Git
            # The old side of a possible rename may be missing from a partial clone.
            return list(_parse(self._repository.records(*_DIFF, "--no-renames")))

    def _look(self, change: _Change) -> Blob | Skip:
        origin = Origin(os.fsdecode(change.path))
        if change.status == b"U":
            return Skip(origin, SkipReason.UNREADABLE, "unmerged: the conflict is not resolved")
        if change.mode == _GITLINK:
            return Skip(origin, SkipReason.NO_EXTRACTOR, "a submodule: its files are in its own repository")
        base = None if change.base is None else self._reader(change.base)
        return Blob(origin, self._reader(change.oid), base, is_new_path=change.status in b"ACR")

    def _reader(self, oid: str) -> partial[bytes]:
        return partial(self._repository.content, oid, self._max_bytes)


class _Change(NamedTuple):
    """One record of ``git diff --raw``; ``base`` is the blob before, where there was one."""

    path: bytes
    status: bytes
    mode: bytes
    oid: str
    base: str | None


def _parse(records: Iterator[bytes]) -> Iterator[_Change]:
    """Read ``:<old mode> <mode> <old oid> <oid> <status>`` and the path; of a rename the old path first."""
    for record in records:
        old_mode, mode, old_oid, oid, status = record[1:].split(b" ")
        path = next(records)
        if status[:1] in b"RC":
            path = next(records)
        has_base = int(old_mode) != 0 and old_mode != _GITLINK
        yield _Change(path, status[:1], mode, oid.decode(), old_oid.decode() if has_base else None)


def _place(folder: Path) -> tuple[Path, dict[str, str]]:
    """The root of the work tree, and what a running hook says where it speaks about that work tree."""
    hook_tree = _hook_tree()
    root = hook_tree if folder == hook_tree else find_root(folder)
    if root is None:
        raise SourceError(f"{folder} is in no Git repository: there is no index to look at")
    if root != hook_tree:
        return root, {}
    said = {name: os.environ[name] for name in _HOOK_VARIABLES if name in os.environ}
    for name in said.keys() & {"GIT_DIR", "GIT_COMMON_DIR"}:
        said[name] = str(Path(said[name]).absolute())
    return root, said


def _hook_tree() -> Path | None:
    """The work tree that the environment speaks about: Git starts a hook at its top."""
    here = Path.cwd()
    if "GIT_DIR" in os.environ:
        return Path(os.environ.get("GIT_WORK_TREE", here)).resolve()
    return find_root(here)
