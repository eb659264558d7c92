"""Blobs examined, on several processes once the work is worth starting them.

A process costs the start of an interpreter and, at its first candidate, the import of Presidio. So the first
seconds of work are done here; only what goes on longer is shared out. Most blobs are clean at first sight: that
is told here too, while the other processes are at work on the rest.
"""

from __future__ import annotations

import multiprocessing
import os
import signal
import threading
import time
from collections import deque
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import Future, ProcessPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from dataclasses import dataclass, replace
from functools import partial
from itertools import chain

from guard.errors import Unlookable
from guard.examine import GLANCE_BYTES, Examiner, Outcome
from guard.model import Blob, Origin, Skip, SkipReason

#: Seconds of work in this process before others are started, on what is not clean at first sight; half for the sight.
PATIENCE = 1.5
#: Bytes and blobs that are handed over at once, and so many hand-overs wait for each process.
BATCH_BYTES = 1 << 20
BATCH_BLOBS = 200
WAITING = 3
#: Batches that another process is given to look at for itself.
AT_ONCE = 4
#: Blobs that wait for one before them, so that all come in order; bytes that wait to be looked at, if that is enough
#: for two hand-overs to each process.
MOST_HELD = 10_000
MOST_BYTES = 32 << 20
#: Seconds after which another process tells what it has, and is asked for the rest again.
STRETCH = 2.0

MakeExaminer = Callable[[], Examiner]


def default_jobs() -> int:
    """As many processes as this one may use cores, at most eight: the rest is memory and little gain."""
    cores = len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1
    return min(cores, 8)


def shared_out(
    make: MakeExaminer, jobs: int, blobs: Iterable[Blob], *, patience: float = PATIENCE
) -> Iterator[tuple[Blob, Outcome]]:
    """Each blob with its outcome, in order; after ``patience`` seconds on ``jobs`` processes.

    ``make`` is called in every process and has to be picklable.
    """
    examiner = make()
    batches = _batches(iter(blobs))
    if jobs < 2:
        for batch in batches:
            batch.glance(examiner)
            yield from batch.examined(examiner)
        return
    held: deque[_Batch] = deque()
    until = time.monotonic() + patience / 2
    for batch in batches:
        batch.glance(examiner)
        held.append(batch)
        yield from _finished(held)
        if time.monotonic() >= until or _is_much(held):
            break
    if time.monotonic() < until:  # all was seen, or there is much that a first sight is not enough for
        until = time.monotonic() + patience
        while held and time.monotonic() < until:
            yield from held[0].examined(examiner, until)
            yield from _finished(held)
    first = None if held else next(batches, None)
    if held or first is not None:
        rest = batches if first is None else chain([first], batches)
        with _Processes(make, jobs, examiner) as processes:
            yield from processes.examine(held, rest)


@dataclass(frozen=True, slots=True)
class _Parcel:
    """A blob as it travels: its bytes, or why they cannot be had."""

    origin: Origin
    content: bytes | OSError | Unlookable
    base: bytes | None
    is_new_path: bool

    @property
    def size(self) -> int:
        """How many bytes travel."""
        return (len(self.content) if isinstance(self.content, bytes) else 0) + len(self.base or b"")


class _Batch:
    """Some blobs, and their outcomes as far as they are known."""

    def __init__(self) -> None:
        self.blobs: list[Blob] = []
        self.parcels: list[_Parcel | None] = []
        self._outcomes: list[Outcome | None] = []
        self._given = 0
        #: The bytes that are held.
        self.size = 0

    def add(self, blob: Blob, parcel: _Parcel) -> None:
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
        for number, outcome in enumerate(_glanced(examiner, self.parcels)):
            if outcome is not None:
                self.settle(number, outcome)

    def settle(self, number: int, outcome: Outcome) -> None:
        """The outcome of a blob is known; its bytes are needed no more."""
        self._outcomes[number] = outcome
        self.drop(number)

    def drop(self, number: int) -> _Parcel | None:
        """Hand out what is held of a blob, and hold it no more."""
        parcel, self.parcels[number] = self.parcels[number], None
        self.size -= 0 if parcel is None else parcel.size
        return parcel

    def examined(self, examiner: Examiner, until: float | None = None) -> Iterator[tuple[Blob, Outcome]]:
        """Look at the rest here, as long as there is time."""
        for number in self.open:
            if until is not None and time.monotonic() >= until:
                return
            self.settle(number, _examined(examiner, self.drop(number)))
            yield from self.given()
        yield from self.given()

    def given(self) -> Iterator[tuple[Blob, Outcome]]:
        """What is known up to the first that is not, each once."""
        while self._given < len(self.blobs) and (outcome := self._outcomes[self._given]) is not None:
            self._given += 1
            yield self.blobs[self._given - 1], outcome


def _finished(batches: deque[_Batch]) -> Iterator[tuple[Blob, Outcome]]:
    """What is known of some batches, in order; those that are through are dropped."""
    while batches:
        yield from batches[0].given()
        if not batches[0].is_finished:
            return
        batches.popleft()


#: A blob of a batch, on its way.
_Place = tuple[_Batch, int]


@dataclass(frozen=True, slots=True)
class _Errand:
    """Blobs that were handed over together."""

    places: list[_Place]
    parcels: list[_Parcel | None]
    were_seen: bool
    future: Future[list[Outcome | None]]


class _Processes:
    """A pool that outlives the death of its processes: what one could not survive is a skip of that blob."""

    def __init__(self, make: MakeExaminer, jobs: int, examiner: Examiner) -> None:
        self._make = make
        self._jobs = jobs
        self._examiner = examiner
        self._pool = self._start(jobs)
        self._queue: deque[_Batch] = deque()
        self._errands: deque[_Errand] = deque()
        self._todo: list[_Place] = []
        self._is_worth_a_glance = True

    def __enter__(self) -> _Processes:
        return self

    def __exit__(self, *_: object) -> None:
        """Leave no process behind, also where nobody wants the rest any more."""
        for process in list((self._pool._processes or {}).values()):
            process.terminate()
        self._pool.shutdown(cancel_futures=True)  # what watches them sees that they have gone, and goes too

    def examine(self, held: deque[_Batch], batches: Iterator[_Batch]) -> Iterator[tuple[Blob, Outcome]]:
        """``held`` were seen already. One process is always asked to look for itself, the others on demand."""
        for batch in held:
            self._queue.append(batch)
            self._todo += [(batch, number) for number in batch.open]
            if sum(len(one.open) for one in held) >= BATCH_BLOBS:
                self._hand_over(were_seen=True)  # each for itself: they are heavy
        self._hand_over(were_seen=True)
        for batch in batches:
            self._queue.append(batch)
            if not self._is_worth_a_glance or (self._has_time and not self._todo):
                self._hand_over(were_seen=True)
                self._send(_some(batch, batches, AT_ONCE if self._is_worth_a_glance else 1))
            else:
                self._glance(batch)
            while self._errands and (self._errands[0].future.done() or self._is_full()):
                self._oldest()
            yield from _finished(self._queue)
        while self._errands or self._todo:
            if self._has_time:
                self._hand_over(were_seen=True)
            self._oldest()
            yield from _finished(self._queue)

    @property
    def _has_time(self) -> bool:
        """Whether a process waits for work, of those that are there beside this one."""
        return len(self._errands) < max(1, self._jobs - 1)

    def _send(self, batches: list[_Batch]) -> None:
        """Let another process take the first look as well."""
        self._queue.extend(batches[1:])
        self._todo = [(batch, number) for batch in batches for number in batch.open]
        self._hand_over(were_seen=False)

    def _glance(self, batch: _Batch) -> None:
        batch.glance(self._examiner)
        rest = batch.open
        self._is_worth_a_glance = 2 * len(rest) <= len(batch.blobs)
        self._todo += [(batch, number) for number in rest]
        if self._has_time or _is_much({id(one): one for one, _number in self._todo}.values()):
            self._hand_over(were_seen=True)

    def _is_full(self) -> bool:
        return (
            len(self._errands) >= self._jobs * WAITING
            or sum(len(batch.blobs) for batch in self._queue) >= MOST_HELD
            or sum(batch.size for batch in self._queue) >= max(MOST_BYTES, self._jobs * 2 * AT_ONCE * BATCH_BYTES)
        )

    def _hand_over(self, *, were_seen: bool) -> None:
        places, self._todo = self._todo, []
        for start in range(0, len(places), BATCH_BLOBS * AT_ONCE):
            self._submit(places[start : start + BATCH_BLOBS * AT_ONCE], were_seen)

    def _submit(self, places: list[_Place], were_seen: bool) -> None:
        parcels = [batch.parcels[number] for batch, number in places]
        try:
            future = self._pool.submit(_examine, parcels, were_seen)
        except BrokenProcessPool as error:
            future = Future()
            future.set_exception(error)
        self._errands.append(_Errand(places, parcels, were_seen, future))

    def _oldest(self) -> None:
        """Wait for what was handed over first."""
        errand = self._errands.popleft()
        try:
            outcomes = errand.future.result()
        except BrokenProcessPool:
            outcomes = self._one_by_one(errand.parcels)
            self._submit_again()
        left = []
        for (batch, number), outcome in zip(errand.places, outcomes, strict=True):
            if outcome is None:
                left.append((batch, number))
            else:
                batch.settle(number, outcome)
        if left:
            self._submit(left, were_seen=True)
        if not errand.were_seen:
            clean = sum(outcome is not None and outcome.is_clean for outcome in outcomes)
            self._is_worth_a_glance = 2 * clean >= len(outcomes)

    def _one_by_one(self, parcels: list[_Parcel | None]) -> list[Outcome | None]:
        """Find the blob that no process survives: each alone, in one process until it dies."""
        outcomes: list[Outcome | None] = []
        pool = self._start(1)
        for parcel in parcels:
            assert parcel is not None
            try:
                outcomes += pool.submit(_examine, [parcel], True).result()
            except BrokenProcessPool:
                skip = Skip(parcel.origin, SkipReason.DETECTOR_FAILED, "the process that looked at it died")
                outcomes.append(Outcome(skips=[skip]))
                pool.shutdown()
                pool = self._start(1)
        pool.shutdown()
        return outcomes

    def _submit_again(self) -> None:
        self._pool = self._start(self._jobs)
        waiting, self._errands = self._errands, deque()
        for errand in waiting:
            future = errand.future
            if future.done() and not future.cancelled() and future.exception() is None:
                self._errands.append(errand)
            else:
                self._submit(errand.places, errand.were_seen)

    def _start(self, jobs: int) -> ProcessPoolExecutor:
        return ProcessPoolExecutor(jobs, multiprocessing.get_context("spawn"), _prepare, (self._make,))


def _batches(blobs: Iterator[Blob]) -> Iterator[_Batch]:
    batch = _Batch()
    for blob in blobs:
        batch.add(blob, _parcel(blob))
        if batch.size >= BATCH_BYTES or len(batch.blobs) >= BATCH_BLOBS:
            yield batch
            batch = _Batch()
    if batch.blobs:
        yield batch


def _is_much(batches: Iterable[_Batch]) -> bool:
    """Whether what is open in some batches is worth a way to another process."""
    known = list(batches)
    return sum(len(one.open) for one in known) >= BATCH_BLOBS or sum(one.size for one in known) >= AT_ONCE * BATCH_BYTES


def _some(first: _Batch, batches: Iterator[_Batch], most: int) -> list[_Batch]:
    """As many as another process is given at once."""
    some = [first]
    while len(some) < most and sum(one.size for one in some) < AT_ONCE * BATCH_BYTES:
        following = next(batches, None)
        if following is None:
            break
        some.append(following)
    return some


def _parcel(blob: Blob) -> _Parcel:
    content: bytes | OSError | Unlookable
    try:
        content = blob.read()
    except (OSError, Unlookable) as error:
        content = error
    base = None
    if blob.base is not None:
        try:
            base = blob.base()
        except (OSError, Unlookable):
            base = None  # all of it is in scope, as everywhere
    return _Parcel(blob.origin, content, base, blob.is_new_path)


_examiner: Examiner | None = None


def _prepare(make: MakeExaminer) -> None:
    """Runs at the start of each process. Ctrl-C is the business of the one that started it."""
    global _examiner
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    threading.Thread(target=_end_with_parent, daemon=True).start()
    _examiner = make()


def _end_with_parent() -> None:
    """Whoever waits for work of a process that was killed waits for ever."""
    parent = multiprocessing.parent_process()
    if parent is not None:
        parent.join()
        os._exit(1)


def _examine(parcels: list[_Parcel | None], were_seen: bool) -> list[Outcome | None]:
    """What blobs come to, as far as there was time: ``None`` for the others. Takes them out of the list."""
    assert _examiner is not None
    until = time.monotonic() + STRETCH
    outcomes: list[Outcome | None] = [None] * len(parcels) if were_seen else _glanced(_examiner, parcels)
    for number, outcome in enumerate(outcomes):
        if outcome is None:
            parcel, parcels[number] = parcels[number], None
            outcomes[number] = _examined(_examiner, parcel)
            if time.monotonic() >= until:
                break
    return outcomes


def _glanced(examiner: Examiner, parcels: list[_Parcel | None]) -> list[Outcome | None]:
    """The outcomes of those that are clean at first sight; what is large is looked at once, and at length."""
    outcomes: list[Outcome | None] = [None] * len(parcels)
    small = [(number, _blob(parcel)) for number, parcel in enumerate(parcels) if parcel and parcel.size <= GLANCE_BYTES]
    for (number, _one), outcome in zip(small, examiner.glance([blob for _number, blob in small]), strict=True):
        outcomes[number] = outcome
    return outcomes


def _examined(examiner: Examiner, parcel: _Parcel | None) -> Outcome:
    """What a blob comes to, whose bytes nobody else holds: they can be forgotten as soon as they are text."""
    assert parcel is not None
    held = [parcel.content]
    blob = replace(_blob(parcel), read=lambda: _give(held.pop()))
    del parcel
    return examiner.examine(blob)


def _blob(parcel: _Parcel) -> Blob:
    base = None if parcel.base is None else partial(_give, parcel.base)
    return Blob(parcel.origin, partial(_give, parcel.content), base, parcel.is_new_path)


def _give(content: bytes | OSError | Unlookable) -> bytes:
    if isinstance(content, bytes):
        return content
    raise content
