"""Where files lie that say how, or whether, a change is checked."""

from __future__ import annotations

from typing import Final

HOOKS: Final = ".pre-commit-config.yaml"
WORKFLOWS: Final = ".github/workflows/"
PIPELINES: Final = frozenset(
    {
        ".circleci/config.yml",
        ".gitlab-ci.yml",
        "Jenkinsfile",
        "azure-pipelines.yml",
        "bitbucket-pipelines.yml",
        "lefthook.yml",
        ".husky/pre-commit",
        ".husky/pre-push",
        "Makefile",
    }
)
#: Where a host looks for those who approve, the first that is there counts: GitHub, then GitLab.
OWNER_PLACES: Final = (
    (".github/CODEOWNERS", "CODEOWNERS", "docs/CODEOWNERS"),
    ("CODEOWNERS", "docs/CODEOWNERS", ".gitlab/CODEOWNERS"),
)
OWNER_FILES: Final = frozenset(place for places in OWNER_PLACES for place in places)
