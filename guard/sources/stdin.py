"""What is piped in: one blob with a name that the caller gives it."""

from __future__ import annotations

from collections.abc import Iterator
from typing import BinaryIO

from guard.errors import TooLarge
from guard.model import Blob, Origin

_CHUNK = 1 << 20


class StdinSource:
    """One blob from a stream, read at most once and never beyond the limit."""

    kind = "stdin"
    commit = None

    def __init__(self, stream: BinaryIO, name: str, max_bytes: int) -> None:
        self._stream = stream
        self._name = name
        self._max_bytes = max_bytes
        self._content = bytearray()

    def blobs(self) -> Iterator[Blob]:
        """The one blob."""
        yield Blob(Origin(self._name), self._read)

    def _read(self) -> bytes:
        """All of the stream; a second call gives the same, though the stream has ended."""
        while len(self._content) <= self._max_bytes and (chunk := self._stream.read(_CHUNK)):
            self._content += chunk
        if len(self._content) > self._max_bytes:
            raise TooLarge(f"more than {self._max_bytes} bytes")
        return bytes(self._content)
