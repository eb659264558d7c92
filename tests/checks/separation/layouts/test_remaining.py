"""Files that no framework lays out."""

from __future__ import annotations

from collections.abc import Sequence

from guard.checks.separation.environment_names import Named
from guard.checks.separation.layouts.reasons import CONFIGURED, EVERYBODY
from guard.checks.separation.layouts.remaining import remaining
from guard.checks.separation.layouts.table import layers_of
from guard.checks.separation.setting import Layer, Tree
from guard.environment import Environment, EnvironmentKind
from tests.checks.separation.layouts.placing import placed, read_by


def unclaimed(tree: Tree) -> Sequence[Layer]:
    return remaining(tree, ())


def test_names_and_folders_tell_environments_apart() -> None:
    files = {
        "conf/jdbc.properties": "url=base\nuser=app\n",
        "conf/jdbc-prod.properties": "url=prod\n",
        "conf/jdbc-dev.properties": "url=dev\n",
        "etc/common/app.ini": "[db]\nname=city\n",
        "etc/prod/app.ini": "[db]\nhost=db.prod.city.example.jp\n",
        "config/本番.json": '{"a": 1}',
    }
    assert placed(unclaimed, files) == {
        "conf/jdbc.properties": None,
        "conf/jdbc-prod.properties": "prod",
        "conf/jdbc-dev.properties": "dev",
        "etc/common/app.ini": None,
        "etc/prod/app.ini": "prod",
        "config/本番.json": "本番",
    }
    found = read_by(unclaimed, files, "prod")
    assert (found["url"], found["user"], found["db.name"]) == ("prod", "app", "city")


def test_fixtures_messages_and_tools_are_no_configuration() -> None:
    files = dict.fromkeys(
        [
            "users.test.json",
            "tests/config-prod.json",
            "messages_dev.properties",
            "tsconfig.prod.json",
            "docs/prod/settings.yml",
            "package.dev.json",
            "src/app.properties",
        ],
        "{}",
    )
    assert placed(unclaimed, files) == {}


def test_the_configuration_of_sekisho_assigns_any_file_it_can_read() -> None:
    prod = Environment("prod", EnvironmentKind.PRODUCTION)
    named = Named(paths=(("server-a/", prod),), matches=lambda pattern, path: path.startswith(pattern))
    files = {"server-a/app.conf": "host = x\n", "server-a/web.config": "<a b='1'/>", "server-b/app.conf": "host = y\n"}
    assert placed(unclaimed, files, named) == {"server-a/app.conf": "prod", "server-a/web.config": "prod"}


def test_claimed_files_are_left_alone() -> None:
    assert remaining(Tree({"conf/jdbc-prod.properties": "a=1\n"}), {"conf/jdbc-prod.properties"}) == []


def test_what_the_configuration_assigns_goes_before_what_a_layout_takes_it_for() -> None:
    prod = Environment("prod", EnvironmentKind.PRODUCTION)
    named = Named(paths=(("server-a/", prod),), matches=lambda pattern, path: path.startswith(pattern))
    files = {"server-a/application-dev.yml": "a: 1\n", "server-a/.env": "A=1\n", "server-b/.env": "A=1\n"}
    layers = {layer.path: (layer.environment, layer.because) for layer in layers_of(Tree(files, named))}
    assert layers["server-a/application-dev.yml"] == (prod, CONFIGURED)
    assert layers["server-a/.env"] == (prod, CONFIGURED)
    assert layers["server-b/.env"] == (None, EVERYBODY)
