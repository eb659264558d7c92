"""Decompression that ends: within the bytes that are left, and not thousands of times what was there."""

from __future__ import annotations

import io

from guard.errors import TooLarge
from guard.extract.piece import Limits
from guard.messages import N_

TOO_MANY_BYTES = N_("unpacks to more than scan.max-archive-bytes")
RATIO = N_("unpacks to more than scan.max-archive-ratio times its size")
#: What unpacks to less is harmless at any ratio: a file of zeros is no attack.
HARMLESS = 10 * 1024 * 1024
#: So much is decompressed at once.
CHUNK = 1 << 18


class Meter:
    """How much came out of ``compressed`` bytes so far."""

    def __init__(self, compressed: int, limits: Limits, room: int) -> None:
        self._ratio_bound = max(HARMLESS, compressed * limits.max_ratio)
        self._room = room
        self._size = 0

    def count(self, size: int) -> None:
        """Note what comes next; raises ``TooLarge`` as soon as a limit is reached."""
        self._size += size
        if self._size > self._room:
            raise TooLarge(TOO_MANY_BYTES)
        if self._size > self._ratio_bound:
            raise TooLarge(RATIO)


class Inflation:
    """What came out of ``compressed`` bytes so far."""

    def __init__(self, compressed: int, limits: Limits, room: int) -> None:
        self._meter = Meter(compressed, limits, room)
        self._content = io.BytesIO()

    def add(self, chunk: bytes) -> None:
        """Take in what comes next; raises ``TooLarge`` as soon as a limit is reached."""
        self._meter.count(len(chunk))
        self._content.write(chunk)

    def content(self) -> bytes:
        """All of it."""
        return self._content.getvalue()
