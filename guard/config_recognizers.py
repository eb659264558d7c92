"""The part of the configuration by which a project brings rules of its own, in our form and in Presidio's."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path, PurePosixPath
from typing import Annotated, Any, Literal

from pydantic import AfterValidator, BaseModel, BeforeValidator, ConfigDict, Field, StringConstraints, model_validator

from detectors.custom import CHECK_DIGITS, compiled
from guard.errors import ConfigError
from guard.model import Severity
from guard.own_rules import OwnRule
from guard.rules import RULES

MAX_PATTERN = 1_000
MAX_FILE = 1 << 20
_OURS = frozenset(rule.id for rule in RULES)
#: Presidio's flags: case does not count, a dot is any character, ``^`` and ``$`` are those of a line.
_PRESIDIO_FLAGS = "(?ims)"


def severity(value: object) -> object:
    """A severity by its name."""
    names = {one.label: one for one in Severity}
    if isinstance(value, str) and value in names:
        return names[value]
    raise ValueError(f"one of {', '.join(names)}")


def _id(value: str) -> str:
    if value in _OURS or value == "check":
        raise ValueError("is the id of a rule that Sekisho brings; take another")
    return value


def _pattern(value: str) -> str:
    if len(value) > MAX_PATTERN:
        raise ValueError(f"longer than {MAX_PATTERN} characters")
    try:
        expression = compiled(value)
    except ValueError as error:
        raise ValueError(f"not a valid RE2 expression: {error}") from None
    if expression.search(""):
        raise ValueError("fits an empty text, and so every line")
    return value


def _check_digit(value: str) -> str:
    if value not in CHECK_DIGITS:
        raise ValueError(f"one of {', '.join(CHECK_DIGITS)}")
    return value


def _word(value: str) -> str:
    if len(value.strip()) < 2:
        raise ValueError("is too short: one character stands everywhere")
    return value.strip()


Text = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=1000)]
RuleName = Annotated[
    str, StringConstraints(pattern=r"^[a-z][a-z0-9]*(?:-[a-z0-9]+)*$", max_length=60), AfterValidator(_id)
]
Pattern = Annotated[str, Field(min_length=1), AfterValidator(_pattern)]
Word = Annotated[str, StringConstraints(max_length=200), AfterValidator(_word)]
SeverityName = Annotated[Severity, BeforeValidator(severity)]
CheckDigit = Annotated[str, AfterValidator(_check_digit)]


class Table(BaseModel):
    """A table of the configuration: unknown keys are errors."""

    model_config = ConfigDict(
        extra="forbid",
        strict=True,
        frozen=True,
        alias_generator=lambda name: name.replace("_", "-"),
        populate_by_name=False,
    )


class Recognizer(Table):
    """``[[recognizer]]``."""

    id: RuleName
    name: Text
    severity: SeverityName = Severity.MEDIUM
    severity_beside_name: SeverityName | None = None
    pattern: Pattern | None = None
    words: list[Word] = []
    columns: list[Text] = []
    check_digit: CheckDigit | None = None
    requires: Literal["column"] | None = None
    examples: list[Text] = []
    counter_examples: list[Text] = []
    description: Text | None = None
    fix: Text | None = None

    @model_validator(mode="after")
    def _says_what(self) -> Recognizer:
        if self.pattern is None and not self.words and not self.columns:
            raise ValueError("needs a pattern, words or columns")
        if self.pattern is not None and self.words:
            raise ValueError("has a pattern and words; make two rules of them")
        if self.requires == "column" and not self.columns:
            raise ValueError("requires a column and names none")
        return self

    def own_rule(self, origin: str) -> OwnRule:
        """The rule as the check takes it."""
        beside = self.severity_beside_name or max(self.severity, Severity.HIGH)
        return OwnRule(
            id=self.id,
            name=self.name,
            severity=self.severity,
            beside_name=beside,
            pattern=self.pattern,
            words=tuple(self.words),
            columns=tuple(self.columns),
            check_digit=self.check_digit,
            needs_column=self.requires == "column",
            examples=tuple(self.examples),
            counter_examples=tuple(self.counter_examples),
            description=self.description or "",
            fix=self.fix or "",
            origin=origin,
        )


class Markings(Table):
    """``[markings]``: what the project writes on its confidential documents."""

    words: list[Word] = []


def _engine(value: str) -> str:
    import importlib.util

    if value == "ja_ginza" and importlib.util.find_spec("ja_ginza") is None:
        raise ValueError("is not installed: pip install 'sekisho[ginza]'")
    return value


class Names(Table):
    """``[names]``: what marks names that the rules do not know."""

    engine: Annotated[Literal["sekisho", "rules", "ja_ginza"], AfterValidator(_engine)] = "sekisho"


class Recognizers(Table):
    """``[recognizers]``: files in the format of Presidio's recognizer registry."""

    presidio: list[Text] = []


def presidio_rules(names: list[str], folder: Path) -> Iterator[OwnRule]:
    """The pattern and deny-list recognizers of Presidio's YAML; raises ``ConfigError`` for anything that names code."""
    for name in names:
        path = PurePosixPath(name)
        if path.is_absolute() or ".." in path.parts or "\\" in name:
            raise ConfigError(f"recognizers.presidio: {name} has to lie beside the configuration")
        for index, entry in enumerate(_entries(folder / name, name)):
            yield from _of_entry(entry, name, index)


def _entries(path: Path, name: str) -> list[Any]:
    import yaml

    try:
        data = path.read_bytes()
        if len(data) > MAX_FILE:
            raise ConfigError(f"is larger than {MAX_FILE} bytes", file=name)
        content = yaml.load(data, yaml.CSafeLoader)
    except OSError as error:
        raise ConfigError(f"cannot be read: {error.strerror}", file=name) from None
    except (yaml.YAMLError, ValueError, RecursionError) as error:
        mark = getattr(error, "problem_mark", None)
        raise ConfigError("is not YAML", file=name, line=None if mark is None else mark.line + 1) from None
    entries = content.get("recognizers") if isinstance(content, dict) else None
    if not isinstance(entries, list):
        raise ConfigError("has no list `recognizers`", file=name)
    return entries


class _PresidioPattern(BaseModel):
    model_config = ConfigDict(extra="ignore")
    name: str = ""
    regex: Annotated[str, AfterValidator(lambda value: _pattern(_PRESIDIO_FLAGS + value))]
    score: float = 0.5


class _PresidioEntry(BaseModel):
    model_config = ConfigDict(extra="ignore")
    name: Text
    supported_entity: Text | None = None
    supported_entities: list[Text] = []
    patterns: list[_PresidioPattern] = []
    deny_list: list[Word] = []
    context: list[Text] = []


def _of_entry(entry: Any, file: str, index: int) -> Iterator[OwnRule]:
    if (
        not isinstance(entry, dict)
        or {"class_name", "recognizer_class"} & entry.keys()
        or entry.get("type", "custom") != "custom"
    ):
        raise ConfigError(
            f"recognizers[{index}]: only recognizers of patterns and deny lists; none that names a class", file=file
        )
    try:
        read = _PresidioEntry.model_validate(entry)
    except ValueError as error:
        first = error.errors(include_input=False, include_url=False)[0]  # type: ignore[attr-defined]
        place = ".".join(map(str, first["loc"]))
        said = str(first["msg"]).removeprefix("Value error, ")
        raise ConfigError(f"recognizers[{index}].{place}: {said}", file=file) from None
    entity = read.supported_entity or next(iter(read.supported_entities), read.name)
    own = "presidio-" + "-".join("".join(c if c.isascii() and c.isalnum() else " " for c in entity.lower()).split())
    sure = [one for one in read.patterns if one.score >= 0.5]
    doubtful = [one for one in read.patterns if one.score < 0.5]
    for number, (patterns, words, needs) in enumerate(
        ((sure, [], False), (doubtful, [], True), ([], read.deny_list, False)), 1
    ):
        if patterns or words:
            source = "|".join(f"(?:{one.regex})" for one in patterns) or None
            rule_id = own if number == 1 else f"{own}-{number}"
            yield OwnRule(
                rule_id,
                read.name,
                pattern=source,
                words=tuple(words),
                columns=tuple(read.context),
                needs_column=needs,
                origin=file,
            )
