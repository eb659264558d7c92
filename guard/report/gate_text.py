"""The verdict of a gate for people at a terminal: the clauses by state, worst first, whose words it was, what comes next."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Final

from guard.control import (
    Answer,
    ControlState,
    ControlVerdict,
    Coverage,
    GateReport,
    Observation,
    PolicyKind,
    Seen,
)
from guard.messages import Translator
from guard.report.console import columns, pad, visible
from guard.report.gate_words import CLASSES, PROFILES, QUESTIONS, SEEN, STATES, amounts, judged_by, part_name, told
from guard.report.options import ReportOptions

#: The order in which a reader needs them.
ORDER: Final = (
    ControlState.VIOLATED,
    ControlState.NOT_CHECKED,
    ControlState.RECORDED,
    ControlState.MET,
    ControlState.OUTSIDE,
)
_COLOURS: Final = {
    ControlState.VIOLATED: "\x1b[1;31m",
    ControlState.NOT_CHECKED: "\x1b[33m",
    ControlState.RECORDED: "\x1b[36m",
    ControlState.MET: "\x1b[32m",
}
_BLANK: Final = " " * 15
_RESET: Final = "\x1b[0m"
_BOLD: Final = "\x1b[1m"
#: States whose reasons are always told; the others only where everything is.
_EXPLAINED: Final = frozenset({ControlState.VIOLATED, ControlState.NOT_CHECKED, ControlState.RECORDED})


def lines(gate: GateReport, options: ReportOptions) -> Iterator[str]:
    """The verdict in the order in which it is read: clauses, classes, what was looked at, by whose words."""
    _ = options.translator
    title = f"{gate.terms.client} {gate.terms.title}".strip()
    yield _bold(
        _("Verdict by clause ({profile}): {terms}", profile=_(PROFILES[gate.profile]), terms=visible(title)), options
    )
    width = max((columns(one.control.id) for one in gate.controls), default=0)
    for state in ORDER:
        yield from _state(state, gate, width, options)
    yield ""
    yield from _classes(gate.classes, _)
    yield from _coverage(gate.coverage, _)
    yield from _policy(gate, options)
    yield ""


def next_steps(gate: GateReport, _: Translator) -> Iterator[str]:
    """What a reader does about clauses that no rule's own advice covers."""
    unattested = [
        one.control.id for one in gate.controls_in(ControlState.NOT_CHECKED) if one.is_required and one.is_unattested
    ]
    if unattested:
        yield _(
            "Have these clauses attested in sekisho-attestations.yaml (who, when, until when, what): {controls}",
            controls=", ".join(unattested),
        )
    asked = {one for verdict in gate.controls if verdict.is_required for one in verdict.control.questions}
    for observation in gate.observations:
        if observation.question in asked and observation.answer is not Answer.GOOD:
            yield from _commands(observation, _)


def _commands(observation: Observation, _: Translator) -> Iterator[str]:
    if observation.commands:
        yield _("{question}: run", question=_(QUESTIONS.get(observation.question, observation.question)))
        for line, note in observation.commands:
            yield f"  $ {visible(line)}{f'   # {_(note)}' if note else ''}"


def _state(state: ControlState, gate: GateReport, width: int, options: ReportOptions) -> Iterator[str]:
    _, found = options.translator, gate.controls_in(state)
    word = _paint(pad(_(STATES[state]), 15), state, options)
    whole = options.verbosity > 0
    if state is ControlState.OUTSIDE and not whole:
        if found:
            yield f"  {word}  {_listed(found, _)}"
        return
    shown = found if whole else [one for one in found if one.is_required or state is not ControlState.NOT_CHECKED]
    for alike in _alike(shown):
        for one in alike:
            title = visible(one.control.title.told(_.language))
            yield f"  {word if one is alike[0] else _BLANK}  {pad(one.control.id, width)}  {title}".rstrip()
            left_out = one.control.left_out.told(_.language)
            if left_out and (whole or state is ControlState.MET):
                told_left_out = _("not covered: {what}", what=visible(left_out))
                yield f"  {_BLANK}    {told_left_out}"
        if whole or state in _EXPLAINED:
            yield from (f"  {_BLANK}    {reason}" for reason in _reasons(alike[0], _))
    if left := [one for one in found if one not in shown]:
        not_required = _("not required by this profile: {controls}", controls=_ids(left))
        yield f"  {word}  {not_required}"


def _alike(verdicts: Iterable[ControlVerdict]) -> list[list[ControlVerdict]]:
    """Verdicts with the same reasons together, so that those are read once."""
    groups: dict[object, list[ControlVerdict]] = {}
    for one in verdicts:
        groups.setdefault((one.reasons, tuple(one.reported.items())), []).append(one)
    return list(groups.values())


def _reasons(verdict: ControlVerdict, _: Translator) -> Iterator[str]:
    """Why, the findings of all rules on one line."""
    if verdict.reported:
        yield _(", ").join(f"{visible(rule_id)} {n:,}" for rule_id, n in verdict.reported.items())
    yield from (told(reason, _) for reason in verdict.reasons if dict(reason.args).get("rule") not in verdict.reported)


def _listed(verdicts: Sequence[ControlVerdict], _: Translator) -> str:
    n = _.ngettext("{n} clause", "{n} clauses", len(verdicts))
    return _("{n}: {controls}", n=n, controls=_ids(verdicts))


def _ids(verdicts: Sequence[ControlVerdict]) -> str:
    """Ids, those that differ in a last number together: ``soka-5-area-1…5``."""
    runs: list[list[str]] = []
    for one in verdicts:
        stem, _dash, number = one.control.id.rpartition("-")
        if number.isdigit() and runs and runs[-1][0] == stem and int(runs[-1][-1]) + 1 == int(number):
            runs[-1].append(number)
        else:
            runs.append([stem, number] if number.isdigit() else [one.control.id])
    return ", ".join(
        run[0] if len(run) == 1 else f"{run[0]}-{run[1]}" + (f"…{run[-1]}" if len(run) > 2 else "") for run in runs
    )


def _classes(classes: Mapping[str, int], _: Translator) -> Iterator[str]:
    if any(classes.values()):
        counted = (f"{_(CLASSES.get(name, name))} {n:,}" for name, n in classes.items() if n)
        yield _("Found, by class of information: {counted}", counted=_(", ").join(counted))


def _coverage(coverage: Sequence[Coverage], _: Translator) -> Iterator[str]:
    if not coverage:
        return
    yield _("Looked at:")
    width = max(columns(part_name(one.part, _)) for one in coverage)
    for one in coverage:
        line = f"  {pad(part_name(one.part, _), width)}  {pad(_(SEEN[one.seen]), 10)}  {_amounts(one.counts, _)}"
        yield line.rstrip()
        if one.seen is not Seen.WHOLE or not any(one.counts.values()):
            yield from (f"    {told(reason, _)}" for reason in one.reasons)


def _amounts(counts: Mapping[str, int], _: Translator) -> str:
    """What a line has room for: nothing of which there is none."""
    return amounts({name: n for name, n in counts.items() if n}, _)


def _policy(gate: GateReport, options: ReportOptions) -> Iterator[str]:
    sentence = judged_by(gate.policy, options.translator)
    yield _bold(sentence, options) if gate.policy.kind is PolicyKind.JUDGED_TREE else sentence


def _paint(text: str, state: ControlState, options: ReportOptions) -> str:
    return f"{_COLOURS[state]}{text}{_RESET}" if options.colour and state in _COLOURS else text


def _bold(text: str, options: ReportOptions) -> str:
    return f"{_BOLD}{text}{_RESET}" if options.colour else text
