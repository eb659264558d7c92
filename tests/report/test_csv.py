import csv
import io
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from guard.model import Disposition, Origin, Part, Severity, Skip, SkipReason
from guard.report import csv_report
from guard.report.options import ReportOptions
from guard.result import ScanResult
from tests.gate_example import gate_result

from .example import english, full_result, japanese, result, verdict, written

GOLDEN = (
    "\ufeffkind,severity,disposition,check,rule,rule name,file,inside the file,line,column,cell,commit,message,reason,"
    "clauses\r\n"
    "finding,critical,reported,personal-data,jp-my-number,My Number,db/seeds.sql,,14,34,,,"
    "A number with a valid check digit in a field for My Numbers,,soka-2-class soka-3-city-5 soka-4-1 soka-7-dev-4\r\n"
    'finding,medium,allowed by the configuration,personal-data,email-address,e-mail address,"資料/名簿, 新.xlsx",,12,34,'
    "名簿!B3,,An e-mail address in a field for e-mail addresses,published,soka-2-class soka-3-city-5 soka-7-dev-4\r\n"
    "NOT LOOKED AT,,,,encrypted,is encrypted or protected by a password,old.zip,b.csv,,,,,needs a password,,\r\n"
    "NOT LOOKED AT,,accepted,,malformed,is damaged or not what its format says,x.bin,,,,,,,of a library,\r\n"
)


def rows(scan: ScanResult, options: ReportOptions | None = None) -> list[dict[str, str]]:
    return list(
        csv.DictReader(io.StringIO(written(csv_report.write, scan, options).removeprefix("\ufeff"), newline=""))
    )


def test_report_is_the_golden_one():
    scan = result(
        verdict(rule_id="jp-my-number", line=14, severity=Severity.CRITICAL),
        verdict(
            path="資料/名簿, 新.xlsx",
            rule_id="email-address",
            severity=Severity.MEDIUM,
            cell="名簿!B3",
            disposition=Disposition.ALLOWED_CONFIG,
            reason="published",
        ),
        skips=(
            Skip(Origin("old.zip", ("b.csv",)), SkipReason.ENCRYPTED, "needs a password"),
            Skip(Origin("logo.png"), SkipReason.NO_EXTRACTOR, can_hold_text=False),
        ),
        accepted_skips=((Skip(Origin("x.bin"), SkipReason.MALFORMED), "of a library"),),
    )
    assert written(csv_report.write, scan) == GOLDEN


def test_header_and_words_are_those_of_the_language(tmp_path: Path):
    row = rows(full_result(), ReportOptions(japanese(tmp_path)))[0]
    assert list(row)[:7] == ["区分", "重大度", "扱い", "検査", "規則", "規則の名前", "ファイル"]
    assert (row["区分"], row["重大度"], row["扱い"]) == ("検出", "高", "報告対象")


def test_clean_run_is_its_header():
    assert written(csv_report.write, result()).count("\r\n") == 1


def test_incomplete_run_without_a_finding_is_not_empty():
    (row,) = rows(result(skips=(Skip(Origin("a.xlsx"), SkipReason.ENCRYPTED),)))
    assert (row["kind"], row["file"]) == ("NOT LOOKED AT", "a.xlsx")


def test_clauses_of_a_gate_are_rows():
    told = {row["rule"]: row["disposition"] for row in rows(gate_result()) if row["kind"] == "clause"}
    assert len(told) == 11
    assert (told["soka-7-dev-3"], told["soka-3-imp-2"]) == ("violated", "not checked")


def test_file_is_utf8_with_one_byte_order_mark_and_ends_lines_as_rfc_4180_says(tmp_path: Path):
    with (tmp_path / "a.csv").open("w", encoding="utf-8", newline="\n") as out:
        csv_report.write(full_result(), out, ReportOptions(english()))
    raw = (tmp_path / "a.csv").read_bytes()
    assert raw.startswith(b"\xef\xbb\xbfkind,")
    assert raw.count(b"\r\n") == raw.count(b"\n") == raw.count(b"\r") == 1 + 8 + 3


def test_stream_that_is_not_unicode_gets_no_byte_order_mark_and_no_doubled_return():
    out = io.TextIOWrapper(io.BytesIO(), encoding="cp932", newline="\r\n")
    csv_report.write(result(verdict(path="名簿𠮷.csv")), out, ReportOptions(english()))
    out.seek(0)
    raw = out.buffer.read()
    assert raw.startswith(b"kind,")
    assert b"\r\r\n" not in raw
    assert "名簿\\U00020bb7.csv".encode("cp932") in raw


@pytest.mark.parametrize(
    "name", ["=1+1", "+1", "-1", "@SUM(A1)", "=cmd|' /C calc'!A0", "＝1+1", "＋1", "－1", "＠SUM", " =1", "\u3000=1"]
)
def test_cell_that_looks_like_a_formula_is_text(name: str):
    (row,) = rows(result(verdict(path=name, message=name, disposition=Disposition.BASELINED, reason=name)))
    assert row["file"] == row["message"] == row["reason"] == f"'{name}"


@settings(deadline=None)
@given(st.text(st.characters(exclude_categories=[])))
def test_no_cell_starts_a_formula_or_breaks_its_row(text: str):
    scan = result(
        verdict(path=text, message=text, rule_id=text, disposition=Disposition.BASELINED, reason=text),
        verdict(path="b", origin=Origin("b", (text,), text), cell=text),
        skips=(Skip(Origin(text, (text,)), SkipReason.MALFORMED, text),),
    )
    told = written(csv_report.write, scan)
    told.encode("utf-8")
    assert told.count("\r\n") == told.count("\n") == told.count("\r") == 4
    for row in rows(scan):
        assert None not in row
        for cell in row.values():
            assert not cell.lstrip().startswith(tuple("=+-@＝＋－＠\t\r"))


def test_finding_in_a_file_name_has_no_line():
    (row,) = rows(result(verdict(part=Part.PATH)))
    assert (row["line"], row["column"]) == ("", "")


def test_no_excerpt_is_written():
    assert "●" not in written(csv_report.write, full_result())
