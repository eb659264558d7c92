r"""How a value is written in its file: with ``\u5C71``, ``&#23665;``, ``%E5%B1%B1`` or as it is, and back again.

A replacement is written as the value was. What its place could misunderstand is never put there: a quote, a
backslash, a delimiter that the value did not have itself.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from types import MappingProxyType
from typing import Final

from detectors.folding import unescape

#: Characters that mean something to one format or another.
_TELLING: Final = frozenset("\"'`\\<>&%$#{}[]|;,=\t\r\n\v\f\x85\u2028\u2029")
_ESCAPE: Final = re.compile(
    r"\\(?P<u>[uU])(?P<unit>[0-9A-Fa-f]{4})|\\u\{(?P<braced>[0-9A-Fa-f]+)\}|\\x(?P<byte>[0-9A-Fa-f]{2})"
    r"|&#(?P<x>[xX])(?P<hex>[0-9A-Fa-f]+);|&#(?P<decimal>[0-9]+);|&(?P<named>[A-Za-z]{2,8});|%(?P<percent>[0-9A-Fa-f]{2})"
)
#: A solidus that JSON and PHP escape though they need not.
_SOLIDUS: Final = r"\/"
_Spelling = Callable[[str], str]


def value_of(raw: str) -> str:
    """The value that stands in a file as ``raw``."""
    if not ("\\" in raw or "&" in raw or "%" in raw):
        return raw
    view = unescape(raw)
    return (raw if view is None else view.text).replace(_SOLIDUS, "/")


def spelled(raw: str, new: str) -> str | None:
    """A replacement written as ``raw`` is; ``None`` where that place could misunderstand it."""
    value = value_of(raw)
    if any(character in _TELLING and character not in value for character in new):
        return None
    if raw == value:
        return new
    if _SOLIDUS in raw:
        new = new.replace("/", _SOLIDUS)
    first = next((match for match in _ESCAPE.finditer(raw) if match["named"] is None), None)
    if first is None:
        return new if not _TELLING & set(new.replace(_SOLIDUS, "")) else None
    escape = _spelling(first, raw)
    is_escaped = _escaped_characters(raw, value)
    written = "".join(escape(c) if is_escaped(c) and value_of(escape(c)) == c else c for c in new)
    return written if value_of(written) == new.replace(_SOLIDUS, "/") else None


def _escaped_characters(raw: str, value: str) -> Callable[[str], bool]:
    """Which characters are written as escapes: those beyond ASCII, all of them, or those that were."""
    plain = set(_ESCAPE.sub("", raw))
    if not plain - set(_SOLIDUS):
        return lambda _character: True
    beyond = any(character > "\x7f" for character in plain)
    escaped = set(value) - plain
    return lambda character: character in escaped or (character > "\x7f" and not beyond) or character in "%&"


def _spelling(first: re.Match[str], raw: str) -> _Spelling:
    """The way in which a character is escaped: that of the first escape, in its upper or lower case."""
    letters = [character for character in raw if character in "abcdefABCDEF"]
    case = "X" if letters and all(map(str.isupper, letters)) else "x"
    group = next(name for name in _SPELLINGS if first[name] is not None)
    encoding = "utf-8" if group not in _IN_BYTES or _fits_utf8(raw) else "cp932"
    return lambda character: _SPELLINGS[group](character, case, encoding)


_IN_BYTES: Final = frozenset({"byte", "percent"})


def _fits_utf8(raw: str) -> bool:
    data = bytes(int(match["byte"] or match["percent"] or "20", 16) for match in _ESCAPE.finditer(raw))
    try:
        data.decode()
    except UnicodeDecodeError:
        return False
    return True


def _units(character: str, case: str, _encoding: str) -> str:
    data = character.encode("utf-16-be")
    return "".join(f"\\u{format(int.from_bytes(data[at : at + 2]), f'04{case}')}" for at in range(0, len(data), 2))


def _bytes(prefix: str) -> Callable[[str, str, str], str]:
    def spelling(character: str, case: str, encoding: str) -> str:
        return "".join(f"{prefix}{format(byte, f'02{case}')}" for byte in character.encode(encoding, "replace"))

    return spelling


_SPELLINGS: Final[Mapping[str, Callable[[str, str, str], str]]] = MappingProxyType(
    {
        "unit": _units,
        "braced": lambda character, case, _encoding: f"\\u{{{format(ord(character), case)}}}",
        "byte": _bytes("\\x"),
        "percent": _bytes("%"),
        "hex": lambda character, case, _encoding: f"&#x{format(ord(character), case)};",
        "decimal": lambda character, _case, _encoding: f"&#{ord(character)};",
    }
)
