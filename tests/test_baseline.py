"""Accepted findings in real repositories: create, commit, clean; what changes, ends or goes is told."""

from __future__ import annotations

import datetime as dt
import json
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from guard.cli import main
from guard.run.scan import scanned
from tests.conftest import Checkout
from tests.people import HEADER, ROWS, TABLE, VALUES

FILE = ".sekisho-baseline.json"
TODAY = dt.datetime.now(dt.UTC).date()
LATER = (TODAY + dt.timedelta(90)).isoformat()
GRANT = ("--owner", "platform", "--reason", "fixtures before the contract", "--expires", LATER)
KEY = "a key that is long enough, 0123456789abcdef"
SOURCE = 'USER = {"name": "五十嵐 心愛", "tel": "080-3456-7812"}\n'

Run = Callable[..., int]


@pytest.fixture
def run(checkout: Checkout, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Run:
    monkeypatch.chdir(checkout.root)
    monkeypatch.delenv("SEKISHO_BASELINE_KEY", raising=False)

    def command(*words: str) -> int:
        capsys.readouterr()
        return main([*words, "--lang", "en"])

    return command


def report(*words: str) -> dict[str, Any]:
    """A scan as JSON."""
    main(["scan", "--format", "json", "--output", "../report.json", "--quiet", *words])
    read: dict[str, Any] = json.loads(Path("../report.json").read_text("utf-8"))
    return read


def reported(*words: str) -> list[tuple[str, str]]:
    return [(one["path"], one["rule_id"]) for one in report(*words)["findings"] if one["disposition"] == "reported"]


def edit(name: str, old: str, new: str) -> None:
    text = Path(name).read_text("utf-8")
    assert old in text
    Path(name).write_text(text.replace(old, new), "utf-8", newline="\n")


@pytest.fixture
def accepted(checkout: Checkout, run: Run) -> Checkout:
    """A repository whose findings are accepted, and committed."""
    checkout.write("data/people.csv", TABLE)
    checkout.write("src/user.py", SOURCE)
    checkout.commit()
    assert run("baseline", "create", "--include-critical", *GRANT) == 0
    checkout.commit()
    return checkout


def test_what_is_accepted_does_not_fail_and_stays_in_the_report(accepted: Checkout, run: Run) -> None:
    assert run("scan") == 0
    told = report()
    assert told["exit_code"] == 0
    assert told["summary"]["reported"] == 0
    assert told["summary"]["baselined"] == len(told["findings"]) == 16
    assert {one["reason"] for one in told["findings"]} == {"fixtures before the contract"}
    assert told["baseline"] == {
        "file": FILE, "entries": 11, "unused": 0, "ending": 0, "first_end": None, "without_key": False,
    }  # fmt: skip
    assert told["summary"]["baseline_unused"] == 0


def test_nothing_of_a_value_is_in_the_file(accepted: Checkout) -> None:
    text = (accepted.root / FILE).read_text("utf-8")
    assert not [value for value in VALUES if value in text]
    assert "●" not in text, "a mask tells how long something is"


def test_a_second_run_knows_it_from_the_cache(accepted: Checkout, run: Run) -> None:
    assert [run("scan"), run("scan"), run("scan", "--no-cache")] == [0, 0, 0]


def test_a_changed_my_number_is_reported(accepted: Checkout) -> None:
    edit("data/people.csv", "621498320257", "507957100721")
    assert reported() == [("data/people.csv", "jp-my-number")]


def test_sorting_indenting_and_another_encoding_change_nothing(accepted: Checkout, run: Run) -> None:
    accepted.write("data/people.csv", "\r\n".join((HEADER, *reversed(ROWS))), "cp932")
    accepted.write(
        "src/user.py", "if True:\n    USER = dict(\n        name='五十嵐 心愛',\n        tel='080-3456-7812',\n    )\n"
    )
    assert run("scan") == 0


def test_one_more_name_is_reported(accepted: Checkout) -> None:
    edit("src/user.py", SOURCE, SOURCE + SOURCE.replace("五十嵐 心愛", "勅使河原 蓮").replace("3456", "4417"))
    assert sorted(reported()) == [("src/user.py", "person-name"), ("src/user.py", "phone-number")]


# Keys


def test_with_a_key_every_changed_value_is_reported(
    checkout: Checkout, run: Run, monkeypatch: pytest.MonkeyPatch
) -> None:
    checkout.write("src/user.py", SOURCE)
    monkeypatch.setenv("SEKISHO_BASELINE_KEY", KEY)
    assert run("baseline", "create", *GRANT) == 0
    edit("src/user.py", "五十嵐 心愛", "勅使河原 蓮")
    assert reported() == [("src/user.py", "person-name")]


def test_without_the_key_of_a_file_a_run_says_so(
    checkout: Checkout, run: Run, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    checkout.write("src/user.py", SOURCE)
    monkeypatch.setenv("SEKISHO_BASELINE_KEY", KEY)
    run("baseline", "create", *GRANT)
    monkeypatch.delenv("SEKISHO_BASELINE_KEY")
    assert run("scan") == 0
    assert "was made with a key that is not here" in capsys.readouterr().out
    assert run("baseline", "update", *GRANT) == 2
    monkeypatch.setenv("SEKISHO_BASELINE_KEY", KEY + "x")
    assert run("scan") == 2
    assert f"{FILE}: was made with another key" in capsys.readouterr().err
    monkeypatch.setenv("SEKISHO_BASELINE_KEY", "short")
    assert run("scan") == 2


def test_a_key_that_comes_later_is_taken_up_by_an_update(
    accepted: Checkout, run: Run, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("SEKISHO_BASELINE_KEY", KEY)
    assert run("scan") == 0
    assert run("baseline", "update") == 0
    assert '"n": ' not in (accepted.root / FILE).read_text("utf-8")
    assert run("scan") == 0
    edit("src/user.py", "五十嵐 心愛", "勅使河原 蓮")
    assert reported() == [("src/user.py", "person-name")]


# Names of files


def test_a_renamed_file_keeps_its_entries_when_its_bytes_are_the_same(accepted: Checkout, run: Run) -> None:
    accepted.git("mv", "data/people.csv", "data/residents.csv")
    assert run("scan") == 0, "before the commit"
    assert run("scan", "--staged") == 0
    accepted.commit("a rename")
    assert run("scan") == 0
    assert run("scan", "--range", "HEAD~1..HEAD") == 0
    accepted.git("mv", "data/residents.csv", "data/citizens.csv")
    accepted.commit("another rename")
    edit("data/citizens.csv", "621498320257", "507957100721")
    assert reported() == [("data/citizens.csv", "jp-my-number")]
    assert run("scan", "--history") == 0
    edit("data/citizens.csv", "507957100721", "621498320257")
    assert run("baseline", "update") == 0
    assert "people.csv" not in (accepted.root / FILE).read_text("utf-8")


def test_with_a_key_a_file_that_was_renamed_and_edited_keeps_them(
    accepted: Checkout, run: Run, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("SEKISHO_BASELINE_KEY", KEY)
    run("baseline", "update")
    accepted.git("rm", "-q", "data/people.csv")
    accepted.write("new/residents.csv", TABLE.replace("No,", "番号,") + "\n")
    assert run("scan") == 0
    edit("new/residents.csv", "勅使河原 蓮", "小比類巻 匠真")
    assert reported() == [("new/residents.csv", "person-name")]


def test_a_copy_is_no_rename(accepted: Checkout) -> None:
    accepted.write("src/copy.py", SOURCE)
    accepted.commit()
    assert sorted(reported()) == [("src/copy.py", "person-name"), ("src/copy.py", "phone-number")]


# Commits


def test_a_commit_that_touches_an_accepted_file_elsewhere_is_clean(accepted: Checkout, run: Run) -> None:
    edit("src/user.py", SOURCE, f"# users\nif True:\n    {SOURCE}")
    accepted.git("add", "--all")
    assert run("scan", "--staged") == 0


def test_a_name_that_comes_to_an_accepted_column_is_reported_by_the_commit(accepted: Checkout) -> None:
    row = ROWS[0].replace("勅使河原 蓮", "小比類巻 匠真").replace("テシガワラ レン", "コヒルイマキ タクマ")
    accepted.write("data/people.csv", "\n".join((HEADER, row, *ROWS)) + "\n")
    accepted.git("add", "--all")
    assert ("data/people.csv", "person-name") in reported("--staged")
    told = report("--staged")
    assert {one["line"] for one in told["findings"] if one["disposition"] == "reported"} == {2}
    assert told["baseline"]["unused"] is None
    accepted.commit()
    assert ("data/people.csv", "person-name") in reported("--range", "HEAD~1..HEAD")


def test_a_value_in_an_old_commit_is_accepted_as_part_of_the_history(checkout: Checkout, run: Run) -> None:
    checkout.write("old.py", SOURCE)
    checkout.commit()
    (checkout.root / "old.py").unlink()
    checkout.write("src/user.py", f"# users\n{SOURCE}")
    checkout.commit()
    assert run("baseline", "create", "--history", *GRANT) == 0
    entries = (checkout.root / FILE).read_text("utf-8")
    assert '"path": "old.py"' in entries
    assert entries.count('"only": "history"') == entries.count('"old.py"')
    assert run("scan", "--history") == 0
    assert run("scan") == 0
    assert report()["baseline"]["unused"] == 0
    checkout.write("old.py", SOURCE.replace("五十嵐 心愛", "勅使河原 蓮") + SOURCE)
    checkout.commit()
    assert ("old.py", "person-name") in reported("--history")


def test_a_message_that_was_accepted_accepts_no_later_message(checkout: Checkout, run: Run) -> None:
    checkout.write("a.txt", "a\n")
    checkout.commit("担当は五十嵐 心愛 さん（048-922-7731）です")
    assert run("baseline", "create", "--history", *GRANT) == 0
    assert '"path": "<commit message>"' in (checkout.root / FILE).read_text("utf-8")
    assert run("scan", "--history") == 0
    checkout.write("a.txt", "b\n")
    checkout.commit("担当は勅使河原 蓮 さん（048-922-7732）です")
    assert ("<commit message>", "person-name") in reported("--range", "HEAD~1..HEAD")
    assert ("<commit message>", "person-name") in reported("--history")


# Refusals


def test_what_is_there_is_not_overwritten(accepted: Checkout, run: Run, capsys: pytest.CaptureFixture[str]) -> None:
    before = (accepted.root / FILE).read_bytes()
    assert run("baseline", "create", *GRANT) == 2
    assert "sekisho baseline update adds to it" in capsys.readouterr().err
    assert (accepted.root / FILE).read_bytes() == before


@pytest.mark.parametrize("command", ["create", "update"])
def test_an_incomplete_scan_accepts_nothing(
    checkout: Checkout, run: Run, capsys: pytest.CaptureFixture[str], command: str
) -> None:
    checkout.write("src/user.py", SOURCE)
    if command == "update":
        run("baseline", "create", *GRANT)
    before = sorted(path.name for path in checkout.root.iterdir())
    checkout.write("broken.zip", b"PK\x03\x04 and nothing else")
    assert run("baseline", command, *GRANT) == 3
    assert "nothing was accepted" in capsys.readouterr().err
    assert sorted(path.name for path in checkout.root.iterdir()) == sorted([*before, "broken.zip"])


def test_in_a_pipe_somebody_has_to_be_named(checkout: Checkout, run: Run, capsys: pytest.CaptureFixture[str]) -> None:
    checkout.write("src/user.py", SOURCE)
    assert run("baseline", "create", "--owner", "platform") == 2
    assert "--reason, --expires" in capsys.readouterr().err
    assert not (checkout.root / FILE).exists()


@pytest.mark.parametrize(
    "words",
    [
        ("--owner", "090-4417-2286", "--reason", "a", "--expires", LATER),
        ("--owner", "a", "--reason", "s.nakajo@soka-bunka.jp", "--expires", LATER),
        ("--owner", "a", "--reason", "a", "--expires", "2020-01-01"),
        ("--check", "accounts", *GRANT),
    ],
)
def test_what_may_not_stand_in_the_file_is_refused(checkout: Checkout, run: Run, words: tuple[str, ...]) -> None:
    checkout.write("src/user.py", SOURCE)
    assert run("baseline", "create", *words) == 2
    assert not (checkout.root / FILE).exists()


def test_critical_findings_stay_reported_unless_somebody_says_so(
    checkout: Checkout, run: Run, capsys: pytest.CaptureFixture[str]
) -> None:
    checkout.write("data/people.csv", TABLE)
    assert run("baseline", "create", *GRANT) == 1
    assert "Critical, and not accepted (--include-critical):\n  critical  jp-my-number" in capsys.readouterr().out
    assert reported() == [("data/people.csv", "jp-my-number")] * 2
    assert run("baseline", "update", "--include-critical", *GRANT) == 0
    assert run("scan") == 0


def test_a_baseline_that_is_named_has_to_be_there(checkout: Checkout, run: Run) -> None:
    checkout.write("src/user.py", SOURCE)
    assert run("scan", "--baseline", "none.json") == 2


# Ends and leftovers


def _expires(day: dt.date) -> None:
    edit(FILE, LATER, day.isoformat())


def test_an_entry_that_has_ended_is_an_error_that_names_its_line(
    accepted: Checkout, run: Run, capsys: pytest.CaptureFixture[str]
) -> None:
    _expires(TODAY - dt.timedelta(1))
    assert run("scan") == 2
    assert f"{FILE}:4: expires: ended on {TODAY - dt.timedelta(1)}" in capsys.readouterr().err
    assert run("baseline", "update") == 2
    assert run("baseline", "update", "--renew", *GRANT) == 0
    assert run("scan") == 0


def test_an_entry_that_has_ended_and_covers_nothing_can_be_pruned(accepted: Checkout, run: Run) -> None:
    _expires(TODAY - dt.timedelta(1))
    accepted.git("rm", "-q", "src/user.py", "data/people.csv")
    assert run("baseline", "update") == 2
    assert run("baseline", "update", "--prune") == 0
    assert run("scan") == 0


def test_the_end_is_told_two_weeks_ahead(accepted: Checkout, run: Run, capsys: pytest.CaptureFixture[str]) -> None:
    _expires(day := TODAY + dt.timedelta(14))
    assert run("scan") == 0
    assert f"11 entries end soon, the first on {day}" in capsys.readouterr().out
    assert report()["baseline"]["ending"] == 11
    _expires_later = (TODAY + dt.timedelta(16)).isoformat()  # one more than it takes: midnight may be near
    edit(FILE, day.isoformat(), _expires_later)
    assert run("scan") == 0
    assert "end soon" not in capsys.readouterr().out


def test_entries_that_cover_nothing_are_told_and_pruned(
    accepted: Checkout, run: Run, capsys: pytest.CaptureFixture[str]
) -> None:
    accepted.git("rm", "-q", "src/user.py")
    assert run("scan") == 0
    assert "2 entries cover nothing any more" in capsys.readouterr().out
    assert run("scan", "data") == 0
    assert "cover nothing" not in capsys.readouterr().out, "only a part was looked at"
    before = (accepted.root / FILE).read_text("utf-8")
    assert run("baseline", "update") == 0
    assert (accepted.root / FILE).read_text("utf-8") == before
    assert run("baseline", "update", "--prune") == 0
    assert "user.py" not in (accepted.root / FILE).read_text("utf-8")
    assert report()["baseline"]["unused"] == 0


def test_an_update_keeps_who_accepted_what_before(accepted: Checkout, run: Run) -> None:
    accepted.write("src/other.py", SOURCE)
    assert run("baseline", "update", "--owner", "other", "--reason", "sample", "--expires", LATER) == 0
    entries = [line for line in (accepted.root / FILE).read_text("utf-8").splitlines() if '"rule"' in line]
    owners = {line.split('"path": "')[1].split('"')[0]: line.split('"owner": "')[1].split('"')[0] for line in entries}
    assert owners == {"data/people.csv": "platform", "src/user.py": "platform", "src/other.py": "other"}


# Separation


def test_findings_of_the_separation_check_are_accepted_too(checkout: Checkout, run: Run) -> None:
    for name in ("development", "production"):
        checkout.write(f".env.{name}", "DATABASE_URL=postgres://app:s3cr3t-Pa55@db-1.internal.soka/app\n")
    checkout.commit()
    assert run("separation") == 1
    assert run("baseline", "create", "--check", "separation", "--include-critical", *GRANT) == 0
    assert run("separation") == 0
    assert "s3cr3t" not in (checkout.root / FILE).read_text("utf-8")
    assert run("scan") == 0
    assert report()["baseline"]["unused"] == 0, "entries of another check are none of this one's"


# What people see


def test_what_create_says(checkout: Checkout, run: Run, capsys: pytest.CaptureFixture[str]) -> None:
    checkout.write("src/user.py", SOURCE)
    run("baseline", "create", "--quiet", *GRANT)
    assert capsys.readouterr().out == (
        "Accepted anew:\n"
        "  high      person-name                      1  in 1 file\n"
        "  high      phone-number                     1  in 1 file\n"
        ".sekisho-baseline.json: 2 entries\n"
    )


def test_what_create_says_in_japanese(checkout: Checkout, run: Run, capsys: pytest.CaptureFixture[str]) -> None:
    checkout.write("src/user.py", SOURCE)
    assert main(["baseline", "create", "--quiet", *GRANT, "--lang", "ja"]) == 0
    assert capsys.readouterr().out == (
        "新たに承認する検出：\n"
        "  高        person-name                      1  1 ファイル\n"
        "  高        phone-number                     1  1 ファイル\n"
        ".sekisho-baseline.json：2 件\n"
    )


def test_an_interrupted_scan_accepts_nothing(
    checkout: Checkout, run: Run, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    checkout.write("src/user.py", SOURCE)

    def interrupted(*words: Any) -> Any:
        return replace(scanned(*words), interrupted=True)

    monkeypatch.setattr("guard.run.baseline.scanned", interrupted)
    assert run("baseline", "create", *GRANT) == 130
    assert "nothing was accepted" in capsys.readouterr().err
    assert not (checkout.root / FILE).exists()


def test_an_accepted_finding_is_suppressed_in_sarif_with_its_reason(accepted: Checkout) -> None:
    main(["scan", "--format", "sarif", "--output", "../report.sarif", "--quiet"])
    results = json.loads(Path("../report.sarif").read_text("utf-8"))["runs"][0]["results"]
    assert len(results) == 16
    assert {one["suppressions"][0]["justification"] for one in results} == {"fixtures before the contract"}


@pytest.mark.parametrize("content", [b"[" * 200_000, b"\xff\xfe", b'{"version": 1, "entries": [[[]]]}', b""])
def test_a_hostile_file_is_an_error_and_no_crash(checkout: Checkout, run: Run, content: bytes) -> None:
    checkout.write("src/user.py", SOURCE)
    checkout.write(FILE, content)
    assert run("scan") == 2
    assert run("baseline", "update", *GRANT) == 2
    assert run("baseline", "audit", "--statistics") == 2
    checkout.git("add", "src")
    assert run("scan", "--staged") == 2


def test_a_clean_commit_does_not_read_the_file(checkout: Checkout, run: Run) -> None:
    """Somebody waits for it; the next scan says what is wrong with the file."""
    checkout.write("src/clean.py", "A = 1\n")
    checkout.git("add", "--all")
    checkout.write(FILE, "broken")
    assert run("scan", "--staged") == 0
    assert run("scan") == 2
