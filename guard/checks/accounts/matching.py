"""Who is who: accounts that systems tell of, joined with what the roster allows.

The stable id is proof, the login a hint: a freed login can be registered again by anybody. Names of people are never compared.
"""

from __future__ import annotations

import datetime as dt
import re
import unicodedata
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Final

from guard.account import Account, AccountKind, Inventory
from guard.checks.accounts.period import has_left, last_day
from guard.checks.accounts.roster import Person, Project, Roster, RosterAccount, RosterException, System


@dataclass(frozen=True, slots=True)
class Match:
    """An account of a system, with its entry in the roster: by id, or only by login (``by_login``), or none."""

    system: System
    account: Account
    entry: RosterAccount | None = None
    by_login: bool = False
    renamed: bool = False


@dataclass(frozen=True)
class Scene:
    """All that the rules look at: the roster, what the systems told, and the day of judgement (in Japan)."""

    roster: Roster
    inventories: Sequence[Inventory]
    as_of: dt.date
    is_gate: bool = False

    @cached_property
    def people(self) -> Mapping[str, Person]:
        """The people of the roster by id."""
        return {one.id: one for one in self.roster.people}

    @cached_property
    def matches(self) -> tuple[Match, ...]:
        """Every account that a system tells of, joined with the roster."""
        systems = {one.id: one for one in self.roster.systems}
        return tuple(
            match
            for inventory in self.inventories
            if inventory.system in systems
            for match in _matched(systems[inventory.system], inventory, self.roster.accounts)
        )

    @cached_property
    def exceptions(self) -> Mapping[str, RosterException]:
        """The exceptions that hold on the day of judgement, by ``system/id``."""
        return {one.account: one for one in self.roster.exceptions if is_valid(one, self.as_of)}

    def exception(self, match: Match) -> RosterException | None:
        """The exception that covers an account, which it may name as the system does or as the roster does."""
        names = [match.account.id, match.account.login]
        if match.entry is not None and not match.by_login:
            names += [match.entry.id, match.entry.login]
        found = (self.exceptions.get(f"{match.system.id}/{name}") for name in names if name)
        return next((one for one in found if one is not None), None)

    def projects_of(self, person: Person) -> tuple[Project, ...]:
        """The projects that a person works for: those that name the person, or the only one there is."""
        return self._projects.get(person.id, ())

    def allowed_until(self, person: Person, system: System | None = None) -> dt.date | None:
        """A person's last day: the own one, or that of the last project; ``None`` where a handover names the person.

        Where a system belongs to projects, only those count. Somebody in no project has the own last day, or ``NEVER``.
        """
        only = () if system is None else system.projects
        key = person.id, only
        if key not in self._until:
            self._until[key] = self._last_day(person, only)
        return self._until[key]

    def is_over(self, person: Person) -> bool:
        """Whether a person's time is over on the day of judgement."""
        until = self.allowed_until(person)
        return until is not None and until < self.as_of

    def left_early(self, person: Person) -> bool:
        """Whether a person has left while a project still runs."""
        return has_left(person, self.as_of) and any(last_day(one) >= self.as_of for one in self.projects_of(person))

    def persons_of(self, entry: RosterAccount) -> tuple[Person, ...]:
        """The people who use an account."""
        return tuple(self.people[one] for one in entry.persons if one in self.people)

    @cached_property
    def _projects(self) -> Mapping[str, tuple[Project, ...]]:
        projects = self.roster.projects
        if len(projects) == 1 and not projects[0].members:
            return dict.fromkeys(self.people, projects)
        named: dict[str, dict[str, Project]] = {}
        by_id = {one.id: one for one in projects}
        for project in projects:
            for member in project.members:
                named.setdefault(member, {})[project.id] = project
        for person in self.roster.people:
            mine = named.setdefault(person.id, {})
            mine.update((one, by_id[one]) for one in person.projects if one in by_id)
        return {person: tuple(found.values()) for person, found in named.items()}

    @cached_property
    def _until(self) -> dict[tuple[str, tuple[str, ...]], dt.date | None]:
        return {}

    @cached_property
    def _handovers(self) -> Mapping[str, dt.date]:
        """The first day of the maintenance contract that names somebody."""
        first: dict[str, dt.date] = {}
        for handover in self.roster.handovers:
            for member in handover.members:
                first[member] = min(handover.start, first.get(member, handover.start))
        return first

    def _last_day(self, person: Person, only: tuple[str, ...]) -> dt.date | None:
        ends = [last_day(project) for project in self.projects_of(person) if not only or project.id in only]
        if not ends:
            ends = [NEVER if person.end is None or only else person.end]
        handed_over = self._handovers.get(person.id)
        if handed_over is not None and (handed_over <= self.as_of or handed_over <= max(ends) + dt.timedelta(days=1)):
            return person.end
        return max(ends) if person.end is None else min(person.end, max(ends))


#: The last day of somebody who works for no project.
NEVER = dt.date.min

#: An exception may last so long.
MAX_EXCEPTION = dt.timedelta(days=90)


def is_valid(exception: RosterException, as_of: dt.date) -> bool:
    """Whether an exception counts: approved by somebody by then, for one account, for at most 90 days, and not over."""
    return not is_early(exception, as_of) and next(faults_of(exception, as_of), None) is None


def is_early(exception: RosterException, as_of: dt.date) -> bool:
    """Whether an exception is approved only later: no fault of a roster that is judged as of a day that has gone by."""
    return exception.approved is not None and exception.approved > as_of


def faults_of(exception: RosterException, as_of: dt.date) -> Iterator[str]:
    """What is wrong with an exception, as words of a program: keys of ``rules.standing.FAULTS``."""
    if exception.approved is not None and exception.approved > exception.expires:
        yield "backwards"
    if exception.expires < as_of:
        yield "expired"
    if not exception.approver.strip():
        yield "approver"
    if exception.approved is not None and exception.expires - exception.approved > MAX_EXCEPTION:
        yield "too-long"
    if exception.approved is None and exception.expires - as_of > MAX_EXCEPTION:
        yield "too-long"
    if "*" in exception.account or "/" not in exception.account:
        yield "everything"


def folded(login: str, account: Account) -> str:
    """A login as its system compares it."""
    return unicodedata.normalize("NFKC", login).casefold() if account.folds else login


def _matched(system: System, inventory: Inventory, entries: Sequence[RosterAccount]) -> Iterator[Match]:
    told_as = {system.id, system.settings.get("accounts", "")}  # a repository names the accounts of its host
    own = [one for one in entries if one.system in told_as]
    by_id = {_id(_ATTRIBUTE.sub("", one.id, 1)): one for one in own if one.id} | {
        _id(one.id): one for one in own if one.id
    }
    exact = {one.login: one for one in own if one.login}
    loose = {unicodedata.normalize("NFKC", one.login).casefold(): one for one in own if one.login}
    for account in inventory.accounts:
        entry = by_id.get(_id(account.id)) if account.id else None
        if entry is not None:
            renamed = bool(entry.login and account.login) and folded(entry.login, account) != folded(
                account.login, account
            )
            yield Match(system, account, entry, renamed=renamed)
            continue
        entry = (loose if account.folds else exact).get(folded(account.login, account)) if account.login else None
        if entry is not None and (not entry.id or not account.id):  # no id to prove it with: the login has to do
            yield Match(system, account, entry)
        elif entry is not None:
            yield Match(system, account, entry, by_login=True)
        else:
            yield Match(system, account)


#: An id as the roster may write it: with the name of its attribute before it (``entryUUID 43c8…``).
_ATTRIBUTE: Final = re.compile(
    r"(?i)\A(?:entryUUID|objectGUID|objectSid|nsUniqueId|ipaUniqueID|externalId|userId|oid|uid|id)[\s:=]+(?=\S)"
)
#: The digits of identifiers that have no case: of most systems in groups of four, of 389-DS in groups of eight.
_UUID: Final = re.compile(r"\{?([0-9A-Fa-f]{8}(?:(?:-[0-9A-Fa-f]{4}){3}-[0-9A-Fa-f]{12}|(?:-[0-9A-Fa-f]{8}){3}))\}?")


def _id(text: str) -> str:
    """An id as it is compared: that of a UUID without its case, and without the braces of Windows."""
    uuid = _UUID.fullmatch(text.strip())
    return text.strip() if uuid is None else uuid[1].lower()


def is_built_in(match: Match) -> bool:
    """Whether an account comes with its system, as the adapter or the roster says."""
    account = match.account
    return account.kind is AccountKind.BUILT_IN or folded(account.login, account) in {
        folded(name, account) for name in match.system.built_in
    }
