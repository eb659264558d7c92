"""Any tree of infrastructure files is laid out without an exception, and many of them take a moment."""

from __future__ import annotations

import time

from hypothesis import given, settings
from hypothesis import strategies as st

from guard.checks.separation.layouts.rendered import manifest_layers, plan_layers
from guard.checks.separation.layouts.table import layers_of
from guard.checks.separation.resolve import resolve
from guard.checks.separation.setting import Tree
from guard.environment import Environment, EnvironmentKind

FOLDERS = (
    "", "envs/prod", "envs/dev", "modules/db", "base", "overlays/prod", "overlays/dev", "clusters/staging", "chart", "chart/templates",
    "chart/values", ".github/workflows", ".gitlab/ci", "inventories/prod/group_vars", "inventories/dev/host_vars/web", "group_vars",
    "live/prod/mysql", "live", "_envcommon", "docker/production", "本番",
)  # fmt: skip
NAMES = (
    "main.tf", "locals_prod.tf", "prod.tfvars", "terraform.tfvars", "main.tf.json", "backend-prod.hcl", "terragrunt.hcl", "env.hcl", "root.hcl",
    "kustomization.yaml", "deployment.yaml", "Chart.yaml", "values.yaml", "values-prod.yaml", "compose.yml", "compose.prod.yml",
    "docker-compose.override.yml", "production.yml", "deploy-prod.yml", ".gitlab-ci.yml", "hosts", "hosts.yml", "all.yml", "prod.yml",
    "serverless.yml", "samconfig.toml", "cdk.json", "params-prod.json", "Dockerfile", "Dockerfile.prod", "app.env", "targets.json",
)  # fmt: skip
TEXTS = st.text(max_size=20) | st.sampled_from(
    (
        "", "a", "[]", "{}", "- a\n", "prod: {a: 1}\ndev: {a: 2}\n", "services: []\n", "services:\n  a: b\n", "services: {a: {image: x, env_file: [../app.env, '']}}\n",
        "services: {a: {image: x, profiles: [dev], environment: [A, B=1]}}\n", "resources: [../../base, '', ../overlays/prod]\n", "bases:\n- ../base\n",
        "apiVersion: v1\nkind: Secret\ndata: {a: b}\n", "apiVersion: v1\nkind: List\nitems: [1, {kind: Secret, metadata: {name: x}, data: {a: YQ==}}]\n",
        "apiVersion: v1\nkind: ConfigMap\nmetadata: {name: a}\ndata:\n  a.yml: |\n    b: 1\n    c\n", "env: [{name: A, value: 1}, {name: B}, 3]\n",
        "configMapGenerator: [{name: a, literals: [A=1, B], envs: [app.env]}]\n", "jobs: {a: {environment: prod}, deploy-dev: {if: \"github.ref == 'refs/heads/prod'\"}}\n",
        "jobs: 1\non: pull_request_target\n", "a: {environment: {name: prod}, only: [prod]}\n", "[prod]\na b=1\n[all:vars]\nc=d\n", "[[[\n",
        'module "a" {\n  source = "../../modules/db"\n}\nmodule "b" {\n  source = "./"\n}\n', 'variable "x" {\n  default = { prod = 1, dev = [2] }\n}\n',
        'include "a" {\n  path = "mysql.hcl"\n}\nlocals {\n  environment = "prod"\n}\n', '[{"ParameterKey": "A", "ParameterValue": "b"}]', '{"ParameterKey": 1}',
        "[prod.deploy.parameters]\nparameter_overrides = \"A=1 B='x'\"\n", "FROM a AS prod\nENV A=1\nFROM b AS dev\n", "x: [{env: prod, a: 1}, {env: dev}]\n",
    )
)  # fmt: skip
PATHS = st.tuples(st.sampled_from(FOLDERS), st.sampled_from(NAMES)).map(lambda parts: "/".join(filter(None, parts)))
PROD = Environment("prod", EnvironmentKind.PRODUCTION)


@settings(max_examples=300, deadline=None)
@given(st.dictionaries(PATHS, TEXTS, max_size=12))
def test_any_tree_is_laid_out(files: dict[str, str]) -> None:
    layers = layers_of(Tree(files))
    for layer in layers:
        assert all(0 <= leaf.start <= leaf.end <= len(files[layer.path]) for leaf in layer.leaves)
    list(resolve(layers))


@given(TEXTS | st.text(alphabet='{}[]":,values resources0', max_size=60))
def test_anything_may_be_given_as_a_plan_or_a_manifest(text: str) -> None:
    list(resolve([*plan_layers(text, PROD, "plan.json"), *manifest_layers(text, PROD, "-")]))


def test_many_files_take_no_more_than_a_moment() -> None:
    manifest = "apiVersion: v1\nkind: ConfigMap\nmetadata:\n  name: a\ndata:\n  a: b\n"
    files: dict[str, str] = {}
    for number in range(60):
        top = f"app{number}"
        files[f"{top}/base/kustomization.yaml"] = "resources: [" + ", ".join(f"r{n}.yaml" for n in range(20)) + "]\n"
        files |= {f"{top}/base/r{n}.yaml": manifest for n in range(20)}
        files |= {
            f"{top}/overlays/{env}/kustomization.yaml": "resources: [../../base]\n" for env in ("prod", "stg", "dev")
        }
        files |= {f"{top}/envs/{env}/main.tf": 'resource "a" "b" {\n  c = "d"\n}\n' for env in ("prod", "stg", "dev")}
        files |= {f"{top}/compose.{env}.yml": "services:\n  a:\n    image: b\n" for env in ("prod", "stg", "dev")}
    began = time.process_time()
    layers_of(Tree(files))
    assert time.process_time() - began < 60, "some 1,800 files are laid out in a few seconds"
