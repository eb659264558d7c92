"""The files of a policy: where they may be, what they hold, and what inline allows stand in the tree around them."""

from __future__ import annotations

import datetime as dt
import os
from collections.abc import Iterator, Sequence
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path, PurePosixPath

from guard.config.config import FILE_NAME, MAX_BYTES, PYPROJECT, Config, InstalledRules
from guard.config.files import Beside, checked_name
from guard.config.loading import has_section, loads, text_of
from guard.control import PolicyFile
from guard.errors import ConfigError, UsageError
from guard.extract.container import ContainerExtractor
from guard.extract.piece import Limits
from guard.model import Blob, Document, Origin
from guard.sources.launch import directly
from guard.sources.repository import Repository, find_root
from guard.sources.tree import Tree, commit_tree


def policy_repository(root: Path) -> Repository:
    """The repository whose refs can hold a policy. Raises ``UsageError`` outside of Git."""
    top = find_root(root)
    if top is None and not all((root / name).exists() for name in ("HEAD", "objects", "refs")):
        raise UsageError("--policy-ref needs a Git repository, and there is none here")
    return Repository(top or root, launch=directly, is_bare=top is None)


class PolicyFiles:
    """What was read of a tree, with its digests."""

    def __init__(self, tree: Tree, shown: str) -> None:
        self._tree = tree
        self._shown = shown
        self.read: dict[str, PolicyFile] = {}
        self.config_path: str | None = None
        self.config_text = ""

    def bytes_of(self, path: str, max_bytes: int) -> bytes | None:
        """The bytes of a file that the policy has, ``None`` where it has none."""
        data = self._tree.read(path, max_bytes)
        if data is not None:
            self.read[path] = digest_of(path, data)
        return data

    def config(self, candidates: Sequence[str], today: dt.date, installed: InstalledRules | None) -> Config | None:
        """The configuration in the first of some files that is one."""
        for path in candidates:
            data = self._tree.read(path, MAX_BYTES)
            if data is None or (PurePosixPath(path).name == PYPROJECT and not has_section(data)):
                continue
            self.read[path] = digest_of(path, data)
            self.config_path, self.config_text = path, text_of(data, self.name(path))
            return loads(data, self.name(path), today, self._beside(path), installed)
        return None

    def name(self, path: str) -> str:
        """What messages call a file."""
        return f"{self._shown}:{path}"

    def _beside(self, config: str) -> Beside:
        folder = PurePosixPath(config).parent

        def read(name: str, max_bytes: int) -> bytes:
            path = (folder / checked_name(name)).as_posix()
            data = self.bytes_of(path, max_bytes)
            if data is None:
                raise ConfigError("cannot be read: there is no such file", file=self.name(path))
            return data

        return read


def digest_of(path: str, data: bytes) -> PolicyFile:
    """A file of a policy with its SHA-256."""
    import hashlib

    return PolicyFile(path, hashlib.sha256(data).hexdigest())


def candidates(root: Path, start: Path | None, named: Path | None) -> list[str]:
    """Where a configuration may be, from the root of the repository, the nearest first."""
    if named is not None:
        return [inside(root, named)]
    start = root if start is None else Path(os.path.realpath(start))
    if not start.is_relative_to(root):
        start = root
    folders = [PurePosixPath(start.relative_to(root).as_posix())]
    folders += folders[0].parents
    return [(folder / name).as_posix() for folder in folders for name in (FILE_NAME, PYPROJECT)]


def inside(root: Path, given: Path) -> str:
    """A path from the root of the repository. Raises ``UsageError`` for one that lies outside."""
    path = Path(os.path.realpath(given.parent)) / given.name
    if not path.is_relative_to(os.path.realpath(root)):
        raise UsageError(f"{given} lies outside of the repository, and so in no ref of it")
    return path.relative_to(os.path.realpath(root)).as_posix()


def lies_in(root: Path, path: Path) -> bool:
    """Whether a file is part of a tree, links resolved."""
    return Path(os.path.realpath(path)).is_relative_to(os.path.realpath(root))


@dataclass(frozen=True, slots=True)
class PolicyDocuments:
    """The documents in a file of the policy's commit; none without a commit, or where there is no such file.

    It can be sent to another process: each call opens the repository and leaves nothing running.
    """

    root: Path
    commit: str | None
    limits: Limits
    max_bytes: int

    def __call__(self, path: str) -> Iterator[Document]:
        """Read a file."""
        data = None
        if self.commit is not None:
            with suppress(ConfigError), policy_repository(self.root) as repository:
                data = commit_tree(repository, self.commit, self.commit).read(path, self.max_bytes)
        if data is None:
            return
        content = data
        extractor = ContainerExtractor(self.limits, self.max_bytes)
        try:
            for one in extractor.extract(Blob(Origin(path), lambda: content)):
                if isinstance(one, Document):
                    yield one
        finally:
            extractor.close()
