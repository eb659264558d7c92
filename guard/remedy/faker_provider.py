"""A provider for `Faker <https://faker.readthedocs.io>`_: residents, marked as made up, in a project's own factories.

``fake = Faker("ja_JP"); fake.add_provider(SekishoProvider)``, then ``fake.sekisho_resident()``. Faker is no dependency of
Sekisho: whoever imports this module has it.
"""

from __future__ import annotations

from typing import Final

from faker.providers import BaseProvider

from guard.remedy.synth.columns import PERSON_KINDS, Value
from guard.remedy.synth.numbers import NumberMaker
from guard.remedy.synth.people import Resident, Residents

#: Residents are drawn from so many.
_PEOPLE: Final = 10_000_000
_SEED: Final = "faker"
_RESIDENT: Final = (
    "name", "kana", "sex", "birth_date", "age", "postal_code", "prefecture", "city", "street", "building", "address",
    "phone", "mobile", "mail", "my_number", "municipal_id", "household",
)  # fmt: skip


class SekishoProvider(BaseProvider):
    """Made-up residents and numbers; ``Faker.seed`` makes them the same again."""

    def __init__(self, generator: object) -> None:
        super().__init__(generator)
        self._residents = Residents(_SEED)
        self._numbers = NumberMaker(_SEED)

    def sekisho_resident(self) -> dict[str, Value]:
        """One person with everything about them in agreement: the reading, the age, the postal code, the household."""
        person = self._person()
        return {kind: self._of(kind, person) for kind in _RESIDENT}

    def sekisho_household(self) -> list[dict[str, Value]]:
        """Everybody in one household: one address, one family name."""
        first = self._person().number
        while self._residents[first].position:
            first -= 1
        size = self._residents[first].household.size
        people = (self._residents[first + place] for place in range(size))
        return [{kind: self._of(kind, person) for kind in _RESIDENT} for person in people]

    def sekisho_value(self, kind: str, **options: str) -> Value:
        """A value of a kind of ``sekisho synth`` (``sekisho_value("birth_date", style="era")``)."""
        return self._of(kind, self._person(), options)

    def sekisho_name(self) -> str:
        """A name in kanji, with a space."""
        return str(self._of("name", self._person()))

    def sekisho_address(self) -> str:
        """An address in a town that does not exist."""
        return str(self._of("address", self._person()))

    def sekisho_my_number(self) -> str:
        """Twelve digits whose check digit is wrong."""
        return str(self._of("my_number", self._person()))

    def sekisho_phone(self) -> str:
        """A mobile telephone of a range that is not given out."""
        return str(self._of("mobile", self._person()))

    def sekisho_mail(self) -> str:
        """A mail address at a domain for documentation."""
        return str(self._of("mail", self._person()))

    def _person(self) -> Resident:
        return self._residents[self.random_int(0, _PEOPLE - 1)]

    def _of(self, name: str, person: Resident, options: dict[str, str] | None = None) -> Value:
        kind = PERSON_KINDS[name]
        chosen = {key: choices[0] for key, choices in kind.options.items()} | (options or {})
        return kind.make(chosen)(person, self._numbers)
