"""A pull request that brings data and its own permission along is refused; with a policy approved before it passes."""

from __future__ import annotations

import os
from collections.abc import Callable

import pytest

from guard.cli import main
from tests.trusted.conftest import ALLOW, MARK, OTHER_PHONE, PHONE, Judge, Protected

DATA = f"電話 {PHONE}\n"
LINKS = pytest.mark.skipif(os.name == "nt", reason="symbolic links need a right of their own")


def inline(repository: Protected) -> None:
    repository.write("a.txt", f"電話 {PHONE}  # {MARK}\n")


def allow(repository: Protected) -> None:
    repository.write("a.txt", DATA)
    repository.write("sekisho.toml", ALLOW.format(path="a.txt"))


def exclusion(repository: Protected) -> None:
    repository.write("a.txt", DATA)
    repository.write("sekisho.toml", '[scan]\nexclude = [{path = "*.txt", reason = "generated"}]\n')


def inclusion(repository: Protected) -> None:
    repository.write("a.txt", DATA)
    repository.write("sekisho.toml", '[scan]\ninclude = [{path = "src/**", reason = "the rest is not ours"}]\n')


def threshold(repository: Protected) -> None:
    repository.write("a.txt", DATA)
    repository.write("sekisho.toml", 'min-severity = "critical"\n')


def lowered(repository: Protected) -> None:
    repository.write("a.txt", DATA)
    repository.write("sekisho.toml", '[severity]\nphone-number = "low"\n')


def section(repository: Protected) -> None:
    repository.write("a.txt", DATA)
    repository.write("pyproject.toml", '[tool.sekisho]\nmin-severity = "critical"\n')


def baseline(repository: Protected) -> None:
    repository.write("a.txt", DATA)
    words = ("--owner", "me", "--reason", "it was always there", "--expires", "2099-01-01", "--quiet")
    assert main(["baseline", "create", *words]) == 0


PERMISSIONS = (inline, allow, exclusion, inclusion, threshold, lowered, section, baseline)
Permission = Callable[[Protected], None]


@pytest.mark.parametrize("permit", PERMISSIONS)
def test_a_change_that_brings_data_and_allows_itself_is_refused(
    protected: Protected, judge: Judge, permit: Permission
) -> None:
    permit(protected)
    protected.commit()
    told = judge()
    assert told.code == 1
    assert "phone-number" in told.rules()
    assert {"gate-allow-added", "gate-policy-changed"} & set(told.rules())


@pytest.mark.parametrize("permit", PERMISSIONS)
def test_what_the_protected_branch_has_approved_passes(protected: Protected, judge: Judge, permit: Permission) -> None:
    permit(protected)
    data = protected.root / "a.txt"
    content = data.read_bytes()
    if permit is not inline:  # the permission comes first, the data in a change of its own
        data.unlink()
    protected.merge()
    protected.write("a.txt", content if permit is not inline else content + b"\n")
    protected.commit()
    told = judge()
    assert told.code == 0, told.report
    assert told.rules() == []


def test_without_a_policy_the_change_decides_for_itself(protected: Protected, judge: Judge) -> None:
    """What the tests above are about."""
    allow(protected)
    protected.commit()
    assert judge(ref=None).code == 0


@pytest.mark.parametrize("words", [["--staged"], []])
def test_what_is_staged_and_the_working_tree_are_judged_by_the_ref_too(
    protected: Protected, judge: Judge, words: list[str]
) -> None:
    allow(protected)
    protected.git("add", ".")
    told = judge(*words, range_=None)
    assert told.code == 1
    assert sorted(told.rules()) == ["gate-policy-changed", "phone-number"]


def test_a_configuration_of_a_subfolder_does_not_shadow_that_of_the_ref(protected: Protected, judge: Judge) -> None:
    protected.write("sub/a.txt", DATA)
    protected.write("sub/sekisho.toml", 'min-severity = "critical"\n')
    protected.commit()
    told = judge("sub", range_=None)
    assert told.code == 1
    assert "phone-number" in told.rules()
    assert any("min-severity" in message for message in told.messages())
    assert "medium: a configuration of its own: what is scanned from this folder is judged by it" in judge().messages()


def test_a_new_sekisho_toml_does_not_shadow_the_section_of_the_policy(protected: Protected, judge: Judge) -> None:
    protected.write("pyproject.toml", '[tool.sekisho]\nmin-severity = "low"\n')
    protected.merge()
    protected.write("sekisho.toml", 'min-severity = "critical"\n')
    protected.write("a.txt", DATA)
    protected.commit()
    told = judge()
    assert sorted(told.rules()) == ["gate-policy-changed", "phone-number"]
    assert told.messages() == ["high: min-severity was low and is critical: what is below no longer fails"]


@LINKS
def test_a_symbolic_link_in_place_of_the_configuration_is_not_followed(protected: Protected, judge: Judge) -> None:
    protected.write("sekisho.toml", 'min-severity = "medium"\n')
    protected.merge()
    outside = protected.root.parent / "weak.toml"
    outside.write_text('min-severity = "critical"\n', "utf-8")
    protected.link("sekisho.toml", str(outside))
    protected.write("a.txt", DATA)
    protected.commit()
    told = judge()
    assert sorted(told.rules()) == ["gate-policy-changed", "phone-number"]
    assert told.messages() == ["medium: the configuration cannot be read: once this is merged, nothing is judged"]


@LINKS
@pytest.mark.parametrize("name", ["sekisho.toml", ".sekisho-baseline.json", "sekisho-roster.yaml"])
def test_a_symbolic_link_in_the_policy_itself_is_refused(protected: Protected, judge: Judge, name: str) -> None:
    protected.write("elsewhere", "")
    protected.link(name, "elsewhere")
    protected.merge()
    told = judge(range_="HEAD~1..HEAD")
    assert told.code == 2
    assert f"origin/main:{name}: is a symbolic link, and that is not followed" in told.err


def test_a_submodule_called_like_the_configuration_is_no_configuration(protected: Protected, judge: Judge) -> None:
    protected.write("a.txt", DATA)
    protected.git("add", "a.txt")
    protected.git("update-index", "--add", "--cacheinfo", f"160000,{protected.oid()},sekisho.toml")
    protected.git("commit", "--quiet", "--message", "a submodule")
    told = judge()
    assert told.code == 1
    assert "phone-number" in told.rules()
    assert told.messages() == ["medium: the configuration cannot be read: once this is merged, nothing is judged"]
    protected.git("update-ref", "refs/remotes/origin/main", "HEAD")
    refused = judge(range_="HEAD~1..HEAD")
    assert refused.code == 2
    assert "is a submodule" in refused.err


def test_a_policy_that_is_too_large_is_refused(protected: Protected, judge: Judge) -> None:
    protected.write("sekisho.toml", "#" * (1024 * 1024 + 1))
    protected.merge()
    told = judge(range_="HEAD~1..HEAD")
    assert told.code == 2
    assert "is larger than" in told.err


def test_a_ref_without_configuration_means_the_defaults_and_says_so(protected: Protected, judge: Judge) -> None:
    protected.commit()
    told = judge()
    assert told.code == 0
    assert told.report["notes"] == ["the policy ref holds no configuration: the defaults hold"]


def test_files_that_the_configuration_names_come_from_the_ref(protected: Protected, judge: Judge) -> None:
    registry = "recognizers:\n  - name: staff\n    supported_entity: STAFF\n    patterns: [{name: a, regex: 'KX-\\d{4}', score: 0.9}]\n"
    protected.write("sekisho.toml", '[recognizers]\npresidio = ["rules/staff.yaml"]\n')
    protected.write("rules/staff.yaml", registry)
    protected.merge()
    protected.write("rules/staff.yaml", registry.replace("KX", "KY"))
    protected.write("a.txt", "職員 KX-1234\n")
    protected.commit()
    told = judge()
    assert "presidio-staff" in told.rules()
    assert "medium: the project's rule presidio-staff finds something else" in told.messages()
    paths = [one["path"] for one in told.report["run"]["policy"]["files"]]
    assert sorted(paths) == ["rules/staff.yaml", "sekisho.toml"]


def test_reports_say_whose_words_the_run_was_judged_by(
    protected: Protected, judge: Judge, capsys: pytest.CaptureFixture[str]
) -> None:
    protected.write("sekisho.toml", 'min-severity = "low"\n')
    protected.merge()
    run = judge().report["run"]
    assert run["policy_ref"] == "refs/remotes/origin/main"
    assert run["policy"]["kind"] == "protected-ref"
    assert run["policy"]["commit"] == protected.oid("origin/main")
    assert [one["path"] for one in run["policy"]["files"]] == ["sekisho.toml"]
    assert len(run["policy"]["files"][0]["sha256"]) == 64
    assert main(["scan", "--range", "HEAD~1..HEAD", "--policy-ref", "origin/main", "--lang", "en"]) == 0
    assert f"judged by the policy of refs/remotes/origin/main ({protected.oid()[:10]})" in capsys.readouterr().out


def test_the_variable_names_the_ref_and_the_option_wins(
    protected: Protected, judge: Judge, monkeypatch: pytest.MonkeyPatch
) -> None:
    allow(protected)
    protected.commit()
    monkeypatch.setenv("SEKISHO_POLICY_REF", "origin/main")
    assert judge(ref=None).code == 1
    assert judge(ref="HEAD").code == 0
    monkeypatch.setenv("SEKISHO_POLICY_REF", "")
    assert judge(ref=None).code == 0


def test_a_range_that_the_ref_already_has_says_so(protected: Protected, judge: Judge) -> None:
    allow(protected)
    protected.commit()
    said = "the policy ref already has what is judged: what the range changed in the policy counts"
    assert said in judge(ref="HEAD").report["notes"]
    assert said not in judge().report["notes"]


def test_separation_and_accounts_take_configuration_and_roster_from_the_ref(
    protected: Protected, capsys: pytest.CaptureFixture[str]
) -> None:
    roster = "schema: 1\nproject: {id: soka, start: 2025-04-01, end: 2026-03-31, members: []}\n"
    protected.write("sekisho-roster.yaml", roster)
    protected.merge()
    protected.write("sekisho-roster.yaml", "nothing: of it is valid\n")
    protected.write("sekisho.toml", "nor = this\n")
    words = ["--lang", "en", "--policy-ref", "origin/main"]
    assert main(["separation", *words]) == 0
    assert "refs/remotes/origin/main" in capsys.readouterr().out
    assert main(["accounts", "--as-of", "2025-10-01", *words]) in {0, 3}
    assert "refs/remotes/origin/main" in capsys.readouterr().out
    assert main(["accounts", "--as-of", "2025-10-01", "--lang", "en"]) == 2


def test_a_policy_outside_of_git_is_refused(
    tmp_path_factory: pytest.TempPathFactory, monkeypatch: pytest.MonkeyPatch, judge: Judge
) -> None:
    monkeypatch.chdir(tmp_path_factory.mktemp("plain"))
    told = judge(range_=None)
    assert told.code == 2
    assert "needs a Git repository" in told.err


@pytest.mark.parametrize("words", [["--config", "../outside.toml"], ["--baseline", "../outside.json"]])
def test_files_outside_of_the_repository_are_in_no_ref(protected: Protected, judge: Judge, words: list[str]) -> None:
    told = judge(*words)
    assert told.code == 2
    assert "lies outside of the repository" in told.err


def test_a_named_configuration_is_that_of_the_ref(protected: Protected, judge: Judge) -> None:
    protected.write("ci/strict.toml", 'min-severity = "low"\n')
    protected.merge()
    protected.write("ci/strict.toml", 'min-severity = "critical"\n')
    protected.write("a.txt", DATA)
    protected.commit()
    told = judge("--config", "ci/strict.toml")
    assert sorted(told.rules()) == ["gate-policy-changed", "phone-number"]
    assert judge("--config", "ci/none.toml").code == 2


# What a configuration may lower


def test_a_severity_is_lowered_by_a_trusted_policy_alone(protected: Protected, judge: Judge) -> None:
    lowered(protected)
    protected.commit()
    own = judge(ref=None)
    assert own.rules() == ["phone-number"]
    assert any("counts only where the policy is trusted" in note for note in own.report["notes"])
    trusted = judge(ref="HEAD")
    assert trusted.rules() == []
    assert trusted.rules("below-threshold") == ["phone-number"]
    assert not any("counts only where" in note for note in trusted.report["notes"])


def test_a_configuration_from_outside_of_the_tree_may_lower_too(protected: Protected, judge: Judge) -> None:
    inside, outside = protected.root / "given.toml", protected.root.parent / "given.toml"
    for file in (inside, outside):
        file.write_text('[severity]\nphone-number = "low"\n', "utf-8")
    protected.write("a.txt", DATA)
    assert judge("--config", inside, ref=None, range_=None).code == 1
    assert judge("--config", outside, ref=None, range_=None).code == 0


def test_a_severity_may_be_that_of_a_path(protected: Protected, judge: Judge) -> None:
    entry = '[[severity-of]]\nrule = "phone-number"\npath = "tests/"\nseverity = "{}"\nreason = "fixtures"\n'
    protected.write("sekisho.toml", entry.format("low") + entry.replace("tests/", "src/").format("high"))
    for name in ("tests/a.txt", "src/a.txt", "a.txt"):
        protected.write(name, DATA)
    protected.commit()
    told = judge(ref="HEAD", range_=None)
    found = {one["path"]: one["severity"] for one in told.report["findings"]}
    assert found == {"tests/a.txt": "low", "src/a.txt": "high", "a.txt": "medium"}
    own = judge(ref=None, range_=None)
    found = {one["path"]: one["severity"] for one in own.report["findings"]}
    assert found == {"tests/a.txt": "medium", "src/a.txt": "high", "a.txt": "medium"}
    assert any("counts only where the policy is trusted" in note for note in own.report["notes"])


def test_a_severity_of_a_path_names_a_rule_that_exists(protected: Protected, judge: Judge) -> None:
    protected.write("sekisho.toml", '[[severity-of]]\nrule = "phone"\npath = "a"\nseverity = "low"\nreason = "b"\n')
    told = judge(ref=None, range_=None)
    assert told.code == 2
    assert "sekisho.toml:2: severity-of.rule: no rule of this id" in told.err


def test_a_severity_is_raised_by_anybody(protected: Protected, judge: Judge) -> None:
    protected.write("sekisho.toml", 'min-severity = "high"\n[severity]\nphone-number = "high"\n')
    protected.write("a.txt", f"電話 {OTHER_PHONE}\n")
    protected.commit()
    assert judge(ref=None).rules() == ["phone-number"]
