"""What is not known is told as not known: values at deploy time, files that cannot be read, environments of every name."""

from __future__ import annotations

import pytest

from guard.checks.separation.knowledge import OWN_MACHINE
from guard.environment import State
from tests.checks.separation.reviewed import D, P, S, judged, told

DEV = f"spring:\n  datasource:\n    url: jdbc:postgresql://10.8.1.1/juki\n    password: {D}\n"


def states(files: dict[str, str]) -> dict[str, State]:
    _findings, _skips, check = judged(files)
    return {f"{one.thing}/{one.other.value}": one.state for one in check.separation([]).answers}


@pytest.mark.parametrize(
    "production",
    [
        "",
        "spring:\n  datasource:\n    url: ${DB_URL}\n    password: ${DB_PASSWORD}\n",
        "spring:\n  datasource:\n    url: jdbc:postgresql://${DB_HOST}:5432/juki\n    password: ENC(Qk3vT9xLq8wZ)\n",
        "spring:\n  datasource:\n    url: <change.me>\n    password: <change.me>\n",
    ],
    ids=["empty", "references", "partly resolved", "placeholders"],
)
def test_production_that_is_decided_elsewhere_is_unknown(production: str) -> None:
    found = states({"application-dev.yml": DEV, "application-prod.yml": production})
    assert (found["database/dev"], found["credential/dev"]) == (State.UNKNOWN, State.UNKNOWN)


@pytest.mark.parametrize(
    ("development", "production", "expected"),
    [
        ("DB_HOST=localhost\nDB_NAME=juki", "DB_HOST=10.1.1.1\nDB_NAME=juki", State.APART),
        ("DB_HOST=127.0.0.1\nDB_NAME=juki", "DATABASE_URL=postgres://db.city.local/juki", State.APART),
        ("DATABASE_URL=jdbc:h2:mem:juki", "DATABASE_URL=jdbc:postgresql://10.1.1.1/juki", State.APART),
        ("DB_CONNECTION=sqlite", "DB_CONNECTION=pgsql\nDB_HOST=10.1.1.1", State.APART),
        ("DB_HOST=db\nDB_NAME=juki", "DB_HOST=10.1.1.1\nDB_NAME=juki", State.UNKNOWN),
        ("DB_HOST=localhost\nDB_NAME=juki", "DB_HOST=localhost\nDB_NAME=juki", State.UNKNOWN),
        ("DB_HOST=localhost\nDB_NAME=juki", "DB_HOST=${DB_HOST}\nDB_NAME=juki", State.UNKNOWN),
    ],
)
def test_the_machine_of_a_developer_is_apart_from_a_server(development: str, production: str, expected: State) -> None:
    files = {".env.development": f"{development}\n", ".env.production": f"{production}\n"}
    assert states(files)["database/dev"] is expected


def test_where_each_names_its_own_machine_that_is_told() -> None:
    own = "DB_HOST=localhost\nDB_NAME=juki\n"
    _findings, _skips, check = judged(
        {
            ".env.development": own,
            "compose.prod.yml": "services:\n  a:\n    image: b\n    environment:\n      DB_HOST: localhost\n      DB_NAME: juki\n",
        }
    )
    (answer,) = [one for one in check.separation([]).answers if one.thing == "database"]
    assert (answer.state, answer.reason, len(answer.evidence)) == (State.UNKNOWN, OWN_MACHINE, 2)


def test_one_open_value_makes_its_question_open() -> None:
    dev = "db:\n  url: jdbc:postgresql://10.8.1.1/juki\ncache:\n  url: redis://10.8.1.2/0\n"
    literal = "db:\n  url: jdbc:postgresql://10.1.1.1/juki\ncache:\n  url: redis://10.1.1.2/0\n"
    open_ = literal.replace("jdbc:postgresql://10.1.1.1/juki", "${DB_URL}")
    assert states({"application-dev.yml": dev, "application-prod.yml": literal})["database/dev"] is State.APART
    assert states({"application-dev.yml": dev, "application-prod.yml": open_})["database/dev"] is State.UNKNOWN


def test_a_file_of_production_that_cannot_be_read_is_told() -> None:
    files = {"envs/prod/a.yml": "a: [1\nb: {{\n", "envs/dev/a.yml": f"db_password: {D}\n"}
    _findings, skips, check = judged(files)
    assert [one.origin.path for one in skips] == ["envs/prod/a.yml"]
    coverage = {one.environment.name: one.unparsed for one in check.separation([]).coverage}
    assert list(coverage["prod"]) == ["envs/prod/a.yml"]
    assert states(files)["credential/dev"] is State.UNKNOWN


def test_production_alone_is_unknown() -> None:
    assert set(states({".env.production": f"DB_PASSWORD={P}\n"}).values()) == {State.UNKNOWN}


def properties(*named: tuple[str, str]) -> dict[str, str]:
    return {path: f"db.password={secret}\n" for path, secret in named}


@pytest.mark.parametrize(
    ("production", "other", "severity"),
    [
        ("設定/本番.properties", "設定/開発.properties", "high"),
        ("設定/本番環境.properties", "設定/保守用.properties", "high"),
        ("設定/本番環境/app.properties", "設定/検証環境/app.properties", "medium"),
        ("configs/prd-v030/app.properties", "configs/dev-v030/app.properties", "high"),
        ("ｃｏｎｆ/ＰＲＯＤ/app.properties", "ｃｏｎｆ/ＤＥＶ/app.properties", "high"),
        ("conf/jdbc_hb.properties", "conf/jdbc_kensho.properties", "medium"),
        ("envs/prod1/app.properties", "envs/dev1/app.properties", "high"),
        ("conf/app-prod.properties", "conf/app-dev-stg.properties", "medium"),
    ],
)
def test_environments_of_any_name_are_compared(production: str, other: str, severity: str) -> None:
    findings, _skips, _check = judged(properties((production, P), (other, P)))
    assert told(findings) == [("sep-cred", severity, other, 1)]
    assert judged(properties((production, P), (other, S)))[0] == []


def test_two_environments_of_production_may_share() -> None:
    files = properties(
        ("envs/prod1/app.properties", P), ("envs/prod2/app.properties", P), ("envs/dev/app.properties", D)
    )
    assert judged(files)[0] == []
    assert states(files)["credential/dev"] is State.APART


def test_a_link_is_read_as_the_file_that_it_leads_to() -> None:
    files = {
        "shared/app.tfvars": f'db_password = "{P}"\n',
        "envs/dev/terraform.tfvars": "../../shared/app.tfvars",
        "envs/prod/terraform.tfvars": "../../shared/app.tfvars",
        "envs/prod/lost.tf": "../../../elsewhere/lost.tf",
    }
    findings, skips, _check = judged(files)
    assert told(findings) == [("sep-cred", "high", "envs/dev/terraform.tfvars", 1)]
    assert skips == []
