"""A container and all that is nested in it, as the pieces at the ends: one budget for all of it."""

from __future__ import annotations

import importlib
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from pathlib import PurePosixPath
from typing import cast

from guard.errors import Unlookable
from guard.extract.kind import Kind, sniff
from guard.extract.piece import Limits, Member, Piece, Text, Unread
from guard.extract.reader_table import PACKAGE, Reader, reader_of
from guard.extract.wire import Chain
from guard.messages import N_
from guard.model import SkipReason

TOO_MANY_BYTES = N_("unpacks to more than scan.max-archive-bytes")
TOO_MANY_MEMBERS = N_("holds more members than scan.max-archive-members")
TOO_DEEP = N_("archives inside each other, more than scan.max-archive-depth")
TOO_MUCH_MEMORY = N_("needs more memory than scan.container-memory")
NEEDS_EXTRA = {
    "archives": N_("needs what `pip install 'sekisho[archives]'` installs"),
    "parquet": N_("needs what `pip install 'sekisho[parquet]'` installs"),
}

#: What is looked at as it is; every other kind without a reader is a skip.
_PLAIN = frozenset({Kind.TEXT, Kind.LFS_POINTER, Kind.EMPTY})
#: Suffixes of files that are one compressed file, and what they leave when they are taken away.
_COMPRESSED = {".gz": "", ".bz2": "", ".xz": "", ".zst": "", ".tgz": ".tar", ".tbz2": ".tar", ".txz": ".tar"}

ReadFunction = Callable[[bytes, Limits], Iterator[Piece]]


@dataclass(frozen=True, slots=True)
class Entered:
    """A container is being read from here on: what is to blame when nothing comes any more."""


class _SpentError(Exception):
    """The budget of the outermost container is used up."""


class Unpacking:
    """One outermost container being taken apart."""

    def __init__(self, limits: Limits) -> None:
        self._limits = limits
        self._bytes = 0
        self._members = 0
        self._started = time.monotonic()

    def open(self, kind: Kind, name: str, data: bytes) -> Iterator[tuple[Chain, Piece | Entered]]:
        """The pieces with their chains of names; whatever is wrong with the container comes as an ``Unread``."""
        reader = reader_of(kind)
        assert reader is not None
        try:
            yield from self._container(reader, kind, (), name, data)
        except _SpentError as spent:
            yield (), Unread("", SkipReason.TOO_LARGE, str(spent))

    def _container(
        self, reader: Reader, kind: Kind, chain: Chain, name: str, data: bytes
    ) -> Iterator[tuple[Chain, Piece | Entered]]:
        if len(chain) >= self._limits.max_depth:
            yield chain, Unread("", SkipReason.TOO_DEEP, TOO_DEEP)
            return
        yield chain, Entered()
        try:
            module = importlib.import_module(f"{PACKAGE}.{reader.module}")
            read = cast(ReadFunction, module.read)
            for piece in read(data, self._left(chain)):
                yield from self._piece(piece, chain, name)
        except _SpentError:
            raise
        except Unlookable as error:
            yield chain, Unread("", error.reason, error.detail)
        except MemoryError:
            yield chain, Unread("", SkipReason.TOO_LARGE, TOO_MUCH_MEMORY)
        except ImportError:
            yield chain, Unread("", SkipReason.NO_EXTRACTOR, NEEDS_EXTRA.get(reader.extra or "", kind.label))
        except Exception as error:  # any library may raise anything on a file that was made to break it
            yield chain, Unread("", SkipReason.MALFORMED, type(error).__name__)
        if chain:
            yield chain[:-1], Entered()

    def _piece(self, piece: Piece, chain: Chain, outer: str) -> Iterator[tuple[Chain, Piece | Entered]]:
        self._count(piece)
        if not isinstance(piece, Member):
            yield (*chain, piece.name) if piece.name else chain, piece
            return
        name = piece.name or _inner_name(outer)
        kind = sniff(piece.data, name)
        inside = (*chain, name)
        reader = reader_of(kind)
        if reader is not None:
            yield from self._container(reader, kind, inside, name, piece.data)
        elif kind in _PLAIN:
            yield inside, piece
        else:
            yield inside, Unread(name, SkipReason.NO_EXTRACTOR, kind.label)

    def _count(self, piece: Piece) -> None:
        self._members += 1
        if isinstance(piece, Member):
            self._bytes += len(piece.data)
        elif isinstance(piece, Text):
            self._bytes += len(piece.text)
        if self._members > self._limits.max_members:
            raise _SpentError(TOO_MANY_MEMBERS)
        if self._bytes > self._limits.max_bytes:
            raise _SpentError(TOO_MANY_BYTES)

    def _left(self, chain: Chain) -> Limits:
        """What a reader that is asked now may still use."""
        return replace(
            self._limits,
            max_bytes=self._limits.max_bytes - self._bytes,
            max_members=self._limits.max_members - self._members,
            max_depth=self._limits.max_depth - len(chain),
            seconds=max(0.0, self._limits.seconds - (time.monotonic() - self._started)),
        )


def _inner_name(outer: str) -> str:
    """The name of the one file in a compressed file that does not tell it."""
    path = PurePosixPath(outer)
    left = _COMPRESSED.get(path.suffix.lower())
    return path.name if left is None else path.stem + left
