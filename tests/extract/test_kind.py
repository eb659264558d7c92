"""A file is what its content says; the suffix only decides what content leaves open."""

from __future__ import annotations

import bz2
import gzip
import io
import lzma
import pickle
import py_compile
import sqlite3
import struct
import tarfile
import wave
import zipfile
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from guard.extract.kind import Kind, sniff

OLE = bytes.fromhex("d0cf11e0a1b11ae1") + bytes(504)
NUMBERS = b"".join(struct.pack("<Id", number, number / 7) for number in range(200))


def zipped(*names: str, stored_first: bytes = b"<xml/>") -> bytes:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as archive:
        for name in names:
            archive.writestr(name, stored_first)
    return buffer.getvalue()


def tarred(format_: int) -> bytes:
    buffer = io.BytesIO()
    with tarfile.open(fileobj=buffer, mode="w", format=format_) as archive:
        member = tarfile.TarInfo("docs/readme.txt")
        member.size = 3000
        archive.addfile(member, io.BytesIO(b"plain text\n" * 272 + b"12345678"))
    return buffer.getvalue()


def without_signature(tar: bytes) -> bytes:
    header = bytearray(tar[:512])
    header[257:265] = bytes(8)
    header[148:156] = b" " * 8
    header[148:156] = b"%06o\0 " % sum(header)
    return bytes(header) + tar[512:]


def sqlite() -> bytes:
    connection = sqlite3.connect(":memory:")
    connection.execute("CREATE TABLE t (name TEXT)")
    return connection.serialize()


def sound() -> bytes:
    buffer = io.BytesIO()
    with wave.open(buffer, "wb") as file:
        file.setnchannels(1)
        file.setsampwidth(2)
        file.setframerate(8000)
        file.writeframes(bytes(100))
    return buffer.getvalue()


SAMPLES = {
    Kind.EMPTY: [b""],
    Kind.TEXT: [
        b"hello",
        "氏名,住所\n".encode(),
        "氏名,住所\n".encode("cp932"),
        "氏名,住所\n".encode("utf-16"),
        b"\0",
    ],
    Kind.LFS_POINTER: [b"version https://git-lfs.github.com/spec/v1\noid sha256:" + b"0" * 64 + b"\nsize 12345\n"],
    Kind.EMAIL: [
        b"From: a@b.example.jp\nSubject: =?utf-8?b?44GC?=\n\nhello\n",
        b"MIME-Version: 1.0\r\nSubject: x\r\nContent-Transfer-Encoding: base64\r\n\r\naGVsbG8=\r\n",
    ],
    Kind.EBCDIC: ["".join(f"{n:08}YAMADA TARO".ljust(80) for n in range(20)).encode("cp037")],
    Kind.XLSX: [zipped("[Content_Types].xml", "_rels/.rels", "xl/workbook.xml")],
    Kind.XLSB: [zipped("[Content_Types].xml", "xl/workbook.bin")],
    Kind.DOCX: [zipped("[Content_Types].xml", "word/document.xml")],
    Kind.PPTX: [zipped("[Content_Types].xml", "ppt/presentation.xml")],
    Kind.ODF: [zipped("mimetype", "content.xml", stored_first=b"application/vnd.oasis.opendocument.spreadsheet")],
    Kind.JAR: [zipped("META-INF/MANIFEST.MF", "app/Main.class")],
    Kind.ZIP: [zipped("a.csv", "b/c.txt"), zipped(), zipped("src/word/list.txt", "xl/notes.txt")],
    Kind.GZIP: [gzip.compress(b"text")],
    Kind.BZIP2: [bz2.compress(b"text"), bz2.compress(b"")],
    Kind.XZ: [lzma.compress(b"text")],
    Kind.ZSTD: [bytes.fromhex("28b52ffd2004210000") + b"text", b"\x28\xb5\x2f\xfd$@aaaa"],
    Kind.SEVENZIP: [bytes.fromhex("377abcaf271c0004") + bytes(24)],
    Kind.TAR: [
        tarred(tarfile.USTAR_FORMAT),
        tarred(tarfile.GNU_FORMAT),
        tarred(tarfile.PAX_FORMAT),
        without_signature(tarred(tarfile.USTAR_FORMAT)),
    ],
    Kind.RAR: [b"Rar!\x1a\x07\x00" + bytes(20), b"Rar!\x1a\x07\x01\x00" + bytes(20)],
    Kind.LHA: [b"\x22\x8f-lh5-" + struct.pack("<IIIBB", 90, 200, 0x5A210000, 0x20, 1) + bytes(20)],
    Kind.PDF: [b"%PDF-1.7\n%\xe2\xe3\xcf\xd3\n", b"%PDF-1.4\n1 0 obj\n", NUMBERS[:200] + b"%PDF-1.4\n"],
    Kind.OLE: [OLE],
    Kind.JTD: [OLE + "\x04JSRV_SegmentInformation".encode("utf-16-le") + bytes(64)],
    Kind.DOCUWORKS: [],
    Kind.SQLITE: [sqlite()],
    Kind.SQLITE_LOG: [
        bytes.fromhex("377f0682002de218") + bytes(40),
        bytes.fromhex("377f0683002de218") + bytes(40),
        bytes.fromhex("d9d505f920a163d7") + bytes(40),
    ],
    Kind.ACCESS: [
        b"\0\x01\0\0Standard Jet DB\0" + bytes(100),
        b"\0\x01\0\0Standard ACE DB\0" + bytes(100),
    ],
    Kind.PGDUMP: [b"PGDMP\x01\x0e\x00\x04\x08\x01" + bytes(40)],
    Kind.ORACLE_DUMP: [
        b"\x03\x00\x01EXPORT:V11.02.00\nDSYSTEM\n" + bytes(40),
        NUMBERS[:600] + b'"SYSTEM"."SYS_EXPORT_SCHEMA_01"' + NUMBERS,
    ],
    Kind.MSSQL_BACKUP: [b"TAPE\x00\x00\x03\x00\x8c\x00\x0e\x01" + bytes(80), b"MSSQLBAK\x02" + bytes(80)],
    Kind.PARQUET: [b"PAR1" + NUMBERS + struct.pack("<I", 40) + b"PAR1"],
    Kind.ARROW: [b"ARROW1\0\0" + NUMBERS + b"ARROW1", b"FEA1" + NUMBERS + b"FEA1"],
    Kind.PICKLE: [pickle.dumps({"name": "value"}, protocol) for protocol in (2, 3, 4, 5)],
    Kind.IMAGE: [
        b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR" + bytes(17),
        bytes.fromhex("ffd8ffe000104a46494600010100000100010000"),
        b"GIF89a\x01\x00\x01\x00\x80\x00\x00" + bytes(20),
        b"BM" + struct.pack("<IHHIIii", 70, 0, 0, 54, 40, 2, 2) + bytes(40),
        b"II*\0\x08\0\0\0" + bytes(20),
        b"\0\0\x01\0\x01\0\x10\x10\0\0\x01\0\x20\0" + bytes(40),
        b"RIFF\x24\0\0\0WEBPVP8 " + bytes(20),
        b"\0\0\0\x18ftypheic\0\0\0\0mif1heic",
    ],
    Kind.AUDIO: [
        sound(),
        b"ID3\x04\0\0\0\0\0\x23" + bytes(60),
        b"OggS\0\x02" + bytes(60),
        b"\xff\xfb\x90\x64" + bytes(99),
    ],
    Kind.VIDEO: [
        b"\0\0\0\x20ftypisom\0\0\x02\0isomiso2",
        b"\x1a\x45\xdf\xa3\x01\0\0\0",
        b"RIFF\x24\0\0\0AVI LIST",
    ],
    Kind.FONT: [
        b"\0\x01\0\0\0\x0c\0\x80\0\x03\0\x40OS/2" + bytes(40),
        b"wOF2\0\x01\0\0" + bytes(40),
        b"OTTO\0\x0b\0\x80" + bytes(40),
    ],
    Kind.EXECUTABLE: [
        b"\x7fELF\x02\x01\x01" + bytes(57),
        b"MZ\x90\0\x03\0\0\0\x04\0\0\0\xff\xff" + bytes(50),
        bytes.fromhex("cffaedfe0c000001"),
        bytes.fromhex("cafebabe00000034"),
        b"\0asm\x01\0\0\0",
    ],
    Kind.BINARY: [NUMBERS, bytes(range(256)) * 4],
}
CASES = [(kind, data) for kind, samples in SAMPLES.items() for data in samples]


@pytest.mark.parametrize(
    ("kind", "data"), CASES, ids=[f"{kind.name}-{number}" for number, (kind, _) in enumerate(CASES)]
)
@pytest.mark.parametrize("path", ["", "a.txt", "a.png", "a.xlsx", "a.csv"])
def test_content_decides_whatever_the_suffix_says(kind: Kind, data: bytes, path: str) -> None:
    assert sniff(data, path) is kind


def test_every_kind_has_a_sample() -> None:
    assert set(SAMPLES) == set(Kind)


def test_only_media_fonts_and_compiled_code_hold_no_text() -> None:
    without_text = {kind for kind in Kind if not kind.can_hold_text}
    assert without_text == {Kind.IMAGE, Kind.AUDIO, Kind.VIDEO, Kind.FONT, Kind.EXECUTABLE}


def test_every_kind_has_a_name_for_people_of_its_own() -> None:
    assert len({kind.label for kind in Kind}) == len(Kind)


@pytest.mark.parametrize(
    "start",
    [
        "PK",
        "BM",
        "MZ",
        "TAPE",
        "ID3",
        "OggS",
        "GIF89a",
        "OTTO",
        "BZh",
        "FEA1",
        "PAR1",
        "icns",
        "8BPS",
        "!<arch>\n",
    ],
)
@pytest.mark.parametrize("codec", ["utf-8", "cp932", "euc_jp", "utf-16"])
@pytest.mark.parametrize("control", ["", "\f", "\x01", "\0"])
def test_a_text_that_starts_like_something_else_is_text(start: str, codec: str, control: str) -> None:
    text = f"{start},氏名,住所\n" + "山田太郎,東京都千代田区\n" * 20 + control
    assert sniff(text.encode(codec), "list.csv") is Kind.TEXT


@pytest.mark.parametrize("codec", ["utf-16-le", "utf-16-be"])
@pytest.mark.parametrize("text", ["name,tel\r\ntaro,03\r\n", "氏名、住所\n山田太郎、東京都千代田区\n"])
def test_utf_16_without_a_mark_is_text(codec: str, text: str) -> None:
    assert sniff(text.encode(codec)) is Kind.TEXT


def test_python_bytecode_is_compiled_code(tmp_path: Path) -> None:
    source = tmp_path / "module.py"
    source.write_text("ANSWER = 42\n", encoding="utf-8")
    target = tmp_path / "module.pyc"
    py_compile.compile(str(source), str(target), doraise=True)
    assert sniff(target.read_bytes(), "module.pyc") is Kind.EXECUTABLE


@pytest.mark.parametrize(
    ("data", "path", "kind"),
    [
        (OLE, "案内.jtd", Kind.JTD),
        (OLE, "a/B.JTT", Kind.JTD),
        (OLE, "a.xls", Kind.OLE),
        (NUMBERS, "scan.xdw", Kind.DOCUWORKS),
        (NUMBERS, "scan.xbd", Kind.DOCUWORKS),
        (NUMBERS, "scan.bin", Kind.BINARY),
        ("文書".encode(), "scan.xdw", Kind.TEXT),
    ],
)
def test_the_suffix_tells_apart_what_content_leaves_open(data: bytes, path: str, kind: Kind) -> None:
    assert sniff(data, path) is kind


def test_a_workbook_that_lost_its_directory_is_still_a_workbook() -> None:
    data = SAMPLES[Kind.XLSX][0]
    assert sniff(data[: data.index(b"PK\x01\x02")]) is Kind.XLSX


def test_a_workbook_behind_a_comment_is_still_a_workbook() -> None:
    buffer = io.BytesIO(SAMPLES[Kind.XLSX][0])
    with zipfile.ZipFile(buffer, "a") as archive:
        archive.comment = b"made by a test " * 100
    assert sniff(buffer.getvalue()) is Kind.XLSX


def test_a_text_about_git_lfs_is_no_pointer() -> None:
    assert sniff(b"version https://git-lfs.github.com/spec/v1 is the first line\n") is Kind.TEXT


@given(st.binary(max_size=300), st.sampled_from(["", "PK\x03\x04", "PK\x05\x06", "%PDF-", "BZh"]))
def test_no_bytes_make_it_fail(data: bytes, start: str) -> None:
    assert isinstance(sniff(start.encode("latin-1") + data, "x.bin"), Kind)


@given(st.integers(0, 400), st.integers(0, 255))
def test_a_damaged_zip_directory_makes_no_failure(at: int, byte: int) -> None:
    data = bytearray(SAMPLES[Kind.XLSX][0])
    data[4 + at % (len(data) - 4)] = byte
    assert sniff(bytes(data)) in {Kind.XLSX, Kind.ZIP}
