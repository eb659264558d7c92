"""Kubernetes manifests: one key path for a setting wherever it stands, so that a patch falls on what it patches."""

from __future__ import annotations

import base64
import binascii
from collections import defaultdict
from collections.abc import Callable, Iterator, Sequence
from typing import Final

from guard.checks.separation.readers.dotenv_reader import read_dotenv
from guard.checks.separation.readers.interpolation import interpolated
from guard.checks.separation.readers.json_reader import read_json
from guard.checks.separation.readers.properties_reader import read_properties
from guard.checks.separation.readers.yaml_reader import read_yaml
from guard.checks.separation.setting import Leaf, Reading

#: Lists of variables, and lists that Kubernetes merges by the names of their items.
_VARIABLES: Final = frozenset("env extraEnv extraEnvs envVars extraEnvVars environment environmentVariables".split())
_MERGED_LISTS: Final = frozenset("env containers initContainers volumes configMapGenerator secretGenerator".split())

#: Values that are files of their own, by the key that they stand under.
_EMBEDDED: Final[tuple[tuple[tuple[str, ...], Callable[[str], Reading]], ...]] = (
    ((".yaml", ".yml", "patch"), read_yaml),
    ((".json",), read_json),
    ((".properties",), read_properties),
    ((".env",), read_dotenv),
)
_LONGEST_EMBEDDED: Final = 200_000


def resources(leaves: Sequence[Leaf]) -> Iterator[list[Leaf]]:
    """The resources of a file; keys begin with kind and name where it has them."""
    documents: defaultdict[int, list[Leaf]] = defaultdict(list)
    for leaf in leaves:
        documents[leaf.part].append(leaf)
    for own in documents.values():
        for resource in _unlisted(list(_patched(own))):
            told = {leaf.key: leaf.value for leaf in resource[:200]}
            kind, name = told.get(("kind",), ""), told.get(("metadata", "name"), "")
            prefix = (kind, name) if kind and name and kind != "Kustomization" else ()
            yield [_decoded(leaf, kind) for leaf in settings(resource, prefix, merged=_MERGED_LISTS)]


def settings(
    leaves: Sequence[Leaf], prefix: tuple[str, ...] = (), merged: frozenset[str] = frozenset()
) -> Iterator[Leaf]:
    """Leaves under keys that tell: ``env.0.value`` as ``env.0.DB_HOST``, files inside values taken apart.

    Lists that are ``merged`` by name have no positions: a patch may have their items in another order. All others
    are replaced as a whole, and keep them.
    """
    names = {leaf.key[:-1]: leaf.value for leaf in leaves if leaf.key[-1:] == ("name",) and _is_item(leaf.key[:-1])}
    for leaf in leaves:
        if leaf.key[:-1] in names and leaf.key[-1] == "name" and leaf.key[-3] in _VARIABLES:
            continue
        key, embedded = (*prefix, *_named(leaf.key, names, merged)), _embedded(leaf)
        if embedded is not None:
            for inner in _patched(embedded.leaves):
                yield inner._replace(key=(*key, *inner.key), start=leaf.start, end=leaf.end, part=leaf.part)
        elif len(key) > 2 and key[-2] == "literals":
            name, _, value = leaf.value.partition("=")
            waits, default = interpolated(value)
            start = min(leaf.start + len(name) + 1, leaf.end)
            yield leaf._replace(key=(*key[:-2], name), value=value, start=start, is_expression=waits, default=default)
        else:
            yield leaf._replace(key=key)


def _patched(leaves: Sequence[Leaf]) -> Iterator[Leaf]:
    """``{op: replace, path: /spec/host, value: x}`` as ``spec.host: x``."""
    told = {leaf.key: leaf.value for leaf in leaves if leaf.key[-1:] in {("op",), ("path",)}}
    for leaf in leaves:
        item = leaf.key[: leaf.key.index("value")] if "value" in leaf.key else ()
        path = told.get((*item, "path"), "")
        if item and path.startswith("/") and (*item, "op") in told:
            steps = [step.replace("~1", "/").replace("~0", "~") for step in path[1:2000].split("/")]
            yield leaf._replace(key=(*item[:-1], *steps, *leaf.key[len(item) + 1 :]))
        else:
            yield leaf


def _unlisted(leaves: list[Leaf]) -> list[list[Leaf]]:
    """The items of ``kind: List``, or the one resource there is."""
    if not any(leaf.key == ("kind",) and leaf.value.endswith("List") for leaf in leaves):
        return [leaves]
    items: defaultdict[str, list[Leaf]] = defaultdict(list)
    for leaf in leaves:
        if len(leaf.key) > 2 and leaf.key[0] == "items":
            items[leaf.key[1]].append(leaf._replace(key=leaf.key[2:]))
    return list(items.values())


def _is_item(key: tuple[str, ...]) -> bool:
    return len(key) > 1 and key[-1].isdecimal()


def _named(key: tuple[str, ...], names: dict[tuple[str, ...], str], merged: frozenset[str]) -> tuple[str, ...]:
    """A key with the names of the items that it leads through; the ``value`` of a variable is the variable."""
    if not names:
        return key
    parts: list[str] = []
    for depth, part in enumerate(key):
        name = names.get(key[: depth + 1]) if part.isdecimal() else None
        if name is None:
            parts.append(part)
        else:
            parts += (name,) if key[depth - 1] in merged else (part, name)
    if parts[-1] == "value" and len(key) > 2 and key[-3] in _VARIABLES and key[:-1] in names:
        parts.pop()
    return tuple(parts)


def _embedded(leaf: Leaf) -> Reading | None:
    """The settings of a file that a value holds: positions are lost in it, so they are those of the value."""
    if leaf.is_expression and "\n" not in leaf.value:
        return None
    last = leaf.key[-1] if leaf.key else ""
    if "\n" not in leaf.value or len(leaf.value) > _LONGEST_EMBEDDED:
        return None
    reader = next((reader for endings, reader in _EMBEDDED if last.endswith(endings)), None)
    reading = None if reader is None else reader(leaf.value)
    return reading if reading is not None and reading.leaves else None


def _decoded(leaf: Leaf, kind: str) -> Leaf:
    """The data of a Secret as its readers get it."""
    if kind != "Secret" or len(leaf.key) < 4 or leaf.key[2] != "data" or leaf.is_expression:
        return leaf
    try:
        value = base64.b64decode(leaf.value, validate=True).decode()
    except (binascii.Error, ValueError):
        return leaf
    return leaf._replace(value=value.rstrip("\n"))
