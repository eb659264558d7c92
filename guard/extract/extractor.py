"""Blob to document: read, recognise by content, decode, and find the reader of its structure."""

from __future__ import annotations

from collections.abc import Callable, Iterator

from guard.errors import Unlookable
from guard.extract.encoding import Decoded, decode
from guard.extract.format import format_of, profile_of, reader_of
from guard.extract.kind import Kind, sniff
from guard.model import Blob, Document, Origin, Skip, SkipReason

_PLAIN = frozenset({Kind.TEXT, Kind.EMPTY})


class TextExtractor:
    """Reads every text format; what is no text is a skip that names its kind."""

    def extract(self, blob: Blob) -> Iterator[Document | Skip]:
        """One document for a text, one skip for anything else."""
        data = load(blob)
        if isinstance(data, Skip):
            yield data
            return
        documents = self.read(blob, sniff(data, blob.origin.path), data)
        del data
        yield from documents

    def read(self, blob: Blob, kind: Kind, data: bytes) -> Iterator[Document | Skip]:
        """The same for a blob that was read already."""
        return look(blob.origin, kind, data, None if blob.base is None else lambda: _base_text(blob))


def load(blob: Blob) -> bytes | Skip:
    """The bytes of a blob, or why they cannot be had."""
    try:
        return blob.read()
    except Unlookable as error:
        return Skip(blob.origin, error.reason, error.detail, can_hold_text=error.can_hold_text)
    except OSError as error:
        return Skip(blob.origin, SkipReason.UNREADABLE, error.strerror or type(error).__name__)


def look(
    origin: Origin, kind: Kind, data: bytes, base_text: Callable[[], str | None] | None
) -> Iterator[Document | Skip]:
    """The document of a text, a skip for anything else. Holds the bytes no longer than it takes to decode them."""
    if kind is not Kind.TEXT and kind not in {Kind.LFS_POINTER, Kind.EMPTY}:
        yield Skip(origin, SkipReason.NO_EXTRACTOR, kind.label, can_hold_text=kind.can_hold_text)
        return
    if kind is Kind.LFS_POINTER:
        yield Skip(origin, SkipReason.NO_EXTRACTOR, kind.label)
    try:
        decoded = decode(data)
    except Unlookable as error:
        yield Skip(origin, error.reason, error.detail, can_hold_text=error.can_hold_text)
        return
    size = len(data)
    del data
    yield _document(origin, decoded, size, base_text)


def plain_text(origin: Origin, data: bytes) -> Document | None:
    """The document of a text that is nothing else; ``None`` where there is more to say of the bytes."""
    if sniff(data, origin.path) not in _PLAIN:
        return None
    try:
        return _document(origin, decode(data), len(data))
    except Unlookable:
        return None


def _document(
    origin: Origin, decoded: Decoded, size: int, base_text: Callable[[], str | None] | None = None
) -> Document:
    name = origin.members[-1] if origin.members else origin.path
    format_ = format_of(name, decoded.text)
    return Document(
        origin,
        decoded.text,
        encoding=decoded.encoding,
        format=format_,
        reader=reader_of(format_),
        profile=profile_of(name, decoded.text),
        note=decoded.note,
        size=size,
        base_text=base_text,
    )


def _base_text(blob: Blob) -> str | None:
    """The version before as text; ``None`` (all is in scope) where it cannot be read as one."""
    assert blob.base is not None
    try:
        return text_of(blob.base(), blob.origin.path)
    except (Unlookable, OSError):
        return None


def text_of(data: bytes, name: str) -> str | None:
    """Bytes as text, ``None`` where they are none. Raises ``Undecodable``."""
    return decode(data).text if sniff(data, name) in {Kind.TEXT, Kind.EMPTY} else None
