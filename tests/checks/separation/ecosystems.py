"""Clean repositories with several environments, one for each ecosystem, and the mutations that make them unclean.

All names and secrets are invented. A mutation replaces one text in one file; ``rule`` is what has to be found there.
"""

from __future__ import annotations

from typing import NamedTuple


class Mutation(NamedTuple):
    """One production value copied across: what is replaced where, and the rule that has to see it."""

    path: str
    old: str
    new: str
    rule: str


class Ecosystem(NamedTuple):
    """A clean repository, and its mutations."""

    files: dict[str, str]
    mutations: tuple[Mutation, ...]


PROD_SECRET = "kP9-vT3x_Lq8wZ2rN5"
DEV_SECRET = "d1-Mm7aaQe4Hs6uYb"
STG_SECRET = "s4_Jk2bbRw9Gd3tXc"

ECOSYSTEMS: dict[str, Ecosystem] = {
    "dotenv": Ecosystem(
        {
            ".env": "APP_NAME=juki\nAPP_ENV=${APP_ENV}\n",
            ".env.development": (
                "APP_DEBUG=true\n"
                "DATABASE_URL=postgres://juki_dev:" + DEV_SECRET + "@db.dev.soka-kaihatsu.jp:5432/juki_dev\n"
                "S3_BUCKET=juki-dev-files\nSESSION_SECRET=a8f3c1d95be27046\nSMTP_HOST=mail.dev.soka-kaihatsu.jp\n"
                "SQS_URL=https://sqs.ap-northeast-1.amazonaws.com/111122223333/juki-dev\n"
                "STRIPE_KEY=sk_test_4f9a2b7c1d8e3f60\n"
            ),
            ".env.production": (
                "APP_DEBUG=false\n"
                "DATABASE_URL=postgres://juki_prod:" + PROD_SECRET + "@db.prod.soka-unyo.jp:5432/juki\n"
                "S3_BUCKET=juki-prod-files\nSESSION_SECRET=71be90c4a6d2f835\nSMTP_HOST=mail.soka-unyo.jp\n"
                "SQS_URL=https://sqs.ap-northeast-1.amazonaws.com/444455556666/juki-prod\n"
                "STRIPE_KEY=sk_live_8c2e6a1f9b4d7053\n"
            ),
        },
        (
            Mutation(
                ".env.development",
                "@db.dev.soka-kaihatsu.jp:5432/juki_dev",
                "@db.prod.soka-unyo.jp:5432/juki",
                "sep-db",
            ),
            Mutation(".env.development", "juki-dev-files", "juki-prod-files", "sep-bucket"),
            Mutation(".env.development", "a8f3c1d95be27046", "71be90c4a6d2f835", "sep-cred"),
            Mutation(".env.development", "111122223333/juki-dev", "444455556666/juki-prod", "sep-queue"),
            Mutation(".env.development", "mail.dev.soka-kaihatsu.jp", "mail.soka-unyo.jp", "sep-idp"),
            Mutation(".env.development", "sk_test_4f9a2b7c1d8e3f60", "sk_live_8c2e6a1f9b4d7053", "sep-live-dev"),
            Mutation(".env.production", "APP_DEBUG=false", "APP_DEBUG=true", "sep-debug-prod"),
            Mutation(".env.production", "sk_live_8c2e6a1f9b4d7053", "sk_test_8c2e6a1f9b4d7053", "sep-mock-prod"),
        ),
    ),
    "dotenv-folders": Ecosystem(
        {
            ".envs/.local/.django": "DJANGO_SECRET_KEY=" + DEV_SECRET + "\nREDIS_URL=redis://redis:6379/0\n",
            ".envs/.local/.postgres": "POSTGRES_HOST=postgres\nPOSTGRES_DB=juki\nPOSTGRES_PASSWORD="
            + DEV_SECRET
            + "x\n",
            ".envs/.production/.django": "DJANGO_SECRET_KEY="
            + PROD_SECRET
            + "\nREDIS_URL=redis://cache.soka-unyo.jp:6379/0\n",
            ".envs/.production/.postgres": "POSTGRES_HOST=db.soka-unyo.jp\nPOSTGRES_DB=juki\nPOSTGRES_PASSWORD="
            + PROD_SECRET
            + "x\n",
        },
        (
            Mutation(".envs/.local/.django", DEV_SECRET, PROD_SECRET, "sep-cred"),
            Mutation(".envs/.local/.postgres", "POSTGRES_HOST=postgres", "POSTGRES_HOST=db.soka-unyo.jp", "sep-db"),
        ),
    ),
    "spring": Ecosystem(
        {
            "src/main/resources/application.yml": "spring:\n  application:\n    name: juki\nserver:\n  port: 8080\n",
            "src/main/resources/application-dev.yml": (
                "spring:\n  datasource:\n    url: jdbc:postgresql://db.dev.soka-kaihatsu.jp:5432/juki\n    username: juki_dev\n"
                "    password: " + DEV_SECRET + "\n  jpa:\n    show-sql: true\nstorage:\n  bucket: juki-dev-files\n"
            ),
            "src/main/resources/application-prod.yml": (
                "spring:\n  datasource:\n    url: jdbc:postgresql://db.prod.soka-unyo.jp:5432/juki\n    username: juki_prod\n"
                "    password: " + PROD_SECRET + "\n  jpa:\n    show-sql: false\nstorage:\n  bucket: juki-prod-files\n"
            ),
        },
        (
            Mutation(
                "src/main/resources/application-dev.yml", "db.dev.soka-kaihatsu.jp", "db.prod.soka-unyo.jp", "sep-db"
            ),
            Mutation("src/main/resources/application-dev.yml", DEV_SECRET, PROD_SECRET, "sep-cred"),
            Mutation("src/main/resources/application-dev.yml", "juki_dev", "juki_prod", "sep-user"),
            Mutation("src/main/resources/application-dev.yml", "juki-dev-files", "juki-prod-files", "sep-bucket"),
            Mutation("src/main/resources/application-prod.yml", "show-sql: false", "show-sql: true", "sep-debug-prod"),
            Mutation(
                "src/main/resources/application-prod.yml",
                "storage:",
                "  profiles:\n    include: dev\nstorage:",
                "sep-file-cross",
            ),
        ),
    ),
    "spring-multi-document": Ecosystem(
        {
            "application.properties": (
                "spring.application.name=juki\n#---\nspring.config.activate.on-profile=dev\n"
                "spring.datasource.url=jdbc:mysql://db.dev.soka-kaihatsu.jp/juki\nspring.datasource.password="
                + DEV_SECRET
                + "\n"
                "#---\nspring.config.activate.on-profile=prod\n"
                "spring.datasource.url=jdbc:mysql://db.prod.soka-unyo.jp/juki\nspring.datasource.password="
                + PROD_SECRET
                + "\n"
            ),
        },
        (
            Mutation("application.properties", "db.dev.soka-kaihatsu.jp", "db.prod.soka-unyo.jp", "sep-db"),
            Mutation("application.properties", DEV_SECRET, PROD_SECRET, "sep-cred"),
        ),
    ),
    "nablarch": Ecosystem(
        {
            "src/main/resources/common.properties": "nablarch.db.driver=org.postgresql.Driver\n",
            "src/env/dev/env.properties": (
                "nablarch.db.url=jdbc:postgresql://db.dev.soka-kaihatsu.jp:5432/juki\nnablarch.db.user=juki_dev\nnablarch.db.password="
                + DEV_SECRET
                + "\n"
            ),
            "src/env/prod/env.properties": (
                "nablarch.db.url=jdbc:postgresql://db.prod.soka-unyo.jp:5432/juki\nnablarch.db.user=juki_prod\nnablarch.db.password="
                + PROD_SECRET
                + "\n"
            ),
        },
        (
            Mutation("src/env/dev/env.properties", "db.dev.soka-kaihatsu.jp", "db.prod.soka-unyo.jp", "sep-db"),
            Mutation("src/env/dev/env.properties", DEV_SECRET, PROD_SECRET, "sep-cred"),
        ),
    ),
    "terasoluna": Ecosystem(
        {
            "juki-env/src/main/resources/META-INF/spring/juki-infra.properties": (
                "database.url=jdbc:h2:mem:juki\ndatabase.username=sa\ndatabase.password=\n"
            ),
            "juki-env/configs/test-server/resources/META-INF/spring/juki-infra.properties": (
                "database.url=jdbc:postgresql://db.test.soka-kaihatsu.jp/juki\ndatabase.username=juki_test\ndatabase.password="
                + DEV_SECRET
                + "\n"
            ),
            "juki-env/configs/production-server/resources/META-INF/spring/juki-infra.properties": (
                "database.url=jdbc:postgresql://db.prod.soka-unyo.jp/juki\ndatabase.username=juki_prod\ndatabase.password="
                + PROD_SECRET
                + "\n"
            ),
        },
        (
            Mutation(
                "juki-env/configs/test-server/resources/META-INF/spring/juki-infra.properties",
                "db.test.soka-kaihatsu.jp",
                "db.prod.soka-unyo.jp",
                "sep-db",
            ),
            Mutation(
                "juki-env/configs/test-server/resources/META-INF/spring/juki-infra.properties",
                DEV_SECRET,
                PROD_SECRET,
                "sep-cred",
            ),
        ),
    ),
    "maven-profiles": Ecosystem(
        {
            "pom.xml": (
                '<?xml version="1.0"?>\n<project>\n  <profiles>\n    <profile>\n      <id>dev</id>\n      <properties>\n'
                "        <db.url>jdbc:postgresql://db.dev.soka-kaihatsu.jp/juki</db.url>\n        <db.password>"
                + DEV_SECRET
                + "</db.password>\n"
                "      </properties>\n    </profile>\n    <profile>\n      <id>prod</id>\n      <properties>\n"
                "        <db.url>jdbc:postgresql://db.prod.soka-unyo.jp/juki</db.url>\n        <db.password>"
                + PROD_SECRET
                + "</db.password>\n"
                "      </properties>\n    </profile>\n  </profiles>\n</project>\n"
            ),
        },
        (
            Mutation("pom.xml", "db.dev.soka-kaihatsu.jp", "db.prod.soka-unyo.jp", "sep-db"),
            Mutation("pom.xml", DEV_SECRET, PROD_SECRET, "sep-cred"),
        ),
    ),
    "rails": Ecosystem(
        {
            "config/database.yml": (
                'default: &default\n  adapter: postgresql\n  pool: <%= ENV.fetch("RAILS_MAX_THREADS") { 5 } %>\n\n'
                "development:\n  <<: *default\n  host: db.dev.soka-kaihatsu.jp\n  database: juki_development\n  password: "
                + DEV_SECRET
                + "\n\n"
                "test:\n  <<: *default\n  database: juki_test\n\n"
                "production:\n  <<: *default\n  host: db.prod.soka-unyo.jp\n  database: juki_production\n  password: "
                + PROD_SECRET
                + "\n"
            ),
            "config/environments/development.rb": "Rails.application.configure do\n  config.consider_all_requests_local = true\n  config.action_mailer.raise_delivery_errors = false\nend\n",
            "config/environments/production.rb": "Rails.application.configure do\n  config.consider_all_requests_local = false\n  config.log_level = :info\nend\n",
            "config/storage.yml": "local:\n  service: Disk\n",
        },
        (
            Mutation("config/database.yml", "db.dev.soka-kaihatsu.jp", "db.prod.soka-unyo.jp", "sep-db"),
            Mutation("config/database.yml", DEV_SECRET, PROD_SECRET, "sep-cred"),
            Mutation(
                "config/environments/production.rb",
                "consider_all_requests_local = false",
                "consider_all_requests_local = true",
                "sep-debug-prod",
            ),
        ),
    ),
    "laravel": Ecosystem(
        {
            ".env.staging": "APP_ENV=staging\nDB_CONNECTION=mysql\nDB_HOST=db.stg.soka-kensho.jp\nDB_DATABASE=juki\nDB_PASSWORD="
            + STG_SECRET
            + "\n",
            ".env.production": "APP_ENV=production\nAPP_DEBUG=false\nDB_CONNECTION=mysql\nDB_HOST=db.prod.soka-unyo.jp\nDB_DATABASE=juki\nDB_PASSWORD="
            + PROD_SECRET
            + "\n",
            "config/app.php": "<?php\nreturn [\n    'name' => env('APP_NAME', 'Juki'),\n    'debug' => env('APP_DEBUG', false),\n];\n",
        },
        (
            Mutation(".env.staging", "db.stg.soka-kensho.jp", "db.prod.soka-unyo.jp", "sep-db"),
            Mutation(".env.staging", STG_SECRET, PROD_SECRET, "sep-cred"),
            Mutation(".env.production", "APP_ENV=production", "APP_ENV=local", "sep-debug-prod"),
        ),
    ),
    "symfony": Ecosystem(
        {
            "config/packages/framework.yaml": "framework:\n  secret: '%env(APP_SECRET)%'\n",
            "config/packages/dev/mailer.yaml": "framework:\n  mailer:\n    dsn: smtp://mail.dev.soka-kaihatsu.jp:25\n",
            "config/packages/prod/mailer.yaml": "framework:\n  mailer:\n    dsn: smtp://mail.soka-unyo.jp:25\n",
            ".env": "APP_ENV=dev\n",
            ".env.dev": "DATABASE_URL=mysql://juki_dev:" + DEV_SECRET + "@db.dev.soka-kaihatsu.jp:3306/juki\n",
            ".env.prod": "APP_ENV=prod\nDATABASE_URL=mysql://juki_prod:"
            + PROD_SECRET
            + "@db.prod.soka-unyo.jp:3306/juki\n",
        },
        (
            Mutation(".env.dev", "db.dev.soka-kaihatsu.jp", "db.prod.soka-unyo.jp", "sep-db"),
            Mutation(".env.dev", DEV_SECRET, PROD_SECRET, "sep-cred"),
        ),
    ),
    "django": Ecosystem(
        {
            "juki/settings/base.py": "from pathlib import Path\n\nDEBUG = False\nINSTALLED_APPS = ['juki']\n",
            "juki/settings/development.py": (
                "from .base import *\n\nDEBUG = True\nSECRET_KEY = '" + DEV_SECRET + "'\n"
                "DATABASES = {'default': {'ENGINE': 'django.db.backends.postgresql', 'HOST': 'db.dev.soka-kaihatsu.jp', 'NAME': 'juki'}}\n"
            ),
            "juki/settings/production.py": (
                "from .base import *\n\nSECRET_KEY = '"
                + PROD_SECRET
                + "'\nAWS_STORAGE_BUCKET_NAME = 'juki-prod-files'\n"
                "DATABASES = {'default': {'ENGINE': 'django.db.backends.postgresql', 'HOST': 'db.prod.soka-unyo.jp', 'NAME': 'juki'}}\n"
            ),
        },
        (
            Mutation("juki/settings/development.py", "db.dev.soka-kaihatsu.jp", "db.prod.soka-unyo.jp", "sep-db"),
            Mutation("juki/settings/development.py", DEV_SECRET, PROD_SECRET, "sep-cred"),
            Mutation("juki/settings/production.py", "AWS_STORAGE", "DEBUG = True\nAWS_STORAGE", "sep-debug-prod"),
        ),
    ),
    "dynaconf": Ecosystem(
        {
            "settings.toml": (
                '[default]\nname = "juki"\n\n[development]\ndb_host = "db.dev.soka-kaihatsu.jp"\ndb_name = "juki"\nsecret_key = "'
                + DEV_SECRET
                + '"\n\n'
                '[production]\ndb_host = "db.prod.soka-unyo.jp"\ndb_name = "juki"\nsecret_key = "' + PROD_SECRET + '"\n'
            ),
        },
        (
            Mutation("settings.toml", "db.dev.soka-kaihatsu.jp", "db.prod.soka-unyo.jp", "sep-db"),
            Mutation("settings.toml", DEV_SECRET, PROD_SECRET, "sep-cred"),
        ),
    ),
    "node-config": Ecosystem(
        {
            "config/default.json": '{\n  "port": 3000\n}\n',
            "config/development.json": '{\n  "db": {\n    "host": "db.dev.soka-kaihatsu.jp",\n    "name": "juki",\n    "password": "'
            + DEV_SECRET
            + '"\n  }\n}\n',
            "config/production.json": '{\n  "db": {\n    "host": "db.prod.soka-unyo.jp",\n    "name": "juki",\n    "password": "'
            + PROD_SECRET
            + '"\n  }\n}\n',
        },
        (
            Mutation("config/development.json", "db.dev.soka-kaihatsu.jp", "db.prod.soka-unyo.jp", "sep-db"),
            Mutation("config/development.json", DEV_SECRET, PROD_SECRET, "sep-cred"),
        ),
    ),
    "aspnet": Ecosystem(
        {
            "appsettings.json": '{\n  "Logging": {"LogLevel": {"Default": "Information"}}\n}\n',
            "appsettings.Development.json": (
                '{\n  "ConnectionStrings": {\n    "Main": "Server=sql.dev.soka-kaihatsu.jp;Database=juki;User Id=juki_dev;Password='
                + DEV_SECRET
                + '"\n  }\n}\n'
            ),
            "appsettings.Production.json": (
                '{\n  "ConnectionStrings": {\n    "Main": "Server=sql.prod.soka-unyo.jp;Database=juki;User Id=juki_prod;Password='
                + PROD_SECRET
                + '"\n  }\n}\n'
            ),
        },
        (
            Mutation("appsettings.Development.json", "sql.dev.soka-kaihatsu.jp", "sql.prod.soka-unyo.jp", "sep-db"),
            Mutation("appsettings.Development.json", DEV_SECRET, PROD_SECRET, "sep-cred"),
        ),
    ),
    "compose": Ecosystem(
        {
            "compose.yml": "services:\n  web:\n    image: juki:latest\n",
            "compose.override.yml": "services:\n  web:\n    environment:\n      DB_HOST: db\n      DB_PASSWORD: "
            + DEV_SECRET
            + "\n    env_file: .env.development\n",
            "compose.prod.yml": (
                "services:\n  web:\n    environment:\n      DB_HOST: db.prod.soka-unyo.jp\n      DB_PASSWORD: "
                + PROD_SECRET
                + "\n    env_file: .env.production\n"
                "networks:\n  back:\n    external: true\n    name: juki-prod-back\n"
            ),
            "compose.dev.yml": (
                "services:\n  web:\n    environment:\n      DB_HOST: db\n      DB_PASSWORD: "
                + DEV_SECRET
                + "\n    env_file: .env.development\n"
                "networks:\n  back:\n    external: true\n    name: juki-dev-back\n"
            ),
        },
        (
            Mutation("compose.dev.yml", "DB_HOST: db\n", "DB_HOST: db.prod.soka-unyo.jp\n", "sep-db"),
            Mutation("compose.dev.yml", DEV_SECRET, PROD_SECRET, "sep-cred"),
            Mutation("compose.dev.yml", "juki-dev-back", "juki-prod-back", "sep-compose"),
            Mutation("compose.dev.yml", ".env.development", ".env.production", "sep-file-cross"),
        ),
    ),
    "kustomize": Ecosystem(
        {
            "k8s/base/kustomization.yaml": "resources:\n  - deployment.yaml\n",
            "k8s/base/deployment.yaml": "apiVersion: apps/v1\nkind: Deployment\nmetadata:\n  name: juki\n",
            "k8s/overlays/dev/kustomization.yaml": "namespace: juki-dev\nresources:\n  - ../../base\nconfigMapGenerator:\n  - name: juki\n    literals:\n      - DB_HOST=db.dev.soka-kaihatsu.jp\n",
            "k8s/overlays/dev/secret.yaml": "apiVersion: v1\nkind: Secret\nmetadata:\n  name: juki\nstringData:\n  DB_PASSWORD: "
            + DEV_SECRET
            + "\n",
            "k8s/overlays/prod/kustomization.yaml": "namespace: juki-prod\nresources:\n  - ../../base\nconfigMapGenerator:\n  - name: juki\n    literals:\n      - DB_HOST=db.prod.soka-unyo.jp\n",
            "k8s/overlays/prod/secret.yaml": "apiVersion: v1\nkind: Secret\nmetadata:\n  name: juki\nstringData:\n  DB_PASSWORD: "
            + PROD_SECRET
            + "\n",
        },
        (
            Mutation("k8s/overlays/dev/kustomization.yaml", "namespace: juki-dev", "namespace: juki-prod", "sep-k8s"),
            Mutation("k8s/overlays/dev/secret.yaml", DEV_SECRET, PROD_SECRET, "sep-cred"),
            Mutation(
                "k8s/overlays/dev/kustomization.yaml", "db.dev.soka-kaihatsu.jp", "db.prod.soka-unyo.jp", "sep-db"
            ),
            Mutation("k8s/overlays/dev/kustomization.yaml", "../../base", "../prod", "sep-file-cross"),
        ),
    ),
    "helm": Ecosystem(
        {
            "chart/Chart.yaml": "apiVersion: v2\nname: juki\nversion: 0.1.0\n",
            "chart/values.yaml": "replicas: 1\nimage:\n  tag: latest\n",
            "chart/values-dev.yaml": "database:\n  host: db.dev.soka-kaihatsu.jp\n  name: juki\n  password: "
            + DEV_SECRET
            + "\nbackup:\n  bucket: juki-dev-backup\n",
            "chart/values-prod.yaml": "database:\n  host: db.prod.soka-unyo.jp\n  name: juki\n  password: "
            + PROD_SECRET
            + "\nbackup:\n  bucket: juki-prod-backup\n",
        },
        (
            Mutation("chart/values-dev.yaml", "db.dev.soka-kaihatsu.jp", "db.prod.soka-unyo.jp", "sep-db"),
            Mutation("chart/values-dev.yaml", DEV_SECRET, PROD_SECRET, "sep-cred"),
            Mutation("chart/values-dev.yaml", "juki-dev-backup", "juki-prod-backup", "sep-bucket"),
        ),
    ),
    "helm-sections": Ecosystem(
        {
            "values.yaml": (
                "cronjobs:\n  production:\n    - name: backup\n      bucket: juki-prod-backups\n"
                "  integration-dev:\n    - name: restore\n      bucket: juki-dev-backups\n"
            ),
        },
        (),
    ),
    "terraform": Ecosystem(
        {
            "envs/dev/backend.tf": 'terraform {\n  backend "s3" {\n    bucket = "juki-dev-tfstate"\n    key    = "juki/dev.tfstate"\n  }\n}\n',
            "envs/dev/main.tf": (
                'provider "aws" {\n  allowed_account_ids = ["111122223333"]\n}\n\nresource "aws_db_instance" "main" {\n  publicly_accessible = false\n'
                '  password = "'
                + DEV_SECRET
                + '"\n  kms_key_id = "arn:aws:kms:ap-northeast-1:111122223333:key/0a1b2c3d-0000-4000-8000-00000000dev1"\n  vpc_security_group_ids = ["sg-0d0d0d0d0d0d0d0d0"]\n}\n'
            ),
            "envs/prod/backend.tf": 'terraform {\n  backend "s3" {\n    bucket = "juki-prod-tfstate"\n    key    = "juki/prod.tfstate"\n  }\n}\n',
            "envs/prod/main.tf": (
                'provider "aws" {\n  allowed_account_ids = ["444455556666"]\n}\n\nresource "aws_db_instance" "main" {\n  publicly_accessible = false\n'
                '  password = "'
                + PROD_SECRET
                + '"\n  kms_key_id = "arn:aws:kms:ap-northeast-1:444455556666:key/0a1b2c3d-0000-4000-8000-0000000prod1"\n  vpc_security_group_ids = ["sg-0a0a0a0a0a0a0a0a0"]\n}\n'
            ),
        },
        (
            Mutation("envs/dev/main.tf", '111122223333"]', '444455556666"]', "sep-account"),
            Mutation("envs/dev/main.tf", DEV_SECRET, PROD_SECRET, "sep-cred"),
            Mutation(
                "envs/dev/main.tf",
                "arn:aws:kms:ap-northeast-1:111122223333:key/0a1b2c3d-0000-4000-8000-00000000dev1",
                "arn:aws:kms:ap-northeast-1:444455556666:key/0a1b2c3d-0000-4000-8000-0000000prod1",
                "sep-kms",
            ),
            Mutation("envs/dev/main.tf", "sg-0d0d0d0d0d0d0d0d0", "sg-0a0a0a0a0a0a0a0a0", "sep-net"),
            Mutation(
                "envs/dev/backend.tf",
                'bucket = "juki-dev-tfstate"\n    key    = "juki/dev.tfstate"',
                'bucket = "juki-prod-tfstate"\n    key    = "juki/prod.tfstate"',
                "sep-state",
            ),
        ),
    ),
    "tfvars": Ecosystem(
        {
            "main.tf": 'variable "db_host" {}\nvariable "bucket_name" {}\nvariable "vpc_cidr" {}\n',
            "dev.tfvars": 'db_host     = "db.dev.soka-kaihatsu.jp"\nbucket_name = "juki-dev-files"\nvpc_cidr    = "10.10.0.0/16"\n',
            "prod.tfvars": 'db_host     = "db.prod.soka-unyo.jp"\nbucket_name = "juki-prod-files"\nvpc_cidr    = "10.20.0.0/16"\n',
        },
        (
            Mutation("dev.tfvars", "db.dev.soka-kaihatsu.jp", "db.prod.soka-unyo.jp", "sep-db"),
            Mutation("dev.tfvars", "juki-dev-files", "juki-prod-files", "sep-bucket"),
            Mutation("dev.tfvars", "10.10.0.0/16", "10.20.0.0/16", "sep-net"),
            Mutation("dev.tfvars", "10.10.0.0/16", "10.20.128.0/17", "sep-net"),
        ),
    ),
    "terragrunt": Ecosystem(
        {
            "live/terragrunt.hcl": 'remote_state {\n  backend = "s3"\n  config = {\n    bucket = "juki-${local.account_name}-state"\n    key    = "${path_relative_to_include()}/terraform.tfstate"\n  }\n}\n',
            "live/prod/account.hcl": 'locals {\n  account_name   = "prod"\n  aws_account_id = "444455556666"\n}\n',
            "live/non-prod/account.hcl": 'locals {\n  account_name   = "non-prod"\n  aws_account_id = "111122223333"\n}\n',
            "live/prod/mysql/terragrunt.hcl": 'inputs = {\n  name            = "juki_prod"\n  master_password = "'
            + PROD_SECRET
            + '"\n}\n',
            "live/non-prod/mysql/terragrunt.hcl": 'inputs = {\n  name            = "juki_stage"\n  master_password = "'
            + STG_SECRET
            + '"\n}\n',
        },
        (
            Mutation("live/non-prod/account.hcl", "111122223333", "444455556666", "sep-account"),
            Mutation("live/non-prod/mysql/terragrunt.hcl", STG_SECRET, PROD_SECRET, "sep-cred"),
        ),
    ),
    "ansible": Ecosystem(
        {
            "inventories/dev/hosts": "[web]\nweb01.dev.soka-kaihatsu.jp\n",
            "inventories/dev/group_vars/all.yml": "db_host: db.dev.soka-kaihatsu.jp\ndb_password: " + DEV_SECRET + "\n",
            "inventories/production/hosts": "[web]\nweb01.prod.soka-unyo.jp\n",
            "inventories/production/group_vars/all.yml": "db_host: db.prod.soka-unyo.jp\ndb_password: "
            + PROD_SECRET
            + "\n",
        },
        (
            Mutation("inventories/dev/group_vars/all.yml", "db.dev.soka-kaihatsu.jp", "db.prod.soka-unyo.jp", "sep-db"),
            Mutation("inventories/dev/group_vars/all.yml", DEV_SECRET, PROD_SECRET, "sep-cred"),
        ),
    ),
    "serverless": Ecosystem(
        {
            "serverless.yml": (
                "service: juki\nprovider:\n  name: aws\n  stage: ${opt:stage, 'dev'}\ncustom:\n  dev:\n    bucket: juki-dev-files\n    tableArn: arn:aws:dynamodb:ap-northeast-1:111122223333:table/juki\n"
                "    dbHost: db.dev.soka-kaihatsu.jp\n  prod:\n    bucket: juki-prod-files\n    tableArn: arn:aws:dynamodb:ap-northeast-1:444455556666:table/juki\n    dbHost: db.prod.soka-unyo.jp\n"
            ),
        },
        (
            Mutation("serverless.yml", "juki-dev-files", "juki-prod-files", "sep-bucket"),
            Mutation("serverless.yml", "db.dev.soka-kaihatsu.jp", "db.prod.soka-unyo.jp", "sep-db"),
        ),
    ),
    "sam": Ecosystem(
        {
            "samconfig.toml": (
                'version = 0.1\n\n[dev.deploy.parameters]\nstack_name = "juki-dev"\ns3_bucket = "juki-dev-deploy"\nprofile = "juki-dev"\n\n'
                '[prod.deploy.parameters]\nstack_name = "juki-prod"\ns3_bucket = "juki-prod-deploy"\nprofile = "juki-prod"\n'
            ),
        },
        (Mutation("samconfig.toml", "juki-dev-deploy", "juki-prod-deploy", "sep-bucket"),),
    ),
    "github-actions": Ecosystem(
        {
            ".github/workflows/deploy.yml": (
                "name: deploy\non:\n  push:\n    branches: [main]\njobs:\n  deploy-dev:\n    runs-on: ubuntu-latest\n    environment: development\n    steps:\n"
                "      - uses: aws-actions/configure-aws-credentials@v4\n        with:\n          role-to-assume: arn:aws:iam::111122223333:role/juki-deploy\n"
                "      - run: ./deploy.sh dev\n        env:\n          TOKEN: ${{ secrets.DEPLOY_TOKEN }}\n"
                "  deploy-production:\n    runs-on: ubuntu-latest\n    environment: production\n    steps:\n"
                "      - uses: aws-actions/configure-aws-credentials@v4\n        with:\n          role-to-assume: arn:aws:iam::444455556666:role/juki-deploy\n"
                "      - run: ./deploy.sh prod\n        env:\n          TOKEN: ${{ secrets.DEPLOY_TOKEN }}\n"
            ),
        },
        (
            Mutation(
                ".github/workflows/deploy.yml", "environment: development", "environment: production", "sep-ci-env"
            ),
            Mutation(
                ".github/workflows/deploy.yml",
                "arn:aws:iam::111122223333:role/juki-deploy",
                "arn:aws:iam::444455556666:role/juki-deploy",
                "sep-user",
            ),
            Mutation(
                ".github/workflows/deploy.yml",
                "./deploy.sh dev\n        env:\n          TOKEN: ${{ secrets.DEPLOY_TOKEN }}",
                "./deploy.sh dev\n        env:\n          TOKEN: ${{ secrets.PROD_DEPLOY_TOKEN }}",
                "sep-ci-env",
            ),
            Mutation(
                ".github/workflows/deploy.yml",
                "./deploy.sh dev",
                "pg_restore -d juki $(aws s3 cp s3://juki-prod-backups/last.dump -)",
                "sep-data-pull",
            ),
            Mutation(".github/workflows/deploy.yml", "    environment: production\n", "", "sep-ci-env"),
        ),
    ),
    "gitlab-ci": Ecosystem(
        {
            ".gitlab-ci.yml": (
                "stages: [deploy]\ndeploy-dev:\n  stage: deploy\n  environment:\n    name: development\n  script:\n    - ./deploy.sh dev\n"
                "deploy-prod:\n  stage: deploy\n  environment:\n    name: production\n  script:\n    - ./deploy.sh prod\n"
            ),
        },
        (
            Mutation(".gitlab-ci.yml", "name: development", "name: production", "sep-ci-env"),
            Mutation(".gitlab-ci.yml", "./deploy.sh dev", "./deploy.sh dev $PROD_TOKEN", "sep-ci-env"),
        ),
    ),
}
