"""Names that the words around them announce: 長女…の, …と申します, …様から, the applicant …

The dictionary knows common given names only; in a sentence a role before a name or what is said after it vouches for
the rest. A lone surname says little, and is marked as partial.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache
from typing import NamedTuple

from detectors import name_lexicon
from detectors.morphology import parts_beyond_ascii
from detectors.name_cells import is_whole_name
from detectors.name_value import KANJI, MISSING, can_be_given, is_common_noun, is_english, is_romaji, is_surname

_HONORIFICS = "様|さま|さん|氏|殿"
_HONORIFIC = r"(?:様|さま|さん|氏(?!名)|殿(?![ぁ-んァ-ヶ一-龠]))"
_DEED = "担当|対応|説明|報告|来庁|来所|申請|提出|発言|同席|訪問|立ち会"
_GREETING = "お世話になって(?:おり|い)ます|お世話になります|お疲れ様です|お疲れさまです|こんにち[はわ]|はじめまして|初めまして|おはようございます"
_ANNOUNCING = (
    r"[Aa]pplicant|[Rr]esident|[Pp]atient|[Tt]enant|[Cc]laimant|[Gg]uardian|[Hh]ouseholder|[Nn]ame is|[Nn]amed|"
    r"M(?:r|s|rs)\.?|[Dd]ear|[Dd]ata of|[Oo]n behalf of"
)
#: How far ASCII characters around Japanese ones are read: ages, dates, separators.
_AROUND = 32
#: One of these is in whatever announces a name in romaji.
_ANNOUNCING_PARTS = (
    "pplicant",
    "esident",
    "atient",
    "enant",
    "laimant",
    "uardian",
    "ouseholder",
    "ame is",
    "amed",
    "Mr",
    "Ms",
    "Dear",
    "dear",
    "ata of",
    "n behalf",
)
_ROLE = (
    r"世帯主|続柄|配偶者|申請者|届出者|届出人|代理人|相談者|来庁者|保護者|担当者|申込者|利用者|対象者|被保険者|受給者|本人|"
    r"長女|次女|二女|三女|長男|次男|二男|三男|実父|実母|祖父|祖母|夫|妻|父|母|姉|妹|兄|弟|申請人|申立人|依頼人|相続人|通報者|検知者|報告者|"
    r"確認者|作成者|記入者|承認者|起票者|発言者|出席者|欠席者|参加者|責任者|代表者|登録者|更新者|担当は|担当|レビュー|承認|起票|故"
)
#: Offices of people, which stand before a name or behind a surname; and what a division is called.
_TITLE = r"課長補佐|課長|係長|部長|次長|局長|室長|所長|館長|園長|主任|主査|主事|主幹|参事|院長|医師|看護師|市長|町長|村長|区長|副市長|議員|市議|町議|県議"
_DIVISION = r"[課係室]"
#: What is only said of people, right behind a name: (52歳), (男), の口座, 宛に.
_OF_PEOPLE = r" ?\(?(?:[0-9]{1,3}歳|[男女](?![\u3400-\u9fff子]))|の口座|宛に|ほか[0-9]"
_DATE = r"[0-9]{4}[-/.][0-9]{1,2}[-/.][0-9]{1,2}"
_EDITED = r"追加|修正|変更|作成|対応|削除|更新|改訂|確認|記"


class Mention(NamedTuple):
    """A name that its context announces; ``partial``: a lone surname."""

    start: int
    end: int
    score: float
    rule: str
    partial: bool


#: What RE2 looks for first: matches in every text in which :func:`find` finds something.
TRIGGER = (
    rf"(?:{_ROLE})(?:の|は|が|である|、| ?[:=] ?| )?[{KANJI}]|[{KANJI}]が(?:{_DEED})|(?:{_TITLE}|{_DIVISION}) [{KANJI}]|[{KANJI}](?:{_TITLE})"
    rf"|[{KANJI}ぁ-ん](?: ?\(?(?:[0-9]{{1,3}}歳|[男女])|の口座|宛に|ほか[0-9])|{_DATE} [{KANJI}]+ (?:{_EDITED})|[{KANJI}] {_DATE}|[{KANJI}]と(?:申|もう)します|[{KANJI}]でございます"
    rf"|(?:{_GREETING})[^\n]*[{KANJI}]です|(?m:^[{KANJI}]{{2,4}}です。? *$)|[{KANJI}{MISSING}](?:{_HONORIFICS}|君|くん|先生)|[ァ-ヶー][ ・][ァ-ヶー]+ ?(?:{_HONORIFICS})"
    rf"|(?:{_ANNOUNCING}),? [A-Z][a-z]+,? [A-Z][a-z]"
)


def find(text: str) -> Iterator[Mention]:
    """The names that the words around them announce."""
    announced = _announced_romaji().finditer(text) if any(word in text for word in _ANNOUNCING_PARTS) else ()
    for match in announced:
        if is_romaji(match["name"]) and not is_english(match["name"]):
            yield Mention(*match.span("name"), 0.7, "announced in romaji", partial=False)
    for start, end in parts_beyond_ascii(text, _AROUND):
        yield from _announced(text, start, end)


def _announced(text: str, start: int, end: int) -> Iterator[Mention]:
    """What Japanese words announce in a part of a text."""
    for pattern in _full_names():
        for match in pattern.finditer(text, start, end):
            if _is_announced_name(match["name"]):
                yield Mention(*match.span("name"), 0.7, "name with its role", partial=False)
    for match in _honoured_missing().finditer(text, start, end):
        yield Mention(*match.span("name"), 0.6, "name with a missing kanji", partial=True)
    for match in _honoured_kana().finditer(text, start, end):
        yield Mention(*match.span("name"), 0.7, "kana with honorific", partial=False)
    for pattern in _surnames():
        for match in pattern.finditer(text, start, end):
            group = match.lastgroup or "name"
            if is_surname(match[group]):
                yield Mention(*match.span(group), 0.6, "surname in its context", partial=True)


def _is_announced_name(text: str) -> bool:
    """Whether what a role or a deed announces is a surname and a given name, though the latter is in no dictionary."""
    first, gap, second = text.partition(" ")
    if not gap:
        return is_whole_name(text) or (len(text) == 2 and name_lexicon.split(text) == 1 and not is_common_noun(text))
    if not is_surname(first) or is_common_noun(second):
        return False
    return name_lexicon.is_given(second) or (len(second) > 1 and can_be_given(second, ()))


@cache
def _full_names() -> tuple[re.Pattern[str], ...]:
    """A full name after a role or an office, and before what only a person does or is."""
    behind = rf"(?= ?(?:[のがはをにとも、。,・/()<*]|です|より|から|まで|ほか|{_HONORIFIC})|  | ?$)"
    name = rf"(?P<name>[{KANJI}ノ]{{1,5}} [{KANJI}]{{1,3}}|[{KANJI}ノ]{{1,5}} [ぁ-ん]{{2,4}}|[{KANJI}]{{2,6}})"
    return (
        re.compile(rf"(?:{_ROLE})(?:の|は|が|である|、| ?[:=] ?| )?{name}{behind}", re.MULTILINE),
        re.compile(rf"(?:{_TITLE}|{_DIVISION}) {name}{behind}", re.MULTILINE),
        re.compile(rf"(?<![{KANJI}ァ-ヶー]){name}(?=が(?:{_DEED})|{_OF_PEOPLE}|{_HONORIFIC})"),
    )


@cache
def _surnames() -> tuple[re.Pattern[str], ...]:
    """A surname by which somebody introduces himself, after a greeting, and before an honorific.

    千葉様, 松下さん: the dictionary takes a place or a firm for the likelier word, the honorific does not.
    """
    greeted = rf"(?:{_GREETING})[。、!,. ]{{0,4}}(?:[^。、\n]{{1,24}}の)?(?P<name>[{KANJI}]{{1,4}})(?=です)"
    return (
        re.compile(rf"(?<![{KANJI}ァ-ヶー])(?P<name>[{KANJI}]{{1,4}})(?=と(?:申|もう)します|でございます)"),
        re.compile(rf"{greeted}|^(?P<alone>[{KANJI}]{{2,4}})です。?$", re.MULTILINE),
        re.compile(
            rf"(?<![{KANJI}ァ-ヶーぁ-んA-Za-z])(?P<name>[{KANJI}]{{1,4}})"
            rf"(?={_HONORIFIC}|(?:君|くん|先生|{_TITLE})(?![{KANJI}]))"
        ),
        re.compile(rf"{_DIVISION} (?P<name>[{KANJI}]{{2,4}})(?= |です|。|、|$)", re.MULTILINE),
        re.compile(
            rf"(?:承認|起票|確認|担当|記入|作成)(?: ?[:=] ?| )(?P<name>[{KANJI}]{{2,4}})(?= ?(?:[/、。,)]|$))",
            re.MULTILINE,
        ),
        re.compile(
            rf"{_DATE} (?P<name>[{KANJI}]{{2,4}}) (?:{_EDITED})|[ !。](?P<signed>[{KANJI}]{{2,4}}) {_DATE}$",
            re.MULTILINE,
        ),
    )


@cache
def _honoured_missing() -> re.Pattern[str]:
    name = rf"(?P<name>[{KANJI}]{{1,3}}[{MISSING}][{KANJI}]{{0,3}}|[{MISSING}][{KANJI}]{{1,4}})"
    return re.compile(rf"(?<![{KANJI}{MISSING}ァ-ヶー]){name}(?={_HONORIFIC})")


@cache
def _honoured_kana() -> re.Pattern[str]:
    return re.compile(rf"(?<![ァ-ヶー])(?P<name>[ァ-ヶー]{{2,10}}[ ・][ァ-ヶー]{{2,10}})(?= ?{_HONORIFIC})")


@cache
def _announced_romaji() -> re.Pattern[str]:
    name = r"(?P<name>[A-Z][a-z]{1,14},? [A-Z][a-z]{1,14})(?![A-Za-z0-9_])"
    return re.compile(rf"(?<![A-Za-z])(?:{_ANNOUNCING}),? {name}")
