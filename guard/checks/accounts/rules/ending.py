"""What has to be gone when somebody's time is over: accounts, credentials, rights, invitations."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from typing import Final

from guard.account import AccountState
from guard.checks.accounts.matching import NEVER, Match, Scene, is_built_in
from guard.checks.accounts.period import cutoff, day_of, days_left, reminder
from guard.checks.accounts.roster import Person
from guard.checks.accounts.rules.problem import STATES, Problem
from guard.messages import N_
from guard.model import Severity

_AFTER_END: Final = N_("{account} of {person} is {state} {days} days after the last day ({day})")
_NO_PROJECT: Final = N_("{account} of {person} is {state}, and {person} works for no project that may have it")
_AFTER_LEAVE: Final = N_("{account} of {person} is {state}; {person} left on {day}")
_NOT_REMOVED: Final = N_("{account} is {state}, and the roster says that it was removed on {day}")
_WEAK: Final = N_("{account} of {person} is switched off by halves ({means}); their time was over on {day}")
_CREDENTIAL: Final = N_("{account} of {person}: a {credential} still works ({where})")
_STRANGERS_CREDENTIAL: Final = N_(
    "{account} is gone or switched off and the roster does not know it: a {credential} of it still works ({where})"
)
_ACTIVITY: Final = N_("{account} of {person} was used on {used}; their time was over on {day}")
_COMMITTED: Final = N_("{person} committed on {used}; their time was over on {day}")
_RESIDUE: Final = N_("{account} of {person} is still named in: {where}")
_DUE: Final = N_("{account} of {person} is active; {days} days are left until the last day ({day})")
_INVITED: Final = N_("an invitation for {account} is open, and {person} is not to work any more")
_INVITED_STRANGER: Final = N_("an invitation for {account} is open, and the roster knows nobody of that name")


def ended(scene: Scene) -> Iterator[Problem]:
    """Accounts of people, and what is left of them, against the day on which their time ends."""
    for match in scene.matches:
        if match.entry is None or match.by_login:
            continue
        for person in scene.persons_of(match.entry):
            until = scene.allowed_until(person, match.system)
            if until is None:
                continue
            if until < scene.as_of:
                yield from _over(scene, match, person, until)
            elif match.account.state is not AccountState.DISABLED and (due := reminder(until, scene.as_of)) is not None:
                left = days_left(until, scene.as_of)
                args: dict[str, str | int] = {"person": person.id, "days": left, "day": until.isoformat(), "due": due}
                yield Problem("acct-removal-due-soon", Severity.LOW, match.entry.place, _DUE, args, match)


def unremoved(scene: Scene) -> Iterator[Problem]:
    """Accounts that are there though the roster says that they were removed; those of leavers are found as theirs."""
    for match in scene.matches:
        account, entry = match.account, match.entry
        if entry is None or match.by_login or entry.removed is None or entry.removed >= scene.as_of:
            continue
        ends = [scene.allowed_until(person, match.system) for person in scene.persons_of(entry)]
        if account.state is AccountState.DISABLED or any(end is not None and end < scene.as_of for end in ends):
            continue
        exception = scene.exception(match)
        args: dict[str, str | int] = {"state": STATES[account.state], "day": entry.removed.isoformat()}
        accepted = None if exception is None else exception.reason
        yield Problem("acct-active-after-end", Severity.HIGH, entry.place, _NOT_REMOVED, args, match, accepted)


def _over(scene: Scene, match: Match, person: Person, until: dt.date) -> Iterator[Problem]:
    """What is wrong with an account of somebody whose time is over."""
    account, entry = match.account, match.entry
    assert entry is not None
    exception = scene.exception(match)
    accepted = None if exception is None else exception.reason
    args: dict[str, str | int] = {"person": person.id, "day": until.isoformat()}
    if account.is_invitation:
        yield Problem(
            "acct-pending-invitation", Severity.MEDIUM, entry.place, _INVITED, args, match, accepted, "invitation"
        )
    elif account.weak:
        weak = {**args, "means": ", ".join(account.weak)}
        yield Problem("acct-weak-disable", Severity.MEDIUM, entry.place, _WEAK, weak, match, accepted)
    elif account.state is not AccountState.DISABLED:
        early = scene.left_early(person)
        told = {**args, "state": STATES[account.state], "days": -days_left(until, scene.as_of)}
        rule_id, message = ("acct-active-after-leave", _AFTER_LEAVE) if early else ("acct-active-after-end", _AFTER_END)
        if until == NEVER:
            message = _NO_PROJECT
        yield Problem(rule_id, Severity.HIGH, entry.place, message, told, match, accepted)
    yield from _left(match, args, accepted, cutoff(until))


def _left(match: Match, args: dict[str, str | int], accepted: str | None, end: dt.datetime) -> Iterator[Problem]:
    account, entry = match.account, match.entry
    assert entry is not None
    if account.state is AccountState.DISABLED:
        for credential in account.credentials:
            if credential.active is not False:
                told = {**args, "credential": credential.kind, "where": credential.where or match.system.id}
                yield Problem(
                    "acct-credential-left",
                    Severity.HIGH,
                    entry.place,
                    _CREDENTIAL,
                    told,
                    match,
                    accepted,
                    credential.kind,
                )
    used = [
        moment for moment in (account.last_used, *(one.last_used for one in account.credentials)) if moment is not None
    ]
    if used and max(used) >= end:
        told = {**args, "used": day_of(max(used)).isoformat()}
        yield Problem("acct-activity-after-end", Severity.HIGH, entry.place, _ACTIVITY, told, match)
    if account.residues:
        told = {**args, "where": ", ".join(sorted({f"{one.kind} {one.where}" for one in account.residues}))}
        yield Problem("acct-role-residue", Severity.LOW, entry.place, _RESIDUE, told, match, accepted, "residue")


def committed(scene: Scene) -> Iterator[Problem]:
    """Commits of people whose time was over: by mail address, which is a hint that nobody forges by accident."""
    mails = {mail.casefold(): person for person in scene.roster.people for mail in person.mails}
    for inventory in scene.inventories:
        latest: dict[str, dt.datetime] = {}
        for activity in inventory.activities:
            person = mails.get(activity.person_hint.casefold())
            if person is not None:
                latest[person.id] = max(activity.at, latest.get(person.id, activity.at))
        for person_id, at in sorted(latest.items()):
            person = scene.people[person_id]
            until = scene.allowed_until(person)
            if until is not None and at >= cutoff(until):
                args = {"person": person_id, "used": day_of(at).isoformat(), "day": until.isoformat()}
                yield Problem("acct-activity-after-end", Severity.HIGH, person.place, _COMMITTED, args)


def invited_strangers(scene: Scene) -> Iterator[Problem]:
    """Open invitations for somebody whom the roster does not know."""
    for match in scene.matches:
        if match.account.is_invitation and (match.entry is None or match.by_login) and not is_built_in(match):
            yield Problem(
                "acct-pending-invitation",
                Severity.MEDIUM,
                match.system.place,
                _INVITED_STRANGER,
                {},
                match,
                None,
                "invitation",
            )


def strangers_credentials(scene: Scene) -> Iterator[Problem]:
    """Keys and tokens of somebody who has no account any more, and whom the roster does not know."""
    for match in scene.matches:
        if match.entry is not None or match.account.state is not AccountState.DISABLED or is_built_in(match):
            continue
        for one in match.account.credentials:
            if one.active is not False:
                told = {"credential": one.kind, "where": one.where or match.system.id}
                place, message = match.system.place, _STRANGERS_CREDENTIAL
                yield Problem("acct-credential-left", Severity.MEDIUM, place, message, told, match, None, one.kind)
