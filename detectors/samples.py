"""Values that documentation and test code use again and again: found, and reported low.

Sources: the sample cards and forms of the Digital Agency, the ministries and the tax agency, AWS documentation,
RFC 2606 and RFC 6761 for domains, and what public code holds most often.
"""

from __future__ import annotations

import re

MY_NUMBERS = frozenset({"123456789018", "123456789012", "111122223333", "123412341234", "021608371234"})
_DUMMY_PHONE = re.compile(
    r"(?:0[5-9]0|0[0-9]{1,3})?(?:1234|XXXX|([0-9])\1{3})?(?:1234|12345678|5678|([0-9])\2{3})|0?123456789[0-9]?|"
    r"0?1234567890?"
)
_DUMMY_LOCAL = re.compile(
    r"(?:no-?reply|do-?not-?reply|postmaster|mailer-daemon|root|git|test[0-9]*|sample|dummy|example|foo|"
    r"bar|hoge|user|"
    r"username|your[._-]?(?:name|email|mail)|you|me|someone|nobody|xxx+|aaa+|admin|administrator)",
    re.IGNORECASE,
)
_RESERVED_DOMAIN = re.compile(
    r"(?:.*[.@])?(?:example|test|invalid|localhost|local|localdomain)|(?:.+\.)?(?:test|example|sample|dummy)\..+|"
    r"[a-z0-9]\.[a-z.]+|(?:.*[.@])?(?:example|sample|dummy|"
    r"test|hoge|foo|your-?domain|domain|"
    r"mail|xxx+)\.(?:com|org|net|edu|jp|co\.jp|ne\.jp|or\.jp|go\.jp|ac\.jp|lg\.jp)"
)
_STOCK_SURNAMES = "山田|鈴木|佐藤|田中|高橋|甲野|乙野|丙野|乙山|丙川|丁田|甲山|甲|乙"
_STOCK_GIVEN = "太郎|花子|一郎|次郎|二郎|三郎|はなこ|たろう|タロウ|ハナコ|一子"
_PLACEHOLDER_SURNAMES = (
    "国税|番号|年金|日本|東京|大阪|外務|法務|総務|厚労|住基|市民|県民|区民|都民|町民|村民|名古屋|横浜|埼玉|千葉|福岡|北海道|草加|テスト|サンプル|データ|"
    "見本|ダミー|ほげ|ふが|試験|仮|開発|検証|管理|利用|申請|届出|個人|行政|自治|電子|税務|保険|介護|免許|旅券|在留|氏名|名前|顧客|会社|社員|患者|医療|"
    "マイナ|マイナンバー|デジタル"
)
_DUMMY_NAME = re.compile(
    rf"(?:{_STOCK_SURNAMES})[ ・]*(?:{_STOCK_GIVEN})|(?:{_PLACEHOLDER_SURNAMES})[ ・]*(?:{_STOCK_GIVEN}|"
    rf"さくら|[0-9一二三]+)"
    r"|(?:ヤマダ|スズキ|サトウ|タナカ|テスト|サンプル|ニホン|バンゴウ|コクゼイ|ネンキン)[ ・]*(?:タロウ|ハナコ|"
    r"イチロウ|ジロウ|サブロウ)"
    r"|(?:やまだ|すずき|さとう|たなか|てすと)[ ・]*(?:たろう|はなこ|いちろう|じろう)"
    r"|(?:yamada|suzuki|sato|tanaka|test)[ ,.]+(?:taro|tarou|hanako|ichiro|jiro|user)|(?:taro|tarou|"
    r"hanako|ichiro|jiro)[ ,.]+(?:yamada|suzuki|sato|tanaka)"
    r"|(?:john|jane)[ ,.]+(?:doe|smith)|(?:foo|test|sample|first|last|your|user|admin)[ ,.]+[a-z]+|"
    r"セイ[ ・]?メイ|せい[ ・]?めい|姓[ ・]?名",
    re.IGNORECASE,
)


_UNREACHABLE_DOMAIN = re.compile(
    r"(?:.*\.)?example(?:\.(?:com|net|org|edu|jp|(?:co|ne|or|go|ac|lg|ed|gr)\.jp))?|.*\.(?:test|invalid|localhost|"
    r"local|localdomain)|localhost"
)
_NO_REPLY = re.compile(r"(?:no|do-?not)[-_.]?reply.*|mailer-daemon")
_ROLE_LOCAL = re.compile(
    r"(?:info|inquiry|contact|support|help|helpdesk|sales|security|team|hello|community|webmaster|hostmaster|press|"
    r"pr|office|"
    r"system|service|services|bounces?|list|news|newsletter|jobs|recruit|soumu|kikaku|kouhou|koho|jinji|shimin|zeimu|"
    r"fukushi|kyoiku|toiawase|otoiawase|abuse|privacy|legal|billing|license|licensing|feedback|dev|devel|developers?|"
    r"maintainers?|core|ops|devops|actions?|bot|ci|build|release|notifications?|.*-(?:core|dev|users?|list|announce|"
    r"bot))(?:[+._-].*)?",
    re.IGNORECASE,
)


def is_unreachable_email(address: str) -> bool:
    """Whether nobody can be behind a mail address: a domain of RFC 2606 and RFC 6761, or ``noreply``."""
    local, _, domain = address.lower().rpartition("@")
    return _UNREACHABLE_DOMAIN.fullmatch(domain) is not None or _NO_REPLY.fullmatch(local) is not None


def is_role_email(address: str) -> bool:
    """Whether a mail address belongs to a desk or a list (``info@``, ``soumu@``), not to a person."""
    return _ROLE_LOCAL.fullmatch(address.rpartition("@")[0]) is not None


def is_sample_my_number(digits: str) -> bool:
    """Whether a number is one of those printed on samples and in documentation."""
    return digits in MY_NUMBERS


def is_dummy_phone(digits: str) -> bool:
    """Whether a number is made of the groups that dummies are made of (``090-1234-5678``, ``03-1111-2222``)."""
    return _DUMMY_PHONE.fullmatch(digits) is not None


def is_dummy_email(address: str) -> bool:
    """Whether a mail address can reach no person: reserved domains, role and placeholder names."""
    local, _, domain = address.lower().rpartition("@")
    return _RESERVED_DOMAIN.fullmatch(domain) is not None or _DUMMY_LOCAL.fullmatch(local) is not None


def is_dummy_name(name: str) -> bool:
    """Whether a (folded) name is one of the stock names of forms and tests."""
    return _DUMMY_NAME.fullmatch(name.strip()) is not None
