"""Dockerfiles: of an environment by name or folder, or with stages that are named for environments."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator, Sequence
from typing import Final

from guard.checks.separation.environment_names import of_token
from guard.checks.separation.layouts.belonging import belonging, name_of
from guard.checks.separation.layouts.reasons import EVERYBODY, SECTION
from guard.checks.separation.readers.dockerfile_reader import read_dockerfile
from guard.checks.separation.setting import Layer, Leaf, Tree

_LAYOUT: Final = "dockerfile"
_NAME: Final = re.compile(r"(?:dockerfile|containerfile)[\w.\-]*|[\w.\-]+\.dockerfile", re.IGNORECASE)
_COMMON_RANK, _OWN_RANK = 0, 10


def dockerfile(tree: Tree) -> Sequence[Layer]:
    """The layers of all Dockerfiles that say whose image they build."""
    return [layer for path in tree.texts if _NAME.fullmatch(name_of(path)) for layer in _layers(tree, path)]


def _layers(tree: Tree, path: str) -> Iterator[Layer]:
    where = belonging(path, tree.named)
    leaves = tree.reading(path, read_dockerfile).leaves
    stack = f"{_LAYOUT}:{path}"
    if where.environment is not None:
        yield Layer(stack, _LAYOUT, where.environment, _OWN_RANK, path, leaves, "", False, where.because)
        return
    stages = {leaf.key[1]: leaf.value for leaf in leaves if len(leaf.key) == 3 and leaf.key[2] == "AS"}
    owners = {stage: of_token(name, tree.named) for stage, name in stages.items()}
    if not any(owners.values()):
        return
    by_stage: defaultdict[str, list[Leaf]] = defaultdict(list)
    for leaf in leaves:
        by_stage[leaf.key[1] if leaf.key[0] == "stage" else ""].append(leaf)
    for stage, own in by_stage.items():
        environment = owners.get(stage)
        rank, because = (_COMMON_RANK, EVERYBODY) if environment is None else (_OWN_RANK, SECTION)
        yield Layer(stack, _LAYOUT, environment, rank, path, own, stages.get(stage, ""), False, because)
