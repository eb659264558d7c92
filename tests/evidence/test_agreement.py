"""Bundles that were made anew around a lie: every digest is right, and the files do not say one thing."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from guard.evidence import agreement, verify
from guard.evidence.layout import STATEMENT, SUMS
from guard.evidence.results import count
from guard.evidence.sums import sums_text
from guard.evidence.verify import Verification
from guard.model import Disposition

from .bundles import bundle, copied, messages, verified

Json = dict[str, Any]


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return bundle(tmp_path_factory.mktemp("made") / "bundle")


def _load(path: Path) -> Json:
    read: Json = json.loads(path.read_bytes())
    return read


def _save(path: Path, fields: Json) -> None:
    path.write_text(json.dumps(fields, ensure_ascii=False, indent=1) + "\n", "utf-8")


def remade(folder: Path, change: Callable[[Json], object] = lambda _statement: None) -> Verification:
    """What comes of a folder whose digests somebody made anew, and whose statement somebody changed."""
    statement = _load(folder / STATEMENT)
    change(statement)
    names = [one["name"] for one in statement["subject"] if "sha256" in one["digest"]]
    digests = {name: _sha256(folder / name) for name in names if name != SUMS}
    (folder / SUMS).write_bytes(sums_text(digests))
    digests[SUMS] = _sha256(folder / SUMS)
    for one in statement["subject"]:
        if one["name"] in digests:
            one["digest"]["sha256"] = digests[one["name"]]
    _save(folder / STATEMENT, statement)
    return verified(folder)


def _sha256(path: Path) -> str:
    return hashlib.sha256(path.read_bytes()).hexdigest()


def _replaced(path: Path, old: str, new: str) -> None:
    text = path.read_text("utf-8")
    assert old in text
    path.write_text(text.replace(old, new), "utf-8")


def test_bundle_made_anew_without_a_lie_is_verified(made: Path, tmp_path: Path):
    assert remade(copied(made, tmp_path / "bundle")).faults == ()


def _states(folder: Path, control: str, state: str) -> Callable[[Json], None]:
    """Change the verdict on a clause wherever it stands."""
    controls = _load(folder / "controls.json")
    entry = next(one for one in controls["controls"] if one["id"] == control)
    controls["states"][entry["state"]] -= 1
    controls["states"][state] += 1
    was, entry["state"] = entry["state"], state
    _save(folder / "controls.json", controls)
    _replaced(
        folder / "results.json",
        *(f'{{"id": "{control}", "clause": "{entry["clause"]}", "title": "{entry["title"]["ja"]}", '
          f'"kind": "{entry["kind"]}", "state": "{one}"' for one in (was, state)),
    )  # fmt: skip

    def change(statement: Json) -> None:
        stated = next(one for one in statement["predicate"]["controls"] if one["id"] == control)
        stated["state"] = state

    return change


@pytest.mark.parametrize(
    ("control", "state"),
    [("soka-7-dev-4", "met"), ("soka-3-imp-2", "recorded"), ("soka-2-class", "met"), ("soka-3-city-6", "met")],
)
def test_verdict_that_does_not_follow_from_the_evidence_fails(made: Path, tmp_path: Path, control: str, state: str):
    folder = copied(made, tmp_path / "bundle")
    found = remade(folder, _states(folder, control, state))
    assert messages(found) == {agreement.NOT_FOLLOWING}
    assert dict(found.faults[0].args)["control"] == control


def test_verdict_by_another_version_is_not_judged_again(made: Path, tmp_path: Path):
    folder = copied(made, tmp_path / "bundle")
    change = _states(folder, "soka-3-imp-2", "recorded")
    _replaced(folder / "policy.json", '"version": "', '"version": "0.0.')

    def older(statement: Json) -> None:
        change(statement)
        statement["predicate"]["tool"]["version"] = "0.0." + statement["predicate"]["tool"]["version"]

    assert remade(folder, older).faults == ()


def test_exit_code_that_does_not_follow_from_the_evidence_fails(made: Path, tmp_path: Path):
    folder = copied(made, tmp_path / "bundle")
    _replaced(folder / "controls.json", '"exit_code": 3', '"exit_code": 0')
    _replaced(folder / "results.json", '"exit_code": 3', '"exit_code": 0')
    found = remade(folder, lambda statement: statement["predicate"].update(exitCode=0))
    assert messages(found) == {agreement.WRONG_CODE}


def test_finding_that_was_taken_out_fails(made: Path, tmp_path: Path):
    folder = copied(made, tmp_path / "bundle")
    path = folder / "results.json"
    lines = path.read_text("utf-8").splitlines(keepends=True)
    path.write_text(
        "".join(line for line in lines if '"rule_id": "jp-my-number"' not in line or "reported" not in line)
    )
    found = remade(folder)
    assert ("what", "reported") in {arg for one in found.faults for arg in one.args}


def test_skip_that_was_called_harmless_fails(made: Path, tmp_path: Path):
    folder = copied(made, tmp_path / "bundle")
    path = folder / "results.json"
    path.write_text(path.read_text("utf-8").replace('"incomplete": true', '"incomplete": false'), "utf-8")
    assert ("what", "skipped") in {arg for one in remade(folder).faults for arg in one.args}


@pytest.mark.parametrize(
    "change",
    [
        lambda stated: stated["predicate"]["run"].update(started="2026-04-01T00:00:00Z"),
        lambda stated: stated["predicate"]["tool"].update(ruleset="r2"),
        lambda stated: stated["predicate"]["policy"].update(kind="judged-tree"),
        lambda stated: stated["predicate"]["policy"].update(ref="origin/other"),
        lambda stated: stated["predicate"].update(profile="commit"),
        lambda stated: stated["predicate"]["terms"].update(id="other"),
        lambda stated: stated["predicate"]["controls"].pop(),
        lambda stated: stated["predicate"]["controls"][0].update(required=False),
        lambda stated: stated["subject"][0]["digest"].update(gitCommit="0" * 40),
        lambda stated: stated["subject"].pop(0),
    ],
)
def test_statement_that_says_something_else_than_the_files_fails(made: Path, tmp_path: Path, change):
    assert agreement.DISAGREE in messages(remade(copied(made, tmp_path / "bundle"), change))


@pytest.mark.parametrize(
    "change",
    [
        lambda stated: stated.update(_type="https://in-toto.io/Statement/v0.1"),
        lambda stated: stated.update(predicateType="https://slsa.dev/provenance/v1"),
        lambda stated: stated["predicate"]["run"].update(finished="2026-02-30T00:00:00Z"),
        lambda stated: stated["predicate"]["run"].update(finished="today"),
        lambda stated: stated["predicate"].update(exitCode="3"),
        lambda stated: stated["subject"].append(stated["subject"][0]),
        lambda stated: stated["subject"].append({"name": "x", "digest": {}}),
        lambda stated: stated["subject"].append({"name": "x", "digest": {"md5": "0" * 32}}),
        lambda stated: stated["subject"].append({"name": "x", "digest": {"gitCommit": "0" * 40}}),
        lambda stated: stated.pop("predicate"),
    ],
)
def test_statement_of_another_shape_is_none(made: Path, tmp_path: Path, change):
    assert messages(remade(copied(made, tmp_path / "bundle"), change)) == {verify.MALFORMED}


@pytest.mark.parametrize("name", ["controls.json", "coverage.json", "policy.json", "environment.json", "results.json"])
@pytest.mark.parametrize(
    "text", ["", "[]", "{", "{}", '{"a": 1, "a": 1}', "[" * 100_000, '{"a": NaN}', "\ufeff{}", "9" * 10_000]
)
def test_file_of_another_shape_is_told_and_crashes_nothing(made: Path, tmp_path: Path, name: str, text: str):
    folder = copied(made, tmp_path / "bundle")
    (folder / name).write_text(text, "utf-8")
    assert remade(folder).faults


def test_statement_that_names_files_elsewhere_finds_none(made: Path, tmp_path: Path):
    folder = copied(made, tmp_path / "bundle")
    (tmp_path / "outside.txt").write_bytes(b"x")
    names = ["../outside.txt", "/etc/hostname", "report.html/../report.html", "\u202eoutside"]

    def add(statement: Json) -> None:
        statement["subject"] += [{"name": name, "digest": {"sha512": "0" * 128}} for name in names]

    assert messages(remade(folder, add)) == {verify.MALFORMED}
    statement = _load(made / STATEMENT)
    statement["subject"] += [{"name": name, "digest": {"sha256": "0" * 64}} for name in names]
    _save(folder / STATEMENT, statement)
    assert messages(verified(folder)) >= {verify.MISSING}


def test_report_is_counted_line_by_line():
    lines = [
        b'{"schema_version": 1,\n',
        b' "findings": [\n',
        b'  {"rule_id": "a", "disposition": "reported", "related": [{"x": 1}]},\n',
        b'  {"rule_id": "a", "disposition": "baselined"},\n',
        b'  {"rule_id": "b", "disposition": "reported"}],\n',
        b' "skips": [\n',
        b'  {"reason": "encrypted", "incomplete": true},\n',
        b'  {"reason": "excluded", "incomplete": false}],\n',
        b' "summary": {"reported": 2}, "exit_code": 3}\n',
    ]
    results = count(lines)
    assert (dict(results.reported), dict(results.accepted_by())) == ({"a": 1, "b": 1}, {"a": 1})
    assert not results.accepted_by({Disposition.ALLOWED_INLINE})
    assert (results.skipped, results.incomplete) == (2, 1)
    assert results.value("summary", "reported") == 2
    assert results.fields["findings"] == []
