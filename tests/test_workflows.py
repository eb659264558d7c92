"""The workflows that we run, ship as examples and let ``sekisho init`` write: pinned, without rights, without credentials."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

import pytest
import yaml

from guard import __version__
from guard.run.init import STARTING_FILES

ROOT = Path(__file__).parent.parent
FILES = {
    path.relative_to(ROOT).as_posix(): path.read_text("utf-8")
    for folder in (".github/workflows", "examples/ci")
    for path in sorted((ROOT / folder).glob("github*.yml" if folder.startswith("examples") else "*.yml"))
}
TEXTS = FILES | {"init": STARTING_FILES[".github/workflows/sekisho.yml"]}
OWN = f"sekisho/sekisho@v{__version__}"
PINNED = re.compile(r"uses: [\w./-]+@[0-9a-f]{40}  # v\d+\.\d+\.\d+$")


def workflow(name: str) -> Any:
    return yaml.safe_load(TEXTS[name])


def steps(name: str) -> list[Any]:
    return [step for job in workflow(name)["jobs"].values() for step in job["steps"]]


def test_there_are_workflows_to_look_at():
    assert set(TEXTS) >= {".github/workflows/ci.yml", "examples/ci/github-code-scanning.yml", "init"}


@pytest.mark.parametrize("name", TEXTS)
def test_actions_of_others_are_pinned_by_commit(name: str):
    for line in TEXTS[name].splitlines():
        if "uses:" in line and OWN not in line and "uses: ./" not in line:
            assert PINNED.search(line), line


@pytest.mark.parametrize("name", TEXTS)
def test_nothing_is_given_but_reading_and_alerts_where_they_are_registered(name: str):
    assert workflow(name)["permissions"] == {}
    for job in workflow(name)["jobs"].values():
        uploads = any("upload-sarif" in step.get("uses", "") for step in job["steps"])
        assert job["permissions"] == {"contents": "read"} | ({"security-events": "write"} if uploads else {})
        assert job["timeout-minutes"] > 0


@pytest.mark.parametrize("name", TEXTS)
def test_checkout_leaves_no_credentials_and_brings_the_history_where_sekisho_runs(name: str):
    for job in workflow(name)["jobs"].values():
        uses = [step.get("uses", "") for step in job["steps"]]
        (checkout,) = [step for step in job["steps"] if step.get("uses", "").startswith("actions/checkout@")]
        assert checkout["with"]["persist-credentials"] is False
        if {OWN, "./"} & set(uses):
            assert checkout["with"]["fetch-depth"] == 0


@pytest.mark.parametrize("name", TEXTS)
def test_no_expression_stands_in_a_script_and_runs_are_not_doubled(name: str):
    assert "${{" not in "".join(step.get("run", "") for step in steps(name))
    assert workflow(name)["concurrency"]["group"]


def test_sarif_is_registered_only_where_there_is_one():
    found = [step for name in TEXTS for step in steps(name) if "upload-sarif" in step.get("uses", "")]
    assert [step["if"] for step in found] == ["${{ !cancelled() && steps.sekisho.outputs.sarif != '' }}"]


def test_edited_titles_and_bodies_are_looked_at_again():
    for name in set(TEXTS) - {".github/workflows/ci.yml"}:
        assert "edited" in workflow(name)[True]["pull_request"]["types"]  # YAML 1.1 takes ``on`` for a truth


def test_inputs_that_are_given_are_inputs_of_the_action():
    known = set(yaml.safe_load((ROOT / "action.yml").read_text("utf-8"))["inputs"])
    for name in TEXTS:
        for step in steps(name):
            if step.get("uses") in {OWN, "./"}:
                assert set(step.get("with", {})) <= known
