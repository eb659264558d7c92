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

#: Lists whose items are known by name: a patch may have them in another order.
_NAMED_LISTS: Final = frozenset(
    {"env", "containers", "initContainers", "volumes", "extraEnv", "envVars", "extraEnvVars"}
)
_GENERATORS: Final = frozenset({"configMapGenerator", "secretGenerator"})

#: Values that are files of their own, by the key that they stand under.
_EMBEDDED: Final[tuple[tuple[tuple[str, ...], Callable[[str], Reading]], ...]] = (
    ((".yaml", ".yml", "patch"), read_yaml),
    ((".json",), read_json),
    ((".properties",), read_properties),
    ((".env",), read_dotenv),
)
_LONGEST_EMBEDDED: Final = 200_000


def resources(leaves: Sequence[Leaf]) -> Iterator[tuple[int, list[Leaf]]]:
    """The resources of a file, each with its document; keys begin with kind and name where it has them."""
    documents: defaultdict[int, list[Leaf]] = defaultdict(list)
    for leaf in leaves:
        documents[leaf.part].append(leaf)
    for part, own in documents.items():
        for resource in _unlisted(own):
            told = {leaf.key: leaf.value for leaf in resource[:200]}
            kind, name = told.get(("kind",), ""), told.get(("metadata", "name"), "")
            prefix = (kind, name) if kind and name and kind != "Kustomization" else ()
            yield part, [_decoded(leaf, kind) for leaf in settings(resource, prefix)]


def settings(leaves: Sequence[Leaf], prefix: tuple[str, ...] = ()) -> Iterator[Leaf]:
    """Leaves under the keys that a program sees: ``env.0.value`` as ``env.DB_HOST``, files inside values taken apart."""
    names = _item_names(leaves)
    for leaf in leaves:
        key = _by_name(leaf.key, names)
        if key is None:
            continue
        key, embedded = (*prefix, *key), _embedded(leaf)
        if embedded is not None:
            for inner in embedded.leaves:
                yield inner._replace(key=(*key, *inner.key), start=leaf.start, end=leaf.end, part=leaf.part)
        elif len(key) > 2 and key[-2] == "literals":
            name, _, value = leaf.value.partition("=")
            waits, default = interpolated(value)
            start = min(leaf.start + len(name) + 1, leaf.end)
            yield leaf._replace(key=(*key[:-2], name), value=value, start=start, is_expression=waits, default=default)
        else:
            yield leaf._replace(key=key)


def _unlisted(leaves: list[Leaf]) -> list[list[Leaf]]:
    """The items of ``kind: List``, or the one resource there is."""
    if not any(leaf.key == ("kind",) and leaf.value.endswith("List") for leaf in leaves):
        return [leaves]
    items: defaultdict[str, list[Leaf]] = defaultdict(list)
    for leaf in leaves:
        if len(leaf.key) > 2 and leaf.key[0] == "items":
            items[leaf.key[1]].append(leaf._replace(key=leaf.key[2:]))
    return list(items.values())


def _item_names(leaves: Sequence[Leaf]) -> dict[tuple[str, ...], str]:
    """The items of lists that are known by name, by their key path."""
    return {
        leaf.key[:-1]: leaf.value
        for leaf in leaves
        if len(leaf.key) > 2
        and leaf.key[-1] == "name"
        and leaf.key[-2].isdecimal()
        and (leaf.key[-3] in _NAMED_LISTS or leaf.key[-3] in _GENERATORS)
    }


def _by_name(key: tuple[str, ...], names: dict[tuple[str, ...], str]) -> tuple[str, ...] | None:
    """A key with positions in such lists replaced by names; ``None`` for the name of a variable itself."""
    if not names:
        return key
    parts: list[str] = []
    for depth, part in enumerate(key):
        name = names.get(key[: depth + 1]) if part.isdecimal() else None
        parts.append(part if name is None else name)
    in_env = len(key) > 2 and key[-2].isdecimal() and key[-3] not in {"containers", "initContainers", "volumes"}
    if in_env and key[:-1] in names and key[-3] not in _GENERATORS:
        if key[-1] == "name":
            return None
        if key[-1] == "value":
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
