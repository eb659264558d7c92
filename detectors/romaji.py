"""How a Latin word is read in kana: Hepburn and Kunrei, long vowels written or left out (Ohno, Ono, Oono)."""

from __future__ import annotations

import re
from functools import lru_cache
from itertools import product

_VOWELS = "aiueo"
#: The kana of each row after its consonants, in the order of the vowels; empty where there is none.
_ROWS = {
    "": "ア イ ウ エ オ",
    "k": "カ キ ク ケ コ",
    "s": "サ シ ス セ ソ",
    "t": "タ チ ツ テ ト",
    "n": "ナ ニ ヌ ネ ノ",
    "h": "ハ ヒ フ ヘ ホ",
    "m": "マ ミ ム メ モ",
    "y": "ヤ - ユ - ヨ",
    "r": "ラ リ ル レ ロ",
    "w": "ワ - - - ヲ",
    "g": "ガ ギ グ ゲ ゴ",
    "z": "ザ ジ ズ ゼ ゾ",
    "d": "ダ ヂ ヅ デ ド",
    "b": "バ ビ ブ ベ ボ",
    "p": "パ ピ プ ペ ポ",
    "f": "- - フ - -",
    "j": "ジャ ジ ジュ - ジョ",
    "sh": "シャ シ シュ - ショ",
    "ch": "チャ チ チュ - チョ",
    "ts": "- - ツ - -",
    "ky": "キャ - キュ - キョ",
    "sy": "シャ - シュ - ショ",
    "ty": "チャ - チュ - チョ",
    "ny": "ニャ - ニュ - ニョ",
    "hy": "ヒャ - ヒュ - ヒョ",
    "my": "ミャ - ミュ - ミョ",
    "ry": "リャ - リュ - リョ",
    "gy": "ギャ - ギュ - ギョ",
    "zy": "ジャ - ジュ - ジョ",
    "jy": "ジャ - ジュ - ジョ",
    "by": "ビャ - ビュ - ビョ",
    "py": "ピャ - ピュ - ピョ",
}
_SYLLABLES = {
    consonants + vowel: kana
    for consonants, row in _ROWS.items()
    for vowel, kana in zip(_VOWELS, row.split(), strict=True)
    if kana != "-"
}
_LONG = str.maketrans("āīūēōâîûêô", "aiueoaiueo")
_SYLLABLE = re.compile(
    r"(?P<double>k(?=k)|s(?=s)|t(?=t|ch)|p(?=p)|c(?=ch))?(?P<kana>(?:[kgsztdnhbpmyrwfj]|[sc]h|ts|[ksztnhmrgjbp]y)?[aiueo])(?P<long>h(?![aiueoy])|u|o)?"
    r"|(?P<n>n'?|m(?=[bmp]))"
)
#: A name has few syllables that can be long; more would make too many readings.
_READINGS = 64


@lru_cache(maxsize=8192)
def readings(word: str) -> frozenset[str]:
    """The katakana that a Latin word can stand for; empty where it is not spelled as Japanese is."""
    text = word.lower().translate(_LONG)
    if not 2 <= len(text) <= 18:
        return frozenset()
    choices: list[tuple[str, ...]] = []
    at = 0
    while at < len(text):
        match = _SYLLABLE.match(text, at)
        if match is None or (match["kana"] and match["kana"] not in _SYLLABLES):
            return frozenset()
        choices += _kana(match)
        at = match.end()
    count = 1
    for choice in choices:
        count *= len(choice)
    return frozenset(map("".join, product(*choices))) if count <= _READINGS else frozenset()


def _kana(match: re.Match[str]) -> list[tuple[str, ...]]:
    """What one syllable can be: with a doubled consonant, with a vowel that is long though nothing says so."""
    if match["n"]:
        return [("ン",)]
    kana = _SYLLABLES[match["kana"]]
    vowel, long = match["kana"][-1], match["long"]
    found: list[tuple[str, ...]] = [("ッ",)] if match["double"] else []
    ends: tuple[str, ...]
    if long == "h":
        ends = ("ウ", "オ") if vowel == "o" else (_SYLLABLES[vowel],)
    elif long:
        ends = (_SYLLABLES[long],)
    else:
        ends = ("", "ウ", "オ") if vowel == "o" else ("", "ウ") if vowel == "u" else ("",)
    ways = (kana, "ン" + _SYLLABLES[vowel]) if match["kana"][:-1] == "n" and match.start() else (kana,)  # Ju-n-ichi
    return [*found, tuple(way + end for way in ways for end in ends)]
