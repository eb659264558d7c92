"""Access that one environment grants to a principal of the other."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator
from typing import Final

from guard.checks.separation.facts.fact import Thing, Weight
from guard.checks.separation.facts.words import GRANTING, words_of_path
from guard.checks.separation.rules.problem import Example, Problem, Scene, place
from guard.checks.separation.setting import Setting
from guard.environment import Environment
from guard.messages import N_

_ACCOUNT: Final = re.compile(r"(?<!\d)\d{12}(?!\d)")
_SERVICE_ACCOUNT: Final = re.compile(r"[a-z0-9\-]+@[a-z0-9\-]+\.iam\.gserviceaccount\.com")
_GRANTED: Final = N_("{key}: {one} grants access to a principal of {other}; remove it, or declare it as shared")


def grants(scene: Scene) -> Iterator[Problem]:
    """Principals of the other side in policies."""
    owners = _owners(scene)
    told: set[tuple[str, int]] = set()
    for setting in (*scene.production, *scene.others):
        if (
            place(setting) not in told
            and setting.text
            and len(setting.text) < 20_000
            and GRANTING & set(words_of_path(setting.key))
        ):
            other = _other_side(setting, owners)
            if other is not None:
                told.add(place(setting))
                environments = (setting.environment, other)
                args = {"key": setting.name, "one": setting.environment.name, "other": other.name}
                severity = scene.severity(Weight.STRONG, environments)
                yield Problem("sep-grant", severity, setting, _GRANTED, args, (), None, environments)


def _owners(scene: Scene) -> dict[str, set[Environment]]:
    """Accounts and service accounts, and the environments that call them theirs; policies are no such place."""
    owners: defaultdict[str, set[Environment]] = defaultdict(set)
    for fact in scene.facts:
        setting = fact.setting
        if fact.thing in {Thing.ACCOUNT, Thing.USER} and not GRANTING & set(words_of_path(setting.key)):
            for principal in (*_ACCOUNT.findall(fact.identity), *_SERVICE_ACCOUNT.findall(fact.identity)):
                owners[principal].add(setting.environment)
    return owners


def _other_side(setting: Setting, owners: dict[str, set[Environment]]) -> Environment | None:
    for principal in (*_ACCOUNT.findall(setting.text), *_SERVICE_ACCOUNT.findall(setting.text)):
        theirs = owners.get(principal, set())
        if (
            theirs and len({one.is_production for one in theirs}) == 1
        ):  # one that both use is shared, and told elsewhere
            other = min(theirs)
            if other.is_production != setting.environment.is_production:
                return other
    return None


_POLICY = 'provider "aws" {{\n  allowed_account_ids = ["{own}"]\n}}\nresource "aws_kms_grant" "a" {{\n  principals = ["{other}"]\n}}\n'
EXAMPLES: Final = (
    Example(
        "sep-grant",
        {
            "envs/prod/main.tf": _POLICY.format(own="444455556666", other="111122223333"),
            "envs/dev/main.tf": _POLICY.format(own="111122223333", other="111122223333"),
        },
    ),
    Example(
        "sep-grant",
        {
            "envs/prod/main.tf": _POLICY.format(own="444455556666", other="777788889999"),
            "envs/dev/main.tf": _POLICY.format(own="111122223333", other="777788889999"),
        },
        is_counter_example=True,
    ),
)
