"""ASP.NET: ``appsettings.json`` below ``appsettings.{Environment}.json``, ``web.config`` with its transformations."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Callable, Iterator, Sequence
from typing import Final

from guard.checks.separation.environment_names import Named, in_name, of_token
from guard.checks.separation.layouts.belonging import folder_of, name_of
from guard.checks.separation.layouts.module import application, below_environment
from guard.checks.separation.layouts.reasons import EVERYBODY, FALLS_BACK, FOLDER, NAMED, WORKPLACE
from guard.checks.separation.readers.json_reader import read_json
from guard.checks.separation.readers.xml_reader import read_xml
from guard.checks.separation.setting import Layer, Leaf, Reading, Tree
from guard.environment import Environment, EnvironmentKind

_LAYOUT: Final = "aspnet"
_SETTINGS: Final = re.compile(r"appsettings(?:\.(?P<environment>[\w.\-]+))?\.json", re.IGNORECASE)
_XML: Final = re.compile(r"(?:web|app)(?:\.(?P<environment>[\w\-]+))?\.config", re.IGNORECASE)
_LAUNCH: Final = "launchsettings.json"
_VARIABLES: Final = "environmentVariables"
#: Instructions of a transformation, and what every ``web.config`` says of assemblies.
_INSTRUCTION: Final = re.compile(r"xdt:|(?:^|\.)(?:runtime|assemblyBinding|compilers)(?:\.|$)")
_REMOVAL: Final = re.compile(r"RemoveAttributes\(([\w, ]+)\)")
#: The transformations that Visual Studio makes for every project.
_BUILDS: Final = {"debug": Environment("Debug", EnvironmentKind.DEVELOPMENT)}
_PRODUCTION: Final = Environment("Production", EnvironmentKind.PRODUCTION)
_DEVELOPMENT: Final = Environment("Development", EnvironmentKind.DEVELOPMENT)
_BASE, _OWN, _LAUNCHED = 0, 10, 20


def aspnet(tree: Tree) -> Sequence[Layer]:
    """The layers of all projects; without a file for production, production reads the base alone, and is told so."""
    projects: defaultdict[str, list[Layer]] = defaultdict(list)
    for path in tree.texts:
        for layer in _layer(tree, path):
            projects[layer.stack].append(layer)
    return [layer for layers in projects.values() for layer in (*layers, *_implied(layers))]


def _layer(tree: Tree, path: str) -> Iterator[Layer]:
    name = name_of(path)
    if match := _SETTINGS.fullmatch(name):
        yield from _file(tree, path, match["environment"], read_json)
    elif match := _XML.fullmatch(name):
        yield from _file(tree, path, match["environment"], read_xml)
    elif name.lower() == _LAUNCH:
        yield from _launched(tree, path)


def _file(tree: Tree, path: str, word: str | None, reader: Callable[[str], Reading]) -> Iterator[Layer]:
    below = below_environment(path, tree.named)  # ``web.config`` in a folder for each server
    environment = _environment(word or "", tree.named) or (below[1] if below else None)
    if word and environment is None:
        return
    read = tree.reading(path, reader).leaves
    leaves = [leaf for leaf in read if not _INSTRUCTION.search(".".join(leaf.key))]
    leaves += [gone for leaf in read for gone in _removed(leaf)]
    rank, because = (_BASE, EVERYBODY) if environment is None else (_OWN, NAMED if word else FOLDER)
    stack = application(folder_of(below[0] if below else path))
    yield Layer(stack, _LAYOUT, environment, rank, path, leaves, "", False, because)


def _removed(leaf: Leaf) -> Iterator[Leaf]:
    """The attributes that a transformation takes away: ``xdt:Transform="RemoveAttributes(debug)"``."""
    removal = _REMOVAL.fullmatch(leaf.value.strip()) if leaf.key and leaf.key[-1].endswith("Transform") else None
    for name in removal[1].split(",") if removal else ():
        yield leaf._replace(key=(*leaf.key[:-1], name.strip()), value="")


def _environment(word: str, named: Named) -> Environment | None:
    return of_token(word, named) or in_name(word, named) or _BUILDS.get(word.lower())


def _launched(tree: Tree, path: str) -> Iterator[Layer]:
    """``Properties/launchSettings.json``: the variables with which developers start a project."""
    leaves = [
        leaf._replace(key=leaf.key[leaf.key.index(_VARIABLES) + 1 :])
        for leaf in tree.reading(path, read_json).leaves
        if _VARIABLES in leaf.key[:-1]
    ]
    folder = folder_of(path)
    stack = application(folder_of(folder) if name_of(folder).lower() == "properties" else folder)
    yield Layer(stack, _LAYOUT, _DEVELOPMENT, _LAUNCHED, path, leaves, "", False, WORKPLACE)


def _implied(layers: Sequence[Layer]) -> Iterator[Layer]:
    """An ASP.NET program is in production unless it is told otherwise."""
    base = next(
        (layer for layer in layers if layer.environment is None and _SETTINGS.fullmatch(name_of(layer.path))), None
    )
    environments = {layer.environment for layer in layers if layer.environment is not None}
    if base is not None and environments and not any(environment.is_production for environment in environments):
        nothing: list[Leaf] = []
        yield base._replace(environment=_PRODUCTION, rank=_OWN, leaves=nothing, because=FALLS_BACK)
