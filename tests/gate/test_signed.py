"""A gate that is judged by a signed policy: what has a signature of its own counts, and nothing else does."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from tests.conftest import Checkout, missing_tool
from tests.gate.delivery import ATTESTED, CONFIG, Verdict, deliver, gate
from tests.trusted.test_signed_policy import Signer

SIGNED = ("policy.toml", "sekisho-roster.yaml", "sekisho-attestations.yaml")


@pytest.fixture
def signer(checkout: Checkout, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Signer:
    if shutil.which("ssh-keygen") is None:
        missing_tool("ssh-keygen")
    monkeypatch.chdir(checkout.root)
    monkeypatch.setenv("SEKISHO_PROJECT_KEY", "a key of these tests")
    deliver(checkout, **{"policy.toml": CONFIG})
    return Signer(tmp_path)


def judged(signer: Signer) -> Verdict:
    return gate("--policy-file", "policy.toml", "--policy-signers", str(signer.list))


def test_files_with_signatures_judge_a_delivery(checkout: Checkout, signer: Signer) -> None:
    for name in SIGNED:
        signer.sign(checkout.root / name)
    verdict = judged(signer)
    assert (verdict.code, verdict.required("violated", "not-checked")) == (0, [])
    policy = verdict.report["gate"]["policy"]
    assert (policy["kind"], policy["signer"]) == ("signed-file", "lead@example.jp")
    assert [one["path"] for one in policy["files"]] == sorted(SIGNED)


def test_attestations_without_a_signature_do_not_count(checkout: Checkout, signer: Signer) -> None:
    for name in SIGNED[:2]:
        signer.sign(checkout.root / name)
    verdict = judged(signer)
    assert (verdict.code, sorted(verdict.required("not-checked"))) == (3, sorted(ATTESTED))
    assert any("sekisho-attestations.yaml" in note for note in verdict.report["notes"])


def test_a_roster_without_a_signature_does_not_count(checkout: Checkout, signer: Signer) -> None:
    for name in (SIGNED[0], SIGNED[2]):
        signer.sign(checkout.root / name)
    verdict = judged(signer)
    assert (verdict.code, verdict.coverage["accounts"]["seen"]) == (3, "not")
