"""Folding with an exact map back: many ways of writing one thing become one, and no position is lost.

Rules are written once, for plain ASCII digits and current kanji; this module brings a text into that form:
NFKC, kanji variants (髙 﨑 濵 德), every dash, ``ー`` where it stands for one, and no variation selectors or invisible
marks. Most characters fold one to one, so the map holds only the places where the length changes.
"""

from __future__ import annotations

import re
import unicodedata
from bisect import bisect_right
from collections.abc import Callable
from functools import cache
from typing import Any, NamedTuple

#: Variants of one kanji that names are written with, and the form that dictionaries know.
KANJI_VARIANTS = str.maketrans(
    "髙﨑嵜碕濵濱德栁桒槗𣘺𠮷曻圡𡈽冨嶌邉𨕙瀨頴黑惠眞廣澤櫻龍齋齊",
    "高崎崎崎浜浜徳柳桑橋橋吉昇土土富島辺辺瀬穎黒恵真広沢桜竜斎斉",
)
_DASHES = "‐‑‒–—―−─━﹣－⁃˗➖"
#: Ranges that hold characters which NFKC turns into exactly one other character.
_ONE_TO_ONE_RANGES = (
    (0x00A0, 0x00BA),
    (0x2000, 0x200A),
    (0x2070, 0x209C),
    (0x2102, 0x2139),
    (0x2460, 0x24FF),
    (0x2E80, 0x2FDF),
    (0x3000, 0x303F),
    (0x3192, 0x319F),
    (0x3244, 0x33FF),
    (0xF900, 0xFAFF),
    (0xFE30, 0xFE6F),
    (0xFF01, 0xFFEE),
    (0x1D7CE, 0x1D7FF),
    (0x2F800, 0x2FA1F),
)
_INVISIBLE = "\u00ad\u200b-\u200f\u202a-\u202e\u2060-\u2069\ufe00-\ufe0f\ufeff\U000e0100-\U000e01ef"
#: Characters whose folding has another length: joined sound marks, squared words and eras, what is invisible.
_LENGTH_CHANGING = re.compile(
    f"[{_INVISIBLE}]+"
    "|[ｳｶ-ﾄﾊ-ﾎ]ﾞ|[ﾊ-ﾎ]ﾟ|[\u3046-\u30fd][\u3099\u309a]"
    "|[\u2100\u2101\u2105\u2106\u2116\u2121\u213b\u2474-\u24b5\u3200-\u3243\u3250\u32c0-\u32cb\u32ff\u3300-\u33ff]"
)
#: Up to so many code points Python's own engine is the faster one.
_SHORT = 256
_NON_ASCII = re.compile(r"[^\x00-\x7f]+")
#: One that somebody typed for a dash: behind a digit, or before one and not at the end of a word (マイナンバー7392…).
_LONG_VOWEL_BESIDE_DIGIT = re.compile(r"(?<=[0-9])ー|(?<![ぁ-ゖァ-ヺー])ー(?=[0-9])")
_ESCAPE = re.compile(
    # Each begins with a character and not with a group: the search jumps to those.
    r"\\u[0-9A-Fa-f]{4}(?:\\u[0-9A-Fa-f]{4})*|\\u\{[0-9A-Fa-f]{1,6}\}|\\x[0-9A-Fa-f]{2}(?:\\x[0-9A-Fa-f]{2})*"
    r"|&(?:\#[0-9]{1,7}|\#[xX][0-9A-Fa-f]{1,6}|[A-Za-z]{2,8});|%[0-9A-Fa-f]{2}(?:%[0-9A-Fa-f]{2})*"
)


class _Piece(NamedTuple):
    """From ``start`` on in the view, text stands for ``source`` on in the source.

    ``length`` is the length in the source where the piece is a replacement, 0 where it is copied.
    """

    start: int
    source: int
    length: int


class View(NamedTuple):
    """Another way of reading a text, and the way back to it."""

    text: str
    pieces: tuple[_Piece, ...] = ()
    below: View | None = None  # the view this one was made from, when it was not made from the source

    def span(self, start: int, end: int) -> tuple[int, int]:
        """The source span that ``text[start:end]`` stands for."""
        if self.pieces:
            start, end = self._to_below(start, is_end=False), self._to_below(end, is_end=True)
        return (start, end) if self.below is None else self.below.span(start, end)

    def offset(self, source: int) -> int:
        """Where the character at a source offset went; inside a replacement: where that begins."""
        if self.below is not None:
            source = self.below.offset(source)
        if not self.pieces:
            return source
        piece = self.pieces[bisect_right(self.pieces, source, key=_source_of) - 1]
        return piece.start if piece.length else piece.start + source - piece.source

    def _to_below(self, offset: int, *, is_end: bool) -> int:
        # An end belongs to the piece of the character before it; a start skips what was deleted there.
        look = offset - 1 if is_end and offset else offset
        index = bisect_right(self.pieces, look, key=_start_of) - 1
        piece = self.pieces[index]
        if is_end and offset:
            # What was deleted behind the last character goes with it: the selector of a kanji's variant.
            behind = bisect_right(self.pieces, offset, key=_start_of) - 1
            if behind - 1 > index or (behind - 1 == index and piece.start == offset):
                return self.pieces[behind].source
        if not piece.length:
            return piece.source + offset - piece.start
        return piece.source + (piece.length if is_end else 0)


def _start_of(piece: _Piece) -> int:
    return piece.start


def _source_of(piece: _Piece) -> int:
    return piece.source


@cache
def _table() -> dict[int, int | str]:
    table: dict[int, int | str] = dict(KANJI_VARIANTS)
    for first, last in _ONE_TO_ONE_RANGES:
        for code in range(first, last + 1):
            folded = unicodedata.normalize("NFKC", chr(code))
            if len(folded) == 1 and folded != chr(code):
                table[code] = folded.translate(KANJI_VARIANTS)
    table.update(dict.fromkeys(map(ord, _DASHES), "-"))
    return table


def fold(text: str, below: View | None = None) -> View:
    """The folded view of a text (of ``below.text`` where a view is folded further)."""
    if text.isascii():
        return View(text, (), below)
    pieces: tuple[_Piece, ...] = ()
    if _changes_length(text):
        view = _replace(text, _LENGTH_CHANGING, _fold_piece, below)
        text, pieces = view.text, view.pieces
    folded = _NON_ASCII.sub(_translate, text)
    if "ー" in folded:
        folded = _LONG_VOWEL_BESIDE_DIGIT.sub("-", folded)
    return View(folded, pieces, below)


def _changes_length(text: str) -> bool:
    if len(text) <= _SHORT:
        return _LENGTH_CHANGING.search(text) is not None
    return _length_changing_bytes().search(text.encode("utf-8", "surrogatepass")) is not None


@cache
def _length_changing_bytes() -> Any:
    """The same for RE2, which passes over what is ASCII in no time, and knows no escapes of Python's."""
    import re2

    return re2.compile(_LENGTH_CHANGING.pattern.encode())


def _translate(run: re.Match[str]) -> str:
    return run.group().translate(_table())


def _fold_piece(found: str) -> str:
    return "".join(char for char in unicodedata.normalize("NFKC", found) if not _is_invisible(char))


@cache
def _is_invisible(char: str) -> bool:
    return re.fullmatch(f"[{_INVISIBLE}]", char) is not None


def unescape(text: str) -> View | None:
    r"""The text with ``\uXXXX``, ``\xXX``, HTML entities and percent encoding resolved; ``None`` if it has none."""
    if not ("\\" in text or "&" in text or "%" in text) or not _telling_escape().search(
        text.encode("utf-8", "replace")
    ):
        return None
    view = _replace(text, _ESCAPE, _resolve, None)
    return None if view.text == text else view


@cache
def _telling_escape() -> Any:
    """Escapes of what data is made of (digits, ``-``, ``@``, all beyond ASCII); a bundle is full of ``&nbsp;`` and the like."""
    import re2

    return re2.compile(
        rb"(?i)\\u(?:00[234][0-9a-f]|[0-9a-f]?[1-9a-f][0-9a-f]{2}|[1-9a-f][0-9a-f]{3})|\\u\{|\\x[2389a-f][0-9a-f]"
        rb"|&#x?[0-9a-f]{2}|%(?:[2389a-f][0-9a-f]|40)|[^\x00-\x7f]&nbsp;[^\x00-\x7f]|&(?:commat|hyphen|num|lowbar|period|colon);"
    )


def _resolve(escape: str) -> str:
    # A line break that was escaped stays on its line, so that lines count alike in every view.
    return _decode(escape).replace("\n", " ").replace("\r", " ")


def _decode(escape: str) -> str:
    if escape.startswith("\\u{"):
        code = int(escape[3:-1], 16)
        return chr(code) if code <= 0x10FFFF else escape
    if escape.startswith("\\u"):
        units = bytes.fromhex(escape.replace("\\u", ""))
        return units.decode("utf-16-be", "replace")
    if escape.startswith("&"):
        import html  # its table of entities is only worth loading when one is met

        return html.unescape(escape)
    data = bytes.fromhex(escape.replace("\\x", "").replace("%", ""))
    for encoding in ("utf-8", "cp932"):
        try:
            return data.decode(encoding)
        except UnicodeDecodeError:
            continue
    return escape


def _replace(text: str, pattern: re.Pattern[str], resolve: Callable[[str], str], below: View | None) -> View:
    parts: list[str] = []
    pieces: list[_Piece] = []
    source = length = 0
    for match in pattern.finditer(text):
        start, end = match.span()
        replacement = resolve(match.group())
        if source < start:
            pieces.append(_Piece(length, source, 0))
            parts.append(text[source:start])
            length += start - source
        pieces.append(_Piece(length, start, end - start))
        parts.append(replacement)
        length += len(replacement)
        source = end
    pieces.append(_Piece(length, source, 0))
    parts.append(text[source:])
    return View("".join(parts), tuple(pieces), below)
