"""Maven: properties of the profiles of a ``pom.xml`` that stand for environments, and what they replace."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Sequence
from typing import Final

from guard.checks.separation.environment_names import Named, in_name, of_token
from guard.checks.separation.layouts.belonging import folder_of, name_of
from guard.checks.separation.layouts.module import application
from guard.checks.separation.layouts.reasons import EVERYBODY, PROFILE
from guard.checks.separation.readers.xml_reader import read_xml
from guard.checks.separation.setting import Layer, Leaf, Tree
from guard.environment import Environment

_LAYOUT: Final = "maven"
_FILES: Final = frozenset({"pom.xml", "profiles.xml", "settings.xml"})
_PROFILE: Final = ("profiles", "profile")
_BASE, _OWN = 0, 10


def maven(tree: Tree) -> Sequence[Layer]:
    """The layers of all project files with a profile for an environment."""
    return [layer for path in tree.texts if name_of(path) in _FILES for layer in _layers(tree, path)]


def _layers(tree: Tree, path: str) -> Iterator[Layer]:
    shared: list[Leaf] = []
    profiles: defaultdict[str, list[Leaf]] = defaultdict(list)
    for leaf in tree.reading(path, read_xml).leaves:
        key = leaf.key[1:]  # below the root
        if key[:2] == _PROFILE and len(key) > 2:
            number, rest = (key[2], key[3:]) if key[2].isdecimal() else ("0", key[2:])
            profiles[number].append(leaf._replace(key=_as_property(rest)))
        elif key[:1] == ("properties",):
            shared.append(leaf._replace(key=_as_property(key)))
    layers = [layer for leaves in profiles.values() for layer in _profile(path, leaves, tree.named)]
    if layers:
        told_apart = {leaf.key for layer in layers for leaf in layer.leaves}  # the others are for the build
        replaced = [leaf for leaf in shared if leaf.key in told_apart]
        yield Layer(layers[0].stack, _LAYOUT, None, _BASE, path, replaced, "", False, EVERYBODY)
        yield from layers


def _profile(path: str, leaves: Sequence[Leaf], named: Named) -> Iterator[Layer]:
    names = [leaf.value for leaf in leaves if leaf.key == ("id",)]
    environment = _environment(names[0], named) if names else None
    if environment is not None:
        stack = application(folder_of(path))
        yield Layer(stack, _LAYOUT, environment, _OWN, path, leaves, names[0], False, PROFILE)


def _environment(name: str, named: Named) -> Environment | None:
    return of_token(name, named) or in_name(name, named)


def _as_property(key: tuple[str, ...]) -> tuple[str, ...]:
    """The name under which ``${…}`` asks for a property."""
    return key[1:] if key[:1] == ("properties",) and len(key) > 1 else key
