"""Which words are surnames and given names, whatever else they are: 出口 is a surname as well, 心春 a given name.

Sudachi's way through a sentence takes the likelier word; here its dictionary is only asked whether it has a name.
What it lacks, and how names are read, comes from ``data/`` (see its README). A word of these lists is a name
in company only: a surname before a given name, a reading before a reading.
"""

from __future__ import annotations

import re
from functools import cache, lru_cache
from pathlib import Path
from typing import NamedTuple

from detectors import romaji
from detectors.morphology import is_in_dictionary

_DATA = Path(__file__).with_name("data")
#: Surnames of one kanji that are met every day; the dictionary has hundreds (単, 各, 上), which are parts of words.
_ONE_KANJI = frozenset(
    "林森原関辻堤谷岸菅星西南東岡堀泉乾秦畑柳杉榊滝浜島沖梶楠椿牧轟北脇境桂萩栗桑巽城平今幸宮窪槙角桐笹塙峰峯湊港藪要里榎菊畠菱芝芦葛簗梁伴嵐扇熊鷲鷹"
)
#: Words that the dictionary has as surnames too, and that hardly ever are one.
NOT_SURNAMES = frozenset({"四季", "平和"})
#: Given names of the list that are words first.
_WORDS = frozenset(
    "一等 動力 元気 優良 優雅 光景 光波 公妃 成果 国生 寛大 広大 大海 大陸 大空 太陽 天理 日和 日向 星光 星空 水色 水彩 水晶 永遠 清水 清心 清朗 "
    "利己 孔子 果樹 無敵 由緒 疾風 百景 百花 紀伊 記実 未生 望月 正教 慈恵 朝日 望見 湖水 快晴 初夏 初空 花見 音楽 音色 高貴 麻布 良人 良将 "
    "甲子園 友愛 来春 来夏 早春 早生 早世 早月 絵馬 誠心 賢人 透水 雄飛 銀河 青空 冷夏 園生 千成 立夏 菜花 花生 北斗 深海 江南 吉野 早瀬 高枝 "
    "礼文 右京 名句 名花 睦月 卯月 七彩 五彩 三里 人生 向日葵 慈真 志野 氷河 珊瑚 琥珀 生花 生野 百瀬 真空 真冬 萌芽 輝南 雅楽 雪見 音楽 順大 "
    "風雅 麗雅 静里 鈴蘭 鉄人 遊星 陽樹 花実 羽衣 美空 紫雲 紫衣 秋風 穂高 空知 留萌 瑞芳 伽羅 二胡 三佐 光音 天衣 天妃 夏空 桜花 桜樹 梨園".split()
)
_ROMAJI = re.compile(r"[A-Z][A-Za-zāīūēōÂÎÛÊÔâîûêô']{1,17},? [A-Z][A-Za-zāīūēōÂÎÛÊÔâîûêô']{1,17}")
_KATAKANA = re.compile(r"[ァ-ヶー]{2,7}")
_TO_KATAKANA = {code: code + 0x60 for code in range(ord("ぁ"), ord("ゖ") + 1)}


class _Readings(NamedTuple):
    surnames: frozenset[str]
    given: frozenset[str]


@cache
def _readings() -> _Readings:
    return _Readings(*map(frozenset, _words("name-readings.xz")))


def surname_readings() -> frozenset[str]:
    """How surnames are read, in katakana."""
    return _readings().surnames


def given_readings() -> frozenset[str]:
    """How given names are read, in katakana."""
    return _readings().given


@cache
def _given_names() -> frozenset[str]:
    return frozenset(*_words("given-names.xz"))


def _words(file: str) -> list[list[str]]:
    import lzma  # here: most commits hold nothing that has to be looked up

    return [line.split() for line in lzma.decompress((_DATA / file).read_bytes()).decode().split("\n")]


@lru_cache(maxsize=16384)
def is_surname(text: str) -> bool:
    """Whether a (folded) word is a surname; of one kanji only the frequent ones are."""
    if len(text) == 1:
        return text in _ONE_KANJI
    return text not in NOT_SURNAMES and is_in_dictionary(text, "姓")


@lru_cache(maxsize=16384)
def is_given(text: str) -> bool:
    """Whether a (folded) word is a given name in kanji or hiragana."""
    return is_in_dictionary(text, "名") or text in _given_names()


def is_rare_given(text: str) -> bool:
    """Whether a word that Sudachi has, or makes up, as a noun is a given name before all else: 海翔, 朝陽."""
    return text in _given_names() and text not in _WORDS


def is_frequent_kanji(text: str) -> bool:
    """Whether one kanji is a given name that is in use (翼, 誠); the dictionary has hundreds more (市, 色, 行)."""
    return text in _given_names()


@lru_cache(maxsize=16384)
def split(text: str) -> int:
    """Where the surname ends in a word that is a surname and a given name; 0 where it is none. The longest one wins."""
    ends = range(min(4, len(text) - 1), 0, -1)
    # 森|海翔 before 森海|翔: a given name of one kanji is the rarer one
    for end in sorted(ends, key=lambda end: len(text) - end == 1):
        if is_surname(text[:end]) and is_given(text[end:]):
            return end
    return 0


def katakana(text: str) -> str:
    """Hiragana as katakana."""
    return text.translate(_TO_KATAKANA)


def is_reading(first: str, second: str) -> bool:
    """Whether two words of kana are how a surname and a given name are read."""
    surname, given = katakana(first), katakana(second)
    return surname in _readings().surnames and given in _readings().given


@lru_cache(maxsize=8192)
def is_joined_reading(text: str) -> bool:
    """Whether a word of kana is how a surname and a given name are read, without a space: サトウハルカ."""
    word = katakana(text)
    if len(word) > 14 or not _KATAKANA.match(word):
        return False
    return any(is_reading(word[:end], word[end:]) for end in range(2, len(word) - 1))


@lru_cache(maxsize=8192)
def is_romaji_name(text: str) -> bool:
    """Whether two Latin words are a surname and a given name of Japan, in either order: Saito Erika, Erika SAITO."""
    if _ROMAJI.fullmatch(text) is None or not set(text.lower()) - set("aiueo ,"):  # AI AII
        return False
    words = re.split(r",? ", text)
    first, second = (romaji.readings(word) for word in words)
    surnames, given = _readings()
    return (not surnames.isdisjoint(first) and not given.isdisjoint(second)) or (
        not surnames.isdisjoint(second) and not given.isdisjoint(first)
    )
