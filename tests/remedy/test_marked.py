"""Nothing real bears a mark: the patterns are held against all names and places that the detectors know."""

from __future__ import annotations

import csv
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from detectors import checkdigits, marked_words, name_lexicon
from detectors.bank import has_branch
from detectors.gazetteer import all_towns, municipalities, towns_of
from detectors.identifiers import COMMISSIONS
from detectors.marked import NO_BANK, is_marked, is_marked_at
from detectors.morphology import is_in_dictionary
from detectors.recognizers.person_name import PersonNameRecognizer
from detectors.registry import REGISTRY

LEXICON = Path("quality/lexicon")


def lexicon(name: str) -> list[list[str]]:
    with (LEXICON / name).open(encoding="utf-8", newline="") as file:
        return list(csv.reader(file, delimiter="\t"))[1:]


def test_no_reading_of_a_name_is_marked() -> None:
    real = name_lexicon.surname_readings() | name_lexicon.given_readings()
    assert len(real) > 60_000
    assert [reading for reading in real if is_marked("PERSON", reading)] == []
    assert [reading for reading in real if is_marked("PERSON", marked_words.romaji(reading))] == []


def test_no_name_of_the_lexicon_is_marked() -> None:
    names = {word for row in lexicon("surnames.tsv") + lexicon("given_names.tsv") for word in row[:2]}
    assert len(names) > 500
    assert [name for name in names if is_marked("PERSON", name)] == []


def test_no_given_name_of_the_detectors_is_marked() -> None:
    given = name_lexicon._given_names()
    assert len(given) > 4_000
    assert [name for name in given if is_marked("PERSON", name)] == []


def test_no_marked_family_name_is_in_the_dictionary() -> None:
    assert [stem for stem in marked_words.STEMS if is_in_dictionary(stem, "姓") or is_in_dictionary(stem, "名")] == []


def test_no_town_is_marked() -> None:
    assert [town for town in all_towns() if is_marked("JP_ADDRESS", f"{town}1-2-3")] == []


def test_no_town_of_a_municipality_is_marked_in_an_address() -> None:
    for place in municipalities()[::40]:
        for town in list(towns_of(place).values())[::10]:
            assert not is_marked("JP_ADDRESS", f"{place.prefecture}{place.city}{town}1丁目2番3号")


@pytest.mark.parametrize("entity", ["PERSON", "JP_ADDRESS"])
def test_no_example_of_a_recognizer_is_marked(entity: str) -> None:
    for registration in REGISTRY:
        for example in registration.recognizer_class().EXAMPLES:
            assert not is_marked(entity, example.text), example.text


def test_no_example_that_is_found_is_marked() -> None:
    """The examples are written as real values are."""
    for registration in REGISTRY:
        recognizer = registration.recognizer_class()
        for example in recognizer.EXAMPLES:
            for found in example.found:
                assert not is_marked(recognizer.ENTITY, found), found


def test_no_branch_belongs_to_a_bank_of_the_marks() -> None:
    assert not any(has_branch(str(bank), f"{branch:03}") for bank in NO_BANK for branch in range(1000))


@given(body=st.text("0123456789", min_size=10, max_size=10))
def test_no_resident_code_with_its_check_digit_is_marked(body: str) -> None:
    assert not is_marked("JP_RESIDENT_CODE", f"{body}{checkdigits.resident_code_digit(body)}")


@given(code=st.sampled_from(sorted(COMMISSIONS)), rest=st.text("0123456789", min_size=10, max_size=10))
def test_no_licence_of_a_commission_is_marked(code: str, rest: str) -> None:
    assert not is_marked("JP_DRIVERS_LICENSE", code + rest)


@given(
    series=st.sampled_from("TM"), letter=st.sampled_from("ABCDEFGHJKLMNPRSTUVWXYZ"), number=st.integers(0, 9_999_999)
)
def test_no_passport_of_japan_is_marked(series: str, letter: str, number: int) -> None:
    assert not is_marked("JP_PASSPORT", f"{series}{letter}{number:07}")


@given(office=st.integers(0, 99), number=st.integers(0, 9_999_999))
def test_no_account_of_the_post_bank_with_its_check_digit_is_marked(office: int, number: int) -> None:
    symbol = f"1{office:02}00"
    digit = checkdigits.postal_savings_digit(symbol, f"{number}1")
    assert not is_marked("JP_BANK_ACCOUNT", f"1{office:02}{digit}0-{number}1")


@pytest.mark.parametrize("entity", ["JP_BANK_ACCOUNT", "JP_MUNICIPAL_ID", "JP_CARE_INSURANCE", "JP_PENSION_NUMBER"])
@given(number=st.integers(0, 9_989_999_999))
def test_only_nines_in_front_are_marked(entity: str, number: int) -> None:
    if not str(number).startswith("999"):
        assert not is_marked(entity, str(number))


def test_a_name_cut_in_the_middle_is_still_marked() -> None:
    text = "申請は見本佐多例加里が行った。"
    assert is_marked_at("PERSON", text, text.index("佐多"), text.index("が"))
    assert not is_marked_at("PERSON", "申請は勅使河原蓮が行った。", 3, 8)


def test_a_real_name_behind_a_made_up_one_is_not_marked() -> None:
    text = "見本佐多 例加里、担当は勅使河原蓮である。"
    start = text.index("勅使河原")
    assert not is_marked_at("PERSON", text, start, start + 5)


def test_a_real_name_behind_a_word_of_the_marks_is_not_marked() -> None:
    text = "検証羽田和也"
    assert not is_marked_at("PERSON", text, 2, 6)
    assert is_marked_at("PERSON", "検証羽田誰太也", 2, 7)


def test_syllables_have_kanji_of_their_own_that_legacy_encodings_hold() -> None:
    kanji = "".join(marked_words.SYLLABLES.values())
    assert len(set(kanji)) == len(kanji)
    for word in (kanji, *marked_words.STEMS, *marked_words.GIVEN, *marked_words.towns()):
        assert word.encode("cp932").decode("cp932") == word
        assert word.encode("euc_jp").decode("euc_jp") == word


def test_readings_of_made_up_names_are_told_apart() -> None:
    readings = [*marked_words.STEMS.values(), *marked_words.GIVEN.values()]
    assert len(set(readings)) == len(readings)


@pytest.mark.parametrize(
    ("kana", "latin"),
    [("ミホンサタ", "mihonsata"), ("キョコウシチ", "kyokoushichi"), ("ジッケン", "jikken"), ("ヒョウホン", "hyouhon")],
)
def test_kana_are_written_in_hepburn(kana: str, latin: str) -> None:
    assert marked_words.romaji(kana) == latin


def test_the_recognizer_calls_a_made_up_name_a_sample() -> None:
    found = PersonNameRecognizer().analyze("氏名：見本佐多 例加里", ["PERSON"], None)
    assert [one.recognition_metadata["sekisho_facts"].sample for one in found] == [True]
