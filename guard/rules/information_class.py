"""The class of information that a rule finds: 特定個人情報, 個人情報, or other (§2 of the terms of Soka City)."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from guard.rules.catalogue import PERSONAL_DATA, Rule, rule

SPECIFIC_PERSONAL: Final = "specific-personal"
PERSONAL: Final = "personal"
OTHER: Final = "other"
#: What other checks find is about configuration, accounts, policy.
NO_INFORMATION: Final = "no-information"
_SPECIFIC: Final = frozenset({"jp-my-number"})
#: Undisclosed information is important without being about a person.
_NOT_PERSONAL: Final = frozenset({"jp-confidential-marking"})


def information_class(found_by: Rule | None) -> str:
    """The class of what a rule finds; of a project's own rule nobody has said what that is."""
    if found_by is None:
        return OTHER
    if found_by.check != PERSONAL_DATA:
        return NO_INFORMATION
    if found_by.id in _SPECIFIC:
        return SPECIFIC_PERSONAL
    return OTHER if not found_by.is_ours or found_by.id in _NOT_PERSONAL else PERSONAL


def counted(reported: Mapping[str, int]) -> dict[str, int]:
    """How many findings of personal data there are of each class, from their number by rule."""
    classes = {SPECIFIC_PERSONAL: 0, PERSONAL: 0, OTHER: 0}
    for rule_id, n in reported.items():
        of_rule = information_class(rule(rule_id))
        if of_rule in classes:
            classes[of_rule] += n
    return classes
