"""旅券番号: labelled numbers, and the machine-readable lines of a passport, which need no label."""

from __future__ import annotations

import re
from collections.abc import Iterator

from detectors.announcement import AFTER, announced
from detectors.checkdigits import is_mrz_line
from detectors.identifiers import ANNOUNCEMENT
from detectors.labels import Kind
from detectors.passage import Passage
from detectors.recognizer import Candidate, Example, Facts, JapaneseRecognizer
from detectors.samples import is_sample_passport

_SHAPE = re.compile(rf"(?<![0-9A-Za-z_.\-/#])(?:[A-Z]{{2}} ?[0-9]{{7}}|[A-Z]{{1,2}}[0-9]{{6,8}}|[0-9]{{9}}){AFTER}")
_MRZ = re.compile(
    r"(?<![0-9A-Za-z<])(?:(?P<names>P[A-Z<][A-Z<]{3}(?=[A-Z<]{5,36}<<<)[A-Z<]{39})"
    r"|(?P<numbers>[A-Z0-9<]{9}[0-9][A-Z<]{3}[0-9]{7}[MF<X][0-9]{7}[A-Z0-9<]{14}[0-9<][0-9]))(?![0-9A-Za-z<])"
)


class PassportRecognizer(JapaneseRecognizer):
    """Japan's two letters and seven digits, or another country's number, under a label; MRZ lines anywhere.

    Five check digits make the second line of an MRZ as certain as its label would; the first has a name in it.
    """

    ENTITY = "JP_PASSPORT"
    KINDS = frozenset({Kind.PASSPORT})
    EXAMPLES = (
        Example("旅券番号：ＴＲ３８４７２９１", ("ＴＲ３８４７２９１",)),
        Example("パスポート(MU2093847)", ("MU2093847",)),
        Example("TZ5820193", ("TZ5820193",), label="passport_no"),
        Example("TR38472914JPN8505121F3106143<<<<<<<<<<<<<<02", ("TR38472914JPN8505121F3106143<<<<<<<<<<<<<<02",)),
        Example("P<JPNTESHIGAWARA<<REN<<<<<<<<<<<<<<<<<<<<<<<", ("P<JPNTESHIGAWARA<<REN<<<<<<<<<<<<<<<<<<<<<<<",)),
        Example("型番 TR3847291"),
        Example("passport.authenticate('jwt', 12345678)"),
        Example("TR38472915JPN8505121F3106143<<<<<<<<<<<<<<02"),
        Example("P<<<<<<<<<<<<<<<<<<<<<<<<<<<<<<<<<<<<<<<<<<<"),
    )

    def find(self, passage: Passage) -> Iterator[Candidate]:
        """Labelled numbers, then machine-readable lines."""
        for number in announced(passage, _SHAPE, self.KINDS, ANNOUNCEMENT[self.ENTITY]):
            facts = Facts(labelled=True, sample=is_sample_passport(number.match.group()))
            yield Candidate(number.start, number.end, 0.9, "labelled number", facts)
        for match in _MRZ.finditer(passage.text):
            if match["numbers"] and is_mrz_line(match.group()):
                facts = Facts(labelled=True, check_digit=True, sample=is_sample_passport(match.group()[:9]))
                yield Candidate(*match.span(), 0.99, "machine-readable line", facts)
            elif match["names"] and match["names"][5] != "<":
                yield Candidate(*match.span(), 0.9, "machine-readable name", Facts(labelled=True))
