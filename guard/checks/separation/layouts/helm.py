"""Helm: the values of a chart, the values files of environments on top of them, sections of environments inside."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator, Sequence
from typing import Final

from guard.checks.separation.layouts.belonging import belonging, folder_of, name_of
from guard.checks.separation.layouts.manifest import settings
from guard.checks.separation.layouts.reasons import EVERYBODY, SECTION
from guard.checks.separation.layouts.sections import split, tagged
from guard.checks.separation.readers.yaml_reader import read_yaml
from guard.checks.separation.setting import Layer, Leaf, Tree

_LAYOUT: Final = "helm"
_VALUES: Final = re.compile(r"(?:^|/)(?:[\w\-]+[.\-_])?values(?:[.\-_][\w.\-]+)?\.ya?ml(?:\.gotmpl)?$", re.IGNORECASE)
_VALUES_FOLDER: Final = re.compile(r"(?:^|/)values/[^/]+\.ya?ml$", re.IGNORECASE)
_NOT_VALUES: Final = re.compile(r"(?:^|/)(?:templates|ci|crds)/")
_PATCH: Final = re.compile(r"^(?:apiVersion|kind):", re.MULTILINE)
_CHART_RANK, _SECTION_RANK, _OWN_RANK = 10, 15, 20


def helm(tree: Tree) -> Sequence[Layer]:
    """The layers of all charts whose values tell environments apart."""
    charts = {folder_of(path) for path in tree.texts if name_of(path) == "Chart.yaml"}
    around = {folder_of(chart): chart for chart in sorted(charts, reverse=True)}
    stacks: defaultdict[str, list[str]] = defaultdict(list)
    for path in tree.texts:
        if (_VALUES.search(path) or _is_in_values_folder(path, charts, around)) and not _is_other(path, tree):
            stacks[_chart_of(path, charts, around)].append(path)
    return [layer for chart, paths in stacks.items() for layer in _layers(tree, chart, paths)]


def _is_in_values_folder(path: str, charts: set[str], around: dict[str, str]) -> bool:
    if _VALUES_FOLDER.search(path):
        return True
    folder = folder_of(path)
    beside_chart = folder in charts or folder_of(folder) in charts or folder in around
    return (
        beside_chart
        and path.endswith((".yaml", ".yml"))
        and re.search(r"(?:^|/)(?:env|envs|environments)/[^/]+$", path) is not None
    )


def _is_other(path: str, tree: Tree) -> bool:
    return _NOT_VALUES.search(path) is not None or _PATCH.search(tree.texts[path]) is not None


def _chart_of(path: str, charts: set[str], around: dict[str, str]) -> str:
    """The chart that a values file is for: one above it, one right below a folder above it, or the folder itself."""
    folder = folder_of(path)
    while folder:
        if folder in charts:
            return folder
        if folder in around:
            return around[folder]
        folder = folder_of(folder)
    return "" if "" in charts else around.get("", folder_of(path))


def _layers(tree: Tree, chart: str, paths: Sequence[str]) -> Iterator[Layer]:
    found = [layer for path in paths for layer in _values(tree, f"{_LAYOUT}:{chart}", path)]
    if any(layer.environment is not None for layer in found):
        yield from found


def _values(tree: Tree, stack: str, path: str) -> Iterator[Layer]:
    where = belonging(path, tree.named)
    leaves: list[Leaf] = list(settings(tree.reading(path, read_yaml).leaves))
    if where.environment is not None:
        yield Layer(stack, _LAYOUT, where.environment, _OWN_RANK, path, leaves, "", False, where.because)
        return
    by_name = split(leaves, tree.named)
    by_tag = tagged(by_name.rest, tree.named)
    if name_of(path).startswith("values.") or by_name.sections or by_tag.sections:
        yield Layer(stack, _LAYOUT, None, _CHART_RANK, path, by_tag.rest, "", False, EVERYBODY)
    for section in (*by_name.sections, *by_tag.sections):
        yield Layer(
            stack, _LAYOUT, section.environment, _SECTION_RANK, path, section.leaves, section.part, False, SECTION
        )
