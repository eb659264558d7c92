"""Path patterns as people write them: ``*`` within a folder, ``**`` across folders, a trailing ``/`` for all below."""

from __future__ import annotations

import re
from functools import lru_cache
from typing import Any

#: Longer patterns are refused by the configuration: RE2 bounds the time of a match, this its memory.
MAX_LENGTH = 1000
_TOKEN = re.compile(r"\*\*/|\*\*|\*|\?|[^*?]+")
_MEANING = {"**/": "(?:[^/]+/)*", "**": ".*", "*": "[^/]*", "?": "[^/]"}


@lru_cache(maxsize=512)
def _compile(pattern: str) -> Any:
    import re2  # a pattern comes from the judged repository: its time must be linear

    is_anchored = "/" in pattern.rstrip("/")
    if pattern.endswith("/"):
        pattern += "**"
    prefix = "" if is_anchored else "(?:.*/)?"
    tokens = _TOKEN.findall(pattern.removeprefix("/"))
    return re2.compile("(?s)" + prefix + "".join(_MEANING.get(token) or re2.escape(token) for token in tokens))


def matches(pattern: str, path: str) -> bool:
    """Whether a path (relative, forward slashes) matches; a pattern without a slash matches at any depth.

    A slash at the end makes it a folder and does not count. Bytes of a name that are no UTF-8 match wildcards only.
    """
    return _compile(pattern).fullmatch(path.encode("utf-8", "replace").decode()) is not None
