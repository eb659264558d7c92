"""The excerpt of a finding: the shape of its line, with nothing in it that could be anybody's.

Masking only what was found is not enough: the rest of the line may hold what was missed. So everything is masked
but punctuation and the words of the trade (labels, SQL, common keys), which tell a reader which line it is.
"""

from __future__ import annotations

import re

from guard.model import Document, Finding

#: Code points of an excerpt, and how many of them stand before the finding.
WIDTH = 96
_BEFORE = 32
_DIGIT = "*"
_LETTER = "●"
#: Digits of every script: NFKC makes ASCII digits of mathematical ones, so they can be found, and must be masked.
_WORD = re.compile(r"\d+|[A-Za-z_]+|[^\W\d_]+")
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
    "担当 担当者 申請者 届出人 保護者 本人 番号 年 月 日 年度 昭和 平成 令和 大正 明治 様 さん".split()
)


def excerpt(document: Document, finding: Finding) -> str:
    """At most :data:`WIDTH` code points of the line of a finding, masked."""
    line_start = document.line_starts[document.line_of(finding.start) - 1]
    first = max(line_start, finding.start - _BEFORE)
    line_end = document.text.find("\n", finding.start, finding.start + WIDTH)
    last = min(line_end if line_end >= 0 else len(document.text), first + WIDTH)
    masked = _WORD.sub(lambda match: _mask(match.group(), first + match.start(), finding), document.text[first:last])
    text = re.sub(r"\s+", " ", masked).strip()
    return f"{'…' if first > line_start else ''}{text}{'…' if line_end < 0 or last < line_end else ''}"


def _mask(word: str, start: int, finding: Finding) -> str:
    inside = start < finding.end and finding.start < start + len(word)
    if not inside and (word.lower() in _TRADE_WORDS or word in _TRADE_JAPANESE):
        return word
    return (_DIGIT if word[0].isdigit() else _LETTER) * min(len(word), 8)
