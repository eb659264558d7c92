"""Whether the checkpoint stands, read from the commit that is delivered and asked of the host."""

from __future__ import annotations

import json
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Thread
from typing import Any

import pytest

from guard.control import Answer, Observation
from guard.delivery.installed import (
    HOOKS,
    NO_HOOKS,
    NO_PIPELINE,
    NOT_ASKED,
    PIPELINE,
    PROTECTED,
    PROTECTED_WITHOUT,
    UNPROTECTED,
    Protection,
    github_protection,
    observe,
)
from guard.delivery.remotes import remote_of
from guard.sources.repository import opened
from tests.conftest import Checkout

PRE_COMMIT = "repos:\n  - repo: https://git.example.jp/sekisho\n    rev: v1\n    hooks:\n      - id: sekisho\n"
WORKFLOW = "on: [push]\njobs:\n  a:\n    runs-on: x\n    steps:\n      - uses: sekisho/sekisho@v1\n"
GITHUB = remote_of("origin", "git@github.com:acme/jumin.git")


def _observed(checkout: Checkout, said: Protection | None = None) -> tuple[Answer, list[str]]:
    checkout.commit()
    with opened(checkout.root) as repository:
        told: Observation = observe(repository, [GITHUB], None if said is None else lambda _remote: said)
    return told.answer, [one.message for one in told.details]


def test_a_repository_without_us_has_no_checkpoint(checkout: Checkout) -> None:
    assert _observed(checkout) == (Answer.BAD, [NO_HOOKS, NO_PIPELINE, NOT_ASKED])


def test_hooks_alone_leave_it_open(checkout: Checkout) -> None:
    checkout.write(".pre-commit-config.yaml", PRE_COMMIT)
    assert _observed(checkout) == (Answer.UNKNOWN, [HOOKS, NO_PIPELINE, NOT_ASKED])


@pytest.mark.parametrize("path", [".github/workflows/a.yml", ".gitlab-ci.yml", "Jenkinsfile", "azure-pipelines.yml"])
def test_hooks_and_a_pipeline_stand(checkout: Checkout, path: str) -> None:
    checkout.write(".pre-commit-config.yaml", PRE_COMMIT)
    checkout.write(path, WORKFLOW)
    assert _observed(checkout) == (Answer.GOOD, [HOOKS, PIPELINE, NOT_ASKED])


def test_a_comment_is_no_pipeline(checkout: Checkout) -> None:
    checkout.write(".pre-commit-config.yaml", PRE_COMMIT)
    checkout.write(".github/workflows/a.yml", "# uses: sekisho/sekisho@v1\non: [push]\n")
    assert _observed(checkout)[1][1] == NO_PIPELINE


def test_what_is_not_committed_is_not_delivered(checkout: Checkout) -> None:
    checkout.commit()
    checkout.write(".pre-commit-config.yaml", PRE_COMMIT)
    with opened(checkout.root) as repository:
        assert observe(repository, [], None).answer is Answer.BAD


@pytest.mark.parametrize(
    ("said", "answer", "message"),
    [
        (Protection("main", True, ("sekisho",)), Answer.GOOD, PROTECTED),
        (Protection("main", True, ()), Answer.BAD, PROTECTED_WITHOUT),
        (Protection("main", False, ()), Answer.BAD, UNPROTECTED),
    ],
)
def test_a_branch_that_lets_everything_in_is_bad(
    checkout: Checkout, said: Protection, answer: Answer, message: str
) -> None:
    checkout.write(".pre-commit-config.yaml", PRE_COMMIT)
    checkout.write(".github/workflows/a.yml", WORKFLOW)
    assert _observed(checkout, said) == (answer, [HOOKS, PIPELINE, message])


class _GitHub(ThreadingHTTPServer):
    answers: dict[str, Any]
    tokens: set[str | None]


class _Handler(BaseHTTPRequestHandler):
    server: _GitHub

    def do_GET(self) -> None:
        self.server.tokens.add(self.headers.get("authorization"))
        found = self.server.answers.get(self.path)
        self.send_response(200 if found is not None else 404)
        self.end_headers()
        self.wfile.write(json.dumps(found).encode())

    def log_message(self, *_args: Any) -> None:
        """Say nothing."""


@pytest.fixture
def github() -> Iterator[_GitHub]:
    server = _GitHub(("127.0.0.1", 0), _Handler)
    server.answers, server.tokens = {"/repos/acme/jumin": {"default_branch": "main"}}, set()
    Thread(target=server.serve_forever, daemon=True).start()
    yield server
    server.shutdown()
    server.server_close()


#: As GitHub documents them: "Get a branch", "Get rules for a branch".
CLASSIC = {"name": "main", "protected": True, "protection": {"required_status_checks": {"contexts": ["sekisho"]}}}
RULES = [
    {"type": "deletion", "ruleset_id": 1},
    {
        "type": "required_status_checks",
        "parameters": {
            "required_status_checks": [{"context": "Sekisho / gate"}],
            "strict_required_status_checks_policy": True,
        },
    },
]


@pytest.mark.parametrize(
    ("branch", "rules", "expected"),
    [
        (CLASSIC, [], Protection("main", True, ("sekisho",))),
        ({"protected": False}, RULES, Protection("main", True, ("Sekisho / gate",))),
        ({"protected": True}, [], Protection("main", True, ())),
        ({"protected": False}, [], Protection("main", False, ())),
    ],
)
def test_github_is_asked_for_both_kinds_of_protection(
    github: _GitHub, branch: object, rules: object, expected: Protection
) -> None:
    github.answers |= {"/repos/acme/jumin/branches/main": branch, "/repos/acme/jumin/rules/branches/main": rules}
    ask = github_protection("a-token", f"http://127.0.0.1:{github.server_port}")
    assert ask(GITHUB) == expected
    assert github.tokens == {"Bearer a-token"}


def test_a_repository_that_github_does_not_show_is_not_known(github: _GitHub) -> None:
    github.answers.clear()
    assert github_protection("a-token", f"http://127.0.0.1:{github.server_port}")(GITHUB) is None


def test_the_token_goes_to_github_alone(github: _GitHub) -> None:
    ask = github_protection("a-token", f"http://127.0.0.1:{github.server_port}")
    assert ask(remote_of("origin", "git@git.example.jp:acme/jumin.git")) is None
    assert github.tokens == set()
