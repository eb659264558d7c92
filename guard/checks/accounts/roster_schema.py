"""The schema of ``sekisho-roster.yaml``, version 1; it is published as JSON Schema."""

from __future__ import annotations

import datetime as dt
import re
from typing import Annotated, Literal

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field, WithJsonSchema, model_validator

from guard.checks.accounts.roster import Phase
from guard.checks.accounts.roster_day import parse_day
from guard.messages import N_

_DURATION = re.compile(r"(\d{1,5})\s*(m|h|d|w)?")
_PERCENT = re.compile(r"(\d{1,3})\s*%")
_UNITS = {"m": "minutes", "h": "hours", "d": "days", "w": "weeks", None: "hours"}


def _to_day(value: object) -> object:
    return parse_day(value) if isinstance(value, str) else value


def _to_duration(value: object) -> object:
    match = _DURATION.fullmatch(value.strip()) if isinstance(value, str) else None
    if match is None:
        raise ValueError(N_("write a time such as 24h or 7d"))
    return dt.timedelta(**{_UNITS[match[2]]: int(match[1])})


def _to_part(value: object) -> object:
    match = _PERCENT.fullmatch(value.strip()) if isinstance(value, str) else None
    return value if match is None else int(match[1]) / 100


def _to_list(value: object) -> object:
    return [value] if isinstance(value, str) else value


Day = Annotated[
    dt.date, BeforeValidator(_to_day), WithJsonSchema({"type": "string", "description": "2026-03-31 or 令和8年3月31日"})
]
Duration = Annotated[
    dt.timedelta, BeforeValidator(_to_duration), WithJsonSchema({"type": "string", "description": "24h, 7d"})
]
Part = Annotated[
    float,
    BeforeValidator(_to_part),
    Field(ge=0, le=1),
    WithJsonSchema({"type": ["number", "string"], "description": "0.25, 25%"}),
]
#: Every scalar of the file is read as the text that it is; an editor that knows types meets numbers too.
_WORD = {"type": ["string", "integer"], "maxLength": 500}
Word = Annotated[str, Field(min_length=1, max_length=500), WithJsonSchema(_WORD)]
Words = Annotated[
    list[Word],
    BeforeValidator(_to_list),
    WithJsonSchema({"anyOf": [{"type": "array", "items": _WORD}, _WORD], "description": "one, or a list"}),
]
Text = Annotated[str, Field(max_length=2_000), WithJsonSchema({"type": ["string", "integer"], "maxLength": 2_000})]
Version = Annotated[Literal["1"], WithJsonSchema({"enum": [1, "1"]})]


class _Entry(BaseModel):
    model_config = ConfigDict(extra="forbid", populate_by_name=False)


class ProjectEntry(_Entry):
    """A contract."""

    id: Word
    client: Text = ""
    start: Day
    end: Day
    accepted: Day | None = None
    timezone: Literal["Asia/Tokyo"] = "Asia/Tokyo"
    removal_deadline_days: Annotated[int, Field(ge=0, le=365)] = 0
    deadline_approved_by: Text = ""
    phase: Phase = Phase.DEVELOPMENT
    members: Words = []


class HandoverEntry(_Entry):
    """The maintenance contract that takes over."""

    to: Word
    start: Day = Field(alias="from")
    contract: Text = ""
    members: Words = []
    project: Text = ""


def _to_entries(value: object) -> object:
    return [] if value is None else [value] if isinstance(value, dict) else value


Handovers = Annotated[
    list[HandoverEntry],
    BeforeValidator(_to_entries, json_schema_input_type=HandoverEntry | list[HandoverEntry] | None),
]


class PersonEntry(_Entry):
    """Somebody who works or worked for a project."""

    id: Word
    mail: Words = []
    name: Text = ""
    employer: Text = ""
    roles: Words = []
    start: Day | None = Field(default=None, alias="from")
    end: Day | None = Field(default=None, alias="to")
    devices_returned: Day | None = None
    nda_signed: Day | None = None
    training: Day | None = None
    projects: Words = []


class AccountEntry(_Entry):
    """An account that the roster allows."""

    system: Word
    id: Text = ""
    login: Text = ""
    person: Words | None = None
    kind: Literal["human", "service", "break_glass"] = "human"
    owner: Text | None = None
    secret_rotated: Day | None = None
    removed: Day | None = None
    evidence: Text = ""


class SystemEntry(BaseModel):
    """A system to ask. Other keys than these are the adapter's own (``url``, ``path``, ``base_dn``, …)."""

    __pydantic_extra__: dict[str, Text | None]
    model_config = ConfigDict(extra="allow", populate_by_name=False)
    id: Word
    adapter: Word
    required: bool = True
    scope: dict[str, Text] = {}
    canary: Text = ""
    min_accounts: Annotated[int, Field(ge=0)] = 1
    max_drop: Part = 0.25
    max_age: Duration = dt.timedelta(hours=24)
    source_date: Day | None = None
    built_in: Words = []
    projects: Words = []


class ExceptionEntry(_Entry):
    """An account that may stay for a while."""

    account: Word
    reason: Word
    approver: Text = ""
    approved: Day | None = None
    expires: Day


class LentEntry(_Entry):
    """What the client lent, and what became of it."""

    what: Word
    lies: Text = ""
    lent: Day | None = None
    returned: Day | None = None
    erased: Day | None = None


def _without_empty(value: object) -> object:
    """A key without a value, such as a list whose entries are all comments, is no key."""
    return {key: one for key, one in value.items() if one is not None} if isinstance(value, dict) else value


class RosterFile(_Entry):
    """A roster of one project (``project``) or of several (``projects``)."""

    _empty = model_validator(mode="before")(_without_empty)

    schema_version: Version = Field(alias="schema")
    project: ProjectEntry | None = None
    projects: list[ProjectEntry] = []
    handover: Handovers = []
    people: list[PersonEntry] = []
    accounts: list[AccountEntry] = []
    systems: list[SystemEntry] = []
    exceptions: list[ExceptionEntry] = []
    lent_data: list[LentEntry] = []
