"""An outcome as the cache keeps it: plain JSON, and for the clean text that nearly every blob is a short way there and back."""

from __future__ import annotations

import re
import zlib
from typing import Final

from guard import plain
from guard.examine import Outcome
from guard.result import Counts

#: What ``plain.dumps`` makes of the outcome of one clean text.
_CLEAN: Final = re.compile(rb'\[\[\],\[\],\[0,1,(0|[1-9][0-9]*),\{\},\{"([a-z]+)":1\},\{"([a-z0-9-]+)":1\}\],\{\}\]')
_WORD: Final = re.compile(r"[a-z]+")
#: Bytes of an outcome from which on it is packed: findings repeat most of what they say.
_PACKED: Final = 1_000
_ENCODING: Final = re.compile(r"[a-z0-9-]+")


def dumps(outcome: Outcome) -> bytes:
    """An outcome as bytes: the same as ``plain.dumps``, packed where there is more than a few words of it."""
    counts = outcome.counts
    if (
        outcome.is_clean
        and counts.blobs == 1
        and not counts.files
        and len(counts.formats) == len(counts.encodings) == 1
    ):
        (format_,), (encoding,) = counts.formats, counts.encodings
        if _WORD.fullmatch(format_) and _ENCODING.fullmatch(encoding):
            return f'[[],[],[0,1,{counts.bytes},{{}},{{"{format_}":1}},{{"{encoding}":1}}],{{}}]'.encode("ascii")
    data = plain.dumps(outcome)
    return data if len(data) < _PACKED else zlib.compress(data, 1)


def loads(data: bytes) -> Outcome:
    """Read an outcome back; raises ``ValueError`` for anything else."""
    match = _CLEAN.fullmatch(data)
    if match is None:
        if not data.startswith(b"["):
            try:
                data = zlib.decompress(data)
            except zlib.error:
                raise ValueError from None
        return plain.loads(Outcome, data)
    size, format_, encoding = match.groups()
    return Outcome(counts=Counts.of_text(int(size), format_.decode(), encoding.decode()))
