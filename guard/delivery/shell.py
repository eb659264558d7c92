"""Words of a command that a person copies into a shell, whatever bytes a path is made of."""

from __future__ import annotations

import shlex

from guard.report.console import visible

_QUOTED = frozenset("'\\")


def word(text: str) -> str:
    """The text as one word of a shell, with nothing in it that a console would show otherwise than it is.

    A name with a control character or of bytes that are no UTF-8 is written ``$'…'``, which bash, zsh, ksh and POSIX
    of 2024 read: a report shows such characters as escapes, and in plain quotes those would name another file.
    """
    if visible(text) == text:
        return shlex.quote(text)
    return f"$'{''.join(map(_escaped, text))}'"


def _escaped(character: str) -> str:
    if character in _QUOTED:
        return f"\\{character}"
    if visible(character) == character:
        return character
    return "".join(f"\\{byte:03o}" for byte in character.encode("utf-8", "surrogateescape"))
