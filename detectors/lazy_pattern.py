"""Regular expressions that are compiled with their first use: a commit without candidates needs few of them."""

from __future__ import annotations

import re
from typing import Any, cast


class _LazyPattern:
    """Stands for a pattern until one of its methods is wanted, and has that method as its own from then on."""

    def __init__(self, source: str, flags: int) -> None:
        self._source = source
        self._flags = flags

    def __getattr__(self, name: str) -> Any:
        value = getattr(re.compile(self._source, self._flags), name)
        setattr(self, name, value)
        return value


def lazy_pattern(source: str, flags: int = 0) -> re.Pattern[str]:
    """What ``re.compile`` gives, without its cost before it is used: a class of all kanji takes milliseconds."""
    return cast("re.Pattern[str]", _LazyPattern(source, flags))
