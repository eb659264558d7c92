"""GitHub Actions: each job belongs to the environment that it declares, or that its name or its condition speaks of."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator, Sequence
from typing import Final

from guard.checks.separation.environment_names import Named, in_name, of_token
from guard.checks.separation.layouts.belonging import Belonging, belonging
from guard.checks.separation.layouts.reasons import EVERYBODY, JOB, NAMED
from guard.checks.separation.layouts.sections import tagged
from guard.checks.separation.readers.yaml_reader import read_yaml
from guard.checks.separation.setting import Layer, Leaf, Tree
from guard.environment import Environment

_LAYOUT: Final = "github-actions"
_WORKFLOW: Final = re.compile(r"(?:^|/)\.github/workflows/[^/]+\.ya?ml$")
_BRANCH: Final = re.compile(r"refs/(?:heads|tags)/([\w.\-/]+)|(?:ref_name|base_ref|head_ref)\s*==\s*'([\w.\-/]+)'")
#: ``on`` is a truth value in YAML 1.1.
_EVENTS: Final = frozenset({("on",), ("true",)})
_COMMON_RANK, _JOB_RANK = 10, 20


def github_actions(tree: Tree) -> Sequence[Layer]:
    """The jobs of all workflows that work for a known environment, each with what its workflow gives to all."""
    return [layer for path in tree.texts if _WORKFLOW.search(path) for layer in _workflow(tree, path)]


def _workflow(tree: Tree, path: str) -> Iterator[Layer]:
    common: list[Leaf] = []
    jobs: defaultdict[str, list[Leaf]] = defaultdict(list)
    told = workflow_environment(path, tree.reading(path, read_yaml).leaves, tree.named)
    for leaf in tree.reading(path, read_yaml).leaves:
        if leaf.key[:1] == ("jobs",) and len(leaf.key) > 1:
            jobs[leaf.key[1]].append(leaf)
        elif leaf.key[:1] == ("env",):
            common.append(leaf)
    whole = belonging(path, tree.named)
    owners: dict[str, Environment] = {}
    stack = f"{_LAYOUT}:{path}"
    for name, leaves in jobs.items():
        environment = job_environment(name, leaves, tree.named, told) or _of_file(whole, tree.named)
        if environment is None:
            for section in tagged(leaves, tree.named).sections:
                if section.environment is not None:
                    yield Layer(
                        stack, _LAYOUT, section.environment, _JOB_RANK, path, section.leaves, section.part, False, JOB
                    )
                    owners[section.environment.name] = section.environment
        else:
            owners[environment.name] = environment
            yield Layer(stack, _LAYOUT, environment, _JOB_RANK, path, leaves, name, False, JOB)
    if owners and common:
        yield Layer(stack, _LAYOUT, None, _COMMON_RANK, path, common, "env", False, EVERYBODY)


def workflow_environment(path: str, leaves: Sequence[Leaf], named: Named) -> Environment | None:
    """The environment that a workflow is for: by the name of its file, its title, the branches that start it."""
    titles = [leaf.value for leaf in leaves if leaf.key == ("name",)]
    stem = path.rpartition("/")[2].rpartition(".")[0]
    spoken = next((found for title in (stem, *titles) if (found := in_name(title, named)) is not None), None)
    if spoken is not None:
        return spoken
    events = {leaf.key[1] if len(leaf.key) > 1 else "" for leaf in leaves if leaf.key[:1] in _EVENTS}
    branches = [
        of_token(leaf.value, named)
        for leaf in leaves
        if leaf.key[:1] in _EVENTS and leaf.key[1:3] == ("push", "branches")
    ]
    kinds = {None if one is None else one.kind for one in branches}
    return branches[0] if events == {"push"} and len(kinds) == 1 else None


def job_environment(
    name: str, leaves: Sequence[Leaf], named: Named, workflow: Environment | None = None
) -> Environment | None:
    """The environment of a job: what it declares, what it hands to a reusable workflow, its names, its condition.

    One that is named for another environment does not become production's by saying so: that is what is wrong with it.
    """
    spoken = spoken_environment(name, leaves, named)
    other = spoken or workflow
    declared = _declared(leaves, named)
    if declared is not None and declared.is_production and other is not None and not other.is_production:
        return other
    return declared or spoken


def spoken_environment(name: str, leaves: Sequence[Leaf], named: Named) -> Environment | None:
    """The environment that the names of a job speak of, or the branch that it is only run for."""
    told = {".".join(leaf.key[2:]): leaf for leaf in leaves}
    title = told.get("name")
    spoken = in_name(name, named) or (in_name(title.value, named) if title is not None else None)
    return spoken or _of_condition(told.get("if"), named)


def _declared(leaves: Sequence[Leaf], named: Named) -> Environment | None:
    told = {".".join(leaf.key[2:]): leaf for leaf in leaves}
    for key in ("environment", "environment.name", "with.environment", "with.env", "with.stage"):
        leaf = told.get(key)
        if leaf is not None and not leaf.is_expression:
            environment = of_token(leaf.value, named) or in_name(leaf.value, named)
            if environment is not None:
                return environment
    return None


def _of_condition(leaf: Leaf | None, named: Named) -> Environment | None:
    """The branch that a job is only run for."""
    if leaf is None or "!=" in leaf.value or "||" in leaf.value:
        return None
    found = (of_token(match[1] or match[2], named) for match in _BRANCH.finditer(leaf.value))
    return next((environment for environment in found if environment is not None), None)


def _of_file(whole: Belonging, named: Named) -> Environment | None:
    """The environment of ``deploy-prod.yml``; ``test.yml`` and ``ci.yml`` are named for what they do."""
    environment = whole.environment
    return (
        environment
        if environment is not None and (whole.because != NAMED or in_name(environment.name, named))
        else None
    )
