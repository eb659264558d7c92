from __future__ import annotations

import re
import time
from pathlib import Path

import pytest
import re2
from hypothesis import example, given
from hypothesis import strategies as st

from detectors import gazetteer
from detectors.address import Address, find, is_street_part, trigger_pattern
from detectors.folding import fold

TRIGGER = re2.compile(trigger_pattern())
LISTED = [m for m in gazetteer.municipalities() if not m.has_wards and gazetteer.towns_of(m)]


def spans(text: str) -> list[str]:
    return [text[address.start : address.end] for address in find(text)]


def only(text: str) -> Address:
    (address,) = find(text)
    return address


COMPLETE = {
    "hyphens": "埼玉県草加市高砂1-1-1",
    "丁目 and hyphen": "埼玉県草加市高砂1丁目1-1",
    "丁目 番 号": "埼玉県草加市高砂1丁目2番3号",
    "丁目 in kanji": "埼玉県草加市高砂一丁目二番三号",
    "kanji with の": "東京都新宿区西新宿二の八の一",
    "kanji with thousands": "和歌山県東牟婁郡串本町串本千二百三十四番地",
    "kanji without unit": "東牟婁郡串本町串本千二百三十四",
    "町目": "埼玉県草加市高砂1町目3番地",
    "番地": "静岡県静岡市葵区追手町9番6号",
    "番地の": "三重県津市広明町13番地の2",
    "番地 and branch": "茨城県つくば市研究学園一丁目1番地1",
    "ノ": "高知県高知市丸ノ内123ノ4",
    "bare number": "神奈川県横浜市保土ケ谷区狩場町325",
    "無番地": "東京都青ヶ島村無番地",
    "no town in the list": "沖縄県島尻郡渡名喜村1917番地の3",
    "丁": "堺市北区新金岡町4丁1-8",
    "prefecture left out": "草加市高砂1-1-1",
    "東京都 left out": "千代田区霞が関1-2-3",
    "municipality left out": "埼玉県高砂1-1-1",
    "county left out": "和歌山県串本町串本1234-5",
    "suffix of the prefecture left out": "福島石川郡石川町字長久保185-4",
    "ward left out": "大阪市梅田2-4-9",
    "ward that was renamed": "静岡県浜松市中区元城町103-2",
    "大字": "埼玉県川口市大字芝字宮根3938-5",
    "字": "香川県丸亀市原田町字東三分一1926番地1",
    "section without 字": "京都府宇治市菟道森本8-10",
    "町 left out": "滋賀県長浜市木之本西山123-4",
    "甲": "愛媛県松山市大街道甲123番地",
    "single kana": "石川県金沢市ロ12番地",
    "kana town and の": "旭市ハの742-2",
    "地割": "岩手県九戸郡九戸村大字伊保内第11地割25番地1",
    "条": "北海道札幌市北区北24条西6丁目1-1",
    "条 in kanji": "北海道札幌市北区北二十四条西六丁目1番地",
    "線": "帯広市川西町西1線10番地",
    "lines and 号": "北海道上川郡東神楽町十四号北1番地",
    "字上5区": "北海道釧路市字上5区29番地",
    "Kyoto, town last": "京都府京都市中京区寺町通御池上る上本能寺前町488番地",
    "Kyoto, town first": "京都市上京区役人町中立売通堀川西入260番",
    "Kyoto, ル": "京都府京都市下京区高辻堀川町西堀川通高辻下ル366番2",
    "Kyoto, town again": "京都府京都市下京区忠庵町柳馬場通松原下ル(忠庵町)316",
    "blanks": "埼玉県 草加市 高砂 1-1-1",
    "blank before the municipality's town": "和歌山県和歌山市 七番丁19",
    "long vowel folded to a dash": "福井県三方上中郡若狭町若狭テクノバレ-1-1",
    "municipality in a longer name": "東京都東村山市本町1丁目20-14",
    "county in a longer name": "山形県東村山郡中山町岡7丁目18-18",
    "municipality that is no more": "埼玉県浦和市常盤6-4-4",
    "town that is not in the list": "東京都新宿区三栄町2-8",
}


@pytest.mark.parametrize("text", COMPLETE.values(), ids=COMPLETE)
def test_notation_is_found_to_its_last_character_and_is_complete(text: str) -> None:
    for before, after in (("", ""), ("住所:", "\n"), ('"', '","048-922-0151"'), ("(", ")"), ("", "に住む。")):
        (address,) = find(before + text + after)
        assert (address.start, address.end) == (len(before), len(before) + len(text))
        assert address.complete


@pytest.mark.parametrize(
    "building",
    [
        "都営くすのきアパート2号棟101号室",
        "ハイツ山田201",
        " グランドメゾン 201",
        " コーポ中村 B-102",
        " さくら荘102",
        "第2田中ビル5F",
        "メゾン・ド・高砂1203",
        " 市営住宅3-405",
        "ソニックシティビル29階",
        " 1203",
        " 10F",
        " K&Mハイツ",
        " L'AVENIRハイツ",
        " D'クラディアタワー",
    ],
)
def test_building_and_room_belong_to_the_address(building: str) -> None:
    text = "埼玉県草加市高砂1丁目2番3号" + building
    assert spans(text) == [text]
    assert spans(text + " 山田太郎") == [text]


@pytest.mark.parametrize("behind", [",048-922-7731", ",0489227731", ",340-0015", ",19800304"])
@pytest.mark.parametrize("building", [" コーポ中村 B-102", "草加マンション203", " 1203"])
def test_a_room_ends_where_its_cell_ends(building: str, behind: str) -> None:
    text = "埼玉県草加市高砂1丁目2番3号" + building
    assert spans(text + behind) == [text]


@pytest.mark.parametrize(
    "rest",
    [
        "。",
        ")",
        " 山田太郎",
        " 山田太郎 35",
        " 048-922-0151",
        "TEL048-922-0151",
        "(048-922-0151)",
        " 総務部",
        "株式会社高砂商事",
        " 1,200円",
        " 100,200円",
        ",男,35",
        "\t2020-01-01",
        "に住んでいます。",
    ],
)
def test_what_is_no_building_stays_outside(rest: str) -> None:
    assert spans("埼玉県草加市高砂1-1-1" + rest) == ["埼玉県草加市高砂1-1-1"]


@pytest.mark.parametrize(
    "text",
    [
        "埼玉県草加市高砂",
        "草加市高砂",
        "埼玉県新座市新堀2丁目",
        "鹿児島市山下町",
        "京都市上京区大猪熊町寺之内通大宮西入",
    ],
)
def test_address_without_a_house_number_is_found_and_not_complete(text: str) -> None:
    assert spans(text) == [text]
    assert not only(text).complete


@pytest.mark.parametrize(
    "text",
    [
        "草加市",
        "東京都",
        "都市計画法第34条第1項の規定",
        "第二条 市町村は、",
        "東京都市大学前 3",
        "東京都は2020年に",
        "大阪市 2025年度",
        "横浜市3月",
        "北区10件、中央区3か所",
        "札幌市 1,234",
        "港区 12 34 56",
        "東京都 1-2-3",
        "草加市 048-922-0151",
        "埼玉県草加市 340-0015",
        "堺市-2019",
        "大阪府大阪市 2020-10-11 10:30",
        "大阪市内3-4店舗",
        "横浜市営地下鉄1-2番線",
        "名古屋市立大学 2-3年",
        "京都市バス205系統",
        "新宿区新宿駅3番線",
        "東京都港区六本木ヒルズ3周年",
        "市町村コード 01101 札幌市中央区 01102 札幌市北区",
        "朝日町1-2-3",
        "version 市1.2.3",
    ],
)
def test_prose_tables_and_numbers_hold_no_address(text: str) -> None:
    assert spans(text) == []


def test_spellings_of_one_name_lead_to_one_entry() -> None:
    spellings = ("茨城県龍ケ崎市佐貫町647", "茨城県竜ヶ崎市佐貫町647", "茨城県竜が崎巿佐貫町647")
    assert {only(text).parts for text in spellings} == {("茨城県", "龍ケ崎市", "佐貫町")}


def test_every_name_of_the_dictionary_is_found_after_folding() -> None:
    names = {char for m in gazetteer.municipalities() for char in m.city}
    names |= {char for m in LISTED for town in gazetteer.towns_of(m).values() for char in town}
    folded = {char for char in names if gazetteer.canonical(fold(char).text) != gazetteer.canonical(char)}
    assert folded == set()


def test_score_falls_with_every_part_that_is_left_out() -> None:
    whole = only("埼玉県草加市高砂1-1-1").score
    without_number = only("埼玉県草加市高砂").score
    without_prefecture = only("草加市高砂1-1-1").score
    without_both = only("草加市高砂").score
    assert whole > without_number >= 0.8 > without_prefecture > without_both > 0


def test_prefecture_of_an_ambiguous_municipality_follows_from_its_town() -> None:
    assert only("広島県府中市府川町315").parts == ("広島県", "府中市", "府川町")
    assert only("府中市府川町315").parts.city == "府中市"
    assert only("東京都府中市宮町1丁目50").parts == ("東京都", "府中市", "宮町")


@pytest.mark.parametrize(
    ("text", "possible"),
    [
        ("埼玉県草加市高砂1-1-1", True),
        ("北海道釧路市字上5区29番地", True),
        ("石川県金沢市ロ12番地", True),
        ("京都府草加市高砂1-1-1", False),
        ("東京都横浜市鶴見区丹波山42丁目27番20号 コーポ芝浦101", False),
        ("埼玉県草加市芝浦1丁目2番3号", False),
        ("京都府鈴木市北区田中町佐藤1-2-3 ハイツ加藤101号", False),
    ],
)
def test_combinations_that_do_not_exist_are_found_as_impossible(text: str, possible: bool) -> None:
    assert spans(text) == [text]
    assert only(text).possible is possible


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        ("高砂1-1-1", True),
        ("神明一丁目2-3 コーポ202", True),
        ("大字西方123", True),
        ("高砂12", True),
        ("2丁目3番4号", True),
        ("梅田2-4-9 ブリーゼタワー13F", True),
        ("高砂", False),
        ("山田太郎", False),
        ("2020-10-11", False),
        ("048-922-0151", False),
        ("株式会社山田", False),
        ("", False),
    ],
)
def test_street_part_of_a_cell_is_recognised(value: str, expected: bool) -> None:
    assert is_street_part(value) is expected


@st.composite
def addresses(draw: st.DrawFn) -> str:
    municipality = draw(st.sampled_from(LISTED))
    town = draw(st.sampled_from(sorted(gazetteer.towns_of(municipality).values())))
    prefecture = draw(st.sampled_from((municipality.prefecture, "")))
    city = draw(st.sampled_from((municipality.city, municipality.name) if prefecture else (municipality.city,)))
    number = draw(st.sampled_from(("1-2-3", "12番地3", "2丁目4番6号", "三丁目四番五号", "字前田7-8", "無番地")))
    blank = draw(st.sampled_from(("", " ")))
    return fold(f"{prefecture}{blank}{city}{blank}{town}{number}").text


FRAGMENTS = st.one_of(
    st.text(alphabet="東京都大阪府草加市高砂北区中央町村郡県道0123一二十-のは、。 \n号番地丁目条線字A第", max_size=30),
    st.sampled_from([m.city for m in LISTED]),
    st.sampled_from([m.name for m in LISTED]),
    addresses(),
    st.text(max_size=10),
)


@given(addresses())
def test_address_made_of_the_dictionary_is_found(text: str) -> None:
    assert any(address.complete and address.end == len(text) for address in find(text))


@given(st.lists(FRAGMENTS, max_size=6).map("".join))
@example("草加市高砂")
@example("東京都青ヶ島村無番地")
@example("埼玉県高砂1-1-1")
@example("埼玉県浦和市常盤6-4-4")
def test_found_means_triggered_in_order_and_within_the_text(text: str) -> None:
    end = 0
    for address in find(text):
        assert end <= address.start < address.end <= len(text)
        end = address.end
        assert TRIGGER.search(text)
        assert TRIGGER.search(text[address.start : address.end])
        assert 0 < address.score < 1


def test_trigger_does_not_fire_where_no_name_ends_before_a_word() -> None:
    assert not TRIGGER.search("市場と町会は、村民に。")
    assert not TRIGGER.search("東京都、大阪府、草加市")
    assert not TRIGGER.search("const city = 'Tokyo-1-2-3'")


@pytest.mark.parametrize(
    "unit",
    [
        "北区",
        "東京都新1",
        "大阪府あ1",
        "東京都草加市山",
        "京都市上京区寺町通1",
        "村市町区",
        "草加市高砂1-",
        "千",
        "市 ",
    ],
)
def test_time_grows_with_the_length_and_not_faster(unit: str) -> None:
    def seconds(count: int) -> float:
        text = "草加市" + unit * count
        best = float("inf")
        for _ in range(3):
            start = time.process_time()
            for _address in find(text):
                pass
            best = min(best, time.process_time() - start)
        return best

    seconds(10)
    assert seconds(2000) < 10 * 6 * max(seconds(200), 0.001)


def test_municipalities_and_towns_lie_on_the_same_lines() -> None:
    for municipality in gazetteer.municipalities():
        assert municipality.prefecture in gazetteer.PREFECTURES
        assert re.search("[市区町村]$", municipality.name)
    tokyo = next(m for m in gazetteer.municipalities() if m.city == "千代田区")
    assert "霞が関" in gazetteer.towns_of(tokyo).values()
    assert len({m.prefecture for m in gazetteer.municipalities()}) == 47


def test_address_data_stay_small_in_the_wheel() -> None:
    folder = Path(gazetteer.__file__).with_name("data")
    names = ("municipalities.tsv", "towns.xz", "postal-codes.xz", "address-data.json")
    assert sum((folder / name).stat().st_size for name in names) < 600_000


@pytest.mark.parametrize(
    ("numeral", "value"), [("十", 10), ("二十四", 24), ("千二百三十四", 1234), ("一二三四", 1234), ("百五", 105)]
)
def test_kanji_numeral_has_its_value(numeral: str, value: int) -> None:
    assert gazetteer.numeral_value(numeral) == value


@pytest.mark.parametrize("behind", [",048-922-7731", ",12", " 048-922-7731", "\t100", ':"x"', "、", "/x"])
@pytest.mark.parametrize("address", ["埼玉県草加市高砂1丁目12番34号", "埼玉県草加市高砂1-2-3", "草加市高砂123番地"])
def test_next_cell_is_no_part_of_an_address(address: str, behind: str) -> None:
    text = f"100,{address}{behind}"
    assert [text[found.start : found.end] for found in find(text)] == [address]


@pytest.mark.parametrize(
    "behind", ["'", "''", "', 'x'", "&quot;", "&amp;高砂", "&#39;", "&tel=048", "&nbsp;様", '"', "`"]
)
@pytest.mark.parametrize("building", [" メゾン高砂", " コーポ花", " メゾンA", " 高砂ハイツ"])
def test_what_ends_a_literal_is_no_part_of_a_building(building: str, behind: str) -> None:
    address = "埼玉県草加市高砂1-2-3" + building
    text = f"'{address}{behind}"
    assert [text[found.start : found.end] for found in find(text)] == [address]
