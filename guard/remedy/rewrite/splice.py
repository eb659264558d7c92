"""Where in the bytes of a file the characters of its text stand, and how a replacement is written there.

A file is never encoded anew: what is not replaced keeps its bytes, those that no encoding would write again too
(broken ones, the second code of a character that CP932 has twice, escape sequences that change nothing).
"""

from __future__ import annotations

import codecs
import re
from array import array
from collections.abc import Iterator
from typing import Final, NamedTuple

from guard.extract.encoding import Decoded

#: Characters that are passed over at once, as long as their bytes are those that the encoding writes.
_STEP: Final = 8_192
_MARKS: Final = {
    "utf-8-sig": codecs.BOM_UTF8,
    "utf-16-le": codecs.BOM_UTF16_LE,
    "utf-16-be": codecs.BOM_UTF16_BE,
    "utf-32-le": codecs.BOM_UTF32_LE,
    "utf-32-be": codecs.BOM_UTF32_BE,
}
_CODECS: Final = {"utf-8-sig": "utf-8", "euc-jp": "euc_jp"}
#: What a line of a file in several encodings can be in.
_NARROW: Final = ("utf-8", "cp932", "euc-jp", "iso-2022-jp", "latin-1")
_BROKEN: Final = "\ufffd"
_JIS: Final = "iso-2022-jp"
#: The handler of errors that ``guard.extract.encoding`` registers for the characters that Python's codec lacks.
_EUC_ERRORS: Final = "sekisho-eucjp-ms"
#: What Python makes of bytes that CP932 has not.
_STRAYS: Final = dict.fromkeys(map(ord, "\x80\uf8f0\uf8f1\uf8f2\uf8f3"), _BROKEN)
_ASCII, _ROMAN, _KANA, _KANJI = b"\x1b(B", b"\x1b(J", b"\x1b(I", b"\x1b$B"
_JIS_ESCAPE: Final = re.compile(rb"\x1b(?:\$\(?[@-Z]|\([@-Z]|&@)")
_JIS_KANJI: Final = frozenset({_KANJI, b"\x1b$@", b"\x1b$(B", b"\x1b$(@"})


class Edit(NamedTuple):
    """What stands in a stretch of a text from now on: offsets in code points, ``end`` exclusive."""

    start: int
    end: int
    new: str


class _Segment(NamedTuple):
    """A stretch of the file in one encoding: up to where in the text, from which byte on."""

    end: int
    at: int
    encoding: str


class Splices:
    """The bytes of a file as they become, edit by edit in the order of the text, and where the edits were."""

    def __init__(self, data: bytes, decoded: Decoded) -> None:
        self._data = data
        self._cursor = Cursor(data, decoded)
        self._new = bytearray()
        self._copied = 0
        self.starts, self.ends, self.lengths = array("q"), array("q"), array("l")
        self.wholes = array("b")

    def put(self, edit: Edit, *, is_whole: bool = False) -> bool:
        """Make an edit, of all of a cell or of a part; ``False`` where the encoding of its place cannot write it."""
        cursor = self._cursor
        cursor.to(edit.start)
        at, before = cursor.at, cursor.designation
        cursor.to(edit.end)
        written = cursor.encoded(edit.new, before)
        if written is None:
            return False
        self._new += memoryview(self._data)[self._copied : at]
        self._new += written
        self._copied = cursor.at
        self.starts.append(edit.start)
        self.ends.append(edit.end)
        self.lengths.append(len(edit.new))
        self.wholes.append(is_whole)
        return True

    def content(self) -> bytes:
        """The whole of it; no edit can follow."""
        self._new += memoryview(self._data)[self._copied :]
        return bytes(self._new)

    def __len__(self) -> int:
        return len(self.starts)


class Cursor:
    """A place in a file, by characters and by bytes; it only goes forward."""

    def __init__(self, data: bytes, decoded: Decoded) -> None:
        """``decoded`` is what :func:`guard.extract.encoding.decode` made of the data."""
        self._data = data
        self._text = decoded.text
        self._segments = iter(_segments(data, decoded))
        self._segment = next(self._segments, _Segment(len(decoded.text), 0, "utf-8"))
        self._offset = 0
        self.at = self._segment.at
        self.designation = _ASCII

    def to(self, offset: int) -> None:
        """Go behind as many characters as the offset says, and not behind an escape sequence that follows."""
        while self._offset < offset:
            while self._offset >= self._segment.end:
                self._segment = next(self._segments)
                self.at, self.designation = self._segment.at, _ASCII
            stop = min(offset, self._segment.end, self._offset + _STEP)
            self._pass(self._text[self._offset : stop], self._segment.encoding)
            self._offset = stop

    def encoded(self, text: str, designation: bytes) -> bytes | None:
        """A text in the encoding of this place, ``None`` where that lacks a character.

        ``designation`` is the character set of ISO-2022-JP that holds where the text begins.
        """
        if self._segment.encoding == _JIS:
            return _in_jis(text, designation, self.designation)
        return _strictly(text, self._segment.encoding)

    def _pass(self, chunk: str, encoding: str) -> None:
        if encoding == _JIS:
            self._pass_jis(chunk)
            return
        written = _strictly(chunk, encoding)
        if written is not None and self._data.startswith(written, self.at):
            self.at += len(written)
            return
        for character in chunk:
            self.at += _length(self._data, self.at, character, encoding)

    def _pass_jis(self, chunk: str) -> None:
        for character in chunk:
            while escape := _JIS_ESCAPE.match(self._data, self.at):
                self.designation, self.at = escape.group(), escape.end()
            if character in "\r\n":
                self.designation = _ASCII  # RFC 1468
            self.at += 2 if self.designation.startswith(b"\x1b$") else 1


def _segments(data: bytes, decoded: Decoded) -> Iterator[_Segment]:
    if decoded.encoding != "mixed":
        mark = _MARKS.get(decoded.encoding, b"")
        yield _Segment(len(decoded.text), len(mark) if data.startswith(mark) else 0, decoded.encoding)
        return
    at = len(codecs.BOM_UTF8) if data.startswith(codecs.BOM_UTF8) else 0
    offset = 0
    for line in data[at:].splitlines(keepends=True):
        encoding, length = _line_encoding(line, decoded.text, offset)
        offset += length
        yield _Segment(offset, at, encoding)
        at += len(line)


def _line_encoding(line: bytes, text: str, offset: int) -> tuple[str, int]:
    for encoding in _NARROW:
        read = _read(line, encoding)
        if text.startswith(read, offset):
            return encoding, len(read)
    return "latin-1", len(line)  # does not fit; whoever compares the result will see


def _read(line: bytes, encoding: str) -> str:
    """A line as :func:`guard.extract.encoding.decode` reads it in one of these encodings."""
    match encoding:
        case "euc-jp":
            return line.decode("euc_jp", _EUC_ERRORS)
        case "cp932":
            return line.decode("cp932", "replace").translate(_STRAYS)
        case "iso-2022-jp":
            return line.decode("iso2022_jp_ext", "replace")
        case _:
            return line.decode(encoding, "replace")


def _strictly(text: str, encoding: str) -> bytes | None:
    try:
        return text.encode(_CODECS.get(encoding, encoding))
    except UnicodeEncodeError:
        return None


def _length(data: bytes, at: int, character: str, encoding: str) -> int:
    """How many bytes a character takes that may be broken, or written otherwise than the encoding would."""
    if encoding.startswith("utf-16"):
        return 4 if character > "\uffff" else 2
    if encoding.startswith("utf-32"):
        return 4
    if encoding in {"utf-8", "utf-8-sig"}:
        return _length_in_utf8(data, at, character)
    lead = data[at]
    if lead < 0x80 or encoding == "latin-1":
        return 1
    if encoding == "cp932":
        is_pair = 0x81 <= lead <= 0x9F or 0xE0 <= lead <= 0xFC
        return 2 if is_pair and character != _BROKEN else 1
    length = 3 if lead == 0x8F else 2
    sequence = data[at : at + length]
    is_whole = len(sequence) == length and all(0xA1 <= byte <= 0xFE for byte in sequence[-2 if length == 3 else -1 :])
    return length if (lead == 0x8E or lead >= 0xA1 or lead == 0x8F) and is_whole else 1


def _length_in_utf8(data: bytes, at: int, character: str) -> int:
    if character != _BROKEN or data.startswith(_BROKEN.encode(), at):
        return len(character.encode())
    try:
        data[at : at + 4].decode()
    except UnicodeDecodeError as error:
        return error.end - error.start
    return 1


def _in_jis(text: str, before: bytes, after: bytes) -> bytes | None:
    """ISO-2022-JP from one character set to another, with as few escape sequences as that takes."""
    written = bytearray()
    now = before
    for character in text:
        told = _jis_code(character, now)
        if told is None:
            return None
        wanted, code = told
        if wanted != now:
            written += wanted
            now = wanted
        written += code
    return bytes(written + (after if now != after else b""))


def _jis_code(character: str, now: bytes) -> tuple[bytes, bytes] | None:
    """The character set and the code of a character; the set that holds where it has the character too."""
    if character < "\x80":
        return (now if now == _ROMAN and character not in "\\~" else _ASCII), character.encode()
    if "\uff61" <= character <= "\uff9f":
        return _KANA, bytes((character.encode("cp932")[0] & 0x7F,))
    code = _strictly(character, "euc-jp")
    if code is None or len(code) != 2 or code[0] == 0x8E:
        return None
    return (now if now in _JIS_KANJI else _KANJI), bytes(byte & 0x7F for byte in code)
