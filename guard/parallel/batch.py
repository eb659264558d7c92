"""Blobs in batches: what is known of each, what waits to be looked at, and what travels to another process."""

from __future__ import annotations

import time
from collections import deque
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from itertools import chain

from guard.examine import Examiner, Outcome
from guard.model import Blob
from guard.parallel.parcel import Parcel, parcel_of

#: Bytes and blobs of a batch.
BATCH_BYTES = 1 << 20
BATCH_BLOBS = 200
#: Batches that another process is given to look at for itself.
AT_ONCE = 4


class Batch:
    """Some blobs, and their outcomes as far as they are known."""

    def __init__(self) -> None:
        self.blobs: list[Blob] = []
        self.parcels: list[Parcel | None] = []
        self._outcomes: list[Outcome | None] = []
        self._given = 0
        #: The bytes that are held.
        self.size = 0

    def add(self, blob: Blob, parcel: Parcel) -> None:
        """Take in a blob."""
        self.blobs.append(blob)
        self.parcels.append(parcel)
        self._outcomes.append(None)
        self.size += parcel.size

    @property
    def open(self) -> list[int]:
        """The places of those whose outcome is not known."""
        return [number for number, outcome in enumerate(self._outcomes) if outcome is None]

    @property
    def is_finished(self) -> bool:
        """Whether all outcomes were given."""
        return self._given == len(self.blobs)

    def glance(self, examiner: Examiner) -> None:
        """Tell those that are clean at first sight."""
        for number, outcome in enumerate(examiner.glance(self.parcels)):
            if outcome is not None:
                self.settle(number, outcome)

    def settle(self, number: int, outcome: Outcome) -> None:
        """The outcome of a blob is known; its bytes are needed no more."""
        self._outcomes[number] = outcome
        self.drop(number)

    def drop(self, number: int) -> Parcel | None:
        """Hand out what is held of a blob, and hold it no more."""
        parcel, self.parcels[number] = self.parcels[number], None
        self.size -= 0 if parcel is None else parcel.size
        return parcel

    def examined(self, examiner: Examiner, until: float | None = None) -> Iterator[tuple[Blob, Outcome]]:
        """Look at the rest here, as long as there is time."""
        for number in self.open:
            if until is not None and time.monotonic() >= until:
                return
            self.settle(number, examined(examiner, self.drop(number)))
            yield from self.given()
        yield from self.given()

    def given(self) -> Iterator[tuple[Blob, Outcome]]:
        """What is known up to the first that is not, each once."""
        while self._given < len(self.blobs) and (outcome := self._outcomes[self._given]) is not None:
            self._given += 1
            yield self.blobs[self._given - 1], outcome


#: A blob of a batch.
Place = tuple[Batch, int]


def finished(batches: deque[Batch]) -> Iterator[tuple[Blob, Outcome]]:
    """What is known of some batches, in order; those that are through are dropped."""
    while batches:
        yield from batches[0].given()
        if not batches[0].is_finished:
            return
        batches.popleft()


def in_batches(blobs: Iterator[Blob]) -> Iterator[Batch]:
    """Blobs with their bytes, by the megabyte."""
    batch = Batch()
    for blob in blobs:
        batch.add(blob, parcel_of(blob))
        if batch.size >= BATCH_BYTES or len(batch.blobs) >= BATCH_BLOBS:
            yield batch
            batch = Batch()
    if batch.blobs:
        yield batch


def read_ahead(batches: Iterator[Batch], size: int) -> tuple[Iterator[Batch], bool]:
    """The same batches, and whether they hold so many bytes."""
    ahead: list[Batch] = []
    for batch in batches:
        ahead.append(batch)
        size -= batch.size
        if size <= 0:
            return chain(ahead, batches), True
    return iter(ahead), False


def in_parts(places: Sequence[Place], parts: int) -> Iterator[list[Place]]:
    """Blobs in at least so many parts, none of them far above what a batch holds: whoever is through first takes the next."""
    most = min(BATCH_BLOBS, 1 + len(places) // parts)
    part: list[Place] = []
    size = 0
    for batch, number in places:
        parcel = batch.parcels[number]
        part.append((batch, number))
        size += 0 if parcel is None else parcel.size
        if len(part) >= most or size >= BATCH_BYTES:
            yield part
            part, size = [], 0
    if part:
        yield part


def is_much(batches: Iterable[Batch]) -> bool:
    """Whether what is open in some batches is worth a way to another process."""
    known = list(batches)
    return sum(len(one.open) for one in known) >= BATCH_BLOBS or sum(one.size for one in known) >= AT_ONCE * BATCH_BYTES


def examined(examiner: Examiner, parcel: Parcel | None) -> Outcome:
    """What a blob comes to, whose bytes nobody else holds: they can be forgotten as soon as they are text."""
    assert parcel is not None
    held = [parcel.blob.read]
    blob = replace(parcel.blob, read=lambda: held.pop()())
    del parcel
    return examiner.examine(blob)
