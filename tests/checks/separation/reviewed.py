"""What the reviews share: a clean repository, what is changed in it, and what has to be found then."""

from __future__ import annotations

from collections.abc import Mapping
from typing import NamedTuple

from guard.checks.separation.check import SeparationCheck
from guard.checks.separation.environment_names import Named
from guard.checks.separation.rules.problem import Demands
from guard.environment import Zone
from guard.model import Document, Finding, Origin, Skip

P = "hQ7-zR2x_Vb9mK4wT"
D = "c3-Ww8eeYn5Lo1pJs"
S = "g6_Rt4ddXk2Za8hQu"


class Mutation(NamedTuple):
    """One text of one file replaced, and the one finding that it makes."""

    path: str
    old: str
    new: str
    rule: str
    severity: str = "high"


class Repository(NamedTuple):
    """A clean repository, what can be changed in it, and the zones of its environments."""

    files: Mapping[str, str]
    mutations: list[Mutation]
    zones: Mapping[str, str] = {}


class Mutated(NamedTuple):
    """One mutation of one repository."""

    name: str
    number: int
    repository: Repository
    mutation: Mutation

    def __str__(self) -> str:
        return f"{self.name}-{self.number}-{self.mutation.rule}"


def judged(
    files: Mapping[str, str], zones: Mapping[str, str] | None = None
) -> tuple[list[Finding], list[Skip], SeparationCheck]:
    """What the check says of files by path."""
    check = SeparationCheck(Named(), Demands(zones={name: Zone(zone) for name, zone in (zones or {}).items()}))
    for path, text in files.items():
        list(check.inspect(Document(Origin(path), text)))
    found = list(check.finish())
    return (
        [one for one in found if isinstance(one, Finding)],
        [one for one in found if isinstance(one, Skip)],
        check,
    )


def told(findings: list[Finding]) -> list[tuple[str, str, str, int]]:
    """Rule, severity and place of findings."""
    return [(one.rule_id, one.severity.name.lower(), one.origin.path, one.position.line) for one in findings]


def mutated(cases: Mapping[str, Repository]) -> list[Mutated]:
    """Every mutation of every repository."""
    return [
        Mutated(name, number, repository, mutation)
        for name, repository in cases.items()
        for number, mutation in enumerate(repository.mutations)
    ]


def check_clean(repository: Repository) -> None:
    """Nothing is found, everything is read, and production is told from another environment."""
    findings, skips, check = judged(repository.files, repository.zones)
    assert told(findings) == []
    assert skips == []
    assert {one.is_production for one in check.separation([]).environments} == {True, False}


def check_mutated(case: Mutated) -> None:
    """One finding of the right rule and severity at the changed line, places of production first beside it."""
    mutation = case.mutation
    text = case.repository.files[mutation.path]
    assert text.count(mutation.old) == 1, "the mutation says where it is"
    changed = text.replace(mutation.old, mutation.new)
    findings, _skips, check = judged({**case.repository.files, mutation.path: changed}, case.repository.zones)
    assert [one[:3] for one in told(findings)] == [(mutation.rule, mutation.severity, mutation.path)], told(findings)
    first = text[: text.index(mutation.old)].count("\n") + 1
    lines = {findings[0].position.line, *(one.line for one in findings[0].related if one.path == mutation.path)}
    assert lines & set(range(first, first + mutation.new.count("\n") + 1)), "the changed line is told"
    environments = [dict(one.args)["environment"] for one in findings[0].related if "environment" in dict(one.args)]
    ours = {one.name for one in check.separation([]).environments if one.is_production}
    assert environments == sorted(environments, key=lambda name: name not in ours)
