"""Repositories of containers, clusters, clouds and pipelines, each clean, and changed in one place.

All names, hosts and secrets are invented. A mutation replaces one text of one file.
"""

from __future__ import annotations

import base64

import pytest

from tests.checks.separation.reviewed import D, Mutated, Mutation, P, Repository, check_clean, check_mutated, mutated


def b(text: str) -> str:
    return base64.b64encode(text.encode()).decode()


APP = """apiVersion: argoproj.io/v1alpha1
kind: Application
metadata:
  name: juki-{env}
spec:
  source:
    repoURL: https://git.city.local/juki.git
    path: deploy/overlays/{env}
  destination:
    server: {server}
    namespace: {ns}
"""
TF = """terraform {{
  backend "s3" {{
    bucket = "{b}"
    key    = "juki/terraform.tfstate"
    region = "ap-northeast-1"
  }}
}}
"""
CASES: dict[str, Repository] = {
    "compose-envfile-extends": Repository(
        {
            "docker-compose.yml": "version: '3.8'\nservices:\n  app:\n    image: registry.city.local/juki:${TAG}\n    ports:\n      - '127.0.0.1:8080:8080'\n  db:\n    image: postgres:16\n",
            "docker-compose.dev.yml": f"services:\n  app:\n    extends:\n      file: common.yml\n      service: app\n    env_file:\n      - ./env/dev.env\n    container_name: juki-dev-app\n    environment:\n      - DB_HOST=10.8.1.1\n      - DB_NAME=juki\n      - DB_PASSWORD={D}\n      - S3_BUCKET=juki-dev-files\n      - KAFKA_BROKERS=kafka.kaihatsu.local:9092\nvolumes:\n  data:\n    external: true\n    name: juki-dev-data\n",
            "docker-compose.honban.yml": f"services:\n  app:\n    extends:\n      file: common.yml\n      service: app\n    env_file:\n      - ./env/honban.env\n    container_name: juki-hon-app\n    environment:\n      - DB_HOST=10.1.1.1\n      - DB_NAME=juki\n      - DB_PASSWORD={P}\n      - S3_BUCKET=juki-hon-files\n      - KAFKA_BROKERS=kafka.soka-unyo.jp:9092\nvolumes:\n  data:\n    external: true\n    name: juki-hon-data\n",
            "env/dev.env": f"MAIL_HOST=mail.kaihatsu.local\nAPI_TOKEN={D}api\n",
            "env/honban.env": f"MAIL_HOST=mail.soka-unyo.jp\nAPI_TOKEN={P}api\n",
        },
        [
            Mutation("docker-compose.dev.yml", "10.8.1.1", "10.1.1.1", "sep-db"),
            Mutation("docker-compose.dev.yml", f"DB_PASSWORD={D}", f"DB_PASSWORD={P}", "sep-cred"),
            Mutation("docker-compose.dev.yml", "juki-dev-files", "juki-hon-files", "sep-bucket"),
            Mutation("docker-compose.dev.yml", "kafka.kaihatsu.local", "kafka.soka-unyo.jp", "sep-queue"),
            Mutation("docker-compose.dev.yml", "juki-dev-data", "juki-hon-data", "sep-compose", "medium"),
            Mutation("docker-compose.dev.yml", "juki-dev-app", "juki-hon-app", "sep-compose", "medium"),
            Mutation("docker-compose.dev.yml", "./env/dev.env", "./env/honban.env", "sep-file-cross"),
            Mutation("docker-compose.honban.yml", "./env/honban.env", "./env/dev.env", "sep-file-cross"),
            Mutation("env/dev.env", f"{D}api", f"{P}api", "sep-cred"),
            Mutation("env/dev.env", "mail.kaihatsu.local", "mail.soka-unyo.jp", "sep-idp", "medium"),
            Mutation(
                "docker-compose.honban.yml",
                "      - DB_NAME",
                "      - APP_DEBUG=true\n      - DB_NAME",
                "sep-debug-prod",
            ),
        ],
    ),
    "compose-mynumber": Repository(
        {
            "docker-compose.dev.yml": "services:\n  app:\n    container_name: juki-dev\n    environment:\n      DB_HOST: 10.8.1.1\n      DB_NAME: juki\n",
            "docker-compose.honban.yml": "services:\n  app:\n    container_name: juki-hon\n    environment:\n      DB_HOST: 10.1.1.1\n      DB_NAME: juki\n",
        },
        [
            Mutation(
                "docker-compose.honban.yml",
                "    environment",
                "    ports:\n      - '8080:8080'\n    environment",
                "sep-mynumber-public",
                "high",
            ),
            Mutation("docker-compose.dev.yml", "juki-dev", "juki-hon", "sep-compose", "critical"),
            Mutation("docker-compose.dev.yml", "10.8.1.1", "10.1.1.1", "sep-db", "critical"),
        ],
        {"honban": "mynumber"},
    ),
    "k8s-secret-base64": Repository(
        {
            "k8s/dev/secret.yaml": f"apiVersion: v1\nkind: Secret\nmetadata:\n  name: juki\n  namespace: juki-dev\ntype: Opaque\ndata:\n  DB_PASSWORD: {b(D)}\n  DATABASE_URL: {b('postgres://d:' + D + 'u@10.8.1.1/juki')}\n",
            "k8s/prod/secret.yaml": f"apiVersion: v1\nkind: Secret\nmetadata:\n  name: juki\n  namespace: juki-prod\ntype: Opaque\ndata:\n  DB_PASSWORD: {b(P)}\n  DATABASE_URL: {b('postgres://p:' + P + 'u@10.1.1.1/juki')}\n",
            "k8s/dev/configmap.yaml": "apiVersion: v1\nkind: ConfigMap\nmetadata:\n  name: juki\n  namespace: juki-dev\ndata:\n  SPRING_PROFILES_ACTIVE: dev\n  S3_BUCKET: juki-dev-files\n  application.properties: |\n    mail.host=mail.kaihatsu.local\n",
            "k8s/prod/configmap.yaml": "apiVersion: v1\nkind: ConfigMap\nmetadata:\n  name: juki\n  namespace: juki-prod\ndata:\n  SPRING_PROFILES_ACTIVE: prod\n  S3_BUCKET: juki-unyo-files\n  application.properties: |\n    mail.host=mail.soka-unyo.jp\n",
            "k8s/prod/service.yaml": "apiVersion: v1\nkind: Service\nmetadata:\n  name: juki\n  namespace: juki-prod\nspec:\n  type: ClusterIP\n",
        },
        [
            Mutation("k8s/dev/secret.yaml", b(D), b(P), "sep-cred", "critical"),
            Mutation(
                "k8s/dev/secret.yaml",
                b("postgres://d:" + D + "u@10.8.1.1/juki"),
                b("postgres://d:" + D + "u@10.1.1.1/juki"),
                "sep-db",
                "critical",
            ),
            Mutation("k8s/dev/configmap.yaml", "juki-dev-files", "juki-unyo-files", "sep-bucket", "critical"),
            Mutation(
                "k8s/prod/configmap.yaml",
                "SPRING_PROFILES_ACTIVE: prod",
                "SPRING_PROFILES_ACTIVE: dev",
                "sep-debug-prod",
            ),
            Mutation("k8s/prod/service.yaml", "ClusterIP", "LoadBalancer", "sep-mynumber-public", "critical"),
            Mutation("k8s/dev/configmap.yaml", "juki-dev-files", "juki-prod-files", "sep-ref-prod", "high"),
        ],
        {"prod": "mynumber"},
    ),
    "argo-applications": Repository(
        {
            "argocd/dev/juki.yaml": APP.format(env="dev", server="https://k8s.kaihatsu.local:6443", ns="juki"),
            "argocd/prod/juki.yaml": APP.format(env="prod", server="https://k8s.soka-unyo.jp:6443", ns="juki"),
        },
        [
            Mutation(
                "argocd/dev/juki.yaml", "https://k8s.kaihatsu.local:6443", "https://k8s.soka-unyo.jp:6443", "sep-k8s"
            ),
            Mutation("argocd/dev/juki.yaml", "overlays/dev", "overlays/prod", "sep-file-cross"),
        ],
    ),
    "argo-flat-names": Repository(
        {
            "apps/juki-dev.yaml": APP.format(env="dev", server="https://kubernetes.default.svc", ns="juki-dev"),
            "apps/juki-prod.yaml": APP.format(env="prod", server="https://kubernetes.default.svc", ns="juki-prod"),
        },
        [
            Mutation("apps/juki-dev.yaml", "namespace: juki-dev", "namespace: juki-prod", "sep-k8s"),
        ],
    ),
    "flux": Repository(
        {
            "clusters/staging/apps.yaml": "apiVersion: kustomize.toolkit.fluxcd.io/v1\nkind: Kustomization\nmetadata:\n  name: apps\n  namespace: flux-system\nspec:\n  interval: 10m0s\n  path: ./apps/staging\n  prune: true\n  postBuild:\n    substitute:\n      db_host: db.stg.local\n",
            "clusters/production/apps.yaml": "apiVersion: kustomize.toolkit.fluxcd.io/v1\nkind: Kustomization\nmetadata:\n  name: apps\n  namespace: flux-system\nspec:\n  interval: 10m0s\n  path: ./apps/production\n  prune: true\n  postBuild:\n    substitute:\n      db_host: db.soka-unyo.jp\n",
            "apps/staging/podinfo-values.yaml": "apiVersion: helm.toolkit.fluxcd.io/v2\nkind: HelmRelease\nmetadata:\n  name: podinfo\n  namespace: podinfo\nspec:\n  values:\n    ingress:\n      hosts:\n        - host: podinfo.staging\n    redis:\n      url: redis://cache.stg.local:6379\n",
            "apps/production/podinfo-values.yaml": "apiVersion: helm.toolkit.fluxcd.io/v2\nkind: HelmRelease\nmetadata:\n  name: podinfo\n  namespace: podinfo\nspec:\n  values:\n    ingress:\n      hosts:\n        - host: podinfo.production\n    redis:\n      url: redis://cache.soka-unyo.jp:6379\n",
        },
        [
            Mutation("clusters/staging/apps.yaml", "db.stg.local", "db.soka-unyo.jp", "sep-db", "medium"),
            Mutation("apps/staging/podinfo-values.yaml", "cache.stg.local", "cache.soka-unyo.jp", "sep-db", "medium"),
            Mutation("clusters/staging/apps.yaml", "./apps/staging", "./apps/production", "sep-file-cross"),
        ],
    ),
    "helmfile": Repository(
        {
            "helmfile.yaml": "environments:\n  dev:\n    values:\n      - environments/dev/values.yaml\n  prod:\n    values:\n      - environments/prod/values.yaml\n---\nreleases:\n  - name: juki\n    chart: ./chart\n",
            "environments/dev/values.yaml": f"namespace: juki-dev\nredis:\n  host: redis.kaihatsu.local\nkms:\n  keyArn: arn:aws:kms:ap-northeast-1:111122223333:key/11111111-2222-4333-8444-555555555555\noauth:\n  clientId: juki-dev-1\n  clientSecret: {D}\n",
            "environments/prod/values.yaml": f"namespace: juki-prod\nredis:\n  host: redis.soka-unyo.jp\nkms:\n  keyArn: arn:aws:kms:ap-northeast-1:444455556666:key/99999999-2222-4333-8444-555555555555\noauth:\n  clientId: juki-unyo-1\n  clientSecret: {P}\n",
        },
        [
            Mutation("environments/dev/values.yaml", "redis.kaihatsu.local", "redis.soka-unyo.jp", "sep-db"),
            Mutation("environments/dev/values.yaml", D, P, "sep-cred"),
            Mutation("environments/dev/values.yaml", "juki-dev-1", "juki-unyo-1", "sep-idp", "medium"),
            Mutation(
                "environments/dev/values.yaml",
                "arn:aws:kms:ap-northeast-1:111122223333:key/11111111-2222-4333-8444-555555555555",
                "arn:aws:kms:ap-northeast-1:444455556666:key/99999999-2222-4333-8444-555555555555",
                "sep-kms",
            ),
            Mutation(
                "helmfile.yaml", "environments/dev/values.yaml", "environments/prod/values.yaml", "sep-file-cross"
            ),
        ],
    ),
    "helm-existing-secret": Repository(
        {
            "charts/juki/Chart.yaml": "apiVersion: v2\nname: juki\nversion: 0.1.0\n",
            "charts/juki/values.yaml": "replicaCount: 1\nimage:\n  repository: registry.city.local/juki\n  tag: 1.0.0\nservice:\n  type: ClusterIP\n",
            "charts/juki/values-stg.yaml": "serviceAccount:\n  annotations:\n    eks.amazonaws.com/role-arn: arn:aws:iam::111122223333:role/juki-stg\nexternalSecrets:\n  dbPath: secret/data/juki-stg/db\npubsub:\n  topic: projects/juki-stg-1/topics/events\ngcp:\n  project_id: juki-stg-1\n",
            "charts/juki/values-prod.yaml": "serviceAccount:\n  annotations:\n    eks.amazonaws.com/role-arn: arn:aws:iam::444455556666:role/juki\nexternalSecrets:\n  dbPath: secret/data/juki-unyo/db\npubsub:\n  topic: projects/juki-unyo-1/topics/events\ngcp:\n  project_id: juki-unyo-1\n",
        },
        [
            Mutation(
                "charts/juki/values-stg.yaml",
                "arn:aws:iam::111122223333:role/juki-stg",
                "arn:aws:iam::444455556666:role/juki",
                "sep-user",
                "critical",
            ),
            Mutation(
                "charts/juki/values-stg.yaml",
                "secret/data/juki-stg/db",
                "secret/data/juki-unyo/db",
                "sep-ref",
                "critical",
            ),
            Mutation(
                "charts/juki/values-stg.yaml",
                "projects/juki-stg-1/topics/events",
                "projects/juki-unyo-1/topics/events",
                "sep-queue",
                "critical",
            ),
            Mutation(
                "charts/juki/values-stg.yaml",
                "project_id: juki-stg-1",
                "project_id: juki-unyo-1",
                "sep-account",
                "critical",
            ),
            Mutation(
                "charts/juki/values-prod.yaml",
                "gcp:",
                "service:\n  type: LoadBalancer\ngcp:",
                "sep-mynumber-public",
                "critical",
            ),
        ],
        {"prod": "mynumber"},
    ),
    "terraform-modules": Repository(
        {
            "modules/db/main.tf": 'variable "db_password" {}\nvariable "vpc_id" {}\nresource "aws_db_instance" "this" {\n  password            = var.db_password\n  publicly_accessible = false\n}\n',
            "environments/dev/main.tf": 'module "db" {\n  source      = "../../modules/db"\n  db_password = var.db_password\n  vpc_id      = var.vpc_id\n}\n'
            + TF.format(b="juki-dev-tfstate"),
            "environments/dev/terraform.tfvars": f'db_password = "{D}"\nvpc_id = "vpc-0d0d0d0d0d0d0d0d0"\nvpc_cidr = "10.8.0.0/16"\naws_account_id = "111122223333"\nkms_key_arn = "arn:aws:kms:ap-northeast-1:111122223333:key/11111111-2222-4333-8444-555555555555"\nproject_id = "juki-dev-1"\nssm_path = "arn:aws:ssm:ap-northeast-1:111122223333:parameter/juki/dev"\ntrusted_accounts = ["777788889999"]\n',
            "environments/prod/main.tf": 'module "db" {\n  source      = "../../modules/db"\n  db_password = var.db_password\n  vpc_id      = var.vpc_id\n}\n'
            + TF.format(b="juki-prod-tfstate"),
            "environments/prod/terraform.tfvars": f'db_password = "{P}"\nvpc_id = "vpc-0a0a0a0a0a0a0a0a0"\nvpc_cidr = "10.1.0.0/16"\naws_account_id = "444455556666"\nkms_key_arn = "arn:aws:kms:ap-northeast-1:444455556666:key/99999999-2222-4333-8444-555555555555"\nproject_id = "juki-unyo-1"\nssm_path = "arn:aws:ssm:ap-northeast-1:444455556666:parameter/juki/prod"\ntrusted_accounts = ["777788889999"]\nassign_public_ip = false\n',
        },
        [
            Mutation("environments/dev/terraform.tfvars", D, P, "sep-cred"),
            Mutation(
                "environments/dev/terraform.tfvars",
                "vpc-0d0d0d0d0d0d0d0d0",
                "vpc-0a0a0a0a0a0a0a0a0",
                "sep-net",
                "medium",
            ),
            Mutation("environments/dev/terraform.tfvars", "10.8.0.0/16", "10.1.64.0/18", "sep-net", "medium"),
            Mutation("environments/dev/terraform.tfvars", '"111122223333"', '"444455556666"', "sep-account", "medium"),
            Mutation(
                "environments/dev/terraform.tfvars",
                "arn:aws:kms:ap-northeast-1:111122223333:key/11111111-2222-4333-8444-555555555555",
                "arn:aws:kms:ap-northeast-1:444455556666:key/99999999-2222-4333-8444-555555555555",
                "sep-kms",
            ),
            Mutation("environments/dev/terraform.tfvars", '"juki-dev-1"', '"juki-unyo-1"', "sep-account", "medium"),
            Mutation(
                "environments/dev/terraform.tfvars",
                "arn:aws:ssm:ap-northeast-1:111122223333:parameter/juki/dev",
                "arn:aws:ssm:ap-northeast-1:444455556666:parameter/juki/prod",
                "sep-ref",
            ),
            Mutation("environments/prod/terraform.tfvars", '["777788889999"]', '["111122223333"]', "sep-grant"),
            Mutation("environments/dev/terraform.tfvars", '["777788889999"]', '["444455556666"]', "sep-grant"),
            Mutation("environments/dev/main.tf", "juki-dev-tfstate", "juki-prod-tfstate", "sep-state"),
            Mutation(
                "environments/dev/terraform.tfvars",
                "project_id =",
                'backup_bucket = "juki-prod-backup"\nproject_id =',
                "sep-ref-prod",
            ),
            Mutation(
                "environments/prod/terraform.tfvars",
                "project_id =",
                'backup_bucket = "juki-dev-backup"\nproject_id =',
                "sep-ref-dev",
                "medium",
            ),
        ],
    ),
    "terraform-mynumber": Repository(
        {
            "envs/prod/main.tf": 'resource "aws_security_group" "a" {\n  ingress {\n    cidr_blocks = ["10.1.0.0/16"]\n  }\n}\nresource "aws_lb" "a" {\n  internal = true\n}\nresource "aws_instance" "a" {\n  associate_public_ip_address = false\n}\n',
            "envs/dev/main.tf": 'resource "aws_security_group" "a" {\n  ingress {\n    cidr_blocks = ["10.8.0.0/16"]\n  }\n}\n',
        },
        [
            Mutation("envs/prod/main.tf", "10.1.0.0/16", "0.0.0.0/0", "sep-mynumber-public", "critical"),
            Mutation("envs/prod/main.tf", "internal = true", "internal = false", "sep-mynumber-public", "critical"),
            Mutation(
                "envs/prod/main.tf",
                "associate_public_ip_address = false",
                "associate_public_ip_address = true",
                "sep-mynumber-public",
                "critical",
            ),
        ],
        {"prod": "mynumber"},
    ),
    "terraform-backend-files": Repository(
        {
            "main.tf": 'terraform {\n  backend "azurerm" {}\n}\nvariable "subscription_id" {}\n',
            "env/dev.tfvars": 'subscription_id = "33333333-aaaa-4bbb-8ccc-222222222222"\nkey_vault_uri = "https://juki-dev.vault.azure.net/"\npublic_network_access_enabled = false\n',
            "env/prod.tfvars": 'subscription_id = "55555555-aaaa-4bbb-8ccc-222222222222"\nkey_vault_uri = "https://juki-unyo.vault.azure.net/"\npublic_network_access_enabled = false\n',
            "env/dev.tfbackend": 'storage_account_name = "jukidevtf"\ncontainer_name = "tfstate"\nkey = "juki.tfstate"\n',
            "env/prod.tfbackend": 'storage_account_name = "jukiunyotf"\ncontainer_name = "tfstate"\nkey = "juki.tfstate"\n',
        },
        [
            Mutation("env/dev.tfvars", "33333333-aaaa", "55555555-aaaa", "sep-account", "medium"),
            Mutation("env/dev.tfvars", "juki-dev.vault", "juki-unyo.vault", "sep-kms"),
            Mutation(
                "env/dev.tfbackend",
                'jukidevtf"\ncontainer_name = "tfstate"\nkey',
                'jukiunyotf"\ncontainer_name = "tfstate"\nkey',
                "sep-state",
            ),
            Mutation(
                "env/dev.tfbackend",
                'jukidevtf"\ncontainer_name = "tfstate"\nkey = "juki.tfstate"',
                'jukiunyotf"\ncontainer_name = "tfstate"\nkey = "juki-dev.tfstate"',
                "sep-state",
                "medium",
            ),
        ],
    ),
    "ansible-host-vars": Repository(
        {
            "inventories/kaihatsu/hosts.yml": "all:\n  children:\n    web:\n      hosts:\n        web01.kaihatsu.local:\n",
            "inventories/kaihatsu/group_vars/all/main.yml": "smtp_host: relay.kaihatsu.local\ndb_host: dbsv91.city.local\ndb_name: juki\noracle_sid: JUKID\nnas_bucket: juki-dev-nas\nldap_url: ldap://ad.kaihatsu.local\n",
            "inventories/kaihatsu/group_vars/all/vault.yml": f"db_password: {D}\napi_token: {D}t\n",
            "inventories/honban/hosts.yml": "all:\n  children:\n    web:\n      hosts:\n        web01.soka-unyo.jp:\n",
            "inventories/honban/group_vars/all/main.yml": "smtp_host: relay.soka.lgwan.jp\ndb_host: dbsv01.city.local\ndb_name: juki\noracle_sid: JUKI\nnas_bucket: juki-hon-nas\nldap_url: ldap://ad.soka.lgwan.jp\n",
            "inventories/honban/group_vars/all/vault.yml": f"db_password: {P}\napi_token: {P}t\n",
            "roles/app/defaults/main.yml": "app_port: 8080\napp_debug: false\n",
        },
        [
            Mutation(
                "inventories/kaihatsu/group_vars/all/main.yml",
                "relay.kaihatsu.local",
                "relay.soka.lgwan.jp",
                "sep-idp",
                "medium",
            ),
            Mutation(
                "inventories/kaihatsu/group_vars/all/main.yml", "dbsv91.city.local", "dbsv01.city.local", "sep-db"
            ),
            Mutation("inventories/kaihatsu/group_vars/all/main.yml", "juki-dev-nas", "juki-hon-nas", "sep-bucket"),
            Mutation(
                "inventories/kaihatsu/group_vars/all/main.yml",
                "ad.kaihatsu.local",
                "ad.soka.lgwan.jp",
                "sep-idp",
                "medium",
            ),
            Mutation(
                "inventories/kaihatsu/group_vars/all/vault.yml", f"db_password: {D}", f"db_password: {P}", "sep-cred"
            ),
            Mutation("inventories/kaihatsu/group_vars/all/vault.yml", f"{D}t", f"{P}t", "sep-cred"),
            Mutation(
                "inventories/honban/group_vars/all/main.yml",
                "db_name: juki",
                "db_name: juki\nflask_debug: true",
                "sep-debug-prod",
            ),
        ],
    ),
    "serverless-params": Repository(
        {
            "serverless.yml": "service: juki\nprovider:\n  name: aws\nparams:\n  dev:\n    bucketName: juki-dev-files\n    vpcId: vpc-0d0d0d0d0d0d0d0d0\n    queueArn: arn:aws:sqs:ap-northeast-1:111122223333:juki-dev\n    roleArn: arn:aws:iam::111122223333:role/juki\n  prod:\n    bucketName: juki-unyo-files\n    vpcId: vpc-0a0a0a0a0a0a0a0a0\n    queueArn: arn:aws:sqs:ap-northeast-1:444455556666:juki\n    roleArn: arn:aws:iam::444455556666:role/juki\n",
        },
        [
            Mutation("serverless.yml", "juki-dev-files", "juki-unyo-files", "sep-bucket"),
            Mutation("serverless.yml", "vpc-0d0d0d0d0d0d0d0d0", "vpc-0a0a0a0a0a0a0a0a0", "sep-net", "medium"),
            Mutation(
                "serverless.yml",
                "arn:aws:sqs:ap-northeast-1:111122223333:juki-dev",
                "arn:aws:sqs:ap-northeast-1:444455556666:juki",
                "sep-queue",
            ),
            Mutation(
                "serverless.yml",
                "arn:aws:iam::111122223333:role/juki",
                "arn:aws:iam::444455556666:role/juki",
                "sep-user",
            ),
        ],
    ),
    "sam-overrides": Repository(
        {
            "samconfig.toml": f'version = 0.1\n[dev.deploy.parameters]\nprofile = "juki-dev"\nparameter_overrides = "DBPassword={D} VpcId=vpc-0d0d0d0d0d0d0d0d0"\n[prod.deploy.parameters]\nprofile = "juki-unyo"\nparameter_overrides = "DBPassword={P} VpcId=vpc-0a0a0a0a0a0a0a0a0"\n',
        },
        [
            Mutation("samconfig.toml", D, P, "sep-cred"),
            Mutation("samconfig.toml", "vpc-0d0d0d0d0d0d0d0d0", "vpc-0a0a0a0a0a0a0a0a0", "sep-net", "medium"),
            Mutation("samconfig.toml", 'profile = "juki-dev"', 'profile = "juki-unyo"', "sep-account", "medium"),
        ],
    ),
    "cdk-json": Repository(
        {
            "cdk.json": '{\n  "app": "npx ts-node bin/juki.ts",\n  "context": {\n    "dev": {\n      "account": "111122223333",\n      "vpcCidr": "10.8.0.0/16",\n      "certificateArn": "arn:aws:acm:ap-northeast-1:111122223333:certificate/a",\n      "dbSecretArn": "arn:aws:secretsmanager:ap-northeast-1:111122223333:secret:db-AbCdEf"\n    },\n    "prod": {\n      "account": "444455556666",\n      "vpcCidr": "10.1.0.0/16",\n      "certificateArn": "arn:aws:acm:ap-northeast-1:444455556666:certificate/b",\n      "dbSecretArn": "arn:aws:secretsmanager:ap-northeast-1:444455556666:secret:db-GhIjKl"\n    },\n    "@aws-cdk/core:enableStackNameDuplicates": "true"\n  }\n}\n',
        },
        [
            Mutation("cdk.json", '"account": "111122223333"', '"account": "444455556666"', "sep-account", "medium"),
            Mutation("cdk.json", "10.8.0.0/16", "10.1.0.0/16", "sep-net", "medium"),
            Mutation(
                "cdk.json",
                "arn:aws:secretsmanager:ap-northeast-1:111122223333:secret:db-AbCdEf",
                "arn:aws:secretsmanager:ap-northeast-1:444455556666:secret:db-GhIjKl",
                "sep-ref",
            ),
        ],
    ),
    "github-actions-jobs": Repository(
        {
            ".github/workflows/deploy.yml": "name: deploy\non: [push]\njobs:\n  deploy-stg:\n    environment:\n      name: staging\n    runs-on: ubuntu-latest\n    env:\n      AWS_ACCOUNT_ID: '111122223333'\n      SSM: arn:aws:ssm:ap-northeast-1:111122223333:parameter/a\n    steps:\n      - run: make deploy ENV=stg\n  deploy-prod:\n    environment:\n      name: production\n      url: https://juki.soka-unyo.jp\n    runs-on: ubuntu-latest\n    env:\n      AWS_ACCOUNT_ID: '444455556666'\n      SSM: arn:aws:ssm:ap-northeast-1:444455556666:parameter/a\n    steps:\n      - run: make deploy ENV=prod\n",
            ".github/workflows/refresh.yml": "name: refresh\non:\n  schedule:\n    - cron: '0 3 * * 1'\njobs:\n  refresh-dev-db:\n    environment: development\n    runs-on: ubuntu-latest\n    steps:\n      - run: pg_restore -h db.kaihatsu.local seed.dump\n",
        },
        [
            Mutation(".github/workflows/deploy.yml", "name: staging", "name: production", "sep-ci-env", "medium"),
            Mutation(".github/workflows/deploy.yml", "'111122223333'", "'444455556666'", "sep-account", "medium"),
            Mutation(
                ".github/workflows/deploy.yml",
                "arn:aws:ssm:ap-northeast-1:111122223333:parameter/a",
                "arn:aws:ssm:ap-northeast-1:444455556666:parameter/a",
                "sep-ref",
                "medium",
            ),
            Mutation(
                ".github/workflows/refresh.yml", "environment: development", "environment: production", "sep-ci-env"
            ),
            Mutation(
                ".github/workflows/refresh.yml", "seed.dump", "<(pg_dump -h db.honban.local juki)", "sep-data-pull"
            ),
            Mutation(
                ".github/workflows/refresh.yml",
                "pg_restore -h db.kaihatsu.local seed.dump",
                "aws rds restore-db-instance-from-db-snapshot --db-snapshot-identifier juki-prod-0401",
                "sep-data-pull",
            ),
            Mutation(
                ".github/workflows/refresh.yml",
                "  schedule:\n    - cron: '0 3 * * 1'\njobs:\n  refresh-dev-db:\n    environment: development",
                "  pull_request_target:\njobs:\n  refresh-dev-db:\n    environment: development",
                "sep-ci-env",
            ),
        ],
    ),
    "gitlab-rules": Repository(
        {
            ".gitlab-ci.yml": 'stages: [build, deploy]\nvariables:\n  DOCKER_DRIVER: overlay2\n.deploy:\n  stage: deploy\n  script:\n    - ./deploy.sh $CI_ENVIRONMENT_NAME\ndeploy_kensho:\n  extends: .deploy\n  environment:\n    name: staging\n  variables:\n    DB_HOST: db.kakunin.local\n    DB_PASSWORD: $STG_DB_PASSWORD\n  rules:\n    - if: $CI_COMMIT_BRANCH == "develop"\ndeploy_honban:\n  extends: .deploy\n  environment:\n    name: production\n  variables:\n    DB_HOST: db.soka-unyo.jp\n    DB_PASSWORD: $PROD_DB_PASSWORD\n  rules:\n    - if: $CI_COMMIT_BRANCH == "main"\n      when: manual\n',
        },
        [
            Mutation(".gitlab-ci.yml", "db.kakunin.local", "db.soka-unyo.jp", "sep-db", "medium"),
            Mutation(".gitlab-ci.yml", "$STG_DB_PASSWORD", "$PROD_DB_PASSWORD", "sep-ci-env", "medium"),
            Mutation(".gitlab-ci.yml", "name: staging", "name: production", "sep-ci-env", "medium"),
        ],
    ),
    "helm-restore-sections": Repository(
        {
            "charts/app-config/values.yaml": "cronjobs:\n  production:\n    - name: backup\n      bucket: juki-unyo-backups\n  staging:\n    - name: restore\n      restoreFrom: juki-stg-backups\n  integration-dev:\n    - name: restore\n      restoreFrom: juki-dev-backups\n",
        },
        [
            Mutation("charts/app-config/values.yaml", "juki-dev-backups", "juki-production-backups", "sep-data-pull"),
        ],
    ),
    "dockerfile-image": Repository(
        {
            ".env.production": "APP_DEBUG=false\n",
            ".env.development": "APP_DEBUG=true\n",
            ".dockerignore": "tests\n",
            "Dockerfile": 'FROM node:20 AS build\nCOPY . .\nRUN npm ci && npm run build\nFROM node:20-slim\nENV NODE_ENV=production\nCOPY --from=build /app/dist /app\nCOPY package.json .\nRUN npm ci --omit=dev\nCMD ["node", "dist/main.js"]\n',
        },
        [
            Mutation(
                "Dockerfile",
                "COPY package.json .",
                "COPY package.json .\nCOPY tests ./tests",
                "sep-image-test",
                "medium",
            ),
            Mutation(
                "Dockerfile",
                'CMD ["node", "dist/main.js"]',
                'CMD ["nodemon", "src/main.js"]',
                "sep-image-test",
                "medium",
            ),
            Mutation(
                "Dockerfile",
                "RUN npm ci --omit=dev",
                "RUN npm ci --omit=dev && npx sequelize db:seed:all && npm run seed:run",
                "sep-image-test",
                "medium",
            ),
            Mutation(".dockerignore", "tests\n", "tests\n", "none", "none"),
        ][:3],
    ),
}


@pytest.mark.parametrize("name", CASES)
def test_a_clean_repository_has_no_finding(name: str) -> None:
    check_clean(CASES[name])


@pytest.mark.parametrize("case", mutated(CASES), ids=str)
def test_one_change_is_one_finding_at_its_line(case: Mutated) -> None:
    check_mutated(case)
