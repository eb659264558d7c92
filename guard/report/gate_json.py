"""What the JSON report says of a gate: a verdict for each clause, and all that it rests on."""

from __future__ import annotations

from collections.abc import Iterable

from guard.account import Reason
from guard.control import Attestation, Control, ControlVerdict, Coverage, GateReport, Observation, PolicySource
from guard.messages import Translator
from guard.report.gate_words import told

Fields = dict[str, object]


def fields(gate: GateReport, _: Translator) -> Fields:
    """The ``gate`` object of the report."""
    terms = gate.terms
    return {
        "profile": gate.profile.value,
        "terms": {
            "id": terms.id,
            "title": terms.title,
            "client": terms.client,
            "edition": terms.edition.told(_.language),
        },
        "policy": policy_fields(gate.policy),
        "controls": [_control(one, _) for one in gate.controls],
        "coverage": [_coverage(one, _) for one in gate.coverage],
        "observations": [_observation(one, _) for one in gate.observations],
        "classes": dict(gate.classes),
        "environment": dict(gate.environment),
    }


def policy_fields(policy: PolicySource) -> Fields:
    """Whose words a run was judged by, with the digests of the files that hold them."""
    return {
        "kind": policy.kind.value,
        "ref": policy.ref,
        "commit": policy.commit,
        "signer": policy.signer,
        "files": [{"path": one.path, "sha256": one.sha256} for one in policy.files],
    }


def _control(verdict: ControlVerdict, _: Translator) -> Fields:
    control = verdict.control
    return {
        "id": control.id,
        "clause": control.clause,
        "title": control.title.told(_.language),
        "kind": control.kind.value,
        "state": verdict.state.value,
        "required": verdict.is_required,
        "reasons": _sentences(verdict.reasons, _),
        "reported": dict(verdict.reported),
        "left_out": control.left_out.told(_.language) or None,
        "attestations": [_attestation(one) for one in verdict.attestations],
        "outward": _outward(control),
    }


def _outward(control: Control) -> list[Fields]:
    return [{"standard": one.standard, "id": one.id} for one in control.outward]


def _attestation(one: Attestation) -> Fields:
    return {
        "by": one.by,
        "on": one.on.isoformat(),
        "expires": one.expires.isoformat(),
        "statement": one.statement,
        "evidence": one.evidence or None,
    }


def _coverage(one: Coverage, _: Translator) -> Fields:
    return {
        "part": one.part,
        "seen": one.seen.value,
        "counts": dict(one.counts),
        "reasons": _sentences(one.reasons, _),
    }


def _observation(one: Observation, _: Translator) -> Fields:
    return {
        "question": one.question,
        "answer": one.answer.value,
        "details": _sentences(one.details, _),
        "commands": [command.line for command in one.commands],
    }


def _sentences(reasons: Iterable[Reason], _: Translator) -> list[str]:
    return [told(reason, _) for reason in reasons]
