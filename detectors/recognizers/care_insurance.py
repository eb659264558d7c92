"""介護保険被保険者番号: ten digits under a label."""

from __future__ import annotations

import re
from collections.abc import Iterator

from detectors.announcement import AFTER, BEFORE, announced
from detectors.checkdigits import is_trivial
from detectors.identifiers import ANNOUNCEMENT
from detectors.labels import Kind
from detectors.passage import Passage
from detectors.recognizer import Candidate, Example, Facts, JapaneseRecognizer

_SHAPE = re.compile(rf"{BEFORE}[0-9H][0-9]{{9}}{AFTER}")


class CareInsuranceRecognizer(JapaneseRecognizer):
    """Ten digits, or H and nine, under a label of insured persons; each municipality numbers as it likes."""

    ENTITY = "JP_CARE_INSURANCE"
    KINDS = frozenset({Kind.CARE_INSURANCE, Kind.INSURED_NUMBER})
    EXAMPLES = (
        Example("介護保険被保険者番号：０００３８２０１９４", ("０００３８２０１９４",)),
        Example("0003820194", ("0003820194",), label="kaigo_hoken_no"),
        Example("被保険者番号 H003820194", ("H003820194",)),
        Example("0003820194"),
        Example("介護保険課 電話 0489227731"),
        Example("被保険者の連絡先 0489227731"),
    )

    def find(self, passage: Passage) -> Iterator[Candidate]:
        """Labelled numbers."""
        for number in announced(passage, _SHAPE, self.KINDS, ANNOUNCEMENT[self.ENTITY]):
            facts = Facts(labelled=True, sample=is_trivial(number.digits))
            yield Candidate(number.start, number.end, 0.9, "labelled number", facts)
