from __future__ import annotations

from guard.checks.separation.layouts.github_actions import github_actions
from guard.checks.separation.layouts.gitlab_ci import gitlab_ci
from tests.checks.separation.layouts.placing import placed, read_by

WORKFLOW = ".github/workflows/deploy.yml"


def test_jobs_belong_to_the_environment_that_they_declare_or_are_named_for() -> None:
    text = (
        "on: push\nenv:\n  REGION: tokyo\njobs:\n"
        "  lint:\n    steps: []\n    runs-on: x\n"
        "  one:\n    environment: production\n    env:\n      HOST: db.prod.city.example.jp\n"
        "  two:\n    environment:\n      name: staging\n    env: {A: 1}\n"
        "  deploy-dev:\n    env:\n      HOST: db.dev.city.example.jp\n"
        "  three:\n    if: github.ref == 'refs/heads/develop'\n    env: {B: 2}\n"
        "  four:\n    uses: ./.github/workflows/x.yml\n    with: {environment: qa}\n"
        "  five:\n    environment: ${{ inputs.environment }}\n    env: {C: 3}\n"
    )
    assert placed(github_actions, {WORKFLOW: text}) == {
        f"{WORKFLOW}#env": None,
        f"{WORKFLOW}#one": "production",
        f"{WORKFLOW}#two": "staging",
        f"{WORKFLOW}#deploy-dev": "dev",
        f"{WORKFLOW}#three": "develop",
        f"{WORKFLOW}#four": "qa",
    }
    found = read_by(github_actions, {WORKFLOW: text}, "production")
    assert found["jobs.one.env.HOST"] == "db.prod.city.example.jp"
    assert found["env.REGION"] == "tokyo"


def test_the_name_of_a_workflow_speaks_for_its_jobs_unless_it_is_test() -> None:
    text = "jobs:\n  run:\n    env: {A: 1}\n"
    files = {f".github/workflows/{name}.yml": text for name in ("deploy-prod", "test", "ci", "release")}
    assert placed(github_actions, files) == {".github/workflows/deploy-prod.yml#run": "prod"}


def test_items_of_a_matrix_belong_to_the_environment_that_they_name() -> None:
    text = (
        "jobs:\n  deploy:\n    strategy:\n      matrix:\n        include:\n"
        "        - environment: dev\n          role: arn:aws:iam::111122223333:role/d\n"
        "        - environment: prod\n          role: arn:aws:iam::444455556666:role/d\n"
    )
    assert "arn:aws:iam::444455556666:role/d" in read_by(github_actions, {WORKFLOW: text}, "prod").values()
    assert "arn:aws:iam::444455556666:role/d" not in read_by(github_actions, {WORKFLOW: text}, "dev").values()


def test_jobs_of_gitlab_are_known_by_environment_name_and_branch() -> None:
    text = (
        "stages: [deploy]\nvariables:\n  REGION: tokyo\n"
        "live:\n  environment: {name: production/tokyo}\n  variables: {HOST: db.prod.city.example.jp}\n"
        "deploy_staging:\n  script: [x]\n"
        "check:\n  script: [x]\n"
        'branch:\n  rules:\n  - if: $CI_COMMIT_BRANCH == "develop"\n'
        "old:\n  only: [qa]\n"
    )
    assert placed(gitlab_ci, {".gitlab-ci.yml": text}) == {
        ".gitlab-ci.yml#variables": None,
        ".gitlab-ci.yml#live": "production",
        ".gitlab-ci.yml#deploy_staging": "staging",
        ".gitlab-ci.yml#branch": "develop",
        ".gitlab-ci.yml#old": "qa",
    }
    assert read_by(gitlab_ci, {".gitlab-ci.yml": text}, "production")["variables.REGION"] == "tokyo"
