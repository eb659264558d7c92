from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from detectors.engine import Detector
from detectors.overlap import Claim, contradicted
from detectors.structure import Field

DETECTOR = Detector()
claims = st.lists(
    st.builds(
        lambda start, length, labelled: Claim(start, start + length, labelled),
        st.integers(0, 20),
        st.integers(1, 8),
        st.booleans(),
    ),
    max_size=8,
)


def _touches(one: Claim, other: Claim) -> bool:
    return one.start < other.end and other.start < one.end


def _holds(one: Claim, other: Claim) -> bool:
    return one.start <= other.start and other.end <= one.end and one[:2] != other[:2]


@given(claims)
def test_claim_is_lost_to_a_label_it_touches_and_to_a_longer_claim(found: list[Claim]) -> None:
    expected = [
        not claim.is_labelled
        and any((other.is_labelled and _touches(other, claim)) or _holds(other, claim) for other in found)
        for claim in found
    ]
    assert contradicted(found) == expected


def _entities(text: str, label: str | None = None) -> list[str]:
    fields = [] if label is None else [Field(label, 0, len(text), 0)]
    return [found.entity for found in DETECTOR.detect(text, fields)]


def test_number_under_a_licence_label_is_no_my_number_though_its_check_digit_fits() -> None:
    assert _entities("621498320257") == ["JP_MY_NUMBER"]
    assert _entities("621498320257", "運転免許証番号") == ["JP_DRIVERS_LICENSE"]
    assert _entities("免許証番号が621498320257だった") == ["JP_DRIVERS_LICENSE"]
    assert _entities("621498320257", "個人番号") == ["JP_MY_NUMBER"]


def test_ten_digits_of_care_insurance_are_no_telephone() -> None:
    assert _entities("0489227731", "介護保険被保険者番号") == ["JP_CARE_INSURANCE"]
    assert _entities("被保険者番号 0489227731") == ["JP_CARE_INSURANCE"]


def test_twelve_digits_of_a_card_are_no_my_number() -> None:
    assert _entities("5520 9326 2134 0508") == ["CREDIT_CARD"]


def test_insured_number_is_of_one_insurance_by_its_shape() -> None:
    assert _entities("38201947", "被保険者番号") == ["JP_HEALTH_INSURANCE"]
    assert _entities("3820194756", "被保険者番号") == ["JP_CARE_INSURANCE"]
    assert _entities("3820-194756-1", "被保険者番号") == ["JP_EMPLOYMENT_INSURANCE"]
