"""How a value is written, apart from what it says: full-width or half-width, separators, upper or lower case."""

from __future__ import annotations

import re
from typing import Final

_WIDE_OFFSET: Final = 0xFEE0
_WIDE: Final = {code + _WIDE_OFFSET: code for code in range(0x21, 0x7F)}
_TO_WIDE: Final = {narrow: wide for wide, narrow in _WIDE.items()}
_DIGIT = re.compile(r"[0-9]")


def narrow(value: str) -> str:
    """Full-width letters, digits and signs as ASCII, character for character; everything else as it is."""
    return value if value.isascii() else value.translate(_WIDE)


def is_wide(character: str) -> bool:
    """Whether a character is the full-width form of an ASCII one."""
    return ord(character) in _WIDE


def widened(text: str) -> str:
    """ASCII letters, digits and signs in full width."""
    return text.translate(_TO_WIDE)


def digits_of(plain: str) -> str:
    """The ASCII digits of a text."""
    return "".join(_DIGIT.findall(plain))


def dressed(value: str, plain: str) -> str:
    """A text of the same length as a value, each character in the width that the value has there."""
    if value.isascii():
        return plain
    return "".join(widened(new) if is_wide(old) else new for old, new in zip(value, plain, strict=True))


def like(value: str, plain: str) -> str:
    """A text of any length in the width and, where the value has but one, the case of a value."""
    letters = [one for one in narrow(value) if one.isascii() and one.isalpha()]
    if letters and all(one.isupper() for one in letters):
        plain = plain.upper()
    visible = [one for one in value if not one.isspace()]
    return widened(plain) if visible and all(map(is_wide, visible)) else plain
