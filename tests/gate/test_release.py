"""``sekisho gate`` before a delivery, in real repositories: one change, one clause that shows it."""

from __future__ import annotations

import datetime as dt
from pathlib import Path

import pytest

from guard.cli import main
from guard.run import gate_work
from tests.checks.accounts.scenes import changed
from tests.conftest import Checkout
from tests.gate.delivery import (
    ATTESTED,
    CONFIG,
    DAY,
    DEVELOPMENT,
    EXPORT,
    PERSON,
    PRODUCTION,
    attestations,
    deliver,
    gate,
    protect,
)
from tests.people import TABLE


@pytest.fixture
def delivery(checkout: Checkout, monkeypatch: pytest.MonkeyPatch) -> Checkout:
    monkeypatch.chdir(checkout.root)
    monkeypatch.setenv("SEKISHO_PROJECT_KEY", "a key of these tests")
    return checkout


def roster_with(checkout: Checkout, *changes: tuple[str, str], **files: str) -> None:
    """Deliver with another roster."""
    deliver(checkout, **files)
    usual = (checkout.root / "sekisho-roster.yaml").read_text(encoding="utf-8")
    checkout.write("sekisho-roster.yaml", changed(usual, *changes))
    checkout.commit("another roster")
    protect(checkout)


def test_a_clean_delivery_with_its_attestations_passes(delivery: Checkout) -> None:
    deliver(delivery)
    verdict = gate()
    assert (verdict.required("violated", "not-checked"), verdict.code) == ([], 0)
    assert verdict.states["soka-7-dev-2"] == verdict.states["soka-7-dev-3"] == verdict.states["soka-7-dev-4"] == "met"
    assert verdict.states["soka-6-1"] == verdict.states["soka-7-malware-1"] == "recorded"
    assert verdict.states["soka-3-city-6"] == verdict.states["soka-5-area-1"] == "outside"
    assert {one["seen"] for one in verdict.coverage.values()} == {"whole"}
    assert verdict.report["gate"]["policy"]["kind"] == "protected-ref"
    assert {one["path"] for one in verdict.report["gate"]["policy"]["files"]} >= {
        "sekisho.toml",
        "sekisho-roster.yaml",
        "sekisho-attestations.yaml",
    }


@pytest.mark.parametrize("control", ATTESTED)
def test_a_clause_without_its_attestation_is_not_checked_and_exits_3(delivery: Checkout, control: str) -> None:
    deliver(delivery, **{"sekisho-attestations.yaml": attestations(one for one in ATTESTED if one != control)})
    verdict = gate()
    assert (verdict.required("violated", "not-checked"), verdict.code) == ([control], 3)


def test_personal_data_in_the_tree_violates_its_clauses(delivery: Checkout) -> None:
    deliver(delivery, **{"test/people.txt": PERSON})
    verdict = gate()
    assert verdict.code == 1
    assert verdict.required("violated") == ["soka-3-city-3", "soka-3-city-5", "soka-4-2", "soka-7-dev-4"]
    assert verdict.of("soka-7-dev-4")["reported"].keys() >= {"person-name"}
    assert verdict.report["gate"]["classes"]["personal"] >= 1


def test_personal_data_that_was_deleted_is_still_in_the_history(delivery: Checkout) -> None:
    deliver(delivery, **{"test/people.txt": PERSON})
    (delivery.root / "test/people.txt").unlink()
    delivery.commit("removed")
    protect(delivery)
    verdict = gate()
    assert (verdict.code, verdict.states["soka-3-city-3"]) == (1, "violated")


def test_personal_data_that_no_ref_reaches_is_found(delivery: Checkout) -> None:
    deliver(delivery)
    delivery.write("gone.txt", PERSON)
    delivery.git("hash-object", "-w", "gone.txt")
    (delivery.root / "gone.txt").unlink()
    verdict = gate()
    assert (verdict.code, verdict.states["soka-3-city-3"]) == (1, "violated")


def test_personal_data_in_a_file_that_is_not_committed_is_found(delivery: Checkout) -> None:
    deliver(delivery)
    delivery.write("notes.txt", PERSON)
    verdict = gate()
    assert (verdict.code, verdict.states["soka-7-dev-4"]) == (1, "violated")
    assert verdict.coverage["worktree"]["counts"]["committed"] == verdict.coverage["worktree"]["counts"]["files"] - 1


def test_what_history_and_tree_share_is_found_once(delivery: Checkout) -> None:
    deliver(delivery, **{"test/people.txt": PERSON})
    found = [one["path"] for one in gate().report["findings"] if one["rule_id"] == "person-name"]
    assert found == ["test/people.txt"]


def test_a_my_number_violates_the_separation_from_the_internet(delivery: Checkout) -> None:
    deliver(delivery, **{"test/people.csv": TABLE})
    verdict = gate()
    assert (verdict.code, verdict.states["soka-4-1"]) == (1, "violated")
    assert verdict.report["gate"]["classes"]["specific-personal"] >= 1


def test_a_shared_database_violates_the_separation(delivery: Checkout) -> None:
    deliver(delivery, **{"config/dev.env": changed(DEVELOPMENT, ("db.dev.example.jp", "db.prod.example.jp"))})
    verdict = gate()
    assert (verdict.code, verdict.required("violated")) == (1, ["soka-4-2", "soka-7-dev-3"])


def test_what_the_repository_does_not_answer_is_not_checked_unless_it_is_attested(delivery: Checkout) -> None:
    at_deploy_time = changed(PRODUCTION, ("Zk3vQp81LmXw", "${API_SECRET}"))
    deliver(delivery, **{"config/prod.env": at_deploy_time})
    verdict = gate()
    assert (verdict.code, verdict.required("not-checked")) == (3, ["soka-7-dev-3"])
    delivery.write("sekisho-attestations.yaml", attestations((*ATTESTED, "soka-7-dev-3")))
    delivery.commit("attested")
    protect(delivery)
    verdict = gate()
    assert (verdict.code, verdict.states["soka-7-dev-3"]) == (0, "recorded")


def test_an_attestation_excuses_no_violation(delivery: Checkout) -> None:
    shared = changed(DEVELOPMENT, ("db.dev.example.jp", "db.prod.example.jp"))
    words = attestations((*ATTESTED, "soka-7-dev-3"))
    deliver(delivery, **{"config/dev.env": shared, "sekisho-attestations.yaml": words})
    verdict = gate()
    assert (verdict.code, verdict.states["soka-7-dev-3"]) == (1, "violated")


def test_no_declared_my_number_zone_is_not_checked(delivery: Checkout) -> None:
    deliver(delivery, **{"sekisho.toml": changed(CONFIG, ('zone = "mynumber"\n', ""))})
    verdict = gate()
    assert (verdict.code, verdict.required("not-checked")) == (3, ["soka-4-1"])


def test_an_account_after_the_project_violates_its_clauses(delivery: Checkout) -> None:
    day = dt.date(2026, 4, 10)
    words = attestations(ATTESTED, ("on: 2025-04-01", "on: 2026-04-01"), ("expires: 2026-03-31", "expires: 2027-03-31"))
    erased = ("lent: 2025-04-20", "lent: 2025-04-20, returned: 2026-03-30, erased: 2026-03-31")
    roster_with(delivery, erased, **{"sekisho-attestations.yaml": words})
    verdict = gate(as_of=day)
    assert verdict.code == 1
    assert "soka-7-dev-2" in verdict.required("violated")


def test_an_account_that_nobody_registered_violates_its_clauses(delivery: Checkout) -> None:
    deliver(delivery, **{"export.csv": EXPORT + "13,saburo,saburo@corp.example,true\n"})
    verdict = gate()
    assert verdict.code == 1
    assert verdict.required("violated") == [
        "soka-3-city-1",
        "soka-3-city-2",
        "soka-3-city-4",
        "soka-4-2",
        "soka-7-dev-2",
    ]


def test_an_id_that_two_people_use_violates_its_clause(delivery: Checkout) -> None:
    roster_with(delivery, ("login: rokuro, person: p-2", "login: rokuro, person: [p-1, p-2]"))
    verdict = gate()
    assert (verdict.code, verdict.states["soka-7-access-1"]) == (1, "violated")


def test_a_leaver_without_a_day_of_return_leaves_its_clause_unchecked(delivery: Checkout) -> None:
    inactive = EXPORT.replace("12,rokuro,rokuro@corp.example,true", "12,rokuro,rokuro@corp.example,false")
    roster_with(delivery, ("id: p-2,", "id: p-2, to: 2025-09-30,"), **{"export.csv": inactive})
    verdict = gate()
    assert (verdict.code, verdict.required("violated", "not-checked")) == (3, ["soka-6-2"])


def test_lent_data_that_nobody_erased_after_the_end_is_not_checked(delivery: Checkout) -> None:
    words = attestations(ATTESTED, ("on: 2025-04-01", "on: 2026-04-01"), ("expires: 2026-03-31", "expires: 2027-03-31"))
    off = EXPORT.replace("true", "false")
    deliver(delivery, **{"sekisho-attestations.yaml": words, "export.csv": off})
    assert "soka-3-city-3" in gate(as_of=dt.date(2026, 4, 5)).required("not-checked")


def test_without_a_roster_nothing_is_known_of_accounts(delivery: Checkout) -> None:
    deliver(delivery)
    (delivery.root / "sekisho-roster.yaml").unlink()
    delivery.commit("no roster")
    protect(delivery)
    verdict = gate()
    assert verdict.code == 3
    assert {"soka-3-city-1", "soka-6-1", "soka-6-2", "soka-7-access-1", "soka-7-dev-2"} <= set(
        verdict.required("not-checked")
    )
    assert verdict.coverage["accounts"]["seen"] == "not"


def test_an_export_that_is_missing_is_not_checked(delivery: Checkout) -> None:
    deliver(delivery)
    (delivery.root / "export.csv").unlink()
    delivery.commit("no export")
    protect(delivery)
    verdict = gate()
    assert (verdict.code, verdict.coverage["accounts:corp"]["seen"]) == (3, "not")
    assert "soka-7-dev-2" in verdict.required("not-checked")


def test_what_no_one_can_read_is_not_checked(delivery: Checkout) -> None:
    deliver(delivery)
    (delivery.root / "data.jtd").write_bytes(b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(600))
    delivery.commit("a document")
    protect(delivery)
    verdict = gate()
    assert verdict.code == 3
    assert {"soka-2-class", "soka-3-city-3", "soka-7-dev-4"} <= set(verdict.required("not-checked"))
    assert (verdict.coverage["history"]["seen"], verdict.coverage["worktree"]["seen"]) == ("partly", "partly")


def test_a_shallow_clone_is_not_checked(delivery: Checkout, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    deliver(delivery)
    delivery.commit("more")
    clone = tmp_path / "clone"
    delivery.git("clone", "--quiet", "--depth=1", f"file://{delivery.root.as_posix()}", str(clone))
    monkeypatch.chdir(clone)
    verdict = gate()
    assert (verdict.code, verdict.coverage["history"]["seen"]) == (3, "partly")


def test_exclusions_count_when_the_trusted_policy_has_them(delivery: Checkout) -> None:
    exclusion = '[[scan.exclude]]\npath = "vendor/"\nreason = "third-party code"\n'
    deliver(delivery, **{"sekisho.toml": CONFIG + exclusion, "vendor/people.txt": PERSON})
    verdict = gate()
    assert verdict.code == 0
    assert any("left out by the policy" in one for one in verdict.coverage["history"]["reasons"])


def test_exclusions_of_the_judged_tree_make_the_gate_incomplete(delivery: Checkout) -> None:
    exclusion = '[[scan.exclude]]\npath = "vendor/"\nreason = "third-party code"\n'
    deliver(delivery, **{"sekisho.toml": CONFIG + exclusion, "vendor/people.txt": PERSON})
    delivery.git("symbolic-ref", "--delete", "refs/remotes/origin/HEAD")
    verdict = gate()
    assert (verdict.code, verdict.report["gate"]["policy"]["kind"]) == (3, "judged-tree")
    assert "soka-7-dev-4" in verdict.required("not-checked")


def test_the_judged_tree_cannot_weaken_what_the_protected_branch_says(delivery: Checkout) -> None:
    deliver(delivery)
    delivery.write("vendor/people.txt", PERSON)
    delivery.write("sekisho.toml", CONFIG + '[[scan.exclude]]\npath = "vendor/"\nreason = "third-party code"\n')
    delivery.write("sekisho-attestations.yaml", attestations((*ATTESTED, "soka-7-dev-4")))
    delivery.commit("a change that excuses itself")
    verdict = gate()
    assert (verdict.code, verdict.states["soka-7-dev-4"]) == (1, "violated")


def test_an_inline_allow_of_the_judged_tree_does_not_count(delivery: Checkout) -> None:
    deliver(delivery)
    delivery.write("test/a.py", f"# sekisho: allow[person-name] reason\nname = '{PERSON.strip()}'\n")
    delivery.commit("allowed by itself")
    verdict = gate()
    assert (verdict.code, verdict.states["soka-7-dev-4"]) == (1, "violated")


def test_an_expired_attestation_is_told_with_its_line_and_exits_3(delivery: Checkout) -> None:
    words = attestations(ATTESTED[:1], ("expires: 2026-03-31", "expires: 2025-09-30")) + attestations(
        ATTESTED[1:]
    ).removeprefix("schema: 1\nattestations:\n")
    deliver(delivery, **{"sekisho-attestations.yaml": words})
    verdict = gate()
    assert (verdict.code, verdict.required("not-checked")) == (3, [ATTESTED[0]])
    assert any(note.startswith("sekisho-attestations.yaml:3:") for note in verdict.report["notes"])


def test_old_training_is_not_checked(delivery: Checkout) -> None:
    deliver(delivery)
    roster = (delivery.root / "sekisho-roster.yaml").read_text(encoding="utf-8")
    delivery.write("sekisho-roster.yaml", changed(roster, ("training: 2025-04-11", "training: 2024-04-11")))
    delivery.commit("old training")
    protect(delivery)
    verdict = gate()
    assert (verdict.code, verdict.required("not-checked")) == (3, ["soka-6-1"])


@pytest.mark.parametrize("work", ["_separation", "_accounts"])
def test_an_interrupt_ends_with_130_and_what_is_known(
    delivery: Checkout, monkeypatch: pytest.MonkeyPatch, work: str
) -> None:
    def interrupted(_gate: object) -> None:
        raise KeyboardInterrupt

    deliver(delivery, **{"test/people.txt": PERSON})
    monkeypatch.setattr(gate_work, work, interrupted)
    verdict = gate()
    assert verdict.code == 130
    assert verdict.states["soka-7-dev-4"] == "violated"
    assert verdict.states["soka-7-dev-2"] == "not-checked"
    assert verdict.states["soka-7-dev-3"] == ("not-checked" if work == "_separation" else "met")


def test_an_invalid_roster_is_exit_2(delivery: Checkout) -> None:
    deliver(delivery, **{"sekisho-roster.yaml": "schema: 1\npeople: 3\n"})
    assert main(["gate", "--as-of", DAY.isoformat()]) == 2


def test_outside_of_git_is_exit_2(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    assert main(["gate"]) == 2


def test_a_repository_without_a_commit_holds_nothing_and_is_incomplete(delivery: Checkout) -> None:
    assert main(["gate"]) == 3
