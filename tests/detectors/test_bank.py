from __future__ import annotations

import hashlib
import json
import lzma
from pathlib import Path

import pytest

from detectors import bank
from detectors.bank import RECORD_BYTES, has_branch

DATA = Path(bank.__file__).with_name("data")


@pytest.mark.parametrize(("code", "branch"), [("0001", "001"), ("0005", "001"), ("0017", "333"), ("9900", "008")])
def test_branch_of_the_list_exists(code: str, branch: str) -> None:
    assert has_branch(code, branch)


@pytest.mark.parametrize(
    ("code", "branch"),
    [("0001", "002"), ("9999", "001"), ("1", "001"), ("0001", "0001"), ("００１７", "001"), ("", "")],
)
def test_what_is_no_branch_of_the_list_does_not_exist(code: str, branch: str) -> None:
    assert not has_branch(code, branch)


def test_data_are_what_the_manifest_says() -> None:
    manifest = json.loads((DATA / "bank-data.json").read_text("utf-8"))
    unpacked = lzma.decompress((DATA / "bank-branches.xz").read_bytes())
    assert hashlib.sha256(unpacked).hexdigest() == manifest["unpacked"]["bank-branches.xz"]
    assert len(unpacked) == manifest["counts"]["banks"] * RECORD_BYTES
    first = f"{int.from_bytes(unpacked[:2], 'big'):04d}"
    found = sum(has_branch(first, f"{branch:03d}") for branch in range(1000))
    assert found == int.from_bytes(unpacked[2:RECORD_BYTES], "little").bit_count()
