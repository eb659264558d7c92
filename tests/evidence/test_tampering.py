"""A tampered bundle fails in each of its files; an unsigned one may only miss a change to its own statement, and says so."""

from __future__ import annotations

import zipfile
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from guard.evidence import container, verify
from guard.evidence.layout import ENVELOPE, STATEMENT
from guard.evidence.signers import SignatureState

from .bundles import TAMPERINGS, bundle, copied, entries, flipped, make_key, messages, packed, verified

FILES = (
    *("README.txt", "SHA256SUMS", "audit-table.csv", "controls.json", "coverage.json", "environment.json"),
    *("policy.json", "report.html", "results.json", "results.sarif", STATEMENT),
)
SIGNED_FILES = (*FILES, ENVELOPE)
ONCE = settings(
    max_examples=150,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)


class Bundles:
    """An unsigned and a signed bundle, as folders and as zips, shared by all tests and changed by none."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        key = make_key(folder)
        self.unsigned = bundle(folder / "unsigned")
        self.signed = bundle(folder / "signed", key)
        self.unsigned_zip = bundle(folder / "unsigned.zip")
        self.signed_zip = bundle(folder / "signed.zip", key)


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Bundles:
    return Bundles(tmp_path_factory.mktemp("bundles"))


def test_what_was_not_tampered_with_is_verified(made: Bundles):
    for path in (made.unsigned, made.unsigned_zip):
        assert verified(path).faults == ()
        assert verified(path).signature is SignatureState.UNSIGNED
    for path in (made.signed, made.signed_zip):
        assert verified(path).faults == ()
        assert verified(path).signature is SignatureState.UNKNOWN


def test_the_tampered_files_are_all_there_are(made: Bundles):
    assert {path.name for path in made.unsigned.iterdir()} - {"report.pdf"} == set(FILES)
    assert {path.name for path in made.signed.iterdir()} - {"report.pdf"} == set(SIGNED_FILES)


@pytest.mark.parametrize("way", TAMPERINGS)
@pytest.mark.parametrize("name", SIGNED_FILES)
def test_tampered_file_of_a_signed_folder_fails(made: Bundles, tmp_path: Path, name: str, way: str):
    folder = copied(made.signed, tmp_path / "bundle")
    TAMPERINGS[way](folder / name)
    assert verified(folder).faults


@pytest.mark.parametrize("way", TAMPERINGS)
@pytest.mark.parametrize("name", [name for name in FILES if name != STATEMENT])
def test_tampered_file_of_an_unsigned_folder_fails(made: Bundles, tmp_path: Path, name: str, way: str):
    folder = copied(made.unsigned, tmp_path / "bundle")
    TAMPERINGS[way](folder / name)
    assert verified(folder).faults


@pytest.mark.parametrize(
    "way", ["first byte", "half of it", "nothing left", "deleted", "renamed", "a link to the same"]
)
def test_statement_that_is_none_any_more_fails_also_unsigned(made: Bundles, tmp_path: Path, way: str):
    folder = copied(made.unsigned, tmp_path / "bundle")
    TAMPERINGS[way](folder / STATEMENT)
    assert verified(folder).faults


def test_changed_statement_of_an_unsigned_folder_may_pass_and_is_called_unsigned(made: Bundles, tmp_path: Path):
    folder = copied(made.unsigned, tmp_path / "bundle")
    statement = folder / STATEMENT
    statement.write_bytes(statement.read_bytes().replace(b'"soka"', b'"soka" '))
    assert verified(folder).faults == ()
    assert verified(folder).signature is SignatureState.UNSIGNED


@pytest.mark.parametrize("name", [name for name in SIGNED_FILES if not name.startswith("statement")])
def test_tampered_file_that_is_packed_again_as_sekisho_packs_fails(made: Bundles, tmp_path: Path, name: str):
    for original in (made.unsigned, made.signed):
        folder = copied(original, tmp_path / original.name)
        (folder / name).write_bytes((folder / name).read_bytes() + b"\n")
        found = verified(packed(folder, tmp_path / f"{original.name}.zip"))
        assert container.ODD_ARCHIVE not in messages(found)
        assert verify.CHANGED in messages(found)


def test_two_files_that_were_swapped_are_told_as_that(made: Bundles, tmp_path: Path):
    folder = copied(made.unsigned, tmp_path / "bundle")
    first, second = folder / "policy.json", folder / "environment.json"
    one, other = first.read_bytes(), second.read_bytes()
    first.write_bytes(other)
    second.write_bytes(one)
    assert verify.SWAPPED in messages(verified(folder))


@pytest.mark.parametrize("name", ["notes.txt", "statement.json.bak", ".hidden", "__MACOSX", "Results.json"])
def test_file_too_many_fails(made: Bundles, tmp_path: Path, name: str):
    for original in (made.unsigned, made.signed):
        folder = copied(original, tmp_path / original.name)
        (folder / name).write_bytes(b"x")
        assert messages(verified(folder)) & {verify.EXTRA, container.ODD_NAME}


def test_folder_too_many_fails(made: Bundles, tmp_path: Path):
    folder = copied(made.signed, tmp_path / "bundle")
    (folder / "more").mkdir()
    assert messages(verified(folder)) == {container.NOT_PLAIN}


def test_signature_that_was_taken_away_is_missed_by_nobody(made: Bundles, tmp_path: Path):
    folder = copied(made.signed, tmp_path / "bundle")
    (folder / ENVELOPE).unlink()
    assert verified(folder).signature is SignatureState.INVALID


def test_signature_of_another_bundle_fails(made: Bundles, tmp_path: Path):
    other = bundle(tmp_path / "other", make_key(tmp_path))
    folder = copied(made.signed, tmp_path / "bundle")
    (folder / ENVELOPE).write_bytes((other / ENVELOPE).read_bytes())
    assert verified(folder).signature is SignatureState.INVALID
    unsigned = copied(made.unsigned, tmp_path / "unsigned")
    (unsigned / ENVELOPE).write_bytes((other / ENVELOPE).read_bytes())
    assert verified(unsigned).signature is SignatureState.INVALID


@ONCE
@given(data=st.data())
def test_any_bit_of_any_file_of_a_signed_folder_counts(made: Bundles, data: st.DataObject):
    name = data.draw(st.sampled_from(SIGNED_FILES))
    path = made.signed / name
    original = path.read_bytes()
    at = data.draw(st.integers(0, len(original) - 1))
    bit = data.draw(st.integers(0, 7))
    try:
        path.write_bytes(original[:at] + bytes([original[at] ^ (1 << bit)]) + original[at + 1 :])
        assert verified(made.signed).faults
    finally:
        path.write_bytes(original)


@ONCE
@given(data=st.data())
def test_any_bit_of_a_zip_counts(made: Bundles, data: st.DataObject):
    for original in (made.signed_zip, made.unsigned_zip):
        content = original.read_bytes()
        # Headers and the directory are few bytes among many: look at them as often.
        near = st.integers(len(content) - 1_500, len(content) - 1) | st.integers(0, 60)
        at = data.draw(near | st.integers(0, len(content) - 1))
        path = made.folder / "flipped.zip"
        path.write_bytes(content[:at] + bytes([content[at] ^ (1 << data.draw(st.integers(0, 7)))]) + content[at + 1 :])
        assert verified(path).faults


@ONCE
@given(data=st.data())
def test_a_zip_cut_short_or_made_longer_anywhere_fails(made: Bundles, data: st.DataObject):
    content = made.signed_zip.read_bytes()
    at = data.draw(st.integers(0, len(content) - 1))
    path = made.folder / "cut.zip"
    path.write_bytes(
        data.draw(st.sampled_from([content[:at], content[at:] or b"x", content[:at] + b"PK" + content[at:]]))
    )
    if path.read_bytes() != content:
        assert verified(path).faults


@given(garbage=st.binary(max_size=400))
@settings(max_examples=200, deadline=None)
def test_garbage_is_no_bundle_and_no_crash(tmp_path_factory: pytest.TempPathFactory, garbage: bytes):
    path = tmp_path_factory.getbasetemp() / "garbage.zip"
    for content in (garbage, b"PK\3\4" + garbage, garbage + b"PK\5\6" + bytes(18)):
        path.write_bytes(content)
        assert verified(path).faults


def _zip(path: Path, members: list[tuple[str | zipfile.ZipInfo, bytes]], compression: int = zipfile.ZIP_STORED) -> Path:
    with zipfile.ZipFile(path, "w", compression) as archive:
        for name, content in members:
            archive.writestr(name, content)
    return path


def test_zip_packed_by_another_program_is_told_as_that_and_its_folder_verifies(made: Bundles, tmp_path: Path):
    members = list(entries(made.signed_zip))
    again = _zip(tmp_path / "again.zip", [*members])
    backwards = _zip(tmp_path / "backwards.zip", [*reversed(members)])
    deflated = _zip(tmp_path / "deflated.zip", [*members], zipfile.ZIP_DEFLATED)
    for path in (again, backwards, deflated):
        assert messages(verified(path)) == {container.ODD_ARCHIVE}
    with zipfile.ZipFile(deflated) as archive:
        archive.extractall(tmp_path / "unpacked")
    assert verified(tmp_path / "unpacked").faults == ()


@pytest.mark.filterwarnings("ignore:Duplicate name")
def test_one_name_twice_in_a_zip_fails_whichever_comes_first(made: Bundles, tmp_path: Path):
    members = list(entries(made.signed_zip))
    forged = ("results.json", b"{}")
    for listed in ([forged, *members], [*members, forged], [*members, members[3]]):
        assert messages(verified(_zip(tmp_path / "twice.zip", [*listed]))) & {container.TWICE}


@pytest.mark.parametrize(
    "name",
    ["../evil.txt", "/etc/passwd", "..\\evil.txt", "C:evil", "a/b", "folder/", "results.json ", "ｒｅｓｕｌｔｓ.json"],
)
def test_name_that_leads_elsewhere_fails_and_nothing_is_written(made: Bundles, tmp_path: Path, name: str):
    inner = tmp_path / "inner"
    inner.mkdir()
    path = _zip(inner / "bundle.zip", [*entries(made.signed_zip), (name, b"x")])
    assert messages(verified(path)) & {container.ODD_NAME, container.ODD_ARCHIVE}
    assert [one.name for one in tmp_path.rglob("*")] == ["inner", "bundle.zip"]


def test_link_in_a_zip_fails(made: Bundles, tmp_path: Path):
    link = zipfile.ZipInfo("results.json")
    link.create_system = 3
    link.external_attr = 0o120777 << 16
    members = [(name, content) for name, content in entries(made.signed_zip) if name != "results.json"]
    assert messages(verified(_zip(tmp_path / "link.zip", [*members, (link, b"/etc/passwd")]))) == {
        container.ODD_ARCHIVE
    }


def test_zip_bomb_is_refused_before_it_is_read(made: Bundles, tmp_path: Path):
    bomb = _zip(tmp_path / "bomb.zip", [*entries(made.signed_zip), ("zeros", bytes(50_000_000))], zipfile.ZIP_DEFLATED)
    assert bomb.stat().st_size < 1_000_000
    assert messages(verified(bomb)) == {container.ODD_ARCHIVE}


def test_zip_of_many_thousand_names_is_refused_before_its_directory_is_read(tmp_path: Path):
    many = _zip(tmp_path / "many.zip", [(f"f{n}", b"") for n in range(20_000)])
    assert messages(verified(many)) == {container.ODD_ARCHIVE}


def test_zip_with_something_before_or_after_it_fails(made: Bundles, tmp_path: Path):
    content = made.signed_zip.read_bytes()
    for changed in (b"#!/bin/sh\n" + content, content + b"\n", content[:-2] + b"\x05\x00hello"):
        (tmp_path / "more.zip").write_bytes(changed)
        assert verified(tmp_path / "more.zip").faults


def test_damaged_member_of_a_zip_is_named(made: Bundles, tmp_path: Path):
    content = made.signed_zip.read_bytes()
    at = content.index(b'"by_reason"')
    (tmp_path / "damaged.zip").write_bytes(flipped(content, at))
    found = verified(tmp_path / "damaged.zip")
    assert container.DAMAGED in messages(found)
    assert ("file", "coverage.json") in {arg for one in found.faults for arg in one.args}


def test_file_that_is_no_bundle_is_told_as_that(tmp_path: Path):
    (tmp_path / "note.txt").write_text("hello")
    (tmp_path / "empty").mkdir()
    assert messages(verified(tmp_path / "note.txt")) == {container.ODD_ARCHIVE}
    assert messages(verified(tmp_path / "empty")) == {container.NOT_A_BUNDLE}
