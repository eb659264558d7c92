"""Findings are judged by the rules that quality/README.md states."""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path
from subprocess import CompletedProcess

import pytest

from quality.adapters import AdapterError, JpPiiDetect, read_sekisho
from quality.corpora import address_rows, address_texts, name_rows, name_texts
from quality.labelled import Label, Text
from quality.scoring import Found, judge, wilson

_TEXT = "氏名,電話\n佐伯 澪,090-6614-2873\n見本太郎,03-0000-0000\n駅,森下\n"
_NAME = Label(6, 10, "PERSON", "kanji-space", "kanji")
_SAMPLE = Label(25, 29, "PERSON", sample=True)
_TRAP = Label(45, 47, "NONE", "station")


def _corpus(*labels: Label) -> list[Text]:
    return [Text("a.csv", _TEXT, _TEXT.encode(), type="csv", labels=labels)]


def _found(start: int, end: int, severity: str | None = None) -> Found:
    return Found("a.csv", start, end, "PERSON", severity)


def test_a_finding_on_the_label_is_a_hit_and_right() -> None:
    score = judge(_corpus(_NAME), [_found(6, 10)]).spans["PERSON", "*"]
    assert (score.hit, score.missed, score.right, score.wrong) == (1, 0, 1, 0)


def test_less_than_half_of_the_label_is_a_miss() -> None:
    score = judge(_corpus(_NAME), [_found(6, 7)]).spans["PERSON", "*"]
    assert (score.hit, score.missed, score.wrong) == (0, 1, 0)


def test_a_name_found_in_two_pieces_is_one_hit() -> None:
    score = judge(_corpus(_NAME), [_found(6, 8), _found(9, 10)]).spans["PERSON", "*"]
    assert (score.hit, score.right, score.wrong) == (1, 2, 0)


def test_a_whole_file_reported_as_one_name_is_wrong() -> None:
    score = judge(_corpus(_NAME), [_found(0, len(_TEXT))]).spans["PERSON", "*"]
    assert (score.right, score.wrong) == (0, 1)


def test_a_sample_counts_neither_way_and_its_severity_is_kept_apart() -> None:
    report = judge(_corpus(_NAME, _SAMPLE), [_found(25, 29, "high")])
    score = report.spans["PERSON", "*"]
    assert (score.hit, score.missed, score.right, score.wrong) == (0, 1, 0, 0)
    assert dict(report.apart) == {("PERSON", "documented", "above-low"): 1}


def test_what_is_undecided_counts_neither_way() -> None:
    undecided = Label(6, 10, "EITHER")
    assert judge(_corpus(undecided), [_found(6, 10)]).spans["PERSON", "*"].wrong == 0


def test_a_wrong_finding_is_told_by_its_trap() -> None:
    report = judge(_corpus(_TRAP), [_found(45, 47)])
    assert [(finding.start, trap) for _, finding, trap in report.wrong] == [(45, "station")]


def test_findings_in_negative_files_are_counted_per_byte() -> None:
    negative = replace(_corpus(_TRAP)[0], kind="negative")
    report = judge([negative], [_found(45, 47)])
    assert (report.negative_bytes, dict(report.on_negatives)) == (len(_TEXT.encode()), {"PERSON": 1})


def test_severity_below_the_label_is_noted() -> None:
    label = replace(_NAME, severity_min="critical")
    assert dict(judge(_corpus(label), [_found(6, 10, "medium")]).severity) == {("PERSON", False): 1}


@pytest.mark.parametrize(
    ("successes", "total", "low", "high"), [(0, 10, 0.0, 0.2775), (9, 10, 0.5958, 0.9821), (50, 100, 0.4038, 0.5962)]
)
def test_wilson_interval_agrees_with_published_values(successes: int, total: int, low: float, high: float) -> None:
    assert wilson(successes, total) == pytest.approx((low, high), abs=1e-4)


def _report(**changes: object) -> dict[str, object]:
    row: dict[str, object] = {
        "check": "personal-data",
        "rule_id": "person-name",
        "entity": "PERSON",
        "severity": "high",
        "path": "a.csv",
        "line": 2,
        "column": 1,
        "end_line": 2,
        "end_column": 5,
    }
    skip = {"path": "b.bin", "members": [], "commit": None, "reason": "undecodable", "detail": "", "incomplete": True}
    return {"schema_version": 1, "findings": [row | changes], "skips": [skip]}


@pytest.mark.parametrize("path", ["a.csv", "/set/a.csv"])
def test_lines_and_columns_of_a_sekisho_report_become_offsets(path: str) -> None:
    outcome = read_sekisho(_report(path=path), Path("/set"), _corpus())
    assert [(f.start, f.end, f.entity, f.severity) for f in outcome.findings] == [(6, 10, "PERSON", "high")]
    assert outcome.not_looked_at == ["b.bin: undecodable"]


def test_lines_of_the_body_of_a_mail_are_counted_below_its_header() -> None:
    mail = Text("a.eml", "Subject: x\n\n佐伯 澪です\n", b"")
    row = {"path": "a.eml", "line": 1, "end_line": 1, "members": ["body.txt"]}
    assert [(f.start, f.end) for f in read_sekisho(_report(**row), Path("/set"), [mail]).findings] == [(12, 16)]


def test_findings_of_other_checks_are_left_out() -> None:
    assert read_sekisho(_report(check="separation"), Path("/set"), _corpus()).findings == []


def test_a_report_of_another_schema_is_refused() -> None:
    with pytest.raises(AdapterError, match="schema_version"):
        read_sekisho({"schema_version": 2}, Path("/set"), _corpus())


def test_address_recall_is_counted_by_class_of_notation(tmp_path: Path) -> None:
    (tmp_path / "addresses").mkdir()
    rows = "住所,備考\n奈良市大宮町２丁目１－２,\n京都府京都市上京区桝屋町611番地,\n"
    (tmp_path / "addresses" / "geolonia-addresses.csv").write_text(rows, encoding="utf-8")
    corpus = address_texts(tmp_path)
    label = next(text for text in corpus if text.type == "line").labels[0]
    found = [Found("line/part00.txt", label.start, label.end, "JP_ADDRESS")]
    counts = {(row.layout, row.notation): (row.found, row.whole, row.total) for row in address_rows(corpus, found)}
    assert counts["line", "all"] == (1, 1, 2)
    assert counts["line", "no prefecture"] == (1, 1, 1)
    assert counts["line", "番地"] == (0, 0, 1)
    assert counts["column", "all"] == (0, 0, 2)


def test_names_of_the_corpus_are_counted_by_overlap_and_exactly(tmp_path: Path) -> None:
    (tmp_path / "names").mkdir()
    sentence = '[{"text": "佐伯澪は歌手。", "entities": [{"name": "佐伯澪", "span": [0, 3], "type": "人名"}]}]'
    (tmp_path / "names" / "ner-wikipedia.json").write_text(sentence, encoding="utf-8")
    overlap, exact = name_rows(name_texts(tmp_path), [Found("names/part00.txt", 0, 2, "PERSON")])
    assert (overlap.right, overlap.reported, overlap.hit, overlap.wanted) == (1, 1, 1, 1)
    assert (exact.right, exact.hit) == (0, 0)


def test_a_match_in_decoded_escapes_is_found_where_it_is_written(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    line = '{"name": "\\u4f50\\u4f2f", "tel": "090-6614-2873"}\n'
    rows = [
        {"rule_id": "person-name", "file": "a.jsonl", "line": 1, "column": 11, "match": "佐伯", "confidence": "high"},
        {
            "rule_id": "jp-phone-number",
            "file": "a.jsonl",
            "line": 1,
            "column": 23,
            "match": "090-6614-2873",
            "confidence": "high",
        },
    ]
    done = CompletedProcess([], 1, stdout=json.dumps({"findings": rows}), stderr="")
    monkeypatch.setattr("quality.adapters.shutil.which", lambda _name: "/bin/jp-pii-detect")
    monkeypatch.setattr("quality.adapters.subprocess.run", lambda *_arguments, **_options: done)
    found = JpPiiDetect().run(tmp_path, [Text("a.jsonl", line, line.encode())]).findings
    assert [line[f.start : f.end] for f in found] == ["\\u4f50\\u4f2f", "090-6614-2873"]
