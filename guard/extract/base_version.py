"""What was in a container before: its contents by digest, and its texts as far as they are few."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable
from functools import partial
from hashlib import blake2b

from guard.errors import Unlookable
from guard.extract import extractor
from guard.extract.piece import Member, Piece, Text, Unread
from guard.extract.wire import Chain

#: Bytes of texts that are kept to be compared line by line; beyond that a changed text is all in scope.
_KEPT = 64 * 1024 * 1024


class BaseVersion:
    """The pieces of the version before."""

    def __init__(self) -> None:
        self._digests: set[bytes] = set()
        self._texts: defaultdict[Chain, list[Member | Text]] = defaultdict(list)
        self._room = _KEPT
        self.chains: set[Chain] = set()

    def add(self, chain: Chain, piece: Piece) -> None:
        """Take note of a piece."""
        self.chains.update(chain[:length] for length in range(1, len(chain) + 1))
        if isinstance(piece, Unread):
            return
        self._digests.add(_digest(piece))
        self._room -= len(piece.data if isinstance(piece, Member) else piece.text)
        if self._room >= 0:
            self._texts[chain].append(piece)
        else:
            self._texts.clear()

    def holds(self, piece: Piece) -> bool:
        """Whether the same content was somewhere in it; what could not be looked at is told each time."""
        return not isinstance(piece, Unread) and _digest(piece) in self._digests

    def text_of(self, chain: Chain) -> Callable[[], str | None] | None:
        """What a text was compared with, ``None`` where it was not there."""
        pieces = self._texts.get(chain)
        return None if pieces is None else partial(_text, pieces)


def _digest(piece: Member | Text) -> bytes:
    content = piece.data if isinstance(piece, Member) else piece.text.encode("utf-8", "surrogatepass")
    return blake2b(content, digest_size=16).digest()


def _text(pieces: list[Member | Text]) -> str | None:
    texts = []
    for piece in pieces:
        try:
            text = piece.text if isinstance(piece, Text) else extractor.text_of(piece.data, piece.name)
        except Unlookable:
            return None
        if text is None:
            return None
        texts.append(text)
    return "\n".join(texts)
