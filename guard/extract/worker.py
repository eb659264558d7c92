"""The process that takes containers apart: ``python -I -m guard.extract.worker MEMORY``, requests in, pieces out.

It reads what strangers made, so it can be killed at any moment without losing the scan: it writes no file,
keeps within its memory, and ends when its standard input does: when the scan that started it has gone.
"""

from __future__ import annotations

import contextlib
import faulthandler
import os
import signal
import sys
import threading
from collections.abc import Iterator
from pathlib import Path
from queue import SimpleQueue
from typing import BinaryIO, NoReturn

from guard.extract import wire
from guard.extract.kind import Kind
from guard.extract.piece import Limits, Piece
from guard.extract.unpacking import Entered, Unpacking

#: A request is as large as the largest file that is read, which the scan bounds itself.
_MAX_REQUEST = 1 << 32
#: The scan kills a worker that is late. One whose scan has gone while it does not come back from compiled code
#: ends itself, after so many times what it was allowed.
_PATIENCE = 3


def main(argv: list[str]) -> NoReturn:
    """Answer requests until the scan that makes them ends."""
    _confine(int(argv[0]))
    sink = _private_stdout()
    requests: SimpleQueue[wire.Frame] = SimpleQueue()
    threading.Thread(target=_listen, args=(sys.stdin.buffer, requests), daemon=True).start()
    with Path(os.devnull).open("w", encoding="utf-8") as nowhere:
        while True:
            request = requests.get()
            limits = Limits(**request.header["limits"])
            answers = _answers(request, limits)
            del request
            faulthandler.dump_traceback_later(_PATIENCE * limits.seconds, exit=True, file=nowhere)
            for header, payload in answers:
                faulthandler.cancel_dump_traceback_later()  # the scan takes its time, too
                wire.send(sink, header, payload)
                del header, payload
                faulthandler.dump_traceback_later(_PATIENCE * limits.seconds, exit=True, file=nowhere)
            faulthandler.cancel_dump_traceback_later()
            wire.send(sink, {"end": True})


def _listen(source: BinaryIO, requests: SimpleQueue[wire.Frame]) -> None:
    with contextlib.suppress(wire.BrokenFrame):
        while (request := wire.receive(source, _MAX_REQUEST)) is not None:
            requests.put(request)
            del request
    os._exit(0)


def _answers(request: wire.Frame, limits: Limits) -> Iterator[tuple[dict[str, object], bytes]]:
    kind, name = Kind[request.header["kind"]], request.header["name"]
    for chain, item in Unpacking(limits).open(kind, name, request.payload):
        yield _encode(chain, item)


def _encode(chain: wire.Chain, item: Piece | Entered) -> tuple[dict[str, object], bytes]:
    if isinstance(item, Entered):
        return {"entered": chain}, b""
    return wire.encode(chain, item)


def _private_stdout() -> BinaryIO:
    """Standard output for frames alone: what a library prints goes nowhere."""
    sink = os.fdopen(os.dup(1), "wb")
    nowhere = os.open(os.devnull, os.O_WRONLY)
    os.dup2(nowhere, 1)
    os.close(nowhere)
    return sink


def _confine(memory: int) -> None:
    """Bound what a hostile file can make of this process; where the system has no such bounds, time is the bound."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # the scan is interrupted, and ends its worker
    sys.dont_write_bytecode = True
    if sys.platform == "win32":
        return
    import resource

    for what, bound in ((resource.RLIMIT_AS, memory), (resource.RLIMIT_CORE, 0), (resource.RLIMIT_FSIZE, 0)):
        with contextlib.suppress(ValueError, OSError):
            resource.setrlimit(what, (bound, bound))


if __name__ == "__main__":
    main(sys.argv[1:])
