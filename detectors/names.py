"""Names of people in a passage: the rules, without Presidio, so that the trigger can ask them too.

Three signs: a surname and a given name side by side, a value under a name label, a name with an honorific.
Alone, a dictionary name is only trusted as a pair: single name words are half of all nouns. Under a label
such as 氏名 the shape is enough, because every rare name is missing from some dictionary.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache
from typing import NamedTuple

from detectors import gazetteer
from detectors.labels import NAME_KINDS, Kind, kinds_of
from detectors.morphology import NAME_PARTS, Part, Token, is_honorific, tokens
from detectors.passage import LabelledValue, Passage


class Name(NamedTuple):
    """A name: offsets into the passage, a score, the rule that found it; ``partial``: a lone surname or given name."""

    start: int
    end: int
    score: float
    rule: str
    labelled: bool = False
    partial: bool = False


_KANJI = "\u3400-\u4dbf\u4e00-\u9fff々〆ヶケヵ\ue000-\uf8ff\U00020000-\U0003ffff"
_KANA_ONLY = re.compile(r"[ぁ-んァ-ヶー・ ]+")
_HIRAGANA = re.compile(r"[ぁ-ん]")
_KATAKANA = frozenset(map(chr, range(0x30A1, 0x30FB)))
_SURE_SHAPE = re.compile(
    rf"(?P<kanji>[{_KANJI}ノ]{{1,5}}[ ・]?[{_KANJI}ぁ-んァ-ヶー]{{1,6}})"
    r"|(?P<katakana>[ァ-ヶー]{1,10}(?:[ ・=][ァ-ヶー]{1,12}){0,3})"
    r"|(?P<hiragana>[ぁ-んー]{1,8}[ ・]?[ぁ-んー]{1,8})"
    rf"|(?P<mixed>[ぁ-んァ-ヶー]{{1,6}}[ ・]?[{_KANJI}]{{1,4}})"
    r"|(?P<romaji>[A-Z][A-Za-z'\-]{1,20}(?:,? (?:[A-Z]\.|[A-Z][A-Za-z'\-]{0,20})){1,3})"
)
_PART_SHAPE = re.compile(
    rf"(?P<kanji>[{_KANJI}ノの]{{1,5}})|(?P<kana>[ァ-ヶー]{{1,10}}|[ぁ-んー]{{1,8}})|(?P<romaji>[A-Z][A-Za-z'\-]{{1,20}})"
)
_HONORIFIC_END = re.compile(r"[ 　]?(?:様|さま|さん|氏|殿|先生|君|くん|ちゃん|御中)$")
#: Endings and words that say: an organisation, a place, a thing, a role, a remark — no person.
_NOT_A_PERSON = re.compile(
    r"(?:会社|法人|市|市役所|区役所|町|村|県|府|都|庁|省|署|所|課|部|係|室|局|科|班|店|館|園|院|校|大学|"
    r"学校|組合|銀行|金庫|協会|連合|連盟|"
    r"センター|クリニック|グループ|チーム|サービス|システム|商店|商事|工業|建設|事務|窓口|番号|住所|電話|"
    r"名前|氏名|氏|名称|区分|種別|一覧|情報|設定|登録|"
    r"変更|削除|追加|確認|管理|担当|責任|代表|本人|不明|未定|未設定|未入力|入力|必須|任意|該当|なし|有無|"
    r"同上|以上|以下|様式|株|有|御中|各位|一同|全員|"
    r"者|人|員|長|主|名|主任|主事|補佐|主査|専門|女|男|式|用|別|順|数|値|型|欄|表|行|列|文字|漢字|カナ|かな|"
    r"全角|半角|フリガナ|ふりがな|ローマ字|テスト|"
    r"データ|サンプル|ダミー|ユーザー?|メール|タイトル|ファイル|テーブル|カラム|コード|リスト|メニュー|"
    r"ページ|ボタン|画面|機能|項目|商品|製品|会員|顧客|"
    r"製造|部品|売上|在庫|料金|金額|税|年度|月|日|時|分|秒|号|回|件|円|個|枚|点|線|駅|港|山|川|島|橋|丁目|"
    r"番地|事業|工事|保険|年金|給付|手当|支援|"
    r"エラー|メッセージ|プロジェクト|アプリ|ログイン|パスワード|アカウント|ください|します|です|ます|する|"
    r"した|ない|こと|もの|ため|から|まで|より|では)$"
    r"|^(?:株式|有限|合同|合資|一般|公益|社会福祉|医療|学校|宗教|独立|国立|県立|市立|町立|私立|お客|皆|誰|"
    r"ご|お問|各|全|本|当|同|新規|既存|標準|共通)"
    r"|(?:を|が|は|に|で|へ)$"
)
#: Latin words that stand where a name could: types, roles, placeholders.
_ENGLISH_WORDS = re.compile(
    r"\b(?:string|text|str|char|varchar|int|integer|number|bool|boolean|date|null|none|true|false|undefined|object|array|list|"
    r"name|company|author|project|test|user|admin|title|value|field|column|label|example|sample|default|type|required|"
    r"optional|unique|index|key|id|the|your|my|this|of|and|for|in|to|first|last|full|family|given|kana|kanji|system|server|"
    r"service|client|group|team|inc|ltd|corp|co|university|foundation|contributors?|developers?|authors?|get|set|is|new|"
    r"request|response|data|model|schema|form|input|filter|query|faker|factory|props|self|params?|options?)\b",
    re.IGNORECASE,
)
#: Romaji as it is spelled in Japan; other Latin names are kept, and weigh less.
_ROMAJI_WORD = re.compile(
    r"(?:(?:[kgsztdnhbpmyrwj]|ch|sh|ts|ky|gy|sy|zy|ty|ny|hy|by|py|my|ry|jy|kk|ss|tt|pp|cch|ssh|tts|f)?(?:[aiueo]|oh|ou|uu)|n)+",
    re.IGNORECASE,
)
_COMPANY_AFTER = re.compile(
    r"[ 　]?(?:株式会社|有限会社|商店|商会|商事|工務店|建設|工業|製作所|事務所|医院|クリニック|歯科|病院|"
    r"薬局|書店|酒店|記念館|美術館|文庫|ホール|賞|杯|店\b|"
    r"\(株\)|\(有\)|大学|学園|高校)"
)


def find(passage: Passage) -> Iterator[Name]:
    """The names in a passage: labelled values first, then pairs and honorifics in the rest of the text."""
    taken: list[tuple[int, int]] = []
    for value in passage.labelled(*NAME_KINDS):
        for name in _in_value(passage, value):
            taken.append((name.start, name.end))
            yield name
    for name in _in_text(passage.text, passage.tokens):
        if not any(start <= name.start and name.end <= end for start, end in taken):
            yield name


def _in_value(passage: Passage, value: LabelledValue) -> Iterator[Name]:
    text = passage.text[value.start : value.end].rstrip()
    core = _HONORIFIC_END.sub("", text)
    if not core or len(core) > 40 or _is_other_word(core):
        return
    words = tuple(tokens(core))
    score = 0.0
    partial = False
    if value.kinds & {Kind.FAMILY_NAME, Kind.GIVEN_NAME}:
        score, partial = _part_score(core, words), not _has_both_parts(passage, value)
    elif Kind.FULL_NAME in value.kinds and not _is_reading_of_no_name(passage, value, core):
        score, partial = _full_score(core, words), _is_lone_part(core, words)
    elif Kind.MAYBE_NAME in value.kinds:
        score = _maybe_score(core, words)
        partial = score > 0 and _is_lone_part(core, words)
    if score:
        yield Name(value.start, value.start + len(core), score, "name label", labelled=True, partial=partial)


def _is_reading_of_no_name(passage: Passage, value: LabelledValue, core: str) -> bool:
    """Whether this is the reading (カンリシャイチ) of a neighbour in its record that is no name (管理者１)."""
    if not _KANA_ONLY.fullmatch(core):
        return False
    for other in passage.records.get(value.record, ()):
        if other is value or other.start == value.start or Kind.FULL_NAME not in other.kinds:
            continue
        written = passage.text[other.start : other.end].strip()
        if not _KANA_ONLY.fullmatch(written):
            return _is_other_word(written) or not _full_score(written, tuple(tokens(written)))
    return False


def _is_other_word(core: str) -> bool:
    return (_NOT_A_PERSON.search(core) is not None and not _is_pair(tuple(tokens(core)), len(core))) or bool(
        kinds_of(core)
    )


def _full_score(core: str, words: tuple[Token, ...]) -> float:
    shape = _SURE_SHAPE.fullmatch(core)
    if shape is None:
        return 0.9 if re.fullmatch(rf"[{_KANJI}]{{2,4}}", core) else 0.0
    if any(word.part in NAME_PARTS for word in words) or shape["kanji"] or shape["mixed"]:
        return 0.9
    if shape["romaji"]:
        return 0.0 if _ENGLISH_WORDS.search(core) else 0.75
    return 0.85 if re.search(r"[ ・]", core) or len(core) >= 4 else 0.6


def _part_score(core: str, words: tuple[Token, ...]) -> float:
    shape = _PART_SHAPE.fullmatch(core)
    if shape is None:
        return 0.0
    if any(word.part in NAME_PARTS for word in words):
        return 0.9
    if shape["romaji"]:
        return 0.0 if _ENGLISH_WORDS.search(core) else 0.6
    return 0.8


def _maybe_score(core: str, words: tuple[Token, ...]) -> float:
    """``name`` and 担当 stand above people and things alike: the value itself has to look like a name."""
    if _is_pair(words, len(core)):
        return 0.9
    if words and words[0].part is Part.SURNAME and words[0].start == 0:
        rest = core[words[0].end :].strip(" ・")
        if re.fullmatch(rf"[{_KANJI}]{{1,3}}", rest) or (
            core[words[0].end :][:1] in " ・" and re.fullmatch(r"[ぁ-んァ-ヶー]{2,6}", rest)
        ):
            return 0.75
        if not rest and len(core) >= 2:
            return 0.55
    return 0.0


def _is_pair(words: tuple[Token, ...], length: int) -> bool:
    parts = [word for word in words if word.surface.strip(" ・")]
    return (
        len(parts) == 2
        and parts[0].part is Part.SURNAME
        and parts[1].part in {Part.GIVEN, Part.PERSON}
        and parts[0].start == 0
        and parts[1].end == length
    )


def _is_lone_part(core: str, words: tuple[Token, ...]) -> bool:
    """A surname or a given name alone, or a Latin name that is not spelled as romaji: it points at nobody by itself."""
    if core.isascii():
        return not all(_ROMAJI_WORD.fullmatch(word) for word in re.split(r"[ ,]+", core))
    return len(words) == 1 and words[0].part in {Part.SURNAME, Part.GIVEN} and words[0].end == len(core)


def _has_both_parts(passage: Passage, value: LabelledValue) -> bool:
    wanted = Kind.GIVEN_NAME if Kind.FAMILY_NAME in value.kinds else Kind.FAMILY_NAME
    return any(wanted in other.kinds for other in passage.records.get(value.record, ()))


def _in_text(text: str, words: tuple[Token, ...]) -> Iterator[Name]:
    index = 0
    while index < len(words):
        word = words[index]
        if word.part in NAME_PARTS:
            last = _given_after(words, index)
            if last is not None:
                end = words[last].end
                if not _COMPANY_AFTER.match(text, end) and _is_written_as_a_name(text, word, words[last]):
                    yield Name(word.start, end, 0.85, "surname and given name")
                index = last + 1
                continue
            name = _with_honorific(text, words, index)
            if name is not None:
                yield name
        index += 1


def _is_written_as_a_name(text: str, surname: Token, given: Token) -> bool:
    """Whether a pair of dictionary names looks like one on the page.

    Without a space a hiragana surname, or a one-kanji surname before hiragana, is a piece of grammar (新しの), and
    a "given name" that is a municipality is one (西積丹).
    """
    if given.start > surname.end:
        return True
    if _HIRAGANA.search(surname.surface) or given.surface in _place_names():
        return False
    if len(surname.surface) == 1 and _HIRAGANA.search(given.surface):
        return False
    return not (surname.surface[0] in _KATAKANA and len(surname.surface) + len(given.surface) < 5)


@cache
def _place_names() -> frozenset[str]:
    return frozenset(municipality.name.rstrip("市区町村") for municipality in gazetteer.municipalities())


def _given_after(words: tuple[Token, ...], index: int) -> int | None:
    if words[index].part is not Part.SURNAME:
        return None
    following = index + 1
    if (
        following < len(words)
        and words[following].surface in {" ", "・"}
        and words[following].start == words[index].end
    ):
        following += 1
    if following >= len(words) or words[following].part not in {Part.GIVEN, Part.PERSON}:
        return None
    return following if words[following].start == words[following - 1].end else None


def _with_honorific(text: str, words: tuple[Token, ...], index: int) -> Name | None:
    word = words[index]
    following = index + 1
    if following >= len(words) or words[following].start != word.end:
        return None
    if words[following].surface == " " and following + 1 < len(words):
        following += 1
    end = word.end
    if is_honorific(words[following].surface):
        return Name(word.start, end, 0.6, "name with honorific", partial=True)
    # 五十嵐心愛様: the given name is in no dictionary, the honorific vouches for it
    rest = re.compile(rf"[ ]?([{_KANJI}]{{1,3}}?)(?=様|さま|さん|氏(?!名)|殿)").match(text, end)
    if word.part is Part.SURNAME and rest:
        return Name(word.start, rest.end(), 0.75, "surname and honorific")
    return None
