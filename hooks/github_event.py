"""Which commits an event of GitHub Actions is about."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from pathlib import Path
from typing import Any

_OID = re.compile(r"[0-9a-f]{40}|[0-9a-f]{64}")


def commit_range(environ: Mapping[str, str]) -> str | None:
    """The commits that the event is about; ``None``: the whole tree (a schedule, a tag, a path that was asked for).

    A pull request is judged from where it left its base. A push of a new branch comes with zeros, which a range
    understands.
    """
    if environ.get("INPUT_SCOPE", "").strip() == "tree" or environ.get("INPUT_PATH", "").strip():
        return None
    event = _event(environ)
    head = environ.get("GITHUB_SHA", "")
    pull_request, before = event.get("pull_request"), event.get("before")
    if isinstance(pull_request, dict):
        base, head = (pull_request.get(side, {}).get("sha", "") for side in ("base", "head"))
        return f"{base}...{head}" if _OID.fullmatch(base) and _OID.fullmatch(head) else None
    if environ.get("GITHUB_EVENT_NAME") == "push" and environ.get("GITHUB_REF", "").startswith("refs/heads/"):
        return (
            f"{before}..{head}" if isinstance(before, str) and _OID.fullmatch(before) and _OID.fullmatch(head) else None
        )
    return None


def _event(environ: Mapping[str, str]) -> dict[str, Any]:
    try:
        content = json.loads(Path(environ["GITHUB_EVENT_PATH"]).read_text(encoding="utf-8"))
    except (KeyError, OSError, ValueError):
        return {}
    return content if isinstance(content, dict) else {}
