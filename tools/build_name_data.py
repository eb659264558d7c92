"""Derive the name data of ``detectors/data`` from SudachiDict and a checkout of willnet/gimei.

    python tools/build_name_data.py CHECKOUT            # write the files
    python tools/build_name_data.py CHECKOUT --check    # exit 1 where they differ from what these sources give

The same sources give the same unpacked bytes; the packed ones depend on the version of liblzma.
"""

from __future__ import annotations

import argparse
import hashlib
import json
import lzma
import re
import sys
from collections import defaultdict
from collections.abc import Sequence
from importlib.metadata import version
from pathlib import Path

from sudachipy import Dictionary

from detectors.folding import fold
from detectors.morphology import is_in_dictionary

DATA = Path(__file__).resolve().parent.parent / "detectors" / "data"
GIVEN = "given-names.xz"
READINGS = "name-readings.xz"
MANIFEST = "name-data.json"
_NAMES = Path("lib/data/names.yml")
_ENTRY = re.compile(r"\s+- \['(?P<written>[^']+)', '[^']+', '(?P<reading>[^']+)', '[^']+'\]")
_WRITTEN_IN_JAPAN = re.compile(r"[一-龠々ヶ]+[ぁ-んノ]*")
_READING = re.compile(r"[ァ-ヶー]{2,7}")
#: A reading with so many spellings is a name that is written in hiragana as well.
_FREQUENT = 25


def main(argv: Sequence[str] | None = None) -> int:
    """Write the files, or compare them."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("checkout", type=Path, help="folder of willnet/gimei")
    parser.add_argument("--check", action="store_true", help="compare only; exit 1 where a file differs")
    options = parser.parse_args(argv)
    source = options.checkout / _NAMES
    files = build(source)
    manifest = describe(source, files)
    if options.check:
        return check(files, manifest)
    for name, content in files.items():
        packed = lzma.compress(content, check=lzma.CHECK_CRC32, preset=9 | lzma.PRESET_EXTREME)
        (DATA / name).write_bytes(packed)
    (DATA / MANIFEST).write_bytes(manifest)
    return 0


def build(source: Path) -> dict[str, bytes]:
    """The files: given names; readings of surnames, then of given names.

    A look into SudachiDict finds most given names, so only others are kept, and those of one kanji that are in use.
    """
    surnames, spellings, written = _gimei(source)
    for morpheme in Dictionary().entries():
        *_, kind, part = morpheme.part_of_speech()[:4]
        if kind == "人名" and part in {"姓", "名"} and _WRITTEN_IN_JAPAN.fullmatch(morpheme.surface()):
            if part == "姓":
                surnames.add(morpheme.reading_form())
            else:
                spellings[morpheme.reading_form()].add(morpheme.surface())
    written |= {_hiragana(word) for word, ways in spellings.items() if len(word) in {3, 4} and len(ways) >= _FREQUENT}
    readings = ({word for word in words if _READING.fullmatch(word)} for words in (surnames, spellings))
    return {
        GIVEN: _joined({name for name in written if len(name) == 1 or not is_in_dictionary(name, "名")}),
        READINGS: b"\n".join(map(_joined, readings)),
    }


def _joined(words: set[str]) -> bytes:
    return " ".join(sorted(words)).encode()


def _gimei(source: Path) -> tuple[set[str], defaultdict[str, set[str]], set[str]]:
    """The readings of surnames, the ways to write each reading of a given name, and the given names as written."""
    surnames: set[str] = set()
    spellings: defaultdict[str, set[str]] = defaultdict(set)
    part = ""
    for line in source.read_text("utf-8").splitlines():
        if line in {"first_name:", "last_name:"}:
            part = line
        elif entry := _ENTRY.fullmatch(line):
            if part == "last_name:":
                surnames.add(entry["reading"])
            else:
                spellings[entry["reading"]].add(fold(entry["written"]).text)
    return surnames, spellings, set().union(*spellings.values())


def _hiragana(katakana: str) -> str:
    return "".join(chr(ord(char) - 0x60) if "ァ" <= char <= "ヶ" else char for char in katakana)


def describe(source: Path, files: dict[str, bytes]) -> bytes:
    """The record of provenance that stands beside the data."""
    counts = [len(line.split()) for content in files.values() for line in content.decode().split("\n")]
    manifest = {
        "sources": {
            "SudachiDict-core": {"version": version("SudachiDict-core"), "licence": "Apache-2.0"},
            "willnet/gimei": {"licence": "MIT", "names.yml": hashlib.sha256(source.read_bytes()).hexdigest()},
        },
        "unpacked": {name: hashlib.sha256(content).hexdigest() for name, content in files.items()},
        "counts": dict(zip(("given names", "readings of surnames", "readings of given names"), counts, strict=True)),
    }
    return (json.dumps(manifest, ensure_ascii=False, indent=2) + "\n").encode()


def check(files: dict[str, bytes], manifest: bytes) -> int:
    """Compare what the files unpack to with what was built."""
    stale = [
        name
        for name, content in files.items()
        if not (DATA / name).exists() or lzma.decompress((DATA / name).read_bytes()) != content
    ]
    if not (DATA / MANIFEST).exists() or (DATA / MANIFEST).read_bytes() != manifest:
        stale.append(MANIFEST)
    for name in stale:
        print(f"{name} is not what these sources give", file=sys.stderr)
    return 1 if stale else 0


if __name__ == "__main__":
    sys.exit(main())
