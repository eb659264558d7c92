"""The worker as the scan sees it: started at the first container, killed when it is late, started anew."""

from __future__ import annotations

import os
import subprocess
import sys
import threading
import time
import weakref
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import asdict
from queue import Empty, Queue

from guard.extract import wire
from guard.extract.kind import Kind
from guard.extract.piece import Limits, Piece

#: Frames that wait for the scan; behind one of so many bytes none does, since each may be as large as a file.
_WAITING = 4
_LARGE = 1 << 20
#: How long one wait for a frame is at most: on Windows Ctrl-C is heard only between two of them.
_STEP = 0.5
#: Libraries that come with threads and memory of their own are told to keep both small.
_FRUGAL = {"OMP_NUM_THREADS": "1", "OPENBLAS_NUM_THREADS": "1", "ARROW_DEFAULT_MEMORY_POOL": "system"}


#: What is started; its memory is told behind it.
COMMAND = (sys.executable, "-I", "-m", "guard.extract.worker")


class WorkerFailure(Exception):
    """The worker gave no complete answer; ``chain`` says which container it was in."""

    def __init__(self, chain: wire.Chain) -> None:
        super().__init__()
        self.chain = chain


class WorkerLate(WorkerFailure):
    """It took longer than it may, and was killed."""


class WorkerDied(WorkerFailure):
    """It ended by itself, or what it said was no answer."""


class Worker:
    """One process that is used again and again, and replaced after a failure."""

    def __init__(self, limits: Limits) -> None:
        self._limits = limits
        self._process: subprocess.Popen[bytes] | None = None
        self._end_with_self: weakref.finalize[[subprocess.Popen[bytes]], Worker] | None = None

    def unpack(self, kind: Kind, name: str, data: bytes) -> Iterator[tuple[wire.Chain, Piece]]:
        """The pieces of a container as the worker finds them, with their chains of names.

        Raises ``WorkerLate`` when the worker alone (the time that the caller takes does not count) needs longer
        than the limit, and ``WorkerDied`` when it gives no complete answer.
        """
        answers: Queue[wire.Frame | None] = Queue(_WAITING)
        request = {"kind": kind.name, "name": name, "limits": asdict(self._limits)}
        process = self._process or self._start()
        held = [data]  # a thread keeps what it was given until it ends
        del data
        talk = threading.Thread(target=self._talk, args=(process, request, held, answers), daemon=True)
        talk.start()
        complete = False
        try:
            yield from self._answers(answers)
            complete = True
        finally:
            if not complete:
                self.close()
                while talk.is_alive():  # it waits for room in the queue, or for the end of a process that is dead
                    with suppress(Empty):
                        answers.get(timeout=0.05)
                        answers.task_done()

    def close(self) -> None:
        """End the process, whatever it is doing; the next container starts another."""
        if self._end_with_self is not None:
            self._end_with_self()
        self._process = self._end_with_self = None

    def _answers(self, answers: Queue[wire.Frame | None]) -> Iterator[tuple[wire.Chain, Piece]]:
        chain: wire.Chain = ()
        left = self._limits.seconds
        while True:
            asked = time.monotonic()
            try:
                frame = answers.get(timeout=max(0.0, min(left, _STEP)))
            except Empty:
                left -= time.monotonic() - asked
                if left <= 0:
                    raise WorkerLate(chain) from None
                continue
            left -= time.monotonic() - asked
            try:
                if frame is None:
                    raise WorkerDied(chain)
                if "end" in frame.header:
                    return
                if "entered" in frame.header:
                    chain = tuple(map(str, frame.header["entered"]))
                    continue
                pieces = [wire.decode(frame)]
                del frame
                yield pieces.pop()
            except (wire.BrokenFrame, TypeError):
                raise WorkerDied(chain) from None
            finally:
                answers.task_done()

    def _talk(
        self,
        process: subprocess.Popen[bytes],
        request: dict[str, object],
        held: list[bytes],
        answers: Queue[wire.Frame | None],
    ) -> None:
        """Put the question and hand on the answers; ``None`` where they end before their end."""
        assert process.stdin is not None
        assert process.stdout is not None
        try:
            wire.send(process.stdin, request, held.pop())
            while (frame := wire.receive(process.stdout, self._limits.max_bytes * 4 + wire.MAX_HEADER)) is not None:
                answers.put(frame)
                if "end" in frame.header:
                    return
                is_large = len(frame.payload) >= _LARGE
                del frame
                if is_large:
                    answers.join()
        except (OSError, ValueError, wire.BrokenFrame):  # ValueError: the pipe was closed by ``close``
            pass
        answers.put(None)

    def _start(self) -> subprocess.Popen[bytes]:
        process = subprocess.Popen(
            [*COMMAND, str(self._limits.memory)],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            cwd=sys.prefix,
            env=os.environ | _FRUGAL,
        )
        self._process = process
        self._end_with_self = weakref.finalize(self, _end, process)
        return process


def _end(process: subprocess.Popen[bytes]) -> None:
    process.kill()
    process.wait()
    for stream in (process.stdin, process.stdout):
        if stream is not None:
            with suppress(OSError):
                stream.close()
