"""A marked stand-in for a value: what ``sekisho mask`` writes in its place.

The same value gets the same stand-in under the same key, in every file and every run; two values never get one
stand-in. What is marked already comes back as it is.
"""

from __future__ import annotations

from typing import Final

from detectors.marked import is_marked
from guard.remedy.stand_in import contacts, passport
from guard.remedy.stand_in.addresses import Addresses
from guard.remedy.stand_in.dates import Dates, Keep, is_of_nobody
from guard.remedy.stand_in.names import Names
from guard.remedy.stand_in.numbers import Numbers
from guard.remedy.stand_in.outcome import BY_HAND, NO_STAND_IN, NotReplaced, Substitute
from guard.remedy.stand_in.permutation import Keyed, subkey
from guard.remedy.stand_in.person import NOBODY, NamePart, Person, Sex
from guard.remedy.stand_in.shape import dressed, like, narrow

__all__ = ["Keep", "NamePart", "NotReplaced", "Person", "Sex", "Substitute", "Substitutes"]

#: A key has to have so many bytes.
KEY_BYTES: Final = 16
#: Values that many records share, and how many of them are kept at hand: some megabytes.
_REPEATED: Final = frozenset({"JP_ADDRESS", "DATE_OF_BIRTH", "JP_POSTAL_CODE"})
_REMEMBERED: Final = 1 << 15
#: Facts about a person say nothing without the person.
_KEPT: Final = frozenset({"JP_SENSITIVE_ATTRIBUTE"})
_BY_HAND: Final = frozenset({"JP_CONFIDENTIAL_MARKING"})
_CONTACTS: Final = {"PHONE_NUMBER": contacts.phone, "JP_POSTAL_CODE": contacts.postal}


class Substitutes:
    """The stand-ins of one key.

    It remembers where two values wanted the same stand-in, so one object has to serve all files of a run.
    """

    def __init__(self, key: bytes, *, keep: Keep = Keep.NONE, official_samples: bool = False) -> None:
        if len(key) < KEY_BYTES:
            raise ValueError(f"a key has {KEY_BYTES} bytes or more")
        self._keyed = Keyed(subkey(key, "sekisho substitutes 1"))
        self._numbers = Numbers(self._keyed, official_samples=official_samples)
        self._names = Names(self._keyed)
        self._addresses = Addresses(self._keyed)
        self._dates = Dates(self._keyed, keep)
        self._known: dict[tuple[str, str], Substitute | NotReplaced] = {}

    def of(
        self, entity: str, value: str, person: Person | None = None, *, part: NamePart | None = None
    ) -> Substitute | NotReplaced:
        """A stand-in of the same shape for a value of an entity (as Presidio names it).

        ``value`` is what the finding spans, as it is written in the file after decoding. ``person`` is what else its
        record says of the person; ``part`` is what the field of a name stands for, where its label tells.
        """
        if entity == "PERSON":
            return self._names.of(value, person or NOBODY, part)
        if entity == "DATE_OF_BIRTH" and person is not None and is_of_nobody(person):
            return Substitute(value)
        if entity not in _REPEATED:
            return self._of(entity, value)
        key = (entity, value)
        known = self._known.get(key)
        if known is None:
            if len(self._known) >= _REMEMBERED:
                self._known.clear()
            known = self._known[key] = self._of(entity, value)
        return known

    def _of(self, entity: str, value: str) -> Substitute | NotReplaced:
        plain = narrow(value)
        if entity == "JP_ADDRESS":
            return self._addresses.of(value)
        if entity == "DATE_OF_BIRTH":
            return self._dates.of(value)
        if entity == "EMAIL_ADDRESS":
            mail = contacts.email(self._keyed, plain)
            return mail if isinstance(mail, NotReplaced) else Substitute(value if mail == plain else like(value, mail))
        if entity in _KEPT or is_marked(entity, plain):
            return Substitute(value)
        contact = _CONTACTS.get(entity)
        if entity == "JP_PASSPORT" and passport.is_line(plain):
            line = passport.line(plain, self._keyed, self._names, self._numbers)
            return line if isinstance(line, NotReplaced) else Substitute(dressed(value, line))
        made = contact(self._keyed, plain) if contact else self._numbers.of(entity, plain)
        if made is None:
            return NotReplaced(BY_HAND if entity in _BY_HAND else NO_STAND_IN)
        return made if isinstance(made, NotReplaced) else Substitute(dressed(value, made))

    @property
    def moved(self) -> int:
        """How many values did not get the stand-in that their key gives them, because another value had it.

        In a run over other files they may get another one: data that belongs together is best masked in one run.
        """
        return self._keyed.moved
