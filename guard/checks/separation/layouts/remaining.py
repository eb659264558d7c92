"""Files that no framework lays out, and that are still told apart by environment: by their names or folders.

``jdbc-prod.properties``, ``conf/prod/app.ini``, and whatever the configuration of Sekisho assigns to an environment.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Callable, Container, Iterable, Iterator, Sequence
from typing import Final, NamedTuple

from guard.checks.separation.environment_names import Named, fold, of_file_name, of_token
from guard.checks.separation.layouts.belonging import folder_of, name_of
from guard.checks.separation.layouts.module import below_environment
from guard.checks.separation.layouts.reasons import CONFIGURED, EVERYBODY, FOLDER, NAMED
from guard.checks.separation.readers.dotenv_reader import read_dotenv
from guard.checks.separation.readers.ini_reader import read_ini
from guard.checks.separation.readers.javascript_reader import read_exports
from guard.checks.separation.readers.json_reader import read_json
from guard.checks.separation.readers.php_reader import read_php
from guard.checks.separation.readers.properties_reader import read_properties
from guard.checks.separation.readers.python_reader import read_python
from guard.checks.separation.readers.ruby_reader import read_ruby
from guard.checks.separation.readers.toml_reader import read_toml
from guard.checks.separation.readers.xml_reader import read_xml
from guard.checks.separation.readers.yaml_reader import read_yaml
from guard.checks.separation.setting import Layer, Reading, Tree
from guard.environment import Environment
from guard.environment_words import BASE, SETTINGS_PARENTS

_LAYOUT: Final = "files"
#: Formats that hold nothing but settings, and those that do where the configuration says so.
_SETTINGS: Final[dict[str, Callable[[str], Reading]]] = {
    "properties": read_properties,
    "ini": read_ini,
    "cfg": read_ini,
    "toml": read_toml,
    "json": read_json,
    "json5": read_json,
    "jsonc": read_json,
    "yaml": read_yaml,
    "yml": read_yaml,
    "xml": read_xml,
    "env": read_dotenv,
}
#: Formats of programs: settings where the name of the file is that of an environment (``wp-config-production.php``).
_NAMED_ALONE: Final = frozenset({"php", "conf", "js", "cjs", "mjs", "ts"})
#: Lines of ``honban.conf`` that a shell reads; web servers write theirs in another way.
_ASSIGNING: Final = re.compile(r"\s*(?:(?:export\s+)?[\w.\-]+\s*=.*|[#;].*|\[[\w.\- ]*\].*)?")
_ASSIGNED: Final = _SETTINGS | {
    "conf": read_ini,
    "config": read_xml,
    "php": read_php,
    "py": read_python,
    "rb": read_ruby,
    **dict.fromkeys(("js", "cjs", "mjs", "ts"), read_exports),
}
#: Names of files that hold settings; beside one, ``users.test.json`` is a fixture.
_TELLING: Final = re.compile(
    r"(?:^|[._\-])(?:app|application|config|configuration|conf|setting|settings|env|environment|environments|database|db|jdbc"
    r"|datasource|data-source|persistence|secret|secrets|credential|credentials|server|parameter|parameters|params|variables"
    r"|vars|infra|mail|redis|cache|storage|system)(?:[._\-]|$)",
    re.IGNORECASE,
)
#: Settings of tools that build and test, documents, and data for tests.
_OTHER: Final = re.compile(
    r"(?:^|/)(?:docs?|examples?|samples?|fixtures?|tests?|specs?|__tests__|test-?data|node_modules|\.github|\.vscode|\.idea)/"
    r"|(?:^|/)(?:package|tsconfig|jsconfig|angular|nx|jest|karma|babel|cypress|webpack|eslint|renovate|composer|pyproject"
    r"|mkdocs|openapi|swagger|codecept\w*|phpunit|pytest|tox|setup|log4j2?|logback|messages?)(?:[._\-][\w.\-]*)?$",
    re.IGNORECASE,
)
#: Formats whose files are settings where one of them is for production and one beside it is not.
_PAIRED: Final = (".conf", ".properties", ".ini", ".toml", ".yaml", ".yml")
_BASE, _OWN = 0, 10


class _Place(NamedTuple):
    """An environment, and the path with ``*`` for the word that names it."""

    environment: Environment
    shared: str
    because: str


def remaining(tree: Tree, claimed: Container[str]) -> Sequence[Layer]:
    """The layers of the files that no other layout took."""
    free = [path for path in tree.texts if path not in claimed]
    pairs = _paired(free, tree.named)
    places = {path: place for path in free if (place := _place(path, tree.named, pairs)) is not None}
    places = {path: place for path, place in places.items() if place.because == CONFIGURED or _is_read(tree, path)}
    layers = [
        _layer(tree, path, _stack(place.shared), place.environment, _OWN, place.because)
        for path, place in places.items()
    ]
    for shared in sorted({place.shared for place in places.values()}):
        layers += _base(tree, shared, places, claimed)
    return layers


def _is_read(tree: Tree, path: str) -> bool:
    """Whether a ``.conf`` assigns variables: those of web servers are written in a language of their own."""
    return not path.endswith(".conf") or all(_ASSIGNING.fullmatch(line) for line in tree.texts[path].splitlines())


def _reader(path: str, readers: dict[str, Callable[[str], Reading]]) -> Callable[[str], Reading] | None:
    return readers.get(path.rpartition(".")[2].lower())


def _stem(path: str) -> str:
    return name_of(path).rpartition(".")[0].lstrip(".")


def _layer(tree: Tree, path: str, stack: str, environment: Environment | None, rank: int, because: str) -> Layer:
    reader = _reader(path, _ASSIGNED) or read_properties
    return Layer(stack, _LAYOUT, environment, rank, path, tree.reading(path, reader).leaves, "", False, because)


def _paired(paths: Iterable[str], named: Named) -> set[str]:
    """Files beside one of the same name for production: ``juki-dev.yml`` and ``juki-prod.yml``."""
    groups: defaultdict[str, dict[str, Environment]] = defaultdict(dict)
    for path in paths:
        if path.endswith(_PAIRED) and not _OTHER.search(path) and (found := of_file_name(path, named)) is not None:
            groups[_with_star(path, named)][path] = found
    return {
        path for group in groups.values() if len({one.is_production for one in group.values()}) == 2 for path in group
    }


def _place(path: str, named: Named, pairs: Container[str]) -> _Place | None:
    assigned = named.of_path(path)
    if assigned is not None:
        below = below_environment(path, named)
        return _Place(assigned, below[0] if below else path, CONFIGURED) if _reader(path, _ASSIGNED) else None
    is_program = path.rpartition(".")[2].lower() in _NAMED_ALONE
    if (_reader(path, _SETTINGS) is None and not is_program) or _OTHER.search(path):
        return None
    environment = of_file_name(path, named)
    if environment is not None and (_TELLING.search(_stem(path)) or _is_whole(path, named) or path in pairs):
        return _Place(environment, _with_star(path, named), NAMED)
    below = None if is_program else below_environment(path, named)
    return _Place(below[1], below[0], FOLDER) if below is not None else None


def _is_whole(path: str, named: Named) -> bool:
    """``config/prod.json``: the name is the environment, the folder says what it holds."""
    folder = name_of(folder_of(path))
    is_telling = bool(_TELLING.search(folder)) or fold(folder) in SETTINGS_PARENTS | {"envs"}
    return of_token(_stem(path), named) is not None and is_telling


def _with_star(path: str, named: Named) -> str:
    """``conf/jdbc-*.properties`` for ``conf/jdbc-prod.properties``."""
    stem, _, extension = path.rpartition(".")
    ends = [0, *(match.end() for match in re.finditer(r"[-_./]", stem))]
    start = next((at for at in ends if "/" not in stem[at:] and of_token(stem[at:], named)), len(stem))
    return f"{stem[:start]}*.{extension}"


def _stack(shared: str) -> str:
    """Files of one folder for environments are read together, files with environments in their names one by one."""
    folder, star, _ = shared.partition("/*/")
    return f"{_LAYOUT}:{folder}" if star else f"{_LAYOUT}:{shared}"


def _base(tree: Tree, shared: str, placed: Container[str], claimed: Container[str]) -> Iterator[Layer]:
    """The file that those of environments lie on: of the same name without one, or with ``common`` in its place."""
    bare = re.sub(r"[-_.]?\*(?=\.[^./]*$)|\*/", "", shared)
    for path in dict.fromkeys((bare, *(shared.replace("*", word) for word in sorted(BASE | SETTINGS_PARENTS)))):
        if path in tree.texts and path not in placed and path not in claimed:
            yield _layer(tree, path, _stack(shared), None, _BASE, EVERYBODY)
