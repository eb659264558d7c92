"""Rules that few ecosystems can break: pipelines, images, grants, states, keys of payment services.

All names, hosts and secrets are invented. A mutation replaces one text of one file.
"""

from __future__ import annotations

import pytest

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
    told,
)

DOCKER_RUBY = 'FROM ruby:3.3 AS build\nRUN bundle config set without \'development test\' && bundle install\nFROM ruby:3.3-slim\nCOPY app /app\nCMD ["bin/rails", "server"]\n'
DOCKER_PY = 'FROM python:3.12-slim\nCOPY requirements/production.txt /r.txt\nRUN pip install -r /r.txt\nCOPY juki /app/juki\nCMD ["gunicorn", "juki.wsgi"]\n'
DOCKER_PHP = "FROM php:8.3-apache\nCOPY src /var/www/html\nRUN composer install --no-dev --optimize-autoloader\n"
APART = {".env.production": "APP_DEBUG=false\n", ".env.development": "APP_DEBUG=true\n", ".dockerignore": "spec\n"}
CASES: dict[str, Repository] = {
    "github-reusable-workflow": Repository(
        {
            ".github/workflows/cd.yml": "name: cd\non: [push]\njobs:\n  call-stg:\n    uses: ./.github/workflows/deploy.yml\n    with:\n      environment: staging\n    secrets:\n      token: ${{ secrets.STG_TOKEN }}\n  call-prod:\n    uses: ./.github/workflows/deploy.yml\n    with:\n      environment: production\n    secrets:\n      token: ${{ secrets.PROD_TOKEN }}\n",
            ".github/workflows/deploy.yml": "name: deploy\non:\n  workflow_call:\n    inputs:\n      environment:\n        type: string\n    secrets:\n      token:\n        required: true\njobs:\n  deploy:\n    runs-on: ubuntu-latest\n    environment: ${{ inputs.environment }}\n    steps:\n      - run: ./deploy.sh\n        env:\n          TOKEN: ${{ secrets.token }}\n",
            ".env.production": "APP_DEBUG=false\n",
            ".env.staging": "APP_DEBUG=false\n",
        },
        [
            Mutation(
                ".github/workflows/cd.yml",
                "\n      token: ${{ secrets.PROD_TOKEN }}",
                " inherit",
                "sep-ci-env",
                "medium",
            ),
            Mutation(".github/workflows/cd.yml", "secrets.STG_TOKEN", "secrets.PROD_TOKEN", "sep-ci-env", "medium"),
        ],
    ),
    "ansible-restore": Repository(
        {
            "inventories/dev/group_vars/all.yml": "restore_from_bucket: juki-dev-dump\napp_port: 8080\n",
            "inventories/prod/group_vars/all.yml": "backup_to_bucket: juki-unyo-dump\napp_port: 8080\n",
        },
        [Mutation("inventories/dev/group_vars/all.yml", "juki-dev-dump", "juki-prod-dump", "sep-data-pull")],
    ),
    "gitlab-restore": Repository(
        {
            ".gitlab-ci.yml": "stages: [deploy]\nrefresh_kaihatsu:\n  stage: deploy\n  environment: development\n  script:\n    - psql -h db.kaihatsu.local -f seed.sql\ndeploy_honban:\n  stage: deploy\n  environment: production\n  script:\n    - ./deploy.sh\n",
        },
        [
            Mutation(
                ".gitlab-ci.yml",
                "psql -h db.kaihatsu.local -f seed.sql",
                "pg_dump -h db.honban.local juki | psql -h db.kaihatsu.local",
                "sep-data-pull",
            ),
            Mutation(
                ".gitlab-ci.yml",
                "stage: deploy\n  environment: production",
                "stage: deploy\n  when: manual",
                "sep-ci-env",
                "medium",
            ),
        ],
    ),
    "cdk-trusted": Repository(
        {
            "cdk.json": '{\n  "context": {\n    "dev": {\n      "account": "111122223333",\n      "trustedAccounts": ["777788889999"]\n    },\n    "prod": {\n      "account": "444455556666",\n      "trustedAccounts": ["777788889999"]\n    }\n  }\n}\n',
        },
        [
            Mutation(
                "cdk.json",
                '"444455556666",\n      "trustedAccounts": ["777788889999"]',
                '"444455556666",\n      "trustedAccounts": ["111122223333"]',
                "sep-grant",
            )
        ],
    ),
    "gcp-members": Repository(
        {
            "envs/dev/main.tf": 'provider "google" {\n  project = "juki-dev-1"\n}\nresource "google_service_account_iam_binding" "a" {\n  service_account_id = "app@juki-dev-1.iam.gserviceaccount.com"\n}\n',
            "envs/prod/main.tf": 'provider "google" {\n  project = "juki-unyo-1"\n}\nresource "google_storage_bucket_iam_binding" "a" {\n  members = ["serviceAccount:app@juki-unyo-1.iam.gserviceaccount.com"]\n}\n',
        },
        [
            Mutation("envs/prod/main.tf", "app@juki-unyo-1", "app@juki-dev-1", "sep-grant"),
        ],
    ),
    "terragrunt-state": Repository(
        {
            "live/dev/terragrunt.hcl": 'remote_state {\n  backend = "s3"\n  config = {\n    bucket = "juki-dev-state"\n    key = "juki/terraform.tfstate"\n  }\n}\ninputs = {\n  prd_mirror = false\n}\n',
            "live/prod/terragrunt.hcl": 'remote_state {\n  backend = "s3"\n  config = {\n    bucket = "juki-prod-state"\n    key = "juki/terraform.tfstate"\n  }\n}\n',
        },
        [
            Mutation("live/dev/terragrunt.hcl", "juki-dev-state", "juki-prod-state", "sep-state"),
            Mutation(
                "live/dev/terragrunt.hcl", "prd_mirror = false", f'prod_admin_password = "{D}z"', "sep-secret-in-dev"
            ),
        ],
    ),
    "terraform-http-state": Repository(
        {
            "envs/test/backend.tf": 'terraform {\n  backend "http" {\n    address = "https://git.city.local/api/v4/projects/7/terraform/state/test"\n  }\n}\n',
            "envs/honban/backend.tf": 'terraform {\n  backend "http" {\n    address = "https://git.city.local/api/v4/projects/7/terraform/state/hon"\n  }\n}\n',
        },
        [Mutation("envs/test/backend.tf", "state/test", "state/hon", "sep-state", "medium")],
    ),
    "terraform-one-root": Repository(
        {
            "main.tf": f'module "juki_dev" {{\n  source      = "./app"\n  db_host     = "10.8.1.1"\n  db_name     = "juki"\n  db_password = "{D}"\n}}\nmodule "juki_prod" {{\n  source      = "./app"\n  db_host     = "10.1.1.1"\n  db_name     = "juki"\n  db_password = "{P}"\n}}\n',
        },
        [
            Mutation("main.tf", "10.8.1.1", "10.1.1.1", "sep-db"),
            Mutation("main.tf", D, P, "sep-cred"),
        ],
    ),
    "kustomize-namespaces": Repository(
        {
            "deploy/base/kustomization.yaml": "resources:\n  - app.yaml\n",
            "deploy/base/app.yaml": "apiVersion: v1\nkind: ConfigMap\nmetadata:\n  name: juki\ndata:\n  PORT: '8080'\n",
            "deploy/overlays/kensho/kustomization.yaml": "namespace: juki-kensho\nresources:\n  - ../../base\n",
            "deploy/overlays/honban/kustomization.yaml": "namespace: juki-hon\nresources:\n  - ../../base\n",
        },
        [
            Mutation("deploy/overlays/kensho/kustomization.yaml", "juki-kensho", "juki-hon", "sep-k8s", "medium"),
            Mutation("deploy/overlays/kensho/kustomization.yaml", "../../base", "../honban", "sep-file-cross"),
        ],
    ),
    "kustomize-symlink": Repository(
        {
            "k8s/shared/app.env": f"DB_PASSWORD={S}\n",
            "k8s/overlays/dev/app.env": f"DB_PASSWORD={D}\n",
            "k8s/overlays/prod/app.env": "../../shared/app.env",
        },
        [Mutation("k8s/overlays/dev/app.env", D, S, "sep-cred")],
    ),
    "node-config-payment": Repository(
        {
            "config/default.yml": "port: 3000\n",
            "config/development.yml": "stripe:\n  secretKey: sk_test_5Kq2Lm4Xw7\nuploads:\n  bucket: juki-dev-up\n",
            "config/production.yml": "stripe:\n  secretKey: ${STRIPE}\nuploads:\n  bucket: juki-unyo-up\n",
        },
        [
            Mutation("config/development.yml", "sk_test_5Kq2Lm4Xw7", "sk_live_5Kq2Lm4Xw7", "sep-live-dev"),
            Mutation("config/production.yml", "${STRIPE}", "sk_test_5Kq2Lm4Xw8", "sep-mock-prod"),
            Mutation("config/development.yml", "juki-dev-up", "juki-unyo-up", "sep-bucket"),
        ],
    ),
    "helm-payment": Repository(
        {
            "chart/Chart.yaml": "apiVersion: v2\nname: juki\nversion: 0.1.0\n",
            "chart/values.yaml": "replicas: 1\n",
            "chart/values-dev.yaml": "payment:\n  key: rk_test_5Kq2Lm4Xw7\nsmtp:\n  host: mail.kaihatsu.local\n",
            "chart/values-prod.yaml": "payment:\n  existingSecret: payment\nsmtp:\n  host: mail.soka.lgwan.jp\n",
        },
        [
            Mutation("chart/values-dev.yaml", "rk_test_", "rk_live_", "sep-live-dev"),
            Mutation(
                "chart/values-prod.yaml", "mail.soka.lgwan.jp", "mailpit.tools.city.local", "sep-ref-dev", "medium"
            ),
            Mutation(
                "chart/values.yaml",
                "replicas: 1",
                "kafka:\n  brokers: kafka.dev.city.local:9092",
                "sep-fall-in",
                "medium",
            ),
        ],
    ),
    "laravel-sample": Repository(
        {
            ".env.example": "APP_ENV=local\nAPP_KEY=\nDB_PASSWORD=\n",
            ".env.production": f"APP_ENV=production\nAPP_KEY=base64:{P}{P}=\nDB_PASSWORD={P}\n",
            ".env.local": f"APP_ENV=local\nAPP_KEY=base64:{D}{D}=\nDB_PASSWORD={D}\n",
        },
        [Mutation(".env.example", "DB_PASSWORD=", f"DB_PASSWORD={P}", "sep-secret-in-dev")],
    ),
    "image-ruby": Repository(
        {**APART, "Dockerfile": DOCKER_RUBY},
        [
            Mutation("Dockerfile", "COPY app /app", "COPY app /app\nCOPY spec /app/spec", "sep-image-test", "medium"),
            Mutation("Dockerfile", 'CMD ["bin/rails", "server"]', "RUN bin/rails db:seed", "sep-image-test", "medium"),
        ],
    ),
    "image-python": Repository(
        {**APART, "Dockerfile": DOCKER_PY},
        [
            Mutation(
                "Dockerfile",
                '"gunicorn", "juki.wsgi"',
                '"python", "manage.py", "runserver", "0.0.0.0:8000"',
                "sep-image-test",
                "medium",
            ),
            Mutation(
                "Dockerfile",
                "COPY juki /app/juki",
                "COPY juki /app/juki\nCOPY requirements/dev.txt /d.txt\nRUN pip install -r requirements/dev.txt",
                "sep-image-test",
                "medium",
            ),
        ],
    ),
    "image-php": Repository(
        {**APART, "Dockerfile": DOCKER_PHP},
        [
            Mutation("Dockerfile", "composer install --no-dev", "composer install", "sep-image-test", "medium"),
        ],
    ),
    "azure-mynumber": Repository(
        {
            "env/dev.tfvars": "replicas = 1\n",
            "env/prod.tfvars": "replicas = 3\n",
            "main.tf": 'variable "replicas" {}\nresource "azurerm_mssql_server" "a" {\n  public_network_access_enabled = false\n}\n',
        },
        [
            Mutation(
                "main.tf",
                "public_network_access_enabled = false",
                "public_network_access_enabled = true",
                "sep-mynumber-public",
                "critical",
            )
        ],
        {"prod": "mynumber"},
    ),
}


@pytest.mark.parametrize("name", CASES)
def test_a_clean_repository_has_no_finding(name: str) -> None:
    check_clean(CASES[name])


@pytest.mark.parametrize("case", mutated(CASES), ids=str)
def test_one_change_is_one_finding_at_its_line(case: Mutated) -> None:
    check_mutated(case)


def dotenv(production: str, development: str) -> dict[str, str]:
    return {".env.production": production, ".env.development": development}


@pytest.mark.parametrize(
    ("files", "expected"),
    [
        pytest.param(
            dotenv("DB_HOST=10.1.1.1\nDB_PORT=5432\nDB_NAME=a\n", "DB_HOST=10.1.1.1\nDB_PORT=5433\nDB_NAME=a\n"),
            [("sep-db", "medium", ".env.development", 1)],
            id="another port of one machine is the same machine",
        ),
        pytest.param(
            dotenv(f"DB_PASSWORD={P}\n", f"REDIS_PASSWORD={P}\n"),
            [("sep-cred", "high", ".env.development", 1)],
            id="one secret under two keys is one secret",
        ),
        pytest.param(
            dotenv("A=1\n", f"DB_PASSWORD_PROD={P}\nDB_PASSWORD={D}\n"),
            [("sep-secret-in-dev", "high", ".env.development", 1)],
            id="a key that ends in PROD is named for production",
        ),
        pytest.param(
            {
                "docker-compose.yml": "services:\n  web:\n    env_file: .env.production\n",
                "docker-compose.override.yml": "services:\n  web:\n    ports: ['80:80']\n",
                "docker-compose.prod.yml": "services:\n  web:\n    restart: always\n",
            },
            [("sep-file-cross", "high", "docker-compose.yml", 3)],
            id="a common file hands production's to development",
        ),
        pytest.param(
            {
                "docker-compose.yml": "services:\n  web:\n    image: a\n    env_file: ./env/${ENVIRONMENT:-dev}/.env\n",
                "compose.stg.yml": "services:\n  web:\n    restart: always\n",
                "compose.prod.yml": "services:\n  web:\n    restart: always\n",
            },
            [],
            id="whoever starts it says which file is loaded",
        ),
        pytest.param(
            {
                "main.tf": 'terraform {\n  backend "s3" {\n    bucket = "juki-state"\n    key    = "juki.tfstate"\n  }\n}\n',
                "env/dev.tfvars": 'size = "small"\n',
                "env/prod.tfvars": 'size = "large"\n',
            },
            [("sep-state", "medium", "main.tf", 3)],
            id="the workspaces of one folder may keep states apart",
        ),
        pytest.param(
            {
                f"nginx/{name}.conf": "server {\n  listen 80;\n  if ($a = b) {\n    return 444;\n  }\n}\n"
                for name in ("dev", "prod")
            },
            [],
            id="the configuration of a web server assigns nothing",
        ),
        pytest.param(
            {
                "application-prod.yml": "spring:\n  mail:\n    host: localhost\nlogging:\n  logstash:\n    host: localhost\n",
                "application-dev.yml": "spring:\n  mail:\n    host: mail.kaihatsu.local\n",
            },
            [],
            id="mail and logs are handed to a program on the same machine",
        ),
        pytest.param(
            {
                ".env.local": "DB_HOST=juki-prod.city.local\nDB_DATABASE=juki\n",
                ".env.production": "DB_HOST=juki-prod.city.local\nDB_DATABASE=juki\n",
                "config/database.php": "<?php\nreturn ['connections' => ['mysql' => ['driver' => 'mysql', "
                "'host' => env('DB_HOST', '127.0.0.1'), 'database' => env('DB_DATABASE', 'forge')]]];\n",
            },
            [("sep-db", "high", ".env.local", 1)],
            id="what is only asked for is told where it is written",
        ),
        pytest.param(
            {
                ".gitlab-ci.yml": "refresh-dev:\n  environment: development\n  variables:\n    NETMASK: 255.255.255.0\n"
                "  script:\n    - pg_dump -h db.prod.city.local | psql\n"
            },
            [("sep-data-pull", "high", ".gitlab-ci.yml", 6)],
            id="a netmask masks no data",
        ),
        pytest.param(
            dotenv(
                f"DATABASE_URL=postgres://postgres.abc:{P}@aws-0.pooler.supabase.com:6543/postgres\n",
                f"DATABASE_URL=postgres://postgres.xyz:{D}@aws-0.pooler.supabase.com:6543/postgres\n",
            ),
            [],
            id="the door of a hoster is everybody's",
        ),
        pytest.param(
            dotenv(
                "OIDC_ISSUER=https://a.lg.jp/r\nOIDC_CLIENT_ID=juki-1\n",
                "OIDC_ISSUER=https://b.lg.jp/r\nOIDC_CLIENT_ID=juki-1\n",
            ),
            [],
            id="one name in two realms is two clients",
        ),
        pytest.param(
            {
                f"envs/{name}/main.tf": f'module "web-{name}" {{\n  tfvars_files = ["common.tfvars", "{name}.tfvars"]\n}}\n'
                for name in ("dev", "prod")
            },
            [],
            id="a block that is named for an environment loads its own",
        ),
        pytest.param(
            dotenv("SITE_HOST=govgraph.dev\n", "SITE_HOST=govgraph.test.lg.jp\n"),
            [],
            id="the top-level domain dev is no development",
        ),
        pytest.param(
            {
                "values-prod.yaml": "tables:\n  - app_production.public.users\n",
                "values-dev.yaml": "tables:\n  - app_production.public.users\n",
                "Chart.yaml": "name: a\n",
            },
            [],
            id="the name of a table is no host",
        ),
    ],
)
def test_what_real_repositories_taught(files: dict[str, str], expected: list[tuple[str, str, str, int]]) -> None:
    findings, _skips, _check = judged(files)
    assert told(findings) == expected
