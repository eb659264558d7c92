"""The page names every kind of column with its options, and its example is a schema."""

from __future__ import annotations

import re
import tomllib
from pathlib import Path

import pytest

from guard.remedy.synth.columns import PERSON_KINDS
from guard.remedy.synth.schema import OTHER_KINDS, built_in, parse

PAGE = (Path(__file__).parents[2] / "docs" / "synthetic-data.md").read_text("utf-8")
ROWS = [line for line in PAGE.splitlines() if line.startswith("| `")]


@pytest.mark.parametrize("kind", sorted(PERSON_KINDS))
def test_every_kind_of_column_is_told_with_its_options(kind: str) -> None:
    row = next(line for line in ROWS if f"`{kind}`" in line.split("|")[1])
    for option, choices in PERSON_KINDS[kind].options.items():
        told = re.findall(r"`([^`]+)`", row.split("|")[2])
        assert told == [option, *choices]


@pytest.mark.parametrize("kind", sorted(OTHER_KINDS))
def test_every_other_column_is_told_with_its_keys(kind: str) -> None:
    row = next(line for line in ROWS if f"`{kind}`" in line.split("|")[1])
    assert set(re.findall(r"`([^`]+)`", row.split("|")[2])) == OTHER_KINDS[kind]


def test_the_example_is_a_schema() -> None:
    example = re.search(r"```toml\n(.*?)```", PAGE, re.DOTALL)
    assert example is not None
    assert [table.name for table in parse(tomllib.loads(example[1]), "example").tables] == ["members", "loans"]


def test_every_schema_that_comes_along_is_named() -> None:
    assert all(f"`{name}`" in PAGE for name in built_in())
