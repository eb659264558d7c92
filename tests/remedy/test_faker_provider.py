"""Factories of a project get people who do not exist."""

from __future__ import annotations

import subprocess
import sys

import pytest
from faker import Faker

from detectors.marked import is_marked
from guard.remedy.faker_provider import SekishoProvider


@pytest.fixture
def fake() -> Faker:
    fake = Faker("ja_JP")
    fake.add_provider(SekishoProvider)
    fake.seed_instance(7)
    return fake


def test_a_resident_is_made_up_and_in_agreement(fake: Faker) -> None:
    resident = fake.sekisho_resident()
    assert is_marked("PERSON", resident["name"])
    assert is_marked("PERSON", resident["kana"])
    assert is_marked("JP_ADDRESS", resident["address"])
    assert resident["address"].startswith(resident["prefecture"] + resident["city"] + resident["street"])


def test_a_household_has_one_address_and_one_family_name(fake: Faker) -> None:
    for _ in range(20):
        people = fake.sekisho_household()
        assert len({one["address"] for one in people}) == 1
        assert len({one["name"].split()[0] for one in people}) == 1
        assert len({one["my_number"] for one in people}) == len(people)


def test_a_seed_makes_the_same_people_again(fake: Faker) -> None:
    first = [fake.sekisho_resident() for _ in range(5)]
    fake.seed_instance(7)
    assert [fake.sekisho_resident() for _ in range(5)] == first


def test_single_values_are_to_be_had(fake: Faker) -> None:
    assert is_marked("PERSON", fake.sekisho_name())
    assert is_marked("JP_ADDRESS", fake.sekisho_address())
    assert fake.sekisho_mail().endswith("@example.jp")
    assert fake.sekisho_phone()[1:5] in {"90-0", "70-0"}
    assert len(fake.sekisho_my_number()) == 12
    assert fake.sekisho_value("birth_date", style="era")[:2] in {"昭和", "平成", "令和"}


def test_nothing_else_of_sekisho_needs_faker() -> None:
    code = "import sys, guard.run.synth, guard.remedy.substitute; sys.exit('faker' in sys.modules or 'presidio_analyzer' in sys.modules)"
    assert subprocess.run([sys.executable, "-c", code], check=False).returncode == 0
