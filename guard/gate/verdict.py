"""The verdict on each clause: evidence for it, against it, or none.

A clause is met by evidence alone: every part of its scope was looked at whole, every question has a good answer, and
nothing was found. Whatever could not be looked at is told as not checked, and no word of anybody changes that; what
nothing here can look at may be put down in writing.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Final

from guard.account import Reason
from guard.control import (
    Answer,
    Attestation,
    Control,
    ControlKind,
    ControlState,
    ControlVerdict,
    Coverage,
    GateProfile,
    Observation,
    PolicyKind,
    Seen,
)
from guard.gate.attestation import counts
from guard.messages import N_
from guard.model import Disposition
from guard.rules.catalogue import PERSONAL_DATA, rule

FOUND: Final = N_("{rule}: {n} found")
ANSWERED_BADLY: Final = N_("{question}: not as it should be")
LOOKED_AT: Final = N_("looked at whole, nothing to report: {part}")
SEEN_WHOLE: Final = N_("looked at whole: {part}")
ANSWERED_WELL: Final = N_("{question}: as it should be")
ACCEPTED: Final = N_("{rule}: {n} accepted with a reason")
OWN_WORD: Final = N_(
    "{rule}: {n} accepted by what is judged itself, which is no evidence: name a protected branch with --policy-ref"
)
NOT_IN_RUN: Final = N_("not part of this run: {part}")
NOT_WHOLE: Final = N_("not looked at whole: {part}")
UNANSWERED: Final = N_("{question}: not known")
NOT_ASKED: Final = N_("{question}: not asked")
ATTESTED: Final = N_("attested by {by} on {on}, until {until}")
NOT_ATTESTED: Final = N_("nobody attests it (sekisho-attestations.yaml)")
DOES_NOT_COUNT: Final = N_("the attestation by {by}, of {on} until {until}, does not count")
NO_EVIDENCE: Final = N_("this run has nothing to show for it")

#: Parts that are one kind of work, whichever of them a profile looks at.
_PERSONAL_DATA_PARTS: Final = frozenset({"index", "range", "worktree", "history"})
_CONFIGURED: Final = frozenset({Disposition.ALLOWED_CONFIG})
_IN_THE_TREE: Final = frozenset({Disposition.ALLOWED_INLINE, Disposition.BASELINED})


def own_words(policy: PolicyKind) -> frozenset[Disposition]:
    """How a finding is accepted by nobody but the tree that holds it, where it is judged by such a policy."""
    if policy is PolicyKind.JUDGED_TREE:
        return _IN_THE_TREE | _CONFIGURED
    return _IN_THE_TREE if policy is PolicyKind.GIVEN_FILE else frozenset()


@dataclass(frozen=True, slots=True)
class Facts:
    """What a run came to, as far as clauses ask for it: findings by rule, parts, answers, and what people attest.

    ``own`` counts those among the ``accepted`` that are so by the word of the judged tree alone.
    """

    today: dt.date
    coverage: Sequence[Coverage] = ()
    observations: Sequence[Observation] = ()
    attestations: Sequence[Attestation] = ()
    reported: Mapping[str, int] = field(default_factory=dict)
    accepted: Mapping[str, int] = field(default_factory=dict)
    own: Mapping[str, int] = field(default_factory=dict)


def judge(controls: Iterable[Control], profile: GateProfile, facts: Facts) -> tuple[ControlVerdict, ...]:
    """One verdict for each clause, in the order of the document."""
    if profile is GateProfile.COMMIT:  # a merge judges it again, and before the first one there is no other word
        facts = replace(facts, own={})
    return tuple(_judged(control, profile, facts) for control in controls)


def is_in(rules: Iterable[str], rule_id: str) -> bool:
    """Whether a rule is one of these: an id, its beginning before a ``*``, or ``check:`` and the name of its check."""
    known = rule(rule_id)
    check = PERSONAL_DATA if known is None else known.check  # what a project adds looks for personal data
    return any(
        rule_id.startswith(one[:-1]) if one.endswith("*") else one in {rule_id, f"check:{check}"} for one in rules
    )


def _judged(control: Control, profile: GateProfile, facts: Facts) -> ControlVerdict:
    reported = {one: n for one, n in sorted(facts.reported.items()) if n and is_in(control.rules, one)}
    ours = [one for one in facts.attestations if one.control == control.id]
    state, reasons = _state(control, reported, _valid(ours, facts.today), ours, facts)
    return ControlVerdict(
        control,
        state,
        tuple(dict.fromkeys(reasons)),
        reported,
        tuple(_valid(ours, facts.today)),
        is_required=profile in control.profiles,
        is_unattested=Reason(NOT_ATTESTED) in reasons,
    )


def _state(
    control: Control,
    reported: Mapping[str, int],
    valid: Sequence[Attestation],
    ours: Sequence[Attestation],
    facts: Facts,
) -> tuple[ControlState, list[Reason]]:
    answers = {one.question: one for one in facts.observations}
    against = [*_found(reported), *_bad((*control.questions, *control.records), answers)]
    if against:
        return ControlState.VIOLATED, against
    said = [_attested(one) for one in valid]
    if control.kind is ControlKind.OUTSIDE:
        return (ControlState.RECORDED, said) if valid else (ControlState.OUTSIDE, [])
    unseen = [*_unseen(control, facts.coverage), *_accepted(OWN_WORD, control, facts.own)]
    if unseen:
        return ControlState.NOT_CHECKED, unseen
    record = said or _well(control.records, answers)
    missing = [*_void(ours, facts.today), Reason(NOT_ATTESTED)]
    if control.kind is ControlKind.RECORDED:
        if record:
            return ControlState.RECORDED, record
        return ControlState.NOT_CHECKED, [*_open(control.records, answers), *missing]
    unknown = list(_open(control.questions, answers))
    if unknown:
        return (ControlState.RECORDED, [*unknown, *said]) if valid else (ControlState.NOT_CHECKED, unknown)
    if control.kind is ControlKind.CHECKED_AND_RECORDED and not record:
        return ControlState.NOT_CHECKED, [*_open(control.records, answers), *missing]
    evidence = [*_seen(control, facts), *_well(control.questions, answers)]
    if not evidence:
        return ControlState.NOT_CHECKED, [Reason(NO_EVIDENCE)]
    return ControlState.MET, [*evidence, *record, *_accepted(ACCEPTED, control, facts.accepted)]


def covers(part: str, asked: str) -> bool:
    """Whether a part of the coverage is one that a control asks for by this name."""
    if asked == PERSONAL_DATA:
        return part in _PERSONAL_DATA_PARTS
    return part == asked or part.startswith(f"{asked}:")


def _found(reported: Mapping[str, int]) -> Iterator[Reason]:
    return (Reason(FOUND, (("rule", one), ("n", str(n)))) for one, n in reported.items())


def _accepted(message: str, control: Control, accepted: Mapping[str, int]) -> Iterator[Reason]:
    """The findings that a clause asks for and that do not count against it, by rule."""
    for one, n in sorted(accepted.items()):
        if n and is_in(control.rules, one):
            yield Reason(message, (("rule", one), ("n", str(n))))


def _bad(questions: Iterable[str], answers: Mapping[str, Observation]) -> Iterator[Reason]:
    for question in questions:
        if question in answers and answers[question].answer is Answer.BAD:
            yield Reason(ANSWERED_BADLY, (("question", question),))
            yield from answers[question].details


def _unseen(control: Control, coverage: Sequence[Coverage]) -> Iterator[Reason]:
    for asked in control.parts:
        found = [one for one in coverage if covers(one.part, asked)]
        if not found:
            yield Reason(NOT_IN_RUN, (("part", asked),))
        for one in found:
            if one.seen is not Seen.WHOLE:
                yield Reason(NOT_WHOLE, (("part", one.part),))
                yield from one.reasons


def _open(questions: Iterable[str], answers: Mapping[str, Observation]) -> Iterator[Reason]:
    """The questions that nobody has answered well, each with why."""
    for question in questions:
        found = answers.get(question)
        if found is None or found.answer is not Answer.GOOD:
            is_asked = found is not None and found.answer is not Answer.NOT_ASKED
            yield Reason(UNANSWERED if is_asked else NOT_ASKED, (("question", question),))
            yield from () if found is None else found.details


def _well(questions: Sequence[str], answers: Mapping[str, Observation]) -> list[Reason]:
    """What all of these questions came to; nothing where one of them has no good answer."""
    if any(question not in answers or answers[question].answer is not Answer.GOOD for question in questions):
        return []
    told: list[Reason] = []
    for question in questions:
        told += [Reason(ANSWERED_WELL, (("question", question),)), *answers[question].details]
    return told


def _seen(control: Control, facts: Facts) -> Iterator[Reason]:
    message = LOOKED_AT if control.rules else SEEN_WHOLE
    for one in facts.coverage:
        if any(covers(one.part, asked) for asked in control.parts):
            yield Reason(message, (("part", one.part),))
            yield from one.reasons


def _valid(attestations: Iterable[Attestation], today: dt.date) -> list[Attestation]:
    return [one for one in attestations if counts(one, today)]


def _attested(one: Attestation) -> Reason:
    return Reason(ATTESTED, _facts(one))


def _facts(one: Attestation) -> tuple[tuple[str, str], ...]:
    return (("by", one.by), ("on", one.on.isoformat()), ("until", one.expires.isoformat()))


def _void(attestations: Iterable[Attestation], today: dt.date) -> Iterator[Reason]:
    for one in attestations:
        if not counts(one, today):
            yield Reason(DOES_NOT_COUNT, _facts(one))
