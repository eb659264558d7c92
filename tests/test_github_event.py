"""What the Action looks at follows the event, and never what an attacker writes into a name."""

from __future__ import annotations

import json
from collections.abc import Mapping
from pathlib import Path

import pytest

from hooks.github_event import GONE, scope

BASE, HEAD, NOTHING = "a" * 40, "b" * 40, "0" * 40
HISTORY = ["--history"]


def about(tmp_path: Path, event: object, *, is_here: bool = True, **environ: str) -> list[str]:
    path = tmp_path / "event.json"
    path.write_text(json.dumps(event), encoding="utf-8")
    notes: list[str] = []
    words = scope({"GITHUB_EVENT_PATH": str(path), "GITHUB_SHA": HEAD, **environ}, lambda _oid: is_here, notes.append)
    return words + notes


def push(before: str, **environ: str) -> tuple[object, Mapping[str, str]]:
    return {"before": before}, {"GITHUB_EVENT_NAME": "push", "GITHUB_REF": "refs/heads/main", **environ}


@pytest.mark.parametrize("event", ["pull_request", "pull_request_target"])
def test_a_pull_request_is_judged_from_where_it_left_its_base(tmp_path: Path, event: str) -> None:
    payload = {"pull_request": {"base": {"sha": BASE}, "head": {"sha": HEAD}}}
    assert about(tmp_path, payload, GITHUB_EVENT_NAME=event) == [f"--range={BASE}...{HEAD}"]


def test_a_merge_queue_is_judged_as_a_pull_request(tmp_path: Path) -> None:
    payload = {"merge_group": {"base_sha": BASE, "head_sha": HEAD}}
    assert about(tmp_path, payload, GITHUB_EVENT_NAME="merge_group") == [f"--range={BASE}...{HEAD}"]


@pytest.mark.parametrize("before", [BASE, NOTHING])
def test_a_push_is_what_it_brings(tmp_path: Path, before: str) -> None:
    event, environ = push(before)
    assert about(tmp_path, event, **environ) == [f"--range={before}..{HEAD}"]


def test_a_push_over_what_is_not_here_is_all_of_its_branch_and_says_so(tmp_path: Path) -> None:
    event, environ = push(BASE)
    assert about(tmp_path, event, is_here=False, **environ) == [f"--range={NOTHING}..{HEAD}", GONE]


def test_a_new_branch_says_nothing(tmp_path: Path) -> None:
    event, environ = push(NOTHING)
    assert about(tmp_path, event, is_here=False, **environ) == [f"--range={NOTHING}..{HEAD}"]


@pytest.mark.parametrize(
    ("event", "environ"),
    [
        ({}, {"GITHUB_EVENT_NAME": "schedule"}),
        ({}, {"GITHUB_EVENT_NAME": "workflow_dispatch"}),
        ({"release": {"tag_name": "v1"}}, {"GITHUB_EVENT_NAME": "release", "GITHUB_REF": "refs/tags/v1"}),
        push(BASE, GITHUB_REF="refs/tags/v1"),
        push("--all"),
        push("a" * 39),
        push(BASE, GITHUB_SHA="HEAD"),
        push(BASE, INPUT_SCOPE="history"),
        ({"pull_request": {"base": {"sha": "$(x)"}, "head": {"sha": HEAD}}}, {}),
        ({"pull_request": {"base": None, "head": {"sha": HEAD}}}, {}),
        ({"merge_group": "x"}, {"GITHUB_EVENT_NAME": "merge_group"}),
        ([], {}),
    ],
)
def test_everything_else_is_the_whole_history(tmp_path: Path, event: object, environ: dict[str, str]) -> None:
    assert about(tmp_path, event, **environ) == HISTORY


@pytest.mark.parametrize("asked", [{"INPUT_SCOPE": "tree"}, {"INPUT_PATH": "db"}])
def test_the_files_alone_are_looked_at_where_that_is_asked_for(tmp_path: Path, asked: dict[str, str]) -> None:
    event, environ = push(BASE, **asked)
    assert about(tmp_path, event, **environ) == []


def test_without_an_event_the_files_are_looked_at() -> None:
    assert scope({}, lambda _oid: True, print) == []
    assert scope({"INPUT_SCOPE": "history"}, lambda _oid: True, print) == HISTORY
