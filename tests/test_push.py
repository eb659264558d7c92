"""A push is looked at as a whole: all its refs, tags too, against what the remote is known to have; by Git itself."""

from __future__ import annotations

import json
import sys
from pathlib import Path

import pytest

from hooks import github_action
from hooks.pre_commit import arguments
from hooks.push import known_to
from tests.conftest import Checkout, environment

PHONE = "048-922-7731"
LINE = f"電話番号：{PHONE}\n"
HOOK = """\
#!/bin/sh
exec "{python}" -I -m hooks.pre_push --format json --output "{report}" "$@"
"""
pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="the hook is a shell script")


class Pushing:
    """A clone whose pushes run the hook, and what the hook reported."""

    def __init__(self, checkout: Checkout, folder: Path) -> None:
        self.checkout = checkout
        self._report = folder / "report.json"
        for name in ("origin", "other"):
            checkout.git("init", "-q", "--bare", str(folder / f"{name}.git"))
            checkout.git("remote", "add", name, str(folder / f"{name}.git"))
        checkout.write("a.txt", "a\n")
        checkout.commit("start")
        checkout.git("push", "-q", "origin", "main")
        hook = checkout.write(
            ".git/hooks/pre-push", HOOK.format(python=Path(sys.executable).as_posix(), report=self._report.as_posix())
        )
        hook.chmod(0o755)

    def push(self, *words: str) -> list[str] | None:
        """The paths of what is refused; ``None`` where the hook looked at nothing."""
        self._report.unlink(missing_ok=True)
        done = self.checkout.git("push", *words, check=False)
        if not self._report.exists():
            assert done.returncode == 0, done.stderr.decode()
            return None
        found = sorted({one["path"] for one in json.loads(self._report.read_text(encoding="utf-8"))["findings"]})
        assert (done.returncode != 0) == bool(found), done.stderr.decode()
        return found


@pytest.fixture
def pushing(checkout: Checkout, tmp_path: Path) -> Pushing:
    return Pushing(checkout, tmp_path)


def branch(checkout: Checkout, name: str, text: str = LINE, *, start: str = "main") -> None:
    checkout.git("checkout", "-q", "-b", name, start)
    checkout.write(f"{name}.txt", text)
    checkout.commit(f"on {name}")
    checkout.git("checkout", "-q", "main")


def test_all_refs_of_a_push_are_looked_at(pushing: Pushing) -> None:
    branch(pushing.checkout, "clean", "clean\n")
    branch(pushing.checkout, "one")
    branch(pushing.checkout, "two")
    assert pushing.push("origin", "clean") == []
    assert pushing.push("origin", "clean", "one", "two") == ["one.txt", "two.txt"]
    assert pushing.push("--all", "origin") == ["one.txt", "two.txt"]


def test_a_full_width_blank_is_part_of_a_name(pushing: Pushing) -> None:
    branch(pushing.checkout, "住民　台帳")
    assert pushing.push("origin", "住民　台帳") == ["住民　台帳.txt"]


def test_a_commit_that_is_not_pushed_is_not_looked_at(pushing: Pushing) -> None:
    branch(pushing.checkout, "private")
    branch(pushing.checkout, "clean", "clean\n")
    assert pushing.push("origin", "clean") == []


@pytest.mark.slow
def test_a_tag_on_a_commit_that_the_remote_has_is_looked_at(pushing: Pushing) -> None:
    pushing.checkout.git("tag", "-a", "-m", LINE, "v1")
    pushing.checkout.git("tag", "電話048-922-7731")
    assert pushing.push("origin", "v1") == ["<tag message>"]
    assert pushing.push("origin", "電話048-922-7731") == ["<ref>"]


def test_a_deleted_ref_brings_nothing(pushing: Pushing) -> None:
    branch(pushing.checkout, "gone", "clean\n")
    assert pushing.push("origin", "gone") == []
    assert pushing.push("--delete", "origin", "gone") is None


def test_what_the_remote_has_already_is_not_looked_at_again(pushing: Pushing) -> None:
    branch(pushing.checkout, "known")
    assert pushing.push("--no-verify", "origin", "known") is None
    assert pushing.push("origin", "known:again") == []


@pytest.mark.slow
def test_what_another_remote_has_is_looked_at(pushing: Pushing) -> None:
    branch(pushing.checkout, "inside")
    assert pushing.push("--no-verify", "other", "inside") is None
    assert pushing.push("origin", "inside") == ["inside.txt"]


@pytest.mark.slow
def test_a_push_over_a_commit_that_is_not_here_is_looked_at(pushing: Pushing, tmp_path: Path) -> None:
    """Somebody else pushed; nobody fetched."""
    pushing.checkout.git("clone", "-q", str(tmp_path / "origin.git"), str(tmp_path / "colleague"))
    colleague = Checkout.__new__(Checkout)
    colleague.root, colleague.environ = tmp_path / "colleague", pushing.checkout.environ
    colleague.git("checkout", "-q", "-B", "main", "origin/main")
    colleague.commit("theirs")
    colleague.git("push", "-q", "origin", "main")
    pushing.checkout.write("b.txt", LINE)
    pushing.checkout.commit("ours")
    assert pushing.push("--force", "origin", "main") == ["b.txt"]


@pytest.mark.slow
def test_a_remote_by_its_url_is_known_to_have_nothing(pushing: Pushing, tmp_path: Path) -> None:
    branch(pushing.checkout, "topic")
    assert pushing.push(str(tmp_path / "origin.git"), "topic") == ["topic.txt"]


@pytest.mark.parametrize("remote", ["../x.git", "https://host/x", "-x", "a b", "a//b", ""])
def test_a_remote_without_refs_is_no_base(remote: str) -> None:
    assert known_to(remote) == "refs/remotes//*"


def test_the_first_push_by_pre_commit_is_measured_by_the_remote_that_it_goes_to() -> None:
    environ = {"PRE_COMMIT_REMOTE_NAME": "origin", "PRE_COMMIT_LOCAL_BRANCH": "refs/heads/main"}
    assert arguments(environ) == ["scan", "--range=refs/remotes/origin/*..refs/heads/main"]


# The Action


@pytest.fixture
def act(checkout: Checkout, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]):  # type: ignore[no-untyped-def]
    """Run the Action for an event in a clone; gives its exit code and what it printed."""
    for name, value in environment(tmp_path).items():
        if name.startswith("GIT_"):
            monkeypatch.setenv(name, value)

    def run(event: object, **environ: str) -> tuple[int, str]:
        (tmp_path / "event.json").write_text(json.dumps(event), encoding="utf-8")
        head = checkout.git("rev-parse", "HEAD").stdout.decode().strip()
        settings = {
            "GITHUB_EVENT_PATH": str(tmp_path / "event.json"),
            "GITHUB_SHA": head,
            "INPUT_LANG": "en",
            **environ,
        }
        for name, value in settings.items():
            monkeypatch.setenv(name, value)
        monkeypatch.setenv("RUNNER_TEMP", str(tmp_path))
        monkeypatch.chdir(checkout.root)
        code = github_action.main()
        return code, capsys.readouterr().out

    return run


def test_a_force_push_over_a_commit_that_is_gone_looks_at_the_branch_and_says_so(checkout: Checkout, act) -> None:  # type: ignore[no-untyped-def]
    checkout.write("a.txt", LINE)
    checkout.commit("before")
    checkout.write("a.txt", "clean\n")
    checkout.commit("after")
    code, out = act({"before": "c" * 40}, GITHUB_EVENT_NAME="push", GITHUB_REF="refs/heads/main")
    assert code == 1
    assert "::notice title=sekisho::" in out
    assert "file=a.txt" in out


def test_a_schedule_finds_what_was_deleted_long_ago(checkout: Checkout, act) -> None:  # type: ignore[no-untyped-def]
    checkout.write("a.txt", LINE)
    checkout.commit("before")
    (checkout.root / "a.txt").unlink()
    checkout.commit("after")
    assert act({}, GITHUB_EVENT_NAME="schedule")[0] == 1
    assert act({}, GITHUB_EVENT_NAME="schedule", INPUT_SCOPE="tree")[0] == 3  # nothing is left to look at
