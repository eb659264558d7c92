import gzip
import json
from dataclasses import replace
from pathlib import Path
from typing import Any
from urllib.parse import unquote_to_bytes

import jsonschema
import pytest

from guard.model import Disposition, Origin, Part, Related, Sensitive, Severity, Skip, SkipReason
from guard.report import sarif
from guard.report.github import write_summary
from guard.report.options import ReportOptions
from guard.report.table import REPORTERS, reporter
from guard.result import ScanResult
from guard.rules.catalogue import RULES
from tests.gate_example import gate_result

from .example import english, full_result, japanese, result, verdict, written

SCHEMA = json.loads((Path(__file__).parent / "schemas" / "sarif.json").read_text("utf-8"))


def run_of(scan: ScanResult, options: ReportOptions | None = None) -> Any:
    log = json.loads(written(sarif.write, scan, options))
    jsonschema.validate(log, SCHEMA)
    (run,) = log["runs"]
    return run


def notifications(run: Any) -> Any:
    return run["invocations"][0]["toolExecutionNotifications"]


def test_rules_say_what_code_scanning_shows():
    rules = run_of(result())["tool"]["driver"]["rules"]
    assert [rule["id"] for rule in rules] == [rule.id for rule in RULES]
    for rule in rules:
        assert set(rule) >= {"id", "shortDescription", "fullDescription", "help", "defaultConfiguration"}
        assert len(rule["fullDescription"]["text"]) <= 1024
        assert rule["help"]["text"]
        assert rule["help"]["markdown"]
        assert len(rule["properties"]["tags"]) <= 20
    severities = {rule["id"]: float(rule["properties"]["security-severity"]) for rule in rules}
    assert severities["jp-my-number"] > 9.0
    assert 7.0 <= severities["person-name"] < 9.0
    assert severities["jp-postal-code"] < 4.0


def test_results_point_to_their_rule_and_come_worst_first():
    run = run_of(full_result())
    rules = run["tool"]["driver"]["rules"]
    assert all(rules[item["ruleIndex"]]["id"] == item["ruleId"] for item in run["results"])
    assert [item["properties"]["severity"] for item in run["results"]] == [
        *("critical", "high", "high", "medium", "medium"),
        *("high", "high"),  # accepted ones last
    ]


def test_everything_that_a_result_can_hold_follows_the_schema(tmp_path: Path):
    hostile = result(
        verdict(path="a\x1b\u202e\udc82\n.csv", message="m\n", rule_id="r\n"),
        verdict(origin=Origin("名簿.zip", ("[x](http://x)",), "c" * 40), related=(Related("b c.yml", 3, "here"),)),
        skips=(
            Skip(Origin("s\udc82", ("\x00",)), SkipReason.MALFORMED, "\x00"),
            Skip(Origin(""), SkipReason.NOT_CHECKED),
        ),
    )
    for scan in (result(), full_result(), hostile, result(interrupted=True)):
        run_of(scan, ReportOptions(japanese(tmp_path / str(id(scan))), fingerprint=lambda _verdict: "f"))


@pytest.mark.parametrize(
    "change", [{"results": [{"ruleId": "a"}]}, {"columnKind": "utf16CodeUnits"}, {"automationDetails": {"id": "a"}}]
)
def test_schema_refuses_what_it_should(change: dict[str, Any]):
    log = json.loads(written(sarif.write, full_result()))
    log["runs"][0] |= change
    with pytest.raises(jsonschema.ValidationError):
        jsonschema.validate(log, SCHEMA)


def test_kinds_of_runs_are_kept_apart_so_that_none_closes_the_alerts_of_another():
    def category(command: str, source: str) -> str:
        scan = result()
        return run_of(replace(scan, run=replace(scan.run, command=command, source=source)))["automationDetails"]["id"]

    runs = [("scan", "range"), ("scan", "history"), ("scan", "worktree"), ("separation", "worktree")]
    assert [category(*one) for one in runs] == [
        "sekisho/scan/range/",
        "sekisho/scan/history/",
        "sekisho/scan/worktree/",
        "sekisho/separation/worktree/",
    ]


def test_no_result_has_more_places_than_github_takes():
    related = tuple(Related(f"{n}.yml", 1, "here") for n in range(2_000))
    (item,) = run_of(result(verdict(related=related)))["results"]
    assert len(item["locations"]) + len(item["relatedLocations"]) == 1_000


@pytest.mark.slow
def test_more_than_github_takes_is_cut_to_what_it_takes():
    scan = result(*(verdict(path=f"{n % 9}/名簿.csv", line=n + 1) for n in range(26_000)))
    text = written(sarif.write, scan)
    assert len(gzip.compress(text.encode())) <= 10_000_000
    run = json.loads(text)["runs"][0]
    assert 5_000 < len(run["results"]) <= 25_000
    told = notifications(run)[-1]["message"]["text"]
    assert told.startswith(f"{26_000 - len(run['results']):,} results left out to keep within GitHub's limits")


def test_region_is_full_and_counts_code_points():
    run = run_of(result(verdict(line=3, column=5)))
    assert run["columnKind"] == "unicodeCodePoints"
    region = run["results"][0]["locations"][0]["physicalLocation"]["region"]
    assert region == {"startLine": 3, "startColumn": 5, "endLine": 3, "endColumn": 9}


@pytest.mark.parametrize(
    ("path", "uri"),
    [
        ("db/seeds.sql", "db/seeds.sql"),
        ("資料/名簿 1.csv", "%E8%B3%87%E6%96%99/%E5%90%8D%E7%B0%BF%201.csv"),
        ("a:b?c#d%e.txt", "a%3Ab%3Fc%23d%25e.txt"),
        ("back\\slash", "back%5Cslash"),
        ("\udc82\udca0.txt", "%82%A0.txt"),
    ],
)
def test_uri_is_percent_encoded_with_forward_slashes(path: str, uri: str):
    run = run_of(result(verdict(path=path)))
    assert run["results"][0]["locations"][0]["physicalLocation"]["artifactLocation"]["uri"] == uri
    assert unquote_to_bytes(uri) == path.encode("utf-8", "surrogateescape")


def test_uri_of_a_path_that_no_file_system_gives_is_still_written():
    assert sarif.uri("\ud800") == "%ED%A0%80"


@pytest.mark.parametrize(
    "changes",
    [{"origin": Origin("a.zip", ("in.csv",))}, {"cell": "Sheet1!B3"}, {"part": Part.PATH}],
)
def test_finding_without_a_line_in_the_file_points_to_its_beginning(changes: dict[str, Any]):
    location = run_of(result(verdict(**changes)))["results"][0]["locations"][0]
    assert location["physicalLocation"]["region"] == {
        "startLine": 1,
        "startColumn": 1,
        "endLine": 1,
        "endColumn": 2,
    }


def test_member_of_an_archive_is_named():
    item = run_of(result(verdict(origin=Origin("a.zip", ("b.tar", "in.csv")))))["results"][0]
    assert item["locations"][0]["logicalLocations"] == [{"fullyQualifiedName": "b.tar/in.csv", "kind": "member"}]
    assert item["message"]["text"].endswith("(b.tar > in.csv 12:34)")


def test_brackets_in_a_name_make_no_link():
    item = run_of(result(verdict(origin=Origin("a.zip", ("[x](http://example.com)",)))))["results"][0]
    assert r"\[x\](http" in item["message"]["text"]


def test_fingerprint_is_ours_and_never_the_one_that_github_computes():
    options = ReportOptions(english(), fingerprint=lambda _verdict: "abc")
    item = run_of(result(verdict()), options=options)["results"][0]
    assert item["partialFingerprints"] == {"sekisho/v1": "abc"}


def test_accepted_findings_are_suppressed_with_their_reason():
    accepted = [item for item in run_of(full_result())["results"] if "suppressions" in item]
    assert [item["suppressions"] for item in accepted] == [
        [{"kind": "inSource", "status": "accepted", "justification": "published sample"}],
        [{"kind": "external", "status": "accepted", "justification": "before the contract"}],
    ]


def test_findings_below_the_threshold_are_no_results():
    assert run_of(result(verdict(disposition=Disposition.BELOW_THRESHOLD)))["results"] == []


def test_no_excerpt_is_written():
    assert "●" not in written(sarif.write, result(verdict(excerpt="●●●")))


def test_skips_are_notifications_and_an_incomplete_run_is_not_successful():
    run = run_of(full_result())
    invocation = run["invocations"][0]
    assert (invocation["executionSuccessful"], invocation["exitCode"]) == (False, 3)
    assert [(n["descriptor"]["id"], n["level"]) for n in notifications(run)] == [
        ("too-large", "error"),
        ("encrypted", "error"),
        ("no-extractor", "note"),
        ("no-extractor", "note"),
    ]
    assert "b/huge.csv; 64 MB" in notifications(run)[0]["message"]["text"]


def test_clauses_that_a_gate_does_not_pass_are_notifications():
    run = run_of(gate_result())
    told = [one["descriptor"]["id"] for one in notifications(run) if one["level"] == "error"]
    assert told[-6:][0] == "clause/soka-3-city-3"
    assert sum(one.startswith("clause/") for one in told) == 6
    assert run["automationDetails"]["id"] == "sekisho/gate/gate/"


def test_complete_run_is_successful_whether_it_found_something_or_not():
    assert run_of(result())["invocations"][0]["executionSuccessful"]
    assert run_of(result(verdict()))["invocations"][0]["executionSuccessful"]
    assert not run_of(result(interrupted=True))["invocations"][0]["executionSuccessful"]


def test_results_are_cut_at_the_limit_worst_first_and_it_is_said(monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(sarif, "MAX_RESULTS", 5)
    many = [verdict(line=n, severity=Severity.MEDIUM) for n in range(1, 20)]
    run = run_of(result(*many, verdict(path="z", severity=Severity.CRITICAL)))
    assert len(run["results"]) == 5
    assert run["results"][0]["properties"]["severity"] == "critical"
    assert notifications(run)[-1]["message"]["text"].startswith("15 results left out")


def test_file_is_cut_at_its_size_and_it_is_said(monkeypatch: pytest.MonkeyPatch):
    limit = len(written(sarif.write, result()).encode()) + 50_000  # the rules alone are tens of thousands of bytes
    monkeypatch.setattr(sarif, "MAX_BYTES", limit)
    scan = result(*(verdict(path=f"名簿{n:04}.csv") for n in range(1_000)))
    text = written(sarif.write, scan)
    assert len(text.encode()) <= limit
    run = json.loads(text)["runs"][0]
    assert notifications(run)[-1]["message"]["text"].startswith(f"{1_000 - len(run['results'])} results left out")
    assert len(run["results"]) > 10


def test_notifications_are_cut_incomplete_ones_first(monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(sarif, "MAX_NOTIFICATIONS", 3)
    unread = tuple(Skip(Origin(f"a{n}.png"), SkipReason.NO_EXTRACTOR) for n in range(9))
    run = run_of(result(skips=(*unread, Skip(Origin("z.csv"), SkipReason.UNDECODABLE))))
    assert [n["descriptor"]["id"] for n in notifications(run)] == [
        "undecodable",
        "no-extractor",
        "no-extractor",
        "cut",
    ]
    assert notifications(run)[-1]["message"]["text"].startswith("7 notifications left out")


def test_rule_that_the_catalogue_does_not_know_has_no_index():
    item = run_of(result(verdict(rule_id="custom-id", message="Staff number")))["results"][0]
    assert item["ruleId"] == "custom-id"
    assert "ruleIndex" not in item


@pytest.mark.parametrize("name", REPORTERS)
def test_value_of_a_finding_is_in_no_report(name: str):
    secret = verdict(value=Sensitive("架空山太郎"), excerpt="●●●")
    assert "架空山" not in written(reporter(name), result(secret))
    assert "架空山" not in written(write_summary, result(secret))
