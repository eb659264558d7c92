"""What a label says about its value: column headers, keys and form labels in Japanese, romaji and English.

``kinds_of("shimei_kana")`` knows that a name stands below; ``kinds_of("file_name")`` knows that none does.
Vocabulary: Microsoft Purview's definitions for Japan, column names in public code (EC-CUBE, municipal
standard layouts), and the data standard of local governments.
"""

from __future__ import annotations

import enum
import re
from functools import lru_cache

from detectors import identifiers, sensitive_labels
from detectors.folding import fold
from detectors.lazy_pattern import lazy_pattern
from detectors.sensitive_labels import Strength


class Kind(enum.Enum):
    """What stands under a label."""

    MY_NUMBER = enum.auto()
    FULL_NAME = enum.auto()
    FAMILY_NAME = enum.auto()
    GIVEN_NAME = enum.auto()
    MAYBE_NAME = enum.auto()  # ``name``, 名前, 担当: a person or anything else; the value has to say it
    ADDRESS = enum.auto()
    STREET = enum.auto()  # a column that holds the part below the municipality
    PHONE = enum.auto()
    EMAIL = enum.auto()
    BIRTH_DATE = enum.auto()
    POSTAL_CODE = enum.auto()
    DRIVERS_LICENSE = enum.auto()
    PASSPORT = enum.auto()
    RESIDENCE_CARD = enum.auto()
    INSURER_NUMBER = enum.auto()  # of the insurer: public by itself
    INSURED_NUMBER = enum.auto()  # 被保険者番号: of health, care or employment insurance; the shape says which
    HEALTH_INSURANCE = enum.auto()
    INSURANCE_SYMBOL = enum.auto()  # 記号: only means something beside a number
    CARE_INSURANCE = enum.auto()
    PENSION_NUMBER = enum.auto()
    EMPLOYMENT_INSURANCE = enum.auto()
    RESIDENT_CODE = enum.auto()
    MUNICIPAL_ID = enum.auto()
    BANK_ACCOUNT = enum.auto()
    BANK_CODE = enum.auto()
    BRANCH_CODE = enum.auto()
    POSTAL_SAVINGS = enum.auto()
    CREDIT_CARD = enum.auto()
    VEHICLE_PLATE = enum.auto()
    SENSITIVE = enum.auto()  # 病名, 続柄, 所得: what ``sensitivity_of`` knows more about
    OTHER_NUMBER = enum.auto()  # an order, an account, a timestamp: speaks against a bare number


NAME_KINDS = frozenset({Kind.FULL_NAME, Kind.FAMILY_NAME, Kind.GIVEN_NAME, Kind.MAYBE_NAME})

#: Japanese words; a label that contains one has that kind. Longer words are tried first.
_JAPANESE: dict[Kind, str] = {
    Kind.MY_NUMBER: "マイナンバー 個人番号 共通番号 個人識別番号 個人識別ナンバー 通知カード番号",
    Kind.FULL_NAME: (
        "氏名 姓名 お名前 本名 旧氏名 通称名 世帯主 保護者 申請者 届出人 届出者 代理人 被保険者名 口座名義 名義人 "
        "受給者名 "
        "申込者 本人氏名 筆頭者 患者名 児童名 生徒名 園児名 学生名 会員名 職員名 社員名 利用者名 購入者 注文者 "
        "依頼者 応募者 "
        "契約者 所有者名 納税者 納税義務者 扶養者 配偶者 連絡者 担当者名 担当者氏名 責任者名 相談者 来庁者 対象者名 "
        "住民名 "
        "ご担当者 差出人 受取人 宛名 フリガナ ふりがな ヨミガナ よみがな 氏名カナ カナ氏名 かな氏名 漢字氏名 "
        "名前カナ 名カナ 振込名義 名義カナ お届け先名 届け先名 送付先名 配送先名 ローマ字氏名"
    ),
    Kind.FAMILY_NAME: "姓 名字 苗字 氏 セイ せい 旧姓 姓カナ 氏カナ 姓かな",
    Kind.GIVEN_NAME: "名 メイ めい 名カナ 名かな 下の名前",
    Kind.MAYBE_NAME: (
        "名前 なまえ 名称 担当者 担当 作成者 記入者 責任者 代表者 講師 教員 議員 通称 記名 署名 報告者 発言者 父 母 "
        "子 夫 妻 会員 職員 社員 生徒 児童 園児 患者 メンバー 校長 院長 園長 所長 館長 市長 町長 村長 区長 課長 係長 部長 "
        "代表取締役 名義 カナ かな"
    ),
    Kind.ADDRESS: (
        "住所 所在地 現住所 居所 居住地 送付先 配送先 お届け先 届け先 届先 転出先 転入前 転出元 本籍地 本籍 "
        "勤務先所在地 "
        "連絡先住所 前住所 新住所 旧住所 帰省先 実家"
    ),
    Kind.STREET: "番地 地番 町名 町域 町丁目 大字 丁目 方書 建物名 アパート名 マンション名 市区町村 市町村 住所2",
    Kind.PHONE: (
        "電話番号 電話 携帯番号 携帯電話 携帯 連絡先 連絡先番号 自宅番号 緊急連絡先 ＦＡＸ FAX ファックス ファクス "
        "TEL Tel 内線 でんわ"
    ),
    Kind.EMAIL: "メールアドレス 電子メール メール Eメール E-mail eメール",
    Kind.BIRTH_DATE: "生年月日 誕生日 出生日 生年 出生年月日 生まれ 誕生年月日 生年月",
    Kind.POSTAL_CODE: "郵便番号 郵便 〒",
    Kind.OTHER_NUMBER: (
        "注文番号 受注番号 伝票番号 管理番号 商品番号 品番 型番 会員番号 社員番号 法人番号 登録番号 受付番号 "
        "問い合わせ番号 "
        "お問い合わせ番号 追跡番号 金額 価格 数量 件数 合計 人口 整理番号 事業所番号 適用事業所番号 事業所整理番号 "
        "取引番号 請求番号 契約番号 製造番号 シリアル コンテナ番号 日時 時刻 更新日 作成日 ISBN JAN 予約番号 "
        "決裁番号 コード ライセンスキー プロダクトキー シリアルナンバー IMEI"
    ),
}

#: Romaji and English, without separators; matched against runs of whole words of a label.
_LATIN: dict[Kind, str] = {
    Kind.MY_NUMBER: (
        "mynumber myno mynum mynumbercard kojinbango kojinbangou kojinno kojinnum individualnumber "
        "personalnumber socialsecurityandtaxnumber"
    ),
    Kind.FULL_NAME: (
        "fullname shimei simei shimeikana shimeikanji simeikana shimeikn kanjiname kananame namekana namekanji namae "
        "realname personname customername residentname applicantname patientname employeename staffname membername "
        "guardianname parentname childname studentname teachername contactname ownername holdername accountholder "
        "accountname meigi meiginin setainushi setainusi setainushimei hogosha shinseisha sinseisya moushikomisha "
        "furigana yomigana hurigana userfullname legalname beneficiary payee recipientname recipient addressee "
        "receivername sendername buyername purchasername juminmei atena nameja namejp honmyou tsushou kanjishimei "
        "kanashimei romaji roomaji romajiname romajishimei authorizedperson spousename relativename insuredname kyusei tantoushaname tantoname tantosha"
    ),
    Kind.FAMILY_NAME: (
        "lastname familyname surname sei myoji myouji seikana lastnamekana familynamekana shimeisei lname kanasei "
        "kanjisei name01 kana01 firstkanji lastkana sei_kana familynm"
    ),
    Kind.GIVEN_NAME: (
        "firstname givenname mei meikana firstnamekana givennamekana shimeimei fname kanamei kanjimei name02 kana02 "
        "middlename firstkana forename"
    ),
    Kind.MAYBE_NAME: (
        "name username displayname nickname author owner contact tanto tantou tantousha kana yomi nm user person reporter "
        "assignee approver manager leader customer resident applicant patient employee staff member to from sender "
        "createdby updatedby modifiedby approvedby reviewedby registeredby enteredby emergencycontact holder guardian"
    ),
    Kind.ADDRESS: (
        "address addr jusho juusho jyusho juusyo jusyo jyuusyo jyusyo shozaichi genjusho shippingaddress "
        "billingaddress "
        "homeaddress honseki postaladdress fulladdress streetaddress kyojuchi address1 addr01 address01 "
        "deliveryaddress "
        "currentaddress residence"
    ),
    Kind.STREET: (
        "street banchi address2 addr02 address02 addr2 address3 addr3 addr03 katagaki chome choiki choumei chomei "
        "ooaza "
        "oaza building tatemono shikuchoson sikutyouson city town tatemonomei addressline addressline1 addressline2"
    ),
    Kind.PHONE: (
        "phone phonenumber phoneno tel telno telephone telephonenumber mobile mobileno mobilephone mobilenumber "
        "cellphone cell denwa denwabango denwabangou keitai keitaibango keitaidenwa fax faxno faxnumber renrakusaki "
        "homephone contactnumber contactno contactphone tel01 tel1 tel2 phone1 phone2 kinkyurenrakusaki workphone"
    ),
    Kind.EMAIL: "email mail mailaddress emailaddress mailaddr meruado emailaddr mailto pcmail mobilemail",
    Kind.BIRTH_DATE: (
        "birthday birthdate dateofbirth dob birth birthymd seinengappi seinengapi seinengappiymd birthdt bday bdate "
        "tanjoubi tanjobi umare birthdtymd seinengp dateofbirthday born"
    ),
    Kind.POSTAL_CODE: (
        "zip zipcode zip01 zip1 zip2 postal postalcode postcode postalcd yubin yuubin yubinbango yubinno yuubinbangou "
        "yuubinno postno zipno zipcd yubinbangou"
    ),
    Kind.OTHER_NUMBER: (
        "id order orderid orderno ordernumber account accountid timestamp time date datetime "
        "createdat updatedat jan jancode isbn ean sku barcode amount price total count size length serial serialno "
        "hash "
        "checksum arn container invoice tracking trackingnumber code version lat lng lon latitude longitude "
        "houjinbango "
        "hojinbango corporatenumber transaction transactionid productid itemid revision "
        "port pid seq sequence no index offset key token uuid guid width height ticket receipt reservation telemetry "
        "licensekey productkey imei serialnumber"
    ),
}

#: Words that turn a label around: what stands below is about the thing, not the thing itself.
_ABOUT_JAPANESE = re.compile(
    r"区分|フラグ|続柄|関係|種別|件数|桁数|文字数|コード$|有無|形式|一覧|設定|必須|入力|エラー|チェック|項目|変更日|確認日|"
    r"届出日|時間帯|可否|希望$|数$"
)
_ABOUT_LATIN = frozenset(
    "flag flg kbn kubun type kind count cnt num_of length len size max min format pattern regex regexp label title "
    "placeholder error errors message msg required valid validation validator status style class color colour width "
    "height icon column col field fields index idx list lists template url uri path file dir host hostname domain "
    "port verified enabled disabled visible mask masked hash encoding charset subject body server smtp header driver "
    "settings config option options method function func module package prefix suffix separator sort order_by "
    "helper test spec component book button link input form page view modal dialog tab menu".split()
)
#: The last part of a path that leaves the word to its parent: ``<tel no="…"/>``, ``{"電話": {"value": "…"}}`` of kintone.
_SAYS_NOTHING = frozenset({"value", "val", "no", "num", "number", "text", "content", "_", "$", "#text"})
#: … and those that are one word with it: ``{"口座": {"番号": "…"}}``.
_ONE_WORD = frozenset({"番号", "コード"})
#: Before ``name`` these words say that it is the name of a person …
_PERSON_WORDS = frozenset(
    "full real person customer resident applicant patient employee staff member guardian parent child student teacher "
    "contact owner holder recipient receiver sender buyer purchaser payee legal spouse father mother husband wife "
    "client author user insured beneficiary representative tenant donor victim lender borrower doctor nurse kanji kana "
    "participant attendee guest player visitor jumin juumin shinseisha setainushi hogosha tanto tantou tantousha "
    "reporter worker caller delegate householder head agent billing shipping delivery tokyu orderer "
    "kanja riyosha riyousha shoyusha shoyuusha keiyakusha hihokensha hihokenja juukyusha jukyusha seito jido jidou shokuin "
    "shain kokyaku kaiin haigusha fuyosha fuyousha daihyosha daihyousha sekininsha todokedenin moshikomisha moushikomisha "
    "dairinin soudansha".split()
)
#: … and after ``name`` these, or nothing.
_NAME_TAILS = frozenset(
    "kana kanji kn kj ja jp jpn japanese romaji roma en hira hiragana katakana yomi phonetic full".split()
)
#: What stands before a label and says nothing of its value.
_PREFIXES = frozenset(
    "set get with input txt text tmp old new m p s f in str test sample dummy demo seed default expected mock my".split()
)
_NAME_WORDS = frozenset({"name", "nm", "namae", "mei"})
_CAMEL = re.compile(r"[A-Z]+(?![a-z])|[A-Z]?[a-z]+|[0-9]+")
_HAS_JAPANESE = re.compile(r"[\u3040-\u30ff\u3400-\u9fff〒]")
_BRACKETS = re.compile(r"[(\[【〔<][^)\]】〕>]{0,12}[)\]】〕>]")
_SIGNS = re.compile(r"[\s:*※・●○■□◆◇\-_/0-9]+")
_NUMBERS_CALLED_CODE = tuple(
    word for words in identifiers.JAPANESE.values() for word in words.split() if word.endswith("コード")
)
_NUMBER_SIGN = re.compile(r"(?<=[\u3040-\u30ff\u3400-\u9fff])(?:No|NO|no)\.?$")  # 免許証No is 免許証番号
_SHORT_KANA = re.compile(r"[ァ-ヶー]{2,4}|[ぁ-んー]{2,4}")
_HAS_KANJI = re.compile(r"[\u3400-\u9fff〒]")
_NOT_NAMES = re.compile(
    r"(会社|法人|企業|団体|組織|部署|課|係|店|支店|銀行|学校|施設|建物|商品|製品|品|駅|町|市|区|県|国|地区|路線|"
    r"ファイル|項目|列|表|"
    r"クラス|メソッド|変数|関数|サーバー?|ホスト|ドメイン|システム|テーブル|フォルダ|シート|件|書類|事業|工事|業務|"
    r"サービス|プラン|"
    r"コース|イベント|病|薬|曲|作品|書|図|科目|職|役職|肩書|ユーザー?|アカウント|ログイン|画面|機能|処理|"
    r"プロジェクト|タグ|カテゴリー?)名"
)


def words_of(label: str) -> list[str]:
    """The lower-case Latin words of a label: ``seinengappiYMD`` → ``["seinengappi", "ymd"]``."""
    return [word.lower() for word in _CAMEL.findall(label)]


@lru_cache(maxsize=16384)
def kinds_of(label: str) -> frozenset[Kind]:
    """What a label says of its value; empty where it says nothing that is known here.

    A key path (``customer.name.first``) is judged by its last part, its parents giving the sense of a bare ``name``.
    """
    if len(label) > 200:
        return frozenset()
    folded = fold(label.strip().rstrip(".．")).text
    if sensitivity_of(label) is None:
        return _kinds_of(folded)
    return (_kinds_of(folded) - {Kind.OTHER_NUMBER}) | {Kind.SENSITIVE}


@lru_cache(maxsize=16384)
def sensitivity_of(label: str) -> Strength | None:
    """What a label of something confidential needs to count; ``None`` where it is none."""
    last = fold(label[:200].strip().rstrip(".．")).text.rsplit(".", 1)[-1]
    if _HAS_JAPANESE.search(last):
        return sensitive_labels.japanese_strength(_bare(last))
    return sensitive_labels.latin_strength(tuple(words_of(last)))


def _kinds_of(folded: str) -> frozenset[Kind]:
    kinds = _own_kinds_of(folded)
    parent, _, last = folded.rpartition(".")
    if not parent or not kinds <= {Kind.OTHER_NUMBER}:
        return kinds
    if last in _ONE_WORD:
        return _own_kinds_of(parent + last)
    return (_own_kinds_of(parent) or kinds) if last.lower() in _SAYS_NOTHING else kinds


def _own_kinds_of(folded: str) -> frozenset[Kind]:
    if _HAS_JAPANESE.search(folded):
        japanese = _japanese_kinds(folded.rsplit(".", 1)[-1] if "." in folded else folded)
        if japanese:
            return japanese
    return _latin_kinds([words_of(part) for part in folded.split(".") if part])


def _bare(label: str) -> str:
    """A label without the notes in brackets, the signs and the numbers that forms put on it."""
    return _NUMBER_SIGN.sub("番号", _SIGNS.sub("", _BRACKETS.sub("", label))) or label


def _japanese_kinds(label: str) -> frozenset[Kind]:
    bare = _bare(label)
    inside = "".join(_BRACKETS.findall(label))
    if bare in _JAPANESE_WORDS:
        kind = _JAPANESE_WORDS[bare]
        # お名前(姓) is a family name, 氏名(フリガナ) a name in kana
        if kind in {Kind.FULL_NAME, Kind.MAYBE_NAME} and re.search(r"[(\[【](姓|氏|セイ|せい)[)\]】]", inside):
            kind = Kind.FAMILY_NAME
        elif kind in {Kind.FULL_NAME, Kind.MAYBE_NAME} and re.search(r"[(\[【](名|メイ|めい)[)\]】]", inside):
            kind = Kind.GIVEN_NAME
        elif kind is Kind.OTHER_NUMBER and len(inside) > 2:  # 登録番号(ナンバー) is that of a car
            return _japanese_kinds(inside[1:-1]) or frozenset({kind})
        return frozenset({kind})
    if _ABOUT_JAPANESE.search(bare) and not bare.endswith((*_NUMBERS_CALLED_CODE, "氏名", "入力者")):
        return frozenset({Kind.OTHER_NUMBER}) if re.search(r"コード$|数$", bare) else frozenset()
    ends = _BY_LENGTH if bare.endswith(_ALL_JAPANESE) else ()
    head = next((word for word in ends if (len(word) > 1 or word == "〒") and _ends_in(bare, word)), None)
    if head is not None:  # the last word of a Japanese compound says what it is: 申請者住所 is an address
        found = {_JAPANESE_WORDS[head]}
    else:
        found = {_JAPANESE_WORDS[word] for word in _TELLING if word in bare}
        found -= {kind for kind in found if kind is not Kind.MY_NUMBER} if Kind.MY_NUMBER in found else set()
    if _NOT_NAMES.search(bare):
        found -= NAME_KINDS
    elif not found and bare.endswith(("者", "人")) and len(bare) <= 6:
        found = {Kind.MAYBE_NAME}
    if re.search(r"IPアドレス|URL|MACアドレス", bare):
        return frozenset()
    return frozenset(found)


def _ends_in(label: str, word: str) -> bool:
    """Whether a label ends in a word: 申請者セイ does in セイ, オートメイ does not in メイ."""
    if not label.endswith(word):
        return False
    before = label[-len(word) - 1 : -len(word)]
    return len(word) >= 4 or not _SHORT_KANA.fullmatch(word) or not _SHORT_KANA.fullmatch(before + word)


def _latin_kinds(path: list[list[str]]) -> frozenset[Kind]:
    words = path[-1] if path else []
    if not words:
        return frozenset()
    parents = {word for part in path[:-1] for word in part}
    core = [word for word in words if not word.isdigit()] or words
    if core[-1] in _ABOUT_LATIN or (
        len(core) > 1 and core[0] in {"is", "has", "max", "min", "num", "count", "no", "get"} - {"no", "get"}
    ):
        return frozenset()
    if core[0] in _PREFIXES and len(core) > 1:
        core = core[1:]
    whole = "".join(words)
    kind = _LATIN_WORDS.get(whole) or _LATIN_WORDS.get("".join(core)) or _run_kind(core)
    if kind is Kind.MAYBE_NAME and (parents & {"name", "shimei", "kana", "namae"} or parents & _PERSON_WORDS):
        kind = Kind.FULL_NAME if core[-1] in _NAME_WORDS | _NAME_TAILS else kind
    if kind is None and core[-1] in {"first", "given", "mei"} and parents & {"name", "kana"}:
        kind = Kind.GIVEN_NAME
    if kind is None and core[-1] in {"last", "family", "sei"} and parents & {"name", "kana"}:
        kind = Kind.FAMILY_NAME
    if kind is None and core[-1] in {"number", "no"} and parents & {"phone", "tel", "mobile", "fax"}:
        kind = Kind.PHONE
    if kind is None and parents & {"address", "addr", "jusho"} and core[-1] in {"line", "full", "text", "value"}:
        kind = Kind.ADDRESS
    return frozenset() if kind is None else frozenset({kind})


def _run_kind(words: list[str]) -> Kind | None:
    """The kind of the longest run of words that ends the label, then of the one that begins it."""
    name_at = next((i for i, word in enumerate(words) if word in _NAME_WORDS), None)
    if name_at is not None and len(words) > 1:
        before, after = words[:name_at], words[name_at + 1 :]
        joined = "".join(words[max(0, name_at - 1) : name_at + 1])
        if all(word in _NAME_TAILS for word in after):
            if joined in _LATIN_WORDS and before:
                return _LATIN_WORDS[joined]
            if not before or before[-1] in _PERSON_WORDS:
                return Kind.FULL_NAME if before or after else Kind.MAYBE_NAME
        return None
    for length in range(min(4, len(words)), 0, -1):
        for start in (len(words) - length, 0):
            run = "".join(words[start : start + length])
            kind = _LATIN_WORDS.get(run)
            if kind is Kind.MAYBE_NAME and len(words) > 1:
                continue
            if kind is not None and (kind is not Kind.OTHER_NUMBER or start + length == len(words)):
                return kind
    return None


_JAPANESE_WORDS: dict[str, Kind] = {
    fold(word).text: kind
    for kind, text in (*_JAPANESE.items(), *((Kind[name], words) for name, words in identifiers.JAPANESE.items()))
    for word in text.split()
}
_ALL_JAPANESE = tuple(_JAPANESE_WORDS)
_BY_LENGTH = sorted(_JAPANESE_WORDS, key=lambda word: (-len(word), word))
#: Words that say something inside another one; セイ and メイ are syllables (メイリオ).
_TELLING = [word for word in _BY_LENGTH if len(word) >= 4 or (len(word) > 1 and _HAS_KANJI.search(word))]
#: Kana words that are too long to be a part of a name.
_LONG_KANA = [word for word in _BY_LENGTH if len(word) >= 4 and not _HAS_KANJI.search(word)]
_ANY_TELLING, _ANY_LONG_KANA = (lazy_pattern("|".join(map(re.escape, words))) for words in (_TELLING, _LONG_KANA))
_LATIN_WORDS: dict[str, Kind] = {
    word.replace("_", ""): kind for kind, text in reversed(_LATIN.items()) for word in text.split()
} | {word: Kind[name] for name, text in identifiers.LATIN.items() for word in text.split()}


@lru_cache(maxsize=4096)
def ends_in_label(text: str) -> bool:
    """Whether a text ends in a label word (numbers and brackets aside): only then a bare space or は makes it a label."""
    bare = re.sub(r"(?:\([^()]*\))?[0-9]*$", "", text)
    return bare.endswith(("者", *_ALL_JAPANESE)) or bool(_latin_kinds([words_of(bare)]))


@lru_cache(maxsize=8192)
def is_label(value: str) -> bool:
    """Whether a (folded) value is a label itself: a form that is not filled in, a header that was not seen as one.

    Names hold the syllables of labels (セイシロウ, 絢人, Kana Sato), so that only a whole label counts in kana and
    in Latin letters, and no label is guessed from its last character.
    """
    bare, parts = _bare(value), value.split()
    if bare in _JAPANESE_WORDS or (parts and all(part in _JAPANESE_WORDS for part in parts)):
        return True
    if not _HAS_JAPANESE.search(bare):
        return "".join(words_of(value)) in _LATIN_WORDS
    return (_ANY_TELLING if _HAS_KANJI.search(bare) else _ANY_LONG_KANA).search(bare) is not None


def japanese_words(*kinds: Kind) -> list[str]:
    """The Japanese label words of these kinds, longest first: for triggers and for labels in running text."""
    return sorted(
        (word for word, kind in _JAPANESE_WORDS.items() if kind in kinds), key=lambda word: (-len(word), word)
    )


def latin_words(*kinds: Kind) -> list[str]:
    """The Latin label words of these kinds, without separators, longest first."""
    return sorted((word for word, kind in _LATIN_WORDS.items() if kind in kinds), key=lambda word: (-len(word), word))
