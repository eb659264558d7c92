"""What a bundle holds, that the same run gives the same bytes, and where it may be written."""

from __future__ import annotations

import csv
import datetime as dt
import hashlib
import io
import json
import re
import zipfile
from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path
from typing import Any

import jsonschema
import pytest
from hypothesis import given
from hypothesis import strategies as st

from guard.account import Reason
from guard.control import AuditRow, Coverage, PolicyFile, PolicyKind, Seen
from guard.errors import UsageError
from guard.evidence import audit_table
from guard.evidence.bundle import BundleOptions, write_bundle
from guard.evidence.layout import PREDICATE_TYPE, STATEMENT
from guard.evidence.target import INSIDE, committed_by_accident
from guard.evidence.verify import CHANGED
from guard.model import Origin, Sensitive, Skip, SkipReason
from guard.report.html import pdf
from guard.result import ScanResult
from tests.conftest import Checkout, missing_tool
from tests.gate_example import COMMIT, gate_result

from .bundles import bundle, entries, make_key, messages, run, verified

REFERENCE = Path(__file__).parents[2] / "docs" / "reference"


def write(target: Path, result: ScanResult | None = None, **options: Any) -> Path:
    return write_bundle(result or gate_result(), target, BundleOptions(**{"with_pdf": False, **options})).target


def contents(folder: Path) -> dict[str, bytes]:
    return {path.name: path.read_bytes() for path in folder.iterdir()}


def fields(folder: Path, name: str) -> dict[str, Any]:
    read: dict[str, Any] = json.loads((folder / name).read_bytes())
    return read


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return write(tmp_path_factory.mktemp("bundle") / "bundle")


def test_same_run_gives_the_same_bytes(tmp_path: Path):
    key = make_key(tmp_path)
    first, second = bundle(tmp_path / "first", key), bundle(tmp_path / "second", key)
    assert contents(first) == contents(second)
    one, other = bundle(tmp_path / "first.zip", key), bundle(tmp_path / "second.zip", key)
    assert one.read_bytes() == other.read_bytes()
    assert dict(entries(one)) == contents(first)


def test_zip_is_one_that_others_can_read(tmp_path: Path):
    path = bundle(tmp_path / "bundle.zip")
    with zipfile.ZipFile(path) as archive:
        assert archive.testzip() is None
        assert archive.namelist() == sorted(archive.namelist())
    done = run("unzip", "-t", path, cwd=tmp_path) if _has("unzip") else None
    assert done is None or done.returncode == 0


def _has(program: str) -> bool:
    import shutil

    return shutil.which(program) is not None


def test_sums_are_those_that_sha256sum_checks(made: Path):
    if not _has("sha256sum"):
        missing_tool("sha256sum")
    assert run("sha256sum", "--check", "--strict", "SHA256SUMS", cwd=made).returncode == 0
    listed = {line.split("  ")[1] for line in (made / "SHA256SUMS").read_text().splitlines()}
    assert listed == {path.name for path in made.iterdir()} - {"SHA256SUMS", STATEMENT}


def test_statement_names_the_commit_and_every_file_with_its_digest(made: Path):
    statement = fields(made, STATEMENT)
    subjects = {one["name"]: one["digest"] for one in statement["subject"]}
    assert subjects.pop("commit") == {"gitCommit": COMMIT}
    expected = contents(made)
    del expected[STATEMENT]
    assert subjects == {name: {"sha256": hashlib.sha256(data).hexdigest()} for name, data in expected.items()}


def test_statement_keeps_the_rules_of_in_toto(made: Path):
    """The rules of spec/v1/statement.md, resource_descriptor.md, digest_set.md and field_types.md."""
    statement = fields(made, STATEMENT)
    assert set(statement) == {"_type", "subject", "predicateType", "predicate"}
    assert statement["_type"] == "https://in-toto.io/Statement/v1"
    assert statement["predicateType"] == PREDICATE_TYPE
    assert re.fullmatch(r"https://[a-z0-9./-]+/v\d+", statement["predicateType"])
    lengths = {"sha256": 64, "gitCommit": 40}
    names = [one["name"] for one in statement["subject"]]
    assert len(names) == len(set(names)) > 0
    for one in statement["subject"]:
        assert set(one) <= {"name", "uri", "digest", "content", "downloadLocation", "mediaType", "annotations"}
        for algorithm, value in one["digest"].items():
            assert re.fullmatch(rf"[0-9a-f]{{{lengths[algorithm]}}}", value)
    assert all(re.fullmatch(r"[a-z][A-Za-z0-9]*", name) for name in _names(statement["predicate"]))


def _names(value: object) -> list[str]:
    if isinstance(value, Mapping):
        return [*value, *(name for one in value.values() for name in _names(one))]
    return [name for one in value for name in _names(one)] if isinstance(value, list) else []


@pytest.mark.parametrize("name", ["statement", "controls", "coverage", "policy", "environment"])
def test_files_are_those_of_their_published_schemas(made: Path, tmp_path: Path, name: str):
    schema = json.loads((REFERENCE / f"evidence-{name}-v1.schema.json").read_bytes())
    jsonschema.Draft202012Validator.check_schema(schema)
    validator = jsonschema.Draft202012Validator(schema)
    signed = bundle(tmp_path / "bundle", make_key(tmp_path))
    for folder in (made, signed):
        validator.validate(fields(folder, f"{name}.json"))
    required = schema["required"][-1]
    broken = {key: value for key, value in fields(made, f"{name}.json").items() if key != required}
    assert not validator.is_valid(broken)


def test_results_are_those_of_the_published_schema(made: Path):
    schema = json.loads((REFERENCE / "report-v1.schema.json").read_bytes())
    jsonschema.Draft202012Validator(schema).validate(fields(made, "results.json"))


def test_coverage_tells_what_was_not_looked_at(made: Path):
    coverage = fields(made, "coverage.json")
    assert {one["part"]: one["seen"] for one in coverage["parts"]}["worktree"] == "partly"
    history = next(one for one in coverage["parts"] if one["part"] == "history")
    assert history["counts"] == {"blobs": 1830, "bytes": 21_940_112, "commits": 412, "refs": 9}
    assert coverage["skipped"]["incomplete"] == len(gate_result().incomplete) > 0


def test_report_for_people_is_in_the_bundle(made: Path):
    assert "<html" in (made / "report.html").read_text("utf-8")[:400]


def test_audit_table_has_the_columns_of_the_ministry_and_a_row_for_every_clause(made: Path):
    text = (made / "audit-table.csv").read_bytes()
    assert text.startswith(b"\xef\xbb\xbf")
    rows = list(csv.reader(io.StringIO(text.decode("utf-8-sig"))))
    assert rows[0][:7] == ["項目", "No.", "監査項目", "監査資料", "監査実施", "例文の番号", "JIS Q 27002"]
    assert all(len(row) == len(rows[0]) for row in rows)
    gate = gate_result().gate
    assert gate is not None
    assert [row[8] for row in rows[1:]] == [one.control.id for one in gate.controls]


def _row(**values: str) -> AuditRow:
    return AuditRow(**dict.fromkeys(("item", "number", "question", "material", "clause", "jis"), "") | values)  # type: ignore[arg-type]


@given(
    text=st.text(max_size=30)
    | st.sampled_from(["=1+1", "＝1+1", "@x", "-2", "+2", "\t=1", "\r=1", "\n=1", "5.10", "7.4.1"])
)
def test_no_cell_of_the_audit_table_is_run_or_taken_for_a_number(text: str):
    shown = audit_table.shown(text)
    assert not re.match(r"\s*[=+\-@＝＋－＠]", shown)
    assert not re.fullmatch(r"\d+([.\-/]\d+)+", shown)


def test_hostile_words_of_the_terms_stay_one_cell(tmp_path: Path):
    result = gate_result()
    assert result.gate is not None
    first, *rest = result.gate.controls
    hostile = replace(first.control, audit=(_row(item='=cmd|"/c calc"!A1', question='a"b,c\nd', jis="5.10"),))
    gate = replace(result.gate, controls=(replace(first, control=hostile), *rest))
    made = write(tmp_path / "bundle", replace(result, gate=gate))
    rows = list(csv.reader(io.StringIO((made / "audit-table.csv").read_text("utf-8-sig"))))
    assert rows[1][0] == '\'=cmd|"/c calc"!A1'
    assert rows[1][2] == 'a"b,c\nd'
    assert rows[1][6] == "5.10\u00a0"
    assert len(rows) == len(gate.controls) + 1
    assert verified(made).faults == ()


def test_nothing_in_a_bundle_tells_a_value_a_login_or_where_somebody_works(tmp_path: Path):
    secret, login = "6214-9832-0257", "t.ren-1998"
    result = gate_result()
    assert result.gate is not None
    verdicts = [
        replace(one, finding=replace(one.finding, value=Sensitive(secret), label=Sensitive(secret), local=(login,)))
        for one in result.verdicts
    ]
    files = (
        PolicyFile(str(tmp_path / "secret-place" / "policy.toml"), "a3" * 32),
        PolicyFile(r"C:\Users\x\p.toml", "b4" * 32),
    )
    gate = replace(result.gate, policy=replace(result.gate.policy, kind=PolicyKind.GIVEN_FILE, files=files))
    hostile = ScanResult.build(
        replace(result.run, policy=gate.policy),
        verdicts,
        result.skips,
        result.counts,
        result.min_severity,
        separation=result.separation,
        accounts=result.accounts,
        gate=gate,
    )
    made = write(tmp_path / "bundle", hostile)
    assert verified(made).faults == ()
    assert [one["path"] for one in fields(made, "policy.json")["files"]] == ["p.toml", "policy.toml"]
    for name, data in contents(made).items():
        text = data.decode("utf-8")
        for word in (secret, secret.replace("-", ""), login, str(tmp_path), str(Path.home()), "secret-place", "Users"):
            assert word not in text, name


def test_text_that_hides_or_cannot_be_encoded_is_shown(tmp_path: Path):
    result = gate_result()
    assert result.gate is not None
    odd = Reason("files in {place}", (("place", "\udce9\x1b[2J\u202egnp.exe"),))
    gate = replace(result.gate, coverage=(*result.gate.coverage, Coverage("worktree:2", Seen.PARTLY, {}, (odd,))))
    skips = (*result.skips, Skip(Origin("caf\udce9.txt"), SkipReason.UNREADABLE, "x"))
    made = write(tmp_path / "bundle", replace(result, gate=gate, skips=skips))
    assert verified(made).faults == ()
    for name, data in contents(made).items():
        assert not re.search("[\x1b\u202e\ud800-\udfff]", data.decode("utf-8")), name


def test_pdf_is_part_of_the_bundle_where_this_machine_can_make_one(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    def made(_result: ScanResult, path: Path, _options: object) -> None:
        path.write_bytes(b"%PDF-1.7")

    monkeypatch.setattr(pdf, "write_pdf", made)
    folder = write(tmp_path / "bundle", with_pdf=True)
    assert verified(folder).faults == ()
    (folder / "report.pdf").write_bytes(b"%PDF-1.6")
    assert messages(verified(folder)) == {CHANGED}


@pytest.mark.parametrize(("why", "told"), [(pdf.NOT_INSTALLED, ()), (pdf.NO_FONT, (pdf.NO_FONT,))])
def test_without_a_pdf_the_bundle_is_written_and_only_a_missing_extra_is_not_told(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, why: str, told: tuple[str, ...]
):
    def refused(*_words: object) -> None:
        raise pdf.PdfUnavailable(why)

    monkeypatch.setattr(pdf, "write_pdf", refused)
    written = write_bundle(gate_result(), tmp_path / "bundle", BundleOptions())
    assert written.notes == told
    assert verified(written.target).faults == ()


@pytest.mark.slow
def test_real_pdf_of_the_same_run_has_the_same_bytes(tmp_path: Path):
    pytest.importorskip("weasyprint")
    first, second = (write(tmp_path / name, with_pdf=True) for name in ("first", "second"))
    assert contents(first) == contents(second)
    assert (first / "report.pdf").read_bytes().startswith(b"%PDF-")


def test_bundle_is_written_whole_or_not_at_all(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    def fail(*_words: object) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(audit_table, "write", fail)
    for name in ("bundle", "bundle.zip"):
        with pytest.raises(OSError, match="No space"):
            write(tmp_path / name)
    assert list(tmp_path.iterdir()) == []


def test_only_an_older_bundle_is_overwritten_and_only_when_that_is_asked_for(tmp_path: Path):
    for name in ("bundle", "bundle.zip"):
        target = write(tmp_path / name)
        with pytest.raises(UsageError, match="--force"):
            write(target)
        assert verified(write(target, force=True)).faults == ()
    assert sorted(path.name for path in tmp_path.iterdir()) == ["bundle", "bundle.zip"]


@pytest.mark.parametrize("force", [True, False])
def test_what_is_no_bundle_is_never_overwritten(tmp_path: Path, force: bool):
    folder, file, link = tmp_path / "mine", tmp_path / "mine.zip", tmp_path / "link"
    folder.mkdir()
    (folder / "thesis.txt").write_text("years of work")
    file.write_text("years of work")
    link.symlink_to(folder)
    mixed = write(tmp_path / "mixed")
    (mixed / "thesis.txt").write_text("years of work")
    for target in (folder, file, link, mixed, tmp_path / "missing" / "bundle"):
        with pytest.raises(UsageError):
            write(target, force=force)
    assert (folder / "thesis.txt").read_text() == (mixed / "thesis.txt").read_text() == file.read_text()


def test_empty_folder_is_filled(tmp_path: Path):
    (tmp_path / "bundle").mkdir()
    assert verified(write(tmp_path / "bundle")).faults == ()


def test_bundle_that_git_would_commit_is_warned_of(checkout: Checkout, tmp_path: Path):
    checkout.write(".gitignore", "/kept/\n*.zip\n")
    checkout.commit()
    root = checkout.root
    reason = committed_by_accident(write(root / "evidence"), root)
    assert reason is not None
    assert reason.message == INSIDE
    for target in (root / "kept", root / "evidence.zip", tmp_path / "outside", root / ".git" / "evidence"):
        assert committed_by_accident(write(target), root) is None
    checkout.git("add", "--force", "kept")
    assert committed_by_accident(root / "kept", root) is not None
    assert committed_by_accident(write(tmp_path / "no-repository"), tmp_path) is None


def test_run_without_a_commit_is_about_none(tmp_path: Path):
    result = gate_result()
    made = write(tmp_path / "bundle", replace(result, run=replace(result.run, commit=None)))
    assert verified(made).faults == ()
    assert verified(made, commit=COMMIT).faults != ()


def test_evidence_of_another_commit_or_too_old_or_from_the_future_fails(made: Path):
    assert verified(made, commit=COMMIT, max_age=dt.timedelta(days=3)).faults == ()
    for demand in (
        {"commit": "0" * 40},
        {"max_age": dt.timedelta(days=2)},
        {"now": dt.datetime(2026, 4, 1, tzinfo=dt.UTC)},
    ):
        assert len(messages(verified(made, **demand))) == 1


def test_thousands_of_findings_are_counted_again(tmp_path: Path):
    from guard.verdicts import Verdicts

    result = gate_result()
    template = next(one for one in result.verdicts if one.finding.rule_id == "person-name")
    assert isinstance(result.verdicts, Verdicts)
    many = [replace(template, finding=replace(template.finding, origin=Origin(f"data/{n}.csv"))) for n in range(2_000)]
    assert result.gate is not None
    n_names = 2_000 + sum(one.finding.rule_id == "person-name" for one in result.reported)
    controls = tuple(
        replace(one, reported={rule: n_names if rule == "person-name" else n for rule, n in one.reported.items()})
        for one in result.gate.controls
    )
    built = ScanResult.build(
        result.run,
        [*result.verdicts, *many],
        result.skips,
        result.counts,
        result.min_severity,
        gate=replace(result.gate, controls=controls),
    )
    assert verified(write(tmp_path / "bundle.zip", built)).faults == ()
