"""The municipalities and towns of Japan, and the spelling under which they are looked up.

The data are derived from the postal code list of Japan Post (``data/README.md``). The names of the
municipalities are a small table; the towns are unpacked on first use and decoded for one municipality at a time.
"""

from __future__ import annotations

import lzma
import re
from collections.abc import Container, Iterable, Mapping
from functools import cache, lru_cache
from importlib.resources import files
from typing import NamedTuple

_VARIANTS = {
    "ケ": "ヶヵがガ",
    "ノ": "の之乃",
    "ツ": "ッつっ",
    "エ": "ヱェ",
    "イ": "ヰィ",
    "ヤ": "ャ",
    "ユ": "ュ",
    "ヨ": "ョ",
    "ア": "ァ",
    "オ": "ォ",
    "-": "ー",
    "市": "巿",
    "竜": "龍",
    "沢": "澤",
    "桜": "櫻",
    "島": "嶋嶌",
    "広": "廣",
    "国": "國",
    "浜": "濱濵",
    "崎": "﨑碕",
    "高": "髙",
    "徳": "德",
    "曽": "曾",
    "条": "條",
    "滝": "瀧",
    "渕": "淵",
    "芦": "蘆",
    "壷": "壺",
    "富": "冨",
    "峰": "峯",
    "館": "舘",
    "槙": "槇",
    "諫": "諌",
    "麹": "麴",
    "鯵": "鰺",
    "塩": "鹽",
    "釜": "竈竃",
    "菟": "莵",
    "篭": "籠",
    "桧": "檜",
    "薮": "藪",
    "祇": "祗",
    "斎": "齋",
    "斉": "齊",
    "辺": "邊邉",
    "恵": "惠",
    "栄": "榮",
    "万": "萬",
    "円": "圓",
    "鴎": "鷗",
    "頴": "穎",
    "会": "會",
    "関": "關",
    "県": "縣",
    "区": "區",
}
_CANONICAL = {ord(variant): standard for standard, variants in _VARIANTS.items() for variant in variants}

KANJI_DIGITS = "〇零一二三四五六七八九壱弐参"
KANJI_NUMERALS = KANJI_DIGITS + "十百千"
_DIGIT_VALUE = dict(zip(KANJI_DIGITS, (0, 0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 1, 2, 3), strict=True))
_SCALE = {"十": 10, "百": 100, "千": 1000}
_NUMERAL = re.compile(f"[0-9]{{1,8}}|[{KANJI_NUMERALS}]{{1,8}}")
_OUTER = re.compile(r"(.+?郡|.+?市(?=.+区$)|.+島(?=.+[町村]$))(.+[町村区])")
_ENDING = re.compile(r"(.)(?:[市区町村]|市.+区)$", re.MULTILINE)

#: The 47 prefectures in the order of their JIS codes.
PREFECTURES: tuple[str, ...] = tuple(
    (
        "北海道 青森県 岩手県 宮城県 秋田県 山形県 福島県 茨城県 栃木県 群馬県 埼玉県 千葉県 東京都 神奈川県 新潟県 富山県 "
        "石川県 福井県 山梨県 長野県 岐阜県 静岡県 愛知県 三重県 滋賀県 京都府 大阪府 兵庫県 奈良県 和歌山県 鳥取県 島根県 "
        "岡山県 広島県 山口県 徳島県 香川県 愛媛県 高知県 福岡県 佐賀県 長崎県 熊本県 大分県 宮崎県 鹿児島県 沖縄県"
    ).split()
)


class Municipality(NamedTuple):
    """A municipality: ``outer`` is the county, island or city before the name that people write on its own.

    ``rows`` are the lines of its towns; a city that has wards has the lines of all of them.
    """

    prefecture: str
    outer: str
    name: str
    rows: tuple[int, ...]

    @property
    def city(self) -> str:
        """The name in full, as the postal code list writes it (``上川郡東神楽町``, ``札幌市北区``)."""
        return self.outer + self.name


def canonical(text: str) -> str:
    """Fold spellings that are used for one another in place names; the length stays the same."""
    return text.translate(_CANONICAL)


def spelling_class(char: str) -> str:
    """All characters that fold to this canonical one, itself included."""
    return char + _VARIANTS.get(char, "")


def numeral_value(numeral: str) -> int:
    """The value of a kanji numeral, ``千二百三十四`` as well as ``一二三四``."""
    total = current = 0
    for char in numeral:
        if char in _SCALE:
            total, current = total + (current or 1) * _SCALE[char], 0
        else:
            current = current * 10 + _DIGIT_VALUE[char]
    return total + current


def town_key(name: str) -> str:
    """The spelling under which a town is looked up: canonical, and every numeral in digits."""
    return _NUMERAL.sub(lambda match: _digits(match[0]), canonical(name))


def _digits(numeral: str) -> str:
    return str(int(numeral) if numeral.isascii() else numeral_value(numeral))


def longest_town(text: str, start: int, end: int, towns: Container[str]) -> tuple[int, str] | None:
    """The end and the key of the longest town that begins at ``start``; a numeral is never cut in two."""
    window = canonical(text[start:end])
    key, position = "", 0
    prefixes: list[tuple[int, str]] = []
    for numeral in [*_NUMERAL.finditer(window), None]:
        for position in range(position, numeral.start() if numeral else len(window)):
            key += window[position]
            prefixes.append((start + position + 1, key))
        if numeral:
            key += _digits(numeral[0])
            position = numeral.end()
            prefixes.append((start + position, key))
    return next((prefix for prefix in reversed(prefixes) if prefix[1] in towns), None)


def _table() -> str:
    return files("detectors").joinpath("data", "municipalities.tsv").read_text("utf-8")


@cache
def municipalities() -> tuple[Municipality, ...]:
    """All municipalities, and after them the cities that consist of wards."""
    found: list[Municipality] = []
    wards: dict[tuple[str, str], list[int]] = {}
    for row, line in enumerate(_table().splitlines()):
        prefecture, city = line.split("\t")
        split = _OUTER.fullmatch(city)
        outer, name = (split[1], split[2]) if split else ("", city)
        found.append(Municipality(prefecture, outer, name, (row,)))
        if outer.endswith("市"):
            wards.setdefault((prefecture, outer), []).append(row)
    found += [Municipality(prefecture, "", city, tuple(rows)) for (prefecture, city), rows in wards.items()]
    return tuple(found)


@cache
def municipalities_by_name() -> Mapping[str, tuple[Municipality, ...]]:
    """Municipalities by their canonical name without county or city; several share one (``北区``, ``府中市``)."""
    index: dict[str, tuple[Municipality, ...]] = {}
    for municipality in municipalities():
        name = canonical(municipality.name)
        index[name] = (*index.get(name, ()), municipality)
    return index


def endings() -> str:
    """The characters, in all spellings, that stand before 市, 区, 町 or 村 at the end of a name."""
    return "".join(sorted({spelling for char in _ENDING.findall(canonical(_table())) for spelling in spelling_class(char)}))


@cache
def _rows() -> tuple[str, ...]:
    packed = files("detectors").joinpath("data", "towns.xz").read_bytes()
    return tuple(lzma.decompress(packed).decode("utf-8").split("\n"))


@lru_cache(maxsize=256)
def towns_of(municipality: Municipality) -> Mapping[str, str]:
    """Names of the towns of a municipality by key.

    ``木之本町西山`` is found as ``木之本西山`` and as ``木之本町`` too: many leave one of the two out.
    """
    names = " ".join(_rows()[row] for row in municipality.rows).split()
    towns = dict(zip(_keys(municipality.rows), names, strict=True))
    for key, name in list(towns.items()):
        divider = key.find("町", 1)
        if 0 < divider < len(key) - 1:
            towns.setdefault(key[:divider] + key[divider + 1 :], name)
            towns.setdefault(key[: divider + 1], name)
    return towns


@lru_cache(maxsize=8)
def towns_of_prefecture(prefecture: str) -> frozenset[str]:
    """Keys of the towns of all municipalities of a prefecture."""
    rows = (m.rows[0] for m in municipalities() if m.prefecture == prefecture and len(m.rows) == 1)
    return frozenset(_keys(rows))


@cache
def all_towns() -> frozenset[str]:
    """Keys of the towns of the whole country."""
    return frozenset(_keys(range(len(_rows()))))


def _keys(rows: Iterable[int]) -> list[str]:
    return town_key(" ".join(_rows()[row] for row in rows)).split()
