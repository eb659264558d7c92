"""Single files of a commit, of the index, or of a folder: what is a regular file is read, and nothing else."""

from __future__ import annotations

import os
import stat
from collections.abc import Callable, Iterable, Iterator, Sequence
from functools import partial
from pathlib import Path
from typing import NamedTuple, Protocol

from guard.errors import ConfigError, TooLarge
from guard.sources.repository import Repository

_REGULAR = frozenset({b"100644", b"100664", b"100755"})
_KINDS = {b"120000": "a symbolic link", b"160000": "a submodule", b"040000": "a folder"}


class Tree(Protocol):
    """Files by their paths from the root of a repository."""

    def read(self, path: str, max_bytes: int) -> bytes | None:
        """The bytes of a file, ``None`` where there is none; raises ``ConfigError`` for a link, a submodule, too much."""
        ...

    def paths(self) -> Iterator[str]:
        """The paths of all files."""
        ...


class _Entry(NamedTuple):
    """What Git holds at a path."""

    path: str
    mode: bytes
    oid: str


#: The entries at some paths, or all where none is named.
_Entries = Callable[[Sequence[str]], Iterator[_Entry]]


class GitTree:
    """Files as blobs of the object store; nothing is checked out, and no link is followed."""

    def __init__(self, repository: Repository, entries: _Entries, shown: str) -> None:
        """``shown`` is what messages call the tree."""
        self._repository = repository
        self._entries = entries
        self._shown = shown
        self._known: dict[str, _Entry | None] = {}

    def expect(self, paths: Iterable[str]) -> None:
        """Look up several paths at once, which costs as much as one."""
        wanted = [path for path in dict.fromkeys(paths) if path not in self._known]
        if wanted:
            self._known |= dict.fromkeys(wanted)
            self._known |= {one.path: one for one in self._entries(wanted) if one.path in self._known}

    def read(self, path: str, max_bytes: int) -> bytes | None:
        """The bytes of a file, ``None`` where there is none; raises ``ConfigError`` for what is no file, or too large."""
        self.expect([path])
        entry = self._known[path]
        if entry is None:
            return None
        name = f"{self._shown}:{path}"
        if entry.mode not in _REGULAR:
            raise ConfigError(f"is {_KINDS.get(entry.mode, 'no file')}, and that is not followed", file=name)
        try:
            return self._repository.read(entry.oid, max_bytes)
        except TooLarge:
            raise ConfigError(f"is larger than {max_bytes} bytes", file=name) from None
        except OSError:
            message = "is not in this clone: a partial or damaged one; git fetch --refetch brings what is missing"
            raise ConfigError(message, file=name) from None

    def paths(self) -> Iterator[str]:
        """The paths of all files."""
        return (entry.path for entry in self._entries(()))


def commit_tree(repository: Repository, commit: str, shown: str) -> GitTree:
    """The files of a commit."""
    return GitTree(repository, partial(_of_commit, repository, commit), shown)


def index_tree(repository: Repository) -> GitTree:
    """The files of the index."""
    return GitTree(repository, partial(_of_index, repository), "index")


def _of_commit(repository: Repository, commit: str, paths: Sequence[str]) -> Iterator[_Entry]:
    recursion = () if paths else ("-r",)
    for record in repository.records("ls-tree", "-z", "--full-tree", *recursion, commit, "--", *paths):
        head, _, path = record.partition(b"\t")
        mode, _kind, oid = head.split()
        yield _Entry(os.fsdecode(path), mode, oid.decode())


def _of_index(repository: Repository, paths: Sequence[str]) -> Iterator[_Entry]:
    for record in repository.records("ls-files", "-z", "--stage", "--full-name", "--", *paths):
        head, _, path = record.partition(b"\t")
        mode, oid, _stage = head.split()
        yield _Entry(os.fsdecode(path), mode, oid.decode())


class FolderTree:
    """The files of a folder as they lie on disk; ``tracked`` lists them."""

    def __init__(self, root: Path, tracked: Callable[[], Iterable[str]] = tuple) -> None:
        self._root = root
        self._tracked = tracked

    def read(self, path: str, max_bytes: int) -> bytes | None:
        """The bytes of a file, ``None`` where there is none; raises ``ConfigError`` for what is no file, or too large."""
        file = self._root / path
        try:
            mode = file.lstat().st_mode
            if not stat.S_ISREG(mode):
                kind = "a symbolic link" if stat.S_ISLNK(mode) else "no file"
                raise ConfigError(f"is {kind}, and that is not followed", file=path)
            with file.open("rb") as opened:
                data = opened.read(max_bytes + 1)
        except (FileNotFoundError, NotADirectoryError):
            return None
        except OSError as error:
            raise ConfigError(f"cannot be read: {error.strerror}", file=path) from None
        if len(data) > max_bytes:
            raise ConfigError(f"is larger than {max_bytes} bytes", file=path)
        return data

    def paths(self) -> Iterator[str]:
        """The paths of all files."""
        return iter(self._tracked())
