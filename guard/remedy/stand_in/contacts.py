"""Stand-ins for telephones, mail addresses and postal codes: such as nobody can have."""

from __future__ import annotations

import re
from functools import lru_cache
from typing import Final

from detectors import postal_code
from detectors.samples import is_unreachable_email
from guard.remedy.stand_in.outcome import TOO_FEW, UNKNOWN_SHAPE, NotReplaced
from guard.remedy.stand_in.permutation import Keyed
from guard.remedy.stand_in.shape import digits_of

#: 電気通信番号計画: behind 050, 060, 070 and 090 comes no zero (0800 is the free dial).
_MOBILE: Final = {"050": "0500", "060": "0600", "070": "0700", "080": "0900", "090": "0900"}
#: No telephone in Tokyo begins with a zero, and no area code with 021, 041, 051, 071, 081 or 091.
_FIXED: Final = {
    "01": "021", "02": "021", "03": "030", "04": "041", "05": "051", "06": "030", "07": "071", "08": "081", "09": "091",
}  # fmt: skip
_UNASSIGNED: Final = tuple({*_MOBILE.values(), *_FIXED.values()})
_ABROAD = re.compile(r"\+81[ \-]?(?:\(0\))?")
_LOCAL_LETTERS: Final = "abcdefghijkmnpqrstuvwxyz23456789"
_SHORTEST_LOCAL: Final = 6
_LONGEST_LOCAL: Final = 24
_DOMAINS: Final = {".co.jp": "example.co.jp", ".com": "example.com", ".net": "example.net", ".org": "example.org"}


def phone(keyed: Keyed, plain: str) -> str | NotReplaced:
    """A number of a range that is not given out, in the same groups."""
    abroad = _ABROAD.match(plain)
    if abroad is not None:
        rest = plain[abroad.end() :]
        made = phone(keyed, "0" + rest)
        return made if isinstance(made, NotReplaced) else abroad[0] + made[1:]
    digits = digits_of(plain)
    if digits == plain and not plain.startswith("0"):  # a spreadsheet took it for a number
        made = phone(keyed, "0" + plain)
        return made if isinstance(made, NotReplaced) else made[1:]
    if digits.startswith(_UNASSIGNED) and len(digits) in {10, 11}:
        return plain
    prefix = _MOBILE.get(digits[:3]) if len(digits) == 11 else _FIXED.get(digits[:2]) if len(digits) == 10 else None
    if prefix is None:
        return NotReplaced(UNKNOWN_SHAPE)
    place = keyed.place(f"phone {prefix} {len(digits)}", digits, 10**7)
    if place is None:
        return NotReplaced(TOO_FEW)
    coming = iter(f"{prefix}{place:07}")
    return re.sub("[0-9]", lambda _found: next(coming), plain)


def email(keyed: Keyed, plain: str) -> str | NotReplaced:
    """Letters and digits at a domain of RFC 2606 or JPRS's example.jp, as long as the real address where it can be."""
    local, _, domain = plain.lower().rpartition("@")
    if not local or not domain:
        return NotReplaced(UNKNOWN_SHAPE)
    if is_unreachable_email(plain):
        return plain
    new = next((example for suffix, example in _DOMAINS.items() if domain.endswith(suffix)), "example.jp")
    length = min(max(len(plain) - len(new) - 1, _SHORTEST_LOCAL), _LONGEST_LOCAL)
    place = keyed.place(f"mail {new} {length}", f"{local}@{domain}", len(_LOCAL_LETTERS) ** length)
    if place is None:
        return NotReplaced(TOO_FEW)
    letters = []
    for _ in range(length):
        place, at = divmod(place, len(_LOCAL_LETTERS))
        letters.append(_LOCAL_LETTERS[at])
    return f"{''.join(letters)}@{new}"


def postal(keyed: Keyed, plain: str) -> str | NotReplaced:
    """A code that is not given out, with the same first three digits."""
    digits = digits_of(plain)
    if len(digits) != 7:
        return NotReplaced(UNKNOWN_SHAPE)
    if not postal_code.exists(digits):
        return plain
    free = free_postal_codes(digits[:3])
    place = keyed.place(f"postal code {digits[:3]}", digits, len(free))
    if place is None:
        return NotReplaced(TOO_FEW)
    coming = iter(f"{digits[:3]}{free[place]:04}")
    return re.sub("[0-9]", lambda _found: next(coming), plain)


@lru_cache(maxsize=1000)
def free_postal_codes(area: str) -> tuple[int, ...]:
    """The last four digits of the codes of an area that are not given out."""
    return tuple(number for number in range(10_000) if not postal_code.exists(f"{area}{number:04}"))
