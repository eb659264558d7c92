"""What kind of text stands where a value should: a literal, a reference, a placeholder, something encrypted, nothing."""

from __future__ import annotations

import enum
import re


class Shape(enum.Enum):
    """The shape of a value."""

    LITERAL = "literal"
    REFERENCE = "reference"  # what stands there is decided elsewhere, at deploy time
    PLACEHOLDER = "placeholder"  # a word that asks to be replaced
    ENCRYPTED = "encrypted"
    EMPTY = "empty"


_EMPTY = frozenset({"", "null", "~", "none", "nil", "undefined"})
_REFERENCE = re.compile(
    r"\$\{[^}]*\}|\$\([^)]*\)|\{\{.*?\}\}|<%.*?%>|%env\([^)]*\)%|%\([a-z_]+\)s|#\{[^}]*\}#?|^\$[A-Za-z_]\w*$|^\$[a-z][\w\-]*:[\w.\-]+$|^@[\w.\-]+@$"
    r"|\$\$[A-Za-z_]\w*\$\$|^%[A-Z_][A-Z0-9_]*%$|\(\([\w./\-]+\)\)",
    re.DOTALL,
)
_ENCRYPTED = re.compile(
    r"^ENC\(|^ENC\[|^\{cipher\}|^\$ANSIBLE_VAULT;|^AQICAH|^vault:v\d+:|^-----BEGIN PGP MESSAGE|^encrypted:|^age1|^ENC:"
)
_PLACEHOLDER = re.compile(
    r"^<[^<>]*>$|^\[[^\]]*\]$|change[._\- ]?(?:me|this|it)|replace[._\- ]?(?:me|this|with)?\b|^!!+|^x{3,}$|\*{3,}|^\.{3,}$|^_{3,}$|^-{3,}$"
    r"|^(?:your|my(?!.?number)|some|insert|enter|set|put|fill|tbd|fixme|update)[._\- ]|^todo[: ]|^(?:todo|tbd|fixme|placeholder|changeit|dummy|example|sample|secret_?here)$"
    r"|_here$|[._\- ]here$|placeholder|set[._\-]me|update[._\-]me|fill[._\-]me|ここに|変更して|置き換え|設定して",
    re.IGNORECASE,
)
_MAX_LOOKED_AT = 2000


def shape_of(value: str) -> Shape:
    """The shape of a text that a file holds as a value."""
    text = value.strip()[:_MAX_LOOKED_AT]
    if text.casefold() in _EMPTY:
        return Shape.EMPTY
    if _ENCRYPTED.search(text):
        return Shape.ENCRYPTED
    if _REFERENCE.search(text):
        return Shape.REFERENCE
    if _PLACEHOLDER.search(text):
        return Shape.PLACEHOLDER
    return Shape.LITERAL
