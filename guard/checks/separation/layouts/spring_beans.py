"""Spring's XML: ``<beans profile="prod">`` around the beans that only one environment has."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator, Sequence
from typing import Final

from guard.checks.separation.environment_names import Named, in_name, of_token
from guard.checks.separation.layouts.module import application, module_of
from guard.checks.separation.layouts.reasons import EVERYBODY, PROFILE
from guard.checks.separation.readers.xml_reader import read_xml
from guard.checks.separation.setting import Layer, Leaf, Tree
from guard.environment import Environment

_LAYOUT: Final = "spring-beans"
_SCHEMA: Final = "springframework.org/schema/beans"
_PROFILED: Final = re.compile(r"<(?:\w+:)?beans\b[^<>]{0,2000}\sprofile\s*=")
_BETWEEN: Final = re.compile(r"[,;\s]+")
_BASE, _OWN = 0, 10


def spring_beans(tree: Tree) -> Sequence[Layer]:
    """The layers of all files with beans for the profile of an environment."""
    return [
        layer
        for path, text in tree.texts.items()
        if path.endswith(".xml") and _SCHEMA in text and _PROFILED.search(text)
        for layer in _layers(tree, path)
    ]


def _layers(tree: Tree, path: str) -> Iterator[Layer]:
    leaves = tree.reading(path, read_xml).leaves
    profiles = {
        leaf.key[:-1]: leaf.value for leaf in leaves if leaf.key[-1] == "profile" and leaf.key[-2:-1] != ("profile",)
    }
    sections: defaultdict[tuple[str, ...], list[Leaf]] = defaultdict(list)
    for leaf in leaves:
        prefixes = (leaf.key[:depth] for depth in range(len(leaf.key) - 1, 0, -1))
        section = next((prefix for prefix in prefixes if prefix in profiles), ())
        sections[section].append(leaf._replace(key=leaf.key[len(section) :]) if section else leaf)
    owned = [
        (environment, section)
        for section in sections
        if section
        for environment in _environments(profiles[section], tree.named)
    ]
    stack = application(module_of(path))
    if owned:
        yield Layer(stack, _LAYOUT, None, _BASE, path, _within(sections[()]), "", False, EVERYBODY)
    for environment, section in owned:
        part = profiles[section]
        yield Layer(stack, _LAYOUT, environment, _OWN, path, sections[section], part, False, PROFILE)


def _within(leaves: Sequence[Leaf]) -> list[Leaf]:
    """Keys without the root, so that beans of a profile fall on those of all."""
    return [leaf._replace(key=leaf.key[1:] or leaf.key) for leaf in leaves]


def _environments(profiles: str, named: Named) -> list[Environment]:
    """The environments that a list of profiles names; what is not to be (``!prod``) names none."""
    found = (of_token(name, named) or in_name(name, named) for name in _BETWEEN.split(profiles) if name[:1] != "!")
    return [environment for environment in found if environment is not None]
