"""What sections came to, for the versions of a file that share most of theirs."""

from __future__ import annotations

import hashlib
from collections import OrderedDict
from collections.abc import Sequence
from typing import TYPE_CHECKING, NamedTuple

from detectors.structure import Field

if TYPE_CHECKING:
    from detectors.engine import Detection
    from detectors.trace import Dropped

#: Sections that are remembered, and detections in them: those of a table are many.
SECTIONS = 1_024
DETECTIONS = 20_000


class Seen(NamedTuple):
    """The detections in a section, what was looked at in vain, and which recognizers failed."""

    detections: tuple[Detection, ...]
    lost: tuple[Dropped, ...] = ()
    failed: tuple[str, ...] = ()


class SectionMemory:
    """The latest sections by a digest of their text and fields; no text is kept."""

    def __init__(self) -> None:
        self._seen: OrderedDict[bytes, Seen] = OrderedDict()
        self._weight = 0

    def get(self, key: bytes) -> Seen | None:
        """What a section came to, if it was met lately."""
        seen = self._seen.get(key)
        if seen is not None:
            self._seen.move_to_end(key)
        return seen

    def put(self, key: bytes, seen: Seen) -> None:
        """Keep what a section came to, and forget what was not asked for since long."""
        self._seen[key] = seen
        self._weight += _weight(seen)
        while self._weight > DETECTIONS or len(self._seen) > SECTIONS:
            _, old = self._seen.popitem(last=False)
            self._weight -= _weight(old)


def key(text: str, fields: Sequence[Field], entities: Sequence[str]) -> bytes:
    """What a section is known by: the same text under the same labels, asked for the same entities."""
    digest = hashlib.blake2b(text.encode("utf-8", "surrogatepass"), digest_size=20)
    digest.update(repr((len(text), entities, [tuple(item) for item in fields])).encode("utf-8", "backslashreplace"))
    return digest.digest()


def _weight(seen: Seen) -> int:
    return len(seen.detections) + len(seen.lost)
