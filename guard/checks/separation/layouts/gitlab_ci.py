"""GitLab CI: jobs by ``environment:``, by their names, by the branch that their rules ask for."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator, Sequence
from typing import Final

from guard.checks.separation.environment_names import Named, in_name, of_token
from guard.checks.separation.layouts.reasons import EVERYBODY, JOB
from guard.checks.separation.readers.yaml_reader import read_yaml
from guard.checks.separation.setting import Layer, Leaf, Tree
from guard.environment import Environment

_LAYOUT: Final = "gitlab-ci"
_FILE: Final = re.compile(r"(?:^|/)\.gitlab-ci[\w.\-]*\.ya?ml$|(?:^|/)\.gitlab/ci/[^/]+\.ya?ml$")
_BRANCH: Final = re.compile(r"""\$CI_COMMIT_(?:BRANCH|REF_NAME|TAG)\s*==\s*["']([\w.\-/]+)["']""")
_NO_JOBS: Final = frozenset(
    "default include stages variables workflow image services cache before_script after_script spec pages".split()
)
_COMMON_RANK, _JOB_RANK = 10, 20


def gitlab_ci(tree: Tree) -> Sequence[Layer]:
    """The jobs of all pipelines that work for a known environment, each with the variables of its pipeline."""
    return [layer for path in tree.texts if _FILE.search(path) for layer in _pipeline(tree, path)]


def _pipeline(tree: Tree, path: str) -> Iterator[Layer]:
    common: list[Leaf] = []
    jobs: defaultdict[str, list[Leaf]] = defaultdict(list)
    for leaf in tree.reading(path, read_yaml).leaves:
        if leaf.key[:1] == ("variables",):
            common.append(leaf)
        elif len(leaf.key) > 1 and leaf.key[0] not in _NO_JOBS:
            jobs[leaf.key[0]].append(leaf)
    stack = f"{_LAYOUT}:{path}"
    has_jobs = False
    for name, leaves in jobs.items():
        environment = _environment(name, leaves, tree.named)
        if environment is not None:
            has_jobs = True
            yield Layer(stack, _LAYOUT, environment, _JOB_RANK, path, leaves, name, False, JOB)
    if has_jobs and common:
        yield Layer(stack, _LAYOUT, None, _COMMON_RANK, path, common, "variables", False, EVERYBODY)


def _environment(name: str, leaves: Sequence[Leaf], named: Named) -> Environment | None:
    """The environment of a job; one that is named for another does not become production's by saying so."""
    declared, spoken = _declared(leaves, named), spoken_environment(name, leaves, named)
    if declared is not None and declared.is_production and spoken is not None and not spoken.is_production:
        return spoken
    return declared or spoken


def spoken_environment(name: str, leaves: Sequence[Leaf], named: Named) -> Environment | None:
    """The environment that the name of a job speaks of, or the branch that its rules ask for."""
    return in_name(name, named) or next((found for leaf in leaves if (found := _of_rule(leaf, named))), None)


def _declared(leaves: Sequence[Leaf], named: Named) -> Environment | None:
    for leaf in leaves:
        if leaf.key[1:] in {("environment",), ("environment", "name")} and not leaf.is_expression:
            environment = of_token(leaf.value.partition("/")[0], named)
            if environment is not None:
                return environment
    return None


def _of_rule(leaf: Leaf, named: Named) -> Environment | None:
    """The branch of ``only: [production]`` and of ``rules: [{if: $CI_COMMIT_BRANCH == "production"}]``."""
    if leaf.key[1:2] == ("only",) and leaf.key[-1] not in {"changes", "variables"}:
        return of_token(leaf.value, named)
    if leaf.key[1:2] == ("rules",) and leaf.key[-1] == "if":
        match = _BRANCH.search(leaf.value)
        return of_token(match[1], named) if match else None
    return None
