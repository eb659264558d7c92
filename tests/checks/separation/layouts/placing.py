"""Which environment reads which file, in the shape that tests compare."""

from __future__ import annotations

from guard.checks.separation.environment_names import NOTHING_NAMED, Named
from guard.checks.separation.resolve import resolve
from guard.checks.separation.setting import Layout, Tree


def placed(layout: Layout, files: dict[str, str], named: Named = NOTHING_NAMED) -> dict[str, str | None]:
    """The environment of each layer, by path, and part where there is one (``path#part``)."""
    layers = layout(Tree(files, named))
    return {
        f"{one.path}#{one.part}" if one.part else one.path: one.environment and one.environment.name for one in layers
    }


def read_by(layout: Layout, files: dict[str, str], environment: str) -> dict[str, str]:
    """The settings that one environment ends up with, by key: their text."""
    settings = resolve(layout(Tree(files)))
    return {one.name: one.text for one in settings if one.environment.name == environment}


def provenance(layout: Layout, files: dict[str, str], environment: str) -> dict[str, str]:
    """How one environment comes by its settings, by key."""
    settings = resolve(layout(Tree(files)))
    return {one.name: one.provenance.value for one in settings if one.environment.name == environment}
