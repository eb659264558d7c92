from __future__ import annotations

from guard.checks.separation.layouts.compose import compose
from guard.checks.separation.layouts.reasons import REFERRED
from guard.checks.separation.setting import Tree
from tests.checks.separation.layouts.placing import placed, provenance, read_by

BASE = "services:\n  web:\n    image: juki\n    environment:\n      DB_HOST: db\n      MODE: ${MODE:-slow}\n"
PROD = "services:\n  web:\n    environment:\n      - DB_HOST=db.prod.city.example.jp\n      - TOKEN\n"


def test_files_of_environments_lie_on_the_base() -> None:
    files = {
        "compose.yml": BASE,
        "compose.prod.yml": PROD,
        "compose.override.yml": "services:\n  web:\n    ports: ['80:80']\n",
    }
    assert placed(compose, files) == {
        "compose.yml": None,
        "compose.prod.yml": "prod",
        "compose.override.yml": "development",
    }
    found = read_by(compose, files, "prod")
    assert found["services.web.image"] == "juki"
    assert found["services.web.environment.DB_HOST"] == "db.prod.city.example.jp"
    assert found["services.web.environment.TOKEN"] == "${TOKEN}"
    assert provenance(compose, files, "prod")["services.web.environment.MODE"] == "default"


def test_a_variable_of_a_list_stands_where_its_value_is() -> None:
    layer = next(layer for layer in compose(Tree({"compose.prod.yml": PROD})) if layer.path == "compose.prod.yml")
    leaf = next(leaf for leaf in layer.leaves if leaf.key[-1] == "DB_HOST")
    assert PROD[leaf.start : leaf.end] == "db.prod.city.example.jp"


def test_a_complete_file_of_production_leaves_the_base_to_developers() -> None:
    files = {
        "docker-compose.yml": BASE,
        "docker-compose-production.yml": "services:\n  web:\n    image: juki:1\n",
        "docker-compose.docs.yml": BASE,
    }
    assert placed(compose, files) == {
        "docker-compose.yml": "development",
        "docker-compose-production.yml": "production",
    }
    assert "services.web.environment.DB_HOST" not in read_by(compose, files, "production")


def test_services_of_a_profile_are_read_by_its_environment() -> None:
    text = "services:\n  web:\n    image: a\n  mail:\n    image: mailpit\n    profiles: [dev]\n  both:\n    image: b\n    profiles: [dev, prod]\n"
    files = {"compose.yml": text, "compose.prod.yml": PROD}
    assert placed(compose, files)["compose.yml#dev"] == "dev"
    assert "services.mail.image" in read_by(compose, files, "dev")
    assert "services.mail.image" not in read_by(compose, files, "prod")


def test_an_env_file_belongs_to_the_environment_that_loads_it() -> None:
    files = {
        "compose.prod.yml": "services:\n  web:\n    image: a\n    env_file:\n      - ./docker/web.env\n      - .env\n",
        "docker/web.env": "DB_HOST=db.prod.city.example.jp\n",
        ".env": "A=1\n",
    }
    layers = {layer.path: layer for layer in compose(Tree(files))}
    assert set(layers) == {"compose.prod.yml", "docker/web.env"}
    assert (layers["docker/web.env"].environment, layers["docker/web.env"].because) == (
        layers["compose.prod.yml"].environment,
        REFERRED,
    )


def test_files_with_services_are_known_by_what_they_hold() -> None:
    files = {"production.yml": BASE, "local.yml": BASE, "other.yml": "services:\n  - a\n", "docs.yml": BASE}
    assert placed(compose, files) == {"production.yml": "production", "local.yml": "local"}


def test_an_override_beside_a_file_of_development_is_read_apart_from_it() -> None:
    override = "services:\n  web:\n    environment: {DB_HOST: other}\n"
    dev = "services:\n  web:\n    environment: {DB_HOST: db.dev.city.example.jp}\n"
    files = {"compose.yml": BASE, "compose.dev.yml": dev, "compose.override.yml": override}
    key = "services.web.environment.DB_HOST"
    assert read_by(compose, files, "dev")[key] == "db.dev.city.example.jp"
    assert read_by(compose, files, "override")[key] == "other"


def test_one_file_for_nobody_is_not_claimed() -> None:
    assert compose(Tree({"docker-compose.yml": BASE, "docker-compose.docs.yml": BASE})) == []
