"""What Git itself stores as text: messages of commits and tags, and the names of branches and tags."""

from __future__ import annotations

import os
import re
from collections.abc import Iterator, Sequence
from functools import partial
from typing import Final

from guard.model import Blob, Origin
from guard.sources.repository import Repository

COMMIT_MESSAGE: Final = "<commit message>"
TAG_MESSAGE: Final = "<tag message>"
AUTHOR: Final = "<author>"
REF: Final = "<ref>"
#: A name of a ref or an author is worth a look where it could hold more than a word of the trade.
_TELLING = re.compile(r"[^\x00-\x7f]|[0-9]{6}")
#: An author's own name and address are no finding; a number in the name is no name.
_NUMBER_IN_NAME = re.compile(r"(?:[0-9][ -]?){9}")
_TRAILER = re.compile(rb"^(?:[A-Z][a-z]+(?:-[a-z]+)*-by|Cc): [^\r\n]*", re.MULTILINE)
_SIGNATURE = re.compile(rb"^-----BEGIN (?:PGP|SSH) (?:SIGNATURE|MESSAGE)-----$", re.MULTILINE)


def commit_texts(repository: Repository, revisions: Sequence[str]) -> Iterator[Blob]:
    """The messages of commits, each text once, and authors whose name holds a number."""
    records = repository.records(
        "log",
        "--no-show-signature",
        "-z",
        "--no-color",
        "--encoding=UTF-8",
        "--format=format:%H%n%an%n%cn%n%B",
        *revisions,
        "--",
    )
    seen: set[bytes] = set()
    for record in records:
        oid, author, committer, message = ([*record.split(b"\n", 3), b"", b"", b""])[:4]
        message = without_trailers(message)
        if message.strip() and message not in seen:
            seen.add(message)
            yield _blob(COMMIT_MESSAGE, message, oid.decode())
        for name in {author, committer}:
            if name not in seen and _NUMBER_IN_NAME.search(name.decode("utf-8", "replace")):
                seen.add(name)
                yield _blob(AUTHOR, name, oid.decode())


def ref_texts(repository: Repository) -> Iterator[Blob]:
    """The messages of annotated tags, and the names of branches and tags."""
    for kind, oid, name, message in refs(repository, "objecttype", "objectname", "refname", "contents"):
        short = os.fsdecode(name.removeprefix(b"refs/heads/").removeprefix(b"refs/tags/"))
        if _TELLING.search(short):
            yield _blob(REF, os.fsencode(short), None)
        if kind == b"tag":
            yield _blob(TAG_MESSAGE, _SIGNATURE.split(message, maxsplit=1)[0], oid.decode())


def refs(repository: Repository, *names: str) -> Iterator[list[bytes]]:
    """These fields of every ref, as ``git for-each-ref`` calls them."""
    form = "".join(f"%({name})%00" for name in names) + "%01"
    fields: list[bytes] = []
    for record in repository.records("for-each-ref", f"--format={form}"):
        if not record.startswith(b"\x01"):
            fields.append(record.lstrip(b"\n"))
            continue
        yield fields[-len(names) :]
        fields = [rest] if (rest := record.strip(b"\x01\n")) else []


def without_trailers(message: bytes) -> bytes:
    """A message without the lines that say who wrote, reviewed or reported a change; every other line where it was."""
    return _TRAILER.sub(b"", message)


def _blob(path: str, content: bytes, commit: str | None) -> Blob:
    return Blob(Origin(path, commit=commit), partial(bytes, content), is_new_path=False)
