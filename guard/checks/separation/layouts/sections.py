"""Sections of environments inside one file: ``production:`` beside ``staging:``, at any depth, in any format."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from typing import Final, NamedTuple

from guard.checks.separation.environment_names import Named, in_name, is_base, of_token
from guard.checks.separation.setting import Leaf
from guard.environment import Environment, EnvironmentKind

#: Keys are looked at to this depth; deeper ones are data.
_DEEPEST: Final = 12

#: Keys of the items of a list that say whose an item is; ``name`` does so with an unmistakable word.
_TAGS: Final = frozenset({"environment", "env", "stage", "environment_name", "environmentname"})


_FOR_AN_ENVIRONMENT: Final = re.compile(r"env(?:ironment)?[_\-]", re.IGNORECASE)


class Section(NamedTuple):
    """What one environment reads of a file; ``None`` for what its section of defaults holds. ``part`` is its key path."""

    environment: Environment | None
    part: str
    leaves: list[Leaf]


class Split(NamedTuple):
    """A file taken apart: what stands in no section, and the sections."""

    rest: list[Leaf]
    sections: list[Section]


def split(leaves: Sequence[Leaf], named: Named) -> Split:
    """The sections of a file; keys lose the name of the section they stand in."""
    names = _environments(leaves, named)
    if not names:
        return Split(list(leaves), [])
    parents = _parents(leaves, names, named)
    rest: list[Leaf] = []
    sections: dict[tuple[str, ...], Section] = {}
    for leaf in leaves:
        depth = _section_depth(leaf, parents)
        if depth is None:
            rest.append(leaf)
            continue
        name = leaf.key[depth]
        environment = parents[leaf.key[:depth]].get(name)
        if environment is None and not is_base(name):
            continue  # a section of something that is no environment we know
        path = leaf.key[: depth + 1]
        section = sections.setdefault(path, Section(environment, ".".join(path), []))
        section.leaves.append(leaf._replace(key=leaf.key[:depth] + leaf.key[depth + 1 :]))
    return Split(rest, list(sections.values()))


def tagged(leaves: Sequence[Leaf], named: Named) -> Split:
    """Items of lists that say whose they are: ``- environment: prod``, with the items of another one beside it."""
    owners: dict[tuple[str, ...], Environment] = {}
    for leaf in leaves:
        *before, last = leaf.key or ("",)
        if not before or not before[-1].isdecimal() or leaf.is_expression:
            continue
        if last.lower().replace("-", "_") in _TAGS or (last == "name" and in_name(leaf.value, named) is not None):
            environment = of_token(leaf.value, named)
            if environment is not None:
                owners.setdefault(tuple(before), environment)
    kinds: dict[tuple[str, ...], set[str]] = {}
    for item, environment in owners.items():
        kinds.setdefault(item[:-1], set()).add(environment.kind)
    owners = {item: environment for item, environment in owners.items() if len(kinds[item[:-1]]) > 1}
    if not owners:
        return Split(list(leaves), [])
    rest: list[Leaf] = []
    sections: dict[tuple[str, ...], Section] = {}
    for leaf in leaves:
        prefixes = [leaf.key[:depth] for depth in range(1, min(len(leaf.key), _DEEPEST) + 1)]
        item = next((prefix for prefix in prefixes if prefix in owners), ())
        if not item:
            rest.append(leaf)
            continue
        section = sections.setdefault(item, Section(owners[item], ".".join(item), []))
        section.leaves.append(leaf._replace(key=leaf.key[: len(item) - 1] + leaf.key[len(item) :]))
    return Split(rest, list(sections.values()))


def _environments(leaves: Sequence[Leaf], named: Named) -> dict[str, Environment]:
    names = {part for leaf in leaves for part in leaf.key[:_DEEPEST] if len(part) <= 60 and not part.isdecimal()}
    found = ((name, of_token(name, named)) for name in names)
    return {name: environment for name, environment in found if environment is not None}


def _parents(
    leaves: Sequence[Leaf], names: Mapping[str, Environment], named: Named
) -> dict[tuple[str, ...], dict[str, Environment]]:
    """Key paths whose keys are environments, with those keys: of two kinds at least, and mostly nothing else."""
    candidates: dict[tuple[str, ...], dict[str, Environment]] = {}
    for leaf in leaves:
        for depth, part in enumerate(leaf.key[:_DEEPEST]):
            if part in names:
                candidates.setdefault(leaf.key[:depth], {})[part] = names[part]
    children: dict[tuple[str, ...], set[str]] = {parent: set() for parent in candidates}
    nested: dict[tuple[str, ...], set[str]] = {parent: set() for parent in candidates}
    for leaf in leaves:
        for depth, part in enumerate(leaf.key[:_DEEPEST]):
            parent = leaf.key[:depth]
            if parent in children:
                children[parent].add(part)
                if depth + 1 < len(leaf.key):
                    nested[parent].add(part)
    for parent, own in candidates.items():
        for name in nested[parent] - own.keys():  # ``integration-dev`` beside ``production``
            environment = None if is_base(name) or name.isdecimal() else in_name(name, named)
            if environment is not None:
                own[name] = environment
    return {parent: own for parent, own in candidates.items() if _are_sections(own, children[parent])}


def _are_sections(own: Mapping[str, Environment], all_keys: set[str]) -> bool:
    """Whether keys are mostly environments: of two kinds, or production beside what is a default."""
    bases = {key for key in all_keys if key not in own and is_base(key)}
    kinds = {environment.kind for environment in own.values()}
    told_apart = len(kinds) > 1 or (bool(bases) and EnvironmentKind.PRODUCTION in kinds)
    are_told = all(_FOR_AN_ENVIRONMENT.match(key) for key in own)  # ``env_production`` of PM2, among other things
    return told_apart and (are_told or len(own) > len(all_keys) - len(own) - len(bases))


def _section_depth(leaf: Leaf, parents: Mapping[tuple[str, ...], object]) -> int | None:
    return next((depth for depth in range(min(len(leaf.key), _DEEPEST)) if leaf.key[:depth] in parents), None)
