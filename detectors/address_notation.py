"""How a Japanese address goes on after the town: numbers, old street names of Kyoto, buildings and rooms.

All expressions are bounded: none looks further than some hundred characters, and numbers are matched atomically.
"""

from __future__ import annotations

import re

from detectors.gazetteer import KANJI_NUMERALS as _K

KANJI = "一-鿿々〆〇㐀-䶿豈-﫿"
_KATAKANA = "ァ-ヺー"
_NAME = f"{KANJI}{_KATAKANA}ヶ"
#: What an unlisted place name is written with; hiragana would let sentences in.
PLACE = rf"(?:[{_NAME}]|(?<=[{_NAME}])[のがつ](?=[{_NAME}]))"

_UNIT = (
    r"(?:丁目|町目|番地割|地割|番町|番丁|番地|街区|番(?![線組目街手館])|号室|号(?![棟線車館機店])"
    r"|条(?![例約文件項])|線(?![路上形型])|丁(?![寧度])|区(?![分画間域民役])|林班)"
)
_COUNTER = (
    r"(?:年|月|日|時|分|秒|円|人|件|個|名|歳|才|回|点|位|冊|枚|台|世帯|戸|校|店|社|階|[%‰万億兆]|[ck]?m(?![a-z])|kg|度"
    r"|票|席|[かカヶヵケ箇](?:所|国|月|年)|ページ|頁|章|節|項|両|匹|頭|種|倍|以上|未満|通り|泊|便|系統)"
)
_BARE = rf"(?! ?{_COUNTER}|[.,:/][0-9])"
_DIGITS = r"(?>[0-9]{1,5})(?![0-9])"
_KANJI_NUMBER = rf"(?>[{_K}]{{1,8}})"
_FIRST = (
    rf"(?:第?(?!0|(?:19|20)[0-9]{{2}}-(?:0[0-9]|1[0-2]-[0-3][0-9](?![0-9])))"
    rf"(?:{_DIGITS}(?:{_UNIT}|{_BARE})|{_KANJI_NUMBER}(?:{_UNIT}|(?=[-ノの][{_K}]{{1,8}}(?:{_UNIT}|(?![{KANJI}])))))"
    rf"|(?=[{_K}]{{0,7}}[十百千])(?>[{_K}]{{2,8}})(?![{_NAME}の]))"
)
_NEXT_NUMBER = rf"(?:{_DIGITS}(?:{_UNIT}|{_BARE})|{_KANJI_NUMBER}(?:{_UNIT}|(?![{_NAME}])))"
_NEXT = (
    rf"(?:(?<=[目割町丁地番号条線区班]) ?(?:[-のノ之]|字(?:[{_NAME}]){{1,8}}?)?[東西南北中]?{_NEXT_NUMBER}"
    rf"|[-のノ之]{_NEXT_NUMBER}|-[0-9]{{1,3}}(?:階|F(?![A-Za-z]))|-[A-Z](?![A-Za-z0-9]))"
)
_NO_NUMBER = r"(?:官有|国有)?(?:無番地|番外地)"
_CHAIN = rf"(?:{_FIRST}{_NEXT}{{0,6}}(?!-?[0-9]|[.,:/][0-9])|{_NO_NUMBER})"

#: A number, or several in the notations of house numbers.
CHAIN = re.compile(_CHAIN)
#: What may stand between a town that the dictionary has and its number, and the number.
TAIL = re.compile(
    rf"(?: ?|[のノ](?=[0-9]+(?!\w)))(?P<area>(?:大?字 ?[{_NAME}のがつみ]{{1,14}}?|{PLACE}{{0,12}}?)) ?(?P<chain>{_CHAIN})"
)
#: What has no meaning of its own in a chain: a chain of only these does not reach a house.
_BLOCK = re.compile(rf"(?:[0-9]+|[{_K}]+)(?:丁目|町目|条|番町|番丁|丁|区|線)")
_HOUSE = re.compile(rf"[0-9{_K}無外]")
_EXPLICIT = re.compile(rf"番地|丁目|町目|地割|無番地|番外地|[0-9{_K}][-ノの][0-9{_K}]|番[0-9{_K}]|[線条号区][東西南北]?[0-9{_K}]")

#: Words that make a name before a number no place: a line, a school, a period …
NOT_A_PLACE = re.compile(
    r"駅|校|大学|国道|県道|市道|号線|病院|銀行|会社|選挙|年度|平成|令和|昭和|電話|内線|議会|委員|人口|面積|約|計|第$"
    r"|^(?:内|役|立|営|民|長|議|外|政|域|制|会|場|史|販|街|道|在住|出身|生まれ|以|全|各|合)"
)

#: Old street names of Kyoto: along which street, and which way from the crossing.
STREETS = re.compile(
    rf"(?: ?(?:[{_NAME}ぁ-ん0-9]{{1,20}}?(?:(?:上|下)(?:[がカケ]?[るル])|[東西]入[るル]?)|[{_NAME}ぁ-ん0-9]{{1,8}}?通り?(?=[{_NAME}])))"
    r"{1,2}(?:\([^()\n]{1,10}\))?"
)

_ROOM = (
    rf"[A-Za-z]?-?(?!0)(?>[0-9]{{1,4}})(?![0-9])(?:(?>号棟|号館|番館|号室|号|階|F(?![A-Za-z])|棟|室)"
    rf"|[A-Z]?(?! ?{_COUNTER}|[-.,:/]?[0-9]|[A-Za-z]))"
)
_WORD = (
    r"(?:マンション|アパート|ハイツ|コーポ|ビルディング|ビル|団地|住宅|タワー|メゾン|レジデンス|パレス|ハウス|ハイム|コート|ヴィラ"
    r"|シティ|プラザ|ガーデン|テラス|グランド|ライオンズ|パーク|ヒルズ|庁舎|[荘寮館棟苑閣](?![一-鿿]))"
)
_LETTER = rf"[{_NAME}A-Za-z・&'ー-]"
_BUILDING_NAME = rf"(?![はがにをでとのもへや0-9])(?:{_LETTER}|[ぁ-ん0-9]){{1,24}}?"
_BUILDING = re.compile(
    rf"(?: {{0,2}}(?={_LETTER}|[ぁ-ん])(?:{_BUILDING_NAME}{_WORD}{_LETTER}{{0,12}}|{_WORD}{_LETTER}{{0,12}})"
    rf"(?:[ -]{{0,2}}{_ROOM}){{0,3}}"
    rf"|(?! )[{_NAME}A-Za-z]{{2,16}}?{_ROOM}(?: ?{_ROOM}){{0,2}}"
    rf"| {{1,2}}[{_NAME}A-Za-z]{{2,16}}?(?=[0-9]{{3}}|[0-9]{{1,2}}[号階F棟室]){_ROOM}(?: ?{_ROOM}){{0,2}}"
    rf"| {{1,2}}(?=[0-9]{{3,4}}(?![0-9])|[A-Z]?-?[0-9]{{1,4}}(?:号|階|F|棟)){_ROOM}(?: ?{_ROOM}){{0,2}})"
)


def reaches_house(chain: str) -> bool:
    """Whether a chain says more than the block (``3丁目``, ``北1条西2丁目``)."""
    return _HOUSE.search(_BLOCK.sub("", chain)) is not None


def is_explicit(chain: str) -> bool:
    """Whether a chain is written as house numbers are, and not only a bare number."""
    return _EXPLICIT.search(chain) is not None


def building_end(text: str, start: int) -> int:
    """Where the building and the room that follow a house number end; ``start`` where none follows."""
    match = _BUILDING.match(text, start)
    return start if match is None else match.end()
