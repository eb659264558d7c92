"""Detection is at least as good on the labelled set as ``quality/floors.toml`` says."""

from __future__ import annotations

import pytest

from quality.floors import fallen, read, report_of
from quality.markup import MEASURED
from quality.scoring import Report


@pytest.mark.parametrize("half", [pytest.param("dev", marks=pytest.mark.slow), "test"])
def test_no_figure_is_below_its_floor(half: str) -> None:
    assert fallen(report_of(half), half, read()) == []


def test_a_system_that_finds_nothing_is_below_every_floor() -> None:
    report = Report()
    for entity in MEASURED:
        report.spans[entity, "*"].missed = 10
    floors = {"dev": {entity: {"recall": 0.9, "precision": 0.9} for entity in MEASURED}}
    assert len(fallen(report, "dev", floors)) == 2 * len(MEASURED)


def test_one_miss_too_many_is_told_with_its_entity() -> None:
    report = Report()
    score = report.spans["JP_PASSPORT", "*"]
    score.hit, score.right, score.missed = 97, 97, 3
    floors = {"dev": {entity: {"recall": 0.0, "precision": 0.0} for entity in MEASURED}}
    floors["dev"]["JP_PASSPORT"] = {"recall": 0.98, "precision": 1.0}
    assert fallen(report, "dev", floors) == ["dev: JP_PASSPORT recall is 0.970, not 0.98"]


def test_an_entity_without_a_floor_is_told() -> None:
    assert len(fallen(Report(), "dev", {})) == len(MEASURED)
