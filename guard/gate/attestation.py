"""``sekisho-attestations.yaml``: what people put down in writing of clauses that nothing here can look at.

An attestation counts for a year at most, from its own day on. It names a clause of the terms, who stands for it and what
they say; one that does not count is told with its line, and costs the clause what a missing one would.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from typing import Annotated, Any, Final, Literal, NamedTuple

from pydantic import BaseModel, ConfigDict, Field, ValidationError

from guard.account import Reason
from guard.checks.accounts.roster_schema import Day, Text, Word
from guard.checks.accounts.roster_text import Written, parse
from guard.config.config import ATTESTATIONS
from guard.control import Attestation
from guard.errors import ConfigError
from guard.messages import N_

FILE_NAME: Final = ATTESTATIONS
MAX_BYTES: Final = 4 << 20
EMPTY: Final = N_("is empty: write schema and attestations")
UNKNOWN_CONTROL: Final = N_("{control}: the terms have no such clause")
IN_THE_FUTURE: Final = N_("{control}: is of a day to come, and does not count yet")
EXPIRED: Final = N_("{control}: has expired on {until}")
TOO_LONG: Final = N_("{control}: holds longer than a year, and does not count")
BACKWARDS: Final = N_("{control}: expires before it begins")


class _Entry(BaseModel):
    model_config = ConfigDict(extra="forbid")

    control: Word
    by: Word
    on: Day
    expires: Day
    statement: Annotated[Text, Field(min_length=1)]
    evidence: Text = ""


class _File(BaseModel):
    model_config = ConfigDict(extra="forbid")

    schema_: Annotated[Literal["1"], Field(alias="schema")]
    attestations: Annotated[list[_Entry], Field(max_length=10_000)]


class Fault(NamedTuple):
    """What is wrong with one attestation, and in which line."""

    line: int
    reason: Reason


@dataclass(frozen=True, slots=True)
class Attested:
    """All that the file says; ``faults`` are of those that do not count."""

    attestations: tuple[Attestation, ...] = ()
    faults: tuple[Fault, ...] = field(default=())


def attested(data: bytes, name: str, controls: Sequence[str], today: dt.date) -> Attested:
    """The attestations of a file for clauses of these ids. Raises ``ConfigError`` for what is no such file."""
    written = parse(_text(data, name), name)
    if not isinstance(written.value, dict):
        raise ConfigError(EMPTY, file=name)
    try:
        file = _File.model_validate(written.value)
    except ValidationError as error:
        raise _error(error, written, name) from None
    entries = [
        Attestation(one.control, one.by, one.on, one.expires, one.statement, one.evidence) for one in file.attestations
    ]
    faults = []
    for at, one in enumerate(entries):
        line = written.place(("attestations", at)).line
        faults += [Fault(line, reason) for reason in _faults(one, controls, today)]
    return Attested(tuple(entries), tuple(faults))


def counts(one: Attestation, today: dt.date) -> bool:
    """Whether an attestation counts on a day."""
    return one.on <= today <= one.expires <= year_after(one.on)


def year_after(day: dt.date) -> dt.date:
    """The same day of the next year; 1 March for 29 February."""
    try:
        return day.replace(year=day.year + 1)
    except ValueError:
        return dt.date(day.year + 1, 3, 1)


def _faults(one: Attestation, controls: Sequence[str], today: dt.date) -> Iterator[Reason]:
    named = (("control", one.control),)
    if one.control not in controls:
        yield Reason(UNKNOWN_CONTROL, named)
    if one.expires < one.on:
        yield Reason(BACKWARDS, named)
    elif one.expires > year_after(one.on):
        yield Reason(TOO_LONG, named)
    if one.on > today:
        yield Reason(IN_THE_FUTURE, named)
    if one.expires < today:
        yield Reason(EXPIRED, (*named, ("until", one.expires.isoformat())))


def _text(data: bytes, name: str) -> str:
    if len(data) > MAX_BYTES:
        raise ConfigError(f"is larger than {MAX_BYTES} bytes", file=name)
    try:
        return data.decode("utf-8-sig").replace("\r\n", "\n")
    except UnicodeDecodeError as error:
        raise ConfigError("is not UTF-8", file=name, line=data.count(b"\n", 0, error.start) + 1) from None


def _error(error: ValidationError, written: Written, name: str) -> ConfigError:
    first: Any = error.errors(include_input=False, include_url=False)[0]
    location = tuple("schema" if part == "schema_" else part for part in first["loc"])
    key = ".".join(str(part) for part in location if not isinstance(part, int))
    told = {"missing": "is required", "extra_forbidden": "unknown key"}.get(
        first["type"], first["msg"].removeprefix("Value error, ")
    )
    return ConfigError(f"{key}: {told}", file=name, line=written.place(location).line)
