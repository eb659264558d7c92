from __future__ import annotations

from guard.checks.separation.layouts.terraform import terraform
from guard.checks.separation.layouts.terragrunt import terragrunt
from guard.checks.separation.setting import Tree
from tests.checks.separation.layouts.placing import placed, provenance, read_by


def test_root_modules_belong_to_the_environment_of_their_folder() -> None:
    files = {
        "envs/prod/main.tf": 'resource "aws_s3_bucket" "files" {\n  bucket = "juki-prod"\n}\n',
        "envs/dev/main.tf": 'resource "aws_s3_bucket" "files" {\n  bucket = "juki-dev"\n}\n',
        "modules/unused/main.tf": 'resource "x" "y" {\n  a = "b"\n}\n',
    }
    assert placed(terraform, files) == {"envs/prod/main.tf": "prod", "envs/dev/main.tf": "dev"}
    assert read_by(terraform, files, "prod") == {"resource.aws_s3_bucket.files.bucket": "juki-prod"}


def test_files_of_variables_win_over_the_defaults_of_their_module() -> None:
    files = {
        "main.tf": 'variable "host" {\n  default = "db.example.jp"\n}\nvariable "size" {\n  default = 1\n}\n'
        'resource "db" "main" {\n  host = var.host\n  name = "${var.host}/juki"\n}\n',
        "prod.tfvars": 'host = "db.prod.city.example.jp"\n',
        "variables/dev/network.tfvars": 'host = "db.dev.city.example.jp"\n',
        "terraform.tfvars": 'region = "tokyo"\n',
    }
    assert placed(terraform, files) == {
        "main.tf": None,
        "prod.tfvars": "prod",
        "variables/dev/network.tfvars": "dev",
        "terraform.tfvars": None,
    }
    found = read_by(terraform, files, "prod")
    assert found["host"] == "db.prod.city.example.jp"
    assert found["resource.db.main.host"] == "db.prod.city.example.jp"
    assert found["resource.db.main.name"] == "db.prod.city.example.jp/juki"
    assert (found["size"], found["region"]) == ("1", "tokyo")
    assert read_by(terraform, files, "dev")["host"] == "db.dev.city.example.jp"


def test_partial_backends_complete_the_block_of_the_module() -> None:
    files = {
        "main.tf": 'terraform {\n  backend "s3" {\n    region = "tokyo"\n  }\n}\n',
        "backend-prod.hcl": 'bucket = "juki-prod-state"\n',
        "backends/dev.tfbackend": 'bucket = "juki-dev-state"\n',
    }
    assert placed(terraform, files)["backends/dev.tfbackend"] == "dev"
    assert read_by(terraform, files, "prod")["terraform.backend.partial.bucket"] == "juki-prod-state"


def test_code_named_for_an_environment_is_read_by_it_and_code_named_test_is_not() -> None:
    files = {"locals_prod.tf": 'locals {\n  a = "1"\n}\n', "locals_dev.tf": "", "test.tf": 'locals {\n  b = "2"\n}\n'}
    assert placed(terraform, files) == {"locals_prod.tf": "prod", "locals_dev.tf": "dev", "test.tf": None}


def test_maps_by_workspace_are_sections() -> None:
    text = 'locals {\n  host = {\n    prod = "db.prod.city.example.jp"\n    dev  = "db.dev.city.example.jp"\n  }[terraform.workspace]\n}\n'
    assert read_by(terraform, {"main.tf": text}, "dev")["locals.host"] == "db.dev.city.example.jp"


def test_what_a_local_module_holds_is_inherited_by_its_caller() -> None:
    files = {
        "envs/prod/main.tf": 'module "db" {\n  source = "../../modules/db"\n  size = 2\n}\n',
        "modules/db/main.tf": 'variable "size" {\n  default = 1\n}\nresource "db" "main" {\n  bucket = "shared"\n}\n',
    }
    assert read_by(terraform, files, "prod")["module.db.size"] == "2"
    assert provenance(terraform, files, "prod")["module.db.resource.db.main.bucket"] == "inherited"


def test_modules_that_call_themselves_end() -> None:
    files = {"envs/prod/main.tf": 'module "a" {\n  source = "./"\n}\nmodule "b" {\n  source = "./"\n}\n'}
    assert len(terraform(Tree(files))) < 70


def test_units_of_terragrunt_read_the_files_above_them() -> None:
    files = {
        "root.hcl": 'remote_state {\n  config = {\n    bucket = "juki-${local.account_name}"\n  }\n}\n',
        "_envcommon/mysql.hcl": 'inputs = {\n  name = "juki"\n  size = 1\n}\n',
        "live/prod/account.hcl": 'locals {\n  account_name = "prod-account"\n}\n',
        "live/prod/tokyo/mysql/terragrunt.hcl": 'include "common" {\n  path = "${dirname(find_in_parent_folders())}/_envcommon/mysql.hcl"\n}\n'
        "inputs = {\n  size = 4\n}\n",
        "live/non-prod/tokyo/stage/env.hcl": 'locals {\n  environment = "stage"\n}\n',
        "live/non-prod/tokyo/stage/mysql/terragrunt.hcl": "inputs = {\n  size = 2\n}\n",
    }
    assert placed(terragrunt, files) == {
        "root.hcl": None,
        "_envcommon/mysql.hcl": None,
        "live/prod/account.hcl": "prod",
        "live/prod/tokyo/mysql/terragrunt.hcl": "prod",
        "live/non-prod/tokyo/stage/env.hcl": "stage",
        "live/non-prod/tokyo/stage/mysql/terragrunt.hcl": "stage",
    }
    found = read_by(terragrunt, files, "prod")
    assert found["remote_state.config.bucket"] == "juki-prod-account"
    assert (found["inputs.name"], found["inputs.size"]) == ("juki", "4")
