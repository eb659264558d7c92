"""The verdict in the reports: text in both languages as it is read, JSON by its schema, and every other format."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from guard.control import GateProfile
from guard.report import json_report, text
from guard.report.options import ReportOptions
from guard.report.table import REPORTERS, reporter
from tests.gate_example import gate_result
from tests.report.example import english, japanese, written
from tests.report.test_json import SCHEMA, errors

GOLDEN = Path(__file__).parent / "golden"
#: Formats that are no text.
BINARY = frozenset({"pdf"})


@pytest.mark.parametrize("verbosity", [0, 1])
@pytest.mark.parametrize("language", ["en", "ja"])
def test_the_text_is_as_it_is_read(language: str, verbosity: int, tmp_path: Path) -> None:
    translate = english() if language == "en" else japanese(tmp_path)
    found = written(text.write, gate_result(), ReportOptions(translate, verbosity=verbosity))
    golden = GOLDEN / f"{language}{'-verbose' * verbosity}.txt"
    assert found == golden.read_text(encoding="utf-8")


def test_a_quiet_gate_still_says_which_clause_failed() -> None:
    found = written(text.write, gate_result(), ReportOptions(english(), verbosity=-1))
    assert "violated         soka-7-dev-3" in found
    assert "not checked      soka-3-imp-2" in found


def test_colours_are_ended() -> None:
    found = written(text.write, gate_result(), ReportOptions(english(), colour=True))
    for line in found.splitlines():
        assert line.count("\x1b[") == 2 * line.count("\x1b[0m"), line


@pytest.mark.parametrize("profile", GateProfile)
def test_the_json_follows_its_schema(profile: GateProfile) -> None:
    told = json.loads(written(json_report.write, gate_result(profile)))
    assert errors(told, SCHEMA) == []
    assert {one["state"] for one in told["gate"]["controls"]} == {
        "met",
        "violated",
        "not-checked",
        "recorded",
        "outside",
    }


@pytest.mark.parametrize("name", sorted(REPORTERS.keys() - BINARY))
def test_every_format_can_tell_of_a_gate(name: str) -> None:
    assert written(reporter(name), gate_result())


def test_what_is_incomplete_in_a_gate_is_so_in_its_report() -> None:
    told = json.loads(written(json_report.write, gate_result()))
    assert {one["path"]: one["incomplete"] for one in told["skips"]} == {
        "secret.xlsx": True,
        "scan.pdf": True,
        "logo.png": False,
        "vendor/lib.js": False,
        "sekisho-roster.yaml": True,
    }
