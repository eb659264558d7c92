"""What the page shows of any number of findings: the worst files, the worst of each, and groups of what was accepted.

One pass over the verdicts, and memory for what is shown: a page of a third of a million findings is one that can be read.
"""

from __future__ import annotations

import heapq
from collections import Counter
from collections.abc import Iterable, Iterator
from itertools import groupby
from typing import Final, NamedTuple

from guard.model import Disposition, Severity, Verdict
from guard.report.bulk import Column, gather
from guard.report.summary import ACCEPTED
from guard.result import ScanResult
from guard.rules.catalogue import ACCOUNTS
from guard.rules.gate import ALLOW_ADDED, POLICY_CHANGED

#: How many files are shown, rows of one file, findings of one rule in one file, …
MAX_FILES: Final = 100
MAX_ROWS: Final = 20
MAX_PER_RULE: Final = 10
#: … groups of accepted findings, and places of one group.
MAX_GROUPS: Final = 300
MAX_PLACES: Final = 5
#: … allows and changes that wait for approval.
MAX_WAITING: Final = 200
_WAITING: Final = frozenset({ALLOW_ADDED, POLICY_CHANGED})

_Key = tuple[Disposition, str, str, str, str]


class FileTold(NamedTuple):
    """What is shown of one file: entries in their order, and how many findings they do not stand for."""

    path: str
    persons: int
    severities: Counter[Severity]
    entries: tuple[Verdict | Column, ...]
    left: int


class Group(NamedTuple):
    """Findings of one rule that were accepted for one reason by one owner, up to a day: how many, the first of them."""

    disposition: Disposition
    rule_id: str
    reason: str
    owner: str
    expires: str
    n: int
    first: tuple[Verdict, ...]


class Survey(NamedTuple):
    """All that the page shows of the verdicts; ``left_…`` is what there was no room for."""

    files: tuple[FileTold, ...]
    left_files: int
    left_findings: int
    accepted: tuple[Group, ...]
    left_accepted: int
    waiting: tuple[Verdict, ...]
    left_waiting: int


def survey(result: ScanResult, max_files: int = MAX_FILES) -> Survey:
    """Look at every verdict once."""
    worst, accepted = _Worst(max_files), _Accepted()
    for path, group in groupby(result.verdicts, key=lambda verdict: verdict.finding.origin.path):
        file = _file(path, result.counts.persons[path], accepted.passing(group))
        if file.entries:
            worst.add(file)
    return Survey(
        tuple(worst.files()),
        worst.left,
        worst.left_findings,
        tuple(accepted.groups()),
        accepted.left,
        tuple(accepted.waiting),
        accepted.left_waiting,
    )


def _is_shown(verdict: Verdict) -> bool:
    """What fails the run; reminders about accounts fail nothing, and are there to be read."""
    if verdict.disposition is Disposition.BELOW_THRESHOLD:
        return verdict.finding.check == ACCOUNTS
    return verdict.disposition is Disposition.REPORTED


def _file(path: str, persons: int, verdicts: Iterable[Verdict]) -> FileTold:
    severities: Counter[Severity] = Counter()

    def counted() -> Iterator[Verdict]:
        for verdict in verdicts:
            if _is_shown(verdict):
                severities[verdict.finding.severity] += 1
                yield verdict

    told = gather(counted(), MAX_PER_RULE, lambda verdict: verdict.finding.rule_id)
    entries = _most_severe([*told.single, *told.columns])
    shown = sum(entry.rows if isinstance(entry, Column) else 1 for entry in entries)
    return FileTold(path, persons, severities, entries, severities.total() - shown)


def _most_severe(entries: list[Verdict | Column]) -> tuple[Verdict | Column, ...]:
    """The worst of each rule, no more than fit, in their old order."""
    taken: Counter[str] = Counter()
    kept: list[int] = []
    for index in sorted(range(len(entries)), key=lambda i: -one_of(entries[i]).finding.severity):
        rule_id = one_of(entries[index]).finding.rule_id
        if taken[rule_id] < MAX_PER_RULE and len(kept) < MAX_ROWS:
            taken[rule_id] += 1
            kept.append(index)
    return tuple(entries[index] for index in sorted(kept))


def one_of(entry: Verdict | Column) -> Verdict:
    """The verdict that an entry shows: itself, or the worst of its column."""
    return entry.worst if isinstance(entry, Column) else entry


class _Worst:
    """The files with the worst findings; of the others only how many there were."""

    def __init__(self, most: int) -> None:
        self.left = self.left_findings = 0
        self._most = most
        self._heap: list[tuple[tuple[int, ...], int, FileTold]] = []

    def add(self, file: FileTold) -> None:
        entry = (tuple(file.severities[one] for one in sorted(Severity, reverse=True)), -self._number(), file)
        if len(self._heap) < self._most:
            heapq.heappush(self._heap, entry)
            return
        dropped = heapq.heappushpop(self._heap, entry)[2]
        self.left += 1
        self.left_findings += dropped.severities.total()

    def files(self) -> Iterator[FileTold]:
        """Worst first, and by path where they are alike."""
        return (file for _badness, _number, file in sorted(self._heap, key=lambda one: one[:2], reverse=True))

    def _number(self) -> int:
        return self.left + len(self._heap)


class _Accepted:
    """What was accepted, by how, rule and reason; and what waits to be."""

    def __init__(self) -> None:
        self.left = self.left_waiting = 0
        self.waiting: list[Verdict] = []
        self._counts: Counter[_Key] = Counter()
        self._first: dict[_Key, list[Verdict]] = {}

    def passing(self, verdicts: Iterable[Verdict]) -> Iterator[Verdict]:
        """The same verdicts, those that were accepted counted on their way."""
        for verdict in verdicts:
            if verdict.disposition in ACCEPTED:
                self._add(verdict)
            elif verdict.finding.rule_id in _WAITING:
                self._wait(verdict)
            yield verdict

    def _add(self, verdict: Verdict) -> None:
        said = (verdict.reason or "", verdict.owner or "", verdict.expires or "")
        key = (verdict.disposition, verdict.finding.rule_id, *said)
        if key not in self._first and len(self._first) >= MAX_GROUPS:
            self.left += 1
            return
        first = self._first.setdefault(key, [])
        if len(first) < MAX_PLACES:
            first.append(verdict)
        self._counts[key] += 1

    def _wait(self, verdict: Verdict) -> None:
        if len(self.waiting) < MAX_WAITING:
            self.waiting.append(verdict)
        else:
            self.left_waiting += 1

    def groups(self) -> Iterator[Group]:
        return (Group(*key, self._counts[key], tuple(first)) for key, first in sorted(self._first.items()))
