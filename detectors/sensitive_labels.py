"""Labels of what is told of a person in confidence: 要配慮個人情報, and the facts that a municipality keeps.

Sources: 個人情報の保護に関する法律 第2条第3項, 同法施行令 第2条 (race, creed, social status, medical history, criminal
record, harm by crime, disability, health checks, treatment, criminal and juvenile proceedings); the data items of the
standard specifications for the core systems of municipalities (tax, welfare, family register, residence).

Most of these words mean something else in a program: 障害 is an outage, 税額 stands in every invoice. So a label has to be the
word, with few things before and after it, and some words count only by their value or by their record.
"""

from __future__ import annotations

import enum
import re
from functools import lru_cache

from detectors.lazy_pattern import lazy_pattern


class Strength(enum.Enum):
    """What a label needs to count."""

    SURE = enum.auto()  # nothing: the word is said of persons only
    AMOUNT = enum.auto()  # a number that is not zero
    BESIDE = enum.auto()  # a record that is somebody's, and no order, invoice or incident
    DISABILITY = enum.auto()  # a value that names a disability: 障害区分 of a machine is "ハードウェア"


_JAPANESE: dict[Strength, str] = {
    Strength.SURE: (
        # 人種, 信条, 社会的身分
        "人種 民族 信条 信仰 宗教 宗派 思想信条 支持政党 社会的身分 性的指向 性自認 "
        # 病歴, 健康診断等の結果, 医師等による指導・診療・調剤
        "病名 傷病 傷病名 疾病名 疾患 疾患名 病歴 既往症 持病 基礎疾患 指定難病 精神疾患 感染症名 診断名 診断病名 健診結果 検診結果 "
        "健康診断結果 健康診断の結果 健診所見 医師所見 医師の所見 医師意見 保健指導 診療内容 診療記録 処方内容 処方薬 服薬 服用薬 投薬 投薬内容 内服薬 "
        "病状 通院歴 通院先 入院歴 手術歴 治療歴 既往歴 現病歴 病状経過 妊娠歴 遺伝子検査結果 血糖値 最高血圧 最低血圧 主治医意見 "
        # 心身の機能の障害
        "障害者手帳 障がい者手帳 身体障害者手帳 身体障がい者手帳 精神障害者保健福祉手帳 精神障害者手帳 精神保健福祉手帳 療育手帳 愛の手帳 みどりの手帳 "
        "身障手帳 精神手帳 手帳等級 手帳種別 手帳番号 障害等級 障がい等級 障害支援区分 障がい支援区分 障害程度区分 身体障害 知的障害 精神障害 発達障害 視覚障害 "
        "聴覚障害 肢体不自由 身体障がい 知的障がい 精神障がい 障がい 障がい名 障がい種別 障がい区分 障がいの種類 障がいの程度 障害者控除 障害者区分 障害者種別 "
        "障害年金 障害者等級 障害福祉サービス "
        # 犯罪の経歴, 犯罪被害, 刑事手続, 少年保護手続
        "犯罪歴 犯罪の経歴 犯歴 前科 前科前歴 逮捕歴 補導歴 非行歴 保護処分 少年保護手続 刑事手続 犯罪被害 虐待 虐待種別 虐待歴 被虐待歴 DV被害 DV歴 "
        "支援措置 DV等支援措置 DV支援措置 住民票支援措置 "
        # 福祉
        "生活保護 生活保護受給 生活保護受給者 生保受給 被保護者 被保護世帯 扶助種別 生活扶助 医療扶助 住宅扶助 教育扶助 介護扶助 児童扶養手当 特別児童扶養手当 "
        "児童手当 特別障害者手当 障害児福祉手当 就学援助 要保護 準要保護 ひとり親 母子家庭 父子家庭 介護度 要介護度 要介護認定 要介護状態 要介護状態区分 "
        "要介護区分 要介護 要支援 要支援度 認知症 認知症自立度 認知症高齢者の日常生活自立度 障害高齢者の日常生活自立度 日常生活自立度 寝たきり度 "
        # 戸籍, 住民
        "本籍 本籍地 続柄 続き柄 嫡出 婚姻 婚姻歴 婚姻状況 婚姻区分 婚姻関係 配偶関係 配偶者の有無 配偶者有無 離婚 離婚歴 死因 死亡原因 死亡理由 直接死因 "
        "国籍 国籍地域 国籍等 在留資格 在留区分 在留目的 在留期間 難民認定"
    ),
    Strength.AMOUNT: (
        "所得 所得金額 合計所得 合計所得金額 総所得 総所得金額 総所得金額等 課税所得 課税所得金額 課税総所得 世帯所得 給与所得 給与収入 年金収入 年金所得 "
        "事業所得 年収 世帯年収 世帯収入 年間収入 住民税 住民税額 市民税 市民税額 県民税 県民税額 市県民税 市県民税額 市町村民税 市町村民税額 町民税 村民税 "
        "区民税 都民税 府民税 道民税 特別区民税 年税額 所得割 所得割額 均等割 均等割額 固定資産税 固定資産税額 軽自動車税額 国保税額 国民健康保険税額 国民健康保険料 "
        "介護保険料 介護保険料額 後期高齢者医療保険料 特別徴収税額 普通徴収税額 滞納額 滞納金額 滞納税額 滞納保険料 未納額 未納税額 差押金額"
    ),
    Strength.BESIDE: (
        "税額 課税額 賦課額 課税標準額 課税区分 課税状況 非課税区分 住民税区分 住民税課税 住民税課税区分 市民税課税区分 市町村民税課税 滞納 滞納状況 滞納区分 滞納有無 "
        "滞納処分 差押 差押財産 督促 催告 収入 収入額 収入金額 生保 生保区分 アレルギー 食物アレルギー アレルギー歴 妊娠 服薬状況 症状 診断 診察結果 検査結果 判定結果 "
        "療育 前歴 被害内容 相談内容 支援内容"
    ),
    Strength.DISABILITY: "障害 障害名 障害区分 障害種別 障害種類 障害の種類 障害の程度 障害程度 障害の状況 障害状況 障害内容 障害部位 障害有無 障害の有無",
}
#: ``_`` stands where a label may part the words; it is left out, or any of ``_ - $`` or a capital letter.
_LATIN: dict[Strength, str] = {
    Strength.SURE: (
        "jinshu minzoku shinjo shinjou shukyo shuukyo shukyou syukyo shinkou religion religious_belief ethnicity "
        "ethnic_group ethnic_origin creed political_view political_opinion sexual_orientation gender_identity "
        "byomei byoumei byoreki byoureki shobyo shoubyo shobyou shoubyou shobyo_mei shoubyou_mei sikkan shikkan kiou_reki "
        "kio_reki kioureki kiou_sho jibyo jibyou shindan_mei kenshin_kekka kenkou_shindan kenko_shindan shohou_yaku "
        "shoho_yaku fukuyaku nyuin_reki tsuin_reki disease diseases disease_name illness diagnosis diagnoses "
        "diagnosis_name medical_history medical_condition medical_conditions chronic_disease chronic_condition "
        "prescription prescriptions medication medications health_check_result health_checkup "
        "disability disabilities disability_grade disability_level disability_class disability_certificate "
        "disability_kind disability_name shogai_tokyu shougai_toukyu shougai_tokyu syogai_tokyu syougai_toukyu shogai_kubun "
        "shougai_kubun shogai_shubetsu shougai_shubetsu shogai_mei shougai_mei shogai_techo shougai_techou "
        "shogaisha_techo shougaisha_techou techo_tokyu techou_toukyu techo_toukyu techo_shubetsu shintai_shogai "
        "shintai_shougai chiteki_shogai chiteki_shougai seishin_shogai seishin_shougai ryoiku_techo ryouiku_techou "
        "hanreki hanzai_reki zenka criminal_record criminal_records criminal_history criminal_conviction arrest_record "
        "gyakutai seiho seikatsu_hogo seikatuhogo seiho_jukyu welfare_recipient welfare_status public_assistance "
        "jido_fuyo_teate jidou_fuyou_teate jidofuyoteate jidoufuyouteate jido_teate jidou_teate child_allowance "
        "child_rearing_allowance hitorioya shugaku_enjo kaigo_do yokaigo youkaigo yokaigo_do youkaigo_do yo_kaigo "
        "you_kaigo yoshien youshien ninchisho ninchishou care_level care_need_level nursing_care_level "
        "long_term_care_level honseki honseki_chi honsekichi registered_domicile permanent_domicile zokugara tsuzukigara "
        "tuzukigara marital_status konin konin_reki haigusha_umu shiin cause_of_death death_cause kokuseki nationality "
        "nationalities citizenship zairyu_shikaku zairyuu_shikaku zairyu_kikan zairyuu_kikan status_of_residence "
        "residence_status visa_status"
    ),
    Strength.AMOUNT: (
        "shotoku shotoku_gaku shotoku_kingaku syotoku syotoku_gaku so_shotoku sou_shotoku gokei_shotoku goukei_shotoku "
        "kazei_shotoku setai_shotoku kyuyo_shotoku nenshu nenshuu setai_nenshu annual_income yearly_income "
        "household_income taxable_income family_income personal_income income_amount jumin_zei juminzei juuminzei "
        "jumin_zeigaku shimin_zei shiminzei kenmin_zei kenminzei shotoku_wari syotoku_wari kinto_wari kintou_wari "
        "nen_zeigaku kazei_gaku resident_tax residents_tax municipal_tax tax_arrears taino_gaku tainou_gaku tainogaku "
        "tainougaku minou_gaku kotei_shisan_zei koteishisanzei"
    ),
    Strength.BESIDE: (
        "zeigaku kazei_kubun kazei_kbn kazei_jokyo tax_amount taino tainou arrears shunyu shuunyu shunyu_gaku income "
        "salary allergy allergies arerugi pregnancy pregnant symptom symptoms shojo techo techou race handicap "
        "shogai shougai birthplace delinquency"
    ),
    Strength.DISABILITY: "",
}
#: What may stand behind a word of the list, and leaves its meaning.
_JAPANESE_TAIL = r"(?:の?(?:名称|名|コード|区分|種別|種類|フラグ|有無|等級|級|程度|内容|詳細|状況|状態|歴|欄|情報|備考|理由|金額|額|結果|番号|年度|開始日|認定日|認定|期間|期限|該当|受給))?"
_LATIN_TAILS = (
    "name|nm|mei|cd|code|kbn|kubun|flg|flag|umu|text|txt|level|grade|class|status|type|kind|detail|details|"
    "gaku|amount|tokyu|toukyu|jp|ja|kanji|shubetsu|jokyo|note|memo|desc|description"
)
#: Before the word: what makes it a thing's, an office's, or a firm's.
_NOT_A_PERSONS = lazy_pattern(
    r"会社|法人|企業|船舶|船|航空機|発電|システム|設備|回線|通信|機器|ネットワーク|サーバ|商品|製品|注文|消費|内税|外税|合計税|軽減|家畜|動物|植物|作物|非|予算|部門|"
    r"事業所|担当|窓口|所管|対応"
)
_LATIN_NOT_A_PERSONS = frozenset(
    "company corporate vendor supplier product order item plant animal crop system network server service line "
    "cart invoice sales shop store brand team ship vessel".split()
)
#: Labels of a record that is an order, an invoice, a ledger, a ticket of operations.
_OF_A_TRADE = lazy_pattern(
    r"金額|小計|単価|数量|商品|注文|受注|請求|見積|仕入|送料|取引|支出|予算|科目|件名|発生日時|復旧|原因|対策|サーバ|システム|機器|発生箇所|影響範囲|チケット|バージョン|"
    r"(?i:order|price|quantity|qty|product|invoice|subtotal|shipping|cart|payment|sku|ticket|incident|severity|server|"
    r"version|issue|balance|expense|currency|rate)"
)
_DISABILITY = lazy_pattern(
    r"身体|知的|精神|発達|視覚|聴覚|嗅覚|肢体|内部障|内部機能|平衡|音声|言語|そしゃく|咀嚼|心臓|じん臓|腎臓|呼吸器|ぼうこう|膀胱|直腸|小腸|免疫|肝臓|高次脳|難聴|失明|弱視|盲|ろう|"
    r"自閉|ダウン症|学習障|注意欠|まひ|麻痺|上肢|下肢|体幹|切断|人工|[1-7一二三四五六七]種?[1-7一二三四五六七]?級|聾|下半身|半身|四肢"
)

#: Labels that are answers as well: 障害種別：身体障害.
_FACTS = frozenset(
    "身体障害 知的障害 精神障害 発達障害 視覚障害 聴覚障害 肢体不自由 身体障がい 知的障がい 精神障がい 生活保護 児童扶養手当 認知症 離婚 要介護 要支援 "
    "ひとり親 母子家庭 父子家庭 虐待 DV被害 生活扶助 医療扶助 住宅扶助 教育扶助 介護扶助 要保護 準要保護 就学援助 精神疾患 療育手帳 身体障害者手帳".split()
)
_BY_WORD = {word: strength for strength, words in reversed(_JAPANESE.items()) for word in words.split()}


def _alternation(words: list[str]) -> str:
    return "|".join(sorted(words, key=lambda word: (-len(word), word)))


def _latin_pattern(strength: Strength) -> re.Pattern[str]:
    words = _alternation([word.replace("_", "_?") for word in _LATIN[strength].split()])
    return re.compile(rf"(?P<before>(?:[a-z]+_){{0,3}})(?:{words})(?:_(?:{_LATIN_TAILS})){{0,2}}")


@lru_cache(maxsize=1)
def _patterns() -> tuple[re.Pattern[str], list[tuple[Strength, re.Pattern[str]]]]:
    japanese = re.compile(rf"(?P<word>{_alternation(list(_BY_WORD))}){_JAPANESE_TAIL}$")
    return japanese, [(strength, _latin_pattern(strength)) for strength in Strength if _LATIN[strength]]


@lru_cache(maxsize=8192)
def japanese_strength(bare: str) -> Strength | None:
    """What a Japanese label (folded, without signs, brackets and numbers) needs to count; ``None``: it says nothing."""
    match = _patterns()[0].search(bare)
    if match is None or match.start() > 10 or _NOT_A_PERSONS.search(bare, 0, match.start()):
        return None
    return _BY_WORD[match["word"]]


@lru_cache(maxsize=8192)
def latin_strength(words: tuple[str, ...]) -> Strength | None:
    """What a label of these lower-case Latin words needs to count; ``None``: it says nothing."""
    label = "_".join(word for word in words if not word.isdigit())
    for strength, pattern in _patterns()[1]:
        match = pattern.fullmatch(label)
        if match is not None and _LATIN_NOT_A_PERSONS.isdisjoint(match["before"].split("_")):
            return strength
    return None


def is_of_a_trade(label: str) -> bool:
    """Whether a label belongs to an order, an invoice, a ledger or a ticket: 税額 beside 単価, 症状 beside サーバ."""
    return _OF_A_TRADE.search(label) is not None


def names_disability(value: str) -> bool:
    """Whether a value is said of a person's body or mind, not of a machine."""
    return _DISABILITY.search(value) is not None


def is_fact(value: str) -> bool:
    """Whether a value that is a label word as well can be the answer to one."""
    return value in _FACTS


def words() -> tuple[list[str], list[str]]:
    """All Japanese and all Latin words, the latter with ``_`` where they may be parted."""
    return sorted(_BY_WORD), sorted(word for listed in _LATIN.values() for word in listed.split())


def first_parts() -> str:
    """An expression that is found in every label of this list, however it is written: for the gate before structure."""
    japanese = {word[0] for word in _BY_WORD}
    latin = {word.split("_")[0] for words in _LATIN.values() for word in words.split()}
    return "|".join(sorted(japanese | latin))


def written_japanese() -> str:
    """An RE2 expression for every Japanese label of this list as running text and source code write it."""
    return _alternation([re.escape(word) for word in _BY_WORD])


def written_latin() -> str:
    """The same for the Latin ones, each of which begins a word: ``race``, ``user_race``, ``userRace``, not ``trace``."""
    latin = [word for words in _LATIN.values() for word in words.split()]
    anywhere = _alternation([word.replace("_", "[_$-]*") for word in latin])
    capital = _alternation([f"{word[0].upper()}(?i:{word[1:].replace('_', '[_$-]*')})" for word in latin])
    return rf"(?:(?m:^)|[^A-Za-z\n])(?i:{anywhere})|{capital}"
