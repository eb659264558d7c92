"""The marks by which ``sekisho mask`` and ``sekisho synth`` show that a value is made up: reported low, never believed.

A mark is something that no real value has: a check digit that is off by what we chose, a prefix that the authority has
not given out, a name of words that nobody is called. Where an authority leaves no such gap (a bank account of seven
digits, a municipality's own numbers) the mark is a run of nines in front, which a real number has once in a thousand or
ten thousand times at most. ``docs/synthetic-data.md`` lists them all with their sources.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from types import MappingProxyType
from typing import Final

from detectors import marked_words
from detectors.checkdigits import postal_savings_digit, resident_code_digit
from detectors.identifiers import COMMISSIONS

#: What is added to a check digit; the second serves numbers whose own check digit is wrong already.
OFF: Final = 5
OFF_AGAIN: Final = 4
#: Codes of banks: the Zengin system has given out none from 9600 to 9899.
NO_BANK: Final = range(9600, 9900)
_NOT_DIGITS = re.compile(r"[^0-9]+")
_PASSPORT = re.compile(r"[QX][A-Z] ?[0-9]{7}")
_MRZ_LENGTH: Final = 44
_RESIDENCE_CARD = re.compile(r"XX[ \-]?[0-9]{8}[ \-]?XX")
_SYMBOL = re.compile(r"[一-龠々]+|[ぁ-ん]+|[ァ-ヶ]+")
_WHOLE_ACCOUNT = re.compile(r"([0-9]{4})[ \-][0-9]{3}[ \-](?:(?:[1249]|普通?|当座?)[ \-])?[0-9]{7}")
_SAVINGS = re.compile(r"(1[0-9]{3}0)(?:-[0-9])?[^0-9]+([0-9]{1,8})")


def nines(length: int) -> str:
    """The run of nines that marks a number of so many digits; empty where too few would be left."""
    return "9999" if length >= 10 else "999" if length >= 5 else ""


def is_marked(entity: str, text: str) -> bool:
    """Whether a value of an entity bears the mark of Sekisho's own; ``text`` is folded, and nothing but the value."""
    judge = _JUDGES.get(entity)
    return judge is not None and judge(text)


def is_marked_at(entity: str, text: str, start: int, end: int) -> bool:
    """Whether what stands in a span of a folded text is marked; of a name the span may hold a part only."""
    if is_marked(entity, text[start:end]):
        return True
    return entity == "PERSON" and marked_words.holds_name(text, start, end)


def _digits(text: str) -> str:
    return _NOT_DIGITS.sub("", text)


def _has_nines(text: str) -> bool:
    digits = _digits(text)
    mark = nines(len(digits))
    return bool(mark) and digits.startswith(mark)


def _is_license(text: str) -> bool:
    digits = _digits(text)
    return len(digits) == 12 and digits[:2] not in COMMISSIONS


def _is_passport(text: str) -> bool:
    """A number, or a machine-readable line with one or with made-up names in it (ICAO Doc 9303-4)."""
    if len(text) == _MRZ_LENGTH and text[0] == "P" and "<<" in text:
        return all(map(marked_words.is_name, text[5:].rstrip("<").replace("<<", "<").split("<")))
    return _PASSPORT.fullmatch(text[:9] if len(text) == _MRZ_LENGTH else text) is not None


def _is_resident_code(text: str) -> bool:
    digits = _digits(text)
    return len(digits) == 11 and _is_off(digits[-1], resident_code_digit(digits[:-1]))


def _is_off(digit: str, right: int) -> bool:
    return (int(digit) - right) % 10 in {OFF, OFF_AGAIN}


def _is_account(text: str) -> bool:
    whole = _WHOLE_ACCOUNT.fullmatch(text)
    if whole is not None:
        return int(whole[1]) in NO_BANK
    savings = _SAVINGS.match(text)
    if savings is not None:
        return _is_off(savings[1][3], postal_savings_digit(savings[1], savings[2]))
    return _has_nines(text.rpartition("-")[2])


def _is_insured(text: str) -> bool:
    if "番号" in text:
        return _has_nines(text)
    symbols = _SYMBOL.findall(text)
    return all(map(marked_words.is_symbol, symbols)) if symbols else _has_nines(text)


_JUDGES: Final[Mapping[str, Callable[[str], bool]]] = MappingProxyType(
    {
        "PERSON": marked_words.is_name,
        "JP_ADDRESS": marked_words.is_address,
        "JP_DRIVERS_LICENSE": _is_license,
        "JP_PASSPORT": _is_passport,
        "JP_RESIDENCE_CARD": lambda text: _RESIDENCE_CARD.fullmatch(text) is not None,
        "JP_HEALTH_INSURANCE": _is_insured,
        "JP_CARE_INSURANCE": _has_nines,
        "JP_PENSION_NUMBER": _has_nines,
        "JP_EMPLOYMENT_INSURANCE": _has_nines,
        "JP_RESIDENT_CODE": _is_resident_code,
        "JP_MUNICIPAL_ID": _has_nines,
        "JP_BANK_ACCOUNT": _is_account,
    }
)
