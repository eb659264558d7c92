"""Docker Compose: a base file, the override that is loaded by itself, one more file for each environment, profiles."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator, Sequence
from typing import Final, NamedTuple

from guard.checks.separation.environment_names import Named, in_name, is_base, of_token
from guard.checks.separation.layouts.belonging import Belonging, belonging, folder_of, joined, name_of
from guard.checks.separation.layouts.reasons import NAMED, OVERRIDE, REFERRED, SECTION
from guard.checks.separation.readers.dotenv_reader import read_dotenv
from guard.checks.separation.readers.interpolation import interpolated
from guard.checks.separation.readers.yaml_reader import read_yaml
from guard.checks.separation.setting import Layer, Leaf, Tree
from guard.environment import Environment, EnvironmentKind

_LAYOUT: Final = "compose"
_NAME: Final = re.compile(r"(?:docker-)?compose(?P<rest>[\w.\-]*)\.ya?ml", re.IGNORECASE)
_SERVICES: Final = re.compile(r"^services:", re.MULTILINE)
_OVERRIDE: Final = re.compile(r"[._\-]override", re.IGNORECASE)

#: Lists that say the same as a mapping: ``- KEY=value``.
_PAIR_LISTS: Final = frozenset({"environment", "args", "labels"})
#: Variables in which a program is told where it runs.
_OWN_ENVIRONMENT: Final = frozenset(
    "APP_ENV APP_ENVIRONMENT ENV ENVIRONMENT RAILS_ENV RACK_ENV NODE_ENV DJANGO_ENV FLASK_ENV ASPNETCORE_ENVIRONMENT "
    "DOTNET_ENVIRONMENT SPRING_PROFILES_ACTIVE FUEL_ENV CI_ENV".split()
)
_ENV_FILE_RANK, _BASE_RANK, _PROFILE_RANK, _OWN_RANK = 0, 10, 15, 20
_DEVELOPERS: Final = Environment("development", EnvironmentKind.DEVELOPMENT)
#: The override beside a file of development: Compose reads the one or the other.
_OVERRIDE_ALONE: Final = Environment("override", EnvironmentKind.DEVELOPMENT)


class _File(NamedTuple):
    """One Compose file of a folder."""

    path: str
    leaves: Sequence[Leaf]
    belonging: Belonging

    @property
    def is_complete(self) -> bool:
        """Whether each of its services says what it runs: it is then used alone, not on top of another file."""
        services = {leaf.key[1] for leaf in self.leaves if len(leaf.key) > 2 and leaf.key[0] == "services"}
        runs = {
            leaf.key[1]
            for leaf in self.leaves
            if len(leaf.key) > 2 and leaf.key[0] == "services" and leaf.key[2] in {"image", "build", "extends"}
        }
        return bool(services) and services == runs


def compose(tree: Tree) -> Sequence[Layer]:
    """The layers of all folders with Compose files of more than one environment, or of a known one."""
    folders: defaultdict[str, list[_File]] = defaultdict(list)
    for path in tree.texts:
        if _is_compose(path, tree):
            leaves = [_with_pair(leaf) for leaf in tree.reading(path, read_yaml).leaves]
            folders[folder_of(path)].append(_File(path, leaves, _belonging(path, tree.named)))
    return [layer for folder, files in folders.items() for layer in _layers(tree, folder, files)]


def _is_compose(path: str, tree: Tree) -> bool:
    if _NAME.fullmatch(name_of(path)):
        return True
    if not path.endswith((".yml", ".yaml")) or not _SERVICES.search(tree.texts[path]):
        return False
    leaves = tree.reading(path, read_yaml).leaves
    return any(len(leaf.key) > 2 and leaf.key[0] == "services" and leaf.key[2] in {"image", "build"} for leaf in leaves)


def _belonging(path: str, named: Named) -> Belonging:
    match = _NAME.fullmatch(name_of(path))
    if match is not None and named.of_path(path) is None:
        if _OVERRIDE.fullmatch(match["rest"]):
            return Belonging(_DEVELOPERS, OVERRIDE)
        environment = of_token(match["rest"], named) or in_name(match["rest"], named)
        if environment is not None:
            return Belonging(environment, NAMED)
    return belonging(path, named)


def _layers(tree: Tree, folder: str, files: Sequence[_File]) -> Iterator[Layer]:
    own = [file for file in files if file.belonging.environment is not None]
    stack = f"{_LAYOUT}:{folder}"
    standalone = all(file.is_complete for file in own)
    has_developers = any(
        file.belonging.environment.kind is _DEVELOPERS.kind
        for file in own
        if file.belonging.environment is not None and file.belonging.because != OVERRIDE
    )
    for file in files:
        environment, because = file.belonging
        rest, profiles = _profiles(file, tree.named)
        if because == OVERRIDE and has_developers:
            environment = _OVERRIDE_ALONE
        elif environment is None and own and _is_base(file.path):
            if standalone and not has_developers:
                environment, because = _DEVELOPERS, OVERRIDE
        elif environment is None and not profiles:
            continue
        rank = _BASE_RANK if file.belonging.environment is None else _OWN_RANK
        replaces = rank == _OWN_RANK and file.is_complete and because != OVERRIDE
        yield Layer(stack, _LAYOUT, environment, rank, file.path, rest, "", replaces, because)
        for name, profile, leaves in profiles:
            yield Layer(stack, _LAYOUT, profile, _PROFILE_RANK, file.path, leaves, name, False, SECTION)
        if environment is not None:
            yield from _loaded(tree, stack, folder, file, environment)
        elif _tells_development(rest, tree.named) and not has_developers:
            yield Layer(stack, _LAYOUT, _DEVELOPERS, _OWN_RANK, file.path, (), "", False, OVERRIDE)


def _tells_development(leaves: Sequence[Leaf], named: Named) -> bool:
    """Whether a file that others lie on says of itself that it is for developers: ``APP_ENV: dev``."""
    words = (leaf.value for leaf in leaves if leaf.key and leaf.key[-1] in _OWN_ENVIRONMENT and not leaf.is_expression)
    return any(found.kind is _DEVELOPERS.kind for word in words if (found := of_token(word, named)) is not None)


def _is_base(path: str) -> bool:
    """Whether a file without an environment is the one that others lie on top of, rather than one for something else."""
    match = _NAME.fullmatch(name_of(path))
    rest = match["rest"] if match else name_of(path).rpartition(".")[0]
    return not rest or is_base(rest)


def _profiles(file: _File, named: Named) -> tuple[list[Leaf], list[tuple[str, Environment, list[Leaf]]]]:
    """The services that only the profile of an environment starts, apart from the rest of a file."""
    owners: dict[str, set[Environment | None]] = defaultdict(set)
    for leaf in file.leaves:
        if len(leaf.key) == 4 and leaf.key[0] == "services" and leaf.key[2] == "profiles":
            owners[leaf.key[1]].add(of_token(leaf.value, named))
    single = {name: next(iter(found)) for name, found in owners.items() if len(found) == 1}
    rest: list[Leaf] = []
    profiles: dict[str, tuple[str, Environment, list[Leaf]]] = {}
    for leaf in file.leaves:
        environment = single.get(leaf.key[1]) if leaf.key[:1] == ("services",) and len(leaf.key) > 1 else None
        if environment is None or environment == file.belonging.environment:
            rest.append(leaf)
        else:
            profiles.setdefault(environment.name, (environment.name, environment, []))[2].append(leaf)
    return rest, list(profiles.values())


def _loaded(tree: Tree, stack: str, folder: str, file: _File, environment: Environment) -> Iterator[Layer]:
    """The ``env_file`` of services, where their own name does not say whose they are."""
    seen: set[str] = set()
    for leaf in file.leaves:
        if leaf.key[:1] != ("services",) or len(leaf.key) < 3 or leaf.key[2] != "env_file" or leaf.is_expression:
            continue
        path = joined(folder, leaf.value)
        if (
            path is None
            or path in seen
            or path not in tree.texts
            or belonging(path, tree.named).environment is not None
        ):
            continue
        if name_of(path) == ".env":
            continue
        seen.add(path)
        leaves = tree.reading(path, read_dotenv).leaves
        yield Layer(stack, _LAYOUT, environment, _ENV_FILE_RANK, path, leaves, "", False, REFERRED)


def _with_pair(leaf: Leaf) -> Leaf:
    """``environment: ["KEY=value"]`` as ``environment: {KEY: value}``."""
    if len(leaf.key) < 2 or leaf.key[-2] not in _PAIR_LISTS or not leaf.key[-1].isdecimal():
        return leaf
    name, equals, value = leaf.value.partition("=")
    key = (*leaf.key[:-1], name.strip())
    if not equals:
        return leaf._replace(key=key, value=f"${{{name.strip()}}}", is_expression=True)
    waits, default = interpolated(value)
    start = min(leaf.start + len(name) + 1, leaf.end)
    return leaf._replace(key=key, value=value, start=start, is_expression=waits, default=default)
