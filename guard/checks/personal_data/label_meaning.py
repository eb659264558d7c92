"""How much the name of a column says about what stands below it; for who has to choose among names."""

from __future__ import annotations

from collections.abc import Sequence

from detectors.custom import CustomPattern
from detectors.labels import NAME_KINDS, Kind, kinds_of
from guard.own_rules import OwnRule

NOTHING, NUMBER, PERHAPS_NAME, PERSONAL = range(4)


def label_meaning(own: Sequence[OwnRule], label: str) -> int:
    """Nothing, some number, perhaps a name, personal data; a column that a rule of the project names is personal."""
    if any(CustomPattern(one.entity, columns=one.columns).is_column(label) for one in own if one.columns):
        return PERSONAL
    kinds = kinds_of(label)
    if kinds - {Kind.OTHER_NUMBER, Kind.MAYBE_NAME}:
        return PERSONAL
    if kinds & NAME_KINDS:
        return PERHAPS_NAME
    return NUMBER if kinds else NOTHING
