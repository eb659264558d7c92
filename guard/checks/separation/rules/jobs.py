"""Jobs of GitHub Actions, GitLab and CircleCI: which environment they work in, which secrets they hold, where data comes from."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from typing import Final

from guard.checks.separation.environment_names import in_name, of_token
from guard.checks.separation.facts.fact import Thing, Weight
from guard.checks.separation.facts.words import words_of_path
from guard.checks.separation.layouts.circleci import circleci_environment, circleci_jobs
from guard.checks.separation.layouts.github_actions import spoken_environment as spoken_on_github
from guard.checks.separation.layouts.github_actions import workflow_environment
from guard.checks.separation.layouts.gitlab_ci import spoken_environment as spoken_on_gitlab
from guard.checks.separation.readers.yaml_reader import read_yaml
from guard.checks.separation.rules.problem import Example, Problem, Scene, once, place
from guard.checks.separation.setting import Leaf, Provenance, Setting, Tree
from guard.environment import Environment, EnvironmentKind
from guard.messages import N_

_GITHUB: Final = re.compile(r"(?:^|/)\.github/workflows/[^/]+\.ya?ml$")
_GITLAB: Final = re.compile(r"(?:^|/)\.gitlab-ci[\w.\-]*\.ya?ml$|(?:^|/)\.gitlab/ci/[^/]+\.ya?ml$")
_NO_JOBS: Final = frozenset(
    "default include stages variables workflow image services cache before_script after_script spec pages".split()
)
_PRODUCTION_SECRET: Final = re.compile(
    r"secrets\.(?:(?:PROD|PRD|PRODUCTION|HONBAN)_\w+|\w+_(?:PROD|PRD|PRODUCTION|HONBAN))\b|\$\{?(?:PROD|PRD|PRODUCTION|HONBAN)_\w+",
    re.IGNORECASE,
)
_DEPLOYS: Final = re.compile(r"deploy|release|publish|rollout|apply|デプロイ|リリース", re.IGNORECASE)
_RESTORES: Final = re.compile(
    r"pg_restore|\brestore|\bs3 (?:sync|cp)\b|gsutil\s+(?:-m\s+)?(?:cp|rsync)|\b(?:pg_dump|mysqldump|mongodump|expdp)\b|snapshot-identifier|rsync\b|\bscp\b|復元|リストア",
    re.IGNORECASE,
)
_RESTORE_WORDS: Final = frozenset("restore restores refresh clone seed seeding pull sync snapshot".split())
_MAX_BESIDE: Final = 50
_MAX_NAME: Final = 2000
_STORES: Final = frozenset({Thing.BUCKET, Thing.DATABASE})
_MASKS: Final = re.compile(
    r"(?<!net)(?<!\bu)mask|anonymi[sz]|scrub|saniti[sz]|obfuscat|pseudonym|redact|匿名|マスク|仮名", re.IGNORECASE
)
_NAME: Final = re.compile(r"[\w.\-]*(?:[\w\-]\.[\w\-]|[\w]-[\w]|_)[\w.\-]*")
_OTHERS_ENVIRONMENT: Final = N_("{key}: a job of {others} runs in the environment of {production}; give it its own")
_OTHERS_SECRET: Final = N_("{key}: a job of {others} reads a secret that is named for production; give it its own")
_NO_ENVIRONMENT: Final = N_(
    "{key}: this job deploys to production and names no environment, so nothing guards its secrets"
)
_ALL_SECRETS: Final = N_("{key}: all secrets are handed to a workflow that deploys; hand over the ones it needs")
_STRANGERS: Final = N_("{key}: a pull request of a stranger starts a job that uses the secrets of an environment")
_PULLED: Final = N_("{key}: {others} gets data of production and nothing masks it; use made data")


@dataclass(frozen=True, slots=True)
class _Job:
    """One job of a pipeline."""

    path: str
    name: str
    leaves: Sequence[Leaf]
    stranger: bool
    spoken: Environment | None = None  # by its names or its condition
    workflow: Environment | None = None  # by what all jobs of the file are for

    def at(self, *keys: str) -> Leaf | None:
        """The leaf under the first of some keys that the job has."""
        return next((leaf for key in keys for leaf in self.leaves if ".".join(leaf.key) == key), None)

    @property
    def declared(self) -> Leaf | None:
        """Where the job says in which environment it runs."""
        return self.at("environment", "environment.name")

    @property
    def named(self) -> Environment | None:
        """The environment that is spoken of, by the job or by its workflow."""
        return self.spoken or self.workflow

    @property
    def environment(self) -> Environment | None:
        """The environment that the job is for: by its name, by what it declares, by its workflow."""
        declared = None if self.declared is None else of_token(self.declared.value)
        if self.workflow is None or (declared is not None and not declared.is_production):
            return self.spoken or declared
        return self.spoken or self.workflow

    def setting(self, leaf: Leaf) -> Setting:
        """A leaf of the job as a rule reports it."""
        environment = self.environment or Environment("production", EnvironmentKind.PRODUCTION)
        key = ("jobs", self.name, *leaf.key)
        return Setting(
            environment, key, leaf, self.path, Provenance.EXPLICIT, "pipeline", self.path, leaf.value, leaf.value
        )


def jobs(scene: Scene) -> Iterator[Problem]:
    """What is wrong with the environments of jobs."""
    for job in _jobs(scene.tree):
        yield from _environment(scene, job)
        yield from _secrets(scene, job)
    for job in _jobs_of_circleci(scene.tree):
        yield from _secrets(scene, job)


def data_pulls(scene: Scene) -> Iterator[Problem]:
    """Data of production that a job or a setting of another environment fetches."""
    for job in (*_jobs(scene.tree), *_jobs_of_circleci(scene.tree)):
        environment = job.environment
        if environment is not None and not environment.is_production and not _masks(job.leaves):
            leaf = next(
                (leaf for leaf in job.leaves if _RESTORES.search(leaf.value) and _names_production(leaf.value)), None
            )
            if leaf is not None:
                yield _problem(scene, "sep-data-pull", Weight.STRONG, job.setting(leaf), _PULLED, environment)
    beside: defaultdict[tuple[str, tuple[str, ...]], list[Leaf]] = defaultdict(list)
    for one in scene.others:
        beside[one.path, one.key[:-1]].append(one.leaf)
    masked = {where: _masks(leaves) for where, leaves in beside.items()}
    pulled: defaultdict[tuple[Environment, str], list[Setting]] = defaultdict(list)
    for setting in once(scene.others):
        where = setting.path, setting.key[:-1]
        if not masked[where] and _is_pulled(scene, setting, beside[where]):
            pulled[setting.environment, setting.text].append(setting)
    for (environment, _text), settings in pulled.items():
        problem = _problem(scene, "sep-data-pull", Weight.STRONG, settings[0], _PULLED, environment)
        yield replace(problem, related=tuple(settings[1:]))


def _is_pulled(scene: Scene, setting: Setting, near: Sequence[Leaf]) -> bool:
    """Whether a setting names something of production to restore from, by its key or by what stands beside it."""
    value = setting.literal
    if not value or len(value) > _MAX_NAME:
        return False
    is_store = any(one.thing in _STORES for one in scene.facts_by_place.get(place(setting), ()))
    is_told = is_store and any(leaf.value in _RESTORE_WORDS for leaf in near[:_MAX_BESIDE])
    return bool(is_told or _RESTORE_WORDS & set(words_of_path(setting.key))) and _names_production(value)


def _names_production(text: str) -> bool:
    return any(
        found is not None and found.is_production
        for found in (in_name(match[0]) for match in _NAME.finditer(text[:20_000]))
    )


def _masks(leaves: Sequence[Leaf]) -> bool:
    return any(_MASKS.search(leaf.value) or any(_MASKS.search(part) for part in leaf.key) for leaf in leaves)


def _environment(scene: Scene, job: _Job) -> Iterator[Problem]:
    declared, named = job.declared, job.named
    if declared is not None and "$" not in declared.value:
        environment = of_token(declared.value)
        if environment is not None and environment.is_production and named is not None and not named.is_production:
            problem = _problem(scene, "sep-ci-env", Weight.STRONG, job.setting(declared), _OTHERS_ENVIRONMENT, named)
            yield replace(problem, args={**problem.args, "production": environment.name})
    elif (
        declared is None
        and named is not None
        and named.is_production
        and _DEPLOYS.search(job.name)
        and job.at("uses") is None
    ):
        yield _problem(scene, "sep-ci-env", Weight.WEAK, job.setting(job.leaves[0]), _NO_ENVIRONMENT, named)
    if declared is not None and job.stranger:
        yield _problem(scene, "sep-ci-env", Weight.STRONG, job.setting(declared), _STRANGERS, job.environment)


def _secrets(scene: Scene, job: _Job) -> Iterator[Problem]:
    environment = job.environment
    if environment is not None and not environment.is_production:
        leaf = next((leaf for leaf in job.leaves if _holds_production(leaf)), None)
        if leaf is not None:
            yield _problem(scene, "sep-ci-env", Weight.STRONG, job.setting(leaf), _OTHERS_SECRET, environment)
    inherited, called = job.at("secrets"), job.at("uses")
    if inherited is not None and inherited.value == "inherit" and called is not None and _DEPLOYS.search(called.value):
        yield _problem(scene, "sep-ci-env", Weight.WEAK, job.setting(inherited), _ALL_SECRETS, environment)


def _holds_production(leaf: Leaf) -> bool:
    """Whether a job asks for a secret that is named for production, or for a context of CircleCI that is."""
    if _PRODUCTION_SECRET.search(leaf.value):
        return True
    named = in_name(leaf.value) if leaf.key[:1] == ("context",) else None
    return named is not None and named.is_production


def _problem(
    scene: Scene, rule_id: str, weight: Weight, at: Setting, message: str, environment: Environment | None
) -> Problem:
    environments = () if environment is None else (environment,)
    severity = scene.severity(weight, environments)
    args = {"key": at.name, "others": "" if environment is None else environment.name}
    return Problem(rule_id, severity, at, message, args, (), None, environments)


def _jobs(tree: Tree) -> Iterator[_Job]:
    for path in sorted(tree.texts):
        github = _GITHUB.search(path) is not None
        if not github and _GITLAB.search(path) is None:
            continue
        leaves = tree.reading(path, read_yaml).leaves
        stranger = github and any(
            leaf.key[:1] in {("on",), ("true",)} and "pull_request_target" in (*leaf.key, leaf.value) for leaf in leaves
        )
        by_job: defaultdict[str, list[Leaf]] = defaultdict(list)
        whole: defaultdict[str, list[Leaf]] = defaultdict(list)
        for leaf in leaves:
            key = leaf.key[1:] if github and leaf.key[:1] == ("jobs",) else leaf.key
            if len(key) > 1 and ((github and leaf.key[0] == "jobs") or (not github and key[0] not in _NO_JOBS)):
                by_job[key[0]].append(leaf._replace(key=key[1:]))
                whole[key[0]].append(leaf)
        told = workflow_environment(path, leaves, tree.named) if github else None
        speaks = spoken_on_github if github else spoken_on_gitlab
        for name, own in by_job.items():
            yield _Job(path, name, own, stranger, speaks(name, whole[name], tree.named), told)


def _jobs_of_circleci(tree: Tree) -> Iterator[_Job]:
    for path in sorted(tree.texts):
        for name, leaves in circleci_jobs(tree, path):
            spoken = circleci_environment(name, leaves, tree.named)
            yield _Job(path, name, leaves, stranger=False, spoken=spoken)


_WORKFLOW = "on: push\njobs:\n  deploy-dev:\n    environment: {environment}\n    steps:\n      - run: {run}\n"
EXAMPLES: Final = (
    Example("sep-ci-env", {".github/workflows/a.yml": _WORKFLOW.format(environment="production", run="make deploy")}),
    Example(
        "sep-ci-env",
        {".github/workflows/a.yml": _WORKFLOW.format(environment="development", run="make deploy")},
        is_counter_example=True,
    ),
    Example(
        "sep-data-pull",
        {
            ".github/workflows/a.yml": _WORKFLOW.format(
                environment="development", run="aws s3 cp s3://juki-prod-dumps/a . && pg_restore a"
            )
        },
    ),
    Example(
        "sep-data-pull",
        {
            ".github/workflows/a.yml": _WORKFLOW.format(
                environment="development", run="aws s3 cp s3://juki-prod-dumps/a - | ./mask | pg_restore"
            )
        },
        is_counter_example=True,
    ),
)
