"""医療保険: the number of an insured person, and that of the insurer beside it."""

from __future__ import annotations

import re
from collections.abc import Iterator

from detectors.announcement import AFTER, BEFORE, announced, is_repeated
from detectors.checkdigits import is_insurer_number, is_trivial
from detectors.labels import Kind
from detectors.passage import Passage
from detectors.recognizer import Candidate, Example, Facts, JapaneseRecognizer

_INSURER = re.compile(rf"{BEFORE}[0-9]{{2}}(?:[0-9]{{6}}|[0-9]{{4}}){AFTER}")
_INSURED = re.compile(
    rf"{BEFORE}(?P<symbol>(?:[一-龠]{{0,6}}[0-9A-Za-z]{{1,10}}|[一-龠]{{1,6}}|[ぁ-ん]{{1,4}}|[ァ-ヶ]{{1,6}})"
    r"(?:[・/]|-| - | ))?"
    rf"(?P<number>[0-9]{{2,8}})(?:[ \-(]{{0,2}}枝番?[ :]?[0-9]{{2}}\)?)?{AFTER}"
)
#: 記号 1234 番号 567, as the card prints it; on two lines the symbol ends in a digit.
_PAIR = re.compile(
    r"記号[ :=は\t]{0,4}(?P<symbol>[0-9A-Za-z一-龠ぁ-んァ-ヶ・\-]{1,12})"
    r"(?:[ 、,・/\t]{1,4}|(?<=[0-9])[ \t]{0,8}\n[ \t]{0,8})番号[ :=は\t]{0,4}(?P<number>[0-9]{1,8})(?![0-9\-])"
)
_INSURANCE = re.compile(r"保険|組合員|加入者証|国保|健保|資格確認")
_INSURED_KINDS = frozenset({Kind.HEALTH_INSURANCE, Kind.INSURED_NUMBER})
_WORDS = "(?:被保険者証?等?|保険証|組合員証|加入者証|資格確認書|受給者証?|国保)(?:の)?(?:記号)?番号"
_PLAIN_LABELS = frozenset({"番号", "bango", "bangou"})
#: So many characters before and behind a pair may say that it is about insurance.
_REACH = 80


class HealthInsuranceRecognizer(JapaneseRecognizer):
    """Numbers under a label of insured persons; an insurer's number passes its check digit and is partial alone.

    Ten digits under 被保険者番号 are care insurance and eleven employment insurance: other recognizers find them.
    """

    ENTITY = "JP_HEALTH_INSURANCE"
    KINDS = frozenset({Kind.HEALTH_INSURANCE, Kind.INSURED_NUMBER, Kind.INSURER_NUMBER, Kind.INSURANCE_SYMBOL})
    EXAMPLES = (
        Example("保険者番号：１３８０５７　被保険者証記号番号：草加・３８２０", ("１３８０５７", "草加・３８２０")),
        Example("保険者番号 01130012 記号 2193 番号 4817", ("01130012", "2193 番号 4817")),
        Example("38201947", ("38201947",), label="後期高齢者医療被保険者番号"),
        Example("3820-194", ("3820-194",), label="hihokensha_no"),
        Example("健康保険証 記号 2193 番号 4817", ("2193 番号 4817",)),
        Example("01130012", ("01130012",), label="保険者番号"),
        Example("窓口で被保険者番号が草加・3820と確認", ("草加・3820",)),
        Example("01130013", label="保険者番号"),
        Example("健康保険証\n記号　2193\n番号　4817", ("2193\n番号　4817",)),
        Example("記号 A 番号 12 の図を参照"),
        Example("保険料 138057円"),
        Example("38201947"),
        Example("被保険者番号 050-3820-1947"),
    )

    def find(self, passage: Passage) -> Iterator[Candidate]:
        """Numbers of insured persons, pairs of symbol and number, numbers of insurers."""
        insured = [*_insured(passage), *_pairs(passage), *_beside_symbols(passage)]
        yield from sorted(set(insured))
        records = {value.record for value in passage.labelled(*_INSURED_KINDS)}
        for number in announced(passage, _INSURER, {Kind.INSURER_NUMBER}):
            if number.value is not None and is_insurer_number(number.digits):
                has_company = number.value.record in records or any(
                    abs(candidate.start - number.start) < _REACH for candidate in insured
                )
                facts = Facts(labelled=True, check_digit=True, partial=not has_company)
                yield Candidate(number.start, number.end, 0.9, "insurer", facts)


def _insured(passage: Passage) -> Iterator[Candidate]:
    for number in announced(passage, _INSURED, _INSURED_KINDS, _WORDS):
        if number.match["symbol"] is None and len(number.match["number"]) < 4:
            continue
        fits = len(number.digits) == 8 and is_insurer_number(number.digits)
        facts = Facts(labelled=True, check_digit=fits or None, sample=is_trivial(number.match["number"]))
        yield Candidate(number.start, number.end, 0.9, "labelled number", facts)


def _pairs(passage: Passage) -> Iterator[Candidate]:
    for match in _PAIR.finditer(passage.text):
        start, end = match.start("symbol"), match.end("number")
        near = passage.text[max(0, match.start() - _REACH) : match.end() + _REACH]
        if not is_repeated(match["number"]) and _INSURANCE.search(near):
            facts = Facts(labelled=True, sample=is_trivial(match["number"]))
            yield Candidate(start, end, 0.9, "symbol and number", facts)


def _beside_symbols(passage: Passage) -> Iterator[Candidate]:
    """The columns 記号 and 番号 of a row that names an insurer; alone, neither label says anything."""
    for symbol in passage.labelled(Kind.INSURANCE_SYMBOL):
        record = passage.records.get(symbol.record, ())
        if not any(Kind.INSURER_NUMBER in value.kinds for value in record):
            continue
        for value in record:
            digits = passage.text[value.start : value.end].strip()
            if (
                value.label.strip().lower().rpartition(".")[2] in _PLAIN_LABELS
                and digits.isdecimal()
                and len(digits) in range(1, 9)
            ):
                yield Candidate(value.start, value.start + len(digits), 0.9, "beside a symbol", Facts(labelled=True))
