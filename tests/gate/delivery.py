"""A delivery that passes, in a real repository with a protected branch: what a test changes, the verdict has to show."""

from __future__ import annotations

import datetime as dt
import json
from collections.abc import Iterable
from pathlib import Path
from typing import Any, Final, NamedTuple

from guard.checks.accounts.period import day_of
from guard.cli import main
from tests.checks.accounts.scenes import changed
from tests.conftest import Checkout
from tests.report.test_json import SCHEMA, errors

#: The day of judgement: the project is running, and every attestation counts.
DAY: Final = dt.date(2025, 10, 1)
ROSTER: Final = """\
schema: 1
project: {id: jumin, client: 草加市, start: 2025-04-01, end: 2026-03-31}
people:
  - {id: p-1, mail: hanako@corp.example, nda_signed: 2025-04-01, training: 2025-04-10}
  - {id: p-2, mail: rokuro@corp.example, nda_signed: 2025-04-01, training: 2025-04-11}
accounts:
  - {system: corp, id: "11", login: hanako, person: p-1}
  - {system: corp, id: "12", login: rokuro, person: p-2}
systems:
  - {id: corp, adapter: csv, path: export.csv}
lent_data:
  - {what: テスト用データ一式, lies: 開発サーバ, lent: 2025-04-20}
"""
EXPORT: Final = "id,login,mail,active\n11,hanako,hanako@corp.example,true\n12,rokuro,rokuro@corp.example,true\n"
CONFIG: Final = '[environments.prod]\nkind = "prod"\nzone = "mynumber"\n'
PRODUCTION: Final = "APP_ENV=production\nDATABASE_URL=postgres://app@db.prod.example.jp/app\nAPI_SECRET=Zk3vQp81LmXw\n"
DEVELOPMENT: Final = "APP_ENV=development\nDATABASE_URL=postgres://app@db.dev.example.jp/app\nAPI_SECRET=Rt7yBn24HsUc\n"
HOOKS: Final = "repos:\n  - repo: https://git.example.jp/sekisho\n    rev: v1\n    hooks:\n      - id: sekisho\n"
PIPELINE: Final = "on: [push]\njobs:\n  gate:\n    runs-on: self-hosted\n    steps:\n      - run: sekisho gate\n"
#: Clauses that this delivery has attested: what nothing looks at.
ATTESTED: Final = (
    *(f"soka-3-imp-{n}" for n in range(1, 5)),
    *("soka-7-malware-1", "soka-7-malware-2", "soka-7-intrusion-1", "soka-7-intrusion-2"),
    "soka-7-access-2",
)
PERSON: Final = "氏名: 佐々木健一 電話: 090-1234-5678\n"


def attestations(controls: Iterable[str] = ATTESTED, *changes: tuple[str, str]) -> str:
    """The file, with the same words for every clause."""
    entries = (
        f"  - control: {control}\n    by: 開発責任者\n    on: 2025-04-01\n    expires: 2026-03-31\n"
        f"    statement: 手順書のとおり実施している。\n"
        for control in controls
    )
    return changed("schema: 1\nattestations:\n" + "".join(entries), *changes)


def deliver(checkout: Checkout, **files: str) -> None:
    """Write and commit the delivery; ``files`` replace those of the same name, or add to them."""
    today = day_of(dt.datetime.now(dt.UTC)).isoformat()
    roster = changed(ROSTER, ("path: export.csv", f"path: export.csv, source_date: {today}"))
    usual = {
        "sekisho.toml": CONFIG,
        "sekisho-roster.yaml": roster,
        "sekisho-attestations.yaml": attestations(),
        "export.csv": EXPORT,
        "config/prod.env": PRODUCTION,
        "config/dev.env": DEVELOPMENT,
        "readme.md": "# 住民情報システム\n",
        ".pre-commit-config.yaml": HOOKS,
        ".github/workflows/gate.yml": PIPELINE,
    }
    for name, content in (usual | files).items():
        checkout.write(name, content)
    checkout.commit("納品")
    protect(checkout)


def protect(checkout: Checkout) -> None:
    """Let the branch be what ``origin`` has as its main branch."""
    checkout.git("update-ref", "refs/remotes/origin/main", "HEAD")
    checkout.git("symbolic-ref", "refs/remotes/origin/HEAD", "refs/remotes/origin/main")


class Verdict(NamedTuple):
    """How a run ended, and its JSON report."""

    code: int
    report: dict[str, Any]

    @property
    def states(self) -> dict[str, str]:
        """The state of every clause."""
        return {one["id"]: one["state"] for one in self.report["gate"]["controls"]}

    def of(self, control: str) -> dict[str, Any]:
        """The verdict of one clause."""
        return next(one for one in self.report["gate"]["controls"] if one["id"] == control)

    def required(self, *states: str) -> list[str]:
        """The required clauses in one of these states."""
        controls = self.report["gate"]["controls"]
        return [one["id"] for one in controls if one["required"] and one["state"] in states]

    @property
    def coverage(self) -> dict[str, dict[str, Any]]:
        """What was looked at, by part."""
        return {one["part"]: one for one in self.report["gate"]["coverage"]}


def gate(*words: str, as_of: dt.date | None = DAY, report: Path | None = None) -> Verdict:
    """Run the gate in the current folder, and check its report against the published schema."""
    file = report or Path.cwd().parent / "report.json"
    day = () if as_of is None else ("--as-of", as_of.isoformat())
    code = main(["gate", "--lang", "en", *day, "--format", "json", "--output", str(file), *words])
    told = json.loads(file.read_text(encoding="utf-8"))
    assert errors(told, SCHEMA) == []
    assert told["exit_code"] == code
    return Verdict(code, told)
