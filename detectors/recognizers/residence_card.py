"""在留カード番号, 特別永住者証明書番号: two letters, eight digits, two letters."""

from __future__ import annotations

import re
from collections.abc import Iterator

from detectors.announcement import AFTER, BEFORE, announced
from detectors.checkdigits import is_trivial
from detectors.identifiers import ANNOUNCEMENT
from detectors.labels import Kind
from detectors.passage import Passage
from detectors.recognizer import Candidate, Example, Facts, JapaneseRecognizer
from detectors.trace import Reason

_SHAPE = re.compile(rf"(?<![0-9A-Za-z_.\-/#])[A-Z]{{2}}[ \-]?[0-9]{{8}}[ \-]?[A-Z]{{2}}{AFTER}")
_COMPACT = re.compile(rf"{BEFORE}[A-Z]{{2}}[0-9]{{8}}[A-Z]{{2}}{AFTER}")


class ResidenceCardRecognizer(JapaneseRecognizer):
    """The shape under a label; without one it counts where a person stands in its record."""

    ENTITY = "JP_RESIDENCE_CARD"
    KINDS = frozenset({Kind.RESIDENCE_CARD})
    EXAMPLES = (
        Example("在留カード番号：ＵＪ３８２０１９４７ＬＡ", ("ＵＪ３８２０１９４７ＬＡ",)),
        Example("特別永住者証明書（番号 EB58201936KN）", ("EB58201936KN",)),
        Example("UJ38201947LA", ("UJ38201947LA",), label="zairyu_card_no"),
        Example("UJ38201947LA"),
        Example("UJ3820194LA", label="在留カード番号"),
        Example("型番 UJ38201947LA"),
    )

    def find(self, passage: Passage) -> Iterator[Candidate]:
        """Labelled numbers, then bare ones with a doubtful score."""
        seen = set()
        for number in announced(passage, _SHAPE, self.KINDS, ANNOUNCEMENT[self.ENTITY]):
            seen.add(number.start)
            facts = Facts(labelled=True, sample=is_trivial(number.digits))
            yield Candidate(number.start, number.end, 0.9, "labelled number", facts)
        for match in _COMPACT.finditer(passage.text):
            if match.start() not in seen:
                facts = Facts(sample=is_trivial(match.group()[2:10]))
                yield Candidate(*match.span(), 0.4, "bare number", facts, Reason.NEEDS_COMPANY)
