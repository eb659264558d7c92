"""Derive the bank data of ``detectors/data`` from a checkout of zengin-code/source-data.

    python tools/build_bank_data.py CHECKOUT            # write the files
    python tools/build_bank_data.py CHECKOUT --check    # exit 1 where they differ from what this checkout gives

Only codes are kept, no names. The same checkout gives the same unpacked bytes; the packed ones depend on the
version of liblzma.
"""

from __future__ import annotations

import argparse
import hashlib
import json
import lzma
import sys
from collections.abc import Sequence
from pathlib import Path

DATA = Path(__file__).resolve().parent.parent / "detectors" / "data"
PACKED = "bank-branches.xz"
MANIFEST = "bank-data.json"
_BRANCH_BYTES = 125


def main(argv: Sequence[str] | None = None) -> int:
    """Write the files, or compare them."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("checkout", type=Path, help="folder of zengin-code/source-data")
    parser.add_argument("--check", action="store_true", help="compare only; exit 1 where a file differs")
    options = parser.parse_args(argv)
    content = build(options.checkout / "data")
    manifest = describe(options.checkout / "data", content)
    if options.check:
        return check(content, manifest)
    packed = lzma.compress(content, check=lzma.CHECK_CRC32, preset=9 | lzma.PRESET_EXTREME)
    (DATA / PACKED).write_bytes(packed)
    (DATA / MANIFEST).write_bytes(manifest)
    return 0


def build(source: Path) -> bytes:
    """The unpacked content: for each bank its code in two bytes, then one bit (little-endian) per branch code."""
    banks = json.loads((source / "banks.json").read_text("utf-8"))
    parts = []
    for bank in sorted(banks):
        branches = json.loads((source / "branches" / f"{bank}.json").read_text("utf-8"))
        bits = sum(1 << int(branch) for branch in branches)
        parts.append(int(bank).to_bytes(2, "big") + bits.to_bytes(_BRANCH_BYTES, "little"))
    return b"".join(parts)


def describe(source: Path, content: bytes) -> bytes:
    """The record of provenance that stands beside the data."""
    record = 2 + _BRANCH_BYTES
    branches = sum(byte.bit_count() for at in range(0, len(content), record) for byte in content[at + 2 : at + record])
    manifest = {
        "source": "zengin-code/source-data",
        "version": (source / "updated_at").read_text("utf-8").strip(),
        "licence": "MIT",
        "input": {"banks.json": hashlib.sha256((source / "banks.json").read_bytes()).hexdigest()},
        "unpacked": {PACKED: hashlib.sha256(content).hexdigest()},
        "counts": {"banks": len(content) // record, "branches": branches},
    }
    return (json.dumps(manifest, ensure_ascii=False, indent=2) + "\n").encode()


def check(content: bytes, manifest: bytes) -> int:
    """Compare what the files unpack to with what was built."""
    stale = []
    if not (DATA / PACKED).exists() or lzma.decompress((DATA / PACKED).read_bytes()) != content:
        stale.append(PACKED)
    if not (DATA / MANIFEST).exists() or (DATA / MANIFEST).read_bytes() != manifest:
        stale.append(MANIFEST)
    for name in stale:
        print(f"{name} is not what this checkout gives", file=sys.stderr)
    return 1 if stale else 0


if __name__ == "__main__":
    sys.exit(main())
