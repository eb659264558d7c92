"""Postal codes: which ones exist, and where they lie.

The data are derived from the postal code list of Japan Post (``data/README.md``); the codes of large
offices are among them.
"""

from __future__ import annotations

import re
from functools import cache
from pathlib import Path

from detectors.gazetteer import PREFECTURES

_DATA = Path(__file__).with_name("data") / "postal-codes.xz"
_AREAS = 1000
_AREA_BYTES = 8

#: A postal code in folded text. Without 〒 it needs its dash and no digit, dash, slash or point beside it:
#: ``048-922-0151`` and ``2026-04-01`` hold none.
WRITTEN = re.compile(
    r"〒 ?(?P<marked>[0-9]{3}-?[0-9]{4})(?![0-9])(?!-[0-9])"
    r"|(?<![0-9A-Za-z_.\-/#+=])(?P<plain>[0-9]{3}-[0-9]{4})(?![0-9A-Za-z_])(?![\-/.][0-9])"
)


def exists(code: str) -> bool:
    """Whether a code (``3400015`` or ``340-0015``) has been given out; anything else has not."""
    number = _number(code)
    return number is not None and bool(_data()[_AREAS * _AREA_BYTES + (number >> 3)] >> (number & 7) & 1)


def prefectures_of(code: str) -> frozenset[str]:
    """The prefectures in which codes with the same first three digits lie: one for most, up to three."""
    number = _number(code)
    if number is None:
        return frozenset()
    offset = number // 10_000 * _AREA_BYTES
    area = int.from_bytes(_data()[offset : offset + _AREA_BYTES], "little")
    return frozenset(name for index, name in enumerate(PREFECTURES) if area >> index & 1)


def _number(code: str) -> int | None:
    digits = code[:3] + code[4:] if code[3:4] == "-" else code
    return int(digits) if len(digits) == 7 and digits.isascii() and digits.isdecimal() else None


@cache
def _data() -> bytes:
    import lzma  # here: most runs meet no postal code

    return lzma.decompress(_DATA.read_bytes())
