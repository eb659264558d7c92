"""What a deployment really comes to, given from outside: plans and states of Terraform, rendered manifests.

``terraform show -json``, ``kubectl get -o yaml``, ``helm template`` and ``kustomize build`` answer what the files of a
repository leave open.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Final

from guard.checks.separation.layouts.manifest import resources
from guard.checks.separation.layouts.reasons import RENDERED
from guard.checks.separation.readers.json_reader import read_json
from guard.checks.separation.readers.limits import MAX_OUTSIDE_LENGTH, MAX_OUTSIDE_NODES
from guard.checks.separation.readers.yaml_reader import read_yaml
from guard.checks.separation.setting import Layer, Leaf
from guard.environment import Environment

#: Where plans and states keep what will be, and what is; the rest of a plan says it again.
_TREES: Final = frozenset({"planned_values", "values"})


def plan_layers(text: str, environment: Environment, path: str) -> Sequence[Layer]:
    """The resources of a plan or a state, under the keys that they have in HCL; ``path`` is what reports call the file."""
    leaves = read_json(text, max_length=MAX_OUTSIDE_LENGTH, max_nodes=MAX_OUTSIDE_NODES).leaves
    found = [*_resources(leaves), *_variables(leaves)]
    return [_layer("terraform", environment, path, found)] if found else []


def manifest_layers(text: str, environment: Environment, path: str) -> Sequence[Layer]:
    """Rendered manifests, YAML or JSON, with the data of Secrets decoded."""
    is_json = text.lstrip("\ufeff \t\r\n").startswith("{")
    read = read_json if is_json else read_yaml
    leaves = read(text, max_length=MAX_OUTSIDE_LENGTH, max_nodes=MAX_OUTSIDE_NODES).leaves
    found = [leaf for resource in resources(leaves) for leaf in resource]
    return [_layer("kubernetes", environment, path, found)] if found else []


def _layer(layout: str, environment: Environment, path: str, leaves: Sequence[Leaf]) -> Layer:
    return Layer(f"rendered:{path}:{environment.name}", layout, environment, 0, path, leaves, "", False, RENDERED)


def _resources(leaves: Sequence[Leaf]) -> Iterator[Leaf]:
    """``resource.TYPE.NAME.attribute``, of ``terraform show -json`` and of the file that Terraform keeps itself."""
    told: dict[tuple[str, ...], dict[str, str]] = {}
    for leaf in leaves:
        at = _resource_depth(leaf.key)
        if at is not None and leaf.key[at:] in {("type",), ("name",), ("mode",)}:
            told.setdefault(leaf.key[:at], {})[leaf.key[at]] = leaf.value
    for leaf in leaves:
        at = _resource_depth(leaf.key)
        named = None if at is None else told.get(leaf.key[:at])
        attribute = None if at is None or named is None else _attribute(leaf.key[at:])
        if attribute and named is not None and leaf.value != "null":
            yield leaf._replace(key=(*_address(named), *attribute))


def _resource_depth(key: tuple[str, ...]) -> int | None:
    """How many keys lead to a resource: ``resources`` and its position end them."""
    if key[:1] != ("resources",) and not (key[:1] and key[0] in _TREES):
        return None
    for depth in range(len(key) - 1):
        if key[depth] == "resources" and key[depth + 1].isdecimal():
            return depth + 2
    return None


def _attribute(key: tuple[str, ...]) -> tuple[str, ...]:
    if key[:1] == ("values",):
        return key[1:]
    return key[3:] if key[:1] == ("instances",) and key[2:3] == ("attributes",) else ()


def _address(named: Mapping[str, str]) -> tuple[str, ...]:
    kind = "data" if named.get("mode") == "data" else "resource"
    return kind, named.get("type", "?"), named.get("name", "?")


def _variables(leaves: Sequence[Leaf]) -> Iterator[Leaf]:
    for leaf in leaves:
        if len(leaf.key) > 2 and leaf.key[0] == "variables" and leaf.key[2] == "value":
            yield leaf._replace(key=(leaf.key[1], *leaf.key[3:]))
