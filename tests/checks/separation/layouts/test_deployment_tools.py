"""Ansible, Serverless and its kin, Dockerfiles, sections in files that nobody knows, and what is rendered outside."""

from __future__ import annotations

from collections.abc import Sequence

import pytest

from guard.checks.separation.layouts.ansible import ansible
from guard.checks.separation.layouts.dockerfile import dockerfile
from guard.checks.separation.layouts.in_file import in_file
from guard.checks.separation.layouts.rendered import manifest_layers, plan_layers
from guard.checks.separation.layouts.serverless import serverless
from guard.checks.separation.resolve import resolve
from guard.checks.separation.setting import Layer, Tree
from guard.environment import Environment, EnvironmentKind
from tests.checks.separation.layouts.placing import placed, read_by

PROD = Environment("prod", EnvironmentKind.PRODUCTION)


def unclaimed(tree: Tree) -> Sequence[Layer]:
    return in_file(tree, ())


def test_inventories_of_ansible_are_environments() -> None:
    files = {
        "inventories/prod/hosts": "[web]\nweb01.prod.city.example.jp\n",
        "inventories/prod/group_vars/all.yml": "db_host: db.prod.city.example.jp\nport: 1\n",
        "inventories/prod/group_vars/web/main.yml": "port: 2\n",
        "inventories/prod/group_vars/db.yml": "port: 3\n",
        "inventories/stg/host_vars/web01.yml": "port: 4\n",
    }
    assert placed(ansible, files) == {
        "inventories/prod/hosts": "prod",
        "inventories/prod/group_vars/all.yml": "prod",
        "inventories/prod/group_vars/web/main.yml": "prod",
        "inventories/prod/group_vars/db.yml": "prod",
        "inventories/stg/host_vars/web01.yml": "stg",
    }
    ports = {(one.stack, leaf.value) for one in ansible(Tree(files)) for leaf in one.leaves if leaf.key == ("port",)}
    assert {port for stack, port in ports if stack.endswith(":web")} == {"1", "2"}


def test_groups_named_for_environments_lie_on_what_all_groups_read() -> None:
    files = {
        "group_vars/all.yml": "region: tokyo\nhost: base\n",
        "group_vars/production.yml": "host: db.prod.city.example.jp\n",
        "group_vars/staging/main.yml": "host: db.stg.city.example.jp\n",
        "hosts": "[prod:vars]\nuser=juki_prod\n[dev]\nweb.dev.city.example.jp user=juki_dev\n[all:vars]\nport=1\n",
    }
    found = read_by(ansible, files, "production")
    assert (found["host"], found["region"]) == ("db.prod.city.example.jp", "tokyo")
    assert placed(ansible, files)["hosts#prod"] == "prod"
    assert "juki_dev" in read_by(ansible, files, "dev").values()


def test_stages_of_serverless_are_sections() -> None:
    text = "service: juki\ncustom:\n  prod: {bucket: juki-prod}\n  dev: {bucket: juki-dev}\nparams:\n  default: {size: 1}\n  prod: {size: 2}\n  dev: {}\n"
    found = read_by(serverless, {"serverless.yml": text}, "prod")
    assert (found["custom.bucket"], found["params.size"], found["service"]) == ("juki-prod", "2", "juki")


def test_parameters_of_sam_and_cloudformation_have_their_own_names() -> None:
    files = {
        "samconfig.toml": 'version = 0.1\n[prod.deploy.parameters]\nparameter_overrides = "Host=db.prod.city.example.jp Name=\\"juki prod\\""\n'
        "[dev.deploy.parameters]\nparameter_overrides = ['Host=db.dev.city.example.jp']\n",
        "params/prod.json": '[{"ParameterKey": "Bucket", "ParameterValue": "juki-prod"}]',
    }
    found = read_by(serverless, files, "prod")
    assert found["deploy.parameters.parameter_overrides.Host"] == "db.prod.city.example.jp"
    assert found["deploy.parameters.parameter_overrides.Name"] == "juki prod"
    assert found["Parameters.Bucket"] == "juki-prod"


def test_a_dockerfile_belongs_to_the_environment_of_its_name_or_its_stage() -> None:
    files = {
        "Dockerfile": "FROM a AS build\nENV A=0\nFROM build AS development\nENV A=1\nFROM build AS production\nENV A=2\n",
        "Dockerfile.prod": "FROM a\nENV DEBUG=true\n",
        "docker/Dockerfile": "FROM a\n",
    }
    assert placed(dockerfile, files) == {
        "Dockerfile#build": None,
        "Dockerfile#development": "development",
        "Dockerfile#production": "production",
        "Dockerfile.prod": "prod",
    }
    assert read_by(dockerfile, files, "production")["stage.2.ENV.A"] == "2"


def test_sections_are_found_in_files_that_nobody_knows() -> None:
    files = {
        "deploy/jobs.yaml": "jobs:\n  restore:\n    prod: {source: none}\n    dev: {source: juki-prod-backups}\n",
        "deploy/targets.json": '{"targets": [{"env": "prod", "host": "a"}, {"env": "dev", "host": "b"}]}',
        "deploy/tools.yaml": "scripts: {dev: x, prod: y, build: z, lint: l, format: f}\n",
        "package.json": '{"scripts": {"dev": "x", "prod": "y"}}',
        "deploy/tests.yaml": "dev: 1\ntest: 2\n",
    }
    found = read_by(unclaimed, files, "dev")
    assert found == {"jobs.restore.source": "juki-prod-backups", "targets.env": "dev", "targets.host": "b"}


def test_a_plan_and_a_state_have_the_keys_of_the_code() -> None:
    plan = """{"variables": {"host": {"value": "db.prod.city.example.jp"}}, "planned_values": {"root_module": {
      "resources": [{"address": "aws_s3_bucket.a", "mode": "managed", "type": "aws_s3_bucket", "name": "a",
        "values": {"bucket": "juki-prod", "policy": null, "tags": {"x": "y"}}, "sensitive_values": {"z": true}}],
      "child_modules": [{"resources": [{"type": "aws_db_instance", "name": "m", "values": {"identifier": "juki"}}]}]}},
      "prior_state": {"values": {"root_module": {"resources": [{"type": "t", "name": "n", "values": {"old": "1"}}]}}}}"""
    (layer,) = plan_layers(plan, PROD, "plan.json")
    assert layer.environment == PROD
    assert {".".join(leaf.key): leaf.value for leaf in layer.leaves} == {
        "host": "db.prod.city.example.jp",
        "resource.aws_s3_bucket.a.bucket": "juki-prod",
        "resource.aws_s3_bucket.a.tags.x": "y",
        "resource.aws_db_instance.m.identifier": "juki",
    }
    state = '{"version": 4, "resources": [{"mode": "data", "type": "t", "name": "n", "instances": [{"attributes": {"id": "i"}}]}]}'
    (layer,) = plan_layers(state, PROD, "terraform.tfstate")
    assert [".".join(leaf.key) for leaf in layer.leaves] == ["data.t.n.id"]


def test_rendered_manifests_are_read_from_yaml_and_json_and_lists() -> None:
    secret = (
        "apiVersion: v1\nkind: List\nitems:\n- kind: Secret\n  metadata: {name: db}\n  data: {password: c29rYS1wYXNz}\n"
    )
    as_json = '{"kind": "Secret", "metadata": {"name": "db"}, "data": {"password": "c29rYS1wYXNz"}}'
    for text in (secret, as_json):
        (layer,) = manifest_layers(text, PROD, "-")
        values = {".".join(leaf.key): leaf.value for leaf in layer.leaves}
        assert values["Secret.db.data.password"] == "soka-pass"


def test_what_is_no_plan_and_no_manifest_gives_nothing() -> None:
    for text in ("", "[", "{}", "\x00", "a"):
        assert plan_layers(text, PROD, "x") == []
    assert manifest_layers("", PROD, "x") == []


def test_a_plan_may_be_larger_than_a_file_of_configuration() -> None:
    resource = (
        '{"type": "aws_s3_bucket", "name": "b", "values": {"bucket": "juki-prod", "policy": "' + "x" * 900 + '"}}'
    )
    plan = '{"planned_values": {"root_module": {"resources": [' + ",".join([resource] * 2_500) + "]}}}"
    (layer,) = plan_layers(plan, PROD, "plan.json")
    assert len(plan) > 2_000_000
    assert len(layer.leaves) == 5_000


@pytest.mark.parametrize(
    ("path", "text"),
    [
        (
            "wrangler.toml",
            'name = "juki"\n[env.production]\nbucket = "juki-prod"\n[env.staging]\nbucket = "juki-stg"\n',
        ),
        ("eas.json", '{"build": {"development": {"bucket": "juki-dev"}, "production": {"bucket": "juki-prod"}}}'),
        (
            "azure-pipelines.yml",
            "stages:\n- stage: Dev\n  variables: {bucket: juki-dev}\n- stage: Prod\n  variables: {bucket: juki-prod}\n",
        ),
        ("helmfile.yaml", "environments:\n  dev:\n    bucket: juki-dev\n  prod:\n    bucket: juki-prod\n"),
    ],
)
def test_files_of_many_tools_have_sections(path: str, text: str) -> None:
    settings = resolve(in_file(Tree({path: text}), ()))
    production = {one.text for one in settings if one.environment.is_production and one.key[-1] == "bucket"}
    assert production == {"juki-prod"}
