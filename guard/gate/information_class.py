"""The class of information that a rule finds: 特定個人情報, 個人情報, or other (§2 of the terms of Soka City)."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from guard.rules import PERSONAL_DATA, rule

SPECIFIC_PERSONAL: Final = "specific-personal"
PERSONAL: Final = "personal"
OTHER: Final = "other"
_SPECIFIC: Final = frozenset({"jp-my-number"})
#: Undisclosed information is important without being about a person.
_NOT_PERSONAL: Final = frozenset({"jp-confidential-marking"})


def counted(reported: Mapping[str, int]) -> dict[str, int]:
    """How many findings of personal data there are of each class, from their number by rule."""
    classes = {SPECIFIC_PERSONAL: 0, PERSONAL: 0, OTHER: 0}
    for rule_id, n in reported.items():
        known = rule(rule_id)
        if known is None:  # a rule of the project's own: nobody has said what it finds
            classes[OTHER] += n
        elif known.check == PERSONAL_DATA:
            classes[_class(rule_id)] += n
    return classes


def _class(rule_id: str) -> str:
    if rule_id in _SPECIFIC:
        return SPECIFIC_PERSONAL
    return OTHER if rule_id in _NOT_PERSONAL else PERSONAL
