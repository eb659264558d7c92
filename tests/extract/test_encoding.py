"""Every encoding of Japanese files is told by its content, and what is broken is said."""

from __future__ import annotations

import codecs
import contextlib
import random
import time

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from guard.errors import Undecodable
from guard.extract.encoding import Decoded, decode, guess, is_text

SURNAMES = ("佐藤", "鈴木", "高橋", "渡辺", "小林", "勅使河原", "五十嵐", "長谷川", "久保田", "東海林")
GIVEN = ("太郎", "花子", "美咲", "健一", "翔太", "陽菜", "大輔", "由美子", "直樹", "千尋")
TOWNS = (
    "東京都千代田区霞が関",
    "大阪府高槻市奈佐原",
    "北海道函館市五稜郭町",
    "長野県上田市国分",
    "福岡県久留米市城南町",
)
HALF_WIDTH = ("ｻﾄｳ ﾊﾅｺ", "ｽｽﾞｷ ﾀﾛｳ", "ﾀｶﾊｼ ﾐｻｷ", "ﾜﾀﾅﾍﾞ ｼｮｳﾀ", "ｺﾊﾞﾔｼ ｹﾝｲﾁ", "ﾊｾｶﾞﾜ ﾁﾋﾛ", "ﾀﾅｶ ﾖｼﾋｺ")
PROSE = (
    "この手続は、住所を変更した方が窓口に届け出るものです。",
    "システムの設定を確認してから、データベースを起動してください。",
    "申請書に氏名と生年月日を記入し、担当者に提出する。",
    "テスト環境では本物のデータを使わないこと。",
)
LEGACY = {"cp932": "cp932", "euc_jp": "euc-jp"}
UTF16 = {"utf-16-le": "utf-16-le", "utf-16-be": "utf-16-be"}
CODECS = LEGACY | UTF16 | {"utf-8": "utf-8", "iso2022_jp": "iso-2022-jp"}

csv_rows = st.builds(
    "{}{},{}{}-{},0{}-0000-{}".format,
    st.sampled_from(SURNAMES),
    st.sampled_from(GIVEN),
    st.sampled_from(TOWNS),
    st.integers(1, 40),
    st.integers(1, 30),
    st.integers(3, 90),
    st.integers(1000, 9999),
)
ascii_with_a_word = st.builds(
    "  {} = get_value('{}')  # see {}".format,
    st.sampled_from(("name", "address", "user_id", "customer")),
    st.sampled_from(("住所", "氏名", "生年月日", "世帯番号", "カタカナ", "ひらがな")),
    st.sampled_from(("README.md", "docs/api.md", "issue 42")),
)
half_width_rows = st.builds("{},{}".format, st.sampled_from(HALF_WIDTH), st.integers(10, 99999))


def lines_of(line: st.SearchStrategy[str]) -> st.SearchStrategy[str]:
    return st.builds("{}{}".format, st.lists(line, min_size=1, max_size=60).map("\n".join), st.just("\n"))


prose = st.lists(st.sampled_from(PROSE), min_size=1, max_size=40).map("".join)
japanese = st.one_of(lines_of(csv_rows), prose, lines_of(ascii_with_a_word))


@pytest.mark.parametrize(("codec", "name"), CODECS.items())
@given(text=japanese)
def test_japanese_text_is_read_as_it_was_written(codec: str, name: str, text: str) -> None:
    assert decode(text.encode(codec)) == (text, name, None)


@given(text=lines_of(half_width_rows))
def test_half_width_kana_rows_in_cp932_are_not_taken_for_euc_jp(text: str) -> None:
    assert decode(text.encode("cp932")) == (text, "cp932", None)


@pytest.mark.parametrize(("codec", "name"), CODECS.items())
@given(surname=st.sampled_from(SURNAMES), given_name=st.sampled_from(GIVEN), town=st.sampled_from(TOWNS))
def test_a_line_of_kanji_without_any_ascii_is_enough(
    codec: str, name: str, surname: str, given_name: str, town: str
) -> None:
    text = surname + given_name + town
    assert decode(text.encode(codec)) == (text, name, None)


@pytest.mark.parametrize(
    ("mark", "codec", "name"),
    [
        (codecs.BOM_UTF8, "utf-8", "utf-8-sig"),
        (codecs.BOM_UTF16_LE, "utf-16-le", "utf-16-le"),
        (codecs.BOM_UTF16_BE, "utf-16-be", "utf-16-be"),
        (codecs.BOM_UTF32_LE, "utf-32-le", "utf-32-le"),
        (codecs.BOM_UTF32_BE, "utf-32-be", "utf-32-be"),
    ],
)
@given(text=st.one_of(japanese, st.just(""), st.just("plain")))
def test_the_byte_order_mark_decides_and_is_no_part_of_the_text(mark: bytes, codec: str, name: str, text: str) -> None:
    assert decode(mark + text.encode(codec)) == (text, name, None)


@given(st.text(st.characters(max_codepoint=127, exclude_characters="\0\x1b")))
def test_ascii_without_nul_and_escape_is_utf_8(text: str) -> None:
    assert decode(text.encode()) == (text, "utf-8", None)


@given(st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\0\x1b")))
@example("é\x01\x02\x03\x04\x05")
def test_valid_utf_8_is_never_refused(text: str) -> None:
    assert isinstance(decode(text.encode()), Decoded)


@pytest.mark.parametrize("text", ["café", "naïve façade", "Привет, мир", "αβγ δεζ", "25 °C ± 2", "한국어 문서"])
def test_utf_8_of_other_scripts_is_utf_8(text: str) -> None:
    assert decode(text.encode()) == (text, "utf-8", None)


class TestVendorCharacters:
    TEXT = "㈱髙﨑商店①Ⅳ№ 山田太郎\n"

    def test_nec_and_ibm_characters_of_cp932(self) -> None:
        assert decode(self.TEXT.encode("cp932")) == (self.TEXT, "cp932", None)

    @pytest.mark.parametrize(("code", "character"), [("F040", "\ue000"), ("F9FC", "\ue757")])
    def test_user_defined_characters_of_cp932_are_private_use(self, code: str, character: str) -> None:
        assert decode(bytes.fromhex(code) + "氏名".encode("cp932")).text == f"{character}氏名"

    @pytest.mark.parametrize(
        ("code", "character"),
        [
            ("ADA1", "①"),  # NEC row 13
            ("FCE2", "髙"),  # IBM characters where NEC put them (CP51932)
            ("8FF3F3", "ⅰ"),  # and where eucJP-ms has them
            ("8FF4FE", "黑"),
            ("F5A1", "\ue000"),  # user-defined, first and last
            ("FEFE", "\ue3ab"),
            ("8FF5A1", "\ue3ac"),
            ("8FFEFE", "\ue757"),
            ("A9A1", "€"),  # JIS X 0213
        ],
    )
    def test_euc_jp_as_vendors_write_it(self, code: str, character: str) -> None:
        expected = f"氏名は山田{character}子です\n"
        head, tail = expected.split(character)
        data = head.encode("euc_jp") + bytes.fromhex(code) + tail.encode("euc_jp")
        assert decode(data) == (expected, "euc-jp", None)


class TestIso2022Jp:
    def test_half_width_kana(self) -> None:
        assert decode(b"name: \x1b(I\x54\x4f\x40\x5e\x1b(B\n") == ("name: ﾔﾏﾀﾞ\n", "iso-2022-jp", None)

    def test_old_jis_and_jis_roman(self) -> None:
        assert decode(b"\x1b$@;3ED\x1b(J 100\n").text == "山田 100\n"

    def test_jis_x_0212(self) -> None:
        assert decode("丂田".encode("iso2022_jp_1")).text == "丂田"

    def test_jis_x_0213(self) -> None:
        assert decode("俱楽部".encode("iso2022_jp_2004")).text == "俱楽部"

    def test_nec_row_13_that_mail_programs_write(self) -> None:
        assert decode(b"\x1b$B-!;3ED\x1b(B\n").text == "①山田\n"

    def test_a_lost_return_to_ascii_costs_one_line(self) -> None:
        decoded = decode(b"\x1b$B;3ED-!\nname,tel\n\x1b$BB@O:\x1b(B\n")
        assert decoded.text == "山田①\nname,tel\n太郎\n"

    @pytest.mark.parametrize("log", [b"\x1b[31mred\x1b[0m\n", b"\x1b(B\x1b[m done\n", b"\x1b[1;32mOK\x1b(B\n"])
    def test_colours_of_a_terminal_are_no_iso_2022_jp(self, log: bytes) -> None:
        assert decode(log) == (log.decode(), "utf-8", None)


class TestDamage:
    @pytest.mark.parametrize(("codec", "name"), [("utf-8", "utf-8"), *LEGACY.items()])
    @given(text=lines_of(csv_rows), data=st.data())
    def test_one_foreign_byte_loses_nothing_else(self, codec: str, name: str, text: str, data: st.DataObject) -> None:
        at = data.draw(st.integers(0, len(text)))
        before, after = text[:at], text[at:]
        decoded = decode(before.encode(codec) + b"\xff" + after.encode(codec))
        assert decoded.text == f"{before}\ufffd{after}"
        assert decoded.encoding == name
        assert decoded.note == "1 broken byte sequence read as U+FFFD"

    @pytest.mark.parametrize(("codec", "name"), [("utf-8", "utf-8"), *LEGACY.items()])
    def test_a_file_cut_inside_its_last_character_is_read(self, codec: str, name: str) -> None:
        text = "氏名,住所\n山田太郎,東京都千代田区"
        decoded = decode(text.encode(codec)[:-1])
        assert decoded.encoding == name
        assert decoded.text == text[:-1] + "\ufffd"

    def test_a_replacement_character_of_the_file_itself_is_no_damage(self) -> None:
        assert decode("氏名\ufffd山田".encode()) == ("氏名\ufffd山田", "utf-8", None)

    @pytest.mark.parametrize("codec", ["utf-8", "cp932"])
    def test_what_is_mostly_broken_is_refused(self, codec: str) -> None:
        data = bytearray("".join(PROSE).encode(codec))
        data[::3] = b"\xff" * len(data[::3])
        with pytest.raises(Undecodable):
            decode(bytes(data))

    def test_random_bytes_are_refused(self) -> None:
        for seed in range(30):
            with pytest.raises(Undecodable):
                decode(random.Random(seed).randbytes(2000))


class TestNulBytes:
    @pytest.mark.parametrize("codec", ["ascii", "utf-8", "cp932", "euc_jp"])
    def test_a_single_nul_makes_no_binary(self, codec: str) -> None:
        text = "id,name,tel\n1,\0,03-0000-0000\n" + ("" if codec == "ascii" else "山田太郎,東京都\n" * 3)
        assert decode(text.encode(codec)).text == text

    def test_a_log_with_a_block_of_nul_bytes_is_text(self) -> None:
        text = "2026-01-01 started\n" * 2000 + "\0" * 4096 + "2026-01-02 氏名を更新\n" * 2000
        assert decode(text.encode()).text == text

    def test_numbers_of_a_binary_format_are_no_text(self) -> None:
        numbers = b"".join(number.to_bytes(4, "little") for number in range(3000))
        assert guess(numbers) is None
        assert not is_text(numbers)

    @pytest.mark.parametrize("codec", UTF16)
    def test_ascii_in_utf_16_without_a_mark_is_text(self, codec: str) -> None:
        text = "name,tel\r\ntaro,03-0000-0000\r\n"
        assert decode(text.encode(codec)) == (text, codec, None)
        assert is_text(text.encode(codec))

    def test_hiragana_in_utf_16_whose_bytes_are_all_ascii(self) -> None:
        text = "あいうえお、かきくけこ。"
        data = text.encode("utf-16-le")
        assert data.isascii()
        assert decode(data) == (text, "utf-16-le", None)

    @pytest.mark.parametrize("text", ["B0C0A0D0E0F0", "00102030405060", "hello, world", "Bush hid the facts"])
    def test_ascii_of_even_length_is_no_utf_16(self, text: str) -> None:
        assert decode(text.encode()) == (text, "utf-8", None)


class TestSeveralEncodings:
    def test_cp932_lines_in_a_utf_8_file_are_read(self) -> None:
        lines = ["氏名,住所\n", "山田太郎,東京都千代田区\n", "鈴木花子,大阪府高槻市\n", "佐藤,福岡県\n"]
        data = b"".join(line.encode("cp932" if number == 2 else "utf-8") for number, line in enumerate(lines))
        assert decode(data) == ("".join(lines), "mixed", "lines in cp932, utf-8")

    def test_utf_8_lines_in_a_cp932_file_are_read(self) -> None:
        lines = ["氏名,住所\r\n", *["山田太郎,東京都千代田区\r\n"] * 5, "鈴木花子,大阪府高槻市\r\n"]
        data = b"".join(line.encode("cp932") for line in lines[:-1]) + lines[-1].encode()
        assert decode(data) == ("".join(lines), "mixed", "lines in cp932, utf-8")

    def test_a_mail_in_iso_2022_jp_within_a_utf_8_file_is_read(self) -> None:
        data = "件名の一覧：\n".encode() + "山田太郎様\n".encode("iso2022_jp")
        assert decode(data) == ("件名の一覧：\n山田太郎様\n", "mixed", "lines in iso-2022-jp, utf-8")

    def test_a_marked_file_with_foreign_lines_is_mixed(self) -> None:
        data = codecs.BOM_UTF8 + "氏名の一覧\n".encode() * 3 + "山田太郎\n".encode("cp932")
        assert decode(data).text == "氏名の一覧\n" * 3 + "山田太郎\n"


@pytest.mark.parametrize(
    ("text", "codec"),
    [
        ("Müller, François and Señor Núñez met at the café", "latin-1"),
        ("It\x92s \x93quoted\x94 and don\x92t", "latin-1"),
        ("Grüße aus Köln\nÜbung macht den Meister\n" * 20, "latin-1"),
    ],
)
def test_other_scripts_are_read_as_latin_1_with_a_note(text: str, codec: str) -> None:
    decoded = decode(text.encode(codec))
    assert decoded.text == text
    assert decoded.encoding == "latin-1"
    assert decoded.note is not None


@given(st.binary(max_size=400))
@settings(max_examples=500)
def test_any_bytes_are_decoded_or_refused_and_ascii_lines_stay(data: bytes) -> None:
    try:
        decoded = decode(data)
    except Undecodable:
        return
    assert decoded.note is not None or "\ufffd" not in decoded.text or b"\xef\xbf\xbd" in data


@pytest.mark.parametrize(
    "data",
    [
        b"\x1b$B" * 200_000,
        b"\xff" * 500_000,
        b"\x80\n\xe3\x81\x82\n" * 20_000,
        "亜".encode("cp932") * 200_000 + b"\xff",
        b"a" * 1_000_000 + b"\xff",
    ],
)
def test_hostile_bytes_take_linear_time(data: bytes) -> None:
    started = time.process_time()
    with contextlib.suppress(Undecodable):
        decode(data)
    assert time.process_time() - started < 60
