"""The policy of a ref, and another tree beside it: what differs, as changes. Loaded once something does."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Iterator
from functools import partial
from pathlib import PurePosixPath
from typing import Final

from guard.config.config import ATTESTATIONS, FILE_NAME, MAX_BYTES, PYPROJECT, Config, InstalledRules
from guard.config.loading import has_section
from guard.errors import ConfigError
from guard.messages import N_
from guard.model import Severity
from guard.policy_change.accepted import baseline_changes
from guard.policy_change.change import Change
from guard.policy_change.configuration import Written, config_changes
from guard.policy_change.hooks import hook_changes
from guard.policy_change.owners import owner_changes
from guard.policy_change.people import roster_changes
from guard.policy_change.pipeline import pipeline_changes
from guard.policy_change.place import HOOKS, OWNER_FILES, PIPELINES, WORKFLOWS
from guard.policy_files import PolicyFiles
from guard.policy_source import MAX_BASELINE, MAX_ROSTER, Trusted
from guard.sources.tree import Tree

UNREADABLE: Final = N_("the configuration cannot be read: once this is merged, nothing is judged")
ELSEWHERE: Final = N_("a configuration of its own: what is scanned from this folder is judged by it")
NO_FILE: Final = N_("is a link, a submodule or too large: a trusted policy does not read it")
WRITTEN: Final = N_("terms or attestations are changed: what people put down in writing")


class Comparison:
    """The policy of the ref, beside which another tree is held; ``base`` is where the two parted, if that is another."""

    def __init__(
        self, words: Trusted, before: Tree, base: Tree | None, today: dt.date, installed: InstalledRules | None
    ) -> None:
        self._words = words
        self._before = before
        self._base = base
        self._today = today
        self._installed = installed

    def changes(self, after: Tree, paths: Iterable[str]) -> list[Change]:
        """What differs at some paths."""
        configs = {*self._words.configs, *(one.path for one in self._words.source.files)}
        found: list[Change] = []
        changed: list[str] = []
        for path in sorted(paths):
            try:
                old, new = self._before.read(path, self._limit(path)), after.read(path, self._limit(path))
            except ConfigError:
                changed.append(path)
                found += [] if path in configs else [Change(path, Severity.MEDIUM, NO_FILE)]
                continue
            if old != new and self._is_touched(path, new):
                changed.append(path)
                found += self._file(path, old, new)
        if configs.intersection(changed):
            found += self._configuration(after, next((path for path in changed if path in configs), FILE_NAME))
        if OWNER_FILES.intersection(changed):
            found += self._owners(after)
        return found

    def _limit(self, path: str) -> int:
        """Bytes of a file that are compared; with more of them it is none."""
        if path == self._words.baseline.path:
            return MAX_BASELINE
        return MAX_ROSTER if path == self._words.roster.path else MAX_BYTES

    def _is_touched(self, path: str, new: bytes | None) -> bool:
        """Whether a file is not as it was where the two trees parted."""
        try:
            return self._base is None or self._base.read(path, self._limit(path)) != new
        except ConfigError:
            return True

    def _file(self, path: str, old: bytes | None, new: bytes | None) -> Iterator[Change]:
        """What became of a file that is no configuration which counts here."""
        words = self._words
        if path == words.baseline.path:
            yield from baseline_changes(path, old, new)
        elif path == words.roster.path:
            yield from roster_changes(path, old, new)
        elif path in {ATTESTATIONS, words.config.gate_terms}:
            yield Change(path, Severity.MEDIUM, WRITTEN)
        elif path == HOOKS:
            yield from hook_changes(path, old, new)
        elif path.startswith(WORKFLOWS) or path in PIPELINES:
            yield from pipeline_changes(path, old, new)
        elif path not in words.configs and _is_configuration(path, new):
            yield Change(path, Severity.MEDIUM, ELSEWHERE)

    def _owners(self, after: Tree) -> Iterator[Change]:
        """Who would approve the next change of the policy."""
        words = self._words
        policy = (*words.configs, words.baseline.path, words.roster.path, ATTESTATIONS)
        yield from owner_changes(partial(_text, self._before), partial(_text, after), policy)

    def _configuration(self, after: Tree, path: str) -> Iterator[Change]:
        """What the configuration that counts would let through."""
        files = PolicyFiles(after, "judged")
        try:
            config = files.config(self._words.configs, self._today, self._installed)
        except ConfigError:
            yield Change(path, Severity.MEDIUM, UNREADABLE)
            return
        place = files.config_path or path
        yield from config_changes(self._words.config, Written(place, files.config_text, config or Config()))


def _text(tree: Tree, path: str) -> str | None:
    data = tree.read(path, MAX_BYTES)
    return None if data is None else data.decode("utf-8", "replace")


def _is_configuration(path: str, data: bytes | None) -> bool:
    name = PurePosixPath(path).name
    return data is not None and (name == FILE_NAME or (name == PYPROJECT and has_section(data)))
