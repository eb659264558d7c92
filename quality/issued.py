"""Numbers of persons as the authorities give them out, with their check digits, and how files write them down.

Written from the published rules, apart from ``detectors.checkdigits`` on purpose: a mistake there must not repeat here.
"""

from __future__ import annotations

import random
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from quality.notation import Name, fullwidth

#: Public safety commissions: the first two digits of a driving licence.
COMMISSIONS = (
    *range(10, 15), *range(20, 26), 30, *range(40, 56), *range(60, 66), *range(70, 75), *range(80, 84), *range(90, 98),
)  # fmt: skip
#: Kinds of insurance (法別番号) of insurer numbers of eight digits.
_KINDS = ("01", "02", "06", "31", "32", "33", "34", "63")
#: Bank and branch codes that exist.
BRANCHES = (
    ("みずほ銀行", "0001", "東京営業部", "001"),
    ("三菱ＵＦＪ銀行", "0005", "本店", "001"),
    ("三井住友銀行", "0009", "本店営業部", "200"),
    ("横浜銀行", "0138", "本店営業部", "200"),
    ("北海道銀行", "0116", "本店営業部", "101"),
    ("中国銀行", "0168", "本店営業部", "101"),
)
PLACES = "札幌 函館 仙台 福島 水戸 大宮 千葉 習志野 品川 練馬 多摩 横浜 湘南 新潟 長野 静岡 浜松 名古屋 三河 京都 なにわ 神戸 岡山 広島 福岡 熊本".split()
_PLATE_KANA = "あいうえかきくけこさすせそたちつてとなにぬねのはひふほまみむめもやゆらりるろ"


@dataclass(frozen=True, slots=True)
class Issued:
    """How a number is drawn, what it is labelled as, and how it is written by notation; ``plain`` is as drawn."""

    entity: str
    draw: Callable[[random.Random], str]
    groups: tuple[int, ...] = ()

    def write(self, value: str, style: str) -> str:
        """The value in a notation: ``digits``, ``hyphens``, ``spaces``, ``fullwidth``, ``lower`` …"""
        if style in {"hyphens", "spaces", "dots"}:
            return {"hyphens": "-", "spaces": " ", "dots": "・"}[style].join(cut(value, self.groups))
        if style == "wide-hyphens":
            return fullwidth("-".join(cut(value, self.groups)))
        return {"fullwidth": fullwidth, "lower": str.lower}.get(style, str)(value)


def cut(value: str, sizes: Sequence[int]) -> list[str]:
    """A value in pieces of these sizes."""
    ends = [sum(sizes[: n + 1]) for n in range(len(sizes))]
    return [value[end - size : end] for size, end in zip(sizes, ends, strict=True)]


def digits(rng: random.Random, count: int) -> str:
    """Digits, the first of them not 0."""
    return f"{rng.randrange(10 ** (count - 1), 10**count)}"


def weighted(value: str, weights: Sequence[int]) -> int:
    """The weighted sum of the digits."""
    return sum(int(digit) * weight for digit, weight in zip(value, weights, strict=True))


def licence(body: str) -> str:
    """Ten digits of a driving licence, the check digit (5,4,3,2,7,6,5,4,3,2 mod 11) and no reissue."""
    return f"{body}{(11 - weighted(body, (5, 4, 3, 2, 7, 6, 5, 4, 3, 2)) % 11) % 10}0"


def resident_code(body: str) -> str:
    """Ten digits of a 住民票コード and their check digit (weights 5,4,3,2,7,6,5,4,3,2, mod 11, below 2 is 0)."""
    rest = weighted(body, (5, 4, 3, 2, 7, 6, 5, 4, 3, 2)) % 11
    return f"{body}{0 if rest < 2 else 11 - rest}"


def insurer(body: str) -> str:
    """A 保険者番号 with its 検証番号 (保険発第104号): weights 2, 1 from the right, digits of the products, mod 10."""
    total = sum(sum(divmod(int(d) * (1 if at % 2 else 2), 10)) for at, d in enumerate(reversed(body)))
    return f"{body}{-total % 10}"


def luhn(body: str) -> str:
    """Digits and the check digit of ISO/IEC 7812."""
    return insurer(body)  # the same sum


def postal_savings(symbol: str, number: str) -> str:
    """The 記号 of an account of ゆうちょ銀行: its fourth digit checks symbol and number."""
    s, n = [int(d) for d in symbol], [int(d) for d in number.zfill(8)]

    def double(digit: int) -> int:
        return sum(divmod(digit * 2, 10))

    total = s[0] + 3 * s[1] + double(s[2]) + 3 * s[4]
    total += double(n[0]) + n[1] + 3 * n[2] + double(n[3]) + n[4] + 3 * n[5] + double(n[6]) + n[7]
    return f"{symbol[:3]}{total % 10}{symbol[4]}"


def mrz_digit(text: str) -> str:
    """The check digit of ICAO 9303: weights 7, 3, 1."""
    values = (0 if c == "<" else int(c, 36) for c in text)
    return str(sum(value * (7, 3, 1)[at % 3] for at, value in enumerate(values)) % 10)


def mrz(name: Name, passport: str, born: str, sex: str, expires: str) -> tuple[str, str]:
    """The two machine-readable lines of a Japanese passport; dates are YYMMDD."""
    surname, given = (part.upper() for part in name.romaji)
    first = f"P<JPN{surname}<<{given}".ljust(44, "<")
    number, birth, expiry = (part + mrz_digit(part) for part in (passport, born, expires))
    second = f"{number}JPN{birth}{sex.upper()}{expiry}{'<' * 14}0"
    return first, second + mrz_digit(number + birth + expiry + "<" * 14 + "0")


def _letters(rng: random.Random, count: int) -> str:
    return "".join(rng.choices("ABCDEFGHJKLMNPQRSTUVWXYZ", k=count))


def _plate(rng: random.Random) -> str:
    number = f"{rng.randint(10, 99)}-{rng.randint(10, 99)}" if rng.random() < 0.8 else f"・・{rng.randint(10, 99)}"
    kind = rng.choice((rng.randint(300, 399), rng.randint(500, 599), rng.randint(480, 499), 58, 33))
    return f"{rng.choice(PLACES)} {kind} {rng.choice(_PLATE_KANA)} {number}"


def _postal_savings(rng: random.Random) -> str:
    number = f"{digits(rng, rng.choice((6, 7)))}1"
    return f"{postal_savings(f'1{rng.randint(100, 999)}0', number)}-{number}"


def _transfer(rng: random.Random) -> str:
    _, bank, _, branch = rng.choice(BRANCHES)
    return f"{bank}-{branch}-{rng.randrange(10**5, 10**7):07}"


def _card(rng: random.Random) -> str:
    start = rng.choice(("4", "5", "35"))
    start += {"4": "9", "5": str(rng.randint(1, 5)), "35": str(rng.randint(30, 88))}[start]
    return luhn(start + "".join(rng.choices("0123456789", k=15 - len(start))))


#: What a template can ask for by name.
ISSUED: dict[str, Issued] = {
    "licence": Issued(
        "JP_DRIVERS_LICENSE",
        lambda rng: licence(f"{rng.choice(COMMISSIONS)}{rng.randint(70, 99)}{rng.randrange(10**6):06}"),
        (4, 4, 4),
    ),
    "passport": Issued("JP_PASSPORT", lambda rng: f"{rng.choice('TM')}{_letters(rng, 1)}{digits(rng, 7)}", (2, 7)),
    "residence": Issued(
        "JP_RESIDENCE_CARD", lambda rng: f"{_letters(rng, 2)}{digits(rng, 8)}{_letters(rng, 2)}", (2, 8, 2)
    ),
    "insurer": Issued(
        "JP_HEALTH_INSURANCE",
        lambda rng: insurer(f"{rng.choice(_KINDS)}{rng.randint(1, 47):02}{rng.randrange(1000):03}"),
    ),
    "insurer6": Issued("JP_HEALTH_INSURANCE", lambda rng: insurer(f"{rng.randint(1, 47):02}{rng.randrange(1000):03}")),
    "insured": Issued("JP_HEALTH_INSURANCE", lambda rng: digits(rng, rng.choice((4, 5, 6, 7)))),
    "symbol_number": Issued(
        "JP_HEALTH_INSURANCE", lambda rng: f"{digits(rng, rng.choice((4, 8)))}-{digits(rng, rng.choice((4, 5, 6)))}"
    ),
    "elderly": Issued("JP_HEALTH_INSURANCE", lambda rng: insurer(digits(rng, 7))),
    "care": Issued("JP_CARE_INSURANCE", lambda rng: f"{rng.randrange(10**7, 10**9):010}", (4, 6)),
    "pension": Issued("JP_PENSION_NUMBER", lambda rng: digits(rng, 10), (4, 6)),
    "pension14": Issued("JP_PENSION_NUMBER", lambda rng: f"{digits(rng, 10)}{rng.randint(1, 8)}{150:03}", (4, 6, 4)),
    "employment": Issued("JP_EMPLOYMENT_INSURANCE", lambda rng: digits(rng, 11), (4, 6, 1)),
    "resident": Issued("JP_RESIDENT_CODE", lambda rng: resident_code(digits(rng, 10)), (5, 5, 1)),
    "atena": Issued("JP_MUNICIPAL_ID", lambda rng: f"{rng.randrange(10**5, 10**8):010}", (5, 5)),
    "setai": Issued("JP_MUNICIPAL_ID", lambda rng: digits(rng, 8), (4, 4)),
    "account": Issued("JP_BANK_ACCOUNT", lambda rng: f"{rng.randrange(10**5, 10**7):07}", (3, 4)),
    "transfer": Issued("JP_BANK_ACCOUNT", _transfer),
    "yucho": Issued("JP_BANK_ACCOUNT", _postal_savings),
    "card": Issued("CREDIT_CARD", _card, (4, 4, 4, 4)),
    "plate": Issued("JP_VEHICLE_PLATE", _plate),
}
