"""Settings modules of Django and classes of Flask: one for each environment, over what they import or extend."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from typing import Final

from guard.checks.separation.environment_names import Named, in_name, is_base, of_token
from guard.checks.separation.layouts.belonging import folder_of, name_of
from guard.checks.separation.layouts.module import application
from guard.checks.separation.layouts.reasons import EVERYBODY, IMPORTED, NAMED, SECTION
from guard.checks.separation.readers.python_reader import EXTENDS, IMPORT, read_python
from guard.checks.separation.setting import Layer, Leaf, Tree
from guard.environment import Environment

_LAYOUT: Final = "python"
_FOLDERS: Final = frozenset({"settings", "config", "configs", "conf", "configuration"})
#: ``settings.py``, ``settings_production.py``, ``production_settings.py``, ``config.py``.
_MODULE: Final = re.compile(r"(?:(?P<before>\w+)_)?(?P<what>settings|config)(?:_(?P<after>\w+))?\.py")
_CLASS: Final = re.compile(r"(?P<name>\w*?)_?(?:Config|Configuration|Settings)")
#: The key of a module of another environment that production imports.
_IMPORTED_KEY: Final = ("import",)
_BASE_CLASS, _PARENT_CLASS, _CLASS_RANK, _OWN = -30, -25, -20, 0
_DEEPEST: Final = 10


def python_settings(tree: Tree) -> Sequence[Layer]:
    """The layers of all settings modules, and of what they import; a module for nothing known is not claimed."""
    modules = {path: _environment(path, tree.named) for path in tree.texts if path.endswith(".py")}
    found: dict[tuple[Environment | None, str, str], Layer] = {}
    for path, environment in modules.items():
        layers = _chain(tree, path, environment, modules) if environment else _without_environment(tree, path)
        for layer in layers:
            found.setdefault((layer.environment, layer.path, layer.part), layer)
    return list(found.values())


def _environment(path: str, named: Named) -> Environment | None:
    assigned = named.of_path(path)
    if assigned is not None:
        return assigned
    stem = name_of(path).removesuffix(".py")
    match = _MODULE.fullmatch(name_of(path))
    if match is not None:
        word = match["before"] or match["after"] or name_of(folder_of(path)).removesuffix("s")  # ``tests/settings.py``
        return of_token(word, named) or in_name(word, named)
    if name_of(folder_of(path)) not in _FOLDERS:
        return None
    return of_token(stem, named) or in_name(stem, named)


def _is_shared(path: str) -> bool:
    """Whether a module without an environment is what the others build on."""
    if name_of(folder_of(path)) == "settings":
        return is_base(name_of(path).removesuffix(".py")) or name_of(path) == "__init__.py"
    return name_of(path) in {"settings.py", "base_settings.py", "settings_base.py", "common_settings.py"}


def _stack(path: str) -> str:
    """The program is in the folder around the package of the settings: ``city/settings/base.py``, ``city/settings.py``."""
    folder = folder_of(path)
    if name_of(folder) in _FOLDERS:
        folder = folder_of(folder)
    return application(folder if _MODULE.fullmatch(name_of(path)) is None and folder == "" else folder_of(folder))


def _chain(
    tree: Tree, path: str, environment: Environment, modules: Mapping[str, Environment | None]
) -> Iterator[Layer]:
    """The module of an environment, and the modules that it imports whole, those imported last winning."""
    stack = _stack(path)
    pending, seen = [(path, 0)], {path}
    while pending:
        current, depth = pending.pop()
        leaves = [_followed(current, leaf, modules) for leaf in tree.reading(current, read_python).leaves]
        is_shared = current != path and modules[current] is None
        because = NAMED if current == path else EVERYBODY if is_shared else IMPORTED
        owner = None if is_shared else environment
        foreign = {
            leaf.value for leaf in leaves if leaf.key == (IMPORT,) and _is_foreign(environment, modules.get(leaf.value))
        }
        told = [
            leaf._replace(key=_IMPORTED_KEY) if leaf.key == (IMPORT,) else leaf
            for leaf in leaves
            if leaf.key != (IMPORT,) or leaf.value in foreign
        ]
        yield Layer(stack, _LAYOUT, owner, _OWN - depth, current, told, "", False, because)
        for leaf in leaves:
            is_next = leaf.key == (IMPORT,) and leaf.value in modules and leaf.value not in foreign
            if is_next and leaf.value not in seen and depth < _DEEPEST:
                seen.add(leaf.value)
                pending.append((leaf.value, depth + 1))


def _followed(path: str, leaf: Leaf, modules: Mapping[str, Environment | None]) -> Leaf:
    """An import with the path of what it imports, where that is a module we know."""
    found = _imported(path, leaf.value, modules) if leaf.key == (IMPORT,) else None
    return leaf if found is None else leaf._replace(value=found)


def _is_foreign(environment: Environment, other: Environment | None) -> bool:
    """Whether production imports what belongs to another environment: that is told, and not read for production."""
    return environment.is_production and other is not None and not other.is_production


def _assigned(leaves: Sequence[Leaf]) -> list[Leaf]:
    return [leaf for leaf in leaves if leaf.key != (IMPORT,)]


def _imported(path: str, module: str, modules: Mapping[str, Environment | None]) -> str | None:
    """The path of an imported module: ``.base``, ``..common``, ``city.settings.base``."""
    name = module.lstrip(".")
    dots = len(module) - len(name)
    below = name.replace(".", "/")
    folder = folder_of(path)
    for _ in range(dots - 1):
        folder = folder_of(folder)
    for _ in range(1 if dots else _DEEPEST):
        for candidate in (f"{folder}/{below}.py", f"{folder}/{below}/__init__.py"):
            if candidate.lstrip("/") in modules:
                return candidate.lstrip("/")
        folder = folder_of(folder)
    return None


def _without_environment(tree: Tree, path: str) -> Iterator[Layer]:
    if _is_shared(path):
        leaves = _assigned(tree.reading(path, read_python).leaves)
        yield Layer(_stack(path), _LAYOUT, None, _OWN - _DEEPEST, path, leaves, "", False, EVERYBODY)
    elif _MODULE.fullmatch(name_of(path)):
        yield from _classes(tree, path)


def _classes(tree: Tree, path: str) -> Iterator[Layer]:
    """``class ProductionConfig(Config)``: a section each, with what it extends below it."""
    members: defaultdict[str, list[Leaf]] = defaultdict(list)
    parents: dict[str, str] = {}
    for leaf in tree.reading(path, read_python).leaves:
        if len(leaf.key) > 1 and leaf.key[1] == EXTENDS:
            parents.setdefault(leaf.key[0], leaf.value)
        elif len(leaf.key) > 1:
            members[leaf.key[0]].append(leaf._replace(key=leaf.key[1:]))
    owners = {name: owner for name in {*members, *parents} if (owner := _owner(name, tree.named)) is not None}
    if not owners:
        return
    for name, leaves in members.items():
        match = _CLASS.fullmatch(name)
        if match is not None and (not match["name"] or is_base(match["name"])):
            yield Layer(_stack(path), _LAYOUT, None, _BASE_CLASS, path, leaves, name, False, EVERYBODY)
    for name, owner in owners.items():
        yield Layer(_stack(path), _LAYOUT, owner, _CLASS_RANK, path, members[name], name, False, SECTION)
        parent = parents.get(name, "")
        if owners.get(parent, owner) != owner:
            yield Layer(_stack(path), _LAYOUT, owner, _PARENT_CLASS, path, members[parent], parent, False, IMPORTED)


def _owner(name: str, named: Named) -> Environment | None:
    match = _CLASS.fullmatch(name)
    return of_token(match["name"] if match else name, named)
