"""A stand-in has the shape of its value and cannot be real; one value one stand-in, two values two."""

from __future__ import annotations

import re
from itertools import groupby

import phonenumbers
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from detectors import postal_code
from detectors.checkdigits import is_luhn, is_mrz_line, is_my_number, is_postal_savings, is_resident_code
from detectors.folding import fold
from detectors.identifiers import COMMISSIONS
from detectors.marked import is_marked
from detectors.samples import is_test_card, is_unreachable_email
from guard.remedy.stand_in.outcome import BY_HAND, NO_STAND_IN, TOO_FEW, UNKNOWN_SHAPE
from guard.remedy.stand_in.shape import widened
from guard.remedy.substitute import NotReplaced, Substitute, Substitutes
from tests.remedy import values

KEY = b"0123456789abcdef"
ENTITIES = sorted(values.BY_ENTITY)


def stand_in(entity: str, value: str, substitutes: Substitutes | None = None) -> str:
    made = (substitutes or Substitutes(KEY)).of(entity, value)
    assert isinstance(made, Substitute), (entity, made)
    return made.text


def shape(text: str) -> str:
    """What stays: how wide, and which separators where."""
    return "".join("9" if one.isdecimal() and one.isascii() else "９" if one.isdecimal() else one for one in text)


@pytest.mark.parametrize("entity", ENTITIES)
@given(data=st.data())
@settings(max_examples=25, deadline=None)
def test_two_values_never_get_one_stand_in(entity: str, data: st.DataObject) -> None:
    substitutes = Substitutes(KEY)
    some = data.draw(st.lists(values.BY_ENTITY[entity], unique_by=lambda one: re.sub("[ -]", "", one), max_size=30))
    made = [substitutes.of(entity, value) for value in some]
    found = [re.sub("[ -]", "", one.text) for one in made if isinstance(one, Substitute)]
    assert len(set(found)) == len(found)
    assert [one.reason for one in made if isinstance(one, NotReplaced)] == []


@pytest.mark.parametrize("entity", ENTITIES)
@given(data=st.data())
@settings(max_examples=25, deadline=None)
def test_a_stand_in_stays_what_it_is(entity: str, data: st.DataObject) -> None:
    made = stand_in(entity, data.draw(values.BY_ENTITY[entity]))
    assert stand_in(entity, made) == made
    assert stand_in(entity, made, Substitutes(b"another key, as long")) == made


@pytest.mark.parametrize("entity", [one for one in ENTITIES if one not in {"EMAIL_ADDRESS", "JP_PASSPORT"}])
@given(data=st.data())
@settings(max_examples=25, deadline=None)
def test_digits_stay_digits_and_separators_stay_where_they_are(entity: str, data: st.DataObject) -> None:
    value = data.draw(values.BY_ENTITY[entity])
    made = stand_in(entity, value)
    assert len(made) == len(value)
    pairs = {(old, new) for old, new in zip(shape(value), shape(made), strict=True) if old != new}
    assert all(old not in "9９- ・" and new not in "9９- ・" for old, new in pairs)


@pytest.mark.parametrize("entity", [one for one in ENTITIES if one not in {"JP_VEHICLE_PLATE", "EMAIL_ADDRESS"}])
@given(data=st.data())
@settings(max_examples=10, deadline=None)
def test_full_width_stays_full_width(entity: str, data: st.DataObject) -> None:
    value = data.draw(values.BY_ENTITY[entity])
    assert stand_in(entity, widened(value)) == widened(stand_in(entity, value))


@pytest.mark.parametrize("entity", ["JP_MY_NUMBER", "CREDIT_CARD", "JP_RESIDENT_CODE"])
@given(data=st.data())
@settings(deadline=None)
def test_no_check_digit_is_right(entity: str, data: st.DataObject) -> None:
    made = re.sub("[ -]", "", stand_in(entity, data.draw(values.BY_ENTITY[entity])))
    right = {"JP_MY_NUMBER": is_my_number, "CREDIT_CARD": is_luhn, "JP_RESIDENT_CODE": is_resident_code}
    assert not right[entity](made)


@given(value=values.SAVINGS)
@settings(deadline=None)
def test_no_symbol_of_the_post_bank_is_right(value: str) -> None:
    symbol, number = stand_in("JP_BANK_ACCOUNT", value).split("-")
    assert number.endswith("1")
    assert not is_postal_savings(symbol, number)


@given(value=values.LICENCES)
@settings(deadline=None)
def test_no_licence_is_of_a_commission(value: str) -> None:
    made = stand_in("JP_DRIVERS_LICENSE", value)
    assert made[:2] not in COMMISSIONS
    assert made[0] != "0"


@pytest.mark.parametrize(
    "value",
    [
        "048-922-0151",
        "（０４８）９２２ー０１５１",
        "09034567812",
        "+81-90-3456-7812",
        "03-3456-7812",
        "0178-45-2211",
        "050-3456-7812",
    ],
)
def test_no_telephone_is_given_out(value: str) -> None:
    made = stand_in("PHONE_NUMBER", value)
    assert made != value
    assert not phonenumbers.is_valid_number(phonenumbers.parse(fold(made).text, "JP"))
    assert [kind for kind, _ in groupby(shape(made))] == [kind for kind, _ in groupby(shape(value))]


@given(value=values.PHONES)
@settings(deadline=None)
def test_a_telephone_is_the_same_with_and_without_its_dashes(value: str) -> None:
    substitutes = Substitutes(KEY)
    dashed, plain = (stand_in("PHONE_NUMBER", one, substitutes) for one in (value, value.replace("-", "")))
    assert dashed.replace("-", "") == plain


@pytest.mark.parametrize(
    ("entity", "separated", "bare"),
    [
        ("JP_MY_NUMBER", "6214-9832-0257", "621498320257"),
        ("JP_PENSION_NUMBER", "4820-193756", "4820193756"),
        ("JP_EMPLOYMENT_INSURANCE", "5029−384716−3", "50293847163"),
        ("JP_RESIDENCE_CARD", "UJ 38201947 LA", "UJ38201947LA"),
        ("JP_HEALTH_INSURANCE", "3820-1945", "38201945"),
        ("JP_VEHICLE_PLATE", "越谷 300 さ 12-35", "越谷300さ12-35"),
        ("CREDIT_CARD", "4539 1488 0343 6467", "4539148803436467"),
    ],
)
def test_a_number_is_the_same_with_and_without_its_separators(entity: str, separated: str, bare: str) -> None:
    substitutes = Substitutes(KEY)
    first, second = stand_in(entity, separated, substitutes), stand_in(entity, bare, substitutes)
    assert re.sub(r"[\W_]", "", first) == re.sub(r"[\W_]", "", second)


@given(value=values.MAILS)
@settings(deadline=None)
def test_a_mail_address_is_at_a_domain_for_documentation(value: str) -> None:
    made = stand_in("EMAIL_ADDRESS", value)
    assert is_unreachable_email(made)
    assert len(value) < 20 or len(value) > 35 or len(made) == len(value)


@pytest.mark.parametrize(
    "line",
    [
        "P<JPNTESHIGAWARA<<REN<<<<<<<<<<<<<<<<<<<<<<<",
        "P<JPNSATO<<HANAKO<MARIA<<<<<<<<<<<<<<<<<<<<<",
        "TR38472914JPN8505121F3106143<<<<<<<<<<<<<<02",
    ],
)
def test_a_machine_readable_line_is_another_one_that_cannot_be(line: str) -> None:
    made = stand_in("JP_PASSPORT", line)
    assert len(made) == 44
    assert not any(word in made for word in ("TESHIGAWARA", "SATO", "HANAKO", "TR3847291", "850512"))
    assert not is_mrz_line(made)
    assert is_marked("JP_PASSPORT", made)
    assert not is_marked("JP_PASSPORT", line)
    assert stand_in("JP_PASSPORT", made) == made


def test_the_name_in_a_machine_readable_line_is_in_step() -> None:
    made = stand_in("JP_PASSPORT", "P<JPNTESHIGAWARA<<REN<<<<<<<<<<<<<<<<<<<<<<<")
    assert made[5:].rstrip("<").split("<<") == stand_in("PERSON", "TESHIGAWARA REN").split()


@pytest.mark.parametrize("code", ["340-0015", "3400015", "１００－０００１"])
def test_no_postal_code_is_given_out_and_its_area_stays(code: str) -> None:
    made = stand_in("JP_POSTAL_CODE", code)
    plain = fold(made).text.replace("-", "")
    assert not postal_code.exists(plain)
    assert made[:3] == code[:3]


@pytest.mark.parametrize(
    "entity",
    [
        "JP_BANK_ACCOUNT", "JP_CARE_INSURANCE", "JP_DRIVERS_LICENSE", "JP_EMPLOYMENT_INSURANCE", "JP_HEALTH_INSURANCE",
        "JP_MUNICIPAL_ID", "JP_PASSPORT", "JP_PENSION_NUMBER", "JP_RESIDENCE_CARD", "JP_RESIDENT_CODE",
    ],
)  # fmt: skip
@given(data=st.data())
@settings(max_examples=25, deadline=None)
def test_what_a_label_alone_makes_a_number_bears_its_mark(entity: str, data: st.DataObject) -> None:
    value = data.draw(values.BY_ENTITY[entity])
    assert is_marked(entity, fold(stand_in(entity, value)).text)


def test_a_number_without_a_zero_in_front_gets_none() -> None:
    """A spreadsheet keeps it as a number, and would lose the zero."""
    substitutes = Substitutes(KEY)
    for number in range(10**10, 10**10 + 200):
        assert stand_in("JP_RESIDENT_CODE", f"{number}", substitutes)[0] != "0"


def test_where_the_marked_values_are_used_up_the_rest_is_not_replaced() -> None:
    substitutes = Substitutes(KEY)
    made = [substitutes.of("JP_MUNICIPAL_ID", f"{number:05}") for number in range(150)]
    found = {one.text for one in made if isinstance(one, Substitute)}
    assert len(found) == 100
    assert {one.reason for one in made if isinstance(one, NotReplaced)} == {TOO_FEW}
    assert made == [substitutes.of("JP_MUNICIPAL_ID", f"{number:05}") for number in range(150)]


@pytest.mark.parametrize(
    ("entity", "value", "reason"),
    [
        ("JP_MY_NUMBER", "6214", UNKNOWN_SHAPE),
        ("JP_PASSPORT", "AB123456", UNKNOWN_SHAPE),
        ("PHONE_NUMBER", "110", UNKNOWN_SHAPE),
        ("JP_MUNICIPAL_ID", "1234", TOO_FEW),
        ("JP_CONFIDENTIAL_MARKING", "部外秘", BY_HAND),
        ("OWN_STAFF_NUMBER", "A-1", NO_STAND_IN),
    ],
)
def test_what_has_no_stand_in_says_why(entity: str, value: str, reason: str) -> None:
    assert Substitutes(KEY).of(entity, value) == NotReplaced(reason)


def test_a_fact_about_a_person_stays() -> None:
    assert stand_in("JP_SENSITIVE_ATTRIBUTE", "胃がん") == "胃がん"


@given(
    value=st.text(max_size=60),
    entity=st.sampled_from([*ENTITIES, "PERSON", "JP_ADDRESS", "DATE_OF_BIRTH", "JP_POSTAL_CODE"]),
)
@settings(max_examples=300, deadline=None)
def test_any_text_has_an_answer(value: str, entity: str) -> None:
    assert isinstance(Substitutes(KEY).of(entity, value), Substitute | NotReplaced)


def test_published_samples_pass_their_check_digit_and_run_out() -> None:
    substitutes = Substitutes(KEY, official_samples=True)
    numbers = ["621498320257", "983205673214", "379474484458", "000000000019"]
    made = [substitutes.of("JP_MY_NUMBER", number) for number in numbers]
    found = [one.text for one in made if isinstance(one, Substitute)]
    assert all(map(is_my_number, found))
    assert len(set(found)) == len(found) < len(numbers)
    card = substitutes.of("CREDIT_CARD", "4539148803436467")
    assert isinstance(card, Substitute)
    assert is_test_card(card.text)
    assert is_luhn(card.text)


def test_a_key_has_to_be_long_enough() -> None:
    with pytest.raises(ValueError):
        Substitutes(b"short")


def test_another_key_gives_other_stand_ins() -> None:
    first, second = Substitutes(KEY), Substitutes(KEY[::-1])
    for entity, value in (
        ("JP_MY_NUMBER", "621498320257"),
        ("PERSON", "勅使河原 蓮"),
        ("JP_ADDRESS", "埼玉県草加市高砂1-2-3"),
    ):
        assert stand_in(entity, value, first) != stand_in(entity, value, second)
