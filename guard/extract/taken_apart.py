"""Containers as documents: what the worker found in them, each with its way inside, and its version before."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import replace

from guard.errors import Unlookable
from guard.extract import format as text_format
from guard.extract.base_version import BaseVersion
from guard.extract.extractor import look
from guard.extract.kind import Kind, sniff
from guard.extract.piece import Limits, Piece, Text, Unread
from guard.extract.reader_table import reader_of
from guard.extract.wire import Chain
from guard.extract.worker_process import Worker, WorkerFailure, WorkerLate
from guard.messages import N_
from guard.model import Blob, Document, Field, FieldReader, Origin, Part, Skip, SkipReason

LATE = N_("took longer than scan.container-timeout")
DIED = N_("the process that read it ended before its time")
TOO_LARGE = N_("a member larger than scan.max-file-size")
#: Kinds whose skips say that nothing was missed.
_WITHOUT_TEXT = frozenset(kind.label for kind in Kind if not kind.can_hold_text)
_FORMATS = frozenset(text_format.Format)


class Containers:
    """Takes containers apart, one after the other, in one worker."""

    def __init__(self, limits: Limits, max_member_bytes: int) -> None:
        self._worker = Worker(limits)
        self._max_member_bytes = max_member_bytes

    def close(self) -> None:
        """End the worker."""
        self._worker.close()

    def documents(self, blob: Blob, kind: Kind, data: bytes) -> Iterator[Document | Skip]:
        """What is in a container and was not in the version of it before; the names inside are looked at too."""
        base = self._base(blob)
        named: set[Chain] = {()} if base is None else {(), *base.chains}
        pieces = self._worker.unpack(kind, blob.origin.path, data)
        del data  # nothing is held longer than it takes to make the next thing of it
        try:
            for chain, piece in pieces:
                yield from _names(blob.origin, chain, named)
                if base is None or not base.holds(piece):
                    documents = self._piece(blob.origin, chain, piece, base)
                    del piece
                    yield from documents
        except WorkerFailure as failure:
            yield _failed(_inside(blob.origin, failure.chain), failure)

    def _base(self, blob: Blob) -> BaseVersion | None:
        """The version before; ``None`` (all is in scope) where there is none, or none that can be read."""
        if blob.base is None:
            return None
        try:
            data = blob.base()
            kind = sniff(data, blob.origin.path)
            if reader_of(kind) is None:
                return None
            base = BaseVersion()
            for chain, piece in self._worker.unpack(kind, blob.origin.path, data):
                base.add(chain, piece)
        except (Unlookable, OSError, WorkerFailure):
            return None
        return base

    def _piece(self, outer: Origin, chain: Chain, piece: Piece, base: BaseVersion | None) -> Iterator[Document | Skip]:
        origin = _inside(outer, chain)
        base_text = None if base is None else base.text_of(chain)
        if isinstance(piece, Unread):
            yield Skip(origin, piece.reason, piece.detail, can_hold_text=piece.detail not in _WITHOUT_TEXT)
        elif isinstance(piece, Text):
            yield _document(origin, piece, base_text)
        elif len(piece.data) > self._max_member_bytes:
            yield Skip(origin, SkipReason.TOO_LARGE, TOO_LARGE)
        else:
            documents = look(origin, sniff(piece.data, piece.name), piece.data, base_text)
            del piece
            yield from documents


def _inside(outer: Origin, chain: Chain) -> Origin:
    return replace(outer, members=(*outer.members, *chain))


def _names(outer: Origin, chain: Chain, named: set[Chain]) -> Iterator[Document]:
    """The names on the way to a piece, each once: a file in an archive can be called after a person too."""
    if chain in named:
        return
    for length in range(1, len(chain) + 1):
        way = chain[:length]
        if way not in named:
            named.add(way)
            yield Document(_inside(outer, way), way[-1], format="path", part=Part.PATH)


def _document(origin: Origin, piece: Text, base_text: Callable[[], str | None] | None) -> Document:
    return Document(
        origin,
        piece.text,
        format=piece.format,
        reader=_reader(piece),
        size=len(piece.text),
        base_text=base_text,
        places=piece.places,
    )


def _reader(piece: Text) -> FieldReader | None:
    """Who knows the labelled values: the container's reader told them, or the text has a format of its own."""
    if not piece.fields and piece.format in _FORMATS:
        return text_format.reader_of(text_format.Format(piece.format))

    def told(_text: str) -> Iterator[Field]:
        return iter(piece.fields)

    return told if piece.fields else None


def _failed(origin: Origin, failure: WorkerFailure) -> Skip:
    if isinstance(failure, WorkerLate):
        return Skip(origin, SkipReason.TIMEOUT, LATE)
    return Skip(origin, SkipReason.DETECTOR_FAILED, DIED)
