"""Test data from a generator: recognised by addresses that cannot exist, never by names alone.

Names of real people are in every generator's list, so they prove nothing. What counts is that most addresses of
a file are impossible and that its addresses, mails or telephones have a generator's shape; and even then only
records are lowered whose own address is impossible: a real row among a thousand invented ones stays what it is.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Sequence
from typing import NamedTuple

from detectors.folding import fold
from detectors.synthetic import generated_contacts, shaped_addresses
from guard.checks.personal_data.records import Placed
from guard.model import Document, Field

#: Of the addresses of a file, so many have to be impossible, and so many of them there have to be.
SHARE_PERCENT = 80
FEWEST = 5
#: Of the addresses, so many need a generator's shape, or as many of its mails and telephones.
SHAPE_PERCENT = 50


class Table(NamedTuple):
    """What is told about a file that looks synthetic: percent of impossible addresses, of how many."""

    percent: int
    addresses: int


class Synthetic(NamedTuple):
    """A file that looks synthetic, and the records in it with an address that cannot exist."""

    table: Table
    records: frozenset[int]


def recognise(document: Document, text: str, placed: Sequence[Placed], fields: Sequence[Field]) -> Synthetic | None:
    """What looks synthetic in a file, ``None`` where the file does not."""
    if len(placed) < FEWEST:
        return None
    view = fold(text)
    found = list(shaped_addresses(view.text))
    impossible = [address for address in found if not address.is_possible]
    if len(found) < FEWEST or 100 * len(impossible) < SHARE_PERCENT * len(found):
        return None
    shapes = max(sum(address.is_generated_shape for address in found), generated_contacts(view.text))
    if 100 * shapes < SHAPE_PERCENT * len(found):
        return None
    places = [view.span(address.start, address.start + 1)[0] for address in impossible]
    percent = 100 * len(impossible) // len(found)
    return Synthetic(Table(percent, len(found)), _records(document, places, placed, fields))


def _records(
    document: Document, places: Sequence[int], placed: Sequence[Placed], fields: Sequence[Field]
) -> frozenset[int]:
    by_line = {document.line_of(item.detection.start): item.record for item in placed if item.record < 0}
    ordered = sorted(fields, key=lambda item: item.start)
    starts = [item.start for item in ordered]
    records = set()
    for place in places:
        at = bisect_right(starts, place) - 1
        if at >= 0 and place < ordered[at].end:
            records.add(ordered[at].record)
        else:
            records.add(by_line.get(document.line_of(place), -document.line_of(place)))
    return frozenset(records)
