"""Made-up people, written in the ways that names are written in."""

from __future__ import annotations

from random import Random
from typing import NamedTuple

from training.vocabulary import Vocabulary

_FULL_TO_HALF = dict(zip(
    "アイウエオカキクケコサシスセソタチツテトナニヌネノハヒフヘホマミムメモヤユヨラリルレロワヲンァィゥェォッャュョー",
    "ｱｲｳｴｵｶｷｸｹｺｻｼｽｾｿﾀﾁﾂﾃﾄﾅﾆﾇﾈﾉﾊﾋﾌﾍﾎﾏﾐﾑﾒﾓﾔﾕﾖﾗﾘﾙﾚﾛﾜｦﾝｧｨｩｪｫｯｬｭｮｰ", strict=True))  # fmt: skip
_VOICED = dict(
    zip("ガギグゲゴザジズゼゾダヂヅデドバビブベボヴ", "カキクケコサシスセソタチツテトハヒフヘホウ", strict=True)
)
_HALF_VOICED = dict(zip("パピプペポ", "ハヒフヘホ", strict=True))
_CONTINENTAL = "李王張劉陳楊趙黄周呉徐孫胡朱高林何郭馬羅梁宋鄭謝韓唐馮于董程曹袁鄧許傅沈曾彭呂金朴崔姜尹申安洪柳全黃"
_VARIANTS = dict(zip("高崎浜徳辺沢桜島広国斎", "髙﨑濵德邊澤櫻嶋廣國齋", strict=True))


class Person(NamedTuple):
    """A surname and a given name, each with its reading in katakana."""

    surname: str
    given: str
    surname_kana: str
    given_kana: str


class People:
    """Draws people from a vocabulary."""

    def __init__(self, vocabulary: Vocabulary, rng: Random) -> None:
        self._words = vocabulary
        self._rng = rng

    def person(self) -> Person:
        """A person with a Japanese name; a third of the given names are in no dictionary, or in hiragana."""
        surname, surname_kana = self._words.surnames.draw(self._rng)
        if self._rng.random() < 0.06:
            surname = "".join(_VARIANTS.get(character, character) for character in surname)
        given, given_kana = self._given()
        return Person(surname, given, surname_kana, given_kana)

    def _given(self) -> tuple[str, str]:
        kind = self._rng.random()
        given, kana = self._words.given.draw(self._rng)
        if kind < 0.18:  # 心結, 琉生: the reading is that of somebody else, as such readings are
            given = "".join(self._rng.choices(self._words.given_kanji, k=self._rng.choice((1, 2, 2, 2, 3))))
        elif kind < 0.28:
            given = self._rng.choice(self._words.hiragana_given)
            kana = katakana(given)
        elif kind < 0.31:
            given = kana
        return given, kana

    def full(self) -> str:
        """A full name in kanji: joined, or divided by a space of either width."""
        person = self.person()
        return person.surname + self._rng.choice(("", "", "", " ", " ", "　")) + person.given

    def joined(self) -> str:
        """A full name in kanji without a space, as sentences have it."""
        person = self.person()
        return person.surname + person.given

    def continental(self) -> str:
        """A Chinese or Korean name: one kanji and one or two more (李明, 金秀賢)."""
        given = "".join(self._rng.choices(self._words.given_kanji, k=self._rng.choice((1, 1, 2, 2, 2))))
        return self._rng.choice(_CONTINENTAL) + given

    def surname(self) -> str:
        """A surname alone."""
        return self._words.surnames.draw(self._rng)[0]

    def kana(self) -> str:
        """A reading in katakana."""
        person = self.person()
        return person.surname_kana + self._rng.choice((" ", " ", "　", "")) + person.given_kana

    def half_kana(self) -> str:
        """A reading in half-width katakana."""
        person = self.person()
        return f"{half_width(person.surname_kana)} {half_width(person.given_kana)}"

    def hiragana(self) -> str:
        """A reading in hiragana."""
        person = self.person()
        return hiragana(person.surname_kana) + self._rng.choice((" ", "　", "")) + hiragana(person.given_kana)

    def foreign(self) -> str:
        """A Western name in katakana, two parts or three."""
        parts = [self._foreign_part() for _ in range(self._rng.choice((2, 2, 2, 2, 3)))]
        divider = self._rng.choice("・・・・・・＝ ")
        return ("・" if len(parts) > 2 else divider).join(parts)

    def foreign_surname(self) -> str:
        """One part of a Western name."""
        return self._foreign_part()

    def _foreign_part(self) -> str:
        part = self._rng.choice(self._words.foreign)
        if self._rng.random() < 0.25:  # a name that is in no dictionary
            other = self._rng.choice(self._words.foreign)
            part = part[: max(2, len(part) // 2)] + other[len(other) // 2 :]
        return part[:10]


def half_width(text: str) -> str:
    """Katakana in half width, voiced marks apart."""
    pieces = []
    for character in text:
        if character in _VOICED:
            pieces.append(_FULL_TO_HALF[_VOICED[character]] + "ﾞ")
        elif character in _HALF_VOICED:
            pieces.append(_FULL_TO_HALF[_HALF_VOICED[character]] + "ﾟ")
        else:
            pieces.append(_FULL_TO_HALF.get(character, character))
    return "".join(pieces)


def hiragana(text: str) -> str:
    """Katakana as hiragana."""
    return "".join(chr(ord(c) - 0x60) if "ァ" <= c <= "ヴ" else c for c in text)


def katakana(text: str) -> str:
    """Hiragana as katakana."""
    return "".join(chr(ord(c) + 0x60) if "ぁ" <= c <= "ん" else c for c in text)
