import html
import re
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from guard.control import PolicyKind, PolicySource
from guard.model import Disposition, Origin, Part, Severity, Skip, SkipReason
from guard.report import github
from guard.report.console import visible
from guard.result import BaselineUse, ScanResult
from tests.gate_example import gate_result

from .example import full_result, result, verdict, written

ANNOTATIONS = """\
::error title=Sekisho%3A 2 NOT LOOKED AT::too-large ×1, encrypted ×1: old.zip > b/huge.csv, secret.xlsx
::error file=db/seeds.sql,line=14,endLine=14,col=34,endColumn=38,title=Sekisho%3A critical::\
A number with a valid check digit in a field for My Numbers (jp-my-number ×1, person-name ×1, jp-address ×1)
::warning file=docs/名簿.xlsx,title=Sekisho%3A medium::\
An e-mail address in a field for e-mail addresses (email-address ×1)
::warning file=old.zip,title=Sekisho%3A medium::\
A phone number in a field for phone numbers (phone-number ×1)
sekisho incomplete: 5 findings in 3 files (1 critical, 2 high, 2 medium); 2 NOT LOOKED AT; \
10 files looked at (12.3 kB); 3 skipped; 2 findings accepted; 1 below medium; 0.4 s
"""


def commands(text: str, name: str) -> list[str]:
    return [line for line in text.splitlines() if line.startswith(f"::{name} ")]


def test_annotations_are_the_golden_ones():
    assert written(github.write, full_result()) == ANNOTATIONS


def test_clean_run_annotates_nothing():
    assert written(github.write, result()) == "sekisho passed: 10 files looked at (12.3 kB); 0.4 s\n"


def test_accepted_findings_annotate_nothing():
    scan = result(verdict(disposition=Disposition.BASELINED), verdict(disposition=Disposition.BELOW_THRESHOLD))
    assert "::" not in written(github.write, scan)


def test_properties_and_messages_are_escaped():
    scan = result(verdict(path="a,b:c%d.csv", message="100% ::sure"))
    (line,) = commands(written(github.write, scan), "error")
    assert line.startswith("::error file=a%2Cb%3Ac%25d.csv,line=12")
    assert "::100%25 ::sure (person-name" in line


@pytest.mark.parametrize("evil", ["\n::stop-commands::x", "\r::add-mask::x", "::error::x", "\x1b]0;x\x07", "\u202e"])
def test_no_name_starts_a_command_of_its_own(evil: str):
    scan = result(
        verdict(path=f"a{evil}", message=f"m{evil}", rule_id=f"r{evil}"),
        verdict(path="b", origin=Origin("b", (evil,)), cell=evil),
        skips=(Skip(Origin(f"s{evil}", (evil,)), SkipReason.MALFORMED, evil),),
    )
    lines = re.split("[\r\n]", written(github.write, scan).rstrip("\n"))
    assert [line.lstrip().partition(" ")[0] for line in lines] == ["::error", "::error", "::error", "sekisho"]
    assert all(line == visible(line) for line in lines)


def test_at_most_ten_errors_and_ten_warnings_worst_first_and_the_rest_is_counted():
    severe = [verdict(path=f"h{n:02}") for n in range(25)]
    medium = [verdict(path=f"m{n:02}", severity=Severity.MEDIUM) for n in range(12)]
    worst = verdict(path="z", severity=Severity.CRITICAL)
    text = written(github.write, result(*severe, *medium, worst))
    errors, warnings = commands(text, "error"), commands(text, "warning")
    assert (len(errors), len(warnings)) == (10, 10)
    assert "file=z," in errors[0]
    assert errors[-1].endswith("::17 more files with findings: see the job summary")
    assert warnings[-1].endswith("::3 more files with findings: see the job summary")


def test_what_was_not_looked_at_is_an_error_even_among_many():
    skips = tuple(Skip(Origin(f"{n}.csv"), SkipReason.UNDECODABLE) for n in range(9))
    text = written(github.write, result(*(verdict(path=f"h{n}") for n in range(25)), skips=skips))
    assert commands(text, "error")[0] == (
        "::error title=Sekisho%3A 9 NOT LOOKED AT::undecodable ×9: 0.csv, 1.csv, 2.csv, 3.csv, 4.csv, …"
    )


def test_finding_without_a_line_of_the_file_names_none():
    text = written(github.write, result(verdict(part=Part.PATH)))
    assert "line=" not in text
    assert "file=db/seeds.sql,title" in text


# The job summary


def summary(scan: ScanResult) -> str:
    return written(github.write_summary, scan)


def test_summary_names_findings_skips_and_fixes():
    text = summary(full_result())
    assert "| encrypted&#58; is encrypted or protected by a password | needs a password |" in text
    rows = [line for line in text.splitlines() if line.startswith(("| critical", "| high", "| medium"))]
    assert len(rows) == 5
    assert rows[0].startswith("| critical | <code>db/seeds&#46;sql</code> | <code>14&#58;34</code> | ")
    assert "- <code>person-name</code>: Replace real names" in text
    assert "●" not in text


def test_summary_counts_by_class_of_information_and_draws_it():
    marking = verdict(rule_id="jp-confidential-marking", severity=Severity.MEDIUM)
    own = verdict(rule_id="of-the-project", severity=Severity.MEDIUM)
    number = verdict(rule_id="jp-my-number", severity=Severity.CRITICAL)
    shared = verdict(rule_id="sep-db", message="one database")
    text = summary(result(shared, number, number, *(verdict(line=line) for line in range(1, 39)), own, own, marking))
    head, _line, *rows = [line for line in text.split("\n\n")[1].splitlines() if line.startswith("|")]
    assert head == "| class of information | critical | high | medium | low | total |  |"
    assert rows == [
        "| specific personal information (My Number) | 2 | 0 | 0 | 0 | 2 | █ |",
        f"| personal information | 0 | 38 | 0 | 0 | 38 | {'█' * 20} |",
        "| other | 0 | 0 | 3 | 0 | 3 | █ |",
        "| configuration, accounts, policy | 0 | 1 | 0 | 0 | 1 | █ |",
    ]


def test_summary_says_whose_words_counted_and_what_is_to_be_known_of_them():
    scan = result(notes=("a note",))
    policy = PolicySource(PolicyKind.PROTECTED_REF, "origin/main", "c" * 40)
    use = BaselineUse(".sekisho-baseline.json", 3, unused=2)
    text = summary(replace(scan, run=replace(scan.run, policy=policy), baseline=use))
    assert "judged by the policy of origin/main (cccccccccc)" in text
    assert "- a note\n- &#46;sekisho-baseline&#46;json&#58; 2 entries cover nothing any more" in text


def test_gate_shows_its_clauses_those_without_a_pass_first():
    annotations = written(github.write, gate_result())
    assert annotations.startswith("::error title=Sekisho%3A 6 clauses without a pass::soka-3-city-3, soka-7-dev-2,")
    text = summary(gate_result())
    rows = [line for line in text.splitlines() if line.startswith("| <code>soka-")]
    assert len(rows) == 11
    assert ["| **" in row for row in rows] == [True] * 6 + [False] * 5
    assert "**violated&#58; sep-db 1**" in text


def test_summary_counts_only_what_is_reported():
    scan = result(verdict(disposition=Disposition.BASELINED), skips=(Skip(Origin("a"), SkipReason.ENCRYPTED),))
    assert "class of information" not in summary(scan)


def test_summary_of_a_clean_run_is_its_headline():
    assert summary(result()) == "### sekisho passed&#58; 10 files looked at (12&#46;3 kB); 0&#46;4 s\n"


@pytest.mark.parametrize(
    "name",
    [
        "a|b",
        "<script>alert(1)</script>",
        "[x](http://example.com)",
        "`code`",
        "@someone",
        "#1",
        "*b*_i_~s~",
        "a\nb",
        "$x$",
    ],
)
def test_name_is_shown_and_never_becomes_markup(name: str):
    row = next(line for line in summary(result(verdict(path=name))).splitlines() if line.startswith("| high"))
    assert row.count("|") == 6
    cell = row.split("|")[2].strip().removeprefix("<code>").removesuffix("</code>")
    assert not re.search(r"[<>`@#\[\]*_~$|](?!\d+;)", cell.replace("&#", ""))
    assert html.unescape(cell) == visible(name)


@given(st.text(st.characters(exclude_categories=[])))
def test_markdown_shows_exactly_the_text(value: str):
    assert html.unescape(github.markdown(value)) == visible(value)


def test_summary_is_cut_at_its_limit_and_says_how_much(monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(github, "MAX_SUMMARY_BYTES", 20_000)
    text = summary(result(*(verdict(path=f"名簿{n}.csv") for n in range(1_000))))
    assert len(text.encode()) <= 20_000
    shown = text.count("\n| high |")
    assert shown > 50
    assert text.endswith(f"\n{1_000 - shown} lines are cut here; the JSON report has all.\n")


def test_many_skips_leave_room_for_findings():
    skips = tuple(Skip(Origin(f"{n}.csv"), SkipReason.UNDECODABLE) for n in range(1_200))
    text = summary(result(verdict(), skips=skips))
    assert "| … and 200 more (the JSON report has all) |" in text
    assert "| high |" in text


def test_summary_tells_a_long_column_in_one_row():
    rows = [verdict(line=line, column=3, record=line, header_line=1) for line in range(2, 52)]
    summary = written(github.write_summary, result(*rows))
    assert summary.count("person-name") == 2  # how to fix it, and the one row
    assert "50 like this in one column, lines 2 to 51, header on line 1" in summary
