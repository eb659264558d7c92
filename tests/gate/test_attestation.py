"""What people attest: what counts, for how long, and errors that name the line."""

from __future__ import annotations

import datetime as dt
import os
import sys
from pathlib import Path

import pytest

from guard.cli import main
from guard.errors import ConfigError
from guard.gate.attestation import (
    BACKWARDS,
    EXPIRED,
    IN_THE_FUTURE,
    TOO_LONG,
    UNKNOWN_CONTROL,
    attested,
    counts,
    year_after,
)
from tests.checks.accounts.scenes import changed
from tests.gate.delivery import attestations

TODAY = dt.date(2025, 10, 1)
ONE = attestations(["soka-3-imp-1"])


def faults(text: str) -> list[tuple[int, str]]:
    found = attested(text.encode(), "a.yaml", ["soka-3-imp-1"], TODAY)
    return [(one.line, one.reason.message) for one in found.faults]


@pytest.mark.parametrize(
    ("change", "fault"),
    [
        (("soka-3-imp-1", "soka-3-imp-9"), UNKNOWN_CONTROL),
        (("on: 2025-04-01", "on: 2025-10-02"), IN_THE_FUTURE),
        (("expires: 2026-03-31", "expires: 2025-09-30"), EXPIRED),
        (("expires: 2026-03-31", "expires: 2026-04-02"), TOO_LONG),
    ],
)
def test_one_that_does_not_count_is_a_fault_in_its_line(change: tuple[str, str], fault: str) -> None:
    assert faults(changed(ONE, change)) == [(3, fault)]


def test_one_that_ends_before_it_begins_is_a_fault() -> None:
    assert BACKWARDS in {
        message for _line, message in faults(changed(ONE, ("expires: 2026-03-31", "expires: 2025-03-31")))
    }


def test_one_that_counts_is_no_fault_until_the_day_after_its_last() -> None:
    (one,) = attested(ONE.encode(), "a.yaml", ["soka-3-imp-1"], TODAY).attestations
    assert faults(ONE) == []
    assert [
        counts(one, day) for day in (one.on - dt.timedelta(1), one.on, one.expires, one.expires + dt.timedelta(1))
    ] == [
        False,
        True,
        True,
        False,
    ]


def test_a_year_from_a_leap_day_ends_in_march() -> None:
    assert year_after(dt.date(2024, 2, 29)) == dt.date(2025, 3, 1)


def test_days_can_be_written_in_a_japanese_era() -> None:
    (one,) = attested(
        changed(ONE, ("2025-04-01", "令和7年4月1日")).encode(), "a.yaml", ["soka-3-imp-1"], TODAY
    ).attestations
    assert one.on == dt.date(2025, 4, 1)


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("", "a.yaml: is empty"),
        ("schema: 2\nattestations: []\n", "a.yaml:1: schema: "),
        (changed(ONE, ("    by: 開発責任者\n", "")), "a.yaml:3: attestations.by: is required"),
        (changed(ONE, ("by:", "bye:")), "a.yaml:"),
        (changed(ONE, ("on: 2025-04-01", "on: yesterday")), "a.yaml:5: attestations.on: "),
        ("schema: [", "a.yaml:2: is not YAML"),
        ("a: &a [*a]\n", "a.yaml:"),
    ],
)
def test_what_is_no_such_file_is_an_error_with_its_line(text: str, said: str) -> None:
    with pytest.raises(ConfigError) as caught:
        attested(text.encode(), "a.yaml", ["soka-3-imp-1"], TODAY)
    assert str(caught.value).startswith(said), caught.value


def test_bytes_that_are_no_text_are_an_error() -> None:
    with pytest.raises(ConfigError, match="UTF-8"):
        attested(b"schema: 1\n\xff", "a.yaml", [], TODAY)


def test_lint_names_file_and_line_and_exits_2(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.chdir(tmp_path)
    file = Path("sekisho-attestations.yaml")
    file.write_text(changed(ONE, ("soka-3-imp-1", "soka-3-imp-9")), encoding="utf-8")
    assert main(["gate", "lint", "--lang", "en", "--as-of", "2025-10-01"]) == 2
    assert "sekisho-attestations.yaml:3: soka-3-imp-9" in capsys.readouterr().out
    file.write_text(ONE, encoding="utf-8")
    assert main(["gate", "lint", "--lang", "en", "--as-of", "2025-10-01"]) == 0


@pytest.mark.skipif(sys.platform == "win32", reason="pipes and links of POSIX")
def test_lint_reads_the_file_of_the_folder_as_the_gate_does(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.chdir(tmp_path)
    file = Path("sekisho-attestations.yaml")
    assert main(["gate", "lint", "--lang", "en"]) == 2
    assert "cannot read sekisho-attestations.yaml: No such file" in capsys.readouterr().err
    Path("elsewhere.yaml").write_text(ONE, encoding="utf-8")
    file.symlink_to("elsewhere.yaml")
    assert main(["gate", "lint", "--lang", "en"]) == 2
    assert "sekisho-attestations.yaml: is a symbolic link, and that is not followed" in capsys.readouterr().err
    file.unlink()
    os.mkfifo(file)
    assert main(["gate", "lint", "--lang", "en"]) == 2
    assert "sekisho-attestations.yaml: is no file, and that is not followed" in capsys.readouterr().err
