"""ZIP and what is built on it: the members, read within the limits, whatever the directory claims.

What the directory does not list is read as well: an archive that lost its end, one with a file that nobody is
to see, and what was put before it or behind it.
"""

from __future__ import annotations

import bz2
import io
import lzma
import zipfile
import zlib
from collections.abc import Generator, Iterator

from guard.errors import TooLarge, Unlookable
from guard.extract.kind import Kind, sniff
from guard.extract.piece import Limits, Member, Piece, Unread
from guard.extract.readers.compressed import Decompressor, Deflated
from guard.extract.readers.inflation import CHUNK, Inflation
from guard.extract.readers.zip_layout import Local, Stretch, end_of_stored, gaps, local_at, next_local
from guard.messages import N_
from guard.model import SkipReason

_ENCRYPTED = 0x1
_UTF8 = 0x800
DICTIONARY = N_("needs a dictionary of more than 256 MB to be unpacked")
METHOD = N_("compressed in a way that nothing here reads")
DIFFERS = N_("the archive's directory and the member differ")
OVERLAPS = N_("lies over another member")
_BROKEN = (zipfile.BadZipFile, zlib.error, lzma.LZMAError, EOFError, OSError, ValueError)
_END_SIZE = 22
#: A stream of LZMA in an archive: version and length of its properties, then these (APPNOTE 5.8.8).
_LZMA_HEADER, _LZMA_PROPERTIES = 4, 5
#: LZMA may ask for a dictionary of gigabytes before it writes a byte.
_LZMA_DICTIONARY = 1 << 28
#: Names of what is in no member.
BEFORE, BETWEEN, BEHIND, COMMENTS = "(before the archive)", "(between members)", "(behind the archive)", "(comments)"


def read(data: bytes, limits: Limits) -> Iterator[Piece]:
    """Yield the members in the order of the directory, then what it does not list; a broken one costs no other."""
    archive = _Archive(data, limits)
    try:
        directory = zipfile.ZipFile(io.BytesIO(data))
    except (zipfile.BadZipFile, OSError, ValueError, NotImplementedError) as error:
        yield from archive.unlisted(Stretch(0, len(data)))
        yield Unread("", SkipReason.MALFORMED, type(error).__name__)
        return
    with directory:
        yield from archive.listed(directory)


class _Archive:
    """An archive, and how much has come out of it so far."""

    def __init__(self, data: bytes, limits: Limits) -> None:
        self._data = data
        self._limits = limits
        self._unpacked = 0

    def listed(self, directory: zipfile.ZipFile) -> Iterator[Piece]:
        """What the directory lists, and what lies beside that."""
        end = self._data.rfind(b"PK\x05\x06") + _END_SIZE + len(directory.comment)
        taken = [Stretch(directory.start_dir, end)]
        reached = 0
        for info in sorted(directory.infolist(), key=lambda one: one.header_offset):
            local = local_at(self._data, info.header_offset)
            if local is not None:
                taken.append(Stretch(info.header_offset, local.content_at + info.compress_size))
            if local is not None and info.header_offset < reached:
                yield Unread(name_of(info), SkipReason.MALFORMED, OVERLAPS)
                continue
            reached = taken[-1].end if local is not None else reached
            if not info.is_dir() or info.file_size or info.compress_size or (local is not None and local.compressed):
                yield from self._listed_member(directory, info, local)
        comments = b"\n".join(filter(None, [directory.comment, *(info.comment for info in directory.infolist())]))
        if comments:
            yield Member(COMMENTS, comments)
        for gap in gaps(len(self._data), taken):
            yield from self.unlisted(gap)

    def unlisted(self, gap: Stretch) -> Iterator[Piece]:
        """The members in a stretch that no directory lists, and what else is written there."""
        at = next_local(self._data, gap)
        yield from self._loose(Stretch(gap.start, at))
        while (local := local_at(self._data, at)) is not None and at < gap.end:
            end = yield from self._unlisted_member(local, gap.end)
            at = next_local(self._data, Stretch(end, gap.end))
            if sniff(between := self._data[end:at]) is Kind.TEXT:
                yield Member(BETWEEN, between)

    def _unlisted_member(self, local: Local, end: int) -> Generator[Piece, None, int]:
        """A member that only its own header tells of; returns where to look for the next one."""
        name = _readable(local.name, is_utf8=bool(local.flags & _UTF8))
        unpacked = Inflation(end - local.content_at, self._limits, self._room)
        wrong: Unread | None = None
        after = local.content_at
        try:
            if local.flags & _ENCRYPTED:
                wrong = Unread(name, SkipReason.ENCRYPTED, "")
            else:
                is_told = local.method == zipfile.ZIP_LZMA and local.compressed is not None
                end = local.content_at + (local.compressed or 0) if is_told else end
                after = self._unpack(local, end, unpacked, is_end_known=is_told)
        except NotImplementedError:
            wrong = Unread(name, SkipReason.NO_EXTRACTOR, METHOD)
        except Unlookable as error:
            wrong = Unread(name, error.reason, error.detail)
        except _BROKEN as error:
            wrong = Unread(name, SkipReason.MALFORMED, type(error).__name__)
        yield from self._taken(name, unpacked)
        if wrong is not None:
            yield wrong
        return after

    @property
    def _room(self) -> int:
        return self._limits.max_bytes - self._unpacked

    def _taken(self, name: str, unpacked: Inflation) -> Iterator[Member]:
        if content := unpacked.content():
            self._unpacked += len(content)
            yield Member(name, content)

    def _loose(self, stretch: Stretch) -> Iterator[Piece]:
        """What is no member: the program of an archive that unpacks itself, a text that was put before or behind."""
        content = self._data[slice(*stretch)]
        if not content.strip(b"\0") or len(content) == len(self._data):  # all of it: no member of itself
            return
        if stretch.start == 0:
            yield Member(BEFORE, content)
        elif stretch.end == len(self._data):
            yield Member(BEHIND, content)
        elif sniff(content) is Kind.TEXT:
            yield Member(BETWEEN, content)

    def _listed_member(
        self, directory: zipfile.ZipFile, info: zipfile.ZipInfo, local: Local | None
    ) -> Iterator[Member | Unread]:
        """One member: what can be had of it, and what is wrong with it."""
        name = name_of(info)
        if info.flag_bits & _ENCRYPTED:
            yield Unread(name, SkipReason.ENCRYPTED, "")
            return
        unpacked = Inflation(info.compress_size, self._limits, self._room)
        wrong: Unread | None = None
        try:
            if local is not None:
                end = self._unpack(local, local.content_at + info.compress_size, unpacked, is_end_known=True)
                if not _agree(info, local, end, unpacked.content()):
                    wrong = Unread(name, SkipReason.MALFORMED, DIFFERS)
            else:
                with directory.open(info) as stream:
                    while chunk := stream.read(CHUNK):
                        unpacked.add(chunk)
        except NotImplementedError:
            yield Unread(name, SkipReason.NO_EXTRACTOR, METHOD)
            return
        except TooLarge as error:
            yield Unread(name, error.reason, error.detail)
            return
        except _BROKEN as error:
            wrong = Unread(name, SkipReason.MALFORMED, type(error).__name__)
        if wrong is None and not unpacked.content():
            yield Member(name, b"")  # its name is looked at
        yield from self._taken(name, unpacked)
        if wrong is not None:
            yield wrong

    def _unpack(self, local: Local, end: int, unpacked: Inflation, *, is_end_known: bool = False) -> int:
        """Unpack a member without belief in what is told of it, and say where it ends."""
        if local.method == zipfile.ZIP_STORED:
            stop = end if is_end_known else end_of_stored(self._data, local, end)
            unpacked.add(self._data[local.content_at : stop])
            if not local.content_at + (local.compressed or 0) <= stop <= len(self._data):
                raise EOFError
            return stop
        stream, at = self._stream(local)
        while not stream.eof:
            waiting = b""
            if stream.needs_input:
                waiting = self._data[at : min(at + CHUNK, end)]
                at += len(waiting)
            chunk = stream.decompress(waiting, CHUNK)
            if not waiting and not chunk and stream.needs_input and not stream.eof:
                if local.method == zipfile.ZIP_LZMA and is_end_known:  # it need not say where it ends
                    break
                raise EOFError
            unpacked.add(chunk)
        return at - len(stream.unused_data)

    def _stream(self, local: Local) -> tuple[Decompressor, int]:
        """What unpacks a member, and where its stream begins. Raises ``NotImplementedError`` for other methods."""
        if local.method == zipfile.ZIP_DEFLATED:
            return Deflated(-zlib.MAX_WBITS), local.content_at
        if local.method == zipfile.ZIP_BZIP2:
            return bz2.BZ2Decompressor(), local.content_at
        if local.method != zipfile.ZIP_LZMA:
            raise NotImplementedError
        start = local.content_at + _LZMA_HEADER
        properties = self._data[start : start + _LZMA_PROPERTIES]
        if len(properties) < _LZMA_PROPERTIES or self._data[start - 2 : start] != b"\5\0":
            raise EOFError
        rest, literal_context = divmod(properties[0], 9)
        position, literal_position = divmod(rest, 5)
        dictionary = int.from_bytes(properties[1:], "little")
        if dictionary > _LZMA_DICTIONARY:
            raise TooLarge(DICTIONARY)
        told = {"lc": literal_context, "lp": literal_position, "pb": position, "dict_size": max(dictionary, 4096)}
        filters = [{"id": lzma.FILTER_LZMA1, **told}]
        return lzma.LZMADecompressor(lzma.FORMAT_RAW, filters=filters), start + _LZMA_PROPERTIES


def _agree(info: zipfile.ZipInfo, local: Local, end: int, content: bytes) -> bool:
    """Whether a member is what its directory entry says: neither goes on where the entry lets it end, nor is another."""
    return (
        local.method == info.compress_type
        and end == local.content_at + info.compress_size
        and len(content) == info.file_size
        and zlib.crc32(content) == info.CRC
        and _readable(local.name, is_utf8=bool(local.flags & _UTF8)) == name_of(info)
    )


def name_of(info: zipfile.ZipInfo) -> str:
    """The name of a member: Japanese Windows writes CP932, and does not say so."""
    name = info.orig_filename
    if info.flag_bits & _UTF8 or name.isascii():
        return name
    return _readable(name.encode("cp437"), is_utf8=False)


def _readable(raw: bytes, *, is_utf8: bool) -> str:
    for encoding in ("utf-8", *(() if is_utf8 else ("cp932",))):
        try:
            return raw.decode(encoding)
        except UnicodeDecodeError:
            continue
    return raw.decode("cp437")
