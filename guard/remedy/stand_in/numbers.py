"""Stand-ins for numbers: impossible ones, one for each, in the notation of the real one."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from types import MappingProxyType
from typing import Final

from detectors.checkdigits import (
    is_drivers_license,
    my_number_digit,
    postal_savings_digit,
    resident_code_digit,
)
from detectors.identifiers import COMMISSIONS, PLACES
from detectors.marked import NO_BANK, OFF, OFF_AGAIN, nines
from detectors.marked_words import SYMBOLS
from detectors.samples import MY_NUMBERS, TEST_CARDS
from guard.remedy.stand_in.outcome import TOO_FEW, UNKNOWN_SHAPE, NotReplaced
from guard.remedy.stand_in.permutation import Keyed
from guard.remedy.stand_in.shape import digits_of

#: What the first two digits of a driving licence never are; none with a zero in front, which a spreadsheet would lose.
_NO_COMMISSIONS: Final = tuple(f"{code}" for code in range(15, 100) if f"{code}" not in COMMISSIONS)
_PASSPORT = re.compile(r"([A-Z])([A-Z])( ?)([0-9]{7})")
#: The two series of Japan's passports, and the letters that none begins with.
_SERIES: Final = MappingProxyType({"T": "Q", "M": "X"})
_RESIDENCE_CARD = re.compile(r"[A-Za-z]{2}([ \-]?)([0-9]{8})([ \-]?)[A-Za-z]{2}")
_WHOLE_ACCOUNT = re.compile(r"([0-9]{4})([ \-])([0-9]{3})([ \-](?:(?:[1249]|普通?|当座?)[ \-])?)([0-9]{7})")
_SAVINGS = re.compile(r"1([0-9]{2})([0-9])0((?:-[0-9])?[^0-9]+)([0-9]{0,7})1")
_TRANSFER = re.compile(r"(0[0-9]{4}-[0-9]-)([0-9]{1,7})")
_PLATE = re.compile(
    rf"((?:{PLACES})[ ・\u3000]?[0-9]{{2}}[0-9A-Z]?[ ・\u3000]?)([ぁ-んA-Z])([ ・\u3000]?[・.]{{0,3}})([0-9]{{1,2}}-?[0-9]{{0,2}})"
)
#: Kana that are on no plate (道路運送車両法施行規則); ん is none that a program would accept.
_NOT_ON_PLATES: Final = "おしへ"
_LETTERS = re.compile(r"[A-Za-z]")
_SYMBOL = re.compile(r"[一-龠々]+|[ぁ-ん]+|[ァ-ヶ]+")

Made = str | NotReplaced


class Numbers:
    """Stand-ins for numbers of persons; what goes in and comes out is half-width, and of the same length."""

    def __init__(self, keyed: Keyed, *, official_samples: bool = False) -> None:
        self._keyed = keyed
        self._official = official_samples

    def of(self, entity: str, plain: str) -> Made | None:
        """The stand-in of a number; ``None`` where the entity is no number."""
        make = _MAKERS.get(entity)
        return None if make is None else make(self, plain)

    def my_number(self, plain: str) -> Made:
        """Twelve digits whose last is off by five."""
        digits = digits_of(plain)
        if digits == plain and 9 <= len(digits) < 12:  # a spreadsheet took it for a number
            made = self.my_number(plain.zfill(12))
            return made if isinstance(made, NotReplaced) else made[12 - len(plain) :]
        if len(digits) != 12:
            return NotReplaced(UNKNOWN_SHAPE)
        if int(digits[-1]) != my_number_digit(digits[:-1]):
            return plain
        if self._official:
            return self._sample("my number", plain, digits, _SAMPLE_MY_NUMBERS)
        body = self._keyed.digits("my number", digits[:-1])
        return _put(plain, body + _off(my_number_digit(body)))

    def card(self, plain: str) -> Made:
        """The same brand and length, and Luhn's digit off by five."""
        digits = digits_of(plain)
        if not 13 <= len(digits) <= 19:
            return NotReplaced(UNKNOWN_SHAPE)
        if int(digits[-1]) != luhn_digit(digits[:-1]):
            return plain
        if self._official:
            same = [one for one in _TEST_CARDS if one[0] == digits[0] and len(one) == len(digits)]
            return plain if digits in same else self._sample(f"card {digits[0]} {len(digits)}", plain, digits, same)
        body = digits[:4] + self._keyed.digits(f"card {digits[:4]}", digits[4:-1], keep_zero=False)
        return _put(plain, body + _off(luhn_digit(body)))

    def drivers_license(self, plain: str) -> Made:
        """The first two digits are those of no public safety commission."""
        digits = digits_of(plain)
        if len(digits) != 12 or digits[:2] not in _COMMISSIONS:
            return NotReplaced(UNKNOWN_SHAPE)
        valid = len(_COMMISSIONS) * 10**9
        if is_drivers_license(digits):  # the eleventh digit follows from those before it
            index = int(f"{_COMMISSIONS.index(digits[:2])}{digits[2:10]}{digits[11]}")
            number: int | None = self._keyed.permutation("licence", valid)(index)
        else:
            number = self._keyed.place("licence", digits, len(_NO_COMMISSIONS) * 10**10 - valid)
            number = None if number is None else number + valid
        if number is None:
            return NotReplaced(TOO_FEW)
        return _put(plain, f"{_NO_COMMISSIONS[number // 10**10]}{number % 10**10:010}")

    def resident_code(self, plain: str) -> Made:
        """Eleven digits whose last is off by five; by four where it was wrong before."""
        digits = digits_of(plain)
        if len(digits) != 11:
            return NotReplaced(UNKNOWN_SHAPE)
        if int(digits[-1]) == resident_code_digit(digits[:-1]):
            body, off = self._keyed.digits("resident code", digits[:-1]), OFF
        else:
            place = self._keyed.place("resident code", digits, 9 * 10**9)
            if place is None:
                return NotReplaced(TOO_FEW)
            body, off = str(place + 10**9), OFF_AGAIN
        return _put(plain, body + _off(resident_code_digit(body), off))

    def passport(self, plain: str) -> Made:
        """A first letter that no passport of Japan has; another country's is not known well enough."""
        written = _PASSPORT.fullmatch(plain)
        series = written and _SERIES.get(written[1])
        if written is None or series is None:
            return NotReplaced(UNKNOWN_SHAPE)
        number = self._keyed.permutation(f"passport {written[1]}", 26 * 10**7)(
            (ord(written[2]) - ord("A")) * 10**7 + int(written[4])
        )
        return f"{series}{chr(ord('A') + number // 10**7)}{written[3]}{number % 10**7:07}"

    def residence_card(self, plain: str) -> Made:
        """``XX`` in front and behind."""
        written = _RESIDENCE_CARD.fullmatch(plain)
        if written is None:
            return NotReplaced(UNKNOWN_SHAPE)
        place = self._keyed.place("residence card", _bare(plain).upper(), 10**8)
        return NotReplaced(TOO_FEW) if place is None else f"XX{written[1]}{place:08}{written[3]}XX"

    def account(self, plain: str) -> Made:
        """A code that no bank has, a symbol of the post bank that is off; seven digits alone begin with nines."""
        whole = _WHOLE_ACCOUNT.fullmatch(plain)
        if whole is not None:
            number = self._keyed.place("account", digits_of(plain), len(NO_BANK) * 10**10)
            if number is None:
                return NotReplaced(TOO_FEW)
            bank, rest = NO_BANK[number // 10**10], f"{number % 10**10:010}"
            return f"{bank}{whole[2]}{rest[:3]}{whole[4]}{rest[3:]}"
        savings = _SAVINGS.fullmatch(plain)
        if savings is not None:
            return self._savings(plain, savings)
        transfer = _TRANSFER.fullmatch(plain)
        if transfer is not None:
            made = self.nines("transfer account", transfer[2])
            return made if isinstance(made, NotReplaced) else transfer[1] + made
        return self.nines("account number", plain)

    def _savings(self, plain: str, written: re.Match[str]) -> Made:
        office, number = written[1], written[4]
        if int(written[2]) == postal_savings_digit(plain[:5], f"{number}1"):
            found, off = self._keyed.digits("savings", number + office, keep_zero=bool(number)), OFF
        else:
            place = self._keyed.place(f"savings {len(number)}", digits_of(plain), 10 ** (len(number) + 2))
            if place is None:
                return NotReplaced(TOO_FEW)
            found, off = f"{place:0{len(number) + 2}}", OFF_AGAIN
        office, number = found[len(number) :], found[: len(number)]
        digit = _off(postal_savings_digit(f"1{office}00", f"{number}1"), off)
        return f"1{office}{digit}0{written[3]}{number}1"

    def insured(self, plain: str) -> Made:
        """A symbol in words becomes 見本…; a number alone begins with nines, and its letters are X."""
        if _SYMBOL.search(plain) is None or "番号" in plain:
            made = self.nines("insured", plain)
            return made if isinstance(made, NotReplaced) else _LETTERS.sub("X", made)
        digits = digits_of(plain)
        place = self._keyed.place(f"insured {len(digits)}", _bare(plain), 10 ** len(digits))
        if place is None:
            return NotReplaced(TOO_FEW)
        return _put(_SYMBOL.sub(lambda found: _symbol(found[0]), plain), f"{place:0{len(digits)}}")

    def nines(self, purpose: str, plain: str) -> Made:
        """A number of the same length that begins with nines."""
        digits = digits_of(plain)
        mark = nines(len(digits))
        if not mark:
            return NotReplaced(TOO_FEW)
        free = len(digits) - len(mark)
        place = self._keyed.place(f"{purpose} {len(digits)}", _bare(plain), 10**free)
        return NotReplaced(TOO_FEW) if place is None else _put(plain, f"{mark}{place:0{free}}")

    def plate(self, plain: str) -> Made:
        """The same place and class with a kana that is on no plate."""
        written = _PLATE.fullmatch(plain)
        if written is None:
            return NotReplaced(UNKNOWN_SHAPE)
        if written[2] in _NOT_ON_PLATES:
            return plain
        digits = digits_of(written[4])
        lowest = 10 ** (len(digits) - 1)
        numbers = 9 * lowest
        purpose = f"plate {_bare(written[1])} {len(digits)}"
        place = self._keyed.place(purpose, _bare(plain), len(_NOT_ON_PLATES) * numbers)
        if place is None:
            return NotReplaced(TOO_FEW)
        number = str(place % numbers + lowest)
        return f"{written[1]}{_NOT_ON_PLATES[place // numbers]}{written[3]}{_put(written[4], number)}"

    def _sample(self, purpose: str, plain: str, digits: str, samples: list[str]) -> Made:
        if digits in samples:
            return plain
        place = self._keyed.place(f"sample {purpose}", digits, len(samples))
        return NotReplaced(TOO_FEW) if place is None else _put(plain, samples[place])


_COMMISSIONS: Final = sorted(COMMISSIONS)
_SAMPLE_MY_NUMBERS: Final = sorted(one for one in MY_NUMBERS if int(one[-1]) == my_number_digit(one[:-1]))
_TEST_CARDS: Final = sorted(TEST_CARDS)
_MAKERS: Final[Mapping[str, Callable[[Numbers, str], Made]]] = MappingProxyType(
    {
        "JP_MY_NUMBER": Numbers.my_number,
        "CREDIT_CARD": Numbers.card,
        "JP_DRIVERS_LICENSE": Numbers.drivers_license,
        "JP_RESIDENT_CODE": Numbers.resident_code,
        "JP_PASSPORT": Numbers.passport,
        "JP_RESIDENCE_CARD": Numbers.residence_card,
        "JP_BANK_ACCOUNT": Numbers.account,
        "JP_HEALTH_INSURANCE": Numbers.insured,
        "JP_CARE_INSURANCE": lambda self, plain: self.nines("care insurance", plain),
        "JP_PENSION_NUMBER": lambda self, plain: self.nines("pension number", plain),
        "JP_EMPLOYMENT_INSURANCE": lambda self, plain: self.nines("employment insurance", plain),
        "JP_MUNICIPAL_ID": lambda self, plain: self.nines("municipal id", plain),
        "JP_VEHICLE_PLATE": Numbers.plate,
    }
)


def _bare(plain: str) -> str:
    """A number without its separators: it is the same one with them and without."""
    return re.sub(r"[\W_ー]+", "", plain)


def _put(plain: str, digits: str) -> str:
    coming = iter(digits)
    return re.sub("[0-9]", lambda _found: next(coming), plain)


def _off(right: int, by: int = OFF) -> str:
    return str((right + by) % 10)


def luhn_digit(body: str) -> int:
    """The digit that makes a number pass Luhn's formula (ISO/IEC 7812-1, annex B)."""
    doubled = (int(digit) * (2 - index % 2) for index, digit in enumerate(reversed(body)))
    return -sum(number // 10 + number % 10 for number in doubled) % 10


def _symbol(found: str) -> str:
    if "ぁ" <= found[0] <= "ん":
        return "ん" * len(found)
    if "ァ" <= found[0] <= "ヶ":
        return "ン" * len(found)
    return "仮" if len(found) == 1 else SYMBOLS[: len(found)]
