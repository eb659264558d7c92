"""Containers are taken apart to the record at its place; what is hostile in one ends as a skip."""

from __future__ import annotations

import bz2
import gzip
import io
import lzma
import sqlite3
import sys
import tarfile
import zipfile
from collections.abc import Iterator
from dataclasses import replace
from email.message import EmailMessage

import pytest

from guard.extract.container import ContainerExtractor
from guard.extract.kind import Kind
from guard.extract.piece import Limits
from guard.extract.worker_process import Worker, WorkerLate
from guard.model import Blob, Document, Origin, Part, Skip, SkipReason

LIMITS = Limits(50 << 20, 1000, 4, 100, 300, 1 << 30)
CSV = "氏名,電話\n佐伯美穂,048-922-7731\n"


@pytest.fixture(scope="module")
def extractor() -> Iterator[ContainerExtractor]:
    one = ContainerExtractor(LIMITS, 20 << 20)
    yield one
    one.close()


def taken(
    extractor: ContainerExtractor, data: bytes, path: str = "box.bin", base: bytes | None = None
) -> tuple[list[Document], list[Skip]]:
    items = list(extractor.extract(Blob(Origin(path), lambda: data, None if base is None else lambda: base)))
    documents = [item for item in items if isinstance(item, Document) and item.part is Part.CONTENT]
    return documents, [item for item in items if isinstance(item, Skip)]


def test_the_bytes_of_a_file_are_gone_once_they_are_text(extractor: ContainerExtractor) -> None:
    held = [CSV.encode()]
    documents = extractor.extract(Blob(Origin("a.csv"), lambda: held[0]))
    assert isinstance(next(documents), Document)
    holders = sys.getrefcount(held[0])
    assert holders == 2


def test_the_bytes_of_a_container_are_gone_once_its_worker_has_them(extractor: ContainerExtractor) -> None:
    held = [zipped(one=CSV.encode(), other=CSV.encode())]
    documents = extractor.extract(Blob(Origin("a.zip"), lambda: held[0]))
    assert isinstance(next(documents), Document)
    holders = sys.getrefcount(held[0])
    assert holders == 2
    assert len(list(documents)) == 3


def zipped(**members: bytes) -> bytes:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in members.items():
            archive.writestr(name, content)
    return buffer.getvalue()


def tarred(name: str, content: bytes) -> bytes:
    buffer = io.BytesIO()
    with tarfile.open(fileobj=buffer, mode="w") as archive:
        member = tarfile.TarInfo(name)
        member.size = len(content)
        archive.addfile(member, io.BytesIO(content))
    return buffer.getvalue()


def database() -> bytes:
    connection = sqlite3.connect(":memory:")
    connection.execute("CREATE TABLE residents (name TEXT, tel TEXT)")
    connection.execute("INSERT INTO residents VALUES ('佐伯美穂', '048-922-7731')")
    connection.commit()
    return connection.serialize()


@pytest.mark.parametrize(
    ("data", "members"),
    [
        (zipped(**{"名簿.csv": CSV.encode("cp932")}), ("名簿.csv",)),
        (tarred("../../etc/a.csv", CSV.encode()), ("../../etc/a.csv",)),
        (gzip.compress(zipped(**{"a.csv": CSV.encode()})), ("box.bin", "a.csv")),
        (bz2.compress(CSV.encode()), ("box.bin",)),
        (lzma.compress(CSV.encode()) * 2, ("box.bin",)),
    ],
    ids=["zip", "tar", "gzip", "bzip2", "xz"],
)
def test_a_record_in_an_archive_is_read_at_its_place(
    extractor: ContainerExtractor, data: bytes, members: tuple[str, ...]
) -> None:
    [document], skips = taken(extractor, data)
    assert not skips
    assert document.origin.members == members
    assert document.position(document.text.index("佐伯美穂")) == (2, 1)


def test_a_row_of_a_database_has_its_cell_as_its_place(extractor: ContainerExtractor) -> None:
    [document], _ = taken(extractor, database())
    place = document.place(document.text.index("048"))
    assert place is not None
    assert place.cell == "residents!tel:1"
    assert [field.label for field in document.fields()] == ["name", "tel"]


def test_encoded_parts_and_headers_of_a_mail_are_read(extractor: ContainerExtractor) -> None:
    message = EmailMessage()
    message["From"], message["Subject"] = "佐伯美穂 <a@soka.example.jp>", "住民票"
    message.set_content("電話 048-922-7731", charset="iso-2022-jp", cte="base64")
    message.add_attachment(CSV.encode("cp932"), maintype="text", subtype="csv", filename="名簿.csv")
    documents, _ = taken(extractor, message.as_bytes(), "a.eml")
    texts = {document.origin.members: document.text for document in documents}
    assert "佐伯美穂" in texts[()]
    assert texts[("名簿.csv",)] == CSV
    assert any("048-922-7731" in text for members, text in texts.items() if "body" in str(members))


@pytest.mark.parametrize(
    ("data", "reason"),
    [
        (gzip.compress(bytes(40 << 20)), SkipReason.TOO_LARGE),
        (zipped(bomb=bytes(40 << 20)), SkipReason.TOO_LARGE),
        (gzip.compress(CSV.encode())[:-9], SkipReason.MALFORMED),
        (zipped(a=b"x")[:40], SkipReason.MALFORMED),
        (tarred("a", b"x" * 5000)[:2000], SkipReason.MALFORMED),
        (database()[:5000], SkipReason.MALFORMED),
        (zipped(**{str(number): b"x" for number in range(1001)}), SkipReason.TOO_LARGE),
    ],
    ids=["gzip-bomb", "zip-bomb", "gzip-cut", "zip-cut", "tar-cut", "sqlite-cut", "too-many"],
)
def test_a_hostile_container_ends_as_a_skip(extractor: ContainerExtractor, data: bytes, reason: SkipReason) -> None:
    assert reason in {skip.reason for skip in taken(extractor, data)[1]}


def test_archives_inside_each_other_end_at_the_depth(extractor: ContainerExtractor) -> None:
    data = CSV.encode()
    for _ in range(6):
        data = zipped(a=data)
    assert [skip.reason for skip in taken(extractor, data)[1]] == [SkipReason.TOO_DEEP]


def test_a_member_that_did_not_change_is_out_of_scope(extractor: ContainerExtractor) -> None:
    documents, _ = taken(extractor, zipped(a=CSV.encode(), b=b"new"), base=zipped(a=CSV.encode()))
    assert [document.text for document in documents] == ["new"]


def test_a_late_worker_is_killed_and_replaced() -> None:
    worker = Worker(replace(LIMITS, seconds=0.001))
    with pytest.raises(WorkerLate):
        list(worker.unpack(Kind.ZIP, "a.zip", zipped(a=b"x")))
    assert worker._process is None
