"""``sekisho doctor`` in real clones: each thing that would let something pass is named, with what helps."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import pytest

from tests.conftest import Checkout, Outcome, Runner

PRE_COMMIT = """\
default_install_hook_types: [pre-commit, pre-merge-commit, commit-msg, pre-push]
repos:
  - repo: local
    hooks:
      - {id: sekisho, name: sekisho, entry: python -I -m hooks.pre_commit, language: system}
"""


@pytest.fixture
def installed(checkout: Checkout) -> Checkout:
    """A clone as it should be: hooks by the real pre-commit, a configuration, an origin."""
    checkout.write(".pre-commit-config.yaml", PRE_COMMIT)
    checkout.write("sekisho.toml", 'min-severity = "medium"\n')
    checkout.commit()
    install = [sys.executable, "-m", "pre_commit", "install"]
    subprocess.run(install, cwd=checkout.root, env=checkout.environ, check=True, capture_output=True)
    checkout.git("update-ref", "refs/remotes/origin/main", "HEAD")
    checkout.git("symbolic-ref", "refs/remotes/origin/HEAD", "refs/remotes/origin/main")
    return checkout


def _bad(done: Outcome) -> list[str]:
    return [line.strip() for line in done.out.splitlines() if line.startswith("  ✗")]


def test_a_clone_as_it_should_be_has_nothing_wrong(installed: Checkout, sekisho: Runner) -> None:
    done = sekisho("doctor", "--lang", "en", cwd=installed.root)
    assert (done.code, _bad(done)) == (0, [])
    assert "✓ pre-commit: installed" in done.out
    assert "Nothing is wrong." in done.out


def test_a_clone_without_anything_is_told_what_to_run(checkout: Checkout, sekisho: Runner) -> None:
    done = sekisho("doctor", "--lang", "en", cwd=checkout.root)
    assert done.code == 1
    assert _bad(done) == [
        "✗ .pre-commit-config.yaml lists no hook of Sekisho",
        "✗ pre-commit: not installed in this clone",
    ]
    assert "→ run `pre-commit install --hook-type pre-commit`" in done.out


def test_hooks_in_the_shade_are_told(installed: Checkout, sekisho: Runner) -> None:
    installed.git("config", "core.hooksPath", ".githooks")
    done = sekisho("doctor", "--lang", "en", cwd=installed.root)
    assert (done.code, _bad(done)) == (1, ["✗ core.hooksPath is .githooks: the hooks in .git/hooks do not run"])


def test_a_hooks_path_that_calls_us_is_no_shade(installed: Checkout, sekisho: Runner) -> None:
    installed.git("config", "core.hooksPath", ".githooks")
    installed.write(".githooks/pre-commit", "#!/bin/sh\nexec pre-commit run\n").chmod(0o755)
    assert sekisho("doctor", "--lang", "en", cwd=installed.root).code == 0


@pytest.mark.skipif(sys.platform == "win32", reason="modes of POSIX")
def test_a_hook_that_is_not_executable_is_told(installed: Checkout, sekisho: Runner) -> None:
    (installed.root / ".git" / "hooks" / "pre-commit").chmod(0o644)
    done = sekisho("doctor", "--lang", "en", cwd=installed.root)
    assert (done.code, len(_bad(done))) == (1, 1)
    assert "→ run `chmod +x .git/hooks/pre-commit`" in done.out


def test_a_hook_of_somebody_else_is_told(installed: Checkout, sekisho: Runner) -> None:
    (installed.root / ".git" / "hooks" / "pre-commit").write_text("#!/bin/sh\nmake lint\n", encoding="ascii")
    assert _bad(sekisho("doctor", "--lang", "en", cwd=installed.root)) == [
        "✗ pre-commit: the installed hook calls neither pre-commit nor Sekisho"
    ]


def test_a_shallow_clone_is_told(installed: Checkout, sekisho: Runner, tmp_path: Path) -> None:
    installed.git("commit", "--quiet", "--no-verify", "--allow-empty", "--message", "second")
    shallow = tmp_path / "shallow"
    installed.git("clone", "--quiet", "--depth", "1", installed.root.as_uri(), str(shallow))
    assert "the clone is shallow" in sekisho("doctor", "--lang", "en", cwd=shallow).out


def test_a_configuration_that_is_broken_is_told_and_ends_nothing(installed: Checkout, sekisho: Runner) -> None:
    installed.write("sekisho.toml", "min-severity = 3\n")
    done = sekisho("doctor", "--lang", "en", cwd=installed.root)
    assert done.code == 1
    assert "sekisho.toml" in _bad(done)[0]
    assert "Installation" in done.out


def test_programs_get_the_same_as_json(installed: Checkout, sekisho: Runner) -> None:
    told = json.loads(sekisho("doctor", "--format", "json", "--lang", "en", cwd=installed.root).out)
    assert told["schema_version"] == 1
    assert {one["topic"] for one in told["diagnoses"]} == {"hooks", "history", "policy", "installation"}
    assert {one["grade"] for one in told["diagnoses"]} <= {"good", "note", "bad"}


def test_outside_of_a_repository_there_is_nothing_to_tell(sekisho: Runner, tmp_path: Path) -> None:
    assert sekisho("doctor", cwd=tmp_path).code == 2
