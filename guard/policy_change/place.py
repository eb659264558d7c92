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
OWNER_FILES: Final = frozenset({"CODEOWNERS", ".github/CODEOWNERS", "docs/CODEOWNERS", ".gitlab/CODEOWNERS"})
