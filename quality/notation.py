"""How files write down names, phones, dates and numbers: one function a kind, one word a notation."""

from __future__ import annotations

import datetime as dt
import unicodedata
from dataclasses import dataclass
from functools import cache

MY_NUMBER_WEIGHTS = (6, 5, 4, 3, 2, 7, 6, 5, 4, 3, 2)
ERAS = (
    ("令和", "R", 5, dt.date(2019, 5, 1)),
    ("平成", "H", 4, dt.date(1989, 1, 8)),
    ("昭和", "S", 3, dt.date(1926, 12, 25)),
    ("大正", "T", 2, dt.date(1912, 7, 30)),
)
_ROMAJI = dict(
    zip(
        "アイウエオカキクケコサシスセソタチツテトナニヌネノハヒフヘホマミムメモヤユヨラリルレロワンガギグゲゴザジズゼゾダヂヅデドバビブベボパピプペポヲ",
        "a i u e o ka ki ku ke ko sa shi su se so ta chi tsu te to na ni nu ne no ha hi fu he ho ma mi mu me mo "
        "ya yu yo ra ri ru re ro wa n ga gi gu ge go za ji zu ze zo da ji zu de do "
        "ba bi bu be bo pa pi pu pe po o".split(),
        strict=True,
    )
)


@dataclass(frozen=True, slots=True)
class Name:
    """A surname and a given name with their readings in katakana."""

    surname: str
    given: str
    surname_kana: str
    given_kana: str
    sex: str

    @property
    def romaji(self) -> tuple[str, str]:
        """Surname and given name in Latin letters, capitalised."""
        return romaji(self.surname_kana).capitalize(), romaji(self.given_kana).capitalize()


def romaji(kana: str) -> str:
    """Hepburn without long-vowel marks, as Japanese forms write it: ``サトウ`` → ``sato``."""
    letters: list[str] = []
    for character in kana:
        if character in "ャュョァィェォ" and letters:
            stem = letters.pop()
            vowel = {"ャ": "a", "ュ": "u", "ョ": "o", "ァ": "a", "ィ": "i", "ェ": "e", "ォ": "o"}[character]
            glide = "" if stem[:-1] in {"sh", "ch", "j"} or character in "ァィェォ" else "y"
            letters.append(stem[:-1] + glide + vowel)
        elif character in "ッー":
            letters.append("*" if character == "ッ" else "")
        elif character == "ウ" and letters and letters[-1][-1:] in {"o", "u"}:
            continue
        else:
            letters.append(_ROMAJI[character])
    text = "".join(letters)
    while "*" in text:
        at = text.index("*")
        text = text[:at] + text[at + 1 : at + 2] + text[at + 1 :]
    return text


def hiragana(kana: str) -> str:
    """Katakana written in hiragana."""
    return "".join(chr(ord(c) - 0x60) if "ァ" <= c <= "ヶ" else c for c in kana)


def halfwidth(text: str) -> str:
    """Katakana, digits and signs in their half-width forms: ``ヤマダ`` → ``ﾔﾏﾀﾞ``."""
    return "".join(_halfwidth_forms().get(c, c) for c in text)


@cache
def _halfwidth_forms() -> dict[str, str]:
    forms: dict[str, str] = {"　": " "}
    for code in range(0xFF61, 0xFF9E):
        half = chr(code)
        full = unicodedata.normalize("NFKC", half)
        forms[full] = half
        for voice in "ﾞﾟ":
            composed = unicodedata.normalize("NFKC", half + voice)
            if len(composed) == 1:
                forms[composed] = half + voice
    return forms


def fullwidth(text: str) -> str:
    """ASCII letters, digits and signs in their full-width forms."""
    return "".join(chr(ord(c) + 0xFEE0) if "!" <= c <= "~" else "　" if c == " " else c for c in text)


def my_number(digits: str) -> str:
    """Eleven digits with the check digit of 個人番号 (総務省令第85号 第5条): weights 6,5,4,3,2,7,6,5,4,3,2 mod 11."""
    remainder = sum(w * int(d) for w, d in zip(MY_NUMBER_WEIGHTS, digits, strict=True)) % 11
    return digits + str(0 if remainder <= 1 else 11 - remainder)


def write_name(name: Name, style: str) -> str:
    """A name in a notation: ``kanji``, ``kanji-space``, ``kana``, ``halfwidth``, ``hiragana``, ``romaji`` …"""
    surname, given = name.romaji
    return {
        "kanji": name.surname + name.given,
        "kanji-space": f"{name.surname} {name.given}",
        "kanji-wide-space": f"{name.surname}　{name.given}",
        "kana": name.surname_kana + name.given_kana,
        "kana-space": f"{name.surname_kana} {name.given_kana}",
        "kana-wide-space": f"{name.surname_kana}　{name.given_kana}",
        "halfwidth": halfwidth(f"{name.surname_kana} {name.given_kana}"),
        "hiragana": hiragana(f"{name.surname_kana}　{name.given_kana}"),
        "hiragana-joined": hiragana(name.surname_kana + name.given_kana),
        "romaji": f"{surname} {given}",
        "romaji-western": f"{given} {surname}",
        "romaji-upper": f"{surname} {given}".upper(),
    }[style]


NAME_STYLES = ("kanji", "kanji-space", "kanji-wide-space")


def write_phone(number: str, style: str) -> str:
    """A phone number in a notation: ``plain``, ``digits``, ``fullwidth``, ``bar``, ``brackets``, ``international`` …"""
    first, *rest = number.split("-")
    return {
        "plain": number,
        "digits": number.replace("-", ""),
        "fullwidth": fullwidth(number),
        "fullwidth-bar": fullwidth(number).replace("－", "ー"),
        "brackets": f"{first}({rest[0]}){rest[-1]}",
        "fullwidth-brackets": f"（{fullwidth(first)}）{fullwidth(rest[0])}－{fullwidth(rest[-1])}",
        "international": f"+81-{first[1:]}-{'-'.join(rest)}",
        "international-digits": f"+81{first[1:]}{''.join(rest)}",
        "spaces": number.replace("-", " "),
        "minus": number.replace("-", "−"),
    }[style]


PHONE_STYLES = (
    "plain",
    "digits",
    "fullwidth",
    "fullwidth-bar",
    "brackets",
    "fullwidth-brackets",
    "international",
    "international-digits",
    "spaces",
    "minus",
)


def write_date(day: dt.date, style: str) -> str:
    """A date in a notation: western ones, ``digits``, and those of the Japanese eras."""
    era, letter, code, start = next((e for e in ERAS if day >= e[3]), ERAS[-1])
    year = day.year - start.year + 1
    return {
        "iso": day.isoformat(),
        "slash": f"{day.year}/{day.month:02}/{day.day:02}",
        "slash-short": f"{day.year}/{day.month}/{day.day}",
        "dots": f"{day.year}.{day.month}.{day.day}",
        "digits": f"{day:%Y%m%d}",
        "kanji": f"{day.year}年{day.month}月{day.day}日",
        "era": f"{era}{'元' if year == 1 else year}年{day.month}月{day.day}日",
        "era-fullwidth": f"{era}{fullwidth(str(year))}年{fullwidth(str(day.month))}月{fullwidth(str(day.day))}日",
        "era-letter": f"{letter}{year}.{day.month}.{day.day}",
        "era-letter-padded": f"{letter}{year:02}/{day.month:02}/{day.day:02}",
        "era-code": f"{code}{year:02}{day.month:02}{day.day:02}",
    }[style]


DATE_STYLES = (
    "iso",
    "slash",
    "slash-short",
    "dots",
    "digits",
    "kanji",
    "era",
    "era-fullwidth",
    "era-letter",
    "era-letter-padded",
    "era-code",
)


def write_my_number(number: str, style: str) -> str:
    """A My Number in a notation: ``plain``, ``groups``, ``hyphens`` or ``fullwidth``."""
    groups = (number[:4], number[4:8], number[8:])
    return {
        "plain": number,
        "groups": " ".join(groups),
        "hyphens": "-".join(groups),
        "fullwidth": fullwidth(number),
    }[style]
