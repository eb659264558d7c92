"""What is odd in a roster that is valid: entries that mean nothing, or not what was meant."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Iterator
from typing import Final

from guard.account import AccountKind
from guard.checks.accounts.matching import Scene, faults_of, is_early
from guard.checks.accounts.period import last_day
from guard.checks.accounts.roster import Phase, Roster, RosterAccount
from guard.checks.accounts.roster_faults import Fault
from guard.checks.accounts.rules.standing import FAULTS
from guard.checks.accounts.systems.system import NO_SCOPE, NO_URL
from guard.checks.accounts.systems.table import SCOPES, SETTINGS, WITHOUT_URL
from guard.messages import N_

_EXPORTS: Final = frozenset({"csv", "json", "ldif"})
UNKNOWN_OWNER: Final = N_("accounts: nobody in people is this owner")
NO_OWNER: Final = N_("accounts: a service or break-glass account needs an owner")
NEVER_ROTATED: Final = N_("accounts: no day is written on which the secret was changed (secret_rotated)")
UNKNOWN_MEMBERS: Final = N_("{id}: members that nobody in people is: {n}")
UNKNOWN_PROJECT: Final = N_("{id}: names a project that is not in the roster")
IN_NO_PROJECT: Final = N_("{id}: works for no project, so none of the accounts may be there")
SAME_MAIL: Final = N_("{id}: has a mail address that somebody else has too")
UNKNOWN_SYSTEM: Final = N_("accounts of {id}: systems does not say how to ask it, so the check will be incomplete")
NO_SOURCE_DATE: Final = N_("{id}: an export needs the day on which it was taken (source_date)")
NO_PATH: Final = N_("{id}: an export needs the file in which it lies (path)")
NO_APPROVAL: Final = N_("{id}: removal_deadline_days does not count without deadline_approved_by")
NO_SETTING: Final = N_("{id}: this adapter knows no {key}, so it means nothing")
CLOSED_EARLY: Final = N_("{id}: is closed, and its end is still to come: write the day on which it ended")
EARLY_EXCEPTION: Final = N_("exceptions: does not count before {day}, when it is approved")
BAD_EXCEPTION: Final = N_("exceptions: does not count: {fault}")
UNKNOWN_EXCEPTION: Final = N_("exceptions: names no system of the roster")
NEEDLESS: Final = N_("exceptions: nobody needs it: the account may be there until the exception expires")
LENT_LEFT: Final = N_("lent_data: the projects are over, and no day of return or erasure is written")


def warnings(roster: Roster, as_of: dt.date) -> Iterator[Fault]:
    """All that is odd."""
    scene = Scene(roster, (), as_of)
    yield from _projects(scene)
    yield from _people(scene)
    yield from _accounts(scene)
    yield from _systems(roster)
    yield from _exceptions(scene)
    ends = [last_day(one) for one in roster.projects]
    for lent in roster.lent_data:
        if max(ends) < as_of and lent.returned is None and lent.erased is None:
            yield Fault(lent.place, LENT_LEFT)


def _unknown(scene: Scene, members: Iterable[str]) -> dict[str, str]:
    """How many members are nobody: not who, for that may be a mail address."""
    n = sum(one not in scene.people for one in members)
    return {"n": str(n)} if n else {}


def _projects(scene: Scene) -> Iterator[Fault]:
    known = {one.id for one in scene.roster.projects}
    for project in scene.roster.projects:
        if counted := _unknown(scene, project.members):
            yield Fault(project.place, UNKNOWN_MEMBERS, {"id": project.id, **counted})
        if project.removal_deadline_days and not project.deadline_approved_by:
            yield Fault(project.place, NO_APPROVAL, {"id": project.id})
        if project.phase is Phase.CLOSED and last_day(project) >= scene.as_of:
            yield Fault(project.place, CLOSED_EARLY, {"id": project.id})
    for handover in scene.roster.handovers:
        if counted := _unknown(scene, handover.members):
            yield Fault(handover.place, UNKNOWN_MEMBERS, {"id": handover.to, **counted})
        if handover.project and handover.project not in known:
            yield Fault(handover.place, UNKNOWN_PROJECT, {"id": handover.to})


def _people(scene: Scene) -> Iterator[Fault]:
    known = {one.id for one in scene.roster.projects}
    handed_over = {member for one in scene.roster.handovers for member in one.members}
    mails: set[str] = set()
    for person in scene.roster.people:
        if not known.issuperset(person.projects):
            yield Fault(person.place, UNKNOWN_PROJECT, {"id": person.id})
        if not scene.projects_of(person) and person.id not in handed_over:
            yield Fault(person.place, IN_NO_PROJECT, {"id": person.id})
        own = {mail.casefold() for mail in person.mails}
        if own & mails:
            yield Fault(person.place, SAME_MAIL, {"id": person.id})
        mails |= own


def _accounts(scene: Scene) -> Iterator[Fault]:
    asked = {one.id for one in scene.roster.systems}
    for account in scene.roster.accounts:
        if account.owner is not None and account.owner not in scene.people:
            yield Fault(account.place, UNKNOWN_OWNER)
        if account.kind is not AccountKind.HUMAN:
            if account.owner is None:
                yield Fault(account.place, NO_OWNER)
            if account.secret_rotated is None:
                yield Fault(account.place, NEVER_ROTATED)
        if account.system not in asked:
            asked.add(account.system)  # told once
            yield Fault(account.place, UNKNOWN_SYSTEM, {"id": account.system})


def _systems(roster: Roster) -> Iterator[Fault]:
    known = {one.id for one in roster.projects}
    for system in roster.systems:
        if not known.issuperset(system.projects):
            yield Fault(system.place, UNKNOWN_PROJECT, {"id": system.id})
        for key in (*system.settings, *(f"scope.{one}" for one in system.scope)):
            if key not in SETTINGS[system.adapter]:
                yield Fault(system.place, NO_SETTING, {"id": system.id, "key": key})
        keys = SCOPES.get(system.adapter, ())
        if keys and not any(system.scope.get(key) for key in keys):
            yield Fault(system.place, NO_SCOPE, {"key": keys[0]})
        if system.adapter in WITHOUT_URL and not system.settings.get("url"):
            yield Fault(system.place, NO_URL)
        if system.adapter in _EXPORTS:
            if system.source_date is None:
                yield Fault(system.place, NO_SOURCE_DATE, {"id": system.id})
            if not system.settings.get("path"):
                yield Fault(system.place, NO_PATH, {"id": system.id})


def _exceptions(scene: Scene) -> Iterator[Fault]:
    systems = {one.id for one in scene.roster.systems} | {one.system for one in scene.roster.accounts}
    by_name = {f"{one.system}/{name}": one for one in scene.roster.accounts for name in (one.login, one.id) if name}
    for exception in scene.roster.exceptions:
        account = by_name.get(exception.account)
        if fault := next(faults_of(exception, scene.as_of), None):
            yield Fault(exception.place, BAD_EXCEPTION, {"fault": FAULTS[fault]})
        elif is_early(exception, scene.as_of) and exception.approved is not None:
            yield Fault(exception.place, EARLY_EXCEPTION, {"day": exception.approved.isoformat()})
        elif not any(exception.account.startswith(f"{one}/") for one in systems):
            yield Fault(exception.place, UNKNOWN_EXCEPTION)
        elif account is not None and account.persons and _is_allowed(scene, account, exception.expires):
            yield Fault(exception.place, NEEDLESS)


def _is_allowed(scene: Scene, account: RosterAccount, until: dt.date) -> bool:
    ends = [scene.allowed_until(person) for person in scene.persons_of(account)]
    return all(end is None or end >= until for end in ends)
