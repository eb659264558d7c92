"""What the roster puts down in writing: who works here, who was trained, what those who left brought back, what was lent.

A day that is missing or too old is no answer, never a bad one: it may have happened, and nobody wrote it down.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from typing import Final

from guard.account import Reason
from guard.checks.accounts.period import has_left, last_day
from guard.checks.accounts.roster import LentData, Person, Roster
from guard.control import Answer, Observation
from guard.gate.attestation import year_after
from guard.messages import N_

PEOPLE: Final = N_("people in the roster: {n}")
NOBODY: Final = N_("the roster names nobody (people)")
TRAINED: Final = N_("all {n} of them; the oldest training is of {day}")
UNTRAINED: Final = N_("people without a training in the year before: {n} (training)")
NOBODY_LEFT: Final = N_("nobody has left")
LEFT: Final = N_("people who left, with both days: {n}")
OPEN: Final = N_("people who left, without a day of return or of agreement: {n} (devices_returned, nda_signed)")
NOTHING_LENT: Final = N_("the roster lists nothing that was lent (lent_data)")
LENT: Final = N_("entries: {n}")
NOT_ERASED: Final = N_("lent, and not returned and erased though the projects are over: {n} (lent_data)")


def recorded(roster: Roster, as_of: dt.date) -> Iterator[Observation]:
    """One answer for each thing that a roster can put down in writing."""
    yield _workers(roster)
    yield _training(roster, as_of)
    yield _leavers(roster, as_of)
    yield _lent(roster, as_of)


def _answer(
    question: str, message: str, n: int | None = None, *, good: bool, day: dt.date | None = None
) -> Observation:
    args: tuple[tuple[str, str], ...] = () if n is None else (("n", str(n)),)
    if day is not None:
        args += (("day", day.isoformat()),)
    return Observation(question, Answer.GOOD if good else Answer.UNKNOWN, (Reason(message, args),))


def _workers(roster: Roster) -> Observation:
    if not roster.people:
        return _answer("workers", NOBODY, good=False)
    return _answer("workers", PEOPLE, len(roster.people), good=True)


def _training(roster: Roster, as_of: dt.date) -> Observation:
    if not roster.people:
        return _answer("training", NOBODY, good=False)
    untrained = sum(not _is_trained(one, as_of) for one in roster.people)
    if untrained:
        return _answer("training", UNTRAINED, untrained, good=False)
    oldest = min(one.training for one in roster.people if one.training is not None)
    return _answer("training", TRAINED, len(roster.people), good=True, day=oldest)


def _is_trained(person: Person, as_of: dt.date) -> bool:
    """Whether somebody was trained in the year before the day of judgement, or before the last day of work."""
    day = as_of if person.end is None else min(as_of, person.end)
    return person.training is not None and person.training <= as_of and day <= year_after(person.training)


def _leavers(roster: Roster, as_of: dt.date) -> Observation:
    left = [one for one in roster.people if has_left(one, as_of)]
    if not left:
        return _answer("leavers", NOBODY_LEFT, good=True)
    missing = sum(one.devices_returned is None or one.nda_signed is None for one in left)
    if missing:
        return _answer("leavers", OPEN, missing, good=False)
    return _answer("leavers", LEFT, len(left), good=True)


def _lent(roster: Roster, as_of: dt.date) -> Observation:
    if not roster.lent_data:
        return _answer("lent-data", NOTHING_LENT, good=False)
    is_over = max(map(last_day, roster.projects)) < as_of
    left = sum(not _is_gone(one) for one in roster.lent_data) if is_over else 0
    if left:
        return _answer("lent-data", NOT_ERASED, left, good=False)
    return _answer("lent-data", LENT, len(roster.lent_data), good=True)


def _is_gone(lent: LentData) -> bool:
    return lent.returned is not None and lent.erased is not None
