"""``sekisho accounts`` as its users run it, with exports as the systems."""

from __future__ import annotations

import datetime as dt
import json
from pathlib import Path
from typing import Any

import pytest

from guard.checks.accounts.period import day_of
from guard.cli import main
from tests.checks.accounts.scenes import SMALL, changed
from tests.report.test_json import SCHEMA, errors

EXPORT = "id,login,mail,active\n11,hanako,hanako@corp.example,true\n12,rokuro,rokuro@corp.example,false\n"
SECRETS = ("hanako", "rokuro", "見本花子", "corp.example")
FORMATS = ("json", "sarif", "text", "github", "github-summary")


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("SEKISHO_PROJECT_KEY", "a key of these tests")
    put(tmp_path)
    return tmp_path


def put(folder: Path, *changes: tuple[str, str], export: str = EXPORT) -> None:
    today = day_of(dt.datetime.now(dt.UTC)).isoformat()
    text = changed(SMALL, ("path: export.csv", f"path: export.csv, source_date: {today}"), *changes)
    (folder / "sekisho-roster.yaml").write_text(text, encoding="utf-8")
    (folder / "export.csv").write_text(export, encoding="utf-8")


def run(*words: str, as_of: str = "2026-04-10") -> tuple[int, dict[str, Any]]:
    code = main(["accounts", "--as-of", as_of, "--lang", "en", "--report", "json=report.json", *words])
    report = json.loads(Path("report.json").read_text(encoding="utf-8"))
    assert errors(report, SCHEMA) == []
    assert report["exit_code"] == code
    return code, report


def ids(report: dict[str, Any]) -> list[str]:
    return [one["rule_id"] for one in report["findings"] if one["disposition"] == "reported"]


def test_in_time_is_clean_and_exits_0(folder: Path) -> None:
    code, report = run(as_of="2025-10-01")
    assert (code, ids(report)) == (0, [])
    (system,) = report["accounts"]["systems"]
    assert (system["complete"], system["accounts"], system["not_switched_off"]) == (True, 2, 1)


def test_an_active_account_after_the_end_exits_1_at_the_line_of_the_roster(folder: Path) -> None:
    code, report = run()
    assert (code, ids(report)) == (1, ["acct-active-after-end"])
    assert report["findings"][0]["path"] == "sekisho-roster.yaml"
    assert [one["line"] for one in report["findings"] if one["rule_id"] == "acct-active-after-end"] == [7]


def test_the_day_of_judgement_may_be_written_in_an_era(folder: Path) -> None:
    assert run(as_of="令和8年3月31日")[0] == 0
    assert run(as_of="令和8年4月1日")[0] == 1


def test_reminders_are_shown_and_do_not_fail(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["accounts", "--as-of", "2026-03-20", "--lang", "en"]) == 0
    assert "acct-removal-due-soon" in capsys.readouterr().out


def test_what_may_stay_is_an_exception_and_no_comment(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["accounts", "--as-of", "2026-04-10", "--lang", "en"]) == 1
    out = capsys.readouterr().out
    assert "write an exception" in out
    assert "allow[rule-id]" not in out


def test_an_invalid_roster_exits_2_and_nothing_is_judged(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    put(folder, ("end: 2026-03-31", "end: soon"))
    assert main(["accounts", "--lang", "en"]) == 2
    assert "sekisho-roster.yaml:2: project.end" in capsys.readouterr().err


def test_no_roster_exits_2(folder: Path) -> None:
    assert main(["accounts", "--roster", "other.yaml"]) == 2


@pytest.mark.parametrize(
    ("changes", "export"),
    [
        ([("path: export.csv", "path: nothing.csv")], EXPORT),
        ([("path: export.csv", "canary: audit, path: export.csv")], EXPORT),
        ([("path: export.csv", "min_accounts: 3, path: export.csv")], EXPORT),
        ([("systems:", "  - {system: ldap, id: '7', login: x1, person: p-1}\nsystems:")], EXPORT),
        ([], "id,login,active\n"),
        ([], "id,login\n11,hanako\n"),
        ([], EXPORT + "13\n"),
    ],
)
def test_a_system_that_was_not_seen_whole_exits_3(folder: Path, changes: list[tuple[str, str]], export: str) -> None:
    put(folder, *changes, export=export)
    code, report = run(as_of="2025-10-01")
    assert code == 3
    assert {one["reason"] for one in report["skips"]} == {"not-checked"}


def test_a_roster_without_systems_was_not_checked(folder: Path) -> None:
    text = SMALL.partition("accounts:")[0]
    (folder / "sekisho-roster.yaml").write_text(text, encoding="utf-8")
    code, report = run(as_of="2025-10-01")
    assert (code, [one["detail"] for one in report["skips"]]) == (3, ["the roster names no system to ask (systems)"])


def test_a_finding_stays_one_where_a_system_was_not_seen_whole(folder: Path) -> None:
    put(folder, ("path: export.csv", "min_accounts: 3, path: export.csv"))
    code, report = run()
    assert (code, ids(report)) == (3, ["acct-active-after-end"])


def test_an_old_export_exits_3(folder: Path) -> None:
    roster = folder / "sekisho-roster.yaml"
    roster.write_text(changed(SMALL, ("path: export.csv", "path: export.csv, source_date: 2026-04-01")))
    assert run()[0] == 3


def test_a_day_that_has_gone_by_is_judged_by_what_was_exported_then(folder: Path) -> None:
    roster = folder / "sekisho-roster.yaml"
    roster.write_text(changed(SMALL, ("path: export.csv", "path: export.csv, source_date: 2026-04-10")))
    assert run(as_of="2026-04-10")[0] == 1
    assert run(as_of="2026-04-13")[0] == 3


def test_a_system_that_is_not_required_is_shown_and_does_not_fail(folder: Path) -> None:
    put(folder, ("path: export.csv", "required: false, path: nothing.csv"))
    code, report = run(as_of="2025-10-01")
    assert (code, report["accounts"]["systems"][0]["complete"]) == (0, False)


TWO_SYSTEMS = ("systems:", "systems:\n  - {id: gh, adapter: github, scope: {org: acme}}")


def test_without_network_a_system_that_needs_it_was_not_checked(folder: Path) -> None:
    put(folder, TWO_SYSTEMS)
    code, report = run("--offline", as_of="2025-10-01")
    assert code == 3
    assert [(one["members"], one["detail"]) for one in report["skips"]] == [
        (["gh"], "the system was not asked (--offline)")
    ]


def test_one_system_alone_can_be_asked(folder: Path) -> None:
    put(folder, TWO_SYSTEMS)
    code, report = run("--system", "corp", as_of="2025-10-01")
    assert (code, [one["system"] for one in report["accounts"]["systems"]]) == (0, ["corp"])
    assert main(["accounts", "--system", "unheard-of"]) == 2


def test_an_exception_accepts_with_its_reason(folder: Path) -> None:
    entry = (
        "exceptions: [{account: corp/11, reason: 瑕疵対応, approver: 課長, approved: 2026-03-20, expires: 2026-04-30}]"
    )
    put(folder, ("systems:", f"{entry}\nsystems:"))
    code, report = run()
    accepted = [one for one in report["findings"] if one["rule_id"] == "acct-active-after-end"]
    assert (code, accepted[0]["disposition"], accepted[0]["reason"]) == (0, "allowed-config", "瑕疵対応")


def test_no_shared_output_names_a_person(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    put(folder, export=EXPORT + "99,hanako2,x@example.jp,true\n98,rokuro,t@example.jp,true\n")
    entry = "exceptions: [{account: hanako, reason: 瑕疵対応, approver: 課長, expires: 2026-04-30}]"
    roster = folder / "sekisho-roster.yaml"
    roster.write_text(changed(roster.read_text("utf-8"), ("systems:", f"{entry}\nsystems:")), "utf-8")
    files = [word for name in FORMATS for word in ("--report", f"{name}={name}.out")]
    assert main(["accounts", "--as-of", "2026-04-10", "--verbose", "--lang", "en", *files]) == 1
    printed = capsys.readouterr()
    for text in (printed.out, printed.err, *(Path(f"{name}.out").read_text("utf-8") for name in FORMATS)):
        assert [(one, text[text.index(one) - 60 : text.index(one) + 20]) for one in SECRETS if one in text] == []
    assert "corp/#" in printed.out


def test_logins_and_commands_are_shown_when_they_are_asked_for(
    folder: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["accounts", "--as-of", "2026-04-10", "--show-logins", "--report", "json=a.json"]) == 1
    assert "> hanako" in capsys.readouterr().out
    assert "hanako" not in Path("a.json").read_text("utf-8")


def keyed(report: dict[str, Any]) -> str:
    return next(str(one["message"]) for one in report["findings"] if one["rule_id"] == "acct-active-after-end")


def test_ids_are_stable_under_one_key_and_differ_under_another(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    first, again = keyed(run()[1]), keyed(run()[1])
    monkeypatch.setenv("SEKISHO_PROJECT_KEY", "another key")
    assert first == again != keyed(run()[1])
