"""Files of environment variables: ``.env`` with what lies on top of it, folders of them, and samples."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from typing import Final, NamedTuple

from guard.checks.separation.environment_names import Named, in_name, of_token
from guard.checks.separation.layouts.belonging import folder_of, name_of
from guard.checks.separation.layouts.module import application, below_environment
from guard.checks.separation.layouts.reasons import EVERYBODY, FOLDER, NAMED, SAMPLE, WORKPLACE
from guard.checks.separation.readers.dotenv_reader import read_dotenv
from guard.checks.separation.setting import Layer, Tree
from guard.environment import SAMPLE_ENVIRONMENT, Environment, EnvironmentKind

_LAYOUT: Final = "dotenv"
#: ``.env``, ``.env.production.local``, ``.env-prod``, ``prod.env``, ``app.prod.env``.
_LEADING: Final = re.compile(r"\.env(?:[._\-](?P<mode>.+))?", re.IGNORECASE)
_TRAILING: Final = re.compile(r"(?P<mode>[^.].*)\.env", re.IGNORECASE)
_SAMPLE: Final = re.compile(
    r"(?:^|[._\-])(?:example|sample|template|dist|tmpl|tpl|default|defaults|schema)(?=[._\-]|$)"
)
#: Folders whose files are all of this kind, whatever they are called (cookiecutter-django).
_FOLDERS: Final = frozenset({".envs", ".env"})
#: What chose the mode is no setting of it: ``APP_ENV=dev`` in ``.env`` is what runs where nobody chose.
_CHOICES: Final = frozenset(
    "APP_ENV NODE_ENV RAILS_ENV RACK_ENV SYMFONY_ENV FLASK_ENV DJANGO_ENV ENV_FOR_DYNACONF DOTENV_FLOW_ENV "
    "ASPNETCORE_ENVIRONMENT SPRING_PROFILES_ACTIVE".split()
)
_BASE, _LOCAL, _MODE, _MODE_LOCAL = 0, 10, 20, 30
_DEVELOPERS: Final = Environment("local", EnvironmentKind.DEVELOPMENT)


class _Place(NamedTuple):
    """Whose a file is, and over which others of its stack it lies."""

    environment: Environment | None
    rank: int
    because: str
    folder: str
    replaces: bool = False


def dotenv(tree: Tree) -> Sequence[Layer]:
    """The layers of all such files; one for a mode that is no environment (``.env.docker``) is not claimed."""
    return [layer for path in tree.texts for layer in _layers(tree, path)]


def _layers(tree: Tree, path: str) -> Iterator[Layer]:
    place = _place(tree, path)
    if place is not None:
        leaves = tree.reading(path, read_dotenv).leaves
        if place.environment is None:
            leaves = [leaf for leaf in leaves if leaf.key[0] not in _CHOICES]
        stack = application(place.folder)
        if place.because == SAMPLE:
            stack = f"sample:{path}"
        yield Layer(stack, _LAYOUT, place.environment, place.rank, path, leaves, "", place.replaces, place.because)


def _place(tree: Tree, path: str) -> _Place | None:
    name = name_of(path)
    match = _LEADING.fullmatch(name) or _TRAILING.fullmatch(name)
    if match is None:
        return _in_folder(path, tree.named) if _FOLDERS & set(path.split("/")[:-1]) else None
    mode = match["mode"] or ""
    if _SAMPLE.search(mode.lower()):
        return _sample(path, mode, tree.named)
    assigned = tree.named.of_path(path)
    if assigned is not None:
        return _Place(assigned, _MODE, NAMED, folder_of(path))
    if not mode or mode.lower() == "env":
        return _in_folder(path, tree.named) or _Place(None, _BASE, EVERYBODY, folder_of(path))
    return _of_mode(tree, path, mode)


def _of_mode(tree: Tree, path: str, mode: str) -> _Place | None:
    folder = folder_of(path)
    if mode.lower() == "local":
        return _in_folder(path, tree.named) or _Place(_DEVELOPERS, _LOCAL, WORKPLACE, folder)
    bare = mode[: -len(".local")] if mode.lower().endswith(".local") else mode
    environment = of_token(bare, tree.named) or in_name(bare, tree.named)
    if environment is not None:
        rank = _MODE if bare == mode else _MODE_LOCAL
        return _Place(environment, rank, NAMED, folder, replaces=bare == mode and _is_laravel(tree, folder))
    return _in_folder(path, tree.named)


def _is_laravel(tree: Tree, folder: str) -> bool:
    """Laravel reads ``.env.staging`` instead of ``.env``, all others on top of it."""
    manifest = f"{folder}/composer.json" if folder else "composer.json"
    return '"laravel/framework"' in tree.texts.get(manifest, "")


def _in_folder(path: str, named: Named) -> _Place | None:
    """``.envs/.production/.django``, ``deploy/prod/.env``."""
    below = below_environment(path, named)
    if below is None:
        return None
    shared, environment = below
    folder = shared.partition("/*")[0] if "/*" in shared else shared.partition("*")[0]
    parts = [part for part in folder.split("/") if part]
    while parts and parts[-1] in _FOLDERS | {"envs", "env"}:
        parts.pop()
    return _Place(environment, _MODE, FOLDER, "/".join(parts))


def _sample(path: str, mode: str, named: Named) -> _Place:
    """What a sample holds is nobody's, unless it is a sample for one environment."""
    bare = _SAMPLE.sub("", mode.lower()).strip("._-")
    environment = (of_token(bare, named) if bare else None) or SAMPLE_ENVIRONMENT
    return _Place(environment, _MODE, SAMPLE, folder_of(path))
