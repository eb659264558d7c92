"""Angular: ``environments/environment.ts``, and the files that take its place when a program is built for others."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator, Sequence
from typing import Final

from guard.checks.separation.environment_names import in_name, of_token
from guard.checks.separation.layouts.module import application
from guard.checks.separation.layouts.reasons import FALLS_BACK, NAMED
from guard.checks.separation.readers.javascript_reader import read_javascript
from guard.checks.separation.setting import Layer, Tree
from guard.environment import Environment, EnvironmentKind

_LAYOUT: Final = "angular"
_FILE: Final = re.compile(r"(?P<folder>(?:.*/)?environments?)/environment(?:\.(?P<environment>[\w\-]+))?\.ts")
_DEVELOPMENT: Final = Environment("development", EnvironmentKind.DEVELOPMENT)
_PRODUCTION: Final = Environment("production", EnvironmentKind.PRODUCTION)


def angular(tree: Tree) -> Sequence[Layer]:
    """The layers of all folders of environments; nothing is inherited from one file to another."""
    folders: defaultdict[str, dict[str, Environment | None]] = defaultdict(dict)
    for path in tree.texts:
        if match := _FILE.fullmatch(path):
            word = match["environment"] or ""
            found = tree.named.of_path(path) or of_token(word, tree.named) or in_name(word, tree.named)
            if found is not None or not word:
                folders[match["folder"]][path] = found
    return [layer for folder, files in folders.items() for layer in _layers(tree, folder, files)]


def _layers(tree: Tree, folder: str, files: dict[str, Environment | None]) -> Iterator[Layer]:
    for path, environment in files.items():
        owner = environment or _unnamed({found for found in files.values() if found is not None})
        if owner is not None:
            because = FALLS_BACK if environment is None else NAMED
            leaves = [
                leaf._replace(key=leaf.key[1:] or leaf.key) for leaf in tree.reading(path, read_javascript).leaves
            ]
            yield Layer(application(folder), _LAYOUT, owner, 0, path, leaves, "", False, because)


def _unnamed(others: set[Environment]) -> Environment | None:
    """Whose ``environment.ts`` is: developers', or since Angular 15, where they have a file of their own, production's."""
    if any(other.is_production for other in others):
        return _DEVELOPMENT
    return _PRODUCTION if others else None
