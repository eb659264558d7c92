"""A repository with a protected branch, a pull request in it, and the command run on that."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from guard.cli import main
from tests.conftest import Checkout

PHONE = "048-922-7731"
OTHER_PHONE = "090-3456-7812"
MARK = "sekisho: allow[phone-number] the switchboard of the city hall"
ALLOW = """\
[[allow]]
rule = "phone-number"
path = "{path}"
reason = "the switchboard of the city hall"
owner = "security lead"
expires = 2099-03-31
"""


@dataclass(frozen=True)
class Told:
    """What a run came to."""

    code: int
    report: dict[str, Any]
    err: str

    def rules(self, disposition: str = "reported") -> list[str]:
        """The rules of the findings of a disposition, in the order of the report."""
        return [one["rule_id"] for one in self.report["findings"] if one["disposition"] == disposition]

    def messages(self, rule: str = "gate-policy-changed") -> list[str]:
        """What the findings of a rule say, the severity in front."""
        return [f"{one['severity']}: {one['message']}" for one in self.report["findings"] if one["rule_id"] == rule]


Judge = Callable[..., Told]


class Protected(Checkout):
    """A clone in which ``origin/main`` is what the protected branch of the server is."""

    def merge(self, message: str = "approved") -> None:
        """Commit, and let the protected branch be there."""
        self.commit(message)
        self.git("update-ref", "refs/remotes/origin/main", "HEAD")
        self.git("symbolic-ref", "refs/remotes/origin/HEAD", "refs/remotes/origin/main")

    def branch(self, name: str = "change") -> None:
        """Begin a pull request."""
        self.git("switch", "--quiet", "--create", name)

    def oid(self, name: str = "HEAD") -> str:
        return self.git("rev-parse", name).stdout.decode().strip()

    def link(self, name: str, target: str) -> None:
        path = self.root / name
        path.unlink(missing_ok=True)
        path.symlink_to(target)


@pytest.fixture
def protected(checkout: Checkout, monkeypatch: pytest.MonkeyPatch) -> Protected:
    clone = Protected(checkout.root, checkout.environ)
    clone.write("資料.txt", "市民課の資料です。\n")
    clone.merge("first")
    clone.branch()
    monkeypatch.chdir(clone.root)
    monkeypatch.delenv("SEKISHO_POLICY_REF", raising=False)
    return clone


@pytest.fixture
def judge(capsys: pytest.CaptureFixture[str]) -> Judge:
    """Scan as a pull request is scanned; other words take the place of the range."""

    def run(*words: str | Path, ref: str | None = "origin/main", range_: str | None = "origin/main..HEAD") -> Told:
        asked = [*(("--policy-ref", ref) if ref else ()), *(("--range", range_) if range_ else ()), *map(str, words)]
        capsys.readouterr()
        code = main(["scan", "--format", "json", "--lang", "en", *asked])
        printed = capsys.readouterr()
        return Told(code, json.loads(printed.out) if printed.out.startswith("{") else {}, printed.err)

    return run
