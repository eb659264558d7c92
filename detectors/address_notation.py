"""How a Japanese address goes on after the town: numbers, old street names of Kyoto, buildings and rooms.

All expressions are bounded: none looks further than some hundred characters, and numbers are matched
atomically. They are compiled on first use, since the trigger, which runs on every commit, needs none of them.
"""

from __future__ import annotations

import re
from functools import cache

from detectors.gazetteer import KANJI_NUMERALS as _K

KANJI = "一-鿿々〆〇㐀-䶿豈-﫿"
_NAME = f"{KANJI}ァ-ヺーヶ"
#: What an unlisted place name is written with; more hiragana would let sentences in.
_PLACE = rf"(?:[{_NAME}]|(?<=[{_NAME}])[のがつ](?=[{_NAME}]))"

_UNIT = (
    r"(?:丁目|町目|番地割|地割|番町|番丁|番地|街区|番(?![線組目街手館])|号室|号(?![棟線車館機店])"
    r"|条(?![例約文件項])|線(?![路上形型])|丁(?![寧度])|区(?![分画間域民役])|林班)"
)
_COUNTER = (
    r"(?:[年月日時分秒円人件個名歳才回点位冊枚台戸校店社階度票席章節項両匹頭種倍泊便頁%‰万億兆]|世帯|系統|通り"
    r"|[ck]?m(?![a-z])|kg|[かカヶヵケ箇][所国月年]|ページ|以上|未満)"
)
_DIGITS = rf"(?>[0-9]{{1,5}})(?![0-9])(?:{_UNIT}|(?! ?{_COUNTER}|[.,:/][0-9]|F(?![A-Za-z])))"
#: Behind another number a comma ends the cell of a table (``1-2-3,048-…``), and no number begins with 0 after a blank.
_MORE_DIGITS = rf"(?>[0-9]{{1,5}})(?![0-9])(?:{_UNIT}|(?! ?{_COUNTER}|\.[0-9]|F(?![A-Za-z])))"
_KANJI_NUMBER = rf"(?>[{_K}]{{1,8}})"
_DATE = r"(?:19|20)[0-9]{2}-(?:0[0-9]|1[0-2]-[0-3][0-9](?![0-9]))"
_POSTAL_CODE = r"[0-9]{3}-[0-9]{4}(?![0-9])"
_FIRST = (
    rf"(?:第?(?!0|{_DATE}|{_POSTAL_CODE})(?:{_DIGITS}"
    rf"|{_KANJI_NUMBER}(?:{_UNIT}|(?=[-ノの][{_K}]{{1,8}}(?:{_UNIT}|(?![{KANJI}])))))"
    rf"|(?=[{_K}]{{0,7}}[十百千])(?>[{_K}]{{2,8}})(?![{_NAME}の]))"
)
_NEXT = (
    rf"(?:(?:(?<=[目割町丁地番号条線区班]) ?(?:[-のノ之]|字[{_NAME}]{{1,8}}?)?[東西南北中]?(?!0)|[-のノ之])"
    rf"(?:{_MORE_DIGITS}|{_KANJI_NUMBER}(?:{_UNIT}|(?![{_NAME}])))"
    r"|-[0-9]{1,3}(?:階|F(?![A-Za-z]))|-[A-Z](?![A-Za-z0-9]))"
)
_CHAIN = rf"(?:{_FIRST}(?:{_NEXT}{{1,6}}(?!-?[0-9]|\.[0-9])|(?<=[目割町丁地番号条線区班])(?!-?[0-9])|(?!-?[0-9]|[.,:/][0-9]))|(?:官有|国有)?(?:無番地|番外地))"

_EXPLICIT = (
    rf"番[地町丁]|丁目|町目|地割|街区|無番地|番外地|[0-9{_K}][-ノの][0-9{_K}]|番[0-9{_K}]"
    rf"|[線条号区][東西南北]?[0-9{_K}]"
)
_NOT_A_PLACE = (
    r"駅|校|大学|国道|県道|市道|号線|病院|銀行|会社|選挙|年度|平成|令和|昭和|電話|内線|議会|委員|人口|面積|約|計|第$"
    r"|^(?:[内役立営民長議外政域制会場史販街道以全各合]|在住|出身|生まれ)"
)

_BUILDING_WORD = (
    r"(?:マンション|アパート|ハイツ|コーポ|ビル|団地|住宅|タワー|メゾン|レジデンス|パレス|ハウス|ハイム|コート|ヴィラ"
    r"|シティ|プラザ|ガーデン|テラス|グランド|ライオンズ|パーク|ヒルズ|庁舎|[荘寮館棟苑閣](?![一-鿿]))"
)
#: An apostrophe is one between letters (``L'AVENIR``, ``D'クラディア``), and a quote elsewhere; ``&amp;`` and ``&tel=`` are
#: no part of a name.
_LETTER = rf"(?:[{_NAME}A-Za-z・-]|&(?!#?\w{{1,24}}[;=])|(?<=[A-Za-z])'(?=[A-Za-zァ-ヶ]))"


@cache
def tail() -> re.Pattern[str]:
    """What may stand between a town and its number (``area``), and the number (``chain``)."""
    area = rf"(?P<area>大?字 ?[{_NAME}のがつみ]{{1,14}}?|{_PLACE}{{0,12}}?)"
    return re.compile(rf"(?: ?|[のノ](?=[0-9]+(?!\w))){area} ?(?P<chain>{_CHAIN})")


@cache
def streets() -> re.Pattern[str]:
    """Old street names of Kyoto: along which street, and which way from the crossing."""
    name = rf"[{_NAME}ぁ-ん0-9]"
    crossing = rf"(?: ?{name}{{1,20}}?(?:[上下](?:[がカケ]?[るル])|[東西]入[るル]?)){{1,2}}"
    along = rf" ?{name}{{1,8}}?通り?(?=[{_NAME}])"
    return re.compile(rf"(?:{crossing}|{along})(?:\([^()\n]{{1,10}}\))?")


@cache
def _block() -> re.Pattern[str]:
    return re.compile(rf"(?:[0-9]+|[{_K}]+)(?:丁目|町目|条|番町|番丁|丁|区|線)")


@cache
def _named_building() -> re.Pattern[str]:
    name = rf"(?![はがにをでとのもへや0-9])(?:{_LETTER}|[ぁ-ん0-9]){{1,24}}?"
    return re.compile(rf" {{0,2}}(?=[^ ])(?:{name})?{_BUILDING_WORD}{_LETTER}{{0,12}}")


@cache
def _before_room() -> re.Pattern[str]:
    name = rf"[{_NAME}A-Za-z]{{2,16}}?"
    short_room = r"[A-Z]?-?[1-9][0-9]{0,3}[号階F棟]"
    named = rf"{name}(?=[1-9][0-9]{{2}}|[1-9][0-9]?[号階F棟室])"
    bare = rf"(?=[1-9][0-9]{{2,3}}(?![0-9])|{short_room})"
    return re.compile(rf"{name}(?=[1-9])| {{1,2}}(?:{named}|{bare})")


@cache
def _room() -> re.Pattern[str]:
    unit = r"(?>号棟|号館|番館|号室|号|階|F(?![A-Za-z])|棟|室)"
    no_more = rf"[A-Z]?(?! ?{_COUNTER}|[-.:/]?[0-9]|,[0-9]{{3}}(?![0-9-])|[A-Za-z])"
    block = r"(?:[1-9][0-9]{0,2}-(?=[1-9][0-9]{0,3}(?![-0-9])))?"
    return re.compile(rf"[ -]{{0,2}}[A-Za-z]?-?{block}[1-9](?>[0-9]{{0,3}})(?![0-9])(?:{unit}|{no_more})")


def reaches_house(chain: str) -> bool:
    """Whether a chain says more than the block (``3丁目``, ``北1条西2丁目``)."""
    return re.search(rf"[0-9{_K}無外]", _block().sub("", chain)) is not None


def is_explicit(chain: str) -> bool:
    """Whether a chain is written as house numbers are, and not only a bare number."""
    return re.search(_EXPLICIT, chain) is not None


def is_written_out(chain: str) -> bool:
    """Whether a chain can only be a house number, even without any place before it."""
    return "番地" in chain or "丁目" in chain or chain.count("-") >= 2 or ("番" in chain and "号" in chain)


def is_place(area: str) -> bool:
    """Whether what stands before a number may be a place, and is no line, school, period …"""
    return re.search(_NOT_A_PLACE, area) is None


def building_end(text: str, start: int) -> int:
    """Where the building and the room that follow a house number end; ``start`` where none follows."""
    named = _named_building().match(text, start)
    opening = named or _before_room().match(text, start)
    if opening is None:
        return start
    end = opening.end()
    for _ in range(3):
        room = _room().match(text, end)
        if room is None:
            break
        end = room.end()
    return end if named or end > opening.end() else start
