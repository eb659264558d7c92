"""The layouts, by name: each finds the files of one ecosystem."""

from __future__ import annotations

from typing import Final

from guard.checks.separation.layouts.compose import compose
from guard.checks.separation.layouts.github_actions import github_actions
from guard.checks.separation.layouts.gitlab_ci import gitlab_ci
from guard.checks.separation.layouts.helm import helm
from guard.checks.separation.layouts.kubernetes import kubernetes
from guard.checks.separation.layouts.terraform import terraform
from guard.checks.separation.setting import Layout

LAYOUTS: Final[tuple[tuple[str, Layout], ...]] = (
    ("compose", compose),
    ("github-actions", github_actions),
    ("gitlab-ci", gitlab_ci),
    ("helm", helm),
    ("kubernetes", kubernetes),
    ("terraform", terraform),
)
