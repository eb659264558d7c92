"""``sekisho-roster.yaml``: read, checked, and errors that name the line."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any, Final

from pydantic import ValidationError

from guard.account import AccountKind
from guard.checks.accounts.roster import (
    Handover,
    LentData,
    Person,
    Place,
    Project,
    Roster,
    RosterAccount,
    RosterException,
    System,
)
from guard.checks.accounts.roster_faults import Fault, faults
from guard.checks.accounts.roster_problem import problem_of
from guard.checks.accounts.roster_schema import AccountEntry, PersonEntry, ProjectEntry, RosterFile, SystemEntry
from guard.checks.accounts.roster_text import Location, Written, parse, read
from guard.errors import ConfigError
from guard.messages import N_, Translator, translator

EMPTY: Final = N_("is empty: `sekisho accounts bootstrap` drafts a roster")
MISSING: Final = N_("{key}: is required")
UNKNOWN_KEY: Final = N_("{key}: unknown key")
WRONG: Final = N_("{key}: {problem}")
_MAX_FAULTS: Final = 1_000
#: What fills a fault and is a sentence itself; everything else is a word of the roster, and no language has another for it.
_SENTENCES: Final = frozenset({"fault", "problem"})


def load_roster(path: Path) -> Roster:
    """Read and check a roster. Raises ``ConfigError`` with the line of the first thing that is wrong."""
    return roster_of(read(path), path.as_posix())


def roster_of(text: str, name: str) -> Roster:
    """The roster that a text is. Raises ``ConfigError``."""
    roster, found = examined(text, name)
    if found:
        raise ConfigError(wording(found[0], translator("en")), file=name, line=found[0].place.line)
    assert roster is not None
    return roster


def examined(text: str, name: str) -> tuple[Roster | None, list[Fault]]:
    """The roster that a text is, as far as it is one, and all that is wrong with it. Raises ``ConfigError`` for no YAML."""
    written = parse(text, name)
    if not isinstance(written.value, dict):
        return None, [Fault(Place(), EMPTY)]
    try:
        file = RosterFile.model_validate(written.value)
    except ValidationError as error:
        errors = error.errors(include_input=False, include_url=False)[:_MAX_FAULTS]
        return None, sorted((_schema_fault(one, written) for one in errors), key=lambda one: one.place)
    roster = _plain_roster(file, written, name)
    return roster, sorted(faults(roster), key=lambda one: one.place)[:_MAX_FAULTS]


def system_of(written: Mapping[str, Any]) -> System:
    """The system that keys and values tell. Raises ``ConfigError``."""
    try:
        return _system(SystemEntry.model_validate(written), Place())
    except ValidationError as error:
        first = _schema_fault(error.errors(include_input=False, include_url=False)[0], Written())
        raise ConfigError(wording(first, translator("en"))) from None


def wording(fault: Fault, _: Translator) -> str:
    """A fault in the language of the reader."""
    told = {name: _(value, **fault.args) if name in _SENTENCES else value for name, value in fault.args.items()}
    return _(fault.message, **told)


def _schema_fault(error: Any, written: Written) -> Fault:
    location = _plain(error["loc"])
    place = written.place(location)
    key = ".".join(part for part in location if isinstance(part, str))
    if error["type"] == "missing":
        return Fault(place, MISSING, {"key": key})
    if error["type"] == "extra_forbidden":
        return Fault(place, UNKNOWN_KEY, {"key": key})
    return Fault(place, WRONG, {"key": key, **problem_of(error)})


def _plain(location: Sequence[Any]) -> Location:
    """A location of pydantic as one of the file: the names of alternatives (``HandoverEntry``, ``list[…]``) are no keys."""
    return tuple(part for part in location if isinstance(part, int) or (part.islower() and "[" not in part))


def _plain_roster(file: RosterFile, written: Written, name: str) -> Roster:
    projects = [_project(file.project, written.place(("project",)))] if file.project else []
    projects += [_project(one, written.place(("projects", at))) for at, one in enumerate(file.projects)]
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
                one.to,
                one.start,
                one.contract,
                tuple(one.members),
                one.project or only,
                written.place(("handover", at)),
            )
            for at, one in enumerate(file.handover)
        ),
        tuple(
            LentData(one.what, one.lies, one.lent, one.returned, one.erased, written.place(("lent_data", at)))
            for at, one in enumerate(file.lent_data)
        ),
        name,
    )


def _project(one: ProjectEntry, place: Place) -> Project:
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


def _person(one: PersonEntry, place: Place) -> Person:
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


def _account(one: AccountEntry, place: Place) -> RosterAccount:
    return RosterAccount(
        one.system,
        one.id,
        one.login,
        tuple(one.person or ()),
        AccountKind(one.kind),
        one.owner,
        one.secret_rotated,
        one.removed,
        place,
    )


def _system(one: SystemEntry, place: Place) -> System:
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
        tuple(one.projects),
    )
