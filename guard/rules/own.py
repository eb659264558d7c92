"""The rules that a project brings itself, as its configuration says them: plain values that travel between processes."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final, NamedTuple

from guard.messages import N_
from guard.model import Severity
from guard.rules.catalogue import PERSONAL_DATA, RULES, Messages, Rule

if TYPE_CHECKING:
    from detectors.plugin import Installed

#: What the entities of a project's rules begin with.
OWN_PREFIX: Final = "OWN_"
MARKING: Final = "JP_CONFIDENTIAL_MARKING"
#: What a finding of such a rule says; ``name`` is the project's own word for it.
OWN_RULE: Final = N_("{name} (a rule of this project)")
OWN_RULE_IN_RECORD: Final = N_("{name} (a rule of this project) in one record with: {kinds}")
_WHY: Final = N_("The project names this kind of data in its configuration.")
_FIX: Final = N_("Replace the values by invented ones, or leave them out.")


@dataclass(frozen=True, slots=True)
class OwnRule:
    """One rule; ``severity`` is that of a value alone, ``beside_name`` that of one in a record with a name.

    ``installed`` is the recognizer of a package, in place of pattern and words; ``origin`` is the file or the entry
    point that the rule comes from.
    """

    id: str
    name: str
    severity: Severity = Severity.MEDIUM
    beside_name: Severity = Severity.HIGH
    pattern: str | None = None
    words: tuple[str, ...] = ()
    columns: tuple[str, ...] = ()
    check_digit: str | None = None
    context: tuple[str, ...] = ()
    needs_column: bool = False
    installed: Installed | None = None
    examples: tuple[str, ...] = ()
    counter_examples: tuple[str, ...] = ()
    description: str = ""
    fix: str = ""
    origin: str = "sekisho.toml"

    @property
    def entity(self) -> str:
        """The name of what it finds, as recognizers and reports say it."""
        return entity_of(self.id)

    def rule(self) -> Rule:
        """The rule as the catalogue shows it."""
        return Rule(
            id=self.id,
            entity=self.entity,
            check=PERSONAL_DATA,
            severity=max(self.severity, self.beside_name),
            name=self.name,
            description=self.description or self.name,
            why=_WHY,
            fix=self.fix or _FIX,
            severity_text=f"{self.severity.label} / {self.beside_name.label}",
            messages=Messages(OWN_RULE, OWN_RULE, OWN_RULE_IN_RECORD, OWN_RULE),
            controls=(),
            origin=self.origin,
            asks_everywhere=self.installed is not None and not (self.installed.trigger or self.columns),
        )


def entity_of(rule_id: str) -> str:
    """The name of what the rule of this id finds."""
    return OWN_PREFIX + rule_id.upper().replace("-", "_")


class Failure(NamedTuple):
    """An example that is not found, or a counter-example that is; the values are not told.

    ``error`` says what else is wrong: the recognizer failed, or no trigger would have woken it.
    """

    rule_id: str
    number: int
    is_counter_example: bool
    error: str = ""


class Checked(NamedTuple):
    """How many rules and examples were looked at, and what failed."""

    rules: int
    examples: int
    failures: tuple[Failure, ...]
    without_examples: tuple[str, ...]


def rules_by_entity(own: Iterable[OwnRule] = ()) -> Mapping[str, Rule]:
    """The catalogue of a run: our rules on personal data and the project's, by what they find."""
    ours = {rule.entity: rule for rule in RULES if rule.check == PERSONAL_DATA}
    return ours | {one.entity: one.rule() for one in own}
