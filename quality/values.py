"""Made-up people, and the notations in which files write them down.

Everything is drawn from a seeded generator and the lists in ``lexicon/``; nobody is meant by it.
"""

from __future__ import annotations

import csv
import datetime as dt
import random
import unicodedata
from collections.abc import Callable
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from quality.postal import Place, write_address

LEXICON = Path(__file__).parent / "lexicon"
#: Mail domains that nobody has registered as far as we know; example.* would be a documentation address.
DOMAINS = (
    "kazamachi-net.jp",
    "mail.hoshimidai.jp",
    "ymmail-tsubasa.ne.jp",
    "k-aozora.co.jp",
    "docotan-mobile.ne.jp",
    "minatomachi-gakuen.ac.jp",
    "sakurabashi-cl.or.jp",
    "fuwari-cloud.com",
)
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
        "ya yu yo ra ri ru re ro wa n ga gi gu ge go za ji zu ze zo da ji zu de do ba bi bu be bo pa pi pu pe po o".split(),
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


@dataclass(frozen=True, slots=True)
class Person:
    """One made-up person with everything a record may hold."""

    name: Name
    born: dt.date
    mobile: str
    landline: str
    mail: str
    place: Place
    numbers: tuple[int, int, int]
    building: str
    my_number: str


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


@cache
def _rows(name: str) -> tuple[tuple[str, ...], ...]:
    with (LEXICON / name).open(encoding="utf-8", newline="") as file:
        return tuple(tuple(row) for row in csv.reader(file, delimiter="\t"))[1:]


def places() -> tuple[Place, ...]:
    """All places of the lexicon."""
    return tuple(Place(*row) for row in _rows("places.tsv"))


class Population:
    """People drawn one after the other; no name and no number comes twice."""

    def __init__(self, rng: random.Random) -> None:
        self._rng = rng
        self._seen: set[str] = set()

    def name(self, kind: str | None = None) -> Name:
        """A new name; ``kind`` asks for ``common``, ``rare`` or ``variant`` surnames."""
        wanted = kind or self._rng.choices(("common", "rare", "variant"), (5, 4, 2))[0]
        surnames = [row for row in _rows("surnames.tsv") if row[2] == wanted]
        while True:
            surname, given = self._rng.choice(surnames), self._rng.choice(_rows("given_names.tsv"))
            if surname[0] + given[0] not in self._seen:
                self._seen.add(surname[0] + given[0])
                return Name(surname[0], given[0], surname[1], given[1], given[2])

    def person(self, kind: str | None = None) -> Person:
        """A new person."""
        rng, name = self._rng, self.name(kind)
        place = rng.choice(places())
        building = ""
        if rng.random() < 0.3:
            house = rng.choice(("コーポ", "メゾン", "ハイツ", "サンライズ", "グリーンパレス", "第二", "県営住宅"))
            building = f"{house}{rng.choice(('桜台', '若葉', '青葉', '弥生', '見晴'))}{rng.randint(101, 908)}号室"
        return Person(
            name=name,
            born=dt.date(1928, 1, 1) + dt.timedelta(days=rng.randrange(365 * 92)),
            mobile=self._new(lambda: f"{rng.choice(('070', '080', '090'))}-{self._block()}-{self._block()}"),
            landline=self._new(lambda: f"{self._area_code(place)}-{self._block()}"),
            mail=self._mail(name),
            place=place,
            numbers=(rng.randint(1, 7), rng.randint(1, 48), rng.randint(1, 29)),
            building=building,
            my_number=self._new(lambda: my_number(f"{rng.randrange(10**10, 10**11)}")),
        )

    def _block(self) -> str:
        return f"{self._rng.randint(2001, 9989)}"

    def _area_code(self, place: Place) -> str:
        rng = self._rng
        if place.prefecture == "東京都":
            return f"03-{rng.randint(3201, 6989)}"
        if place.prefecture == "大阪府":
            return f"06-{rng.randint(6201, 6989)}"
        return rng.choice((f"0{rng.choice((45, 52, 75, 78, 92))}-{rng.randint(211, 989)}", f"0178-{rng.randint(21, 89)}"))

    def _new(self, draw: Callable[[], str]) -> str:
        while (value := draw()) in self._seen:
            continue
        self._seen.add(value)
        return value

    def _mail(self, name: Name) -> str:
        rng, (surname, given) = self._rng, (part.lower() for part in name.romaji)
        shapes = (f"{given}.{surname}", f"{surname}_{given[0]}{rng.randint(10, 99)}", f"{given}{rng.randint(1950, 2009)}")
        local = rng.choice(shapes)
        return self._new(lambda: f"{local}{rng.choice(('', '', '', str(rng.randint(2, 99))))}@{rng.choice(DOMAINS)}")


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


def address_of(person: Person, style: str) -> str:
    """The person's address in a notation of ``quality.postal``."""
    return write_address(person.place, person.numbers, style, building=person.building)
