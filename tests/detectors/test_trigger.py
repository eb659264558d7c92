"""Found ⇒ triggered: whatever a recognizer finds, its trigger fires on that line or for that label."""

from __future__ import annotations

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from detectors import sensitive_labels
from detectors.engine import Detector
from detectors.folding import fold
from detectors.labels import Kind, japanese_words, kinds_of, latin_words
from detectors.structure import Field
from detectors.trigger import TriggerSet, has_label, is_telling

DETECTOR = Detector()
TRIGGERS = TriggerSet()
KINDS = tuple(Kind)

latin = st.sampled_from([*latin_words(*KINDS), *sensitive_labels.words()[1]])
prefixes = st.sampled_from(
    ["", "", "user_", "customer.", "old", "m_", "test_", "sample", "applicant_", "TBL_", "set", "get_"]
)
suffixes = st.sampled_from(["", "", "1", "_kana", "_jp", "2", "_no", "_romaji", "En", "_hiragana", ".full"])
casing = st.sampled_from([str, str.upper, str.title, str.capitalize])
latin_labels = st.builds(lambda p, w, s, c: c(p + w + s), prefixes, latin, suffixes, casing)
japanese_labels = st.builds(
    lambda p, w, s: p + w + s,
    st.sampled_from(["", "", "申請者", "保護者の", "※", "旧", "届出人"]),
    st.sampled_from([*japanese_words(*KINDS), *sensitive_labels.words()[0]]),
    st.sampled_from(["", "", "（漢字）", "１", "(カナ)", "欄"]),
)
labels = st.one_of(latin_labels, japanese_labels)
names = st.sampled_from(
    "山田 太郎|勅使河原蓮|五十嵐心愛|髙橋美咲|ヤマダ タロウ|ｻﾄｳ ﾊﾙｶ|いがらし ここあ|Igarashi Kokoa|SATO HANAKO|纐纈　慧|小鳥遊|田中様|"
    "佐藤さん|渡邉君江（わたなべ　きみえ）|四十物 豊子|テヅカ ケイゴ|Hanawa Fumi <hanawa@kazamachi.jp>|鈴木一郎氏|与那嶺・豊子|李明|"
    "神谷ひより|平田颯|吉武奏汰|メイ|四季彩|白石 桃花 シライシ モモカ|Momoka Shiraishi|ドウメキ メイ|佐々木かなで".split(
        "|"
    )
)
others = st.sampled_from(
    "048-922-7731|０９０－３４５６－７８１２|（048）922-7731|+81 90-3456-7812|09034567812|0489227731|TEL048-922-7731|"
    "昭和55年4月1日|1980-04-01|19800401|3550401|S55.4.1|昭和五十五年四月一日|㍼55年4月1日|1980年4月1日生|平成元年12月31日生まれ|4/1/1980|"
    "〒340-0015|340-0015|3400015|3400015 埼玉県草加市高砂1-2-3|埼玉県草加市高砂１丁目２番３号|草加市高砂1-2-3|高砂1-1-7 コーポ201|"
    "京都市上京区寺之内通大宮西入|621498320257|6214-9832-0257|６２１４ ９８３２ ０２５７|t.kuroiwa@city-soka.jp|ｔａｒｏ＠ｂｉｇ．ｎｅ．ｊｐ|"
    "未設定|テスト|管理者|1234|2026-01-01 10:00|株式会社山田商事".split("|")
)
numbers = st.sampled_from(
    "430512345620|4305-1234-5620|第430512345620号|43-05-123456-20|TR3847291|TR 3847291|A12345678|123456780|"
    "TR38472914JPN8505121F3106143<<<<<<<<<<<<<<02|P<JPNTESHIGAWARA<<REN<<<<<<<<<<<<<<<<<<<<<<<|UJ38201947LA|UJ 38201947 LA|"
    "138057|01130012|38201947|草加・3820|3820-194|12-34 枝番01|記号 2193 番号 4817|H003820194|0003820194|4820-193756|4820193756|"
    "4820-193756-1150|5029-384716-3|50293847163|38201947562|3820-1947-562|382019|3820194|0017-001-3820194|0017-001-1-3820194|"
    "草加支店 普通 3820194|みずほ銀行 普通預金3820194|12330-12345671|記号12330 番号12345671|10190 38201941|00170-5-382019|"
    "4539-1488-0343-6467|4539148803436467|3566 0020 2036 0505|3782-822463-10005|越谷 ３００ さ １２－３４|春日部500す・821|"
    "品川30Aあ8213|20017ﾘｿﾅ            001ｿｳｶ            00001382019 4|20017サイタマリソナ    001ソウカ      000013820194テシガワラ".split(
        "|"
    )
)
facts = st.sampled_from(
    "胃がん|2型糖尿病|要介護３|3,482,000円|身体障害 2級|長女|あり|1|true|ブラジル|離婚|なし|Brazil".split("|")
)
values = st.one_of(names, others, numbers, facts)
separators = st.sampled_from(
    [
        ":",
        "：",
        " = ",
        "=",
        "\t",
        "　",
        "  ",
        ",",
        "は",
        "】",
        " => '",
        '": "',
        "(",
        '("',
        "|",
        " ",
        "' => '",
        "=[",
        " { '",
        "', with: '",
        '" value="',
        '">',
        "**：",
        "] => ",
    ]
)
ends = st.sampled_from(["", "'", '"', ")", '")', ",", "、", "です", " ", ");", "\n", "。"])
contexts = st.sampled_from(
    "世帯主{}、|長女の{}が転入|{}と申します|お世話になっております。市民課の{}です。|{}です。|{}様から|{}さん|{}が担当|申請者の{}より|"
    "The applicant {} lives|# {} (851742386163)|'{}','048-925-3316'|{},{},03|name = \"{}\", mail = \"m@hinoki.jp\"|"
    "{}（旧姓:薬師寺）|{}生まれ|{} / Ohira Kaede|[名] => {}|yomi={}&x=1|<td>{}</td><td>{}</td>".split("|")
)
piece = st.one_of(
    st.builds(lambda c, v: c.replace("{}", v), contexts, st.one_of(names, others)),
    st.builds(lambda a, s, v, e: a + s + v + e, labels, separators, values, ends),
    st.builds(lambda v, e: v + e, values, ends),
    st.builds(lambda v, e: f"'{v}', {e}", values, ends),
    st.text(alphabet="山川田一二三都市区町村、。「」 \tabc=:\"'0123-（）様氏名生年月日〒@.ー", max_size=12),
)
texts = st.lists(piece, min_size=1, max_size=5).map("".join)


@settings(max_examples=400, deadline=None)
@example("PERSONNAME\u3000佐々木かなで")
@example("フリガナ:Igarashi Kokoa")
@example("課長:小鳥遊")
@example("園児 小鳥遊")
@example("申請者〒:五十嵐心愛")
@example("3400015\n埼玉県草加市高砂１丁目２番３号と申します")
@given(texts)
def test_whatever_is_found_in_a_text_was_triggered_on_its_line(text: str) -> None:
    view = fold(text)
    triggered = TRIGGERS.lines(view.text)
    for detection in DETECTOR.detect(text):
        first = view.text.count("\n", 0, view.offset(detection.start))
        assert detection.entity in triggered.get(first, frozenset()), (detection, text)


@settings(max_examples=100, deadline=None)
@given(texts, st.integers(0, 6000), st.integers(0, 6000))
def test_whatever_name_is_found_in_a_long_line_was_triggered_on_it(text: str, before: int, behind: int) -> None:
    line = "x;" * before + " " + text.replace("\n", " ") + " " + ";y" * behind
    if any(detection.entity == "PERSON" for detection in DETECTOR.detect(line, entities=["PERSON"])):
        assert "PERSON" in TRIGGERS.lines(fold(line).text).get(0, frozenset()), text


@settings(max_examples=400, deadline=None)
@given(labels, values)
def test_whatever_is_found_under_a_label_was_triggered_by_its_text_or_its_label(label: str, value: str) -> None:
    view = fold(value)
    triggered = set().union(*TRIGGERS.lines(view.text).values())
    if is_telling(label):
        triggered |= TRIGGERS.label_entities(kinds_of(label), view.text)
    for detection in DETECTOR.detect(value, [Field(label, 0, len(value), 0)]):
        assert detection.entity in triggered, (detection, label, value)


@settings(max_examples=400, deadline=None)
@given(labels)
def test_every_telling_label_passes_the_gate_before_structure_is_read(label: str) -> None:
    if is_telling(label):
        assert has_label(label)


@pytest.mark.parametrize("label", ["race", "user_race", "userRace", "RACE", "$race", "race_code"])
def test_a_word_of_a_sensitive_label_triggers_where_it_begins_a_word(label: str) -> None:
    assert "JP_SENSITIVE_ATTRIBUTE" in TRIGGERS.lines(f'{label}: "x"')[0]


@pytest.mark.parametrize("text", ['trace("x")', "race = other", "race(value)", "brace_1"])
def test_other_words_and_variables_are_no_sensitive_attribute(text: str) -> None:
    assert not TRIGGERS.lines(text)


@pytest.mark.parametrize("text", ["2024-04-19 10:30 started", "2024/04-19 ", "v10.04.19-1", "a048-922-7731"])
def test_a_part_of_another_number_or_word_is_no_telephone(text: str) -> None:
    assert "PHONE_NUMBER" not in TRIGGERS.lines(text).get(0, ())


@pytest.mark.parametrize(
    "text", ["048-922-7731", "x\n(048)922-7731", "電話048 922 7731", "FAX048-922-7731", "'0489227731"]
)
def test_a_telephone_triggers_on_its_own_line(text: str) -> None:
    assert {line for line, found in TRIGGERS.lines(text).items() if "PHONE_NUMBER" in found} == {text.count("\n")}


@settings(max_examples=100, deadline=None)
@given(labels, values)
def test_a_label_names_at_most_what_it_can_name(label: str, value: str) -> None:
    assert TRIGGERS.under(label, fold(value).text) <= TRIGGERS.at_most_under(label)


@pytest.mark.parametrize(
    "text", ["件数を数える", "return a + b", "version 1.2.3.4", "画面を表示します。", "Adobe 7, since 2001"]
)
def test_ordinary_text_triggers_nothing(text: str) -> None:
    assert not TRIGGERS.lines(text)
