"""Values that documentation and test code use again and again: found, and reported low.

Sources: the sample cards and forms of the Digital Agency, the ministries and the tax agency, AWS documentation,
RFC 2606 and RFC 6761 for domains, and what public code holds most often.
"""

from __future__ import annotations

import re

MY_NUMBERS = frozenset({"123456789018", "123456789012", "111122223333", "123412341234", "021608371234"})
PASSPORTS = frozenset({"L898902C3", "L898902C<"})  # specimens of ICAO Doc 9303
#: Published by the card brands, Stripe, PayPal, Adyen, GMO Payment Gateway and PAY.JP for their test systems.
TEST_CARDS = frozenset(
    "4111111111111111 4242424242424242 4012888888881881 4000056655665556 4012000033330026 4000000000000002 "
    "4000002500003155 4000002760003184 4917610000000000 4005519200000004 4009348888881881 4012000077777777 "
    "4217651111111119 4500600000000061 4444333322221111 4532015112830366 5555555555554444 5105105105105100 "
    "5200828282828210 5454545454545454 5424000000000015 5431111111111111 5399999999999999 2223003122003222 "
    "2223000048400011 378282246310005 371449635398431 378734493671000 343434343434343 30569309025904 "
    "38520000023237 36006666333344 3056930009020004 36227206271667 6011111111111117 6011000990139424 "
    "6011981111111113 3530111333300000 3566002020360505 3566111111111113 3528000700000000 6200000000000005 "
    "6221260000000000 6205500000000000004 4100000000000100 4100000000500000".split()
)
_MADE_UP_CARD = re.compile(r"[0-9]{0,6}0{8,}[0-9]{1,4}|(?:([0-9])\1{3}){2,}[0-9]*|[0-9]{4}(?:1234567890|123456789).*")
_DUMMY_PHONE = re.compile(
    r"(?:0[5-9]0|0[0-9]{1,3})?(?:1234|XXXX|([0-9])\1{3})?(?:1234|12345678|5678|([0-9])\2{3})|0?123456789[0-9]?|"
    r"0?1234567890?"
)
_DUMMY_LOCAL = re.compile(
    r"(?:no-?reply|do-?not-?reply|postmaster|mailer-daemon|root|git|test[0-9]*|sample|dummy|example|foo|"
    r"bar|hoge|user|"
    r"username|(?:first|my|your|user|given)[._-]?(?:last|name|first|family)(?:[._-]?name)?|your[._-]?(?:name|email|mail)|you|me|someone|nobody|xxx+|aaa+|admin|administrator)",
    re.IGNORECASE,
)
_RESERVED_DOMAIN = re.compile(
    r"(?:some(?:thing|where|domain|company|host)?|other|my(?:domain|company|provider|host)?|your?-?(?:company|site|host)|(?:.+\.)?my)\..+|"
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
    r"|(?:john|jane)(?:[ ,.]+(?:doe|smith))?|doe|smith|(?:foo|test|sample|first|last|your|user|admin)[ ,.]+[a-z]+|"
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
    r"maintainers?|core|ops|devops|actions?|bot|ci|build|release|notifications?|bugs?|submit|control|owner|webadmin|changes|.*-(?:core|dev|devel|"
    r"users?|list|ml|announce|discuss|bugs?|bug-reports?|request|subscribe|team|maint|maintainers|bot)|(?:bugs?|list|ml)-.*)(?:[+._-].*)?",
    re.IGNORECASE,
)


#: Hosts of mailing lists, trackers and package desks.
_LIST_DOMAIN = re.compile(
    r"(?:(?:.+\.)?(?:lists?|ml|mail-?lists?|bugs?|groups|packages|reports?)\..+|googlegroups\.com|irc\..+)"
)


def is_unreachable_email(address: str) -> bool:
    """Whether nobody can be behind a mail address: a domain of RFC 2606 and RFC 6761, or ``noreply``."""
    local, _, domain = address.lower().rpartition("@")
    return _UNREACHABLE_DOMAIN.fullmatch(domain) is not None or _NO_REPLY.fullmatch(local) is not None


def is_role_email(address: str) -> bool:
    """Whether a mail address belongs to a desk or a list (``info@``, ``x@lists.debian.org``), not to a person."""
    local, _, domain = address.lower().rpartition("@")
    return _ROLE_LOCAL.fullmatch(local) is not None or _LIST_DOMAIN.fullmatch(domain) is not None


def is_sample_passport(number: str) -> bool:
    """Whether a passport number is that of a specimen, or runs up by one."""
    return number in PASSPORTS or number[2:] in {"1234567", "0000000"}


def is_test_card(digits: str) -> bool:
    """Whether a card number is one that payment services publish for tests, or evidently made up."""
    return digits in TEST_CARDS or _MADE_UP_CARD.fullmatch(digits) is not None


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
