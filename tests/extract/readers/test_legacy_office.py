"""Office documents before 2007 and Outlook messages: a planted record is found in its part, whatever was made of it.

``form.doc`` and ``slides.ppt`` were written by LibreOffice; the other files are put together here.
"""

from __future__ import annotations

import contextlib
import io
import struct
import time
import zlib
from collections.abc import Iterator
from pathlib import Path

import pytest
import xlwt
from hypothesis import given, settings
from hypothesis import strategies as st

from guard.checks.personal_data import PersonalDataCheck
from guard.errors import Unlookable
from guard.extract.container import ContainerExtractor
from guard.extract.piece import Limits
from guard.extract.readers import compound_file, word_binary, workbook_binary
from guard.extract.readers.compound_file import CompoundFile
from guard.model import Blob, Document, Finding, Origin, Part, Skip, SkipReason
from tests.extract.readers.compound import compound
from tests.extract.test_all_is_read import zipped

HERE = Path(__file__).parent
DOC, PPT = (HERE / "form.doc").read_bytes(), (HERE / "slides.ppt").read_bytes()
LIMITS = Limits(20 << 20, 1000, 4, 100, 300, 1 << 30)
NAME, PHONE, NUMBER = "佐伯美穂", "048-922-7731", "621498320257"
LINE = f"氏名：{NAME} 電話番号：{PHONE}"
CSV = f"氏名,電話\n{NAME},{PHONE}\n".encode()


@pytest.fixture(scope="module")
def extractor() -> Iterator[ContainerExtractor]:
    one = ContainerExtractor(LIMITS, 20 << 20)
    yield one
    one.close()


@pytest.fixture(scope="module")
def check() -> PersonalDataCheck:
    return PersonalDataCheck()


def taken(extractor: ContainerExtractor, data: bytes, path: str = "a.doc") -> tuple[list[Document], list[Skip]]:
    items = list(extractor.extract(Blob(Origin(path), lambda: data)))
    documents = [item for item in items if isinstance(item, Document) and item.part is Part.CONTENT]
    return documents, [item for item in items if isinstance(item, Skip)]


def found(check: PersonalDataCheck, documents: list[Document]) -> set[tuple[str, str, int]]:
    """Entity, part and line of what is found."""
    return {
        (finding.entity, "/".join(finding.origin.members), finding.position.line)
        for document in documents
        for finding in check.inspect(document)
        if isinstance(finding, Finding)
    }


def planted(documents: list[Document], value: str = NAME) -> set[str]:
    return {"/".join(document.origin.members) for document in documents if value in document.text}


# Word


def test_body_table_header_and_properties_of_a_word_document_are_read(
    extractor: ContainerExtractor, check: PersonalDataCheck
) -> None:
    documents, skips = taken(extractor, DOC)
    assert not skips
    assert found(check, documents) >= {
        ("PERSON", "document table 1", 2),
        ("PHONE_NUMBER", "document table 1", 2),
        ("PERSON", "document table 1", 3),
        ("JP_MY_NUMBER", "document", 3),
        ("PHONE_NUMBER", "document", 5),
    }
    assert planted(documents) == {"document table 1", "properties"}


def test_an_empty_cell_moves_no_other(extractor: ContainerExtractor) -> None:
    table = next(one for one in taken(extractor, DOC)[0] if one.origin.members == ("document table 1",))
    assert table.text == f"氏名\t電話番号\t備考\n{NAME}\t{PHONE}\t\n高橋健太\t\t転入\n"


def word(*pieces: tuple[str, str], flags: int = 0, behind: int = 1) -> dict[str, bytes]:
    """The streams of a document of pieces, each with its codec, that lie in reverse order in the file."""
    head = bytearray(word_binary._CLX_AT + 8)
    struct.pack_into("<HH6xH", head, 0, word_binary._MAGIC, 0xC1, flags | word_binary._SECOND_TABLE)
    body, places, ends = b"", [b""] * len(pieces), [0]
    for text, _codec in pieces:
        ends.append(ends[-1] + len(text))
    for number, (text, codec) in reversed(list(enumerate(pieces))):
        at = len(head) + len(body)
        where = at if codec == "utf-16-le" else word_binary._ONE_BYTE | 2 * at
        places[number] = struct.pack("<HLH", 0, where, 0)
        body += text.encode(codec)
    table = struct.pack(f"<{len(ends)}L", *ends) + b"".join(places)
    clx = b"\x01\x04\0prop" * behind + b"\x02" + struct.pack("<L", len(table)) + table
    struct.pack_into("<LL", head, word_binary._CLX_AT, 0, len(clx))
    return {"WordDocument": bytes(head) + body, "1Table": clx}


def test_a_document_that_was_saved_fast_is_put_together_from_its_pieces(extractor: ContainerExtractor) -> None:
    data = compound(word(("Name: ", "cp1252"), (f"{NAME[:2]}", "utf-16-le"), (f"{NAME[2:]}\rTEL ", "utf-16-le")))
    assert [one.text for one in taken(extractor, data)[0]] == [f"Name: {NAME}\nTEL \n"]


def test_a_document_inside_of_a_document_is_read(extractor: ContainerExtractor) -> None:
    inner = {f"ObjectPool/_1/{name}": content for name, content in word((LINE, "utf-16-le")).items()}
    documents, _ = taken(extractor, compound({**word(("outer", "cp1252")), **inner}))
    assert planted(documents) == {"ObjectPool/_1/document"}


@pytest.mark.parametrize("wrapped", [True, False], ids=["packager", "package"])
def test_a_file_inside_of_a_document_is_read(extractor: ContainerExtractor, wrapped: bool) -> None:
    name = "ObjectPool/_1/" + ("\x01Ole10Native" if wrapped else "Package")
    content = zipped(("list.csv", CSV))
    if wrapped:
        path = b"C:\\a.zip\0"
        head = b"\2\0" + "名簿.zip".encode("cp932") + b"\0" + path + b"\0\0\3\0" + struct.pack("<L", len(path)) + path
        content = struct.pack("<L", 0) + head + struct.pack("<L", len(content)) + content
    documents, _ = taken(extractor, compound({**word(("outer", "cp1252")), name: content}))
    place = "ObjectPool/_1/名簿.zip" if wrapped else "ObjectPool/_1/Package"
    assert planted(documents) == {f"{place}/list.csv"}


def test_a_document_of_word_95_is_read(extractor: ContainerExtractor) -> None:
    text = f"案内\r{LINE}\r".encode("cp932")
    head = struct.pack("<HH6xH12xLL", word_binary._MAGIC, 101, 0, 0x20, 0x20 + len(text))
    documents, _ = taken(extractor, compound({"WordDocument": head + text}))
    assert [one.text for one in documents] == [f"案内\n{LINE}\n"]


def test_a_document_with_a_password_is_a_skip(extractor: ContainerExtractor) -> None:
    documents, skips = taken(extractor, compound(word((LINE, "utf-16-le"), flags=word_binary._ENCRYPTED)))
    assert not documents
    assert [skip.reason for skip in skips] == [SkipReason.ENCRYPTED]


def test_macros_are_told(extractor: ContainerExtractor) -> None:
    _, skips = taken(extractor, compound({**word(("x", "cp1252")), "Macros/VBA/Module1": b"x"}))
    assert [(skip.origin.members, skip.reason) for skip in skips] == [(("macros",), SkipReason.NO_EXTRACTOR)]


# PowerPoint


def biff(kind: int, content: bytes) -> bytes:
    return struct.pack("<HH", kind, len(content)) + content


def counted(text: str) -> bytes:
    return struct.pack("<HB", len(text), 1) + text.encode("utf-16-le")


def literal(text: str) -> bytes:
    return b"\x17" + bytes([len(text), 1]) + text.encode("utf-16-le")


def workbook() -> bytes:
    """A workbook of Excel 97 with records behind its last sheet that the library which made it cannot write."""
    book = xlwt.Workbook()
    book.add_sheet("表").write(0, 0, "x")
    out = io.BytesIO()
    book.save(out)
    stream = CompoundFile(out.getvalue()).read("Workbook")
    end = stream.rindex(biff(0x0A, b""))
    comment, half = "連絡先 048-922-7731", 4
    words = comment.encode("utf-16-le")
    name = b"\0\0\0" + bytes([2]) + bytes(10) + b"\1" + "担当".encode("utf-16-le") + literal("TEL 090-3456-7812")
    records = (
        biff(0x1B6, bytes(10) + struct.pack("<HHH", len(comment), 16, 0) + bytes(2)),
        biff(0x3C, b"\1" + words[: 2 * half]),
        biff(0x3C, b"\1" + words[2 * half :]),
        biff(0x3C, bytes(16)),
        biff(0x15, counted("FAX 03-5321-4479")),
        biff(0x18, name),
        biff(
            0x1BE, bytes(4) + b"".join(map(counted, ("a", "b", NAME, "d"))) + bytes(4) + literal("電話 080-3319-5527")
        ),
    )
    return compound({"Workbook": stream[:end] + b"".join(records) + stream[end:] + bytes(4096)})


def test_comments_headers_names_and_prompts_of_an_old_workbook_are_read(extractor: ContainerExtractor) -> None:
    documents, skips = taken(extractor, workbook(), "a.xls")
    assert not skips
    beside = next(one.text for one in documents if one.origin.members == ("(beside the cells)",)).splitlines()
    expected = ["連絡先 048-922-7731", "担当 TEL 090-3456-7812", "a", "b", NAME, "d", "電話 080-3319-5527"]
    assert [line for line in beside if line in expected] == expected
    assert "FAX 03-5321-4479" in beside


@settings(max_examples=200, deadline=None)
@given(st.lists(st.tuples(st.sampled_from([0x14, 0x18, 0x3C, 0x1B6, 0x1BE, 0x0A]), st.binary(max_size=40))))
def test_no_records_stop_the_reader_of_old_workbooks(records: list[tuple[int, bytes]]) -> None:
    stream = b"".join(biff(*record) for record in records)
    for cut in (len(stream), len(stream) // 2):
        assert sum(map(len, workbook_binary.texts(stream[:cut]))) <= 2 * len(stream)


def test_slides_tables_and_notes_of_a_presentation_are_read(
    extractor: ContainerExtractor, check: PersonalDataCheck
) -> None:
    documents, skips = taken(extractor, PPT)
    assert not skips
    entities = {entity for entity, part, _ in found(check, documents) if part == "slides"}
    assert entities >= {"PERSON", "PHONE_NUMBER", "JP_MY_NUMBER"}
    assert documents[0].text.count("090-3456-7812") == 1  # in a table


def record(kind: int, content: bytes, *, version: int = 0) -> bytes:
    return struct.pack("<HHL", version, kind, len(content)) + content


def test_texts_of_bytes_and_comments_of_a_presentation_are_read(extractor: ContainerExtractor) -> None:
    slide = record(4008, b"TEL 048-922-7731") + record(4026, LINE.encode("utf-16-le"))
    data = compound({"PowerPoint Document": record(1006, slide, version=0xF)})
    assert [one.text for one in taken(extractor, data)[0]] == [f"TEL 048-922-7731\n{LINE}\n"]


@pytest.mark.parametrize("compressed", [True, False])
def test_a_document_inside_of_a_presentation_is_read(extractor: ContainerExtractor, compressed: bool) -> None:
    content = compound(word((LINE, "utf-16-le")))
    stored = struct.pack("<L", len(content)) + zlib.compress(content) if compressed else content
    data = compound({"PowerPoint Document": record(0x1011, stored, version=16 * compressed)})
    assert planted(taken(extractor, data)[0]) == {"object 0/document"}


def test_words_beside_a_picture_of_a_presentation_are_read(extractor: ContainerExtractor) -> None:
    comment = LINE.encode()
    picture = b"\xff\xd8\xff\xfe" + (len(comment) + 2).to_bytes(2, "big") + comment + b"\xff\xd9"
    data = compound({"PowerPoint Document": b"", "Pictures": record(0xF01D, bytes(17) + picture)})
    assert planted(taken(extractor, data)[0]) == {"picture 0.jpg/comment"}


def test_a_presentation_with_a_password_is_a_skip(extractor: ContainerExtractor) -> None:
    user = bytes(12) + struct.pack("<L", 0xF3D1C4DF)
    _, skips = taken(extractor, compound({"PowerPoint Document": record(4000, b""), "Current User": user}))
    assert [skip.reason for skip in skips] == [SkipReason.ENCRYPTED]


def test_a_file_in_a_presentation_that_unpacks_to_too_much_is_told(extractor: ContainerExtractor) -> None:
    stored = bytes(4) + zlib.compress(bytes(30 << 20))
    _, skips = taken(extractor, compound({"PowerPoint Document": record(0x1011, stored, version=16)}))
    assert [skip.reason for skip in skips] == [SkipReason.TOO_LARGE]


# Outlook


def message() -> dict[str, bytes]:
    return {
        "__properties_version1.0": b"",
        "__substg1.0_0037001F": "住民票の件".encode("utf-16-le"),
        "__substg1.0_1000001F": LINE.encode("utf-16-le"),
        "__substg1.0_10130102": f"<p>{LINE}</p>".encode("cp932"),
        "__recip_version1.0_#00000000/__substg1.0_3001001E": NAME.encode("cp932"),
        "__attach_version1.0_#00000000/__substg1.0_3707001F": "名簿.zip".encode("utf-16-le"),
        "__attach_version1.0_#00000000/__substg1.0_37010102": zipped(("list.csv", CSV)),
    }


def test_all_parts_of_a_message_are_read(extractor: ContainerExtractor) -> None:
    documents, skips = taken(extractor, compound(message()), "a.msg")
    assert planted(documents) == {
        "body.txt",
        "body.html",
        "__recip_version1.0_#00000000/properties",
        "名簿.zip/list.csv",
    }
    assert not skips


# Files that were made to do harm


def test_a_compound_file_of_another_kind_is_told(extractor: ContainerExtractor) -> None:
    documents, skips = taken(extractor, compound({"Something": b"else"}))
    assert not documents
    assert [(skip.reason, skip.can_hold_text) for skip in skips] == [(SkipReason.NO_EXTRACTOR, True)]


@pytest.mark.parametrize("data", [DOC, PPT], ids=["doc", "ppt"])
@pytest.mark.parametrize("part", [0.01, 0.3, 0.6])
def test_what_was_cut_off_is_told_or_read(extractor: ContainerExtractor, data: bytes, part: float) -> None:
    documents, skips = taken(extractor, data[: int(len(data) * part)])
    assert documents or skips
    assert {skip.reason for skip in skips} <= {SkipReason.MALFORMED, SkipReason.NO_EXTRACTOR}


def test_chains_and_names_in_circles_end() -> None:
    data = bytearray(DOC)
    table = 512 * (1 + int.from_bytes(data[76:80], "little"))
    data[table : table + 512] = struct.pack("<128L", *range(1, 128), 0)
    started = time.process_time()
    file = CompoundFile(bytes(data))
    assert sum(len(file.read(path)) for path in file.streams) <= len(data) * (1 + len(file.streams))
    assert time.process_time() - started < 20


def test_pieces_that_lie_over_each_other_make_no_more_than_there_is(extractor: ContainerExtractor) -> None:
    streams = word((LINE * 1000, "utf-16-le"))
    size = len(LINE) * 1000
    place = streams["1Table"][-8:]
    ends = struct.pack("<5001L", *range(0, 5001 * size, size))
    clx = b"\x02" + struct.pack("<L", len(ends) + 40_000) + ends + place * 5000
    document = bytearray(streams["WordDocument"])
    struct.pack_into("<LL", document, word_binary._CLX_AT, 0, len(clx))
    documents, _ = taken(extractor, compound({"WordDocument": bytes(document), "1Table": clx}))
    assert sum(len(one.text) for one in documents) < 2 * size


@settings(deadline=None, max_examples=150)
@given(st.binary(max_size=600), st.sampled_from([DOC, PPT, compound(message())]), st.floats(0, 1))
def test_no_damage_stops_the_reader(damage: bytes, data: bytes, where: float) -> None:
    from guard.extract.readers import legacy_office

    at = int(where * len(data))
    broken = data[:at] + damage + data[at + len(damage) :]
    with contextlib.suppress(Unlookable, struct.error, ValueError):  # what the worker makes a skip of
        list(legacy_office.read(broken, LIMITS))


def test_a_directory_that_cannot_be_followed_is_malformed() -> None:
    with pytest.raises(compound_file.Broken):
        CompoundFile(DOC[:30] + b"\x20" + DOC[31:])
