"""Accepted findings in a run: which baseline, when it is read, and what it came to.

The file is read with the first finding where somebody waits for a commit, before the work everywhere else.
"""

from __future__ import annotations

import datetime as dt
import os
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import replace
from functools import cache, cached_property, partial
from pathlib import Path

from guard.errors import ConfigError, UsageError
from guard.examine import Examiner, Outcome
from guard.model import Blob, Part, Verdict
from guard.policy.baseline import Baseline, Matching, Names, version_of
from guard.policy.baseline_file import FILE_NAME, MAX_BYTES, read_baseline
from guard.policy.identity import KEY_VARIABLE, BaselineKey, Identifier, baseline_key
from guard.result import BaselineUse, ScanResult
from guard.rules.catalogue import PERSONAL_DATA, RULES
from guard.scan import Examination
from guard.verdicts import Verdicts

#: Makes what looks at blobs; with the first that is needed.
MakeExaminer = Callable[[], Examiner]


def baseline_path(named: Path | None, root: Path | None) -> Path | None:
    """The file that is named, or the usual one at the root of a repository; ``None`` where there is none.

    Raises ``UsageError`` where the one that is named is not there.
    """
    if named is not None:
        if not named.is_file():
            raise UsageError(f"no baseline {named}")
        return named
    usual = None if root is None else root / FILE_NAME
    return usual if usual is not None and os.path.lexists(usual) else None


def load_baseline(path: Path, today: dt.date | None) -> Baseline:
    """Read a file; raises ``ConfigError`` for one that cannot be read or is none."""
    try:
        if not path.is_file():
            raise ConfigError("cannot be read: it is no file", file=path.name)
        with path.open("rb") as file:
            data = file.read(MAX_BYTES + 1)
    except OSError as error:
        raise ConfigError(f"cannot be read: {error.strerror}", file=path.name) from None
    return read_baseline(data, path.name, today)


def acceptance(
    named: Path | None, root: Path | None, today: dt.date, given: Baseline | None = None, *, past: bool = False
) -> Acceptance | None:
    """What a run accepts: a baseline that is ``given``, the file that is named, the usual file, or nothing."""
    if given is not None:
        return Acceptance(lambda: given, root, today, past=past)
    path = baseline_path(named, root)
    return None if path is None else Acceptance(partial(load_baseline, path, today), root, today, past=past)


class Acceptance:
    """The accepted findings of one run."""

    def __init__(self, load: Callable[[], Baseline], root: Path | None, today: dt.date, *, past: bool = False) -> None:
        """``root`` is the work tree, if there is one; ``past`` says that a history is looked at."""
        self._load = load
        self._root = root
        self._today = today
        self._past = past
        self._key = baseline_key(os.environ)
        self.identifier = Identifier(self._key)

    @cached_property
    def baseline(self) -> Baseline:
        """The accepted findings, read when they are first asked for. Raises ``ConfigError``."""
        baseline = self._load()
        _refuse_other_key(baseline, self._key)
        return baseline

    def read(self) -> None:
        """Read the accepted findings now. Raises ``ConfigError``."""
        _ = self.baseline

    @cached_property
    def matching(self) -> Matching:
        """What they cover so far."""
        names = Names(self._other_names, self._may_be)
        return Matching(self.baseline, names, has_key=self._key is not None, past=self._past)

    def over(self, examination: Examination, make: MakeExaminer) -> Examination:
        """The same examination, in which accepted findings are; ``make`` is called where a file has to be counted."""
        return partial(self._examined, examination, cache(make))

    def accepted(self, verdicts: Iterable[Verdict]) -> Iterator[Verdict]:
        """Verdicts on a whole tree, in the order of their files."""
        for verdict in verdicts:
            self.matching.begin(version_of(verdict.finding.origin))
            yield self.matching.accept(verdict)

    def used(self, result: ScanResult, check: str, *, is_whole: bool) -> BaselineUse:
        """What the baseline came to; ``is_whole``: all that it may be about was looked at."""
        baseline = self.baseline
        used = self.matching.used
        mine = rules_of(check)
        unused = sum(
            number not in used and mine(entry.where.rule) and (self._past or not entry.is_past)
            for number, entry in enumerate(baseline.entries)
        )
        ending = baseline.ending(self._today)
        return BaselineUse(
            baseline.name,
            len(baseline.entries),
            unused if is_whole and not result.incomplete and not result.interrupted else None,
            len(ending),
            min((entry.grant.expires for entry in ending), default=None),
            is_without_key=baseline.key_id is not None and self._key is None,
        )

    def _examined(
        self, examination: Examination, make: MakeExaminer, blobs: Iterable[Blob]
    ) -> Iterator[tuple[Blob, Outcome]]:
        for blob, outcome in examination(blobs):
            if outcome.verdicts:
                self.matching.begin(version_of(blob.origin, blob.oid))
                if blob.base is not None:
                    self._take_the_rest(blob, outcome, make)
                outcome.verdicts = Verdicts(map(self.matching.accept, outcome.verdicts))
            yield blob, outcome

    def _take_the_rest(self, blob: Blob, outcome: Outcome, make: MakeExaminer) -> None:
        """Where only changed lines are in scope, what stands on the others uses up entries first."""
        findings = [verdict.finding for verdict in outcome.verdicts if verdict.finding.identity is not None]
        if not any(map(self.matching.is_loose, findings)):
            return
        changed = {_spot(verdict) for verdict in outcome.verdicts}
        for verdict in make().examine(replace(blob, base=None)).verdicts:
            if _spot(verdict) not in changed:
                self.matching.take(verdict)

    def _other_names(self, path: str) -> Iterable[str]:
        return self._names.get(path, ()) if path not in self.baseline.paths or self._past else ()

    def _may_be(self, found: str, accepted: str) -> bool:
        """With a key a value is known in a file of another name: in the one that came, or the one that went."""
        name = found if self._past else accepted
        return self._root is not None and not os.path.lexists(self._root / name)

    @cached_property
    def _names(self) -> Mapping[str, frozenset[str]]:
        """What files were called that have entries under another name."""
        root = self._root
        if root is None:
            return {}
        paths = self.baseline.paths
        gone = paths if self._past else {path for path in paths if not os.path.lexists(root / path)}
        if not gone:
            return {}
        from guard.sources.renamed import other_names
        from guard.sources.repository import Repository, is_root

        if not is_root(root):
            return {}
        with Repository(root) as repository:
            return other_names(repository, gone, backwards=self._past)


def rules_of(check: str) -> Callable[[str], bool]:
    """Whether a rule is one of a check; those of a project are of the personal data check."""
    mine = {rule.id for rule in RULES if rule.check == check}
    others = {rule.id for rule in RULES} - mine
    return lambda rule_id: rule_id in mine or (check == PERSONAL_DATA and rule_id not in others)


def _refuse_other_key(baseline: Baseline, key: BaselineKey | None) -> None:
    if key is not None and baseline.key_id not in {None, key.id}:
        raise ConfigError(f"was made with another key than the one in {KEY_VARIABLE}", file=baseline.name)


def _spot(verdict: Verdict) -> tuple[tuple[str, ...], Part, str, int, int]:
    finding = verdict.finding
    return (finding.origin.members, finding.part, finding.rule_id, finding.start, finding.end)
