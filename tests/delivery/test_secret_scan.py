"""A secret scanner's report is read as SARIF; what is none is refused and never counts as clean."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from guard.control import Answer
from guard.delivery.secret_scan import CLEAN, FOUND, NO_RESULT, observe
from guard.errors import UsageError


def _report(tmp_path: Path, *runs: object) -> Path:
    file = tmp_path / "secrets.sarif"
    file.write_text(json.dumps({"version": "2.1.0", "runs": list(runs)}), encoding="utf-8")
    return file


def _run(*results: object) -> dict[str, object]:
    return {"tool": {"driver": {"name": "gitleaks"}}, "results": list(results)}


def test_no_report_is_not_asked() -> None:
    told = observe(None)
    assert (told.answer, told.details[0].message) == (Answer.NOT_ASKED, NO_RESULT)


def test_a_report_without_results_is_good(tmp_path: Path) -> None:
    told = observe(_report(tmp_path, _run()))
    assert (told.answer, told.details[0].message) == (Answer.GOOD, CLEAN)
    assert dict(told.details[0].args) == {"tool": "gitleaks", "file": "secrets.sarif"}


def test_results_are_bad_and_suppressed_ones_are_not(tmp_path: Path) -> None:
    told = observe(_report(tmp_path, _run({"ruleId": "a"}, {"ruleId": "b", "suppressions": [{"kind": "inSource"}]})))
    assert (told.answer, told.details[0].message) == (Answer.BAD, FOUND)
    assert dict(told.details[0].args)["n"] == "1"


@pytest.mark.parametrize(
    "content",
    ["", "[]", "{}", '{"runs": []}', '{"runs": [1]}', '{"runs": [{"tool": {"driver": {"name": "x"}}}]}', "[" * 100_000],
)
def test_what_did_not_end_or_is_no_report_is_refused(tmp_path: Path, content: str) -> None:
    file = tmp_path / "secrets.sarif"
    file.write_text(content, encoding="utf-8")
    with pytest.raises(UsageError):
        observe(file)


def test_a_missing_report_is_refused(tmp_path: Path) -> None:
    with pytest.raises(UsageError):
        observe(tmp_path / "nowhere.sarif")
