"""What has to hold while people work: everybody registered, everybody with an ID of their own, every service with an owner."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterator
from typing import Final

from guard.account import AccountKind, AccountState
from guard.checks.accounts.matching import NEVER, Match, Scene, faults_of, is_built_in
from guard.checks.accounts.period import day_of
from guard.checks.accounts.rules.problem import STATES, Problem
from guard.messages import N_
from guard.model import Severity

#: Names that say that nobody in particular uses an account; a hint and no proof.
_SHARED_NAME: Final = re.compile(
    r"(?:admin|administrator|root|guest|demo|tmp|temp|share|shared|kyoyu|kyouyu|共有|kaihatsu|開発|sysadmin|operator|ope|test|testuser|dev|developer|vendor|gyosha|業者"
    r"|user|staff|common|maintenance|hoshu|保守)[\-_.]?\d{0,3}",
    re.IGNORECASE,
)
_UNREGISTERED: Final = N_("{account} is {state}, and the roster does not know it")
_REREGISTERED: Final = N_(
    "{account} has a login of the roster and another id: the login was freed and registered again"
)
_RENAMED: Final = N_("{account} has another login than in the roster: it was renamed, correct the roster")
_SHARED_BY_PEOPLE: Final = N_("{account} is used by {n} people")
_SHARED_IN_SYSTEM: Final = N_("{account} opens to {n} keys or entries of different people")
_SHARED_BY_NAME: Final = N_("{account} has a name that several people use")
_NO_OWNER: Final = N_("{account} is nobody's own account, and has no owner")
_OWNER_LEFT: Final = N_("{account} is nobody's own account, and its owner {person} is not there any more")
_NOT_ROTATED: Final = N_("the secret of {account} is older than the last day of {person} ({day})")
_NO_FACTOR: Final = N_("{account} of {person} has no second factor")
_EXCEPTION: Final = N_("the exception for {exception} is not valid: {fault}")
_DEVICE: Final = N_("{person} left on {day}, and no day is written on which the devices came back")
_NDA: Final = N_("{person}: no day is written on which confidentiality was agreed")
FAULTS: Final = {
    "backwards": N_("it was approved after it had expired"),
    "expired": N_("it has expired"),
    "approver": N_("nobody approved it"),
    "too-long": N_("it lasts longer than 90 days"),
    "everything": N_("it does not name one account"),
}


def registered(scene: Scene) -> Iterator[Problem]:
    """Accounts that are there, and that the roster does not know as they are."""
    for match in scene.matches:
        account, entry = match.account, match.entry
        if match.by_login and entry is not None:
            yield Problem("acct-login-id-mismatch", Severity.HIGH, entry.place, _REREGISTERED, {}, match)
        elif match.renamed and entry is not None:
            yield Problem("acct-login-id-mismatch", Severity.LOW, entry.place, _RENAMED, {}, match, removes="")
        elif (
            entry is None
            and account.state is not AccountState.DISABLED
            and not account.is_invitation
            and not is_built_in(match)
        ):
            exception = scene.exception(match)
            severity = Severity.HIGH if scene.is_gate and account.kind is not AccountKind.SERVICE else Severity.MEDIUM
            args = {"state": STATES[account.state]}
            accepted = None if exception is None else exception.reason
            yield Problem(
                "acct-unregistered-account", severity, match.system.place, _UNREGISTERED, args, match, accepted
            )


def shared(scene: Scene) -> Iterator[Problem]:
    """IDs that several people use: proven, or told by their name."""
    for match in scene.matches:
        account, entry = match.account, match.entry
        if account.state is AccountState.DISABLED or is_built_in(match):
            continue
        place = match.system.place if entry is None else entry.place
        is_service = entry is not None and entry.kind is not AccountKind.HUMAN
        told: dict[str, str | int] = {}
        if entry is not None and len(entry.persons) > 1:
            severity, message, told = Severity.HIGH, _SHARED_BY_PEOPLE, {"n": len(entry.persons)}
        elif account.shared_by > 1:
            severity, message, told = Severity.HIGH, _SHARED_IN_SYSTEM, {"n": account.shared_by}
        elif not is_service and _SHARED_NAME.fullmatch(account.login.partition("@")[0]):
            severity, message = Severity.MEDIUM, _SHARED_BY_NAME
        else:
            continue
        yield Problem("acct-shared-id", severity, place, message, told, match, removes="")


def services(scene: Scene) -> Iterator[Problem]:
    """Service accounts: an owner who is there, and a secret that no leaver knows."""
    for match in scene.matches:
        entry = match.entry
        if entry is None or match.by_login or match.account.state is AccountState.DISABLED:
            continue
        if entry.kind is not AccountKind.HUMAN:
            owner = scene.people.get(entry.owner or "")
            if owner is None:
                yield Problem(
                    "acct-service-without-owner", Severity.MEDIUM, entry.place, _NO_OWNER, {}, match, removes=""
                )
            elif scene.is_over(owner):
                args = {"person": owner.id}
                yield Problem(
                    "acct-service-without-owner", Severity.MEDIUM, entry.place, _OWNER_LEFT, args, match, removes=""
                )
        if entry.kind is not AccountKind.HUMAN or len(entry.persons) > 1:
            yield from _rotation(scene, match)


def _rotation(scene: Scene, match: Match) -> Iterator[Problem]:
    """A secret is older than the last leaver's day; what nobody wrote down and no system tells is as old as can be."""
    entry = match.entry
    assert entry is not None
    told = match.account.secret_changed
    rotated = max(
        (day for day in (entry.secret_rotated, day_of(told) if told else None) if day is not None), default=dt.date.min
    )
    known_to = scene.persons_of(entry) or tuple(scene.roster.people)
    ends = ((scene.allowed_until(one, match.system), one) for one in known_to)
    over = [(until, one) for until, one in ends if until is not None and NEVER < until < scene.as_of]
    if over:
        until, person = max(over, key=lambda pair: pair[0])
        if rotated <= until:
            args = {"person": person.id, "day": until.isoformat()}
            yield Problem(
                "acct-secret-not-rotated", Severity.MEDIUM, entry.place, _NOT_ROTATED, args, match, removes=""
            )


def factors(scene: Scene) -> Iterator[Problem]:
    """People, and accounts for emergencies, without a second factor, where a system tells."""
    for match in scene.matches:
        account, entry = match.account, match.entry
        if (
            account.mfa is False
            and account.state is AccountState.ACTIVE
            and entry is not None
            and entry.kind in {AccountKind.HUMAN, AccountKind.BREAK_GLASS}
        ):
            args = {"person": ", ".join(entry.persons) or entry.owner or ""}
            yield Problem("acct-mfa-off", Severity.MEDIUM, entry.place, _NO_FACTOR, args, match, removes="")


def exceptions(scene: Scene) -> Iterator[Problem]:
    """Exceptions that do not count."""
    for exception in scene.roster.exceptions:
        fault = next(faults_of(exception, scene.as_of), None)
        if fault is not None:
            args = {"exception": exception.account, "fault": FAULTS[fault]}
            yield Problem("acct-exception-invalid", Severity.HIGH, exception.place, _EXCEPTION, args)


def leavers(scene: Scene) -> Iterator[Problem]:
    """What the roster has to say of people who are gone, and of everybody."""
    for person in scene.roster.people:
        until = scene.allowed_until(person)
        if until is not None and NEVER < until < scene.as_of and person.devices_returned is None:
            args = {"person": person.id, "day": until.isoformat()}
            yield Problem("acct-device-not-returned", Severity.LOW, person.place, _DEVICE, args)
        if person.nda_signed is None:
            yield Problem("acct-nda-missing", Severity.LOW, person.place, _NDA, {"person": person.id})
