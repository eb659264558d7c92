"""Any tree of any files is laid out without an exception, and a layer names a file of the tree."""

from __future__ import annotations

import time

from hypothesis import given, settings
from hypothesis import strategies as st

from guard.checks.separation.layouts.table import layers_of
from guard.checks.separation.resolve import resolve
from guard.checks.separation.setting import Tree

FOLDERS = (
    "config", "src/main/resources", "src/env/prod", "src/env/dev", "city-env/configs/test-server/resources", "environments", "packages/prod",
    "settings", ".envs/.production", "prod", "本番", "src/test/resources", "Properties", "config/settings", "",
)  # fmt: skip
NAMES = (
    ".env", ".env.production", ".env.local", ".env.example", "application.yml", "application-prod.properties", "application-dev.yml",
    "tax-prod.yml", "env.properties", "common.properties", "pom.xml", "database.yml", "storage.yml", "production.rb", "application.rb",
    "app.php", "framework.yaml", "services_dev.yaml", "base.py", "production.py", "config.py", "default.json", "production.json",
    "custom-environment-variables.json", "appsettings.json", "appsettings.Development.json", "launchSettings.json", "Web.Release.config",
    "jdbc-prod.properties", "jdbc.properties", "settings.toml",
)  # fmt: skip
TEXTS = st.text(max_size=20) | st.sampled_from(
    (
        "", "a", "[]", "{}", "- a\n- b\n", "a: 1\n", "prod:\n  a: 1\ndev:\n  a: 2\n", "a=1\n#---\nspring.profiles=prod|!dev&(x)\n",
        "spring.profiles: [prod, '!dev']\nspring.profiles.group.prod: x\n", "from .base import *\nfrom .production import *\nA = {}\n",
        "class A(B):\n    pass\nclass Prod(A):\n    x = 1\n", "config.active_storage.service = :local\n", '{"a": [1, {"b": null}]}',
        "<project><profiles><profile><id>prod</id></profile><profile/></profiles></project>", "<a/>", "<?php return [1];", "when@prod: 1\n",
        '{"environmentVariables": {"environmentVariables": "x"}}', "'': {'': 1}\n",
    )
)  # fmt: skip
PATHS = st.tuples(st.sampled_from(FOLDERS), st.sampled_from(NAMES) | st.text("abc./-_本é", min_size=1)).map(
    lambda parts: "/".join(part for part in parts if part)
)


@settings(max_examples=300, deadline=None)
@given(st.dictionaries(PATHS, TEXTS, max_size=12))
def test_any_tree_is_laid_out(files: dict[str, str]) -> None:
    layers = layers_of(Tree(files))
    assert {layer.path for layer in layers} <= set(files)
    list(resolve(layers))


def test_many_files_take_no_more_than_a_moment() -> None:
    files = {
        f"service{number}/{folder}/{name}": "a: 1\n"
        for number in range(100)
        for folder in FOLDERS
        for name in ("application.yml", "env.properties", "jdbc-prod.properties", "tax-prod.yml", "database.yml")
    }
    began = time.process_time()
    layers_of(Tree(files))
    assert time.process_time() - began < 60, "7,500 files are laid out in a few seconds"
