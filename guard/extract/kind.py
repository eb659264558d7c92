"""What kind of file some bytes are, decided by content; a suffix tells apart only what content leaves open.

A suffix can lie, and a name that hides a file from a scan is the oldest trick: a PNG named ``.txt`` is an
image, a text named ``.png`` is a text. In doubt bytes are text, since text is looked at.
"""

from __future__ import annotations

import enum
import re
import struct
from collections.abc import Iterator
from functools import cache
from pathlib import PurePosixPath
from typing import NamedTuple

from guard.extract import encoding


class Kind(enum.Enum):
    """A kind of file: a name for people, and whether text that must be looked at can be in it."""

    EMPTY = ("empty file", True)
    TEXT = ("text", True)
    LFS_POINTER = ("Git LFS pointer", True)
    EMAIL = ("e-mail", True)
    EBCDIC = ("EBCDIC text", True)
    XLSX = ("Excel workbook", True)
    XLSB = ("Excel binary workbook", True)
    DOCX = ("Word document", True)
    PPTX = ("PowerPoint presentation", True)
    ODF = ("OpenDocument file", True)
    JAR = ("Java archive", True)
    ZIP = ("ZIP archive", True)
    GZIP = ("gzip file", True)
    BZIP2 = ("bzip2 file", True)
    XZ = ("xz file", True)
    ZSTD = ("Zstandard file", True)
    SEVENZIP = ("7-Zip archive", True)
    TAR = ("tar archive", True)
    RAR = ("RAR archive", True)
    LHA = ("LHA archive", True)
    PDF = ("PDF document", True)
    OLE = ("legacy Office document (OLE)", True)
    JTD = ("Ichitaro document", True)
    DOCUWORKS = ("DocuWorks document", True)
    SQLITE = ("SQLite database", True)
    SQLITE_LOG = ("SQLite log or journal", True)
    ACCESS = ("Access database", True)
    PGDUMP = ("PostgreSQL dump", True)
    ORACLE_DUMP = ("Oracle dump", True)
    MSSQL_BACKUP = ("SQL Server backup", True)
    PARQUET = ("Parquet file", True)
    ARROW = ("Arrow file", True)
    PICKLE = ("Python pickle", True)
    IMAGE = ("image", False)
    AUDIO = ("audio", False)
    VIDEO = ("video", False)
    FONT = ("font", False)
    EXECUTABLE = ("compiled code", False)
    BINARY = ("unknown binary file", True)

    def __init__(self, label: str, can_hold_text: bool) -> None:
        self.label = label
        self.can_hold_text = can_hold_text


class _Signature(NamedTuple):
    kind: Kind
    pattern: bytes


#: Signatures that no text starts with.
_SIGNATURES = (
    _Signature(Kind.GZIP, rb"\x1f\x8b\x08"),
    _Signature(Kind.BZIP2, rb"BZh[1-9](?:1AY&SY|\x17rE8P\x90)"),
    _Signature(Kind.XZ, rb"\xfd7zXZ\x00"),
    _Signature(Kind.ZSTD, rb"\x28\xb5\x2f\xfd"),
    _Signature(Kind.SEVENZIP, rb"7z\xbc\xaf\x27\x1c"),
    _Signature(Kind.RAR, rb"Rar!\x1a\x07"),
    _Signature(Kind.TAR, rb".{257}ustar(?:\x00|  \x00)"),
    _Signature(Kind.SQLITE, rb"SQLite format 3\x00"),
    _Signature(Kind.SQLITE_LOG, rb"\x37\x7f\x06[\x82\x83]|\xd9\xd5\x05\xf9\x20\xa1\x63\xd7"),
    _Signature(Kind.ACCESS, rb"\x00\x01\x00\x00Standard (?:Jet|ACE) DB\x00"),
    _Signature(Kind.PGDUMP, rb"PGDMP\x01"),
    _Signature(Kind.ORACLE_DUMP, rb"\x03..EXPORT:V"),
    _Signature(Kind.PARQUET, rb"PAR1"),
    _Signature(Kind.ARROW, rb"ARROW1\x00\x00"),
    _Signature(Kind.ARROW, rb"\xff\xff\xff\xff.{2}\x00\x00\x10\x00\x00\x00\x00\x00\x0a\x00"),  # a stream
    _Signature(Kind.PICKLE, rb"\x80[\x02-\x05]"),
    _Signature(Kind.IMAGE, rb"\x89PNG\r\n\x1a\n"),
    _Signature(Kind.IMAGE, rb"\xff\xd8\xff"),
    _Signature(Kind.IMAGE, rb"II\*\x00|MM\x00\*"),  # TIFF
    _Signature(Kind.IMAGE, rb"\x00\x00[\x01\x02]\x00.\x00...\x00"),  # icon, cursor
    _Signature(Kind.IMAGE, rb"\x00\x00\x00\x0cjP  \r\n"),  # JPEG 2000
    _Signature(Kind.IMAGE, rb"\xd7\xcd\xc6\x9a|\x01\x00\x00\x00.{36} EMF"),  # Windows metafiles
    _Signature(Kind.IMAGE, rb"RIFF.{4}WEBP"),
    _Signature(Kind.IMAGE, rb"\x00\x00\x00.ftyp(?:hei|avif|mif1)"),
    _Signature(Kind.AUDIO, rb"RIFF.{4}WAVE|FORM.{4}AIF[FC]"),
    _Signature(Kind.AUDIO, rb"\x00\x00\x00.ftypM4A"),
    _Signature(Kind.VIDEO, rb"\x00\x00\x00.(?:ftyp|moov)"),
    _Signature(Kind.VIDEO, rb"RIFF.{4}AVI "),
    _Signature(Kind.VIDEO, rb"\x1a\x45\xdf\xa3"),  # Matroska, WebM
    _Signature(Kind.VIDEO, rb"FLV\x01"),
    _Signature(Kind.VIDEO, rb"\x00\x00\x01[\xb3\xba]"),  # MPEG
    _Signature(Kind.VIDEO, rb"\x30\x26\xb2\x75\x8e\x66\xcf\x11"),  # Windows Media
    _Signature(Kind.FONT, rb"\x00\x01\x00\x00\x00.{7}[A-Za-z][\w/]{2}[\w ]"),  # TrueType
    _Signature(Kind.EXECUTABLE, rb"\x7fELF"),
    _Signature(Kind.EXECUTABLE, rb"\xfe\xed\xfa[\xce\xcf]|[\xce\xcf]\xfa\xed\xfe"),  # Mach-O
    _Signature(Kind.EXECUTABLE, rb"\xca\xfe\xba\xbe"),  # Java class, and Mach-O for several processors
    _Signature(Kind.EXECUTABLE, rb"\x00asm"),
    _Signature(Kind.EXECUTABLE, rb".[\x0a-\x0f]\r\n[\x00-\x03]\x00\x00\x00"),  # Python
    _Signature(Kind.EXECUTABLE, rb"dex\n\d{3}\x00"),
    _Signature(Kind.EXECUTABLE, rb"BC\xc0\xde"),  # LLVM
)

#: What a file of this kind ends with.
_ENDS = {Kind.PARQUET: b"PAR1", Kind.PICKLE: b"."}

#: Signatures that a text may start with; they count where the rest is no text.
_PRINTABLE_SIGNATURES = (
    _Signature(Kind.LHA, rb"..-(?:l[hz][0-9a-z]|pm[0-9])-"),
    _Signature(Kind.MSSQL_BACKUP, rb"TAPE|MSSQLBAK"),
    _Signature(Kind.ARROW, rb"FEA1"),
    _Signature(Kind.IMAGE, rb"BM|GIF8[79]a|8BPS|icns"),
    _Signature(Kind.AUDIO, rb"ID3|OggS|fLaC|MThd|#!AMR|\xff[\xfb\xf3\xf2]"),
    _Signature(Kind.FONT, rb"OTTO|ttcf|wOF[F2]"),
    _Signature(Kind.EXECUTABLE, rb"MZ|!<arch>\n"),
    _Signature(Kind.ORACLE_DUMP, rb'.{0,4000}"SYS_EXPORT_'),  # Data Pump
)
_PDF = b"%PDF-"
_PDF_HEADER_WITHIN = 1024
_LFS = b"version https://git-lfs.github.com/spec/"
_LFS_MAX_BYTES = 1024
_OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_ICHITARO_STREAM = "JSRV_SegmentInformation".encode("utf-16-le")
_ZIP = (b"PK\x03\x04", b"PK\x05\x06", b"PK\x07\x08")

#: bzip2 and Zstandard, which may be so short that no control byte is in them.
_PRINTABLE_ARCHIVES = (b"BZh", b"\x28\xb5\x2f\xfd")
_CONTROL = bytes((*range(0x09), *range(0x0E, 0x1B), *range(0x1C, 0x20)))
_CONTROL_WITHIN = 4096

#: Suffixes that tell apart what content leaves open: compound files, and binaries without a public signature.
_OLE_SUFFIXES = {".jtd": Kind.JTD, ".jtt": Kind.JTD, ".jtdc": Kind.JTD, ".jttc": Kind.JTD}
_BINARY_SUFFIXES = _OLE_SUFFIXES | {
    ".xdw": Kind.DOCUWORKS,
    ".xbd": Kind.DOCUWORKS,
    ".jaw": Kind.JTD,
    ".jbw": Kind.JTD,
    ".jsw": Kind.JTD,
}


def sniff(data: bytes, path: str = "") -> Kind:
    """The kind of a file with this content; ``path`` is a hint for what content leaves open."""
    if not data:
        return Kind.EMPTY
    if data.startswith(_LFS) and len(data) <= _LFS_MAX_BYTES and b"\noid sha256:" in data:
        return Kind.LFS_POINTER
    if data.startswith(_ZIP):
        return _zip_kind(data)
    if data.startswith(_OLE):
        return Kind.JTD if _ICHITARO_STREAM in data else _OLE_SUFFIXES.get(_suffix(path), Kind.OLE)
    if data.startswith(_PDF):
        return Kind.PDF
    if not data.startswith(_PRINTABLE_ARCHIVES) and b"\0" not in data and not _has_control_bytes(data):
        return _plain_kind(data)
    kind = _match(data, _SIGNATURES) or _without_signature(data, _suffix(path))
    return _zip_kind(data) if kind in _BEFORE_ZIP and any(_central_names(data)) else kind


def _suffix(path: str) -> str:
    return PurePosixPath(path).suffix.lower()


def _without_signature(data: bytes, suffix: str) -> Kind:
    if _is_tar_without_signature(data):
        return Kind.TAR
    if _is_ebcdic(data):
        return Kind.EBCDIC
    if encoding.is_text(data):
        return _plain_kind(data)
    if kind := _match(data, _PRINTABLE_SIGNATURES):
        return kind
    if _PDF in data[:_PDF_HEADER_WITHIN]:
        return Kind.PDF
    if b"\0" not in data:
        return Kind.TEXT
    return _BINARY_SUFFIXES.get(suffix, Kind.BINARY)


def _plain_kind(data: bytes) -> Kind:
    """Text, or what is written in characters and is not to be read as it stands."""
    if _is_encoded_mail(data):
        return Kind.EMAIL
    return Kind.EBCDIC if _is_ebcdic(data) else Kind.TEXT


def _has_control_bytes(data: bytes) -> bool:
    head = data[:_CONTROL_WITHIN]
    return len(head.translate(None, _CONTROL)) < len(head)


@cache
def _compiled(signatures: tuple[_Signature, ...]) -> re.Pattern[bytes]:
    return re.compile(b"|".join(b"(%b)" % signature.pattern for signature in signatures), re.DOTALL)


def _match(data: bytes, signatures: tuple[_Signature, ...]) -> Kind | None:
    match = _compiled(signatures).match(data)
    if match is None or match.lastindex is None:
        return None
    kind = signatures[match.lastindex - 1].kind
    return kind if data.endswith(_ENDS.get(kind, b"")) else None


# --- ZIP and what is built on it ----------------------------------------------------------------------

_ZIP_END = struct.Struct("<4s4H2LH")
_ZIP_END_WITHIN = 65_557
_CENTRAL = struct.Struct("<4s6H3L5H2L")
_LOCAL = struct.Struct("<4s5H3L2H")
_LOCAL_WITHIN = 1 << 20
_MAX_MEMBERS = 10_000
_ODF_TYPE = b"mimetypeapplication/vnd.oasis.opendocument."

#: What an archive may stand behind: a program that unpacks it, a script that runs it, a picture that hides it.
_BEFORE_ZIP = frozenset({Kind.EXECUTABLE, Kind.IMAGE, Kind.BINARY})

#: Members, or the folders of members, that make a ZIP file something else; the first that is there decides.
_ZIP_MEMBERS = (
    (b"xl/workbook.bin", Kind.XLSB),
    (b"xl/", Kind.XLSX),
    (b"word/", Kind.DOCX),
    (b"ppt/", Kind.PPTX),
    (b"META-INF/MANIFEST.MF", Kind.JAR),
)
_OFFICE_TYPES = b"[Content_Types].xml"


def _zip_kind(data: bytes) -> Kind:
    if data.startswith(_ODF_TYPE, _LOCAL.size):
        return Kind.ODF
    names = set(_central_names(data)) or set(_local_names(data))
    is_office = _OFFICE_TYPES in names
    for member, kind in _ZIP_MEMBERS:
        if (is_office or kind is Kind.JAR) and any(name.startswith(member) for name in names):
            return kind
    return Kind.ZIP


def _central_names(data: bytes) -> Iterator[bytes]:
    """Names in the central directory; none where it is damaged."""
    end = data.rfind(b"PK\x05\x06", max(0, len(data) - _ZIP_END_WITHIN))
    if end < 0 or end + _ZIP_END.size > len(data):
        return
    size = _ZIP_END.unpack_from(data, end)[5]
    at = end - size  # not the offset written there: bytes before the archive would shift it
    for _ in range(_MAX_MEMBERS):
        if at < 0 or at + _CENTRAL.size > end or not data.startswith(b"PK\x01\x02", at):
            return
        header = _CENTRAL.unpack_from(data, at)
        name, extra, comment = header[10:13]
        at += _CENTRAL.size
        yield data[at : at + name]
        at += name + extra + comment


def _local_names(data: bytes) -> Iterator[bytes]:
    """Names in the local headers at the start of a file that lost its directory."""
    at = 0
    for _ in range(_MAX_MEMBERS):
        at = data.find(b"PK\x03\x04", at, _LOCAL_WITHIN)
        if at < 0 or at + _LOCAL.size > len(data):
            return
        name = _LOCAL.unpack_from(data, at)[9]
        at += _LOCAL.size
        yield data[at : at + name]


# --- tar ----------------------------------------------------------------------------------------------

_TAR_BLOCK = 512
_TAR_CHECKSUM = slice(148, 156)


def _is_tar_without_signature(data: bytes) -> bool:
    """Whether the first block has the checksum of a tar header: all that archives older than POSIX have."""
    if len(data) < _TAR_BLOCK:
        return False
    field = data[_TAR_CHECKSUM].strip(b" \0")
    if not field or field.strip(b"01234567"):
        return False
    header = bytearray(data[:_TAR_BLOCK])
    header[_TAR_CHECKSUM] = b" " * 8
    return int(field, 8) == sum(header)


# --- e-mail -------------------------------------------------------------------------------------------

_MAIL_START = re.compile(
    rb"(?:From [^\r\n]+\r?\n|(?:From|To|Cc|Subject|Date|Sender|Reply-To|Received|Return-Path|Delivered-To|Message-ID"
    rb"|MIME-Version|Content-[\w-]+|X-[\w-]+|DKIM-Signature|Authentication-Results|ARC-[\w-]+|Thread-[\w-]+):)",
    re.IGNORECASE,
)
_MAIL_HEADER = re.compile(rb"^(From|To|Subject|Date|Message-ID|MIME-Version|Received):", re.IGNORECASE | re.MULTILINE)
_MAIL_END = re.compile(rb"\r?\n\r?\n")
_MAIL_ENCODED_PART = re.compile(
    rb"^Content-Transfer-Encoding:[ \t]*(?:base64|quoted-printable|x-uuencode)", re.IGNORECASE | re.MULTILINE
)
_MAIL_ENCODED_WORD = re.compile(rb"=\?[\w-]{2,40}\?[bq]\?", re.IGNORECASE)
_PATCH_START = re.compile(rb"From [0-9a-f]{40} ")
_MAIL_HEADERS_WITHIN = 1 << 16


def _is_encoded_mail(data: bytes) -> bool:
    """Whether this is a message, or a file of messages, of which something cannot be read as it stands.

    A message without encoded words or parts is text, and the lines of its file tell where something is; so is a
    patch, whose author alone may be encoded.
    """
    start = _MAIL_START.match(data)
    if start is None:
        return False
    end = _MAIL_END.search(data, start.end(), _MAIL_HEADERS_WITHIN)
    headers = data[: end.start() if end else _MAIL_HEADERS_WITHIN]
    names = {name.lower() for name in _MAIL_HEADER.findall(headers)}
    is_mail = len(names) >= 2 and not names.isdisjoint({b"from", b"subject", b"mime-version"})
    if not is_mail:
        return False
    has_word = _MAIL_ENCODED_WORD.search(headers) is not None and _PATCH_START.match(data) is None
    return has_word or _MAIL_ENCODED_PART.search(data) is not None


# --- EBCDIC -------------------------------------------------------------------------------------------

_EBCDIC_WITHIN = 4096
_EBCDIC_SPACE = b"\x40"
#: Space, letters, digits, and the punctuation of records, as all code pages of EBCDIC have them.
_EBCDIC_USUAL = bytes(
    [
        *(0x40, 0x4B, 0x4D, 0x5C, 0x5D, 0x60, 0x61, 0x6B, 0x6D, 0x7A, 0x7D, 0x7F, 0x15, 0x25, 0x0D, 0x0E, 0x0F),
        *(*range(0xC1, 0xCA), *range(0xD1, 0xDA), *range(0xE2, 0xEA), *range(0xF0, 0xFA)),
        *(*range(0x81, 0x8A), *range(0x91, 0x9A), *range(0xA2, 0xAA)),
    ]
)
_EBCDIC_DIGITS = bytes(range(0xF0, 0xFA))
_ASCII_TEXT = b" \n\r,aeio"


def _is_ebcdic(data: bytes) -> bool:
    """Whether these are records of a mainframe: filled up with its blanks, its digits in them, and nothing of ASCII."""
    blanks = data.count(_EBCDIC_SPACE, 0, _EBCDIC_WITHIN)
    size = min(len(data), _EBCDIC_WITHIN)
    if 20 * blanks < size or size < 40:
        return False
    sample = data[:_EBCDIC_WITHIN]
    usual = len(sample) - len(sample.translate(None, _EBCDIC_USUAL))
    digits = len(sample) - len(sample.translate(None, _EBCDIC_DIGITS))
    ascii_text = len(sample) - len(sample.translate(None, _ASCII_TEXT))
    return 4 * usual >= 3 * len(sample) and 50 * digits >= len(sample) and 100 * ascii_text <= len(sample)
