"""What blobs came to in earlier runs, so that a second run looks only at what is new.

One SQLite file in the Git directory. It holds no value and no content: keys are keyed digests of what was
looked at and by which rules, entries are outcomes (verdicts without values) under a keyed digest of their
own. The key belongs to the user (``guard.secret``), so that an entry which came with a repository is none.
Whatever is wrong with the file costs time and nothing else: it is made anew.
"""

from __future__ import annotations

import hashlib
import hmac
import os
import sqlite3
import stat
import time
from collections import deque
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import suppress
from dataclasses import replace
from itertools import islice
from pathlib import Path
from typing import Protocol

from guard import entry as entries
from guard.errors import Unlookable
from guard.examine import Outcome
from guard.model import Blob, Disposition
from guard.result import Counts
from guard.rules.gate import ALLOW_ADDED
from guard.scan import Examination
from guard.secret import user_key
from guard.verdicts import Kind

FOLDER = "sekisho"
FILE = "cache.sqlite"
#: Entries above this are not kept: a table of tens of thousands of findings is read again as fast.
MAX_ENTRY = 4 << 20
MAX_VERDICTS = 4_096
#: Entries that no run asked for in so many days are dropped, …
KEPT_DAYS = 30
#: … and all of them when there are more bytes than this.
MAX_BYTES = 512 << 20
#: Blobs whose keys are looked up at once, bytes of them that are held, and the seconds after which new entries are written.
LOOK_UP = 200
LOOK_UP_BYTES = 4 << 20
WRITE_EVERY = 0.25
#: Known outcomes that are held while nothing unknown comes.
MOST_KNOWN = 20_000

_VERSION = 1
_TABLE = "CREATE TABLE outcome (key BLOB PRIMARY KEY, entry BLOB NOT NULL, day INTEGER NOT NULL) WITHOUT ROWID"
_ROWS_AT_ONCE = 200
_ROWS = f"SELECT key, entry, day FROM outcome WHERE key IN ({','.join('?' * _ROWS_AT_ONCE)})"  # noqa: S608 - nobody's words
_MAC = 16
_DAY = 86_400


class Cache:
    """Outcomes by what was looked at and how; any trouble with the file ends its use for this run."""

    def __init__(self, file: Path, secret: bytes, judgement: str, *, approved_by: str | None = None) -> None:
        """``judgement`` stands for rules, data, configuration and options: all that an outcome depends on.

        ``approved_by`` is the policy that says which inline allows count: what one decides holds for this policy alone.
        """
        self._approved_by = approved_by
        self._file = file
        self._secret = secret
        self._judgement = judgement.encode()
        self._today = int(time.time() / _DAY)
        self._new: dict[bytes, bytes] = {}
        self._written = time.monotonic()
        self._database = _open(file)

    def key(self, blob: Blob, content: bytes | str) -> bytes:
        """The key of a blob, by its bytes or by its name in Git's object store."""
        digest = hashlib.blake2b(key=self._secret, digest_size=20, person=b"sekisho-key")
        origin = blob.origin
        parts = [self._judgement, os.fsencode(origin.path), *map(os.fsencode, origin.members)]
        parts += [(origin.commit or "").encode(), str(blob.is_new_path).encode()]
        digest.update(b"".join([len(part).to_bytes(4, "big") + part for part in parts]))
        digest.update(b"id" + content.encode() if isinstance(content, str) else b"by" + content)
        return digest.digest()

    def get(self, keys: Iterable[bytes]) -> dict[bytes, Outcome]:
        """The outcomes that are known."""
        found: dict[bytes, Outcome] = {}
        asked = [(kept, key) for key in keys for kept in self._keys(key)]
        rows = self._rows([kept for kept, _key in asked])
        for kept, key in asked:
            if key in found or kept not in rows:
                continue
            entry, day = rows[kept]
            outcome = self._unsealed(kept, entry)
            if outcome is not None:
                found[key] = outcome
                if day != self._today:
                    self._new[kept] = entry
        return found

    def _rows(self, keys: Sequence[bytes]) -> dict[bytes, tuple[bytes, int]]:
        """The entries of some keys with their days: one question for many is much less than one for each."""
        rows: dict[bytes, tuple[bytes, int]] = {}
        with self._careful():
            for start in range(0, len(keys), _ROWS_AT_ONCE):
                some = keys[start : start + _ROWS_AT_ONCE]
                found = self._database.execute(_ROWS, [*some, *[None] * (_ROWS_AT_ONCE - len(some))])
                rows.update((key, (entry, day)) for key, entry, day in found)
        return rows

    def put(self, key: bytes, outcome: Outcome) -> None:
        """Keep an outcome; what could not be looked at is tried again, unless it can hold no text at all."""
        if any(skip.can_hold_text for skip in outcome.skips) or len(outcome.verdicts) > MAX_VERDICTS:
            return
        *_always, last = self._keys(key)
        if any(map(_is_of_an_allow, outcome.verdicts.counts)):
            key = last
        entry = entries.dumps(outcome)
        if len(entry) <= MAX_ENTRY:
            self._new[key] = self._seal(key, entry) + entry
        if time.monotonic() - self._written > WRITE_EVERY:
            self.write()

    def _keys(self, key: bytes) -> tuple[bytes, ...]:
        """The key by which an outcome is kept, and that of one which an inline allow decides."""
        if self._approved_by is None:
            return (key,)
        return key, self.digest(b"allow", key + self._approved_by.encode(), len(key))

    def write(self) -> None:
        """Write what is new; another run that holds the file at this moment makes us lose it, and only time."""
        rows = [(key, entry, self._today) for key, entry in self._new.items()]
        self._new.clear()
        self._written = time.monotonic()
        with self._careful(), self._database:
            self._database.executemany("INSERT OR REPLACE INTO outcome VALUES (?, ?, ?)", rows)

    def close(self) -> None:
        """Write the rest, and drop what is old."""
        self.write()
        with self._careful(), self._database:
            self._database.execute("DELETE FROM outcome WHERE day < ?", (self._today - KEPT_DAYS,))
        with self._careful():
            if self._file.exists() and self._file.stat().st_size > MAX_BYTES:
                with self._database:
                    self._database.execute("DELETE FROM outcome")
                self._database.execute("VACUUM")
        self._database.close()

    def shelf(self, name: str) -> Shelf:
        """A place for one thing beside the outcomes."""
        return Shelf(self, name.encode())

    def digest(self, purpose: bytes, data: bytes, size: int) -> bytes:
        """A digest that is one of this user, of this judgement and of a purpose."""
        digest = hashlib.blake2b(key=self._secret, digest_size=size, person=b"sekisho-" + purpose)
        digest.update(len(self._judgement).to_bytes(4, "big") + self._judgement + data)
        return digest.digest()

    def sealed(self, key: bytes) -> bytes | None:
        """What was put under a key as it was put there, or nothing."""
        with self._careful():
            row = self._database.execute("SELECT entry, day FROM outcome WHERE key = ?", (key,)).fetchone()
            if row is not None and self._is_sealed(key, row[0]):
                if row[1] != self._today:
                    self._new[key] = row[0]
                return bytes(row[0][_MAC:])
        return None

    def seal(self, key: bytes, data: bytes) -> None:
        """Put something under a key."""
        self._new[key] = self._seal(key, data) + data
        self.write()

    def _seal(self, key: bytes, entry: bytes) -> bytes:
        return hashlib.blake2b(key + entry, key=self._secret, digest_size=_MAC, person=b"sekisho-entry").digest()

    def _is_sealed(self, key: bytes, entry: object) -> bool:
        return isinstance(entry, bytes) and hmac.compare_digest(entry[:_MAC], self._seal(key, entry[_MAC:]))

    def _unsealed(self, key: bytes, entry: object) -> Outcome | None:
        if not self._is_sealed(key, entry) or not isinstance(entry, bytes):
            return None
        with suppress(ValueError):
            return entries.loads(entry[_MAC:])
        return None

    def _careful(self) -> _Careful:
        return _Careful(self)

    def give_up(self) -> None:
        """Use no file for the rest of this run."""
        with suppress(sqlite3.Error):
            self._database.close()
        self._database = _in_memory()


class Shelf:
    """A place in the cache for what an earlier run came to as a whole."""

    def __init__(self, cache: Cache, name: bytes) -> None:
        self._cache = cache
        self._key = cache.digest(b"shelf", name, 20)

    def get(self) -> bytes | None:
        """What was kept last by the same rules."""
        return self._cache.sealed(self._key)

    def put(self, data: bytes) -> None:
        """Keep something in place of it."""
        self._cache.seal(self._key, data)

    def digest(self, data: bytes) -> bytes:
        """A digest that nobody else can make."""
        return self._cache.digest(b"said", data, 16)


class _Careful:
    """Errors of the database end its use, never the run."""

    def __init__(self, cache: Cache) -> None:
        self._cache = cache

    def __enter__(self) -> None: ...

    def __exit__(self, _kind: object, error: BaseException | None, _trace: object) -> bool:
        if not isinstance(error, sqlite3.Error | OSError):
            return False
        self._cache.give_up()
        return True


def open_cache(git_directory: Path, judgement: str, *, approved_by: str | None = None) -> Cache | None:
    """The cache of a repository; ``None`` where there is no safe place for it, or no key to seal it with."""
    file, secret = place(git_directory), user_key()
    return None if file is None or secret is None else Cache(file, secret, judgement, approved_by=approved_by)


def _is_of_an_allow(kind: Kind) -> bool:
    return kind.disposition is Disposition.ALLOWED_INLINE or kind.rule_id == ALLOW_ADDED


def place(git_directory: Path) -> Path | None:
    """The file of the cache; ``None`` where its folder or file is a link or somebody else's."""
    folder = git_directory / FOLDER
    try:
        folder.mkdir(exist_ok=True)
        if not stat.S_ISDIR(folder.lstat().st_mode) or not _is_ours(folder):
            return None
        for name in (FILE, f"{FILE}-journal"):
            file = folder / name
            if os.path.lexists(file) and not (stat.S_ISREG(file.lstat().st_mode) and _is_ours(file)):
                return None
    except OSError:
        return None
    return folder / FILE


class Witness(Protocol):
    """Who learns of every blob what it came to."""

    def settle(self, blob: Blob, clean: Counts | None) -> None:
        """A blob was looked at; ``clean`` is what there was in it, if that was all."""
        ...

    def keep(self) -> None:
        """All blobs were looked at."""
        ...


def remembered(
    cache: Cache, examination: Examination, blobs: Iterable[Blob], witness: Witness | None = None
) -> Iterator[tuple[Blob, Outcome]]:
    """Each blob with its outcome: known ones from the cache, the others examined and kept."""
    try:
        for blob, outcome in _remembered(cache, examination, blobs):
            if witness is not None:
                witness.settle(blob, outcome.counts if outcome.is_clean else None)
            yield blob, outcome
        if witness is not None:
            witness.keep()
    finally:
        cache.close()


def _remembered(cache: Cache, examination: Examination, blobs: Iterable[Blob]) -> Iterator[tuple[Blob, Outcome]]:
    """An examination gives nothing while nothing is unknown: it ends when enough is known, and another goes on."""
    known: list[tuple[Blob, Outcome]] = []
    keys: dict[int, bytes] = {}
    given = iter(blobs)
    is_more = True
    while is_more:
        for blob, outcome in examination(_unknown(cache, given, known, keys)):
            yield from _drained(known)
            key = keys.pop(id(blob), None)
            if key is not None:
                cache.put(key, outcome)
            yield blob, outcome
        is_more = len(known) >= MOST_KNOWN
        yield from _drained(known)


def _unknown(
    cache: Cache, blobs: Iterator[Blob], known: list[tuple[Blob, Outcome]], keys: dict[int, bytes]
) -> Iterator[Blob]:
    while len(known) < MOST_KNOWN and (asked := _asked(cache, blobs)):
        found = cache.get(key for _blob, key, _content in asked if key is not None)
        while asked:
            blob, key, content = asked.popleft()
            if key in found:
                known.append((blob, found[key]))
                continue
            if content is not None:
                blob = replace(blob, read=_once(content, blob.read))
                content = None
            if key is not None:
                keys[id(blob)] = key
            yield blob


#: A blob with its key, and with its bytes where they were read for that.
_Asked = tuple[Blob, bytes | None, bytes | None]


def _asked(cache: Cache, blobs: Iterator[Blob]) -> deque[_Asked]:
    """The next blobs: some hundred, or fewer large ones."""
    asked: deque[_Asked] = deque()
    size = 0
    for blob in islice(blobs, LOOK_UP):
        asked.append(_identified(cache, blob))
        size += len(asked[-1][2] or b"")
        if size >= LOOK_UP_BYTES:
            break
    return asked


def _once(content: bytes, again: Callable[[], bytes]) -> Callable[[], bytes]:
    """Bytes that the key is of, which whoever asks for them is given and nobody holds any longer."""
    held = [content]
    return lambda: held.pop() if held else again()


def _drained(known: list[tuple[Blob, Outcome]]) -> Iterator[tuple[Blob, Outcome]]:
    ready, known[:] = known[:], []
    yield from ready


def _identified(cache: Cache, blob: Blob) -> _Asked:
    """A blob with its key; none where only a part of it is in scope, or where it cannot be read."""
    if blob.base is not None:
        return blob, None, None
    if blob.oid is not None:
        return blob, cache.key(blob, blob.oid), None
    try:
        content = blob.read()
    except (OSError, Unlookable):
        return blob, None, None
    return blob, cache.key(blob, content), content


def _open(file: Path) -> sqlite3.Connection:
    for attempt in (_existing, _anew):
        with suppress(sqlite3.Error, OSError):
            return attempt(file)
    return _in_memory()


def _existing(file: Path) -> sqlite3.Connection:
    database = _connect(file)
    try:
        tables = database.execute("SELECT sql FROM sqlite_master").fetchall()
        if not tables and not database.execute("PRAGMA user_version").fetchone()[0]:
            return _prepare(database)
        if tables == [(_TABLE,)] and database.execute("PRAGMA user_version").fetchone()[0] == _VERSION:
            return database
        raise sqlite3.DatabaseError("not one of ours")
    except sqlite3.OperationalError:  # locked, or its folder is read-only: there is nothing wrong with it
        database.close()
        return _in_memory()
    except sqlite3.Error:
        database.close()
        raise


def _anew(file: Path) -> sqlite3.Connection:
    file.unlink()
    return _prepare(_connect(file))


def _connect(file: Path) -> sqlite3.Connection:
    database = sqlite3.connect(file, timeout=2.0)
    database.execute("PRAGMA trusted_schema = OFF")
    database.execute("PRAGMA synchronous = OFF")  # a power cut costs the cache, which is made anew
    return database


def _prepare(database: sqlite3.Connection) -> sqlite3.Connection:
    with database:
        database.execute(_TABLE)
        database.execute(f"PRAGMA user_version = {_VERSION}")
    return database


def _in_memory() -> sqlite3.Connection:
    return _prepare(sqlite3.connect(":memory:"))


def _is_ours(path: Path) -> bool:
    getuid: Callable[[], int] | None = getattr(os, "getuid", None)
    return getuid is None or path.lstat().st_uid == getuid()
