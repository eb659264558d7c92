"""What Git itself stores as text: messages of commits and tags, and the names of branches and tags.

Commits and tags are read as the objects that they are: what ``git log`` prints of a message ends at the first NUL
byte, follows whatever encoding the commit names, and leaves out the message of a tag that was merged.
"""

from __future__ import annotations

import os
import re
from collections.abc import Iterable, Iterator, Sequence
from contextlib import suppress
from functools import partial
from typing import Final, NamedTuple

from guard.errors import TooLarge
from guard.messages import N_
from guard.model import Blob, Origin, Skip, SkipReason
from guard.sources.repository import Repository

COMMIT_MESSAGE: Final = "<commit message>"
COMMIT_HEADER: Final = "<commit header>"
TAG_MESSAGE: Final = "<tag message>"
AUTHOR: Final = "<author>"
REF: Final = "<ref>"
LONG = N_("a message longer than 16 MB")
#: Nobody writes that much; Git sets no bound.
_MAX_BYTES = 16 << 20
#: A tag of a tag of a tag: so many are followed.
_MAX_TAGS = 100
#: A name of a ref or an author is worth a look where it could hold more than a word of the trade.
_TELLING = re.compile(r"[^\x00-\x7f]|[0-9]{6}")
#: An author's own name and address are no finding; a number in the name is no name.
_NUMBER_IN_NAME = re.compile(rb"(?:[0-9][ -]?){9}")
_TRAILER = re.compile(rb"^(?:[A-Z][a-z]+(?:-[a-z]+)*-by|Cc): ([^\r\n<]*)[^\r\n]*", re.MULTILINE)
#: A signature that is nothing else: whatever a line of words may have been put into is looked at.
_SIGNATURE = re.compile(
    rb"^-----BEGIN (PGP|SSH) (SIGNATURE|MESSAGE)-----\n(?:Version: [ -~]*\n)?\n?"
    rb"(?:[A-Za-z0-9+/=]{1,76}\n)+-----END \1 \2-----(?:\n|\Z)",
    re.MULTILINE,
)
#: Headers of commits and tags that hold names of objects alone.
_WIRING = frozenset({b"tree", b"parent", b"object", b"type", b"tag", b"encoding"})
#: Encodings whose name is believed; in others, Latin-1 above all, bytes would be a text that are another one.
_CODECS = {
    **dict.fromkeys(("shift_jis", "shift-jis", "sjis", "cp932", "windows-31j", "ms932"), "cp932"),
    **dict.fromkeys(("euc-jp", "euc_jp", "eucjp", "eucjp-ms"), "euc_jp"),
}
_PEOPLE = frozenset({b"author", b"committer", b"tagger"})


class _Object(NamedTuple):
    """A commit or a tag: its headers, and what stands behind the empty line."""

    headers: list[tuple[bytes, bytes]]
    message: bytes

    def header(self, name: bytes) -> bytes:
        """The first header of a name, empty where there is none."""
        return next((value for key, value in self.headers if key == name), b"")


def commit_texts(repository: Repository, revisions: Sequence[str]) -> Iterator[Blob | Skip]:
    """The messages of commits, each text once, authors whose name holds a number, and headers of unusual kinds."""
    listing = repository.records("rev-list", "--stdin", separator=b"\n", given=revisions)
    yield from texts_of(repository, repository.ahead(oid.decode() for oid in listing))


def texts_of(repository: Repository, commits: Iterable[str]) -> Iterator[Blob | Skip]:
    """The same for commits by name, in the order in which they are named."""
    yield from _texts(repository, commits, set())


def tag_texts(repository: Repository, oids: Iterable[str]) -> Iterator[Blob | Skip]:
    """The messages of tags, of a tag of a tag both, and taggers whose name holds a number."""
    yield from _texts(repository, oids, set())


def ref_texts(repository: Repository) -> Iterator[Blob | Skip]:
    """The messages of annotated tags, and the names of branches and tags."""
    tags = []
    for kind, oid, name in refs(repository, "objecttype", "objectname", "refname"):
        yield from name_text(os.fsdecode(name))
        if kind == b"tag":
            tags.append(oid.decode())
    yield from tag_texts(repository, tags)


def name_text(name: str) -> Iterator[Blob]:
    """The name of a branch or a tag, where it could tell something."""
    short = name.removeprefix("refs/heads/").removeprefix("refs/tags/")
    if _TELLING.search(short):
        yield _blob(REF, os.fsencode(short), None)


def refs(repository: Repository, *names: str) -> Iterator[list[bytes]]:
    """These fields of every ref, as ``git for-each-ref`` calls them; fields that hold no line break."""
    form = "%00".join(f"%({name})" for name in names)
    for record in repository.records("for-each-ref", f"--format={form}%00", separator=b"\0\n"):
        yield record.split(b"\0")


def without_trailers(message: bytes) -> bytes:
    """A message without the lines that say who wrote, reviewed or reported a change; every other line where it was."""
    return _TRAILER.sub(lambda match: match[0] if _NUMBER_IN_NAME.search(match[1]) else b"", message)


def _texts(repository: Repository, oids: Iterable[str], seen: set[bytes]) -> Iterator[Blob | Skip]:
    """What commits and tags say, each text once; a tag of a tag leads on to that."""
    for oid in oids:
        target: str | None = oid
        for _ in range(_MAX_TAGS):
            if target is None:
                break
            try:
                read = _parse(repository.read(target, _MAX_BYTES))
            except TooLarge:
                yield Skip(Origin(COMMIT_MESSAGE, commit=target), SkipReason.TOO_LARGE, LONG)
                break
            except OSError as error:
                yield Skip(
                    Origin(COMMIT_MESSAGE, commit=target), SkipReason.UNREADABLE, error.strerror or type(error).__name__
                )
                break
            for path, text in _said(read):
                if text not in seen:
                    seen.add(text)
                    yield _blob(path, text, target)
            target = read.header(b"object").decode("ascii", "replace") if read.header(b"type") == b"tag" else None


def _parse(content: bytes) -> _Object:
    """The headers, continued lines joined, and the message as it is stored."""
    head, _, message = content.partition(b"\n\n")
    headers: list[tuple[bytes, bytes]] = []
    for line in head.split(b"\n"):
        if line.startswith(b" ") and headers:
            name, value = headers[-1]
            headers[-1] = name, value + b"\n" + line[1:]
        else:
            name, _, value = line.partition(b" ")
            headers.append((name, value))
    return _Object(headers, message)


def _said(read: _Object) -> Iterator[tuple[str, bytes]]:
    """The texts of a commit or a tag, with the name of the place where each stands."""
    codec = read.header(b"encoding").decode("ascii", "replace")
    is_tag = bool(read.header(b"tag"))
    message = _readable(without_signature(read.message), codec)
    message = message if is_tag else without_trailers(message)
    if message.strip():
        yield (TAG_MESSAGE if is_tag else COMMIT_MESSAGE), message
    for name, value in read.headers:
        if name in _PEOPLE:
            person = _readable(value.partition(b" <")[0], codec)
            if _NUMBER_IN_NAME.search(person):
                yield AUTHOR, person
        elif name == b"mergetag":
            yield from _said(_parse(value))
        elif name not in _WIRING and (words := without_signature(value + b"\n")).strip():
            yield COMMIT_HEADER, _readable(words, codec)


def without_signature(message: bytes) -> bytes:
    """A message without the signature of who made the tag or commit."""
    return _SIGNATURE.sub(b"", message) if b"-----BEGIN " in message else message


def _readable(raw: bytes, codec: str) -> bytes:
    """Text in UTF-8 where it is that, or what its object names; otherwise what its bytes show.

    Bytes that make no sense in a text are blanks, unless they are every other one, as those of UTF-16 are.
    """
    if b"\0" in raw and 3 * raw.count(b"\0") < len(raw):
        raw = raw.replace(b"\0", b" ")
    try:
        raw.decode("utf-8")
    except UnicodeDecodeError:
        with suppress(UnicodeDecodeError, KeyError):
            return raw.decode(_CODECS[codec.lower()]).encode()
    return raw


def _blob(path: str, content: bytes, commit: str | None) -> Blob:
    return Blob(Origin(path, commit=commit), partial(bytes, content), is_new_path=False)
