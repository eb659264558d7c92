"""Table files, pickles, pictures and notebooks: a planted record is found at its place, and nothing is executed."""

from __future__ import annotations

import io
import json
import pickle
import struct
import sys
import zlib
from collections.abc import Iterator

import pyarrow as pa
import pyarrow.feather
import pyarrow.parquet
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from guard.extract.container import ContainerExtractor
from guard.extract.piece import Limits
from guard.extract.readers import image_text, pickle_strings
from guard.model import Blob, Document, Origin, Part, Skip, SkipReason

LIMITS = Limits(50 << 20, 1000, 4, 100, 300, 1 << 30)
NAME, PHONE = "佐伯美穂", "048-922-7731"


@pytest.fixture(scope="module")
def extractor() -> Iterator[ContainerExtractor]:
    one = ContainerExtractor(LIMITS, 20 << 20)
    yield one
    one.close()


def taken(extractor: ContainerExtractor, data: bytes, path: str = "a.bin") -> tuple[list[Document], list[Skip]]:
    items = list(extractor.extract(Blob(Origin(path), lambda: data)))
    documents = [item for item in items if isinstance(item, Document) and item.part is Part.CONTENT]
    return documents, [item for item in items if isinstance(item, Skip)]


def table(rows: int = 3000) -> pa.Table:
    names: list[str | None] = [None] * rows
    names[2500] = NAME
    contact = [{"電話": PHONE if name else ""} for name in names]
    return pa.table({"氏名": names, "連絡先": contact, "n": range(rows)}).replace_schema_metadata({"作成者": NAME})


def parquet() -> bytes:
    buffer = io.BytesIO()
    pyarrow.parquet.write_table(table(), buffer, row_group_size=1000, compression="zstd")
    return buffer.getvalue()


def arrow() -> bytes:
    buffer = io.BytesIO()
    with pa.ipc.new_file(buffer, table().schema) as writer:
        writer.write_table(table(), max_chunksize=700)
    return buffer.getvalue()


def arrow_stream() -> bytes:
    buffer = io.BytesIO()
    with pa.ipc.new_stream(buffer, table().schema) as writer:
        writer.write_table(table(), max_chunksize=700)
    return buffer.getvalue()


@pytest.mark.parametrize("data", [parquet(), arrow(), arrow_stream()], ids=["parquet", "arrow", "stream"])
def test_a_row_of_a_table_file_is_found_in_its_cell_under_its_column(
    extractor: ContainerExtractor, data: bytes
) -> None:
    documents, skips = taken(extractor, data)
    assert not skips
    found = {}
    for document in documents:
        for field in document.fields():
            value, place = document.text[field.start : field.end], document.place(field.start)
            if NAME in value or PHONE in value:
                assert place is not None
                found[field.label] = place.cell
    assert found == {"氏名": "氏名:2501", "連絡先": "連絡先:2501"}
    assert any(NAME in document.text for document in documents if document.origin.members == ("metadata",))


@pytest.mark.parametrize("data", [parquet(), arrow(), arrow_stream()], ids=["parquet", "arrow", "stream"])
def test_a_damaged_table_file_is_told(extractor: ContainerExtractor, data: bytes) -> None:
    damaged = data[: len(data) // 2] + bytes(200) + data[len(data) // 2 + 200 :]
    documents, skips = taken(extractor, damaged[:300] + b"\xff" * 50 + damaged[350:])
    assert skips or documents
    assert {skip.reason for skip in skips} <= {SkipReason.MALFORMED, SkipReason.TOO_LARGE}


class Trap:
    """Ends the process that unpickles it."""

    def __reduce__(self) -> tuple[object, tuple[object, ...]]:
        return sys.exit, (NAME,)


@pytest.mark.parametrize("protocol", [2, 3, 4, 5])
def test_texts_and_numbers_of_a_pickle_are_read_and_nothing_is_executed(
    extractor: ContainerExtractor, protocol: int
) -> None:
    data = pickle.dumps([{"電話": PHONE, "番号": 621498320257, "small": 7}, Trap()], protocol)
    documents, skips = taken(extractor, data + pickle.dumps("second", protocol))
    lines = "\n".join(document.text for document in documents).splitlines()
    assert {NAME, PHONE, "621498320257", "second"} <= set(lines)
    assert "7" not in lines
    assert not skips


def chunk(type_: bytes, content: bytes) -> bytes:
    return struct.pack(">L", len(content)) + type_ + content + struct.pack(">L", zlib.crc32(type_ + content))


def png(*chunks: bytes) -> bytes:
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", bytes(13)) + b"".join(chunks) + chunk(b"IEND", b"")


def exif(order: str = "<") -> bytes:
    words = NAME.encode() + b"\0"
    head = (b"II*\0" if order == "<" else b"MM\0*") + struct.pack(order + "L", 8)
    entry = struct.pack(order + "HHLL", 0x013B, 2, len(words), 26)
    return head + struct.pack(order + "H", 1) + entry + bytes(4) + words


def jpeg(marker: int, content: bytes) -> bytes:
    return b"\xff\xd8\xff" + bytes([marker]) + struct.pack(">H", len(content) + 2) + content + b"\xff\xda\0\2x\xff\xd9"


def comment(code: bytes, words: bytes, *, order: str = "<", type_: int = 7) -> bytes:
    """The user's comment in the second directory, as cameras and picture libraries write it."""
    head = (b"II*\0" if order == "<" else b"MM\0*") + struct.pack(order + "L", 8)
    pointer = struct.pack(order + "HHHLLL", 1, 0x8769, 4, 1, 26, 0)
    content = code.ljust(8, b"\0") + words
    return head + pointer + struct.pack(order + "HHHLLL", 1, 0x9286, type_, len(content), 44, 0) + content


RAW = NAME.encode()
XMP = f"<x:xmpmeta><dc:creator>{NAME}</dc:creator></x:xmpmeta>".encode()
GIF = b"GIF89a" + struct.pack("<HHBBB", 1, 1, 0, 0, 0)


@pytest.mark.parametrize(
    "data",
    [
        png(chunk(b"tEXt", b"Author\0" + RAW)),
        png(chunk(b"zTXt", b"Author\0\0" + zlib.compress(RAW))),
        png(chunk(b"iTXt", b"Author\0\1\0ja\0\0" + zlib.compress(RAW))),
        png(chunk(b"eXIf", exif())),
        png() + RAW,
        jpeg(0xFE, RAW),
        jpeg(0xE1, b"Exif\0\0" + exif(">")),
        jpeg(0xE1, b"Exif\0\0" + comment(b"UNICODE", NAME.encode("utf-16-le"))),
        jpeg(0xE1, b"Exif\0\0" + comment(b"UNICODE", f"姓 {NAME} x".encode("utf-16-le"), order=">", type_=1)),
        jpeg(0xE1, b"Exif\0\0" + comment(b"JIS", NAME.encode("iso2022_jp"), order=">", type_=1)),
        jpeg(0xE1, b"http://ns.adobe.com/xap/1.0/\0" + XMP),
        jpeg(0xED, b"Photoshop 3.0\08BIM\4\4" + bytes(6) + b"\x1c\2\0\0\2\0\4\x1c\2\x50\0" + bytes([len(RAW)]) + RAW),
        GIF + b"\x21\xfe" + bytes([len(RAW)]) + RAW + b"\0\x3b",
        exif(),
        b"RIFF" + bytes(4) + b"WEBP" + b"EXIF" + struct.pack("<L", len(exif())) + exif(),
    ],
    ids=[
        "tEXt",
        "zTXt",
        "iTXt",
        "eXIf",
        "behind",
        "jpeg-comment",
        "jpeg-exif",
        "comment-unicode",
        "comment-unicode-other-order",
        "comment-jis",
        "jpeg-xmp",
        "jpeg-iptc",
        "gif",
        "tiff",
        "webp",
    ],
)
def test_words_in_a_picture_are_read(extractor: ContainerExtractor, data: bytes) -> None:
    documents, skips = taken(extractor, data, "a.txt")
    assert any(NAME in document.text for document in documents)
    assert [(skip.detail, skip.can_hold_text) for skip in skips] == [("image", False)]


@settings(max_examples=200, deadline=None)
@given(st.sampled_from([png(chunk(b"eXIf", exif())), jpeg(0xFE, RAW), GIF, exif(), b"RIFF"]), st.binary(max_size=200))
def test_no_bytes_stop_the_reader_of_pictures(head: bytes, rest: bytes) -> None:
    for cut in (len(head), len(head) // 2):
        assert list(image_text.read(head[:cut] + rest, LIMITS))[-1].name == ""


@settings(max_examples=200, deadline=None)
@given(st.binary(max_size=200))
def test_no_bytes_stop_the_reader_of_pickles(data: bytes) -> None:
    for piece in pickle_strings.read(b"\x80\x04" + data + b".", LIMITS):
        assert piece is not None


def test_a_name_in_the_output_of_a_notebook_is_a_value_at_its_line(extractor: ContainerExtractor) -> None:
    output = {"output_type": "stream", "name": "stdout", "text": ["  氏名\n", f"0 {NAME}\n"]}
    cell = {"cell_type": "code", "execution_count": 1, "metadata": {}, "outputs": [output], "source": ["df"]}
    text = json.dumps({"cells": [cell], "nbformat": 4}, ensure_ascii=False, indent=1)
    [document], skips = taken(extractor, text.encode(), "a.ipynb")
    assert not skips
    line = next(number for number, line in enumerate(text.splitlines(), 1) if NAME in line)
    assert [document.position(f.start).line for f in document.fields() if NAME in text[f.start : f.end]] == [line]
