"""Bank accounts, ゆうちょ included."""

from __future__ import annotations

import re
from collections.abc import Iterator

from detectors.announcement import AFTER, BEFORE, Announced, announced, is_repeated
from detectors.bank import has_branch
from detectors.checkdigits import is_postal_savings, is_trivial
from detectors.identifiers import ANNOUNCEMENT
from detectors.labels import NAME_KINDS, Kind, words_of
from detectors.passage import LabelledValue, Passage
from detectors.recognizer import Candidate, Example, Facts, JapaneseRecognizer
from detectors.trace import Reason

#: Bank, branch, type and number in one; the branch has to exist where no label vouches.
_WHOLE = re.compile(
    rf"{BEFORE}(?P<bank>[0-9]{{4}})[ \-](?P<branch>[0-9]{{3}})[ \-](?:(?:[1249]|普通?|当座?)[ \-])?"
    rf"(?P<number>[0-9]{{7}}){AFTER}"
)
#: The same in cells of their own: 0009,200,1,3451054,ｶﾅ.
_CELLS = re.compile(
    rf"{BEFORE}[\"']?(?P<bank>[0-9]{{4}})[\"']?[,\t] ?[\"']?(?P<branch>[0-9]{{3}})[\"']?[,\t] ?[\"']?(?:[1249]|普通?|当座?)"
    rf"[\"']?[,\t] ?[\"']?(?P<number>[0-9]{{7}}){AFTER}"
)
#: 番号 of the post bank, whose 記号 stands in another cell of its record.
_SAVINGS_NUMBER = re.compile(rf"{BEFORE}[0-9]{{1,7}}1{AFTER}")
_SAVINGS_SYMBOL = re.compile(r"1[0-9]{3}0(?:-[0-9])?")
_NUMBER = re.compile(rf"(?<![0-9A-Za-z_./#\-])[0-9]{{7}}{AFTER}")
#: 草加支店 普通 3820194
_NAMED = re.compile(
    r"(?:銀行|信用金庫|信金|信用組合|信組|農協|農業協同組合|労働金庫|労金|支店|本店|出張所|営業部)[^0-9\n]{0,24}?"
    r"(?:普通|当座|貯蓄|\(普\)|\(当\))(?:預金|口座)?[ :.(]{0,3}(?:口座)?(?:番号|No\.?)?[ :.]{0,3}"
    r"(?P<number>[0-9]{7})(?![0-9\-])"
)
#: 1ddd0-ddddddd1, and 0dddd-d-dddddd of transfer accounts.
_SAVINGS = re.compile(
    rf"{BEFORE}(?P<symbol>1[0-9]{{3}}0)(?:-[0-9])?(?:[ \-・/]{{1,3}}|[ 、,]{{0,3}}番号[ :]{{0,3}})"
    rf"(?P<number>[0-9]{{1,7}}1){AFTER}"
)
_TRANSFER = re.compile(rf"{BEFORE}0[0-9]{{4}}-[0-9]-[0-9]{{1,7}}{AFTER}")
#: A record of 総合振込 or 口座振替 in the format of the Zengin system: bank, its name, branch, its name, type, number.
_ZENGIN = re.compile(
    r"^2(?P<bank>[0-9]{4})[ァ-ヶー .()A-Z0-9\-]{6,15}(?P<branch>[0-9]{3})[ァ-ヶー .()A-Z\-]{6,15}[0-9 ]{4}[1249]"
    r"(?P<number>[0-9]{7})(?=[ァ-ヶーA-Z])",
    re.MULTILINE,
)
_KINDS = frozenset({Kind.BANK_ACCOUNT, Kind.POSTAL_SAVINGS})
#: What announces seven digits; 記号 and 銀行 only announce what is shaped like an account of theirs.
_WORDS = "口座|通帳|振込先|ゆうちょ|貯金"
#: ``account_number`` alone is anybody's; these say whose.
_VOUCHING = frozenset(
    {Kind.BANK_CODE, Kind.BRANCH_CODE, Kind.CREDIT_CARD, Kind.FULL_NAME, *(NAME_KINDS - {Kind.MAYBE_NAME})}
)
_ANY_ACCOUNT = frozenset({"account", "acct"})
_OF_A_BANK = frozenset({"bank", "koza", "kouza", "yucho", "yuucho"})


class BankAccountRecognizer(JapaneseRecognizer):
    """A number of seven digits under a label, after a branch, or in a record of the Zengin format.

    ``account_number`` is also what ledgers and clouds call theirs: it wants a bank, a branch or a name beside it.
    """

    ENTITY = "JP_BANK_ACCOUNT"
    KINDS = _KINDS
    EXAMPLES = (
        Example("口座番号：３８２０１９４", ("３８２０１９４",)),
        Example("3820194", ("3820194",), label="koza_no"),
        Example("埼玉りそな銀行 草加支店 普通 3820194", ("3820194",)),
        Example("振込先口座: 0017-001-3820194", ("0017-001-3820194",)),
        Example("ゆうちょ銀行 記号 12330 番号 12345671", ("12330 番号 12345671",)),
        Example("10190-38201941", ("10190-38201941",), label="ゆうちょ記号番号"),
        Example("記号・番号：12330-12345671", ("12330-12345671",)),
        Example("3820194"),
        Example("0017-333-3820194"),
        Example("0017-334-3820194", ("0017-334-3820194",), label="振込先"),
        Example("銀行 048-922-0151"),
        Example("被保険者証記号番号「5855817」"),
        Example("AWS account number: 983205673214"),
        Example("3820194", label="account_number"),
        Example("振込先口座 3820194円"),
        Example("0000000", label="口座番号"),
    )

    def find(self, passage: Passage) -> Iterator[Candidate]:
        """Labelled numbers, numbers after a branch, records of transfers, then bare ones of a branch that exists."""
        taken: list[tuple[int, int]] = []
        for candidate in _all(passage, self.ENTITY):
            if not any(start < candidate.end and candidate.start < end for start, end in taken):
                taken.append((candidate.start, candidate.end))
                yield candidate


def _all(passage: Passage, entity: str) -> Iterator[Candidate]:
    for shape in (_SAVINGS, _TRANSFER):
        for number in announced(passage, shape, _KINDS, ANNOUNCEMENT[entity]):
            groups = number.match.groupdict()
            fits = "symbol" in groups and is_postal_savings(groups["symbol"], groups["number"])
            facts = Facts(labelled=True, check_digit=fits or None, sample=_is_dummy(number.digits))
            yield Candidate(number.start, number.end, 0.95 if fits else 0.85, "postal savings", facts)
    for shape in (_WHOLE, _NUMBER):
        for number in announced(passage, shape, _KINDS, _WORDS):
            if not _is_anybodys(number, passage):
                yield _candidate(number.start, number.end, number.digits[-7:], "labelled number")
    for match in _NAMED.finditer(passage.text):
        if not is_repeated(match["number"]):
            yield _candidate(*match.span("number"), match["number"], "number after a branch")
    for match in _CELLS.finditer(passage.text):
        if has_branch(match["bank"], match["branch"]) and not is_repeated(match["number"]):
            facts = Facts(sample=is_trivial(match["number"]))
            yield Candidate(*match.span("number"), 0.4, "cells of a branch", facts, Reason.NEEDS_COMPANY)
    for number in announced(passage, _SAVINGS_NUMBER, {Kind.POSTAL_SAVINGS}):
        if number.value is not None and _has_symbol(number.value, passage):
            yield _candidate(number.start, number.end, number.digits, "number beside its symbol")
    for match in _ZENGIN.finditer(passage.text):
        if has_branch(match["bank"], match["branch"]) and not is_repeated(match["number"]):
            yield _candidate(*match.span("number"), match["number"], "record of a transfer")
    for match in _WHOLE.finditer(passage.text):
        if has_branch(match["bank"], match["branch"]) and not is_repeated(match["number"]):
            facts = Facts(sample=is_trivial(match["number"]))
            yield Candidate(*match.span(), 0.4, "bare number", facts, Reason.NEEDS_COMPANY)


def _has_symbol(value: LabelledValue, passage: Passage) -> bool:
    """Whether the record of a number of the post bank holds a symbol in another cell."""
    beside = (other for other in passage.records.get(value.record, ()) if Kind.POSTAL_SAVINGS in other.kinds)
    return any(_SAVINGS_SYMBOL.fullmatch(passage.text[other.start : other.end].strip()) for other in beside)


def _candidate(start: int, end: int, number: str, rule: str) -> Candidate:
    return Candidate(start, end, 0.9, rule, Facts(labelled=True, sample=is_trivial(number)))


def _is_dummy(digits: str) -> bool:
    return is_trivial(digits[5:]) or is_trivial(digits)


def _is_anybodys(number: Announced, passage: Passage) -> bool:
    if number.value is None:
        return False
    words = words_of(number.value.label)
    if not _ANY_ACCOUNT.intersection(words) or _OF_A_BANK.intersection(words):
        return False
    record = passage.records.get(number.value.record, ())
    return not any(other.kinds & _VOUCHING for other in record)
