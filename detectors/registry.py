"""The table of recognizers: explicit, sorted by entity, typed. Nothing is discovered, nothing is imported early.

Each line says which entity a recognizer finds, where its class lives, and what has to be in a text before
it is worth asking: the trigger. A trigger matches in every text in which its recognizer finds something
(``tests/detectors/test_trigger.py`` proves it), so leaving the recognizer out elsewhere loses nothing.
"""

from __future__ import annotations

import importlib
from dataclasses import dataclass
from typing import TYPE_CHECKING, cast

from detectors import marking, name_context, sensitive_labels
from detectors.gazetteer import KANJI_NUMERALS
from detectors.identifiers import ANNOUNCEMENT, PLACES
from detectors.labels import NAME_KINDS, Kind

if TYPE_CHECKING:
    from detectors.recognizer import JapaneseRecognizer


#: Everything but a name holds a number, in whatever way it is written: 昭和六十一年.
NUMERAL = rf"[0-9{KANJI_NUMERALS}元]"
#: A number that may have lost its leading zero (``detectors.stored_number``).
STORED_NUMBER = r"[1-9][0-9]{8}"


@dataclass(frozen=True, slots=True)
class Registration:
    """One recognizer.

    ``pattern`` is an RE2 expression for one line of folded text (empty: none), ``parts`` are more of them that one
    automaton together with it would be slow for; ``kinds`` are the labels under
    which the value alone would not be recognised, ``value`` is what it has to hold there (empty: anything);
    ``names`` asks the Sudachi gate as well; ``beside_names`` says that a bare value counts on a line with a name;
    ``alone`` gives the expression an automaton of its own, because in one with others it would be slow.
    """

    entity: str
    module: str
    class_name: str
    pattern: str = ""
    parts: tuple[str, ...] = ()
    kinds: frozenset[Kind] = frozenset()
    names: bool = False
    beside_names: bool = False
    value: str = NUMERAL
    alone: bool = False

    def recognizer_class(self) -> type[JapaneseRecognizer]:
        """The class; importing it brings in Presidio."""
        return cast("type[JapaneseRecognizer]", getattr(importlib.import_module(self.module), self.class_name))


_DATE = (
    r"(?:(?:18|19|20)[0-9]{2} ?(?:[-/.]|年)"
    r"|(?:明治|大正|昭和|平成|令和|[MTSHR]) ?(?:元|[0-9一二三四五六七八九十〇]{1,4}) ?(?:年|[./-]))"
)
_BIRTH_WORDS = r"生年|誕生|出生|生まれ|生れ|うまれ|(?i:birth|dob|b-?day|born|seinen|tan?jou?bi|umare|bdate)"

#: What a label of a name ends in, and what follows it; the name rules are asked about lines that have one.
_PERSON_NAME = (
    r"(?:full|first|last|family|given|middle|real|person|customer|resident|applicant|patient|employee|staff|member|"
    r"guardian|"
    r"parent|child|student|teacher|contact|owner|holder|recipient|receiver|sender|buyer|purchaser|payee|legal|"
    r"spouse|father|"
    r"mother|husband|wife|client|author|user|insured|beneficiary|representative|tenant|donor|borrower|lender|doctor|"
    r"nurse|"
    r"kanji|kana|participant|attendee|guest|player|visitor|ju+min|shinseisha|sinseisya|setainush?i|hogosha|"
    r"tantou?s?h?y?a?|"
    r"reporter|worker|caller|delegate|householder|head|agent|billing|shipping|delivery|orderer|relative|authorized)"
    r"[ _.\-]?(?:name|nm|namae|mei|person)"
)
_SURE_WORDS = (
    r"fullname|sh?imei|namae|meigi|sur-?name|forename|myou?ji|hurigana|furigana|yomigana|setainush?i|hogosha|"
    r"shinseisha|sinseisya|mou?shikomisha|atena|honmyou|tsushou|kyusei|[lf]name|sei|mei|kana|name[_.\- ]?(?:k|j|ro|en|hira|yomi|phon|full)|"
    r"name_?0?[12]|"
    r"payee|beneficiary|addressee|recipient|account_?holder|last_?kanji|first_?kanji|tantou?s?h?y?a|nm_"
)
_ANY_WORDS = (
    r"name|nm|yomi|kana|nickname|author|owner|contact|tantou?|user|person|reporter|assignee|approver|manager|leader|customer|"
    r"resident|applicant|patient|employee|staff|member|to|from|sender|holder|guardian|created_?by|updated_?by|modified_?by|approved_?by|reviewed_?by|registered_?by|entered_?by|romaji"
)
_AFTER_LABEL = (
    r"[a-z0-9_$\-]{0,16}[\"'`]?\]?(?:\*\*)?[ \t]{0,8}(?:=>|:=|={1,3}|,[ \t]{0,4}with:|value=|[:(,{>\t])(?:\*\*)?"
    r"[ \t]{0,8}[\"'`\[]?[ \t]{0,8}"
)
#: Latin labels: above names in Latin letters only the sure ones, above Japanese ones any.
_LATIN_NAME_LABEL = (
    rf"(?i:(?:{_PERSON_NAME}|{_SURE_WORDS}){_AFTER_LABEL})(?:[A-Z]|[^\x00-\x7f])"
    rf"|(?i:(?:{_ANY_WORDS}){_AFTER_LABEL})(?:[^\x00-\x7f]|[A-Z][A-Za-z]+,? [A-Z])"
)
_NAME_STEMS = (
    r"(?:氏名|名前|姓名|名義|[名姓氏者人主父母子夫妻師員長]|メンバー|生徒|[児学]童|園児|取締役|カナ|かな|ガナ|がな|セイ|メイ|せい|めい|なまえ|名字|苗字|"
    r"担当|代表|通称|記入|署名|発言|報告|差出|受取|宛名|旧姓)"
)
_JAPANESE_NAME_LABEL = (
    rf"{_NAME_STEMS}(?:\([^()\n]{{1,10}}\))?[0-9]{{0,2}}(?:[ \t]*(?:[:=|\]】》>)]|[ \t]|は)|[\"'`]|\*\*|__)"
    r"|(?:NAME|Name)(?:\([^()\n]{1,10}\))?[0-9]{0,2}(?:[ \t]*[:=|\]】》>)]|[ \t]|は)[^\n]*[^\x00-\x7f]"
    rf"|{_NAME_STEMS}[ぁ-んァ-ヶー一-龠々]{{1,13}}(?:\([^()\n]{{1,10}}\))?[0-9]{{0,2}}(?:[ \t]*[:=|\]】》>]|[\"'`]|\*\*|__)"
)
#: A street without its municipality is one below a label: the label, and a number behind a Japanese word.
_ADDRESS_LABEL = (
    r"(?:住所|所在地|居所|居住地|付先|送先|届け?先|転出|転入|本籍|実家|帰省|番地|地番|町名|町域|丁目|大字|方書|建物|アパート|マンション|市区?町村|"
    r"(?i:addr|ju+s[h]?yo|ju+sho|jyu*s[h]?yo|jusho|shozaichi|honseki|kyojuchi|location|residence|street|banchi|katagaki|cho[u]?m|"
    r"choiki|oaza|building|tatemono|s?hiku|sikuty|city|town))"
    r"[^\n]*(?:[^\x00-\x7f][ ]?[0-9一二三四五六七八九十〇百千]|[0-9]-[0-9]{1,5}-[0-9]|[0-9一二三四五六七八九十〇百千](?:番地|丁目))"
)
#: What may stand between a label of something confidential and its value; prose goes on with a word.
_BEHIND_SENSITIVE_LABEL = (
    r"[ぁ-んァ-ヶー一-龠々A-Za-z0-9_$\-]{0,14}(?:\([^()\n]{1,10}\))?[0-9]{0,2}"
    r"(?:[\"'`\]】》>)|*_]|[ \t]{0,8}(?:[:=|(,{]|with:)|[ \t]|は)"
)
#: In source code, under a label in Latin letters, it has to be quoted, a number or Japanese.
_LITERAL_BEHIND_LABEL = (
    r"[A-Za-z0-9_$\-]*[\"'`]?\]?(?:\*\*)?[ \t]*(?:=>|[:=]{1,3}|[(,{>\t]|,[ \t]*with:|value=)(?:\*\*)?[ \t]*"
    r"(?:[\"'`\[]|[A-Za-z]{0,2}(?:[^\x00-\x7f]|[0-9]))"
)


def _after(entity: str, shape: str) -> str:
    """The trigger of a number that is only found behind an announcement of its entity on the same line."""
    return f"(?i:{ANNOUNCEMENT[entity]}).*(?:{shape})"


REGISTRY: tuple[Registration, ...] = (
    Registration(
        "CREDIT_CARD",
        "detectors.recognizers.credit_card",
        "CreditCardRecognizer",
        pattern=r"[0-9]{4}[ -][0-9]{4}[ -][0-9]{4}[ -][0-9]{4}|3[0-9]{3}[ -][0-9]{6}[ -][0-9]{4}"
        rf"|(?i:{ANNOUNCEMENT['CREDIT_CARD']}).*[0-9]{{14}}",
        kinds=frozenset({Kind.CREDIT_CARD}),
        beside_names=True,
    ),
    Registration(
        "DATE_OF_BIRTH",
        "detectors.recognizers.birth_date",
        "BirthDateRecognizer",
        pattern=rf"(?:{_BIRTH_WORDS}).*(?:{_DATE}|[1-5MTSHR][0-9]{{6}}|[/(](?:18|19|20)[0-9]{{2}})|{_DATE}.*(?:{_BIRTH_WORDS}|生)|[0-9]{{6}} ?(?:\([^()]{{0,8}}\))? ?(?:生|うまれ|誕生)",
        kinds=frozenset({Kind.BIRTH_DATE}),
        beside_names=True,
    ),
    Registration(
        "EMAIL_ADDRESS",
        "detectors.recognizers.email",
        "EmailAddressRecognizer",
        pattern=r"[0-9A-Za-z_\-+]@[0-9A-Za-z][0-9A-Za-z.\-]*\.[A-Za-z]{2}",
    ),
    Registration(
        "JP_ADDRESS",
        "detectors.recognizers.address",
        "AddressRecognizer",
        pattern=f"{{address}}|{_ADDRESS_LABEL}",
        kinds=frozenset({Kind.ADDRESS, Kind.STREET}),
    ),
    Registration(
        "JP_BANK_ACCOUNT",
        "detectors.recognizers.bank_account",
        "BankAccountRecognizer",
        pattern=_after("JP_BANK_ACCOUNT", r"[0-9]{6}|記号.*[0-9]{5}|0[0-9]{4}-|1[0-9]{3}0.*[0-9]")
        + r"|(?:支店|本店|出張所|営業部).*(?:普|当|貯蓄).*[0-9]{7}"
        r"|[0-9]{4}[\"']?[,\t] ?[\"']?[0-9]{3}[\"']?[,\t] ?[\"']?(?:[1249]|普通?|当座?)[\"']?[,\t] ?[\"']?[0-9]{7}"
        r"|[0-9]{4}[ -][0-9]{3}[ -](?:[1249普当]\pL?[ -])?[0-9]{7}"
        r"|(?m:^)2[0-9]{4}[ァ-ヶー .()A-Z0-9-]{6,15}[0-9]{3}[ァ-ヶー .]",
        # a bank or a branch says nothing alone, but vouches for an account in its record
        kinds=frozenset({Kind.BANK_ACCOUNT, Kind.BANK_CODE, Kind.BRANCH_CODE, Kind.POSTAL_SAVINGS}),
        beside_names=True,
    ),
    Registration(
        "JP_CARE_INSURANCE",
        "detectors.recognizers.care_insurance",
        "CareInsuranceRecognizer",
        pattern=_after("JP_CARE_INSURANCE", r"[0-9H][0-9]{9}"),
        kinds=frozenset({Kind.CARE_INSURANCE, Kind.INSURED_NUMBER}),
    ),
    Registration(
        "JP_CONFIDENTIAL_MARKING",
        "detectors.recognizers.confidential_marking",
        "ConfidentialMarkingRecognizer",
        pattern=marking.trigger(),
        alone=True,
    ),
    Registration(
        "JP_DRIVERS_LICENSE",
        "detectors.recognizers.drivers_license",
        "DriversLicenseRecognizer",
        pattern=_after(
            "JP_DRIVERS_LICENSE", r"(?:[0-9]{4}[ -]?[0-9]{4}[ -]?[0-9]{4}|[0-9]{2}-[0-9]{2}-[0-9]{6}-[0-9]{2})"
        ),
        kinds=frozenset({Kind.DRIVERS_LICENSE}),
    ),
    Registration(
        "JP_EMPLOYMENT_INSURANCE",
        "detectors.recognizers.employment_insurance",
        "EmploymentInsuranceRecognizer",
        pattern=_after("JP_EMPLOYMENT_INSURANCE", r"[0-9]{4}[ -]?[0-9]{6}[ -]?[0-9]"),
        kinds=frozenset({Kind.EMPLOYMENT_INSURANCE, Kind.INSURED_NUMBER}),
    ),
    Registration(
        "JP_HEALTH_INSURANCE",
        "detectors.recognizers.health_insurance",
        "HealthInsuranceRecognizer",
        pattern=_after("JP_HEALTH_INSURANCE", r"(?:[0-9]{4}|[・/ -][0-9]{2})")
        + r"|記号.*番号.*[0-9]|記号[ :=は\t]{0,4}[^\n]{0,12}[0-9]",
        kinds=frozenset({Kind.HEALTH_INSURANCE, Kind.INSURED_NUMBER, Kind.INSURER_NUMBER}),
    ),
    Registration(
        "JP_MUNICIPAL_ID",
        "detectors.recognizers.municipal_id",
        "MunicipalIdRecognizer",
        pattern=_after("JP_MUNICIPAL_ID", r"[0-9]{4}"),
        kinds=frozenset({Kind.MUNICIPAL_ID}),
    ),
    Registration(
        "JP_MY_NUMBER",
        "detectors.recognizers.my_number",
        "MyNumberRecognizer",
        pattern=r"[0-9]{4}[ -]?[0-9]{4}[ -]?[0-9]{4}",
        kinds=frozenset({Kind.MY_NUMBER}),
        value=STORED_NUMBER,
    ),
    Registration(
        "JP_PASSPORT",
        "detectors.recognizers.passport",
        "PassportRecognizer",
        pattern=_after("JP_PASSPORT", r"(?:[A-Z]{1,2} ?[0-9]{6}|[0-9]{9})")
        + r"|P[A-Z<][A-Z<]{3}[A-Z<]{36,39}|[A-Z<][0-9]{7}[MF<X][0-9]{7}[A-Z0-9<]{14}[0-9<][0-9]",
        kinds=frozenset({Kind.PASSPORT}),
    ),
    Registration(
        "JP_PENSION_NUMBER",
        "detectors.recognizers.pension_number",
        "PensionNumberRecognizer",
        pattern=_after("JP_PENSION_NUMBER", r"[0-9]{4}[ -]?[0-9]{6}") + r"|[1-9][0-9]{3}-[0-9]{6}",
        kinds=frozenset({Kind.PENSION_NUMBER}),
        beside_names=True,
    ),
    Registration(
        "JP_POSTAL_CODE",
        "detectors.recognizers.postal_code",
        "PostalCodeRecognizer",
        pattern=r"[0-9]{3}-[0-9]{4}|〒|[0-9]{7}[ \t,、)\"']{0,4}(?:東京都|北海道|(?:京都|大阪)府|\pL{2,3}県)"
        r"|(?:郵便|(?i:zip|post|y[u]{1,2}bin)).*[0-9]{7}",
        kinds=frozenset({Kind.POSTAL_CODE}),
        beside_names=True,
    ),
    Registration(
        "JP_RESIDENCE_CARD",
        "detectors.recognizers.residence_card",
        "ResidenceCardRecognizer",
        pattern=r"[A-Z]{2}[ -]?[0-9]{8}[ -]?[A-Z]{2}",
        kinds=frozenset({Kind.RESIDENCE_CARD}),
        beside_names=True,
    ),
    Registration(
        "JP_RESIDENT_CODE",
        "detectors.recognizers.resident_code",
        "ResidentCodeRecognizer",
        pattern=_after("JP_RESIDENT_CODE", r"[0-9]{4}[ -]?[0-9]{4}[ -]?[0-9]{3}"),
        kinds=frozenset({Kind.RESIDENT_CODE}),
    ),
    Registration(
        "JP_SENSITIVE_ATTRIBUTE",
        "detectors.recognizers.sensitive_attribute",
        "SensitiveAttributeRecognizer",
        pattern=rf"(?:{sensitive_labels.written_japanese()}){_BEHIND_SENSITIVE_LABEL}",
        parts=(rf"(?:{sensitive_labels.written_latin()}){_LITERAL_BEHIND_LABEL}",),
        kinds=frozenset({Kind.SENSITIVE}),
        value="",
        alone=True,
    ),
    Registration(
        "JP_VEHICLE_PLATE",
        "detectors.recognizers.vehicle_plate",
        "VehiclePlateRecognizer",
        pattern=rf"(?:{PLACES})[ ・]?[0-9]{{2}}[0-9A-Z]?[ ・]?[あ-ろわをEHKMTY][ ・]?[・.0-9]",
    ),
    Registration(
        "PERSON",
        "detectors.recognizers.person_name",
        "PersonNameRecognizer",
        pattern=_LATIN_NAME_LABEL,
        parts=(rf"{_JAPANESE_NAME_LABEL}|{name_context.TRIGGER}|[A-Z][A-Za-z]+,? [A-Z][A-Za-z]+\"? *<[^<>@ ]+@",),
        kinds=NAME_KINDS,
        names=True,
    ),
    Registration(
        "PHONE_NUMBER",
        "detectors.recognizers.phone",
        "PhoneNumberRecognizer",
        # not within a number, a word or a path: 2024-04-19 10:30 is on every line of a log
        pattern=r"(?:(?m:^)|[^\n0-9A-Za-z_.\-/#%+]|TEL|Tel|tel|FAX|Fax|fax)"
        r"(?:0[0-9]{9}|0[0-9]{1,4}[)( .-]{1,2}[0-9]{1,4}[). -])|\+81",
        kinds=frozenset({Kind.PHONE}),
        value=STORED_NUMBER,
    ),
)
