"""E-mail: headers with their encoded words, bodies and attachments as the files they are; one message or an mbox."""

from __future__ import annotations

import email
import email.policy
import re
from collections.abc import Iterator
from email.header import decode_header
from email.message import Message

from guard.extract.piece import Limits, Member, Piece, Text
from guard.model import Field, Place

_MESSAGE = re.compile(rb"(?:\A|(?<=\n\n)|(?<=\r\n\r\n))From [^\r\n]+\r?\n(?=[!-9;-~]+:)")
_HEADER_END = re.compile(rb"\r?\n\r?\n")
_FIRST_HEADER_LINE = re.compile(rb"^([!-9;-~]+):", re.MULTILINE)
_FOLD = re.compile(r"\r?\n[ \t]+")
#: The name of what stands before the first message of several.
BEFORE = "(before the first message)"
#: What mail programs write for readers without MIME, in the place where anything can be written.
_NOTICES = (
    "This is a multi-part message in MIME format.",
    "This is a cryptographically signed message in MIME format.",
)
_SUFFIXES = {"text/html": ".html", "text/plain": ".txt", "message/rfc822": ".eml", "text/csv": ".csv"}
#: Names by which mail calls what Python calls otherwise: CP932 and its like are what is really written.
_CODECS = {"shift_jis": "cp932", "shift-jis": "cp932", "x-sjis": "cp932", "iso-2022-jp": "iso2022_jp_ext"}


def read(data: bytes, limits: Limits) -> Iterator[Piece]:
    """Yield the parts of a message; a file of several yields each as a message of its own."""
    froms = list(_MESSAGE.finditer(data))
    before = data[: froms[0].start()] if froms else b""
    if before.strip():
        yield Member(BEFORE, before)
    if len(froms) > 1 or before.strip():
        ends = [*(match.start() for match in froms[1:]), len(data)]
        for number, (match, end) in enumerate(zip(froms, ends, strict=True), start=1):
            start = match.end()
            yield from _message(data[start:end], data.count(b"\n", 0, start), f"{number}/")
        return
    start = froms[0].end() if froms else 0
    yield from _message(data[start:], data.count(b"\n", 0, start), "")


def _message(data: bytes, line: int, prefix: str) -> Iterator[Piece]:
    message = email.message_from_bytes(data, policy=email.policy.compat32)
    yield _headers(message, data, line, prefix)
    for number, part in enumerate(message.walk()):
        if part is not message:
            inner = "".join(f"{name}: {_decoded(str(value))}\n" for name, value in part.items())
            if "=?" in str(part.items()):
                yield Member(f"{prefix}part-{number}.headers.txt", inner.encode("utf-8", "replace"))
        for where, text in (("preamble", part.preamble), ("epilogue", part.epilogue)):
            if text and text.strip() and text.strip() not in _NOTICES:
                yield Member(f"{prefix}{where}.txt", text.encode("utf-8", "surrogateescape"))
        if not part.is_multipart():
            yield Member(prefix + _name(part, number), _content(part))


def _headers(message: Message, data: bytes, line: int, prefix: str) -> Text:
    """The headers as a text of labelled values, each at its line of the file."""
    end = _HEADER_END.search(data)
    head = data[: end.start() if end else len(data)]
    lines = [line + 1 + head.count(b"\n", 0, match.start()) for match in _FIRST_HEADER_LINE.finditer(head)]
    text, fields, places = "", [], []
    for number, (name, value) in enumerate(message.items()):
        decoded = _decoded(str(value))
        start = len(text)
        places.append(Place(start, lines[number] if number < len(lines) else line + 1))
        text += f"{name}: {decoded}\n"
        fields.append(Field(name, start + len(name) + 2, len(text) - 1, number, start))
    return Text(f"{prefix}headers" if prefix else "", text, "email", tuple(fields), tuple(places))


def _decoded(value: str) -> str:
    """A header with its encoded words as what they say."""
    value = _FOLD.sub(" ", value)
    if "=?" not in value:
        return _readable(value.encode("utf-8", "surrogateescape"), None) if not value.isascii() else value
    try:
        parts = decode_header(value)
    except ValueError:  # base64 that is none
        return value
    return "".join(part if isinstance(part, str) else _readable(part, charset) for part, charset in parts)


def _readable(raw: bytes, charset: str | None) -> str:
    for codec in filter(None, (_codec(charset), "utf-8", "cp932")):
        try:
            return raw.decode(codec).replace("\r", " ").replace("\n", " ")
        except (UnicodeDecodeError, LookupError):
            continue
    return raw.decode("latin-1")


def _codec(charset: str | None) -> str | None:
    return None if charset is None else _CODECS.get(charset.lower(), charset)


def _content(part: Message) -> bytes:
    """The bytes of a part; text in UTF-8 where the charset that the part names is the right one."""
    payload = part.get_payload(decode=True)
    raw = payload if isinstance(payload, bytes) else b""
    charset = part.get_content_charset()
    if part.get_content_maintype() != "text" or charset is None or b"\0" in raw:
        return raw
    try:
        return raw.decode(_codec(charset) or charset).encode("utf-8")
    except (UnicodeError, LookupError):
        return raw


def _name(part: Message, number: int) -> str:
    """The name of an attachment, or one that tells a body's format."""
    name = part.get_filename()
    if name:
        return _decoded(name).replace("\n", " ")
    suffix = _SUFFIXES.get(part.get_content_type(), "")
    return f"body{suffix}" if number < 2 else f"body-{number}{suffix}"
