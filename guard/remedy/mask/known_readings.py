"""How names are read, as the records of a run say it, for records of the same persons that do not."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from functools import lru_cache
from typing import Final

from detectors.folding import KANJI_VARIANTS
from guard.remedy.stand_in.name_reading import WORD, wide_kana
from guard.remedy.stand_in.person import NamePart, Person

#: Names that are remembered.
_MOST: Final = 200_000
_SINGLE: Final = frozenset({NamePart.FAMILY, NamePart.GIVEN})
_Key = tuple[str, NamePart | None]


@dataclass(slots=True)
class KnownReadings:
    """Names in kanji or Latin letters, each with the record that read it first; a space in a name makes no other one.

    ``came_late``: a name was read after its reading had been guessed, so that what was made of the guess is out of step.
    """

    came_late: bool = False
    _persons: dict[_Key, Person] = field(default_factory=dict)
    _guessed: set[_Key] = field(default_factory=set)

    def learn(self, person: Person, part: NamePart | None) -> None:
        """Remember the kana of a person's name, of the whole of it or of a part."""
        if not person.kana:
            return
        for written in (person.kanji, person.romaji):
            key = _key(written, part)
            if not written or key in self._persons or len(self._persons) >= _MOST:
                continue
            self._persons[key] = person
            self.came_late = self.came_late or key in self._guessed

    def learn_whole(self, family: Person, given: Person) -> None:
        """Remember a name whose two parts stand apart, as the whole that other records hold."""
        if family.kanji and given.kanji and family.kana and given.kana:
            whole = Person(f"{family.kanji} {given.kanji}", f"{family.kana} {given.kana}")
            self.learn(whole, NamePart.FULL)

    def told(self, person: Person, part: NamePart | None) -> Person:
        """A person with the reading that another record gave, where its own gives none."""
        if person.kana:
            return person
        for written in (person.kanji, person.romaji):
            known = self._persons.get(_key(written, part)) if written else None
            if known is not None:
                kanji = known.kanji if written == person.kanji else person.kanji
                return replace(person, kanji=kanji, kana=known.kana)
        return person

    def told_parts(self, family: Person, given: Person) -> tuple[Person, Person]:
        """Both parts of a name with their readings, where another record gave that of the whole."""
        if family.kana or given.kana or not (family.kanji and given.kanji):
            return family, given
        known = self._persons.get(_key(family.kanji + given.kanji, NamePart.FULL))
        if known is None:
            self.guessed(family.kanji + given.kanji, NamePart.FULL)
            return family, given
        kana = tuple(one[0] for one in WORD.finditer(wide_kana(known.kana)))
        if len(kana) != 2:
            return family, given
        return replace(family, kana=kana[0]), replace(given, kana=kana[1])

    def guessed(self, written: str, part: NamePart | None) -> None:
        """Note that a name was replaced without knowing how it is read."""
        if len(self._guessed) < _MOST:
            self._guessed.add(_key(written, part))


def _key(written: str, part: NamePart | None) -> _Key:
    return _without_spaces(written), part if part in _SINGLE else None


@lru_cache(1 << 14)
def _without_spaces(written: str) -> str:
    return "".join(one[0] for one in WORD.finditer(wide_kana(written).casefold().translate(KANJI_VARIANTS)))
