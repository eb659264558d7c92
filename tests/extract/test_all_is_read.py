"""Nothing in a container is passed over in silence: what its directory or schema does not show is read, or told."""

from __future__ import annotations

import io
import lzma
import sqlite3
import time
import zipfile
import zlib
from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from guard.extract.container import ContainerExtractor
from guard.extract.piece import Limits
from guard.extract.readers import sqlite_log, sqlite_pages
from guard.model import Blob, Document, Origin, Part, Skip, SkipReason

LIMITS = Limits(50 << 20, 1000, 4, 100, 300, 1 << 30)
NAME = "佐伯美穂"
METHODS = [zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED, zipfile.ZIP_BZIP2, zipfile.ZIP_LZMA]
ELF = b"\x7fELF" + bytes(60)
CSV = f"氏名,電話\n{NAME},048-922-7731\n".encode()


@pytest.fixture(scope="module")
def extractor() -> Iterator[ContainerExtractor]:
    one = ContainerExtractor(LIMITS, 20 << 20)
    yield one
    one.close()


def taken(extractor: ContainerExtractor, data: bytes, path: str = "box.bin") -> tuple[list[Document], list[Skip]]:
    items = list(extractor.extract(Blob(Origin(path), lambda: data)))
    documents = [item for item in items if isinstance(item, Document) and item.part is Part.CONTENT]
    return documents, [item for item in items if isinstance(item, Skip)]


def places(documents: list[Document]) -> set[tuple[str, ...]]:
    return {document.origin.members for document in documents if NAME in document.text}


def zipped(*members: tuple[str, bytes], method: int = zipfile.ZIP_DEFLATED, comment: bytes = b"") -> bytes:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", method) as archive:
        archive.comment = comment
        for name, content in members:
            archive.writestr(name, content)
    return buffer.getvalue()


def without_entry(archive: bytes, number: int) -> bytes:
    """The archive with one entry taken out of its directory, and out of nothing else."""
    starts = [at for at in range(len(archive)) if archive.startswith(b"PK\1\2", at)]
    end = archive.rindex(b"PK\5\6")
    size = [*starts, end][number + 1] - starts[number]
    record = bytearray(archive[end:])
    for at, less in ((8, 1), (10, 1)):
        record[at : at + 2] = (int.from_bytes(record[at : at + 2], "little") - less).to_bytes(2, "little")
    record[12:16] = (int.from_bytes(record[12:16], "little") - size).to_bytes(4, "little")
    return archive[: starts[number]] + archive[starts[number] + size : end] + bytes(record)


@pytest.mark.parametrize("method", METHODS, ids=["stored", "deflated", "bzip2", "lzma"])
@pytest.mark.parametrize("number", [0, 1, 2])
def test_a_member_that_the_directory_does_not_list_is_read(
    extractor: ContainerExtractor, number: int, method: int
) -> None:
    members = [("a.txt", b"nothing"), ("b.txt", b"here"), ("c.txt", b"to see")]
    members[number] = ("list.csv", CSV)
    archive = zipped(*members, method=method)
    documents, skips = taken(extractor, without_entry(archive, number))
    assert places(documents) == {("list.csv",)}
    assert len(documents) == 3
    assert not skips


def test_an_archive_that_lost_its_end_is_read_as_far_as_it_goes_and_told(extractor: ContainerExtractor) -> None:
    archive = zipped(("list.csv", CSV), ("b.txt", bytes(range(256)) * 40))
    documents, skips = taken(extractor, archive[: len(archive) // 2])
    assert places(documents) == {("list.csv",)}
    assert SkipReason.MALFORMED in {skip.reason for skip in skips}


@pytest.mark.parametrize("method", METHODS, ids=["stored", "deflated", "bzip2", "lzma"])
def test_a_member_that_goes_on_behind_the_size_that_the_directory_tells_is_read_and_told(
    extractor: ContainerExtractor, method: int
) -> None:
    archive = bytearray(zipped(("list.csv", CSV), method=method))
    entry = archive.index(b"PK\1\2")
    archive[entry + 16 : entry + 20] = zlib.crc32(CSV[:6]).to_bytes(4, "little")
    archive[entry + 24 : entry + 28] = (6).to_bytes(4, "little")
    documents, skips = taken(extractor, bytes(archive))
    assert places(documents) == {("list.csv",)}
    assert [skip.reason for skip in skips] == [SkipReason.MALFORMED]


@pytest.mark.parametrize("method", METHODS, ids=["stored", "deflated", "bzip2", "lzma"])
def test_a_member_that_is_what_the_directory_says_is_no_skip(extractor: ContainerExtractor, method: int) -> None:
    documents, skips = taken(extractor, zipped(("list.csv", CSV), ("empty", b""), method=method))
    assert places(documents) == {("list.csv",)}
    assert not skips


def test_a_stream_of_lzma_need_not_say_where_it_ends(extractor: ContainerExtractor) -> None:
    """As 7-Zip writes it: without an end mark, so that sizes alone tell where a member ends."""
    archive = bytearray(zipped(("list.csv", CSV), method=zipfile.ZIP_LZMA))
    start = 30 + len("list.csv")
    size = int.from_bytes(archive[18:22], "little")
    cut = next(cut for cut in range(20, 0, -1) if unpacked_lzma(archive[start : start + size - cut]) == CSV)
    del archive[start + size - cut : start + size]
    entry, end = archive.index(b"PK\1\2"), archive.index(b"PK\5\6")
    for at, value in ((18, size - cut), (entry + 20, size - cut), (end + 16, entry)):
        archive[at : at + 4] = value.to_bytes(4, "little")
    documents, skips = taken(extractor, bytes(archive))
    assert places(documents) == {("list.csv",)}
    assert not skips


def unpacked_lzma(stream: bytes) -> bytes:
    return lzma.LZMADecompressor(lzma.FORMAT_ALONE).decompress(stream[4:9] + b"\xff" * 8 + stream[9:])


def test_a_folder_that_holds_bytes_is_read_as_a_file(extractor: ContainerExtractor) -> None:
    assert places(taken(extractor, zipped(("folder/", CSV)))[0]) == {("folder/",)}


def test_an_archive_that_unpacks_itself_is_read(extractor: ContainerExtractor) -> None:
    program = b"MZ\x90\0" + bytes(500) + b"PK\3\4 is what the program looks for" + bytes(100)
    documents, skips = taken(extractor, program + zipped(("list.csv", CSV)), "setup.exe")
    assert places(documents) == {("list.csv",)}
    assert [skip.can_hold_text for skip in skips] == [False]


def test_an_archive_behind_a_picture_is_read(extractor: ContainerExtractor) -> None:
    picture = b"\x89PNG\r\n\x1a\n" + bytes(40)
    assert places(taken(extractor, picture + zipped(("list.csv", CSV)), "logo.png")[0]) == {("list.csv",)}


@pytest.mark.parametrize("where", ["before", "behind"])
def test_a_text_beside_an_archive_is_read(extractor: ContainerExtractor, where: str) -> None:
    archive = zipped(("a.txt", b"nothing"))
    data = CSV + archive if where == "before" else archive + CSV
    assert places(taken(extractor, data)[0]) == {(f"({where} the archive)",)}


def test_a_comment_of_an_archive_is_read(extractor: ContainerExtractor) -> None:
    documents, _ = taken(extractor, zipped(("a.txt", b"nothing"), comment=f"担当 {NAME}".encode("cp932")))
    assert places(documents) == {("(comments)",)}


def test_archives_one_behind_the_other_are_all_read(extractor: ContainerExtractor) -> None:
    documents, _ = taken(extractor, zipped(("list.csv", CSV)) + zipped(("a.txt", b"nothing")))
    assert places(documents) == {("list.csv",)}


def test_a_file_that_no_part_of_an_office_document_names_is_read(extractor: ContainerExtractor) -> None:
    document = zipped(("[Content_Types].xml", b"<Types/>"), ("word/document.xml", b"<d/>"), ("list.csv", CSV))
    assert places(taken(extractor, document, "a.docx")[0]) == {("list.csv",)}


def database(*statements: str) -> bytes:
    connection = sqlite3.connect(":memory:")
    for statement in statements:
        connection.execute(statement)
    connection.commit()
    return connection.serialize()


def test_cells_of_a_database_are_called_by_the_number_of_their_row(extractor: ContainerExtractor) -> None:
    data = database(
        "CREATE TABLE t (rowid TEXT, name TEXT, scan BLOB)",
        f"INSERT INTO t (oid, rowid, name, scan) VALUES (70, 'x', '{NAME}', x'{zipped(('list.csv', CSV)).hex()}')",
        "CREATE TABLE k (code TEXT PRIMARY KEY, name TEXT) WITHOUT ROWID",
        f"INSERT INTO k VALUES ('b', '{NAME}'), ('a', '-')",
    )
    documents, skips = taken(extractor, data)
    assert not skips
    found = {place.cell for d in documents if (place := d.place(d.text.find(NAME)))}
    assert {"t!name:70", "k!name:2"} <= found
    assert ("t!scan:70", "list.csv") in places(documents)


def test_a_database_in_utf_16_is_read(extractor: ContainerExtractor) -> None:
    data = database(
        "PRAGMA encoding = 'UTF-16le'", "CREATE TABLE 名簿 (氏名 TEXT)", f"INSERT INTO 名簿 VALUES ('{NAME}')"
    )
    assert places(taken(extractor, data)[0]) == {("名簿",)}


def stored(folder: Path, *statements: str, encoding: str = "UTF-8") -> sqlite3.Connection:
    """A database in a file, as most builds of SQLite keep it: what is deleted is not overwritten."""
    connection = sqlite3.connect(folder / "a.db", isolation_level=None)
    for statement in (f"PRAGMA encoding = '{encoding}'", "PRAGMA secure_delete = OFF", *statements):
        connection.execute(statement)
    return connection


ROWS = [
    "CREATE TABLE kept (name TEXT, tel TEXT)",
    "INSERT INTO kept VALUES ('x', 'y')",
    "CREATE TABLE gone (name TEXT, tel TEXT, number INTEGER)",
    *(f"INSERT INTO gone VALUES ('{NAME}', '048-922-7{n}', 621498320{n})" for n in range(100, 400)),
]


def test_values_in_the_schema_of_a_database_are_read_and_nothing_of_it_is_executed(
    extractor: ContainerExtractor, tmp_path: Path
) -> None:
    table = f"CREATE TABLE t (a TEXT DEFAULT '{NAME}')"
    view = "CREATE VIEW v AS SELECT '048-922-7731' AS tel, no_such_function() AS x"
    stored(tmp_path, table, view).close()
    documents, skips = taken(extractor, (tmp_path / "a.db").read_bytes())
    assert [(one.origin.members, one.text) for one in documents] == [(("(schema)",), f"{table};\n{view};\n")]
    assert not skips


@pytest.mark.parametrize("encoding", ["UTF-8", "UTF-16le"])
def test_rows_of_a_table_that_was_dropped_are_read(
    extractor: ContainerExtractor, tmp_path: Path, encoding: str
) -> None:
    stored(tmp_path, *ROWS, "DROP TABLE gone", encoding=encoding).close()
    documents, skips = taken(extractor, (tmp_path / "a.db").read_bytes())
    assert places(documents) == {("(freed)",)}
    lines = next(one.text for one in documents if one.origin.members == ("(freed)",)).splitlines()
    rows = [f"{NAME}\t048-922-7{n}\t621498320{n}" for n in range(100, 400)]
    assert len(set(rows) & set(lines)) > 150  # of a page that became part of the list of free ones words are left
    assert [skip.reason for skip in skips] == [SkipReason.NO_EXTRACTOR] * (encoding != "UTF-8")


def test_a_row_that_was_deleted_is_read_by_its_words(extractor: ContainerExtractor, tmp_path: Path) -> None:
    statements = ["INSERT INTO kept VALUES ('before', '1')", f"INSERT INTO kept VALUES ('{NAME}', '048-922-7731')"]
    stored(tmp_path, ROWS[0], *statements, f"DELETE FROM kept WHERE name = '{NAME}'").close()
    documents, skips = taken(extractor, (tmp_path / "a.db").read_bytes())
    assert places(documents) == {("(freed)",)}
    assert [one.position(one.text.find(NAME)).line for one in documents if NAME in one.text] == [2]  # its page
    assert not skips


def test_a_database_of_which_nothing_was_deleted_has_no_remains(extractor: ContainerExtractor) -> None:
    documents, _ = taken(extractor, database(*ROWS[:2]))
    assert {one.origin.members for one in documents} == {("kept",)}


@pytest.mark.parametrize("encoding", ["UTF-8", "UTF-16le"])
def test_rows_that_are_in_the_log_alone_are_read(extractor: ContainerExtractor, tmp_path: Path, encoding: str) -> None:
    connection = stored(tmp_path, ROWS[0], "PRAGMA journal_mode = WAL", encoding=encoding)
    connection.execute(f"INSERT INTO kept VALUES ('{NAME}', '048-922-7731')")
    documents, skips = taken(extractor, (tmp_path / "a.db-wal").read_bytes(), "a.db-wal")
    connection.close()
    assert [one.text for one in documents] == [f"{NAME}\t048-922-7731\n"]
    assert not skips


def test_rows_in_a_journal_are_read(extractor: ContainerExtractor, tmp_path: Path) -> None:
    insert = f"INSERT INTO kept VALUES ('{NAME}', '048-922-7731')"
    connection = stored(tmp_path, ROWS[0], insert, "BEGIN", "DELETE FROM kept")
    journal = (tmp_path / "a.db-journal").read_bytes()
    connection.close()
    synced = bytes.fromhex("d9d505f920a163d7") + (1).to_bytes(4, "big")  # written last, when all else is on disk
    documents, _ = taken(extractor, synced + journal[12:], "a.db-journal")
    assert f"{NAME}\t048-922-7731" in documents[0].text.splitlines()


@settings(deadline=None, max_examples=200)
@given(st.binary(max_size=300), st.floats(0, 1), st.sampled_from([b"", b"\x37\x7f\x06\x82"]))
def test_no_damage_stops_the_reader_of_pages(damage: bytes, where: float, start: bytes) -> None:
    data = bytearray(start + database(*ROWS[:20], "DELETE FROM gone")[len(start) :])
    at = int(where * len(data))
    data[at : at + len(damage)] = damage
    list(sqlite_pages.freed(bytes(data)))
    list(sqlite_log.read(bytes(data), LIMITS))


def test_rows_that_lie_over_each_other_take_linear_time() -> None:
    row = b"\x81\x7f\x01" + b"\x81\x7e" + b"\x0d" * 252 + b"\x8f\x7f"
    page = bytearray(65536)
    page[0], page[3:5] = 0x0D, (30_000).to_bytes(2, "big")
    page[60_100 : 60_100 + len(row)] = row
    page[8:60_008] = (60_100).to_bytes(2, "big") * 30_000
    started = time.process_time()
    sqlite_pages.all_of(bytes(page), "utf-8")
    assert time.process_time() - started < 20


def test_a_text_in_cp932_in_a_column_of_bytes_is_read(extractor: ContainerExtractor) -> None:
    data = database("CREATE TABLE t (a)", f"INSERT INTO t VALUES (x'{f'{NAME}は担当です'.encode('cp932').hex()}')")
    assert places(taken(extractor, data)[0]) == {("t",)}


def test_a_column_of_bytes_that_nobody_reads_is_told_once(extractor: ContainerExtractor) -> None:
    rows = ", ".join(f"(x'{number:02x}00ff80feed')" for number in range(1, 30))
    [*_], skips = taken(extractor, database("CREATE TABLE t (key BLOB)", f"INSERT INTO t VALUES {rows}"))
    assert [(skip.origin.members, skip.reason, skip.detail) for skip in skips] == [
        (("t!key",), SkipReason.NO_EXTRACTOR, "unknown binary file")
    ]


def test_compiled_code_in_a_cell_is_no_skip(extractor: ContainerExtractor) -> None:
    data = database("CREATE TABLE t (code BLOB)", f"INSERT INTO t VALUES (x'{ELF.hex()}')")
    assert taken(extractor, data)[1] == []


def test_what_stands_before_the_first_message_of_several_is_read(extractor: ContainerExtractor) -> None:
    message = "From: a@soka.example.jp\nSubject: =?utf-8?b?5qGI5YaF?=\n\n{}\n\n"
    envelope = "From a@soka.example.jp Mon Apr  7 09:00:00 2025\n"
    data = message.format(NAME) + envelope + message.format("x") + envelope + message.format("y")
    documents, _ = taken(extractor, data.encode(), "inbox.mbox")
    assert any(members[0] == "(before the first message)" for members in places(documents))
    assert len({d.origin.members for d in documents if d.text.strip() in {"x", "y"}}) == 2
