"""What an acceptance round with other people's repositories taught: each clean, and changed in one place.

All names, hosts and secrets are invented. A mutation replaces one text of one file.
"""

from __future__ import annotations

import pytest

from guard.environment import State
from tests.checks.separation.reviewed import (
    D,
    Mutated,
    Mutation,
    P,
    Repository,
    S,
    check_clean,
    check_mutated,
    judged,
    mutated,
)

CASES: dict[str, Repository] = {}
CASES["dotenv-mail-addresses"] = Repository(
    {
        f"deploy/{name}.env": f"MAIL_FROM_ADDRESS=kodomo@city.soka-unyo.jp\nEMAIL_ADDRESS=kodomo@city.soka-unyo.jp\nMAIL_HOST={host}\nREDIS_HOST={redis}\n"
        for name, host, redis in (
            ("dev01", "mailpit", "redis"),
            ("stg", "10.20.0.25", "10.20.0.26"),
            ("prd", "10.10.0.25", "10.10.0.26"),
        )
    },
    [
        Mutation("deploy/dev01.env", "MAIL_HOST=mailpit", "MAIL_HOST=10.10.0.25", "sep-idp", "medium"),
        Mutation("deploy/dev01.env", "REDIS_HOST=redis", "REDIS_HOST=10.10.0.26", "sep-db"),
    ],
)
CASES["mailer-dsn"] = Repository(
    {
        ".env.dev": "MAILER_DSN=smtp://mailcatcher:1025\n",
        ".env.prod": "MAILER_DSN=smtp://mail.soka-unyo.jp:25\n",
    },
    [Mutation(".env.dev", "mailcatcher:1025", "mail.soka-unyo.jp:25", "sep-idp", "medium")],
)
CASES["django-settings-module"] = Repository(
    {
        ".envs/.local/.django": f"DJANGO_SECRET_KEY={D}\n",
        ".envs/.kensho/.django": f"DJANGO_SETTINGS_MODULE=config.settings.production\nDJANGO_SECRET_KEY={S}\n",
        ".envs/.production/.django": f"DJANGO_SETTINGS_MODULE=config.settings.production\nDJANGO_SECRET_KEY={P}\n",
        "compose.local.yml": "services:\n  web:\n    build: .\n    env_file: [.envs/.local/.django]\n",
    },
    [
        Mutation("compose.local.yml", ".envs/.local/.django", ".envs/.production/.django", "sep-file-cross"),
        Mutation(
            ".envs/.local/.django",
            "DJANGO_SECRET_KEY=",
            "DJANGO_SETTINGS_MODULE=config.settings.production\nDJANGO_SECRET_KEY=",
            "sep-file-cross",
        ),
    ],
)
CASES["serverless-nested-variables"] = Repository(
    {
        "serverless.yml": "service: shinsei\nprovider:\n  name: aws\n  stage: ${opt:stage, 'dev'}\n  environment:\n    BUCKET: ${self:custom.bucket.${sls:stage}}\n"
        "custom:\n  bucket:\n    dev: shinsei-dev-upload\n    prd: shinsei-prd-upload\n"
    },
    [Mutation("serverless.yml", "dev: shinsei-dev-upload", "dev: shinsei-prd-upload", "sep-bucket")],
)
CASES["queue-name-beside-a-broker"] = Repository(
    {
        f"config-repo/shigoto-{name}.yml": f"spring:\n  rabbitmq:\n    host: {host}\n    port: 5672\nbatch:\n  queue-name: shigoto.jobs\n"
        for name, host in (("sit", "sit-mq.vendor-soka.jp"), ("prd", "mq.soka-unyo.jp"))
    },
    [Mutation("config-repo/shigoto-sit.yml", "sit-mq.vendor-soka.jp", "mq.soka-unyo.jp", "sep-queue")],
)
CASES["secret-of-a-common-file"] = Repository(
    {
        "compose.yaml": "services:\n  web:\n    image: juki\n    environment:\n      TZ: Asia/Tokyo\n",
        "compose.dev.yaml": f"services:\n  web:\n    environment:\n      JWT_SECRET: {D}\n",
        "compose.prd.yaml": f"services:\n  web:\n    environment:\n      JWT_SECRET: {P}\n",
    },
    [],
)
CASES["laravel-fallback"] = Repository(
    {
        "composer.json": '{"require": {"laravel/framework": "^11.0"}}',
        "config/app.php": "<?php\nreturn [\n  'debug' => (bool) env('APP_DEBUG', false),\n  'env' => env('APP_ENV', 'production'),\n];\n",
        ".env.dev": "APP_ENV=dev\nAPP_DEBUG=true\nAPP_NAME=a\n",
        ".env.production": "APP_ENV=production\nAPP_NAME=a\n",
    },
    [
        Mutation("config/app.php", "'APP_DEBUG', false", "'APP_DEBUG', true", "sep-debug-prod", "medium"),
        Mutation(".env.production", "APP_NAME=a", "APP_DEBUG=true", "sep-debug-prod"),
        Mutation(".env.production", "APP_ENV=production", "APP_ENV=local", "sep-debug-prod"),
    ],
)
CASES["rails-storage"] = Repository(
    {
        "config/storage.yml": "amazon_stg:\n  service: S3\n  bucket: gomi-stg-files\namazon:\n  service: S3\n  bucket: gomi-files\n",
        "config/environments/staging.rb": "Rails.application.configure do\n  config.eager_load = true\n  config.active_storage.service = :amazon_stg\nend\n",
        "config/environments/production.rb": "Rails.application.configure do\n  config.eager_load = true\n  config.active_storage.service = :amazon\nend\n",
    },
    [
        Mutation("config/environments/staging.rb", ":amazon_stg", ":amazon", "sep-bucket", "medium"),
        Mutation("config/storage.yml", "gomi-stg-files", "gomi-files", "sep-bucket", "medium"),
    ],
)
CASES["todo-is-a-name-too"] = Repository(
    {
        "configs/test-server/app.properties": "database.url=jdbc:postgresql://10.20.0.5/todo\ndatabase.username=todo_test\n",
        "configs/production-server/app.properties": "database.url=jdbc:postgresql://10.10.0.5/todo\ndatabase.username=todo_ap\n",
    },
    [Mutation("configs/test-server/app.properties", "username=todo_test", "username=todo_ap", "sep-user", "medium")],
)
CASES["oracle-service"] = Repository(
    {
        f"inventory/{name}/group_vars/all.yml": f"oracle_host: {host}\noracle_port: 1521\noracle_service: SEIKATSU\n"
        for name, host in (("st", "172.20.1.21"), ("honban", "172.30.1.21"))
    },
    [Mutation("inventory/st/group_vars/all.yml", "172.20.1.21", "172.30.1.21", "sep-db")],
)
CASES["google"] = Repository(
    {
        f"envs/{name}/main.tf": f'provider "google" {{\n  project = "{project}"\n}}\nresource "google_storage_bucket" "photo" {{\n  name = "{project}-photo"\n}}\n'
        for name, project in (("dev", "hinan-kaihatsu-381200"), ("prod", "hinan-unyo-381201"))
    },
    [
        Mutation("envs/dev/main.tf", '"hinan-kaihatsu-381200"', '"hinan-unyo-381201"', "sep-account", "medium"),
        Mutation("envs/dev/main.tf", "hinan-kaihatsu-381200-photo", "hinan-unyo-381201-photo", "sep-bucket"),
    ],
)
CASES["terraform-state-bucket"] = Repository(
    {
        f"backend/{name}.tfbackend": f'bucket = "zaisan-{owner}-state"\nkey = "zaisan.tfstate"\n'
        for name, owner in (("dev", "kaihatsu"), ("prd", "unyo"))
    },
    [
        Mutation("backend/dev.tfbackend", "zaisan-kaihatsu-state", "zaisan-unyo-state", "sep-state"),
        Mutation("backend/dev.tfbackend", "zaisan.tfstate", "prod/zaisan.tfstate", "sep-ref-prod"),
    ],
)
CASES["modules-of-settings"] = Repository(
    {
        "config/stg.ts": "export const config = { region: 'ap-northeast-1', bucket: 'taxi-stg-upload' };\n",
        "config/prd.ts": "export const config = { region: 'ap-northeast-1', bucket: 'taxi-upload' };\n",
    },
    [Mutation("config/stg.ts", "taxi-stg-upload", "taxi-upload", "sep-bucket", "medium")],
)
CASES["neighbours"] = Repository(
    {
        f".env.{name}": f"NEXT_PUBLIC_API_BASE=https://{host}/api\nMAPS_URL=https://maps.gsi.go.jp/\nZIP_URL=https://zip.vendor-soka.jp/\n"
        for name, host in (
            ("development", "api-dev.soka-unyo.jp"),
            ("staging", "api-stg.soka-unyo.jp"),
            ("production", "api.soka-unyo.jp"),
        )
    },
    [Mutation(".env.development", "api-dev.soka-unyo.jp", "api.soka-unyo.jp", "sep-ref-prod")],
)
CASES["accounts-apart"] = Repository(
    {
        f"envs/{name}.tfvars": f'account_id  = "{account}"\ndeploy_role = "arn:aws:iam::{account}:role/{name}-deploy"\n'
        for name, account in (("dev", "111122223333"), ("prod", "444455556666"))
    },
    [
        Mutation("envs/dev.tfvars", "111122223333:role", "444455556666:role", "sep-ref-prod"),
        Mutation("envs/dev.tfvars", '"111122223333"', '"444455556666"', "sep-account", "medium"),
    ],
)
CASES["github-workflow-says-it"] = Repository(
    {
        ".github/workflows/deploy-dev.yml": "name: 開発環境へのデプロイ\non:\n  push:\n    branches: [develop]\njobs:\n  deploy:\n    environment: development\n    steps:\n      - run: ./deploy.sh --env dev\n",
        ".github/workflows/deploy-prod.yml": "name: 本番デプロイ\non:\n  push:\n    tags: ['v*']\njobs:\n  deploy:\n    runs-on: self-hosted\n    environment: production\n    steps:\n      - run: ./deploy.sh --env prod\n",
        ".github/workflows/ship.yml": "on:\n  push:\n    branches: [develop]\njobs:\n  ship:\n    environment: dev\n    steps:\n      - run: ./ship.sh\n",
    },
    [
        Mutation(
            ".github/workflows/deploy-dev.yml", "environment: development", "environment: production", "sep-ci-env"
        ),
        Mutation(".github/workflows/ship.yml", "environment: dev", "environment: production", "sep-ci-env"),
        Mutation(
            ".github/workflows/deploy-prod.yml",
            "runs-on: self-hosted\n    environment: production",
            "runs-on: self-hosted",
            "sep-ci-env",
            "medium",
        ),
    ],
)
CASES["gitlab-job-says-it"] = Repository(
    {
        ".gitlab-ci.yml": "stages: [deploy]\ndeploy_dev:\n  environment: {name: dev, url: 'https://dev.soka-unyo.jp'}\n  variables: {DB_HOST: dev-db.soka-unyo.jp, DB_NAME: a}\n  script: [./deploy.sh]\n"
        "push_a:\n  environment: {name: test}\n  script: [./deploy.sh]\n  rules: [{if: '$CI_COMMIT_BRANCH == \"develop\"'}]\n"
        "deploy_honban:\n  environment: {name: honban}\n  variables: {DB_HOST: db.soka-unyo.jp, DB_NAME: a}\n  script: [./deploy.sh]\n"
    },
    [
        Mutation(".gitlab-ci.yml", "{name: dev,", "{name: production,", "sep-ci-env"),
        Mutation(".gitlab-ci.yml", "{name: test}", "{name: production}", "sep-ci-env"),
    ],
)


@pytest.mark.parametrize("name", CASES)
def test_a_clean_repository_has_no_finding(name: str) -> None:
    check_clean(CASES[name])


@pytest.mark.parametrize("case", mutated(CASES), ids=str)
def test_one_change_is_one_finding_at_its_line(case: Mutated) -> None:
    check_mutated(case)


def test_production_that_falls_in_to_the_secret_of_a_common_file_is_told_there() -> None:
    files = dict(CASES["secret-of-a-common-file"].files)
    files["compose.yaml"] += f"      JWT_SECRET: {S}\n"
    files["compose.prd.yaml"] = "services:\n  web:\n    environment:\n      APP_ENV: production\n"
    findings, _skips, _check = judged(files)
    assert [(one.rule_id, one.origin.path, one.position.line) for one in findings] == [
        ("sep-fall-in", "compose.yaml", 6)
    ]


def test_what_sekisho_is_told_is_no_environment_s_configuration() -> None:
    _findings, _skips, check = judged(
        {
            "sekisho.toml": '[environments.prod]\nzone = "mynumber"\n[environments.test]\nnames = ["t"]\n',
            ".env.production": "A=1\n",
        }
    )
    assert {one.path for one in check.separation([]).classified} == {".env.production"}


def test_nothing_is_apart_from_a_production_file_that_could_not_be_read_whole() -> None:
    _findings, skips, check = judged(
        {
            "application-prod.yml": 'spring:\n  datasource:\n    url: "jdbc:postgresql://a.soka-unyo.jp/x\n  b: [\n',
            "application-dev.yml": "spring:\n  datasource:\n    url: jdbc:postgresql://b.soka-unyo.jp/x\n",
        }
    )
    assert len(skips) == 1
    assert {one.state for one in check.separation([]).answers} == {State.UNKNOWN}
