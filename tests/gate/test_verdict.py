"""The verdict on a clause: no state is better than what was looked at."""

from __future__ import annotations

import datetime as dt

import pytest
from hypothesis import given
from hypothesis import strategies as st

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
    GateReport,
    Observation,
    PolicyKind,
    PolicySource,
    Seen,
    Terms,
)
from guard.errors import ExitCode
from guard.gate.verdict import Facts, covers, is_in, judge
from guard.model import Severity
from guard.result import Counts, RunInfo, ScanResult

TODAY = dt.date(2026, 4, 1)
PARTS = ("history", "worktree", "separation", "accounts:corp", "roster")
RULES = ("jp-my-number", "person-name", "sep-db", "acct-shared-id", "acme-own-rule")
QUESTIONS = ("remotes", "leftovers")
RECORDS = ("training", "lent-data")


def some(values: tuple[str, ...]) -> st.SearchStrategy[tuple[str, ...]]:
    return st.lists(st.sampled_from(values), unique=True, max_size=len(values)).map(tuple)


controls = st.builds(
    Control,
    id=st.just("c-1"),
    clause=st.just("§1"),
    text=st.just("…"),
    kind=st.sampled_from(ControlKind),
    rules=some((*RULES, "acct-*", "check:personal-data")),
    parts=some(("personal-data", "history", "separation", "accounts", "roster")),
    questions=some(QUESTIONS),
    records=some(RECORDS),
)
days = st.dates(TODAY - dt.timedelta(days=800), TODAY + dt.timedelta(days=800))
attestations = st.builds(
    Attestation,
    control=st.sampled_from(("c-1", "c-2")),
    by=st.just("責任者"),
    on=days,
    expires=days,
    statement=st.just("はい"),
)
facts = st.builds(
    Facts,
    today=st.just(TODAY),
    coverage=st.lists(
        st.builds(Coverage, part=st.sampled_from(PARTS), seen=st.sampled_from(Seen)), unique_by=lambda c: c.part
    ),
    observations=st.lists(
        st.builds(Observation, question=st.sampled_from((*QUESTIONS, *RECORDS)), answer=st.sampled_from(Answer)),
        unique_by=lambda o: o.question,
    ),
    attestations=st.lists(attestations, max_size=3),
    reported=st.dictionaries(st.sampled_from(RULES), st.integers(0, 3)),
    accepted=st.dictionaries(st.sampled_from(RULES), st.integers(0, 3)),
)


def verdict(control: Control, told: Facts) -> ControlVerdict:
    (found,) = judge([control], GateProfile.RELEASE, told)
    return found


@given(controls, facts)
def test_met_means_looked_at_whole_answered_and_nothing_reported(control: Control, told: Facts) -> None:
    if verdict(control, told).state is not ControlState.MET:
        return
    assert not any(n and is_in(control.rules, rule) for rule, n in told.reported.items())
    for asked in control.parts:
        own = [one for one in told.coverage if covers(one.part, asked)]
        assert own
        assert all(one.seen is Seen.WHOLE for one in own)
    answers = {one.question: one.answer for one in told.observations}
    assert all(answers.get(one) is Answer.GOOD for one in control.questions)
    assert control.kind not in {ControlKind.RECORDED, ControlKind.OUTSIDE}
    assert control.parts or control.questions


@given(controls, facts)
def test_what_is_reported_violates_whatever_is_attested(control: Control, told: Facts) -> None:
    is_reported = any(n and is_in(control.rules, rule) for rule, n in told.reported.items())
    if is_reported:
        assert verdict(control, told).state is ControlState.VIOLATED


@given(controls, facts)
def test_recorded_means_that_somebody_put_it_down_and_it_counts(control: Control, told: Facts) -> None:
    found = verdict(control, told)
    if found.state is ControlState.RECORDED:
        answers = {one.question: one.answer for one in told.observations}
        by_roster = bool(control.records) and all(answers.get(one) is Answer.GOOD for one in control.records)
        assert by_roster or any(
            one.control == control.id and one.on <= TODAY <= one.expires for one in found.attestations
        )


@given(controls, facts)
def test_a_part_that_was_not_looked_at_whole_is_excused_by_nobody(control: Control, told: Facts) -> None:
    lost = [one for one in told.coverage if one.seen is not Seen.WHOLE]
    if control.kind is not ControlKind.OUTSIDE and any(
        covers(one.part, part) for one in lost for part in control.parts
    ):
        assert verdict(control, told).state in {ControlState.NOT_CHECKED, ControlState.VIOLATED}


@given(controls, facts)
def test_what_is_not_good_has_a_reason(control: Control, told: Facts) -> None:
    found = verdict(control, told)
    assert found.reasons or found.state is ControlState.OUTSIDE


@given(controls, facts)
def test_outside_is_never_met_and_never_costs(control: Control, told: Facts) -> None:
    found = verdict(control, told)
    if found.state is ControlState.OUTSIDE:
        assert control.kind is ControlKind.OUTSIDE
        assert result(found).exit_code() is ExitCode.CLEAN


def result(*found: ControlVerdict) -> ScanResult:
    report = GateReport(
        GateProfile.RELEASE, Terms("t", "t", "t"), found, (), (), PolicySource(PolicyKind.PROTECTED_REF, "origin/main")
    )
    run = RunInfo("gate", "gate", ".", dt.datetime(2026, 4, 1, tzinfo=dt.UTC))
    return ScanResult.build(run, (), (), Counts(), Severity.MEDIUM, gate=report)


@pytest.mark.parametrize(
    ("states", "code"),
    [
        ((), 0),
        ((ControlState.MET, ControlState.RECORDED, ControlState.OUTSIDE), 0),
        ((ControlState.MET, ControlState.VIOLATED), 1),
        ((ControlState.VIOLATED, ControlState.NOT_CHECKED), 3),
        ((ControlState.NOT_CHECKED,), 3),
    ],
)
def test_the_exit_code_is_that_of_the_worst_required_clause(states: tuple[ControlState, ...], code: int) -> None:
    control = Control("c-1", "§1", "…", ControlKind.CHECKED)
    assert result(*(ControlVerdict(control, state) for state in states)).exit_code() == code
    assert result(*(ControlVerdict(control, state, is_required=False) for state in states)).exit_code() == 0


@pytest.mark.parametrize(
    ("rules", "rule", "is_one"),
    [
        (("sep-db",), "sep-db", True),
        (("sep-db",), "sep-db-2", False),
        (("sep-*",), "sep-db", True),
        (("*",), "anything", True),
        (("check:personal-data",), "jp-my-number", True),
        (("check:personal-data",), "acme-own-rule", True),
        (("check:personal-data",), "sep-db", False),
        ((), "sep-db", False),
    ],
)
def test_rules_are_named_by_id_beginning_or_check(rules: tuple[str, ...], rule: str, is_one: bool) -> None:
    assert is_in(rules, rule) is is_one


def test_reasons_name_the_part_and_say_why() -> None:
    control = Control("c-1", "§1", "…", ControlKind.CHECKED, parts=("accounts",))
    lost = Coverage("accounts:corp", Seen.PARTLY, {}, (Reason("no right to see all"),))
    found = verdict(control, Facts(TODAY, (Coverage("accounts:other", Seen.WHOLE), lost)))
    assert [dict(one.args).get("part", one.message) for one in found.reasons] == [
        "accounts:corp",
        "no right to see all",
    ]


def test_accepted_findings_are_told_where_a_clause_is_met() -> None:
    control = Control("c-1", "§1", "…", ControlKind.CHECKED, rules=("person-name",), parts=("history",))
    found = verdict(control, Facts(TODAY, (Coverage("history", Seen.WHOLE),), accepted={"person-name": 2}))
    assert found.state is ControlState.MET
    assert ("rule", "person-name") in [pair for one in found.reasons for pair in one.args]
