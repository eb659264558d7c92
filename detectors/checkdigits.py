"""Check digits as pure functions, each with its source; python-stdnum where it has the number."""

from __future__ import annotations

from itertools import pairwise


def is_my_number(digits: str) -> bool:
    """Whether twelve ASCII digits carry the check digit of a My Number.

    行政手続における特定の個人を識別するための番号の利用等に関する法律の規定による通知カード及び個人番号カード並びに
    情報提供ネットワークシステムによる特定個人情報の提供等に関する省令 (平成26年総務省令第85号) 第5条.

    All-same digits (``000000000000`` fits the formula) and running digits are no number that is issued.
    """
    from stdnum.jp import in_

    return len(digits) == 12 and not is_trivial(digits) and bool(in_.is_valid(digits))


def is_trivial(digits: str) -> bool:
    """Whether digits are all the same, or run up or down by one (9 followed by 0 counts as up)."""
    steps = {(int(after) - int(before)) % 10 for before, after in pairwise(digits)}
    return len(steps) == 1 and steps <= {0, 1, 9}


def is_resident_code(digits: str) -> bool:
    """Whether eleven ASCII digits carry the check digit of a 住民票コード.

    The formula of the notice (平成14年総務省告示第436号) could not be read; this one fits the published samples.
    It raises a score and never rejects.
    """
    return len(digits) == 11 and int(digits[-1]) == resident_code_digit(digits[:-1])


def resident_code_digit(body: str) -> int:
    """The check digit of ten digits of a 住民票コード, as :func:`is_resident_code` knows it."""
    return _modulus_11(body)


def my_number_digit(body: str) -> int:
    """The check digit of eleven digits of a My Number (総務省令第85号 第5条)."""
    return _modulus_11(body)


def is_drivers_license(digits: str) -> bool:
    """Whether the eleventh of twelve ASCII digits is the check digit of a driving licence.

    No public source: four independent descriptions agree. It raises a score and never rejects. The twelfth digit
    counts reissues.
    """
    total = sum(int(digit) * weight for digit, weight in zip(digits, (5, 4, 3, 2, 7, 6, 5, 4, 3, 2), strict=False))
    return len(digits) == 12 and int(digits[10]) == (11 - total % 11) % 10


def is_insurer_number(digits: str) -> bool:
    """Whether six to eight ASCII digits carry the 検証番号 of an insurer, a recipient or a late-elderly insured person.

    保険者番号等の設定について (昭和51年8月7日 保発第45号・庁保発第34号): weights 2 and 1 from the right, modulus 10,
    which is Luhn's formula.
    """
    return 6 <= len(digits) <= 8 and is_luhn(digits)


def is_luhn(digits: str) -> bool:
    """Whether ASCII digits pass Luhn's formula (ISO/IEC 7812-1, annex B)."""
    from stdnum import luhn

    return bool(luhn.is_valid(digits))


def mrz_digit(field: str) -> int:
    """The check digit of a field of a machine-readable zone (ICAO Doc 9303-3, 4.9): weights 7, 3, 1; ``<`` is 0."""
    return sum(int(char.replace("<", "0"), 36) * (7, 3, 1)[index % 3] for index, char in enumerate(field)) % 10


def is_mrz_line(line: str) -> bool:
    """Whether 44 characters are the second line of a passport whose check digits all fit (ICAO Doc 9303-4, 4.2.2)."""
    if len(line) != 44 or not set(line) <= _MRZ_ALPHABET:
        return False
    optional = line[42] if line[42] != "<" else "0"  # an empty field may have a filler for its digit
    checked = (
        (line[:9], line[9]),
        (line[13:19], line[19]),
        (line[21:27], line[27]),
        (line[28:42], optional),
        (line[:10] + line[13:20] + line[21:43], line[43]),
    )
    return all(digit.isdecimal() and int(digit) == mrz_digit(field) for field, digit in checked)


def is_postal_savings(symbol: str, number: str) -> bool:
    """Whether the 記号 (five digits) and 番号 (up to eight) of a ゆうちょ account carry its check digit.

    As the bank's own form for account numbers computes it; not published as a rule. It raises a score, never rejects.
    """
    return len(symbol) == 5 and 1 <= len(number) <= 8 and int(symbol[3]) == postal_savings_digit(symbol, number)


def postal_savings_digit(symbol: str, number: str) -> int:
    """The fourth digit that a 記号 of five digits has to have with a 番号 of up to eight."""
    s, n = [int(digit) for digit in symbol], [int(digit) for digit in number.zfill(8)]
    plain = s[0] + n[1] + n[4] + n[7]
    tripled = 3 * (s[1] + s[4] + n[2] + n[5])
    doubled = sum(2 * digit // 10 + 2 * digit % 10 for digit in (s[2], n[0], n[3], n[6]))
    return (plain + tripled + doubled) % 10


_MRZ_ALPHABET = frozenset("0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ<")


def _modulus_11(body: str) -> int:
    """Weights 2 to 7, again and again, from the right; a remainder of 0 or 1 gives 0."""
    remainder = sum(int(digit) * (2 + index % 6) for index, digit in enumerate(reversed(body))) % 11
    return 0 if remainder <= 1 else 11 - remainder
