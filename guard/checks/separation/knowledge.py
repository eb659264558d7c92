"""What the check knows and what it does not: one answer a question, and how much of each environment could be seen.

A question that nothing in the repository answers is ``unknown`` and never a pass: a value that comes at deploy
time may be anybody's.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from typing import Final

from guard.checks.separation.candidate import is_configuration
from guard.checks.separation.facts.fact import Fact, Thing, Weight
from guard.checks.separation.facts.words import words_of, words_of_path
from guard.checks.separation.rules.problem import Demands, Problem, place
from guard.checks.separation.setting import Layer, Setting, shortened
from guard.checks.separation.shape import Shape, shape_of
from guard.environment import (
    SAMPLE_ENVIRONMENT,
    Answer,
    Cell,
    Classified,
    Coverage,
    Environment,
    EnvironmentKind,
    Evidence,
    Separation,
    State,
)
from guard.messages import N_
from guard.model import Disposition, Verdict

DEPLOY_TIME: Final = N_("the value comes at deploy time: attach evidence")
NOT_HERE: Final = N_("the repository says it of one of the two only: attach evidence")
NOT_READ: Final = N_("a file of one of the two could not be read whole: make it readable, or attach evidence")
OWN_MACHINE: Final = N_("each of the two names nothing but its own machine: attach evidence")
NO_PRODUCTION: Final = N_("nothing in the repository belongs to production: attach evidence")
NO_OTHER: Final = N_("nothing in the repository belongs to another environment than production: attach evidence")
NOTHING: Final = N_("nothing in the repository belongs to an environment: attach evidence")
#: The thing of an answer about all of them.
EVERYTHING: Final = "everything"
#: What every system has: where nothing is said of it, that is told too.
_ALWAYS_ASKED: Final = (Thing.DATABASE, Thing.CREDENTIAL)
_WAIVED: Final = frozenset({Disposition.ALLOWED_CONFIG, Disposition.ALLOWED_INLINE, Disposition.BASELINED})
#: Words of a key that nobody answers → what it would have told.
_THING_WORDS: Final = (
    (Thing.BUCKET, frozenset({"bucket"})),
    (Thing.QUEUE, frozenset("queue topic sqs sns kafka amqp rabbitmq broker".split())),
    (Thing.KEY, frozenset("kms cmk keyring keyvault".split())),
    (Thing.CREDENTIAL, frozenset("password passwd pwd passphrase secret token apikey credential credentials".split())),
    (Thing.DATABASE, frozenset("db database databases datasource jdbc mysql postgres postgresql mariadb oracle mongo mongodb redis rds".split())),
    (Thing.ACCOUNT, frozenset("account subscription".split())),
    (Thing.NETWORK, frozenset("vpc subnet subnets cidr".split())),
)  # fmt: skip


@dataclass(frozen=True)
class Knowledge:
    """All that one run came to; ``broken`` says which files could not be read whole."""

    layers: Sequence[Layer]
    settings: Sequence[Setting]
    facts: Sequence[Fact]
    problems: Sequence[Problem]
    paths: Sequence[str]
    broken: Mapping[str, str] = field(default_factory=dict)

    def separation(self, demands: Demands, verdicts: Sequence[Verdict], line: Callable[[Setting], int]) -> Separation:
        """What a report tells; ``line`` gives the line of a setting, ``verdicts`` what is accepted."""
        claimed = {layer.path for layer in self.layers}
        environments = tuple(sorted({one.environment for one in self.layers if one.environment is not None}))
        return Separation(
            environments,
            tuple(
                dict.fromkeys(
                    Classified(one.path, one.part, one.layout, one.environment, one.because) for one in self.layers
                )
            ),
            tuple(path for path in self.paths if path not in claimed and is_configuration(path)),
            tuple(self._coverage(environments)),
            tuple(self._answers(environments, demands, verdicts, line)),
            tuple(self._cells(demands)),
        )

    def _coverage(self, environments: Sequence[Environment]) -> Iterator[Coverage]:
        facts: defaultdict[Environment, int] = defaultdict(int)
        for fact in self.facts:
            facts[fact.setting.environment] += 1
        for environment in (one for one in environments if one != SAMPLE_ENVIRONMENT):
            own = [one for one in self.settings if one.environment == environment]
            paths = {one.path for one in self.layers if one.environment == environment}
            yield Coverage(
                environment,
                files=len(paths),
                settings=len(own),
                facts=facts[environment],
                unresolved=sum(_is_unresolved(one) for one in own),
                unparsed=sorted(path for path in paths if path in self.broken),
            )

    def _answers(
        self,
        environments: Sequence[Environment],
        demands: Demands,
        verdicts: Sequence[Verdict],
        line: Callable[[Setting], int],
    ) -> Iterator[Answer]:
        production = any(one.is_production for one in environments)
        others = sorted({one.kind for one in environments if demands.compares(one) and one != SAMPLE_ENVIRONMENT})
        if not production or not others:
            reason = (
                NOTHING if not set(environments) - {SAMPLE_ENVIRONMENT} else NO_OTHER if production else NO_PRODUCTION
            )
            yield Answer(EVERYTHING, EnvironmentKind.NON_PRODUCTION, State.UNKNOWN, (), reason)
            return
        accepted = {
            (one.finding.origin.path, one.finding.start): _accepted(one)
            for one in verdicts
            if one.disposition in _WAIVED
        }
        for thing in Thing:
            for other in others:
                answer = self._answer(thing, other, accepted, line)
                if answer is not None:
                    yield answer

    def _answer(
        self,
        thing: Thing,
        other: EnvironmentKind,
        accepted: Mapping[tuple[str, int], str],
        line: Callable[[Setting], int],
    ) -> Answer | None:
        found = [
            one for one in self.problems if one.thing is thing and other in {each.kind for each in one.environments}
        ]
        if found:
            waived = all(place(one.at) in accepted for one in found)
            reason = next((accepted[place(one.at)] for one in found if place(one.at) in accepted), "") if waived else ""
            evidence = [setting for one in found for setting in (*one.related, one.at)]
            return Answer(thing, other, State.WAIVED if waived else State.VIOLATION, _evidence(evidence, line), reason)
        ours, theirs = self._facts(thing, EnvironmentKind.PRODUCTION), self._facts(thing, other)
        open_ = [*self._unresolved(thing, EnvironmentKind.PRODUCTION), *self._unresolved(thing, other)]
        is_broken = not self._broken.isdisjoint({EnvironmentKind.PRODUCTION, other})
        if is_broken and (ours or theirs or open_ or thing in _ALWAYS_ASKED):
            evidence = [one.setting for one in (*ours[:1], *theirs[:1])]
            return Answer(thing, other, State.UNKNOWN, _evidence(evidence, line), NOT_READ)
        if ours and theirs and not open_ and any(one.identity or one.around for one in (*ours, *theirs)):
            return Answer(thing, other, State.APART, _evidence([ours[0].setting, theirs[0].setting], line))
        if open_:
            return Answer(thing, other, State.UNKNOWN, _evidence(open_[:2], line), DEPLOY_TIME)
        if ours and theirs:
            return Answer(
                thing, other, State.UNKNOWN, _evidence([ours[0].setting, theirs[0].setting], line), OWN_MACHINE
            )
        if ours or theirs or thing in _ALWAYS_ASKED:
            return Answer(
                thing, other, State.UNKNOWN, _evidence([one.setting for one in (*ours, *theirs)][:1], line), NOT_HERE
            )
        return None

    def _facts(self, thing: Thing, kind: EnvironmentKind) -> list[Fact]:
        return self._facts_by_question[thing, kind]

    def _unresolved(self, thing: Thing, kind: EnvironmentKind) -> list[Setting]:
        return self._unresolved_by_question[thing, kind]

    @cached_property
    def _broken(self) -> frozenset[EnvironmentKind]:
        """The kinds of environments that a file belongs to which could not be read whole."""
        owners = (one.environment for one in self.layers if one.path in self.broken)
        return frozenset(one.kind for one in owners if one is not None)

    @cached_property
    def _facts_by_question(self) -> defaultdict[tuple[Thing, EnvironmentKind], list[Fact]]:
        found: defaultdict[tuple[Thing, EnvironmentKind], list[Fact]] = defaultdict(list)
        for fact in self.facts:
            if fact.weight > Weight.LISTED:
                found[fact.thing, fact.setting.environment.kind].append(fact)
        return found

    @cached_property
    def _unresolved_by_question(self) -> defaultdict[tuple[Thing, EnvironmentKind], list[Setting]]:
        found: defaultdict[tuple[Thing, EnvironmentKind], list[Setting]] = defaultdict(list)
        for setting in self.settings:
            thing = _thing_of(setting) if _is_unresolved(setting) else None
            if thing is not None:
                found[thing, setting.environment.kind].append(setting)
        return found

    def _cells(self, demands: Demands) -> Iterator[Cell]:
        kinds = sorted(
            {one.environment.kind for one in self.settings if one.environment != SAMPLE_ENVIRONMENT},
            key=list(EnvironmentKind).index,
        )
        for thing in Thing:
            row = [self._cell(thing, kind) for kind in kinds]
            if any(cell.known or cell.unresolved for cell in row):
                yield from row

    def _cell(self, thing: Thing, kind: EnvironmentKind) -> Cell:
        shared = {
            each.kind
            for one in self.problems
            if one.thing is thing and kind in {each.kind for each in one.environments}
            for each in one.environments
        } - {kind}
        known = {one.identity or one.around for one in self._facts(thing, kind)}
        unresolved = {one.name for one in self._unresolved(thing, kind)}
        return Cell(thing, kind, len(known), len(unresolved), tuple(sorted(shared, key=list(EnvironmentKind).index)))


def _accepted(verdict: Verdict) -> str:
    """Why something is accepted, who answers for it and until when, as far as that is said."""
    said = ", ".join(word for word in (verdict.owner, verdict.expires) if word)
    return " ".join(word for word in (verdict.reason or "", f"({said})" if said else "") if word)


def _evidence(settings: Sequence[Setting], line: Callable[[Setting], int]) -> tuple[Evidence, ...]:
    ordered = sorted(settings, key=lambda one: not one.environment.is_production)
    return tuple(
        dict.fromkeys(Evidence(one.path, line(one), shortened(one.name), one.environment.name) for one in ordered)
    )


def _is_unresolved(setting: Setting) -> bool:
    """Whether what stands there is decided elsewhere: a reference, something encrypted, an expression."""
    if setting.literal is not None:
        return False
    return setting.leaf.is_expression or shape_of(setting.text) in {Shape.REFERENCE, Shape.ENCRYPTED}


def _thing_of(setting: Setting) -> Thing | None:
    """What a setting that nobody answers would have told, by the words of its key and of what it asks for."""
    words = {*words_of_path(setting.key[-2:]), *words_of(setting.text[:200])}
    return next((thing for thing, telling in _THING_WORDS if telling & words), None)
