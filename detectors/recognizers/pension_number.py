"""基礎年金番号: four and six digits under a label."""

from __future__ import annotations

import re
from collections.abc import Iterator

from detectors.announcement import AFTER, BEFORE, announced, is_repeated
from detectors.checkdigits import is_trivial
from detectors.identifiers import ANNOUNCEMENT
from detectors.labels import Kind
from detectors.passage import Passage
from detectors.recognizer import Candidate, Example, Facts, JapaneseRecognizer
from detectors.trace import Reason

_SHAPE = re.compile(rf"{BEFORE}[0-9]{{4}}([ \-]?)[0-9]{{6}}(?:\1[0-9]{{4}})?{AFTER}")

#: Without a label only with its hyphen, and not as years and running numbers are (2024-000123): beside a name it is one.
_BARE = re.compile(rf"{BEFORE}(?!19|20)[1-9][0-9]{{3}}-[0-9]{{6}}{AFTER}")


class PensionNumberRecognizer(JapaneseRecognizer):
    """Ten digits, or fourteen with the 年金コード. There is no check digit, so a label says it, or a name beside it."""

    ENTITY = "JP_PENSION_NUMBER"
    KINDS = frozenset({Kind.PENSION_NUMBER})
    EXAMPLES = (
        Example("基礎年金番号：４８２０－１９３７５６", ("４８２０－１９３７５６",)),
        Example("4820193756", ("4820193756",), label="kiso_nenkin_no"),
        Example("年金証書の番号は4820-193756-1150です", ("4820-193756-1150",)),
        Example("4820-193756"),
        Example("年金額 4820193756円"),
        Example("国民年金の電話 0489220151"),
        Example("0000-000000", label="年金番号"),
    )

    def find(self, passage: Passage) -> Iterator[Candidate]:
        """Labelled numbers, and those that a name beside them can make one."""
        found: set[int] = set()
        for number in announced(passage, _SHAPE, self.KINDS, ANNOUNCEMENT[self.ENTITY]):
            facts = Facts(labelled=True, sample=is_trivial(number.digits))
            found.add(number.start)
            yield Candidate(number.start, number.end, 0.9, "labelled number", facts)
        for match in _BARE.finditer(passage.text):
            digits = re.sub(r"[^0-9]", "", match.group())
            if match.start() not in found and not is_repeated(digits) and not is_trivial(digits):
                yield Candidate(*match.span(), 0.4, "bare number", Facts(), Reason.NEEDS_COMPANY)
