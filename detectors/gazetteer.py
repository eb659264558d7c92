"""The municipalities and towns of Japan, and the spelling under which they are looked up.

The data are derived from the postal code list of Japan Post (``data/README.md``). The names of the
municipalities are a small table; the towns are unpacked on first use and decoded one municipality at a time.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from functools import cache, lru_cache
from pathlib import Path
from typing import NamedTuple

_DATA = Path(__file__).with_name("data")
#: Characters that stand for one another in place names; the first of a group is the one looked up.
_SPELLINGS = (
    "ケヶヵがガ", "ノの之乃", "ツッつっ", "エヱェ", "イヰィ", "ヤャ", "ユュ", "ヨョ", "アァ", "オォ",
    "-ー", "市巿", "竜龍", "沢澤", "桜櫻", "島嶋嶌", "広廣", "国國", "浜濱濵", "崎﨑碕嵜", "高髙",
    "徳德", "曽曾", "条條", "滝瀧", "渕淵", "芦蘆", "壷壺", "富冨", "峰峯", "館舘", "槙槇", "諫諌",
    "麹麴", "鯵鰺", "塩鹽", "釜竈竃", "菟莵", "篭籠", "桧檜", "薮藪", "祇祗", "斎齋", "斉齊", "辺邊邉",
    "恵惠", "栄榮", "万萬", "円圓", "鴎鷗", "頴穎", "会會", "関關", "県縣", "区區",
    "真眞", "黒黑", "瀬瀨", "柳栁", "橋槗", "土圡",
)  # fmt: skip
_VARIANTS = {group[0]: group[1:] for group in _SPELLINGS}
_CANONICAL = {ord(variant): standard for standard, variants in _VARIANTS.items() for variant in variants}

KANJI_DIGITS = "〇零一二三四五六七八九壱弐参"
KANJI_NUMERALS = KANJI_DIGITS + "十百千"
_DIGIT_VALUE = dict(zip(KANJI_DIGITS, (0, 0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 1, 2, 3), strict=True))
_SCALE = {"十": 10, "百": 100, "千": 1000}
_NUMERAL = re.compile(f"[0-9]{{1,8}}|[{KANJI_NUMERALS}]{{1,8}}")
_TOKEN = re.compile(f"(?P<numeral>{_NUMERAL.pattern})|.", re.DOTALL)
_OUTER = re.compile(r"(.+?郡|.+?市(?=.+区$)|.+島(?=.+[町村]$))(.+[町村区])")

#: The 47 prefectures in the order of their JIS codes.
PREFECTURES: tuple[str, ...] = (
    "北海道", "青森県", "岩手県", "宮城県", "秋田県", "山形県", "福島県", "茨城県", "栃木県", "群馬県",
    "埼玉県", "千葉県", "東京都", "神奈川県", "新潟県", "富山県", "石川県", "福井県", "山梨県", "長野県",
    "岐阜県", "静岡県", "愛知県", "三重県", "滋賀県", "京都府", "大阪府", "兵庫県", "奈良県", "和歌山県",
    "鳥取県", "島根県", "岡山県", "広島県", "山口県", "徳島県", "香川県", "愛媛県", "高知県", "福岡県",
    "佐賀県", "長崎県", "熊本県", "大分県", "宮崎県", "鹿児島県", "沖縄県",
)  # fmt: skip


class Municipality(NamedTuple):
    """A municipality: ``outer`` is the county, island or city before the name that people write on its own.

    ``outer_key`` is ``outer`` in canonical spelling. ``rows`` are the lines of its towns; a city that has wards
    has the lines of all of them.
    """

    prefecture: str
    outer: str
    name: str
    outer_key: str
    rows: tuple[int, ...]

    @property
    def has_wards(self) -> bool:
        """Whether this is a city that consists of wards, which are municipalities of their own here."""
        return len(self.rows) > 1

    @property
    def city(self) -> str:
        """The name in full, as the postal code list writes it (``上川郡東神楽町``, ``札幌市北区``)."""
        return self.outer + self.name


def canonical(text: str) -> str:
    """Fold spellings that are used for one another in place names; the length stays the same."""
    return text.translate(_CANONICAL)


def _spellings(char: str) -> str:
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


def town_keys(text: str, start: int, end: int) -> list[tuple[int, str]]:
    """The ends and the keys of all that may be a town at ``start``, longest first; no numeral is cut in two."""
    keys: list[tuple[int, str]] = []
    key = ""
    for token in _TOKEN.finditer(canonical(text[start:end])):
        key += _digits(token[0]) if token["numeral"] else token[0]
        keys.append((start + token.end(), key))
    keys.reverse()
    return keys


def _table() -> str:
    return (_DATA / "municipalities.tsv").read_text("utf-8")


@cache
def municipalities() -> tuple[Municipality, ...]:
    """All municipalities, and after them the cities that consist of wards."""
    found: list[Municipality] = []
    wards: dict[tuple[str, str], list[int]] = {}
    for row, line in enumerate(_table().splitlines()):
        prefecture, city = line.split("\t")
        split = _OUTER.fullmatch(city)
        outer, name = (split[1], split[2]) if split else ("", city)
        found.append(Municipality(prefecture, outer, name, canonical(outer), (row,)))
        if outer.endswith("市"):
            wards.setdefault((prefecture, outer), []).append(row)
    found += [Municipality(prefecture, "", city, "", tuple(rows)) for (prefecture, city), rows in wards.items()]
    return tuple(found)


@cache
def municipalities_by_name() -> Mapping[str, tuple[Municipality, ...]]:
    """Municipalities by their canonical name without county or city; some share one (``北区``)."""
    index: dict[str, tuple[Municipality, ...]] = {}
    for municipality in municipalities():
        name = canonical(municipality.name)
        index[name] = (*index.get(name, ()), municipality)
    return index


def name_endings() -> str:
    """The characters, in all spellings, that stand before 市, 区, 町 or 村 at the end of a name."""
    endings = set()
    for line in _table().splitlines():
        endings.add(line[-2])
        city, _, ward = line.rpartition("市")
        if city and ward.endswith("区"):
            endings.add(city[-1])
    folded = canonical("".join(endings))
    return "".join(sorted({spelling for char in folded for spelling in _spellings(char)}))


@cache
def _rows() -> tuple[str, ...]:
    import lzma  # here: most runs meet no municipality

    packed = (_DATA / "towns.xz").read_bytes()
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


@lru_cache(maxsize=64)
def towns_of_prefecture(prefecture: str) -> frozenset[str]:
    """Keys of the towns of all municipalities of a prefecture."""
    rows = (m.rows[0] for m in municipalities() if m.prefecture == prefecture and not m.has_wards)
    return frozenset(_keys(rows))


@cache
def all_towns() -> frozenset[str]:
    """Keys of the towns of the whole country."""
    return frozenset(_keys(range(len(_rows()))))


def _keys(rows: Iterable[int]) -> list[str]:
    return town_key(" ".join(_rows()[row] for row in rows)).split()
