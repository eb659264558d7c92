"""The worker with one more reader, which does what its file says: hang, eat memory, end its process, print.

Started as a program it is the worker; with ``scan COMMAND`` it is a scan that reads such a file.
"""

from __future__ import annotations

import os
import sys
import time
from collections.abc import Iterator
from pathlib import Path

from guard.extract import reader_table, worker, worker_process
from guard.extract.container import ContainerExtractor
from guard.extract.kind import Kind
from guard.extract.piece import Limits, Member, Piece
from guard.model import Blob, Document, Origin, Part

HEAD = b"Rar!\x1a\x07\x00 "
COMMAND = (sys.executable, str(Path(__file__)))
READER = reader_table.Reader("failing")


def read(data: bytes, limits: Limits) -> Iterator[Piece]:
    """Yield the number of this process, so that the scan knows that reading has begun, and then fail."""
    yield Member("process.txt", str(os.getpid()).encode())
    command = data.removeprefix(HEAD)
    if command == b"hang":
        time.sleep(600)
    elif command == b"eat":
        hoard = [bytearray(32 << 20) for _ in range(4096)]
        yield Member("never.txt", bytes(len(hoard)))
    elif command == b"exit":
        os._exit(7)
    elif command == b"print":
        os.write(1, b"what compiled code says")
        yield Member("after.txt", b"after")


def scan(command: str) -> None:
    """Read a file that makes its reader fail, and print what comes out of it."""
    reader_table.READERS[Kind.RAR] = READER  # type: ignore[index]
    worker_process.COMMAND = COMMAND  # type: ignore[assignment]
    extractor = ContainerExtractor(Limits(1 << 20, 10, 4, 100, 300, 1 << 30), 1 << 20)
    for item in extractor.extract(Blob(Origin("a.rar"), lambda: HEAD + command.encode())):
        if isinstance(item, Document) and item.part is Part.CONTENT:
            print(item.text, flush=True)


if __name__ == "__main__":
    if sys.argv[1] == "scan":
        scan(sys.argv[2])
    else:
        reader_table.READERS[Kind.RAR] = READER  # type: ignore[index]
        sys.modules[f"{reader_table.PACKAGE}.{READER.module}"] = sys.modules["__main__"]
        worker.main(sys.argv[1:])
