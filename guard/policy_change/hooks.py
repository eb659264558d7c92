"""Two ``.pre-commit-config.yaml``: which of our hooks the later one no longer runs as the earlier one did."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any, Final, NamedTuple

from guard.checks.accounts.roster_text import Written, parse, text_of
from guard.errors import ConfigError
from guard.messages import N_
from guard.model import Severity
from guard.policy_change.change import Change
from guard.policy_change.mention import mentions

REMOVED: Final = N_("the hook {hook} is removed")
CHANGED: Final = N_("the hook {hook} runs in another way: {keys}")
ELSEWHERE: Final = N_("the hook {hook} comes from another place")
RUNS_LESS: Final = N_("the hooks are skipped, or run at other stages ({keys})")
VERSION: Final = N_("the hook {hook} is of another version")
UNREADABLE: Final = N_("the list of hooks cannot be read: none of them runs")

#: Keys of the whole file that say when hooks run.
_OF_ALL: Final = ("default_stages", "ci", "default_install_hook_types", "exclude", "files")


class _Hook(NamedTuple):
    """One of our hooks: where it comes from, which version, what is said of it, and in which line."""

    place: str
    version: str
    said: Mapping[str, Any]
    line: int


def hook_changes(path: str, before: bytes | None, after: bytes | None) -> Iterator[Change]:
    """What became of our hooks."""
    try:
        old_file = _written(path, before)
    except ConfigError:
        return  # it ran nothing
    old = _hooks(old_file)
    if not old:
        return
    try:
        new_file = _written(path, after)
    except ConfigError:
        yield Change(path, Severity.HIGH, UNREADABLE)
        return
    new = _hooks(new_file)
    for hook, was in old.items():
        now = new.get(hook)
        if now is None:
            yield Change(path, Severity.HIGH, REMOVED, (("hook", hook),))
        else:
            yield from _hook(path, hook, was, now)
    keys = [key for key in _OF_ALL if _table(old_file).get(key) != _table(new_file).get(key)]
    if keys:
        line = new_file.place((keys[0],)).line
        yield Change(path, Severity.MEDIUM, RUNS_LESS, (("keys", ", ".join(keys)),), line)


def _hook(path: str, hook: str, was: _Hook, now: _Hook) -> Iterator[Change]:
    said: tuple[tuple[str, str | int], ...] = (("hook", hook),)
    if was.place != now.place:
        yield Change(path, Severity.HIGH, ELSEWHERE, said, now.line)
    keys = sorted(key for key in {*was.said, *now.said} if was.said.get(key) != now.said.get(key))
    if keys:
        yield Change(path, Severity.MEDIUM, CHANGED, (*said, ("keys", ", ".join(keys)[:200])), now.line)
    if was.version != now.version and was.place == now.place:
        yield Change(path, Severity.LOW, VERSION, said, now.line)


def our_hooks(path: str, data: bytes | None) -> frozenset[str]:
    """The ids of our hooks that a list of hooks has; none where it cannot be read."""
    try:
        return frozenset(_hooks(_written(path, data)))
    except ConfigError:
        return frozenset()


def our_versions(path: str, data: bytes | None) -> frozenset[str]:
    """The versions at which a list of hooks holds ours; none where it cannot be read."""
    try:
        return frozenset(hook.version for hook in _hooks(_written(path, data)).values() if hook.version)
    except ConfigError:
        return frozenset()


def _written(path: str, data: bytes | None) -> Written:
    return Written() if data is None else parse(text_of(data, path), path)


def _table(written: Written) -> Mapping[str, Any]:
    return written.value if isinstance(written.value, dict) else {}


def _hooks(written: Written) -> dict[str, _Hook]:
    """Our hooks by their ids; of one that stands there several times the last."""
    found: dict[str, _Hook] = {}
    repositories = _table(written).get("repos")
    for at, repository in enumerate(repositories if isinstance(repositories, list) else ()):
        hooks = repository.get("hooks") if isinstance(repository, dict) else None
        for number, hook in enumerate(hooks if isinstance(hooks, list) else ()):
            if not isinstance(hook, dict):
                continue
            place = str(repository.get("repo", ""))
            if mentions([str(hook.get("id", "")), str(hook.get("entry", ""))]):
                line = written.place(("repos", at, "hooks", number)).line
                found[str(hook.get("id", ""))[:80]] = _Hook(place, str(repository.get("rev", "")), hook, line)
    return found
