from __future__ import annotations

import hashlib
import os
import subprocess
import time
from functools import partial
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from guard.errors import SourceError, UsageError
from guard.model import Blob, Skip, SkipReason
from guard.sources import worktree
from guard.sources.index import IndexSource
from guard.sources.worktree import WorktreeSource

source = partial(WorktreeSource, include_ignored=False, max_bytes=1000)


def paths(source: WorktreeSource) -> list[str]:
    return [item.origin.path for item in source.blobs()]


def test_tracked_and_untracked_files_are_read_as_they_lie_on_disk(repository, look):
    repository.commit(a_txt="committed")
    repository.write("a.txt", "changed")
    repository.write("new/氏名.csv", "untracked")
    assert look(source([repository.path])) == {"a.txt": b"changed", "new/氏名.csv": b"untracked"}


def test_ignored_files_are_left_out_unless_asked_for(repository):
    repository.write(".gitignore", "*.log\n")
    repository.write("a.log")
    assert paths(source([repository.path])) == [".gitignore"]
    with_ignored = WorktreeSource([repository.path], include_ignored=True, max_bytes=1000)
    assert paths(with_ignored) == [".gitignore", "a.log"]


def test_tracked_file_that_matches_an_ignore_rule_is_looked_at(repository):
    repository.commit(a_log="tracked")
    repository.write(".gitignore", "*.log\n")
    assert paths(source([repository.path])) == [".gitignore", "a.log"]


def test_origin_has_neither_commit_nor_members_and_the_blob_no_base(repository):
    repository.commit(a_txt="1")
    (blob,) = source([repository.path]).blobs()
    assert isinstance(blob, Blob)
    assert (blob.origin.commit, blob.origin.members, blob.base) == (None, (), None)


def test_a_large_file_that_was_not_put_in_its_place_is_read_where_it_lies(repository, look):
    content = b"large"
    name = hashlib.sha256(content).hexdigest()
    pointer = f"version https://git-lfs.github.com/spec/v1\noid sha256:{name}\nsize {len(content)}\n"
    repository.write("a.csv", pointer)
    assert look(source([repository.path])) == {"a.csv": pointer.encode()}
    repository.write(f".git/lfs/objects/{name[:2]}/{name[2:4]}/{name}", content)
    assert look(source([repository.path])) == look(source([repository.path / "a.csv"])) == {"a.csv": content}
    repository.git("add", "a.csv")
    assert look(IndexSource(repository.path, max_bytes=1000)) == {"a.csv": content}
    (repository.path / "a.csv").unlink()
    assert look(source([repository.path])) == {"a.csv": content}


def test_root_commit_and_kind_of_a_repository(repository):
    assert source([repository.path]).commit is None
    commit = repository.commit(a_txt="1")
    of_a_folder = source([repository.path])
    assert (of_a_folder.root, of_a_folder.commit, of_a_folder.kind) == (repository.path, commit, "worktree")


def test_path_below_the_root_keeps_the_repository_as_root(repository):
    repository.write("a/x.txt")
    repository.write("b/y.txt")
    below = source([repository.path / "a"])
    assert below.root == repository.path
    assert paths(below) == ["a/x.txt"]


def test_several_paths_give_each_file_once_in_the_order_of_its_bytes(repository):
    for name in ("b/x", "a/y", "a-b", "c"):
        repository.write(name)
    named = [repository.path / name for name in ("b", "a", "a/y", "c", "c", "a-b")]
    assert paths(source(named)) == ["a-b", "a/y", "b/x", "c"]


def test_single_file_is_looked_at_even_if_it_is_ignored(repository, look):
    repository.write(".gitignore", "*.log\n")
    repository.write("a.log", "ignored")
    assert look(source([repository.path / "a.log"])) == {"a.log": b"ignored"}


def test_folder_that_is_named_is_looked_at_even_if_it_is_ignored(repository):
    repository.write(".gitignore", "build/\ncache/\n")
    repository.write("build/sub/x.txt")
    repository.write("src/cache/y.txt")
    repository.write("src/z.txt")
    assert paths(source([repository.path / "build"])) == ["build/sub/x.txt"]
    assert paths(source([repository.path / "build/sub"])) == ["build/sub/x.txt"]
    assert paths(source([repository.path / "src"])) == ["src/z.txt"]


def test_missing_path_is_a_usage_error(repository):
    with pytest.raises(UsageError, match="nowhere"):
        source([repository.path / "nowhere"])


def test_link_that_leads_in_a_circle_is_a_usage_error_when_it_is_named(tmp_path):
    (tmp_path / "loop").symlink_to("loop")
    with pytest.raises(UsageError, match="loop"):
        source([tmp_path / "loop"])


def test_bare_repository_is_a_usage_error_and_not_a_clean_scan(make_repository):
    bare = make_repository("bare.git", "--bare")
    with pytest.raises(UsageError, match="bare"):
        source([bare.path])


def test_two_repositories_share_the_folder_above_as_root(make_repository):
    one, two = make_repository("one"), make_repository("two")
    one.write("x")
    two.write("y")
    both = source([two.path, one.path])
    assert both.root == one.path.parent
    assert both.commit is None
    assert paths(both) == ["one/x", "two/y"]


def test_plain_folder_is_walked_in_the_order_of_bytes_and_without_git_folders(tmp_path, look):
    for name in ("a/b/1", "a-b", "a.b", "z", "a/.git/config", "é"):
        (tmp_path / "plain" / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / "plain" / name).write_bytes(b"x")
    found = list(look(source([tmp_path / "plain"])))
    assert found == ["a-b", "a.b", "a/b/1", "z", "é"]
    assert source([tmp_path / "plain"]).commit is None


def test_repository_inside_a_plain_folder_is_looked_at_as_one(make_repository):
    inner = make_repository("plain/inner")
    inner.write(".gitignore", "x\n")
    inner.write("x")
    (inner.path.parent / "y").write_bytes(b"")
    assert paths(source([inner.path.parent])) == ["inner/.gitignore", "y"]


def test_link_is_its_target_and_never_followed(repository, tmp_path, look):
    (tmp_path / "outside").mkdir()
    (tmp_path / "outside" / "secret").write_bytes(b"outside")
    (repository.path / "file").symlink_to("../outside/secret")
    (repository.path / "folder").symlink_to("../outside")
    (repository.path / "loop").symlink_to("loop")
    expected = {"file": b"../outside/secret", "folder": b"../outside", "loop": b"loop"}
    assert look(source([repository.path])) == expected
    repository.git("add", "--all")
    assert look(source([repository.path])) == expected


def test_links_in_a_plain_folder_are_never_followed(tmp_path, look):
    folder = tmp_path / "plain"
    folder.mkdir()
    (folder / "up").symlink_to("..")
    assert look(source([folder])) == {"up": b".."}


def test_tracked_file_whose_folder_became_a_link_is_read_from_the_index(repository, tmp_path, look):
    repository.write("folder/secret", "tracked")
    repository.commit()
    (repository.path / "folder" / "secret").unlink()
    (repository.path / "folder").rmdir()
    (tmp_path / "outside").mkdir()
    (tmp_path / "outside" / "secret").write_bytes(b"outside")
    (repository.path / "folder").symlink_to("../outside")
    assert look(source([repository.path])) == {"folder": b"../outside", "folder/secret": b"tracked"}


def test_tracked_file_that_is_not_on_disk_is_read_from_the_index(repository, look):
    repository.commit(a_txt="a", b_txt="b")
    (repository.path / "a.txt").unlink()
    assert look(source([repository.path])) == {"a.txt": b"a", "b.txt": b"b"}


def test_tracked_file_that_became_a_folder_is_read_from_the_index(repository, look):
    repository.commit(a="tracked")
    (repository.path / "a").unlink()
    repository.write("a/b", "untracked")
    assert look(source([repository.path])) == {"a": b"tracked", "a/b": b"untracked"}


def test_sparse_checkout_is_looked_at_as_a_whole(repository, look):
    for name in ("in/x", "out/y"):
        repository.write(name, name)
    repository.commit()
    repository.git("sparse-checkout", "set", "--sparse-index", "in")
    assert not (repository.path / "out").exists()
    assert look(source([repository.path])) == {"in/x": b"in/x", "out/y": b"out/y"}


def test_blob_from_the_index_can_be_read_after_the_walk_is_over(repository):
    repository.commit(a_txt="a")
    (repository.path / "a.txt").unlink()
    (blob,) = list(source([repository.path]).blobs())
    assert isinstance(blob, Blob)
    assert blob.read() == b"a"


def test_unmerged_file_comes_once(repository, look):
    repository.commit(a_txt="base")
    repository.git("checkout", "--quiet", "-b", "other")
    repository.commit(a_txt="theirs")
    repository.git("checkout", "--quiet", "main")
    repository.commit(a_txt="ours")
    with pytest.raises(subprocess.CalledProcessError):
        repository.git("merge", "other")
    (content,) = look(source([repository.path])).values()
    assert b"ours" in content
    assert b"theirs" in content


def test_submodule_is_looked_at_below_its_path_in_the_order_of_bytes(repository, make_repository):
    inner = make_repository("repository/sub")
    inner.commit(x_txt="1")
    inner.write("untracked.txt")
    repository.write("sub-x")
    repository.write("sub0")
    repository.git("add", "--all")
    assert repository.git("ls-files", "--stage", "sub").startswith(b"160000")
    assert paths(source([repository.path])) == ["sub-x", "sub/untracked.txt", "sub/x.txt", "sub0"]


@pytest.mark.parametrize("exists", [True, False])
def test_submodule_that_is_not_checked_out_is_a_skip(repository, exists):
    repository.git("update-index", "--add", "--cacheinfo", f"160000,{'1' * 40},sub")
    if exists:
        (repository.path / "sub").mkdir()
    (skip,) = source([repository.path]).blobs()
    assert isinstance(skip, Skip)
    assert (skip.origin.path, skip.reason) == ("sub", SkipReason.NO_EXTRACTOR)
    assert "not checked out" in skip.detail
    assert skip.can_hold_text


def test_files_at_the_place_of_a_submodule_are_looked_at(repository, look):
    repository.git("update-index", "--add", "--cacheinfo", f"160000,{'1' * 40},sub")
    repository.write("sub/hidden.csv", "hidden")
    assert repository.git("ls-files", "--others") == b""
    assert look(source([repository.path])) == {"sub/hidden.csv": b"hidden"}


def test_file_at_the_place_of_a_submodule_is_looked_at(repository, look):
    repository.git("update-index", "--add", "--cacheinfo", f"160000,{'1' * 40},sub")
    repository.write("sub", "hidden")
    assert look(source([repository.path])) == {"sub": b"hidden"}


def test_untracked_repository_follows_its_own_ignore_rules(repository, make_repository):
    inner = make_repository("repository/vendor/inner")
    inner.write(".gitignore", "x\n")
    inner.write("x")
    inner.write("y")
    assert paths(source([repository.path])) == ["vendor/inner/.gitignore", "vendor/inner/y"]


def test_repositories_inside_each_other_end_at_a_depth(make_repository, monkeypatch):
    monkeypatch.setattr(worktree, "_MAX_DEPTH", 2)
    for depth in range(5):
        make_repository("/".join(["r"] * (depth + 1))).write("file")
    *blobs, skip = source([Path.cwd().parent / "r"]).blobs()
    assert [blob.origin.path for blob in blobs] == ["file", "r/file", "r/r/file"]
    assert (skip.origin.path, skip.reason) == ("r/r/r", SkipReason.TOO_DEEP)


def test_file_above_the_limit_is_a_skip_and_one_at_the_limit_is_not(repository, look):
    repository.write("large", b"x" * 1001)
    repository.write("limit", b"x" * 1000)
    seen = look(source([repository.path]))
    assert seen["large"].reason is SkipReason.TOO_LARGE
    assert seen["limit"] == b"x" * 1000


def test_file_that_changes_after_it_was_listed_cannot_be_read(repository):
    path = repository.write("a", "1234")
    (blob,) = source([repository.path]).blobs()
    path.write_bytes(b"12345")
    with pytest.raises(OSError, match="changed"):
        blob.read()
    path.unlink()
    with pytest.raises(FileNotFoundError):
        blob.read()


def test_file_that_is_rewritten_while_it_is_read_cannot_be_read(repository, monkeypatch):
    path = repository.write("a", "1234")
    (blob,) = source([repository.path]).blobs()
    fstat = os.fstat

    def rewritten_after(descriptor):
        status = fstat(descriptor)
        path.write_bytes(b"5678")
        os.utime(path, (1, 1))
        return status

    monkeypatch.setattr(os, "fstat", rewritten_after)
    with pytest.raises(OSError, match="changed while"):
        blob.read()


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="the platform has no pipes in folders")
@pytest.mark.parametrize("is_repository", [True, False])
def test_pipe_is_never_opened(tmp_path, make_repository, is_repository):
    folder = make_repository("pipes").path if is_repository else tmp_path / "pipes"
    folder.mkdir(exist_ok=True)
    os.mkfifo(folder / "pipe")
    skips = list(source([folder, folder / "pipe"]).blobs())
    assert [(skip.origin.path, skip.reason, skip.can_hold_text) for skip in skips] == [
        ("pipe", SkipReason.NO_EXTRACTOR, False)
    ]


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="the platform has no pipes in folders")
def test_pipe_that_replaces_a_file_does_not_block(repository):
    path = repository.write("a", "")
    (blob,) = source([repository.path]).blobs()
    path.unlink()
    os.mkfifo(path)
    with pytest.raises(OSError, match="changed"):
        blob.read()


def test_link_that_replaces_a_file_does_not_lead_away(repository, tmp_path):
    (tmp_path / "outside").write_bytes(b"four")
    path = repository.write("a", "1234")
    (blob,) = source([repository.path]).blobs()
    path.unlink()
    path.symlink_to("../outside")
    with pytest.raises(OSError):
        blob.read()


@pytest.mark.skipif(os.name == "nt", reason="file modes")
@pytest.mark.parametrize("is_repository", [True, False])
def test_what_is_closed_is_told_and_the_run_goes_on(tmp_path, make_repository, skips_without_privileges, is_repository):
    folder = make_repository("closed").path if is_repository else tmp_path / "closed"
    (folder / "locked").mkdir(parents=True)
    for name in ("file", "locked/x", "open"):
        (folder / name).write_bytes(b"x")
    (folder / "file").chmod(0)
    (folder / "locked").chmod(0)
    assert skips_without_privileges(folder) == {
        "file": ["OSError", "Permission denied"],
        "locked": ["unreadable", "Permission denied"],
        "open": ["b'x'"],
    }


@pytest.mark.skipif(os.name == "nt", reason="file modes")
def test_tracked_file_in_a_closed_folder_is_unreadable_and_not_taken_from_the_index(
    repository, skips_without_privileges
):
    repository.write("locked/x")
    repository.commit()
    (repository.path / "locked").chmod(0)
    seen = skips_without_privileges(repository.path)
    assert seen["locked/x"] == ["unreadable", "Permission denied"]


def test_nested_repository_that_git_refuses_is_a_skip_and_the_run_goes_on(repository, look):
    repository.write("sub/.git", "gitdir: /nowhere\n")
    repository.git("update-index", "--add", "--cacheinfo", f"160000,{'1' * 40},sub")
    repository.write("z")
    seen = look(source([repository.path]))
    assert list(seen) == ["sub", "z"]
    assert seen["sub"].reason is SkipReason.UNREADABLE
    assert "/nowhere" in seen["sub"].detail


def test_git_file_that_points_nowhere_is_a_source_error(tmp_path):
    (tmp_path / "broken").mkdir()
    (tmp_path / "broken" / ".git").write_text("gitdir: /nowhere\n")
    with pytest.raises(SourceError, match="/nowhere"):
        list(source([tmp_path / "broken"]).blobs())


def test_linked_worktree_is_looked_at(repository, tmp_path, look):
    commit = repository.commit(a_txt="1")
    repository.git("worktree", "add", "--quiet", "--detach", str(tmp_path / "linked"))
    linked = source([tmp_path / "linked"])
    assert look(linked) == {"a.txt": b"1"}
    assert (linked.root, linked.commit) == (tmp_path / "linked", commit)


def test_sha256_repository_is_looked_at(make_repository, look):
    repository = make_repository("sha256", "--object-format=sha256")
    commit = repository.commit(a_txt="1")
    (repository.path / "a.txt").unlink()
    of_sha256 = source([repository.path])
    assert look(of_sha256) == {"a.txt": b"1"}
    assert of_sha256.commit == commit
    assert len(commit) == 64


def test_walk_that_is_left_early_leaves_no_process(repository):
    for number in range(5000):
        (repository.path / f"{'long-name' * 10}{number}").touch()
    before = _children()
    walk = source([repository.path]).blobs()
    next(walk)
    walk.close()
    assert _children() <= before


def _children() -> set[str]:
    """The processes that this one has started and not waited for; those of other tests may be among them."""
    return set(Path("/proc/thread-self/children").read_text(encoding="ascii").split())


@given(st.sets(st.from_regex(r"[ab/.-]{1,6}", fullmatch=True).filter(lambda name: "//" not in name)))
def test_submodules_are_put_where_their_files_belong(names: set[str]):
    listed = sorted(name.strip("/").encode() for name in names if name.strip("/"))
    entries = [worktree._Entry(name + b"/" if index % 2 else name) for index, name in enumerate(listed)]
    ordered = [entry.name for entry in worktree._in_order(entries)]
    assert ordered == sorted(entry.name for entry in entries)


@pytest.mark.slow
@pytest.mark.parametrize("is_tracked", [True, False])
def test_a_hundred_thousand_files_take_seconds(repository, is_tracked):
    for folder in range(100):
        (repository.path / f"{folder:03}").mkdir()
        for number in range(1000):
            (repository.path / f"{folder:03}" / f"{number:04}").touch()
    if is_tracked:
        repository.git("add", "--all")
    started = time.perf_counter()
    found = paths(source([repository.path]))
    assert len(found) == 100_000
    assert found == sorted(found)
    assert time.perf_counter() - started < 300
