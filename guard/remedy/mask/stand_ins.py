"""The stand-ins of one key for the values of a record, with what the record says of its persons."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace
from functools import lru_cache
from typing import Final, NamedTuple

from detectors.labels import Kind, kinds_of
from guard.remedy.mask.plan import Labelled, Stand
from guard.remedy.stand_in.person import NamePart, Person
from guard.remedy.substitute import Keep, NotReplaced, Substitutes

_KANA: Final = re.compile(r"[ぁ-ゖァ-ヺー｡-ﾟ・\s]+")
_LATIN: Final = re.compile(r"[A-Za-zÀ-ſＡ-Ｚａ-ｚ'’.,・\s\-]+")
#: Records with more names than this are lists, and no person's.
_MOST_NAMES: Final = 8
#: Names whose readings are remembered.
_MOST_READINGS: Final = 200_000


class _Name(NamedTuple):
    """A name in a record: where in its list, which script, which part."""

    number: int
    script: str
    part: NamePart | None
    value: str


class KeyedStandIns:
    """What the planner asks for stand-ins."""

    def __init__(self, key: bytes, *, keep: str = "none", official_samples: bool = False) -> None:
        """``keep`` is a word of :class:`guard.remedy.stand_in.dates.Keep`."""
        self._substitutes = Substitutes(key, keep=Keep(keep), official_samples=official_samples)
        self._readings: dict[tuple[str, NamePart | None], str] = {}

    @property
    def moved(self) -> int:
        """How many values did not get the stand-in of their key, because another one had it."""
        return self._substitutes.moved

    def of_record(self, values: Sequence[Labelled]) -> Sequence[Stand]:
        """The stand-ins of the values of one record."""
        persons = _persons(values)
        self._learn(values, persons)
        return [self._of(one, persons.get(index), _part(one.label)) for index, one in enumerate(values)]

    def _learn(self, values: Sequence[Labelled], persons: dict[int, Person]) -> None:
        """Remember how names are read, for records of the same persons that do not say it."""
        for index, person in persons.items():
            key = (person.kanji, _part(values[index].label) if values[index].finding.entity == "PERSON" else None)
            if person.kanji and person.kana and len(self._readings) < _MOST_READINGS:
                self._readings.setdefault(key, person.kana)
            elif person.kanji and key in self._readings:
                persons[index] = replace(person, kana=self._readings[key])

    def _of(self, one: Labelled, person: Person | None, part: NamePart | None) -> Stand:
        made = self._substitutes.of(one.finding.entity, one.value, person, part=part)
        return Stand(None, made.reason) if isinstance(made, NotReplaced) else Stand(made.text, is_guess=made.is_guess)


def _persons(values: Sequence[Labelled]) -> dict[int, Person]:
    """The person that each value is of: names in several scripts that stand beside each other are one's."""
    names = [
        _Name(index, _script(one.value), _part(one.label), one.value)
        for index, one in enumerate(values)
        if one.finding.entity == "PERSON"
    ]
    persons: dict[int, Person] = {}
    if not 0 < len(names) <= _MOST_NAMES:
        return persons
    sex = next((one.sex for one in values if one.sex is not None), None)
    for part in {name.part for name in names}:
        persons |= _paired([name for name in names if name.part is part])
    whole = {id(person): person for person in persons.values()}
    if len(whole) == 1 or all(name.part is not None for name in names):
        if sex is not None:
            persons = {index: replace(person, sex=sex) for index, person in persons.items()}
        first = persons[names[0].number]
        persons |= {i: first for i, one in enumerate(values) if one.finding.entity == "DATE_OF_BIRTH"}
    return persons


def _paired(names: Sequence[_Name]) -> dict[int, Person]:
    """Names of one part, in their order: each script once makes a person, and its coming again the next one."""
    persons: dict[int, Person] = {}
    together: dict[str, _Name] = {}

    def close() -> None:
        said = {script: name.value for script, name in together.items()}
        person = Person(said.get("kanji", ""), said.get("kana", ""), said.get("romaji", ""))
        persons.update({name.number: person for name in together.values()})
        together.clear()

    for name in names:
        if name.script in together:
            close()
        together[name.script] = name
    close()
    return persons


def _script(value: str) -> str:
    if _KANA.fullmatch(value):
        return "kana"
    return "romaji" if _LATIN.fullmatch(value) else "kanji"


@lru_cache(1_024)
def _part(label: str) -> NamePart | None:
    """Which part of a name stands under a label."""
    if not label:
        return None
    kinds = kinds_of(label)
    if Kind.FAMILY_NAME in kinds:
        return NamePart.FAMILY
    if Kind.GIVEN_NAME in kinds:
        return NamePart.GIVEN
    return NamePart.FULL if Kind.FULL_NAME in kinds else None
