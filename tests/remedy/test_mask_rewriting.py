"""The parts of a rewriting by themselves: bytes, escapes, ZIP files, XML with places."""

from __future__ import annotations

import io
import json
import re
import zipfile
from contextlib import suppress
from xml.sax.saxutils import escape, quoteattr

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from guard.errors import Undecodable
from guard.extract import fixed_width
from guard.extract.encoding import decode
from guard.extract.readers import markup_flow
from guard.model import Document, Origin
from guard.remedy.mask.diff import masked
from guard.remedy.rewrite.escape import spelled, value_of
from guard.remedy.rewrite.markup import Spots, flow, leaves
from guard.remedy.rewrite.parser import Unreadable
from guard.remedy.rewrite.part import patched, patches
from guard.remedy.rewrite.splice import Edit, Splices
from guard.remedy.rewrite.width import fitting, on_screen
from guard.remedy.rewrite.zip import Unfit, members, replaced
from tests.people import encoded

CODECS = ("utf-8", "utf-8-sig", "cp932", "euc_jp", "iso2022_jp", "utf-16-le")
PIECES = (
    "氏名：",
    "佐伯 和代",
    "a",
    "\r\n",
    "\n",
    "ｶﾅ",
    "①",
    "電話 048-925-3316",
    "、",
    "\u3000",
    "草加市",
    "~\\",
    ",",
    '"',
)
TEXTS = st.lists(st.sampled_from(PIECES), min_size=3, max_size=40).map("".join)
NEW = st.text(st.sampled_from("見本太郎ﾀﾛｳタロウab0-@ "), max_size=12)


@st.composite
def edited(draw: st.DrawFn) -> tuple[str, list[Edit]]:
    """A text and edits in it, in order and apart."""
    text = "これは見本の文書です。\n" + draw(TEXTS)
    cuts = sorted(draw(st.sets(st.integers(0, len(text)), max_size=8)))
    pairs = list(zip(cuts[::2], cuts[1::2], strict=False))
    return text, [Edit(start, end, draw(NEW)) for start, end in pairs]


def with_edits(text: str, edits: list[Edit]) -> str:
    for edit in reversed(edits):
        text = text[: edit.start] + edit.new + text[edit.end :]
    return text


@settings(max_examples=150, deadline=None)
@given(edited(), st.sampled_from(CODECS))
def test_an_edit_of_bytes_is_an_edit_of_the_text(told: tuple[str, list[Edit]], codec: str) -> None:
    text, edits = told
    text = text.encode(codec, "ignore").decode(codec) if codec != "utf-16-le" else text
    edits = [edit for edit in edits if edit.end <= len(text)]
    data = encoded(text, codec)
    decoded = decode(data)
    if decoded.text != text:
        return  # so short that it reads like another encoding
    splices = Splices(data, decoded)
    made = [edit for edit in edits if splices.put(edit)]
    assert made == edits
    read_as = {"euc_jp": "euc_jp", "iso2022_jp": "iso2022_jp_ext", "utf-8-sig": "utf-8-sig"}.get(codec, codec)
    content = splices.content()
    new = content[2:].decode(codec) if codec == "utf-16-le" else content.decode(read_as)
    assert new == with_edits(text, edits)


@settings(max_examples=150, deadline=None)
@given(
    st.binary(max_size=200),
    st.sampled_from(["佐伯 和代", "090-1234-5678"]),
    st.sampled_from(["cp932", "utf-8", "euc_jp"]),
)
def test_bytes_that_no_encoding_has_stay_where_they_are(noise: bytes, value: str, codec: str) -> None:
    prefix = noise.replace(b"\0", b"") + b"\n" + "これは見本の文書です。ひらがなとカタカナ".encode(codec) + b"\n"
    data = prefix + value.encode(codec) + b"\n" + noise.replace(b"\0", b"")
    try:
        decoded = decode(data)
    except Undecodable:
        return
    start = decoded.text.find(value)
    if start < 0:
        return
    splices = Splices(data, decoded)
    if splices.put(Edit(start, start + len(value), "x")):
        content = splices.content()
        assert content.count(value.encode(codec)) == data.count(value.encode(codec)) - 1
        assert content.replace(b"x", b"", 0).endswith(data[len(prefix) + len(value.encode(codec)) :])


def test_what_an_encoding_lacks_is_not_written() -> None:
    data = "氏名：佐伯 和代、住所：草加市".encode("euc_jp")
    assert not Splices(data, decode(data)).put(Edit(3, 8, "𠮷田"))


@pytest.mark.parametrize(
    ("raw", "new", "written"),
    [
        ("佐伯", "見本", "見本"),
        (r"\u4f50\u4f2f", "見本", r"\u898b\u672c"),
        (r"\u4F50\u4F2F", "見本", r"\u898B\u672C"),
        (r"\u4f50 \u548c", "見 本", r"\u898b \u672c"),
        (r"\u{4f50}", "見", r"\u{898b}"),
        ("&#20304;&#20271;", "見本", "&#35211;&#26412;"),
        ("&#x4F50;", "見", "&#x898B;"),
        ("%E4%BD%90", "見", "%E8%A6%8B"),
        ("%8D%B2", "見", "%8C%A9"),
        (r"\xe4\xbd\x90", "見", r"\xe8\xa6\x8b"),
        (r"1980\/04\/01", "1990/12/03", r"1990\/12\/03"),
        (r"\u0030\u0039", "12", r"\u0031\u0032"),
        ("090-1234", "041-5678", "041-5678"),
        ("佐伯", 'a"b', None),
        ("佐伯", "a,b", None),
        ("佐,伯", "a,b", "a,b"),
        ("佐伯", "a\nb", None),
    ],
)
def test_a_replacement_is_written_as_the_value_was(raw: str, new: str, written: str | None) -> None:
    assert spelled(raw, new) == written


@given(
    st.text(st.sampled_from("佐伯和代ab0-@ /"), min_size=1, max_size=8),
    st.text(st.sampled_from("見本ab1-@ /"), max_size=8),
)
def test_json_strings_are_read_back_as_they_were_meant(old: str, new: str) -> None:
    raw = json.dumps(old)[1:-1]
    written = spelled(raw, new)
    assert written is not None
    if old.isascii() and not new.isascii():
        return
    assert json.loads(f'"{written}"') == new
    assert value_of(raw) == old


def archive(*names: str, method: int = zipfile.ZIP_DEFLATED) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", method) as opened:
        for name in names:
            opened.writestr(name, name * 50)
    return out.getvalue()


@pytest.mark.parametrize("method", [zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED])
def test_one_member_changes_and_the_others_keep_their_bytes(method: int) -> None:
    data = archive("a.xml", "b.xml", "名前.xml", method=method)
    new = replaced(data, {"b.xml": b"other"})
    assert members(new, {"b.xml": 10}) == {"b.xml": b"other"}
    end_of_a = data.index(b"PK\x03\x04", 4)
    assert new[:end_of_a] == data[:end_of_a]
    with zipfile.ZipFile(io.BytesIO(new)) as opened:
        assert opened.testzip() is None
        assert opened.namelist() == ["a.xml", "b.xml", "名前.xml"]


@settings(max_examples=100, deadline=None)
@given(st.data())
def test_a_damaged_zip_is_refused_or_still_read(data: st.DataObject) -> None:
    broken = bytearray(archive("a.xml", "b.xml"))
    for _ in range(data.draw(st.integers(1, 4))):
        broken[data.draw(st.integers(0, len(broken) - 1))] = data.draw(st.integers(0, 255))
    with suppress(Unfit):
        replaced(bytes(broken), {"b.xml": b"other"})


def test_a_member_twice_a_large_one_and_a_missing_one_are_refused() -> None:
    with pytest.warns(UserWarning, match="Duplicate"):
        twice = archive("a.xml", "a.xml")
    with pytest.raises(Unfit):
        replaced(twice, {"a.xml": b""})
    with pytest.raises(Unfit):
        members(archive("a.xml"), {"a.xml": 10})
    with pytest.raises(Unfit):
        replaced(archive("a.xml"), {"c.xml": b""})


RUNS = st.lists(
    st.sampled_from(["佐伯", " 和代", "048-925", "-3316", "a & b", "<x>", "\n", "  "]), min_size=1, max_size=8
)


def part(paragraphs: list[list[str]], table: list[str]) -> bytes:
    body = "".join(
        f"<w:p>{''.join(f'<w:r><w:t>{escape(run)}</w:t></w:r>' for run in runs)}"
        f"<wp:docPr id='1' descr={quoteattr(runs[0])} title={quoteattr(runs[-1])}/></w:p>"
        for runs in paragraphs
    )
    cells = "".join(f"<w:tc><w:p><w:r><w:t>{escape(cell)}</w:t></w:r></w:p></w:tc>" for cell in table)
    return f'<w:d xmlns:w="w" xmlns:wp="wp">{body}<w:tbl><w:tr>{cells}</w:tr></w:tbl></w:d>'.encode()


@settings(max_examples=150, deadline=None)
@given(st.lists(RUNS, min_size=1, max_size=4), RUNS)
def test_places_are_those_of_the_text_that_is_scanned(paragraphs: list[list[str]], table: list[str]) -> None:
    data = part(paragraphs, table)
    read, scanned = flow(data), markup_flow.flow(data, runs_only=True)
    assert [str(line) for line in read.lines] == scanned.lines
    assert len(read.tables) == len(scanned.tables)
    assert str(leaves(data)).splitlines() == list(markup_flow.leaves(data))
    for spots in (*read.lines, *read.tables):
        for character, start, end in zip(spots.text, spots.starts, spots.ends, strict=True):
            if start >= 0 and character not in " '":
                assert data[start:end].decode() == escape(character)


@settings(max_examples=150, deadline=None)
@given(st.lists(RUNS, min_size=1, max_size=3), st.data())
def test_an_edit_of_a_part_is_an_edit_of_its_text(paragraphs: list[list[str]], data: st.DataObject) -> None:
    source = part(paragraphs, [])
    spots: Spots = flow(source).flowing()
    if not spots:
        return
    start = data.draw(st.integers(0, len(spots.text) - 1))
    line_end = str(spots).index("\n", start)
    end = data.draw(st.integers(start, line_end))
    new = data.draw(st.sampled_from(["見本", "見本 太郎", "041-749-9680", "<&>"]))
    made = patches(spots, Edit(start, end, new)) if end > start else None
    if made is not None:
        now = str(flow(patched(source, made)).flowing())
        assert re.sub(r"\s+", "", now) == re.sub(r"\s+", "", str(spots)[:start] + new + str(spots)[end:])


def test_a_part_with_entities_of_its_own_or_of_another_encoding_is_refused() -> None:
    for data in (
        b'<!DOCTYPE d [<!ENTITY e "x">]><d>&e;</d>',
        b'<?xml version="1.0" encoding="Shift_JIS"?><d/>',
        b"<d>",
    ):
        with pytest.raises(Unreadable):
            flow(data)


def test_columns_on_the_screen_keep_their_width() -> None:
    text = "氏名        電話番号\n----------  --------------\n佐伯 和代   048-925-3316\n越智 恵     048-925-3317\n"
    fit = fitting(Document(Origin("list.txt"), text, reader=fixed_width.read))
    assert fit is not None
    start = text.index("佐伯")
    for new in ("見本", "見本名 花子"):
        edit = fit(Edit(start, start + 5, new))
        assert edit is not None
        line = with_edits(text, [edit]).splitlines()[2]
        assert on_screen(line[: line.index("048")]) == on_screen(
            text.splitlines()[2][: text.splitlines()[2].index("048")]
        )
    assert fit(Edit(start, start + 5, "見本見本見本 花子")) is None


@given(st.text())
def test_the_shape_of_a_line_holds_no_word_of_it(text: str) -> None:
    assert not re.search(r"[^\W_]", masked(text).replace("●", ""))
