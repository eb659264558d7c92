"""A made-up town in the real municipality, in the notation of the real address."""

from __future__ import annotations

import random
import re

import pytest

from detectors.folding import fold
from detectors.marked import is_marked
from guard.remedy.substitute import NotReplaced, Substitute, Substitutes
from quality.people import Population, address_of
from quality.postal import STYLES

KEY = b"0123456789abcdef"


def of(value: str, substitutes: Substitutes | None = None) -> str:
    made = (substitutes or Substitutes(KEY)).of("JP_ADDRESS", value)
    assert isinstance(made, Substitute), (value, made)
    return made.text


@pytest.mark.parametrize(
    ("value", "shape"),
    [
        ("埼玉県草加市高砂1-2-3", r"埼玉県草加市[^0-9]+\d-\d-\d"),
        ("埼玉県草加市高砂一丁目１２番３号", r"埼玉県草加市[^0-9]+?[一二三四五六七八九]丁目[０-９]{2}番[０-９]号"),
        ("埼玉県北足立郡伊奈町小室9493", r"埼玉県北足立郡伊奈町[^0-9]+\d{4}"),
        ("草加市高砂1-2-3", r"草加市[^0-9]+\d-\d-\d"),
        ("高砂1-1-7 コーポ草加201", r"[^0-9]+\d-\d-\d [^0-9]+\d{3}"),
        ("札幌市北区北10条西4丁目1-19", r"札幌市北区[^0-9]+\d{2}条西\d丁目\d-\d{2}"),
        ("東京都千代田区霞が関3-1-1 山田ビル5階", r"東京都千代田区[^0-9]+\d-\d-\d [^0-9]+\d階"),
    ],
)
def test_only_prefecture_municipality_and_notation_stay(value: str, shape: str) -> None:
    made = of(value)
    assert re.fullmatch(shape, made)
    for word in ("高砂", "小室", "草加201", "霞が関", "山田"):
        assert word not in made


def addresses(count: int) -> list[str]:
    rng = random.Random(4)
    people = Population(rng)
    return [address_of(people.person(), rng.choice(list(STYLES))) for _ in range(count)]


def test_every_stand_in_is_marked_and_stays_what_it_is() -> None:
    substitutes = Substitutes(KEY)
    for value in addresses(150):
        made = of(value, substitutes)
        assert is_marked("JP_ADDRESS", fold(made).text), (value, made)
        assert of(made, substitutes) == made


def test_two_addresses_never_become_one() -> None:
    substitutes = Substitutes(KEY)
    real = set(addresses(400)) | {f"埼玉県草加市高砂{a}-{b}" for a in range(1, 10) for b in range(1, 100)}
    assert len({of(one, substitutes) for one in real}) == len({fold(one).text.replace(" ", "") for one in real})


def test_a_household_keeps_one_address() -> None:
    assert of("埼玉県草加市高砂1-2-3") == of("埼玉県草加市高砂1-2-3", Substitutes(KEY))


def test_width_changes_nothing_but_the_width() -> None:
    wide = of("埼玉県草加市高砂１－２－３")
    assert fold(wide).text == fold(of("埼玉県草加市高砂1-2-3")).text


@pytest.mark.parametrize("value", ["", " "])
def test_nothing_has_no_stand_in(value: str) -> None:
    assert isinstance(Substitutes(KEY).of("JP_ADDRESS", value), NotReplaced)
