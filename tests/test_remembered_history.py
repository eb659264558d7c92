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
        self.random.choice(actions + (self.tag, self.forget, self.rewrite, self.stash, self.annotate, self.revert))()

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


@pytest.mark.parametrize("seed", range(4))
def test_whatever_happens_to_a_repository_the_report_is_that_of_a_whole_run(
    seed: int, checkout: Checkout, scan: Scan
) -> None:
    work = Work(checkout, seed)
    for _ in range(12):
        for _ in range(work.random.randrange(1, 4)):
            work.step()
        assert scan(checkout) == scan(checkout, "--no-cache")
        if work.random.random() < 0.3:
            assert scan(checkout) == scan(checkout, "--no-cache")
