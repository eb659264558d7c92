"""The configuration: ``sekisho.toml``, or ``[tool.sekisho]`` in ``pyproject.toml``, as plain values.

pydantic, which checks it and words the errors, is imported only when there is a file to check.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from guard.errors import ConfigError
from guard.model import Severity

FILE_NAME = "sekisho.toml"
PYPROJECT = "pyproject.toml"
MEBIBYTE = 1024 * 1024


@dataclass(frozen=True, slots=True)
class PathRule:
    """A path pattern with the reason it is there."""

    path: str
    reason: str


@dataclass(frozen=True, slots=True)
class Allow:
    """An accepted finding: by rule, path or value pattern (RE2, matched against the whole folded value)."""

    reason: str
    owner: str
    expires: dt.date
    rule: str | None = None
    path: str | None = None
    value_pattern: str | None = None


@dataclass(frozen=True, slots=True)
class AcceptSkip:
    """An accepted skip."""

    path: str
    reason_code: str
    reason: str
    owner: str
    expires: dt.date


@dataclass(frozen=True, slots=True)
class Config:
    """What a run is told by its configuration; the defaults are those of a repository without one."""

    source: str | None = None
    min_severity: Severity = Severity.MEDIUM
    max_file_size: int = 50 * MEBIBYTE
    include: tuple[PathRule, ...] = ()
    exclude: tuple[PathRule, ...] = ()
    allow: tuple[Allow, ...] = ()
    accept_skip: tuple[AcceptSkip, ...] = ()
    severity: Mapping[str, Severity] = field(default_factory=dict)


def find(start: Path, stop: Path) -> Path | None:
    """The nearest configuration file from a folder upwards to ``stop`` (the root of the repository)."""
    for folder in (start, *start.parents):
        candidate = folder / FILE_NAME
        if candidate.is_file():
            return candidate
        pyproject = folder / PYPROJECT
        if pyproject.is_file() and _has_section(pyproject):
            return pyproject
        if folder == stop:
            return None
    return None


def load(path: Path | None, today: dt.date) -> Config:
    """Read and check a configuration file; ``None`` gives the defaults.

    Raises ``ConfigError`` naming file, line, key and the nearest known key.
    """
    if path is None:
        return Config()
    from guard.config_schema import parse

    try:
        text = path.read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError) as error:
        raise ConfigError(f"cannot be read: {type(error).__name__}", file=path.name) from None
    table = _read_toml(text, path.name)
    if path.name == PYPROJECT:
        table = table.get("tool", {}).get("sekisho", {})
    return parse(table, text, path.name, today)


def _read_toml(text: str, name: str) -> dict[str, Any]:
    import tomllib

    try:
        return tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        raise ConfigError(f"is not TOML: {error}", file=name) from None


def _has_section(pyproject: Path) -> bool:
    try:
        text = pyproject.read_text(encoding="utf-8", errors="replace")
    except OSError:
        return False
    return "[tool.sekisho" in text or "[[tool.sekisho" in text
