"""Rules of a project's own: a pattern, words or columns, with a check digit by name.

Patterns are RE2: whatever a project writes, a text is read in linear time.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any, Final

from detectors import checkdigits
from detectors.folding import fold

_SEPARATORS = re.compile(r"[\s_\-.:=\"'`()\[\]{}<>,|*]+")
#: What a word may not touch, where it begins or ends in a Latin letter or a digit.
_WORD = re.compile(r"[0-9A-Za-z]")


def _isbn(digits: str) -> bool:
    from stdnum import ean

    return bool(ean.is_valid(digits))


def _corporate(digits: str) -> bool:
    from stdnum.jp import cn

    return bool(cn.is_valid(digits))


def _modulus_11(digits: str) -> bool:
    body = digits[:-1]
    rest = sum(int(digit) * (2 + index % 6) for index, digit in enumerate(reversed(body))) % 11
    return int(digits[-1]) == (0 if rest <= 1 else 11 - rest)


#: Check digits by the names that a configuration uses; each takes ASCII digits.
CHECK_DIGITS: Final[Mapping[str, Callable[[str], bool]]] = {
    "corporate-number": _corporate,
    "drivers-license": lambda digits: len(digits) == 12 and checkdigits.is_drivers_license(digits),
    "ean": _isbn,
    "insurer": lambda digits: len(digits) in {6, 7, 8} and checkdigits.is_insurer_number(digits),
    "luhn": checkdigits.is_luhn,
    "modulus-11": lambda digits: len(digits) > 1 and _modulus_11(digits),
    "my-number": lambda digits: len(digits) == 12 and checkdigits.is_my_number(digits),
    "resident-code": lambda digits: len(digits) == 11 and checkdigits.is_resident_code(digits),
}


@dataclass(frozen=True, slots=True)
class CustomPattern:
    """What one rule of a project looks for.

    ``pattern`` is RE2 against folded text, ``words`` are literal; with neither, every value under one of the
    ``columns`` counts. ``needs_column``: a match counts only under such a column, key or label.
    """

    entity: str
    pattern: str | None = None
    words: tuple[str, ...] = ()
    columns: tuple[str, ...] = ()
    check_digit: str | None = None
    needs_column: bool = False

    def source(self) -> str | None:
        """The RE2 expression of the pattern and the words; ``None`` where only columns count."""
        if self.pattern is not None:
            return self.pattern
        words = sorted({fold(word).text for word in self.words}, key=lambda word: (-len(word), word))
        return "|".join(map(re.escape, words)) if words else None

    def accepts(self, text: str, start: int, end: int) -> bool:
        """Whether a match stands as a word of its own, and carries its check digit."""
        if self.pattern is None and (_joins(text, start - 1, start) or _joins(text, end - 1, end)):
            return False
        if self.check_digit is None:
            return True
        digits = "".join(character for character in text[start:end] if character.isascii() and character.isdigit())
        return bool(digits) and CHECK_DIGITS[self.check_digit](digits)

    def is_column(self, label: str) -> bool:
        """Whether a label is one of the columns, in whatever way its words are joined."""
        return plain_label(label) in map(plain_label, self.columns)

    def is_announced(self, before: str) -> bool:
        """Whether one of the columns stands right before a value on its line."""
        said = _SEPARATORS.sub("", before).lower()
        return any(said.endswith(plain_label(column)) for column in self.columns)


def compiled(source: str) -> Any:
    """The expression in RE2. Raises ``ValueError`` where it is none."""
    import re2

    options = re2.Options()
    options.log_errors = False
    try:
        return re2.compile(source, options)
    except re2.error as error:
        said = error.args[0] if error.args else ""
        raise ValueError(said.decode("utf-8", "replace") if isinstance(said, bytes) else str(said)) from None


def plain_label(label: str) -> str:
    """A label without its path, its separators and its case: ``user.cardNo`` and ``card_no`` are ``cardno``."""
    return _SEPARATORS.sub("", fold(label[:200]).text.rsplit(".", 1)[-1]).lower()


def _joins(text: str, left: int, right: int) -> bool:
    """Whether the characters at two neighbouring places make one Latin word."""
    return left >= 0 and right < len(text) and bool(_WORD.match(text[left]) and _WORD.match(text[right]))
