"""Accounts as systems tell of them, and how far a list of them can be trusted: what flows from adapters to rules.

A list that is too short is the danger: whatever an adapter could not see makes its inventory incomplete.
"""

from __future__ import annotations

import datetime as dt
import enum
from dataclasses import dataclass, field
from typing import NamedTuple


class AccountState(enum.StrEnum):
    """Whether somebody can still get in. What a system does not tell is unknown, and unknown never passes."""

    ACTIVE = "active"
    DISABLED = "disabled"
    UNKNOWN = "unknown"


class AccountKind(enum.StrEnum):
    """Whose account it is; ``BUILT_IN`` comes with the system (``postgres``, ``krbtgt``), ``UNKNOWN`` is taken for a person's."""

    HUMAN = "human"
    SERVICE = "service"
    BREAK_GLASS = "break_glass"
    BUILT_IN = "built_in"
    UNKNOWN = "unknown"


class Reason(NamedTuple):
    """Why a list is not whole: a message id and what fills it, without logins and names."""

    message: str
    args: tuple[tuple[str, str], ...] = ()


class Credential(NamedTuple):
    """One way in beside the password: a key, a token, a certificate. ``active`` is ``None`` where it is not told.

    ``kind`` is ``access-key``, ``deploy-key``, ``ssh-key``, ``token``, ``certificate``, ``app-password`` or ``invitation`` (at
    the account of somebody who is invited); ``where`` names the
    repository, host or service it opens, never the secret itself.
    """

    kind: str
    id: str
    active: bool | None = None
    created: dt.datetime | None = None
    last_used: dt.datetime | None = None
    where: str = ""


class Residue(NamedTuple):
    """A right that is left beside the account: a team, a group, a line of CODEOWNERS, a sudoers entry, a binding."""

    kind: str
    where: str


@dataclass(frozen=True, slots=True)
class Account:
    """One account as its system tells of it.

    ``id`` is the system's own stable identifier, ``login`` what a person types; the two are compared with the roster
    apart, because a freed login can be registered again. ``folds`` says that the system takes upper and lower case of
    a login as equal. ``weak`` says by which means it is switched off that leave a way in (``valid-until``,
    ``shadow-expire``, ``locked-hash``, ``nologin-shell``, ``expiry-passed``, ``deactivated``). Moments are aware, in UTC.
    """

    id: str
    login: str
    state: AccountState
    kind: AccountKind = AccountKind.UNKNOWN
    mail: str = ""
    created: dt.datetime | None = None
    last_used: dt.datetime | None = None
    secret_changed: dt.datetime | None = None
    expires: dt.datetime | None = None
    mfa: bool | None = None
    is_invitation: bool = False
    weak: tuple[str, ...] = ()
    credentials: tuple[Credential, ...] = ()
    residues: tuple[Residue, ...] = ()
    shared_by: int = 1
    folds: bool = False


class Activity(NamedTuple):
    """Something that a person did, seen without an account: a commit. ``person_hint`` is a mail address."""

    person_hint: str
    at: dt.datetime
    what: str


@dataclass(frozen=True, slots=True)
class Inventory:
    """All that one system told.

    ``complete`` is true only if every page was read and everything asked for was allowed; otherwise ``reasons`` say
    why not. ``principal`` is whom the system took us for, ``endpoints`` what was asked,
    ``reported_total`` the number the system itself gives, ``can_write`` whether our own right goes further than reading.
    """

    system: str
    adapter: str
    accounts: tuple[Account, ...] = ()
    complete: bool = False
    reasons: tuple[Reason, ...] = ()
    principal: str = ""
    scope: str = ""
    pages: int = 0
    reported_total: int | None = None
    fetched_at: dt.datetime | None = None
    source_date: dt.datetime | None = None
    can_write: bool | None = None
    endpoints: tuple[str, ...] = ()
    activities: tuple[Activity, ...] = ()
    notes: tuple[str, ...] = ()


class Bar(NamedTuple):
    """One line of the timeline: an account's life, by the person's id in the roster; ``until`` is the person's last day."""

    person: str
    system: str
    start: dt.date | None
    end: dt.date | None
    state: AccountState
    outlives: bool
    until: dt.date | None = None


@dataclass(frozen=True, slots=True)
class SystemReport:
    """What the report says of one system: no login, no name."""

    system: str
    adapter: str
    complete: bool
    accounts: int
    active: int
    pages: int
    reasons: tuple[Reason, ...] = ()
    fetched_at: dt.datetime | None = None
    scope: str = ""
    endpoints: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class AccountsReport:
    """All that a run of the accounts check tells besides its findings."""

    as_of: dt.date
    systems: tuple[SystemReport, ...] = ()
    projects: tuple[tuple[str, dt.date, dt.date], ...] = ()
    bars: tuple[Bar, ...] = ()
    people: int = 0
    accounts: int = 0
    notes: tuple[str, ...] = field(default=())
