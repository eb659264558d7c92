"""The table of recognizers: explicit, sorted by entity, typed. Nothing is discovered, nothing is imported early.

Each line says which entity a recognizer finds, where its class lives, and what has to be in a text before
it is worth asking: the trigger. A trigger matches in every text in which its recognizer finds something
(``tests/detectors/test_trigger.py`` proves it), so leaving the recognizer out elsewhere loses nothing.
"""

from __future__ import annotations

import importlib
from dataclasses import dataclass
from typing import TYPE_CHECKING, cast

from detectors.labels import NAME_KINDS, Kind

if TYPE_CHECKING:
    from detectors.recognizer import JapaneseRecognizer


@dataclass(frozen=True, slots=True)
class Registration:
    """One recognizer.

    ``pattern`` is an RE2 expression for one line of folded text (empty: none); ``kinds`` are the labels under
    which the value alone would not be recognised; ``names`` asks the Sudachi gate as well.
    """

    entity: str
    module: str
    class_name: str
    pattern: str = ""
    kinds: frozenset[Kind] = frozenset()
    names: bool = False

    def recognizer_class(self) -> type[JapaneseRecognizer]:
        """The class; importing it brings in Presidio."""
        return cast("type[JapaneseRecognizer]", getattr(importlib.import_module(self.module), self.class_name))


_DATE = (
    r"(?:(?:18|19|20)[0-9]{2} ?(?:[-/.]|年)"
    r"|(?:明治|大正|昭和|平成|令和|[MTSHR]) ?(?:元|[0-9一二三四五六七八九十〇]{1,4}) ?(?:年|[./-]))"
)
_BIRTH_WORDS = r"生|誕生|出生|うまれ|[Bb][Ii][Rr][Tt][Hh]|[Dd][Oo][Bb]"

REGISTRY: tuple[Registration, ...] = (
    Registration(
        "DATE_OF_BIRTH",
        "detectors.recognizers.birth_date",
        "BirthDateRecognizer",
        pattern=rf"(?:{_BIRTH_WORDS}).*{_DATE}|{_DATE}.*(?:{_BIRTH_WORDS})",
        kinds=frozenset({Kind.BIRTH_DATE}),
    ),
    Registration(
        "EMAIL_ADDRESS",
        "detectors.recognizers.email",
        "EmailAddressRecognizer",
        pattern=r"[0-9A-Za-z_\-+]@[0-9A-Za-z][0-9A-Za-z.\-]*\.[A-Za-z]{2}",
    ),
    Registration(
        "JP_ADDRESS",
        "detectors.recognizers.address",
        "AddressRecognizer",
        pattern="{address}",
        kinds=frozenset({Kind.STREET}),
    ),
    Registration(
        "JP_MY_NUMBER",
        "detectors.recognizers.my_number",
        "MyNumberRecognizer",
        pattern=r"[0-9]{4}[ -]?[0-9]{4}[ -]?[0-9]{4}",
    ),
    Registration(
        "JP_POSTAL_CODE",
        "detectors.recognizers.postal_code",
        "PostalCodeRecognizer",
        pattern=r"[0-9]{3}-[0-9]{4}|〒",
        kinds=frozenset({Kind.POSTAL_CODE}),
    ),
    Registration("PERSON", "detectors.recognizers.person_name", "PersonNameRecognizer", kinds=NAME_KINDS, names=True),
    Registration(
        "PHONE_NUMBER",
        "detectors.recognizers.phone",
        "PhoneNumberRecognizer",
        pattern=r"0[0-9]{9}|0[0-9]{1,4}[)( .-]{1,2}[0-9]{1,4}[). -]|\+81",
    ),
)
