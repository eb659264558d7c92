"""The object store behind one ``cat-file --batch``, asked ahead so that git unpacks while we look at what it gave.

A question and its answer at a time would cost two changes of process for each object.
"""

from __future__ import annotations

import errno
import threading
from collections import deque
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import suppress
from itertools import islice
from typing import IO, Final, NamedTuple

from guard.errors import TooLarge
from guard.messages import N_
from guard.sources.launch import Process

#: Neither names the object: the name of one short value can be reversed.
MISSING: Final = N_("the object is not in this clone: a partial or damaged one, and nothing is fetched")
FORGED: Final = N_("the object is not the one that its name stands for: a damaged or forged clone")
#: Questions that wait for their answer: few enough for the pipe to git, so that asking never blocks.
MOST_AHEAD: Final = 256
_PIPE_BYTES: Final = 1 << 20
_F_SETPIPE_SZ: Final = 1031


def object_name(kind: bytes, content: bytes, digits: int) -> str:
    """The name that Git gives an object, in a repository whose names have so many digits."""
    import hashlib

    algorithm = hashlib.sha1 if digits == 40 else hashlib.sha256
    hashed = algorithm(b"%b %d\0" % (kind, len(content)), usedforsecurity=False)
    hashed.update(content)
    return hashed.hexdigest()


class _Answer(NamedTuple):
    """What git gave for a question: ``None`` where the object is missing, or nobody wants it."""

    content: bytes | None = None
    is_genuine: bool = True


class Objects:
    """Objects by their names; git is started at the first question, anew after it died."""

    def __init__(self, start: Callable[[], Process]) -> None:
        self._start = start
        self._process: Process | None = None
        self._asked: deque[str] = deque()
        self._lock = threading.Lock()

    def expect(self, oids: Iterable[str]) -> None:
        """Ask for objects that will be read in this order, as far as so many questions may wait."""
        with self._lock, suppress(OSError):  # git has ended: the next read starts it anew
            self._ask(list(islice(oids, max(0, MOST_AHEAD - len(self._asked)))))

    def read(self, oid: str, max_bytes: int) -> bytes:
        """An object; what was asked for before it and not read is passed over.

        Raises ``OSError`` when it cannot be had, or is another one under its name, which Git does not look at, and
        ``TooLarge`` above ``max_bytes``, which is not read.
        """
        with self._lock:
            self._reach(oid)
            answered = False
            try:
                content, is_genuine = self._answer(max_bytes)
                answered = True
            finally:
                if not answered:  # the rest of a half-read answer would be taken for the next one
                    left = list(self._asked)
                    self.close()
                    with suppress(OSError):
                        self._ask(left)
        if content is None:
            raise OSError(errno.EIO, MISSING)
        if not is_genuine:
            raise OSError(errno.EIO, FORGED)
        return content

    def close(self) -> None:
        """End git; the next question starts it anew."""
        self._asked.clear()
        if self._process is not None:
            self._process.end()
            self._process = None

    def _reach(self, oid: str) -> None:
        """Go on to the answer for an object."""
        try:
            if oid not in self._asked:
                self._ask([oid])
            while self._asked[0] != oid:
                self._asked.popleft()
                self._answer(None)
        except OSError:  # git ended over another object
            self.close()
            self._ask([oid])
        self._asked.popleft()

    def _ask(self, oids: list[str]) -> None:
        if not oids:
            return
        if self._process is None:
            self._process = self._start()
            _widen(self._process.stdout)
        stdin = self._process.stdin
        assert stdin is not None
        stdin.write("".join(f"{oid}\n" for oid in oids).encode())
        stdin.flush()
        self._asked.extend(oids)

    def _answer(self, max_bytes: int | None) -> _Answer:
        """The next answer; without ``max_bytes`` nobody wants it."""
        assert self._process is not None
        stdout = self._process.stdout
        header = stdout.readline().split()
        if header[1:] == [b"missing"]:
            return _Answer()
        if len(header) != 3:
            raise OSError(errno.EIO, MISSING)
        name, kind, size = header[0].decode(), header[1], int(header[2])
        if max_bytes is None:
            _pass_over(stdout, size + 1)
            return _Answer()
        if size > max_bytes:
            raise TooLarge(f"{size} bytes, the limit is {max_bytes}")
        content = stdout.read(size + 1)
        if len(content) != size + 1:
            raise OSError(errno.EIO, MISSING)
        content = content[:-1]
        return _Answer(content, is_genuine=object_name(kind, content, len(name)) == name)


class InOrder:
    """Objects in an order in which they will be asked for, each or not.

    The more were read in a row the more are asked ahead; one that stands far from the last is read alone.
    """

    def __init__(self, objects: Objects, order: Sequence[str]) -> None:
        self._objects = objects
        self._order = order
        self._next = 0
        self._asked_to = 0
        self._window = 1

    def prepare(self, place: int) -> str:
        """Ask for the object at a place and for some of those behind it; gives its name."""
        self._window = min(2 * self._window, MOST_AHEAD) if place == self._next else 1
        self._next = place + 1
        self._asked_to = max(self._asked_to, place)
        if self._asked_to - place <= self._window // 2:
            until = place + self._window
            self._objects.expect(self._order[self._asked_to : until])
            self._asked_to = until
        return self._order[place]


def ahead(objects: Objects, oids: Iterable[str]) -> Iterator[str]:
    """The same names, each after it was asked for: who reads each at once finds the answer on its way."""
    names = iter(oids)
    before: list[str] = []
    while some := list(islice(names, MOST_AHEAD // 4)):
        objects.expect(some)
        yield from before
        before = some
    yield from before


def _widen(pipe: IO[bytes]) -> None:
    """Let git be a megabyte ahead, where the system has such pipes."""
    with suppress(ImportError, OSError, AttributeError):
        import fcntl

        fcntl.fcntl(pipe.fileno(), _F_SETPIPE_SZ, _PIPE_BYTES)


def _pass_over(pipe: IO[bytes], size: int) -> None:
    while size:
        read = pipe.read(min(size, _PIPE_BYTES))
        if not read:
            raise OSError(errno.EIO, MISSING)
        size -= len(read)
