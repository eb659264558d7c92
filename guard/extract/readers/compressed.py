"""gzip, bzip2 and xz: one file, in as many streams as it was written in."""

from __future__ import annotations

import bz2
import lzma
import zlib
from collections.abc import Callable, Iterator
from typing import Protocol

from guard.extract.piece import Limits, Member, Piece, Unread
from guard.extract.readers.inflation import CHUNK, Inflation
from guard.messages import N_
from guard.model import SkipReason

TRAILING = N_("something else follows what was compressed")
CUT_OFF = N_("cut off")
_GZIP = b"\x1f\x8b"
_BZIP2 = b"BZh"
_XZ = b"\xfd7zXZ\0"
#: A gzip header tells a name behind ten bytes when one flag is set, and the one for extra data before it is not.
_HAS_NAME, _HAS_EXTRA, _NAME_AT = 0x08, 0x04, 10
#: For zlib: a stream behind the header of gzip.
_GZIP_HEADER = 31
#: xz may ask for a dictionary of gigabytes before it writes a byte.
_XZ_MEMORY = 256 * 1024 * 1024


class Decompressor(Protocol):
    """One stream, as ``bz2`` and ``lzma`` have it."""

    @property
    def eof(self) -> bool:
        """Whether the stream has ended."""
        ...

    @property
    def needs_input(self) -> bool:
        """Whether there is nothing more to be had without further bytes."""
        ...

    @property
    def unused_data(self) -> bytes:
        """What was handed in and lies behind the end."""
        ...

    def decompress(self, data: bytes, max_length: int = -1) -> bytes:
        """Hand in bytes, or none where none are needed; gives no more than ``max_length``."""
        ...


class Deflated:
    """One stream of deflate, told like the others; ``wbits`` says what stands around it."""

    def __init__(self, wbits: int) -> None:
        self._stream = zlib.decompressobj(wbits=wbits)

    @property
    def eof(self) -> bool:
        """Whether the stream has ended."""
        return self._stream.eof

    @property
    def needs_input(self) -> bool:
        """Whether all that was handed in was used."""
        return not self._stream.unconsumed_tail

    @property
    def unused_data(self) -> bytes:
        """What was handed in and lies behind the end."""
        return self._stream.unused_data

    def decompress(self, data: bytes, max_length: int = -1) -> bytes:
        """Hand in bytes, or none where some wait; gives no more than ``max_length``."""
        return self._stream.decompress(self._stream.unconsumed_tail + data, max_length)


def read(data: bytes, limits: Limits) -> Iterator[Piece]:
    """Yield what was compressed, as far as it can be had; what is cut off, damaged or behind it is told."""
    unpacked = Inflation(len(data), limits, limits.max_bytes)
    wrong = ""
    try:
        for chunk in _chunks(data):
            unpacked.add(chunk)
    except EOFError:
        wrong = CUT_OFF
    except _TrailingError:
        wrong = TRAILING
    except (OSError, ValueError, zlib.error, lzma.LZMAError) as error:
        wrong = type(error).__name__
    yield Member(_name(data), unpacked.content())
    if wrong:
        yield Unread("", SkipReason.MALFORMED, wrong)


class _TrailingError(Exception):
    """Behind the last stream stands something that is none."""


def _chunks(data: bytes) -> Iterator[bytes]:
    """Decompress stream after stream; zeros between and behind them are padding."""
    magic, start = _method(data)
    at = 0
    while at < len(data):
        if not data.startswith(magic, at):
            raise _TrailingError
        stream = start()
        while not stream.eof:
            waiting = b""
            if stream.needs_input:
                waiting = data[at : at + CHUNK]
                at += len(waiting)
                chunk = stream.decompress(waiting, CHUNK)
                if not waiting and not chunk and not stream.eof:
                    raise EOFError
                yield chunk
            else:
                yield stream.decompress(b"", CHUNK)
        at -= len(stream.unused_data)
        while data.startswith(b"\0", at):
            at += 1


def _method(data: bytes) -> tuple[bytes, Callable[[], Decompressor]]:
    if data.startswith(_GZIP):
        return _GZIP, lambda: Deflated(_GZIP_HEADER)
    if data.startswith(_BZIP2):
        return _BZIP2, bz2.BZ2Decompressor
    return _XZ, lambda: lzma.LZMADecompressor(memlimit=_XZ_MEMORY)


def _name(data: bytes) -> str:
    """The name of the file that was compressed, where it is told; a path in it is left out."""
    if not data.startswith(_GZIP) or len(data) <= _NAME_AT or not data[3] & _HAS_NAME or data[3] & _HAS_EXTRA:
        return ""
    raw = data[_NAME_AT : data.find(b"\0", _NAME_AT, _NAME_AT + 1000)]
    for encoding in ("utf-8", "cp932"):
        try:
            return raw.decode(encoding).rpartition("/")[2]
        except UnicodeDecodeError:
            continue
    return ""
