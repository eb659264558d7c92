"""A policy of a ref wherever Git is: hooks, linked work trees, bare repositories; and what it costs a clean commit."""

from __future__ import annotations

import datetime as dt
import json
import subprocess
import sys
from pathlib import Path

import pytest

from guard.cli import main
from guard.model import Severity
from guard.policy.approval import NOT_APPROVED
from guard.policy_change.compare import Judged, policy_findings
from guard.policy_source import PolicyOptions, trusted
from guard.report import github
from tests.conftest import Runner
from tests.report.example import result, verdict, written
from tests.report.test_json import SCHEMA, errors
from tests.trusted.conftest import ALLOW, MARK, PHONE, Judge, Protected

HEAVY = ("presidio_analyzer", "spacy", "git", "pydantic", "yaml", "guard.policy_change.comparison")
PROBE = """
import sys
from guard.cli import main
from guard.model import Severity
from guard.policy.approval import NOT_APPROVED
from guard.report import github
code = main(["scan", "--staged", "--policy-ref", "origin/main"])
print("LOADED", *sorted(set(sys.argv[1:]) & set(sys.modules)))
sys.exit(code)
"""


def allowed(repository: Protected) -> None:
    """A change that allows itself."""
    repository.write("a.txt", f"電話 {PHONE}\n")
    repository.write("sekisho.toml", ALLOW.format(path="a.txt"))


def test_a_clean_commit_with_a_policy_loads_nothing_heavy(protected: Protected) -> None:
    for number in range(10):
        protected.write(f"src/file{number}.py", f"def f{number}():\n    return 'こんにちは、世界'\n")
    protected.git("add", ".")
    done = subprocess.run(
        [sys.executable, "-I", "-c", PROBE, *HEAVY],
        cwd=protected.root,
        env=protected.environ,
        capture_output=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr.decode()
    assert done.stdout.decode().splitlines()[-1].split() == ["LOADED"]


@pytest.mark.slow
def test_a_hook_with_a_policy_is_judged_by_the_ref(protected: Protected) -> None:
    hook = protected.write(
        ".git/hooks/pre-commit", f'#!/bin/sh\nexec "{sys.executable}" -I -m hooks.pre_commit --policy-ref origin/main\n'
    )
    hook.chmod(0o755)
    allowed(protected)
    protected.git("add", ".")
    refused = protected.git("commit", "--message", "x", check=False)
    assert refused.returncode != 0
    assert b"phone-number" in refused.stdout + refused.stderr
    (protected.root / "sekisho.toml").unlink()
    protected.write("a.txt", "本文\n")
    protected.git("add", ".")
    assert protected.git("commit", "--message", "x", check=False).returncode == 0


def test_a_linked_work_tree_has_the_refs_of_its_repository(
    protected: Protected, judge: Judge, monkeypatch: pytest.MonkeyPatch
) -> None:
    linked = protected.root.parent / "linked"
    protected.git("worktree", "add", "--quiet", "-b", "other", str(linked))
    monkeypatch.chdir(linked)
    Path("a.txt").write_text(f"電話 {PHONE}\n", "utf-8")
    Path("sekisho.toml").write_text(ALLOW.format(path="a.txt"), "utf-8")
    assert sorted(judge(range_=None).rules()) == ["gate-policy-changed", "phone-number"]
    subprocess.run(["git", "add", "."], check=True, cwd=linked, env=protected.environ)
    assert sorted(judge("--staged", range_=None).rules()) == ["gate-policy-changed", "phone-number"]


def test_a_bare_repository_is_judged_by_its_own_branch(
    protected: Protected, judge: Judge, monkeypatch: pytest.MonkeyPatch
) -> None:
    allowed(protected)
    protected.commit()
    bare = protected.root.parent / "bare.git"
    protected.git("clone", "--quiet", "--bare", ".", str(bare))
    monkeypatch.chdir(bare)
    told = judge(ref="refs/heads/main", range_="main..change")
    assert sorted(told.rules()) == ["gate-policy-changed", "phone-number"]
    assert judge(ref="refs/heads/change", range_="main..change").code == 0
    words = trusted(PolicyOptions(ref="main"), bare, dt.date(2026, 1, 1))
    for oid, n in ((protected.oid("main"), 0), (protected.oid("change"), 1)):
        assert len(policy_findings(words, Judged("worktree", oid), dt.date(2026, 1, 1))) == n


@pytest.mark.slow
def test_a_policy_for_a_folder_and_for_standard_input(protected: Protected, sekisho: Runner) -> None:
    protected.write("sekisho.toml", ALLOW.format(path="sub/a.txt"))
    protected.merge()
    protected.write("sekisho.toml", "")
    protected.write("sub/a.txt", f"電話 {PHONE}\n")
    words = ("scan", "--policy-ref", "origin/main", "--lang", "en")
    assert sekisho(*words, "sub/a.txt", "--min-severity", "critical", cwd=protected.root).code == 0
    text = f"電話 {PHONE}\n".encode()
    allowed_there = sekisho(*words, "--stdin", "--stdin-name", "sub/a.txt", cwd=protected.root, stdin=text)
    assert allowed_there.code == 0
    assert sekisho(*words, "--stdin", "--stdin-name", "b.txt", cwd=protected.root, stdin=text).code == 1


def test_submodules_and_messages_have_no_inline_allow_of_their_own(protected: Protected, judge: Judge) -> None:
    protected.commit(f"電話 {PHONE}  # {MARK}")
    told = judge()
    assert "<commit message>" in {one["path"] for one in told.report["findings"]}
    assert told.code == 1
    assert told.rules("allowed-inline") == []


def test_every_report_with_a_policy_is_one_of_its_schema(
    protected: Protected, judge: Judge, capsys: pytest.CaptureFixture[str]
) -> None:
    protected.write("a.txt", f"電話 {PHONE}  # {MARK}\n")
    protected.write("sekisho.toml", 'min-severity = "low"\n[severity]\nphone-number = "low"\n')
    protected.commit()
    told = judge()
    assert errors(told.report, SCHEMA) == []
    assert main(["scan", "--policy-ref", "origin/main", "--format", "sarif"]) == 1
    run = json.loads(capsys.readouterr().out)["runs"][0]
    assert run["invocations"][0]["properties"]["policy"]["ref"] == "refs/remotes/origin/main"
    assert {one["ruleId"] for one in run["results"]} == {"phone-number", "gate-allow-added", "gate-policy-changed"}


def test_the_job_summary_lists_what_waits_for_approval() -> None:
    waiting = verdict(
        path="a_b.txt",
        line=7,
        rule_id="gate-allow-added",
        severity=Severity.MEDIUM,
        message=NOT_APPROVED,
        message_args={"rule": "phone-number", "reason": "the *hall*"},
    )
    summary = written(github.write_summary, result(waiting))
    assert "#### Inline allows for somebody to approve" in summary
    assert "<code>a&#95;b&#46;txt</code>:7 phone-number&#58; the &#42;hall&#42;" in summary
