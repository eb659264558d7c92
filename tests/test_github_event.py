"""What the Action looks at follows the event, and never what an attacker writes into a name."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from hooks.github_event import commit_range

BASE, HEAD = "a" * 40, "b" * 40


def about(tmp_path: Path, event: object, **environ: str) -> str | None:
    path = tmp_path / "event.json"
    path.write_text(json.dumps(event), encoding="utf-8")
    return commit_range({"GITHUB_EVENT_PATH": str(path), "GITHUB_SHA": HEAD, **environ})


def test_a_pull_request_is_judged_from_where_it_left_its_base(tmp_path: Path) -> None:
    event = {"pull_request": {"base": {"sha": BASE}, "head": {"sha": HEAD}}}
    assert about(tmp_path, event, GITHUB_EVENT_NAME="pull_request") == f"{BASE}...{HEAD}"


@pytest.mark.parametrize("before", [BASE, "0" * 40])
def test_a_push_is_what_it_brings(tmp_path: Path, before: str) -> None:
    found = about(tmp_path, {"before": before}, GITHUB_EVENT_NAME="push", GITHUB_REF="refs/heads/main")
    assert found == f"{before}..{HEAD}"


@pytest.mark.parametrize(
    ("event", "environ"),
    [
        ({}, {"GITHUB_EVENT_NAME": "schedule"}),
        ({"before": BASE}, {"GITHUB_EVENT_NAME": "push", "GITHUB_REF": "refs/tags/v1"}),
        ({"before": "--all"}, {"GITHUB_EVENT_NAME": "push", "GITHUB_REF": "refs/heads/main"}),
        ({"pull_request": {"base": {"sha": "$(x)"}, "head": {"sha": HEAD}}}, {}),
        ({"before": BASE}, {"GITHUB_EVENT_NAME": "push", "GITHUB_REF": "refs/heads/a", "INPUT_SCOPE": "tree"}),
        ([], {}),
    ],
)
def test_everything_else_is_the_whole_tree(tmp_path: Path, event: object, environ: dict[str, str]) -> None:
    assert about(tmp_path, event, **environ) is None


def test_without_an_event_the_whole_tree_is_looked_at() -> None:
    assert commit_range({}) is None
