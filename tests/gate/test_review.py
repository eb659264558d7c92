"""What somebody tries who wants the gate to pass although it should not, in real repositories."""

from __future__ import annotations

import hashlib
import zlib

import pytest

from guard.cli import main
from tests.conftest import Checkout
from tests.gate.delivery import CONFIG, DAY, DEVELOPMENT, PERSON, deliver, gate, protect

EXCLUDED = '[[scan.exclude]]\npath = "vendor/"\nreason = "third-party code"\n'


@pytest.fixture
def delivery(checkout: Checkout, monkeypatch: pytest.MonkeyPatch) -> Checkout:
    monkeypatch.chdir(checkout.root)
    monkeypatch.setenv("SEKISHO_PROJECT_KEY", "a key of these tests")
    return checkout


def test_a_message_that_was_amended_away_is_still_in_the_repository(delivery: Checkout) -> None:
    deliver(delivery)
    delivery.git("commit", "--quiet", "--allow-empty", "--message", PERSON)
    delivery.git("reset", "--quiet", "--soft", "HEAD~1")
    verdict = gate()
    assert (verdict.code, verdict.states["soka-3-city-3"]) == (1, "violated")
    assert {one["path"] for one in verdict.report["findings"] if one["disposition"] == "reported"} == {
        "<commit message>"
    }


def test_a_tag_that_was_deleted_is_still_in_the_repository(delivery: Checkout) -> None:
    deliver(delivery)
    delivery.git("tag", "--annotate", "v1", "--message", PERSON)
    delivery.git("tag", "--delete", "v1")
    verdict = gate()
    assert (verdict.code, verdict.states["soka-3-city-3"]) == (1, "violated")


@pytest.mark.parametrize("name", ["package-lock.json", "AUTHORS", "sekisho-roster-old.yaml"])
def test_what_once_stood_where_names_are_expected_is_judged_where_it_stands_now(delivery: Checkout, name: str) -> None:
    delivery.write(name, PERSON)
    delivery.commit("a first place that nobody minds")
    (delivery.root / name).rename(delivery.root / "people.txt")
    deliver(delivery)
    verdict = gate()
    assert (verdict.code, verdict.states["soka-7-dev-4"]) == (1, "violated")


def test_a_large_file_that_was_exchanged_for_another_is_not_looked_at(delivery: Checkout) -> None:
    name = hashlib.sha256(PERSON.encode()).hexdigest()
    pointer = f"version https://git-lfs.github.com/spec/v1\noid sha256:{name}\nsize {len(PERSON.encode())}\n"
    deliver(delivery, **{"people.txt": pointer})
    delivery.write(f".git/lfs/objects/{name[:2]}/{name[2:4]}/{name}", "nothing of that kind\n")
    verdict = gate()
    assert (verdict.code, verdict.states["soka-7-dev-4"]) == (3, "not-checked")


@pytest.mark.parametrize("ref", ["HEAD", "main", "refs/heads/main", "commit"])
def test_what_is_judged_is_no_policy_of_its_own(delivery: Checkout, ref: str) -> None:
    deliver(delivery)
    delivery.write("sekisho.toml", CONFIG + EXCLUDED)
    delivery.write("vendor/people.txt", PERSON)
    delivery.commit("excludes itself")
    head = delivery.git("rev-parse", "HEAD").stdout.decode().strip()
    assert main(["gate", "--policy-ref", head if ref == "commit" else ref]) == 2


def test_a_main_branch_of_origin_that_was_turned_to_a_local_one_is_none(delivery: Checkout) -> None:
    deliver(delivery, **{"sekisho.toml": CONFIG + EXCLUDED, "vendor/people.txt": PERSON})
    delivery.git("symbolic-ref", "refs/remotes/origin/HEAD", "refs/heads/main")
    verdict = gate()
    assert (verdict.code, verdict.report["gate"]["policy"]["kind"]) == (3, "judged-tree")


def test_the_command_line_hides_nothing_that_the_policy_wants_told(delivery: Checkout) -> None:
    deliver(delivery, **{"test/people.txt": PERSON})
    assert main(["gate", "--min-severity", "critical"]) == 2
    assert gate("--min-severity", "low").code == 1


def test_the_judged_tree_hides_nothing_below_a_severity_of_its_own(delivery: Checkout) -> None:
    deliver(delivery, **{"test/people.txt": PERSON, "sekisho.toml": 'min-severity = "critical"\n' + CONFIG})
    assert gate().code == 0  # the protected branch says so
    delivery.git("symbolic-ref", "--delete", "refs/remotes/origin/HEAD")
    verdict = gate()
    assert (verdict.code, verdict.states["soka-7-dev-4"]) == (3, "violated")
    assert any("less severe" in note for note in verdict.report["notes"])


def test_the_folder_that_the_gate_is_run_in_has_no_say(delivery: Checkout, monkeypatch: pytest.MonkeyPatch) -> None:
    deliver(delivery, **{"part/sekisho.toml": CONFIG + EXCLUDED, "vendor/people.txt": PERSON})
    monkeypatch.chdir(delivery.root / "part")
    verdict = gate(report=delivery.root.parent / "report.json")
    assert (verdict.code, verdict.states["soka-7-dev-4"]) == (1, "violated")


def test_a_name_in_a_tree_that_no_commit_has_is_still_in_the_repository(delivery: Checkout) -> None:
    deliver(delivery)
    delivery.write("氏名_佐々木健一_電話_090-1234-5678.txt", "nothing\n")
    delivery.git("add", "--all")
    delivery.git("write-tree")
    delivery.git("reset", "--quiet", "--hard")
    for _ in range(2):  # what a run remembers hides nothing from the next
        verdict = gate()
        assert (verdict.code, verdict.states["soka-3-city-3"]) == (1, "violated")


def test_a_bare_repository_is_told_where_a_gate_can_judge_it(
    delivery: Checkout, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    deliver(delivery)
    bare = delivery.root.parent / "bare.git"
    delivery.git("clone", "--quiet", "--bare", ".", str(bare))
    monkeypatch.chdir(bare)
    for profile in ("release", "pull-request", "commit"):
        assert main(["gate", "--lang", "en", "--profile", profile]) == 2
        assert "git worktree add --detach ../delivery HEAD" in capsys.readouterr().err
    delivery.git(
        "--git-dir", str(bare), "worktree", "add", "--quiet", "--detach", str(bare.parent / "delivery"), "HEAD"
    )
    monkeypatch.chdir(bare.parent / "delivery")
    assert gate("--policy-ref", "main").code in {0, 3}


def test_an_object_that_was_exchanged_for_another_is_not_looked_at(delivery: Checkout) -> None:
    deliver(delivery, **{"people.txt": PERSON})
    name = delivery.git("rev-parse", "HEAD:people.txt").stdout.decode().strip()
    file = delivery.root / ".git/objects" / name[:2] / name[2:]
    file.chmod(0o600)
    file.write_bytes(zlib.compress(b"blob 6\0clean\n"))
    verdict = gate()
    assert (verdict.code, verdict.states["soka-7-dev-4"]) == (3, "not-checked")
    assert [(one["path"], one["reason"]) for one in verdict.report["skips"]] == [("people.txt", "unreadable")]


@pytest.mark.parametrize(
    "setting",
    [("i18n.logOutputEncoding", "UTF-16"), ("format.pretty", "x"), ("log.date", "x"), ("diff.orderFile", "x")],
)
def test_a_word_in_the_configuration_of_git_hides_nothing(delivery: Checkout, setting: tuple[str, str]) -> None:
    deliver(delivery, **{"people.txt": PERSON})
    (delivery.root / "people.txt").unlink()
    delivery.commit("removed")
    protect(delivery)
    delivery.git("config", *setting)
    verdict = gate()
    assert (verdict.code, verdict.coverage["history"]["seen"]) == (1, "whole")
    assert {one["path"] for one in verdict.report["findings"] if one["disposition"] == "reported"} == {"people.txt"}


def test_a_remote_behind_another_name_is_not_a_folder_of_this_machine(delivery: Checkout) -> None:
    deliver(delivery)
    delivery.git("config", "remote.origin.url", "/srv/jumin")
    assert gate("--offline").code == 0
    delivery.git("config", "url.https://git.example.jp/.insteadOf", "/srv/")
    verdict = gate("--offline")
    assert (verdict.code, verdict.required("not-checked")) == (3, ["soka-3-common-1"])


@pytest.mark.slow
def test_another_day_of_judgement_is_told_wherever_the_verdict_is(
    delivery: Checkout, capsys: pytest.CaptureFixture[str]
) -> None:
    deliver(delivery)
    bundle = delivery.root.parent / "evidence"
    verdict = gate("--evidence", str(bundle))
    told = f"judged as of {DAY.isoformat()}, which is not the day of the run"
    assert told in verdict.report["notes"]
    assert told in (bundle / "report.html").read_text(encoding="utf-8")
    capsys.readouterr()
    assert main(["gate", "verify", str(bundle), "--lang", "en"]) == 0
    assert told in capsys.readouterr().out


def test_a_range_with_a_submodule_that_nobody_looked_into_is_not_met(delivery: Checkout) -> None:
    deliver(delivery)
    head = delivery.git("rev-parse", "HEAD").stdout.decode().strip()
    delivery.git("update-index", "--add", "--cacheinfo", f"160000,{head},part")
    delivery.git("commit", "--quiet", "--message", "a submodule")
    verdict = gate("--profile", "pull-request")
    assert (verdict.code, verdict.coverage["range"]["seen"]) == (3, "partly")
    assert "soka-7-dev-4" in verdict.required("not-checked")


@pytest.mark.parametrize("hidden", ["changed", "taken out of the index"])
def test_settings_that_are_not_those_of_the_commit_do_not_stand_for_it(delivery: Checkout, hidden: str) -> None:
    shared = DEVELOPMENT.replace("db.dev.", "db.prod.")
    deliver(delivery, **{"config/dev.env": DEVELOPMENT, "config/test.env": shared.replace("development", "test")})
    assert gate().states["soka-7-dev-3"] == "violated"
    if hidden == "changed":
        delivery.write("config/test.env", DEVELOPMENT.replace("development", "test"))
    else:
        delivery.git("rm", "--quiet", "config/test.env")
    verdict = gate()
    assert verdict.states["soka-7-dev-3"] != "met"
    assert verdict.code != 0
    assert verdict.coverage["separation"]["seen"] == "partly"


def test_line_ends_and_files_that_are_not_checked_out_are_no_change(delivery: Checkout) -> None:
    deliver(delivery)
    path = delivery.root / "config/dev.env"
    path.write_bytes(path.read_bytes().replace(b"\n", b"\r\n"))
    delivery.git("update-index", "--skip-worktree", "config/prod.env")
    (delivery.root / "config/prod.env").unlink()
    assert gate().coverage["separation"]["seen"] == "whole"


def test_a_sparse_checkout_takes_nothing_away_from_the_policy(delivery: Checkout) -> None:
    deliver(delivery)
    delivery.git("sparse-checkout", "set", "config")
    verdict = gate()
    assert (verdict.required("violated", "not-checked"), verdict.code) == ([], 0)


@pytest.mark.slow
def test_no_report_tells_the_name_of_a_blob_which_its_content_could_be_guessed_from(delivery: Checkout) -> None:
    deliver(delivery)
    gone = delivery.git("hash-object", "-w", str(delivery.write("gone.txt", PERSON))).stdout.decode().strip()
    (delivery.root / "gone.txt").unlink()
    lost = delivery.git("rev-parse", "HEAD:readme.md").stdout.decode().strip()
    (delivery.root / ".git/objects" / lost[:2] / lost[2:]).unlink()
    bundle = delivery.root.parent / "evidence"
    assert gate("--evidence", str(bundle)).code == 3
    for file in bundle.iterdir():
        assert gone.encode() not in file.read_bytes(), file.name
        assert lost.encode() not in file.read_bytes(), file.name


@pytest.mark.parametrize("place", [".gitignore", ".git/info/exclude"])
def test_what_git_is_told_to_ignore_is_looked_at(delivery: Checkout, place: str) -> None:
    deliver(delivery)
    with (delivery.root / place).open("a", encoding="ascii") as file:
        file.write("/secret.txt\n/node_modules/\n")
    if place == ".gitignore":
        delivery.commit("ignored")
        protect(delivery)
    delivery.write("secret.txt", PERSON)
    delivery.write("node_modules/authors.txt", PERSON)
    verdict = gate()
    assert (verdict.code, verdict.states["soka-7-dev-4"]) == (1, "violated")
    assert {one["path"] for one in verdict.report["findings"] if one["disposition"] == "reported"} == {"secret.txt"}


def test_a_policy_of_the_judged_tree_is_no_measure_under_somebody_in_charge(delivery: Checkout) -> None:
    deliver(delivery)
    delivery.git("symbolic-ref", "--delete", "refs/remotes/origin/HEAD")
    verdict = gate()
    assert (verdict.code, verdict.states["soka-7-dev-1"]) == (3, "not-checked")
