"""The other side of ``guard.parallel.pool``: what runs in a process that was started to look at blobs."""

from __future__ import annotations

import multiprocessing
import os
import signal
import sys
import threading
import time
from collections.abc import Callable
from multiprocessing.context import BaseContext

from guard.examine import Examiner, Outcome
from guard.parallel.batch import examined
from guard.parallel.parcel import Parcel

MakeExaminer = Callable[[], Examiner]
#: Seconds after which another process tells what it has, and is asked for the rest again.
STRETCH = 2.0
#: Imported by the server that processes are forked from: what each would import costs its time once.
PRELOADED = ("guard.parallel.warm",)

_examiner: Examiner | None = None


def prepare(make: MakeExaminer) -> None:
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


def examine(parcels: list[Parcel | None], were_seen: bool) -> list[Outcome | None]:
    """What blobs come to, as far as there was time: ``None`` for the others. Takes them out of the list."""
    assert _examiner is not None
    until = time.monotonic() + STRETCH
    outcomes: list[Outcome | None] = [None] * len(parcels) if were_seen else _examiner.glance(parcels)
    for number, outcome in enumerate(outcomes):
        if outcome is None:
            parcel, parcels[number] = parcels[number], None
            outcomes[number] = examined(_examiner, parcel)
            if time.monotonic() >= until:
                break
    return outcomes


def context() -> BaseContext:
    """How processes are started: forked from a server that has imported everything, or each for itself.

    The server is started by the first call, and imports while this process looks for work. Only Linux forks safely after
    the libraries were loaded that Presidio brings; before 3.11.1 anybody on the machine could talk to the server
    (CVE-2022-42919).
    """
    if sys.platform == "linux" and sys.version_info >= (3, 11, 1):
        from multiprocessing import resource_tracker
        from multiprocessing.forkserver import ensure_running

        server = multiprocessing.get_context("forkserver")
        server.set_forkserver_preload(list(PRELOADED))
        # Ctrl-C is for this process alone: the server would tell of its import that it was interrupted. The tracker that
        # comes with it is started first, because that lets signals through again.
        resource_tracker.ensure_running()
        before = signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGINT})
        try:
            ensure_running()
        except OSError:  # the folder for temporary files has a name too long for a socket, or is full
            return multiprocessing.get_context("spawn")
        finally:
            signal.pthread_sigmask(signal.SIG_SETMASK, before)
        return server
    return multiprocessing.get_context("spawn")
