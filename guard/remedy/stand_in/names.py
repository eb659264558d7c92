"""Stand-ins for names: a made-up family name for each real one, a made-up given name, and their readings in step.

What a name becomes hangs on its reading: サトウ has one made-up reading, and 佐藤, 左藤 and 佐東 have made-up kanji that are
all read so. Kana alone, kanji alone and romaji alone therefore meet again, as long as the reading is certain: it is where
the record holds it, and where the dictionary knows but one. Otherwise the stand-in says that it is a guess.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping
from functools import cache
from types import MappingProxyType
from typing import Final, NamedTuple

from detectors import name_lexicon
from detectors.marked_words import GIVEN, STEMS, SYLLABLES, is_name, romaji, syllable_pairs
from guard.remedy.stand_in.name_reading import Word, wide_kana, words
from guard.remedy.stand_in.outcome import TOO_FEW, UNKNOWN_SHAPE, NotReplaced, Substitute
from guard.remedy.stand_in.permutation import Keyed
from guard.remedy.stand_in.person import NamePart, Person
from guard.remedy.stand_in.shape import is_wide, narrow, widened

_TO_HIRAGANA: Final = {code + 0x60: code for code in range(ord("ぁ"), ord("ゖ") + 1)}
#: Words whose stand-ins are kept at hand: some megabytes.
_REMEMBERED: Final = 1 << 15
_HIRAGANA = re.compile(r"[ぁ-ゖー]+")
_KATAKANA = re.compile(r"[ァ-ヺー]+")
_HALF_KANA = re.compile(r"[ｦ-ﾟ]+")
_TO_HALF: Final = MappingProxyType(
    {ord(unicodedata.normalize("NFKC", chr(code))): chr(code) for code in range(0xFF66, 0xFF9E)}
)


class _Kind(NamedTuple):
    """The made-up words for one part of a name, in kanji and in kana, and the readings of real ones, numbered."""

    kanji: tuple[str, ...]
    kana: tuple[str, ...]
    known: Mapping[str, int]


class Names:
    """Made-up names for real ones."""

    def __init__(self, keyed: Keyed) -> None:
        self._keyed = keyed
        self._made: dict[tuple[str, NamePart, str], str | None] = {}

    def of(self, value: str, person: Person, part: NamePart | None) -> Substitute | NotReplaced:
        """The stand-in of a name, or of the part of one that ``part`` says."""
        if is_name(wide_kana(value)):
            return Substitute(value)
        found = words(value, person, part)
        if found is None:
            return NotReplaced(UNKNOWN_SHAPE)
        pieces: list[str] = []
        at = 0
        for word in found:
            made = self._remembered(word, value[word.start : word.end])
            if made is None:
                return NotReplaced(TOO_FEW)
            pieces += (value[at : word.start], made)
            at = word.end
        return Substitute("".join((*pieces, value[at:])), not all(word.is_certain for word in found))

    def _remembered(self, word: Word, written: str) -> str | None:
        """Names come again and again."""
        key = (written, word.part, word.reading)
        if key not in self._made:
            if len(self._made) >= _REMEMBERED:
                self._made.clear()
            self._made[key] = self._word(word, written)
        return self._made[key]

    def _word(self, word: Word, written: str) -> str | None:
        kind = _kind(word.part)
        number = self._reading(word, kind)
        if number is None:
            return None
        stem, rest = divmod(number, len(syllable_pairs()))
        pair = syllable_pairs()[rest]
        reading = kind.kana[stem] + pair
        dressed = _dressed(written, reading)
        if dressed is not None:
            return dressed
        first, second = (SYLLABLES[syllable] for syllable in pair)
        place = self._keyed.place(f"kanji {reading}", written, len(first) * len(second))
        if place is None:
            return None
        return kind.kanji[stem] + first[place // len(second)] + second[place % len(second)]

    def _reading(self, word: Word, kind: _Kind) -> int | None:
        """The number of the made-up reading for a real one: known ones have theirs, the others what is left."""
        number = kind.known.get(word.reading)
        if number is not None:
            return self._keyed.permutation(f"{word.part.name} known", len(kind.known))(number)
        left = len(kind.kana) * len(syllable_pairs()) - len(kind.known)
        place = self._keyed.place(f"{word.part.name} unknown", word.reading or word.text.lower(), left)
        return None if place is None else len(kind.known) + place


@cache
def _kind(part: NamePart) -> _Kind:
    made, real = (
        (GIVEN, name_lexicon.given_readings()) if part is NamePart.GIVEN else (STEMS, name_lexicon.surname_readings())
    )
    return _Kind(tuple(made), tuple(made.values()), {reading: number for number, reading in enumerate(sorted(real))})


def _dressed(written: str, reading: str) -> str | None:
    """A reading as the real name is written, in kana or in Latin letters; ``None`` where that is in kanji."""
    if _KATAKANA.fullmatch(written):
        return reading
    if _HIRAGANA.fullmatch(written):
        return reading.translate(_TO_HIRAGANA)
    if _HALF_KANA.fullmatch(written):
        return half_width(reading)
    letters = narrow(written)
    if not letters[0].isascii():
        return None
    latin = romaji(reading)
    latin = latin.upper() if letters.isupper() else latin if letters.islower() else latin.capitalize()
    return widened(latin) if is_wide(written[0]) else latin


def half_width(kana: str) -> str:
    """Katakana in half width, sound marks as characters of their own."""
    text = unicodedata.normalize("NFD", kana).translate({0x3099: "ﾞ", 0x309A: "ﾟ"})
    return text.translate(_TO_HALF)
