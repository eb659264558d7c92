"""Laravel: ``config/*.php``, which all environments read, and which asks ``.env`` for what differs.

CodeIgniter, FuelPHP and CakePHP have a folder for each environment in it.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from typing import Final

from guard.checks.separation.environment_names import of_token
from guard.checks.separation.layouts.module import application
from guard.checks.separation.layouts.reasons import EVERYBODY, FOLDER
from guard.checks.separation.readers.php_reader import read_php
from guard.checks.separation.setting import Layer, Tree

_LAYOUT: Final = "laravel"
_FILE: Final = re.compile(
    r"(?:(?P<root>.*)/)?(?:app/|application/|fuel/app/)?[Cc]onfig/(?:(?P<environment>[\w\-]+)/)?(?P<name>[\w\-]+)\.php"
)
#: One of them is in every such folder.
_MARKS: Final = frozenset({"app", "core", "database", "db"})
_BASE, _OWN = -10, 10


def laravel(tree: Tree) -> Sequence[Layer]:
    """The layers of all such folders; keys begin with the name of the file."""
    files = {path: match for path in tree.texts if (match := _FILE.fullmatch(path))}
    roots = {match["root"] for match in files.values() if match["name"].lower() in _MARKS}
    return [layer for path, match in files.items() if match["root"] in roots for layer in _layer(tree, path, match)]


def _layer(tree: Tree, path: str, match: re.Match[str]) -> Iterator[Layer]:
    environment = of_token(match["environment"] or "", tree.named)
    if match["environment"] and environment is None:
        return
    leaves = [leaf._replace(key=(match["name"], *leaf.key)) for leaf in tree.reading(path, read_php).leaves]
    rank, because = (_BASE, EVERYBODY) if environment is None else (_OWN, FOLDER)
    yield Layer(application(match["root"] or ""), _LAYOUT, environment, rank, path, leaves, "", False, because)
