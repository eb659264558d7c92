"""What ``sekisho gate verify`` says: for people in their language, for programs as JSON."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from typing import Final, TextIO

from guard.checks.accounts.period import day_of
from guard.control import ControlState, PolicySource
from guard.errors import ExitCode
from guard.evidence.signers import SignatureState, SignedBy
from guard.evidence.statement import Statement, when
from guard.evidence.verify import Verification
from guard.messages import N_, Translator
from guard.report.console import visible, write_text
from guard.report.gate_words import PROFILES, STATES, judged_by, told
from guard.report.json_text import encoder

#: How the exit code of a gate reads.
OUTCOMES: Final = {
    ExitCode.CLEAN: N_("passed"),
    ExitCode.FOUND: N_("refused"),
    ExitCode.INCOMPLETE: N_("incomplete"),
    ExitCode.INTERRUPTED: N_("interrupted"),
}
OTHER_DAY: Final = N_("judged as of {day}, which is not the day of the run")
NAMED: Final = N_("named for this run")
FOUND: Final = N_("the main branch of origin as that clone knew it: compare it with the server")
VERIFIED: Final = N_("verified: {file} ({n} files)")
NOT_VERIFIED: Final = N_("NOT VERIFIED: {file} ({n} files)")
SIGNATURES: Final = {
    SignatureState.UNSIGNED: N_("unsigned: nothing shows who made it, and whoever remade all of it is not found out"),
    SignatureState.UNKNOWN: N_("signed; nobody said which key counts (--trusted-key): compare the fingerprint"),
    SignatureState.TRUSTED: N_("signed by a key that counts"),
    SignatureState.INVALID: N_("the signature does not hold"),
}


def write_text_of(verification: Verification, name: str, now: dt.datetime, out: TextIO, _: Translator) -> None:
    """Tell people."""
    write_text(out, "\n".join(_lines(verification, name, now, _)) + "\n")


def write_json_of(verification: Verification, out: TextIO, _: Translator) -> None:
    """Tell a program; ``reasons`` are sentences in the chosen language."""
    stated = verification.statement
    fields: dict[str, object] = {
        "schema_version": 1,
        "verified": verification.is_verified,
        "signature": verification.signature.value,
        "signers": [_signer(one) for one in verification.signed_by],
        "reasons": [told(one, _) for one in verification.faults],
        "files": verification.files,
        "statement": None if stated is None else _statement(stated),
    }
    out.write(encoder(out)(fields) + "\n")


def _lines(verification: Verification, name: str, now: dt.datetime, _: Translator) -> Iterator[str]:
    """Whether it holds comes first: what it says of itself counts only then."""
    outcome = VERIFIED if verification.is_verified else NOT_VERIFIED
    yield _(outcome, file=visible(name), n=verification.files)
    yield from (f"  - {told(reason, _)}" for reason in verification.faults)
    if verification.statement is None:
        return
    yield _("signature: {text}", text=_(SIGNATURES[verification.signature]))
    for one in verification.signed_by:
        yield f"  {one.keyid}" + (f" ({visible(one.name)})" if one.name else "")
    yield _("what it says of itself:")
    yield from (f"  {line}" for line in _about(verification.statement, now, _))


def _about(stated: Statement, now: dt.datetime, _: Translator) -> Iterator[str]:
    """What the statement says of the gate; whether that is so, the rest of the text tells."""
    predicate, policy = stated.predicate, stated.predicate.policy
    codes = {int(code): word for code, word in OUTCOMES.items()}
    outcome = _(codes.get(predicate.exit_code, ""))
    profile = _(PROFILES[predicate.profile])
    yield _(
        "verdict: {outcome} (exit code {code}), {profile}", outcome=outcome, code=predicate.exit_code, profile=profile
    )
    yield _("commit: {commit}", commit=stated.commit or "-")
    days = (now - when(predicate.run.finished)).days
    yield _("finished: {moment} ({n} days ago)", moment=predicate.run.finished, n=days)
    if predicate.run.as_of is not None and predicate.run.as_of != day_of(when(predicate.run.started)).isoformat():
        yield _(OTHER_DAY, day=visible(predicate.run.as_of))
    yield judged_by(PolicySource(policy.kind, policy.ref, policy.commit, policy.signer), _)
    if policy.commit is not None:
        found = NAMED if policy.named else FOUND
        yield _("commit of the policy: {commit} ({found})", commit=policy.commit, found=_(found))
    counts = {state: sum(one.state is state for one in predicate.controls) for state in ControlState}
    clauses = _(", ").join(f"{_(STATES[state])} {n}" for state, n in counts.items() if n)
    yield _("clauses: {text}", text=clauses)


def _signer(one: SignedBy) -> dict[str, object]:
    return {"keyid": one.keyid, "name": one.name, "trusted": one.is_trusted}


def _statement(stated: Statement) -> dict[str, object]:
    predicate = stated.predicate
    return {
        "commit": stated.commit,
        "started": predicate.run.started,
        "finished": predicate.run.finished,
        "as_of": predicate.run.as_of,
        "profile": predicate.profile.value,
        "exit_code": predicate.exit_code,
        "policy": predicate.policy.kind.value,
        "policy_ref": predicate.policy.ref,
        "policy_commit": predicate.policy.commit,
        "policy_named": predicate.policy.named,
        "version": predicate.tool.version,
    }
