"""``sekisho gate --evidence`` and ``sekisho gate verify`` as people run them, in real repositories."""

from __future__ import annotations

import datetime as dt
import json
import subprocess
import sys
from pathlib import Path

import pytest
from cryptography.hazmat.primitives.serialization import PrivateFormat

from tests.conftest import Checkout, Runner
from tests.gate.delivery import PERSON, deliver, gate
from tests.gate_example import COMMIT

from .bundles import bundle, encrypted, make_key, verified


@pytest.fixture
def evidence(tmp_path: Path) -> Path:
    return bundle(tmp_path / "evidence.zip")


def test_unsigned_evidence_is_verified_and_called_unsigned_in_both_languages(
    sekisho: Runner, tmp_path: Path, evidence: Path
):
    english = sekisho("gate", "verify", evidence, "--commit", COMMIT, cwd=tmp_path)
    japanese = sekisho("gate", "verify", evidence, "--commit", COMMIT, "--lang", "ja", cwd=tmp_path)
    assert (english.code, japanese.code) == (0, 0)
    assert "unsigned" in english.out
    assert "未署名" in japanese.out
    assert "incomplete (exit code 3)" in english.out
    assert COMMIT in english.out


def test_outside_of_a_repository_no_commit_is_asked_for(sekisho: Runner, tmp_path: Path, evidence: Path):
    assert sekisho("gate", "verify", evidence, cwd=tmp_path).code == 0


def test_in_a_repository_evidence_has_to_be_about_its_head(sekisho: Runner, checkout: Checkout, evidence: Path):
    checkout.commit()
    found = sekisho("gate", "verify", evidence, "--lang", "ja", cwd=checkout.root)
    assert found.code == 1
    assert "の証拠ではありません" in found.out


def test_required_signature_fails_unsigned_evidence_whatever_key_is_named(
    sekisho: Runner, tmp_path: Path, evidence: Path
):
    key = make_key(tmp_path)
    for words in (["--require-signature"], ["--trusted-key", key.public], ["--allowed-signers", tmp_path / "allowed"]):
        (tmp_path / "allowed").write_text(f"release {key.public.read_text()}")
        found = sekisho("gate", "verify", evidence, *words, cwd=tmp_path)
        assert found.code == 1
        assert "unsigned" in found.out


def test_old_evidence_fails_where_an_age_is_demanded(sekisho: Runner, tmp_path: Path, evidence: Path):
    found = sekisho("gate", "verify", evidence, "--max-age", "30", cwd=tmp_path)
    assert found.code == 1
    assert "days old; at most 30 are allowed" in found.out


def test_every_reason_is_told_to_people_and_to_programs(sekisho: Runner, tmp_path: Path):
    folder = bundle(tmp_path / "evidence")
    (folder / "policy.json").unlink()
    (folder / "report.html").write_bytes(b"changed")
    (folder / "more.txt").write_bytes(b"more")
    text = sekisho("gate", "verify", folder, "--require-signature", cwd=tmp_path)
    found = json.loads(sekisho("gate", "verify", folder, "--require-signature", "--format", "json", cwd=tmp_path).out)
    assert text.code == 1
    assert found["verified"] is False
    assert found["statement"]["commit"] == COMMIT
    assert set(found["reasons"]) == {
        "policy.json: missing",
        "report.html: changed",
        "more.txt: not part of the bundle",
        "unsigned, and a signature is required",
    }
    assert all(reason in text.out for reason in found["reasons"])


def test_json_of_signed_evidence_names_its_signers(sekisho: Runner, tmp_path: Path):
    key = make_key(tmp_path)
    made = bundle(tmp_path / "evidence", key)
    found = sekisho("gate", "verify", made, "--trusted-key", key.pem, "--format", "json", cwd=tmp_path)
    told = json.loads(found.out)
    assert (found.code, told["verified"], told["signature"]) == (0, True, "trusted")
    assert [one["trusted"] for one in told["signers"]] == [True]


@pytest.mark.parametrize(
    "words",
    [["missing.zip"], [".", "--commit", "v1"], [".", "--max-age", "-1"], [".", "--trusted-key", "missing"], []],
)
def test_what_cannot_be_asked_is_a_usage_error(sekisho: Runner, tmp_path: Path, words: list[str]):
    assert sekisho("gate", "verify", *words, cwd=tmp_path).code == 2


def test_verifying_loads_no_detector_and_no_network(tmp_path: Path, evidence: Path):
    code = (
        "import sys; from guard.cli import main; code = main(sys.argv[1:]);"
        "heavy = {'presidio_analyzer', 'spacy', 'httpx', 'sudachipy', 'weasyprint', 'cryptography'};"
        "print(sorted(heavy & set(sys.modules))); sys.exit(code)"
    )
    done = subprocess.run(
        [sys.executable, "-I", "-c", code, "gate", "verify", str(evidence)],
        cwd=tmp_path,
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    assert done.stdout.splitlines()[-1] == "[]"


@pytest.mark.slow
def test_gate_writes_evidence_that_verifies_until_the_next_commit(sekisho: Runner, checkout: Checkout, tmp_path: Path):
    key = make_key(tmp_path, "release", PrivateFormat.OpenSSH, encrypted("correct horse"))
    checkout.write("app.py", "print('hello')\n")
    checkout.commit()
    target = tmp_path / "evidence.zip"
    words = ("gate", "--offline", "--evidence", target, "--sign-key", key.private)
    refused = sekisho(*words, cwd=checkout.root, stdin=b"")
    assert refused.code == 2
    assert "SEKISHO_SIGN_PASSPHRASE" in refused.err
    ran = sekisho(*words, cwd=checkout.root, SEKISHO_SIGN_PASSPHRASE="correct horse")
    assert ran.code == 3, ran.err
    assert "SHA256:" in ran.err
    verify = ("gate", "verify", target, "--max-age", "1", "--trusted-key", key.public)
    found = sekisho(*verify, cwd=checkout.root)
    assert found.code == 0, found.out
    assert sekisho(*words, cwd=checkout.root, SEKISHO_SIGN_PASSPHRASE="correct horse").code == 2  # it is there
    checkout.commit("another one")
    assert sekisho(*verify, cwd=checkout.root).code == 1
    assert sekisho(*verify, "--commit", "HEAD~1", cwd=checkout.root).code == 0


@pytest.mark.slow
def test_gate_warns_of_evidence_that_the_next_commit_would_take_along(sekisho: Runner, checkout: Checkout):
    checkout.write("app.py", "print('hello')\n")
    checkout.commit()
    ran = sekisho("gate", "--offline", "--evidence", "evidence", cwd=checkout.root)
    assert "do not commit it" in ran.err
    assert sekisho("gate", "verify", "evidence", cwd=checkout.root).code == 0


def test_signing_without_evidence_is_a_usage_error(sekisho: Runner, checkout: Checkout, tmp_path: Path):
    key = make_key(tmp_path)
    assert sekisho("gate", "--sign-key", key.private, cwd=checkout.root).code == 2


def test_evidence_that_could_not_be_written_is_refused_before_the_work(sekisho: Runner, checkout: Checkout):
    checkout.write("thesis/chapter.txt", "years of work\n")
    checkout.commit()
    ran = sekisho("gate", "--evidence", "thesis", "--force", cwd=checkout.root)
    assert ran.code == 2
    assert (checkout.root / "thesis" / "chapter.txt").read_text() == "years of work\n"


@pytest.mark.slow
@pytest.mark.parametrize(("files", "code"), [({}, 0), ({"test/people.txt": PERSON}, 1)])
def test_verdicts_of_a_whole_delivery_on_another_day_are_judged_again(
    checkout: Checkout, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, files: dict[str, str], code: int
):
    monkeypatch.chdir(checkout.root)
    deliver(checkout, **files)
    found = gate("--evidence", str(tmp_path / "evidence.zip"))
    assert found.code == code
    assert {"met", "recorded"} <= set(found.states.values())
    assert verified(tmp_path / "evidence.zip", now=dt.datetime.now(dt.UTC)).faults == ()
