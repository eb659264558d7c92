"""What a gate says of the clauses that it requires, for the reports that other programs read.

A clause can fail without a finding: what was not checked, or not attested, is no pass in any format.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple

from guard.control import ControlState, ControlVerdict
from guard.messages import Translator
from guard.report.console import visible
from guard.report.gate_words import STATES, told
from guard.result import ScanResult


class Clause(NamedTuple):
    """A clause in words; ``is_failing`` says that it costs the gate its pass."""

    id: str
    title: str
    state: ControlState
    is_failing: bool
    text: str


def clauses(result: ScanResult, _: Translator) -> Iterator[Clause]:
    """All clauses of a gate, in the order of the terms; none where the run is no gate."""
    for verdict in () if result.gate is None else result.gate.controls:
        state, control = verdict.state, verdict.control
        is_failing = verdict.is_required and state in {ControlState.VIOLATED, ControlState.NOT_CHECKED}
        why = _("; ").join(_reasons(verdict, _))
        text = f"{_(STATES[state])}: {why}" if why else _(STATES[state])
        yield Clause(visible(control.id), visible(control.title.told(_.language)), state, is_failing, text)


def failing(result: ScanResult, _: Translator) -> list[Clause]:
    """Those that cost the gate its pass, the violated ones first."""
    return sorted(
        (one for one in clauses(result, _) if one.is_failing), key=lambda one: one.state is not ControlState.VIOLATED
    )


def _reasons(verdict: ControlVerdict, _: Translator) -> Iterator[str]:
    yield from (f"{visible(rule_id)} {n:,}" for rule_id, n in verdict.reported.items())
    yield from (told(reason, _) for reason in verdict.reasons if dict(reason.args).get("rule") not in verdict.reported)
