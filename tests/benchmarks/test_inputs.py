"""What the benchmarks scan is what they say, and the same everywhere."""

from __future__ import annotations

import csv
import subprocess
from pathlib import Path

import pytest

from benchmarks import inputs
from benchmarks.tasks import QUICK, commands, tasks
from detectors.checkdigits import is_my_number


def _git(root: Path, *words: str) -> str:
    return subprocess.run(["git", *words], cwd=root, check=True, capture_output=True, text=True).stdout


def test_a_clean_commit_is_ten_staged_files_without_a_digit_group(tmp_path: Path) -> None:
    inputs.clean_commit(tmp_path)
    names = _git(tmp_path, "diff", "--cached", "--name-only").split()
    assert len(names) == 10
    assert not any("048-922" in (tmp_path / name).read_text(encoding="utf-8") for name in names)


def test_a_tree_has_the_size_it_was_asked_for_and_no_line_twice(tmp_path: Path) -> None:
    inputs.tree(tmp_path, 0.4)
    files = list(tmp_path.glob("src/**/*.php"))
    assert 0.38e6 < sum(file.stat().st_size for file in files) < 0.46e6
    lines = [line for file in files for line in file.read_text(encoding="utf-8").splitlines()]
    assert len(set(lines)) == len(lines)


def test_a_history_has_the_commits_it_was_asked_for_and_two_new_blobs_in_each(tmp_path: Path) -> None:
    inputs.history(tmp_path, 30)
    assert _git(tmp_path, "rev-list", "--count", "HEAD").strip() == "30"
    ids, size = inputs.blob_ids(tmp_path)
    assert len(ids) == len(set(ids)) == inputs.FILES + 2 * 29
    assert size > 1_000_000
    assert _git(tmp_path, "status", "--porcelain") == ""


def test_one_more_commit_is_one_more_blob_each_time(tmp_path: Path) -> None:
    inputs.history(tmp_path, 2)
    before = len(inputs.blob_ids(tmp_path)[0])
    inputs.one_more_commit(tmp_path)
    inputs.one_more_commit(tmp_path)
    assert len(inputs.blob_ids(tmp_path)[0]) == before + 2


def test_a_table_has_its_rows_and_numbers_that_pass_their_check(tmp_path: Path) -> None:
    inputs.table(tmp_path / "a.csv", 50)
    with (tmp_path / "a.csv").open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    assert len(rows) == 50
    assert all(all(row.values()) and is_my_number(row["個人番号"]) for row in rows)


@pytest.mark.parametrize("key", ["clean-commit", "tree", "table"])
def test_an_input_is_the_same_at_every_time(tmp_path: Path, key: str) -> None:
    task = next(task for task in tasks(QUICK) if task.key == key)
    trees = set()
    for name in "ab":
        (tmp_path / name).mkdir()
        task.make(tmp_path / name)
        trees.add(_git(tmp_path / name, "write-tree"))
    assert len(trees) == 1


def test_tools_that_are_not_here_are_named(tmp_path: Path) -> None:
    task = next(task for task in tasks(QUICK) if task.key == "clean-commit")
    task.make(tmp_path)
    here, missing = commands(task, tmp_path, {})
    assert [command.tool for command in here] == ["sekisho", "python itself"]
    assert missing == ["gitleaks", "kingfisher", "detect-secrets-hook", "jp-pii-detect"]
