"""Made-up people in every notation that a value comes in; no name, number or address is anybody's we know."""

from __future__ import annotations

import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass

ENTITY_OF: Mapping[str, str] = {
    "name": "PERSON",
    "number": "JP_MY_NUMBER",
    "kana": "PERSON",
    "phone": "PHONE_NUMBER",
    "address": "JP_ADDRESS",
    "birth": "DATE_OF_BIRTH",
    "romaji": "PERSON",
    "mail": "EMAIL_ADDRESS",
    "postal": "JP_POSTAL_CODE",
}
#: Not part of a postal code.
MARK = "〒"
#: What begins with a digit follows what must end before it: a name, a reading, an address.
KEYS = tuple(ENTITY_OF)

LABELS: Mapping[str, Mapping[str, str]] = {
    style: dict(zip(KEYS, words.split(), strict=True))
    for style, words in {
        "japanese": "氏名 個人番号 フリガナ 電話番号 住所 生年月日 ローマ字氏名 メールアドレス 郵便番号",
        "form": "お名前 マイナンバー ふりがな TEL ご住所 誕生日 氏名（ローマ字） E-mail 〒",
        "romaji": "shimei kojin_bango shimei_kana denwa_bango jusho seinengappi shimei_romaji mail_address yubin_bango",
        "english": "full_name my_number name_kana phone address date_of_birth name_romaji email postal_code",
        "camel": "fullName myNumber nameKana phoneNumber homeAddress birthDate nameRomaji emailAddress zipCode",
    }.items()
}

_NAMES = (
    "中条 紗世|ナカジョウ サヨ|なかじょう さよ|Nakajo Sayo",
    "越智 征志郎|オチ セイシロウ|おち せいしろう|Ochi Seishiro",
    "神谷 ひより|カミヤ ヒヨリ|かみや ひより|Kamiya Hiyori",
    "髙木 梨歩|タカギ リホ|たかぎ りほ|Takagi Riho",
    "小比類巻 匠真|コヒルイマキ タクマ|こひるいまき たくま|Kohiruimaki Takuma",
    "吉武 奏汰|ヨシタケ カナタ|よしたけ かなた|Yoshitake Kanata",
    "長谷部 伊織|ハセベ イオリ|はせべ いおり|Hasebe Iori",
    "宇田川 昌子|ウダガワ マサコ|うだがわ まさこ|Udagawa Masako",
)
_PHONES = (
    "048-925-3316 090-4417-2286 08043172296 (048)925-3316 ０４８－９２５－３３１６ +81-90-4417-2286 048(925)3316 ０９０ー４４１７ー２２８６"
).split()
_ADDRESSES = (
    "埼玉県草加市高砂2丁目3番4号|埼玉県草加市栄町2-34-5|埼玉県越谷市越ヶ谷四丁目二番一号|東京都足立区千住１－４－１８|"
    "さいたま市浦和区常盤6-4-4|埼玉県草加市氷川町2101-1 コーポ松原203号|草加市谷塚町１３２８番地|北海道札幌市中央区北1条西2丁目5"
).split("|")
_BIRTHS = (
    "1986-07-09 昭和61年7月9日 19860709 S61.7.9 １９８６年７月９日 3610709 ㍼61年7月9日 1986/7/9 1986.07.09 昭和六十一年七月九日 S610709 S61/07/09"
).split()
_POSTALS = "340-0015 3400053 〒340-0011 ３４３－０８１３ 〒3400015 343-0023".split()
_LOCALS = "s.nakajo ochi_seishiro kamiya-h takagi.riho tkohirui yoshitake88 hasebe+iori udagawa".split()
_BASES = "38172946051 92740381655 47018293366 61530927485".split()


@dataclass(frozen=True)
class Cell:
    """A value as it is written."""

    key: str
    text: str

    @property
    def entity(self) -> str:
        return ENTITY_OF[self.key]


Row = tuple[Cell, ...]


def half_width(text: str) -> str:
    """Katakana as legacy systems hold it."""
    return "".join(_HALF_WIDTH.get(char, char) for char in text)


_HALF = [chr(code) for code in range(0xFF66, 0xFF9E)]
_HALF_WIDTH = {unicodedata.normalize("NFKC", char + mark): char + mark for mark in ("ﾟ", "ﾞ", "") for char in _HALF}
_HALF_WIDTH = {full: half for full, half in _HALF_WIDTH.items() if len(full) == 1} | {" ": " "}


def my_number(index: int) -> str:
    """A number with its check digit (総務省令第85号 第5条)."""
    digits = _BASES[index % len(_BASES)]
    weighted = sum(int(digit) * weight for digit, weight in zip(reversed(digits), (2, 3, 4, 5, 6, 7) * 2, strict=False))
    check = 0 if weighted % 11 <= 1 else 11 - weighted % 11
    plain = f"{digits}{check}"
    groups = f"{plain[:4]}-{plain[4:8]}-{plain[8:]}"
    return (plain, groups, groups.replace("-", " "), plain.translate(_FULL_WIDTH))[index % 4]


_FULL_WIDTH = {ord("0") + value: ord("０") + value for value in range(10)}


def person(index: int, keys: tuple[str, ...] = KEYS) -> Row:
    """Somebody, with the values in this order; the notations go round with the index."""
    kanji, katakana, hiragana, romaji = _NAMES[index % len(_NAMES)].split("|")
    texts = {
        "name": (kanji, kanji.replace(" ", ""), kanji.replace(" ", "　"))[index % 3],
        "kana": (katakana, half_width(katakana), hiragana, katakana.replace(" ", "　"))[index % 4],
        "romaji": (romaji, romaji.upper())[index % 2],
        "number": my_number(index),
        "phone": _PHONES[index % len(_PHONES)],
        "address": _ADDRESSES[index % len(_ADDRESSES)],
        "birth": _BIRTHS[index % len(_BIRTHS)],
        "mail": f"{_LOCALS[index % len(_LOCALS)]}@hinoki-machi.jp",
        "postal": _POSTALS[index % len(_POSTALS)],
    }
    return tuple(Cell(key, texts[key]) for key in keys)


def people(count: int, first: int = 0, keys: tuple[str, ...] = KEYS) -> list[Row]:
    """Several people with the same columns."""
    return [person(index, keys) for index in range(first, first + count)]
