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
    "林森原関辻堤谷岸菅星西南東岡堀泉乾秦畑柳杉榊滝浜島沖梶楠椿牧轟北脇境桂萩栗桑巽城平今幸宮窪槙角桐笹塙峰峯湊港藪要里"
)
#: Words that the dictionary has as surnames too, and that hardly ever are one.
NOT_SURNAMES = frozenset({"四季", "平和"})
_ROMAJI = re.compile(r"[A-Z][A-Za-zāīūēōÂÎÛÊÔâîûêô']{1,17},? [A-Z][A-Za-zāīūēōÂÎÛÊÔâîûêô']{1,17}")
_KATAKANA = re.compile(r"[ァ-ヶー]{2,7}")
_TO_KATAKANA = {code: code + 0x60 for code in range(ord("ぁ"), ord("ゖ") + 1)}


class _Readings(NamedTuple):
    surnames: frozenset[str]
    given: frozenset[str]


@cache
def _readings() -> _Readings:
    return _Readings(*map(frozenset, _words("name-readings.xz")))


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


def is_frequent_kanji(text: str) -> bool:
    """Whether one kanji is a given name that is in use (翼, 誠); the dictionary has hundreds more (市, 色, 行)."""
    return text in _given_names()


@lru_cache(maxsize=16384)
def split(text: str) -> int:
    """Where the surname ends in a word that is a surname and a given name; 0 where it is none. The longest one wins."""
    for end in range(min(4, len(text) - 1), 0, -1):
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
    if _ROMAJI.fullmatch(text) is None:
        return False
    words = re.split(r",? ", text)
    first, second = (romaji.readings(word) for word in words)
    surnames, given = _readings()
    return (not surnames.isdisjoint(first) and not given.isdisjoint(second)) or (
        not surnames.isdisjoint(second) and not given.isdisjoint(first)
    )
