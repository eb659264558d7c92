"""A table of thousands is one entry a column in the text report; the JSON report has every finding."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from guard.cli import main
from guard.report.bulk import LIMIT
from tests.people import HEADER, ROWS


def scan(folder: Path, rows: int, capsys: pytest.CaptureFixture[str], *options: str) -> str:
    text = "\n".join((HEADER, *(ROWS[number % 2] for number in range(rows)))) + "\n"
    (folder / "a.csv").write_text(text, encoding="utf-8")
    assert main(["scan", str(folder), "--lang", "en", *options]) == 1
    return capsys.readouterr().out


def test_a_long_table_is_one_entry_for_each_column(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    out = scan(tmp_path, 2000, capsys)
    assert len(out.splitlines()) < 60
    assert out.count("2,000 like this in one column, lines 2 to 2001, header on line 1") == 7
    assert "14,000 findings" in out


def test_up_to_the_limit_each_finding_is_shown(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    out = scan(tmp_path, LIMIT, capsys)
    assert "like this in one column" not in out
    assert "like this in one column" in scan(tmp_path, LIMIT + 1, capsys)


def test_verbose_shows_all(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    out = scan(tmp_path, 100, capsys, "--verbose")
    assert sum("  jp-my-number " in line for line in out.splitlines()) == 100 + 1  # and what to do next


def test_the_json_report_has_all(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    findings = json.loads(scan(tmp_path, 300, capsys, "--format", "json"))["findings"]
    assert sum(one["rule_id"] == "jp-my-number" for one in findings) == 300


def test_what_is_allowed_and_what_is_reported_stand_apart(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (tmp_path / "sekisho.toml").write_text(
        '[[allow]]\nrule = "email-address"\nvalue-pattern = "t[.].*"\nreason = "r"\nowner = "o"\nexpires = 2099-01-01\n',
        encoding="utf-8",
    )
    out = scan(tmp_path, 100, capsys)
    assert out.count("50 like this in one column") == 1
