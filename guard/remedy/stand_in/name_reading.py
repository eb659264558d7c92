"""A written name taken apart: which part each word is, how it is read, and how certain that is."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable
from functools import lru_cache
from typing import Final, NamedTuple

from detectors import name_lexicon, romaji
from detectors.folding import KANJI_VARIANTS, fold
from detectors.morphology import Part, readings_of_name, value_tokens
from guard.remedy.stand_in.person import NamePart, Person

WORD: Final = re.compile(r"[^ \u3000・･,，、._\-=＝]+")
_KANA = re.compile(r"[ァ-ヺー]+")
_ALL_KANA = re.compile(r"[ぁ-ゖァ-ヺー ]+")
_LATIN = re.compile(r"[A-Za-zÀ-ſ'’]{2,}")
_KANJI = re.compile(r"[^\x00-\x7f\W]+")
_OF_DICTIONARY: Final = {NamePart.FAMILY: "姓", NamePart.GIVEN: "名"}


class Word(NamedTuple):
    """A part of a name: where it stands, its text folded, its reading in katakana (empty: unknown), and whether that is certain."""

    start: int
    end: int
    text: str
    part: NamePart
    reading: str
    is_certain: bool


def words(value: str, person: Person, part: NamePart | None) -> list[Word] | None:
    """The words of a name in order; ``None`` where it is written in a way that is not known."""
    found = _divided(value, part, _tokens(person.kanji))
    if not found or not all(_is_word(one.text) for one in found):
        return None
    kana = _tokens(person.kana)
    if len(kana) != len(found):
        kana = _aligned(wide_kana(person.kana), found) if len(found) == 2 and kana else ()
    if part not in _OF_DICTIONARY and len(kana) == len(found) == 2 and all(_LATIN.fullmatch(one.text) for one in found):
        found, kana = _in_order(found, kana)
    return [_read(one, kana[index] if kana else "") for index, one in enumerate(found)]


def _tokens(name: str) -> tuple[str, ...]:
    """The words of a name that has spaces, hiragana as katakana."""
    return tuple(katakana(one[0]) for one in WORD.finditer(wide_kana(name)))


def _in_order(found: list[Word], kana: tuple[str, ...]) -> tuple[list[Word], tuple[str, ...]]:
    """Two Latin words as the reading says which of them is the family name, and the reading in their order.

    A reading in kana has the family name first, whichever way round the Latin letters are.
    """
    is_first, is_last = (kana[0] in romaji.readings(one.text) for one in found)
    is_turned = found[1].part is NamePart.FAMILY if is_first == is_last else is_last
    parts = (NamePart.GIVEN, NamePart.FAMILY) if is_turned else (NamePart.FAMILY, NamePart.GIVEN)
    is_certain = is_first != is_last
    told = [
        one._replace(part=part, is_certain=one.is_certain or is_certain) for one, part in zip(found, parts, strict=True)
    ]
    return told, kana[::-1] if is_turned else kana


def _is_word(text: str) -> bool:
    return any(shape.fullmatch(text) for shape in (_KANA, _LATIN, _KANJI))


def _divided(value: str, part: NamePart | None, spaced: tuple[str, ...] = ()) -> list[Word]:
    """The words without their readings; a name without a space is cut where its family name ends.

    ``spaced`` are the words of the same name where it was written with a space.
    """
    tokens = [(one.start(), one.end(), katakana(wide_kana(one[0]))) for one in WORD.finditer(value)]
    alone = part if part in {NamePart.FAMILY, NamePart.GIVEN} else None
    if len(tokens) != 1:
        is_turned, is_certain = _order([text for _, _, text in tokens])
        family = len(tokens) - 1 if is_turned else 0
        kinds = (NamePart.FAMILY if index == family else NamePart.GIVEN for index in range(len(tokens)))
        return [
            Word(start, end, text, alone or kind, "", is_certain)
            for (start, end, text), kind in zip(tokens, kinds, strict=True)
        ]
    start, end, text = tokens[0]
    if alone:
        return [Word(start, end, text, alone, "", True)]
    is_spaced = len(spaced) == 2 and "".join(spaced) == text
    kind, cut, is_certain = (NamePart.FULL, len(spaced[0]), True) if is_spaced else _cut(text)
    if not cut:
        return [Word(start, end, text, kind, "", is_certain)]
    at = start + _source_length(value[start:end], cut)
    return [
        Word(start, at, text[:cut], NamePart.FAMILY, "", is_certain),
        Word(at, end, text[cut:], NamePart.GIVEN, "", is_certain),
    ]


def wide_kana(text: str) -> str:
    """A text in NFKC: kana in full width, letters in half width."""
    return text if text.isascii() else unicodedata.normalize("NFKC", text)


def katakana(text: str) -> str:
    """Hiragana as katakana where a text has no kanji; a name in both stays as it is."""
    return name_lexicon.katakana(text) if _ALL_KANA.fullmatch(text) else text


def _source_length(source: str, length: int) -> int:
    """How many characters of a source fold to so many (ｶﾞ is one)."""
    return fold(source).span(0, length)[1]


@lru_cache(maxsize=16384)
def _cut(text: str) -> tuple[NamePart, int, bool]:
    """Which part a word without a space is, where its family name ends (0: it is one part), and whether that is certain."""
    if _LATIN.fullmatch(text):
        found = romaji.readings(text)
        is_family = not found.isdisjoint(name_lexicon.surname_readings())
        is_given = not found.isdisjoint(name_lexicon.given_readings())
        return NamePart.GIVEN if is_given and not is_family else NamePart.FAMILY, 0, is_family != is_given
    if _KANA.fullmatch(text):
        return _cut_kana(text)
    folded = text.translate(KANJI_VARIANTS)
    is_family, is_given = name_lexicon.is_surname(folded), name_lexicon.is_given(folded)
    if is_family or is_given:
        return NamePart.FAMILY if is_family else NamePart.GIVEN, 0, is_family != is_given
    at = name_lexicon.split(folded)
    if at:
        return NamePart.FULL, at, True
    first = next(iter(value_tokens(folded)), None)
    if first is not None and first.part is Part.SURNAME and not first.start and first.end < len(folded):
        return NamePart.FULL, first.end, True
    guess = next((end for end in (3, 2, 1) if end < len(folded) and name_lexicon.is_surname(folded[:end])), 0)
    if guess or len(text) > 2:
        return NamePart.FULL, guess or 2, False
    return NamePart.FAMILY, 0, False


def _cut_kana(text: str) -> tuple[NamePart, int, bool]:
    surnames, given = name_lexicon.surname_readings(), name_lexicon.given_readings()
    cuts = [end for end in range(2, len(text) - 1) if text[:end] in surnames and text[end:] in given]
    if text in surnames or text in given:
        is_both = text in surnames and text in given
        return NamePart.GIVEN if text not in surnames else NamePart.FAMILY, 0, not is_both
    if cuts:  # most family names are read with four kana, or three
        return NamePart.FULL, min(cuts, key=lambda end: (abs(end - 4), end)), len(cuts) == 1
    return NamePart.FAMILY, 0, False


def _order(texts: list[str]) -> tuple[bool, bool]:
    """Whether Latin words have the family name last, and whether that is certain; other scripts never have."""
    if not texts or not all(map(_LATIN.fullmatch, texts)):
        return False, True
    first, last = romaji.readings(texts[0]), romaji.readings(texts[-1])
    surnames, given = name_lexicon.surname_readings(), name_lexicon.given_readings()
    is_straight = not first.isdisjoint(surnames) and not last.isdisjoint(given)
    is_turned = not last.isdisjoint(surnames) and not first.isdisjoint(given)
    if is_straight == is_turned:
        return texts[-1].isupper() and not texts[0].isupper(), texts[-1].isupper() != texts[0].isupper()
    return is_turned, True


def _aligned(kana: str, found: list[Word]) -> tuple[str, ...]:
    """A reading without a space, cut where that of the family name ends."""
    text = katakana(kana)
    known = readings(found[0].text, NamePart.FAMILY)
    family = next((one for one in sorted(known, key=len, reverse=True) if text.startswith(one) and text != one), "")
    if family:
        return family, text[len(family) :]
    kind, at, _ = _cut_kana(text)
    return (text[:at], text[at:]) if kind is NamePart.FULL and at else ()


def _read(word: Word, kana: str) -> Word:
    if _KANA.fullmatch(word.text):
        return word._replace(reading=word.text)
    if kana and _KANA.fullmatch(kana):
        return word._replace(reading=kana)
    found = readings(word.text, word.part)
    return word._replace(reading=found[0] if found else "", is_certain=word.is_certain and len(found) == 1)


@lru_cache(maxsize=16384)
def readings(text: str, part: NamePart) -> tuple[str, ...]:
    """The readings of a part of a name in kanji or Latin letters, the likelier one first."""
    if not text.isascii():
        return readings_of_name(text.translate(KANJI_VARIANTS), _OF_DICTIONARY[part])
    known = name_lexicon.surname_readings() if part is NamePart.FAMILY else name_lexicon.given_readings()
    return tuple(_likely(text.lower(), romaji.readings(text) & known))


def _likely(text: str, found: Iterable[str]) -> list[str]:
    """Sato and Taro end in a long vowel that nobody writes; what is long within a word (Ono, Oono) mostly is written."""
    is_long = text.endswith(("to", "do", "ro", "go"))
    return sorted(found, key=lambda one: (one.endswith("ウ") != is_long, len(one), one))
