"""The configuration as plain values: ``sekisho.toml``, or ``[tool.sekisho]`` in ``pyproject.toml``."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field

from guard.environment import EnvironmentKind, NamedEnvironment
from guard.model import Severity
from guard.rules.own import OwnRule

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
