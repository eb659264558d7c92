"""Names that the words around them announce: 長女…の, …と申します, …様から, the applicant …

The dictionary knows common given names only; in a sentence a role before a name or what is said after it vouches for
the rest. A lone surname says little, and is marked as partial.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache
from typing import NamedTuple

from detectors.name_cells import is_whole_name
from detectors.name_value import KANJI, is_english, is_romaji, is_surname

_HONORIFICS = "様|さま|さん|氏|殿"
_HONORIFIC = r"(?:様|さま|さん|氏(?!名)|殿(?![ぁ-んァ-ヶ一-龠]))"
_DEED = "担当|対応|説明|報告|来庁|来所|申請|提出|発言|同席|訪問|立ち会"
_GREETING = "お世話になって(?:おり|い)ます|お世話になります|お疲れ様です|お疲れさまです|こんにち[はわ]|はじめまして|初めまして|おはようございます"
_ANNOUNCING = (
    r"[Aa]pplicant|[Rr]esident|[Pp]atient|[Tt]enant|[Cc]laimant|[Gg]uardian|[Hh]ouseholder|[Nn]ame is|[Nn]amed|"
    r"M(?:r|s|rs)\.?|[Dd]ear|[Dd]ata of|[Oo]n behalf of"
)
_ROLE = (
    r"世帯主|続柄|配偶者|申請者|届出者|届出人|代理人|相談者|来庁者|保護者|担当者|申込者|利用者|対象者|被保険者|受給者|本人|"
    r"長女|次女|二女|三女|長男|次男|二男|三男|実父|実母|祖父|祖母|夫|妻|父|母|姉|妹|兄|弟"
)


class Mention(NamedTuple):
    """A name that its context announces; ``partial``: a lone surname."""

    start: int
    end: int
    score: float
    rule: str
    partial: bool


#: What RE2 looks for first: matches in every text in which :func:`find` finds something.
TRIGGER = (
    rf"(?:{_ROLE})(?:の|は|が|である|、| )?[{KANJI}]{{2}}|[{KANJI}]{{3}}が(?:{_DEED})|[{KANJI}]と(?:申|もう)します|[{KANJI}]でございます"
    rf"|(?:{_GREETING})[^\n]*[{KANJI}]です|(?m:^[{KANJI}]{{2,4}}です。? *$)|[{KANJI}]{{2}}(?:{_HONORIFICS})|[ァ-ヶー][ ・][ァ-ヶー]+ ?(?:{_HONORIFICS})"
    rf"|(?:{_ANNOUNCING}),? [A-Z][a-z]+,? [A-Z][a-z]"
)


def find(text: str) -> Iterator[Mention]:
    """The names that the words around them announce."""
    for match in _announced_romaji().finditer(text):
        if is_romaji(match["name"]) and not is_english(match["name"]):
            yield Mention(*match.span("name"), 0.7, "announced in romaji", partial=False)
    if text.isascii():
        return
    for pattern in _full_names():
        for match in pattern.finditer(text):
            if is_whole_name(match["name"]):
                yield Mention(*match.span("name"), 0.7, "name with its role", partial=False)
    for match in _honoured_kana().finditer(text):
        yield Mention(*match.span("name"), 0.7, "kana with honorific", partial=False)
    for pattern in _surnames():
        for match in pattern.finditer(text):
            group = match.lastgroup or "name"
            if is_surname(match[group]):
                yield Mention(*match.span(group), 0.6, "surname in its context", partial=True)


@cache
def _full_names() -> tuple[re.Pattern[str], ...]:
    """A full name of kanji after a role, and before what only a person does."""
    behind = rf"(?=[のがはをにとも、。,)]|より|から|まで|ほか|{_HONORIFIC}|$)"
    return (
        re.compile(rf"(?:{_ROLE})(?:の|は|が|である|、| )?(?P<name>[{KANJI}]{{2,6}}){behind}", re.MULTILINE),
        re.compile(rf"(?<![{KANJI}ァ-ヶー])(?P<name>[{KANJI}]{{3,6}})が(?:{_DEED})"),
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
        re.compile(rf"(?<![{KANJI}ァ-ヶーA-Za-z])(?P<name>[{KANJI}]{{2,4}})(?={_HONORIFIC})"),
    )


@cache
def _honoured_kana() -> re.Pattern[str]:
    return re.compile(rf"(?<![ァ-ヶー])(?P<name>[ァ-ヶー]{{2,10}}[ ・][ァ-ヶー]{{2,10}})(?= ?{_HONORIFIC})")


@cache
def _announced_romaji() -> re.Pattern[str]:
    name = r"(?P<name>[A-Z][a-z]{1,14},? [A-Z][a-z]{1,14})(?![A-Za-z0-9_])"
    return re.compile(rf"(?<![A-Za-z])(?:{_ANNOUNCING}),? {name}")
