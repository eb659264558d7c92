from __future__ import annotations

from guard.checks.separation.layouts.table import layers_of
from guard.checks.separation.resolve import resolve
from guard.checks.separation.setting import Tree

VALUES = "debug: true\njobs:\n  production: [{name: backup}]\n  dev: [{name: restore}]\n"


def test_a_section_and_a_file_of_one_environment_are_read_together() -> None:
    files = {
        "chart/Chart.yaml": "name: juki\n",
        "chart/values.yaml": VALUES,
        "chart/values-prod.yaml": "debug: false\n",
    }
    settings = list(resolve(layers_of(Tree(files))))
    production = {one.name: one.text for one in settings if one.environment.is_production}
    assert len({one.environment for one in settings if one.environment.is_production}) == 1
    assert (production["debug"], production["jobs.0.backup.name"]) == ("false", "backup")


def test_places_for_tests_stay_apart() -> None:
    files = {f"docker-compose.{name}.yml": "services:\n  a:\n    image: b\n" for name in ("it", "st", "qa")}
    assert len({layer.environment for layer in layers_of(Tree(files))}) == 3
