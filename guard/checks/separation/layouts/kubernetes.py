"""Kubernetes, Kustomize, Flux and Argo CD: environments by folder, bases by the overlays that build on them."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator, Sequence
from typing import Final

from guard.checks.separation.environment_names import Named, in_name, of_token
from guard.checks.separation.layouts.belonging import Belonging, belonging, by_folder, folder_of, joined, name_of
from guard.checks.separation.layouts.manifest import resources
from guard.checks.separation.layouts.reasons import EVERYBODY, NAMED, REFERRED, SECTION
from guard.checks.separation.layouts.sections import tagged
from guard.checks.separation.readers.dotenv_reader import read_dotenv
from guard.checks.separation.readers.properties_reader import read_properties
from guard.checks.separation.readers.yaml_reader import read_yaml
from guard.checks.separation.setting import Layer, Leaf, Tree
from guard.environment import Environment

_KUSTOMIZATIONS: Final = ("kustomization.yaml", "kustomization.yml", "Kustomization")
_MANIFEST: Final = re.compile(r"^apiVersion:", re.MULTILINE)
_PATCH: Final = re.compile(r"^- op: ", re.MULTILINE)
_KIND: Final = re.compile(r"^kind:", re.MULTILINE)
_LISTS_OF_FILES: Final = frozenset({"resources", "bases", "components", "crds"})
_BASE_RANK, _FILE_RANK, _OWN_RANK = 0, 5, 10
_MOST_FOLLOWED: Final = 200


def kubernetes(tree: Tree) -> Sequence[Layer]:
    """The manifests of all environments, each overlay with the bases that it names."""
    charts = {folder_of(path) for path in tree.texts if name_of(path) == "Chart.yaml"}
    manifests = [path for path in tree.texts if _is_manifest(path, tree) and not _is_template(path, charts)]
    overlays: defaultdict[str, list[tuple[str, Belonging]]] = defaultdict(list)
    layers: list[Layer] = []
    folders = {folder_of(path) for path in manifests if name_of(path) in _KUSTOMIZATIONS}
    for path in manifests:
        where = _belonging(path, tree.named)
        if where.environment is None:
            layers += _elements(tree, path)
        else:
            overlays[_overlay(path, folders)].append((path, where))
    known: dict[str, list[Leaf]] = {}
    for folder, own in overlays.items():
        layers += _layers(tree, folder, own, known)
    return layers


def _belonging(path: str, named: Named) -> Belonging:
    """The environment of a manifest: ``release.yaml`` and ``helm-release.yaml`` are named for what they hold."""
    where = belonging(path, named)
    stem = name_of(path).rpartition(".")[0]
    if where.because != NAMED or where.environment is None or in_name(stem, named) is not None:
        return where
    is_whole = of_token(stem, named) is not None
    return by_folder(path, named) if is_whole or where.environment.is_production else where


def _is_manifest(path: str, tree: Tree) -> bool:
    if name_of(path) in _KUSTOMIZATIONS:
        return True
    text = tree.texts[path] if path.endswith((".yaml", ".yml")) else ""
    if name_of(path) == "Chart.yaml":
        return False
    return (_MANIFEST.search(text) is not None and _KIND.search(text) is not None) or _PATCH.search(text) is not None


def _is_template(path: str, charts: set[str]) -> bool:
    """Whether a chart fills a manifest in first: its values tell more."""
    before, found, _ = path.rpartition("templates/")
    return bool(found) and before.rstrip("/") in charts


def _overlay(path: str, folders: set[str]) -> str:
    """The overlay that a file belongs to: the nearest folder with a kustomization, otherwise its own."""
    folder = folder_of(path)
    while folder not in folders and folder:
        folder = folder_of(folder)
    return folder if folder in folders else folder_of(path)


def _layers(
    tree: Tree, folder: str, own: Sequence[tuple[str, Belonging]], known: dict[str, list[Leaf]]
) -> Iterator[Layer]:
    kustomized = any(name_of(path) in _KUSTOMIZATIONS for path, _ in own)
    layout = "kustomize" if kustomized else "kubernetes"
    stack = f"{layout}:{folder}"
    for path, where in own:
        yield Layer(
            stack, layout, where.environment, _OWN_RANK, path, _leaves(tree, path, known), "", False, where.because
        )
    root = next((path for path, _ in own if name_of(path) in _KUSTOMIZATIONS and folder_of(path) == folder), None)
    if root is None:
        return
    environment = next(where.environment for path, where in own if path == root)
    for path in _followed(tree, root):
        if _belonging(path, tree.named).environment is None:
            yield Layer(stack, layout, None, _BASE_RANK, path, _leaves(tree, path, known), "", False, EVERYBODY)
    for path, leaves in _generated(tree, root):
        if _is_of_another(_belonging(path, tree.named).environment, environment):
            continue  # told where it is loaded
        yield Layer(stack, layout, environment, _FILE_RANK, path, leaves, "", False, REFERRED)


def _is_of_another(owner: Environment | None, environment: Environment | None) -> bool:
    """Whether a file belongs to production and is read by another environment, or the other way round."""
    return owner is not None and environment is not None and owner.is_production != environment.is_production


def _leaves(tree: Tree, path: str, known: dict[str, list[Leaf]]) -> list[Leaf]:
    """The settings of a file; ``known`` keeps them, since many overlays may build on one base."""
    if path not in known:
        known[path] = [leaf for own in resources(tree.reading(path, read_yaml).leaves) for leaf in own]
    return known[path]


def _followed(tree: Tree, root: str) -> Iterator[str]:
    """The files that a kustomization is built from, those of its bases included."""
    pending, seen = [root], {root}
    while pending and len(seen) < _MOST_FOLLOWED:
        path = pending.pop()
        if path != root:
            yield path
        if name_of(path) not in _KUSTOMIZATIONS:
            continue
        for leaf in tree.reading(path, read_yaml).leaves:
            target = joined(folder_of(path), leaf.value) if leaf.key[:1] and leaf.key[0] in _LISTS_OF_FILES else None
            found = None if target is None else _file(tree, target)
            if found is not None and found not in seen:
                seen.add(found)
                pending.append(found)


def _file(tree: Tree, target: str) -> str | None:
    names = [target, *(f"{target}/{name}".lstrip("/") for name in _KUSTOMIZATIONS)]
    return next((name for name in names if name in tree.texts), None)


def _generated(tree: Tree, root: str) -> Iterator[tuple[str, Sequence[Leaf]]]:
    """The files that generators make ConfigMaps and Secrets of."""
    for leaf in tree.reading(root, read_yaml).leaves:
        if len(leaf.key) < 3 or leaf.key[0] not in {"configMapGenerator", "secretGenerator"}:
            continue
        if leaf.key[2] not in {"envs", "env", "files"}:
            continue
        path = joined(folder_of(root), leaf.value.rpartition("=")[2])
        if path is not None and path in tree.texts:
            reader = read_properties if path.endswith(".properties") else read_dotenv
            if leaf.key[2] != "files" or path.endswith((".properties", ".env")):
                yield path, tree.reading(path, reader).leaves


def _elements(tree: Tree, path: str) -> Iterator[Layer]:
    """A manifest for several environments: the elements of an ApplicationSet say whose they are."""
    found = tagged(tree.reading(path, read_yaml).leaves, tree.named)
    stack = f"kubernetes:{path}"
    for section in found.sections:
        yield Layer(
            stack, "kubernetes", section.environment, _OWN_RANK, path, section.leaves, section.part, False, SECTION
        )
    if found.sections:
        yield Layer(stack, "kubernetes", None, _BASE_RANK, path, found.rest, "", False, EVERYBODY)
