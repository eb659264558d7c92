"""The excerpt of a finding: the shape of its line, with nothing in it that could be anybody's.

Masking only what was found is not enough: the rest of the line may hold what was missed. So everything is masked
but punctuation and the words of the trade (labels, SQL, common keys), which tell a reader which line it is. Masks
have one length: 令和*年*月*日 would leave a few hundred birth dates. For the same reason no era is shown, and a line is
cut after it was masked: where it is cut tells nothing about what was there.
"""

from __future__ import annotations

import re
import unicodedata

from guard.model import Document, Finding

#: Code points of a line that are shown: of a whole one, before a value, and behind it.
WIDTH = 96
_BEFORE = 32
_AFTER = 64
#: Code points to each side of a value that are masked for that; masks are mostly shorter than what they stand for.
_LOOK = 192
_DIGIT = "***"
_LETTER = "●●●"
#: Digits of every script: NFKC makes ASCII digits of mathematical ones, so they can be found, and must be masked.
_WORD = re.compile(r"\d+|[A-Za-z_]+|[^\W\d_]+")
_PART = re.compile(r"[A-Z]?[a-z]+|[A-Z]+(?![a-z])")
#: 昭和元年 is written as the other years are, not to stand out: among digits as a digit, among 漢数字 as one of them.
_FIRST_YEAR = re.compile("元(?=年(?P<kanji>[〇一二三四五六七八九十])?)")
#: A blank where a month or a day could have a second digit.
_PADDING = re.compile(r"(?<=[年月./\-])[ \u3000]+(?=\d)")
_TRADE_WORDS = frozenset(
    "insert into values update set select where from copy stdin null true false table create varchar int text date "
    "id no name full_name fullname first_name last_name family_name given_name firstname lastname name_kana shimei "
    "shimei_kana address addr jusho zip postal_code phone tel mobile fax email mail birth birthday birth_date dob "
    "seinengappi gender sex my_number mynumber kojin_no users user residents resident customers customer employees "
    "employee persons person members citizens applicants td th tr div span li const let var public private static "
    "final string return new def class function echo print assert equals todo fixme note var_dump array list dict "
    "json xml csv sql yaml env export data records rows items value key type status created_at updated_at age memo "
    "remarks".split()
)
_TRADE_JAPANESE = frozenset(
    "氏名 名前 お名前 姓 名 氏名カナ フリガナ ふりがな カナ 氏 住所 現住所 郵便番号 電話 電話番号 携帯 携帯電話 "
    "携帯番号 連絡先 メール メールアドレス 生年月日 誕生日 生まれ 性別 年齢 個人番号 マイナンバー 世帯主 続柄 備考 "
    "担当 担当者 申請者 届出人 保護者 本人 番号 年 月 日 年度 様 さん".split()
)
#: Words of the trade that are values as well: of a relationship in a household, of a flag for an allowance.
_ALSO_VALUES = frozenset("本人 世帯主 保護者 true false".split())


def excerpt(document: Document, finding: Finding) -> str:
    """The line of a finding, masked: some code points before the value, and some behind it."""
    start, end = finding.start, max(finding.end, finding.start)
    line_start = document.line_starts[document.line_of(start) - 1]
    first = max(line_start, start - _LOOK)
    line_end = document.text.find("\n", start, end + _LOOK)
    last = min(line_end if line_end >= 0 else len(document.text), end + _LOOK)
    value = document.text[start : min(end, last)]
    before = masked(document.text[first:start])
    after = masked(document.text[min(end, last) : last])
    text = re.sub(r"\s+", " ", before[-_BEFORE:] + (_of_value(value) if value else "") + after[:_AFTER]).strip()
    has_more = len(after) > _AFTER or (line_end < 0 and last < len(document.text))
    return f"{'…' if first > line_start or len(before) > _BEFORE else ''}{text}{'…' if has_more else ''}"


def masked(text: str) -> str:
    """A text in which only punctuation and the words of the trade are left; a mask tells no length."""
    return _WORD.sub(lambda match: _mask(match.group()), _PADDING.sub("", _FIRST_YEAR.sub(_first_year, text)))


def _first_year(match: re.Match[str]) -> str:
    return "一" if match["kanji"] else "1"


def _of_value(value: str) -> str:
    """What stands for a value: neither its length nor its punctuation, a birth date has only 46,000 forms."""
    return _LETTER if any(map(str.isalpha, value)) else _DIGIT


def _mask(word: str) -> str:
    if (word.lower() in _TRADE_WORDS or word in _TRADE_JAPANESE) and word.lower() not in _ALSO_VALUES:
        return word
    return _DIGIT if word[0].isdigit() else _LETTER


def trade_words(text: str) -> list[str]:
    """The words of the trade in a label, in lower case: of ``山田太郎.phoneNumber`` it is ``phone``."""
    found: list[str] = []
    for word in _WORD.findall(unicodedata.normalize("NFKC", text)):
        known = word.lower()
        if known in _TRADE_WORDS or word in _TRADE_JAPANESE:
            found.append(known)
        elif word.isascii():
            found += [part.lower() for part in _PART.findall(word) if part.lower() in _TRADE_WORDS]
        elif (tail := _known_tail(word)) is not None:
            found.append(tail)
    return found


def _known_tail(word: str) -> str | None:
    """The longest word of the trade that a Japanese word ends with: ``送付先住所`` is a ``住所``."""
    return next((word[at:] for at in range(max(0, len(word) - 8), len(word) - 1) if word[at:] in _TRADE_JAPANESE), None)
