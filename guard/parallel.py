"""Blobs examined one after the other, and on several processes once the work is worth starting them.

A process costs the start of an interpreter and, at its first candidate, the import of Presidio. So the first
seconds of work are done here; only what goes on longer is shared out.
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
from dataclasses import dataclass
from functools import partial

from guard.errors import Unlookable
from guard.examine import Examiner, Outcome
from guard.model import Blob, Origin, Skip, SkipReason

#: Seconds of work in this process before others are started.
PATIENCE = 1.5
#: Bytes of blobs that are handed over at once, and so many hand-overs wait for each process.
BATCH_BYTES = 1 << 20
BATCH_BLOBS = 200
WAITING = 3

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
    waiting = iter(blobs)
    until = time.monotonic() + patience
    examiner = make()
    for blob in waiting:
        yield blob, examiner.examine(blob)
        if jobs > 1 and time.monotonic() > until:
            break
    else:
        return
    with _Processes(make, jobs) as processes:
        yield from processes.examine(waiting)


@dataclass(frozen=True, slots=True)
class _Parcel:
    """A blob as it travels: its bytes, or why they cannot be had."""

    origin: Origin
    content: bytes | OSError | Unlookable
    base: bytes | None
    is_new_path: bool


class _Processes:
    """A pool that outlives the death of its processes: what one could not survive is a skip of that blob."""

    def __init__(self, make: MakeExaminer, jobs: int) -> None:
        self._make = make
        self._jobs = jobs
        self._pool = self._start(jobs)
        self._batches: deque[tuple[list[Blob], list[_Parcel], Future[list[Outcome]]]] = deque()

    def __enter__(self) -> _Processes:
        return self

    def __exit__(self, *_: object) -> None:
        """Leave no process behind, also where nobody wants the rest any more."""
        for process in list((self._pool._processes or {}).values()):
            process.terminate()
        self._pool.shutdown(cancel_futures=True)  # what watches them sees that they have gone, and goes too

    def examine(self, blobs: Iterator[Blob]) -> Iterator[tuple[Blob, Outcome]]:
        for batch in _batches(blobs):
            self._submit(*batch)
            if len(self._batches) >= self._jobs * WAITING:
                yield from self._oldest()
        while self._batches:
            yield from self._oldest()

    def _submit(self, blobs: list[Blob], parcels: list[_Parcel]) -> None:
        try:
            future = self._pool.submit(_examine, parcels)
        except BrokenProcessPool as error:
            future = Future()
            future.set_exception(error)
        self._batches.append((blobs, parcels, future))

    def _oldest(self) -> Iterator[tuple[Blob, Outcome]]:
        blobs, parcels, future = self._batches.popleft()
        try:
            outcomes = future.result()
        except BrokenProcessPool:
            outcomes = self._one_by_one(parcels)
            self._submit_again()
        yield from zip(blobs, outcomes, strict=True)

    def _one_by_one(self, parcels: list[_Parcel]) -> list[Outcome]:
        """Find the blob that no process survives: each alone, in one process until it dies."""
        outcomes = []
        pool = self._start(1)
        for parcel in parcels:
            try:
                outcomes += pool.submit(_examine, [parcel]).result()
            except BrokenProcessPool:
                skip = Skip(parcel.origin, SkipReason.DETECTOR_FAILED, "the process that looked at it died")
                outcomes.append(Outcome(skips=[skip]))
                pool.shutdown()
                pool = self._start(1)
        pool.shutdown()
        return outcomes

    def _submit_again(self) -> None:
        self._pool = self._start(self._jobs)
        waiting, self._batches = self._batches, deque()
        for blobs, parcels, future in waiting:
            if future.done() and not future.cancelled() and future.exception() is None:
                self._batches.append((blobs, parcels, future))
            else:
                self._submit(blobs, parcels)

    def _start(self, jobs: int) -> ProcessPoolExecutor:
        return ProcessPoolExecutor(jobs, multiprocessing.get_context("spawn"), _prepare, (self._make,))


def _batches(blobs: Iterator[Blob]) -> Iterator[tuple[list[Blob], list[_Parcel]]]:
    batch: list[Blob] = []
    parcels: list[_Parcel] = []
    size = 0
    for blob in blobs:
        parcel = _parcel(blob)
        batch.append(blob)
        parcels.append(parcel)
        size += len(parcel.content) if isinstance(parcel.content, bytes) else 0
        if size >= BATCH_BYTES or len(batch) >= BATCH_BLOBS:
            yield batch, parcels
            batch, parcels, size = [], [], 0
    if batch:
        yield batch, parcels


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


def _examine(parcels: list[_Parcel]) -> list[Outcome]:
    assert _examiner is not None
    return [_examiner.examine(_blob(parcel)) for parcel in parcels]


def _blob(parcel: _Parcel) -> Blob:
    base = None if parcel.base is None else partial(_give, parcel.base)
    return Blob(parcel.origin, partial(_give, parcel.content), base, parcel.is_new_path)


def _give(content: bytes | OSError | Unlookable) -> bytes:
    if isinstance(content, bytes):
        return content
    raise content
