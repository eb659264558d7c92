"""Made-up numbers for made-up residents: the ``n``-th one, different from all others, bearing its mark."""

from __future__ import annotations

from typing import Final

from detectors.checkdigits import my_number_digit, resident_code_digit
from detectors.marked import NO_BANK, OFF, nines
from guard.remedy.stand_in.numbers import luhn_digit
from guard.remedy.synth.people import Spread

_LETTERS: Final = "abcdefghijklmnopqrstuvwxyz"
_PLATE_PLACES: Final = ("品川", "足立", "大宮", "越谷", "横浜", "千葉", "名古屋", "なにわ", "神戸", "福岡")


class NumberMaker:
    """The numbers of a seed."""

    def __init__(self, seed: str) -> None:
        self._seed = seed
        self._spreads: dict[tuple[str, int], Spread] = {}

    def _drawn(self, purpose: str, size: int, index: int) -> int:
        spread = self._spreads.get((purpose, size))
        if spread is None:
            spread = self._spreads[purpose, size] = Spread(f"{self._seed} {purpose}", size)
        return spread(index)

    def my_number(self, index: int) -> str:
        """Twelve digits, the last one off by five."""
        body = str(self._drawn("my number", 9 * 10**10, index) + 10**10)
        return f"{body}{(my_number_digit(body) + OFF) % 10}"

    def resident_code(self, index: int) -> str:
        """Eleven digits, the last one off by five."""
        body = str(self._drawn("resident code", 9 * 10**9, index) + 10**9)
        return f"{body}{(resident_code_digit(body) + OFF) % 10}"

    def drivers_license(self, index: int) -> str:
        """Twelve digits of no public safety commission."""
        return f"98{self._drawn('licence', 10**10, index):010}"

    def passport(self, index: int) -> str:
        """Q, a letter and seven digits."""
        letter, number = divmod(self._drawn("passport", 26 * 10**7, index), 10**7)
        return f"Q{_LETTERS[letter].upper()}{number:07}"

    def residence_card(self, index: int) -> str:
        """XX, eight digits, XX."""
        return f"XX{self._drawn('residence card', 10**8, index):08}XX"

    def health_insurance(self, index: int) -> str:
        """見本・ and eight digits."""
        return f"見本・{self._drawn('health insurance', 10**8, index):08}"

    def with_nines(self, purpose: str, digits: int, index: int) -> str:
        """So many digits, nines in front."""
        mark = nines(digits)
        free = digits - len(mark)
        return f"{mark}{self._drawn(purpose, 10**free, index):0{free}}"

    def pension_number(self, index: int) -> str:
        """Four and six digits."""
        digits = self.with_nines("pension", 10, index)
        return f"{digits[:4]}-{digits[4:]}"

    def employment_insurance(self, index: int) -> str:
        """Four, six and one digit."""
        digits = self.with_nines("employment insurance", 11, index)
        return f"{digits[:4]}-{digits[4:10]}-{digits[10]}"

    def account(self, index: int) -> tuple[str, str, str]:
        """The codes of no bank and its branch, and a number: different together."""
        rest, number = divmod(self._drawn("account", len(NO_BANK) * 1000 * 10_000, index), 10_000)
        bank, branch = divmod(rest, 1000)
        return str(NO_BANK[bank]), f"{branch:03}", f"999{number:04}"

    def card(self, index: int) -> str:
        """Sixteen digits that begin with 4, the last one off by five."""
        body = f"4{self._drawn('card', 10**14, index):014}"
        return f"{body}{(luhn_digit(body) + OFF) % 10}"

    def plate(self, index: int) -> str:
        """A plate with a kana that is on none."""
        rest, number = divmod(self._drawn("plate", 10 * 100 * 3 * 9000, index), 9000)
        rest, kana = divmod(rest, 3)
        place, class_ = divmod(rest, 100)
        return f"{_PLATE_PLACES[place]} 3{class_:02} {'おしへ'[kana]} {number // 100 + 10}-{number % 100:02}"

    def mobile(self, index: int) -> str:
        """A mobile telephone behind 070-0 or 090-0."""
        prefix, number = divmod(self._drawn("mobile", 2 * 10**7, index), 10**7)
        return f"0{(9, 7)[prefix]}0-0{number // 10_000:03}-{number % 10_000:04}"

    def phone(self, index: int) -> str:
        """A fixed telephone of an area code that there is not."""
        area, number = divmod(self._drawn("phone", 6 * 10**7, index), 10**7)
        return f"0{(2, 4, 5, 7, 8, 9)[area]}1-{number // 10_000:03}-{number % 10_000:04}"


def base36(number: int) -> str:
    """A number in digits and letters."""
    letters = ""
    while True:
        number, digit = divmod(number, 36)
        letters = f"{digit if digit < 10 else _LETTERS[digit - 10]}{letters}"
        if not number:
            return letters
