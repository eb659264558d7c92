"""The schema of the configuration file, and errors that say where and what to write instead."""

from __future__ import annotations

import datetime as dt
import difflib
import re
from collections.abc import Sequence
from pathlib import Path
from typing import Annotated, Any, Literal

from pydantic import (
    AfterValidator,
    BeforeValidator,
    Field,
    StringConstraints,
    ValidationError,
    model_validator,
)

from guard.config import value_pattern
from guard.config.config import MEBIBYTE, AcceptSkip, Allow, Config, InstalledRules, PathRule, SeverityOf
from guard.config.files import Beside, in_folder
from guard.config.place import Location, line_of
from guard.config.recognizers import Markings, Names, Recognizer, Recognizers, SeverityName, Table
from guard.config.separation import Demands, Named, environments
from guard.environment import EnvironmentKind, NamedEnvironment
from guard.errors import ConfigError
from guard.model import Severity, SkipReason
from guard.rules.catalogue import RULES
from guard.rules.own import OwnRule

_SIZES = {"": 1, "b": 1, "kb": 1024, "mb": MEBIBYTE, "gb": 1024 * MEBIBYTE}
_RULE_IDS = tuple(rule.id for rule in RULES)


def _kebab(name: str) -> str:
    return name.replace("_", "-")


def _size(value: object) -> object:
    if not isinstance(value, str):
        return value
    match = re.fullmatch(r"\s*([0-9]{1,15})\s*([kmg]i?b|b|)\s*", value.lower())
    if match is None:
        raise ValueError("write a size such as 50MB")
    return int(match[1]) * _SIZES[match[2].replace("i", "")]


def _date(value: object) -> object:
    return dt.date.fromisoformat(value) if isinstance(value, str) else value


def _path(value: str) -> str:
    if value.startswith("./") or "\\" in value or ".." in value.split("/"):
        raise ValueError("write it from the root of the repository, with forward slashes and without ./ or ..")
    return value


def _value_pattern(value: str) -> str:
    value_pattern.check(value)
    return value


Size = Annotated[int, BeforeValidator(_size), Field(gt=0)]
Text = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1)]
PathPattern = Annotated[Text, Field(max_length=1000), AfterValidator(_path)]
ValuePattern = Annotated[str, Field(min_length=1), AfterValidator(_value_pattern)]
Date = Annotated[dt.date, BeforeValidator(_date)]


class _PathRule(Table):
    path: PathPattern
    reason: Text


class _Allow(Table):
    rule: Text | None = None
    path: PathPattern | None = None
    value_pattern: ValuePattern | None = None
    reason: Text
    owner: Text
    expires: Date

    @model_validator(mode="after")
    def _says_what(self) -> _Allow:
        if self.rule is None and self.path is None and self.value_pattern is None:
            raise ValueError("needs a rule, a path or a value-pattern")
        return self


class _SeverityOf(Table):
    rule: Text
    path: PathPattern
    severity: SeverityName
    reason: Text


class _AcceptSkip(Table):
    path: PathPattern
    reason_code: Literal[tuple(reason.value for reason in SkipReason)]  # type: ignore[valid-type]
    reason: Text
    owner: Text
    expires: Date


class _Scan(Table):
    max_file_size: Size = 50 * MEBIBYTE
    max_archive_bytes: Annotated[Size, Field(le=1024 * MEBIBYTE)] = 200 * MEBIBYTE
    max_archive_members: Annotated[int, Field(gt=0)] = 50_000
    max_archive_depth: Annotated[int, Field(gt=0, le=32)] = 8
    max_archive_ratio: Annotated[int, Field(gt=0)] = 200
    container_timeout: Annotated[int, Field(gt=0, le=3600)] = 60
    container_memory: Annotated[Size, Field(ge=256 * MEBIBYTE)] = 1024 * MEBIBYTE
    ocr: bool = False
    include: list[_PathRule] = []
    exclude: list[_PathRule] = []


class _Gate(Table):
    terms: PathPattern | None = None


class _File(Table):
    min_severity: SeverityName = Severity.MEDIUM
    scan: _Scan = _Scan()
    allow: list[_Allow] = []
    accept_skip: list[_AcceptSkip] = []
    severity: dict[str, SeverityName] = {}
    severity_of: list[_SeverityOf] = []
    recognizer: list[Recognizer] = []
    recognizers: Recognizers = Recognizers()
    markings: Markings = Markings()
    names: Names = Names()
    environments: dict[str, Named] = {}
    separation: Demands = Demands()
    gate: _Gate = _Gate()


def parse(
    table: dict[str, Any],
    text: str,
    name: str,
    today: dt.date,
    prefix: Location = (),
    beside: Beside | None = None,
    installed: InstalledRules | None = None,
) -> Config:
    """Check a table read from ``text``, where it stands under ``prefix``; errors name file, line and key.

    ``beside`` reads the files that the configuration names, ``installed`` finds the packages that it names.
    """
    try:
        file = _File.model_validate(table)
    except ValidationError as error:
        found = error.errors(include_input=False, include_url=False)
        first = min(found, key=lambda one: one["type"] != "extra_forbidden")  # a misspelt key is missing as well
        raise ConfigError(_wording(first), file=name, line=line_of(text, first["loc"], prefix)) from None
    own = [one.own_rule(name) for one in file.recognizer]
    own += _named_elsewhere(file.recognizers, beside or in_folder(Path()), installed, name, text, prefix)
    _refuse_unknown_rules(file, [one.id for one in own], text, name, prefix)
    _refuse_expired("allow", file.allow, text, name, today, prefix)
    _refuse_expired("accept-skip", file.accept_skip, text, name, today, prefix)
    return Config(
        source=name,
        min_severity=file.min_severity,
        max_file_size=file.scan.max_file_size,
        max_archive_bytes=file.scan.max_archive_bytes,
        max_archive_members=file.scan.max_archive_members,
        max_archive_depth=file.scan.max_archive_depth,
        max_archive_ratio=file.scan.max_archive_ratio,
        container_timeout=file.scan.container_timeout,
        container_memory=file.scan.container_memory,
        ocr=file.scan.ocr,
        include=tuple(PathRule(item.path, item.reason) for item in file.scan.include),
        exclude=tuple(PathRule(item.path, item.reason) for item in file.scan.exclude),
        allow=tuple(Allow(i.reason, i.owner, i.expires, i.rule, i.path, i.value_pattern) for i in file.allow),
        accept_skip=tuple(AcceptSkip(i.path, i.reason_code, i.reason, i.owner, i.expires) for i in file.accept_skip),
        severity=dict(file.severity),
        severity_of=tuple(SeverityOf(i.rule, i.path, i.severity, i.reason) for i in file.severity_of),
        recognizers=tuple(own),
        markings=tuple(file.markings.words),
        names_engine=file.names.engine,
        environments=_environments(file.environments, text, name, prefix),
        separation=file.separation.plain(),
        gate_terms=file.gate.terms,
    )


def _environments(table: dict[str, Named], text: str, name: str, prefix: Location) -> tuple[NamedEnvironment, ...]:
    try:
        return environments(table)
    except KeyError as error:
        kinds = ", ".join(kind.value for kind in EnvironmentKind)
        line = line_of(text, ("environments", str(error.args[0])), prefix)
        raise ConfigError(f"environments.{error.args[0]}: needs a kind, one of {kinds}", file=name, line=line) from None


def _named_elsewhere(
    named: Recognizers, beside: Beside, installed: InstalledRules | None, name: str, text: str, prefix: Location
) -> list[OwnRule]:
    """The rules in files of Presidio's format, and those of installed packages."""
    rules: list[OwnRule] = []
    if named.presidio:
        from guard.config.presidio_registry import presidio_rules

        rules += presidio_rules(named.presidio, beside)
    if named.entry_points:
        line = line_of(text, ("recognizers", "entry-points"), prefix)
        if installed is None:
            raise ConfigError("recognizers.entry-points: not known to this command", file=name, line=line)
        try:
            rules += installed(named.entry_points)
        except ConfigError as error:
            raise ConfigError(f"recognizers.entry-points: {error}", file=name, line=line) from None
    return rules


def _refuse_unknown_rules(file: _File, own: Sequence[str], text: str, name: str, prefix: Location) -> None:
    """Rules are named that exist, and no two bear one name."""
    for index, rule_id in enumerate(own):
        if rule_id in own[:index]:
            raise ConfigError(f"[[recognizer]] id: two rules are called {rule_id}", file=name)
    known = (*_RULE_IDS, *own)
    places: list[tuple[str, Location]] = [(one, ("severity", one)) for one in file.severity]
    places += [(one.rule, ("severity-of", at, "rule")) for at, one in enumerate(file.severity_of)]
    places += [(one.rule, ("allow", at, "rule")) for at, one in enumerate(file.allow) if one.rule is not None]
    for rule_id, location in places:
        if rule_id not in known:
            key = ".".join(str(part) for part in location if not isinstance(part, int))
            message = f"{key}: no rule of this id{_nearest(rule_id, known)}"
            raise ConfigError(message, file=name, line=line_of(text, location, prefix))


def _refuse_expired(
    section: str, entries: Sequence[_Allow | _AcceptSkip], text: str, name: str, today: dt.date, prefix: Location
) -> None:
    for index, entry in enumerate(entries):
        if entry.expires < today:
            message = f"[[{section}]] expires: ended on {entry.expires.isoformat()}; review it, then renew or remove it"
            raise ConfigError(message, file=name, line=line_of(text, (section, index, "expires"), prefix))


def _wording(error: Any) -> str:
    location, kind = error["loc"], error["type"]
    key = ".".join(str(part) for part in location if not isinstance(part, int) and part != "[key]")
    if kind == "extra_forbidden":
        return f"{key}: unknown key{_nearest(str(location[-1]), _known_keys(location[:-1]))}"
    if kind == "missing":
        return f"{key}: is required"
    return f"{key}: {error['msg'].removeprefix('Value error, ')}"


def _known_keys(location: Sequence[int | str]) -> list[str]:
    model: Any = _File
    for part in location:
        if isinstance(part, int):
            continue
        annotation = {_kebab(name): info.annotation for name, info in model.model_fields.items()}.get(part)
        model = getattr(annotation, "__args__", (annotation,))[-1]
        if not hasattr(model, "model_fields"):
            return []
    return [_kebab(name) for name in model.model_fields]


def _nearest(word: str, known: Sequence[str]) -> str:
    close = difflib.get_close_matches(word, known, n=1, cutoff=0.5)
    return f"; did you mean {close[0]}?" if close else f"; known: {', '.join(known)}" if known else ""
