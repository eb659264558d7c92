"""How many values there are of a kind, and so whether a few bits of one may be written down.

Eight bits of a value leave one in 256 of its kind. The sizes are those for somebody who knows the town and the
office, and not the person: what is numbered within an office, an insurer or an area is small however long its
numbers are. Names, addresses, e-mail addresses, dates, postal codes, accounts, landlines, plates, numbers of
insurers and municipalities are not in the table: no bit of them is written anywhere.
"""

from __future__ import annotations

import re
from typing import Final, NamedTuple

#: Fewer values than this, and nothing is written of one …
FEWEST_VALUES: Final = 10_000_000
#: … so that never fewer than this remain.
FEWEST_LEFT: Final = 10_000


class ValueSpace(NamedTuple):
    """The values of an entity in one form (folded: NFKC, letters and digits alone, lower case), and who says so."""

    entity: str
    form: re.Pattern[str]
    size: int
    source: str


VALUE_SPACES: Final = (
    ValueSpace(
        "CREDIT_CARD", re.compile(r"[0-9]{16}"), 10**7, "ISO/IEC 7812-1: 16 digits, 8 name the issuer, 1 checks"
    ),
    ValueSpace(
        "JP_DRIVERS_LICENSE",
        re.compile(r"[0-9]{12}"),
        5 * 10**7,
        "道路交通法施行規則 別記様式第14: of one prefecture 50 years with 10^6 numbers each",
    ),
    ValueSpace(
        "JP_MY_NUMBER", re.compile(r"[0-9]{12}"), 10**11, "平成26年総務省令第85号 5条: 11 digits, the 12th checks"
    ),
    ValueSpace(
        "JP_PASSPORT", re.compile(r"[a-z]{2}[0-9]{7}"), 4 * 10**7, "旅券法施行規則: 10^7 in each of the series in use"
    ),
    ValueSpace(
        "JP_RESIDENCE_CARD",
        re.compile(r"[a-z]{2}[0-9]{8}[a-z]{2}"),
        26**4 * 10**8,
        "在留カード等仕様書 3.3.4.3: two letters, eight digits, two letters",
    ),
    ValueSpace(
        "JP_RESIDENT_CODE", re.compile(r"[0-9]{11}"), 10**10, "住民基本台帳法施行規則 1条: 10 digits, the 11th checks"
    ),
    ValueSpace("PHONE_NUMBER", re.compile(r"0[789]0[0-9]{8}"), 2 * 10**8, "電気通信番号計画: mobile, 070, 080 and 090"),
)
_BY_ENTITY: Final = {one.entity: one for one in VALUE_SPACES}


def may_have_tag(entity: str, folded: str) -> bool:
    """Whether eight bits of a folded value may be written down."""
    space = _BY_ENTITY.get(entity)
    return space is not None and space.size >= FEWEST_VALUES and space.form.fullmatch(folded) is not None
