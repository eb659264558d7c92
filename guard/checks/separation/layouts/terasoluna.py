"""TERASOLUNA: ``configs/{server}/resources`` of an ``-env`` module, and what developers have in ``src/main/resources``.

A Maven profile chooses one of them when the module is built; they take each other's place and nothing is inherited.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from typing import Final

from guard.checks.separation.environment_names import of_token
from guard.checks.separation.layouts.module import application
from guard.checks.separation.layouts.reasons import CONFIGURED, FOLDER, WORKPLACE
from guard.checks.separation.readers.properties_reader import read_properties
from guard.checks.separation.readers.xml_reader import read_xml
from guard.checks.separation.readers.yaml_reader import read_yaml
from guard.checks.separation.setting import Layer, Reading, Tree
from guard.environment import Environment, EnvironmentKind

_LAYOUT: Final = "terasoluna"
_SERVER: Final = re.compile(
    r"(?:(?P<module>.*)/)?configs/(?P<server>[^/]+)/(?:resources|containerConfigs|ContainerConfigXML)/.+"
)
_LOCAL: Final = re.compile(r"(?P<module>(?:.*/)?[^/]+-env)/src/main/resources/.+")
_READERS: Final[tuple[tuple[str, Callable[[str], Reading]], ...]] = (
    (".properties", read_properties),
    (".xml", read_xml),
    (".yml", read_yaml),
    (".yaml", read_yaml),
)
_DEVELOPERS: Final = Environment("local", EnvironmentKind.DEVELOPMENT)


def terasoluna(tree: Tree) -> Sequence[Layer]:
    """The layers of all environment modules; a server with a name of its own needs to be assigned by configuration."""
    return [layer for path in tree.texts for layer in _layer(tree, path)]


def _layer(tree: Tree, path: str) -> Iterator[Layer]:
    reader = next((reader for ending, reader in _READERS if path.endswith(ending)), None)
    match = _SERVER.fullmatch(path) or _LOCAL.fullmatch(path)
    if reader is None or match is None:
        return
    environment, because = tree.named.of_path(path), CONFIGURED
    if environment is None:
        server = match.groupdict().get("server")
        environment = of_token(server, tree.named) if server is not None else _DEVELOPERS
        because = FOLDER if server is not None else WORKPLACE
    if environment is not None:
        stack = application(match["module"] or "")
        yield Layer(stack, _LAYOUT, environment, 0, path, tree.reading(path, reader).leaves, "", False, because)
