"""CircleCI: jobs by their names, by what a workflow hands to them, and by the branch that they are run for."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator, Sequence
from typing import Final

from guard.checks.separation.environment_names import Named, in_name, of_token
from guard.checks.separation.layouts.reasons import JOB
from guard.checks.separation.readers.yaml_reader import read_yaml
from guard.checks.separation.setting import Layer, Leaf, Tree
from guard.environment import Environment

_LAYOUT: Final = "circleci"
_FILE: Final = re.compile(r"(?:^|/)\.circleci/[^/]+\.ya?ml$")
#: Parameters by which a workflow tells a job where it works.
_PARAMETERS: Final = frozenset({"environment", "env", "stage", "env_name", "environment_name", "target"})


def circleci(tree: Tree) -> Sequence[Layer]:
    """The jobs of all pipelines that work for a known environment."""
    return [
        Layer(f"{_LAYOUT}:{path}", _LAYOUT, environment, 0, path, leaves, name, False, JOB)
        for path in tree.texts
        for name, leaves in circleci_jobs(tree, path)
        if (environment := circleci_environment(name, leaves, tree.named)) is not None
    ]


def circleci_jobs(tree: Tree, path: str) -> Iterator[tuple[str, Sequence[Leaf]]]:
    """The jobs of a pipeline, as they are defined and as its workflows start them; keys begin within the job."""
    if _FILE.search(path) is None:
        return
    jobs: defaultdict[tuple[str, ...], list[Leaf]] = defaultdict(list)
    for leaf in tree.reading(path, read_yaml).leaves:
        if leaf.key[:1] == ("jobs",) and len(leaf.key) > 2:
            jobs[leaf.key[:2]].append(leaf._replace(key=leaf.key[2:]))
        elif leaf.key[:1] == ("workflows",) and leaf.key[2:3] == ("jobs",) and len(leaf.key) > 5:
            jobs[leaf.key[:5]].append(leaf._replace(key=leaf.key[5:]))
    for where, leaves in jobs.items():
        named = next((leaf.value for leaf in leaves if leaf.key == ("name",)), where[-1])
        yield named, leaves


def circleci_environment(name: str, leaves: Sequence[Leaf], named: Named) -> Environment | None:
    """The environment of a job."""
    told = (leaf.value for leaf in leaves if len(leaf.key) == 1 and leaf.key[0] in _PARAMETERS)
    branches = (leaf.value for leaf in leaves if leaf.key[:3] == ("filters", "branches", "only"))
    found = (
        *(of_token(value, named) for value in told),
        in_name(name, named),
        *(of_token(value, named) for value in branches),
    )
    return next((environment for environment in found if environment is not None), None)
