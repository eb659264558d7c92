"""Whether the files of a bundle say one thing: counted again, judged again, and compared with the statement."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

from guard import __version__
from guard.account import Reason
from guard.control import ControlState
from guard.errors import ExitCode
from guard.evidence.controls import ControlEntry, ControlsFile
from guard.evidence.coverage import CoverageFile
from guard.evidence.origin import PolicyFile, digest_of
from guard.evidence.results import Results
from guard.evidence.statement import Policy, Statement, when
from guard.gate.verdict import Facts, is_in, judge, own_words
from guard.messages import N_
from guard.result import worst

DISAGREE: Final = N_("{file} and {other} disagree: {what}")
NOT_FOLLOWING: Final = N_("{control}: stated as {stated}, but {derived} follows from the evidence")
WRONG_CODE: Final = N_("stated exit code {stated}, but {derived} follows from the evidence")
_CODES: Final = {ControlState.VIOLATED: ExitCode.FOUND, ControlState.NOT_CHECKED: ExitCode.INCOMPLETE}


@dataclass(frozen=True, slots=True)
class Contents:
    """The files of a bundle that say something about the verdict."""

    statement: Statement
    controls: ControlsFile
    coverage: CoverageFile
    policy: PolicyFile
    results: Results


def disagreements(contents: Contents) -> Iterator[Reason]:
    """Everything in which the files do not agree."""
    yield from _statement(contents)
    yield from _results(contents)
    yield from _derived(contents)


def _statement(contents: Contents) -> Iterator[Reason]:
    stated, controls, policy = contents.statement.predicate, contents.controls, contents.policy
    listed = [(one.id, one.state, one.required) for one in controls.controls]
    pairs: tuple[tuple[str, str, object, object], ...] = (
        ("controls.json", "controls", listed, [(one.id, one.state, one.required) for one in stated.controls]),
        ("controls.json", "profile", controls.profile, stated.profile),
        ("controls.json", "terms", controls.terms.id, stated.terms.id),
        ("controls.json", "exit code", controls.exit_code, stated.exit_code),
        ("coverage.json", "commit", contents.coverage.commit, contents.statement.commit),
        ("policy.json", "policy", _words(policy), _words(stated.policy)),
        ("policy.json", "tool", policy.tool, stated.tool),
    )
    for file, what, found, expected in pairs:
        if found != expected:
            yield _disagree("statement.json", file, what)
    if policy.digest != digest_of(policy.files):
        yield _disagree("policy.json", "policy.json", "digest")
    counted = {state: sum(one.state is state for one in controls.controls) for state in ControlState}
    if counted != controls.states:
        yield _disagree("controls.json", "controls.json", "states")


def _results(contents: Contents) -> Iterator[Reason]:
    """The report against its own summary, the statement, and what the others say of it."""
    results, stated = contents.results, contents.statement
    counted = {"reported": results.reported.total(), "skipped": results.skipped}
    for name, n in counted.items():
        if results.value("summary", name) != n:
            yield _disagree("results.json", "results.json", name)
    told: tuple[tuple[str, object, object], ...] = (
        ("exit code", results.fields.get("exit_code"), stated.predicate.exit_code),
        ("commit", results.value("run", "commit"), stated.commit),
        ("started", results.value("run", "started"), stated.predicate.run.started),
        ("ruleset", results.value("tool", "ruleset"), stated.predicate.tool.ruleset),
        ("controls", results.states(), [(one.id, one.state.value) for one in stated.predicate.controls]),
    )
    for what, found, expected in told:
        if found != expected:
            yield _disagree("statement.json", "results.json", what)
    skipped = contents.coverage.skipped
    if (skipped.total, skipped.incomplete) != (results.skipped, results.incomplete):
        yield _disagree("coverage.json", "results.json", "skipped")
    for control in contents.controls.controls:
        if control.reported != _against(control, results):
            yield _disagree("controls.json", "results.json", control.id)


def _derived(contents: Contents) -> Iterator[Reason]:
    """Verdicts and exit code as they follow from the rest. Another version may have judged otherwise."""
    if contents.statement.predicate.tool.version == __version__:
        for entry, derived in zip(contents.controls.controls, _judged(contents), strict=True):
            if entry.state is not derived:
                states = ("stated", entry.state.value), ("derived", derived.value)
                yield Reason(NOT_FOLLOWING, (("control", entry.id), *states))
    code = _code(contents)
    if contents.statement.predicate.exit_code not in {code, ExitCode.INTERRUPTED}:
        args = (("stated", str(contents.statement.predicate.exit_code)), ("derived", str(int(code))))
        yield Reason(WRONG_CODE, args)


def _judged(contents: Contents) -> list[ControlState]:
    controls = contents.controls
    attestations = [one for entry in controls.controls for one in entry.attested()]
    started = when(contents.statement.predicate.run.started).date()
    facts = Facts(
        max((one.on for one in attestations), default=started),  # those that are listed counted, all on one day
        [one.coverage() for one in contents.coverage.parts],
        [one.observation() for one in controls.observations],
        attestations,
        contents.results.reported,
        contents.results.accepted_by(),
        contents.results.accepted_by(own_words(contents.policy.kind)),
    )
    return [one.state for one in judge((entry.control() for entry in controls.controls), controls.profile, facts)]


def _code(contents: Contents) -> ExitCode:
    results = contents.results
    codes = [_CODES.get(one.state, ExitCode.CLEAN) for one in contents.controls.controls if one.required]
    if results.reported:
        codes.append(ExitCode.FOUND)
    if results.incomplete:
        codes.append(ExitCode.INCOMPLETE)
    return worst(codes)


def _against(control: ControlEntry, results: Results) -> dict[str, int]:
    return {rule: n for rule, n in sorted(results.reported.items()) if is_in(control.rules, rule)}


def _words(policy: PolicyFile | Policy) -> tuple[object, ...]:
    return policy.kind, policy.ref, policy.commit, policy.signer, policy.digest, policy.named


def _disagree(file: str, other: str, what: str) -> Reason:
    return Reason(DISAGREE, (("file", file), ("other", other), ("what", what)))
