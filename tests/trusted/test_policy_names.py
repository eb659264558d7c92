"""Which commit a name of a ref means, and that nothing in a repository can make it another one."""

from __future__ import annotations

import subprocess
from pathlib import Path

import pytest

from guard.policy_source import default_ref
from tests.trusted.conftest import ALLOW, PHONE, Judge, Protected


@pytest.fixture
def change(protected: Protected) -> Protected:
    """A change that allows itself; judged by its own tree it passes."""
    protected.write("a.txt", f"電話 {PHONE}\n")
    protected.write("sekisho.toml", ALLOW.format(path="a.txt"))
    protected.commit()
    return protected


@pytest.mark.parametrize("name", ["origin/main", "origin/HEAD", "origin", "refs/remotes/origin/main"])
def test_a_branch_of_the_remote_is_found_by_each_of_its_names(change: Protected, judge: Judge, name: str) -> None:
    told = judge(ref=name)
    assert told.code == 1
    assert told.report["run"]["policy"]["commit"] == change.oid("refs/remotes/origin/main")


def test_the_full_id_of_a_commit_is_a_name(change: Protected, judge: Judge) -> None:
    oid = change.oid("refs/remotes/origin/main")
    told = judge(ref=oid, range_=f"{oid}..HEAD")
    assert told.code == 1
    assert told.report["run"]["policy_ref"] == oid


@pytest.mark.parametrize("impostor", ["refs/heads/origin/main", "refs/tags/origin/main"])
def test_a_second_ref_of_that_name_is_refused(change: Protected, judge: Judge, impostor: str) -> None:
    change.git("update-ref", impostor, "HEAD")
    told = judge()
    assert told.code == 2
    assert "which are not the same; write the full name" in told.err
    assert judge(ref="refs/remotes/origin/main", range_="refs/remotes/origin/main..HEAD").code == 1


def test_a_local_branch_called_origin_head_is_refused(change: Protected, judge: Judge) -> None:
    change.git("update-ref", "refs/heads/origin/HEAD", "HEAD")
    assert judge(ref="origin/HEAD").code == 2
    assert default_ref(change.root) == "refs/remotes/origin/HEAD"
    assert judge(ref=default_ref(change.root)).code == 1


@pytest.mark.parametrize("impostor", ["refs/heads/origin/main", "refs/tags/origin/main"])
def test_where_the_branch_of_the_remote_is_missing_nothing_stands_in_for_it(
    change: Protected, judge: Judge, impostor: str
) -> None:
    base = change.oid("refs/remotes/origin/main")
    change.git("remote", "add", "origin", "../nowhere")
    change.git("update-ref", impostor, "HEAD")
    change.git("symbolic-ref", "--delete", "refs/remotes/origin/HEAD")
    change.git("update-ref", "-d", "refs/remotes/origin/main")
    told = judge(range_=f"{base}..HEAD")
    assert told.code == 2
    assert "no branch of the remote origin" in told.err


@pytest.mark.parametrize("impostor", ["refs/heads/refs/remotes/origin/main", "refs/tags/refs/remotes/origin/main"])
def test_a_branch_called_like_a_full_name_is_not_that_ref(change: Protected, judge: Judge, impostor: str) -> None:
    change.git("update-ref", impostor, "HEAD")
    told = judge(ref="refs/remotes/origin/main", range_="refs/remotes/origin/main..HEAD")
    assert told.code == 1
    assert told.report["run"]["policy"]["commit"] == change.oid("main")


def test_a_branch_called_like_a_commit_is_not_that_commit(change: Protected, judge: Judge) -> None:
    oid = change.oid("refs/remotes/origin/main")
    change.git("update-ref", f"refs/heads/{oid}", "HEAD")
    assert judge(ref=oid, range_="refs/remotes/origin/main..HEAD").code == 1


def test_a_replaced_commit_or_blob_stays_what_it_is(change: Protected, judge: Judge) -> None:
    change.git("replace", "refs/remotes/origin/main", "HEAD")
    assert judge(range_="HEAD~1..HEAD").code == 1


def test_a_replaced_configuration_stays_what_it_is(protected: Protected, judge: Judge) -> None:
    protected.write("sekisho.toml", 'min-severity = "low"\n')
    protected.merge()
    protected.write("sekisho.toml", 'min-severity = "critical"\n')
    protected.write("a.txt", f"電話 {PHONE}\n")
    protected.commit()
    protected.git("replace", "HEAD~1:sekisho.toml", "HEAD:sekisho.toml")
    assert "phone-number" in judge().rules()


def test_grafts_change_nothing(change: Protected, judge: Judge) -> None:
    grafts = change.root / ".git" / "info" / "grafts"
    grafts.parent.mkdir(exist_ok=True)
    grafts.write_text(f"{change.oid('main')} {change.oid()}\n", "utf-8")
    assert judge().code == 1


@pytest.mark.parametrize(
    "name",
    ["HEAD~1", "main^", "main@{0}", "@", "-x", "a..b", ":/first", "main:sekisho.toml", "a b", "refs/heads/*", "x.lock"],
)
def test_expressions_are_no_names(change: Protected, judge: Judge, name: str) -> None:
    told = judge(ref=name)
    assert told.code == 2
    assert "is no name of a ref" in told.err


@pytest.mark.parametrize(("name", "advice"), [("origin/release", "git fetch origin release"), ("nothing", "git fetch")])
def test_a_ref_that_is_not_here_says_what_to_do(change: Protected, judge: Judge, name: str, advice: str) -> None:
    told = judge(ref=name)
    assert told.code == 2
    assert advice in told.err


def test_a_tree_or_a_blob_is_no_policy(change: Protected, judge: Judge) -> None:
    change.git("tag", "data", "HEAD:a.txt")
    assert judge(ref="data").code == 2
    assert judge(ref=change.oid("HEAD^{tree}")).code == 2


def test_an_annotated_tag_is_the_commit_that_it_names(change: Protected, judge: Judge) -> None:
    change.git("tag", "--annotate", "--message", "approved", "policy", "main")
    told = judge(ref="policy")
    assert told.code == 1
    assert told.report["run"]["policy"]["commit"] == change.oid("main")


def _clone(origin: Protected, folder: Path, *words: str) -> Protected:
    command = ["git", "clone", "--quiet", *words, origin.root.as_uri(), str(folder)]
    subprocess.run(command, env=origin.environ, check=True, capture_output=True)
    clone = Protected.__new__(Protected)
    clone.root, clone.environ = folder, origin.environ
    return clone


def test_a_shallow_clone_without_the_ref_says_how_to_fetch_it(
    change: Protected, judge: Judge, monkeypatch: pytest.MonkeyPatch
) -> None:
    clone = _clone(change, change.root.parent / "shallow", "--depth=1", "--branch=change", "--single-branch")
    monkeypatch.chdir(clone.root)
    told = judge(range_=None)
    assert told.code == 2
    assert "this clone is shallow" in told.err
    assert "fetch-depth: 0" in told.err


def test_a_shallow_clone_that_has_the_ref_has_its_policy(
    change: Protected, judge: Judge, monkeypatch: pytest.MonkeyPatch
) -> None:
    change.git("branch", "--force", "main", "refs/remotes/origin/main")
    clone = _clone(change, change.root.parent / "shallow", "--depth=1", "--branch=change", "--no-single-branch")
    monkeypatch.chdir(clone.root)
    assert judge(range_=None).code == 1


def test_a_clone_without_the_blobs_of_the_policy_is_refused(
    protected: Protected, judge: Judge, monkeypatch: pytest.MonkeyPatch
) -> None:
    protected.write("sekisho.toml", 'min-severity = "low"\n')
    protected.merge()
    protected.git("branch", "--force", "main", "HEAD")
    protected.git("config", "uploadpack.allowFilter", "true")
    clone = _clone(protected, protected.root.parent / "partial", "--filter=blob:none", "--no-checkout", "--branch=main")
    monkeypatch.chdir(clone.root)
    told = judge(range_=None)
    assert told.code == 2
    assert "is not in this clone" in told.err


def test_no_default_where_the_remote_has_none(protected: Protected) -> None:
    assert default_ref(protected.root) == "refs/remotes/origin/HEAD"
    protected.git("symbolic-ref", "--delete", "refs/remotes/origin/HEAD")
    assert default_ref(protected.root) is None
