"""The schema of the configuration file, and errors that say where and what to write instead."""

from __future__ import annotations

import datetime as dt
import difflib
import re
from collections.abc import Sequence
from typing import Annotated, Any, Literal

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field, ValidationError, model_validator

from guard.config import MEBIBYTE, AcceptSkip, Allow, Config, PathRule
from guard.errors import ConfigError
from guard.model import Severity, SkipReason
from guard.rules import RULES

#: A value pattern that matches fewer values than this gives the value away (conventions: 10^4 candidates).
FEWEST_CANDIDATES = 10_000

_SIZES = {"": 1, "b": 1, "kb": 1024, "mb": MEBIBYTE, "gb": 1024 * MEBIBYTE}
_RULE_IDS = tuple(rule.id for rule in RULES)


def _kebab(name: str) -> str:
    return name.replace("_", "-")


def _size(value: object) -> object:
    if not isinstance(value, str):
        return value
    match = re.fullmatch(r"\s*([0-9]+)\s*([kmg]?b?)\s*", value.lower())
    if match is None or match[2] in {"k", "m", "g"}:
        raise ValueError("write a size such as 50MB")
    return int(match[1]) * _SIZES[match[2]]


def _severity(value: object) -> object:
    names = {severity.label: severity for severity in Severity}
    if isinstance(value, str) and value in names:
        return names[value]
    raise ValueError(f"one of {', '.join(names)}")


def _rule(value: object) -> object:
    if isinstance(value, str) and value not in _RULE_IDS:
        raise ValueError(f"no rule of this id{_nearest(value, _RULE_IDS)}")
    return value


Size = Annotated[int, BeforeValidator(_size), Field(gt=0)]
SeverityName = Annotated[Severity, BeforeValidator(_severity)]
RuleId = Annotated[str, BeforeValidator(_rule)]
Text = Annotated[str, Field(min_length=1)]


class _Table(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True, alias_generator=_kebab, populate_by_name=False)


class _PathRule(_Table):
    path: Text
    reason: Text


class _Allow(_Table):
    rule: RuleId | None = None
    path: Text | None = None
    value_pattern: Text | None = None
    reason: Text
    owner: Text
    expires: dt.date

    @model_validator(mode="after")
    def _says_what(self) -> _Allow:
        if self.rule is None and self.path is None and self.value_pattern is None:
            raise ValueError("needs a rule, a path or a value-pattern")
        if self.value_pattern is not None:
            _check_value_pattern(self.value_pattern)
        return self


class _AcceptSkip(_Table):
    path: Text
    reason_code: Literal[tuple(reason.value for reason in SkipReason)]  # type: ignore[valid-type]
    reason: Text
    owner: Text
    expires: dt.date


class _Scan(_Table):
    max_file_size: Size = 50 * MEBIBYTE
    include: list[_PathRule] = []
    exclude: list[_PathRule] = []


class _File(_Table):
    min_severity: SeverityName = Severity.MEDIUM
    scan: _Scan = _Scan()
    allow: list[_Allow] = []
    accept_skip: list[_AcceptSkip] = []
    severity: dict[RuleId, SeverityName] = {}


def parse(table: dict[str, Any], text: str, name: str, today: dt.date) -> Config:
    """Check a table read from ``text``; errors name the file, the line and the key."""
    try:
        file = _File.model_validate(table)
    except ValidationError as error:
        first = error.errors(include_input=False, include_url=False)[0]
        raise ConfigError(_wording(first), file=name, line=_line_of(text, first["loc"])) from None
    for section, entries in (("allow", file.allow), ("accept-skip", file.accept_skip)):
        for index, entry in enumerate(entries):
            if entry.expires < today:
                message = (
                    f"[[{section}]] expires: ended on {entry.expires.isoformat()}; review it, then renew or remove it"
                )
                raise ConfigError(message, file=name, line=_line_of(text, (section, index, "expires")))
    return Config(
        source=name,
        min_severity=file.min_severity,
        max_file_size=file.scan.max_file_size,
        include=tuple(PathRule(item.path, item.reason) for item in file.scan.include),
        exclude=tuple(PathRule(item.path, item.reason) for item in file.scan.exclude),
        allow=tuple(Allow(i.reason, i.owner, i.expires, i.rule, i.path, i.value_pattern) for i in file.allow),
        accept_skip=tuple(AcceptSkip(i.path, i.reason_code, i.reason, i.owner, i.expires) for i in file.accept_skip),
        severity=dict(file.severity),
    )


def _wording(error: Any) -> str:
    location, kind = error["loc"], error["type"]
    key = ".".join(str(part) for part in location if not isinstance(part, int))
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


def _line_of(text: str, location: Sequence[int | str]) -> int | None:
    """The line of a key path: tables in their order, then the key; the table's own line where the key is missing."""
    tables = [str(part) for part in location if not isinstance(part, int)]
    index = next((part for part in location if isinstance(part, int)), 0)
    key = tables[-1] if tables else ""
    count = -1
    table_line = None
    inside = len(tables) == 1
    for number, line in enumerate(text.splitlines(), start=1):
        header = re.match(r"\s*\[\[?\s*(?:tool\.sekisho\.?)?([^\]]*?)\s*\]", line)
        if header:
            inside = (bool(tables) and header[1].split(".")[0] == tables[0] and len(tables) > 1) or (
                len(tables) == 1 and not header[1]
            )
            if tables and header[1] == tables[0] and (len(tables) > 1 or key == tables[0]):
                count += 1
                inside = count == index or not line.lstrip().startswith("[[")
                table_line = number if inside else table_line
        elif (inside and re.match(rf"\s*(?:['\"]?){re.escape(key)}['\"]?\s*[=.]", line)) or (
            inside and len(tables) > 1 and re.search(rf"[{{,]\s*['\"]?{re.escape(key)}['\"]?\s*=", line)
        ):
            return number
    return table_line


def _check_value_pattern(pattern: str) -> None:
    import re2

    options = re2.Options()
    options.log_errors = False
    try:
        re2.compile(pattern, options)
    except re2.error as error:
        raise ValueError(f"value-pattern is not a valid RE2 expression: {error}") from None
    if _candidates(pattern) < FEWEST_CANDIDATES:
        raise ValueError(
            "value-pattern is itself a value, or nearly one: it would publish what it allows; name a path instead"
        )


def _candidates(pattern: str) -> int:
    """A lower bound of how many texts a pattern matches, capped at :data:`FEWEST_CANDIDATES`."""
    import warnings

    with warnings.catch_warnings():
        warnings.simplefilter("ignore", DeprecationWarning)
        try:
            from re import _parser as parser  # type: ignore[attr-defined]

            tree = parser.parse(pattern)
        except re.error:
            return 1
    return min(FEWEST_CANDIDATES, _count(tree))


def _count(tree: Any) -> int:
    total = 1
    for operator, argument in tree:
        total = min(FEWEST_CANDIDATES, total * _count_one(str(operator), argument))
    return total


def _count_one(operator: str, argument: Any) -> int:
    match operator:
        case "IN":
            return sum(
                item[1][1] - item[1][0] + 1 if str(item[0]) == "RANGE" else 10 if str(item[0]) == "CATEGORY" else 1
                for item in argument
            )
        case "ANY" | "NOT_LITERAL":
            return 100
        case "BRANCH":
            return sum(_count(branch) for branch in argument[1])
        case "SUBPATTERN":
            return _count(argument[-1])
        case "MAX_REPEAT" | "MIN_REPEAT":
            low, high, inner = argument
            return min(FEWEST_CANDIDATES, _count(inner) ** min(int(high), 8) + int(low == 0))
    return 1
