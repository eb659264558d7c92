from __future__ import annotations

import io
import os
import subprocess
import sys
from functools import partial
from pathlib import Path

import pytest

from guard.errors import SourceError, TooLarge
from guard.model import Blob, Skip, SkipReason
from guard.sources import launch
from guard.sources.index import IndexSource
from guard.sources.stdin import StdinSource

source = partial(IndexSource, max_bytes=1000)


def bases(source: IndexSource) -> dict[str, bytes | None]:
    return {item.origin.path: item.base() if item.base else None for item in source.blobs() if isinstance(item, Blob)}


@pytest.mark.parametrize("object_format", ["sha1", "sha256"])
def test_first_commit_adds_all_that_is_staged(make_repository, look, object_format):
    repository = make_repository("first", f"--object-format={object_format}")
    repository.write("a.txt", "staged")
    repository.git("add", "a.txt")
    repository.write("b.txt", "not staged")
    assert look(source(repository.path)) == {"a.txt": b"staged"}
    assert bases(source(repository.path)) == {"a.txt": None}


@pytest.mark.parametrize("object_format", ["sha1", "sha256"])
def test_changed_file_has_the_committed_version_as_its_base(make_repository, look, object_format):
    repository = make_repository("changed", f"--object-format={object_format}")
    repository.commit(a_txt="old", b_txt="same")
    repository.write("a.txt", "new")
    repository.write("c.txt", "added")
    repository.git("add", "--all")
    assert look(source(repository.path)) == {"a.txt": b"new", "c.txt": b"added"}
    assert bases(source(repository.path)) == {"a.txt": b"old", "c.txt": None}


def test_index_is_read_and_not_the_working_file(repository, look):
    repository.write("a.txt", "staged")
    repository.git("add", "--all")
    repository.write("a.txt", "edited since")
    assert look(source(repository.path)) == {"a.txt": b"staged"}


def test_nothing_staged_gives_nothing(repository, look):
    repository.commit(a_txt="1")
    repository.write("a.txt", "2")
    assert look(source(repository.path)) == {}


def test_deleted_file_adds_nothing(repository, look):
    repository.commit(a_txt="1")
    repository.git("rm", "--quiet", "a.txt")
    assert look(source(repository.path)) == {}


def test_renamed_file_has_the_old_path_as_its_base(repository, look):
    lines = "".join(f"{number}\n" for number in range(50))
    repository.commit(old_txt=lines)
    repository.git("mv", "old.txt", "new.txt")
    repository.write("new.txt", lines + "added\n")
    repository.git("add", "--all")
    assert look(source(repository.path)) == {"new.txt": (lines + "added\n").encode()}
    assert bases(source(repository.path)) == {"new.txt": lines.encode()}


def test_mode_change_has_the_same_content_as_base(repository):
    repository.commit(a_txt="same")
    repository.git("update-index", "--chmod=+x", "a.txt")
    assert bases(source(repository.path)) == {"a.txt": b"same"}


def test_file_that_became_a_link_is_the_target_with_the_file_as_base(repository, look):
    repository.commit(a_txt="was a file")
    (repository.path / "a.txt").unlink()
    (repository.path / "a.txt").symlink_to("target")
    repository.git("add", "--all")
    assert look(source(repository.path)) == {"a.txt": b"target"}
    assert bases(source(repository.path)) == {"a.txt": b"was a file"}


def test_merge_shows_all_that_comes_in(repository, look):
    repository.commit(a_txt="1")
    repository.git("checkout", "--quiet", "-b", "other")
    repository.commit(b_txt="theirs")
    repository.git("checkout", "--quiet", "main")
    repository.commit(c_txt="ours")
    repository.git("merge", "--no-commit", "--no-ff", "other")
    assert look(source(repository.path)) == {"b.txt": b"theirs"}


def test_unmerged_file_is_unreadable(repository, look):
    repository.commit(a_txt="base")
    repository.git("checkout", "--quiet", "-b", "other")
    repository.commit(a_txt="theirs")
    repository.git("checkout", "--quiet", "main")
    repository.commit(a_txt="ours")
    with pytest.raises(subprocess.CalledProcessError):
        repository.git("merge", "other")
    (skip,) = source(repository.path).blobs()
    assert isinstance(skip, Skip)
    assert (skip.origin.path, skip.reason) == ("a.txt", SkipReason.UNREADABLE)
    assert "unmerged" in skip.detail


def test_intent_to_add_stages_nothing(repository, look):
    repository.write("a.txt")
    repository.git("add", "--intent-to-add", "a.txt")
    assert look(source(repository.path)) == {}


@pytest.mark.parametrize("has_commit", [True, False])
def test_submodule_is_a_skip(repository, has_commit):
    if has_commit:
        repository.commit(a_txt="1")
    repository.git("update-index", "--add", "--cacheinfo", f"160000,{'1' * 40},sub")
    repository.git("config", "diff.ignoreSubmodules", "all")
    (skip,) = source(repository.path).blobs()
    assert isinstance(skip, Skip)
    assert (skip.origin.path, skip.reason) == ("sub", SkipReason.NO_EXTRACTOR)


def test_file_in_place_of_a_submodule_has_no_base(repository):
    repository.git("update-index", "--add", "--cacheinfo", f"160000,{'1' * 40},sub")
    repository.git("commit", "--quiet", "-m", "a submodule")
    oid = repository.blob(b"file")
    repository.git("update-index", "--cacheinfo", f"100644,{oid},sub")
    assert bases(source(repository.path)) == {"sub": None}


def test_paths_come_in_the_order_of_their_bytes(repository, look):
    names = ["z", "a/b", "a-b", "a.b", "é", "B"]
    for name in names:
        repository.write(name, name)
    repository.git("add", "--all")
    assert list(look(source(repository.path))) == sorted(names, key=os.fsencode)


def test_blob_above_the_limit_is_too_large_and_the_next_one_is_read(repository):
    repository.write("a", b"x" * 1001)
    repository.write("b", b"y" * 1000)
    repository.git("add", "--all")
    large, small = source(repository.path).blobs()
    with pytest.raises(TooLarge, match="1001 bytes"):
        large.read()
    assert small.read() == b"y" * 1000


@pytest.mark.parametrize("config", ["diff.relative=true", "diff.renames=copies", "color.ui=always"])
def test_settings_of_the_repository_change_nothing(repository, look, config):
    repository.commit(a_txt="1")
    repository.git("config", *config.split("="))
    repository.write("sub/b.txt", "2")
    repository.git("add", "--all")
    assert look(source(repository.path / "sub")) == {"sub/b.txt": b"2"}


def test_rename_whose_old_side_is_missing_from_a_partial_clone_is_looked_at(repository, look):
    lines = "".join(f"{number}\n" for number in range(50))
    repository.commit(old_txt=lines)
    oid = repository.git("rev-parse", "HEAD:old.txt").decode().strip()
    repository.git("mv", "old.txt", "new.txt")
    repository.write("new.txt", lines + "added\n")
    repository.git("add", "--all")
    repository.object_file(oid).unlink()
    with pytest.raises(subprocess.CalledProcessError):
        repository.git("diff", "--cached", "--raw", "--find-renames")
    assert look(source(repository.path)) == {"new.txt": (lines + "added\n").encode()}


def test_folder_outside_of_git_is_a_source_error(tmp_path):
    with pytest.raises(SourceError, match="no Git repository"):
        source(tmp_path)


@pytest.mark.parametrize("commit", [["-a"], ["--only", "b.txt"], []])
def test_hook_sees_what_the_running_commit_adds(repository, commit):
    repository.commit(a_txt="old", b_txt="old")
    repository.write("a.txt", "new")
    repository.write("b.txt", "new")
    if commit != ["-a"]:
        repository.git("add", "a.txt")
    hook = repository.write(".git/hooks/pre-commit", f'#!/bin/sh\nexec {sys.executable} -c "{_HOOK}"\n')
    hook.chmod(0o755)
    repository.git("commit", "--quiet", "-m", "a commit", *commit)
    seen = (repository.path / ".git" / "seen").read_text()
    assert seen == {"-a": "a.txt b.txt", "--only": "b.txt"}.get("".join(commit[:1]), "a.txt")


_HOOK = """
from pathlib import Path
from guard.sources.index import IndexSource
staged = IndexSource(Path(), max_bytes=1000)
seen = [blob.origin.path for blob in staged.blobs() if blob.read() == b'new']
Path('.git/seen').write_text(' '.join(seen))
"""


def test_hook_of_a_repository_kept_elsewhere_sees_its_index(tmp_path, monkeypatch, look):
    home = tmp_path / "dotfiles-home"
    home.mkdir()
    git = partial(subprocess.run, cwd=home, check=True, capture_output=True)
    git(["git", "init", "--bare", str(tmp_path / "dotfiles")])
    (home / "a.txt").write_text("staged")
    git(["git", f"--git-dir={tmp_path / 'dotfiles'}", f"--work-tree={home}", "add", "a.txt"])
    monkeypatch.chdir(home)
    monkeypatch.setenv("GIT_DIR", "../dotfiles")
    monkeypatch.setenv("GIT_WORK_TREE", ".")
    assert look(source(Path())) == {"a.txt": b"staged"}


def test_another_repository_is_not_confused_by_a_running_hook(make_repository, monkeypatch, look):
    hooked, other = make_repository("hooked"), make_repository("other")
    hooked.write("hooked.txt")
    hooked.git("add", "--all")
    other.write("other.txt", "other")
    other.git("add", "--all")
    monkeypatch.chdir(hooked.path)
    monkeypatch.setenv("GIT_DIR", ".git")
    monkeypatch.setenv("GIT_INDEX_FILE", str(hooked.path / ".git" / "index"))
    assert look(source(other.path)) == {"other.txt": b"other"}


def test_commit_costs_two_processes_and_no_gitpython(repository, monkeypatch, look):
    for number in range(10):
        repository.write(f"{number}.txt", str(number))
    repository.git("add", "--all")
    started: list[object] = []
    popen = subprocess.Popen

    def counted(command, **options):
        started.append(command)
        return popen(command, **options)

    monkeypatch.setattr(launch.subprocess, "Popen", counted)
    assert len(look(source(repository.path))) == 10
    assert len(started) == 2


def test_the_import_loads_neither_gitpython_nor_presidio():
    code = "import sys, guard.sources.index; print(*sys.modules)"
    loaded = subprocess.run([sys.executable, "-c", code], check=True, capture_output=True, text=True).stdout.split()
    assert "subprocess" in loaded
    assert not {"git", "presidio_analyzer", "spacy", "pydantic"}.intersection(loaded)


def test_stdin_is_one_blob_that_can_be_read_twice():
    (blob,) = StdinSource(io.BytesIO(b"piped"), "名簿.csv", 5).blobs()
    assert (blob.origin.path, blob.base) == ("名簿.csv", None)
    assert blob.read() == blob.read() == b"piped"


def test_stdin_above_the_limit_is_too_large_and_not_read_to_its_end():
    stream = io.BytesIO(b"x" * (4 << 20))
    (blob,) = StdinSource(stream, "large", 1000).blobs()
    for _ in range(2):
        with pytest.raises(TooLarge):
            blob.read()
    assert stream.tell() <= 1 << 20
