"""Every shipped clause in turn: met with everything at hand, and what each thing that is missing does to it."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace

import pytest

from guard.control import (
    Answer,
    Attestation,
    Control,
    ControlKind,
    ControlState,
    Coverage,
    GateProfile,
    Observation,
    Seen,
)
from guard.control_catalogue import load_terms
from guard.gate.verdict import Facts, is_in, judge
from guard.rules.catalogue import RULES

TODAY = dt.date(2026, 4, 1)
TERMS = load_terms()
PARTS = ("history", "worktree", "separation", "accounts:corp", "roster")
QUESTIONS = sorted({one for control in TERMS.controls for one in (*control.questions, *control.records)})
WORDS = [
    Attestation(one.id, "責任者", TODAY, TODAY, "はい")
    for one in TERMS.controls
    if one.kind in {ControlKind.RECORDED, ControlKind.CHECKED_AND_RECORDED} and not one.records
]
EVERYTHING = Facts(
    TODAY,
    [Coverage(part, Seen.WHOLE) for part in PARTS],
    [Observation(question, Answer.GOOD) for question in QUESTIONS],
    WORDS,
)
LOOKED_AT = [one for one in TERMS.controls if one.kind not in {ControlKind.OUTSIDE, ControlKind.RECORDED}]


def state(control: Control, facts: Facts) -> ControlState:
    (verdict,) = judge([control], GateProfile.RELEASE, facts)
    return verdict.state


@pytest.mark.parametrize("control", TERMS.controls, ids=lambda one: one.id)
def test_with_everything_at_hand_a_clause_is_as_good_as_it_can_be(control: Control) -> None:
    best = {ControlKind.OUTSIDE: ControlState.OUTSIDE, ControlKind.RECORDED: ControlState.RECORDED}
    assert state(control, EVERYTHING) is best.get(control.kind, ControlState.MET)


@pytest.mark.parametrize("control", [one for one in TERMS.controls if one.rules], ids=lambda one: one.id)
def test_each_of_its_rules_violates_a_clause(control: Control) -> None:
    own = [rule.id for rule in RULES if is_in(control.rules, rule.id)]
    for rule_id in own:
        assert state(control, replace(EVERYTHING, reported={rule_id: 1})) is ControlState.VIOLATED, rule_id
    others = {rule.id: 1 for rule in RULES if rule.id not in own}
    assert state(control, replace(EVERYTHING, reported=others)) is not ControlState.VIOLATED


@pytest.mark.parametrize("control", LOOKED_AT, ids=lambda one: one.id)
def test_each_of_its_parts_that_is_not_whole_leaves_a_clause_unchecked(control: Control) -> None:
    for lost in PARTS:
        coverage = [Coverage(part, Seen.PARTLY if part == lost else Seen.WHOLE) for part in PARTS]
        is_asked = lost.partition(":")[0] in control.parts or (
            lost in {"history", "worktree"} and "personal-data" in control.parts
        )
        expected = ControlState.NOT_CHECKED if is_asked else ControlState.MET
        assert state(control, replace(EVERYTHING, coverage=coverage)) is expected, lost


@pytest.mark.parametrize("answer", [Answer.UNKNOWN, Answer.NOT_ASKED])
@pytest.mark.parametrize("control", [one for one in LOOKED_AT if one.questions], ids=lambda one: one.id)
def test_each_of_its_questions_that_is_open_leaves_a_clause_unchecked_unless_attested(
    control: Control, answer: Answer
) -> None:
    for asked in control.questions:
        told = [Observation(one, answer if one == asked else Answer.GOOD) for one in QUESTIONS]
        facts = replace(EVERYTHING, observations=told)
        assert state(control, facts) is ControlState.NOT_CHECKED, asked
        words = [*WORDS, Attestation(control.id, "責任者", TODAY, TODAY, "はい")]
        assert state(control, replace(facts, attestations=words)) is ControlState.RECORDED, asked


@pytest.mark.parametrize("control", [one for one in TERMS.controls if one.questions], ids=lambda one: one.id)
def test_each_of_its_questions_with_a_bad_answer_violates_a_clause(control: Control) -> None:
    for asked in control.questions:
        told = [Observation(one, Answer.BAD if one == asked else Answer.GOOD) for one in QUESTIONS]
        assert state(control, replace(EVERYTHING, observations=told)) is ControlState.VIOLATED, asked
