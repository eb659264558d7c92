"""A policy file with a signature: whose word it is, and everything that is no such word."""

from __future__ import annotations

import shutil
import subprocess
from pathlib import Path

import pytest

from guard.signed_file import read_signed
from tests.conftest import missing_tool
from tests.trusted.conftest import ALLOW, MARK, PHONE, Judge, Protected, Told

POLICY = ALLOW.format(path="a.txt")


class Signer:
    """A key, and the list that names it; both outside of the repository."""

    def __init__(self, folder: Path, name: str = "lead@example.jp", options: str = "") -> None:
        self.folder = folder
        self.key = folder / name.partition("@")[0]
        self._run("-q", "-t", "ed25519", "-N", "", "-C", "test", "-f", str(self.key))
        public = self.key.with_suffix(".pub").read_text("utf-8").split()
        self.line = f"{name} {options} {public[0]} {public[1]}\n"
        self.list = folder / f"{self.key.name}-signers"
        self.list.write_text(self.line, "utf-8")

    def sign(self, file: Path, namespace: str = "sekisho-policy") -> None:
        file.with_name(file.name + ".sig").unlink(missing_ok=True)
        self._run("-Y", "sign", "-f", str(self.key), "-n", namespace, str(file))

    def _run(self, *words: str) -> None:
        subprocess.run(["ssh-keygen", *words], check=True, capture_output=True)


@pytest.fixture
def signer(tmp_path: Path) -> Signer:
    if shutil.which("ssh-keygen") is None:
        missing_tool("ssh-keygen")
    return Signer(tmp_path)


@pytest.fixture
def policy(protected: Protected, signer: Signer) -> Path:
    """A signed policy in the repository, which allows what the change brings."""
    protected.write("a.txt", f"電話 {PHONE}\n")
    file = protected.write("policy.toml", POLICY)
    signer.sign(file)
    return file


def _judge(judge: Judge, policy: Path, signers: Path, *words: str) -> Told:
    return judge("--policy-file", policy, "--policy-signers", signers, *words, ref=None, range_=None)


def test_a_good_signature_makes_the_policy_count(judge: Judge, policy: Path, signer: Signer) -> None:
    told = _judge(judge, policy, signer.list)
    assert told.code == 0
    assert told.rules("allowed-config") == ["phone-number"]
    said = told.report["run"]["policy"]
    assert (said["kind"], said["signer"], said["ref"]) == ("signed-file", "lead@example.jp", None)
    assert [one["path"] for one in said["files"]] == ["policy.toml"]


def test_the_configuration_of_the_tree_does_not_count_beside_it(
    protected: Protected, judge: Judge, policy: Path, signer: Signer
) -> None:
    protected.write("b.txt", f"電話 {PHONE}\n")
    protected.write("c.txt", f"電話 {PHONE} # {MARK}\n")
    protected.write("sekisho.toml", ALLOW.format(path="b.txt"))
    told = _judge(judge, policy, signer.list)
    assert told.code == 1
    assert [one["path"] for one in told.report["findings"] if one["rule_id"] == "phone-number"] == [
        "a.txt",
        "b.txt",
        "c.txt",
    ]
    assert told.rules() == ["phone-number", "phone-number", "gate-allow-added"]


@pytest.mark.parametrize("what", ["policy", "signature", "other file"])
def test_a_tampered_policy_is_refused(judge: Judge, policy: Path, signer: Signer, what: str) -> None:
    signature = policy.with_name("policy.toml.sig")
    if what == "policy":
        policy.write_text(POLICY.replace("a.txt", "**"), "utf-8")
    elif what == "signature":
        lines = signature.read_text("utf-8").splitlines()
        lines[2] = lines[2][::-1]
        signature.write_text("\n".join(lines) + "\n", "utf-8")
    else:
        other = policy.with_name("other.toml")
        other.write_text("", "utf-8")
        signer.sign(other)
        other.with_name("other.toml.sig").replace(signature)
    told = _judge(judge, policy, signer.list)
    assert told.code == 2
    assert "policy.toml: its signature is not good" in told.err


def test_a_signer_who_is_not_in_the_list_is_refused(judge: Judge, policy: Path, signer: Signer) -> None:
    other = Signer(signer.folder, "other@example.jp")
    assert _judge(judge, policy, other.list).code == 2


def test_a_key_that_has_expired_or_is_not_yet_valid_is_refused(judge: Judge, policy: Path, signer: Signer) -> None:
    words = signer.line.split()
    for validity, code in (
        ('valid-before="20200101"', 2),
        ('valid-after="20990101"', 2),
        ('valid-after="20200101",valid-before="20990101"', 0),
    ):
        signer.list.write_text(f"{words[0]} {validity} {words[1]} {words[2]}\n", "utf-8")
        assert _judge(judge, policy, signer.list).code == code, validity


def test_a_signature_for_another_purpose_is_refused(judge: Judge, policy: Path, signer: Signer) -> None:
    signer.sign(policy, "git")
    assert _judge(judge, policy, signer.list).code == 2
    signer.sign(policy)
    words = signer.line.split()
    signer.list.write_text(f'{words[0]} namespaces="git" {words[1]} {words[2]}\n', "utf-8")
    assert _judge(judge, policy, signer.list).code == 2


def test_one_key_of_several_people_and_patterns_is_found(policy: Path, signer: Signer) -> None:
    words = signer.line.split()
    for names, expected in (("a@example.jp,lead@example.jp", "a@example.jp"), ("*@example.jp", "*@example.jp")):
        signer.list.write_text(f"# the list\n\n{names} {words[1]} {words[2]}\n", "utf-8")
        assert read_signed(policy, signer.list, "sekisho-policy", 1 << 20).signer == expected


def test_signers_in_the_judged_tree_are_refused(
    protected: Protected, judge: Judge, policy: Path, signer: Signer
) -> None:
    inside = protected.write("signers", signer.line)
    told = _judge(judge, policy, inside)
    assert told.code == 2
    assert "lies in the tree that is judged" in told.err


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (["--policy-file", "policy.toml"], "needs --policy-signers"),
        (["--policy-signers", "../lead-signers"], "goes with --policy-file"),
        (["--policy-file", "policy.toml", "--policy-signers", "../lead-signers", "--policy-ref", "main"], "choose one"),
        (
            ["--policy-file", "policy.toml", "--policy-signers", "../lead-signers", "--config", "policy.toml"],
            "choose one",
        ),
        (["--policy-file", "none.toml", "--policy-signers", "../lead-signers"], "cannot read"),
        (["--policy-file", "policy.toml", "--policy-signers", "../none"], "cannot read"),
    ],
)
def test_what_does_not_go_together_is_refused(judge: Judge, policy: Path, words: list[str], said: str) -> None:
    told = judge(*words, ref=None, range_=None)
    assert told.code == 2
    assert said in told.err


def test_an_unsigned_policy_is_refused(judge: Judge, policy: Path, signer: Signer) -> None:
    policy.with_name("policy.toml.sig").unlink()
    assert _judge(judge, policy, signer.list).code == 2


def test_without_ssh_keygen_nothing_is_judged_and_a_sentence_says_why(
    judge: Judge, policy: Path, signer: Signer, monkeypatch: pytest.MonkeyPatch
) -> None:
    git = shutil.which("git")
    assert git is not None
    tools = signer.folder / "tools"
    tools.mkdir()
    (tools / "git").symlink_to(git)
    monkeypatch.setenv("PATH", f"{tools}:.")
    policy.with_name("ssh-keygen").write_text("#!/bin/sh\nexit 0\n", "utf-8")
    policy.with_name("ssh-keygen").chmod(0o755)
    told = _judge(judge, policy, signer.list)
    assert told.code == 2
    assert "ssh-keygen is needed to verify a signature" in told.err


def test_a_baseline_counts_with_a_signature_of_its_own(
    protected: Protected, judge: Judge, policy: Path, signer: Signer
) -> None:
    from guard.cli import main

    protected.write("b.txt", f"電話 {PHONE}\n")
    words = ("--owner", "me", "--reason", "it was always there", "--expires", "2099-01-01", "--quiet")
    assert main(["baseline", "create", *words]) == 0
    told = _judge(judge, policy, signer.list)
    assert told.code == 1
    assert told.report["notes"] == ["the baseline has no signature of its own beside it, and does not count"]
    signer.sign(protected.root / ".sekisho-baseline.json")
    told = _judge(judge, policy, signer.list)
    assert told.code == 0
    assert [one["path"] for one in told.report["run"]["policy"]["files"]] == ["policy.toml", ".sekisho-baseline.json"]


def test_hooks_are_held_beside_where_a_range_begins(
    protected: Protected, judge: Judge, policy: Path, signer: Signer
) -> None:
    protected.write(".pre-commit-config.yaml", "repos: [{repo: x, rev: v1, hooks: [{id: sekisho}]}]\n")
    protected.merge()
    protected.write(".pre-commit-config.yaml", "repos: []\n")
    protected.write("sekisho.toml", 'min-severity = "critical"\n')
    protected.commit()
    words = ("--policy-file", policy, "--policy-signers", signer.list)
    assert judge(*words, ref=None).messages() == ["high: the hook sekisho is removed"]


def test_a_signed_policy_names_no_file_that_its_signature_does_not_cover(
    judge: Judge, policy: Path, signer: Signer
) -> None:
    policy.write_text('[recognizers]\npresidio = ["rules.yaml"]\n', "utf-8")
    policy.with_name("rules.yaml").write_text("recognizers: []\n", "utf-8")
    signer.sign(policy)
    told = _judge(judge, policy, signer.list)
    assert told.code == 2
    assert "its signature would not cover it" in told.err
