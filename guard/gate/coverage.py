"""How much of each part was looked at, and what was not: numbers for those who read the evidence afterwards."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from typing import Final

from guard.account import AccountsReport, Reason, SystemReport
from guard.checks.accounts.roster import Roster
from guard.control import Coverage, PolicyKind, PolicySource, Seen
from guard.environment import Separation
from guard.examine import Outcome
from guard.messages import N_
from guard.model import Blob, Skip, SkipReason
from guard.result import Counts, ScanResult, blocks_a_gate
from guard.scan import Examination

NOT_LOOKED_AT: Final = N_("could not be looked at: {n}")
EXCLUDED: Final = N_("left out by the policy: {n}")
ACCEPTED: Final = N_("not looked at, and accepted with a reason: {n}")
OWN_WORD: Final = N_("not looked at, and accepted by nobody but what is judged itself: {n}")
EMPTY: Final = N_("there was nothing in it")
CHANGED: Final = N_("not as the commit has it: {n} files, such as {path}; commit them, or take the change back")
INTERRUPTED: Final = N_("the run was interrupted")


class Tally:
    """Counts what an examination comes to, by part, while it runs."""

    def __init__(self, parts_of: Callable[[Blob], Sequence[str]]) -> None:
        """``parts_of`` names the parts that a blob belongs to, the one that it is counted for first."""
        self._parts_of = parts_of
        self._counts: defaultdict[str, Counter[str]] = defaultdict(Counter)
        self._skips: list[tuple[str, Skip]] = []

    def over(self, examination: Examination) -> Examination:
        """The same examination, counted."""

        def counted(blobs: Iterable[Blob]) -> Iterator[tuple[Blob, Outcome]]:
            for blob, outcome in examination(blobs):
                parts = self._parts_of(blob)
                self.count(parts[0], outcome.counts)
                self._skips += ((part, skip) for part in parts for skip in outcome.skips)
                yield blob, outcome

        return counted

    def count(self, part: str, counts: Counts) -> None:
        """Add what was looked at, now or in an earlier run that this one goes on from."""
        told = self._counts[part]
        told["blobs"] += counts.blobs
        told["bytes"] += counts.bytes

    def of_source(self, result: ScanResult) -> list[Skip]:
        """What a result tells that is of no blob: the source could not get at it."""
        known = {skip for _part, skip in self._skips}
        told = (*result.skips, *(skip for skip, _reason in result.accepted_skips))
        return [skip for skip in told if skip not in known and skip.reason not in _OF_ALL]

    def coverage(
        self,
        part: str,
        counts: Mapping[str, int],
        result: ScanResult,
        policy: PolicySource,
        told: Iterable[tuple[str, Skip]] = (),
    ) -> Coverage:
        """What a part came to; ``told`` are skips that came from the source itself."""
        own = Counter(skip for owner, skip in (*self._skips, *told) if owner == part)
        blocking = {skip for skip in result.skips if blocks_a_gate(skip, policy)}
        lost = sum(n for skip, n in own.items() if skip in blocking)
        lost += sum(skip.reason in _OF_ALL and skip not in own for skip in blocking)
        accepted_skips = {skip for skip, _reason in result.accepted_skips}
        accepted = sum(n for skip, n in own.items() if skip in accepted_skips)
        excluded = sum(skip.reason is SkipReason.EXCLUDED and skip not in blocking for skip in result.skips)
        word, counts_as_seen = _word(policy)
        reasons = [
            Reason(message, (("n", str(n)),))
            for message, n in ((NOT_LOOKED_AT, lost), (word, accepted), (EXCLUDED, excluded))
            if n
        ]
        if result.interrupted:
            reasons.append(Reason(INTERRUPTED))
        elif not self._counts[part]["blobs"] and not any(counts.values()):
            reasons.append(Reason(EMPTY))
        whole = not lost and not result.interrupted and (counts_as_seen or not accepted)
        return Coverage(part, Seen.WHOLE if whole else Seen.PARTLY, {**counts, **+self._counts[part]}, tuple(reasons))


#: Reasons of skips that the run itself tells, of no blob.
_OF_ALL: Final = frozenset({SkipReason.EXCLUDED, SkipReason.NOTHING_SCANNED})


def _word(policy: PolicySource) -> tuple[str, bool]:
    """How to tell that something is accepted though nobody looked, and whether a part with that is whole all the same."""
    return (OWN_WORD, False) if policy.kind is PolicyKind.JUDGED_TREE else (ACCEPTED, True)


def of_separation(result: ScanResult, policy: PolicySource) -> Coverage:
    """How much of the configuration could be read."""
    found = result.separation or Separation()
    lost = sum(blocks_a_gate(skip, policy) for skip in result.skips)
    counts = {
        "files": result.counts.files,
        "environments": len(found.environments),
        "settings": sum(one.settings for one in found.coverage),
        "unclassified": len(found.unclassified),
    }
    reasons = [Reason(NOT_LOOKED_AT, (("n", str(lost)),))] if lost else []
    word, counts_as_seen = _word(policy)
    if accepted := len(result.accepted_skips):
        reasons.append(Reason(word, (("n", str(accepted)),)))
    if result.interrupted:
        reasons.append(Reason(INTERRUPTED))
    is_whole = not lost and not result.interrupted and (counts_as_seen or not accepted)
    return Coverage("separation", Seen.WHOLE if is_whole else Seen.PARTLY, counts, tuple(reasons))


def as_committed(coverage: Coverage, changed: Sequence[str]) -> Coverage:
    """The coverage of files on disk, which stand for a commit only as far as they are those of it."""
    if not changed:
        return coverage
    reason = Reason(CHANGED, (("n", str(len(changed))), ("path", changed[0])))
    return replace(coverage, seen=Seen.PARTLY, reasons=(*coverage.reasons, reason))


def of_accounts(result: ScanResult, roster: Roster, policy: PolicySource) -> Iterator[Coverage]:
    """The roster, and each system that it names."""
    counts = {"people": len(roster.people), "accounts": len(roster.accounts), "systems": len(roster.systems)}
    yield Coverage("roster", Seen.WHOLE, counts)
    report = result.accounts
    required = {one.id for one in roster.systems if one.required}
    for one in () if report is None else report.systems:
        accepted = [skip for skip, _reason in result.accepted_skips if skip.origin.members == (one.system,)]
        yield _system(one, _word(policy) if accepted else None, is_required=one.system in required)
    yield from _unasked(result, report, roster)


def _system(one: SystemReport, accepted: tuple[str, bool] | None, *, is_required: bool) -> Coverage:
    """One system; ``accepted`` is how it is accepted that it could not be asked."""
    part = f"accounts:{one.system}" if is_required else f"accounts-optional:{one.system}"
    counts = {"accounts": one.accounts, "active": one.active, "pages": one.pages}
    if one.complete:
        return Coverage(part, Seen.WHOLE, counts)
    lost = Seen.PARTLY if one.accounts else Seen.NOT
    if accepted is None:
        return Coverage(part, lost, counts, one.reasons)
    word, counts_as_seen = accepted
    seen = Seen.WHOLE if counts_as_seen else lost
    return Coverage(part, seen, counts, (*one.reasons, Reason(word, (("n", "1"),))))


def _unasked(result: ScanResult, report: AccountsReport | None, roster: Roster) -> Iterator[Coverage]:
    """What the roster has accounts of and does not say how to ask; or no system at all."""
    asked = set() if report is None else {one.system for one in report.systems}
    reasons: dict[str, list[Reason]] = {}
    for skip in result.skips:
        name = skip.origin.members[0] if skip.origin.members else ""
        if skip.reason is SkipReason.NOT_CHECKED and skip.origin.path == roster.path and name not in asked:
            reasons.setdefault(f"accounts:{name}".rstrip(":"), []).append(Reason(skip.detail))
    for part, told in reasons.items():
        yield Coverage(part, Seen.NOT, {}, tuple(told))
