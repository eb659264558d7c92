"""All facts of all environments."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from typing import Final

from guard.checks.separation.facts.broker import broker_facts
from guard.checks.separation.facts.cloud import cloud_facts
from guard.checks.separation.facts.database import database_facts
from guard.checks.separation.facts.fact import Fact
from guard.checks.separation.facts.platform import platform_facts
from guard.checks.separation.facts.secret import secret_facts
from guard.checks.separation.setting import Setting
from guard.environment import Environment

_FINDERS: Final = (database_facts, broker_facts, platform_facts, cloud_facts, secret_facts)


def facts_of(settings: Iterable[Setting]) -> Iterator[Fact]:
    """The facts that settings give, environment by environment and stack by stack; a place gives a thing once."""
    groups: defaultdict[tuple[Environment, str], list[Setting]] = defaultdict(list)
    for setting in settings:
        groups[setting.environment, setting.stack].append(setting)
    for group in groups.values():
        yield from _once(group)


def _once(group: Sequence[Setting]) -> Iterator[Fact]:
    seen: set[tuple[object, ...]] = set()
    for find in _FINDERS:
        for fact in find(group):
            place = (fact.thing, fact.identity, fact.setting.path, fact.setting.leaf.start)
            if place not in seen:
                seen.add(place)
                yield fact
