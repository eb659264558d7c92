"""Play and Akka: ``application.conf``, and files of environments that include it: ``prod.conf``, ``application.prod.conf``."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from typing import Final

from guard.checks.separation.environment_names import of_file_name, of_folder
from guard.checks.separation.layouts.belonging import folder_of, joined, name_of
from guard.checks.separation.layouts.module import application, module_of
from guard.checks.separation.layouts.reasons import CONFIGURED, EVERYBODY, FOLDER, NAMED, REFERRED, SECTION
from guard.checks.separation.layouts.sections import split
from guard.checks.separation.readers.hocon_reader import INCLUDE, read_hocon
from guard.checks.separation.setting import Layer, Leaf, Tree
from guard.environment import Environment

_LAYOUT: Final = "hocon"
_BASES: Final = frozenset({"reference.conf", "application.conf"})
_INCLUDES: Final = re.compile(r"^\s*include\s+[\w(]*\s*\"", re.MULTILINE)
_REFERENCE_RANK, _BASE_RANK, _SECTION_RANK, _OWN_RANK = 0, 5, 10, 20


def hocon(tree: Tree) -> Sequence[Layer]:
    """The layers of all folders with an ``application.conf``, and of the files that include another one."""
    files = [path for path in tree.texts if path.endswith(".conf")]
    folders = {folder_of(path) for path in files if name_of(path) in _BASES}
    return [
        layer
        for path in files
        if folder_of(path) in folders or _INCLUDES.search(tree.texts[path])
        for layer in _layers(tree, path)
    ]


def _layers(tree: Tree, path: str) -> Iterator[Layer]:
    stack = application(module_of(path).removesuffix("/conf").removesuffix("conf"))
    environment, because = _owner(tree, path)
    leaves = tree.reading(path, read_hocon).leaves
    if environment is not None:
        yield Layer(stack, _LAYOUT, environment, _OWN_RANK, path, _settings(leaves), "", False, because)
        yield from _included(tree, stack, path, environment, leaves)
    elif name_of(path) in _BASES:
        rank = _REFERENCE_RANK if name_of(path) == "reference.conf" else _BASE_RANK
        parts = split(_settings(leaves), tree.named)
        yield Layer(stack, _LAYOUT, None, rank, path, parts.rest, "", False, EVERYBODY)
        for section in parts.sections:
            yield Layer(
                stack,
                _LAYOUT,
                section.environment,
                _SECTION_RANK,
                path,
                section.leaves,
                section.part,
                False,
                EVERYBODY if section.environment is None else SECTION,
            )


def _included(tree: Tree, stack: str, path: str, environment: Environment, leaves: Sequence[Leaf]) -> Iterator[Layer]:
    """The files without an environment that a file of one includes, besides ``application.conf``."""
    for leaf in leaves:
        if leaf.key != (INCLUDE,):
            continue
        target = joined(folder_of(path), _file(leaf.value))
        if (
            target is None
            or target not in tree.texts
            or name_of(target) in _BASES
            or _owner(tree, target)[0] is not None
        ):
            continue
        found = _settings(tree.reading(target, read_hocon).leaves)
        yield Layer(stack, _LAYOUT, environment, _SECTION_RANK, target, found, "", False, REFERRED)


def _file(included: str) -> str:
    """The name of a file that is included, mostly without its extension."""
    return included if included.endswith(".conf") else f"{included}.conf"


def _owner(tree: Tree, path: str) -> tuple[Environment | None, str]:
    assigned = tree.named.of_path(path)
    if assigned is not None:
        return assigned, CONFIGURED
    named = None if name_of(path) in _BASES else of_file_name(path, tree.named)
    return (named, NAMED) if named is not None else (of_folder(path, tree.named), FOLDER)


def _settings(leaves: Sequence[Leaf]) -> list[Leaf]:
    """Without the files that are included, unless they are of an environment: those are told as what is loaded."""
    return [leaf for leaf in leaves if leaf.key != (INCLUDE,) or of_file_name(_file(leaf.value)) is not None]
