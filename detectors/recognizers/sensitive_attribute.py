"""要配慮個人情報 and municipal facts: what stands in a column, under a key or behind a label that asks for them."""

from __future__ import annotations

import re
from collections.abc import Iterator

from detectors import sensitive_labels
from detectors.labels import NAME_KINDS, Kind, sensitivity_of
from detectors.passage import LabelledValue, Passage
from detectors.recognizer import Candidate, Example, Facts, JapaneseRecognizer
from detectors.sensitive_labels import Strength

#: Characters of a value that are looked at; a medical history can be long, what it says first is enough.
_LOOK = 120
#: A person's record has one of these beside the word that means other things as well.
_OF_A_PERSON = (NAME_KINDS - {Kind.MAYBE_NAME}) | {
    Kind.BIRTH_DATE,
    Kind.MY_NUMBER,
    Kind.MUNICIPAL_ID,
    Kind.RESIDENT_CODE,
    Kind.INSURED_NUMBER,
    Kind.HEALTH_INSURANCE,
    Kind.CARE_INSURANCE,
}
_AMOUNT = re.compile(
    r"[¥\\]?[ ]?-?(?:[0-9]{1,3}(?:,[0-9]{3})+|[0-9]{1,12})(?:\.[0-9]{1,2})?[ ]?(?:百|千|万|億)?(?:円|\-)?"
)
#: The explicit "none" tells of nobody's illness, and most cells of such a column hold it.
_NOTHING = re.compile(
    r"[\W_0]*|(?:特に|該当|記載|申告|障害|既往歴?|滞納|受給|認定)?(?:事項)?(?:なし|無し?|ありません|ない)|非該当|該当しない|"
    r"未(?:設定|入力|登録|定|記入|回答|確認|申告)|不明|"
    r"(?i:n/?a|#n/a|null|nil|none|nan|undefined|unknown|false|no|off|empty|blank|tbd|todo|not set|not applicable)",
)
#: What a program, a schema or a form writes where the value is to come.
_PLACEHOLDER = re.compile(
    r"[$@%{#&*<>?!|^~\\].*|.*(?:\{\{|\}\}|\$\{|<%|%>|->|::|\(\)|==|https?:|</|/>).*|:[a-z_]+|[a-z]+(?:[._][a-z]+){1,8}|"
    r"[a-z]+(?:[A-Z][a-z]+){1,8}|[○●×〇xX*…・]{2,}.*|"
    r"(?i:(?:string|integer|bigint|smallint|tinyint|text|n?(?:var)?char|bool|boolean|float|double|decimal|numeric|date)"
    r"(?:\b.*)?|int|str|object|array|any|enum|optional|required|self|this|select|input|sample|test|dummy|example|value|label)|"
    r".*(?:ください|下さい|します|です|ます|こと|もの|とは|を(?:入力|選択|記入|記載|表示|登録|指定|設定|確認|取得|持つ|示す)).{0,20}|.*。",
    re.DOTALL,
)
_YES = re.compile(r"(?i:true|yes|on)")
_ASKED_YES_OR_NO = re.compile(
    r"有無|フラグ|受給|該当|保護|扶助|手当|措置|ひとり親|(?i:flg|flag|umu|seiho|hogo|allowance|recipient|teate|hitorioya)"
)
_LATIN_LABEL = re.compile(r"[A-Za-z0-9_$@.\-]+")
_QUOTE_BEFORE = re.compile(r"[\"'`「『\[] {0,8}$")
#: In source code a word of Latin letters without quotes is a variable.
_LITERAL = re.compile(r"[A-Za-z]{0,2}(?:[^\x00-\x7f]|[0-9])")
_NO_LETTERS = re.compile(r"[^A-Za-z\u3040-\u30ff\u3400-\u9fff]+")


class SensitiveAttributeRecognizer(JapaneseRecognizer):
    """The value under a label of something confidential, where it says something."""

    ENTITY = "JP_SENSITIVE_ATTRIBUTE"
    KINDS = frozenset({Kind.SENSITIVE})
    EXAMPLES = (
        Example("胃がん", ("胃がん",), label="病名"),
        Example("２型糖尿病", ("２型糖尿病",), label="kiou_reki"),
        Example("身体障害者手帳：２級", ("２級",)),
        Example("3,482,000円", ("3,482,000円",), label="合計所得金額"),
        Example("要介護３", ("要介護３",), label="要介護度"),
        Example("1", ("1",), label="seiho_flg"),
        Example("世帯主との続柄　：　長女", ("長女",)),
        Example('nationality = "ブラジル"', ("ブラジル",)),
        Example("知的障害 B1", ("知的障害 B1",), label="障害種別"),
        Example("ハードウェア", label="障害種別"),
        Example("基幹系サーバが応答しない", label="障害内容"),
        Example("なし", label="既往歴"),
        Example("0", label="滞納額"),
        Example("1,280", label="税額"),
        Example("障害番号：INC-2041"),
        Example("消費税額：1,280円"),
        Example("病名を入力してください", label="病名"),
        Example("string", label="disease"),
        Example("<input disabled: true>"),
        Example("国籍や続柄は記載しない"),
    )

    def find(self, passage: Passage) -> Iterator[Candidate]:
        """Each cell and each labelled value that tells something."""
        seen: set[tuple[int, int]] = set()
        cells = len([cell for cell in passage.cells if Kind.SENSITIVE in cell.kinds])
        for place, value in enumerate(passage.labelled(Kind.SENSITIVE)):  # cells come first
            start, end = _trimmed(passage.text, value)
            if (start, end) in seen or not _tells(passage, value, passage.text[start:end][:_LOOK]):
                continue
            if place >= cells and not _is_written_out(passage, value, start, end):
                continue
            seen.add((start, end))
            yield Candidate(start, end, 0.85, "labelled attribute", Facts(labelled=True))


def _trimmed(text: str, value: LabelledValue) -> tuple[int, int]:
    shown = text[value.start : value.end]
    start = value.start + len(shown) - len(shown.lstrip(" \t\n\"'"))
    return start, max(start, value.start + len(shown.rstrip(" \t\n\"',;")))


def _tells(passage: Passage, value: LabelledValue, shown: str) -> bool:
    """Whether a value says something of the kind that its label asks for."""
    strength = sensitivity_of(value.label)
    if strength is None or not _says_something(value.label, shown) or _is_caption(value.label, shown):
        return False
    match strength:
        case Strength.SURE:
            return True
        case Strength.AMOUNT:
            return _AMOUNT.fullmatch(shown) is not None
        case Strength.DISABILITY:
            return sensitive_labels.names_disability(shown)
        case Strength.BESIDE:
            return _is_a_persons(passage, value.record)


def _says_something(label: str, shown: str) -> bool:
    if _YES.fullmatch(shown):
        return _ASKED_YES_OR_NO.search(label) is not None
    return _NOTHING.fullmatch(shown) is None and _PLACEHOLDER.fullmatch(shown) is None


def _is_caption(label: str, shown: str) -> bool:
    """Whether a value only names its field again, in this language or another: ``nationality: 国籍``."""
    own = _NO_LETTERS.sub("", shown).lower()
    if own == _NO_LETTERS.sub("", label.rsplit(".", 1)[-1]).lower():
        return bool(own)
    is_translation = _LATIN_LABEL.fullmatch(label) is not None and not sensitive_labels.is_fact(shown)
    return is_translation and sensitivity_of(shown) is not None


def _is_a_persons(passage: Passage, record: int) -> bool:
    """Whether a record is somebody's, and is no order, invoice, ledger or incident."""
    if passage.record_kinds.get(record, frozenset()).isdisjoint(_OF_A_PERSON):
        return False
    return not any(sensitive_labels.is_of_a_trade(other.label) for other in passage.records[record])


def _is_written_out(passage: Passage, value: LabelledValue, start: int, end: int) -> bool:
    """Whether a value in running text or source code is a literal, and no part of a cell that has been judged."""
    cell = passage.cell_at(start, end)
    if cell is not None and cell.kinds:
        return False
    if not _LATIN_LABEL.fullmatch(value.label):
        return True
    before = passage.text[max(0, start - 9) : start]
    return _QUOTE_BEFORE.search(before) is not None or _LITERAL.match(passage.text, start, end) is not None
