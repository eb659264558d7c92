"""Blobs examined, on several processes once the work is worth starting them.

A process costs the start of an interpreter and, at its first candidate, the import of Presidio. So the first
seconds of work are done here; only what goes on longer is shared out. Most blobs are clean at first sight: that
is told here too, while the other processes are at work on the rest.
"""

from __future__ import annotations

import os
import time
from collections import deque
from collections.abc import Iterable, Iterator
from concurrent.futures import Future, ProcessPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from contextlib import suppress
from dataclasses import dataclass
from itertools import chain
from threading import Thread

from guard.examine import Examiner, Outcome
from guard.model import Blob, Skip, SkipReason
from guard.parallel.batch import AT_ONCE, BATCH_BYTES, Batch, Place, finished, in_batches, in_parts, is_much, read_ahead
from guard.parallel.parcel import Parcel
from guard.parallel.process import MakeExaminer, context, examine, prepare

#: Seconds of work in this process before others are started, on what is not clean at first sight; half for the sight.
PATIENCE = 1.5
#: Hand-overs that wait for each process.
WAITING = 3
#: Blobs that wait for one before them, so that all come in order; bytes that wait to be looked at, if that is enough
#: for two hand-overs to each process.
MOST_HELD = 10_000
MOST_BYTES = 32 << 20
#: Bytes that are looked at in the time that a blob takes on its way to another process and back. A first look here saves
#: the way of what is clean, but what it leaves is looked at from the start again.
WAY = 500
#: Bytes that have to be there for other processes to be started for lack of patience, or made ready as soon as
#: something wants a look.
PROMISING = 2 << 20


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
    batches = in_batches(iter(blobs))
    if jobs < 2:
        for batch in batches:
            batch.glance(examiner)
            yield from batch.examined(examiner)
        return
    held: deque[Batch] = deque()
    batches, is_promising = read_ahead(batches, PROMISING)
    until = time.monotonic() + patience / 2
    for batch in batches:
        batch.glance(examiner)
        held.append(batch)
        yield from finished(held)
        if held and is_promising:
            context()
        if is_much(held) or (is_promising and time.monotonic() >= until):
            break
    else:  # all was seen, and it is little
        until = time.monotonic() + patience
        while held and time.monotonic() < until:
            yield from held[0].examined(examiner, until)
            yield from finished(held)
    first = None if held else next(batches, None)
    if held or first is not None:
        rest = batches if first is None else chain([first], batches)
        with _Processes(make, jobs, examiner) as processes:
            yield from processes.examine(held, rest)


@dataclass(frozen=True, slots=True)
class _Errand:
    """Blobs that were handed over together."""

    places: list[Place]
    parcels: list[Parcel | None]
    were_seen: bool
    future: Future[list[Outcome | None]]


class _Processes:
    """A pool that outlives the death of its processes: what one could not survive is a skip of that blob."""

    def __init__(self, make: MakeExaminer, jobs: int, examiner: Examiner) -> None:
        self._make = make
        self._jobs = jobs
        self._examiner = examiner
        self._pool = self._start(jobs)
        self._starting = Thread(target=self._start_first, daemon=True)
        self._starting.start()
        self._queue: deque[Batch] = deque()
        self._errands: deque[_Errand] = deque()
        self._todo: list[Place] = []
        self._is_worth_a_glance = True

    def __enter__(self) -> _Processes:
        return self

    def __exit__(self, *_: object) -> None:
        """Leave no process behind, also where nobody wants the rest any more."""
        self._starting.join()
        for process in list((self._pool._processes or {}).values()):
            process.terminate()
        if self._pool._result_queue is not None:  # half a result is waited for as long as anybody could write the rest
            self._pool._result_queue._writer.close()  # type: ignore[attr-defined]
        self._pool.shutdown(cancel_futures=True)  # what watches them sees that they have gone, and goes too

    def examine(self, held: deque[Batch], batches: Iterator[Batch]) -> Iterator[tuple[Blob, Outcome]]:
        """``held`` were seen already. The first look is taken here, where the versions before are known, unless it tells little."""
        for batch in held:
            self._queue.append(batch)
            self._todo += [(batch, number) for number in batch.open]
        self._hand_over()
        for batch in batches:
            self._queue.append(batch)
            if self._is_up and not self._is_worth_a_glance:
                self._hand_over()
                self._submit([(batch, number) for number in batch.open], were_seen=False)
            else:
                self._glance(batch)
            while self._errands and (self._errands[0].future.done() or self._is_full()):
                self._oldest()
            yield from finished(self._queue)
        self._starting.join()
        while self._errands or self._todo:
            if self._has_time:
                self._hand_over()
            self._oldest()
            yield from finished(self._queue)

    @property
    def _is_up(self) -> bool:
        """Whether the first process can be given work without waiting for all that it imports."""
        return not self._starting.is_alive()

    @property
    def _has_time(self) -> bool:
        """Whether a process waits for work, of those that are there beside this one."""
        return self._is_up and len(self._errands) < max(1, self._jobs - 1)

    def _glance(self, batch: Batch) -> None:
        batch.glance(self._examiner)
        self._todo += [(batch, number) for number in batch.open]
        self._is_worth_a_glance = batch.size <= WAY * len(batch.blobs)
        if self._has_time or is_much({id(one): one for one, _number in self._todo}.values()):
            self._hand_over()

    def _is_full(self) -> bool:
        return (
            len(self._errands) >= self._jobs * WAITING
            or sum(len(batch.blobs) for batch in self._queue) >= MOST_HELD
            or sum(batch.size for batch in self._queue) >= max(MOST_BYTES, self._jobs * 2 * AT_ONCE * BATCH_BYTES)
        )

    def _hand_over(self) -> None:
        """What is no longer clean at first sight, in parts for all processes; waits for them when there is too much."""
        if not self._is_up and not self._is_full():
            return
        self._starting.join()
        places, self._todo = self._todo, []
        for part in in_parts(places, self._jobs):
            self._submit(part, were_seen=True)

    def _submit(self, places: list[Place], *, were_seen: bool) -> None:
        parcels = [batch.parcels[number] for batch, number in places]
        try:
            future = self._pool.submit(examine, parcels, were_seen)
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
            told = zip(errand.parcels, outcomes, strict=True)
            rest = sum(parcel.size for parcel, outcome in told if parcel and not (outcome and outcome.is_clean))
            self._is_worth_a_glance = rest <= WAY * len(outcomes)

    def _one_by_one(self, parcels: list[Parcel | None]) -> list[Outcome | None]:
        """Find the blob that no process survives: each alone, in one process until it dies."""
        outcomes: list[Outcome | None] = []
        pool = self._start(1)
        for parcel in parcels:
            assert parcel is not None
            try:
                outcomes += pool.submit(examine, [parcel], True).result()
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
                self._submit(errand.places, were_seen=errand.were_seen)

    def _start_first(self) -> None:
        """The first process takes as long as its imports."""
        with suppress(BrokenProcessPool, EOFError, OSError):  # whoever submits next is told
            self._pool.submit(int)

    def _start(self, jobs: int) -> ProcessPoolExecutor:
        return ProcessPoolExecutor(jobs, context(), prepare, (self._make,))
