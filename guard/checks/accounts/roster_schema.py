"""The schema of ``sekisho-roster.yaml``, version 1; it is published as JSON Schema."""

from __future__ import annotations

import datetime as dt
import re
from typing import Annotated, Literal

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field, WithJsonSchema

from guard.account import AccountKind
from guard.checks.accounts.roster import Phase
from guard.checks.accounts.roster_day import parse_day

_DURATION = re.compile(r"(\d{1,5})\s*(m|h|d|w)?")
_UNITS = {"m": "minutes", "h": "hours", "d": "days", "w": "weeks", None: "hours"}


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


class ProjectEntry(_Entry):
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


class HandoverEntry(_Entry):
    to: Word
    start: Day = Field(alias="from")
    contract: str = ""
    members: Words = []
    project: str = ""


class PersonEntry(_Entry):
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


class AccountEntry(_Entry):
    system: Word
    id: str = ""
    login: str = ""
    person: Words | None = None
    kind: Literal[AccountKind.HUMAN, AccountKind.SERVICE, AccountKind.BREAK_GLASS] = AccountKind.HUMAN
    owner: str | None = None
    secret_rotated: Day | None = None
    removed: Day | None = None
    evidence: str = ""


class SystemEntry(BaseModel):
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


class ExceptionEntry(_Entry):
    account: Word
    reason: Word
    approver: str = ""
    approved: Day | None = None
    expires: Day


class LentEntry(_Entry):
    what: Word
    lies: str = ""
    lent: Day | None = None
    returned: Day | None = None
    erased: Day | None = None


class RosterFile(_Entry):
    """A roster of one project (``project``) or of several (``projects``)."""

    schema_version: Literal["1"] = Field(alias="schema")
    project: ProjectEntry | None = None
    projects: list[ProjectEntry] = []
    handover: HandoverEntry | list[HandoverEntry] | None = None
    people: list[PersonEntry] = []
    accounts: list[AccountEntry] = []
    systems: list[SystemEntry] = []
    exceptions: list[ExceptionEntry] = []
    lent_data: list[LentEntry] = []
