"""What nothing here reads is named: known by its content, wherever it lies, and told as something that may hold text."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from guard.extract.container import ContainerExtractor
from guard.extract.kind import Kind
from guard.extract.piece import Limits
from guard.extract.reader_table import reader_of
from guard.model import SkipReason
from tests.extract.test_all_is_read import taken, zipped
from tests.extract.test_kind import NUMBERS, SAMPLES

LIMITS = Limits(20 << 20, 1000, 4, 100, 300, 1 << 30)
_READ_AS_TEXT = {Kind.TEXT, Kind.LFS_POINTER, Kind.EMPTY}
NAMED = [
    *((kind, data, "x") for kind, samples in SAMPLES.items() for data in samples if not reader_of(kind)),
    (Kind.DOCUWORKS, NUMBERS, "scan.xdw"),
    (Kind.DOCUWORKS, NUMBERS, "binder.xbd"),
]
NAMED = [one for one in NAMED if one[0] not in _READ_AS_TEXT]


@pytest.fixture(scope="module")
def extractor() -> Iterator[ContainerExtractor]:
    one = ContainerExtractor(LIMITS, 20 << 20)
    yield one
    one.close()


def test_all_formats_that_the_project_promises_to_name_are_here() -> None:
    promised = {Kind.JTD, Kind.DOCUWORKS, Kind.ACCESS, Kind.ORACLE_DUMP, Kind.PGDUMP, Kind.MSSQL_BACKUP, Kind.EBCDIC}
    assert promised | {Kind.RAR, Kind.LHA} <= {kind for kind, _, _ in NAMED}


@pytest.mark.parametrize(("kind", "data", "name"), NAMED, ids=lambda value: getattr(value, "name", ""))
def test_a_file_that_nothing_reads_is_named(extractor: ContainerExtractor, kind: Kind, data: bytes, name: str) -> None:
    documents, skips = taken(extractor, data, name)
    assert not documents
    assert [(skip.reason, skip.detail) for skip in skips] == [(SkipReason.NO_EXTRACTOR, kind.label)]
    assert [skip.can_hold_text for skip in skips] == [kind.can_hold_text]


@pytest.mark.parametrize(("kind", "data", "name"), NAMED, ids=lambda value: getattr(value, "name", ""))
def test_it_is_named_inside_of_an_archive_too(
    extractor: ContainerExtractor, kind: Kind, data: bytes, name: str
) -> None:
    _, skips = taken(extractor, zipped((name, data)))
    assert [(skip.origin.members, skip.detail, skip.can_hold_text) for skip in skips] == [
        ((name,), kind.label, kind.can_hold_text)
    ]
