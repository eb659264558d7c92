"""Containers that were made to do harm end as skips, within their limits; what can be read in them is read."""

from __future__ import annotations

import bz2
import gzip
import io
import lzma
import struct
import tarfile
import zipfile
import zlib
from collections.abc import Callable, Iterator
from dataclasses import replace

import py7zr
import pytest
import zstandard

from guard.extract.container import ContainerExtractor
from guard.extract.piece import Limits
from guard.model import Blob, Document, Origin, Part, Skip, SkipReason
from tests.extract.test_all_is_read import CSV, NAME, database, places, taken, zipped

#: The seconds are those of a busy machine; one that is idle needs one or two.
LIMITS = Limits(20 << 20, 200, 4, 100, 120, 1 << 30)
NOISE = "".join(f"{zlib.crc32(number.to_bytes(4, 'little')):08x}" for number in range(5_000)).encode()


@pytest.fixture(scope="module")
def extractor() -> Iterator[ContainerExtractor]:
    one = ContainerExtractor(LIMITS, 20 << 20)
    yield one
    one.close()


def sevenzipped(name: str, content: bytes, password: str | None = None) -> bytes:
    buffer = io.BytesIO()
    with py7zr.SevenZipFile(buffer, "w", password=password) as archive:
        archive.writestr(content, name)
    return buffer.getvalue()


def tarred(*members: tuple[str, bytes]) -> bytes:
    buffer = io.BytesIO()
    with tarfile.open(fileobj=buffer, mode="w") as archive:
        for name, content in members:
            info = tarfile.TarInfo(name)
            info.size = len(content)
            archive.addfile(info, io.BytesIO(content))
    return buffer.getvalue()


def encrypted_zip() -> bytes:
    """An archive whose headers say that its member is encrypted."""
    archive = bytearray(zipped(("list.csv", CSV)))
    archive[6] |= 1
    archive[archive.index(b"PK\1\2") + 8] |= 1
    return bytes(archive)


@pytest.mark.parametrize("data", [encrypted_zip(), sevenzipped("list.csv", CSV, "kagi")], ids=["zip", "7z"])
def test_an_encrypted_archive_is_told(extractor: ContainerExtractor, data: bytes) -> None:
    documents, skips = taken(extractor, data)
    assert not documents
    assert [skip.reason for skip in skips] == [SkipReason.ENCRYPTED]


def nested(levels: int) -> bytes:
    """An archive in an archive, as one that holds itself (Russ Cox, "Zip Files All The Way Down") unfolds."""
    data = b"x"
    for _ in range(levels):
        data = zipped(("r.zip", data))
    return data


def test_an_archive_that_goes_on_for_ever_ends_at_the_depth(extractor: ContainerExtractor) -> None:
    _, skips = taken(extractor, nested(40))
    assert [skip.reason for skip in skips] == [SkipReason.TOO_DEEP]
    assert len(skips[0].origin.members) == LIMITS.max_depth


def test_what_only_begins_like_an_archive_is_told_once(extractor: ContainerExtractor) -> None:
    _, skips = taken(extractor, b"PK\3\4broken\0\1\2")
    assert [(skip.origin.members, skip.reason) for skip in skips] == [((), SkipReason.MALFORMED)]


def overlapping(members: int, kernel: int) -> bytes:
    """David Fifield, "A better zip bomb" (WOOT 2019), in small: all entries point at one member."""
    archive = zipped(("kernel", bytes(kernel)))
    start, end = archive.index(b"PK\1\2"), archive.rindex(b"PK\5\6")
    entry = archive[start:end]
    record = bytearray(archive[end:])
    struct.pack_into("<HHL", record, 8, members, members, members * len(entry))
    return archive[:start] + entry * members + bytes(record)


def test_members_over_each_other_are_unpacked_once(extractor: ContainerExtractor) -> None:
    documents, skips = taken(extractor, overlapping(100, 1 << 20))
    assert len(skips) == 100
    assert [skip.reason for skip in skips].count(SkipReason.MALFORMED) == 99
    assert not documents


@pytest.mark.parametrize("name", ["../../etc/list.csv", "/etc/list.csv", "C:\\list.csv", "a/../../list.csv"])
@pytest.mark.parametrize("pack", [zipped, tarred], ids=["zip", "tar"])
def test_a_name_that_leads_elsewhere_is_shown_and_does_nothing(
    extractor: ContainerExtractor, pack: Callable[..., bytes], name: str
) -> None:
    documents, skips = taken(extractor, pack((name, CSV)))
    assert places(documents) == {(name,)}
    assert not skips


def test_links_and_devices_in_a_tar_are_not_followed(extractor: ContainerExtractor) -> None:
    buffer = io.BytesIO()
    with tarfile.open(fileobj=buffer, mode="w") as archive:
        for type_ in (tarfile.SYMTYPE, tarfile.LNKTYPE, tarfile.CHRTYPE, tarfile.BLKTYPE, tarfile.FIFOTYPE):
            info = tarfile.TarInfo("passwords")
            info.type, info.linkname = type_, "/etc/passwd"
            archive.addfile(info)
        info = tarfile.TarInfo("list.csv")
        info.size = len(CSV)
        archive.addfile(info, io.BytesIO(CSV))
    documents, skips = taken(extractor, buffer.getvalue())
    assert [document.origin.members for document in documents] == [("list.csv",)]
    assert not skips


WHOLE = {
    "zip": zipped(("list.csv", CSV), ("noise", NOISE), method=zipfile.ZIP_STORED),
    "tar": tarred(("list.csv", CSV), ("noise", NOISE)),
    "gzip": gzip.compress(CSV + NOISE),
    "bzip2": bz2.compress(CSV + NOISE),
    "xz": lzma.compress(CSV + NOISE),
    "zstd": zstandard.compress(CSV + NOISE),
    "7z": sevenzipped("list.csv", CSV + NOISE),
    "sqlite": database("CREATE TABLE t (a TEXT)", f"INSERT INTO t VALUES ('{NAME * 3000}')"),
    "tar-gzip": gzip.compress(tarred(("list.csv", CSV), ("noise", NOISE))),
}


@pytest.mark.parametrize("kind", WHOLE)
@pytest.mark.parametrize("part", [0.5, 0.8])
def test_a_container_that_was_cut_off_is_told(extractor: ContainerExtractor, kind: str, part: float) -> None:
    data = WHOLE[kind]
    _, skips = taken(extractor, data[: int(len(data) * part)])
    assert SkipReason.MALFORMED in {skip.reason for skip in skips}


@pytest.mark.parametrize("kind", WHOLE)
def test_a_container_is_read_whatever_its_suffix_says(extractor: ContainerExtractor, kind: str) -> None:
    documents, _ = taken(extractor, WHOLE[kind], "picture.txt")
    assert places(documents)


@pytest.mark.parametrize("kind", WHOLE)
def test_a_container_with_damaged_bytes_never_ends_the_run(extractor: ContainerExtractor, kind: str) -> None:
    for step in range(1, 12):
        data = bytearray(WHOLE[kind])
        for at in range(len(data) * step // 12, len(data), 997):
            data[at] ^= 0x55
        documents, skips = taken(extractor, bytes(data))
        assert documents or skips
        assert {skip.reason for skip in skips}.isdisjoint({SkipReason.TIMEOUT, SkipReason.DETECTOR_FAILED})


@pytest.mark.parametrize("pack", [zipped, tarred], ids=["zip", "tar"])
def test_more_members_than_the_limit_are_told_and_those_before_are_read(
    extractor: ContainerExtractor, pack: Callable[..., bytes]
) -> None:
    documents, skips = taken(extractor, pack(*((f"{number}.txt", b"text") for number in range(300))))
    assert len(documents) == LIMITS.max_members
    assert [skip.reason for skip in skips] == [SkipReason.TOO_LARGE]


@pytest.mark.parametrize(
    "pack",
    [
        gzip.compress,
        bz2.compress,
        lzma.compress,
        zstandard.compress,
        lambda content: sevenzipped("a", content),
        lambda content: zipped(("a", content)),
        lambda content: zipped(("a", content), method=zipfile.ZIP_BZIP2),
        lambda content: zipped(("a", content), method=zipfile.ZIP_LZMA),
    ],
    ids=["gzip", "bzip2", "xz", "zstd", "7z", "zip", "zip-bzip2", "zip-lzma"],
)
@pytest.mark.parametrize("size", [12 << 20, 24 << 20], ids=["ratio", "bytes"])
def test_what_unpacks_to_too_much_is_told_in_time(
    extractor: ContainerExtractor, pack: Callable[[bytes], bytes], size: int
) -> None:
    documents, skips = taken(extractor, pack(b"a" * size))
    assert not documents
    assert [skip.reason for skip in skips] == [SkipReason.TOO_LARGE]  # and not that the time is over


def test_the_budget_of_bytes_holds_for_all_that_is_nested() -> None:
    extractor = ContainerExtractor(replace(LIMITS, max_bytes=100_000), 1 << 20)
    inner = zipped(("noise.txt", b"0123456789" * 4000))
    _, skips = taken(extractor, zipped(*((f"{number}.zip", inner) for number in range(5))))
    extractor.close()
    assert SkipReason.TOO_LARGE in {skip.reason for skip in skips}


@pytest.mark.parametrize("kind", ["zip", "tar", "gzip"])
def test_a_name_in_cp932_is_read_as_one(extractor: ContainerExtractor, kind: str) -> None:
    raw, name = "名簿.csv".encode("cp932"), "名簿.csv"
    if kind == "zip":
        data = zipped(("\x01" * len(raw), CSV)).replace(b"\x01" * len(raw), raw)
    elif kind == "tar":
        buffer = io.BytesIO()
        with tarfile.open(fileobj=buffer, mode="w", encoding="cp932", format=tarfile.GNU_FORMAT) as archive:
            info = tarfile.TarInfo(name)
            info.size = len(CSV)
            archive.addfile(info, io.BytesIO(CSV))
        data = buffer.getvalue()
    else:
        plain = gzip.compress(CSV)
        data = plain[:3] + b"\x08" + plain[4:10] + raw + b"\0" + plain[10:]
    assert places(taken(extractor, data)[0]) == {(name,)}


@pytest.mark.parametrize(
    ("pack", "members"),
    [(lambda: sevenzipped("名簿.csv", CSV), ("名簿.csv",)), (lambda: zstandard.compress(CSV) * 2, ("a.csv",))],
    ids=["7z", "zst"],
)
def test_what_the_extra_archives_reads_is_read(
    extractor: ContainerExtractor, pack: Callable[[], bytes], members: tuple[str, ...]
) -> None:
    documents, skips = taken(extractor, pack(), "a.csv.zst")
    assert places(documents) == {members}
    assert not skips


def test_a_name_inside_of_an_archive_is_looked_at(extractor: ContainerExtractor) -> None:
    blob = Blob(Origin("a.zip"), lambda: zipped((f"{NAME}.txt", b"x")))
    names = [one.text for one in extractor.extract(blob) if isinstance(one, Document) and one.part is Part.PATH]
    assert names == [f"{NAME}.txt"]


@pytest.mark.parametrize("kind", ["zip", "tar"])
def test_the_name_of_an_empty_file_is_looked_at(extractor: ContainerExtractor, kind: str) -> None:
    out = io.BytesIO()
    if kind == "zip":
        with zipfile.ZipFile(out, "w") as archive:
            archive.writestr("048-922-7731 住民.txt", b"")
    else:
        with tarfile.open(fileobj=out, mode="w") as tar:
            tar.addfile(tarfile.TarInfo("048-922-7731 住民.txt"))
    found = [item.text for item in extractor.extract(Blob(Origin("a"), out.getvalue)) if isinstance(item, Document)]
    assert "048-922-7731 住民.txt" in found


def test_a_skip_tells_nothing_of_what_it_is_about(extractor: ContainerExtractor) -> None:
    for data in WHOLE.values():
        for skip in [one for one in taken(extractor, data[:-40])[1] if isinstance(one, Skip)]:
            assert NAME not in skip.detail
