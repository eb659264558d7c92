"""--explain and --explain-dropped: the way to a finding, and why something is none; never a value or a label."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from guard.cli import main
from tests.people import SAMPLES, TABLE, VALUES


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    (tmp_path / "a.csv").write_text(TABLE, encoding="utf-8")
    (tmp_path / "b.csv").write_text(SAMPLES, encoding="utf-8")
    (tmp_path / "noheader.csv").write_text(TABLE.partition("\n")[2] * 3, encoding="utf-8")
    return tmp_path


def report(folder: Path, capsys: pytest.CaptureFixture[str], *options: str) -> dict[str, list[dict[str, object]]]:
    main(["scan", str(folder), "--format", "json", "--lang", "en", *options])
    found: dict[str, list[dict[str, object]]] = json.loads(capsys.readouterr().out)
    return found


def test_nothing_is_explained_unless_asked_for(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    plain = report(folder, capsys)
    assert all("explanation" not in finding for finding in plain["findings"])
    assert "dropped" not in plain


def test_a_my_number_says_rule_check_digit_label_neighbours_and_severity(
    folder: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    findings = report(folder, capsys, "--explain")["findings"]
    number = next(one for one in findings if one["rule_id"] == "jp-my-number" and one["path"] == "a.csv")
    steps = [step["step"] for step in number["explanation"]]  # type: ignore[attr-defined]
    assert steps == ["rule", "check-digit", "label", "column", "record", "severity-my-number"]
    scores = [step["score"] for step in number["explanation"] if step["score"] is not None]  # type: ignore[attr-defined]
    assert scores == [0.6, 0.9]
    assert scores[-1] == number["confidence"]


def test_an_explanation_changes_no_finding(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    plain, told = report(folder, capsys), report(folder, capsys, "--explain", "--explain-dropped")
    for finding in told["findings"]:
        finding.pop("explanation", None)
    assert told["findings"] == plain["findings"]
    assert told["summary"] == plain["summary"]


def test_what_was_looked_at_in_vain_says_why(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    dropped = report(folder, capsys, "--explain-dropped")["dropped"]
    told = {(one["rule_id"], one["reason"]) for one in dropped if one["path"] == "b.csv"}
    assert ("email-address", "nothing can be sent to such an address") in told
    assert ("phone-number", "no such number is given out") in told
    assert ("jp-my-number", "all digits are the same, or they run up or down") in told


def test_an_unchanged_line_is_told_as_such(
    checkout: object, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    checkout.write("a.csv", TABLE)  # type: ignore[attr-defined]
    checkout.commit()  # type: ignore[attr-defined]
    checkout.write("a.csv", TABLE + "x\n")  # type: ignore[attr-defined]
    checkout.git("add", ".")  # type: ignore[attr-defined]
    monkeypatch.chdir(checkout.root)  # type: ignore[attr-defined]
    main(["scan", "--staged", "--format", "json", "--lang", "en", "--explain-dropped"])
    found = json.loads(capsys.readouterr().out)
    assert found["findings"] == []


def test_no_value_and_no_label_is_in_any_explanation(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    for format_ in ("text", "json", "sarif", "github"):
        for lang in ("ja", "en"):
            main(["scan", str(folder), "--format", format_, "--lang", lang, "--explain", "--explain-dropped", "-v"])
            out = capsys.readouterr().out
            for value in VALUES:
                assert value not in out


def test_a_low_score_says_what_lowered_it(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (tmp_path / "a.txt").write_text("注文番号 983205673214 を受け付けました。\n", encoding="utf-8")
    dropped = report(tmp_path, capsys, "--explain-dropped")["dropped"]
    number = next(one for one in dropped if one["rule_id"] == "jp-my-number")
    assert number["reason"] == "its score is too low"
    assert next(step["step"] for step in number["explanation"]) == "words-against"  # type: ignore[attr-defined]


def test_a_number_that_another_rule_knows_better_says_which(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (tmp_path / "a.txt").write_text("運転免許証（番号 621498320257）を確認\n", encoding="utf-8")
    dropped = report(tmp_path, capsys, "--explain-dropped")["dropped"]
    told = [step for one in dropped for step in one.get("explanation", ())]  # type: ignore[attr-defined]
    assert "its place was left to: driving licence number" in {step["message"] for step in told}
