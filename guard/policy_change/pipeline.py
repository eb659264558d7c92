"""Two versions of a file that runs us on a server: a workflow of GitHub, a pipeline of another kind."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any, Final

from guard.checks.accounts.roster_text import Written, parse, text_of
from guard.errors import ConfigError
from guard.messages import N_
from guard.model import Severity
from guard.policy_change.change import Change
from guard.policy_change.mention import mentioning_lines, mentions

REMOVED: Final = N_("Sekisho is no longer called here")
CHANGED: Final = N_("what runs Sekisho is changed: {keys}")

_YAML: Final = (".yml", ".yaml")
#: What a workflow or a pipeline says for all of its jobs.
_OF_ALL: Final = frozenset({"on", "env", "defaults", "permissions", "concurrency", "variables", "include", "workflow"})
_MOST_KEYS: Final = 10


def pipeline_changes(path: str, before: bytes | None, after: bytes | None) -> Iterator[Change]:
    """Whether what called us still does, in the same way."""
    old, new = _text(path, before), _text(path, after)
    if not mentioning_lines(old):
        return
    if not mentioning_lines(new):
        yield Change(path, Severity.HIGH, REMOVED)
        return
    if path.endswith(_YAML):
        was, now = _parts(path, old), _parts(path, new)
        keys = [key for key in {**was, **now} if was.get(key) != now.get(key) and key in was]
        keys += [key for key in now if key in _OF_ALL and key not in was]
        if keys:
            line = _place(path, new, keys[0])
            told = (("keys", ", ".join(keys[:_MOST_KEYS])[:200]),)
            yield Change(path, Severity.MEDIUM, CHANGED, told, line)
    elif path == "Makefile" or path.startswith(".husky/"):
        if mentioning_lines(old) != mentioning_lines(new):
            yield Change(path, Severity.MEDIUM, CHANGED, (("keys", path),))
    elif old != new:
        yield Change(path, Severity.MEDIUM, CHANGED, (("keys", path),))


def _parts(path: str, text: str) -> Mapping[str, Any]:
    """What is said for all jobs, and the jobs that call us; what cannot be read is one part as it is."""
    written = _written(path, text)
    table = written.value
    if not isinstance(table, dict):
        return {path: text}
    parts = {key: value for key, value in table.items() if key in _OF_ALL}
    jobs = table.get("jobs")
    entries = jobs if isinstance(jobs, dict) else table
    return parts | {key: value for key, value in entries.items() if mentions([key, value])}


def _written(path: str, text: str) -> Written:
    try:
        return parse(text, path)
    except ConfigError:
        return Written()


def _place(path: str, text: str, key: str) -> int:
    written = _written(path, text)
    return max(written.place((key,)).line, written.place(("jobs", key)).line)


def _text(path: str, data: bytes | None) -> str:
    try:
        return "" if data is None else text_of(data, path)
    except ConfigError:
        return ""
