"""The Action as GitHub runs it: the shell scripts of ``action.yml``, with inputs, an event and a real repository."""

from __future__ import annotations

import json
import re
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import jsonschema
import pytest
import yaml

from hooks.github_output import category, joined, reported
from hooks.github_request import request_text
from tests.conftest import Checkout, environment

ROOT = Path(__file__).parent.parent
ACTION: dict[str, Any] = yaml.safe_load((ROOT / "action.yml").read_text("utf-8"))
SARIF = json.loads((ROOT / "tests" / "report" / "schemas" / "sarif.json").read_text("utf-8"))
CLEAN, PHONE = "市民課の資料です。\n", "電話 048-922-7731\n"
EXPRESSION = re.compile(r"\$\{\{ *([a-z.\-]+) *\}\}")
pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="the steps are started as on Linux and macOS")


@dataclass(frozen=True)
class Step:
    """How a step ended and what it handed on."""

    code: int
    log: str
    outputs: dict[str, str]
    summary: str

    def sarif(self) -> list[Any]:
        logs = [json.loads(path.read_text("utf-8")) for path in sorted(Path(self.outputs["sarif"]).iterdir())]
        for log in logs:
            jsonschema.validate(log, SARIF)
        return logs


class Runner:
    """As much of GitHub's runner as a composite action needs."""

    def __init__(self, checkout: Checkout, folder: Path) -> None:
        self.checkout = checkout
        self._folder = folder
        (folder / "runner").mkdir()

    def head(self) -> str:
        return self.checkout.git("rev-parse", "HEAD").stdout.decode().strip()

    def run(self, event_name: str, event: object, *, ref: str = "refs/heads/main", **inputs: str) -> Step:
        """The second step, with an interpreter that has Sekisho already."""
        given = {name: str(one.get("default", "")) for name, one in ACTION["inputs"].items()}
        given |= {"lang": "en", "python": sys.executable, **{k.replace("_", "-"): v for k, v in inputs.items()}}
        step = ACTION["runs"]["steps"][1]
        files = {name: self._folder / name for name in ("GITHUB_OUTPUT", "GITHUB_STEP_SUMMARY", "GITHUB_EVENT_PATH")}
        for file in files.values():
            file.write_text("", encoding="utf-8")
        files["GITHUB_EVENT_PATH"].write_text(json.dumps(event), encoding="utf-8")
        extra = {
            "GITHUB_EVENT_NAME": event_name,
            "GITHUB_SHA": self.head(),
            "GITHUB_REF": ref,
            "GITHUB_ACTION_PATH": str(ROOT),
            "RUNNER_TEMP": str(self._folder / "runner"),
            **{name: str(file) for name, file in files.items()},
            **{
                name: EXPRESSION.sub(lambda m: given[m[1].removeprefix("inputs.")], v)
                for name, v in step["env"].items()
            },
        }
        script = self._folder / "step.sh"
        script.write_text(step["run"], encoding="utf-8")
        done = subprocess.run(
            ["bash", "--noprofile", "--norc", "-eo", "pipefail", str(script)],
            cwd=self.checkout.root,
            env=environment(self._folder, **extra),
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            timeout=300,
            check=False,
        )
        output = files["GITHUB_OUTPUT"].read_text("utf-8").splitlines()
        return Step(
            done.returncode,
            done.stdout.decode("utf-8", "replace"),
            dict(line.split("=", 1) for line in output),
            files["GITHUB_STEP_SUMMARY"].read_text("utf-8"),
        )


@pytest.fixture
def runner(checkout: Checkout, tmp_path: Path) -> Runner:
    checkout.write("資料.txt", CLEAN)
    checkout.commit("start")
    return Runner(checkout, tmp_path)


def pull_request(runner: Runner, title: str = "Add a page", body: str | None = None) -> dict[str, Any]:
    """The event of a pull request from what stands before HEAD, as far as GitHub's own is of interest here."""
    base = runner.checkout.git("rev-parse", "HEAD~1").stdout.decode().strip()
    ends = {
        "base": {"ref": "main", "sha": base, "repo": {"full_name": "city/app", "fork": False}},
        "head": {"ref": "page", "sha": runner.head(), "repo": {"full_name": "stranger/app", "fork": True}},
    }
    return {"action": "opened", "number": 7, "pull_request": {"number": 7, "title": title, "body": body, **ends}}


# action.yml itself


def test_no_expression_stands_in_a_script_and_every_input_reaches_it():
    used = set()
    for step in ACTION["runs"]["steps"]:
        assert "${{" not in step.get("run", "")
        assert "uses" not in step, "no action of others"
        used |= {found for value in step.get("env", {}).values() for found in EXPRESSION.findall(value)}
    assert used == {f"inputs.{name}" for name in ACTION["inputs"]}


@pytest.mark.parametrize("step", ACTION["runs"]["steps"], ids=lambda step: step["name"])
def test_scripts_are_ones_that_bash_reads(step: dict[str, Any]):
    assert subprocess.run(["bash", "-n"], input=step["run"], text=True, check=False).returncode == 0


def test_every_output_is_set(runner: Runner):
    names = {
        re.fullmatch(r"\$\{\{ steps\.run\.outputs\.([a-z-]+) \}\}", one["value"])[1]
        for one in ACTION["outputs"].values()
    }  # type: ignore[index]
    assert names == set(ACTION["outputs"]) == set(runner.run("schedule", {}).outputs)


def test_what_is_installed_is_locked_by_hash():
    install, _run = ACTION["runs"]["steps"]
    assert "--require-hashes --only-binary :all:" in install["run"]
    assert install["if"] == "${{ inputs.python == '' }}"


# A pull request


def test_pull_request_that_adds_data_is_refused_with_annotations_summary_and_sarif(runner: Runner):
    runner.checkout.write("名簿.txt", PHONE)
    runner.checkout.commit("page")
    step = runner.run("pull_request", pull_request(runner), ref="refs/pull/7/merge")
    assert step.code == 1
    assert "::warning file=名簿.txt,line=1" in step.log
    assert (step.outputs["exit-code"], step.outputs["reported"]) == ("1", "1")
    assert "<code>名簿&#46;txt" in step.summary
    assert "| personal information | 0 | 0 | 1 | 0 | 1 |" in step.summary
    assert step.outputs["sarif-category"] == "sekisho/scan/range/"
    (log,) = step.sarif()
    assert len(log["runs"][0]["results"]) == 1


@pytest.mark.slow
def test_pull_request_that_allows_itself_is_refused(runner: Runner):
    runner.checkout.write("a.txt", f"# sekisho: allow[phone-number] it is fine\n{PHONE}")
    runner.checkout.write("b.txt", PHONE)
    runner.checkout.write(
        "sekisho.toml",
        '[[allow]]\nrule = "phone-number"\npath = "b.txt"\nreason = "fine"\nowner = "me"\nexpires = 2099-01-01\n',
    )
    runner.checkout.commit("page")
    step = runner.run("pull_request", pull_request(runner))
    assert step.code == 1
    assert "::warning file=a.txt," in step.log
    assert "::warning file=b.txt," in step.log
    merged = runner.run("schedule", {})
    assert merged.code == 0, "once it is merged somebody has approved it"
    before = runner.checkout.git("rev-parse", "HEAD~1").stdout.decode().strip()
    assert runner.run("schedule", {}, policy_ref=before).code == 1


def test_title_and_body_of_a_pull_request_are_looked_at(runner: Runner):
    runner.checkout.commit("page")
    for title, body, line in (("Call 048-922-7731", None, 1), ("Add a page", f"why\n{PHONE}", 4)):
        step = runner.run("pull_request", pull_request(runner, title, body), report="junit")
        assert step.code == 1
        assert f"::warning file=<pull request>,line={line}" in step.log
        assert "922-7731" not in step.log + step.summary
        assert step.outputs["reported"] == "1"
        assert {path.name for path in Path(step.outputs["report"]).iterdir()} == {
            *("personal-data.json", "personal-data.junit.xml", "pull-request.json", "pull-request.junit.xml"),
        }
        assert step.sarif()[0]["runs"][0]["results"] == [], "a text of GitHub's is no file of the repository"


@pytest.mark.slow
def test_pull_request_cannot_allow_what_it_says_of_itself(runner: Runner):
    runner.checkout.commit("page")
    body = f"sekisho: allow[phone-number] it is fine\n{PHONE}"
    assert runner.run("pull_request", pull_request(runner, body=body)).code == 1


@pytest.mark.parametrize(
    "text", ["$(touch pwned)", "`touch pwned`", "'; touch pwned; '", '"; touch pwned; "', "${{ 1 }}"]
)
def test_title_of_a_pull_request_is_never_run(runner: Runner, text: str):
    runner.checkout.commit("page")
    hostile = f"{text}\n::error::{text}\nexit-code=0"
    step = runner.run("pull_request", pull_request(runner, hostile, hostile))
    assert step.code == 0
    assert not any("pwned" in path.name for path in runner.checkout.root.iterdir())
    assert not re.search(r"^::error::", step.log, re.MULTILINE)


def test_text_of_an_event_without_a_pull_request_is_empty():
    for event in ({}, {"pull_request": None}, {"pull_request": {"title": 3, "body": ["x"]}}):
        assert request_text(event) == b""
    assert request_text({"pull_request": {"title": "a\udc82", "body": "b"}}).startswith(b"a")


def test_reviewers_in_the_trailers_of_a_pull_request_are_no_finding():
    assert b"Reviewed-by" not in request_text(
        {"pull_request": {"title": "a", "body": "b\n\nReviewed-by: 山田 太郎 <t@x.jp>"}}
    )


# Other events


@pytest.mark.slow
def test_push_hands_on_no_sarif_since_the_next_push_would_close_its_alerts(runner: Runner):
    before = runner.head()
    runner.checkout.write("a.txt", PHONE)
    runner.checkout.commit("page")
    step = runner.run("push", {"before": before})
    assert (step.code, step.outputs["sarif"], step.outputs["sarif-category"]) == (1, "", "")
    assert step.outputs["reported"] == "1"


@pytest.mark.slow
@pytest.mark.parametrize(
    ("event", "inputs", "category"),
    [
        ("schedule", {}, "sekisho/scan/history/"),
        ("push", {"scope": "history"}, "sekisho/scan/history/"),
        ("push", {"scope": "tree"}, "sekisho/scan/worktree/"),
    ],
)
def test_each_kind_of_run_has_a_category_of_its_own(runner: Runner, event: str, inputs: dict[str, str], category: str):
    step = runner.run(event, {"before": "0" * 40}, **inputs)
    assert (step.code, step.outputs["sarif-category"]) == (0, category)
    (log,) = step.sarif()
    assert log["runs"][0]["automationDetails"]["id"] == category


def test_incomplete_or_refused_run_hands_on_no_sarif(runner: Runner):
    runner.checkout.write("broken.txt", bytes(range(128, 160)) * 40 + b"\xff\xfe\xfd\x81\x82" * 40)
    runner.checkout.commit("broken")
    step = runner.run("schedule", {})
    assert (step.code, step.outputs["exit-code"], step.outputs["sarif"]) == (3, "3", "")
    assert "broken" in step.summary
    runner.checkout.write("sekisho.toml", "nonsense = 1\n")
    step = runner.run("schedule", {})
    assert (step.code, step.outputs["sarif"], step.outputs["reported"]) == (2, "", "0")
    assert step.summary == "", "nothing of the run before is handed on"


# Inputs


@pytest.mark.slow
@pytest.mark.parametrize(
    ("inputs", "code"),
    [
        ({"path": "--help"}, 2),
        ({"path": "sub"}, 1),
        ({"path": " 資料.txt "}, 0),
        ({"config": "--help"}, 2),
        ({"baseline": "nowhere.json"}, 2),
        ({"min_severity": "critical"}, 0),
        ({"min_severity": "--help"}, 2),
        ({"jobs": "1"}, 1),
        ({"jobs": "--help"}, 2),
        ({"checks": "personal-data, nonsense"}, 2),
        ({"report": "../../x"}, 2),
        ({"report": "json=x"}, 2),
        ({"report": "csv json\ngitlab,csv"}, 1),
    ],
)
def test_inputs_are_values_whatever_they_look_like(runner: Runner, inputs: dict[str, str], code: int):
    runner.checkout.write("sub/a.txt", PHONE)
    before = set(runner.checkout.root.rglob("*"))
    step = runner.run("workflow_dispatch", {}, scope="tree", **inputs)
    assert (step.code, step.outputs["exit-code"]) == (code, str(code)), step.log
    assert {path for path in set(runner.checkout.root.rglob("*")) - before if ".git" not in path.parts} == set()


@pytest.mark.slow
def test_checks_are_run_together_and_the_worst_counts(runner: Runner):
    runner.checkout.write("sekisho-roster.yaml", "schema: 1\nnonsense: ::error::x\n")
    for name in ("production", "development"):
        runner.checkout.write(f".env.{name}", "DATABASE_URL=postgres://app@db.example.jp:5432/app\n")
    runner.checkout.commit("configuration")
    step = runner.run("schedule", {}, checks="personal-data separation accounts")
    assert step.code == 2
    assert not re.search(r"^::error::x", step.log, re.MULTILINE)
    stopped = re.search(r"^::stop-commands::([0-9a-f]{32})\n.*^::\1::$", step.log, re.MULTILINE | re.DOTALL)
    assert stopped
    assert step.outputs["sarif-category"] == "sekisho/scan/history/,sekisho/separation/worktree/"
    assert len(step.sarif()) == 2
    assert runner.run("schedule", {}, checks="accounts").code == 2
    found = runner.run("schedule", {}, checks="separation")
    assert (found.code, found.outputs["reported"]) == (1, "1")


def test_nothing_is_remembered_of_a_pull_request(runner: Runner):
    runner.checkout.commit("page")
    for event, name, remembers in ((pull_request(runner), "pull_request", False), ({}, "schedule", True)):
        assert runner.run(name, event).code == 0
        kept = [path for path in (runner.checkout.root / ".git").iterdir() if "sekisho" in path.name]
        assert bool(kept) is remembers, name


def test_without_its_variables_it_writes_nothing_into_the_repository(runner: Runner, tmp_path: Path):
    before = set(runner.checkout.root.rglob("*"))
    done = subprocess.run(
        [sys.executable, "-I", "-m", "hooks.github_action"],
        cwd=runner.checkout.root,
        env=environment(tmp_path, TMPDIR=str(tmp_path)),
        capture_output=True,
        check=False,
    )
    assert done.returncode == 0
    assert {path for path in set(runner.checkout.root.rglob("*")) - before if ".git" not in path.parts} == set()


def test_summaries_of_several_runs_are_named_and_stay_within_what_github_takes_of_a_step(tmp_path: Path):
    files = [tmp_path / "a.md", tmp_path / "b.md"]
    for file in files:
        file.write_text("名簿\n" * 100, encoding="utf-8")
    assert joined(files[:1], 10_000) == "名簿\n" * 100 + "\n"
    assert joined(files, 10_000).startswith("## a\n\n名簿\n")
    cut = joined(files, 999)
    assert 985 < len(cut.encode()) <= 999
    assert cut.endswith("\n名簿\n\n…\n")
    assert joined([], 10) == ""


def test_report_that_is_not_there_reports_nothing(tmp_path: Path):
    assert reported(tmp_path / "none.json") == 0


def test_count_and_category_are_read_from_large_reports(tmp_path: Path):
    from guard.report import json_report, sarif
    from guard.report.options import ReportOptions
    from tests.report.example import english, result, verdict

    many = result(*(verdict(line=line) for line in range(1, 2_001)), notes=("n" * 5_000,))
    for name, write in (("a.json", json_report.write), ("a.sarif", sarif.write)):
        with (tmp_path / name).open("w", encoding="utf-8") as out:
            write(many, out, ReportOptions(english()))
    assert reported(tmp_path / "a.json") == 2_000
    assert category(tmp_path / "a.sarif") == "sekisho/scan/worktree/"
    assert (tmp_path / "a.json").stat().st_size > 100_000
