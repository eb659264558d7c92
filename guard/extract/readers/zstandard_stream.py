"""Zstandard: one file, in as many frames as it was written in."""

from __future__ import annotations

from collections.abc import Iterator

import zstandard

from guard.extract.piece import Limits, Member, Piece, Unread
from guard.extract.readers.compressed import CUT_OFF
from guard.extract.readers.inflation import Inflation
from guard.model import SkipReason

#: What the command ``zstd`` decompresses without being asked to: 128 MB.
_WINDOW = 1 << 27
#: Bytes that are handed in at once: four of them can become 128 KB, and there is no other bound on what comes out.
_STEP = 256


def read(data: bytes, limits: Limits) -> Iterator[Piece]:
    """Yield what was compressed, as far as it can be had; what is cut off or damaged is told."""
    unpacked = Inflation(len(data), limits, limits.max_bytes)
    wrong = ""
    try:
        for chunk in _chunks(data):
            unpacked.add(chunk)
    except EOFError:
        wrong = CUT_OFF
    except zstandard.ZstdError as error:
        wrong = type(error).__name__
    yield Member("", unpacked.content())
    if wrong:
        yield Unread("", SkipReason.MALFORMED, wrong)


def _chunks(data: bytes) -> Iterator[bytes]:
    decompressor = zstandard.ZstdDecompressor(max_window_size=_WINDOW)
    at = 0
    while at < len(data):
        frame = decompressor.decompressobj()
        while not frame.eof:
            if at >= len(data):
                raise EOFError
            yield frame.decompress(data[at : at + _STEP])
            at += _STEP
        at = min(at, len(data)) - len(frame.unused_data)
