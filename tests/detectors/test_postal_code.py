from __future__ import annotations

import hashlib
import json
import lzma
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from detectors import postal_code
from detectors.gazetteer import PREFECTURES
from detectors.postal_code import WRITTEN, exists, prefectures_of

DATA = Path(postal_code.__file__).with_name("data")


@pytest.mark.parametrize("code", ["3400015", "340-0015", "1000013", "060-8588", "9071801"])
def test_code_of_the_list_exists(code: str) -> None:
    assert exists(code)


@pytest.mark.parametrize("code", ["3408550", "340-8550"])
def test_code_of_a_large_office_exists(code: str) -> None:
    assert exists(code)


@pytest.mark.parametrize(
    "code",
    ["0000000", "9999999", "1234567", "340001", "34000155", "340-00155", "３４０００１５", "34o0015", "", "-", "²" * 7],
)
def test_what_is_no_code_of_the_list_does_not_exist(code: str) -> None:
    assert not exists(code)


def test_as_many_codes_exist_as_the_manifest_says() -> None:
    counts = json.loads((DATA / "address-data.json").read_text("utf-8"))["counts"]
    unpacked = lzma.decompress((DATA / "postal-codes.xz").read_bytes())
    assert sum(byte.bit_count() for byte in unpacked[-1_250_000:]) == counts["postal_codes"]
    assert sum(exists(f"{number:07}") for number in range(3_400_000, 3_401_000)) > 10


@given(st.text(max_size=9))
def test_any_text_may_be_asked_for(text: str) -> None:
    assert exists(text) in {True, False}
    assert prefectures_of(text) <= set(PREFECTURES)


def test_prefectures_of_a_code_follow_from_its_first_digits() -> None:
    assert prefectures_of("340-0015") == {"埼玉県"}
    assert prefectures_of("3498888") == {"埼玉県", "栃木県"}
    assert prefectures_of("0600000") == {"北海道"}
    assert prefectures_of("x") == frozenset()


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("〒340-0015", "340-0015"),
        ("〒3400015", "3400015"),
        ("〒 340-0015埼玉県", "340-0015"),
        ("郵便番号:340-0015", "340-0015"),
        ("埼玉県草加市 340-0015。", "340-0015"),
        ('"340-0015","', "340-0015"),
    ],
)
def test_written_code_is_found(text: str, code: str) -> None:
    assert [match["marked"] or match["plain"] for match in WRITTEN.finditer(text)] == [code]


@pytest.mark.parametrize(
    "text",
    [
        "048-922-0151",
        "090-1234-5678",
        "0120-340-0015",
        "340-0015-1",
        "340-00155",
        "1340-0015",
        "ISBN978-4-340-0015-2",
        "3400015",
        "A340-0015",
        "340-0015.5",
        "〒340-00155",
        "path/340-0015",
        "2026-0401",
    ],
)
def test_phone_isbn_and_longer_groups_are_no_postal_code(text: str) -> None:
    assert WRITTEN.search(text) is None


def test_unpacked_data_are_those_of_the_manifest() -> None:
    manifest = json.loads((DATA / "address-data.json").read_text("utf-8"))
    for name, digest in manifest["unpacked"].items():
        content = (DATA / name).read_bytes()
        unpacked = lzma.decompress(content) if name.endswith(".xz") else content
        assert hashlib.sha256(unpacked).hexdigest() == digest
