"""Node: the ``config`` folder of node-config, ``default`` below ``{deployment}`` below ``local``."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Callable, Iterator, Sequence
from typing import Final

from guard.checks.separation.environment_names import in_name, of_token
from guard.checks.separation.layouts.module import application
from guard.checks.separation.layouts.reasons import EVERYBODY, NAMED, WORKPLACE
from guard.checks.separation.readers.javascript_reader import exported, read_javascript
from guard.checks.separation.readers.json_reader import read_json
from guard.checks.separation.readers.properties_reader import read_properties
from guard.checks.separation.readers.toml_reader import read_toml
from guard.checks.separation.readers.variable import asked
from guard.checks.separation.readers.yaml_reader import read_yaml
from guard.checks.separation.setting import Layer, Leaf, Reading, Tree
from guard.environment import Environment, EnvironmentKind

_LAYOUT: Final = "node-config"
_FILE: Final = re.compile(
    r"(?:(?P<root>.*)/)?config/(?P<name>[\w\-]+)\.(?P<format>json5?|jsonc|ya?ml|toml|properties|[cm]?js|ts)"
)
_READERS: Final[dict[str, Callable[[str], Reading]]] = {
    "json": read_json,
    "json5": read_json,
    "jsonc": read_json,
    "yaml": read_yaml,
    "yml": read_yaml,
    "toml": read_toml,
    "properties": read_properties,
    "js": read_javascript,
    "cjs": read_javascript,
    "mjs": read_javascript,
    "ts": read_javascript,
}
_DEFAULT: Final = "default"
#: What this file holds are the names of variables. They win where they are set; what is written for an environment is
#: told all the same.
_VARIABLES: Final = "custom-environment-variables"
_DEVELOPERS: Final = Environment("local", EnvironmentKind.DEVELOPMENT)
_DEFAULT_RANK, _VARIABLES_RANK, _OWN, _LOCAL, _LOCAL_OWN = 0, 5, 10, 20, 30


def node_config(tree: Tree) -> Sequence[Layer]:
    """The layers of all ``config`` folders that have a ``default`` file."""
    folders: defaultdict[str, dict[str, re.Match[str]]] = defaultdict(dict)
    for path in tree.texts:
        if match := _FILE.fullmatch(path):
            folders[match["root"] or ""][path] = match
    return [
        layer
        for root, files in folders.items()
        if any(match["name"] == _DEFAULT for match in files.values())
        for path, match in files.items()
        for layer in _layer(tree, root, path, match)
    ]


def _layer(tree: Tree, root: str, path: str, match: re.Match[str]) -> Iterator[Layer]:
    name = match["name"]
    leaves: Sequence[Leaf] = [exported(leaf) for leaf in tree.reading(path, _READERS[match["format"]]).leaves]
    environment: Environment | None = None
    because = EVERYBODY
    if name == _DEFAULT:
        rank = _DEFAULT_RANK
    elif name == _VARIABLES:
        rank = _VARIABLES_RANK
        leaves = [_variable(leaf) for leaf in leaves]
    elif name == "local":
        environment, rank, because = _DEVELOPERS, _LOCAL, WORKPLACE
    else:
        deployment = name.removeprefix("local-")
        environment = tree.named.of_path(path) or of_token(deployment, tree.named) or in_name(deployment, tree.named)
        rank, because = (_OWN if deployment == name else _LOCAL_OWN), NAMED
        if environment is None:
            return
    yield Layer(application(root), _LAYOUT, environment, rank, path, leaves, "", False, because)


def _variable(leaf: Leaf) -> Leaf:
    """The variable that a setting is read from: ``"DB_HOST"``, or ``{"__name": "DB_PORT", "__format": "json"}``."""
    key = leaf.key[:-1] if leaf.key and leaf.key[-1].startswith("__") else leaf.key
    return leaf._replace(key=key, value=asked(leaf.value), is_expression=True)
