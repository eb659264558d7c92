"""What an earlier run learned of a history, so that the next one looks only at what came since.

It says how far that run came, which blobs, names and messages were clean, and what has to be told again of those
that were not. It holds no content and no value, and of messages only keyed digests.
"""

from __future__ import annotations

import json
from bisect import bisect_left
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any, Protocol

from guard.result import Counts
from guard.sources.life import Life, Moment

_VERSION = 2
_SECONDS = 8
_HEAD = 8
DIGEST = 16


class Shelf(Protocol):
    """Where a past is kept: what comes back is what was put there under the same rules, or nothing."""

    def get(self) -> bytes | None:
        """What was kept last."""
        ...

    def put(self, data: bytes) -> None:
        """Keep something in place of it."""
        ...

    def digest(self, data: bytes) -> bytes:
        """A keyed digest of :data:`DIGEST` bytes."""
        ...


@dataclass(frozen=True, slots=True)
class Extent:
    """How far a run came: the commits at which it began, those that are notes, and where a shallow clone ends."""

    tips: tuple[str, ...] = ()
    notes: tuple[str, ...] = ()
    shallow: str = ""


class Rows:
    """Sorted records of one width, found by how they begin: some bytes for each, however many there are."""

    def __init__(self, width: int, data: bytes = b"") -> None:
        self.width = width
        self.data = data

    def find(self, key: bytes) -> bytes | None:
        """The record that begins so."""
        if not self.data:
            return None
        at = self._place(key) * self.width
        row = self.data[at : at + self.width]
        return row if row.startswith(key) else None

    def with_more(self, rows: Iterable[bytes]) -> Rows:
        """These records and others."""
        pieces: list[bytes] = []
        at = 0
        for row in sorted(set(rows)):
            place = self._place(row) * self.width
            if self.data[place : place + self.width] != row:
                pieces += (self.data[at:place], row)
                at = place
        return Rows(self.width, b"".join([*pieces, self.data[at:]])) if pieces else self

    def _place(self, key: bytes) -> int:
        """The number of the first record that is not before a key."""
        width, size = self.width, len(key)
        return bisect_left(
            range(len(self.data) // width), key, key=lambda row: self.data[row * width : row * width + size]
        )


@dataclass(slots=True)
class Past:
    """What one run knows when it is through; an empty one knows nothing.

    ``clean`` are names of blobs with the seconds of the commit that brought each, and whether its path is treated
    apart; ``said`` are digests of messages, ``names`` of paths. ``lives``, ``moments`` of paths and ``texts`` are
    what is told again. ``corrected`` are commits whose clocks were set right.

    ``store`` stands for all objects that were there, where those were looked at that no ref reaches; ``lost`` are blobs
    among them that have no path, with their numbers, which are told again.
    """

    extent: Extent = field(default_factory=Extent)
    clean: Rows = field(default_factory=lambda: Rows(0))
    said: Rows = field(default_factory=lambda: Rows(DIGEST))
    names: Rows = field(default_factory=lambda: Rows(DIGEST))
    lives: dict[str, Life] = field(default_factory=dict)
    moments: dict[bytes, Moment] = field(default_factory=dict)
    texts: dict[str, Moment] = field(default_factory=dict)
    corrected: dict[str, int] = field(default_factory=dict)
    submodules: set[bytes] = field(default_factory=set)
    counts: Counts = field(default_factory=Counts)
    paths: set[str] = field(default_factory=set)
    store: str = ""
    lost: dict[str, int] = field(default_factory=dict)

    def dumps(self) -> bytes:
        """The past as bytes."""
        blocks = [self.clean.data, self.said.data, self.names.data]
        head = json.dumps(
            [
                _VERSION,
                [list(self.extent.tips), list(self.extent.notes), self.extent.shallow],
                [self.clean.width, *map(len, blocks)],
                {oid: _life(life) for oid, life in self.lives.items()},
                {_text(path): moment for path, moment in self.moments.items()},
                self.texts,
                self.corrected,
                sorted(map(_text, self.submodules)),
                [self.counts.blobs, self.counts.bytes, self.counts.formats, self.counts.encodings],
                sorted(self.paths),
                self.store,
                self.lost,
            ],
            separators=(",", ":"),
        ).encode("ascii")
        return b"".join([len(head).to_bytes(_HEAD, "big"), head, *blocks])

    @classmethod
    def loads(cls, data: bytes) -> Past:
        """Read what ``dumps`` wrote; raises ``ValueError`` for what another version wrote."""
        end = _HEAD + int.from_bytes(data[:_HEAD], "big")
        version, *head = json.loads(data[_HEAD:end])
        if version != _VERSION:
            raise ValueError("the past of another version")
        (tips, notes, shallow), (width, *sizes), lives, moments, texts, corrected, submodules, counts, *rest = head
        paths, store, lost = rest
        blocks = []
        for size in sizes:
            blocks.append(data[end : end + size])
            end += size
        return cls(
            Extent(tuple(tips), tuple(notes), shallow),
            Rows(width, blocks[0]),
            Rows(DIGEST, blocks[1]),
            Rows(DIGEST, blocks[2]),
            {oid: _read_life(life) for oid, life in lives.items()},
            {_path(path): _moment(moment) for path, moment in moments.items()},
            {digest: _moment(moment) for digest, moment in texts.items()},
            corrected,
            set(map(_path, submodules)),
            Counts(0, counts[0], counts[1], Counter(), Counter(counts[2]), Counter(counts[3])),
            set(paths),
            store,
            lost,
        )


def clean_row(oid: str, moment: Moment, is_apart: bool) -> bytes:
    """A record of ``Past.clean``."""
    seconds = min(max(moment[0], 0), (1 << 62) - 1)
    return bytes.fromhex(oid) + (2 * seconds + is_apart).to_bytes(_SECONDS, "big")


def clean_facts(row: bytes) -> tuple[int, bool]:
    """The seconds of the commit that brought a clean blob, and whether its path is treated apart."""
    seconds, is_apart = divmod(int.from_bytes(row[-_SECONDS:], "big"), 2)
    return seconds, bool(is_apart)


def clean_width(oid: str) -> int:
    """The width of records for objects with such names."""
    return len(oid) // 2 + _SECONDS


def _life(life: Life) -> list[Any]:
    further = {_text(path): moment for path, moment in (life.further or {}).items()}
    return [_text(life.path), life.first, life.last, life.gone, further]


def _read_life(plain: list[Any]) -> Life:
    path, first, last, gone, further = plain
    return Life(
        _path(path),
        _moment(first),
        _moment(last),
        None if gone is None else _moment(gone),
        {_path(other): _moment(moment) for other, moment in further.items()} or None,
    )


def _moment(plain: list[Any]) -> Moment:
    seconds, oid = plain
    return seconds, oid


def _text(path: bytes) -> str:
    return path.decode("utf-8", "surrogateescape")


def _path(text: str) -> bytes:
    return text.encode("utf-8", "surrogateescape")
