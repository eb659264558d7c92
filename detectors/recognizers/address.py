"""Postal addresses, by the dictionary and grammar of :mod:`detectors.address`."""

from __future__ import annotations

from collections.abc import Iterator

from detectors import address
from detectors.labels import Kind
from detectors.passage import Passage
from detectors.recognizer import Candidate, Example, Facts, JapaneseRecognizer
from detectors.trace import Reason

#: A town without a number is a place like any other, unless a label or a name beside it says that somebody lives there.
_INCOMPLETE = 0.45


class AddressRecognizer(JapaneseRecognizer):
    """Addresses from the prefecture (or the first part written) to the number and the building."""

    ENTITY = "JP_ADDRESS"
    KINDS = frozenset({Kind.ADDRESS, Kind.STREET})
    EXAMPLES = (
        Example("住所は埼玉県草加市高砂一丁目１番７号です", ("埼玉県草加市高砂一丁目１番７号",)),
        Example("高砂1-1-7 コーポ草加201", ("高砂1-1-7 コーポ草加201",), label="addr02"),
        Example("草加市 048-922-0151"),
        Example("東京都は2020年に"),
    )

    def find(self, passage: Passage) -> Iterator[Candidate]:
        """Addresses anywhere, and the street part alone under a label for it."""
        covered: list[tuple[int, int]] = []
        for found in address.find(passage.text):
            covered.append((found.start, found.end))
            score = found.score if found.complete else min(found.score, _INCOMPLETE)
            doubt = None if found.complete else Reason.INCOMPLETE
            yield Candidate(found.start, found.end, score, "gazetteer", Facts(partial=not found.complete), doubt)
        for value in passage.labelled(Kind.STREET, Kind.ADDRESS):
            if any(start < value.end and value.start < end for start, end in covered):
                continue
            if address.is_street_part(passage.text[value.start : value.end]):
                yield Candidate(value.start, value.end, 0.7, "street part", Facts(labelled=True))
            else:
                passage.reject(value.start, value.end, Reason.NO_ADDRESS)
