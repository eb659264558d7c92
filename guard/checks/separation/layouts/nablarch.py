"""Nablarch: ``src/env/{environment}`` in front of ``src/main/resources``, chosen by a Maven profile.

See "Managing environment-dependent settings" of the Nablarch documentation: a file of an environment takes the place
of that of the same name which all environments share.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator, Sequence
from typing import Final, NamedTuple

from guard.checks.separation.environment_names import in_name, of_token
from guard.checks.separation.layouts.module import application
from guard.checks.separation.layouts.reasons import EVERYBODY, FOLDER, HEADER
from guard.checks.separation.readers.properties_reader import read_properties
from guard.checks.separation.readers.xml_reader import read_xml
from guard.checks.separation.setting import Layer, Leaf, Tree
from guard.environment import Environment

_LAYOUT: Final = "nablarch"
_OWN: Final = re.compile(
    r"(?:(?P<module>.*)/)?src/env/(?P<environment>[^/]+)/(?:resources/|java/)?(?P<name>.+\.(?:properties|config|xml))"
)
_SHARED: Final = re.compile(r"(?:(?P<module>.*)/)?src/main/resources/(?P<name>.+\.(?:properties|config|xml))")
_SETTINGS: Final = re.compile(r"(?:^|/)(?:common|env)\.(?:properties|config)$")
_ENVIRONMENT: Final = "env.properties"
_COMPONENTS: Final = "nablarch/component-configuration"
#: The comment at the top of a file, as far as it may name an environment.
_HEADER: Final = re.compile(r"(?:[#!][^\r\n]{0,200}[\r\n]+|[\r\n]+){1,5}")
_SHARED_RANK, _OWN_RANK = 0, 10


class _Module(NamedTuple):
    """The files of a module, by path: those of environments and those that all share, with the name in common."""

    own: dict[str, tuple[Environment, str]]
    shared: dict[str, str]


def nablarch(tree: Tree) -> Sequence[Layer]:
    """The layers of all modules that have a folder for environments, or an ``env.properties``."""
    modules: defaultdict[str, _Module] = defaultdict(lambda: _Module({}, {}))
    for path in tree.texts:
        if match := _OWN.fullmatch(path):
            environment = tree.named.of_path(path) or of_token(match["environment"], tree.named)
            if environment is not None:
                modules[match["module"] or ""].own[path] = (environment, match["name"])
        elif (match := _SHARED.fullmatch(path)) and _is_shared(tree, path):
            modules[match["module"] or ""].shared[path] = match["name"]
    return [layer for folder, module in modules.items() for layer in _layers(tree, folder, module)]


def _is_shared(tree: Tree, path: str) -> bool:
    return _SETTINGS.search(path) is not None or (path.endswith(".xml") and _COMPONENTS in tree.texts[path][:4000])


def _layers(tree: Tree, folder: str, module: _Module) -> Iterator[Layer]:
    if not module.own and _ENVIRONMENT not in module.shared.values():
        return
    stack = application(folder)
    environments = {environment for environment, _name in module.own.values()}
    for path, (environment, _name) in module.own.items():
        yield Layer(stack, _LAYOUT, environment, _OWN_RANK, path, _leaves(tree, path), "", False, FOLDER)
    overlaid = set(module.own.values())
    for path, name in module.shared.items():
        if environments and all((environment, name) in overlaid for environment in environments):
            continue  # all environments have a file of this name in its place
        hinted = None if environments else _hinted(tree, path)
        because = EVERYBODY if hinted is None else HEADER
        yield Layer(stack, _LAYOUT, hinted, _SHARED_RANK, path, _leaves(tree, path), "", False, because)


def _leaves(tree: Tree, path: str) -> Sequence[Leaf]:
    return tree.reading(path, read_xml if path.endswith(".xml") else read_properties).leaves


def _hinted(tree: Tree, path: str) -> Environment | None:
    """The environment that the comment at the top names: a module without folders for them keeps one set of values."""
    header = _HEADER.match(tree.texts[path].lstrip("\ufeff"))
    return in_name(header[0], tree.named) if header else None
