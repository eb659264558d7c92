"""What a roster of developer IDs holds by its nature: names and mail addresses, in the fields that are made for them.

A file that is named a roster and is not valid has no such fields, and whatever else stands in one is found as anywhere.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Final, NamedTuple

from guard.checks.accounts.roster_file import examined
from guard.checks.accounts.roster_text import Location, parse
from guard.errors import ConfigError

#: A list of people in one field is no name.
_LONGEST: Final = 100
_NAME: Final = "PERSON"
_MAIL: Final = "EMAIL_ADDRESS"
#: Key of an entry → what may stand there.
_FIELDS: Final[Mapping[tuple[str, ...], str]] = {
    ("people", "name"): _NAME,
    ("people", "mail"): _MAIL,
    ("accounts", "login"): _MAIL,
    ("exceptions", "approver"): _NAME,
    ("projects", "deadline_approved_by"): _NAME,
    ("project", "deadline_approved_by"): _NAME,
}


class OwnField(NamedTuple):
    """A stretch of a text, and what may stand in it."""

    start: int
    end: int
    entity: str


def own_fields(text: str) -> tuple[OwnField, ...]:
    """The fields for names and mail addresses of a valid roster; none of anything else."""
    try:
        _roster, faults = examined(text, "")
        return () if faults else tuple(sorted(_fields(text)))
    except ConfigError:
        return ()


def _fields(text: str) -> Iterator[OwnField]:
    for location, place in parse(text, "").places.items():
        entity = _FIELDS.get(_keys(location))
        if entity is not None and place.end - place.start <= _LONGEST:
            yield OwnField(place.start, place.end, entity)


def _keys(location: Location) -> tuple[str, ...]:
    """The names in a location, without the numbers of entries."""
    return tuple(one for one in location if isinstance(one, str))
