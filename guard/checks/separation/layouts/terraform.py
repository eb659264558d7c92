"""Terraform: root modules by folder, files of variables, backends and workspaces by name, local modules with their callers."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator, Sequence
from typing import Final

from guard.checks.separation.environment_names import in_name
from guard.checks.separation.layouts.belonging import belonging, by_folder, folder_of, joined, name_of
from guard.checks.separation.layouts.reasons import EVERYBODY, NAMED, REFERRED, SECTION
from guard.checks.separation.layouts.sections import split
from guard.checks.separation.readers.hcl_reader import read_hcl
from guard.checks.separation.readers.json_reader import read_json
from guard.checks.separation.setting import Layer, Leaf, Tree
from guard.environment import Environment

_LAYOUT: Final = "terraform"
_CODE: Final = (".tf", ".tf.json")
_VARIABLES: Final = (".tfvars", ".tfvars.json")
_BACKEND: Final = re.compile(
    r"\.tfbackend$|(?:^|/)backends?/[^/]+\.(?:hcl|tfvars)$|(?:^|/)[^/]*backend[^/]*\.(?:hcl|tfvars)$"
)
_AUTOMATIC: Final = re.compile(r"(?:^|/)terraform\.tfvars(?:\.json)?$")
_ALSO_AUTOMATIC: Final = re.compile(r"\.auto\.tfvars(?:\.json)?$")
_LOCAL_MODULE: Final = re.compile(r"\.{1,2}/[\w./\-]*")
_MODULE_RANK, _CODE_RANK, _NAMED_CODE_RANK, _SECTION_RANK, _AUTOMATIC_RANK, _OWN_RANK = 0, 10, 12, 14, 20, 30

#: Modules within modules are followed this far, and no more than this many for one root.
_DEEPEST_MODULE: Final = 3
_MOST_MODULES: Final = 60


def terraform(tree: Tree) -> Sequence[Layer]:
    """The layers of all root modules that belong to an environment, or are given variables of one."""
    code: defaultdict[str, list[str]] = defaultdict(list)
    for path in sorted(tree.texts):
        if path.endswith(_CODE):
            code[folder_of(path)].append(path)
    given: defaultdict[str, list[str]] = defaultdict(list)
    for path in sorted(tree.texts):
        if path.endswith(_VARIABLES) or _BACKEND.search(path):
            given[_root_of(path, code)].append(path)
    layers: list[Layer] = []
    for root in sorted({*code, *given}):
        own = [*_by_block(tree, _code(tree, root, code[root])), *_given(tree, root, given[root])]
        if any(layer.environment is not None for layer in own):
            layers += own
            layers += _modules(tree, root, own, code)
    return layers


def _root_of(path: str, code: dict[str, list[str]]) -> str:
    """The root module that a file of variables is for: the nearest folder above it that holds code."""
    folder = folder_of(path)
    while folder not in code and folder:
        folder = folder_of(folder)
    return folder if folder in code else folder_of(path)


def _code(tree: Tree, root: str, paths: Sequence[str]) -> Iterator[Layer]:
    for path in paths:
        where = belonging(path, tree.named)
        if where.because == NAMED and in_name(name_of(path).partition(".tf")[0], tree.named) is None:
            where = by_folder(path, tree.named)  # ``test.tf`` and ``release.tf`` are named for what they make
        rank = _NAMED_CODE_RANK if where.because == NAMED else _CODE_RANK
        leaves = [_as_read(leaf) for leaf in _read(tree, path)]
        if where.environment is not None:
            yield Layer(_stack(root), _LAYOUT, where.environment, rank, path, leaves, "", False, where.because)
            continue
        found = split(leaves, tree.named)
        yield Layer(_stack(root), _LAYOUT, None, rank, path, found.rest, "", False, EVERYBODY)
        for section in found.sections:
            rank = _CODE_RANK if section.environment is None else _SECTION_RANK
            yield Layer(
                _stack(root), _LAYOUT, section.environment, rank, path, section.leaves, section.part, False, SECTION
            )


def _by_block(tree: Tree, layers: Iterator[Layer]) -> Iterator[Layer]:
    """The layers with what stands in blocks for one environment apart: ``module "web-staging"`` beside ``"web-prod"``."""
    read = list(layers)
    blocks = {leaf.key[:3]: _of_block(tree, leaf) for layer in read for leaf in layer.leaves}
    kinds = {found.is_production for found in blocks.values() if found is not None}
    for layer in read:
        if kinds != {True, False}:
            yield layer
            continue
        groups: defaultdict[Environment | None, list[Leaf]] = defaultdict(list)
        for leaf in layer.leaves:
            groups[blocks[leaf.key[:3]]].append(leaf)
        yield layer._replace(leaves=groups.pop(None, []))
        for environment, leaves in groups.items():
            part = environment.name if environment is not None else ""
            yield layer._replace(environment=environment, rank=_SECTION_RANK, leaves=leaves, part=part, because=SECTION)


def _of_block(tree: Tree, leaf: Leaf) -> Environment | None:
    """The environment that the name of a block tells."""
    at = {"module": 1, "resource": 2}.get(leaf.key[0]) if len(leaf.key) > 2 else None
    return None if at is None else in_name(leaf.key[at], tree.named)


def _given(tree: Tree, root: str, paths: Sequence[str]) -> Iterator[Layer]:
    for path in paths:
        where = belonging(path, tree.named)
        leaves = _read(tree, path)
        if _BACKEND.search(path):
            leaves = [leaf._replace(key=("terraform", "backend", "partial", *leaf.key)) for leaf in leaves]
        if where.environment is None and not _AUTOMATIC.search(path) and not _ALSO_AUTOMATIC.search(path):
            yield from _sections_only(tree, root, path, leaves)
            continue
        rank = _AUTOMATIC_RANK if _AUTOMATIC.search(path) else _AUTOMATIC_RANK + 1
        if not _AUTOMATIC.search(path) and not _ALSO_AUTOMATIC.search(path):
            rank = _OWN_RANK
        yield Layer(_stack(root), _LAYOUT, where.environment, rank, path, leaves, "", False, where.because)


def _sections_only(tree: Tree, root: str, path: str, leaves: Sequence[Leaf]) -> Iterator[Layer]:
    """A file of variables that is nobody's by its name may still have sections."""
    for section in split(leaves, tree.named).sections:
        if section.environment is not None:
            yield Layer(
                _stack(root),
                _LAYOUT,
                section.environment,
                _OWN_RANK,
                path,
                section.leaves,
                section.part,
                False,
                SECTION,
            )


def _modules(tree: Tree, root: str, own: Sequence[Layer], code: dict[str, list[str]]) -> Iterator[Layer]:
    """The local modules that a root calls: what is written in them is read by the environments of the root."""
    pending: list[tuple[str, tuple[str, ...], Sequence[Leaf], int]] = [(root, (), layer.leaves, 0) for layer in own]
    followed = 0
    seen: set[tuple[str, ...]] = set()
    while pending and followed < _MOST_MODULES:
        folder, prefix, leaves, depth = pending.pop()
        for name, module in _calls(folder, leaves):
            key = (*prefix, "module", name)
            if module not in code or key in seen or depth >= _DEEPEST_MODULE:
                continue
            seen.add(key)
            followed += 1
            for path in code[module]:
                inside = [_as_read(leaf) for leaf in _read(tree, path)]
                pending.append((module, key, inside, depth + 1))
                prefixed = [leaf._replace(key=(*key, *leaf.key)) for leaf in inside]
                yield Layer(_stack(root), _LAYOUT, None, _MODULE_RANK, path, prefixed, ".".join(key), False, REFERRED)


def _calls(folder: str, leaves: Sequence[Leaf]) -> Iterator[tuple[str, str]]:
    for leaf in leaves:
        if len(leaf.key) == 3 and leaf.key[0] == "module" and leaf.key[2] == "source" and not leaf.is_expression:
            path = joined(folder, leaf.value) if _LOCAL_MODULE.fullmatch(leaf.value) else None
            if path is not None:
                yield leaf.key[1], path


def _as_read(leaf: Leaf) -> Leaf:
    """The default of a variable under the key that files of variables give it."""
    key = leaf.key
    if len(key) > 2 and key[0] == "variable" and key[2] == "default":
        return leaf._replace(key=(key[1], *key[3:]))
    return leaf


def _read(tree: Tree, path: str) -> Sequence[Leaf]:
    return tree.reading(path, read_json if path.endswith(".json") else read_hcl).leaves


def _stack(root: str) -> str:
    return f"{_LAYOUT}:{root}"
