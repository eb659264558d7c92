"""The part of the configuration by which a project brings rules of its own, in our form and in Presidio's."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import AfterValidator, BaseModel, BeforeValidator, ConfigDict, Field, StringConstraints, model_validator

from detectors.custom import CHECK_DIGITS, compiled, plain_label
from guard.model import Severity
from guard.rules.catalogue import RULES
from guard.rules.own import OwnRule

MAX_PATTERN = 1_000
#: An inline allow reads so many characters of a rule id.
MAX_ID = 40
_OURS = frozenset(rule.id for rule in RULES)
#: How ids of ours begin, those of rules to come included.
_RESERVED = ("jp-", "sep-", "acct-", "gate-")


def severity(value: object) -> object:
    """A severity by its name."""
    names = {one.label: one for one in Severity}
    if isinstance(value, str) and value in names:
        return names[value]
    raise ValueError(f"one of {', '.join(names)}")


def checked_id(value: str) -> str:
    """An id that no rule of Sekisho has, or may come to have."""
    if value in _OURS or value == "check" or value.startswith(_RESERVED):
        raise ValueError("is the id of a rule that Sekisho brings; take another")
    return value


def checked_pattern(value: str) -> str:
    """An expression that RE2 knows, and that does not fit on everything."""
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


def _column(value: str) -> str:
    if not plain_label(value):
        raise ValueError("holds no word")
    return value


def _word(value: str) -> str:
    if len(value.strip()) < 2:
        raise ValueError("is too short: one character stands everywhere")
    return value.strip()


Text = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=1000)]
RuleName = Annotated[
    str, StringConstraints(pattern=r"^[a-z][a-z0-9]*(?:-[a-z0-9]+)*$", max_length=MAX_ID), AfterValidator(checked_id)
]
Pattern = Annotated[str, Field(min_length=1), AfterValidator(checked_pattern)]
Column = Annotated[Text, AfterValidator(_column)]
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
    columns: list[Column] = []
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
    """``[recognizers]``: files in the format of Presidio's registry, and what installed packages offer, by name."""

    presidio: list[Text] = []
    entry_points: list[Text] = []
