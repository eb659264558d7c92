"""Which names stand for which environment."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from guard.checks.separation.environment_names import Named, in_name, is_base, of_file_name, of_path, of_token
from guard.environment import Environment, EnvironmentKind

PROD, STG, TEST = EnvironmentKind.PRODUCTION, EnvironmentKind.STAGING, EnvironmentKind.TEST
DEV, MAINT, NON = EnvironmentKind.DEVELOPMENT, EnvironmentKind.MAINTENANCE, EnvironmentKind.NON_PRODUCTION


def kind(environment: Environment | None) -> EnvironmentKind | None:
    return environment and environment.kind


@pytest.mark.parametrize(
    ("words", "expected"),
    [
        ("prod PRD Production live honban HONBANKANKYO hb 本番 本番環境 商用 release ＰＲＯＤ", PROD),
        ("prd-v030 prod2 production-server prod-ap-northeast-1 tokyo-prod 本番サーバー .production live-env", PROD),
        ("stg staging stage preprod pre-prod PreProd preproduction uat kensho 検証 準本番 準本番環境 stg-blue", STG),
        ("test testing it st ut ct qa sit shiken 試験 結合 総合 ci 結合テスト環境 test1 test-server", TEST),
        ("dev develop development local kaihatsu 開発 sandbox 個人 dev3 local-dev 開発環境用", DEV),
        ("maintenance hoshu mnt mainte 保守 研修 training", MAINT),
        ("nonprod non-prod nonProd non_production nonproduction nonlive 非本番 non-prod-2", NON),
    ],
)
def test_a_whole_word_stands_for_its_environment(words: str, expected: EnvironmentKind) -> None:
    assert {word: kind(of_token(word)) for word in words.split()} == dict.fromkeys(words.split(), expected)


@pytest.mark.parametrize(
    "word",
    "base product producer reproduction integrations myapp-prod prod-to-dev device latest testimony it-works "
    "test-data live-reload staged 個人情報 開発者 2 - e2e".split(),
)
def test_another_word_stands_for_none(word: str) -> None:
    assert of_token(word) is None


@pytest.mark.parametrize(
    ("names", "expected"),
    [
        ("myapp-prod-db prodDatabase db.prod.city.example.jp APP_PRD_KEY 本番サーバー 次期本番用DB DBProd", PROD),
        ("stgDatabase myapp-pre-prod 準本番DB", STG),
        ("app-dev-01 kaihatsu_db", DEV),
        ("my-nonprod-account account-non-prod nonProdCluster", NON),
    ],
)
def test_a_token_within_a_longer_name_is_found(names: str, expected: EnvironmentKind) -> None:
    assert {name: kind(in_name(name)) for name in names.split()} == dict.fromkeys(names.split(), expected)


@pytest.mark.parametrize(
    "name",
    "run-test it-department live-view localhost release-notes st-louis /dev/null copy-prod-to-dev 個人情報 開発者名簿 "
    "products reproduction".split(),
)
def test_doubtful_words_within_a_longer_name_are_not_taken(name: str) -> None:
    assert in_name(name) is None


def test_the_environment_keeps_the_name_that_the_repository_writes() -> None:
    assert of_token("prd-v030") == Environment("prd-v030", PROD)
    assert in_name("myapp-PRD-db") == Environment("PRD", PROD)


@pytest.mark.parametrize(
    ("path", "expected"),
    [
        ("deploy/envs/prod/app/values.yaml", PROD),
        (".envs/.production/.postgres", PROD),
        ("src/env/dev/env.properties", DEV),
        ("overlays/test/kustomization.yaml", TEST),
        ("config/local/app.yml", DEV),
        ("configs/production-server/resources/app.properties", PROD),
        ("environments/dev/prod-copy/x.yml", DEV),
        ("src/test/resources/application.yml", None),
        ("src/main/resources/it/messages.properties", None),
        ("release/notes.yml", None),
        ("prod", None),
    ],
)
def test_the_nearest_environment_folder_counts(path: str, expected: EnvironmentKind | None) -> None:
    assert kind(of_path(path)) == expected


@pytest.mark.parametrize(
    ("path", "expected"),
    [
        ("chart/values-prod.yaml", PROD),
        ("chart/values-prod-tokyo.yaml", PROD),
        ("values.staging.yaml", STG),
        ("prod.tfvars", PROD),
        ("app_test.json", TEST),
        (".env.production", PROD),
        ("Dockerfile.dev", DEV),
        ("docker-compose-local.yml", DEV),
        (".env", None),
        (".gitignore", None),
        ("values.yaml", None),
        ("Dockerfile", None),
        ("prod/values.yaml", None),
    ],
)
def test_the_end_of_a_file_name_counts(path: str, expected: EnvironmentKind | None) -> None:
    assert kind(of_file_name(path)) == expected


def test_what_all_environments_read_is_base_and_no_environment() -> None:
    for word in "base common Default shared all 共通".split():
        assert is_base(word)
        assert of_token(word) is None
    assert not is_base("prod")


def test_the_configuration_goes_before_what_is_known() -> None:
    integration, prod = Environment("integration", STG), Environment("prod", PROD)
    named = Named(
        words={"integration": integration, "test": integration},
        paths=(("servers/a/", prod),),
        matches=lambda pattern, path: path.startswith(pattern),
    )
    assert of_token("Integration", named) == integration
    assert of_token("test", named) == integration
    assert of_path("servers/a/dev/app.yml", named) == prod
    assert of_path("values/integration/app.yml", named) == integration
    assert in_name("db-integration-1", named) == integration


@given(st.text())
def test_any_text_is_a_name(text: str) -> None:
    for function in (of_token, in_name, of_path, of_file_name, is_base):
        function(text)
