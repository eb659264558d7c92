"""``controls.json``: every clause with its verdict, and all that the verdict rests on, so that it can be judged again."""

from __future__ import annotations

import datetime as dt
from typing import Literal

from guard.account import Reason
from guard.control import (
    Answer,
    Attestation,
    AuditRow,
    Control,
    ControlKind,
    ControlState,
    ControlVerdict,
    GateProfile,
    GateReport,
    Observation,
    Outward,
)
from guard.evidence.document import Document, Told, told, worded
from guard.report.console import visible
from guard.result import ScanResult


class OutwardEntry(Document):
    """The same demand in another standard."""

    standard: str
    id: str


class AuditEntry(Document):
    """A row of the ministry's table of audit items."""

    item: str
    number: str
    question: str
    material: str
    clause: str
    jis: str


class AttestationEntry(Document):
    """What people say in writing of a clause."""

    by: str
    on: dt.date
    expires: dt.date
    statement: str
    evidence: str


class ControlEntry(Document):
    """One clause: what it asks, what this run says of it and why. ``reported`` counts findings against it, by rule."""

    id: str
    clause: str
    text: str
    title: Told
    kind: ControlKind
    state: ControlState
    required: bool
    reasons: list[Told]
    reported: dict[str, int]
    attestations: list[AttestationEntry]
    evidence: Told
    left_out: Told
    rules: list[str]
    parts: list[str]
    questions: list[str]
    records: list[str]
    profiles: list[GateProfile]
    outward: list[OutwardEntry]
    audit: list[AuditEntry]

    def control(self) -> Control:
        """The clause as the gate judges it."""
        return Control(
            self.id,
            self.clause,
            self.text,
            self.kind,
            rules=tuple(self.rules),
            parts=tuple(self.parts),
            questions=tuple(self.questions),
            records=tuple(self.records),
            profiles=tuple(self.profiles),
        )

    def attested(self) -> list[Attestation]:
        """What people say of it, as the gate judges it."""
        return [
            Attestation(self.id, one.by, one.on, one.expires, one.statement, one.evidence) for one in self.attestations
        ]


class ObservationEntry(Document):
    """The answer to a question about the delivery, and the commands that change it."""

    question: str
    answer: Answer
    details: list[Told]
    commands: list[str]

    def observation(self) -> Observation:
        """The same as the gate judges it."""
        return Observation(self.question, self.answer, tuple(Reason(one.en) for one in self.details))


class TermsEntry(Document):
    """The document whose clauses these are."""

    id: str
    title: str
    client: str
    edition: Told


class ControlsFile(Document):
    """The file. ``classes`` counts findings by class of information, ``states`` clauses by verdict."""

    schema_version: Literal[1] = 1
    profile: GateProfile
    terms: TermsEntry
    exit_code: int
    states: dict[ControlState, int]
    classes: dict[str, int]
    controls: list[ControlEntry]
    observations: list[ObservationEntry]


def controls_file(result: ScanResult) -> ControlsFile:
    """What a gate says of every clause."""
    assert result.gate is not None
    gate: GateReport = result.gate
    return ControlsFile(
        profile=gate.profile,
        terms=TermsEntry(
            id=gate.terms.id, title=gate.terms.title, client=gate.terms.client, edition=worded(gate.terms.edition)
        ),
        exit_code=int(result.exit_code()),
        states={state: len(gate.controls_in(state)) for state in ControlState},
        classes=dict(sorted(gate.classes.items())),
        controls=[_control(one) for one in gate.controls],
        observations=[_observation(one) for one in gate.observations],
    )


def _control(verdict: ControlVerdict) -> ControlEntry:
    control = verdict.control
    return ControlEntry(
        id=control.id,
        clause=control.clause,
        text=control.text,
        title=worded(control.title),
        kind=control.kind,
        state=verdict.state,
        required=verdict.is_required,
        reasons=[told(one) for one in verdict.reasons],
        reported=dict(sorted(verdict.reported.items())),
        attestations=[_attestation(one) for one in verdict.attestations],
        evidence=worded(control.evidence),
        left_out=worded(control.left_out),
        rules=list(control.rules),
        parts=list(control.parts),
        questions=list(control.questions),
        records=list(control.records),
        profiles=list(control.profiles),
        outward=[_outward(one) for one in control.outward],
        audit=[_audit(one) for one in control.audit],
    )


def _attestation(one: Attestation) -> AttestationEntry:
    return AttestationEntry(
        by=visible(one.by),
        on=one.on,
        expires=one.expires,
        statement=visible(one.statement),
        evidence=visible(one.evidence),
    )


def _outward(one: Outward) -> OutwardEntry:
    return OutwardEntry(standard=one.standard, id=one.id)


def _audit(one: AuditRow) -> AuditEntry:
    return AuditEntry(
        item=one.item,
        number=one.number,
        question=one.question,
        material=one.material,
        clause=one.clause,
        jis=one.jis,
    )


def _observation(one: Observation) -> ObservationEntry:
    return ObservationEntry(
        question=one.question,
        answer=one.answer,
        details=[told(detail) for detail in one.details],
        commands=[visible(command.line) for command in one.commands],
    )
