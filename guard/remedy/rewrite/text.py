"""A text file with its findings replaced, and the proof that nothing else in it changed."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterable
from itertools import zip_longest

from guard.errors import Undecodable
from guard.extract.encoding import Decoded, decode
from guard.extract.format import Format, reader_of
from guard.messages import N_
from guard.model import Document, Field
from guard.remedy.mask.plan import NOT_WRITTEN, Planned, Refused
from guard.remedy.rewrite.rewritten import Rewritten
from guard.remedy.rewrite.splice import Splices

#: Formats with a grammar; what a table in a text is, its reader judges by its values.
_STRICT = frozenset({"json", "jsonl", "yaml", "toml", "ini", "env", "properties", "xml", "sql"})

CHANGED = N_("a replacement would have changed more of the file than the finding")


def rewrite(data: bytes, document: Document, planned: Iterable[Planned], result: Rewritten) -> None:
    """Write what was planned into the bytes of a text; they stay as they are where that cannot be proved right."""
    decoded = Decoded(document.text, document.encoding, document.note)
    splices = Splices(data, decoded)
    for one in planned:
        if splices.put(one.edit, is_whole=one.is_whole):
            result.took(document, one)
        else:
            result.refused.append(Refused(one.finding, NOT_WRITTEN))
    if not len(splices):
        return
    content = splices.content()
    if _is_right(document, content, decoded, splices):
        result.content, result.edited = content, (document, splices)
    else:
        result.failed(CHANGED)


def _is_right(document: Document, content: bytes, decoded: Decoded, splices: Splices) -> bool:
    try:
        now = decode(content)
    except Undecodable:
        return False
    if now.encoding != decoded.encoding and not _is_ascii_now(decoded, now):
        return False
    return _is_same_outside(decoded.text, now.text, splices) and _has_same_fields(document, now.text, splices)


def _is_ascii_now(decoded: Decoded, now: Decoded) -> bool:
    """Whether the last character beyond ASCII went, with which a file tells its encoding."""
    return now.encoding == "utf-8" and now.text.isascii() and decoded.encoding in {"cp932", "euc-jp", "iso-2022-jp"}


def _is_same_outside(old: str, new: str, splices: Splices) -> bool:
    at = shift = 0
    for start, end, length in zip(splices.starts, splices.ends, splices.lengths, strict=True):
        if old[at:start] != new[at + shift : start + shift]:
            return False
        at = end
        shift += length - (end - start)
    return old[at:] == new[at + shift :]


def _has_same_fields(document: Document, new: str, splices: Splices) -> bool:
    """Whether the format still reads the same values in the same records."""
    reader = reader_of(Format(document.format)) if document.format in _STRICT else None
    if reader is None:
        return True
    for one, other in zip_longest(reader(document.text), reader(new)):
        if one is None or other is None or one.record != other.record:
            return False
        if _touched(one, splices):
            continue
        if document.text[one.start : one.end] != new[other.start : other.end]:
            return False
    return True


def _touched(item: Field, splices: Splices) -> bool:
    """Whether an edit reaches into a field."""
    at = bisect_left(splices.ends, item.start + 1)
    return at < len(splices) and splices.starts[at] < item.end
