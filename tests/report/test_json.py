import io
import json
import re
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from guard.model import Disposition, Part, Severity, SkipReason
from guard.report import json_report
from guard.report.json_text import encoder
from guard.report.options import ReportOptions
from guard.result import ScanResult

from .example import english, full_result, result, verdict, written

ROOT = Path(__file__).parents[2]
SCHEMA = json.loads((ROOT / "docs" / "reference" / "report-v1.schema.json").read_text("utf-8"))

TYPES: dict[str, tuple[type, ...]] = {
    "object": (dict,),
    "array": (list,),
    "string": (str,),
    "integer": (int,),
    "number": (int, float),
    "boolean": (bool,),
    "null": (type(None),),
}

#: The fields of the contract's example, kind by kind.
CONTRACT = {
    "report": "schema_version tool run findings skips summary exit_code",
    "tool": "name version ruleset",
    "run": "command source root commit policy_ref started seconds",
    "finding": "check rule_id entity severity confidence path members commit line column end_line end_column "
    "cell message excerpt fingerprint disposition reason controls commits related",
    "skip": "path members commit reason detail incomplete",
    "summary": "reported baselined allowed files blobs bytes skipped",
}


def errors(value: Any, schema: dict[str, Any], at: str = "$") -> list[str]:
    """What breaks the schema, in as much of JSON Schema as it uses; unknown fields are errors too."""
    if "$ref" in schema:
        schema = SCHEMA["$defs"][schema["$ref"].rpartition("/")[2]]
    kinds = schema.get("type", [])
    allowed = tuple(kind for name in ([kinds] if isinstance(kinds, str) else kinds) for kind in TYPES[name])
    if allowed and (not isinstance(value, allowed) or (isinstance(value, bool) and bool not in allowed)):
        return [f"{at}: {value!r} is not {kinds}"]
    found = []
    if "const" in schema and value != schema["const"]:
        found.append(f"{at}: not {schema['const']!r}")
    if "enum" in schema and value not in schema["enum"]:
        found.append(f"{at}: {value!r} is not one of the words")
    if "pattern" in schema and not re.search(schema["pattern"], value):
        found.append(f"{at}: {value!r} does not match")
    if "minimum" in schema and value is not None and not schema["minimum"] <= value <= schema.get("maximum", value):
        found.append(f"{at}: {value!r} is out of bounds")
    if isinstance(value, list) and "items" in schema:
        found += [e for n, item in enumerate(value) for e in errors(item, schema["items"], f"{at}[{n}]")]
    if isinstance(value, dict) and "required" in schema:
        properties = schema.get("properties", {key: {} for key in schema["required"]})
        found += [f"{at}: {key} is missing" for key in set(schema["required"]) - set(value)]
        found += [f"{at}: {key} is unknown" for key in set(value) - set(properties)]
        known = properties.keys() & value.keys()
        found += [e for key in sorted(known) for e in errors(value[key], properties[key], f"{at}.{key}")]
    return found


def report(scan: ScanResult, options: ReportOptions | None = None) -> Any:
    return json.loads(written(json_report.write, scan, options))


def test_report_follows_its_schema():
    assert errors(report(full_result()), SCHEMA) == []
    assert errors(report(result()), SCHEMA) == []


@pytest.mark.parametrize("change", [{"line": 0}, {"line": "1"}, {"severity": "bad"}, {"cell": 3}, {"extra": 1}])
def test_schema_refuses_what_it_should(change: dict[str, Any]):
    broken = report(full_result())
    broken["findings"][0].update(change)
    assert errors(broken, SCHEMA)


def test_schema_requires_every_field_of_the_contract():
    kinds = SCHEMA["properties"] | SCHEMA["$defs"] | {"report": SCHEMA}
    for kind, fields in CONTRACT.items():
        assert set(fields.split()) <= set(kinds[kind]["required"]), kind


def test_schema_knows_all_words_of_the_model():
    definitions = SCHEMA["$defs"]
    assert definitions["skip"]["properties"]["reason"]["enum"] == [reason.value for reason in SkipReason]
    words = definitions["finding"]["properties"]
    assert words["severity"]["enum"] == [severity.label for severity in Severity]
    assert words["disposition"]["enum"] == [
        disposition.value for disposition in Disposition if disposition is not Disposition.DROPPED
    ]
    assert words["part"]["enum"] == [part.value for part in Part]


def test_finding_carries_place_message_and_what_was_decided():
    finding = next(f for f in report(full_result())["findings"] if f["path"] == "old.zip")
    assert finding["members"] == ["a/名簿.csv"]
    assert (finding["line"], finding["column"], finding["end_line"], finding["end_column"]) == (
        12,
        34,
        12,
        38,
    )
    assert finding["message"] == "A phone number in a field for phone numbers"
    assert finding["disposition"] == "reported"
    assert finding["controls"] == ["soka-2-class", "soka-3-city-5", "soka-7-dev-4"]


def test_summary_counts_every_disposition_and_skips_are_all_there():
    summary = report(full_result())["summary"]
    assert summary == {
        "reported": 5,
        "baselined": 1,
        "allowed": 1,
        "below_threshold": 1,
        "persons": 12,
        "files": 10,
        "blobs": 12,
        "bytes": 12_345,
        "skipped": 5,
    }
    assert report(full_result())["exit_code"] == 3


def test_accepted_skip_stays_in_the_report_with_its_reason_and_is_not_incomplete():
    accepted = next(skip for skip in report(full_result())["skips"] if skip["path"] == "vendor/x.bin")
    assert (accepted["accepted"], accepted["incomplete"]) == ("test data of a library", False)


def test_fingerprints_come_from_the_options():
    options = ReportOptions(english(), fingerprint=lambda verdict: f"f-{verdict.finding.position.line}")
    assert report(result(verdict(line=7)), options=options)["findings"][0]["fingerprint"] == "f-7"


def test_start_is_told_in_utc():
    assert report(result())["run"]["started"] == "2026-04-01T00:30:00Z"


def test_same_result_gives_the_same_bytes_and_one_line_a_finding():
    text = written(json_report.write, full_result())
    assert text == written(json_report.write, full_result())
    assert sum(line.startswith('  {"check"') for line in text.splitlines()) == 8


def test_japanese_is_written_as_it_is_and_lone_surrogates_as_escapes():
    scan = result(verdict(path="名簿\udc82.csv"))
    out = io.TextIOWrapper(io.BytesIO(), encoding="utf-8")
    json_report.write(scan, out, ReportOptions(english()))
    out.seek(0)
    raw = out.buffer.read()
    assert r'"名簿\udc82.csv"'.encode() in raw
    assert json.loads(raw)["findings"][0]["path"] == "名簿\udc82.csv"


def test_terminal_controls_are_escaped():
    text = written(json_report.write, result(verdict(path="a\x9b31m\u202eb\x1b")))
    assert r"a\u009b31m\u202eb\u001b" in text


@given(st.text(st.characters(exclude_categories=[])), st.sampled_from(["cp932", "ascii", "utf-8", "utf-16"]))
def test_any_text_survives_on_any_stream(value: str, encoding: str):
    out = io.TextIOWrapper(io.BytesIO(), encoding=encoding)
    out.write(encoder(out)(value))
    out.seek(0)
    # A high and a low surrogate that stand side by side are one character in JSON.
    assert json.loads(out.read()) == value.encode("utf-16", "surrogatepass").decode("utf-16", "surrogatepass")


def test_report_is_not_built_in_memory():
    pieces: list[int] = []

    class Meter(io.StringIO):
        def write(self, text: str) -> int:
            pieces.append(len(text))
            return len(text)

    json_report.write(result(*(verdict(line=n) for n in range(1, 2_000))), Meter(), ReportOptions(english()))
    assert max(pieces) < 2_000
    assert sum(pieces) > 500_000
