"""Days as a roster writes them: ISO (``2026-03-31``), and Japanese eras (``令和8年3月31日``, ``R8.3.31``, ``令和元年5月1日``)."""

from __future__ import annotations

import datetime as dt
import re
import unicodedata
from typing import Final

from guard.messages import N_

#: Era → its letter, the Western year before its first, its first and its last day (Act on eras; cabinet orders 1 of 1989 and 143 of 2019).
_ERAS: Final = (
    ("令和", "R", 2018, dt.date(2019, 5, 1), dt.date.max),
    ("平成", "H", 1988, dt.date(1989, 1, 8), dt.date(2019, 4, 30)),
    ("昭和", "S", 1925, dt.date(1926, 12, 25), dt.date(1989, 1, 7)),
)
#: Years beyond these are slips of the finger.
_FIRST_YEAR: Final = 1900
_LAST_YEAR: Final = 2200
_ISO: Final = re.compile(r"(\d{4})[-/.](\d{1,2})[-/.](\d{1,2})|(\d{4})年(\d{1,2})月(\d{1,2})日")
_ERA: Final = re.compile(r"(令和|平成|昭和|[RHSrhs])\.?(元|\d{1,2})[年.\-/](\d{1,2})[月.\-/](\d{1,2})日?")


def parse_day(text: str) -> dt.date:
    """The day that a text names; raises ``ValueError`` that says how to write one."""
    folded = unicodedata.normalize("NFKC", text).replace(" ", "").strip()
    if len(folded) > 40:
        raise ValueError(N_("write a day such as 2026-03-31 or 令和8年3月31日"))
    western = _ISO.fullmatch(folded)
    if western:
        year, month, day = (int(part) for part in western.groups() if part)
        return _day(year, month, day)
    japanese = _ERA.fullmatch(folded)
    if japanese is None:
        raise ValueError(N_("write a day such as 2026-03-31 or 令和8年3月31日"))
    era = next(one for one in _ERAS if japanese[1].upper() in one[:2])
    _name, _letter, before, first, last = era
    found = _day(before + (1 if japanese[2] == "元" else int(japanese[2])), int(japanese[3]), int(japanese[4]))
    if not first <= found <= last:
        raise ValueError(N_("this day does not belong to this era"))
    return found


def _day(year: int, month: int, day: int) -> dt.date:
    if not _FIRST_YEAR <= year <= _LAST_YEAR:
        raise ValueError(N_("there is no such day in a contract"))
    try:
        return dt.date(year, month, day)
    except ValueError:
        raise ValueError(N_("there is no such day")) from None
