"""The gate as a command asks for it: all checks once, one verdict for each clause, reports and evidence."""

from __future__ import annotations

import datetime as dt
import sys
import time
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Final

from guard.checks.accounts.period import day_of
from guard.config.config import Config
from guard.control import GateProfile, GateReport
from guard.errors import ExitCode, UsageError
from guard.gate.attestation import FILE_NAME
from guard.gate.toolchain import toolchain
from guard.gate.verdict import Facts, judge, own_words
from guard.messages import N_, translator
from guard.model import Disposition, Origin, Severity, Skip, SkipReason
from guard.policy_source import Trusted
from guard.report.console import visible, write_text
from guard.report.summary import ACCEPTED
from guard.result import Counts, RunInfo, ScanResult
from guard.rules.information_class import counted
from guard.run.gate_policy import UNSIGNED, GatePolicy
from guard.run.gate_work import Gate, GateOptions, Part, worked
from guard.run.policy import NOT_LOWERED, configuration, with_policy
from guard.run.reports import ended, write_reports
from guard.run.scan_options import ScanOptions
from guard.sources.repository import Repository, opened
from guard.verdicts import Verdicts

NO_RANGE: Final = N_("name the commits that the pull request adds: --range BASE..HEAD")
OWN_REF: Final = N_(
    "{ref} is what is judged, and would approve itself: name a protected ref of the remote, or leave --policy-ref away"
)
OTHER_DAY: Final = N_("judged as of {day}, which is not the day of the run")
OWN_TERMS: Final = N_(
    "the terms are those of what is judged itself, which asks itself what it likes: name a protected branch with --policy-ref"
)
BARE: Final = N_(
    "{name} is a bare repository, and a gate judges a working tree, too: run it in one that shares its objects "
    "(git worktree add --detach ../delivery HEAD, then sekisho gate in there)"
)
LESS_STRICT: Final = N_(
    "--min-severity {given}: a gate can be made stricter than its policy (up to {most}), not weaker"
)
LINT: Final = N_("{file}:{line}: {problem}")


def run_gate(options: GateOptions) -> ExitCode:
    """Look at everything, judge every clause, report, and say how it ended."""
    started, began = dt.datetime.now(dt.UTC), time.monotonic()
    gate = _prepared(options, started)
    parts, interrupted = worked(gate)
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
        if repository.is_bare:
            raise UsageError(translator(options.scan.lang)(BARE, name=root.name))
        scan = _scope(options, repository)
    today = started.date()
    for handed in (options.secret_scan, options.before):
        if handed is not None and not handed.exists():  # not after an hour of work
            raise UsageError(f"cannot read {handed}: there is no such file")
    scan = with_policy(scan, today, digests=True, roster=options.roster)
    words = scan.trusted
    assert words is not None
    scan = _strict(scan, words)
    given = options.scan
    is_named = any((given.policy_ref, given.policy_file, given.config_file))
    policy = GatePolicy(words, scan.policy_signers, is_named=is_named)
    terms = policy.terms(options.terms)
    as_of = options.as_of or day_of(started)
    attested = policy.attestations(terms, as_of)
    options = replace(options, scan=scan)
    evidence = None if options.evidence is None else options.evidence.prepared(translator(scan.lang))
    return Gate(options, configuration(scan, today), policy, terms, attested, started, root, evidence)


def _scope(options: GateOptions, repository: Repository) -> ScanOptions:
    """What is scanned, and by whose words: of its own accord a gate trusts the protected branch of ``origin``."""
    scan = replace(options.scan, paths=(repository.root,))  # no folder that one stands in has a say
    if scan.policy_ref:
        _refuse_own(scan.policy_ref, repository, scan.lang)
    elif not scan.policy_file:
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


def _refuse_own(name: str, repository: Repository, lang: str | None) -> None:
    """A ref that moves with each commit that is judged protects nothing. Raises ``UsageError``."""
    from guard.sources.ref import resolved

    ref = resolved(repository, name)
    if ref.name in {"HEAD", repository.head(), repository.line("symbolic-ref", "--quiet", "HEAD")}:
        raise UsageError(translator(lang)(OWN_REF, ref=ref.name))


def _strict(scan: ScanOptions, words: Trusted) -> ScanOptions:
    """The options with a severity that hides nothing which the policy wants told. Raises ``UsageError``."""
    most = _least_told(words)
    if scan.min_severity is None:
        return replace(scan, min_severity=most.label)
    if Severity[scan.min_severity.upper()] > most:
        raise UsageError(translator(scan.lang)(LESS_STRICT, given=scan.min_severity, most=most.label))
    return scan


def _least_told(words: Trusted) -> Severity:
    """The least severity that fails: what the policy says; of the judged tree's own words only what makes it stricter."""
    asked = words.config.min_severity
    return asked if words.is_trusted else min(asked, Config().min_severity)


def _together(gate: Gate, parts: Sequence[Part], repository: Repository, *, interrupted: bool) -> ScanResult:
    """One result of all parts, with a verdict for each clause."""
    results = [one.result for one in parts if one.result is not None]
    first = results[0] if results else None
    verdicts = Verdicts()
    skips: dict[Skip, None] = {}
    for one in results:
        verdicts.extend(one.verdicts)
        skips |= dict.fromkeys(one.skips)
    if gate.policy.own_terms is not None and gate.options.profile is not GateProfile.COMMIT:
        skips[Skip(Origin(gate.policy.own_terms), SkipReason.NOT_CHECKED, OWN_TERMS)] = None
    source = gate.policy.source
    run = RunInfo(
        "gate",
        "gate",
        ".",
        gate.started,
        None if first is None else first.run.commit,
        source.ref,
        policy=source,
        folder=gate.root.resolve().name,
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
    facts = Facts(
        gate.as_of,
        coverage,
        observations,
        gate.attested.attestations,
        reported,
        _by_rule(result, ACCEPTED),
        _by_rule(result, own_words(gate.policy.source.kind)),
    )
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
        gate.as_of,
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
        yield _(LINT, file=FILE_NAME, line=fault.line, problem=problem)
    if gate.as_of != day_of(gate.started):
        yield _(OTHER_DAY, day=gate.as_of.isoformat())
    words = gate.options.scan.trusted
    if words is not None and _least_told(words) < words.config.min_severity:
        yield NOT_LOWERED
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
