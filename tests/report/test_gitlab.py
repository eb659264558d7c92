import json
import re
from pathlib import Path
from typing import Any

import jsonschema
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from guard.model import Disposition, Origin, Part, Severity, Skip, SkipReason
from guard.policy.fingerprint import Fingerprints
from guard.report import gitlab, gitlab_sast
from guard.report.options import ReportOptions
from guard.result import ScanResult
from tests.gate_example import gate_result

from .example import english, full_result, japanese, result, verdict, written

SCHEMAS = Path(__file__).parent / "schemas"
SAST = json.loads((SCHEMAS / "gitlab-sast.json").read_text("utf-8"))
QUALITY = json.loads((SCHEMAS / "gitlab-code-quality.json").read_text("utf-8"))
FINGERPRINT = "79f61098e9cc3db1ce947d59bc40abec"


def quality(scan: ScanResult, options: ReportOptions | None = None) -> Any:
    told = json.loads(written(gitlab.write, scan, options or ReportOptions(english(), fingerprint=Fingerprints())))
    jsonschema.validate(told, QUALITY)
    return told


def sast(scan: ScanResult, options: ReportOptions | None = None) -> Any:
    told = json.loads(written(gitlab_sast.write, scan, options or ReportOptions(english(), fingerprint=Fingerprints())))
    jsonschema.validate(told, SAST)
    return told


HOSTILE = result(
    verdict(path="a\x1b\u202e\udc82\n.csv", message="m\n", rule_id="r\n"),
    verdict(path="名簿.zip", origin=Origin("名簿.zip", ("[x](http://x) @all <b>",), "c" * 40)),
    skips=(Skip(Origin("s\udc82", ("\x00",)), SkipReason.MALFORMED, "\x00"), Skip(Origin(""), SkipReason.NOT_CHECKED)),
)


@pytest.mark.parametrize("scan", [result(), full_result(), HOSTILE, result(interrupted=True)])
def test_reports_follow_the_fields_that_gitlab_publishes(scan: ScanResult, tmp_path: Path):
    for options in (None, ReportOptions(japanese(tmp_path), fingerprint=Fingerprints())):
        quality(scan, options)
        sast(scan, options and ReportOptions(options.translator, fingerprint=Fingerprints()))


@pytest.mark.parametrize(
    ("schema", "broken"),
    [
        (QUALITY, [{}]),
        (QUALITY, [{"description": "", "check_name": "a", "fingerprint": "b", "severity": "high"}]),
        (SAST, {}),
        (SAST, {"version": "15.0.7", "scan": {}, "vulnerabilities": []}),
    ],
)
def test_schemas_refuse_what_they_should(schema: Any, broken: Any):
    with pytest.raises(jsonschema.ValidationError):
        jsonschema.validate(broken, schema)


# Code Quality


def test_code_quality_is_the_golden_one():
    scan = result(verdict(), skips=(Skip(Origin("old.zip", ("b.csv",)), SkipReason.TOO_LARGE, "64 MB"),))
    assert quality(scan) == [
        {
            "description": "A name in a field for names of persons",
            "check_name": "person-name",
            "fingerprint": FINGERPRINT,
            "severity": "critical",
            "location": {"path": "db/seeds.sql", "lines": {"begin": 12}},
        },
        {
            "description": "not looked at: is larger than the limit (b.csv; 64 MB)",
            "check_name": "not-looked-at/too-large",
            "fingerprint": "54201c2c7eea1a4c78213f36c42f1dea",
            "severity": "critical",
            "location": {"path": "old.zip", "lines": {"begin": 1}},
        },
    ]


def test_code_quality_of_a_clean_run_is_an_empty_list():
    assert quality(result()) == []


def test_code_quality_leaves_out_what_fails_nothing():
    others = set(Disposition) - {Disposition.REPORTED, Disposition.DROPPED}
    assert quality(result(*(verdict(disposition=one, reason="r") for one in others))) == []


def test_fingerprints_are_unique_also_where_accepted_findings_stand_between():
    alike = [verdict(line=line) for line in range(1, 9)]
    alike[3:5] = [verdict(line=line, disposition=Disposition.BASELINED) for line in (4, 5)]
    for told in (
        quality(result(*alike)),
        [one | {"fingerprint": one["id"]} for one in sast(result(*alike))["vulnerabilities"]],
    ):
        assert len({one["fingerprint"] for one in told}) == len(told) == 6


def test_severities_are_all_different():
    scan = result(*(verdict(severity=severity) for severity in Severity))
    assert sorted(one["severity"] for one in quality(scan)) == ["blocker", "critical", "major", "minor"]
    assert sorted(one["severity"] for one in sast(scan)["vulnerabilities"]) == ["Critical", "High", "Low", "Medium"]


@pytest.mark.parametrize("changes", [{"origin": Origin("a.zip", ("b",))}, {"cell": "A1"}, {"part": Part.PATH}])
def test_finding_without_a_line_of_the_file_points_to_its_beginning(changes: dict[str, Any]):
    assert quality(result(verdict(**changes)))[0]["location"]["lines"] == {"begin": 1}
    location = sast(result(verdict(**changes)))["vulnerabilities"][0]["location"]
    assert (location["start_line"], location["end_line"]) == (1, 1)


def test_clauses_that_a_gate_does_not_pass_are_in_both_reports():
    clauses = [one["check_name"] for one in quality(gate_result()) if one["check_name"].startswith("clause/")]
    assert len(clauses) == 6
    assert clauses[0] == "clause/soka-3-city-3"
    messages = [one["value"] for one in sast(gate_result())["scan"]["messages"]]
    assert any(one.startswith("soka-3-imp-2 USB memory is controlled: not checked") for one in messages)


# SAST


def test_sast_is_the_golden_one():
    told = sast(result(verdict(origin=Origin("old.zip", ("名簿.csv",), "c" * 40))))
    assert told["version"] == "15.0.7"
    assert told["schema"].endswith("/v15.0.7/dist/sast-report-format.json")
    assert told["scan"]["status"] == "success"
    assert told["scan"]["messages"] == [
        {"level": "info", "value": "sekisho found: 1 finding in 1 file (1 high); 10 files looked at (12.3 kB); 0.4 s"}
    ]
    (one,) = told["vulnerabilities"]
    where = {"file": "old.zip", "start_line": 1, "end_line": 1}
    signature = one["id"].replace("-", "")
    assert one == {
        "id": one["id"],
        "name": "name of a person",
        "description": r"A name in a field for names of persons (名簿.csv 12:34)",
        "solution": "Replace real names by invented ones that show it, such as 山田太郎 or テスト花子.",
        "severity": "High",
        "identifiers": [{"type": "sekisho_rule", "name": "Sekisho person-name", "value": "person-name"}],
        "location": where,
        "tracking": {
            "type": "source",
            "items": [where | {"signatures": [{"algorithm": "hash", "value": signature}]}],
        },
        "details": {
            "inside": {"name": "inside the file", "type": "text", "value": "名簿.csv"},
            "commit": {"name": "commit", "type": "commit", "value": "c" * 40},
        },
    }
    assert re.fullmatch(r"[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}", one["id"])


def test_incomplete_scan_is_a_failed_one_and_says_what_was_not_looked_at():
    scan = sast(full_result())["scan"]
    assert scan["status"] == "failure"
    assert [one["level"] for one in scan["messages"]] == ["info", "warn", "warn"]
    assert scan["messages"][1]["value"].startswith("old.zip: not looked at: is larger than the limit (b/huge.csv")
    assert sast(result(interrupted=True))["scan"]["status"] == "failure"


def test_messages_are_cut_and_it_is_said(monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(gitlab_sast, "MAX_MESSAGES", 2)
    skips = tuple(Skip(Origin(f"{n}.csv"), SkipReason.UNDECODABLE) for n in range(9))
    messages = sast(result(skips=skips))["scan"]["messages"]
    assert len(messages) == 4
    assert messages[-1]["value"].startswith("… and 7 more")


def test_name_of_a_file_is_no_markdown_in_a_description():
    (one,) = sast(result(verdict(origin=Origin("a.zip", ("[x](http://x) @all <b> #1",)))))["vulnerabilities"]
    assert r"\[x\](http://x) \@all \<b\> \#1" in one["description"]


def test_no_source_is_quoted():
    for write in (gitlab.write, gitlab_sast.write):
        assert "●" not in written(write, full_result())


@settings(deadline=None)
@given(st.text(st.characters(exclude_categories=[])))
def test_any_text_gives_json_that_every_parser_takes(text: str):
    scan = result(
        verdict(path=f"p{text}", message=f"m{text}", rule_id=f"r{text}"),
        verdict(path="b", origin=Origin("b", (text,)), cell=text),
        skips=(Skip(Origin(f"s{text}", (text,)), SkipReason.MALFORMED, text),),
    )
    for write in (gitlab.write, gitlab_sast.write):
        written(write, scan, ReportOptions(english(), fingerprint=Fingerprints())).encode("utf-8")
    assert len(quality(scan)) == 3
    assert len(sast(scan)["vulnerabilities"]) == 2
