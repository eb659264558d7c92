"""The rules of the accounts check."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from guard.checks.accounts.matching import Scene
from guard.checks.accounts.rules.ending import committed, ended, invited_strangers, strangers_credentials, unremoved
from guard.checks.accounts.rules.problem import Problem, RuleFunction
from guard.checks.accounts.rules.standing import exceptions, factors, leavers, registered, services, shared

RULES: Final[tuple[RuleFunction, ...]] = (
    committed,
    ended,
    exceptions,
    factors,
    invited_strangers,
    leavers,
    registered,
    services,
    shared,
    strangers_credentials,
    unremoved,
)


def problems(scene: Scene) -> Iterator[Problem]:
    """What all rules say, in the order of the roster's lines."""
    found = [problem for rule in RULES for problem in rule(scene)]
    yield from sorted(found, key=lambda one: (one.place, one.rule_id))
