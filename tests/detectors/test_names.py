"""Names in cells, after labels and in sentences; beside each, what looks alike and is none."""

from __future__ import annotations

import pytest

from detectors import names
from detectors.labels import Kind, is_label, kinds_of
from detectors.passage import Passage
from detectors.structure import Field, inline_fields


def found(text: str, label: str | None = None) -> list[str]:
    passage = Passage.of(text, [] if label is None else [Field(label, 0, len(text), 0)])
    return [passage.text[name.start : name.end] for name in names.find(passage)]


@pytest.mark.parametrize(
    "name",
    "オチ セイシロウ|はせがわ めい|神谷ひより|高木いろは|佐々木かなで|小瀬 絢人|小瀬絢人|佐藤結月|Kana Sato|Mei Nakajo|"
    "Karitani Shumpei".split("|"),
)
def test_name_that_holds_or_ends_in_another_word_is_found_under_its_label(name: str) -> None:
    assert found(name, "氏名") == [name]


@pytest.mark.parametrize(
    "value",
    "フリガナ|セイ メイ|お名前|神谷より|田中まで|山田商店|Home Address|Billing Name|未設定".split("|"),
)
def test_label_office_or_remark_is_no_name_under_a_name_label(value: str) -> None:
    assert found(value, "氏名") == []


@pytest.mark.parametrize("value", "中山競馬場|越乃寒梅|清水処分場|本田技研|市川再発見".split("|"))
def test_facility_or_product_is_no_name_under_a_label_of_things(value: str) -> None:
    assert found(value, "名称") == []


@pytest.mark.parametrize(
    ("row", "expected"),
    [
        ("1,神谷ひより,090-4417-2286", ["神谷ひより"]),
        ("1;平田颯;048-925-3316", ["平田颯"]),
        ("<td>神谷 ひより</td><td>0481</td>", ["神谷 ひより"]),
        ("'吉武奏汰', '3400053'", ["吉武奏汰"]),
        ("松下 碧海,マツシタ オウミ", ["松下 碧海", "マツシタ オウミ"]),
        ("# 椎名 苺花 (1234)", ["椎名 苺花"]),
        ("札幌市 北区,さっぽろし きたく,0112", []),
        ("玄米 弁当,ゲンマイ ベントウ,480", []),
        ("山形らしさ,100", []),
        ('"phrase":"市川再発見","id":1000', []),
        ("奈良県曽爾,1000", []),
    ],
)
def test_cell_of_a_bare_row_is_a_name_where_its_row_vouches_for_it(row: str, expected: list[str]) -> None:
    assert found(row) == expected


@pytest.mark.parametrize(
    ("sentence", "expected"),
    [
        ("申請者の増田乃愛より電話があった。", ["増田乃愛"]),
        ("世帯主浅野心春、長女杉本浩の2名", ["浅野心春", "杉本浩"]),
        ("窓口対応は国分颯が担当した。", ["国分颯"]),
        ("お世話になっております。市民課の塙です。", ["塙"]),
        ("道家と申します", ["道家"]),
        ("千葉様、松下さん", ["千葉", "松下"]),
        ("ヤエガシ フタバ様から", ["ヤエガシ フタバ"]),
        ("The applicant Ichinose Ichika lives here", ["Ichinose Ichika"]),
        ("苅谷 峻平 / Karitani Shumpei", ["苅谷 峻平", "Karitani Shumpei"]),
        ("本人確認書類の提出", []),
        ("利用者登録が必要です。", []),
        ("お世話になっております。重要です。", []),
        ("The applicant Must Provide it", []),
        ("武豊町のまつり、森・里・街、満彩", []),
        ("四季彩のまち、西積丹の海", []),
    ],
)
def test_words_around_a_name_announce_it(sentence: str, expected: list[str]) -> None:
    assert found(sentence) == expected


def test_romaji_name_of_no_dictionary_needs_a_mail_address_beside_it_under_name() -> None:
    assert found('{ name = "Hamona Moteri", email = "m@hinoki.jp" }') == ["Hamona Moteri"]
    assert found('{ name = "Hamona Moteri", size = 3 }') == []


@pytest.mark.parametrize(
    "name", "Momoka Shiraishi|SHIRAISHI Momoka|Shiraishi, Momoka|Ohno Yuko|Junichi Satō".split("|")
)
def test_romaji_name_whose_parts_are_read_as_names_is_found_under_name(name: str) -> None:
    assert found(f'{{ name = "{name}", size = 3 }}') == [name]


@pytest.mark.parametrize("value", "Time Zone|Main Menu|Tomato Juice|Date Time|Tokyo Osaka|Site Name".split("|"))
def test_two_words_that_are_spelled_like_romaji_are_no_name(value: str) -> None:
    assert found(f'{{ name = "{value}", size = 3 }}') == []


def test_given_name_mei_is_one_beside_a_surname_and_a_label_beside_a_label() -> None:
    def of(surname: str) -> list[str]:
        text = f"{surname},メイ"
        fields = [Field("last_name_kana", 0, len(surname), 0), Field("first_name_kana", len(surname) + 1, len(text), 0)]
        return [text[name.start : name.end] for name in names.find(Passage.of(text, fields))]

    assert of("ナカノ") == ["ナカノ", "メイ"]
    assert of("セイ") == []


@pytest.mark.parametrize("label", ["メイリオ", "オートメイ"])
def test_syllables_of_a_label_do_not_make_one(label: str) -> None:
    assert not kinds_of(label)


@pytest.mark.parametrize(
    ("label", "kind"),
    [
        ("tel.no", Kind.PHONE),
        ("record.電話番号.value", Kind.PHONE),
        ("氏名.value", Kind.FULL_NAME),
        ("order.no", Kind.OTHER_NUMBER),
        ("患者.電話.番号", Kind.PHONE),
        ("口座.番号", Kind.BANK_ACCOUNT),
        ("個人.番号", Kind.MY_NUMBER),
        ("受付.番号", Kind.OTHER_NUMBER),
    ],
)
def test_last_part_of_a_path_that_says_nothing_leaves_the_word_to_its_parent(label: str, kind: Kind) -> None:
    assert kinds_of(label) == {kind}


@pytest.mark.parametrize("value", ["セイシロウ", "絢人", "Kana Sato", "メイ子"])
def test_name_is_no_label(value: str) -> None:
    assert not is_label(value)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("'氏名' => '中条 紗世'", ("氏名", "中条 紗世")),
        ('map.put("氏名", "中条 紗世");', ("氏名", "中条 紗世")),
        (":氏名 => '中条 紗世'", ("氏名", "中条 紗世")),
        ("full_name { '中条 紗世' }", ("full_name", "中条 紗世")),
        ("fill_in '氏名', with: '中条 紗世'", ("氏名", "中条 紗世")),
        ('<input name="name_kana" value="ナカ サヨ">', ("name_kana", "ナカ サヨ")),
        ("name=[中条 紗世] tel=[1]", ("name", "中条 紗世")),
        ("**氏名**: 中条 紗世", ("氏名", "中条 紗世")),
        ("[氏名] => 中条 紗世", ("氏名", "中条 紗世")),
        ("氏名:中条 紗世 / 住所:草加", ("氏名", "中条 紗世")),
        ("full_name:中条 紗世 tel:1", ("full_name", "中条 紗世")),
        ("name=中条 紗世&tel=1", ("name", "中条 紗世")),
        ("志保(旧姓:薬師寺)", ("旧姓", "薬師寺")),
    ],
)
def test_label_in_running_text_is_read_with_its_value_alone(text: str, expected: tuple[str, str]) -> None:
    assert expected in [(field.label, text[field.start : field.end]) for field in inline_fields(text)]


def test_unit_of_a_number_is_no_label_of_what_follows() -> None:
    assert not list(inline_fields("谷塚町1328番地\t1986年7月9日|四丁目二番一号|1986"))


def found_as_written(text: str, label: str | None = None) -> list[str]:
    """The names in a text as they stand there, unfolded."""
    passage = Passage.of(text, [Field(label, 0, len(text), 0)] if label else [])
    spans = (passage.view.span(name.start, name.end) for name in names.find(passage))
    return [text[start:end] for start, end in spans]


#: Kanji that are no character of the common sets: private use, planes 15 and 16, variation sequences, old forms,
#: compatibility ideographs, beyond the basic plane.
_RARE_WRITINGS = "渡\ue05b 美咲|渡\U000f0123 美咲|渡\U00100045 美咲|渡邊\U000e0103 美咲|渡邉\ufe00 美咲|髙﨑 美咲|\ufa11田 美咲|𠮷田 美咲|大\ufa10 德美"


@pytest.mark.parametrize("name", _RARE_WRITINGS.split("|"))
def test_name_with_a_rare_kanji_is_found_under_a_label_from_its_first_to_its_last_code_point(name: str) -> None:
    assert found_as_written(name, "氏名") == [name]
    assert found_as_written(f"氏名：{name}、女") == [name]


@pytest.mark.parametrize(
    "name", "渡\ue05b美咲|渡\U000f0123美咲|佐藤美\ue05b|髙﨑美咲|𠮷田美咲|渡邊\U000e0103美咲".split("|")
)
def test_name_with_a_rare_kanji_is_found_in_a_sentence(name: str) -> None:
    assert found_as_written(f"本日、{name}が来庁した。") == [name]


@pytest.mark.parametrize("text", ["渡邊\U000e0103様から", "佐藤美咲\U000e0101が来庁した"])
def test_selector_of_a_variant_belongs_to_the_name_it_ends(text: str) -> None:
    assert found_as_written(text) == [text.removesuffix("様から").removesuffix("が来庁した")]


@pytest.mark.parametrize("name", "渡〓 美咲|〓田 美咲|渡■美咲|山田 〓子".split("|"))
def test_mark_in_the_place_of_a_missing_kanji_is_part_of_the_name(name: str) -> None:
    assert found_as_written(name, "氏名") == [name]


@pytest.mark.parametrize("value", "■■|〓〓〓|● ●".split("|"))
def test_marks_alone_are_no_name(value: str) -> None:
    assert found_as_written(value, "氏名") == []
