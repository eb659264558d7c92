"""The gate as a command asks for it: all checks once, one verdict for each clause, reports and evidence."""

from __future__ import annotations

import datetime as dt
import os
import sys
import time
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, field, replace
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Final, NamedTuple

from guard.account import Reason
from guard.checks.accounts.lint import warnings
from guard.checks.accounts.period import day_of
from guard.config import Config
from guard.control import Coverage, GateProfile, GateReport, Observation, Seen, Terms
from guard.errors import ExitCode, SourceError, UsageError
from guard.gate.attestation import Attested
from guard.gate.coverage import Tally, of_accounts, of_separation
from guard.gate.information_class import counted
from guard.gate.question import (
    ABOUT_THE_DELIVERY,
    evidence_bundle,
    mynumber_zone,
    not_asked,
    second_factor,
    separation_known,
)
from guard.gate.record import recorded
from guard.gate.toolchain import toolchain
from guard.gate.verdict import Facts, judge
from guard.gate_policy import UNSIGNED, GatePolicy
from guard.messages import N_, translator
from guard.model import Disposition, Skip
from guard.report.console import visible, write_text
from guard.report.summary import ACCEPTED
from guard.result import Counts, RunInfo, ScanResult
from guard.rules_gate import POLICY_CHANGED
from guard.run import ScanOptions, configuration, ended, scanned, source_of, with_policy, write_reports
from guard.run_accounts import LOCAL, AccountsOptions, gathered, judged
from guard.run_separation import SeparationOptions, check_separation
from guard.sources.delivery import DeliverySource
from guard.sources.repository import Repository, opened
from guard.verdicts import Verdicts

if TYPE_CHECKING:
    from guard.evidence.request import Evidence, EvidenceRequest

NO_ROSTER: Final = N_("there is no roster (sekisho-roster.yaml)")
NO_RANGE: Final = N_("name the commits that the pull request adds: --range BASE..HEAD")
POLICY_LATER: Final = N_(
    "the policy is changed, too: this run was judged without that, and a pull request has it approved"
)
LINT: Final = N_("{file}:{line}: {problem}")
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


def run_gate(options: GateOptions) -> ExitCode:
    """Look at everything, judge every clause, report, and say how it ended."""
    started, began = dt.datetime.now(dt.UTC), time.monotonic()
    gate = _prepared(options, started)
    parts, interrupted = _worked(gate)
    with opened(gate.root) as repository:
        result = _together(gate, parts, repository, interrupted=interrupted)
    result = replace(result, run=replace(result.run, seconds=time.monotonic() - began))
    refused = write_reports(result, gate.options.scan, gate.config)
    refused += _write_evidence(gate, result)
    return ended(result, refused)


def _prepared(options: GateOptions, started: dt.datetime) -> Gate:
    """Read all that the run is judged by, before any work. Raises ``UsageError``, ``ConfigError``, ``SourceError``."""
    with opened(Path()) as repository:
        root = repository.root
        scan = _scope(options, repository)
    today = started.date()
    for handed in (options.secret_scan, options.before):
        if handed is not None and not handed.exists():  # not after an hour of work
            raise UsageError(f"cannot read {handed}: there is no such file")
    scan = with_policy(scan, today, digests=True, roster=options.roster)
    assert scan.trusted is not None
    policy = GatePolicy(scan.trusted, scan.policy_signers)
    terms = policy.terms(options.terms)
    as_of = options.as_of or day_of(started)
    attested = policy.attestations(terms, as_of)
    options = replace(options, scan=scan)
    evidence = None if options.evidence is None else options.evidence.prepared(translator(scan.lang))
    return Gate(options, configuration(scan, today), policy, terms, attested, started, root, evidence)


def _scope(options: GateOptions, repository: Repository) -> ScanOptions:
    """What is scanned, and by whose words: of its own accord a gate trusts the protected branch of ``origin``."""
    scan = options.scan
    if not (scan.policy_ref or scan.policy_file):
        from guard.sources.ref import default_ref

        scan = replace(scan, policy_ref=default_ref(repository))
    if options.profile is GateProfile.RELEASE:
        if scan.commits is not None:
            raise UsageError("--range goes with --profile commit or pull-request: a release is looked at as a whole")
        return scan
    if scan.commits is None and options.profile is GateProfile.PULL_REQUEST:
        if scan.policy_ref is None:
            raise UsageError(NO_RANGE)
        return replace(scan, commits=f"{scan.policy_ref}...HEAD")
    return scan if scan.commits is not None else replace(scan, staged=True)


# The work


def _worked(gate: Gate) -> tuple[list[Part], bool]:
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
    scan, config = gate.options.scan, gate.config
    if gate.options.profile is not GateProfile.RELEASE:
        source = source_of(scan, config)
        tally = Tally(lambda _blob: (source.kind,))
        result = scanned(scan, config, source, gate.started, tally.over)
        if gate.options.profile is GateProfile.COMMIT:
            result = _without_policy_changes(result)
        counts = {"files": result.counts.files}
        return Part(result, (tally.coverage(source.kind, counts, result, gate.policy.source),))
    delivery = _delivered(gate)
    tally = Tally(delivery.parts_of)
    result = scanned(scan, config, delivery, gate.started, tally.over)
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
            tally.coverage("history", past, result, policy, delivery.told),
            tally.coverage("worktree", present, result, policy, delivery.told),
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

    special: Callable[[str], bool] = Policy(gate.config).is_special
    return DeliverySource(gate.root, max_bytes=gate.config.max_file_size, is_special=special)


def _separation(gate: Gate) -> Part:
    scan = replace(gate.options.scan, paths=(gate.root,))
    result = check_separation(SeparationOptions(scan), gate.config, gate.started)
    observations = [mynumber_zone(gate.config)]
    if result.separation is not None:
        observations.append(separation_known(result.separation))
    return Part(result, (of_separation(result, gate.policy.source),), tuple(observations))


def _accounts(gate: Gate) -> Part:
    options = gate.options
    words = options.scan.trusted
    assert words is not None
    usual = words.root / "sekisho-roster.yaml"
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
    coverage = tuple(of_accounts(result, check.roster))
    return Part(result, coverage, (*recorded(check.roster, gate.as_of), second_factor(check.inventories)))


def _delivery(gate: Gate, told: Sequence[Part]) -> Part:
    """What stands around the repository: one answer to each question that its content does not answer."""
    options = gate.options
    bundle = evidence_bundle(is_written=options.evidence is not None)
    if options.profile is not GateProfile.RELEASE:
        return Part(None, (), (*map(not_asked, ABOUT_THE_DELIVERY), bundle))
    from guard.delivery.question import Delivery, observations

    scan = next((part.result for part in told if part.result is not None), None)
    delivery = Delivery(scan, options.offline, os.environ, options.secret_scan, options.before)
    with opened(gate.root) as repository:
        return Part(None, (), (*observations(repository, delivery), bundle))


# The verdict


def _together(gate: Gate, parts: Sequence[Part], repository: Repository, *, interrupted: bool) -> ScanResult:
    """One result of all parts, with a verdict for each clause."""
    results = [one.result for one in parts if one.result is not None]
    first = results[0] if results else None
    verdicts = Verdicts()
    skips: dict[Skip, None] = {}
    for one in results:
        verdicts.extend(one.verdicts)
        skips |= dict.fromkeys(one.skips)
    source = gate.policy.source
    run = RunInfo(
        "gate", "gate", ".", gate.started, None if first is None else first.run.commit, source.ref, policy=source
    )
    minimum = gate.config.min_severity if first is None else first.min_severity
    result = ScanResult.build(
        run,
        verdicts,
        skips,
        Counts() if first is None else first.counts,  # the other checks read files of the same tree again
        minimum,
        accepted_skips=dict.fromkeys(pair for one in results for pair in one.accepted_skips),
        notes=tuple(dict.fromkeys((*_notes(gate), *(note for one in results for note in one.notes)))),
        interrupted=interrupted,
        separation=next((one.separation for one in results if one.separation is not None), None),
        accounts=next((one.accounts for one in results if one.accounts is not None), None),
    )
    result = replace(result, baseline=next((one.baseline for one in results if one.baseline is not None), None))
    return replace(result, gate=_report(gate, parts, result, repository))


def _report(gate: Gate, parts: Sequence[Part], result: ScanResult, repository: Repository) -> GateReport:
    coverage = tuple(one for part in parts for one in part.coverage)
    observations = tuple(one for part in parts for one in part.observations)
    reported = _by_rule(result, (Disposition.REPORTED,))
    facts = Facts(gate.as_of, coverage, observations, gate.attested.attestations, reported, _by_rule(result, ACCEPTED))
    profile = gate.options.profile
    return GateReport(
        profile,
        gate.terms,
        judge(gate.terms.controls, profile, facts),
        coverage,
        observations,
        gate.policy.source,
        counted(reported),
        toolchain(repository),
    )


def _by_rule(result: ScanResult, dispositions: Iterable[Disposition]) -> dict[str, int]:
    found: dict[str, int] = {}
    for kind, n in result.verdicts.counts.items():
        if kind.disposition in dispositions:
            found[kind.rule_id] = found.get(kind.rule_id, 0) + n
    return found


def _notes(gate: Gate) -> Iterator[str]:
    """What is odd in the files that the gate is judged by."""
    _ = translator(gate.options.scan.lang)
    for fault in gate.attested.faults:
        problem = _(fault.reason.message, **dict(fault.reason.args))
        yield _(LINT, file="sekisho-attestations.yaml", line=fault.line, problem=problem)
    for path in gate.policy.unsigned:
        yield _(UNSIGNED, file=path)


def _write_evidence(gate: Gate, result: ScanResult) -> list[str]:
    """Write the bundle where it was asked for; what cannot be written is told in the messages returned."""
    if gate.evidence is None:
        return []
    from guard.evidence.bundle import BundleOptions

    config, _ = gate.config, translator(gate.options.scan.lang)
    own = tuple(one.rule() for one in config.recognizers)
    options = BundleOptions(own=own, judged_by=repr((config.recognizers, config.markings)))
    told, refused = gate.evidence.write(result, options, gate.root, _)
    for message in told:
        write_text(sys.stderr, f"sekisho: {visible(message)}\n")
    return refused
