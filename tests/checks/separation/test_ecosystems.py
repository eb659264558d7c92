"""Each ecosystem: a clean repository has no finding, and one production value copied across gives exactly one, there."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from guard.checks.separation.check import SeparationCheck
from guard.checks.separation.environment_names import Named
from guard.checks.separation.rules.problem import Demands
from guard.environment import State
from guard.model import Document, Finding, Origin, Skip
from tests.checks.separation.ecosystems import ECOSYSTEMS, Ecosystem, Mutation


def judged(files: dict[str, str], demands: Demands | None = None) -> tuple[list[Finding], list[Skip], SeparationCheck]:
    check = SeparationCheck(Named(), demands or Demands())
    for path, text in files.items():
        list(check.inspect(Document(Origin(path), text)))
    found = list(check.finish())
    return (
        [one for one in found if isinstance(one, Finding)],
        [one for one in found if isinstance(one, Skip)],
        check,
    )


def told(findings: list[Finding]) -> list[tuple[str, str, int]]:
    return [(one.rule_id, one.origin.path, one.position.line) for one in findings]


@pytest.mark.parametrize("name", ECOSYSTEMS)
def test_a_clean_repository_has_no_finding(name: str) -> None:
    findings, skips, _check = judged(ECOSYSTEMS[name].files)
    assert told(findings) == []
    assert skips == []


@pytest.mark.parametrize("name", ECOSYSTEMS)
def test_production_and_another_environment_are_recognised(name: str) -> None:
    _findings, _skips, check = judged(ECOSYSTEMS[name].files)
    kinds = {one.is_production for one in check.separation([]).environments}
    assert kinds == {True, False}


def _mutations() -> Iterator[tuple[str, Ecosystem, Mutation]]:
    for name, ecosystem in ECOSYSTEMS.items():
        for mutation in ecosystem.mutations:
            yield name, ecosystem, mutation


@pytest.mark.parametrize(
    ("name", "ecosystem", "mutation"),
    [*_mutations()],
    ids=[f"{n}-{m.rule}-{i}" for i, (n, _e, m) in enumerate(_mutations())],
)
def test_one_copied_value_is_one_finding_at_its_line(name: str, ecosystem: Ecosystem, mutation: Mutation) -> None:
    text = ecosystem.files[mutation.path]
    assert text.count(mutation.old) == 1, "the mutation says where it is"
    changed = text.replace(mutation.old, mutation.new)
    findings, _skips, _check = judged({**ecosystem.files, mutation.path: changed})
    assert len(findings) == 1, told(findings)
    first = text[: text.index(mutation.old)].count("\n") + (
        1 if mutation.new else 0
    )  # what is taken away is told beside it
    last = first + mutation.new.count("\n")
    assert (findings[0].rule_id, findings[0].origin.path) == (mutation.rule, mutation.path)
    assert first <= findings[0].position.line <= last + 1


def test_what_both_environments_name_apart_is_told_with_its_places() -> None:
    _findings, _skips, check = judged(ECOSYSTEMS["spring"].files)
    answers = {(one.thing, one.other.value): one for one in check.separation([]).answers}
    database = answers["database", "dev"]
    assert database.state is State.APART
    assert [(one.path, one.line) for one in database.evidence] == [
        ("src/main/resources/application-prod.yml", 3),
        ("src/main/resources/application-dev.yml", 3),
    ]


def test_a_repository_whose_values_come_at_deploy_time_is_unknown_and_no_pass() -> None:
    files = {".env.example": "DATABASE_URL=\nSECRET_KEY=\n", "Procfile": "web: gunicorn juki.wsgi\n"}
    _findings, _skips, check = judged(files)
    states = {one.state for one in check.separation([]).answers}
    assert states == {State.UNKNOWN}
