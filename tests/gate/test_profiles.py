"""The profiles of a commit and of a pull request, and the hook, in real repositories with real pre-commit."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import pytest
import yaml

from guard.cli import main
from guard.run.gate_work import NOTHING_ADDED
from hooks.release_gate import arguments
from tests.checks.accounts.scenes import changed
from tests.conftest import Checkout
from tests.gate.delivery import CONFIG, DEVELOPMENT, PERSON, PRODUCTION, attestations, deliver, gate

HOOK = """\
repos:
  - repo: local
    hooks:
      - id: sekisho-gate
        name: sekisho-gate
        entry: '"{python}" -I -m hooks.release_gate --lang en --report json={report}'
        language: system
        pass_filenames: false
        always_run: true
        verbose: true
        stages: [pre-push, manual]
"""


@pytest.fixture
def delivery(checkout: Checkout, monkeypatch: pytest.MonkeyPatch) -> Checkout:
    monkeypatch.chdir(checkout.root)
    monkeypatch.setenv("SEKISHO_PROJECT_KEY", "a key of these tests")
    deliver(checkout)
    return checkout


def test_what_is_staged_is_all_that_a_commit_is_judged_by(delivery: Checkout) -> None:
    delivery.write("old.txt", PERSON)
    assert gate("--profile", "commit").code == 0
    delivery.git("add", "old.txt")
    verdict = gate("--profile", "commit")
    assert (verdict.code, verdict.required("violated")) == (1, ["soka-3-city-5", "soka-7-dev-4"])
    assert verdict.coverage.keys() == {"index", "separation", "roster"}


def test_a_commit_of_nothing_says_that_there_was_nothing(delivery: Checkout) -> None:
    verdict = gate("--profile", "commit")
    assert (verdict.code, verdict.coverage["index"]["reasons"]) == (0, ["there was nothing in it"])
    assert "there was nothing in it" in verdict.of("soka-7-dev-4")["reasons"]


def test_a_commit_is_judged_without_attestations_systems_and_answers_from_elsewhere(delivery: Checkout) -> None:
    delivery.write("config/prod.env", changed(PRODUCTION, ("Zk3vQp81LmXw", "${API_SECRET}")))
    delivery.write("sekisho-attestations.yaml", attestations([]))
    (delivery.root / "export.csv").unlink()
    delivery.commit("less")
    assert gate("--profile", "commit").code == 0


def test_a_range_is_what_a_push_brings(delivery: Checkout) -> None:
    delivery.write("people.txt", PERSON)
    delivery.commit("data")
    (delivery.root / "people.txt").unlink()
    delivery.commit("no data")
    verdict = gate("--profile", "commit", "--range", "origin/main..HEAD")
    assert (verdict.code, verdict.states["soka-7-dev-4"]) == (1, "violated")
    assert gate("--profile", "commit", "--range", "HEAD~1..HEAD").code == 0


def test_a_pull_request_is_what_origin_has_not(delivery: Checkout) -> None:
    delivery.write("people.txt", PERSON)
    delivery.commit("data")
    verdict = gate("--profile", "pull-request")
    assert (verdict.code, verdict.states["soka-7-dev-4"]) == (1, "violated")
    assert verdict.coverage.keys() == {"range", "separation", "roster", "accounts:corp"}


def test_a_pull_request_that_origin_calls_its_main_branch_was_not_judged(delivery: Checkout) -> None:
    delivery.write("people.txt", PERSON)
    delivery.commit("data")
    delivery.git("update-ref", "refs/remotes/origin/change", "HEAD")
    delivery.git("symbolic-ref", "refs/remotes/origin/HEAD", "refs/remotes/origin/change")
    verdict = gate("--profile", "pull-request")
    assert (verdict.code, verdict.states["soka-7-dev-4"]) == (3, "not-checked")
    assert verdict.coverage["range"]["reasons"] == [NOTHING_ADDED]


def test_a_pull_request_that_only_takes_away_is_one(delivery: Checkout) -> None:
    (delivery.root / "export.csv").unlink()
    delivery.commit("less")
    assert gate("--profile", "pull-request").states["soka-7-dev-4"] == "met"


def test_a_pull_request_needs_answers_about_separation(delivery: Checkout) -> None:
    delivery.write("config/prod.env", changed(PRODUCTION, ("Zk3vQp81LmXw", "${API_SECRET}")))
    delivery.commit("at deploy time")
    verdict = gate("--profile", "pull-request")
    assert (verdict.code, verdict.required("not-checked")) == (3, ["soka-7-dev-3"])


def test_a_pull_request_that_shares_a_database_is_refused(delivery: Checkout) -> None:
    delivery.write("config/dev.env", changed(DEVELOPMENT, ("db.dev.example.jp", "db.prod.example.jp")))
    delivery.commit("shared")
    assert gate("--profile", "pull-request").states["soka-7-dev-3"] == "violated"


def test_a_pull_request_that_adds_data_and_allows_itself_is_refused(delivery: Checkout) -> None:
    delivery.write("people.py", f"# sekisho: allow[person-name] a sample\nname = '{PERSON.strip()}'\n")
    allow = '[[allow]]\nrule = "person-name"\nreason = "sample"\nowner = "me"\nexpires = 2099-01-01\n'
    delivery.write("sekisho.toml", CONFIG + allow)
    delivery.commit("allowed by itself")
    verdict = gate("--profile", "pull-request")
    assert (verdict.code, verdict.states["soka-7-dev-4"]) == (1, "violated")


def test_a_pull_request_without_a_base_is_a_usage_error(checkout: Checkout, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(checkout.root)
    checkout.write("a.txt", "a\n")
    checkout.commit()
    assert main(["gate", "--profile", "pull-request"]) == 2


def test_a_release_takes_no_range(delivery: Checkout) -> None:
    assert main(["gate", "--range", "HEAD~1..HEAD"]) == 2


def test_an_invalid_roster_is_a_usage_error_in_every_profile(delivery: Checkout) -> None:
    delivery.write("sekisho-roster.yaml", "schema: 1\npeople: 3\n")
    delivery.commit("not valid")
    delivery.git("update-ref", "refs/remotes/origin/main", "HEAD")
    for words in (["commit"], ["pull-request", "--range", "HEAD~1..HEAD"], ["release"]):
        assert main(["gate", "--profile", *words]) == 2


@pytest.mark.parametrize(
    ("environ", "words"),
    [
        ({}, ["gate", "--profile=release"]),
        (
            {"PRE_COMMIT_FROM_REF": "a", "PRE_COMMIT_TO_REF": "b"},
            ["gate", "--profile=commit", "--range=a..b", "--offline"],
        ),
        (
            {"PRE_COMMIT_REMOTE_NAME": "origin", "PRE_COMMIT_LOCAL_BRANCH": "refs/heads/x"},
            ["gate", "--profile=commit", "--range=refs/remotes/origin/*..refs/heads/x", "--offline"],
        ),
    ],
)
def test_the_hook_follows_the_situation(environ: dict[str, str], words: list[str]) -> None:
    assert arguments(environ) == words


def pre_commit(checkout: Checkout, *words: str) -> subprocess.CompletedProcess[bytes]:
    return subprocess.run(
        [sys.executable, "-m", "pre_commit", *words],
        cwd=checkout.root,
        env=checkout.environ,
        capture_output=True,
        check=False,
    )


@pytest.fixture
def pushing(checkout: Checkout, tmp_path: Path) -> Checkout:
    """A repository with the hook installed and a remote that has the clean delivery."""
    checkout.environ |= {"PRE_COMMIT_HOME": str(tmp_path / "cache"), "PRE_COMMIT_COLOR": "never"}
    hook = HOOK.format(python=Path(sys.executable).as_posix(), report=(tmp_path / "report.json").as_posix())
    deliver(checkout, **{".pre-commit-config.yaml": hook})
    checkout.git("init", "--quiet", "--bare", str(tmp_path / "remote.git"))
    checkout.git("remote", "add", "origin", str(tmp_path / "remote.git"))
    checkout.git("push", "--quiet", "origin", "main")
    checkout.git("remote", "set-head", "origin", "main")
    pre_commit(checkout, "install", "--hook-type", "pre-push")
    return checkout


def report(checkout: Checkout) -> dict[str, object]:
    told: dict[str, object] = json.loads((checkout.root.parent / "report.json").read_text(encoding="utf-8"))
    return told


@pytest.mark.slow
def test_a_push_of_personal_data_is_refused_and_a_clean_one_passes(pushing: Checkout) -> None:
    pushing.write("readme.md", "# 住民情報システム 2\n")
    pushing.commit("clean")
    passed = pushing.git("push", "origin", "main", check=False)
    assert passed.returncode == 0, passed.stderr.decode()
    pushing.write("people.txt", PERSON)
    pushing.commit("data")
    refused = pushing.git("push", "origin", "main", check=False)
    assert refused.returncode == 1
    assert b"soka-7-dev-4" in refused.stdout + refused.stderr
    assert report(pushing)["gate"]["profile"] == "commit"  # type: ignore[index]


@pytest.mark.slow
def test_the_manual_stage_is_the_gate_of_a_release(pushing: Checkout) -> None:
    done = pre_commit(pushing, "run", "sekisho-gate", "--hook-stage", "manual", "--verbose")
    assert report(pushing)["gate"]["profile"] == "release", done.stdout  # type: ignore[index]
    assert b"Verdict by clause" in done.stdout


def test_the_hook_file_names_the_hook_for_pushes_and_by_hand() -> None:
    root = Path(__file__).parents[2]
    hooks = yaml.safe_load((root / ".pre-commit-hooks.yaml").read_text(encoding="utf-8"))
    (hook,) = [one for one in hooks if one["id"] == "sekisho-gate"]
    assert hook["stages"] == ["pre-push", "manual"]
    assert hook["entry"].split()[-1] == "hooks.release_gate"
    assert (root / "hooks" / "release_gate.py").is_file()
