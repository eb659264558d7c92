"""Path patterns as people write them: ``*`` within a folder, ``**`` across folders, a trailing ``/`` for all below."""

from __future__ import annotations

import re
from functools import lru_cache


@lru_cache(maxsize=512)
def _compile(pattern: str) -> re.Pattern[str]:
    if pattern.endswith("/"):
        pattern += "**"
    anchored = "/" in pattern.rstrip("/").removesuffix("/**")
    parts = []
    index = 0
    while index < len(pattern):
        if pattern.startswith("**/", index):
            parts.append("(?:[^/]+/)*")
            index += 3
        elif pattern.startswith("**", index):
            parts.append(".*")
            index += 2
        elif pattern[index] == "*":
            parts.append("[^/]*")
            index += 1
        elif pattern[index] == "?":
            parts.append("[^/]")
            index += 1
        else:
            parts.append(re.escape(pattern[index]))
            index += 1
    prefix = "" if anchored else "(?:.*/)?"
    return re.compile(prefix + "".join(parts).removeprefix("/"), re.DOTALL)


def matches(pattern: str, path: str) -> bool:
    """Whether a path (relative, forward slashes) matches; a pattern without a slash matches at any depth."""
    return _compile(pattern).fullmatch(path) is not None
