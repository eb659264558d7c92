"""Whether a bundle is what a gate wrote: complete, unchanged, signed by whom, about which commit, and how old."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Final, TypeVar

from guard.account import Reason
from guard.control import GateProfile, PolicyKind
from guard.evidence.agreement import DISAGREE, Contents, disagreements
from guard.evidence.container import NOT_A_BUNDLE, BundleError, Container, digest_of, lines_of, opened, read_whole
from guard.evidence.controls import ControlsFile
from guard.evidence.coverage import CoverageFile
from guard.evidence.document import Document, read
from guard.evidence.layout import (
    CONTROLS,
    COVERAGE,
    ENVELOPE,
    ENVIRONMENT,
    POLICY,
    REQUIRED,
    RESULTS,
    STATEMENT,
    SUMS,
    UNSTATED,
)
from guard.evidence.origin import EnvironmentFile, PolicyFile
from guard.evidence.results import Results, count
from guard.evidence.signers import SignatureState, SignedBy, check_signatures
from guard.evidence.statement import Statement, when
from guard.evidence.sums import sums_text
from guard.evidence.trust import Trusted
from guard.messages import N_
from guard.report.console import visible

MISSING: Final = N_("{file}: missing")
EXTRA: Final = N_("{file}: not part of the bundle")
CHANGED: Final = N_("{file}: changed")
SWAPPED: Final = N_("{file}: holds what belongs into {other}")
MALFORMED: Final = N_("{file}: not what this file is ({what})")
OTHER_COMMIT: Final = N_("the evidence is about commit {commit}, not about {expected}")
NO_COMMIT: Final = N_("the evidence is about no commit")
STAGED: Final = N_(
    "the evidence is about what was staged (--profile commit), which is no commit yet: judge its commit with --range"
)
OTHER_POLICY: Final = N_("judged by the policy of commit {commit}, not by that of {expected}")
NO_POLICY: Final = N_("judged by the policy of no commit ({kind}), not by that of {expected}")
OTHER_FILE: Final = N_("not judged by this signed policy: no file of {file} has its SHA-256")
NO_SIGNED_POLICY: Final = N_("judged by no signed policy ({kind})")
TOO_OLD: Final = N_("the evidence is {age} days old; at most {most} are allowed")
FROM_THE_FUTURE: Final = N_("the evidence is of {finished}, which has not been yet")
BACKWARDS: Final = N_("the run ended before it started")
_File = TypeVar("_File", bound=Document)
#: Clocks of two machines may be so far apart.
_SKEW: Final = dt.timedelta(minutes=10)


@dataclass(frozen=True, slots=True)
class Demand:
    """What a bundle has to be: about a commit, no older, signed by one of these keys, judged by this policy.

    ``policy_commit`` is the commit that the policy has to be of, ``policy_digest`` the SHA-256 of the signed file.
    """

    now: dt.datetime
    commit: str | None = None
    max_age: dt.timedelta | None = None
    require_signature: bool = False
    trusted: Sequence[Trusted] | None = None
    policy_commit: str | None = None
    policy_digest: str | None = None


@dataclass(frozen=True, slots=True)
class Verification:
    """What came of it: every reason why a bundle does not hold, and what it says of itself."""

    faults: tuple[Reason, ...]
    signature: SignatureState = SignatureState.UNSIGNED
    signed_by: tuple[SignedBy, ...] = ()
    statement: Statement | None = None
    files: int = 0

    @property
    def is_verified(self) -> bool:
        """Whether nothing speaks against it."""
        return not self.faults


def verify_bundle(path: Path, demand: Demand) -> Verification:
    """Look at a bundle; whatever is wrong with it is in the result, and nothing of it is run, unpacked or followed."""
    try:
        with opened(path) as container:
            return _verified(container, path, demand)
    except BundleError as error:
        return Verification((error.reason,))


def _verified(container: Container, path: Path, demand: Demand) -> Verification:
    if STATEMENT not in container.names:
        args = (("file", visible(path.name)), ("missing", STATEMENT))
        return Verification((*container.faults, Reason(NOT_A_BUNDLE, args)))
    text = read_whole(container, STATEMENT)
    try:
        stated = read(Statement, text)
    except ValueError as error:
        return Verification((*container.faults, _malformed(STATEMENT, error)))
    envelope = read_whole(container, ENVELOPE) if ENVELOPE in container.names else None
    signing = check_signatures(stated, text, envelope, demand.trusted, must=demand.require_signature)
    faults = [*container.faults, *_files(container, stated), *_sums(container, stated), *signing.faults]
    faults += [*_contents(container, stated, demand), *_commit(stated, demand), *_age(stated, demand)]
    return Verification(tuple(dict.fromkeys(faults)), signing.state, signing.signed_by, stated, len(container.names))


def _files(container: Container, stated: Statement) -> Iterator[Reason]:
    """Every file against its digest, and none that is missing or too many."""
    expected = stated.files
    owners = {digest: name for name, digest in expected.items()}
    for name in sorted(expected.keys() | REQUIRED | set(container.names)):
        if name not in container.names:
            yield Reason(MISSING, (("file", visible(name)),))
        elif name not in expected and name not in UNSTATED:
            yield Reason(EXTRA, (("file", name),))
        elif name in expected:
            yield from _changed(container, name, expected[name], owners)


def _changed(container: Container, name: str, expected: str, owners: Mapping[str, str]) -> Iterator[Reason]:
    try:
        digest = digest_of(container, name)
    except BundleError as error:
        yield error.reason
        return
    if digest != expected and digest in owners:
        yield Reason(SWAPPED, (("file", name), ("other", visible(owners[digest]))))
    elif digest != expected:
        yield Reason(CHANGED, (("file", name),))


def _sums(container: Container, stated: Statement) -> Iterator[Reason]:
    """The list for ``sha256sum`` has to say what the statement says."""
    if SUMS not in container.names:
        return
    listed = {name: digest for name, digest in stated.files.items() if name != SUMS}
    try:
        if read_whole(container, SUMS) != sums_text(listed):
            yield Reason(DISAGREE, (("file", STATEMENT), ("other", SUMS), ("what", "sha256")))
    except BundleError as error:
        yield error.reason


def _contents(container: Container, stated: Statement, demand: Demand) -> list[Reason]:
    """The files that say something about the verdict, as far as they can be read, and whether they are as they should."""
    faults: list[Reason] = []
    controls = _document(ControlsFile, container, CONTROLS, faults)
    coverage = _document(CoverageFile, container, COVERAGE, faults)
    policy = _document(PolicyFile, container, POLICY, faults)
    _document(EnvironmentFile, container, ENVIRONMENT, faults)
    results = _results(container, faults)
    faults += _judged_by(stated, policy, demand)
    if controls is not None and coverage is not None and policy is not None and results is not None:
        faults += disagreements(Contents(stated, controls, coverage, policy, results))
    return faults


def _document(model: type[_File], container: Container, name: str, faults: list[Reason]) -> _File | None:
    """A file of the bundle as its model; ``None``, and told in ``faults``, where it is none."""
    if name not in container.names:
        return None
    try:
        return read(model, read_whole(container, name))
    except BundleError as error:
        faults.append(error.reason)
    except ValueError as error:
        faults.append(_malformed(name, error))
    return None


def _results(container: Container, faults: list[Reason]) -> Results | None:
    if RESULTS not in container.names:
        return None
    try:
        return count(lines_of(container, RESULTS))
    except BundleError as error:
        faults.append(error.reason)
    except ValueError as error:
        faults.append(_malformed(RESULTS, error))
    return None


def _commit(stated: Statement, demand: Demand) -> Iterator[Reason]:
    if demand.commit is None:
        return
    if stated.commit is None:
        is_staged = stated.predicate.profile is GateProfile.COMMIT
        yield Reason(STAGED if is_staged else NO_COMMIT)
    elif stated.commit != demand.commit:
        yield Reason(OTHER_COMMIT, (("commit", stated.commit), ("expected", demand.commit)))


def _judged_by(stated: Statement, policy: PolicyFile | None, demand: Demand) -> Iterator[Reason]:
    """Whether the policy is the one that was demanded: any other may have been put in its place."""
    words = stated.predicate.policy
    kind = ("kind", words.kind.value)
    expected = ("expected", demand.policy_commit or "")
    if demand.policy_commit is not None and words.commit is None:
        yield Reason(NO_POLICY, (kind, expected))
    elif demand.policy_commit is not None and words.commit != demand.policy_commit:
        yield Reason(OTHER_POLICY, (("commit", words.commit or ""), expected))
    if demand.policy_digest is None:
        return
    if words.kind is not PolicyKind.SIGNED_FILE:
        yield Reason(NO_SIGNED_POLICY, (kind,))
    elif policy is not None and demand.policy_digest not in {one.sha256 for one in policy.files}:
        yield Reason(OTHER_FILE, (("file", POLICY),))


def _age(stated: Statement, demand: Demand) -> Iterator[Reason]:
    run = stated.predicate.run
    started, finished = when(run.started), when(run.finished)
    age = demand.now - finished
    if finished < started:
        yield Reason(BACKWARDS)
    if finished > demand.now + _SKEW:
        yield Reason(FROM_THE_FUTURE, (("finished", run.finished),))
    if demand.max_age is not None and age > demand.max_age:
        yield Reason(TOO_OLD, (("age", str(age.days)), ("most", str(demand.max_age.days))))


def _malformed(name: str, error: ValueError) -> Reason:
    return Reason(MALFORMED, (("file", name), ("what", visible(str(error))[:200])))
