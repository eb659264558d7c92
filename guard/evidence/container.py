"""A bundle to read: a folder or a zip, whose files are only looked at, never unpacked."""

from __future__ import annotations

import hashlib
import os
import stat
import zipfile
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path
from typing import IO, BinaryIO, Final, Protocol

from guard.account import Reason
from guard.errors import SekishoError
from guard.evidence.archive import has_plain_end, is_as_written, is_openable
from guard.evidence.layout import MAX_BYTES, MAX_DOCUMENT, MAX_FILES, NAME
from guard.messages import N_
from guard.report.console import visible

_CHUNK: Final = 1 << 20
NOT_A_BUNDLE: Final = N_("{file} is no evidence bundle: it has no {missing}")
ODD_NAME: Final = N_("{file}: not a name that a bundle has")
TWICE: Final = N_("{file}: there more than once")
NOT_PLAIN: Final = N_("{file}: a folder, a link or something else that is no plain file")
TOO_MUCH: Final = N_("the bundle is larger than {n} bytes, or has more than {files} files")
ODD_ARCHIVE: Final = N_(
    "the zip is not as it was written: packed anew, or changed between its files. Unpack it and verify the folder"
)
DAMAGED: Final = N_("the zip is damaged")
UNREADABLE: Final = N_("{file}: cannot be read")


class BundleError(SekishoError):
    """A bundle that cannot be opened, or a file in it that cannot be read."""

    def __init__(self, reason: Reason) -> None:
        super().__init__(reason.message)
        self.reason = reason


class Container(Protocol):
    """The files of a bundle. ``faults`` are what is wrong with the container itself."""

    @property
    def names(self) -> tuple[str, ...]:
        """The files in order, each once."""
        ...

    @property
    def faults(self) -> tuple[Reason, ...]:
        """What a bundle of ours never has."""
        ...

    def open(self, name: str) -> IO[bytes]:
        """One file. Raises ``OSError``, or ``zipfile.BadZipFile`` when it is read."""
        ...


def read_whole(container: Container, name: str) -> bytes:
    """A file of the bundle. Raises ``BundleError``."""
    with _reading(name), container.open(name) as file:
        data = file.read(MAX_DOCUMENT + 1)
    if len(data) > MAX_DOCUMENT:
        raise BundleError(Reason(UNREADABLE, (("file", name),)))
    return data


def digest_of(container: Container, name: str) -> str:
    """The SHA-256 of a file. Raises ``BundleError``."""
    hashed = hashlib.sha256()
    with _reading(name), container.open(name) as file:
        while chunk := file.read(_CHUNK):
            hashed.update(chunk)
    return hashed.hexdigest()


def lines_of(container: Container, name: str) -> Iterator[bytes]:
    """The lines of a file. Raises ``BundleError``."""
    with _reading(name), container.open(name) as file:
        while line := file.readline(MAX_DOCUMENT + 1):
            if len(line) > MAX_DOCUMENT:
                raise BundleError(Reason(UNREADABLE, (("file", name),)))
            yield line


@contextmanager
def opened(path: Path) -> Iterator[Container]:
    """The bundle at a path. Raises ``BundleError``."""
    with ExitStack() as stack:
        try:
            container = Folder(path) if path.is_dir() else _archive(path, stack)
        except OSError as error:
            args = (("file", visible(path.name)), ("error", str(error.strerror)))
            raise BundleError(Reason(N_("cannot read {file}: {error}"), args)) from None
        except _BROKEN:
            raise BundleError(Reason(DAMAGED)) from None
        yield container


def _archive(path: Path, stack: ExitStack) -> Archive:
    if not path.is_file():  # opening a pipe would wait for somebody to write
        raise BundleError(_about(NOT_PLAIN, path.name))
    data = stack.enter_context(path.open("rb"))
    if not has_plain_end(data):
        raise BundleError(Reason(ODD_ARCHIVE))
    return Archive(stack.enter_context(zipfile.ZipFile(data)), data)


class Folder:
    """A bundle as a folder."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self.faults: tuple[Reason, ...] = ()
        faults: list[Reason] = []
        names: list[str] = []
        total = 0
        with os.scandir(folder) as entries:
            for count, entry in enumerate(entries):
                total += _size(entry)
                if count >= MAX_FILES or total > MAX_BYTES:
                    raise BundleError(_too_much())
                if NAME.fullmatch(entry.name) is None:
                    faults.append(_about(ODD_NAME, entry.name))
                elif not entry.is_file(follow_symlinks=False):
                    faults.append(_about(NOT_PLAIN, entry.name))
                else:
                    names.append(entry.name)
        self.names = tuple(sorted(names))
        self.faults = tuple(sorted(faults))

    def open(self, name: str) -> IO[bytes]:
        """One file; a link that took its place meanwhile is not followed."""
        handle = os.open(self._folder / name, os.O_RDONLY | getattr(os, "O_NOFOLLOW", 0) | getattr(os, "O_BINARY", 0))
        return os.fdopen(handle, "rb")


class Archive:
    """A bundle as a zip. Raises ``BundleError`` for one that is not even safe to read."""

    def __init__(self, archive: zipfile.ZipFile, data: BinaryIO) -> None:
        self._archive = archive
        members = archive.infolist()
        if not is_openable(members, data.seek(0, os.SEEK_END)):
            raise BundleError(Reason(ODD_ARCHIVE))
        faults = [_about(ODD_NAME, one.filename) for one in members if NAME.fullmatch(one.filename) is None]
        known = [one.filename for one in members if NAME.fullmatch(one.filename) is not None]
        faults += [_about(TWICE, name) for name in sorted({one for one in known if known.count(one) > 1})]
        if not faults:
            faults += _rewritten(archive, data)
        self.names = tuple(sorted(set(known)))
        self.faults = tuple(sorted(faults))

    def open(self, name: str) -> IO[bytes]:
        """One file."""
        return self._archive.open(name)


#: What a zip with forged headers makes of ``zipfile``.
_BROKEN: Final = (zipfile.BadZipFile, zipfile.LargeZipFile, NotImplementedError, EOFError, RuntimeError, ValueError)


def _rewritten(archive: zipfile.ZipFile, data: BinaryIO) -> list[Reason]:
    try:
        return [] if is_as_written(archive, data) else [Reason(ODD_ARCHIVE)]
    except _BROKEN:  # a file whose bytes are not those that its checksum is of
        return [Reason(DAMAGED)]


@contextmanager
def _reading(name: str) -> Iterator[None]:
    try:
        yield
    except (OSError, *_BROKEN):
        raise BundleError(_about(UNREADABLE, name)) from None


def _size(entry: os.DirEntry[str]) -> int:
    status = entry.stat(follow_symlinks=False)
    return status.st_size if stat.S_ISREG(status.st_mode) else 0


def _about(message: str, name: str) -> Reason:
    return Reason(message, (("file", visible(name)[:100]),))


def _too_much() -> Reason:
    return Reason(TOO_MUCH, (("n", f"{MAX_BYTES:,}"), ("files", str(MAX_FILES))))
