"""Names that stand in a tree alone, which no commit has: each is told once, and what cannot be read is."""

from __future__ import annotations

import os
import zlib
from pathlib import Path

import pytest

from guard.model import Skip
from guard.sources.history import HistorySource
from guard.sources.lost_trees import NOT_READ
from tests.sources.conftest import Scratch


@pytest.fixture
def scratch(tmp_path: Path) -> Scratch:
    made = Scratch(tmp_path / "repository")
    made.commit(kept_txt="one\n")
    return made


def lose(made: Scratch, *names: str) -> str:
    """Write a tree that holds these names and that nothing leads to; gives its own name."""
    for name in names:
        made.write(name, "text\n")
    made.git("add", "--all")
    tree = made.git("write-tree").decode().strip()
    made.git("reset", "--quiet", "--hard")
    return tree


def told(made: Scratch) -> list[str]:
    """The paths without content that a history with all objects gives."""
    source = HistorySource(made.path, unreachable=True, max_bytes=1000)
    items = [item for item in source.blobs() if not isinstance(item, Skip)]
    return [item.origin.path for item in items if item.oid is None and not item.read() and item.origin.commit is None]


def skips(made: Scratch) -> list[str]:
    source = HistorySource(made.path, unreachable=True, max_bytes=1000)
    return [item.detail for item in source.blobs() if isinstance(item, Skip)]


def test_names_in_a_tree_that_no_commit_has_are_told_with_their_folders(scratch: Scratch) -> None:
    lose(scratch, "名簿/佐々木健一.txt", "top.txt")
    assert sorted(told(scratch)) == ["top.txt", "名簿/佐々木健一.txt"]


def test_a_name_is_told_once_however_many_trees_have_it(scratch: Scratch) -> None:
    for n in range(3):
        lose(scratch, "a/same.txt", f"other-{n}.txt")
    found = told(scratch)
    assert len(found) == len(set(found))
    assert {one for one in found if one != "a"} == {"a/same.txt", *(f"other-{n}.txt" for n in range(3))}


def test_trees_of_commits_are_none_of_them_reached_or_not(scratch: Scratch) -> None:
    scratch.commit(gone_txt="two\n")
    scratch.git("reset", "--quiet", "--hard", "HEAD~1")
    assert told(scratch) == []


def test_a_folder_that_a_commit_has_is_told_by_its_name_alone(scratch: Scratch) -> None:
    scratch.write("folder/file.txt")
    scratch.commit()
    inner = scratch.git("rev-parse", "HEAD:folder").decode().strip()
    scratch.git("mktree", stdin=f"040000 tree {inner}\t佐々木健一\n".encode())
    assert told(scratch) == ["佐々木健一"]


def test_a_tree_that_is_not_the_one_of_its_name_is_told(scratch: Scratch) -> None:
    tree = lose(scratch, "佐々木健一.txt")
    scratch.object_file(tree).chmod(0o600)
    scratch.object_file(tree).write_bytes(zlib.compress(b"tree 0\0"))
    assert (told(scratch), skips(scratch)) == ([], [NOT_READ])


def test_a_chain_of_folders_deeper_than_any_path_is_told_and_costs_no_more(scratch: Scratch) -> None:
    tree = scratch.git("mktree", stdin=f"100644 blob {scratch.blob(b'x')}\tlast.txt\n".encode()).decode().strip()
    for _ in range(300):
        tree = scratch.git("mktree", stdin=f"040000 tree {tree}\t{'d' * 250}\n".encode()).decode().strip()
    assert skips(scratch) == [NOT_READ]
    assert max(map(len, map(os.fsencode, told(scratch)))) < 1 << 17


def test_a_lost_commit_whose_tree_is_gone_costs_nothing(scratch: Scratch) -> None:
    scratch.commit(gone_txt="two\n")
    tree = scratch.git("rev-parse", "HEAD^{tree}").decode().strip()
    scratch.git("reset", "--quiet", "--hard", "HEAD~1")
    scratch.object_file(tree).unlink()
    lose(scratch, "still.txt")
    assert "still.txt" in told(scratch)
    assert NOT_READ not in skips(scratch)


@pytest.mark.parametrize("form", ["sha1", "sha256"])
def test_a_repository_of_either_kind_of_names_is_read(tmp_path: Path, form: str) -> None:
    made = Scratch(tmp_path / form, f"--object-format={form}")
    made.commit(kept_txt="one\n")
    lose(made, "名簿/佐々木健一.txt")
    made.git("repack", "-q", "-a", "-d", "--keep-unreachable")
    assert told(made) == ["名簿/佐々木健一.txt"]


def test_a_clone_without_any_commit_has_names_all_the_same(tmp_path: Path) -> None:
    made = Scratch(tmp_path / "empty")
    made.write("佐々木健一.txt")
    made.git("add", "--all")
    made.git("write-tree")
    made.git("rm", "--quiet", "--cached", "-r", ".")
    assert told(made) == ["佐々木健一.txt"]
