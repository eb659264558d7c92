"""What people write around a change on GitHub: the title and the body of a pull request.

They come with the event, and whoever opens the request writes them: no allow in them counts, since nobody approves it.
"""

from __future__ import annotations

import io
import sys
from collections.abc import Mapping
from typing import Any, Final

from guard.cli import main as guard_main
from guard.model import ALLOW_MARK
from guard.sources.texts import without_trailers

PULL_REQUEST: Final = "<pull request>"


def request_text(event: Mapping[str, Any]) -> bytes:
    """Title and body, the title on the first line; empty where the event is about no pull request."""
    request = event.get("pull_request")
    parts = [request.get(key) for key in ("title", "body")] if isinstance(request, Mapping) else []
    text = "\n\n".join(part for part in parts if isinstance(part, str) and part)
    text = text.replace(ALLOW_MARK, ALLOW_MARK.replace(":", "."))
    return without_trailers(text.encode("utf-8", "surrogatepass"))


def look_at(text: bytes, options: list[str]) -> int:
    """Scan a text as what it is, and say how that ended."""
    before, sys.stdin = sys.stdin, io.TextIOWrapper(io.BytesIO(text), encoding="utf-8")
    try:
        return guard_main(["scan", "--stdin", f"--stdin-name={PULL_REQUEST}", *options])
    finally:
        sys.stdin = before
