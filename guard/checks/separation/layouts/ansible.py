"""Ansible: inventories and variables of groups and hosts, by folder, by group, by section of an inventory."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator, Sequence
from typing import Final, NamedTuple

from guard.checks.separation.environment_names import Named, in_name, is_base, of_token
from guard.checks.separation.layouts.belonging import Belonging, belonging, by_folder
from guard.checks.separation.layouts.reasons import CONFIGURED, EVERYBODY, NAMED, SECTION
from guard.checks.separation.layouts.sections import split
from guard.checks.separation.readers.ini_reader import read_inventory
from guard.checks.separation.readers.yaml_reader import read_yaml
from guard.checks.separation.setting import Layer, Leaf, Tree
from guard.environment import Environment

_LAYOUT: Final = "ansible"
_VARIABLES: Final = re.compile(
    r"(?P<root>(?:[^/]+/)*?)(?P<kind>group_vars|host_vars)/(?P<group>[^/]+)(?:/(?P<file>.+))?"
)
_INVENTORY: Final = re.compile(r"(?:^|/)(?:(?:hosts|inventory)[\w.\-]*|inventor(?:y|ies)/[^/]+(?:/hosts[\w.\-]*)?)$")
_INVENTORIES: Final = re.compile(r"(?:^|/)inventor(?:y|ies)(?:/.*)?$")
_INI_GROUP: Final = re.compile(r"^\[[^\]\n]+\]", re.MULTILINE)
_ALL_RANK, _INVENTORY_RANK, _GROUP_RANK, _HOST_RANK = 10, 11, 12, 15


class _Variables(NamedTuple):
    """A file of variables: where its inventory lies, and which group or host reads it."""

    path: str
    root: str
    group: str
    rank: int
    belonging: Belonging


def ansible(tree: Tree) -> Sequence[Layer]:
    """The layers of all inventories that know an environment."""
    files: defaultdict[str, list[_Variables]] = defaultdict(list)
    layers: list[Layer] = []
    for path in tree.texts:
        found = _variables(path, tree.named)
        if found is not None:
            files[found.root].append(found)
        elif _INVENTORY.search(path):
            layers += _inventory(tree, path)
    for root, own in files.items():
        if any(one.belonging.environment is not None for one in own):
            layers += _layers(tree, root, own)
    return layers


def _variables(path: str, named: Named) -> _Variables | None:
    match = _VARIABLES.fullmatch(path)
    if match is None:
        return None
    group = match["group"] if match["file"] else match["group"].rpartition(".")[0] or match["group"]
    rank = _HOST_RANK if match["kind"] == "host_vars" else _ALL_RANK if is_base(group) else _GROUP_RANK
    above = Belonging(named.of_path(path), CONFIGURED)
    if above.environment is None:
        above = by_folder(f"{match['root']}{match['kind']}", named)
    own = of_token(group, named) if match["kind"] == "group_vars" else None
    own = own or in_name(group, named)
    where = Belonging(own, NAMED) if above.environment is None and own is not None else above
    root = _INVENTORIES.sub("", match["root"].rstrip("/"))
    return _Variables(path, root, "" if own is not None else group, rank, where)


def _layers(tree: Tree, root: str, own: Sequence[_Variables]) -> Iterator[Layer]:
    """One stack a group, each with what all groups read: groups may have variables of the same name."""
    common = [one for one in own if one.rank == _ALL_RANK or not one.group]
    for group in sorted({one.group for one in own if one.rank != _ALL_RANK and one.group} | {""}):
        members = common if not group else [*common, *(one for one in own if one.group == group)]
        for one in members:
            leaves = tree.reading(one.path, read_yaml).leaves
            environment, because = one.belonging
            yield Layer(
                f"{_LAYOUT}:{root}:{group}", _LAYOUT, environment, one.rank, one.path, leaves, "", False, because
            )


def _inventory(tree: Tree, path: str) -> Iterator[Layer]:
    """An inventory: of one environment by its place, or with groups that are environments."""
    where = belonging(path, tree.named)
    stack = f"{_LAYOUT}:{path}"
    if path.endswith((".yml", ".yaml")):
        leaves = tree.reading(path, read_yaml).leaves
        found = split(leaves, tree.named)
        groups = [(section.part, section.environment, section.leaves) for section in found.sections]
    elif path.endswith((".json", ".py", ".sh", ".toml")) or not _INI_GROUP.search(tree.texts[path]):
        return
    else:
        leaves = tree.reading(path, read_inventory).leaves
        groups = list(_groups(leaves, tree.named))
    if where.environment is not None:
        yield Layer(stack, _LAYOUT, where.environment, _INVENTORY_RANK, path, leaves, "", False, where.because)
        return
    for name, environment, own in groups:
        because = EVERYBODY if environment is None else SECTION
        yield Layer(stack, _LAYOUT, environment, _INVENTORY_RANK, path, own, name, False, because)


def _groups(leaves: Sequence[Leaf], named: Named) -> Iterator[tuple[str, Environment | None, list[Leaf]]]:
    """The groups whose names speak of an environment (``[prod:vars]``, ``[web_staging]``), and ``[all:vars]``."""
    groups: defaultdict[str, list[Leaf]] = defaultdict(list)
    for leaf in leaves:
        groups[leaf.key[0]].append(leaf)
    owned = {name: of_token(name, named) or in_name(name, named) for name in groups}
    if any(environment is not None for environment in owned.values()):
        for name, own in groups.items():
            if owned[name] is not None or is_base(name):
                yield name, owned[name], own
