"""What a change does to the policy is a finding: medium or high where something becomes weaker, low otherwise."""

from __future__ import annotations

import datetime as dt
import re
from dataclasses import fields

import pytest

from guard.cli import main
from guard.config.config import Config
from guard.config.loading import loads
from guard.policy_change.configuration import COMPARISONS, Written, config_changes
from guard.policy_change.owners import OWNERS
from tests.trusted.conftest import ALLOW, PHONE, Judge, Protected

TODAY = dt.date(2026, 1, 1)
ALLOWED = ALLOW.format(path="docs/**")
ENVIRONMENT = '[environments.prd]\nkind = "prod"\nzone = "mynumber"\n'
OWN_RULE = '[[recognizer]]\nid = "staff"\nname = "職員番号"\npattern = "KX-[0-9]{4}"\n'


def told(before: str, after: str) -> list[str]:
    """What became of a configuration: severity, line and sentence."""
    old = loads(before.encode(), "sekisho.toml", TODAY)
    new = Written("sekisho.toml", after, loads(after.encode(), "sekisho.toml", TODAY))
    changes = config_changes(old, new)
    return [f"{one.severity.label}:{one.line}: {_filled(one.message, dict(one.args))}" for one in changes]


def _filled(message: str, args: dict[str, str | int]) -> str:
    return re.sub(r"\{([a-z_]+)\}", lambda match: str(args[match[1]]), message)


def test_every_field_of_a_configuration_is_compared() -> None:
    assert {one.name for one in fields(Config)} == set(COMPARISONS)


@pytest.mark.parametrize(
    ("before", "after", "expected"),
    [
        ("", 'min-severity = "high"\n', ["high:1: min-severity was medium and is high: what is below no longer fails"]),
        ("", '[scan]\nexclude = [{path = "a", reason = "b"}]\n', ["high:2: a is no longer looked at (scan.exclude)"]),
        ("", '[[scan.exclude]]\npath = "a"\nreason = "b"\n', ["high:2: a is no longer looked at (scan.exclude)"]),
        ("", '[[scan.include]]\npath = "a"\nreason = "b"\n', ["high:1: fewer files are looked at (scan.include)"]),
        ("", ALLOWED, ["medium:1: findings are allowed: rule phone-number, path docs/**"]),
        ("", ALLOWED.replace('rule = "phone-number"\n', ""), ["high:1: findings are allowed: rule *, path docs/**"]),
        ("", ALLOWED.replace('path = "docs/**"\n', ""), ["high:1: findings are allowed: rule phone-number, path *"]),
        (
            ALLOWED,
            ALLOWED + ALLOWED.replace("docs/**", "src/**"),
            ["medium:7: findings are allowed: rule phone-number, path src/**"],
        ),
        (
            ALLOWED,
            ALLOWED.replace("2099", "2100"),
            ["medium:6: an allow holds longer, until 2100-03-31: rule phone-number, path docs/**"],
        ),
        (
            "",
            '[[accept-skip]]\npath = "a"\nreason-code = "encrypted"\nreason = "b"\nowner = "c"\nexpires = 2099-01-01\n',
            ["medium:1: it is accepted that something cannot be looked at: a (encrypted)"],
        ),
        ("", '[severity]\nphone-number = "low"\n', ["high:2: findings of phone-number are low at most"]),
        (
            "",
            '[[severity-of]]\nrule = "phone-number"\npath = "tests/"\nseverity = "low"\nreason = "fixtures"\n',
            ["high:1: findings of phone-number in tests/ are low at most"],
        ),
        ("", '[severity]\njp-my-number = "high"\n', ["medium:2: findings of jp-my-number are high at most"]),
        (
            '[severity]\nphone-number = "critical"\n',
            "",
            ["medium:1: findings of phone-number are no longer made more severe"],
        ),
        (OWN_RULE, "", ["high:1: the project's rule staff is gone"]),
        (OWN_RULE, OWN_RULE.replace("KX", "KY"), ["medium:1: the project's rule staff finds something else"]),
        (
            '[markings]\nwords = ["部外秘扱い"]\n',
            "[markings]\nwords = []\n",
            ["medium:2: fewer words mark a confidential document: 1 before, 0 now"],
        ),
        (
            "",
            '[names]\nengine = "rules"\n',
            ["medium:2: names are looked for by another engine: sekisho before, rules now"],
        ),
        ("[scan]\nocr = true\n", "", ["medium:1: text in images is no longer read (scan.ocr)"]),
        (ENVIRONMENT, "", ["high:1: the environment prd is no longer described"]),
        (
            ENVIRONMENT,
            ENVIRONMENT.replace("mynumber", "lgwan"),
            ["high:1: the environment prd is described in another way"],
        ),
        (
            "",
            '[separation]\ncompare = ["dev"]\nstaging = "low"\n',
            [
                "medium:2: fewer environments are compared with production (separation.compare)",
                "medium:3: staging may share more with production (separation.staging)",
            ],
        ),
        (
            "[separation]\nrequire-account-separation = true\n",
            "",
            ["medium:1: production may share an account with others (separation.require-account-separation)"],
        ),
    ],
)
def test_what_weakens_is_told_with_its_line(before: str, after: str, expected: list[str]) -> None:
    assert told(before, after) == expected


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ('min-severity = "high"\n', ""),
        (ALLOWED, ""),
        (ALLOWED.replace("2099", "2100"), ALLOWED),
        ("", '[severity]\nphone-number = "critical"\n'),
        ("", '[scan]\nmax-file-size = "1KB"\n'),
        ("", OWN_RULE),
        ('[[scan.exclude]]\npath = "a"\nreason = "b"\n', '[[scan.exclude]]\npath = "a"\nreason = "c"\n'),
        ('[separation]\ncompare = ["dev"]\n', ""),
    ],
)
def test_what_weakens_nothing_is_low(before: str, after: str) -> None:
    assert told(before, after) == ["low:1: the configuration is changed; nothing of it becomes weaker"]


def test_another_spelling_of_the_same_configuration_is_no_change() -> None:
    assert (
        told('[[scan.exclude]]\npath = "a"\nreason = "b"\n', '# x\n[scan]\nexclude = [{path = "a", reason = "b"}]\n')
        == []
    )


# Hooks, workflows, owners

HOOKS = """\
repos:
  - repo: https://github.com/sekisho/sekisho
    rev: v1
    hooks:
      - id: sekisho
      - id: sekisho-msg
  - repo: https://example.jp/other
    rev: v1
    hooks:
      - id: other
"""
WORKFLOW = """\
name: checks
on: [pull_request]
jobs:
  data:
    runs-on: ubuntu-latest
    steps:
      - uses: sekisho/sekisho@v1
        with:
          range: pull-request
  build:
    runs-on: ubuntu-latest
    steps:
      - run: make
"""
BEGIN = {".pre-commit-config.yaml": HOOKS, ".github/workflows/checks.yml": WORKFLOW}


def judged(repository: Protected, judge: Judge, name: str, before: str, after: str | None) -> list[str]:
    """What a change of one file is reported as."""
    repository.write(name, before)
    repository.merge()
    if after is None:
        (repository.root / name).unlink()
    else:
        repository.write(name, after)
    repository.commit()
    result = judge("--verbose")
    assert all(one["path"] == name for one in result.report["findings"])
    return result.messages()


@pytest.mark.parametrize(
    ("after", "expected"),
    [
        (None, ["high: the hook sekisho is removed", "high: the hook sekisho-msg is removed"]),
        (HOOKS.replace("      - id: sekisho-msg\n", ""), ["high: the hook sekisho-msg is removed"]),
        (
            HOOKS.replace("id: sekisho\n", "id: sekisho\n        args: [--min-severity, high]\n"),
            ["medium: the hook sekisho runs in another way: args"],
        ),
        (
            HOOKS.replace("sekisho/sekisho", "evil/sekisho"),
            ["high: the hook sekisho comes from another place", "high: the hook sekisho-msg comes from another place"],
        ),
        (HOOKS + "ci: {skip: [sekisho]}\n", ["medium: the hooks are skipped, or run at other stages (ci)"]),
        (HOOKS.replace("- id: other", "- id: others"), []),
        (HOOKS + "[", ["high: the list of hooks cannot be read: none of them runs"]),
    ],
)
def test_hooks_of_ours_that_change_are_told(
    protected: Protected, judge: Judge, after: str | None, expected: list[str]
) -> None:
    assert judged(protected, judge, ".pre-commit-config.yaml", HOOKS, after) == expected


def test_another_version_of_the_hooks_is_low(protected: Protected, judge: Judge) -> None:
    messages = judged(protected, judge, ".pre-commit-config.yaml", HOOKS, HOOKS.replace("v1", "v2", 1))
    assert messages == [
        "low: the hook sekisho is of another version",
        "low: the hook sekisho-msg is of another version",
    ]


@pytest.mark.parametrize(
    ("after", "expected"),
    [
        (None, ["high: Sekisho is no longer called here"]),
        (WORKFLOW.replace("sekisho/sekisho@v1", "actions/checkout@v4"), ["high: Sekisho is no longer called here"]),
        (
            WORKFLOW.replace("      - uses: sekisho", "      - continue-on-error: true\n        uses: sekisho"),
            ["medium: what runs Sekisho is changed: data"],
        ),
        (WORKFLOW.replace("[pull_request]", "[workflow_dispatch]"), ["medium: what runs Sekisho is changed: on"]),
        (WORKFLOW.replace("run: make", "run: make all"), []),
        (WORKFLOW.replace("jobs:", "env: {PATH: /x}\njobs:"), ["medium: what runs Sekisho is changed: env"]),
    ],
)
def test_workflows_that_call_us_are_told_where_that_changes(
    protected: Protected, judge: Judge, after: str | None, expected: list[str]
) -> None:
    assert judged(protected, judge, ".github/workflows/checks.yml", WORKFLOW, after) == expected


@pytest.mark.parametrize(
    ("name", "before", "after", "expected"),
    [
        ("Jenkinsfile", "sh 'sekisho gate'\n", "sh 'true'\n", ["high: Sekisho is no longer called here"]),
        (
            "Jenkinsfile",
            "sh 'sekisho gate'\n",
            "sh 'sekisho gate || true'\n",
            ["medium: what runs Sekisho is changed: Jenkinsfile"],
        ),
        ("Makefile", "x:\n\tsekisho scan\n", "y:\n\tls\nx:\n\tsekisho scan\n", []),
        (
            "Makefile",
            "x:\n\tsekisho scan\n",
            "x:\n\t-sekisho scan\n",
            ["medium: what runs Sekisho is changed: Makefile"],
        ),
        (
            ".gitlab-ci.yml",
            "a: {script: sekisho gate}\nb: {script: ls}\n",
            "a: {script: sekisho gate, allow_failure: true}\nb: {script: cd}\n",
            ["medium: what runs Sekisho is changed: a"],
        ),
        (
            "CODEOWNERS",
            "* @all\n/sekisho.toml @security\n",
            "* @all\n",
            [f"medium: {OWNERS}"],
        ),
        ("CODEOWNERS", "/src @a\n", "/src @b\n", []),
        ("CODEOWNERS", "* @all\n", "* @all\n/src @b\n", []),
        ("CODEOWNERS", "* @all\n", "* @all\n*.toml @b\n", [f"medium: {OWNERS}"]),
        ("CODEOWNERS", "/sekisho.toml @a\n", "/sekisho.toml @a\n/sekisho.toml\n", [f"medium: {OWNERS}"]),
        ("CODEOWNERS", "/sekisho.toml @a\n", "/sekisho.toml @a\n* @b # @a\n", [f"medium: {OWNERS}"]),
        ("CODEOWNERS", "[Policy] @a\nsekisho.toml\n", "[Policy] @b\nsekisho.toml\n", [f"medium: {OWNERS}"]),
        ("CODEOWNERS", "[Policy] @a\nsekisho.toml\n", "[Policy] @a\nsekisho.toml\n[Code] @b\n*\n", []),
    ],
)
def test_other_pipelines_and_owners_are_told_too(
    protected: Protected, judge: Judge, name: str, before: str, after: str, expected: list[str]
) -> None:
    assert judged(protected, judge, name, before, after) == expected


def test_a_file_of_owners_that_goes_before_another_is_told(protected: Protected, judge: Judge) -> None:
    protected.write("CODEOWNERS", "* @all\n")
    protected.merge()
    protected.write(".github/CODEOWNERS", "* @others\n")
    protected.commit()
    assert judge().messages() == [f"medium: {OWNERS}"]


def test_a_file_of_owners_that_moves_is_told_where_a_host_no_longer_reads_it(
    protected: Protected, judge: Judge
) -> None:
    protected.write("docs/CODEOWNERS", "* @all\n")
    protected.merge()
    (protected.root / "docs/CODEOWNERS").unlink()
    protected.write("CODEOWNERS", "* @all\n")
    protected.commit()
    assert judge().messages() == []


# Baseline and roster

ROSTER = """\
schema: 1
project: {id: soka, start: 2025-04-01, end: 2026-03-31}
people:
  - {id: p1, employer: x, from: 2025-04-01, to: 2026-03-31}
accounts:
  - {system: repo, id: a1, login: l1, person: p1}
systems:
  - {id: repo, adapter: csv, path: a.csv, max_age: 24h}
"""


@pytest.mark.parametrize(
    ("old", "new", "expected"),
    [
        ("end: 2026-03-31", "end: 2027-03-31", "a contract ends later, or its accounts may stay longer"),
        ("to: 2026-03-31", "to: 2026-09-30", "the last day of a person is later, or gone"),
        (
            "person: p1",
            "person: p1, kind: service, owner: p1",
            "an account is no longer one of a person, or is of other people",
        ),
        ("max_age: 24h", "max_age: 90d", "less is demanded of what a system tells"),
        ("max_age: 24h", "max_age: 24h, required: false", "less is demanded of what a system tells"),
        ("path: a.csv", "path: b.csv", "less is demanded of what a system tells"),
        (
            "systems:\n",
            "exceptions:\n  - {account: repo/a1, reason: handover, approver: p1, approved: 2026-01-01, expires: 2026-06-30}\nsystems:\n",
            "an exception lets an account stay",
        ),
        ("accounts:\n", "accounts:\n  - {system: repo, id: a2, login: l2, person: p1}\n", "an account is registered"),
    ],
)
def test_what_a_roster_lets_through_is_told_without_names(
    protected: Protected, judge: Judge, old: str, new: str, expected: str
) -> None:
    assert old in ROSTER
    messages = judged(protected, judge, "sekisho-roster.yaml", ROSTER, ROSTER.replace(old, new, 1))
    assert messages == [f"medium: {expected}"]


def test_each_account_that_is_registered_is_told(protected: Protected, judge: Judge) -> None:
    more = "".join(f"  - {{system: repo, id: a{n}, login: l{n}, person: p1}}\n" for n in (2, 3))
    after = ROSTER.replace("accounts:\n", "accounts:\n" + more)
    assert judged(protected, judge, "sekisho-roster.yaml", ROSTER, after) == ["medium: an account is registered"] * 2


def test_a_roster_that_is_gone_is_high_and_one_that_gets_stricter_low(protected: Protected, judge: Judge) -> None:
    stricter = ROSTER.replace("to: 2026-03-31", "to: 2026-02-28")
    assert judged(protected, judge, "sekisho-roster.yaml", ROSTER, stricter) == [
        "low: the roster is changed; nothing of it becomes weaker"
    ]
    assert judged(protected, judge, "sekisho-roster.yaml", ROSTER, None) == [
        "high: the roster is gone: no account is judged any more"
    ]


def test_more_findings_in_the_baseline_are_told_with_their_line(protected: Protected, judge: Judge) -> None:
    words = ("--owner", "me", "--reason", "it was always there", "--quiet", "--expires")
    protected.write("a.txt", f"電話 {PHONE}\n")
    assert main(["baseline", "create", *words, "2099-01-01"]) == 0
    protected.merge()
    protected.write("b.txt", f"電話 {PHONE}\n")
    assert main(["baseline", "update", *words, "2099-01-01"]) == 0
    protected.commit()
    result = judge()
    assert result.messages() == ["medium: the baseline accepts more findings (1); the worst of them is medium"]
    (found,) = [one for one in result.report["findings"] if one["rule_id"] == "gate-policy-changed"]
    line = (protected.root / ".sekisho-baseline.json").read_text("utf-8").splitlines()[found["line"] - 1]
    assert '"path": "b.txt"' in line


# What the change did not do itself


def test_what_the_protected_branch_changed_meanwhile_is_no_change_of_ours(protected: Protected, judge: Judge) -> None:
    protected.write("sekisho.toml", ALLOW.format(path="old/**"))
    protected.merge()
    protected.branch("ours")
    protected.write("b.txt", "本文\n")
    protected.commit()
    protected.git("switch", "--quiet", "change")
    protected.write("sekisho.toml", "")
    protected.merge("the allow is withdrawn")
    protected.git("switch", "--quiet", "ours")
    assert judge().messages() == []
    assert judge(range_=None).messages() == []
    protected.write("sekisho.toml", ALLOW.format(path="old/**") + ALLOW.format(path="new/**"))
    protected.commit()
    assert judge().messages() == [
        "medium: findings are allowed: rule phone-number, path old/**",
        "medium: findings are allowed: rule phone-number, path new/**",
    ]


def test_what_is_told_of_a_change_holds_no_value(protected: Protected, judge: Judge) -> None:
    protected.write(
        ".pre-commit-config.yaml", f"repos: [{{repo: x, hooks: [{{id: 'sekisho {PHONE}'}}, {{id: sekisho}}]}}]\n"
    )
    protected.write("sekisho.toml", f"[environments.'{PHONE}']\nkind = 'dev'\n")
    protected.merge()
    protected.write(".pre-commit-config.yaml", "repos: [{repo: x, hooks: [{id: sekisho, 佐藤花子: 1, args: []}]}]\n")
    protected.write("sekisho.toml", ALLOW.format(path=f"{PHONE}/t.ren@soka-bunka.jp"))
    protected.commit()
    told_ = judge()
    assert PHONE not in str(told_.messages())
    assert "佐藤" not in str(told_.messages())
    assert "soka-bunka" not in str(told_.messages())
    assert "medium: the hook sekisho runs in another way: args, ●" in told_.messages()
    assert "high: the hook ● is removed" in told_.messages()
    assert "medium: the environment ● is no longer described" in told_.messages()


def test_a_trusted_policy_decides_how_bad_a_change_of_it_is(protected: Protected, judge: Judge) -> None:
    """For teams whose branch protection asks the owners of the policy anyway."""
    protected.write("sekisho.toml", '[severity]\ngate-policy-changed = "low"\n')
    protected.merge()
    protected.write("sekisho.toml", 'min-severity = "critical"\n')
    protected.commit()
    told_ = judge()
    assert told_.code == 0
    assert told_.rules("below-threshold") == ["gate-policy-changed"]


def test_an_inline_allow_does_not_cover_a_change_of_the_policy(protected: Protected, judge: Judge) -> None:
    protected.write(
        "sekisho.toml", 'min-severity = "critical"  # sekisho: allow[gate-policy-changed] we know what we do\n'
    )
    protected.commit()
    assert judge().code == 1
