"""Containers, infrastructure and pipelines of such contractors, each clean, and changed in one place.

All names, hosts and secrets are invented. A mutation replaces one text of one file.
"""

from __future__ import annotations

import pytest

from tests.checks.separation.reviewed import D, Mutated, Mutation, P, Repository, S, check_clean, check_mutated, mutated

CASES: dict[str, Repository] = {}
CASES["compose-env-folders"] = Repository(
    {
        "docker-compose.yml": "services:\n  web:\n    image: registry.lg.jp/kanko:latest\n    env_file: ./docker/${ENVIRONMENT:-dev}/.env\n    depends_on: [db]\n  db:\n    image: mysql:8\n",
        "compose.stg.yaml": f"services:\n  web:\n    environment:\n      SPRING_PROFILES_ACTIVE: stg\n      SPRING_DATASOURCE_URL: jdbc:mysql://10.20.3.3:3306/kanko\n      SPRING_DATASOURCE_PASSWORD: {S}\n    logging:\n      driver: awslogs\n      options:\n        awslogs-group: /kanko/stg\n",
        "compose.prod.yaml": f"services:\n  web:\n    environment:\n      SPRING_PROFILES_ACTIVE: prod\n      SPRING_DATASOURCE_URL: jdbc:mysql://10.10.3.3:3306/kanko\n      SPRING_DATASOURCE_PASSWORD: {P}\n    logging:\n      driver: awslogs\n      options:\n        awslogs-group: /kanko/prod\n",
    },
    [
        Mutation("compose.stg.yaml", "10.20.3.3", "10.10.3.3", "sep-db", "medium"),
        Mutation("compose.stg.yaml", S, P, "sep-cred", "medium"),
        Mutation("compose.prod.yaml", "ACTIVE: prod", "ACTIVE: dev", "sep-debug-prod"),
    ],
)
CASES["kustomize-generators"] = Repository(
    {
        "k8s/base/kustomization.yaml": "resources:\n- deployment.yaml\n",
        "k8s/base/deployment.yaml": "apiVersion: apps/v1\nkind: Deployment\nmetadata:\n  name: hoiku\nspec:\n  template:\n    spec:\n      containers:\n      - name: app\n        image: hoiku\n        envFrom:\n        - configMapRef: {name: hoiku-config}\n        - secretRef: {name: hoiku-secret}\n",
        "k8s/overlays/dev/kustomization.yaml": "namespace: hoiku-dev\nresources:\n- ../../base\nconfigMapGenerator:\n- name: hoiku-config\n  literals:\n  - DB_HOST=10.30.1.7\n  - DB_NAME=hoiku\n  - S3_BUCKET=hoiku-dev-doc\nsecretGenerator:\n- name: hoiku-secret\n  envs:\n  - secret.env\n",
        "k8s/overlays/dev/secret.env": f"DB_PASSWORD={D}\n",
        "k8s/overlays/prod/kustomization.yaml": "namespace: hoiku-prod\nresources:\n- ../../base\nconfigMapGenerator:\n- name: hoiku-config\n  literals:\n  - DB_HOST=10.10.1.7\n  - DB_NAME=hoiku\n  - S3_BUCKET=hoiku-prod-doc\nsecretGenerator:\n- name: hoiku-secret\n  envs:\n  - secret.env\n",
        "k8s/overlays/prod/secret.env": f"DB_PASSWORD={P}\n",
    },
    [
        Mutation("k8s/overlays/dev/kustomization.yaml", "10.30.1.7", "10.10.1.7", "sep-db"),
        Mutation("k8s/overlays/dev/kustomization.yaml", "hoiku-dev-doc", "hoiku-prod-doc", "sep-bucket"),
        Mutation("k8s/overlays/dev/secret.env", D, P, "sep-cred"),
        Mutation(
            "k8s/overlays/dev/kustomization.yaml", "namespace: hoiku-dev", "namespace: hoiku-prod", "sep-k8s", "high"
        ),
        Mutation("k8s/overlays/dev/kustomization.yaml", "  - secret.env", "  - ../prod/secret.env", "sep-file-cross"),
    ],
)
CASES["helm-values-folder"] = Repository(
    {
        "charts/gikai/Chart.yaml": "apiVersion: v2\nname: gikai\nversion: 1.0.0\n",
        "charts/gikai/values.yaml": "image:\n  repository: ghcr.io/x/gikai\ningress:\n  enabled: false\nexternalDatabase:\n  port: 5432\n",
        "charts/gikai/values/dev.yaml": f"externalDatabase:\n  host: gikai-dev.abcdef.ap-northeast-1.rds.amazonaws.com\n  database: gikai\n  password: {D}\nserviceAccount:\n  annotations:\n    eks.amazonaws.com/role-arn: arn:aws:iam::111122223333:role/gikai-dev\nenv:\n- name: AWS_SQS_QUEUE_URL\n  value: https://sqs.ap-northeast-1.amazonaws.com/111122223333/gikai-dev\n",
        "charts/gikai/values/prod.yaml": f"externalDatabase:\n  host: gikai-prd.abcdef.ap-northeast-1.rds.amazonaws.com\n  database: gikai\n  password: {P}\nserviceAccount:\n  annotations:\n    eks.amazonaws.com/role-arn: arn:aws:iam::444455556666:role/gikai\nenv:\n- name: AWS_SQS_QUEUE_URL\n  value: https://sqs.ap-northeast-1.amazonaws.com/444455556666/gikai-main\n",
    },
    [
        Mutation("charts/gikai/values/dev.yaml", "gikai-dev.abcdef", "gikai-prd.abcdef", "sep-db"),
        Mutation("charts/gikai/values/dev.yaml", D, P, "sep-cred"),
        Mutation("charts/gikai/values/dev.yaml", "111122223333:role/gikai-dev", "444455556666:role/gikai", "sep-user"),
        Mutation("charts/gikai/values/dev.yaml", "111122223333/gikai-dev", "444455556666/gikai-main", "sep-queue"),
    ],
)
TFV = 'env                = "{e}"\naws_account_id     = "{a}"\nvpc_cidr           = "{c}"\nrds_endpoint       = "{h}"\ndb_name            = "nenkin"\nlog_bucket         = "nenkin-{e}-log"\ndata_bucket        = "nenkin-{e}-data"\nkms_key_arn        = "arn:aws:kms:ap-northeast-1:{a}:key/{k}"\nsecret_arn         = "arn:aws:secretsmanager:ap-northeast-1:{a}:secret:nenkin-AbCdEf"\n'
CASES["terraform-tfvars-env-dir"] = Repository(
    {
        "terraform/main.tf": 'terraform {\n  backend "s3" {}\n}\nvariable "env" {}\nvariable "vpc_cidr" {}\nresource "aws_vpc" "main" {\n  cidr_block = var.vpc_cidr\n}\n',
        "terraform/env/dev.tfvars": TFV.format(
            e="dev",
            a="111122223333",
            c="10.30.0.0/16",
            h="nenkin.cdev.ap-northeast-1.rds.amazonaws.com",
            k="aaaaaaaa-1111-4222-8333-444444444444",
        ),
        "terraform/env/prd.tfvars": TFV.format(
            e="prd",
            a="444455556666",
            c="10.10.0.0/16",
            h="nenkin.cprd.ap-northeast-1.rds.amazonaws.com",
            k="bbbbbbbb-1111-4222-8333-444444444444",
        ),
    },
    [
        Mutation("terraform/env/dev.tfvars", "nenkin.cdev.", "nenkin.cprd.", "sep-db", "medium"),
        Mutation("terraform/env/dev.tfvars", "nenkin-dev-data", "nenkin-prd-data", "sep-bucket"),
        Mutation("terraform/env/dev.tfvars", "10.30.0.0/16", "10.10.0.0/16", "sep-net", "medium"),
        Mutation(
            "terraform/env/dev.tfvars",
            'aws_account_id     = "111122223333"',
            'aws_account_id     = "444455556666"',
            "sep-account",
            "medium",
        ),
        Mutation("terraform/env/dev.tfvars", "111122223333:key/aaaaaaaa", "444455556666:key/bbbbbbbb", "sep-kms"),
        Mutation("terraform/env/dev.tfvars", "111122223333:secret", "444455556666:secret", "sep-ref"),
    ],
)
CASES["terraform-workspace-locals"] = Repository(
    {
        "infra/locals.tf": 'locals {\n  config = {\n    dev = {\n      db_host = "10.30.5.5"\n      bucket  = "syomei-dev-files"\n      account = "111122223333"\n    }\n    prod = {\n      db_host = "10.10.5.5"\n      bucket  = "syomei-prod-files"\n      account = "444455556666"\n    }\n  }\n  c = local.config[terraform.workspace]\n}\n',
    },
    [
        Mutation("infra/locals.tf", "10.30.5.5", "10.10.5.5", "sep-db", "medium"),
        Mutation("infra/locals.tf", "syomei-dev-files", "syomei-prod-files", "sep-bucket"),
    ],
)
CASES["terragrunt-live"] = Repository(
    {
        "live/terragrunt.hcl": 'remote_state {\n  backend = "s3"\n  config = {\n    bucket = "tf-${local.account_id}"\n    key = "${path_relative_to_include()}/terraform.tfstate"\n  }\n}\n',
        "live/dev/account.hcl": 'locals {\n  account_name = "dev"\n  aws_account_id = "111122223333"\n  aws_profile = "kenko-dev"\n}\n',
        "live/prod/account.hcl": 'locals {\n  account_name = "prod"\n  aws_account_id = "444455556666"\n  aws_profile = "kenko-prod"\n}\n',
        "live/dev/ap-northeast-1/mysql/terragrunt.hcl": f'include "root" {{\n  path = find_in_parent_folders()\n}}\ninputs = {{\n  name = "kenko"\n  vpc_id = "vpc-0aaa1111bbbb2222c"\n  master_password = "{D}"\n}}\n',
        "live/prod/ap-northeast-1/mysql/terragrunt.hcl": f'include "root" {{\n  path = find_in_parent_folders()\n}}\ninputs = {{\n  name = "kenko"\n  vpc_id = "vpc-0ddd1111eeee2222f"\n  master_password = "{P}"\n}}\n',
    },
    [
        Mutation("live/dev/account.hcl", "111122223333", "444455556666", "sep-account", "medium"),
        Mutation("live/dev/ap-northeast-1/mysql/terragrunt.hcl", D, P, "sep-cred"),
        Mutation(
            "live/dev/ap-northeast-1/mysql/terragrunt.hcl",
            "vpc-0aaa1111bbbb2222c",
            "vpc-0ddd1111eeee2222f",
            "sep-net",
            "medium",
        ),
    ],
)
CASES["ansible-group-vars-flat"] = Repository(
    {
        "hosts/production": "[app]\n10.10.11.11\n[db]\n10.10.11.12\n[production:children]\napp\ndb\n",
        "hosts/develop": "[app]\n10.30.11.11\n[db]\n10.30.11.12\n[develop:children]\napp\ndb\n",
        "group_vars/all.yml": "ntp: ntp.nict.jp\n",
        "group_vars/production.yml": f"db_host: 10.10.11.12\ndb_name: shogai\ndb_password: {P}\nbackup_dir: /backup\n",
        "group_vars/develop.yml": f"db_host: 10.30.11.12\ndb_name: shogai\ndb_password: {D}\nbackup_dir: /backup\n",
        "site.yml": "- hosts: app\n  roles: [app]\n",
    },
    [
        Mutation("group_vars/develop.yml", "10.30.11.12", "10.10.11.12", "sep-db"),
        Mutation("group_vars/develop.yml", D, P, "sep-cred"),
    ],
)
CASES["serverless-custom-files"] = Repository(
    {
        "serverless.yml": "service: tsuchi\nprovider:\n  name: aws\n  stage: ${opt:stage, 'dev'}\n  environment: ${file(./config/${self:provider.stage}.yml)}\nfunctions:\n  send:\n    handler: src/send.handler\n",
        "config/dev.yml": f"TABLE_NAME: tsuchi-dev\nSNS_TOPIC_ARN: arn:aws:sns:ap-northeast-1:111122223333:tsuchi\nLINE_CHANNEL_SECRET: {D}\n",
        "config/prod.yml": f"TABLE_NAME: tsuchi-prod\nSNS_TOPIC_ARN: arn:aws:sns:ap-northeast-1:444455556666:tsuchi\nLINE_CHANNEL_SECRET: {P}\n",
    },
    [
        Mutation("config/dev.yml", "111122223333", "444455556666", "sep-queue"),
        Mutation("config/dev.yml", D, P, "sep-cred"),
    ],
)
CASES["sam-toml"] = Repository(
    {
        "samconfig.toml": f'version = 0.1\n[default.global.parameters]\nstack_name = "todoke"\n[dev.deploy.parameters]\nstack_name = "todoke-dev"\ns3_bucket = "todoke-dev-sam"\nparameter_overrides = "Env=dev DbHost=10.30.6.6 DbPassword={D}"\n[prod.deploy.parameters]\nstack_name = "todoke-prod"\ns3_bucket = "todoke-prod-sam"\nparameter_overrides = "Env=prod DbHost=10.10.6.6 DbPassword={P}"\n',
    },
    [
        Mutation("samconfig.toml", "10.30.6.6", "10.10.6.6", "sep-db", "medium"),
        Mutation("samconfig.toml", D, P, "sep-cred"),
    ],
)
CASES["cdk-context"] = Repository(
    {
        "cdk.json": '{\n  "app": "npx ts-node bin/app.ts",\n  "context": {\n    "dev": {"account": "111122223333", "vpcCidr": "10.30.0.0/16", "bucketName": "saigai-dev-data"},\n    "prod": {"account": "444455556666", "vpcCidr": "10.10.0.0/16", "bucketName": "saigai-prod-data"}\n  }\n}\n',
    },
    [
        Mutation(
            "cdk.json",
            '"dev": {"account": "111122223333"',
            '"dev": {"account": "444455556666"',
            "sep-account",
            "medium",
        ),
        Mutation("cdk.json", "10.30.0.0/16", "10.10.0.0/16", "sep-net", "medium"),
        Mutation("cdk.json", "saigai-dev-data", "saigai-prod-data", "sep-bucket"),
    ],
)
CASES["cdk-ts-config"] = Repository(
    {
        "lib/config/environments.ts": "export const environments: Record<string, EnvConfig> = {\n  dev: {\n    account: '111122223333',\n    dbHost: '10.30.7.7',\n    bucketName: 'saigai-dev-data',\n  },\n  prod: {\n    account: '444455556666',\n    dbHost: '10.10.7.7',\n    bucketName: 'saigai-prod-data',\n  },\n};\n",
    },
    [
        Mutation("lib/config/environments.ts", "10.30.7.7", "10.10.7.7", "sep-db", "medium"),
        Mutation("lib/config/environments.ts", "saigai-dev-data", "saigai-prod-data", "sep-bucket"),
    ],
)
GHA = "name: deploy\non:\n  push:\n    branches: [main, develop]\njobs:\n  test:\n    runs-on: ubuntu-latest\n    steps:\n    - uses: actions/checkout@v4\n    - run: make test\n  deploy-dev:\n    if: github.ref == 'refs/heads/develop'\n    runs-on: ubuntu-latest\n    environment: dev\n    env:\n      CLUSTER: kosei-dev\n      DB_HOST: 10.30.8.1\n    steps:\n    - uses: aws-actions/configure-aws-credentials@v4\n      with:\n        role-to-assume: arn:aws:iam::111122223333:role/deploy\n    - run: ./deploy.sh dev\n      env:\n        API_KEY: ${{ secrets.DEV_API_KEY }}\n  deploy-prod:\n    if: github.ref == 'refs/heads/main'\n    runs-on: ubuntu-latest\n    environment:\n      name: production\n      url: https://kosei.lg.jp\n    env:\n      CLUSTER: kosei-prod\n      DB_HOST: 10.10.8.1\n    steps:\n    - uses: aws-actions/configure-aws-credentials@v4\n      with:\n        role-to-assume: arn:aws:iam::444455556666:role/deploy\n    - run: ./deploy.sh prod\n      env:\n        API_KEY: ${{ secrets.PROD_API_KEY }}\n"
CASES["github-deploy"] = Repository(
    {".github/workflows/deploy.yml": GHA},
    [
        Mutation(".github/workflows/deploy.yml", "10.30.8.1", "10.10.8.1", "sep-db", "medium"),
        Mutation(".github/workflows/deploy.yml", "111122223333", "444455556666", "sep-user"),
        Mutation(".github/workflows/deploy.yml", "secrets.DEV_API_KEY", "secrets.PROD_API_KEY", "sep-ci-env"),
        Mutation(".github/workflows/deploy.yml", "environment: dev", "environment: production", "sep-ci-env"),
    ],
)
GL = "stages: [test, deploy]\nunit:\n  stage: test\n  script: [make test]\n.deploy: &deploy\n  stage: deploy\n  script: ./deploy.sh $HOST\ndeploy_stg:\n  <<: *deploy\n  variables:\n    HOST: 10.20.9.1\n    DB_URL: postgres://h:{S}@10.20.9.2/hojokin\n  environment: {{name: staging}}\n  only: [develop]\ndeploy_prod:\n  <<: *deploy\n  variables:\n    HOST: 10.10.9.1\n    DB_URL: postgres://p:{P}@10.10.9.2/hojokin\n  environment: {{name: production}}\n  when: manual\n  only: [main]\n"
CASES["gitlab-deploy"] = Repository(
    {".gitlab-ci.yml": GL.format(S=S, P=P)},
    [
        Mutation(".gitlab-ci.yml", "10.20.9.2", "10.10.9.2", "sep-db", "medium"),
        Mutation(".gitlab-ci.yml", S, P, "sep-cred", "medium"),
        Mutation(
            ".gitlab-ci.yml", "environment: {name: staging}", "environment: {name: production}", "sep-ci-env", "medium"
        ),
    ],
)
CASES["wordpress-cms"] = Repository(
    {
        "config/environments/production.php": f"<?php\ndefine('DB_HOST', '10.10.4.9');\ndefine('DB_NAME', 'koho');\ndefine('DB_USER', 'koho_p');\ndefine('DB_PASSWORD', '{P}');\ndefine('WP_DEBUG', false);\n",
        "config/environments/development.php": f"<?php\ndefine('DB_HOST', '10.30.4.9');\ndefine('DB_NAME', 'koho');\ndefine('DB_USER', 'koho_d');\ndefine('DB_PASSWORD', '{D}');\ndefine('WP_DEBUG', true);\n",
    },
    [
        Mutation("config/environments/development.php", "10.30.4.9", "10.10.4.9", "sep-db"),
        Mutation("config/environments/development.php", D, P, "sep-cred"),
        Mutation("config/environments/production.php", "WP_DEBUG', false", "WP_DEBUG', true", "sep-debug-prod"),
    ],
)
CASES["azure-bicep-params"] = Repository(
    {
        "infra/parameters.dev.json": '{\n  "$schema": "https://schema.management.azure.com/schemas/2019-04-01/deploymentParameters.json#",\n  "parameters": {\n    "sqlServerName": {"value": "sql-nyusatsu-dev.database.windows.net"},\n    "keyVaultUri": {"value": "https://kv-nyusatsu-dev.vault.azure.net/"},\n    "adminPassword": {"value": "'
        + D
        + '"}\n  }\n}\n',
        "infra/parameters.prod.json": '{\n  "$schema": "https://schema.management.azure.com/schemas/2019-04-01/deploymentParameters.json#",\n  "parameters": {\n    "sqlServerName": {"value": "sql-nyusatsu-prd.database.windows.net"},\n    "keyVaultUri": {"value": "https://kv-nyusatsu-prd.vault.azure.net/"},\n    "adminPassword": {"value": "'
        + P
        + '"}\n  }\n}\n',
    },
    [
        Mutation("infra/parameters.dev.json", "sql-nyusatsu-dev", "sql-nyusatsu-prd", "sep-db"),
        Mutation("infra/parameters.dev.json", "kv-nyusatsu-dev", "kv-nyusatsu-prd", "sep-kms"),
        Mutation("infra/parameters.dev.json", D, P, "sep-cred"),
    ],
)

CASES["circleci-contexts"] = Repository(
    {
        ".circleci/config.yml": f"version: 2.1\norbs:\n  aws-cli: circleci/aws-cli@4.0\njobs:\n  test:\n    docker:\n      - image: cimg/openjdk:17.0\n      - image: cimg/postgres:16.0\n        environment:\n          POSTGRES_PASSWORD: circle\n    steps: [checkout, run: ./gradlew test]\n  deploy:\n    parameters:\n      environment: {{type: string}}\n    docker:\n      - image: cimg/base:stable\n    steps:\n      - checkout\n      - run: ./deploy.sh << parameters.environment >>\n  migrate-staging:\n    docker:\n      - image: cimg/base:stable\n    environment:\n      DB_HOST: 10.20.12.1\n      DB_NAME: shisetsu\n      DB_PASSWORD: {S}\n    steps:\n      - run: psql -f migrate.sql\n  migrate-production:\n    docker:\n      - image: cimg/base:stable\n    environment:\n      DB_HOST: 10.10.12.1\n      DB_NAME: shisetsu\n      DB_PASSWORD: {P}\n    steps:\n      - run: psql -f migrate.sql\nworkflows:\n  main:\n    jobs:\n      - test\n      - deploy:\n          name: deploy-staging\n          environment: staging\n          context: [aws-staging, slack]\n          filters: {{branches: {{only: develop}}}}\n      - migrate-staging:\n          context: db-staging\n      - deploy:\n          name: deploy-production\n          environment: production\n          context: [aws-production, slack]\n          filters: {{branches: {{only: main}}}}\n      - migrate-production:\n          context: db-production\n",
    },
    [
        Mutation(".circleci/config.yml", "10.20.12.1", "10.10.12.1", "sep-db", "medium"),
        Mutation(".circleci/config.yml", S, P, "sep-cred", "medium"),
        Mutation(".circleci/config.yml", "[aws-staging, slack]", "[aws-production, slack]", "sep-ci-env", "medium"),
        Mutation(".circleci/config.yml", "context: db-staging", "context: db-production", "sep-ci-env", "medium"),
        Mutation(
            ".circleci/config.yml",
            "DB_HOST: 10.20.12.1\n",
            "DB_HOST: 10.20.12.1\n      API_KEY: $PROD_API_KEY\n",
            "sep-ci-env",
            "medium",
        ),
    ],
)

CASES["deploy-script-conf"] = Repository(
    {
        "deploy/conf/honban.conf": f"DB_HOST=10.10.1.1\nDB_NAME=a\nDB_PASSWORD={P}\n",
        "deploy/conf/kaihatsu.conf": f"DB_HOST=10.30.1.1\nDB_NAME=a\nDB_PASSWORD={D}\n",
    },
    [Mutation("deploy/conf/kaihatsu.conf", "10.30.1.1", "10.10.1.1", "sep-db")],
)
CASES["helmfile-envs"] = Repository(
    {
        "helmfile.yaml": "environments:\n  dev:\n    values: [env/dev.yaml]\n  prod:\n    values: [env/prod.yaml]\nreleases:\n- name: a\n  chart: ./a\n",
        "env/dev.yaml": f"db:\n  host: 10.30.1.1\n  name: a\n  password: {D}\n",
        "env/prod.yaml": f"db:\n  host: 10.10.1.1\n  name: a\n  password: {P}\n",
    },
    [
        Mutation("env/dev.yaml", "10.30.1.1", "10.10.1.1", "sep-db"),
        Mutation("env/dev.yaml", D, P, "sep-cred"),
        Mutation("helmfile.yaml", "[env/dev.yaml]", "[env/prod.yaml]", "sep-file-cross"),
    ],
)
CASES["azure-pipelines"] = Repository(
    {
        "azure-pipelines.yml": "stages:\n- stage: Dev\n  variables:\n    dbHost: 10.30.1.1\n    dbName: a\n  jobs:\n  - deployment: d\n    environment: dev\n- stage: Prod\n  variables:\n    dbHost: 10.10.1.1\n    dbName: a\n  jobs:\n  - deployment: p\n    environment: prod\n",
    },
    [Mutation("azure-pipelines.yml", "10.30.1.1", "10.10.1.1", "sep-db")],
)


@pytest.mark.parametrize("name", CASES)
def test_a_clean_repository_has_no_finding(name: str) -> None:
    check_clean(CASES[name])


@pytest.mark.parametrize("case", mutated(CASES), ids=str)
def test_one_change_is_one_finding_at_its_line(case: Mutated) -> None:
    check_mutated(case)
