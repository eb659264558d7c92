"""A key of this user on this machine, under which nothing that we write down can be looked up or forged.

It lies outside of every repository: who brings a repository brings no key with it.
"""

from __future__ import annotations

import os
import secrets
import stat
from contextlib import suppress
from pathlib import Path

import click

SIZE = 32
_FILE = "cache.key"


def user_key() -> bytes | None:
    """The key, made at the first call; ``None`` where there is no place to keep one that only its user reads."""
    folder = Path(click.get_app_dir("sekisho"))
    if not folder.is_absolute():  # no home folder is known
        return None
    with suppress(OSError):
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        _make(folder / _FILE)
        return _read(folder / _FILE)
    return None


def _make(path: Path) -> None:
    """Write a new key where none is; of two runs that start at once one wins."""
    if os.path.lexists(path):
        return
    draft = path.with_name(f"{path.name}.{secrets.token_hex(8)}")
    handle = os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    try:
        with os.fdopen(handle, "wb") as file:
            file.write(secrets.token_bytes(SIZE))
        with suppress(FileExistsError):
            os.link(draft, path)
    finally:
        draft.unlink()


def _read(path: Path) -> bytes | None:
    facts = path.lstat()
    if not stat.S_ISREG(facts.st_mode) or (os.name != "nt" and facts.st_mode & 0o077):
        return None  # somebody else could know it
    key = path.read_bytes()
    return key if len(key) == SIZE else None
