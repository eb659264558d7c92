"""運転免許証番号: twelve digits that a label calls a driving licence."""

from __future__ import annotations

import re
from collections.abc import Iterator

from detectors.announcement import AFTER, BEFORE, announced
from detectors.checkdigits import is_drivers_license, is_trivial
from detectors.identifiers import ANNOUNCEMENT, COMMISSIONS
from detectors.labels import Kind
from detectors.passage import Passage
from detectors.recognizer import Candidate, Example, Facts, JapaneseRecognizer

_SHAPE = re.compile(
    rf"{BEFORE}(?:[0-9]{{4}}([ \-]?)[0-9]{{4}}\1[0-9]{{4}}|[0-9]{{2}}-[0-9]{{2}}-[0-9]{{6}}-[0-9]{{2}}){AFTER}"
)


class DriversLicenseRecognizer(JapaneseRecognizer):
    """A labelled number whose first two digits are those of a public safety commission.

    The check digit has no public source: it raises the score and rejects nothing. ``license_no`` is a software licence
    as well; twelve digits that begin so are none.
    """

    ENTITY = "JP_DRIVERS_LICENSE"
    KINDS = frozenset({Kind.DRIVERS_LICENSE})
    EXAMPLES = (
        Example("運転免許証番号：第４３０５１２３４５６２０号", ("４３０５１２３４５６２０",)),
        Example("免許証（番号 4305-1234-5620）を確認", ("4305-1234-5620",)),
        Example("430512345620", ("430512345620",), label="menkyo_no"),
        Example('driverLicense: "621065432110"', ("621065432110",)),
        Example("430512345620"),
        Example("免許証の写し 電話 048-922-7731"),
        Example("990512345620", label="免許証番号"),
        Example("000000000000", label="免許証番号"),
        Example("License: MIT, build 430512345620"),
    )

    def find(self, passage: Passage) -> Iterator[Candidate]:
        """Labelled numbers of a commission that exists."""
        for number in announced(passage, _SHAPE, self.KINDS, ANNOUNCEMENT[self.ENTITY]):
            is_sample = is_trivial(number.digits)
            if number.digits[:2] not in COMMISSIONS and not is_sample:
                continue
            fits = is_drivers_license(number.digits)
            facts = Facts(labelled=True, check_digit=fits or None, sample=is_sample)
            yield Candidate(number.start, number.end, 0.95 if fits else 0.85, "labelled number", facts)
