"""YAML, JSON, TOML, INI and JavaScript that nobody knows, with a section for each environment somewhere inside."""

from __future__ import annotations

import re
from collections.abc import Container, Iterator, Sequence
from typing import Final

from guard.checks.separation.layouts.reasons import EVERYBODY, SECTION
from guard.checks.separation.layouts.sections import split, tagged
from guard.checks.separation.readers.ini_reader import read_ini
from guard.checks.separation.readers.javascript_reader import exported, read_javascript
from guard.checks.separation.readers.json_reader import read_json
from guard.checks.separation.readers.toml_reader import read_toml
from guard.checks.separation.readers.yaml_reader import read_yaml
from guard.checks.separation.setting import Layer, Tree

_LAYOUT: Final = "sections"
_READERS: Final = {
    "yaml": read_yaml,
    "yml": read_yaml,
    "json": read_json,
    "json5": read_json,
    "toml": read_toml,
    "ini": read_ini,
    "js": read_javascript,
    "cjs": read_javascript,
    "mjs": read_javascript,
    "ts": read_javascript,
}

#: What has keys of this kind for other reasons: tools, documents, data for tests.
_OTHER: Final = re.compile(
    r"(?:^|/)(?:docs?|examples?|samples?|fixtures?|tests?|specs?|__tests__|test-?data|templates|crds|\.github|\.vscode|\.idea)/"
    r"|(?:^|/)(?:package|tsconfig|jsconfig|composer|pyproject|openapi|swagger|mkdocs|renovate|turbo|nx|babel|\.babelrc"
    r"|\.pre-commit-config|\.eslintrc)[\w.\-]*$",
    re.IGNORECASE,
)
#: What a file with a section for production mentions; parsing everything else would find nothing.
_MENTIONS: Final = re.compile(r"prod|prd|honban|live|release|hb|本番|商用|運用", re.IGNORECASE)
_MAX_LENGTH: Final = 500_000
_BASE_RANK, _SECTION_RANK = 0, 10


def in_file(tree: Tree, claimed: Container[str]) -> Sequence[Layer]:
    """The layers of files with sections for production and for another environment, at any depth."""
    return [
        layer for path in tree.texts if path not in claimed and not _OTHER.search(path) for layer in _layers(tree, path)
    ]


def _layers(tree: Tree, path: str) -> Iterator[Layer]:
    reader = _READERS.get(path.rpartition(".")[2].lower())
    text = tree.texts[path]
    if reader is None or len(text) > _MAX_LENGTH or not (tree.named.words or _MENTIONS.search(text)):
        return
    by_name = split([exported(leaf) for leaf in tree.reading(path, reader).leaves], tree.named)
    by_tag = tagged(by_name.rest, tree.named)
    sections = [*by_name.sections, *by_tag.sections]
    if not any(section.environment is not None and section.environment.is_production for section in sections):
        return
    stack = f"{_LAYOUT}:{path}"
    yield Layer(stack, _LAYOUT, None, _BASE_RANK, path, by_tag.rest, "", False, EVERYBODY)
    for section in sections:
        because = EVERYBODY if section.environment is None else SECTION
        yield Layer(
            stack, _LAYOUT, section.environment, _SECTION_RANK, path, section.leaves, section.part, False, because
        )
