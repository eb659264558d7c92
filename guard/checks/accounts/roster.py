"""The roster as plain values: who works for which project until when, with which accounts in which systems.

``sekisho-roster.yaml`` is read and checked by ``roster_file``; nothing here knows a file but by its lines.
"""

from __future__ import annotations

import datetime as dt
import enum
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Final, NamedTuple

from guard.account import AccountKind
from guard.config.config import ROSTER


class Phase(enum.StrEnum):
    """Where a project stands."""

    DEVELOPMENT = "development"
    ACCEPTANCE = "acceptance"
    MAINTENANCE = "maintenance"
    CLOSED = "closed"


class Place(NamedTuple):
    """Where an entry stands in the roster: line from 1, offset in code points."""

    line: int = 1
    start: int = 0
    end: int = 0


NOWHERE: Final = Place()


@dataclass(frozen=True, slots=True)
class Project:
    """A contract; days are days in Japan. ``accepted`` moves the end where the roster says that it does.

    ``members`` are ids of people; empty means all of a roster with one project.
    """

    id: str
    start: dt.date
    end: dt.date
    client: str = ""
    accepted: dt.date | None = None
    removal_deadline_days: int = 0
    deadline_approved_by: str = ""
    phase: Phase = Phase.DEVELOPMENT
    members: tuple[str, ...] = ()
    place: Place = NOWHERE


@dataclass(frozen=True, slots=True)
class Handover:
    """The maintenance contract that takes over, and the people it names; theirs are no accounts of development any more."""

    to: str
    start: dt.date
    contract: str = ""
    members: tuple[str, ...] = ()
    project: str = ""
    place: Place = NOWHERE


@dataclass(frozen=True, slots=True)
class Person:
    """Somebody who works or worked for a project. ``mails`` stay in the roster."""

    id: str
    mails: tuple[str, ...] = ()
    name: str = ""
    employer: str = ""
    roles: tuple[str, ...] = ()
    start: dt.date | None = None
    end: dt.date | None = None
    devices_returned: dt.date | None = None
    nda_signed: dt.date | None = None
    training: dt.date | None = None
    projects: tuple[str, ...] = ()
    place: Place = NOWHERE


@dataclass(frozen=True, slots=True)
class RosterAccount:
    """An account that the roster allows; ``persons`` are the ids of those who use it, more than one is a shared ID."""

    system: str
    id: str
    login: str
    persons: tuple[str, ...] = ()
    kind: AccountKind = AccountKind.HUMAN
    owner: str | None = None
    secret_rotated: dt.date | None = None
    removed: dt.date | None = None
    place: Place = NOWHERE


@dataclass(frozen=True, slots=True)
class System:
    """A system to ask. ``settings`` are the adapter's own keys (``path``, ``url``, ``base_dn``, …), never a secret.

    ``max_drop`` is the largest part of the accounts that may be missing since the last evidence (0.25 is a quarter);
    ``max_age`` the oldest answer that counts; ``projects`` those that use it, where that is not all of them.
    """

    id: str
    adapter: str
    required: bool = True
    scope: Mapping[str, str] = field(default_factory=dict)
    canary: str = ""
    min_accounts: int = 1
    max_drop: float = 0.25
    max_age: dt.timedelta = dt.timedelta(hours=24)
    source_date: dt.date | None = None
    built_in: tuple[str, ...] = ()
    settings: Mapping[str, str] = field(default_factory=dict)
    place: Place = NOWHERE
    projects: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class RosterException:
    """An account that may stay for a while: ``account`` is ``system/id``."""

    account: str
    reason: str
    approver: str
    expires: dt.date
    approved: dt.date | None = None
    place: Place = NOWHERE


@dataclass(frozen=True, slots=True)
class LentData:
    """What the client lent, where it lies and what became of it."""

    what: str
    lies: str = ""
    lent: dt.date | None = None
    returned: dt.date | None = None
    erased: dt.date | None = None
    place: Place = NOWHERE


@dataclass(frozen=True, slots=True)
class Roster:
    """All of a roster file, valid against its schema."""

    projects: tuple[Project, ...]
    people: tuple[Person, ...] = ()
    accounts: tuple[RosterAccount, ...] = ()
    systems: tuple[System, ...] = ()
    exceptions: tuple[RosterException, ...] = ()
    handovers: tuple[Handover, ...] = ()
    lent_data: tuple[LentData, ...] = ()
    path: str = ROSTER

    def person(self, person_id: str | None) -> Person | None:
        """The person of an id."""
        return next((one for one in self.people if one.id == person_id), None)
