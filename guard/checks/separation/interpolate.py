"""References that the configuration answers itself: ``${DB_HOST}`` where the same environment sets ``DB_HOST``.

What nobody answers stays as it stands, and is a reference. ``${NAME:default}`` and ``${NAME:-default}`` fall back.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence

from guard.checks.separation.readers.interpolation import PLACES

_EXPRESSION = re.compile(r"(?:var|local)\.[A-Za-z_][\w\-]{0,199}")
_REFERENCE = re.compile(r"\$\{([A-Za-z_][\w.\-]{0,199})(?::-?([^{}]*))?\}|\$([A-Za-z_]\w{0,199})")
#: Rounds of replacement, and code points that a value may grow to: references can stand in a circle.
_ROUNDS = 5
_MAX_LENGTH = 10_000


def interpolate(text: str, known: Mapping[str, str]) -> str:
    """The text with the references that ``known`` answers replaced; keys of ``known`` are joined by ``.``."""
    for _round in range(_ROUNDS):
        if "$" not in text or len(text) > _MAX_LENGTH:
            break
        replaced = _REFERENCE.sub(lambda match: _answer(match, known), text)
        if replaced == text:
            break
        text = replaced
    return text[:_MAX_LENGTH]


def _answer(match: re.Match[str], known: Mapping[str, str]) -> str:
    found = known.get(match[1] or match[3])
    if found is not None:
        return found
    return match[0] if match[2] is None or match[1] in PLACES else match[2]


def evaluate(expression: str, known: Mapping[str, str]) -> str | None:
    """What an expression stands for where it is nothing but a name that ``known`` answers (``var.db_host``)."""
    name = expression.strip()
    return known.get(name) if _EXPRESSION.fullmatch(name) else None


def names_of(key: Sequence[str]) -> Iterator[str]:
    """The names under which references ask for a key: joined, and as Terraform says it."""
    yield ".".join(key)
    if len(key) == 1:
        yield f"var.{key[0]}"
    elif len(key) == 2 and key[0] == "locals":
        yield f"local.{key[1]}"
    elif len(key) == 3 and key[0] == "variable" and key[2] == "default":
        yield f"var.{key[1]}"
