"""Two rosters: what the later one takes for right that the earlier one does not. No id of anybody is told."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from dataclasses import replace
from typing import Final

from guard.account import AccountKind
from guard.checks.accounts.roster import NOWHERE, Roster, System
from guard.checks.accounts.roster_file import roster_of
from guard.checks.accounts.roster_text import text_of
from guard.errors import ConfigError
from guard.messages import N_
from guard.model import Severity
from guard.policy_change.change import Change

UNREADABLE: Final = N_("the roster cannot be read: once this is merged, no account is judged")
GONE: Final = N_("the roster is gone: no account is judged any more")
PROJECT: Final = N_("a contract ends later, or its accounts may stay longer")
PERSON: Final = N_("the last day of a person is later, or gone")
EXCEPTION: Final = N_("an exception lets an account stay")
EXCEPTION_LONGER: Final = N_("an exception holds longer, until {until}")
ACCOUNT: Final = N_("an account is registered")
KIND: Final = N_("an account is no longer one of a person, or is of other people")
HANDOVER: Final = N_("a handover takes accounts out of the development")
SYSTEM_GONE: Final = N_("a system is no longer asked for its accounts")
SYSTEM: Final = N_("less is demanded of what a system tells")
OTHER: Final = N_("the roster is changed; nothing of it becomes weaker")

_NEVER: Final = dt.date.max


def roster_changes(path: str, before: bytes | None, after: bytes | None) -> Iterator[Change]:
    """What became weaker, each for itself; one low change where nothing did."""
    try:
        old = Roster(()) if before is None else roster_of(text_of(before, path), path)
    except ConfigError:
        old = Roster(())
    if after is None:
        yield Change(path, Severity.HIGH, GONE)
        return
    try:
        new = roster_of(text_of(after, path), path)
    except ConfigError:
        yield Change(path, Severity.MEDIUM, UNREADABLE)
        return
    weaker = [
        Change(path, Severity.MEDIUM, message, args, line)
        for compare in (_projects, _people, _exceptions, _accounts, _handovers, _systems)
        for message, args, line in compare(old, new)
    ]
    yield from (weaker if before is not None else ()) or [Change(path, Severity.LOW, OTHER)]


_Told = tuple[str, tuple[tuple[str, str | int], ...], int]


def _projects(old: Roster, new: Roster) -> Iterator[_Told]:
    known = {one.id: one for one in old.projects}
    for one in new.projects:
        was = known.get(one.id)
        if was is None:
            continue
        later = one.end > was.end or (one.accepted or _NEVER) > (was.accepted or _NEVER)
        if later or one.removal_deadline_days > was.removal_deadline_days:
            yield PROJECT, (), one.place.line


def _people(old: Roster, new: Roster) -> Iterator[_Told]:
    ends = {one.id: one.end or _NEVER for one in old.people}
    for one in new.people:
        if (one.end or _NEVER) > ends.get(one.id, _NEVER):
            yield PERSON, (), one.place.line


def _exceptions(old: Roster, new: Roster) -> Iterator[_Told]:
    ends = {one.account: one.expires for one in old.exceptions}
    for one in new.exceptions:
        end = ends.get(one.account)
        if end is None:
            yield EXCEPTION, (), one.place.line
        elif one.expires > end:
            yield EXCEPTION_LONGER, (("until", one.expires.isoformat()),), one.place.line


def _accounts(old: Roster, new: Roster) -> Iterator[_Told]:
    known = {(one.system, one.id or one.login): one for one in old.accounts}
    for one in new.accounts:
        was = known.get((one.system, one.id or one.login))
        if was is None:
            yield ACCOUNT, (), one.place.line
        elif one.persons != was.persons or (was.kind is AccountKind.HUMAN and one.kind is not was.kind):
            yield KIND, (), one.place.line


def _handovers(old: Roster, new: Roster) -> Iterator[_Told]:
    known = {replace(one, place=NOWHERE) for one in old.handovers}
    for one in new.handovers:
        if replace(one, place=NOWHERE) not in known:
            yield HANDOVER, (), one.place.line


def _systems(old: Roster, new: Roster) -> Iterator[_Told]:
    now = {one.id: one for one in new.systems}
    for was in old.systems:
        one = now.get(was.id)
        if one is None:
            yield SYSTEM_GONE, (), 1
        elif _demands_less(was, one):
            yield SYSTEM, (), one.place.line


def _demands_less(was: System, one: System) -> bool:
    """Whether a system may tell less; what is not a measure of that may not change at all."""
    if (was.required and not one.required) or one.min_accounts < was.min_accounts:
        return True
    if one.max_drop > was.max_drop or one.max_age > was.max_age or set(one.built_in) - set(was.built_in):
        return True
    return _rest(was) != _rest(one)


def _rest(one: System) -> System:
    alike = System("", "")
    return replace(
        one,
        required=True,
        min_accounts=alike.min_accounts,
        max_drop=alike.max_drop,
        max_age=alike.max_age,
        built_in=(),
        source_date=None,
        place=NOWHERE,
    )
