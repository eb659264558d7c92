"""What a rule is shown, and what it says."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property

from guard.checks.separation.facts.fact import Fact, Thing, Weight
from guard.checks.separation.setting import Setting, Tree
from guard.environment import Environment, EnvironmentKind, Zone
from guard.model import Severity


@dataclass(frozen=True, slots=True)
class Demands:
    """What the configuration asks for: zones by the name of an environment, and how strict to be.

    ``pairs`` are the kinds of environments that are compared with production; empty means all of them.
    """

    zones: Mapping[str, Zone] = field(default_factory=dict)
    require_account_separation: bool = False
    staging: Severity = Severity.MEDIUM
    pairs: frozenset[EnvironmentKind] = frozenset()

    def zone(self, environment: Environment) -> Zone | None:
        """The network that an environment runs in, as far as the configuration says."""
        return self.zones.get(environment.name) or self.zones.get(environment.kind.value)

    def compares(self, environment: Environment) -> bool:
        """Whether an environment is compared with production."""
        return not environment.is_production and (not self.pairs or environment.kind in self.pairs)


@dataclass(frozen=True)
class Scene:
    """All that the rules look at: settings and facts of all environments, and the files themselves."""

    settings: Sequence[Setting]
    facts: Sequence[Fact]
    tree: Tree = field(default_factory=lambda: Tree({}))
    demands: Demands = field(default_factory=Demands)

    @cached_property
    def production(self) -> tuple[Setting, ...]:
        """What production reads."""
        return tuple(one for one in self.settings if one.environment.is_production)

    @cached_property
    def others(self) -> tuple[Setting, ...]:
        """What environments read that are compared with production."""
        return tuple(one for one in self.settings if self.demands.compares(one.environment))

    @cached_property
    def facts_by_place(self) -> Mapping[tuple[str, int], Sequence[Fact]]:
        """The facts that stand at a place (path, offset)."""
        found: defaultdict[tuple[str, int], list[Fact]] = defaultdict(list)
        for fact in self.facts:
            found[place(fact.setting)].append(fact)
        return found

    @cached_property
    def shared_state(self) -> frozenset[tuple[str, int]]:
        """The places (path, offset) that say where a Terraform state lies which production has too."""
        states = [fact for fact in self.facts if fact.thing is Thing.STATE and fact.identity]
        theirs = {fact.identity for fact in states if fact.setting.environment.is_production}
        return frozenset(place(one) for fact in states if fact.identity in theirs for one in fact.settings)

    def severity(self, weight: Weight, environments: Iterable[Environment]) -> Severity:
        """How bad it is that something of this weight concerns these environments."""
        concerned = tuple(environments)
        if weight > Weight.LISTED and any(self.demands.zone(one) is Zone.MY_NUMBER for one in concerned):
            return Severity.CRITICAL
        severity = {Weight.LISTED: Severity.LOW, Weight.WEAK: Severity.MEDIUM, Weight.STRONG: Severity.HIGH}[weight]
        outside = [one for one in concerned if not one.is_production]
        if outside and all(one.kind is EnvironmentKind.STAGING for one in outside):
            return min(severity, self.demands.staging)
        return severity


@dataclass(frozen=True, slots=True)
class Problem:
    """One thing that is wrong, at one place; ``related`` are the other places, production's first.

    ``also`` are the rules that would have said something of the same place. ``message`` is a message id; ``args`` hold names of environments, keys and words of ours, never a value.
    """

    rule_id: str
    severity: Severity
    at: Setting
    message: str
    args: Mapping[str, str | int] = field(default_factory=dict)
    related: tuple[Setting, ...] = ()
    thing: Thing | None = None
    environments: tuple[Environment, ...] = ()
    also: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Example:
    """A small repository that a rule finds something in, or, as a counter-example, nothing: its files by path."""

    rule_id: str
    files: Mapping[str, str]
    is_counter_example: bool = False


def pair(rule_id: str, production: str, other: str, *, counter: bool = False) -> Example:
    """An example of two dotenv files, production's and development's."""
    return Example(rule_id, {".env.production": production, ".env.development": other}, counter)


#: A rule: everything in, problems out.
RuleFunction = Callable[[Scene], Iterator[Problem]]


def place(setting: Setting) -> tuple[str, int]:
    """Where a setting stands."""
    return setting.path, setting.leaf.start


def once(settings: Iterable[Setting]) -> tuple[Setting, ...]:
    """Each place once, in the order given."""
    found: dict[tuple[str, int], Setting] = {}
    for one in settings:
        found.setdefault(place(one), one)
    return tuple(found.values())


def names(environments: Iterable[Environment]) -> str:
    """The names of environments for a message, each once."""
    return ", ".join(dict.fromkeys(one.name for one in environments))
