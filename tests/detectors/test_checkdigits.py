"""Check digits against published and documented numbers; python-stdnum and whole digits as oracles."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st
from stdnum import luhn

from detectors import checkdigits

digits = st.text(alphabet="0123456789", max_size=20)


@pytest.mark.parametrize("number", ["123456789018", "621498320257", "983205673214", "379474484458", "000000000019"])
def test_my_number_with_its_check_digit_is_one(number: str) -> None:
    assert checkdigits.is_my_number(number)


@pytest.mark.parametrize("number", ["123456789012", "621498320258", "507957100722", "000000000000", "12345678901"])
def test_number_without_it_or_of_one_digit_is_no_my_number(number: str) -> None:
    assert not checkdigits.is_my_number(number)


@pytest.mark.parametrize("code", ["24727059608", "24846016224", "25208017643", "12345678903"])
def test_resident_code_of_the_samples_has_its_check_digit(code: str) -> None:
    assert checkdigits.is_resident_code(code)
    assert not any(checkdigits.is_resident_code(code[:-1] + other) for other in "0123456789" if other != code[-1])


@pytest.mark.parametrize("number", ["430512345620", "309900000140", "621065432110"])
def test_licence_has_its_check_digit_whatever_its_reissue_count(number: str) -> None:
    assert all(checkdigits.is_drivers_license(number[:-1] + count) for count in "0123456789")
    assert not checkdigits.is_drivers_license("430512345630")


@pytest.mark.parametrize("number", ["33120015", "01130012", "138057", "39131156"])
def test_insurer_number_that_is_published_has_its_check_digit(number: str) -> None:
    assert checkdigits.is_insurer_number(number)


@pytest.mark.parametrize("number", ["12345678", "33120014", "18", "0000000000"])
def test_other_number_is_no_insurer_number(number: str) -> None:
    assert not checkdigits.is_insurer_number(number)


@given(digits)
def test_luhn_is_that_of_stdnum_for_any_digits(number: str) -> None:
    assert checkdigits.is_luhn(number) == luhn.is_valid(number)


def test_mrz_line_of_a_passport_passes_and_no_changed_digit_does() -> None:
    line = "TR12345672JPN0001018M2501017<<<<<<<<<<<<<<08"
    assert checkdigits.mrz_digit("TR1234567") == 2
    assert checkdigits.is_mrz_line(line)
    assert checkdigits.is_mrz_line("L898902C36UTO7408122F1204159ZE184226B<<<<<10")  # the specimen of ICAO Doc 9303-4
    for place in (0, 5, 9, 15, 19, 25, 27, 43):
        changed = line[:place] + ("1" if line[place] != "1" else "2") + line[place + 1 :]
        assert not checkdigits.is_mrz_line(changed), place


@given(st.text(max_size=60))
def test_no_text_breaks_the_mrz_check(text: str) -> None:
    checkdigits.is_mrz_line(text)


@pytest.mark.parametrize(("symbol", "number"), [("12330", "12345671"), ("10190", "1234561")])
def test_postal_savings_account_has_its_check_digit_in_the_symbol(symbol: str, number: str) -> None:
    assert checkdigits.is_postal_savings(symbol, number)
    others = [symbol[:3] + other + symbol[4] for other in "0123456789" if other != symbol[3]]
    assert not any(checkdigits.is_postal_savings(other, number) for other in others)


@pytest.mark.parametrize(
    ("symbol", "number"), [("12340", "12345671"), ("1233", "12345671"), ("12330", "123456711"), ("", "")]
)
def test_other_pair_is_no_postal_savings_account(symbol: str, number: str) -> None:
    assert not checkdigits.is_postal_savings(symbol, number)
