"""Files of environment variables."""

from __future__ import annotations

from guard.checks.separation.layouts.dotenv import dotenv
from guard.checks.separation.setting import Tree
from guard.environment import EnvironmentKind
from tests.checks.separation.layouts.placing import placed, read_by


def test_the_files_of_a_mode_lie_over_those_of_all() -> None:
    files = {
        ".env": "A=1\nB=1\nC=1\nD=1\n",
        ".env.local": "A=2\n",
        ".env.production": "B=3\nC=3\n",
        ".env.production.local": "C=4\n",
    }
    assert placed(dotenv, files) == {
        ".env": None,
        ".env.local": "local",
        ".env.production": "production",
        ".env.production.local": "production",
    }
    assert read_by(dotenv, files, "production") == {"A": "1", "B": "3", "C": "4", "D": "1"}
    assert read_by(dotenv, files, "local")["A"] == "2"


def test_folders_and_other_names_are_known() -> None:
    files = dict.fromkeys(
        [
            ".envs/.production/.django",
            ".envs/.local/.postgres",
            "deploy/stg/.env",
            "env/prod.env",
            "app.dev.env",
            ".env-prd-v030",
        ],
        "A=1\n",
    )
    assert placed(dotenv, files) == {
        ".envs/.production/.django": "production",
        ".envs/.local/.postgres": "local",
        "deploy/stg/.env": "stg",
        "env/prod.env": "prod",
        "app.dev.env": "dev",
        ".env-prd-v030": "prd-v030",
    }


def test_a_mode_that_is_no_environment_is_not_claimed() -> None:
    assert placed(dotenv, {".env.docker": "A=1\n", "mysql.env": "A=1\n"}) == {}


def test_a_sample_is_nobodys_and_is_read_alone() -> None:
    layers = dotenv(Tree({".env": "A=1\n", ".env.example": "A=\n", ".env.production.sample": "A=\n"}))
    environments = {one.path: one.environment and (one.environment.name, one.environment.kind) for one in layers}
    assert environments == {
        ".env": None,
        ".env.example": ("sample", EnvironmentKind.NON_PRODUCTION),
        ".env.production.sample": ("production", EnvironmentKind.PRODUCTION),
    }
    assert len({one.stack for one in layers}) == 3


def test_laravel_reads_the_file_of_an_environment_instead_of_the_other() -> None:
    files = {".env": "A=1\nB=1\n", ".env.staging": "A=2\n"}
    assert read_by(dotenv, files, "staging") == {"A": "2", "B": "1"}
    laravel = files | {"composer.json": '{"require": {"laravel/framework": "^12.0"}}'}
    assert read_by(dotenv, laravel, "staging") == {"A": "2"}


def test_what_chose_the_mode_is_no_setting_of_it() -> None:
    files = {".env": "APP_ENV=dev\nA=1\n", ".env.prod": "A=2\n"}
    assert read_by(dotenv, files, "prod") == {"A": "2"}
