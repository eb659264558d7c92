"""The rules, and which of them speaks where several see the same line."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import replace
from typing import Final

from guard.checks.separation.rules import exposure as exposure_rules
from guard.checks.separation.rules import files as file_rules
from guard.checks.separation.rules import grants as grant_rules
from guard.checks.separation.rules import image as image_rules
from guard.checks.separation.rules import inheritance as inheritance_rules
from guard.checks.separation.rules import jobs as job_rules
from guard.checks.separation.rules import reach as reach_rules
from guard.checks.separation.rules import sharing as sharing_rules
from guard.checks.separation.rules import switches as switch_rules
from guard.checks.separation.rules.exposure import exposure
from guard.checks.separation.rules.files import files_of_others
from guard.checks.separation.rules.grants import grants
from guard.checks.separation.rules.image import images
from guard.checks.separation.rules.inheritance import fallen_in
from guard.checks.separation.rules.jobs import data_pulls, jobs
from guard.checks.separation.rules.problem import Example, Problem, RuleFunction, Scene, once, place
from guard.checks.separation.rules.reach import (
    accounts_of_production,
    addresses_of_production,
    development_in_production,
    production_elsewhere,
)
from guard.checks.separation.rules.sharing import sharing
from guard.checks.separation.rules.switches import debug_in_production, doubles_in_production, live_keys_elsewhere

RULES: Final[tuple[RuleFunction, ...]] = (
    accounts_of_production,
    addresses_of_production,
    data_pulls,
    debug_in_production,
    development_in_production,
    doubles_in_production,
    exposure,
    fallen_in,
    files_of_others,
    grants,
    images,
    jobs,
    live_keys_elsewhere,
    production_elsewhere,
    sharing,
)
#: What the rules say of themselves; ``sekisho rules check`` runs them.
EXAMPLES: Final[tuple[Example, ...]] = (
    *exposure_rules.EXAMPLES,
    *file_rules.EXAMPLES,
    *grant_rules.EXAMPLES,
    *image_rules.EXAMPLES,
    *inheritance_rules.EXAMPLES,
    *job_rules.EXAMPLES,
    *reach_rules.EXAMPLES,
    *sharing_rules.EXAMPLES,
    *switch_rules.EXAMPLES,
)
#: One copied value gives one finding: the most specific rule speaks, what it outranks is told beside it.
PRECEDENCE: Final = (
    "sep-mynumber-public", "sep-db", "sep-state", "sep-kms", "sep-data-pull", "sep-bucket", "sep-queue", "sep-live-dev", "sep-secret-in-dev",
    "sep-ref", "sep-idp", "sep-cred", "sep-user", "sep-grant", "sep-account", "sep-k8s", "sep-net", "sep-compose", "sep-ci-env",
    "sep-file-cross", "sep-mock-prod", "sep-debug-prod", "sep-fall-in", "sep-ref-prod", "sep-ref-dev", "sep-image-test",
)  # fmt: skip


def problems(scene: Scene) -> Iterator[Problem]:
    """What all rules say, one problem a place, in the order of the places."""
    places: defaultdict[tuple[str, int], list[Problem]] = defaultdict(list)
    for rule in RULES:
        for problem in rule(scene):
            places[place(problem.at)].append(problem)
    for where in sorted(places):
        yield _one(sorted(places[where], key=lambda one: PRECEDENCE.index(one.rule_id)))


def _one(found: list[Problem]) -> Problem:
    """The most specific problem of a place; it is as bad as the worst of them, and has the places of all."""
    first = found[0]
    also = sorted({one.rule_id for one in found} - {first.rule_id})
    related = tuple(
        one for one in once(at for problem in found for at in problem.related) if place(one) != place(first.at)
    )
    return replace(
        first,
        severity=max(one.severity for one in found),
        related=tuple(sorted(related, key=lambda one: not one.environment.is_production)),
        also=tuple(also),
    )
