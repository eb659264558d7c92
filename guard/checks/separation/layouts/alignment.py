"""One name for one environment of a stack: a section ``production`` and a file ``values-prod.yaml`` are read together."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from typing import Final

from guard.checks.separation.environment_names import fold
from guard.checks.separation.setting import Layer
from guard.environment import Environment

#: Ways to write one environment; ``it``, ``st`` and ``qa`` are all for tests, and three places.
_SAME: Final = tuple(
    frozenset(words.split())
    for words in (
        "prod prd production honban honbankankyo 本番 本番環境",
        "stg staging stage",
        "dev devel develop development kaihatsu 開発 開発環境",
        "test testing shiken 試験",
        "nonprod non-prod nonprd nonproduction non-production",
    )
)


def aligned(layers: Sequence[Layer]) -> list[Layer]:
    """The layers with the environments of each stack under the name that it uses most."""
    stacks: defaultdict[str, Counter[Environment]] = defaultdict(Counter)
    for layer in layers:
        if layer.environment is not None:
            stacks[layer.stack][layer.environment] += 1
    names = {stack: _names(found) for stack, found in stacks.items() if len(found) > 1}
    return [
        layer
        if layer.environment is None or layer.stack not in names
        else layer._replace(environment=names[layer.stack].get(layer.environment, layer.environment))
        for layer in layers
    ]


def _names(found: Counter[Environment]) -> dict[Environment, Environment]:
    names: dict[Environment, Environment] = {}
    for same in _SAME:
        members = [environment for environment in found if fold(environment.name) in same]
        names |= dict.fromkeys(members, _most_used(members, found)) if len(members) > 1 else {}
    return names


def _most_used(members: Iterable[Environment], found: Counter[Environment]) -> Environment:
    return min(members, key=lambda environment: (-found[environment], environment.name))
