import io
from xml.etree import ElementTree

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from guard.model import Disposition, Origin, Part, Severity, Skip, SkipReason
from guard.report import junit
from guard.report.options import ReportOptions
from guard.result import ScanResult
from tests.gate_example import gate_result

from .example import english, full_result, japanese, result, verdict, written

GOLDEN = """\
<?xml version="1.0" encoding="UTF-8"?>
<testsuites name="sekisho scan" tests="4" failures="1" errors="2" skipped="1" time="0.420">
<testsuite name="sekisho scan" tests="4" failures="1" errors="2" skipped="1" time="0.420" \
timestamp="2026-04-01T00:30:00">
<properties>
<property name="version" value="0.1.0"/>
<property name="source" value="worktree"/>
<property name="exit-code" value="3"/>
</properties>
<testcase classname="sekisho.scan" name="everything in scope was looked at">\
<error type="sekisho.incomplete" message="sekisho incomplete: 1 finding in 1 file (1 high); 1 NOT LOOKED AT; \
10 files looked at (12.3 kB); 1 finding accepted; 0.4 s">sekisho incomplete: 1 finding in 1 file (1 high); \
1 NOT LOOKED AT; 10 files looked at (12.3 kB); 1 finding accepted; 0.4 s</error></testcase>
<testcase classname="sekisho.personal-data.person-name" name="db/seeds.sql 12:34" file="db/seeds.sql" line="12">\
<failure type="sekisho.high.person-name" message="A name in a field for names of persons">\
A name in a field for names of persons</failure></testcase>
<testcase classname="sekisho.personal-data.person-name" name="資料/名簿.csv 12:34" file="資料/名簿.csv" line="12">\
<skipped type="sekisho.high.person-name" message="A name in a field for names of persons \
(allowed on the line: published &lt;sample&gt;)">A name in a field for names of persons \
(allowed on the line: published &lt;sample&gt;)</skipped></testcase>
<testcase classname="sekisho.not-looked-at" name="old.zip &gt; b.csv" file="old.zip"><error type="sekisho.too-large" \
message="not looked at: is larger than the limit (b.csv; 64 MB)">\
not looked at: is larger than the limit (b.csv; 64 MB)</error></testcase>
</testsuite>
</testsuites>
"""


def suite(scan: ScanResult, options: ReportOptions | None = None) -> ElementTree.Element:
    (found,) = ElementTree.fromstring(written(junit.write, scan, options))
    return found


def cases(scan: ScanResult) -> list[ElementTree.Element]:
    return suite(scan).findall("testcase")


def test_report_is_the_golden_one():
    scan = result(
        verdict(),
        verdict(path="資料/名簿.csv", disposition=Disposition.ALLOWED_INLINE, reason="published <sample>"),
        skips=(Skip(Origin("old.zip", ("b.csv",)), SkipReason.TOO_LARGE, "64 MB"),),
    )
    assert written(junit.write, scan) == GOLDEN


def test_report_speaks_japanese(tmp_path):
    told = suite(full_result(), ReportOptions(japanese(tmp_path)))
    assert told[1].attrib["name"] == "対象をすべて検査した"


def test_clean_run_is_one_case_that_passes():
    (case,) = cases(result())
    assert case.attrib == {"classname": "sekisho.scan", "name": "everything in scope was looked at"}
    assert len(case) == 0


@pytest.mark.parametrize("scan", [result(), full_result(), gate_result(), result(interrupted=True), result(verdict())])
def test_counts_are_those_of_the_elements(scan: ScanResult):
    root = ElementTree.fromstring(written(junit.write, scan))
    for element in (root, root[0]):
        assert int(element.attrib["tests"]) == len(root.findall(".//testcase"))
        assert int(element.attrib["failures"]) == len(root.findall(".//failure"))
        assert int(element.attrib["errors"]) == len(root.findall(".//error"))
        assert int(element.attrib["skipped"]) == len(root.findall(".//skipped"))


def test_clause_of_a_gate_is_a_case_whether_a_finding_stands_behind_it_or_not():
    outcomes = {
        case.attrib["name"].partition(" ")[0]: case[0].tag if len(case) else ""
        for case in cases(gate_result())
        if case.attrib["classname"] == "sekisho.clause"
    }
    assert outcomes == {
        "soka-2-class": "error",
        "soka-3-common-1": "",
        "soka-3-city-3": "failure",
        "soka-3-city-6": "skipped",
        "soka-3-imp-2": "error",
        "soka-6-1": "",
        "soka-7-dev-2": "failure",
        "soka-7-dev-3": "failure",
        "soka-7-dev-4": "failure",
        "soka-7-malware-1": "",
        "soka-7-intrusion-1": "skipped",
    }


def test_names_within_a_class_are_unique_since_gitlab_keeps_one_of_each():
    told = [(case.attrib["classname"], case.attrib["name"]) for case in cases(full_result())]
    assert len(set(told)) == len(told)


def test_interrupted_run_does_not_pass():
    (case,) = cases(result(interrupted=True))
    assert case[0].attrib["type"] == "sekisho.interrupted"


def test_accepted_skip_is_skipped_and_says_why():
    scan = result(accepted_skips=((Skip(Origin("x.bin"), SkipReason.MALFORMED), "test data of a library"),))
    assert "test data of a library" in cases(scan)[1].find("skipped").attrib["message"]  # type: ignore[union-attr]


@pytest.mark.parametrize("rule_id", ["yaml", "symbol", "integer", "file"])
def test_no_type_is_one_that_gitlab_takes_for_a_data_type(rule_id: str):
    (_run, case) = cases(result(verdict(rule_id=rule_id, message="m")))
    assert case[0].attrib["type"] == f"sekisho.high.{rule_id}"


def test_finding_without_a_line_of_the_file_names_none():
    for scan in (result(verdict(part=Part.PATH)), result(verdict(cell="A1"))):
        assert "line" not in cases(scan)[1].attrib


@settings(deadline=None)
@given(st.text(st.characters(exclude_categories=[])), st.sampled_from(["utf-8", "cp932", "ascii"]))
def test_any_text_gives_well_formed_xml_on_any_stream(text: str, encoding: str):
    out = io.TextIOWrapper(io.BytesIO(), encoding=encoding)
    scan = result(
        verdict(path=text, message=text, rule_id=text, disposition=Disposition.BASELINED, reason=text),
        verdict(path="b", origin=Origin("b", (text,), text), cell=text, severity=Severity.LOW),
        skips=(Skip(Origin(text, (text,)), SkipReason.MALFORMED, text),),
    )
    junit.write(scan, out, ReportOptions(english()))
    out.seek(0)
    root = ElementTree.fromstring(out.buffer.read())
    assert len(root.findall(".//testcase")) == 4


def test_what_does_not_show_is_written_as_an_escape():
    text = written(junit.write, result(verdict(path="a\x00\x0b\x1b[31m\u202e\ufffe\uffff\udc82.csv")))
    assert r'file="a\x00\x0b\x1b[31m\u202e\ufffe\uffff\udc82.csv"' in text
