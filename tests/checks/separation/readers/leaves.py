"""What a reader gets out of a text, in the shape that tests compare."""

from __future__ import annotations

from guard.checks.separation.setting import Leaf, Reader


def values(reader: Reader, text: str) -> dict[str, str]:
    """The values by key path, joined by ``.``."""
    return {".".join(leaf.key): leaf.value for leaf in reader(text).leaves}


def sources(reader: Reader, text: str) -> dict[str, str]:
    """What stands in the text where a leaf says its scalar is."""
    return {".".join(leaf.key): text[leaf.start : leaf.end] for leaf in reader(text).leaves}


def leaf_of(reader: Reader, text: str, key: str) -> Leaf:
    """The only leaf of a key."""
    [leaf] = [leaf for leaf in reader(text).leaves if ".".join(leaf.key) == key]
    return leaf
