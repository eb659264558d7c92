"""雇用保険被保険者番号: four, six and one digit under a label."""

from __future__ import annotations

import re
from collections.abc import Iterator

from detectors.announcement import AFTER, BEFORE, announced
from detectors.checkdigits import is_trivial
from detectors.identifiers import ANNOUNCEMENT
from detectors.labels import Kind
from detectors.passage import Passage
from detectors.recognizer import Candidate, Example, Facts, JapaneseRecognizer

_SHAPE = re.compile(rf"{BEFORE}[0-9]{{4}}([ \-]?)[0-9]{{6}}\1[0-9]{{1}}{AFTER}")


class EmploymentInsuranceRecognizer(JapaneseRecognizer):
    """Eleven digits under a label of insured persons.

    The number of an establishment (雇用保険適用事業所番号) looks the same and belongs to a firm. The last digit is a
    check digit whose formula is not public.
    """

    ENTITY = "JP_EMPLOYMENT_INSURANCE"
    KINDS = frozenset({Kind.EMPLOYMENT_INSURANCE, Kind.INSURED_NUMBER})
    EXAMPLES = (
        Example("雇用保険被保険者番号：５０２９－３８４７１６－３", ("５０２９－３８４７１６－３",)),
        Example("50293847163", ("50293847163",), label="koyo_hoken_no"),
        Example("5029-384716-3", ("5029-384716-3",), label="被保険者番号"),
        Example("雇用保険適用事業所番号 5029-384716-3"),
        Example("5029-384716-3", label="雇用保険適用事業所番号"),
        Example("5029-384716-3"),
    )

    def find(self, passage: Passage) -> Iterator[Candidate]:
        """Labelled numbers."""
        for number in announced(passage, _SHAPE, self.KINDS, ANNOUNCEMENT[self.ENTITY]):
            facts = Facts(labelled=True, sample=is_trivial(number.digits))
            yield Candidate(number.start, number.end, 0.9, "labelled number", facts)
