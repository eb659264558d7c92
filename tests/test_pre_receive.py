"""A push to a bare repository with our ``pre-receive`` hook: refused for personal data, and nothing of it stays there."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import pytest

from guard.sources.launch import hardened_environment
from tests.conftest import Checkout

LINE = "電話番号：048-922-7731\n"
HOOK = """\
#!/bin/sh
exec "{python}" -I -m hooks.pre_receive --format json --output "{report}" {options}
"""
POLICY = """\
[[allow]]
rule = "phone-number"
path = "contact.txt"
reason = "public"
owner = "lead"
expires = 2099-03-31
"""
pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="the hook is a shell script")


class Server:
    """A bare repository whose hook judges pushes, and a clone that pushes to it."""

    def __init__(self, checkout: Checkout, folder: Path) -> None:
        self.checkout = checkout
        self.root = folder / "with : colon" / "server.git"
        self._report = folder / "report.json"
        checkout.git("init", "-q", "--bare", "--initial-branch=main", str(self.root))
        checkout.git("remote", "add", "origin", str(self.root))
        checkout.write("a.txt", "a\n")
        checkout.commit("start")
        checkout.git("push", "-q", "origin", "main")
        self.install()

    def install(self, options: str = "") -> None:
        hook = self.root / "hooks" / "pre-receive"
        text = HOOK.format(python=Path(sys.executable).as_posix(), report=self._report.as_posix(), options=options)
        hook.write_text(text, encoding="utf-8")
        hook.chmod(0o755)

    def push(self, *words: str) -> list[str] | None:
        """The paths of what is refused; ``None`` where the hook looked at nothing and the push went through."""
        self._report.unlink(missing_ok=True)
        done = self.checkout.git("push", "origin", *words, check=False)
        if not self._report.exists():
            assert done.returncode == 0, done.stderr.decode()
            return None
        written = self._report.read_text(encoding="utf-8")
        report = json.loads(written)
        found = sorted({one["path"] for one in report["findings"] if one["disposition"] == "reported"})
        assert (done.returncode != 0) == (report["exit_code"] != 0) == bool(found), done.stderr.decode()
        assert "048-922-7731" not in written
        return found

    def branch(self, name: str, text: str = LINE) -> None:
        self.checkout.git("checkout", "-q", "-b", name, "main")
        self.checkout.write(f"{name}.txt", text)
        self.checkout.commit(f"on {name}")
        self.checkout.git("checkout", "-q", "main")

    def refs(self) -> set[str]:
        listing = self.checkout.git("--git-dir", str(self.root), "for-each-ref", "--format=%(refname:short)").stdout
        return set(listing.decode().split())

    def has(self, revision: str) -> bool:
        oid = self.checkout.git("rev-parse", revision).stdout.decode().strip()
        return self.checkout.git("--git-dir", str(self.root), "cat-file", "-e", oid, check=False).returncode == 0


@pytest.fixture
def server(checkout: Checkout, tmp_path: Path) -> Server:
    return Server(checkout, tmp_path)


def test_a_branch_with_personal_data_is_refused_and_its_objects_do_not_stay(server: Server) -> None:
    server.branch("feature")
    assert server.push("feature") == ["feature.txt"]
    assert server.refs() == {"main"}
    assert not server.has("feature:feature.txt")


def test_a_clean_push_passes(server: Server) -> None:
    server.branch("feature", "clean\n")
    assert server.push("feature") == []
    assert server.refs() == {"main", "feature"}


@pytest.mark.slow
def test_an_update_is_refused_for_what_it_brings_even_if_the_next_commit_removes_it(server: Server) -> None:
    server.checkout.write("b.txt", LINE)
    server.checkout.commit("bring")
    server.checkout.write("b.txt", "clean\n")
    server.checkout.commit("remove")
    assert server.push("main") == ["b.txt"]


@pytest.mark.slow
def test_a_commit_message_is_looked_at(server: Server) -> None:
    server.checkout.write("b.txt", "clean\n")
    server.checkout.commit(LINE)
    assert server.push("main") == ["<commit message>"]


@pytest.mark.slow
def test_a_tag_is_refused_for_its_message(server: Server) -> None:
    server.checkout.git("tag", "-a", "-m", "clean", "v1")
    server.checkout.git("tag", "-a", "-m", LINE, "v2")
    server.checkout.git("tag", "light")
    assert server.push("v1", "light") == []
    assert server.push("v2") == ["<tag message>"]
    assert server.refs() == {"main", "v1", "light"}


@pytest.mark.slow
def test_a_tag_on_a_commit_that_no_branch_has_is_refused_for_the_commit(server: Server) -> None:
    server.branch("feature")
    server.checkout.git("tag", "light", "feature")
    assert server.push("light") == ["feature.txt"]


@pytest.mark.slow
def test_a_ref_is_refused_for_its_name_when_it_is_new(server: Server) -> None:
    server.checkout.git("tag", "電話048-922-7731")
    server.branch("住民　台帳", "clean\n")
    assert server.push("電話048-922-7731", "住民　台帳") == ["<ref>"]
    assert server.push("住民　台帳") == []
    assert server.push("main:refs/heads/release-2026-11-23") == []


@pytest.mark.slow
def test_a_deletion_passes_unlooked_at_and_does_not_hide_what_comes_with_it(server: Server) -> None:
    server.branch("gone", "clean\n")
    server.branch("bad")
    assert server.push("gone") == []
    assert server.push(":gone", "bad") == ["bad.txt"]
    assert server.push("--delete", "gone") is None
    assert server.refs() == {"main"}


@pytest.mark.slow
def test_a_force_push_is_looked_at(server: Server) -> None:
    server.checkout.git("checkout", "-q", "--orphan", "anew")
    server.checkout.write("c.txt", LINE)
    server.checkout.commit("anew")
    assert server.push("--force", "anew:main") == ["c.txt"]
    server.checkout.write("c.txt", "clean\n")
    server.checkout.git("add", "--all")
    server.checkout.git("commit", "-q", "--amend", "-m", "anew")
    assert server.push("--force", "anew:main") == []


@pytest.mark.slow
def test_all_refs_of_a_push_are_looked_at_and_one_bad_one_refuses_all(server: Server) -> None:
    server.branch("clean", "clean\n")
    server.branch("one")
    server.branch("two")
    assert server.push("clean", "one", "two") == ["one.txt", "two.txt"]
    assert server.refs() == {"main"}


def test_what_the_server_has_already_is_not_looked_at_again(server: Server) -> None:
    server.branch("known")
    hook = server.root / "hooks" / "pre-receive"
    hook.chmod(0o644)
    server.checkout.git("push", "-q", "origin", "known")
    hook.chmod(0o755)
    assert server.push("known:again") == []


@pytest.mark.slow
def test_a_server_of_more_refs_than_a_command_line_holds_is_guarded(server: Server) -> None:
    imported = "".join(f"commit refs/keep/{n}\ncommitter a <a@example.jp> {n} +0000\ndata 0\n" for n in range(50_000))
    stream = ["git", "--git-dir", str(server.root), "fast-import", "--quiet"]
    subprocess.run(stream, input=imported.encode(), env=server.checkout.environ, check=True)
    server.branch("feature")
    assert server.push("feature") == ["feature.txt"]


@pytest.mark.slow
def test_a_push_cannot_allow_itself(server: Server) -> None:
    server.branch("feature", "電話番号：048-922-7731  # sekisho: allow[phone-number] mine\n")
    assert server.push("feature") == ["feature.txt"]


@pytest.mark.slow
def test_the_words_of_the_main_branch_hold_and_a_change_of_them_is_refused(server: Server) -> None:
    server.checkout.write("sekisho.toml", POLICY)
    server.checkout.commit("policy")
    assert server.push("main") == ["sekisho.toml"]
    server.checkout.git("--git-dir", str(server.root), "fetch", "-q", str(server.checkout.root), "+main:main")
    server.branch("contact")
    assert server.push("contact") == []


@pytest.mark.slow
def test_the_first_push_of_a_repository_is_looked_at(checkout: Checkout, tmp_path: Path) -> None:
    server = Server(checkout, tmp_path)
    checkout.git("--git-dir", str(server.root), "update-ref", "-d", "refs/heads/main")
    checkout.write("b.txt", LINE)
    checkout.commit("bring")
    assert server.push("main") == ["b.txt"]


@pytest.mark.slow
def test_a_work_tree_that_is_pushed_to_is_guarded_too(checkout: Checkout, tmp_path: Path) -> None:
    server = Server(checkout, tmp_path)
    checkout.git("clone", "-q", str(server.root), str(tmp_path / "site"))
    checkout.git("-C", str(tmp_path / "site"), "config", "receive.denyCurrentBranch", "updateInstead")
    (server.root / "hooks" / "pre-receive").rename(tmp_path / "site" / ".git" / "hooks" / "pre-receive")
    checkout.git("remote", "set-url", "origin", str(tmp_path / "site"))
    checkout.write("b.txt", LINE)
    checkout.commit("bring")
    assert server.push("main") == ["b.txt"]


def test_a_quarantine_of_another_repository_is_not_heeded(
    checkout: Checkout, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (elsewhere := tmp_path / "objects" / "incoming").mkdir(parents=True)
    monkeypatch.setenv("GIT_QUARANTINE_PATH", str(elsewhere))
    assert "GIT_OBJECT_DIRECTORY" not in hardened_environment(checkout.root, {})
    (inside := checkout.root / ".git" / "objects" / "incoming").mkdir()
    monkeypatch.setenv("GIT_QUARANTINE_PATH", str(inside))
    assert hardened_environment(checkout.root, {})["GIT_OBJECT_DIRECTORY"] == str(inside)
