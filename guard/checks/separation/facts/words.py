"""The words of a key: ``spring.datasource.dbHost`` is ``spring datasource db host``."""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import lru_cache

#: Words of keys that say who is let in: what stands there belongs to somebody else.
GRANTING = frozenset(
    "principal principals identifiers member members trusted grantee grantees granted assume assumable policy trust readers writers".split()
)
_WORD = re.compile(r"[A-Z]+(?![a-z])|[A-Z]?[a-z]+|\d+|[^\W\d_a-zA-Z]+")
#: Of longer keys the beginning and the end are looked at: what a key is about stands at its end.
_HALF = 150


@lru_cache(maxsize=50_000)
def words_of(part: str) -> tuple[str, ...]:
    """The words of one key in lower case."""
    told = part if len(part) <= 2 * _HALF else f"{part[:_HALF]} {part[-_HALF:]}"
    return tuple(word.lower() for word in _WORD.findall(told))


def words_of_path(key: Sequence[str]) -> tuple[str, ...]:
    """The words of a whole key path; positions in lists are left out."""
    return _words_of_path(tuple(key))


@lru_cache(maxsize=50_000)
def _words_of_path(key: tuple[str, ...]) -> tuple[str, ...]:
    return tuple(word for part in key if not part.isdecimal() for word in words_of(part))
