"""What is wrong with a roster that its schema cannot say: ids that stand twice, accounts of nobody, secrets.

No message holds a name, a mail address or a secret: lint runs in hooks and in CI, whose logs others read.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Final

from guard.account import AccountKind
from guard.checks.accounts.roster import Place, Roster, System
from guard.checks.accounts.systems.table import ADAPTERS
from guard.messages import N_

#: Keys that would hold a secret: a roster names the variable that does.
_SECRET_KEYS: Final = re.compile(
    r"(?i)(?:token|password|passwd|passphrase|pwd|secret|credentials?|authorization"
    r"|(?:api|private|access|secret)[_-]?key)$|(?:^|[_.-]|bind|root|user|db)(?:pass|pw)$"
)
#: What is a secret by its looks: a password in an address or a connection string, tokens of well-known kinds, keys.
_SECRET_VALUES: Final = re.compile(
    r"://[^/\s@:]*:[^/\s@]+@|(?i:\b(?:password|pwd)=)|-----BEGIN "
    r"|\b(?:gh[pousr]_|github_pat_|glpat-|xox[abp]-|hvs\.|AKIA|ASIA)[A-Za-z0-9_-]{10}"
)
#: A variable that was made for a token: a roster that somebody proposes can ask for no other secret of the environment.
_VARIABLE: Final = re.compile(r"[A-Z0-9_]{0,200}_TOKEN")
NO_PROJECT: Final = N_("project: is required, or projects")
TWICE: Final = N_("{id}: this id stands here twice")
BACKWARDS: Final = N_("{id}: ends before it begins")
NO_NAME: Final = N_("accounts: needs an id or a login")
NOBODYS: Final = N_("accounts: whose is it? Name a person, or a kind (service, break_glass) and an owner")
NO_SUCH_PERSON: Final = N_("accounts: nobody in people has the id that is written here")
ACCOUNT_TWICE: Final = N_("accounts: this account stands here twice; list all its people in one entry")
SECRET: Final = N_("systems: {key}: a roster holds no secret; name the variable that does (token_env)")
NO_VARIABLE: Final = N_("systems: token_env: the name of a variable ends in _TOKEN: capital letters, digits and _")
NO_ADAPTER: Final = N_("systems: there is no adapter {adapter}; there are: {known}")
OVERLAP: Final = N_("handover: begins before {project} has ended")


@dataclass(frozen=True, slots=True)
class Fault:
    """One thing that is wrong, and where: a message id and what fills it."""

    place: Place
    message: str
    args: Mapping[str, str] = field(default_factory=dict)


def faults(roster: Roster) -> Iterator[Fault]:
    """All that is wrong."""
    if not roster.projects:
        yield Fault(Place(), NO_PROJECT)
    for entries in (roster.projects, roster.people, roster.systems):
        seen: set[str] = set()
        for entry in entries:
            if entry.id in seen:
                yield Fault(entry.place, TWICE, {"id": entry.id})
            seen.add(entry.id)
    for project in roster.projects:
        if project.end < project.start:
            yield Fault(project.place, BACKWARDS, {"id": project.id})
    for person in roster.people:
        if person.start is not None and person.end is not None and person.end < person.start:
            yield Fault(person.place, BACKWARDS, {"id": person.id})
    yield from _of_accounts(roster)
    for system in roster.systems:
        yield from of_system(system)
    yield from _of_handovers(roster)


def _of_accounts(roster: Roster) -> Iterator[Fault]:
    people = {one.id for one in roster.people}
    seen: set[tuple[str, str, str]] = set()
    for account in roster.accounts:
        if not account.id and not account.login:
            yield Fault(account.place, NO_NAME)
        if account.kind is AccountKind.HUMAN and not account.persons:
            yield Fault(account.place, NOBODYS)
        if not people.issuperset(account.persons):
            yield Fault(account.place, NO_SUCH_PERSON)
        key = (account.system, account.id, "" if account.id else account.login)
        if key in seen:
            yield Fault(account.place, ACCOUNT_TWICE)
        seen.add(key)


def of_system(system: System) -> Iterator[Fault]:
    """What is wrong with the way in which a system is to be asked."""
    secret = next((key for key, value in _settings(system) if _is_secret(key, value)), None)
    if secret is not None:
        yield Fault(system.place, SECRET, {"key": secret})
    elif not _VARIABLE.fullmatch(system.settings.get("token_env") or "_TOKEN"):
        yield Fault(system.place, NO_VARIABLE)
    if system.adapter not in ADAPTERS:
        yield Fault(system.place, NO_ADAPTER, {"adapter": system.adapter, "known": ", ".join(ADAPTERS)})


def _settings(system: System) -> Iterator[tuple[str, str]]:
    yield from system.settings.items()
    yield from system.scope.items()
    yield from (("canary", system.canary), ("id", system.id))


def _is_secret(key: str, value: str) -> bool:
    return _SECRET_KEYS.search(key) is not None or _SECRET_VALUES.search(value) is not None


def _of_handovers(roster: Roster) -> Iterator[Fault]:
    ends = {one.id: one.end for one in roster.projects}
    for handover in roster.handovers:
        end = ends.get(handover.project)
        if end is not None and handover.start <= end:
            yield Fault(handover.place, OVERLAP, {"project": handover.project})
