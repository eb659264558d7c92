"""The words that mark a made-up name or town: words for what is not real, and never the beginning of a real one.

A family name is a word such as 見本 or 架空 and two kanji for two syllables (見本佐多, ミホンサタ), a given name one kanji
such as 例 or 試 and two more (例加里, タトエカリ), a town such a word and a common ending (架空台). Nobody is called so:
the tests hold every pattern against all names, readings and towns that the detectors know.
"""

from __future__ import annotations

import re
from functools import cache, lru_cache
from itertools import product
from types import MappingProxyType
from typing import Final

#: Words that begin a family name or a town, with their readings: no real reading goes on from them with two syllables.
STEMS: Final = MappingProxyType(
    dict(
        pair.split(":")
        for pair in (
            "見本:ミホン 架空:カクウ 想定:ソウテイ 虚構:キョコウ 無名:ムメイ 匿名:トクメイ 仮想:カソウ 練習:レンシュウ "
            "疑似:ギジ 空想:クウソウ 作例:サクレイ 偽名:ギメイ 設例:セツレイ 模型:モケイ 標本:ヒョウホン 例題:レイダイ "
            "仮設:カセツ 仮定:カテイ 試作:シサク 実験:ジッケン 検証:ケンショウ 演習:エンシュウ 訓練:クンレン 代用:ダイヨウ "
            "書式:ショシキ 記入:キニュウ 幻影:ゲンエイ 夢想:ムソウ 創作:ソウサク 虚像:キョゾウ 仮称:カショウ 偽装:ギソウ "
            "模造:モゾウ 模写:モシャ 複製:フクセイ 習作:シュウサク 凡例:ハンレイ 用例:ヨウレイ 定型:テイケイ 手本:テホン"
        ).split()
    )
)
#: Kanji that begin a given name, with their readings.
GIVEN: Final = MappingProxyType(
    dict(
        pair.split(":")
        for pair in (
            "偽:ニセ 謎:ナゾ 試:タメシ 例:タトエ 擬:モドキ 虚:ウツロ 印:シルシ 幻:マボロシ 紛:マガイ 某:ナニガシ 控:ヒカエ "
            "誰:ダレ 抜:ヌケ 化:バケ 綴:ツヅリ"
        ).split()
    )
)
#: Syllables and the kanji that stand for them; each kanji for one syllable only.
SYLLABLES: Final = MappingProxyType(
    dict(
        pair.split(":")
        for pair in (
            "ア:亜阿安 イ:伊井衣位 ウ:宇卯鵜羽 エ:江枝恵永 オ:緒尾於雄 カ:加香可佳 キ:喜紀木貴樹 ク:久玖区九 ケ:気毛家 "
            "コ:子古湖胡 サ:佐沙左紗 シ:志史司士 ス:須寿州素 セ:瀬世勢 ソ:曽蘇祖 タ:太多田汰 チ:千知智茅 ツ:津都鶴 テ:照手寺 "
            "ト:斗戸登人 ナ:奈那名菜 ニ:仁二丹 ヌ:沼奴縫 ネ:根音祢 ノ:乃野能之 ハ:葉巴波 ヒ:日飛比陽 フ:布府富風 ヘ:部辺平 "
            "ホ:保穂帆 マ:真麻間馬 ミ:美実未三 ム:武夢牟 メ:女芽目 モ:茂母藻 ヤ:也弥矢谷 ユ:由湯有 ヨ:代与夜 ラ:良羅楽 "
            "リ:里理利莉 ル:留瑠流 レ:礼玲令 ロ:呂路露 ワ:和輪話"
        ).split()
    )
)
#: What ends the name of a made-up town.
TOWN_ENDS: Final = tuple(
    "町 台 丘 原 新田 本町 新町 元町 東町 西町 南町 北町 中央 坂 橋 川 山 森 野 沢 浜 島 谷 塚".split()
)
#: What a made-up building is called.
BUILDINGS: Final = tuple("ハイツ コーポ メゾン コート ハイム ビル 荘 マンション".split())
#: What stands for the symbol of an insurance card, in the length of the real one.
SYMBOLS: Final = "見本架空例示"
_HEPBURN: Final = MappingProxyType(
    {
        "シ": "shi",
        "チ": "chi",
        "ツ": "tsu",
        "フ": "fu",
        "ジ": "ji",
        "ヂ": "ji",
        "ヅ": "zu",
        "ン": "n",
        "ッ": "",
        "ー": "",
    }
)
_ROWS: Final = (
    ("", "アイウエオ"), ("k", "カキクケコ"), ("s", "サシスセソ"), ("t", "タチツテト"), ("n", "ナニヌネノ"),
    ("h", "ハヒフヘホ"), ("m", "マミムメモ"), ("y", "ヤ.ユ.ヨ"), ("r", "ラリルレロ"), ("w", "ワ...ヲ"),
    ("g", "ガギグゲゴ"), ("z", "ザジズゼゾ"), ("d", "ダヂヅデド"), ("b", "バビブベボ"), ("p", "パピプペポ"),
)  # fmt: skip
_SMALL: Final = MappingProxyType({"ャ": "a", "ュ": "u", "ョ": "o"})
_TO_KATAKANA: Final = {code: code + 0x60 for code in range(ord("ぁ"), ord("ゖ") + 1)}
#: How far around a span a name is looked at: Sudachi may have cut it.
_REACH: Final = 9


@lru_cache(maxsize=4096)
def romaji(kana: str) -> str:
    """Katakana in Hepburn, every vowel written: ``ソウサクカリ`` is ``sousakukari``."""
    found: list[str] = []
    double = False
    for character in kana:
        if character in _SMALL:
            before = found.pop()[:-1]
            found.append(before + ("" if before.endswith(("sh", "ch", "j")) else "y") + _SMALL[character])
            continue
        sound = _HEPBURN.get(character, _table().get(character, ""))
        found.append(("t" if sound.startswith("ch") else sound[:1]) + sound if double and sound else sound)
        double = character == "ッ"
    return "".join(found)


@cache
def _table() -> dict[str, str]:
    return {kana: consonant + vowel for consonant, row in _ROWS for kana, vowel in zip(row, "aiueo", strict=True)}


def is_symbol(text: str) -> bool:
    """Whether a text is what stands for the symbol of an insurance card."""
    return text == "仮" or (len(text) > 1 and text == SYMBOLS[: len(text)]) or set(text) in ({"ん"}, {"ン"})


def is_name(text: str) -> bool:
    """Whether a folded text is a made-up name, whole or in part, in kanji, kana or romaji."""
    text = text.strip()
    if text[:1] not in _first_characters():
        return False
    if text.isascii():
        return _latin_name().fullmatch(text.lower()) is not None
    return _name().fullmatch(text.translate(_TO_KATAKANA)) is not None


def holds_name(text: str, start: int, end: int) -> bool:
    """Whether a span of a folded text lies in a made-up name, or takes one in.

    Of a family name alone the span has to touch the word that marks it, or to end with the name: 検証羽田和也 may be
    羽田和也 behind a heading.
    """
    first = max(0, start - _REACH)
    near = text[first : end + _REACH]
    if _hint().search(near) is None:
        return False
    for found in _written_name().finditer(near.translate(_TO_KATAKANA)):
        goes_on = not (found["given"] or found["kana"]) and end > first + found.end()
        marked_end = found.end("stem") if goes_on else found.end()
        if first + found.start() < end and start < first + marked_end:
            return True
    return False


def is_address(text: str) -> bool:
    """Whether a folded address is in a town that is made up."""
    return _town().match(text) is not None


@cache
def _family() -> str:
    kanji = "".join(SYLLABLES.values())
    return rf"(?:{'|'.join(STEMS)})[{kanji}]{{2}}"


@cache
def _given() -> str:
    kanji = "".join(SYLLABLES.values())
    return rf"[{''.join(GIVEN)}][{kanji}]{{2}}"


@cache
def _first_characters() -> frozenset[str]:
    """What a made-up name begins with, in any script."""
    kana = {reading[0] for reading in (*STEMS.values(), *GIVEN.values())}
    latin = {romaji(one)[0] for one in kana}
    hiragana = {chr(ord(one) - 0x60) for one in kana}
    return frozenset({one[0] for one in (*STEMS, *GIVEN)} | kana | hiragana | latin | {one.upper() for one in latin})


@cache
def _hint() -> re.Pattern[str]:
    """Two characters in a row that every made-up family name has: asked first, because it is fast."""
    kana = [reading[:2] for reading in STEMS.values()]
    hiragana = ["".join(chr(ord(one) - 0x60) for one in pair) for pair in kana]
    pairs = [*STEMS, *kana, *hiragana]
    return re.compile(f"[{''.join({one[0] for one in pairs})}][{''.join({one[1] for one in pairs})}]")


@cache
def _written_name() -> re.Pattern[str]:
    """A made-up name within a sentence: a family name in kanji, with a given name or without, or both in kana."""
    kanji, kana = "".join(SYLLABLES.values()), "".join(SYLLABLES)
    family, given = "|".join(STEMS.values()), "|".join(GIVEN.values())
    return re.compile(
        rf"(?P<stem>{'|'.join(STEMS)})[{kanji}]{{2}}(?P<given>[ ・]?(?:{_given()}|(?:{given})[{kana}]{{2}}))?"
        rf"|(?P<kana>(?:{family})[{kana}]{{2}}[ ・]?(?:{given})[{kana}]{{2}})"
    )


@cache
def _name() -> re.Pattern[str]:
    """A made-up name in kanji, kana or both, whole or in part."""
    read = rf"(?:{'|'.join((*STEMS.values(), *GIVEN.values()))})[{''.join(SYLLABLES)}]{{2}}"
    return _repeated(f"(?:{_family()}|{_given()}|{read})")


@cache
def _latin_name() -> re.Pattern[str]:
    """The same in Latin letters, which are in lower case."""
    stems = "|".join(romaji(one) for one in (*STEMS.values(), *GIVEN.values()))
    syllables = "|".join(sorted({romaji(one) for one in SYLLABLES}, key=len, reverse=True))
    return _repeated(f"(?:(?:{stems})(?:{syllables}){{2}})")


def _repeated(name: str) -> re.Pattern[str]:
    return re.compile(rf"{name}(?:[ ・,._\-]{{0,2}}{name}){{0,3}}")


@cache
def _town() -> re.Pattern[str]:
    """A made-up town before the first number of an address."""
    stems, ends = "|".join(STEMS), "|".join(sorted(TOWN_ENDS, key=len, reverse=True))
    return re.compile(
        rf"(?:[^0-9]*[都道府県市区町村郡字 ])?(?:{stems})(?:{ends})(?=[0-9〇一二三四五六七八九十無番第 ]|$)"
    )


@cache
def towns() -> tuple[str, ...]:
    """All made-up towns."""
    return tuple(f"{stem}{end}" for stem, end in product(STEMS, TOWN_ENDS))


@cache
def syllable_pairs() -> tuple[str, ...]:
    """All pairs of syllables, in one order for all time."""
    return tuple(map("".join, product(SYLLABLES, repeat=2)))
