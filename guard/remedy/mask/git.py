"""What Git keeps of the files that are about to change, and the index when it is to name what they became.

A file whose bytes Git has can be fetched back, so that is what a clean tree means here. Git itself is not asked:
``git status`` would run the filters that a repository's configuration names.
"""

from __future__ import annotations

import os
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import suppress
from pathlib import Path
from types import TracebackType
from typing import NamedTuple

from guard.errors import SourceError, TooLarge
from guard.sources.launch import directly
from guard.sources.repository import Repository, find_root

#: Names that one command is given.
_AT_ONCE = 500


class Kept(NamedTuple):
    """The object that holds the content of a file; ``is_crlf``: with other line ends than the file."""

    oid: str
    mode: str
    is_crlf: bool = False


class Shelves:
    """The repositories of a run by their roots; a context manager that leaves no process behind."""

    def __init__(self, context: Mapping[str, str] | None = None) -> None:
        """``context`` holds the variables by which a running hook names its repository and index."""
        self._context = context
        self._repositories: dict[Path, Repository] = {}

    def __enter__(self) -> Shelves:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        for repository in self._repositories.values():
            repository.__exit__(kind, error, trace)

    def of(self, path: Path) -> Repository | None:
        """The repository that a file is in."""
        root = find_root(path.parent)
        if root is None:
            return None
        if root not in self._repositories:
            self._repositories[root] = Repository(root, launch=directly, context=self._context)
        return self._repositories[root]

    def kept(self, path: Path, content: bytes) -> Kept | None:
        """Where the index keeps this content of a file; ``None`` where it does not, or is no repository's."""
        repository = self.of(path)
        if repository is None:
            return None
        name = path.relative_to(repository.root).as_posix()
        with suppress(OSError, SourceError, TooLarge):
            for entry in _entries(repository, name):
                staged = repository.read(entry.oid, len(content))
                if staged == content:
                    return entry
                if staged == content.replace(b"\r\n", b"\n") and staged.replace(b"\n", b"\r\n") == content:
                    return entry._replace(is_crlf=True)
        return None

    def content(self, path: Path, oid: str, *, is_crlf: bool, max_bytes: int) -> bytes:
        """What a file held. Raises ``OSError`` where Git does not have it any more."""
        repository = self.of(path)
        if repository is None:
            raise OSError("it is in no repository")
        data = repository.read(oid, max_bytes)
        return data.replace(b"\n", b"\r\n") if is_crlf else data

    def store(self, path: Path, prepared: Path) -> str:
        """Put the content of a prepared file among the objects, and return its name there."""
        repository = self.of(path)
        said = None if repository is None else repository.line("hash-object", "-w", "--no-filters", "--", str(prepared))
        if said is None:
            raise SourceError(f"Git cannot keep {path.name}")
        return said

    def stage(self, entries: Iterable[tuple[Path, str, str]]) -> None:
        """Let the index name these objects: path, mode, object; those of one repository at once."""
        by_root: dict[Path, list[str]] = {}
        for path, mode, oid in entries:
            repository = self.of(path)
            if repository is not None:
                name = path.relative_to(repository.root).as_posix()
                by_root.setdefault(repository.root, []).append(f"{mode},{oid},{name}")
        for root, told in by_root.items():
            for some in _some(told):
                words = [word for one in some for word in ("--cacheinfo", one)]
                for _line in self._repositories[root].records("update-index", *words):
                    pass


def _entries(repository: Repository, name: str) -> Iterator[Kept]:
    """The entry of a name in the index, more than one in a conflict."""
    records = list(repository.records("ls-files", "-z", "--stage", "--", name))
    for record in records if len(records) == 1 else ():
        facts, _, found = record.partition(b"\t")
        mode, oid, _stage = facts.split(b" ")
        if os.fsdecode(found) == name:
            yield Kept(oid.decode(), mode.decode())


def _some(told: Sequence[str]) -> Iterator[Sequence[str]]:
    for at in range(0, len(told), _AT_ONCE):
        yield told[at : at + _AT_ONCE]
