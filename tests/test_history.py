"""Everything that Git keeps is looked at: a planted record is found in its place, once, with the commits around it."""

from __future__ import annotations

import json
import subprocess
from pathlib import Path

import pytest

from guard.cli import main
from tests.conftest import Checkout, environment
from tests.people import TABLE

PHONE = "048-922-7731"
LINE = f"電話番号：{PHONE}\n"


def scan(root: Path, capsys: pytest.CaptureFixture[str], *options: str, code: int | None = None) -> dict[str, object]:
    got = main(["scan", str(root), "--format", "json", "--lang", "en", *(options or ("--history",))])
    report: dict[str, object] = json.loads(capsys.readouterr().out)
    assert code is None or got == code, report
    return report


def places(report: dict[str, object]) -> list[tuple[str, int]]:
    return [(one["path"], one["line"]) for one in report["findings"]]  # type: ignore[attr-defined]


@pytest.fixture(autouse=True)
def _git(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    for name, value in environment(tmp_path).items():
        if name.startswith("GIT_"):
            monkeypatch.setenv(name, value)


def oid(checkout: Checkout, name: str = "HEAD") -> str:
    return checkout.git("rev-parse", name).stdout.decode().strip()


def test_a_blob_that_was_removed_is_found_once_with_the_commits_around_it(
    checkout: Checkout, capsys: pytest.CaptureFixture[str]
) -> None:
    checkout.commit("empty")
    checkout.write("seed.txt", LINE)
    checkout.commit("add")
    added = oid(checkout)
    checkout.write("copy.txt", LINE)
    checkout.commit("copy")
    (checkout.root / "seed.txt").unlink()
    (checkout.root / "copy.txt").unlink()
    checkout.commit("remove")
    report = scan(checkout.root, capsys, code=1)
    assert places(report) == [("seed.txt", 1)]
    finding = report["findings"][0]  # type: ignore[index]
    assert finding["commits"] == {"introduced": added, "removed": oid(checkout)}
    assert report["run"]["source"] == "history"  # type: ignore[index]


def test_what_is_still_there_has_no_commit_that_removed_it(
    checkout: Checkout, capsys: pytest.CaptureFixture[str]
) -> None:
    checkout.write("seed.txt", LINE)
    checkout.commit()
    finding = scan(checkout.root, capsys)["findings"][0]  # type: ignore[index]
    assert finding["commits"]["removed"] is None


def test_branches_tags_stashes_and_notes_are_looked_at(checkout: Checkout, capsys: pytest.CaptureFixture[str]) -> None:
    checkout.write("a.txt", "a\n")
    checkout.commit()
    checkout.git("checkout", "-q", "-b", "side")
    checkout.write("side.txt", LINE)
    checkout.commit()
    checkout.git("checkout", "-q", "main")
    checkout.write("a.txt", f"TEL {PHONE[:-1]}2\n")
    checkout.git("stash", "push", "-q")
    checkout.write("untracked.txt", f"TEL {PHONE[:-1]}3\n")
    checkout.git("stash", "push", "-q", "--include-untracked")
    checkout.git("notes", "add", "-m", f"TEL {PHONE[:-1]}4")
    checkout.git("tag", "-a", "v1", "-m", f"TEL {PHONE[:-1]}5")
    blob = (
        subprocess.run(
            ["git", "hash-object", "-w", "--stdin"],
            cwd=checkout.root,
            input=f"TEL {PHONE[:-1]}6\n".encode(),
            capture_output=True,
        )
        .stdout.decode()
        .strip()
    )
    checkout.git("tag", "a-blob", blob)
    found = {path for path, _ in places(scan(checkout.root, capsys))}
    assert found == {"side.txt", "a.txt", "untracked.txt", "<note>", "<tag message>", "refs/tags/a-blob"}


def test_messages_are_looked_at_and_their_authors_are_not(
    checkout: Checkout, capsys: pytest.CaptureFixture[str]
) -> None:
    checkout.git("config", "user.name", "勅使河原 蓮")
    message = f"不具合を直す\n\n住民の電話 {PHONE} で再現\n\nSigned-off-by: 五十嵐 心愛 <kokoa@hanamizuki.ne.jp>\n"
    checkout.git(
        "commit",
        "-q",
        "--allow-empty",
        "-m",
        message,
        GIT_AUTHOR_NAME="勅使河原 蓮",
        GIT_AUTHOR_EMAIL="t.ren@soka-bunka.jp",
    )
    report = scan(checkout.root, capsys)
    above = [one for one in report["findings"] if one["severity"] != "low"]  # type: ignore[attr-defined]
    assert [(one["path"], one["line"], one["commit"]) for one in above] == [("<commit message>", 3, oid(checkout))]


def test_content_that_only_a_merge_has_is_found(checkout: Checkout, capsys: pytest.CaptureFixture[str]) -> None:
    checkout.write("a.txt", "a\n")
    checkout.commit()
    checkout.git("checkout", "-q", "-b", "side")
    checkout.write("b.txt", "b\n")
    checkout.commit()
    checkout.git("checkout", "-q", "main")
    checkout.write("c.txt", "c\n")
    checkout.commit()
    checkout.git("merge", "-q", "--no-commit", "side")
    checkout.write("evil.txt", LINE)
    checkout.commit("merge")
    assert places(scan(checkout.root, capsys)) == [("evil.txt", 1)]
    assert places(scan(checkout.root, capsys, "--range", "HEAD^1..HEAD")) == [("evil.txt", 1)]


def test_unreachable_objects_are_looked_at_when_asked_for(
    checkout: Checkout, capsys: pytest.CaptureFixture[str]
) -> None:
    checkout.write("a.txt", "a\n")
    checkout.commit()
    checkout.write("gone.txt", LINE)
    checkout.commit()
    checkout.git("reset", "-q", "--hard", "HEAD~1")
    assert places(scan(checkout.root, capsys, "--history")) == []
    assert places(scan(checkout.root, capsys, "--history", "--unreachable")) == [("gone.txt", 1)]


def test_what_was_amended_away_is_looked_at_with_its_message_and_its_paths(
    checkout: Checkout, capsys: pytest.CaptureFixture[str]
) -> None:
    checkout.write("a.txt", "a\n")
    checkout.commit()
    checkout.write("佐々木健一 090-1234-5678.txt", "b\n")
    checkout.commit(LINE)
    checkout.git("tag", "-a", "v1", "-m", f"tag {LINE}", "HEAD~1")
    checkout.git("tag", "-d", "v1")
    checkout.git("reset", "-q", "--hard", "HEAD~1")
    assert places(scan(checkout.root, capsys, "--history")) == []
    found = {path for path, _line in places(scan(checkout.root, capsys, "--history", "--unreachable"))}
    assert found == {"<commit message>", "<tag message>", "佐々木健一 090-1234-5678.txt"}


def test_a_copy_that_no_ref_reaches_moves_no_finding(checkout: Checkout, capsys: pytest.CaptureFixture[str]) -> None:
    checkout.write("a.txt", LINE)
    checkout.commit("amended away")
    checkout.git("commit", "-q", "--amend", "-m", "kept")
    head = checkout.git("rev-parse", "HEAD").stdout.decode().strip()
    (finding,) = scan(checkout.root, capsys, "--history", "--unreachable")["findings"]
    assert (finding["path"], finding["commit"]) == ("a.txt", head)


def test_a_lost_commit_without_its_parents_costs_no_more_than_its_paths(
    checkout: Checkout, capsys: pytest.CaptureFixture[str]
) -> None:
    checkout.write("a.txt", "a\n")
    checkout.commit()
    tree = checkout.git("rev-parse", "HEAD^{tree}").stdout.decode().strip()
    lost = checkout.git("commit-tree", tree, "-m", "lost").stdout.decode().strip()
    checkout.git("commit-tree", tree, "-p", lost, "-m", LINE)
    (checkout.root / ".git/objects" / lost[:2] / lost[2:]).unlink()
    report = scan(checkout.root, capsys, "--history", "--unreachable")
    assert [path for path, _line in places(report)] == ["<commit message>"]
    assert report["skips"] == []


def test_a_bare_repository_and_one_of_sha256_are_read(
    tmp_path: Path, checkout: Checkout, capsys: pytest.CaptureFixture[str]
) -> None:
    checkout.write("seed.txt", LINE)
    checkout.commit()
    checkout.git("clone", "-q", "--bare", ".", str(tmp_path / "bare.git"))
    assert places(scan(tmp_path / "bare.git", capsys)) == [("seed.txt", 1)]
    long = tmp_path / "long"
    long.mkdir()
    other = Checkout.__new__(Checkout)
    other.root, other.environ = long, checkout.environ
    other.git("init", "-q", "--object-format=sha256", ".")
    other.write("seed.txt", LINE)
    other.commit()
    assert places(scan(long, capsys)) == [("seed.txt", 1)]


def test_a_shallow_clone_is_incomplete(tmp_path: Path, checkout: Checkout, capsys: pytest.CaptureFixture[str]) -> None:
    for number in range(3):
        checkout.write("a.txt", f"{number}\n")
        checkout.commit()
    checkout.git("clone", "-q", "--depth=1", f"file://{checkout.root}", str(tmp_path / "shallow"))
    report = scan(tmp_path / "shallow", capsys, code=3)
    assert [skip["reason"] for skip in report["skips"]] == ["not-checked"]  # type: ignore[attr-defined]


def test_an_object_that_is_missing_is_a_skip(checkout: Checkout, capsys: pytest.CaptureFixture[str]) -> None:
    checkout.write("seed.txt", LINE)
    checkout.commit()
    blob = oid(checkout, "HEAD:seed.txt")
    (checkout.root / ".git" / "objects" / blob[:2] / blob[2:]).unlink()
    report = scan(checkout.root, capsys, code=3)
    assert [(skip["path"], skip["reason"]) for skip in report["skips"]] == [("seed.txt", "unreadable")]  # type: ignore[attr-defined]


def test_what_is_missing_is_told_in_words_without_its_name(
    checkout: Checkout, capsys: pytest.CaptureFixture[str]
) -> None:
    checkout.write("seed.txt", LINE)
    checkout.commit()
    blob = oid(checkout, "HEAD:seed.txt")
    (checkout.root / ".git" / "objects" / blob[:2] / blob[2:]).unlink()
    (skip,) = scan(checkout.root, capsys, code=3)["skips"]  # type: ignore[misc]
    assert skip["detail"].startswith("the object is not in this clone")
    assert blob not in json.dumps(skip)


def test_a_missing_folder_costs_no_other_content_name_or_message(
    checkout: Checkout, capsys: pytest.CaptureFixture[str]
) -> None:
    checkout.write("seed.txt", LINE)
    checkout.commit(f"TEL {PHONE}")
    checkout.write("folder/a.txt", "a\n")
    checkout.write("090-3456-7812 住民.txt", "a\n")
    checkout.commit()
    tree = oid(checkout, "HEAD:folder")
    (checkout.root / ".git" / "objects" / tree[:2] / tree[2:]).unlink()
    report = scan(checkout.root, capsys, code=3)
    assert {path for path, _ in places(report)} == {"<commit message>", "<unreachable>", "090-3456-7812 住民.txt"}
    assert "unreadable" in {skip["reason"] for skip in report["skips"]}  # type: ignore[attr-defined]


def test_replace_refs_and_grafts_hide_nothing(checkout: Checkout, capsys: pytest.CaptureFixture[str]) -> None:
    checkout.write("seed.txt", LINE)
    checkout.commit()
    checkout.write("seed.txt", "clean\n")
    checkout.commit()
    dirty, clean = oid(checkout, "HEAD~1:seed.txt"), oid(checkout, "HEAD:seed.txt")
    checkout.git("replace", dirty, clean)
    (checkout.root / ".git" / "info").mkdir(exist_ok=True)
    (checkout.root / ".git" / "info" / "grafts").write_text(oid(checkout) + "\n")
    assert places(scan(checkout.root, capsys)) == [("seed.txt", 1)]


def test_a_large_file_is_read_where_it_lies_in_the_clone(
    checkout: Checkout, capsys: pytest.CaptureFixture[str]
) -> None:
    import hashlib

    name = hashlib.sha256(TABLE.encode()).hexdigest()
    pointer = f"version https://git-lfs.github.com/spec/v1\noid sha256:{name}\nsize {len(TABLE.encode())}\n"
    checkout.write("people.csv", pointer)
    checkout.commit()
    assert places(scan(checkout.root, capsys)) == []
    folder = checkout.root / ".git" / "lfs" / "objects" / name[:2] / name[2:4]
    folder.mkdir(parents=True)
    (folder / name).write_text(TABLE, encoding="utf-8")
    assert ("people.csv", 2) in places(scan(checkout.root, capsys))


def test_a_second_run_looks_only_at_what_is_new(checkout: Checkout, capsys: pytest.CaptureFixture[str]) -> None:
    checkout.write("seed.txt", LINE)
    checkout.commit()
    first = scan(checkout.root, capsys)
    (checkout.root / "seed.txt").unlink()
    checkout.commit("remove")
    second = scan(checkout.root, capsys)
    assert places(second) == places(first)
    assert second["findings"][0]["commits"]["removed"] == oid(checkout)  # type: ignore[index]


def test_history_reaches_every_blob_that_git_lists(checkout: Checkout, capsys: pytest.CaptureFixture[str]) -> None:
    for number in range(12):
        checkout.write(f"d{number % 3}/f{number}.txt", f"TEL 048-922-77{number:02}\n")
        if number == 5:
            checkout.git("checkout", "-q", "-b", "side")
        if number == 9:
            checkout.git("checkout", "-q", "main")
        checkout.commit()
    checkout.git("merge", "-q", "-m", "m", "side")
    listed = checkout.git("rev-list", "--objects", "--all", "--filter=object:type=blob").stdout.splitlines()
    blobs = [line for line in listed if b" " in line]
    assert len(scan(checkout.root, capsys)["findings"]) == len(blobs)  # type: ignore[arg-type]


# Ranges


def test_a_range_reports_what_its_commits_add_and_nothing_else(
    checkout: Checkout, capsys: pytest.CaptureFixture[str]
) -> None:
    checkout.write("a.txt", LINE)
    checkout.commit()
    checkout.write("a.txt", LINE + f"TEL {PHONE[:-1]}2\n")
    checkout.commit()
    checkout.write("b.txt", f"TEL {PHONE[:-1]}3\n")
    checkout.commit(f"TEL {PHONE[:-1]}4")
    (checkout.root / "b.txt").unlink()
    checkout.commit("away again")
    report = scan(checkout.root, capsys, "--range", "HEAD~3..HEAD", code=1)
    assert sorted(places(report)) == [("<commit message>", 1), ("a.txt", 2), ("b.txt", 1)]
    assert report["run"]["source"] == "range"  # type: ignore[index]


def test_a_rename_adds_nothing(checkout: Checkout, capsys: pytest.CaptureFixture[str]) -> None:
    checkout.write("a.txt", LINE * 3)
    checkout.commit()
    checkout.git("mv", "a.txt", "b.txt")
    checkout.commit()
    assert places(scan(checkout.root, capsys, "--range", "HEAD~1..HEAD", code=0)) == []


def test_three_dots_begin_where_the_branches_parted(checkout: Checkout, capsys: pytest.CaptureFixture[str]) -> None:
    checkout.write("a.txt", "a\n")
    checkout.commit()
    checkout.git("checkout", "-q", "-b", "side")
    checkout.write("b.txt", LINE)
    checkout.commit()
    checkout.git("checkout", "-q", "main")
    checkout.write("c.txt", LINE)
    checkout.commit()
    assert places(scan(checkout.root, capsys, "--range", "main...side")) == [("b.txt", 1)]


def test_a_base_of_zeros_means_all_that_no_remote_has(
    tmp_path: Path, checkout: Checkout, capsys: pytest.CaptureFixture[str]
) -> None:
    checkout.write("old.txt", LINE)
    checkout.commit()
    checkout.git("clone", "-q", ".", str(tmp_path / "clone"))
    clone = Checkout.__new__(Checkout)
    clone.root, clone.environ = tmp_path / "clone", checkout.environ
    clone.write("new.txt", LINE)
    clone.commit()
    assert places(scan(clone.root, capsys, "--range", f"{'0' * 40}..HEAD")) == [("new.txt", 1)]


@pytest.mark.parametrize("expression", ["HEAD", "..HEAD", "--all..HEAD", "no-such..HEAD", "HEAD..no-such", "a..b..c"])
def test_what_is_no_range_is_a_usage_error(
    expression: str, checkout: Checkout, capsys: pytest.CaptureFixture[str]
) -> None:
    checkout.write("a.txt", "a\n")
    checkout.commit()
    assert main(["scan", str(checkout.root), f"--range={expression}", "--lang", "en"]) == 2
    assert "BASE..HEAD" in capsys.readouterr().err


def test_excluded_paths_are_excluded_in_the_history_too(
    checkout: Checkout, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    checkout.write("fixtures/a.txt", LINE)
    checkout.write("sekisho.toml", '[[scan.exclude]]\npath = "fixtures/**"\nreason = "generated"\n')
    checkout.commit()
    assert places(scan(checkout.root, capsys, code=0)) == []


# What a hostile or damaged repository must not do


def test_a_program_for_signatures_is_never_run(
    tmp_path: Path, checkout: Checkout, capsys: pytest.CaptureFixture[str]
) -> None:
    checkout.write("a.txt", LINE)
    checkout.commit()
    tree, ran = oid(checkout, "HEAD^{tree}"), tmp_path / "ran"
    program = tmp_path / "gpg.sh"
    program.write_text(f"#!/bin/sh\ntouch '{ran}'\n")
    program.chmod(0o755)
    signed = f"tree {tree}\nauthor a <a@example.com> 1 +0000\ncommitter a <a@example.com> 1 +0000\n"
    signed += "gpgsig -----BEGIN PGP SIGNATURE-----\n x\n -----END PGP SIGNATURE-----\n\nm\n"
    made = (
        subprocess.run(
            ["git", "hash-object", "-t", "commit", "-w", "--stdin"],
            cwd=checkout.root,
            input=signed.encode(),
            capture_output=True,
        )
        .stdout.decode()
        .strip()
    )
    checkout.git("update-ref", "refs/heads/signed", made)
    for key, value in (("log.showSignature", "true"), ("gpg.program", str(program))):
        checkout.git("config", key, value)
    scan(checkout.root, capsys, "--history")
    scan(checkout.root, capsys, "--range", f"HEAD..{made}")
    assert not ran.exists()


def test_a_new_branch_that_its_remote_has_by_now_is_looked_at(
    tmp_path: Path, checkout: Checkout, capsys: pytest.CaptureFixture[str]
) -> None:
    checkout.write("a.txt", "a\n")
    checkout.commit()
    checkout.git("clone", "-q", ".", str(tmp_path / "clone"))
    clone = Checkout.__new__(Checkout)
    clone.root, clone.environ = tmp_path / "clone", checkout.environ
    clone.git("checkout", "-q", "-b", "topic")
    clone.write("new.txt", LINE)
    clone.commit()
    clone.git("push", "-q", "origin", "topic")
    assert places(scan(clone.root, capsys, "--range", f"{'0' * 40}..HEAD")) == [("new.txt", 1)]


def test_a_copy_in_an_excluded_folder_hides_nothing(checkout: Checkout, capsys: pytest.CaptureFixture[str]) -> None:
    checkout.write("sekisho.toml", '[[scan.exclude]]\npath = "ex/**"\nreason = "generated"\n')
    checkout.write("ex/a.txt", LINE)
    checkout.commit()
    checkout.write("src/z.txt", LINE)
    checkout.commit()
    assert places(scan(checkout.root, capsys)) == [("src/z.txt", 1)]


def test_a_name_that_a_rename_brought_is_looked_at(checkout: Checkout, capsys: pytest.CaptureFixture[str]) -> None:
    checkout.write("a.txt", "text\n")
    checkout.commit()
    checkout.git("mv", "a.txt", "048-922-7731 住民.txt")
    checkout.commit()
    assert [path for path, _ in places(scan(checkout.root, capsys))] == ["048-922-7731 住民.txt"]


def test_a_damaged_ref_costs_no_content(checkout: Checkout, capsys: pytest.CaptureFixture[str]) -> None:
    checkout.write("a.txt", LINE)
    checkout.commit()
    (checkout.root / ".git" / "refs" / "heads" / "broken").write_text("1" * 40 + "\n")
    report = scan(checkout.root, capsys, code=3)
    assert [line for _, line in places(report)] == [1]
    assert {skip["reason"] for skip in report["skips"]} == {"unreadable"}  # type: ignore[attr-defined]


def test_a_tag_of_a_tag_of_a_blob_is_followed(checkout: Checkout, capsys: pytest.CaptureFixture[str]) -> None:
    checkout.write("a.txt", "a\n")
    checkout.commit()
    made = (
        subprocess.run(
            ["git", "hash-object", "-w", "--stdin"], cwd=checkout.root, input=LINE.encode(), capture_output=True
        )
        .stdout.decode()
        .strip()
    )
    checkout.git("tag", "-a", "-m", "one", "one", made)
    checkout.git("tag", "-a", "-m", "two", "two", "one")
    checkout.git("tag", "-d", "one")
    assert [path for path, _ in places(scan(checkout.root, capsys))] == ["refs/tags/two"]
