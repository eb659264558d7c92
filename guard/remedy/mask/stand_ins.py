"""The stand-ins of one key for the values of a record, with what the record says of its persons."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import replace
from functools import lru_cache
from typing import Final, NamedTuple

from detectors.labels import Kind, kinds_of
from guard.remedy.mask.known_readings import KnownReadings
from guard.remedy.mask.plan import Labelled, Stand
from guard.remedy.stand_in.person import NamePart, Person
from guard.remedy.substitute import Keep, NotReplaced, Substitutes

_KANA: Final = re.compile(r"[ぁ-ゖァ-ヺー｡-ﾟ・\s]+")
_LATIN: Final = re.compile(r"[A-Za-zÀ-ſＡ-Ｚａ-ｚ'’.,・\s\-]+")
_NAME: Final = "PERSON"
#: Records with more names than this are lists, and no person's.
_MOST_NAMES: Final = 8


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
        self._readings = KnownReadings()

    @property
    def moved(self) -> int:
        """How many values did not get the stand-in of their key, because another one had it."""
        return self._substitutes.moved

    @property
    def knows_better(self) -> bool:
        """Whether a record told how a name is read after it had been guessed for another one."""
        return self._readings.came_late

    def of_record(self, values: Sequence[Labelled]) -> Sequence[Stand]:
        """The stand-ins of the values of one record."""
        persons = _persons(values)
        self._learn(values, persons)
        return [self._of(one, persons.get(index), _part(one.label)) for index, one in enumerate(values)]

    def _learn(self, values: Sequence[Labelled], persons: dict[int, Person]) -> None:
        """Remember how the names are read, and say of those without a reading what other records said."""
        parts = {index: _part(values[index].label) for index in persons if values[index].finding.entity == _NAME}
        for index, part in parts.items():
            self._readings.learn(persons[index], part)
        self._learn_apart(persons, parts)
        for index, part in parts.items():
            persons[index] = self._readings.told(persons[index], part)

    def _learn_apart(self, persons: dict[int, Person], parts: Mapping[int, NamePart | None]) -> None:
        """The same for family names and given names that stand apart, the first beside the first."""
        families, givens = (
            list({id(persons[index]): persons[index] for index, one in parts.items() if one is part}.values())
            for part in (NamePart.FAMILY, NamePart.GIVEN)
        )
        if not families or len(families) != len(givens):
            return
        told: dict[int, Person] = {}
        for family, given in zip(families, givens, strict=True):
            self._readings.learn_whole(family, given)
            told[id(family)], told[id(given)] = self._readings.told_parts(family, given)
        persons |= {index: told[id(persons[index])] for index in parts if id(persons[index]) in told}

    def _of(self, one: Labelled, person: Person | None, part: NamePart | None) -> Stand:
        made = self._substitutes.of(one.finding.entity, one.value, person, part=part)
        if isinstance(made, NotReplaced):
            return Stand(None, made.reason)
        if made.is_guess:
            self._readings.guessed(one.value, part)
        return Stand(made.text, is_guess=made.is_guess)


def _persons(values: Sequence[Labelled]) -> dict[int, Person]:
    """The person that each value is of: names in several scripts that stand beside each other are one's."""
    names = [
        _Name(index, _script(one.value), _part(one.label), one.value)
        for index, one in enumerate(values)
        if one.finding.entity == _NAME
    ]
    persons: dict[int, Person] = {}
    if not names:
        return persons
    is_list = len(names) > _MOST_NAMES
    for part in {name.part for name in names}:
        of_part = [name for name in names if name.part is part]
        if not is_list or _is_in_turn([name.script for name in of_part]):
            persons |= _paired(of_part)
        else:
            for name in of_part:
                persons |= _paired([name])
    if is_list:
        return persons
    sex = next((one.sex for one in values if one.sex is not None), None)
    whole = {id(person): person for person in persons.values()}
    if len(whole) == 1 or all(name.part is not None for name in names):
        if sex is not None:
            persons = {index: replace(person, sex=sex) for index, person in persons.items()}
        first = persons[names[0].number]
        persons |= {i: first for i, one in enumerate(values) if one.finding.entity == "DATE_OF_BIRTH"}
    return persons


def _is_in_turn(scripts: Sequence[str]) -> bool:
    """Whether scripts follow each other always alike, as they do where a list holds one person after the other."""
    turn = next((at for at, script in enumerate(scripts) if at and script == scripts[0]), len(scripts))
    return all(script == scripts[at % turn] for at, script in enumerate(scripts)) and len(set(scripts[:turn])) == turn


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
