"""The checks of a gate, each once: what it came to, how much of it was looked at, and the questions that it answers."""

from __future__ import annotations

import datetime as dt
import os
from collections.abc import Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, field, replace
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Final, NamedTuple

from guard.account import Reason
from guard.checks.accounts.lint import warnings
from guard.checks.accounts.period import day_of
from guard.checks.separation.candidate import is_candidate
from guard.config.config import ROSTER, Config
from guard.control import Coverage, GateProfile, Observation, Seen, Terms
from guard.errors import SourceError
from guard.gate.attestation import Attested
from guard.gate.coverage import EMPTY, Tally, as_committed, of_accounts, of_separation
from guard.gate.question import (
    ABOUT_THE_DELIVERY,
    evidence_bundle,
    mynumber_zone,
    not_asked,
    policy_protected,
    second_factor,
    separation_known,
)
from guard.gate.record import recorded
from guard.messages import N_, translator
from guard.result import ScanResult
from guard.rules.gate import POLICY_CHANGED
from guard.run.accounts import LOCAL, AccountsOptions, gathered, judged
from guard.run.gate_policy import GatePolicy
from guard.run.scan import scanned, source_of, special_paths
from guard.run.scan_options import ScanOptions
from guard.run.separation import SeparationOptions, check_separation
from guard.sources.delivery import HISTORY, WORKTREE, DeliverySource, changed_files
from guard.sources.repository import opened
from guard.verdicts import Verdicts

if TYPE_CHECKING:
    from guard.evidence.request import Evidence, EvidenceRequest

NO_ROSTER: Final = N_("there is no roster (sekisho-roster.yaml)")
POLICY_LATER: Final = N_(
    "the policy is changed, too: this run was judged without that, and a pull request has it approved"
)
NOTHING_ADDED: Final = N_(
    "there is no commit in the range, so that no pull request was judged: name its commits with --range"
)
_NO_ADAPTER: Final[frozenset[str]] = frozenset()
#: Adapters of systems that a profile may ask; a release asks all.
_REACH: Final[Mapping[GateProfile, frozenset[str]]] = {
    GateProfile.COMMIT: _NO_ADAPTER,
    GateProfile.PULL_REQUEST: LOCAL,
}


@dataclass(frozen=True, slots=True)
class GateOptions:
    """The options of ``sekisho gate``; ``scan`` are those that every check has."""

    scan: ScanOptions = field(default_factory=ScanOptions)
    profile: GateProfile = GateProfile.RELEASE
    terms: Path | None = None
    roster: Path | None = None
    as_of: dt.date | None = None
    offline: bool = False
    secret_scan: Path | None = None
    before: Path | None = None
    evidence: EvidenceRequest | None = None


class Part(NamedTuple):
    """What one of the checks came to: its result, how much it saw, and the questions that it answers."""

    result: ScanResult | None
    coverage: tuple[Coverage, ...] = ()
    observations: tuple[Observation, ...] = ()


@dataclass(frozen=True, slots=True)
class Gate:
    """One run: its options, the words it is judged by, and when it began."""

    options: GateOptions
    config: Config
    policy: GatePolicy
    terms: Terms
    attested: Attested
    started: dt.datetime
    root: Path
    evidence: Evidence | None = None

    @property
    def as_of(self) -> dt.date:
        """The day of judgement, in Japan."""
        return self.options.as_of or day_of(self.started)


def worked(gate: Gate) -> tuple[list[Part], bool]:
    """All parts that the profile looks at; an interrupt ends the work, and what is known is kept."""
    parts: list[Part] = []
    for work in (_personal_data, _separation, _accounts, partial(_delivery, told=parts)):
        try:
            part = work(gate)
        except KeyboardInterrupt:
            return parts, True
        parts.append(part)
        if part.result is not None and part.result.interrupted:
            return parts, True
    return parts, False


def _personal_data(gate: Gate) -> Part:
    """What is staged, the commits of a range, or all of a delivery."""
    if gate.options.profile is GateProfile.RELEASE:
        return _whole(gate)
    scan, config = gate.options.scan, gate.config
    source = source_of(scan, config)
    tally = Tally(lambda _blob: (source.kind,))
    result = scanned(scan, config, source, gate.started, tally.over)
    if gate.options.profile is GateProfile.COMMIT:
        result = _without_policy_changes(result)
    counts = {"files": result.counts.files}
    told = ((source.kind, skip) for skip in tally.of_source(result))
    coverage = tally.coverage(source.kind, counts, result, gate.policy.source, told)
    if gate.options.profile is GateProfile.PULL_REQUEST and Reason(EMPTY) in coverage.reasons:
        coverage = replace(coverage, seen=Seen.NOT, reasons=(Reason(NOTHING_ADDED),))
    return Part(result, (coverage,))


def _whole(gate: Gate) -> Part:
    delivery = _delivered(gate)
    tally = Tally(delivery.parts_of)
    result = scanned(gate.options.scan, gate.config, delivery, gate.started, tally.over)
    tally.count(HISTORY, delivery.known)
    with opened(gate.root) as repository:
        names = repository.records("for-each-ref", "--format=%(refname)", separator=b"\n")
        past = {"refs": 0, "commits": int(repository.line("rev-list", "--all", "--count") or 0)}
        with suppress(SourceError):  # a damaged ref: the history has said so
            past["refs"] = sum(1 for name in names if name)
    present = {"files": delivery.files, "committed": delivery.committed}
    policy = gate.policy.source
    return Part(
        result,
        (
            tally.coverage(HISTORY, past, result, policy, delivery.told),
            tally.coverage(WORKTREE, present, result, policy, delivery.told),
        ),
    )


def _without_policy_changes(result: ScanResult) -> ScanResult:
    """A commit may change the policy, which does not count until it is merged: that is for the pull request to refuse."""
    if not any(kind.rule_id == POLICY_CHANGED for kind in result.verdicts.counts):
        return result
    kept = Verdicts(one for one in result.verdicts if one.finding.rule_id != POLICY_CHANGED)
    return replace(result, verdicts=kept, notes=(*result.notes, POLICY_LATER))


def _delivered(gate: Gate) -> DeliverySource:
    from guard.policy.policy import Policy

    special = special_paths(Policy(gate.config))
    return DeliverySource(gate.root, max_bytes=gate.config.max_file_size, is_special=special)


def _separation(gate: Gate) -> Part:
    scan = replace(gate.options.scan, paths=(gate.root,))
    result = check_separation(SeparationOptions(scan), gate.config, gate.started)
    observations = [mynumber_zone(gate.config)]
    if result.separation is not None:
        observations.append(separation_known(result.separation))
    coverage = of_separation(result, gate.policy.source)
    if gate.options.profile is GateProfile.RELEASE:
        coverage = as_committed(coverage, changed_files(gate.root, is_candidate))
    return Part(result, (coverage,), tuple(observations))


def _accounts(gate: Gate) -> Part:
    options = gate.options
    words = options.scan.trusted
    assert words is not None
    usual = words.root / ROSTER
    if options.roster is None and (words.roster_bytes is None if words.is_binding else not usual.is_file()):
        return Part(None, tuple(Coverage(part, Seen.NOT, {}, (Reason(NO_ROSTER),)) for part in ("roster", "accounts")))
    own = AccountsOptions(options.scan, options.roster or usual, gate.as_of, offline=options.offline)
    check = gathered(own, gate.started, is_gate=True, reach=_REACH.get(options.profile))
    result = judged(check, own, gate.config, gate.started)
    odd = tuple(
        f"{check.roster.path}:{one.place.line}: {translator(options.scan.lang)(one.message, **one.args)}"
        for one in sorted(warnings(check.roster, gate.as_of), key=lambda one: one.place)
    )
    result = replace(result, notes=(*result.notes, *odd))
    coverage = tuple(of_accounts(result, check.roster, gate.policy.source))
    return Part(result, coverage, (*recorded(check.roster, gate.as_of), second_factor(check.inventories)))


def _delivery(gate: Gate, told: Sequence[Part]) -> Part:
    """What stands around the repository: one answer to each question that its content does not answer."""
    options = gate.options
    own = evidence_bundle(is_written=options.evidence is not None), policy_protected(gate.policy.source)
    if options.profile is not GateProfile.RELEASE:
        return Part(None, (), (*map(not_asked, ABOUT_THE_DELIVERY), *own))
    from guard.delivery.question import Delivery, observations

    scan = next((part.result for part in told if part.result is not None), None)
    delivery = Delivery(scan, options.offline, os.environ, options.secret_scan, options.before)
    with opened(gate.root) as repository:
        return Part(None, (), (*observations(repository, delivery), *own))
