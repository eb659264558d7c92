"""Addresses as generators of test data make them: well-formed, and in a place that does not exist.

Faker draws prefecture, municipality and town independently, so that 98 % of its addresses name a municipality
that is not in that prefecture; FakerPHP and faker-js make municipalities of surnames. Real data is never so.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache
from typing import NamedTuple

from detectors import address
from detectors.gazetteer import canonical, municipalities

#: Characters between the prefecture and the first number of an address.
_REACH = 40
#: Shapes of generators: Faker ``31丁目9番18号`` and faker-js ``3丁目4番5号``, FakerPHP ``姓市西区姓町姓5-8-6 ハイツ姓101号``.
_GENERATED_SHAPE = re.compile(
    r"[0-9]{1,2}丁目[0-9]{1,2}番[0-9]{1,2}号"
    r"|市(?:中央|[東西南北])区[一-龠々]{1,4}町[一-龠々]{1,4}[0-9]{1,2}-[0-9]{1,2}-[0-9]{1,2}|(?:ハイツ|コーポ)[一-龠々]{1,4}[0-9]{3}号"
)
#: What generators write for mail addresses, and telephone numbers that do not begin with 0.
_GENERATED_CONTACT = re.compile(
    r"@example\.(?:com|org|net|jp)(?![0-9A-Za-z.\-])|(?<![0-9\-])[1-9][0-9]-[0-9]{4}-[0-9]{4}(?![0-9\-])"
)


class ShapedAddress(NamedTuple):
    """Something of the shape of an address: offsets, the prefecture it names, and what is known of it.

    ``is_possible``: the municipality lies in the prefecture.
    """

    start: int
    end: int
    prefecture: str
    is_possible: bool
    is_generated_shape: bool


@cache
def _names() -> dict[str, tuple[str, ...]]:
    """The names, in all spellings of their own, under which the municipalities of a prefecture are written."""
    names: dict[str, set[str]] = {}
    for place in municipalities():
        names.setdefault(place.prefecture, set()).update({canonical(place.city), canonical(place.name)})
    return {prefecture: tuple(found) for prefecture, found in names.items()}


@cache
def _shaped() -> re.Pattern[str]:
    prefectures = "|".join(map(re.escape, _names()))
    return re.compile(
        rf"(?P<prefecture>{prefectures})[ ]?(?P<rest>[^0-9\n\t,、。\"'<>|]{{2,{_REACH}}}[0-9][^\n\t,、。\"'<>|]{{0,{_REACH}}})"
    )


def shaped_addresses(text: str) -> Iterator[ShapedAddress]:
    """All that has the shape of an address with a prefecture, in folded text."""
    for match in _shaped().finditer(text):
        rest = canonical(match["rest"].lstrip())
        is_possible = rest.startswith(_names()[match["prefecture"]])
        is_generated_shape = _GENERATED_SHAPE.search(match["rest"]) is not None
        yield ShapedAddress(*match.span(), match["prefecture"], is_possible, is_generated_shape)


def exists(text: str, shaped: ShapedAddress) -> bool:
    """Whether an address of a folded text stands in the gazetteer down to its town."""
    return any(found.possible for found in address.find(text[shaped.start : shaped.end]))


def generated_contacts(text: str) -> int:
    """How many mail addresses and telephone numbers are such as only generators write."""
    return sum(1 for _ in _GENERATED_CONTACT.finditer(text))
