"""``sekisho mask`` as people run it: what it changes, what it refuses, what it says."""

from __future__ import annotations

import json
import os
import re
import stat
from collections.abc import Callable
from pathlib import Path

import pytest

from guard.cli import main
from tests.conftest import Checkout
from tests.people import SAMPLES, TABLE, VALUES, encoded

KEY = "an invented key of the tests"
NOTE = "担当は勅使河原 蓮、電話は090-3456-7812です。\n"

Mask = Callable[..., tuple[int, str, str]]


@pytest.fixture
def mask(checkout: Checkout, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Mask:
    """The command in the repository, under a key of its own."""
    monkeypatch.chdir(checkout.root)
    monkeypatch.setenv("SEKISHO_MASK_KEY", KEY)

    def run(*words: str | Path, command: str = "mask") -> tuple[int, str, str]:
        code = main([command, *map(str, words)])
        told = capsys.readouterr()
        for value in VALUES:
            assert value not in told.out + told.err
        return code, told.out, told.err

    return run


def holds_none_of(data: bytes, encoding: str) -> bool:
    return not any(value.encode(encoding) in data for value in VALUES)


def test_a_masked_repository_passes_a_scan(checkout: Checkout, mask: Mask) -> None:
    checkout.write("db/people.csv", encoded(TABLE.replace("\n", "\r\n"), "cp932"))
    checkout.write("notes/todo.md", NOTE)
    checkout.write("clean.py", "print(1)\n")
    checkout.commit()
    assert mask(command="scan")[0] == 1
    code, out, _err = mask()
    assert code == 0
    assert "db/people.csv: " in out
    assert holds_none_of((checkout.root / "db/people.csv").read_bytes(), "cp932")
    assert mask(command="scan")[0] == 0
    assert checkout.git("diff", "--name-only").stdout.split() == [b"db/people.csv", b"notes/todo.md"]


def test_a_second_run_changes_nothing(checkout: Checkout, mask: Mask) -> None:
    path = checkout.write("people.csv", TABLE)
    checkout.commit()
    assert mask()[0] == 0
    first = path.read_bytes()
    checkout.commit("masked")
    code, out, _err = mask()
    assert (code, path.read_bytes()) == (0, first)
    assert "Nothing was replaced" in out


def test_a_file_that_git_could_not_give_back_is_refused_and_none_is_changed(checkout: Checkout, mask: Mask) -> None:
    kept = checkout.write("a.csv", TABLE)
    edited = checkout.write("b.csv", TABLE)
    checkout.commit()
    edited.write_text(TABLE + "\n")
    fresh = checkout.write("c.csv", TABLE)
    code, _out, err = mask()
    assert code == 2
    assert "b.csv, c.csv" in err
    assert kept.read_text() == TABLE
    assert fresh.read_text() == TABLE
    assert mask("--force")[0] == 0
    assert all(holds_none_of(path.read_bytes(), "utf-8") for path in (kept, edited, fresh))


def test_what_git_has_is_given_back_by_undo(checkout: Checkout, mask: Mask) -> None:
    path = checkout.write("people.csv", TABLE)
    fresh = checkout.write("fresh.csv", TABLE)
    checkout.git("add", "people.csv")
    assert mask("--force")[0] == 0
    code, out, _err = mask("--undo")
    assert code == 3
    assert "fresh.csv: not undone: Git did not have what it held" in out
    assert path.read_text() == TABLE
    assert holds_none_of(fresh.read_bytes(), "utf-8")


def test_an_edit_after_the_run_is_not_undone(checkout: Checkout, mask: Mask) -> None:
    path = checkout.write("people.csv", TABLE)
    checkout.commit()
    mask()
    path.write_text(path.read_text() + "edited\n")
    assert mask("--undo")[0] == 3
    assert path.read_text().endswith("edited\n")
    assert mask("--undo", "--force")[0] == 0
    assert path.read_text() == TABLE


def test_line_ends_of_the_working_tree_are_given_back(checkout: Checkout, mask: Mask) -> None:
    checkout.write("people.csv", TABLE)
    checkout.commit()
    path = checkout.write("people.csv", TABLE.replace("\n", "\r\n"))  # as core.autocrlf writes it
    assert mask()[0] == 0
    assert mask("--undo")[0] == 0
    assert path.read_bytes() == TABLE.replace("\n", "\r\n").encode()


def test_what_is_staged_changes_in_the_index_and_on_the_disk(checkout: Checkout, mask: Mask) -> None:
    checkout.write("clean.txt", "nothing\n")
    checkout.commit()
    path = checkout.write("people.csv", TABLE)
    path.chmod(0o755)
    checkout.git("add", "people.csv")
    code, _out, _err = mask("--staged")
    assert code == 0
    assert holds_none_of(path.read_bytes(), "utf-8")
    assert checkout.git("show", ":people.csv").stdout == path.read_bytes()
    assert checkout.git("ls-files", "--stage", "people.csv").stdout.startswith(b"100755 ")
    assert checkout.git("status", "--porcelain").stdout == b"A  people.csv\n"
    assert mask("--staged", command="scan")[0] == 0


def test_of_what_is_staged_only_the_changed_lines_are_replaced(checkout: Checkout, mask: Mask) -> None:
    header, first, second = TABLE.splitlines(keepends=True)
    checkout.write("people.csv", header + first)
    checkout.commit()
    path = checkout.write("people.csv", header + first + second)
    checkout.git("add", "people.csv")
    assert mask("--staged")[0] == 0
    lines = path.read_text().splitlines(keepends=True)
    assert lines[:2] == [header, first]
    assert lines[2] != second
    assert mask("--staged", command="scan")[0] == 0


def test_a_file_that_is_not_as_it_is_staged_is_refused(checkout: Checkout, mask: Mask) -> None:
    path = checkout.write("people.csv", TABLE)
    checkout.git("add", "people.csv")
    path.write_text(TABLE + "another line\n")
    code, _out, err = mask("--staged")
    assert code == 2
    assert "differ from what is staged: people.csv" in err
    assert checkout.git("show", ":people.csv").stdout == TABLE.encode()


def test_a_dry_run_changes_nothing_and_shows_no_old_value(checkout: Checkout, mask: Mask) -> None:
    path = checkout.write("people.csv", TABLE)
    secret = checkout.write("more.txt", "備考 花卉栽培 " + NOTE)
    code, out, _err = mask("--dry-run")
    assert (code, path.read_text()) == (0, TABLE)
    assert "花卉栽培" not in out
    assert "100234" not in out
    assert "+++ b/people.csv" in out
    assert not (checkout.root / ".git/sekisho").exists() or not list((checkout.root / ".git/sekisho").glob("mask*"))
    assert mask("--force")[0] == 0
    for line in path.read_text().splitlines()[1:]:
        assert line.split(",")[1] in out
    assert "花卉栽培" in secret.read_text()


def test_the_same_key_replaces_alike_in_every_run(checkout: Checkout, mask: Mask, tmp_path: Path) -> None:
    path = checkout.write("people.csv", TABLE)
    checkout.commit()
    keys = tmp_path / "keys"
    for name, key in (("one", KEY), ("two", "another key of the tests")):
        keys.mkdir(exist_ok=True)
        (keys / name).write_text(key + "\n")
    texts = []
    for words in ((), ("--key-file", keys / "one"), ("--key-file", keys / "two")):
        assert mask(*words)[0] == 0
        texts.append(path.read_text())
        assert mask("--undo")[0] == 0
    assert texts[0] == texts[1] != texts[2]


def test_without_a_key_a_run_says_that_it_made_one(
    checkout: Checkout, mask: Mask, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv("SEKISHO_MASK_KEY")
    checkout.write("people.csv", TABLE)
    assert "the key was made for this run alone" in mask("--dry-run")[1]


def test_a_key_in_the_repository_or_a_short_one_is_refused(checkout: Checkout, mask: Mask, tmp_path: Path) -> None:
    inside = checkout.write("folder/key", KEY)
    (tmp_path / "link").symlink_to(inside)
    (tmp_path / "short").write_text("short")
    for name, said in ((inside, "lies in the repository"), (tmp_path / "link", "lies in"), (tmp_path / "short", "16")):
        code, _out, err = mask("--key-file", name)
        assert code == 2
        assert said in err


def test_only_what_a_report_names_is_replaced_and_a_stale_report_is_noticed(
    checkout: Checkout, mask: Mask, tmp_path: Path
) -> None:
    path = checkout.write("people.csv", TABLE)
    checkout.write("other.csv", TABLE)
    checkout.commit()
    report = tmp_path / "report.json"
    mask("people.csv", "--report", f"json={report}", command="scan")
    told = json.loads(report.read_text())
    told["findings"] = [one for one in told["findings"] if one["rule_id"] == "phone-number"]
    report.write_text(json.dumps(told))
    code, _out, _err = mask("--findings", report)
    assert code == 0
    assert "048-922-7731" not in path.read_text()
    assert "勅使河原 蓮" in path.read_text()
    assert (checkout.root / "other.csv").read_text() == TABLE
    checkout.commit("masked")
    code, out, _err = mask("--findings", report)
    assert code == 3
    assert "is not there any more" in out


_A_FINDING = {
    "path": "a.csv",
    "members": [],
    "rule_id": "person-name",
    "cell": None,
    "disposition": "reported",
    "line": 1,
    "column": 1,
    "end_line": 1,
    "end_column": 2,
}


@pytest.mark.parametrize(
    "told",
    [
        {"run": []},
        {"run": {"source": []}},
        *({"findings": [_A_FINDING | one]} for one in (
            {"members": [1, None]}, {"members": "ab"}, {"line": float("nan")}, {"line": "1"}, {"path": 1}, {"cell": []},
            {"part": {}}, {"rule_id": None},
        )),
    ],
)  # fmt: skip
def test_what_is_no_report_is_a_usage_error(told: dict[str, object], mask: Mask, tmp_path: Path) -> None:
    report = tmp_path / "report.json"
    report.write_text(json.dumps({"schema_version": 1, "run": {"source": "worktree"}, "findings": []} | told))
    code, _out, err = mask("--findings", report)
    assert code == 2
    assert str(report) in err


def test_what_is_allowed_stays_unless_it_is_asked_for(checkout: Checkout, mask: Mask) -> None:
    checkout.write(
        "sekisho.toml",
        '[[allow]]\nrule = "person-name"\npath = "*.md"\nreason = "所管課の承認済み"\nowner = "総務課"\nexpires = 2099-03-31\n',
    )
    path = checkout.write("notes.md", NOTE)
    checkout.commit()
    assert mask()[0] == 0
    assert "勅使河原 蓮" in path.read_text()
    assert "090-3456-7812" not in path.read_text()
    checkout.commit("masked")
    assert mask("--allowed-too")[0] == 0
    assert "勅使河原 蓮" not in path.read_text()


def test_an_excluded_file_and_an_ignored_one_stay(checkout: Checkout, mask: Mask) -> None:
    checkout.write("sekisho.toml", '[scan]\nexclude = [{ path = "old/**", reason = "引き継いだ資料" }]\n')
    checkout.write(".gitignore", "ignored.csv\n")
    excluded, ignored = checkout.write("old/a.csv", TABLE), checkout.write("ignored.csv", TABLE)
    checkout.commit()
    assert mask()[0] == 0
    assert excluded.read_text() == ignored.read_text() == TABLE


def test_documented_samples_stay(checkout: Checkout, mask: Mask) -> None:
    path = checkout.write("samples.csv", SAMPLES)
    checkout.commit()
    assert mask()[0] == 0
    assert path.read_text() == SAMPLES


def test_a_link_is_not_written_through(checkout: Checkout, mask: Mask, tmp_path: Path) -> None:
    outside = tmp_path / "outside.csv"
    outside.write_text(TABLE)
    (checkout.root / "link.csv").symlink_to(outside)
    (checkout.root / "folder").symlink_to(tmp_path, target_is_directory=True)
    checkout.commit()
    assert mask("--force")[0] == 0
    assert mask("link.csv", "--force")[0] == 2
    assert outside.read_text() == TABLE


def test_mode_and_other_files_stay(checkout: Checkout, mask: Mask) -> None:
    path = checkout.write("people.csv", TABLE)
    path.chmod(0o640)
    checkout.commit()
    before = {one.name for one in checkout.root.iterdir()}
    mask()
    assert stat.S_IMODE(path.stat().st_mode) == 0o640
    assert {one.name for one in checkout.root.iterdir()} == before


@pytest.mark.skipif(not hasattr(os, "geteuid") or os.geteuid() == 0, reason="root may write everywhere")
def test_a_folder_that_cannot_be_written_is_told(checkout: Checkout, mask: Mask) -> None:
    path = checkout.write("closed/people.csv", TABLE)
    checkout.commit()
    path.parent.chmod(0o500)
    try:
        code, out, _err = mask()
    finally:
        path.parent.chmod(0o700)
    assert code == 3
    assert "cannot be written" in out


def test_what_nothing_here_writes_is_told(checkout: Checkout, mask: Mask) -> None:
    import gzip

    path = checkout.write("people.csv.gz", gzip.compress(TABLE.encode()))
    checkout.commit()
    before = path.read_bytes()
    code, out, _err = mask()
    assert (code, path.read_bytes()) == (3, before)
    assert "nothing here writes this kind of file: gzip file" in out


def test_a_name_of_a_file_is_told(checkout: Checkout, mask: Mask, capsys: pytest.CaptureFixture[str]) -> None:
    checkout.write("勅使河原 蓮 090-3456-7812.txt", "x\n")
    checkout.commit()
    assert main(["mask"]) == 3  # a path stays as it is in every report, even where it holds a name (contract.md)
    assert "it stands in the name of the file" in capsys.readouterr().out


def test_outside_of_a_repository_nothing_could_be_undone(mask: Mask, tmp_path: Path) -> None:
    folder = tmp_path / "plain"
    folder.mkdir()
    path = folder / "people.csv"
    path.write_text(TABLE)
    assert mask(folder)[0] == 2
    assert path.read_text() == TABLE
    assert mask(folder, "--force")[0] == 0
    assert holds_none_of(path.read_bytes(), "utf-8")
    assert [one.name for one in folder.iterdir()] == ["people.csv"]
    assert mask("--undo", folder)[0] == 2


def test_a_date_stays_beside_a_name_that_is_allowed_so_that_no_run_changes_it_again(
    checkout: Checkout, mask: Mask
) -> None:
    checkout.write(
        "sekisho.toml",
        '[[allow]]\nrule = "person-name"\npath = "*.csv"\nreason = "所管課の承認済み"\nowner = "総務課"\nexpires = 2099-03-31\n',
    )
    path = checkout.write("people.csv", TABLE)
    checkout.commit()
    code, out, _err = mask("--format", "json", "--lang", "en")
    told = json.loads(out)
    assert code == 3
    assert {one["rule_id"] for one in told["files"][0]["left"]} == {"date-of-birth"}
    assert {one["reason"] for one in told["files"][0]["left"]} == {
        "what stands beside it stays, and a date has no mark by which a second run would know it"
    }
    assert told["files"][0]["replaced"]["phone-number"] == 2
    first = path.read_text()
    checkout.commit("masked")
    mask()
    assert path.read_text() == first


def test_names_whose_reading_was_guessed_are_counted(checkout: Checkout, mask: Mask) -> None:
    checkout.write("people.csv", "氏名,フリガナ,電話番号\n河野 裕子,カワノ ヒロコ,048-922-7731\n")
    checkout.commit()
    assert json.loads(mask("--format", "json")[1])["summary"]["guessed"] == 0
    checkout.write("more.csv", "氏名,電話番号\n河野 心愛,090-3456-7812\n")
    checkout.commit("more")
    assert json.loads(mask("--format", "json")[1])["summary"]["guessed"] == 1


def test_several_processes_replace_as_one_does(checkout: Checkout, mask: Mask) -> None:
    paths = [checkout.write(f"data/{number}.csv", TABLE) for number in range(12)]
    checkout.commit()
    assert mask("--jobs", "2")[0] == 0
    new = [path.read_text() for path in paths]
    checkout.git("checkout", "--quiet", ".")
    assert mask("--jobs", "1")[0] == 0
    assert [path.read_text() for path in paths] == new


def test_the_json_report_tells_all_of_it(checkout: Checkout, mask: Mask) -> None:
    checkout.write("people.csv", TABLE)
    checkout.write("marked.txt", "部外秘\n\n移行計画\n")
    checkout.commit()
    code, out, _err = mask("--format", "json")
    told = json.loads(out)
    assert (code, told["exit_code"]) == (3, 3)
    assert told["run"] == {"command": "mask", "dry_run": False, "key": "environment"}
    assert told["files"][1]["replaced"]["jp-my-number"] == 2
    assert told["files"][0]["left"][0]["rule_id"] == "jp-confidential-marking"
    assert told["summary"]["left"] == 1


def test_the_report_is_japanese_where_it_is_asked_for(checkout: Checkout, mask: Mask) -> None:
    checkout.write("people.csv", TABLE)
    checkout.commit()
    out = mask("--lang", "ja")[1]
    assert re.search("件.*置き換え", out)


def test_words_that_do_not_go_together_are_refused(mask: Mask) -> None:
    assert mask("--undo", "--continue")[0] == 2
    assert mask("--undo", "--dry-run")[0] == 2
    assert mask("--staged", ".")[0] == 2
    assert mask("--continue")[0] == 2
    assert mask("--undo")[0] == 2
