"""Repositories that were made to run something, to hide something, or to lead the scan elsewhere.

Where Git lets it, each test first shows that the trap works on a plain git: it can fail.
"""

from __future__ import annotations

import hashlib
import os
import subprocess
from functools import partial
from pathlib import Path

import pytest

from guard.errors import SourceError
from guard.model import Skip, SkipReason
from guard.sources import launch
from guard.sources.index import IndexSource
from guard.sources.worktree import WorktreeSource

pytestmark = pytest.mark.skipif(os.name == "nt", reason="the traps are shell scripts")

worktree = partial(WorktreeSource, include_ignored=False, max_bytes=1000)
index = partial(IndexSource, max_bytes=1000)


class Canary:
    """A program that leaves a trace when it runs."""

    def __init__(self, folder: Path) -> None:
        self._trace = folder / "it-ran"
        self.program = folder / "canary"
        self.program.write_text(f"#!/bin/sh\necho ran >> '{self._trace}'\nexit 1\n")
        self.program.chmod(0o755)

    def has_run(self) -> bool:
        """Whether it ran since the last question."""
        ran = self._trace.exists()
        self._trace.unlink(missing_ok=True)
        return ran


@pytest.fixture
def canary(tmp_path) -> Canary:
    (tmp_path / "canary-cage").mkdir()
    return Canary(tmp_path / "canary-cage")


TRAPS = {
    "fsmonitor": ({"core.fsmonitor": "{canary}"}, ["status"]),
    "included": ({"include.path": "hidden-config"}, ["status"]),
    "hooks": ({"core.hooksPath": "{hooks}"}, ["commit", "--allow-empty", "-m", "x"]),
    "external-diff": ({"diff.external": "{canary}"}, ["diff", "HEAD"]),
    "driver": ({"diff.x.command": "{canary}"}, ["diff", "HEAD"]),
    "textconv": ({"diff.x.textconv": "{canary}"}, ["diff", "HEAD"]),
    "filter": ({"filter.x.clean": "{canary}", "filter.x.required": "true"}, ["add", "changed.txt"]),
    "process-filter": ({"filter.x.process": "{canary}", "filter.x.required": "true"}, ["add", "changed.txt"]),
    "alias": ({"alias.trap": "!{canary}"}, ["trap"]),
}


@pytest.mark.parametrize("trap", TRAPS)
def test_no_program_that_the_configuration_names_is_run(repository, canary, look, trap):
    settings, plain = TRAPS[trap]
    repository.commit(staged_txt="1", changed_txt="1", gone_txt="1")
    for hook in ("pre-commit", "post-index-change", "reference-transaction"):
        repository.write(f".git/trap-hooks/{hook}", canary.program.read_bytes()).chmod(0o755)
    repository.write(".git/hidden-config", f"[core]\n\tfsmonitor = {canary.program}\n")
    repository.write(".gitattributes", "*.txt diff=x filter=x\n")
    repository.write("staged.txt", "2")
    repository.git("add", "--all")
    repository.write("changed.txt", "2")
    (repository.path / "gone.txt").unlink()
    for key, value in settings.items():
        programs = {"canary": canary.program, "hooks": repository.path / ".git/trap-hooks"}
        repository.git("config", key, value.format(**programs))
    subprocess.run(["git", *plain], cwd=repository.path, capture_output=True, check=False)
    assert canary.has_run(), "the trap does not work"

    in_the_tree, staged = look(worktree([repository.path])), look(index(repository.path))

    assert not canary.has_run()
    assert in_the_tree["changed.txt"] == b"2"
    assert in_the_tree["gone.txt"] == b"1"
    assert staged["staged.txt"] == b"2"


@pytest.mark.parametrize("knows_no_lazy_fetch", [True, False])
@pytest.mark.parametrize("transport", ["ssh", "ext"])
def test_missing_object_of_a_partial_clone_is_not_fetched(
    repository, canary, look, monkeypatch, transport, knows_no_lazy_fetch
):
    if not knows_no_lazy_fetch:  # Git before 2.39.4
        monkeypatch.delitem(launch._ENVIRONMENT, "GIT_NO_LAZY_FETCH")
    repository.commit(a_txt="1", b_txt="1")
    repository.write("a.txt", "missing")
    repository.git("add", "--all")
    (repository.path / "a.txt").unlink()
    missing = repository.git("rev-parse", ":a.txt").decode().strip()
    repository.object_file(missing).unlink()
    for key, value in {
        "core.repositoryFormatVersion": "1",
        "extensions.partialClone": "origin",
        "remote.origin.promisor": "true",
        "remote.origin.url": {"ssh": "ssh://host/x", "ext": f"ext::{canary.program}"}[transport],
        "core.sshCommand": str(canary.program),
        "protocol.ssh.allow": "always",
        "protocol.ext.allow": "always",
    }.items():
        repository.git("config", key, value)
    with pytest.raises(subprocess.CalledProcessError):
        repository.git("cat-file", "blob", missing)
    assert canary.has_run(), "the trap does not work"

    in_the_tree, staged = look(worktree([repository.path])), look(index(repository.path))

    assert not canary.has_run()
    assert isinstance(in_the_tree["a.txt"], OSError)
    assert isinstance(staged["a.txt"], OSError)
    assert in_the_tree["b.txt"] == b"1"


def test_core_worktree_does_not_lead_elsewhere(repository, tmp_path, look):
    elsewhere = tmp_path / "elsewhere"
    elsewhere.mkdir()
    (elsewhere / "other").touch()
    repository.write("here", "here")
    repository.git("config", "core.worktree", str(elsewhere))
    assert repository.git("ls-files", "--others", "--full-name", str(elsewhere)) == b"other\n"
    assert look(worktree([repository.path])) == {"here": b"here"}


@pytest.mark.parametrize("also_worktree", [True, False])
def test_core_bare_does_not_hide_the_working_tree(repository, look, also_worktree):
    repository.write("here", "here")
    repository.write("staged", "staged")
    repository.git("add", "staged")
    repository.git("config", "core.bare", "true")
    if also_worktree:
        repository.git("config", "core.worktree", "/")
    with pytest.raises(subprocess.CalledProcessError):
        repository.git("ls-files", "--others")
    assert look(worktree([repository.path])) == {"here": b"here", "staged": b"staged"}
    assert look(index(repository.path)) == {"staged": b"staged"}


def test_damaged_repository_is_not_taken_for_the_one_above_it(repository):
    repository.commit(above_txt="1")
    repository.write("below/.git/HEAD", "damaged")
    assert repository.git("-C", "below", "ls-files", "--full-name", ":/") == b"above.txt\n"
    for source in (worktree([repository.path / "below"]), index(repository.path / "below")):
        with pytest.raises(SourceError, match="not a git repository"):
            list(source.blobs())


def test_replacement_does_not_hide_a_blob(repository, look):
    repository.write("a.txt", "hidden")
    repository.git("add", "--all")
    (repository.path / "a.txt").unlink()
    hidden, innocent = repository.blob(b"hidden"), repository.blob(b"innocent")
    repository.git("replace", hidden, innocent)
    assert repository.git("cat-file", "blob", hidden) == b"innocent"
    assert look(worktree([repository.path])) == {"a.txt": b"hidden"}
    assert look(index(repository.path)) == {"a.txt": b"hidden"}


def test_core_ignorecase_does_not_hide_a_file(repository, look):
    repository.write("a.csv", "tracked")
    repository.git("add", "--all")
    repository.write("A.csv", "hidden")
    if len(list(repository.path.glob("*.csv"))) == 1:
        pytest.skip("the file system folds case")
    repository.git("config", "core.ignoreCase", "true")
    assert repository.git("ls-files", "--others") == b""
    assert look(worktree([repository.path])) == {"A.csv": b"hidden", "a.csv": b"tracked"}


def test_repository_of_another_user_is_refused_with_the_way_out(repository, monkeypatch):
    repository.commit(a_txt="1")
    monkeypatch.setitem(launch._ENVIRONMENT, "GIT_TEST_ASSUME_DIFFERENT_OWNER", "1")
    for source in (worktree([repository.path]), index(repository.path)):
        with pytest.raises(SourceError, match=r"another user.*safe\.directory"):
            list(source.blobs())


@pytest.mark.parametrize("flag", ["--assume-unchanged", "--skip-worktree"])
def test_flag_of_the_index_does_not_hide_a_change(repository, look, flag):
    repository.commit(a_txt="1")
    repository.git("update-index", flag, "a.txt")
    repository.write("a.txt", "hidden")
    assert repository.git("diff", "--name-only") == b""
    assert look(worktree([repository.path])) == {"a.txt": b"hidden"}


def test_name_in_a_forged_index_does_not_lead_out_of_the_tree(repository, tmp_path, look):
    (tmp_path / "secret").write_text("outside")
    repository.write("xx/secret", "inside")
    repository.git("add", "--all")
    forge = repository.path / ".git" / "index"
    body = forge.read_bytes()[:-20].replace(b"xx/secret", b"../secret")
    forge.write_bytes(body + hashlib.sha1(body).digest())
    assert b"../secret" in repository.git("ls-files", "--stage", "-z")
    seen = look(worktree([repository.path]))
    assert isinstance(seen["../secret"], Skip)
    assert seen["../secret"].reason is SkipReason.UNREADABLE
    assert seen["xx/secret"] == b"inside"


@pytest.mark.parametrize("damage", [b"not an index", b"DIRC\0\0\0\2\0\0\0\1"])
def test_corrupt_index_is_a_source_error_that_names_it(repository, damage):
    repository.commit(a_txt="1")
    (repository.path / ".git" / "index").write_bytes(damage)
    for source in (worktree([repository.path]), index(repository.path)):
        with pytest.raises(SourceError, match="index file") as error:
            list(source.blobs())
        assert str(repository.path) in str(error.value)


NAMES = [
    b"new\nline",
    b"tab\tand \"quote\" and 'quote'",
    b"-rf",
    b":(exclude)*",
    b"*",
    "bidi-\u202egnp.csv".encode(),
    b"invalid-\xff\xfe",
    "氏名一覧（秘）.csv".encode("cp932"),
    b" ",
    b"back\\slash",
]


@pytest.mark.parametrize("name", NAMES)
def test_any_name_is_read_as_it_is(repository, look, name):
    places = sorted((name, b"below/" + name))
    for place in places:
        repository.write(os.fsdecode(place), "content")
    expected = {os.fsdecode(place): b"content" for place in places}
    assert look(worktree([repository.path])) == expected
    repository.git("add", "--all")
    assert look(worktree([repository.path])) == expected
    assert look(index(repository.path)) == expected
    named = repository.path / "below" / os.fsdecode(name)
    assert look(worktree([named])) == {"below/" + os.fsdecode(name): b"content"}


@pytest.mark.parametrize("name", NAMES)
def test_folder_of_any_name_can_be_scanned(repository, look, name):
    folder = repository.path / os.fsdecode(name)
    folder.mkdir()
    (folder / "x").write_bytes(b"content")
    repository.write("beside")
    assert look(worktree([folder])) == {os.fsdecode(name) + "/x": b"content"}


def test_environment_of_another_repository_does_not_confuse_a_scan(make_repository, monkeypatch, look):
    hooked, other = make_repository("hooked"), make_repository("other")
    hooked.commit(hooked_txt="hooked")
    other.commit(other_txt="other")
    (other.path / "other.txt").unlink()
    monkeypatch.chdir(hooked.path)
    monkeypatch.setenv("GIT_DIR", str(hooked.path / ".git"))
    monkeypatch.setenv("GIT_WORK_TREE", str(hooked.path))
    monkeypatch.setenv("GIT_INDEX_FILE", str(hooked.path / ".git" / "index"))
    monkeypatch.setenv("GIT_OBJECT_DIRECTORY", str(hooked.path / ".git" / "objects"))
    assert other.git("ls-files", "--full-name", str(hooked.path)) == b"hooked.txt\n"
    assert look(worktree([other.path])) == {"other.txt": b"other"}


def test_scan_writes_nothing_into_the_repository(repository, look):
    repository.commit(a_txt="1", b_txt="2")
    repository.write("a.txt", "1")  # another time stamp: a status would refresh the index
    os.utime(repository.path / "a.txt", (1, 1))
    before = {path: path.stat().st_mtime_ns for path in repository.path.rglob("*")}
    look(worktree([repository.path]))
    look(index(repository.path))
    assert {path: path.stat().st_mtime_ns for path in repository.path.rglob("*")} == before


def test_submodule_with_a_trap_runs_nothing(repository, make_repository, canary, look):
    inner = make_repository("repository/sub")
    inner.commit(x_txt="1")
    repository.git("add", "sub")
    repository.git("commit", "--quiet", "-m", "a submodule")
    inner.commit(x_txt="2")
    repository.git("add", "sub")
    inner.git("config", "core.fsmonitor", str(canary.program))
    subprocess.run(["git", "status"], cwd=repository.path, capture_output=True, check=False)
    assert canary.has_run(), "the trap does not work"
    assert look(worktree([repository.path])) == {"sub/x.txt": b"2"}
    assert isinstance(look(index(repository.path))["sub"], Skip)
    assert not canary.has_run()


@pytest.fixture
def deep(tmp_path):
    """A folder with more levels than a stack has frames, and at last more than a path can say."""
    top = tmp_path / "deep"
    top.mkdir()
    folder = os.open(top, os.O_RDONLY)
    for name in ["d"] * 1500 + ["e" * 200] * 20:
        os.mkdir(name, dir_fd=folder)
        above, folder = folder, os.open(name, os.O_RDONLY, dir_fd=folder)
        os.close(above)
    os.close(folder)
    yield top
    subprocess.run(["rm", "-rf", str(top)], check=True)  # pytest itself could not remove it


def test_deep_folders_end_neither_in_a_crash_nor_in_silence(deep):
    (skip,) = worktree([deep]).blobs()
    assert isinstance(skip, Skip)
    assert skip.reason is SkipReason.UNREADABLE
    assert "too long" in skip.detail
