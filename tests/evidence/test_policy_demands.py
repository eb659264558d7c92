"""Whose policy judged: an auditor names the one of the server, and any other that was put in its place is found out."""

from __future__ import annotations

import datetime as dt
import json
from dataclasses import replace
from pathlib import Path

import pytest

from guard.control import PolicyKind, PolicySource
from guard.evidence import verify
from guard.evidence.bundle import BundleOptions, write_bundle
from tests.conftest import Checkout, Runner
from tests.gate.delivery import PERSON, deliver, gate, protect
from tests.gate_example import POLICY, gate_result

from .bundles import bundle, messages, verified

OTHER = "0" * 40
INLINE = "電話 090-3456-7812  # sekisho: allow[phone-number] the number of the project\n"


@pytest.fixture
def evidence(tmp_path: Path) -> Path:
    return bundle(tmp_path / "evidence.zip")


def judged_by(policy: PolicySource, target: Path) -> Path:
    result = gate_result()
    assert result.gate is not None
    result = replace(result, gate=replace(result.gate, policy=policy))
    return write_bundle(result, target, BundleOptions(with_pdf=False)).target


def test_evidence_names_the_commit_of_its_policy_and_how_it_was_found(tmp_path: Path, evidence: Path) -> None:
    assert verified(evidence, policy_commit=POLICY.commit).faults == ()
    folder = bundle(tmp_path / "evidence")
    policy = json.loads((folder / "policy.json").read_text("utf-8"))
    stated = json.loads((folder / "statement.json").read_text("utf-8"))["predicate"]["policy"]
    assert (policy["commit"], policy["named"]) == (stated["commit"], stated["named"]) == (POLICY.commit, True)


def test_a_policy_of_another_commit_is_found_out(evidence: Path) -> None:
    assert messages(verified(evidence, policy_commit=OTHER)) == {verify.OTHER_POLICY}


@pytest.mark.parametrize("kind", [PolicyKind.JUDGED_TREE, PolicyKind.GIVEN_FILE, PolicyKind.SIGNED_FILE])
def test_a_policy_of_no_commit_is_not_that_of_one(tmp_path: Path, kind: PolicyKind) -> None:
    made = judged_by(PolicySource(kind, files=POLICY.files), tmp_path / "evidence")
    assert verify.NO_POLICY in messages(verified(made, policy_commit=POLICY.commit))


def test_a_signed_policy_is_known_by_its_digest(tmp_path: Path, evidence: Path) -> None:
    made = judged_by(PolicySource(PolicyKind.SIGNED_FILE, signer="lead", files=POLICY.files), tmp_path / "evidence")
    assert verify.OTHER_FILE not in messages(verified(made, policy_digest=POLICY.files[0].sha256))
    assert verify.OTHER_FILE in messages(verified(made, policy_digest="0" * 64))
    assert messages(verified(evidence, policy_digest=POLICY.files[0].sha256)) == {verify.NO_SIGNED_POLICY}


def test_the_policy_is_demanded_on_the_command_line(sekisho: Runner, tmp_path: Path, evidence: Path) -> None:
    good = sekisho("gate", "verify", evidence, "--policy-commit", POLICY.commit or "", cwd=tmp_path)
    assert (good.code, POLICY.commit in good.out) == (0, True)
    assert sekisho("gate", "verify", evidence, "--policy-commit", OTHER, cwd=tmp_path).code == 1
    (tmp_path / "policy.toml").write_text("", encoding="utf-8")
    assert sekisho("gate", "verify", evidence, "--policy-file", "policy.toml", cwd=tmp_path).code == 1
    told = json.loads(sekisho("gate", "verify", evidence, "--format", "json", cwd=tmp_path).out)["statement"]
    assert (told["policy_commit"], told["policy_named"]) == (POLICY.commit, True)


@pytest.mark.parametrize("words", [("--policy-commit", "origin/main"), ("--policy-file", "missing.toml")])
def test_what_this_clone_would_have_to_explain_is_a_usage_error(
    sekisho: Runner, tmp_path: Path, evidence: Path, words: tuple[str, str]
) -> None:
    assert sekisho("gate", "verify", evidence, *words, cwd=tmp_path).code == 2


@pytest.mark.slow
def test_a_main_branch_of_origin_that_was_moved_in_the_clone_is_found_out(
    checkout: Checkout, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(checkout.root)
    monkeypatch.setenv("SEKISHO_PROJECT_KEY", "a key of these tests")
    deliver(checkout)
    server = checkout.git("rev-parse", "HEAD").stdout.decode().strip()
    checkout.write("contact.txt", INLINE)
    checkout.commit("accepts itself")
    assert gate().code == 1
    protect(checkout)  # git update-ref refs/remotes/origin/main HEAD
    assert gate("--evidence", str(tmp_path / "evidence")).code == 0
    now = dt.datetime.now(dt.UTC)
    assert verified(tmp_path / "evidence", now=now).faults == ()
    assert messages(verified(tmp_path / "evidence", now=now, policy_commit=server)) == {verify.OTHER_POLICY}
    policy = json.loads((tmp_path / "evidence/policy.json").read_text("utf-8"))
    assert (policy["ref"], policy["named"]) == ("refs/remotes/origin/HEAD", False)


@pytest.mark.slow
def test_evidence_about_what_was_staged_says_so_where_a_commit_is_asked_for(
    sekisho: Runner, checkout: Checkout, tmp_path: Path
) -> None:
    checkout.write("app.py", "print('hello')\n")
    checkout.commit()
    checkout.write("people.txt", PERSON)
    checkout.git("add", ".")
    ran = sekisho("gate", "--profile", "commit", "--evidence", tmp_path / "staged", cwd=checkout.root)
    assert ran.code == 1, ran.err
    found = sekisho("gate", "verify", tmp_path / "staged", "--lang", "en", cwd=checkout.root)
    assert found.code == 1
    assert "what was staged (--profile commit), which is no commit yet" in found.out
    assert sekisho("gate", "verify", tmp_path / "staged", cwd=tmp_path).code == 0
    checkout.commit("all the same")
    words = ("--profile", "commit", "--range", "HEAD~1..HEAD", "--evidence", tmp_path / "range")
    assert sekisho("gate", *words, cwd=checkout.root).code == 1
    assert sekisho("gate", "verify", tmp_path / "range", cwd=checkout.root).code == 0
