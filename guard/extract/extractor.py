"""Blob to document: read, recognise by content, decode, and find the reader of its structure."""

from __future__ import annotations

from collections.abc import Iterator

from guard.errors import Unlookable
from guard.extract.encoding import decode
from guard.extract.format import format_of, profile_of, reader_of
from guard.extract.kind import Kind, sniff
from guard.model import Blob, Document, Skip, SkipReason


class TextExtractor:
    """Reads every text format; what is no text is a skip that names its kind."""

    def extract(self, blob: Blob) -> Iterator[Document | Skip]:
        """One document for a text, one skip for anything else."""
        origin = blob.origin
        try:
            data = blob.read()
            kind = sniff(data, origin.path)
            if kind not in {Kind.TEXT, Kind.LFS_POINTER, Kind.EMPTY}:
                yield Skip(origin, SkipReason.NO_EXTRACTOR, kind.label, can_hold_text=kind.can_hold_text)
                return
            if kind is Kind.LFS_POINTER:
                yield Skip(origin, SkipReason.NO_EXTRACTOR, kind.label)
            decoded = decode(data)
        except Unlookable as error:
            yield Skip(origin, error.reason, error.detail, can_hold_text=error.can_hold_text)
            return
        except OSError as error:
            yield Skip(origin, SkipReason.UNREADABLE, error.strerror or type(error).__name__)
            return
        format_ = format_of(origin.path, decoded.text)
        yield Document(
            origin,
            decoded.text,
            encoding=decoded.encoding,
            format=format_,
            reader=reader_of(format_),
            profile=profile_of(origin.path, decoded.text),
            note=decoded.note,
            size=len(data),
            base_text=None if blob.base is None else lambda: _base_text(blob),
        )


def _base_text(blob: Blob) -> str | None:
    """The version before as text; ``None`` (all is in scope) where it cannot be read as one."""
    assert blob.base is not None
    try:
        data = blob.base()
        return decode(data).text if sniff(data, blob.origin.path) in {Kind.TEXT, Kind.EMPTY} else None
    except (Unlookable, OSError):
        return None
