"""``sekisho accounts lint``: all faults with their lines, and what is odd."""

from __future__ import annotations

import datetime as dt
from pathlib import Path

import pytest

from guard.checks.accounts.lint import warnings
from guard.checks.accounts.roster_file import wording
from guard.cli import main
from guard.messages import translator
from hooks.accounts import main as hook
from tests.checks.accounts.scenes import EXAMPLE, IN_TIME, SMALL, changed, roster
from tests.conftest import Runner

EXCEPTION = "exceptions: [{account: corp/11, reason: r, approver: a, expires: 2025-10-30}]\nsystems:"


def odd(*changes: tuple[str, str], as_of: dt.date = IN_TIME) -> list[tuple[int, str]]:
    english = translator("en")
    dated = changed(SMALL, ("path: export.csv", "path: export.csv, source_date: 2025-10-01"), *changes)
    return [(one.place.line, wording(one, english)) for one in warnings(roster(dated), as_of)]


def test_a_roster_without_oddities_has_no_warnings() -> None:
    assert odd() == []


@pytest.mark.parametrize(
    ("before", "after", "line", "told"),
    [
        (
            "login: rokuro, person: p-2",
            "login: rokuro, kind: service, owner: p-9, secret_rotated: 2025-10-01",
            8,
            "owner",
        ),
        ("login: rokuro, person: p-2", "login: rokuro, kind: service, secret_rotated: 2025-10-01", 8, "needs an owner"),
        ("login: rokuro, person: p-2", "login: rokuro, kind: service, owner: p-1", 8, "secret_rotated"),
        (
            "people:",
            "handover: {to: hoshu, from: 2026-04-01, members: [p-1, p-8, p-9]}\npeople:",
            3,
            "nobody in people is: 2",
        ),
        ("people:", "handover: {to: hoshu, from: 2026-04-01, project: x}\npeople:", 3, "not in the roster"),
        ("end: 2026-03-31}", "end: 2026-03-31, members: [p-1]}", 5, "no project"),
        ("end: 2026-03-31}", "end: 2026-03-31, removal_deadline_days: 7}", 2, "deadline_approved_by"),
        ("p-2, mail", "p-2, projects: [x], mail", 5, "not in the roster"),
        ("rokuro@corp.example", "Hanako@corp.example", 5, "mail address that somebody else has"),
        ('system: corp, id: "12"', 'system: ldap, id: "12"', 8, "accounts of ldap"),
        ("source_date: 2025-10-01", "max_age: 7d", 10, "source_date"),
        ("adapter: csv", "adapter: csv, projects: [x]", 10, "not in the roster"),
        ("path: export.csv, ", "", 10, "(path)"),
        ("adapter: csv, path: export.csv", "adapter: github", 10, "(scope: org)"),
        ("adapter: csv, path: export.csv", "adapter: gitlab, scope: {projects: x}", 10, "(scope: group)"),
        ("adapter: csv, path: export.csv", "adapter: okta", 10, "(url)"),
        ("adapter: csv", "adapter: csv, cannary: audit-bot", 10, "knows no cannary"),
        ("adapter: csv", "adapter: csv, scope: {org: acme}", 10, "knows no scope.org"),
        ("end: 2026-03-31}", "end: 2026-03-31, phase: closed}", 2, "is closed"),
        ("systems:", EXCEPTION.replace("expires", "approved: 2025-10-02, expires"), 9, "before 2025-10-02"),
        ("systems:", EXCEPTION, 9, "nobody needs it"),
        ("systems:", EXCEPTION.replace("2025-10-30", "2025-09-30"), 9, "it has expired"),
        ("systems:", EXCEPTION.replace("corp/", "crop/"), 9, "no system of the roster"),
    ],
)
def test_what_is_odd_is_told_with_its_line(before: str, after: str, line: int, told: str) -> None:
    ((where, message),) = odd((before, after))
    assert where == line
    assert told in message


def test_lent_data_that_is_still_here_after_the_end_is_told() -> None:
    lent = ("systems:", "lent_data: [{what: 住民データ}, {what: 税データ, erased: 2026-03-31}]\nsystems:")
    assert odd(lent) == []
    assert [line for line, _message in odd(lent, as_of=dt.date(2026, 4, 1))] == [9]


def test_all_faults_are_told_and_exit_2(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    path = tmp_path / "r.yaml"
    path.write_text(
        changed(SMALL, ("end: 2026-03-31", "end: soon"), ("adapter: csv, ", ""), ("p-2, mail", "p-2, age: 3, mail")),
        "utf-8",
    )
    assert main(["accounts", "lint", str(path), "--lang", "en"]) == 2
    lines = [line.removeprefix(path.as_posix()) for line in capsys.readouterr().out.splitlines()]
    assert [line.partition(": ")[0] for line in lines] == [":2", ":5", ":10", ""]
    assert lines[-1] == ": 3 errors, 0 warnings"


def test_faults_that_the_schema_cannot_say_are_all_told(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    path = tmp_path / "r.yaml"
    path.write_text(changed(SMALL, ("id: p-2", "id: p-1"), ("adapter: csv", "adapter: abacus")), "utf-8")
    assert main(["accounts", "lint", str(path), "--lang", "en"]) == 2
    assert ": 3 errors, " in capsys.readouterr().out


@pytest.mark.parametrize(
    ("text", "told"),
    [
        (b"schema: 1\nproject: {id: a\n", ":3: エラー: YAML として読めません"),
        ("schema: 1\n# 名簿\n".encode("cp932"), ":2: エラー: UTF-8"),
        (b"schema: 1\nschema: 1\n", ":2: エラー: schema"),
        (SMALL.replace("people:", "people: x\npeople_:").encode(), ":3: エラー: people:リストで"),
        (SMALL.replace("schema: 1", "schema: 2").encode(), ":1: エラー: schema:次のどれかで書いてください(1)"),
        (SMALL.replace("csv,", "csv, min_accounts: -1,").encode(), ":10: エラー: systems.min_accounts:0 以上で"),
        (SMALL.replace("person: p-2", "kind: robot").encode(), "(human, service, break_glass)"),
    ],
)
def test_every_fault_is_told_in_the_language_of_the_reader_and_keys_are_not_translated(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], text: bytes, told: str
) -> None:
    (tmp_path / "r.yaml").write_bytes(text)
    assert main(["accounts", "lint", str(tmp_path / "r.yaml"), "--lang", "ja"]) == 2
    assert told in capsys.readouterr().out


def test_warnings_do_not_fail_and_name_nobody(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    path = tmp_path / "r.yaml"
    path.write_text(EXAMPLE, "utf-8")
    assert main(["accounts", "--roster", str(path), "--as-of", "2026-04-01", "lint", "--lang", "ja"]) == 0
    out = capsys.readouterr().out
    assert "警告" in out
    assert not [one for one in ("sato", "dev1", "svc-batch", "○○") if one in out]


def test_the_hook_checks_each_roster_and_asks_nothing(tmp_path: Path, sekisho: Runner) -> None:
    (tmp_path / "good.yaml").write_text(SMALL, "utf-8")
    (tmp_path / "bad.yaml").write_text("schema: 1\n", "utf-8")
    told = sekisho("--lang", "en", "bad.yaml", "good.yaml", cwd=tmp_path, module="hooks.accounts")
    assert told.code == 2
    assert "bad.yaml:1: error: project: is required" in told.out
    assert sekisho("good.yaml", cwd=tmp_path, module="hooks.accounts").code == 0


def test_the_hook_without_names_takes_the_roster_of_the_folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    assert hook([]) == 2
    (tmp_path / "sekisho-roster.yaml").write_text(SMALL, "utf-8")
    assert hook([]) == 0
