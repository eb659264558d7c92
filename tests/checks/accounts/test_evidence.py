"""Evidence of a run, what it is compared with, and the first draft of a roster."""

from __future__ import annotations

import datetime as dt
import json
import re
from dataclasses import replace
from pathlib import Path

import pytest
import yaml
from jsonschema import Draft202012Validator

from guard.checks.accounts.lint import warnings
from guard.checks.accounts.period import day_of
from guard.checks.accounts.roster import NOWHERE
from guard.cli import main
from tests.checks.accounts.scenes import EXAMPLE, SMALL, changed, roster
from tests.checks.accounts.test_command import EXPORT, SECRETS, folder, put

__all__ = ["folder"]

DOCS = Path(__file__).parents[3] / "docs"
SYSTEM = f"adapter=csv,path=export.csv,source_date={day_of(dt.datetime.now(dt.UTC))}"
ACCOUNTS = ("accounts", "--as-of", "2025-10-01", "--lang", "en")


def taken(name: str = "one.json") -> str:
    main([*ACCOUNTS, "--quiet", "--evidence", name])
    return Path(name).read_text("utf-8")


def difference(capsys: pytest.CaptureFixture[str], *words: str) -> tuple[int, list[str]]:
    capsys.readouterr()
    code = main([*ACCOUNTS, "diff", "--since", "one.json", *words])
    return code, capsys.readouterr().out.splitlines()


def test_evidence_says_what_a_system_told_and_names_nobody(folder: Path) -> None:
    text = taken()
    (system,) = json.loads(text)["systems"]
    assert (system["complete"], system["count"], len(system["sha256"])) == (True, 2, 64)
    assert sorted((one["state"], one["persons"]) for one in system["accounts"]) == [
        ("active", ["p-1"]),
        ("disabled", ["p-2"]),
    ]
    assert not [one for one in SECRETS if one in text]


def test_nothing_changed_is_said_so(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    taken()
    code, lines = difference(capsys)
    assert (code, len(lines)) == (0, 1)
    assert lines[0].startswith("0 changes since ")


def test_what_changed_is_told_by_keyed_ids(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    taken()
    put(folder, export="id,login,active\n11,hanako,false\n13,jiro,true\n")
    code, lines = difference(capsys)
    assert code == 0
    assert sorted(line.split("#")[0] for line in lines[:-1]) == ["+ corp/", "- corp/", "~ corp/"]
    assert any(line.endswith("active → switched off (p-1)") for line in lines)
    taken("two.json")
    assert difference(capsys, "two.json") == (code, lines)


def test_a_short_list_after_a_long_one_is_not_believed(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    taken()
    put(folder, export="id,login,active\n11,hanako,true\n")
    assert main([*ACCOUNTS, "--quiet"]) == 0
    assert main([*ACCOUNTS, "--quiet", "--since", "one.json"]) == 3
    code, lines = difference(capsys)
    assert code == 3
    assert lines[0] == "! corp: not seen whole, so what is missing there says nothing"
    assert not any(line.startswith("-") for line in lines)


@pytest.mark.parametrize(
    ("before", "after"),
    [('"disabled"', '"active"'), ('"evidence": 1', '"evidence": 2'), ('"count": 2', '"count": 1'), ("{", "[")],
)
def test_evidence_that_was_changed_is_refused(folder: Path, before: str, after: str) -> None:
    Path("one.json").write_text(taken().replace(before, after, 1), "utf-8")
    assert main([*ACCOUNTS, "--since", "one.json"]) == 2
    assert main([*ACCOUNTS, "diff", "--since", "one.json"]) == 2


def test_evidence_under_another_key_is_not_compared(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    taken()
    monkeypatch.setenv("SEKISHO_PROJECT_KEY", "another key")
    assert main([*ACCOUNTS, "diff", "--since", "one.json"]) == 2


def test_a_drafted_roster_is_valid_and_its_accounts_are_those_that_are_there(
    folder: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    Path("sekisho-roster.yaml").unlink()
    export = EXPORT + "13,svc,,true\n14,'a: {,,\n".replace("13,svc,,true", "13,svc,s@corp.example,true")
    Path("export.csv").write_text(export, "utf-8")
    assert main(["accounts", "bootstrap", "--system", SYSTEM, "--output", "draft.yaml", "--lang", "ja"]) == 0
    assert main(["accounts", "lint", "draft.yaml"]) == 0
    drafted = yaml.safe_load(Path("draft.yaml").read_text("utf-8"))
    assert [one["login"] for one in drafted["accounts"]] == ["'a: {", "hanako", "svc"]
    assert [one.get("mail") for one in drafted["people"]] == [None, "hanako@corp.example", "s@corp.example"]
    assert main(["accounts", "--roster", "draft.yaml", "--quiet"]) == 0


def test_a_draft_is_the_same_each_time_and_overwrites_nothing(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    first, again = ((main(["accounts", "bootstrap"]), capsys.readouterr().out) for _time in range(2))
    assert first == again
    assert "person: [p-1]" in first[1]
    Path("draft.yaml").write_text("mine")
    assert main(["accounts", "bootstrap", "--output", "draft.yaml"]) == 2
    assert Path("draft.yaml").read_text() == "mine"


def test_a_draft_keeps_all_that_a_roster_has(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    kept = changed(
        Path("sekisho-roster.yaml").read_text("utf-8"),
        ("end: 2026-03-31}", "end: 2026-03-31, accepted: 2026-04-10, removal_deadline_days: 3, deadline_approved_by: 課長, phase: acceptance}"),
        ("people:", "handover: {to: hoshu, from: 2026-04-11, contract: c, members: [p-1]}\npeople:"),
        ("p-2, mail", "p-2, roles: [developer], training: 2025-04-02, to: 2026-01-31, mail"),
        ("systems:", ("  - {system: old, login: rokuro, person: p-2, removed: 2025-12-01}\n"
         "  - {system: corp, id: '13', kind: service, owner: p-1, secret_rotated: 2025-05-01}\nsystems:")),
        ("path: export.csv", "path: export.csv, required: false, max_age: 3d, max_drop: 50%, canary: hanako"),
    ) + "exceptions: [{account: corp/11, reason: r, approver: a, expires: 2026-04-30}]\nlent_data: [{what: x, returned: 2026-03-31}]\n"  # fmt: skip
    Path("sekisho-roster.yaml").write_text(kept, "utf-8")
    assert main(["accounts", "bootstrap", "--system", "adapter=csv,path=other.csv"]) == 3
    again = roster(capsys.readouterr().out)
    before = roster(kept)
    assert {one.id for one in before.systems} < {one.id for one in again.systems}
    for one, other in (
        (again.projects, before.projects), (again.people, before.people), (again.accounts, before.accounts),
        (again.exceptions, before.exceptions), (again.handovers, before.handovers), (again.lent_data, before.lent_data),
        (again.systems[1:], before.systems),
    ):  # fmt: skip
        assert [replace(entry, place=NOWHERE) for entry in one] == [replace(entry, place=NOWHERE) for entry in other]


def test_a_draft_of_a_system_that_was_not_seen_whole_exits_3_and_says_so(
    folder: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["accounts", "bootstrap", "--system", "adapter=csv,path=nothing.csv", "--lang", "en"]) == 3
    assert "# csv:nothing.csv was not seen whole: the export is not there" in capsys.readouterr().out


def test_a_draft_in_which_nobody_stands_is_not_written_and_a_partial_one_says_why(
    folder: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    nothing = ["--system", "adapter=csv,path=nothing.csv", "--output", "draft.yaml", "--lang", "en"]
    assert main(["accounts", "bootstrap", *nothing]) == 3
    told = capsys.readouterr().err
    assert "csv:nothing.csv was not seen whole" in told
    assert "draft.yaml was not written" in told
    assert not Path("draft.yaml").exists()
    assert main(["accounts", "bootstrap", "--system", SYSTEM, *nothing]) == 3
    told = capsys.readouterr().err
    assert "csv:nothing.csv was not seen whole" in told
    assert "draft.yaml was written" in told
    assert yaml.safe_load(Path("draft.yaml").read_text("utf-8"))["accounts"]


def test_a_draft_without_accounts_is_yaml_that_lint_can_read(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    Path("sekisho-roster.yaml").unlink()
    main(["accounts", "bootstrap", "--system", "adapter=csv,path=nothing.csv"])
    Path("draft.yaml").write_text(capsys.readouterr().out, "utf-8")
    assert main(["accounts", "lint", "draft.yaml"]) == 0


def test_a_system_that_is_named_by_its_address_has_the_machine_in_its_id(
    folder: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    main(["accounts", "bootstrap", "--system", "adapter=scim,url=https://idp.example.jp:8443/scim/v2", "--lang", "en"])
    told = capsys.readouterr().out
    assert "{id: 'scim:idp.example.jp', adapter: scim" in told
    assert "SEKISHO_SCIM_IDP_EXAMPLE_JP_TOKEN" in told


@pytest.mark.parametrize(
    "asked", ["github", "adapter=abacus", "adapter=csv,token=x", "path=e.csv", "adapter=csv,max_age=x"]
)
def test_a_system_that_cannot_be_asked_exits_2(folder: Path, asked: str) -> None:
    assert main(["accounts", "bootstrap", "--system", asked]) == 2


class _Editor(yaml.SafeLoader):
    """YAML as an editor reads it: numbers are numbers; days are text, as in YAML 1.2."""


_Editor.yaml_implicit_resolvers = {
    first: [one for one in known if not one[0].endswith("timestamp")]
    for first, known in yaml.SafeLoader.yaml_implicit_resolvers.items()
}


def test_the_published_schema_knows_the_rosters_that_are_valid() -> None:
    schema = Draft202012Validator(json.loads((DOCS / "reference" / "roster-v1.schema.json").read_text("utf-8")))
    several = changed(SMALL, ("people:", "handover: [{to: h, from: 令和8年4月1日}]\nprojects: []\npeople:"))
    for text in (EXAMPLE, SMALL, several):
        assert [one.message for one in schema.iter_errors(yaml.load(text, _Editor))] == []
    wrong = changed(SMALL, ("schema: 1", "schema: 2"), ("end: 2026-03-31", "ende: 2026-03-31"))
    assert len(list(schema.iter_errors(yaml.load(wrong, _Editor)))) >= 2


def test_the_roster_of_the_manual_is_valid_and_nothing_in_it_is_odd() -> None:
    (example,) = re.findall(r"```yaml\n(schema: 1\n.*?)```", (DOCS / "accounts.md").read_text("utf-8"), re.DOTALL)
    assert list(warnings(roster(example), dt.date(2026, 4, 1))) == []
