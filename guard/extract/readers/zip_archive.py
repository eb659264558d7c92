"""ZIP and what is built on it: the members, read within the limits, whatever the directory claims."""

from __future__ import annotations

import io
import lzma
import zipfile
import zlib
from collections.abc import Iterator

from guard.errors import Unlookable
from guard.extract.piece import Limits, Member, Piece, Unread
from guard.extract.readers.inflation import CHUNK, Inflation
from guard.messages import N_
from guard.model import SkipReason

_ENCRYPTED = 0x1
_UTF8 = 0x800
METHOD = N_("compressed in a way that nothing here reads")
_BROKEN = (zipfile.BadZipFile, zlib.error, lzma.LZMAError, EOFError, OSError, ValueError)


def read(data: bytes, limits: Limits) -> Iterator[Piece]:
    """Yield the members in the order of the directory; a broken one costs no other."""
    try:
        archive = zipfile.ZipFile(io.BytesIO(data))
    except (zipfile.BadZipFile, OSError, ValueError, NotImplementedError) as error:
        yield Unread("", SkipReason.MALFORMED, type(error).__name__)
        return
    with archive:
        unpacked = 0
        for info in archive.infolist():
            if info.is_dir() and not info.file_size:
                continue
            for piece in _member(archive, info, limits, limits.max_bytes - unpacked):
                if isinstance(piece, Member):
                    unpacked += len(piece.data)
                yield piece


def _member(archive: zipfile.ZipFile, info: zipfile.ZipInfo, limits: Limits, room: int) -> Iterator[Piece]:
    """One member: what can be had of it, and what is wrong with it."""
    name = name_of(info)
    if info.flag_bits & _ENCRYPTED:
        yield Unread(name, SkipReason.ENCRYPTED, "")
        return
    unpacked = Inflation(info.compress_size, limits, room)
    try:
        with archive.open(info) as stream:
            while chunk := stream.read(CHUNK):
                unpacked.add(chunk)
    except NotImplementedError:
        yield Unread(name, SkipReason.NO_EXTRACTOR, METHOD)
        return
    except Unlookable as error:
        yield Unread(name, error.reason, error.detail)
        return
    except _BROKEN as error:
        yield Unread(name, SkipReason.MALFORMED, type(error).__name__)
    if content := unpacked.content():
        yield Member(name, content)


def name_of(info: zipfile.ZipInfo) -> str:
    """The name of a member: Japanese Windows writes CP932, and does not say so."""
    name = info.orig_filename
    if not info.flag_bits & _UTF8 and not name.isascii():
        raw = name.encode("cp437")
        for encoding in ("utf-8", "cp932"):
            try:
                return raw.decode(encoding)
            except UnicodeDecodeError:
                continue
    return name
