"""A run that goes on from an earlier one reports what a run over everything reports, whatever happened in between."""

from __future__ import annotations

import json
import random
import sqlite3
from collections.abc import Callable
from pathlib import Path

import pytest

from guard.cache import FILE, FOLDER
from guard.cli import main
from guard.sources import history as history_module
from tests.conftest import Checkout, environment

LINE = "電話番号：048-922-7{:03}\n"
Scan = Callable[..., dict[str, object]]


@pytest.fixture
def scan(monkeypatch: pytest.MonkeyPatch, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> Scan:
    for name, value in environment(tmp_path).items():
        if name.startswith("GIT_"):
            monkeypatch.setenv(name, value)

    def run(checkout: Checkout, *options: str) -> dict[str, object]:
        main(["scan", str(checkout.root), "--history", "--format", "json", "--lang", "en", "--jobs", "1", *options])
        report: dict[str, object] = json.loads(capsys.readouterr().out)
        del report["run"]
        return report

    return run


@pytest.fixture
def walked(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """The commits that runs have walked over."""
    seen: list[str] = []
    walk = history_module.walk

    def remember(repository, revisions):  # type: ignore[no-untyped-def]
        for commit in walk(repository, revisions):
            seen.append(commit.oid)
            yield commit

    monkeypatch.setattr(history_module, "walk", remember)
    return seen


class Work:
    """Somebody who works in a repository, now and then with data that should not be there."""

    def __init__(self, checkout: Checkout, seed: int) -> None:
        self.checkout = checkout
        self.random = random.Random(seed)
        self.names = [f"{folder}{name}.{kind}" for folder in ("", "d/") for name in "ab" for kind in ("txt", "php")]
        self.clock = 1_600_000_000
        checkout.write("sekisho.toml", '[[scan.exclude]]\npath = "out/**"\nreason = "made"\n')
        self.names.append("out/a.txt")
        self.commit()

    def git(self, *words: str) -> None:
        self.clock += self.random.choice((0, 0, 0, 1, 60, 3600, -7200))
        stamp = f"{self.clock} +0900"
        self.checkout.git(*words, check=False, GIT_COMMITTER_DATE=stamp, GIT_AUTHOR_DATE=stamp)

    def commit(self) -> None:
        message = self.random.choice(("work", "work", f"住民の電話 048-922-77{self.random.randrange(30, 34)}", "other"))
        self.git("add", "--all")
        self.git("commit", "--quiet", "--allow-empty", "--message", message)

    def step(self) -> None:
        actions = (self.edit, self.edit, self.edit, self.remove, self.rename, self.branch, self.go, self.merge)
        self.random.choice((*actions, self.tag, self.forget, self.rewrite, self.stash, self.annotate, self.revert))()

    def edit(self) -> None:
        for name in self.random.sample(self.names, self.random.randrange(1, 3)):
            lines = [f"line {self.random.randrange(3)}\n" for _ in range(2)]
            if self.random.random() < 0.4:
                lines.append(LINE.format(self.random.randrange(4)))
            self.checkout.write(name, "".join(lines))
        self.commit()

    def remove(self) -> None:
        self.git("rm", "--quiet", "--ignore-unmatch", self.random.choice(self.names))
        self.commit()

    def rename(self) -> None:
        source, target = self.random.sample(self.names, 2)
        self.git("mv", "--force", source, target)
        self.commit()

    def branch(self) -> None:
        back = self.random.randrange(4)
        self.git("checkout", "--quiet", "--force", "-B", self.random.choice("xyz"), f"HEAD~{back}")

    def go(self) -> None:
        self.git("checkout", "--quiet", "--force", self.random.choice(("main", *"xyz")))

    def merge(self) -> None:
        self.git("merge", "--quiet", "--strategy-option=theirs", "--no-edit", self.random.choice(("main", *"xyz")))
        self.git("merge", "--abort")

    def tag(self) -> None:
        name = self.random.choice(("t", "u"))
        if self.random.random() < 0.3:
            self.git("tag", "--force", name, "HEAD:a.txt")
        elif self.random.random() < 0.5:
            self.git("tag", "--force", "--annotate", "--message", LINE.format(9), name)
        else:
            self.git("tag", "--delete", name)

    def forget(self) -> None:
        self.git("branch", "--quiet", "--delete", "--force", self.random.choice("xyz"))

    def rewrite(self) -> None:
        if self.random.random() < 0.5:
            self.git("reset", "--quiet", "--hard", "HEAD~1")
        else:
            self.git("commit", "--quiet", "--amend", "--allow-empty", "--message", "rewritten")

    def stash(self) -> None:
        self.checkout.write(self.random.choice(self.names), LINE.format(self.random.randrange(4, 6)))
        self.git("stash", "push", "--quiet", "--include-untracked")
        if self.random.random() < 0.5:
            self.git("stash", "drop", "--quiet")

    def annotate(self) -> None:
        self.git("notes", "add", "--force", "--message", LINE.format(self.random.randrange(7, 9)))

    def revert(self) -> None:
        self.git("revert", "--no-edit", "HEAD")
        self.git("revert", "--abort")


@pytest.mark.slow
@pytest.mark.parametrize("options", [(), ("--unreachable",)])
@pytest.mark.parametrize("seed", range(4))
def test_whatever_happens_to_a_repository_the_report_is_that_of_a_whole_run(
    seed: int, options: tuple[str, ...], checkout: Checkout, scan: Scan
) -> None:
    work = Work(checkout, seed)
    for _ in range(12):
        for _ in range(work.random.randrange(1, 4)):
            work.step()
        assert scan(checkout, *options) == scan(checkout, "--no-cache", *options)
        if work.random.random() < 0.3:
            assert scan(checkout, *options) == scan(checkout, "--no-cache", *options)


def places(report: dict[str, object]) -> list[tuple[str, str | None]]:
    return [(one["path"], one["commits"]["removed"]) for one in report["findings"]]  # type: ignore[attr-defined]


def head(checkout: Checkout) -> str:
    return checkout.git("rev-parse", "HEAD").stdout.decode().strip()


@pytest.fixture
def known(checkout: Checkout, scan: Scan, walked: list[str]) -> Checkout:
    """A repository of some commits that one run has looked at."""
    checkout.write("clean.txt", "nothing\n")
    checkout.commit("住民の電話 048-922-7731")
    checkout.write("found.txt", LINE.format(731))
    checkout.commit()
    checkout.write("more.txt", LINE.format(732))
    checkout.commit()
    scan(checkout)
    walked.clear()
    return checkout


def test_only_new_commits_are_walked(known: Checkout, scan: Scan, walked: list[str]) -> None:
    known.write("new.txt", LINE.format(733))
    known.commit()
    report = scan(known)
    assert walked == [head(known)]
    assert {path for path, _ in places(report)} == {"<commit message>", "found.txt", "more.txt", "new.txt"}
    assert report == scan(known, "--no-cache")


def test_nothing_new_is_no_walk(known: Checkout, scan: Scan, walked: list[str]) -> None:
    first, second = scan(known), scan(known)
    assert walked == []
    assert first == second == scan(known, "--no-cache")


@pytest.fixture
def lost(known: Checkout, scan: Scan, walked: list[str]) -> Checkout:
    """The same with a commit, a tag and blobs that no ref reaches, all of it looked at."""
    known.write("amended.txt", LINE.format(737))
    known.commit("住民の電話 048-922-7738")
    known.git("tag", "--annotate", "--message", LINE.format(739), "t")
    known.git("tag", "--delete", "t")
    known.git("reset", "-q", "--hard", "HEAD~1")
    for content in ("nothing here\n", LINE.format(740), "nothing there\n"):
        known.write("never.txt", content)
        known.git("add", "never.txt")
    known.git("rm", "-q", "-f", "never.txt")
    scan(known, "--unreachable")
    walked.clear()
    return known


def test_what_no_ref_reaches_is_not_walked_again_while_nothing_came_or_went(
    lost: Checkout, scan: Scan, walked: list[str]
) -> None:
    report = scan(lost, "--unreachable")
    assert walked == []
    assert {path for path, _ in places(report)} >= {"amended.txt", "<unreachable>", "<commit message>", "<tag message>"}
    assert report == scan(lost, "--unreachable", "--no-cache")


@pytest.mark.parametrize("change", ["blob", "tag", "ref", "repack", "prune"])
def test_what_no_ref_reaches_is_walked_again_when_something_came_or_went(
    change: str, lost: Checkout, scan: Scan, walked: list[str]
) -> None:
    if change == "blob":
        lost.write("new.txt", LINE.format(741))
        lost.git("hash-object", "-w", "new.txt")
        (lost.root / "new.txt").unlink()
    elif change == "tag":
        lost.git("tag", "--annotate", "--message", LINE.format(742), "u")
        lost.git("tag", "--delete", "u")
    elif change == "ref":
        lost.git("branch", "back", "ORIG_HEAD")
    else:
        lost.git("reflog", "expire", "--all", "--expire=now", "--expire-unreachable=now")
        lost.git("repack", "-q", "-A", "-d") if change == "repack" else lost.git("prune", "--expire=now")
    report = scan(lost, "--unreachable")
    assert walked
    assert report == scan(lost, "--unreachable", "--no-cache")


def test_a_run_over_all_and_one_over_what_refs_reach_have_memories_of_their_own(lost: Checkout, scan: Scan) -> None:
    for options in ((), ("--unreachable",), (), ("--unreachable",)):
        assert scan(lost, *options) == scan(lost, *options, "--no-cache")


def test_a_new_commit_that_takes_away_what_was_found_is_told(known: Checkout, scan: Scan) -> None:
    (known.root / "found.txt").unlink()
    known.commit()
    assert dict(places(scan(known)))["found.txt"] == head(known)


def test_what_a_new_commit_puts_back_is_no_longer_removed(known: Checkout, scan: Scan) -> None:
    (known.root / "found.txt").unlink()
    known.commit()
    scan(known)
    known.git("revert", "--no-edit", "HEAD")
    assert dict(places(scan(known)))["found.txt"] is None


def test_what_is_no_longer_reached_is_not_reported(known: Checkout, scan: Scan) -> None:
    known.git("reset", "-q", "--hard", "HEAD~1")
    report = scan(known)
    assert {path for path, _ in places(report)} == {"<commit message>", "found.txt"}
    assert report == scan(known, "--no-cache")


def test_a_branch_that_was_deleted_is_forgotten(known: Checkout, scan: Scan) -> None:
    known.git("checkout", "-q", "-b", "side")
    known.write("side.txt", LINE.format(734))
    known.commit()
    assert "side.txt" in dict(places(scan(known)))
    known.git("checkout", "-q", "main")
    known.git("branch", "-q", "-D", "side")
    assert "side.txt" not in dict(places(scan(known)))


def test_a_blob_that_was_clean_in_one_place_is_looked_at_in_an_earlier_one(checkout: Checkout, scan: Scan) -> None:
    """As a table its columns have labels, as a program they have none."""
    table = "氏名\n勅使河原 蓮\n"
    for name, when in (("a.php", "2026-01-02T00:00:00Z"), ("a.csv", "2026-01-01T00:00:00Z")):
        checkout.git("checkout", "-q", "--orphan", name)
        checkout.git("rm", "-q", "-r", "-f", "--ignore-unmatch", ".")
        checkout.write(name, table)
        checkout.git("add", "--all")
        checkout.git("commit", "-q", "-m", name, GIT_COMMITTER_DATE=when)
        assert scan(checkout) == scan(checkout, "--no-cache")


def test_a_shallow_clone_that_was_deepened_is_walked_anew(known: Checkout, scan: Scan, tmp_path: Path) -> None:
    known.git("clone", "-q", "--depth=1", f"file://{known.root}", str(tmp_path / "shallow"))
    clone = Checkout.__new__(Checkout)
    clone.root, clone.environ = tmp_path / "shallow", known.environ
    assert len(places(scan(clone))) == 2  # all files, in the one commit that is here
    clone.git("fetch", "-q", "--unshallow")
    assert scan(clone) == scan(known)


def test_another_configuration_is_another_past(known: Checkout, scan: Scan, walked: list[str]) -> None:
    (known.root / "sekisho.toml").write_text('[[scan.exclude]]\npath = "found.txt"\nreason = "made"\n')
    report = scan(known)
    assert len(walked) == 3
    assert "found.txt" not in dict(places(report))
    assert report == scan(known, "--no-cache")


def test_the_cache_of_another_repository_is_no_past_of_this(known: Checkout, scan: Scan, tmp_path: Path) -> None:
    other = Checkout.__new__(Checkout)
    other.root, other.environ = tmp_path / "other", known.environ
    other.root.mkdir()
    other.git("init", "--quiet", "--initial-branch=main", ".")
    other.write("other.txt", LINE.format(735))
    other.commit()
    (other.root / ".git" / FOLDER).mkdir()
    (other.root / ".git" / FOLDER / FILE).write_bytes((known.root / ".git" / FOLDER / FILE).read_bytes())
    assert [path for path, _ in places(scan(other))] == ["other.txt"]


@pytest.mark.parametrize("change", ["cut", "bit", "swap"])
def test_a_past_that_somebody_changed_is_not_believed(
    change: str, known: Checkout, scan: Scan, walked: list[str]
) -> None:
    with sqlite3.connect(known.root / ".git" / FOLDER / FILE) as database:
        rows = database.execute("SELECT key, entry FROM outcome ORDER BY length(entry)").fetchall()
        key, entry = rows[-1]
        assert b"found.txt" in entry
        changed = {"cut": entry[:-1], "bit": entry[:40] + bytes([entry[40] ^ 1]) + entry[41:], "swap": rows[0][1]}
        database.execute("UPDATE outcome SET entry = ? WHERE key = ?", (changed[change], key))
    report = scan(known)
    assert len(walked) == 3
    assert report == scan(known, "--no-cache")


def test_an_interrupted_run_leaves_the_past_as_it_was(
    known: Checkout, scan: Scan, walked: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    known.write("new.txt", LINE.format(736))
    known.commit()

    def interrupt(*_: object) -> None:
        raise KeyboardInterrupt

    with monkeypatch.context() as patch:
        patch.setattr("guard.scan.Scan._take", interrupt)
        scan(known)
    walked.clear()
    report = scan(known)
    assert walked == [head(known)]
    assert report == scan(known, "--no-cache")


def test_no_name_of_a_message_and_no_content_is_kept(known: Checkout) -> None:
    content = (known.root / ".git" / FOLDER / FILE).read_bytes()
    assert b"048-922" not in content
    assert "住民".encode() not in content
