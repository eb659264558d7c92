"""A scan of a roster: its names and mail addresses are no findings, everything else is."""

from __future__ import annotations

from pathlib import Path

import pytest

from guard.checks.personal_data.roster_fields import own_fields
from tests.checks.invented import my_number
from tests.conftest import Runner

ROSTER = """\
schema: 1
project: {id: jumin, start: 2025-04-01, end: 2026-03-31}
people:
  - {id: p-1, mail: h.sato@soka-unyo.jp, name: 佐藤花子}
  - id: p-2
    mail: [ichiro@soka-unyo.jp, "i.suzuki@soka-unyo.jp"]
    name: 鈴木 一郎
accounts:
  - {system: corp, id: "11", login: h.sato@soka-unyo.jp, person: p-1}
"""


def scanned(folder: Path, sekisho: Runner, text: str, name: str = "sekisho-roster.yaml") -> tuple[int, str]:
    (folder / name).write_text(text, encoding="utf-8")
    told = sekisho("scan", "--no-cache", "--lang", "en", name, cwd=folder)
    return told.code, told.out


def test_names_and_mail_addresses_of_a_valid_roster_are_no_findings(tmp_path: Path, sekisho: Runner) -> None:
    assert scanned(tmp_path, sekisho, ROSTER)[0] == 0


@pytest.mark.slow
@pytest.mark.parametrize(
    ("text", "name"),
    [
        (ROSTER, "other.yaml"),
        (ROSTER.replace("schema: 1", "schema: 2"), "sekisho-roster.yaml"),
        (ROSTER.replace("id: p-2", "id: p-1"), "sekisho-roster.yaml"),
        (ROSTER + ": [", "sekisho-roster.yaml"),
    ],
)
def test_what_is_no_valid_roster_has_no_such_fields(tmp_path: Path, sekisho: Runner, text: str, name: str) -> None:
    code, out = scanned(tmp_path, sekisho, text, name)
    assert (code, "email-address" in out) == (1, True)


@pytest.mark.slow
@pytest.mark.parametrize(
    ("before", "after", "rule"),
    [
        ("id: p-2", "id: p-2\n    employer: 個人番号 {number}", "jp-my-number"),
        ("name: 佐藤花子", "name: 佐藤花子 090-5171-3382", "phone-number"),
        ("schema: 1", "schema: 1  # 連絡先 t.tanaka@soka-unyo.jp", "email-address"),
        ("id: jumin", "id: jumin, client: t.tanaka@soka-unyo.jp", "email-address"),
    ],
)
def test_everything_else_in_a_roster_is_found(
    tmp_path: Path, sekisho: Runner, before: str, after: str, rule: str
) -> None:
    text = ROSTER.replace(before, after.format(number=my_number(3)))
    code, out = scanned(tmp_path, sekisho, text)
    assert (code, rule in out) == (1, True)


def test_fields_are_told_with_what_may_stand_in_them() -> None:
    told = [(ROSTER[one.start : one.end], one.entity) for one in own_fields(ROSTER)]
    assert ("佐藤花子", "PERSON") in told
    assert ("ichiro@soka-unyo.jp", "EMAIL_ADDRESS") in told
    assert ("11", "PERSON") not in told


def test_a_list_of_people_is_no_name() -> None:
    crowd = ROSTER.replace("佐藤花子", "佐藤花子・" * 30)
    assert "PERSON" not in [one.entity for one in own_fields(crowd) if one.end - one.start > 100]
