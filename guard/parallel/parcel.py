"""A blob as it waits and travels: its bytes, or why they cannot be had."""

from __future__ import annotations

from functools import partial
from typing import NamedTuple

from guard.errors import Unlookable
from guard.model import Blob, Origin


class Parcel(NamedTuple):
    """What was read of a blob; ``size`` is how many bytes that is, those of the version before it among them."""

    origin: Origin
    content: bytes | OSError | Unlookable
    base: bytes | None
    is_new_path: bool
    size: int

    @property
    def blob(self) -> Blob:
        """The blob again."""
        base = None if self.base is None else partial(_give, self.base)
        return Blob(self.origin, partial(_give, self.content), base, self.is_new_path)


def parcel_of(blob: Blob) -> Parcel:
    """Read a blob."""
    content: bytes | OSError | Unlookable
    try:
        content = blob.read()
        size = len(content)
    except (OSError, Unlookable) as error:
        content, size = error, 0
    if blob.base is None:
        return Parcel(blob.origin, content, None, blob.is_new_path, size)
    try:
        base = blob.base()
    except (OSError, Unlookable):  # all of it is in scope, as everywhere
        return Parcel(blob.origin, content, None, blob.is_new_path, size)
    return Parcel(blob.origin, content, base, blob.is_new_path, size + len(base))


def _give(content: bytes | OSError | Unlookable) -> bytes:
    if isinstance(content, bytes):
        return content
    raise content
