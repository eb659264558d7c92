"""Card numbers: Luhn's check digit and the ranges of the brands."""

from __future__ import annotations

import re
from collections.abc import Iterator

from detectors.announcement import announced, is_repeated
from detectors.checkdigits import is_luhn
from detectors.identifiers import ANNOUNCEMENT
from detectors.labels import Kind
from detectors.passage import Passage
from detectors.recognizer import Candidate, Example, Facts, JapaneseRecognizer
from detectors.samples import is_test_card
from detectors.trace import Reason

#: No float (``140.38573965899133``), no part of a longer row of groups, a UUID or a path.
_EDGE = r"(?<![0-9A-Za-z_./#+\-])(?<![0-9] )"
_END = r"(?![0-9A-Za-z_]|[./][0-9]|[ \-][0-9])"
_GROUPED = re.compile(
    rf"{_EDGE}(?:[0-9]{{4}}([ \-])[0-9]{{4}}\1[0-9]{{4}}\1[0-9]{{4}}(?:\1[0-9]{{1,3}})?"
    rf"|3[0-9]{{3}}([ \-])[0-9]{{6}}\2[0-9]{{4,5}}){_END}"
)
_PLAIN = re.compile(rf"{_EDGE}[2-6][0-9]{{13,18}}{_END}")
#: Visa, Mastercard, American Express, JCB, Diners Club, Discover, UnionPay: ranges and lengths.
_BRAND = re.compile(
    r"4(?:[0-9]{15}|[0-9]{18})|(?:5[1-5]|222[1-9]|22[3-9][0-9]|2[3-6][0-9]{2}|27[01][0-9]|2720)(?:[0-9]{12}|[0-9]{14})"
    r"|3[47][0-9]{13}|35(?:2[89]|[3-8][0-9])[0-9]{12}|3(?:0[0-5]|[68][0-9]|9[0-9])[0-9]{11}"
    r"|6(?:011|4[4-9][0-9]|5[0-9]{2})[0-9]{12}|62[0-9]{14,17}"
)


class CreditCardRecognizer(JapaneseRecognizer):
    """Numbers in groups, or labelled; bare digits only count where a person stands in their record."""

    ENTITY = "CREDIT_CARD"
    KINDS = frozenset({Kind.CREDIT_CARD})
    EXAMPLES = (
        Example("４５３９－１４８８－０３４３－６４６７", ("４５３９－１４８８－０３４３－６４６７",)),
        Example("4539148803436467", ("4539148803436467",), label="card_number"),
        Example("カード番号は3566 0020 2036 0505です", ("3566 0020 2036 0505",)),
        Example("3782-822463-10005", ("3782-822463-10005",)),
        Example("4539148803436467"),
        Example("4539-1488-0343-6468"),
        Example("140.4539148803436467"),
        Example("4539 1488 0343 6467 2000 1000"),
        Example("00004539-1488-0343-6467"),
        Example("ab12-4539-1488-0343-6467"),
    )

    def find(self, passage: Passage) -> Iterator[Candidate]:
        """Labelled numbers, numbers in groups, then bare ones with a doubtful score."""
        seen: set[int] = set()
        for shape in (_GROUPED, _PLAIN):
            for number in announced(passage, shape, self.KINDS, ANNOUNCEMENT[self.ENTITY]):
                if _refusal(number.digits) is None:
                    seen.add(number.start)
                    facts = Facts(labelled=True, check_digit=True, sample=is_test_card(number.digits))
                    yield Candidate(number.start, number.end, 0.95, "labelled number", facts)
        for shape, score, rule in ((_GROUPED, 0.75, "number in groups"), (_PLAIN, 0.4, "bare number")):
            for match in shape.finditer(passage.text):
                digits = re.sub(r"[^0-9]", "", match.group())
                if match.start() in seen:
                    continue
                refusal = _refusal(digits)
                if refusal is not None:
                    passage.reject(*match.span(), refusal)
                    continue
                facts = Facts(check_digit=True, sample=is_test_card(digits))
                doubt = Reason.NEEDS_COMPANY if shape is _PLAIN else None
                yield Candidate(*match.span(), score, rule, facts, doubt)


def _refusal(digits: str) -> Reason | None:
    """Why digits are no card number; ``None`` where they can be one."""
    if is_repeated(digits):
        return Reason.TRIVIAL
    if _BRAND.fullmatch(digits) is None:
        return Reason.BRAND
    return None if is_luhn(digits) else Reason.CHECK_DIGIT
