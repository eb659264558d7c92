"""The configuration: ``sekisho.toml``, or ``[tool.sekisho]`` in ``pyproject.toml``, as plain values.

pydantic, which checks it and words the errors, is imported only when there is a file to check.
"""

from __future__ import annotations

import datetime as dt
import os
import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from guard.config_files import Beside, in_folder
from guard.environment import EnvironmentKind, NamedEnvironment
from guard.errors import ConfigError
from guard.model import Severity
from guard.own_rules import OwnRule

FILE_NAME = "sekisho.toml"
#: The accepted findings, at the root of a repository (``guard.policy.baseline_file``).
BASELINE = ".sekisho-baseline.json"
#: Who works on what (``guard.checks.accounts``), and what people put down in writing (``guard.gate.attestation``).
ROSTER = "sekisho-roster.yaml"
ATTESTATIONS = "sekisho-attestations.yaml"
PYPROJECT = "pyproject.toml"
SECTION = ("tool", "sekisho")
MAX_BYTES = 1024 * 1024
MEBIBYTE = 1024 * 1024
#: Dots on one line: the time for a dotted key grows with the square of its parts.
MAX_DOTS = 500
#: From names of entry points to the rules of installed packages; raises ``ConfigError``.
InstalledRules = Callable[[Sequence[str]], list[OwnRule]]


@dataclass(frozen=True, slots=True)
class PathRule:
    """A path pattern with the reason it is there."""

    path: str
    reason: str


@dataclass(frozen=True, slots=True)
class Allow:
    """An accepted finding: by rule, path or value pattern (RE2, against the whole value in NFKC)."""

    reason: str
    owner: str
    expires: dt.date
    rule: str | None = None
    path: str | None = None
    value_pattern: str | None = None


@dataclass(frozen=True, slots=True)
class SeverityOf:
    """How bad the findings of a rule are below some paths, and why."""

    rule: str
    path: str
    severity: Severity
    reason: str


@dataclass(frozen=True, slots=True)
class AcceptSkip:
    """An accepted skip."""

    path: str
    reason_code: str
    reason: str
    owner: str
    expires: dt.date


@dataclass(frozen=True, slots=True)
class SeparationDemands:
    """How strict the separation check is: kinds compared with production (empty: all), what staging may share at most."""

    compare: tuple[EnvironmentKind, ...] = ()
    staging: Severity = Severity.MEDIUM
    require_account_separation: bool = False


@dataclass(frozen=True, slots=True)
class Config:
    """What a run is told by its configuration; the defaults are those of a repository without one."""

    source: str | None = None
    min_severity: Severity = Severity.MEDIUM
    max_file_size: int = 50 * MEBIBYTE
    max_archive_bytes: int = 200 * MEBIBYTE
    max_archive_members: int = 50_000
    max_archive_depth: int = 8
    max_archive_ratio: int = 200
    container_timeout: int = 60
    container_memory: int = 1024 * MEBIBYTE
    ocr: bool = False
    include: tuple[PathRule, ...] = ()
    exclude: tuple[PathRule, ...] = ()
    allow: tuple[Allow, ...] = ()
    accept_skip: tuple[AcceptSkip, ...] = ()
    severity: Mapping[str, Severity] = field(default_factory=dict)
    severity_of: tuple[SeverityOf, ...] = ()
    recognizers: tuple[OwnRule, ...] = ()
    markings: tuple[str, ...] = ()
    names_engine: str = "sekisho"
    environments: tuple[NamedEnvironment, ...] = ()
    separation: SeparationDemands = SeparationDemands()
    gate_terms: str | None = None


def find(start: Path, stop: Path) -> Path | None:
    """The nearest configuration file from a folder upwards to ``stop`` (the root of the repository)."""
    for folder in (start, *start.parents):
        candidate = folder / FILE_NAME
        if os.path.lexists(candidate):  # what is there and cannot be read is an error, not another configuration
            return candidate
        pyproject = folder / PYPROJECT
        if pyproject.is_file() and _has_section(pyproject):
            return pyproject
        if folder == stop:
            return None
    return None


def load(path: Path | None, today: dt.date, installed: InstalledRules | None = None) -> Config:
    """Read and check a configuration file; ``None`` gives the defaults. ``installed`` finds packages that it names.

    Raises ``ConfigError`` naming file, line, key and the nearest known key.
    """
    if path is None:
        return Config()
    return loads(_read(path), path.name, today, in_folder(path.parent), installed)


def loads(
    data: bytes, name: str, today: dt.date, beside: Beside | None = None, installed: InstalledRules | None = None
) -> Config:
    """Check the bytes of a configuration file; ``beside`` reads the files that it names. Raises as ``load``."""
    from guard.config_schema import parse

    text = text_of(data, name)
    table = read_toml(text, name)
    prefix: tuple[str, ...] = ()
    if re.split("[/:]", name)[-1] == PYPROJECT:  # the name may say of which commit it is
        prefix = SECTION
        table = _section(table) or {}
    return parse(table, text, name, today, prefix, beside, installed)


def _read(path: Path) -> bytes:
    if not path.is_file():
        raise ConfigError("cannot be read: it is no file", file=path.name)
    try:
        with path.open("rb") as file:
            data = file.read(MAX_BYTES + 1)
    except OSError as error:
        raise ConfigError(f"cannot be read: {error.strerror}", file=path.name) from None
    if len(data) > MAX_BYTES:
        raise ConfigError(f"is larger than {MAX_BYTES} bytes", file=path.name)
    return data


def text_of(data: bytes, name: str) -> str:
    """The text of a configuration file. Raises ``ConfigError``."""
    try:
        return data.decode("utf-8-sig").replace("\r\n", "\n")
    except UnicodeDecodeError as error:
        line = data.count(b"\n", 0, error.start) + 1
        raise ConfigError("is not UTF-8", file=name, line=line) from None


def read_toml(text: str, name: str) -> dict[str, Any]:
    """The table that a text is. Raises ``ConfigError`` with the line; a key of thousands of parts would take hours."""
    import tomllib

    for number, written in enumerate(text.split("\n"), start=1):
        if written.count(".") > MAX_DOTS:
            raise ConfigError("is not TOML that can be read: a line has too many dots", file=name, line=number)
    try:
        return tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        said, _, place = str(error).rpartition(" (at ")
        line = re.match(r"line ([0-9]+)", place)
        end = text.count("\n") + 1  # where tomllib names no line it says "at end of document"
        raise ConfigError(f"is not TOML: {said}", file=name, line=int(line[1]) if line else end) from None
    except (RecursionError, ValueError):  # nested too deeply; a number of thousands of digits
        raise ConfigError("is not TOML that can be read: nested too deeply, or a number too long", file=name) from None


def _section(table: Any) -> Any:
    """The table of ours in a ``pyproject.toml``; ``None`` where there is none."""
    for name in SECTION:
        table = table.get(name) if isinstance(table, dict) else None
    return table


def _has_section(pyproject: Path) -> bool:
    try:
        with pyproject.open("rb") as file:
            return has_section(file.read(MAX_BYTES + 1))
    except OSError:
        return False


def has_section(data: bytes) -> bool:
    """Whether a ``pyproject.toml`` has a section of ours; one that names us and is broken has: reading it will tell."""
    if SECTION[-1].encode() not in data:
        return False
    try:
        return len(data) > MAX_BYTES or _section(read_toml(text_of(data, PYPROJECT), PYPROJECT)) is not None
    except ConfigError:
        return True
