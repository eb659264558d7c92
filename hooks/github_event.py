"""What an event of GitHub Actions is about, as options of ``sekisho scan``."""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

from guard.messages import N_

#: Said where a push replaced what stood on its branch, and that is not here to be compared with.
GONE = N_(
    "where the branch stood before the push is not here (a force push, or a shallow clone): every commit of it "
    "that no other branch has is looked at"
)
_OID = re.compile(r"[0-9a-f]{40}|[0-9a-f]{64}")
_HISTORY = "--history"


def scope(environ: Mapping[str, str], is_here: Callable[[str], bool], note: Callable[[str], None]) -> list[str]:
    """What is looked at: what a pull request or a push to a branch adds, the whole history for all other events.

    A pull request is judged from where it left its base. A push of a new branch comes with zeros, which a range
    understands; so is one whose commit of before ``is_here`` denies, and ``note`` gets told.
    """
    wanted = environ.get("INPUT_SCOPE", "").strip() or "changes"
    is_event = bool(
        environ.get("GITHUB_EVENT_NAME") or environ.get("GITHUB_EVENT_PATH")
    )  # without one somebody runs the Action's step by hand
    if wanted == "tree" or environ.get("INPUT_PATH", "").strip() or not (is_event or wanted == "history"):
        return []
    added = None if wanted == "history" else _added(environ, event_of(environ))
    if added is None:
        return [_HISTORY]
    base, dots, head = added
    if dots == ".." and base.strip("0") and not is_here(base):
        note(GONE)
        base = "0" * len(base)
    return [f"--range={base}{dots}{head}"]


def policy(environ: Mapping[str, str]) -> list[str]:
    """Whose words count: those of the base where a change is proposed, so that it cannot allow itself."""
    ref = environ.get("INPUT_POLICY_REF", "").strip()
    if not ref and (added := _added(environ, event_of(environ))) is not None and added[1] == "...":
        ref = added[0]
    return [f"--policy-ref={ref}"] if ref else []


def _added(environ: Mapping[str, str], event: Mapping[str, Any]) -> tuple[str, str, str] | None:
    """Base, dots and head of what an event adds; ``None`` for events that add nothing, and for what is no event."""
    name = environ.get("GITHUB_EVENT_NAME")
    if isinstance(event.get("pull_request"), dict):
        found = (_oid(event["pull_request"].get("base"), "sha"), "...", _oid(event["pull_request"].get("head"), "sha"))
    elif name == "merge_group":
        found = (_oid(event.get("merge_group"), "base_sha"), "...", _oid(event.get("merge_group"), "head_sha"))
    elif name == "push" and environ.get("GITHUB_REF", "").startswith("refs/heads/"):
        found = (_oid(event, "before"), "..", _oid(environ, "GITHUB_SHA"))
    else:
        return None
    return found if found[0] and found[2] else None


def _oid(table: object, key: str) -> str:
    """The name of an object in a table; empty where there is none."""
    value = table.get(key) if isinstance(table, Mapping) else None
    return value if isinstance(value, str) and _OID.fullmatch(value) else ""


def event_of(environ: Mapping[str, str]) -> dict[str, Any]:
    """What GitHub tells of the event; empty where it tells nothing that can be read."""
    try:
        content = json.loads(Path(environ["GITHUB_EVENT_PATH"]).read_text(encoding="utf-8"))
    except (KeyError, OSError, ValueError):
        return {}
    return content if isinstance(content, dict) else {}
