"""宛名番号, 世帯番号: the numbers under which a municipality keeps people and households."""

from __future__ import annotations

import re
from collections.abc import Iterator

from detectors.announcement import AFTER, BEFORE, announced
from detectors.checkdigits import is_trivial
from detectors.labels import Kind
from detectors.passage import Passage
from detectors.recognizer import Candidate, Example, Facts, JapaneseRecognizer

_SHAPE = re.compile(rf"{BEFORE}[0-9]{{4,15}}{AFTER}")

_WORDS = "(?:宛名|世帯|住登外者?)(?:番号|コード)"


class MunicipalIdRecognizer(JapaneseRecognizer):
    """Four to fifteen digits; there is no national format, so that only a column or a label tells."""

    ENTITY = "JP_MUNICIPAL_ID"
    KINDS = frozenset({Kind.MUNICIPAL_ID})
    EXAMPLES = (
        Example("宛名番号：００３８２０１９", ("００３８２０１９",)),
        Example("0003820194", ("0003820194",), label="setai_no"),
        Example("382019", ("382019",), label="宛名番号"),
        Example("申請書（世帯番号 0003820194）", ("0003820194",)),
        Example("宛名番号の桁数は 15 桁"),
        Example("世帯番号 12"),
        Example("0000000000", label="宛名番号"),
        Example("宛名 3820194"),
    )

    def find(self, passage: Passage) -> Iterator[Candidate]:
        """Numbers under a label."""
        for number in announced(passage, _SHAPE, self.KINDS, _WORDS):
            facts = Facts(labelled=True, sample=is_trivial(number.digits))
            yield Candidate(number.start, number.end, 0.85, "labelled number", facts)
