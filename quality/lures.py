"""Numbers and codes that look like a person's and are none: how each class is drawn."""

from __future__ import annotations

import random
import string
from collections.abc import Callable

from quality.issued import digits, insurer, licence, luhn, resident_code
from quality.notation import my_number
from quality.traps import corporate_number, jan_code

_HEX = "0123456789abcdef"
#: Letters of a container number count from 10, the multiples of 11 left out.
_CONTAINER = dict(zip(string.ascii_uppercase, (n for n in range(10, 39) if n % 11), strict=True))


def _letters(rng: random.Random, count: int) -> str:
    return "".join(rng.choices(string.ascii_uppercase, k=count))


def container(rng: random.Random) -> str:
    """A freight container (ISO 6346): owner, category U, six digits and their check digit."""
    body = f"{_letters(rng, 3)}U{digits(rng, 6)}"
    values = [int(c) if c.isdigit() else _CONTAINER[c] for c in body]
    return f"{body}{sum(value << place for place, value in enumerate(values)) % 11 % 10}"


def _moment(rng: random.Random) -> str:
    day = f"20{rng.randint(18, 26)}{rng.randint(1, 12):02}{rng.randint(1, 28):02}"
    return f"{day}{rng.randint(0, 23):02}{rng.randint(0, 59):02}{rng.randint(0, 59):02}"


#: What a template can ask for; those named ``checked`` pass the check digit of the number they resemble.
LURES: dict[str, Callable[[random.Random], str]] = {
    "order6": lambda rng: digits(rng, 6),
    "order7": lambda rng: digits(rng, 7),
    "order8": lambda rng: digits(rng, 8),
    "order10": lambda rng: digits(rng, 10),
    "order11": lambda rng: digits(rng, 11),
    "order12": lambda rng: digits(rng, 12),
    "order16": lambda rng: digits(rng, 16),
    "checked-my-number": lambda rng: my_number(digits(rng, 11)),
    "checked-licence": lambda rng: licence(f"{rng.choice((30, 45, 62))}{digits(rng, 8)}"),
    "checked-resident": lambda rng: resident_code(digits(rng, 10)),
    "checked-elderly": lambda rng: insurer(digits(rng, 7)),
    "checked-card": lambda rng: luhn(f"4{digits(rng, 14)}"),
    "container": container,
    "jan": lambda rng: jan_code(f"4{rng.choice('59')}{digits(rng, 10)}"),
    "corporate": lambda rng: corporate_number(digits(rng, 12)),
    "invoice": lambda rng: "T" + corporate_number(digits(rng, 12)),
    "timestamp": _moment,
    "minute": lambda rng: _moment(rng)[:12],
    "epoch": lambda rng: f"17{digits(rng, 8)}",
    "epoch-ms": lambda rng: f"17{digits(rng, 11)}",
    "aws": lambda rng: digits(rng, 12),
    "aws-key": lambda rng: f"AKIA{''.join(rng.choices(string.ascii_uppercase + '234567', k=16))}",
    "sha1": lambda rng: "".join(rng.choices(_HEX, k=40)),
    "uuid": lambda rng: "-".join("".join(rng.choices(_HEX, k=n)) for n in (8, 4, 4, 4, 12)),
    "digit-hex": lambda rng: digits(rng, 16) + "".join(rng.choices(_HEX, k=16)),
    "float": lambda rng: f"{rng.randint(122, 153)}.{digits(rng, 14)}",
    "amount": lambda rng: f"{rng.randint(1, 999)},{rng.randint(0, 999):03},{rng.randint(0, 999):03}",
    "yen": lambda rng: f"{rng.randint(1000, 9_999_999)}円",
    "imei": lambda rng: luhn(f"35{digits(rng, 12)}"),
    "mac": lambda rng: ":".join("".join(rng.choices(_HEX, k=2)) for _ in range(6)),
    "serial": lambda rng: f"{_letters(rng, 2)}{digits(rng, 7)}",
    "serial-hyphen": lambda rng: f"{digits(rng, 4)}-{digits(rng, 6)}",
    "lot": lambda rng: f"{_letters(rng, 2)}{digits(rng, 8)}{_letters(rng, 2)}",
    "type": lambda rng: f"{_letters(rng, 2)}{digits(rng, 4)}-{digits(rng, 2)}{_letters(rng, 1)}",
    "software-key": lambda rng: "-".join(
        "".join(rng.choices(string.ascii_uppercase + string.digits, k=5)) for _ in range(5)
    ),
    "digit-key": lambda rng: "-".join(digits(rng, 4) for _ in range(4)),
    "office-employment": lambda rng: f"{digits(rng, 4)}-{digits(rng, 6)}-{rng.randint(0, 9)}",
    "office-care": lambda rng: f"{rng.randint(1, 47):02}7{digits(rng, 7)}",
    "medical": lambda rng: digits(rng, 7),
    "isbn": lambda rng: jan_code(f"9784{digits(rng, 8)}"),
    "parcel": lambda rng: "-".join(digits(rng, 4) for _ in range(3)),
    "phone-like": lambda rng: f"{rng.randint(10, 99)}-{digits(rng, 4)}-{digits(rng, 4)}",
    "meter": lambda rng: f"{digits(rng, 2)}-{digits(rng, 4)}-{digits(rng, 4)}-{digits(rng, 4)}-{digits(rng, 4)}",
    "statute": lambda rng: f"昭和{rng.randint(22, 63)}年法律第{rng.randint(1, 200)}号",
    "version": lambda rng: f"{rng.randint(0, 20)}.{rng.randint(0, 99)}.{rng.randint(0, 400)}",
}
