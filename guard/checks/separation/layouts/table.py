"""The layouts, by name: each finds the files of one ecosystem."""

from __future__ import annotations

from typing import Final

from guard.checks.separation.layouts.alignment import aligned
from guard.checks.separation.layouts.angular import angular
from guard.checks.separation.layouts.ansible import ansible
from guard.checks.separation.layouts.aspnet import aspnet
from guard.checks.separation.layouts.circleci import circleci
from guard.checks.separation.layouts.compose import compose
from guard.checks.separation.layouts.dockerfile import dockerfile
from guard.checks.separation.layouts.dotenv import dotenv
from guard.checks.separation.layouts.github_actions import github_actions
from guard.checks.separation.layouts.gitlab_ci import gitlab_ci
from guard.checks.separation.layouts.helm import helm
from guard.checks.separation.layouts.hocon import hocon
from guard.checks.separation.layouts.in_file import in_file
from guard.checks.separation.layouts.kubernetes import kubernetes
from guard.checks.separation.layouts.laravel import laravel
from guard.checks.separation.layouts.maven import maven
from guard.checks.separation.layouts.nablarch import nablarch
from guard.checks.separation.layouts.node_config import node_config
from guard.checks.separation.layouts.python_settings import python_settings
from guard.checks.separation.layouts.rails import rails
from guard.checks.separation.layouts.reasons import CONFIGURED
from guard.checks.separation.layouts.remaining import remaining
from guard.checks.separation.layouts.serverless import serverless
from guard.checks.separation.layouts.spring import spring
from guard.checks.separation.layouts.spring_beans import spring_beans
from guard.checks.separation.layouts.symfony import symfony
from guard.checks.separation.layouts.terasoluna import terasoluna
from guard.checks.separation.layouts.terraform import terraform
from guard.checks.separation.layouts.terragrunt import terragrunt
from guard.checks.separation.setting import Layer, Layout, Tree

LAYOUTS: Final[tuple[tuple[str, Layout], ...]] = (
    ("angular", angular),
    ("ansible", ansible),
    ("aspnet", aspnet),
    ("circleci", circleci),
    ("compose", compose),
    ("dockerfile", dockerfile),
    ("dotenv", dotenv),
    ("github-actions", github_actions),
    ("gitlab-ci", gitlab_ci),
    ("helm", helm),
    ("hocon", hocon),
    ("kubernetes", kubernetes),
    ("laravel", laravel),
    ("maven", maven),
    ("nablarch", nablarch),
    ("node-config", node_config),
    ("python", python_settings),
    ("rails", rails),
    ("serverless", serverless),
    ("spring", spring),
    ("spring-beans", spring_beans),
    ("symfony", symfony),
    ("terasoluna", terasoluna),
    ("terraform", terraform),
    ("terragrunt", terragrunt),
)


def layers_of(tree: Tree) -> list[Layer]:
    """What all layouts make of a tree; files that none of them knows are told apart by their names."""
    layers = [layer for _name, layout in LAYOUTS for layer in layout(tree)]
    layers += remaining(tree, {layer.path for layer in layers})
    layers += in_file(tree, {layer.path for layer in layers})
    return aligned([_assigned(layer, tree) for layer in layers])


def _assigned(layer: Layer, tree: Tree) -> Layer:
    """A whole file belongs to the environment that the configuration says, whatever its layout takes it for."""
    environment = None if layer.part else tree.named.of_path(layer.path)
    return layer if environment is None else layer._replace(environment=environment, because=CONFIGURED)
