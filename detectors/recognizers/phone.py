"""Telephone numbers of Japan, as people write them."""

from __future__ import annotations

import re
from collections.abc import Iterator

from detectors.labels import Kind
from detectors.passage import Passage
from detectors.recognizer import Candidate, Example, Facts, JapaneseRecognizer
from detectors.samples import is_dummy_phone
from detectors.stored_number import stored_numbers
from detectors.trace import Reason

_NUMBER = re.compile(
    r"(?:(?<![0-9A-Za-z_.\-/#%+])|(?<=(?<![A-Za-z])(?:TEL|Tel|tel|FAX|Fax|fax)))"
    r"(?:\+81[ \-]?(?:\(0\))?[ \-]?(?P<abroad>[1-9][0-9]?(?:[ \-]?[0-9]){7,8})"
    r"|\(?(?P<area>0[0-9]{1,4})(?P<gap>\)[ \-]?|[ \-.]|"
    r"\()(?P<exchange>[0-9]{1,4})(?P<gap2>[ \-.)])(?P<line>[0-9]{3,4})"
    r"|(?P<plain>0[0-9]{9,10}))"
    r"(?![0-9A-Za-z_]|[.\-][0-9])"
)
_SERVICE = ("0120", "0800", "0570", "0990", "0180", "0170")
#: What stands in front of numbers abroad, and of those whose zeros belong to them.
_PREFIXES = ("00", "010")
#: A label that stands right before its number is no label to the reader of fields.
_LABEL_BESIDE = re.compile(
    r"(?:電話(?:番号)?|携帯番号|連絡先|ファックス(?:番号)?|(?<![A-Za-z])(?:TEL|FAX))$", re.IGNORECASE
)
_SPEAKS_AGAINST = re.compile(
    r"(?:注文|伝票|管理|商品|型番|品番|受付|追跡|口座|法人|登録|製造|会員|id|(?<!tel )(?<!tel_)(?<!phone )(?<!phone_)no|code|isbn|jan|sku)"
    r"[ _\-a-z番号:=#'\"]{0,10}$",
    re.IGNORECASE,
)


class PhoneNumberRecognizer(JapaneseRecognizer):
    """Fixed, mobile and IP telephones; checked against Google's libphonenumber.

    Free and navi dial numbers (0120, 0800, 0570) belong to nobody and are left out.
    """

    ENTITY = "PHONE_NUMBER"
    KINDS = frozenset({Kind.PHONE})
    EXAMPLES = (
        Example("電話 048-922-0151 (代)", ("048-922-0151",)),
        Example("TEL０４８－９２２－０１５１", ("０４８－９２２－０１５１",)),
        Example("（０４８）９２２ー０１５１", ("（０４８）９２２ー０１５１",)),
        Example("+81-90-3456-7812", ("+81-90-3456-7812",)),
        Example("09034567812", ("09034567812",)),
        Example("0489220151", ("0489220151",), label="tel"),
        Example("tel no 048-922-0151", ("048-922-0151",)),
        Example("電話番号0489220151", ("0489220151",)),
        Example("9034567812", ("9034567812",), label="tel"),
        Example("489220151.0", ("489220151",), label="電話番号"),
        Example("0489220151"),
        Example("9034567812"),
        Example("1034567812", label="tel"),
        Example("0120-444-113"),
        Example("139.0489220151"),
        Example("2026-01-0489"),
        Example("03-0000-0000"),
        Example("注文番号 090-3456-7812"),
    )

    def find(self, passage: Passage) -> Iterator[Candidate]:
        """Every group of digits that is a number in Japan's numbering plan."""
        text = passage.text
        for match in _NUMBER.finditer(text):
            digits = re.sub(r"[^0-9]", "", match["abroad"] or "")
            digits = "0" + digits if digits else re.sub(r"[^0-9]", "", match.group())
            refusal = _refusal(digits, match)
            if refusal is not None:
                passage.reject(*match.span(), refusal)
                continue
            is_plain = match["plain"] is not None
            doubt = None
            is_labelled = _LABEL_BESIDE.search(text, max(0, match.start() - 8), match.start()) is not None
            if is_plain and not is_labelled and not digits.startswith(("050", "060", "070", "080", "090")):
                score = 0.4  # ten digits: an order number as likely as a telephone
                doubt = Reason.NEEDS_COMPANY
            else:
                score = 0.6 if is_plain or match["gap"] in {" ", "."} else 0.75
            if _SPEAKS_AGAINST.search(text, max(0, match.start() - 30), match.start()):
                score *= 0.5
                doubt = Reason.WORDS_AGAINST
            start = match.start() if text[match.start()] != "(" or ")" in match.group() else match.start() + 1
            yield Candidate(
                start,
                match.end(),
                score,
                "plain" if is_plain else "grouped",
                Facts(labelled=is_labelled, sample=is_dummy_phone(digits)),
                doubt,
            )
        for number in stored_numbers(passage, self.KINDS):
            digits = f"0{number.digits}"
            if len(digits) in {10, 11} and not digits.startswith(_SERVICE) and _is_assigned(digits):
                yield Candidate(number.start, number.end, 0.6, "stored number", Facts(sample=is_dummy_phone(digits)))


def _refusal(digits: str, match: re.Match[str]) -> Reason | None:
    if digits.startswith(_SERVICE):
        return Reason.SERVICE_NUMBER
    if not _is_assigned(digits):
        return Reason.UNASSIGNED
    return Reason.MIXED_SEPARATORS if _is_mixed(match) else None


def _is_mixed(match: re.Match[str]) -> bool:
    """Points and spaces only count where both gaps are alike; ``0123.456 100`` are two measurements."""
    gaps = {match["gap"], match["gap2"]}
    return len(gaps) == 2 and not gaps.isdisjoint({".", " "}) and ")" not in str(match["gap"])


def _is_assigned(digits: str) -> bool:
    import phonenumbers

    if not digits.startswith(_PREFIXES):  # nothing to parse, which takes longer than the look into the plan
        number = phonenumbers.PhoneNumber(country_code=81, national_number=int(digits[1:]))
        return bool(phonenumbers.is_valid_number(number))
    try:
        return bool(phonenumbers.is_valid_number(phonenumbers.parse(digits, "JP")))
    except phonenumbers.NumberParseException:
        return False
