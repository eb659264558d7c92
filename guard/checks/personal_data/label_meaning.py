"""How much the name of a column says about what stands below it; for who has to choose among names and keys."""

from __future__ import annotations

from collections.abc import Sequence
from functools import lru_cache
from typing import Any

from detectors.custom import CustomPattern, compiled
from detectors.labels import NAME_KINDS, Kind, kinds_of
from guard.rules.own import OwnRule

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


def may_be_found(own: Sequence[OwnRule], value: str) -> bool:
    """Whether a rule of the project may find a value; what the recognizer of a package finds, nobody knows before."""
    return any(one.installed is not None or _matches(one, value) for one in own)


def _matches(rule: OwnRule, value: str) -> bool:
    if rule.pattern is None:
        return value in rule.words
    return _compiled(rule.pattern).search(value) is not None


@lru_cache(maxsize=256)
def _compiled(pattern: str) -> Any:
    return compiled(pattern)
