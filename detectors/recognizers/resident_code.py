"""住民票コード: eleven digits under a label."""

from __future__ import annotations

import re
from collections.abc import Iterator

from detectors.announcement import AFTER, BEFORE, announced
from detectors.checkdigits import is_resident_code, is_trivial
from detectors.identifiers import ANNOUNCEMENT
from detectors.labels import Kind
from detectors.passage import Passage
from detectors.recognizer import Candidate, Example, Facts, JapaneseRecognizer

_SHAPE = re.compile(rf"{BEFORE}[0-9]{{11}}{AFTER}|{BEFORE}[0-9]{{4}}([ \-])[0-9]{{4}}\1[0-9]{{3}}{AFTER}")


class ResidentCodeRecognizer(JapaneseRecognizer):
    """A labelled number; its check digit raises the score and rejects nothing, because its source is not public."""

    ENTITY = "JP_RESIDENT_CODE"
    KINDS = frozenset({Kind.RESIDENT_CODE})
    EXAMPLES = (
        Example("住民票コード：２４７２７０５９６０８", ("２４７２７０５９６０８",)),
        Example("38201947562", ("38201947562",), label="juminhyo_code"),
        Example("住民票コードは3820-1947-562です", ("3820-1947-562",)),
        Example("38201947562"),
        Example("住民票の写し 1通 38201947562円"),
        Example("11111111111", label="住民票コード"),
    )

    def find(self, passage: Passage) -> Iterator[Candidate]:
        """Labelled numbers."""
        for number in announced(passage, _SHAPE, self.KINDS, ANNOUNCEMENT[self.ENTITY]):
            fits = is_resident_code(number.digits)
            facts = Facts(labelled=True, check_digit=fits or None, sample=is_trivial(number.digits))
            yield Candidate(number.start, number.end, 0.95 if fits else 0.85, "labelled number", facts)
