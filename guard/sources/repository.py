"""One Git repository: what its commands print, and its objects through one persistent ``cat-file --batch``.

Only plumbing runs here that starts nothing and refreshes nothing: no ``status``, no diff against the working
tree, no checkout. ``guard.sources.launch`` hardens every command.
"""

from __future__ import annotations

import os
import re
import stat
import subprocess
from collections.abc import Callable, Generator, Iterable, Iterator, Mapping, Sequence
from pathlib import Path
from types import TracebackType

from guard.errors import SourceError, TooLarge
from guard.sources.launch import (
    CHUNK,
    Launcher,
    Process,
    hardened_command,
    hardened_environment,
    through_gitpython,
)
from guard.sources.objects import InOrder, Objects, ahead

#: Longer than any path: a record above it comes from a forged index.
_MAX_RECORD = 1 << 20
_LFS = b"version https://git-lfs.github.com/spec/"
_LFS_OID = re.compile(rb"\noid sha256:([0-9a-f]{64})\n")


def large_file(content: bytes) -> str | None:
    """The SHA-256 that a Git LFS pointer names, ``None`` for what is no pointer."""
    match = _LFS_OID.search(content) if content.startswith(_LFS) else None
    return None if match is None else match[1].decode()


def find_root(start: Path) -> Path | None:
    """The nearest folder at or above ``start`` that is the top of a work tree, ``None`` where there is none.

    Only ``.git`` decides, not the environment and not ``core.worktree``.
    """
    return next((folder for folder in (start, *start.parents) if is_root(folder)), None)


def is_root(folder: Path) -> bool:
    """Whether this is the top of a work tree: ``.git`` is a file, or a folder that has a ``HEAD``."""
    marker = folder / ".git"
    try:
        if stat.S_ISREG(marker.stat().st_mode):
            return True
        (marker / "HEAD").lstat()
    except (FileNotFoundError, NotADirectoryError):
        return False
    except OSError:  # there is something that cannot be looked into: Git shall say so
        return os.path.lexists(marker)
    return True


def opened(folder: Path) -> Repository:
    """The repository that a folder is in or, bare, is itself. Raises ``SourceError`` where there is none."""
    folder = folder.resolve()
    root = find_root(folder)
    if root is not None:
        return Repository(root)
    if all((folder / name).exists() for name in ("HEAD", "objects", "refs")):
        return Repository(folder, is_bare=True)
    raise SourceError(f"{folder} is in no Git repository")


class Repository:
    """What can be asked about one repository; a context manager that leaves no process behind."""

    def __init__(
        self,
        root: Path,
        *,
        launch: Launcher = through_gitpython,
        context: Mapping[str, str] | None = None,
        is_bare: bool = False,
    ) -> None:
        """``context`` holds the variables by which a running hook names its repository and index."""
        self.root = root
        self.is_bare = is_bare
        self._launch = launch
        self._command = hardened_command(root)
        self._environment = hardened_environment(root, context or {}, is_bare=is_bare)
        self._objects = Objects(lambda: self._start(("cat-file", "--batch"), subprocess.PIPE))

    def __enter__(self) -> Repository:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._objects.close()

    def records(
        self,
        *arguments: str,
        messages: list[str] | None = None,
        separator: bytes = b"\0",
        given: Iterable[str] | None = None,
    ) -> Generator[bytes, None, None]:
        """Stream what a command prints, cut at NUL or another ``separator``; ``messages`` gets its standard error.

        ``given`` are lines for a command that reads all of them before it prints. Raises ``SourceError`` when git
        refuses.
        """
        process = self._start(arguments, subprocess.DEVNULL if given is None else subprocess.PIPE)
        try:
            if given is not None:
                process.tell(given)
            rest = b""
            while chunk := process.stdout.read(CHUNK):
                *whole, rest = (rest + chunk).split(separator)
                yield from whole
                if len(rest) > _MAX_RECORD:
                    raise SourceError(f"{self.root}: the index holds a name longer than any path")
            if rest:
                yield rest
            status, said = process.finish()
            if status != 0:
                raise SourceError(_refusal(self.root, status, said))
            if messages is not None:
                messages += said.split("\n")
        finally:
            process.end()

    def read(self, oid: str, max_bytes: int) -> bytes:
        """The content of an object.

        Raises ``OSError`` when it cannot be had and ``TooLarge`` above ``max_bytes``, which is not read.
        """
        return self._objects.read(oid, max_bytes)

    def ahead(self, oids: Iterable[str]) -> Iterator[str]:
        """The same names; an object that is read as soon as its name comes was asked for before that."""
        return ahead(self._objects, oids)

    def in_order(self, oids: Sequence[str]) -> Callable[[int, int], bytes]:
        """What gives the content at a place of this order, in at most so many bytes. It raises as ``read``."""
        order = InOrder(self._objects, oids)
        return lambda place, max_bytes: self.content(order.prepare(place), max_bytes)

    def content(self, oid: str, max_bytes: int) -> bytes:
        """The content of a blob; of a Git LFS pointer the file itself where it lies in this clone. Raises as ``read``."""
        return self.whole(self.read(oid, max_bytes), max_bytes)

    def whole(self, data: bytes, max_bytes: int) -> bytes:
        """What a Git LFS pointer stands for, where it lies in this clone; all else as it is. Raises ``TooLarge``."""
        name = large_file(data)
        return data if name is None else self._large_file(name, max_bytes) or data

    def _large_file(self, name: str, max_bytes: int) -> bytes | None:
        directory = self.directory()
        if directory is None:
            return None
        path = directory / "lfs" / "objects" / name[:2] / name[2:4] / name
        if not path.is_file() or path.is_symlink():
            return None
        if (size := path.stat().st_size) > max_bytes:
            raise TooLarge(f"{size} bytes, the limit is {max_bytes}")
        import hashlib

        data = path.read_bytes()
        return data if hashlib.sha256(data).hexdigest() == name else None  # another file in its place is not it

    def line(self, *arguments: str) -> str | None:
        """The first line that a command prints; ``None`` where it prints nothing, or says no."""
        try:
            said = b"\0".join(self.records(*arguments))
        except SourceError:
            return None
        return said.decode("utf-8", "surrogateescape").partition("\n")[0] or None

    def head(self) -> str | None:
        """The commit that is checked out, ``None`` before the first one."""
        return next((oid.decode().strip() for oid in self.records("rev-parse", "--revs-only", "HEAD")), None)

    def directory(self) -> Path | None:
        """The Git directory, of a linked work tree the one it shares; ``None`` where Git does not say."""
        said = next(
            (name.decode("utf-8", "surrogateescape") for name in self.records("rev-parse", "--git-common-dir")), ""
        )
        return self.root / said.rstrip("\n") if said else None

    def _start(self, arguments: Sequence[str], stdin: int) -> Process:
        return Process(self._launch((*self._command, *arguments), self._environment, stdin))


def _refusal(root: Path, status: int, said: str) -> str:
    if "dubious ownership" in said:
        return (
            f"Git refuses {root}: it belongs to another user. If you trust it, run "
            f'git config --global --add safe.directory "{root}"'
        )
    lines = [line for line in said.splitlines() if line.startswith(("fatal:", "error:"))]
    return f"Git refuses {root}: {'; '.join(lines) or f'exit status {status}'}"
