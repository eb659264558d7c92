"""Test data from a generator: recognised by addresses that cannot exist, never by names alone.

Names of real people are in every generator's list, so they prove nothing. What counts is that most addresses of
a file are impossible and that its addresses, mails or telephones have a generator's shape; and even then only
records are lowered whose own address is invented: a real row among a thousand invented ones stays what it is.

Municipalities that have been merged away do not exist either, and real people lived there. Such data is that of a
region; a generator draws its prefectures from all over the country.
"""

from __future__ import annotations

import re
from array import array
from bisect import bisect_left, bisect_right
from collections.abc import Iterator, Sequence
from typing import NamedTuple

from detectors.folding import View, fold, unescape
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
#: Code points that are folded at once, up to where no address goes on.
STRETCH = 1 << 20
_BORDER = re.compile(r"[\n\t,、。\"<>|]")


class Table(NamedTuple):
    """What is told about a file that looks synthetic: percent of impossible addresses, of how many."""

    percent: int
    addresses: int


class Synthetic(NamedTuple):
    """A file that looks synthetic, and where its addresses begin."""

    table: Table
    invented: array[int]
    real: array[int]

    def records(
        self, document: Document, placed: Sequence[Placed], fields: Sequence[Field], stretch: tuple[int, int]
    ) -> frozenset[int]:
        """The records in a stretch of the document whose address is invented."""
        invented, real = (
            places[bisect_left(places, stretch[0]) : bisect_left(places, stretch[1])]
            for places in (self.invented, self.real)
        )
        return _records(document, invented, placed, fields) - _records(document, real, placed, fields)


def recognise(text: str) -> Synthetic | None:
    """What looks synthetic in a file, ``None`` where the file does not."""
    found = impossible = shapes = contacts = 0
    prefectures: set[str] = set()
    for _start, view in _views(text):
        contacts += generated_contacts(view.text)
        for address in shaped_addresses(view.text):
            found += 1
            shapes += address.is_generated_shape
            if not address.is_possible:
                impossible += 1
                prefectures.add(address.prefecture)
    if found < FEWEST or 100 * impossible < SHARE_PERCENT * found or len(prefectures) < FEWEST_PREFECTURES:
        return None
    if 100 * max(shapes, contacts) < SHAPE_PERCENT * found:
        return None
    looks = Synthetic(Table(100 * impossible // found, found), array("q"), array("q"))
    for start, view in _views(text):
        for address in shaped_addresses(view.text):
            is_invented = not address.is_possible or (address.is_generated_shape and not exists(view.text, address))
            places = looks.invented if is_invented else looks.real
            places.append(start + view.span(address.start, address.start + 1)[0])
    return looks


def _views(text: str) -> Iterator[tuple[int, View]]:
    """The text as it is read, in stretches that cut no address, each with where it begins."""
    start = 0
    while start < len(text):
        border = _BORDER.search(text, min(start + STRETCH, len(text)))
        end = len(text) if border is None else border.end()
        part = text[start:end]
        unescaped = unescape(part)
        yield start, fold(part) if unescaped is None else fold(unescaped.text, unescaped)
        start = end


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
