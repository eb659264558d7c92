"""Whether a value can be a person's name: its shape, the words that it is not, and its words in the dictionary."""

from __future__ import annotations

import re
from functools import lru_cache

from detectors import name_lexicon
from detectors.labels import is_label
from detectors.lazy_pattern import lazy_pattern
from detectors.morphology import NAME_PARTS, Part, Token, is_known, is_word, value_tokens

#: Characters of a municipality's own (外字): the private-use area, and planes 15 and 16.
GAIJI = "\ue000-\uf8ff\U000f0000-\U0010fffd"
KANJI = f"\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff々〆ヶケヵ{GAIJI}\U00020000-\U0003ffff"
#: What is printed in the place of a character that a system does not have.
MISSING = "〓■●◆"
_HIRAGANA_ONLY = lazy_pattern(r"[ぁ-んー]+")
KANA_ONLY = lazy_pattern(r"[ぁ-んァ-ヶー・ ]+")
_SURE_SHAPE = lazy_pattern(
    rf"(?P<kanji>[{KANJI}ノ]{{1,5}}[ ・]?[{KANJI}ぁ-んァ-ヶー]{{1,6}})"
    r"|(?P<katakana>[ァ-ヶー]{1,10}(?:[ ・=][ァ-ヶー]{1,12}){0,3})"
    r"|(?P<hiragana>[ぁ-んー]{1,8}[ ・]?[ぁ-んー]{1,8})"
    rf"|(?P<mixed>[ぁ-んァ-ヶー]{{1,6}}[ ・]?[{KANJI}]{{1,4}})"
    r"|(?P<romaji>[A-Z][A-Za-z'\-]{1,20}(?:,? (?:[A-Z]\.|[A-Z][A-Za-z'\-]{0,20})){1,3})"
)
_PART_SHAPE = lazy_pattern(
    rf"(?P<kanji>[{KANJI}ノの]{{1,5}})|(?P<kana>[ァ-ヶー]{{1,10}}|[ぁ-んー]{{1,8}})|"
    rf"(?P<romaji>[A-Z][A-Za-z'\-]{{1,20}})"
)
#: Endings and words that say: an organisation, a place, a thing, a role, a remark — no person.
_NOT_A_PERSON = lazy_pattern(
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
#: What can follow a surname: no particle, no ending of a verb, no word of a form.
_HIRAGANA_GIVEN = lazy_pattern(
    r"(?!(?:ください|します|です|ます|する|した|ない|なし|らしさ|らしい|こと|もの|ため|から|まで|より|では|には|とは|かな|など|さん|さま|くん|ちゃん|"
    r"ほか|とか|という|および|または|について|による|として|において)$)[ぁ-ん]{2,4}"
)
_KANJI_GIVEN = lazy_pattern(rf"[{KANJI}][人月日名]")
#: Latin words that stand where a name could: types, roles, placeholders.
_ENGLISH_WORDS = lazy_pattern(
    r"\b(?:string|text|str|char|varchar|int|integer|number|bool|boolean|date|null|none|true|false|undefined|object|"
    r"array|list|"
    r"name|company|author|project|test|user|admin|title|value|field|column|label|example|sample|default|type|required|"
    r"optional|unique|index|key|id|the|your|my|this|of|and|for|in|to|first|last|full|family|given|kanji|system|server|"
    r"address|phone|mail|email|number|zip|code|city|street|owner|contact|tel|fax|postal|"
    r"service|client|group|team|inc|ltd|corp|co|university|foundation|contributors?|developers?|authors?|get|set|is|"
    r"new|"
    r"request|response|data|model|schema|form|input|filter|query|faker|factory|props|self|params?|options?)\b",
    re.IGNORECASE,
)
#: Romaji as it is spelled in Japan; other Latin names are kept, and weigh less.
_ROMAJI_WORD = lazy_pattern(
    r"(?:(?:[kgsztdnhbpmyrwj]|ch|sh|ts|ky|gy|sy|zy|ty|ny|hy|by|py|my|ry|jy|kk|ss|tt|pp|cch|ssh|tts|f)?(?:[aiueo]|oh|"
    r"ou|uu)|n|m(?=[bmp]))+",
    re.IGNORECASE,
)
#: Words that name an organisation even where the rest looks like two names.
_ORGANISATION = lazy_pattern(
    r"会社|法人|市役所|区役所|役場|センター|組合|銀行|金庫|協会|連盟|病院|医院|クリニック|学校|大学|事務所|商店|"
    r"本店|支店|営業所|窓口|担当|"
    r"(?:部|課|係|室|局)$|御中$|未設定|未入力|不明|テスト|サンプル|ダミー|データ|ユーザ|システム"
)
#: What turns the name in front of it into that of a firm, a hall, a prize.
_COMPANY_AFTER = lazy_pattern(
    r"[ 　]?(?:株式会社|有限会社|商店|商会|商事|工務店|建設|工業|製作所|事務所|医院|クリニック|歯科|病院|"
    r"薬局|書店|酒店|記念館|美術館|館|処分場|競馬場|球場|工場|牧場|農園|公園|神社|文庫|ホール|賞|杯|店\b|"
    r"\(株\)|\(有\)|大学|学園|高校)"
)
#: Under 姓 and 名 everything is a name but these.
_NO_PART = lazy_pattern(
    r"(?:姓|名|氏|名前|苗字|名字|カナ|かな|セイ|メイ|なし|無し?|不明|未定|未設定|未入力|同上|空|空白|null|NULL|"
    r"テスト|サンプル|ひらがな|ヒラガナ|カタカナ|かたかな)"
)


def is_company_behind(text: str, end: int) -> bool:
    """Whether what follows a name makes it that of a shop or a firm: 渡辺美里|商店."""
    return _COMPANY_AFTER.match(text, end) is not None


def is_other_word(core: str, words: tuple[Token, ...]) -> bool:
    """Whether a value under a name label is something else: an office, a role, a remark, another label."""
    if is_label(core):
        return True
    parts = [word for word in words if word.surface.strip(" ・")]
    is_name = (parts and all(word.part in NAME_PARTS for word in parts)) or name_lexicon.is_surname(core)
    if is_name or _is_surname_and_rare_given(core, parts):
        return False
    if " " in core or "・" in core:
        return _ORGANISATION.search(core) is not None
    return _NOT_A_PERSON.search(core) is not None


def _is_surname_and_rare_given(core: str, words: list[Token]) -> bool:
    """A surname and what can only be a given name, though it ends as other things do: 神谷ひより, 髙木いろは, 佐藤結月."""
    if len(words) < 2 or words[0].part is not Part.SURNAME or words[0].start or len(core) - words[0].end > 4:
        return False
    rest = core[words[0].end :]
    if _HIRAGANA_GIVEN.fullmatch(rest):
        return True
    return _KANJI_GIVEN.fullmatch(rest) is not None and not is_common_noun(rest)


def full_score(core: str, words: tuple[Token, ...]) -> float:
    """The score of a value under a label such as 氏名; 0 where it can be no name."""
    if is_other_word(core, words):
        return 0.0
    shape = _SURE_SHAPE.fullmatch(core)
    if shape is None:
        return 0.9 if re.fullmatch(rf"[{KANJI}]{{2,4}}", core) else 0.0
    if any(word.part in NAME_PARTS for word in words) or shape["kanji"] or shape["mixed"]:
        return 0.9
    if shape["romaji"]:
        return 0.0 if is_english(core) else 0.75
    return 0.85 if re.search(r"[ ・]", core) or len(core) >= 4 else 0.6


def part_score(core: str, words: tuple[Token, ...]) -> float:
    """The score of a value under 姓 or 名; 0 where it can be no name."""
    shape = _PART_SHAPE.fullmatch(core)
    if shape is None or _NO_PART.fullmatch(core):
        return 0.0
    if shape["romaji"]:
        return 0.0 if is_english(core) else 0.6
    return 0.9 if any(word.part in NAME_PARTS for word in words) else 0.8


def maybe_score(core: str, words: tuple[Token, ...], *, accepts_surname: bool) -> float:
    """The score under ``name`` and 担当, which stand above people and things alike: the value has to look like a name."""
    if is_other_word(core, words):
        return 0.0
    if is_pair(words, len(core)):
        return 0.9
    if accepts_surname and is_surname(core):
        return 0.55
    if not words or words[0].start:
        return 0.0
    end = words[0].end if words[0].part is Part.SURNAME else _surname_end(core)
    rest = core[end:]
    if not end or not rest:
        return 0.0
    if re.fullmatch(r"[ ・][ぁ-んァ-ヶー]{2,6}", rest):
        return 0.75
    is_short = len(rest) <= 2 or end > 1  # 越乃寒梅 is no 越 of 乃寒梅
    return 0.75 if is_short and can_be_given(rest.strip(" ・"), words) else 0.0


def _surname_end(core: str) -> int:
    """Where a surname ends that Sudachi takes for a place or a thing: by the lexicon, and by the space behind it."""
    first, gap, second = core.partition(" ")
    if gap:
        is_name = name_lexicon.is_surname(first) and (name_lexicon.is_given(second) or len(second) < 3)
        return len(first) if is_name and not is_word(second) else 0
    if is_word(core):
        return 0
    end = name_lexicon.split(core) or next((end for end in (3, 2) if name_lexicon.is_surname(core[:end])), 0)
    rest = core[end:]
    is_other = rest[:1] in set("都道府県市区町村郡駅") or (
        _HIRAGANA_ONLY.fullmatch(rest) and not name_lexicon.is_given(rest)
    )
    return 0 if is_other else end


def can_be_given(text: str, words: tuple[Token, ...]) -> bool:
    """Whether what ends a value after its surname can be a given name that is in no dictionary.

    ``words`` are those of the value: one kanji is only told in its company (高橋翼, 田中宅).
    """
    if re.fullmatch(rf"[{KANJI}]{{1,3}}", text) is None:
        return _HIRAGANA_GIVEN.fullmatch(text) is not None
    parts = value_tokens(text) if len(text) > 1 else words[-1:]
    if len(parts) == 1:
        is_rare = len(text) > 1 and (name_lexicon.is_rare_given(text) or not is_known(text))
        return is_rare or parts[0].part in {Part.GIVEN, Part.PERSON, Part.OTHER}
    is_noun = (word.part in {Part.NOUN, Part.SUFFIX} and word.end - word.start > 1 for word in parts)
    return len(text) < 3 or not any(is_noun)


def is_common_noun(text: str) -> bool:
    """Whether a text of two characters or more is one common noun of the dictionary: 機械, 園芸, no given name."""
    if name_lexicon.is_rare_given(text) or not is_known(text):
        return False
    words = value_tokens(text)
    return len(text) >= 2 and len(words) == 1 and words[0].part in {Part.NOUN, Part.SUFFIX}


def is_pair(words: tuple[Token, ...], length: int) -> bool:
    """Whether the words of a value of this length are a surname and a given name and nothing else."""
    parts = [word for word in words if word.surface.strip(" ・")]
    return (
        len(parts) == 2
        and parts[0].part is Part.SURNAME
        and parts[1].part in {Part.GIVEN, Part.PERSON}
        and parts[0].start == 0
        and parts[1].end == length
    )


def is_lone_part(core: str, words: tuple[Token, ...]) -> bool:
    """A surname or a given name alone, or a Latin name that is not spelled as romaji: it points at nobody by itself."""
    if core.isascii():
        return not is_romaji(core)
    return len(words) == 1 and words[0].part in {Part.SURNAME, Part.GIVEN} and words[0].end == len(core)


def is_romaji(text: str) -> bool:
    """Whether every word of a Latin text is spelled as Japanese is."""
    return all(_ROMAJI_WORD.fullmatch(word) for word in re.split(r"[ ,]+", text))


def is_english(text: str) -> bool:
    """Whether a Latin text holds a word that stands where a name could: a type, a role, a placeholder."""
    return _ENGLISH_WORDS.search(text) is not None


@lru_cache(maxsize=8192)
def is_surname(text: str) -> bool:
    """Whether a word is a surname by the lexicon, or, though it is a place or a thing as well, in front of さん."""
    if name_lexicon.is_surname(text):
        return True
    words = value_tokens(text + "さん")
    return len(text) > 1 and bool(words) and words[0].part is Part.SURNAME and words[0].end == len(text)
