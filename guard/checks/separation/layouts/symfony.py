"""Symfony and EC-CUBE: ``config/packages``, on top of it ``config/packages/{environment}``, and ``when@prod``."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from typing import Final

from guard.checks.separation.environment_names import Named, of_token
from guard.checks.separation.layouts.module import application
from guard.checks.separation.layouts.reasons import EVERYBODY, FOLDER, NAMED, SECTION
from guard.checks.separation.readers.yaml_reader import read_yaml
from guard.checks.separation.setting import Layer, Leaf, Tree
from guard.environment import Environment, EnvironmentKind

_LAYOUT: Final = "symfony"
_PACKAGE: Final = re.compile(
    r"(?:(?P<root>.*)/)?config/(?:eccube/)?packages/(?:(?P<environment>[\w\-]+)/)?[\w\-]+\.ya?ml"
)
_SERVICES: Final = re.compile(
    r"(?:(?P<root>.*)/)?config/(?:eccube/)?(?:services|parameters|config)(?:_(?P<environment>[\w\-]+))?\.ya?ml"
)
_WHEN: Final = "when@"
#: Acceptance tests of EC-CUBE run in an environment that is called after their tool.
_TOOLS: Final = {"codeception": Environment("codeception", EnvironmentKind.TEST)}
_PACKAGE_RANK, _SERVICES_RANK, _OWN = 0, 5, 10


def symfony(tree: Tree) -> Sequence[Layer]:
    """The layers of all applications with packages; environments with a name that says nothing are not claimed."""
    packages = {path: match for path in tree.texts if (match := _PACKAGE.fullmatch(path))}
    services = {path: match for path in tree.texts if (match := _SERVICES.fullmatch(path))}
    roots = {match["root"] for match in packages.values()}
    roots |= {match["root"] for match in services.values() if _environment(match["environment"] or "", tree.named)}
    services = {path: match for path, match in services.items() if match["root"] in roots}
    return [
        layer
        for rank, because, files in ((_PACKAGE_RANK, FOLDER, packages), (_SERVICES_RANK, NAMED, services))
        for path, match in files.items()
        for layer in _file(tree, path, match, rank, because)
    ]


def _environment(word: str, named: Named) -> Environment | None:
    return of_token(word, named) or _TOOLS.get(word)


def _file(tree: Tree, path: str, match: re.Match[str], rank: int, because: str) -> Iterator[Layer]:
    root = match["root"] or ""
    stack = application(root.removesuffix("/app") if root != "app" else "")
    environment = tree.named.of_path(path) or _environment(match["environment"] or "", tree.named)
    leaves = tree.reading(path, read_yaml).leaves
    if environment is not None:
        yield Layer(stack, _LAYOUT, environment, rank + _OWN, path, leaves, "", False, because)
    elif not match["environment"]:
        rest = [leaf for leaf in leaves if not leaf.key or not leaf.key[0].startswith(_WHEN)]
        yield Layer(stack, _LAYOUT, None, rank, path, rest, "", False, EVERYBODY)
        sections: dict[str, list[Leaf]] = {}
        for leaf in leaves:
            if leaf.key and leaf.key[0].startswith(_WHEN):
                sections.setdefault(leaf.key[0], []).append(leaf._replace(key=leaf.key[1:]))
        for name, own in sections.items():
            if found := of_token(name.removeprefix(_WHEN), tree.named):
                yield Layer(stack, _LAYOUT, found, rank + _OWN, path, own, name, False, SECTION)
