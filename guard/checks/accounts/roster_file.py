"""``sekisho-roster.yaml``: its schema, version 1, and errors that name the line. The schema is published as JSON Schema."""

from __future__ import annotations

import datetime as dt
import re
from collections import Counter
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Annotated, Any, Literal

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field, ValidationError, WithJsonSchema

from guard.account import AccountKind
from guard.checks.accounts.roster import (
    Handover,
    LentData,
    Person,
    Phase,
    Place,
    Project,
    Roster,
    RosterAccount,
    RosterException,
    System,
)
from guard.checks.accounts.roster_day import parse_day
from guard.checks.accounts.roster_text import Location, Written, parse, read
from guard.errors import ConfigError

_DURATION = re.compile(r"(\d{1,5})\s*(m|h|d|w)?")
_UNITS = {"m": "minutes", "h": "hours", "d": "days", "w": "weeks", None: "hours"}
#: Keys that would hold a secret: a roster names the variable that does.
_SECRET_KEYS = re.compile(r"(?i)(?:^|_)(?:token|password|passwd|pwd|secret|api_key|apikey|private_key|bind_password)$")


def _to_day(value: object) -> object:
    return parse_day(value) if isinstance(value, str) else value


def _to_duration(value: object) -> object:
    match = _DURATION.fullmatch(value.strip()) if isinstance(value, str) else None
    if match is None:
        raise ValueError("write a time such as 24h or 7d")
    return dt.timedelta(**{_UNITS[match[2]]: int(match[1])})


def _to_part(value: object) -> object:
    if isinstance(value, str) and value.strip().endswith("%"):
        return float(value.strip()[:-1]) / 100
    return value


def _to_list(value: object) -> object:
    return [value] if isinstance(value, str) else value


Day = Annotated[
    dt.date, BeforeValidator(_to_day), WithJsonSchema({"type": "string", "description": "2026-03-31 or 令和8年3月31日"})
]
Duration = Annotated[
    dt.timedelta, BeforeValidator(_to_duration), WithJsonSchema({"type": "string", "description": "24h, 7d"})
]
Part = Annotated[float, BeforeValidator(_to_part), Field(ge=0, le=1)]
Word = Annotated[str, Field(min_length=1, max_length=500)]
Words = Annotated[list[Word], BeforeValidator(_to_list)]


class _Entry(BaseModel):
    model_config = ConfigDict(extra="forbid", populate_by_name=False)


class _Project(_Entry):
    id: Word
    client: str = ""
    start: Day
    end: Day
    accepted: Day | None = None
    timezone: Literal["Asia/Tokyo"] = "Asia/Tokyo"
    removal_deadline_days: Annotated[int, Field(ge=0, le=365)] = 0
    deadline_approved_by: str = ""
    phase: Phase = Phase.DEVELOPMENT
    members: Words = []


class _Handover(_Entry):
    to: Word
    start: Day = Field(alias="from")
    contract: str = ""
    members: Words = []
    project: str = ""


class _Person(_Entry):
    id: Word
    mail: Words = []
    name: str = ""
    employer: str = ""
    roles: Words = []
    start: Day | None = Field(default=None, alias="from")
    end: Day | None = Field(default=None, alias="to")
    devices_returned: Day | None = None
    nda_signed: Day | None = None
    training: Day | None = None
    projects: Words = []


class _Account(_Entry):
    system: Word
    id: str = ""
    login: str = ""
    person: Words | None = None
    kind: AccountKind = AccountKind.HUMAN
    owner: str | None = None
    secret_rotated: Day | None = None
    removed: Day | None = None
    evidence: str = ""


class _System(BaseModel):
    """Other keys than these are the adapter's own (``url``, ``path``, ``base_dn``, …)."""

    model_config = ConfigDict(extra="allow", populate_by_name=False)
    id: Word
    adapter: Word
    required: bool = True
    scope: dict[str, str] = {}
    canary: str = ""
    min_accounts: Annotated[int, Field(ge=0)] = 1
    max_drop: Part = 0.25
    max_age: Duration = dt.timedelta(hours=24)
    source_date: Day | None = None
    built_in: Words = []


class _Exception(_Entry):
    account: Word
    reason: Word
    approver: str = ""
    approved: Day | None = None
    expires: Day


class _Lent(_Entry):
    what: Word
    lies: str = ""
    lent: Day | None = None
    returned: Day | None = None
    erased: Day | None = None


class RosterFile(_Entry):
    """A roster of one project (``project``) or of several (``projects``)."""

    schema_version: Literal["1"] = Field(alias="schema")
    project: _Project | None = None
    projects: list[_Project] = []
    handover: _Handover | list[_Handover] | None = None
    people: list[_Person] = []
    accounts: list[_Account] = []
    systems: list[_System] = []
    exceptions: list[_Exception] = []
    lent_data: list[_Lent] = []


def load_roster(path: Path) -> Roster:
    """Read and check a roster. Raises ``ConfigError`` with the line of the first thing that is wrong."""
    return roster_of(read(path), path.as_posix())


def roster_of(text: str, name: str) -> Roster:
    """The roster that a text is. Raises ``ConfigError``."""
    written = parse(text, name)
    if not isinstance(written.value, dict):
        raise ConfigError("is empty: `sekisho accounts bootstrap` drafts a roster", file=name)
    try:
        file = RosterFile.model_validate(written.value)
    except ValidationError as error:
        first = error.errors(include_input=False, include_url=False)[0]
        raise ConfigError(_wording(first), file=name, line=written.place(_plain(first["loc"])).line) from None
    roster = _plain_roster(file, written, name)
    for place, message in faults(roster):
        raise ConfigError(message, file=name, line=place.line)
    return roster


def faults(roster: Roster) -> Iterator[tuple[Place, str]]:
    """What a schema cannot say: ids that stand twice, ends before starts, accounts of nobody. No name, no mail address."""
    if not roster.projects:
        yield Place(), "project: is required, or projects"
    for entries in (roster.projects, roster.people, roster.systems):
        counted: Counter[str] = Counter()
        for entry in entries:
            counted[entry.id] += 1
            if counted[entry.id] == 2:
                yield entry.place, f"{entry.id}: this id stands here twice"
    for project in roster.projects:
        if project.end < project.start:
            yield project.place, f"{project.id}: ends before it begins"
    for person in roster.people:
        if person.start is not None and person.end is not None and person.end < person.start:
            yield person.place, f"{person.id}: ends before it begins"
    yield from _faults_of_accounts(roster)
    yield from _faults_of_handovers(roster)


def _faults_of_accounts(roster: Roster) -> Iterator[tuple[Place, str]]:
    people = {one.id for one in roster.people}
    seen: set[tuple[str, str, str]] = set()
    for account in roster.accounts:
        if not account.id and not account.login:
            yield account.place, "accounts: needs an id or a login"
        if account.kind is AccountKind.HUMAN and not account.persons:
            yield account.place, "accounts: whose is it? Name a person, or a kind (service, break_glass) and an owner"
        for person in account.persons:
            if person not in people:
                yield account.place, f"accounts: nobody in people has the id {person}"
        key = (account.system, account.id, "" if account.id else account.login)
        if key in seen:
            yield account.place, "accounts: this account stands here twice; list all its people in one entry"
        seen.add(key)
    for system in roster.systems:
        secret = next((key for key in system.settings if _SECRET_KEYS.search(key)), None)
        if secret is not None:
            yield system.place, f"systems: {secret}: a roster holds no secret; name the variable that does (token_env)"


def _faults_of_handovers(roster: Roster) -> Iterator[tuple[Place, str]]:
    for handover in roster.handovers:
        project = next((one for one in roster.projects if one.id == handover.project), None)
        if project is not None and handover.start <= project.end:
            yield handover.place, f"handover: begins before {project.id} has ended"


def _wording(error: Any) -> str:
    key = ".".join(
        str(part) for part in error["loc"] if not isinstance(part, int) and not str(part).startswith(("_", "list["))
    )
    if error["type"] == "missing":
        return f"{key}: is required"
    if error["type"] == "extra_forbidden":
        return f"{key}: unknown key"
    return f"{key}: {error['msg'].removeprefix('Value error, ')}"


def _plain(location: Sequence[Any]) -> Location:
    """A location of pydantic as one of the file: the names of alternatives are no keys."""
    return tuple(part for part in location if isinstance(part, int) or not str(part).startswith(("_", "list[")))


def _plain_roster(file: RosterFile, written: Written, name: str) -> Roster:
    projects = [_project(file.project, written.place(("project",)))] if file.project else []
    projects += [_project(one, written.place(("projects", at))) for at, one in enumerate(file.projects)]
    handovers = file.handover if isinstance(file.handover, list) else [file.handover] if file.handover else []
    only = projects[0].id if len(projects) == 1 else ""
    return Roster(
        tuple(projects),
        tuple(_person(one, written.place(("people", at))) for at, one in enumerate(file.people)),
        tuple(_account(one, written.place(("accounts", at))) for at, one in enumerate(file.accounts)),
        tuple(_system(one, written.place(("systems", at))) for at, one in enumerate(file.systems)),
        tuple(
            RosterException(
                one.account, one.reason, one.approver, one.expires, one.approved, written.place(("exceptions", at))
            )
            for at, one in enumerate(file.exceptions)
        ),
        tuple(
            Handover(
                one.to, one.start, one.contract, tuple(one.members), one.project or only, _at_handover(written, at)
            )
            for at, one in enumerate(handovers)
        ),
        tuple(
            LentData(one.what, one.lies, one.lent, one.returned, one.erased, written.place(("lent_data", at)))
            for at, one in enumerate(file.lent_data)
        ),
        name,
    )


def _at_handover(written: Written, at: int) -> Place:
    return written.place(("handover", at))


def _project(one: _Project, place: Place) -> Project:
    return Project(
        one.id,
        one.start,
        one.end,
        one.client,
        one.accepted,
        one.removal_deadline_days,
        one.deadline_approved_by,
        one.phase,
        tuple(one.members),
        place,
    )


def _person(one: _Person, place: Place) -> Person:
    return Person(
        one.id,
        tuple(one.mail),
        one.name,
        one.employer,
        tuple(one.roles),
        one.start,
        one.end,
        one.devices_returned,
        one.nda_signed,
        one.training,
        tuple(one.projects),
        place,
    )


def _account(one: _Account, place: Place) -> RosterAccount:
    return RosterAccount(
        one.system,
        one.id,
        one.login,
        tuple(one.person or ()),
        one.kind,
        one.owner,
        one.secret_rotated,
        one.removed,
        place,
    )


def _system(one: _System, place: Place) -> System:
    settings = {key: "" if value is None else str(value) for key, value in (one.model_extra or {}).items()}
    return System(
        one.id,
        one.adapter,
        one.required,
        dict(one.scope),
        one.canary,
        one.min_accounts,
        one.max_drop,
        one.max_age,
        one.source_date,
        tuple(one.built_in),
        settings,
        place,
    )
