"""個人番号 (My Number): twelve digits with a check digit."""

from __future__ import annotations

import re
from collections.abc import Iterator

from detectors.checkdigits import is_my_number, is_trivial
from detectors.labels import Kind
from detectors.passage import Passage
from detectors.recognizer import Candidate, Example, Facts, JapaneseRecognizer
from detectors.samples import is_sample_my_number
from detectors.stored_number import stored_numbers
from detectors.trace import Reason

_TWELVE_DIGITS = re.compile(
    # In groups of four it may be part of a longer number in such groups; in one piece it is whole.
    r"(?<![0-9A-Za-z_.\-/#])(?:[0-9]{12}|(?<![0-9]{4} )[0-9]{4}([ \-])[0-9]{4}\1[0-9]{4}(?!\1[0-9]{4}(?![0-9\-])))"
    r"(?![0-9A-Za-z_]|[.\-][0-9])"
)
_LABEL_BEFORE = re.compile(
    r"(?:マイナンバー|個人番号|共通番号|個人識別番号|my[ _\-]?(?:number|no)|kojin[ _\-]?(?:bangou?|no)|"
    r"individual[ _\-]?number)"
    r"[^0-9\n]{0,24}$",
    re.IGNORECASE,
)
_SPEAKS_AGAINST = re.compile(
    r"(?:arn:aws[^ ]*|account|aws|order|invoice|tracking|serial|isbn|jan|ean|sku|lot|timestamp|time|\bid|"
    r"\bno|hash|rev|"
    r"trace|request|session|order|受付欄?|注文|伝票|管理|商品|型番|品番|受付|追跡|送り状|口座|法人|登録|製造|コンテナ|会員|決裁|請求|"
    r"取引)[ _\-a-z番号:=#'\"]{0,12}$"
    r"|[¥$€£]\s?$|[?&;][A-Za-z_]{1,24}=$",
    re.IGNORECASE,
)
_UNIT_AFTER = re.compile(r"\s?(?:円|件|人|個|%|バイト|bytes?\b|ms\b|px\b|[Kk][Bb]\b|[Mm][Bb]\b)")
_TIMESTAMP = re.compile(r"(?:19|20)[0-9]{2}(?:0[1-9]|1[0-2])(?:0[1-9]|[12][0-9]|3[01])(?:[01][0-9]|2[0-3])[0-5][0-9]")


class MyNumberRecognizer(JapaneseRecognizer):
    """A number with a valid check digit: certain under a label, possible alone.

    One random number in eleven or so passes the check digit, so a bare one is never more than a candidate of
    medium weight; a labelled one without it is no My Number (in municipal systems 個人番号 is also an
    internal id).
    """

    ENTITY = "JP_MY_NUMBER"
    KINDS = frozenset({Kind.MY_NUMBER})
    EXAMPLES = (
        Example("マイナンバー: 6214-9832-0257", ("6214-9832-0257",)),
        Example("６２１４９８３２０２５７", ("６２１４９８３２０２５７",)),
        Example("621498320257", ("621498320257",), label="kojin_no"),
        Example("621498320257.0", ("621498320257",), label="個人番号"),
        Example("91498320258", ("91498320258",), label="mynumber"),
        Example("048-922-7731 621498320257", ("621498320257",)),
        Example("個人番号：621498320258"),
        Example("arn:aws:iam::983205673214:role/x"),
        Example("注文番号 983205673214"),
        Example("983205673214円"),
        Example("139.983205673214"),
        Example("7881 9037 2821 6214 9832 0257 5927"),
        Example("000000000000", label="個人番号"),
    )

    def find(self, passage: Passage) -> Iterator[Candidate]:
        """Every twelve-digit group that passes the check digit."""
        text = passage.text
        for match in _TWELVE_DIGITS.finditer(text):
            digits = re.sub(r"[ \-]", "", match.group())
            if not is_my_number(digits):
                passage.reject(*match.span(), Reason.TRIVIAL if is_trivial(digits) else Reason.CHECK_DIGIT)
                continue
            before = text[max(0, match.start() - 40) : match.start()]
            labelled = _LABEL_BEFORE.search(before) is not None
            doubt = None if labelled else _doubt(before, text, match.end(), digits)
            score = 0.9 if labelled else 0.3 if doubt else 0.6
            facts = Facts(labelled=labelled, check_digit=True, sample=is_sample_my_number(digits))
            yield Candidate(match.start(), match.end(), score, "twelve digits", facts, doubt)
        for number in stored_numbers(passage, self.KINDS):
            digits = number.digits.zfill(12)
            if (number.has_point or number.digits != digits) and is_my_number(digits):
                facts = Facts(labelled=True, check_digit=True, sample=is_sample_my_number(digits))
                yield Candidate(number.start, number.end, 0.9, "stored number", facts)


def _doubt(before: str, text: str, end: int, digits: str) -> Reason | None:
    """What around a bare number, or in it, says that it is another one."""
    if _SPEAKS_AGAINST.search(before):
        return Reason.WORDS_AGAINST
    if _UNIT_AFTER.match(text, end):
        return Reason.UNIT
    return Reason.TIMESTAMP if _TIMESTAMP.fullmatch(digits) else None
