"""What one record says of one person, so that the parts of a name stay in step."""

from __future__ import annotations

import enum
from dataclasses import dataclass


class Sex(enum.Enum):
    """As registers keep it."""

    FEMALE = "female"
    MALE = "male"


class NamePart(enum.Enum):
    """What a name stands for in its field."""

    FULL = "full"
    FAMILY = "family"
    GIVEN = "given"


@dataclass(frozen=True, slots=True)
class Person:
    """A record's names, as they are written there; empty where it has none.

    ``kana`` is how ``kanji`` is read: where it is given, nothing about the reading has to be guessed. Each may be a full
    name or the same part of one as the value that is asked for. ``sex`` changes nothing: a stand-in follows the reading
    alone, or a file with kana and no sex would be out of step.
    """

    kanji: str = ""
    kana: str = ""
    romaji: str = ""
    sex: Sex | None = None


NOBODY = Person()
