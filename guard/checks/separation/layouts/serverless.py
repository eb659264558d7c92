"""Serverless Framework, SAM, CDK and CloudFormation: stages inside of files, and parameters as lists of pairs."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from typing import Final

from guard.checks.separation.layouts.belonging import belonging, folder_of, name_of
from guard.checks.separation.layouts.reasons import EVERYBODY, SECTION
from guard.checks.separation.layouts.sections import split
from guard.checks.separation.readers.interpolation import interpolated
from guard.checks.separation.readers.json_reader import read_json
from guard.checks.separation.readers.toml_reader import read_toml
from guard.checks.separation.readers.yaml_reader import read_yaml
from guard.checks.separation.setting import Layer, Leaf, Reading, Tree

_LAYOUT: Final = "serverless"
_NAME: Final = re.compile(
    r"serverless(?:[.\-_][\w.\-]+)?\.(?:ya?ml|json)|samconfig[\w.\-]*\.(?:toml|ya?ml)|cdk(?:\.context)?\.json"
)
_TEMPLATE: Final = re.compile(r"AWSTemplateFormatVersion|AWS::Serverless-2016-10-31")
_PARAMETER_LIST: Final = re.compile(r'"?ParameterKey"?\s*:')
_OVERRIDE: Final = re.compile(r"""(?<![\w\-])(?P<key>[\w\-]{1,255})=(?:\\?"(?P<quoted>[^"\\]*)\\?"|(?P<bare>\S*))""")
_BASE_RANK, _SECTION_RANK, _OWN_RANK = 0, 10, 20


def serverless(tree: Tree) -> Sequence[Layer]:
    """The layers of all deployments whose files tell stages apart."""
    return [layer for path in tree.texts if _is_ours(path, tree) for layer in _layers(tree, path)]


def _is_ours(path: str, tree: Tree) -> bool:
    if _NAME.fullmatch(name_of(path)):
        return True
    if not path.endswith((".yaml", ".yml", ".json", ".template")):
        return False
    text = tree.texts[path]
    return _TEMPLATE.search(text) is not None or _PARAMETER_LIST.search(text) is not None


def _layers(tree: Tree, path: str) -> Iterator[Layer]:
    leaves = list(_parameters(tree.reading(path, _reader(path)).leaves))
    where = belonging(path, tree.named)
    stack = f"{_LAYOUT}:{folder_of(path)}"
    if where.environment is not None:
        yield Layer(stack, _LAYOUT, where.environment, _OWN_RANK, path, leaves, "", False, where.because)
        return
    found = split(leaves, tree.named)
    if not found.sections:
        return
    yield Layer(stack, _LAYOUT, None, _BASE_RANK, path, found.rest, "", False, EVERYBODY)
    for section in found.sections:
        rank, because = (_BASE_RANK, EVERYBODY) if section.environment is None else (_SECTION_RANK, SECTION)
        yield Layer(stack, _LAYOUT, section.environment, rank, path, section.leaves, section.part, False, because)


def _reader(path: str) -> Callable[[str], Reading]:
    return read_json if path.endswith(".json") else read_toml if path.endswith(".toml") else read_yaml


def _parameters(leaves: Sequence[Leaf]) -> Iterator[Leaf]:
    """Pairs under their own names: ``ParameterKey`` with ``ParameterValue``, ``parameter_overrides`` of SAM."""
    names = {leaf.key[:-1]: leaf.value for leaf in leaves if leaf.key[-1:] == ("ParameterKey",)}
    for leaf in leaves:
        owner = names.get(leaf.key[:-1]) if leaf.key else None
        if owner is not None:
            if leaf.key[-1] == "ParameterValue":
                yield leaf._replace(key=("Parameters", owner))
        elif "parameter_overrides" in leaf.key[-2:]:
            yield from _overrides(leaf)
        else:
            yield leaf


def _overrides(leaf: Leaf) -> Iterator[Leaf]:
    key = leaf.key[: leaf.key.index("parameter_overrides") + 1]
    is_verbatim = leaf.end - leaf.start == len(leaf.value)
    for match in _OVERRIDE.finditer(leaf.value):
        group = "quoted" if match["quoted"] is not None else "bare"
        waits, default = interpolated(match[group])
        start, end = (
            (leaf.start + match.start(group), leaf.start + match.end(group)) if is_verbatim else (leaf.start, leaf.end)
        )
        yield Leaf((*key, match["key"]), match[group], start, end, waits, leaf.part, default)
