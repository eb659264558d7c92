"""7-Zip: the files in it, in memory. py7zr unpacks a whole archive at once, so all of them wait until it is done."""

from __future__ import annotations

import io
from collections.abc import Iterator

import py7zr
from py7zr.exceptions import ArchiveError, PasswordRequired, UnsupportedCompressionMethodError
from py7zr.io import Py7zIO, WriterFactory

from guard.errors import TooLarge
from guard.extract.piece import Limits, Member, Piece, Unread
from guard.extract.readers.inflation import TOO_MANY_BYTES, Meter
from guard.extract.readers.zip_archive import METHOD
from guard.model import SkipReason


class _File(Py7zIO):
    """A file being unpacked: its bytes count for the whole archive."""

    def __init__(self, name: str, archive: _Files) -> None:
        self.name = name
        self._archive = archive
        self._content = io.BytesIO()

    def write(self, s: bytes | bytearray) -> int:
        self._archive.meter.count(len(s))
        return self._content.write(s)

    def read(self, size: int | None = None) -> bytes:
        return self._content.read(size)

    def seek(self, offset: int, whence: int = 0) -> int:
        return self._content.seek(offset, whence)

    def flush(self) -> None:
        """Nothing waits."""

    def size(self) -> int:
        return self._content.getbuffer().nbytes

    def content(self) -> bytes:
        return self._content.getvalue()


class _Files(WriterFactory):
    """All files of an archive, within one budget."""

    def __init__(self, compressed: int, limits: Limits) -> None:
        self.files: list[_File] = []
        self.meter = Meter(compressed, limits, limits.max_bytes)

    def create(self, filename: str) -> Py7zIO:
        self.files.append(_File(filename, self))
        return self.files[-1]


def read(data: bytes, limits: Limits) -> Iterator[Piece]:
    """Yield the members, after a damaged place those before it."""
    try:
        archive = py7zr.SevenZipFile(io.BytesIO(data))
    except PasswordRequired:
        yield Unread("", SkipReason.ENCRYPTED, "")
        return
    with archive:
        if archive.needs_password():
            yield Unread("", SkipReason.ENCRYPTED, "")
            return
        if sum(info.uncompressed for info in archive.list()) > limits.max_bytes:
            raise TooLarge(TOO_MANY_BYTES)
        files = _Files(len(data), limits)
        wrong = None
        try:
            archive.extractall(factory=files)
        except UnsupportedCompressionMethodError:
            wrong = Unread("", SkipReason.NO_EXTRACTOR, METHOD)
        except (ArchiveError, EOFError, OSError, ValueError) as error:
            wrong = Unread("", SkipReason.MALFORMED, type(error).__name__)
    for file in files.files:
        yield Member(file.name, file.content())
    if wrong is not None:
        yield wrong
