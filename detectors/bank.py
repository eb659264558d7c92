"""Banks and their branches: which pairs of codes exist.

The data are the codes of the Zengin system, derived from zengin-code/source-data (``data/README.md``).
They age: a branch that is not in them may have been opened since, so a missing pair rejects nothing.
"""

from __future__ import annotations

from functools import cache
from pathlib import Path

_DATA = Path(__file__).with_name("data") / "bank-branches.xz"
#: One bank: its code (two bytes, big-endian), then a bit for each of the 1,000 branch codes.
RECORD_BYTES = 2 + 125


def has_branch(bank: str, branch: str) -> bool:
    """Whether a bank (``0017``) has a branch (``001``); anything but four and three ASCII digits is none."""
    if not (f"{bank}{branch}".isascii() and bank.isdecimal() and branch.isdecimal()):
        return False
    return len(bank) == 4 and len(branch) == 3 and _branches().get(int(bank), 0) >> int(branch) & 1 == 1


@cache
def _branches() -> dict[int, int]:
    import lzma  # here: most runs meet no account

    data = lzma.decompress(_DATA.read_bytes())
    return {
        int.from_bytes(data[at : at + 2], "big"): int.from_bytes(data[at + 2 : at + RECORD_BYTES], "little")
        for at in range(0, len(data), RECORD_BYTES)
    }
