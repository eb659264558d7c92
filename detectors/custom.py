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
_NON_ASCII = re.compile(r"[^\x00-\x7f]")
#: What of an expression an error may tell: the operator that is wrong.
_TELLABLE = re.compile(r"[^0-9A-Za-z\x80-\U0010ffff]{1,8}|\\[A-Za-z]")
_LABEL_WORD = re.compile(r"[A-Z]+(?![a-z])|[A-Z]?[a-z]+|[0-9]+|[^\x00-\x7f]+")
#: What may stand between a label in running text or code and its value, and what the value is: there only a number.
_LABEL_MARK = r"[\"'`\])]{0,2}[ \t]{0,8}(?:=>|:=|={1,3}|[:|]|は)[ \t]{0,8}[\"'`「]?"
_LABELLED_NUMBER = r"[0-9A-Za-z\-]{0,30}[0-9][0-9A-Za-z\-]{0,30}"
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


class RecognizerFailed(Exception):
    """A recognizer that is not ours raised something; the message names it and the kind of error, no text."""

    def __init__(self, entity: str, origin: str, kind: str) -> None:
        super().__init__(f"recognizer {origin}: {kind}")
        self.entity = entity


@dataclass(frozen=True, slots=True)
class CustomPattern:
    """What one rule of a project looks for.

    ``pattern`` is RE2 against folded text, ``words`` are literal; with neither, every value under one of the
    ``columns`` counts. ``needs_column``: a match counts only under such a column, key or label, or with a word of
    ``context`` on its line.
    """

    entity: str
    pattern: str | None = None
    words: tuple[str, ...] = ()
    columns: tuple[str, ...] = ()
    check_digit: str | None = None
    needs_column: bool = False
    context: tuple[str, ...] = ()

    @property
    def is_column_alone(self) -> bool:
        """Whether any value under a column counts."""
        return self.pattern is None and not self.words

    def source(self) -> str:
        """The RE2 expression for folded text; where only columns count, that of a label with a number behind it."""
        if self.pattern is not None:
            return folded_expression(self.pattern)
        if self.words:
            words = sorted({fold(word).text for word in self.words}, key=lambda word: (-len(word), word))
            return "|".join(map(re.escape, words))
        return rf"(?i:{'|'.join(map(_label_expression, self.columns))}){_LABEL_MARK}({_LABELLED_NUMBER})"

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

    def is_in_context(self, around: str, label: str) -> bool:
        """Whether a word of the context stands on the line of a value, or in its label."""
        said = f"{around}\n{fold(label[:200]).text}".lower()
        return any(fold(word).text.lower() in said for word in self.context)


def compiled(source: str) -> Any:
    """The expression in RE2. Raises ``ValueError`` where it is none."""
    import re2

    try:
        return re2.compile(folded_expression(source), one_line_options())
    except re2.error as error:
        raise ValueError(said_by_re2(error)) from None


def said_by_re2(error: Exception) -> str:
    """What an error of RE2 says, without the expression: that may hold a value."""
    said = error.args[0] if error.args else ""
    kind, _, part = (said.decode("utf-8", "replace") if isinstance(said, bytes) else str(said)).partition(": ")
    return f"{kind}: {part}" if _TELLABLE.fullmatch(part) else kind


def one_line_options() -> Any:
    """Options of RE2 under which no match crosses the end of a line."""
    import re2

    options = re2.Options()
    options.log_errors = False
    options.never_nl = True
    return options


def folded_expression(source: str) -> str:
    """An expression in which each character is folded as the text is that it will be held against."""
    return _NON_ASCII.sub(lambda match: _escaped(fold(match[0]).text), source)


def _escaped(text: str) -> str:
    return "".join(re.escape(character) if character.isascii() else character for character in text)


def _label_expression(column: str) -> str:
    """A column, in whatever way its words are joined; nothing Latin may stand before it where it is Latin."""
    words = [re.escape(word) for word in _LABEL_WORD.findall(fold(column).text)]
    joined = r"[ _\-.]?".join(words)
    return rf"(?:(?m:^)|[^0-9A-Za-z]){joined}" if joined[:1].isascii() else joined


def plain_label(label: str) -> str:
    """A label without its path, its separators and its case: ``user.cardNo`` and ``card_no`` are ``cardno``."""
    return _SEPARATORS.sub("", fold(label[:200]).text.rsplit(".", 1)[-1]).lower()


def _joins(text: str, left: int, right: int) -> bool:
    """Whether the characters at two neighbouring places make one Latin word."""
    return left >= 0 and right < len(text) and bool(_WORD.match(text[left]) and _WORD.match(text[right]))
