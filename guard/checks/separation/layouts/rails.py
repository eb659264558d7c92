"""Rails: ``config/environments/*.rb``, files with a section for each environment, the settings of the config gem."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator, Sequence
from typing import Final, NamedTuple

from guard.checks.separation.environment_names import in_name, is_base, of_token
from guard.checks.separation.layouts.module import application
from guard.checks.separation.layouts.reasons import EVERYBODY, NAMED, REFERRED, SECTION, WORKPLACE
from guard.checks.separation.readers.ruby_reader import read_ruby
from guard.checks.separation.readers.yaml_reader import read_yaml
from guard.checks.separation.setting import Layer, Leaf, Tree
from guard.environment import Environment, EnvironmentKind

_LAYOUT: Final = "rails"
_RUBY: Final = re.compile(r"(?:(?P<root>.*)/)?config/(?:environments/(?P<environment>[\w\-]+)|application)\.rb")
_SETTINGS: Final = re.compile(
    r"(?:(?P<root>.*)/)?config/(?:settings/(?P<environment>[\w\-]+)|settings(?P<local>[._]local)?)\.ya?ml"
)
_SECTIONED: Final = re.compile(r"(?:(?P<root>.*)/)?config/(?P<name>[\w\-]+)\.ya?ml(?:\.erb)?")
#: The sections of this file are services; ``config.active_storage.service`` chooses one.
_STORAGE: Final = "storage"
_SERVICE: Final = ("active_storage", "service")
_BASE, _SECTION, _OWN, _LOCAL = 0, 10, 20, 30
_DEVELOPERS: Final = Environment("local", EnvironmentKind.DEVELOPMENT)


class _Choice(NamedTuple):
    """Where an environment chooses a storage service."""

    environment: Environment
    path: str
    leaf: Leaf


def rails(tree: Tree) -> Sequence[Layer]:
    """The layers of all applications that have ``config/environments`` or a ``config/database.yml``."""
    roots = {match["root"] or "" for path in tree.texts if (match := _RUBY.fullmatch(path)) and match["environment"]}
    roots |= {
        match["root"] or ""
        for path in tree.texts
        if (match := _SECTIONED.fullmatch(path)) and match["name"] == "database"
    }
    return [layer for root in sorted(roots) for layer in _application(tree, root)]


def _application(tree: Tree, root: str) -> Iterator[Layer]:
    prefix = f"{root}/config/" if root else "config/"
    services: dict[str, list[_Choice]] = {}
    for path in (path for path in tree.texts if path.startswith(prefix)):
        if match := _RUBY.fullmatch(path):
            yield from _ruby(tree, root, path, match["environment"], services)
        elif match := _SETTINGS.fullmatch(path):
            yield from _settings(tree, root, path, match)
        elif (match := _SECTIONED.fullmatch(path)) and match["name"] != _STORAGE:
            yield from _sections(tree, root, path, match["name"])
    for path in (f"{prefix}{_STORAGE}.yml", f"{prefix}{_STORAGE}.yml.erb"):
        if path in tree.texts:
            yield from _services(tree, root, path, services)


def _ruby(tree: Tree, root: str, path: str, name: str | None, services: dict[str, list[_Choice]]) -> Iterator[Layer]:
    leaves = [leaf._replace(key=_configured(leaf.key)) for leaf in tree.reading(path, read_ruby).leaves]
    if name is None:
        yield Layer(application(root), _LAYOUT, None, _BASE, path, leaves, "", False, EVERYBODY)
        return
    environment = tree.named.of_path(path) or of_token(name, tree.named) or in_name(name, tree.named)
    if environment is None:
        return
    for leaf in leaves:
        if leaf.key == _SERVICE and not leaf.is_expression:
            services.setdefault(leaf.value, []).append(_Choice(environment, path, leaf))
    yield Layer(application(root), _LAYOUT, environment, _OWN, path, leaves, "", False, NAMED)


def _configured(key: tuple[str, ...]) -> tuple[str, ...]:
    """What is configured, without ``config.`` or ``Rails.application.config.`` before it."""
    return key[key.index("config") + 1 :] if "config" in key[:-1] else key


def _settings(tree: Tree, root: str, path: str, match: re.Match[str]) -> Iterator[Layer]:
    leaves = tree.reading(path, read_yaml).leaves
    if match["environment"] is None:
        environment, because = (_DEVELOPERS, WORKPLACE) if match["local"] else (None, EVERYBODY)
        rank = _LOCAL if match["local"] else _BASE
        yield Layer(application(root), _LAYOUT, environment, rank, path, leaves, "", False, because)
    elif environment := of_token(match["environment"], tree.named):
        yield Layer(application(root), _LAYOUT, environment, _OWN, path, leaves, "", False, NAMED)


def _sections(tree: Tree, root: str, path: str, name: str) -> Iterator[Layer]:
    """``database.yml`` and its like; keys begin with the name of the file, for they say little without it."""
    sections: defaultdict[str, list[Leaf]] = defaultdict(list)
    for leaf in tree.reading(path, read_yaml).leaves:
        if len(leaf.key) > 1:
            sections[leaf.key[0]].append(leaf._replace(key=(name, *leaf.key[1:])))
    owners = {section: of_token(section, tree.named) for section in sections}
    if len({owner.kind for owner in owners.values() if owner is not None}) < 2:
        return
    shared = {(leaf.start, leaf.end) for section in sections if is_base(section) for leaf in sections[section]}
    for section, leaves in sections.items():
        owner = owners[section]
        if owner is not None:  # without what ``<<: *default`` merged in
            own = [leaf for leaf in leaves if (leaf.start, leaf.end) not in shared]
            yield Layer(application(root), _LAYOUT, owner, _SECTION, path, own, section, False, SECTION)
        elif is_base(section):
            yield Layer(application(root), _LAYOUT, None, _BASE, path, leaves, section, False, EVERYBODY)


def _services(tree: Tree, root: str, path: str, services: dict[str, list[_Choice]]) -> Iterator[Layer]:
    """What environments choose; of a service that several choose, the choice is what they read, each its own."""
    chosen: dict[str, list[Leaf]] = {}
    for leaf in tree.reading(path, read_yaml).leaves:
        if len(leaf.key) > 1 and leaf.key[0] in services:
            chosen.setdefault(leaf.key[0], []).append(leaf._replace(key=(_STORAGE, *leaf.key[1:])))
    for name, leaves in chosen.items():
        for environment, chooser, choice in services[name]:
            if len(services[name]) > 1:
                own = [leaf._replace(start=choice.start, end=choice.end) for leaf in leaves]
                yield Layer(application(root), _LAYOUT, environment, _SECTION, chooser, own, name, False, REFERRED)
            else:
                yield Layer(application(root), _LAYOUT, environment, _SECTION, path, leaves, name, False, REFERRED)
