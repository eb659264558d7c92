"""A baseline made anew from what is there today: what was accepted keeps its owner, reason and end."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field, replace

from guard.model import Disposition, Finding, Severity, Verdict
from guard.policy.baseline import Baseline, Entry, Grant, Judged, Matching, Tally, bucket, version_of
from guard.policy.identity import where

_Key = tuple[object, ...]
#: Findings counted by severity, rule and path: there may be more than fit into memory.
Kinds = Counter[tuple[Severity, str, str]]


@dataclass(slots=True)
class _Draft:
    """An entry in the making; ``counts`` are findings by keyed digest, of the version of their file that has the most."""

    entry: Entry
    counts: Counter[str] = field(default_factory=Counter)
    is_new: bool = False

    def finished(self) -> Entry:
        macs = tuple(sorted(mac for mac in self.counts.elements() if mac))
        return replace(self.entry, count=len(macs) or self.counts.total(), macs=macs, line=None)


@dataclass(slots=True)
class Revision:
    """What is accepted from now on, and what changed: findings that are new, and those that stay reported as critical."""

    baseline: Baseline
    added: Kinds = field(default_factory=Counter)
    critical: Kinds = field(default_factory=Counter)
    dropped: list[Entry] = field(default_factory=list)

    def add(self, other: Revision) -> None:
        """Take in what another run came to, which began with the baseline of this one."""
        self.baseline = other.baseline
        self.added += other.added
        self.critical += other.critical
        self.dropped += other.dropped


@dataclass(frozen=True, slots=True)
class UpdateTerms:
    """How a baseline is made anew: the grant of what is new, whether critical findings and old entries are in it."""

    grant: Grant
    include_critical: bool = False
    prune: bool = False


class Reviser:
    """Goes over the findings of a complete run, file by file."""

    def __init__(self, matching: Matching, terms: UpdateTerms, is_mine: Callable[[Entry], bool], *, past: bool) -> None:
        """``is_mine`` says which entries the run looked for; ``past``: what is new is only in the history."""
        self._matching = matching
        self._terms = terms
        self._is_mine = is_mine
        self._past = past
        self._drafts: dict[_Key, _Draft] = {}
        self._version: object = None
        self._counts: dict[_Key, Counter[str]] = {}
        self._revision = Revision(matching.baseline)

    def revise(self, verdicts: Iterable[Verdict], key_id: str | None) -> Revision:
        """The baseline for these verdicts, which come in the order of reports."""
        for verdict in verdicts:
            if (version := version_of(verdict.finding.origin)) != self._version:
                self._note()
                self._version = version
            self._matching.begin(version)
            self._take(verdict)
        self._note()
        old = self._matching.baseline
        entries = [*self._kept(old), *(draft.finished() for draft in self._drafts.values())]
        entries.sort(key=lambda entry: entry.key)
        self._revision.baseline = replace(old, entries=tuple(entries), key_id=key_id)
        return self._revision

    def _take(self, verdict: Verdict) -> None:
        finding = verdict.finding
        if finding.identity is None:
            return
        entry = self._matching.take(verdict)
        if entry is None:
            if verdict.disposition is not Disposition.REPORTED:
                return
            if finding.severity is Severity.CRITICAL and not self._terms.include_critical:
                self._revision.critical[_kind(finding)] += 1
                return
            self._revision.added[_kind(finding)] += 1
        self._draft(finding, entry)

    def _draft(self, finding: Finding, entry: Entry | None) -> None:
        identity = finding.identity
        assert identity is not None
        place, tag = where(finding), identity.tag
        if entry is not None and self._past:  # of what is accepted today the history says nothing new
            place, tag = entry.where, entry.tag
        key = (place, tag, bucket(tag, (identity.mac,)))
        draft = self._drafts.get(key)
        if draft is None:
            made = Entry(place, finding.severity, self._terms.grant, tag=tag, is_past=self._past)
            if entry is not None:
                made = replace(entry, where=place, tag=tag, is_past=entry.is_past and self._past)
            draft = self._drafts[key] = _Draft(made, is_new=entry is None)
        elif entry is None and not draft.is_new:  # who accepts one more answers for all of the entry
            draft.entry = replace(draft.entry, grant=self._terms.grant, judged=None)
            draft.is_new = True
        if finding.severity > draft.entry.severity:
            draft.entry = replace(draft.entry, severity=finding.severity)
        self._counts.setdefault(key, Counter())[identity.mac] += 1

    def _note(self) -> None:
        for key, counts in self._counts.items():
            self._drafts[key].counts |= counts
        self._counts.clear()

    def _kept(self, old: Baseline) -> Iterable[Entry]:
        """What no finding was found for, unless it shall go; of what some were found for, how many there may be."""
        used = self._matching.used
        for number, entry in enumerate(old.entries):
            draft = self._drafts.get((entry.where, entry.tag, bucket(entry.tag, entry.macs)))
            if number not in used:
                if self._terms.prune and self._is_mine(entry):
                    self._revision.dropped.append(entry)
                elif draft is None:
                    yield entry
            if draft is not None and not (self._terms.prune and self._is_mine(entry)):
                draft.counts |= Counter(entry.macs) if entry.macs else Counter({"": entry.count})


def _kind(finding: Finding) -> tuple[Severity, str, str]:
    return finding.severity, finding.rule_id, finding.origin.path


def renewed(baseline: Baseline, numbers: Iterable[Entry], grant: Grant) -> Baseline:
    """The same baseline, in which some entries have another grant."""
    keys = {entry.key for entry in numbers}
    entries = (replace(one, grant=grant) if one.key in keys else one for one in baseline.entries)
    return replace(baseline, entries=tuple(entries))


def judged(baseline: Baseline, number: int, verdict: Judged | None) -> Baseline:
    """The same baseline after an audit said something of an entry, or took it back; the tallies follow."""
    before = baseline.entries[number]
    rule = before.where.rule
    tally = baseline.tallies.get(rule, Tally()).add(before.judged, -1).add(verdict)
    entries = list(baseline.entries)
    entries[number] = replace(before, judged=verdict)
    return replace(baseline, entries=tuple(entries), tallies={**baseline.tallies, rule: tally})
