"""Terragrunt: units by folder, each with the files above it that it reads (``account.hcl``, ``env.hcl``, ``root.hcl``)."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Sequence
from typing import Final

from guard.checks.separation.environment_names import of_token
from guard.checks.separation.layouts.belonging import Belonging, belonging, by_folder, folder_of, name_of
from guard.checks.separation.layouts.reasons import CONFIGURED, EVERYBODY, REFERRED
from guard.checks.separation.readers.hcl_reader import read_hcl
from guard.checks.separation.setting import Layer, Tree

_LAYOUT: Final = "terragrunt"
_UNITS: Final = frozenset({"terragrunt.hcl", "terragrunt.stack.hcl"})
_ENVIRONMENT_NAMES: Final = frozenset({"environment", "env", "environment_name", "env_name", "stage"})
_COMMON: Final = "_envcommon"
_COMMON_RANK, _OWN_RANK = 1, 100


def terragrunt(tree: Tree) -> Sequence[Layer]:
    """The layers of all units that belong to an environment."""
    files: defaultdict[str, list[str]] = defaultdict(list)
    for path in sorted(tree.texts):
        if path.endswith(".hcl") and not name_of(path).startswith("."):
            files[folder_of(path)].append(path)
    units = [path for own in files.values() for path in own if name_of(path) in _UNITS]
    return [layer for unit in units for layer in _layers(tree, unit, files)]


def _layers(tree: Tree, unit: str, files: dict[str, list[str]]) -> Iterator[Layer]:
    above = _above(folder_of(unit))
    where = _environment(tree, unit, above, files)
    if where.environment is None:
        return
    stack = f"{_LAYOUT}:{folder_of(unit)}"
    for rank, folder in enumerate(above, start=_COMMON_RANK + 1):
        for path in files.get(folder, ()):
            if path == unit or (name_of(path) in _UNITS and folder == folder_of(unit)):
                continue
            owned = folder != above[0] and by_folder(path, tree.named).environment is not None
            environment, because = (where.environment, REFERRED) if owned else (None, EVERYBODY)
            yield Layer(
                stack, _LAYOUT, environment, rank, path, tree.reading(path, read_hcl).leaves, "", False, because
            )
    leaves = tree.reading(unit, read_hcl).leaves
    for leaf in leaves:
        name = name_of(leaf.value) if len(leaf.key) == 3 and leaf.key[0] == "include" and leaf.key[2] == "path" else ""
        for folder in above:
            path = f"{folder}/{_COMMON}/{name}".lstrip("/")
            if name and path in tree.texts:
                common = tree.reading(path, read_hcl).leaves
                yield Layer(stack, _LAYOUT, None, _COMMON_RANK, path, common, "", False, EVERYBODY)
    yield Layer(stack, _LAYOUT, where.environment, _OWN_RANK, unit, leaves, "", False, where.because)


def _above(folder: str) -> list[str]:
    """A folder and all folders above it, the highest first."""
    parts = folder.split("/") if folder else []
    return ["/".join(parts[:depth]) for depth in range(len(parts) + 1)]


def _environment(tree: Tree, unit: str, above: Sequence[str], files: dict[str, list[str]]) -> Belonging:
    """The environment of a unit: the nearest file above it that names one, otherwise its folders."""
    if (told := belonging(unit, tree.named)).because == CONFIGURED:
        return told
    for folder in reversed(above):
        for path in files.get(folder, ()):
            if name_of(path) not in {"env.hcl", "environment.hcl", "account.hcl"}:
                continue
            for leaf in tree.reading(path, read_hcl).leaves:
                if leaf.key[:1] == ("locals",) and leaf.key[-1] in _ENVIRONMENT_NAMES and not leaf.is_expression:
                    environment = of_token(leaf.value, tree.named)
                    if environment is not None:
                        return Belonging(environment, REFERRED)
    return by_folder(unit, tree.named)
