"""Test data from a generator: recognised by addresses that cannot exist, never by names alone.

Names of real people are in every generator's list, so they prove nothing. What counts is that most addresses of
a file are impossible and that its addresses, mails or telephones have a generator's shape; and even then only
records are lowered whose own address is invented: a real row among a thousand invented ones stays what it is.

Municipalities that have been merged away do not exist either, and real people lived there. Such data is that of a
region; a generator draws its prefectures from all over the country.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Sequence
from typing import NamedTuple

from detectors.folding import fold, unescape
from detectors.synthetic import exists, generated_contacts, shaped_addresses
from guard.checks.personal_data.records import Placed
from guard.model import Document, Field

#: Of the addresses of a file, so many have to be impossible, and so many of them there have to be.
SHARE_PERCENT = 80
FEWEST = 5
#: The impossible ones name at least so many prefectures.
FEWEST_PREFECTURES = 4
#: Of the addresses, so many need a generator's shape, or as many of its mails and telephones.
SHAPE_PERCENT = 50


class Table(NamedTuple):
    """What is told about a file that looks synthetic: percent of impossible addresses, of how many."""

    percent: int
    addresses: int


class Synthetic(NamedTuple):
    """A file that looks synthetic, and the records in it whose address is invented."""

    table: Table
    records: frozenset[int]


def recognise(document: Document, text: str, placed: Sequence[Placed], fields: Sequence[Field]) -> Synthetic | None:
    """What looks synthetic in a file, ``None`` where the file does not."""
    if len(placed) < FEWEST:
        return None
    unescaped = unescape(text)
    view = fold(text) if unescaped is None else fold(unescaped.text, unescaped)
    found = list(shaped_addresses(view.text))
    impossible = [address for address in found if not address.is_possible]
    if len(found) < FEWEST or 100 * len(impossible) < SHARE_PERCENT * len(found):
        return None
    if len({address.prefecture for address in impossible}) < FEWEST_PREFECTURES:
        return None
    shapes = max(sum(address.is_generated_shape for address in found), generated_contacts(view.text))
    if 100 * shapes < SHAPE_PERCENT * len(found):
        return None
    invented: list[int] = []
    real: list[int] = []
    for address in found:
        is_invented = not address.is_possible or (address.is_generated_shape and not exists(view.text, address))
        (invented if is_invented else real).append(view.span(address.start, address.start + 1)[0])
    records = _records(document, invented, placed, fields) - _records(document, real, placed, fields)
    return Synthetic(Table(100 * len(impossible) // len(found), len(found)), records)


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
