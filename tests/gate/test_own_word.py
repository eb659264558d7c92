"""What is judged cannot accept its own findings: without a protected branch no clause is met by that."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from pathlib import Path

import pytest

from guard.cli import main
from guard.control import PolicyKind
from guard.gate.verdict import own_words
from guard.model import Disposition
from tests.conftest import Checkout
from tests.evidence.bundles import verified
from tests.gate.delivery import CONFIG, DAY, PERSON, Verdict, deliver, gate

NUMBER = "電話 090-3456-7812"
INLINE = f"{NUMBER}  # sekisho: allow[phone-number] the number of the project\n"
ALLOW = """
[[allow]]
rule = "phone-number"
path = "contact.txt"
reason = "the number of the project"
owner = "the lead"
expires = 2099-01-01
"""
SKIP = """
[[accept-skip]]
path = "broken.csv"
reason-code = "undecodable"
reason = "a test of broken encodings"
owner = "the lead"
expires = 2099-01-01
"""
Accept = Callable[[Checkout], None]
BROKEN = b"\xff\xfe\x00\xd8\x00\xd8" * 200


@pytest.fixture
def delivery(checkout: Checkout, monkeypatch: pytest.MonkeyPatch) -> Checkout:
    monkeypatch.chdir(checkout.root)
    monkeypatch.setenv("SEKISHO_PROJECT_KEY", "a key of these tests")
    return checkout


def unprotect(delivery: Checkout) -> None:
    delivery.git("symbolic-ref", "--delete", "refs/remotes/origin/HEAD")


def told(verdict: Verdict, control: str = "soka-7-dev-4") -> str:
    return " ".join(verdict.of(control)["reasons"])


def accepted_inline(delivery: Checkout) -> None:
    deliver(delivery, **{"contact.txt": INLINE})


def accepted_by_the_configuration(delivery: Checkout) -> None:
    deliver(delivery, **{"contact.txt": f"{NUMBER}\n", "sekisho.toml": CONFIG + ALLOW})


def accepted_by_the_baseline(delivery: Checkout) -> None:
    deliver(delivery, **{"contact.txt": f"{NUMBER}\n"})
    words = (
        "baseline",
        "create",
        "--reason",
        "the number of the project",
        "--owner",
        "the lead",
        "--expires",
        "2099-01-01",
    )
    assert main(words) == 0
    deliver(delivery, **{"contact.txt": f"{NUMBER}\n"})


def accepted_though_nobody_looked(delivery: Checkout) -> None:
    (delivery.root / "broken.csv").write_bytes(BROKEN)
    deliver(delivery, **{"sekisho.toml": CONFIG + SKIP})


WAYS: tuple[Accept, ...] = (
    accepted_inline,
    accepted_by_the_configuration,
    accepted_by_the_baseline,
    accepted_though_nobody_looked,
)


@pytest.mark.parametrize("accept", WAYS)
def test_what_the_protected_branch_accepts_stands_for_its_clause(delivery: Checkout, accept: Accept) -> None:
    accept(delivery)
    verdict = gate()
    assert (verdict.code, verdict.states["soka-7-dev-4"]) == (0, "met")


@pytest.mark.parametrize("accept", WAYS)
def test_what_only_the_judged_tree_accepts_is_not_checked(delivery: Checkout, accept: Accept) -> None:
    accept(delivery)
    unprotect(delivery)
    verdict = gate()
    assert (verdict.code, verdict.states["soka-7-dev-4"]) == (3, "not-checked")
    assert "what is judged itself" in told(verdict)


@pytest.mark.slow
def test_evidence_of_what_the_judged_tree_accepts_is_judged_again_to_the_same(
    delivery: Checkout, tmp_path: Path
) -> None:
    accepted_inline(delivery)
    unprotect(delivery)
    assert gate("--evidence", str(tmp_path / "evidence")).states["soka-7-dev-4"] == "not-checked"
    assert verified(tmp_path / "evidence", now=dt.datetime.now(dt.UTC)).faults == ()


def test_a_file_from_elsewhere_speaks_for_itself_and_not_for_the_judged_tree(
    delivery: Checkout, tmp_path: Path
) -> None:
    deliver(delivery, **{"contact.txt": f"{NUMBER}\n"})
    given = tmp_path / "given.toml"
    given.write_text(CONFIG + ALLOW, encoding="utf-8")
    unprotect(delivery)
    assert gate("--config", str(given)).states["soka-7-dev-4"] == "met"
    deliver(delivery, **{"contact.txt": f"{NUMBER}\n", "more.txt": INLINE})
    unprotect(delivery)
    assert gate("--config", str(given)).states["soka-7-dev-4"] == "not-checked"


def test_a_change_that_names_its_own_base_does_not_accept_its_own_findings(delivery: Checkout) -> None:
    deliver(delivery)
    unprotect(delivery)
    delivery.git("update-ref", "-d", "refs/remotes/origin/main")
    delivery.write("contact.txt", INLINE)
    delivery.commit("more")
    verdict = gate("--profile", "pull-request", "--range", "HEAD~1..HEAD")
    assert (verdict.code, verdict.states["soka-7-dev-4"]) == (3, "not-checked")


def test_a_commit_may_accept_its_own_findings_where_a_merge_judges_it_again(delivery: Checkout) -> None:
    delivery.write("contact.txt", INLINE)
    delivery.git("add", ".")
    verdict = gate("--profile", "commit", as_of=DAY)
    assert (verdict.code, verdict.states["soka-7-dev-4"]) == (0, "met")


NO_DEMANDS = """\
schema = 1
id = "none"
title = "no demands"
client = "nobody"
edition = {en = "1"}

[[control]]
id = "none-1"
clause = "1"
text = "nothing"
kind = "outside"
title = {en = "nothing"}
"""


def test_what_is_judged_does_not_choose_what_it_is_asked(delivery: Checkout, tmp_path: Path) -> None:
    named = '[gate]\nterms = "terms.toml"\n'
    deliver(delivery, **{"sekisho.toml": named + CONFIG, "terms.toml": NO_DEMANDS, "contact.txt": INLINE})
    assert gate().code == 0  # the protected branch chose them
    unprotect(delivery)
    verdict = gate()
    assert (verdict.code, [one["path"] for one in verdict.report["skips"]]) == (3, ["terms.toml"])
    assert gate("--terms", "terms.toml").code == 3
    given = tmp_path / "given.toml"
    given.write_text(NO_DEMANDS, encoding="utf-8")
    assert gate("--terms", str(given)).code == 0  # whoever asks chose them, and the report names them


def test_a_violation_is_one_whatever_else_is_accepted(delivery: Checkout) -> None:
    deliver(delivery, **{"contact.txt": INLINE, "people.txt": PERSON})
    unprotect(delivery)
    assert gate().states["soka-7-dev-4"] == "violated"


@pytest.mark.parametrize("kind", [PolicyKind.PROTECTED_REF, PolicyKind.SIGNED_FILE])
def test_words_that_the_judged_tree_has_no_say_in_are_not_its_own(kind: PolicyKind) -> None:
    assert own_words(kind) == frozenset()
    assert own_words(PolicyKind.JUDGED_TREE) > own_words(PolicyKind.GIVEN_FILE)
    assert Disposition.REPORTED not in own_words(PolicyKind.JUDGED_TREE)
