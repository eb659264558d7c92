from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from guard.checks.separation.readers.hcl_reader import read_hcl
from guard.checks.separation.readers.limits import MALFORMED, TOO_LARGE
from guard.checks.separation.setting import Leaf

TEXT = """# 本番
resource "aws_db_instance" "main" {
  identifier = "juki-prod"
  username   = "住基"
  size       = 20
  public     = false
  kms        = data.aws_kms_key.main.arn
  name       = "${var.env}-db"
  zones      = ["a", { id = "b" }]
  tags       = { Name = "juki", "key 2" : "v" }
  policy     = jsonencode({ Principal = { AWS = "111122223333" } })
  all        = merge({ a = "1" }, local.more)
  escaped    = "a\\"b $${c}"
  script     = <<-EOT
    one
      two
  EOT
  dynamic "ingress" {
    for_each = var.ports
    content {
      cidr = "0.0.0.0/0"
    }
  }
}
"""
MAIN = ("resource", "aws_db_instance", "main")


def leaves() -> dict[str, Leaf]:
    reading = read_hcl(TEXT)
    assert reading.broken is None
    return {".".join(leaf.key).removeprefix(".".join(MAIN) + "."): leaf for leaf in reading.leaves}


def test_blocks_become_key_paths() -> None:
    assert {leaf.key[:3] for leaf in read_hcl(TEXT).leaves} == {MAIN}
    assert {key: leaf.value for key, leaf in leaves().items() if not leaf.is_expression} == {
        "identifier": "juki-prod",
        "username": "住基",
        "size": "20",
        "public": "false",
        "zones.0": "a",
        "zones.1.id": "b",
        "tags.Name": "juki",
        "tags.key 2": "v",
        "policy.Principal.AWS": "111122223333",
        "all.a": "1",
        "escaped": 'a"b ${c}',
        "script": "one\n  two",
        "dynamic.ingress.content.cidr": "0.0.0.0/0",
    }


def test_everything_else_is_an_expression_with_its_source() -> None:
    assert {key: leaf.value for key, leaf in leaves().items() if leaf.is_expression} == {
        "kms": "data.aws_kms_key.main.arn",
        "name": "${var.env}-db",
        "all": "local.more",
        "dynamic.ingress.for_each": "var.ports",
    }


def test_places_count_code_points_of_a_text_with_japanese() -> None:
    for key, leaf in leaves().items():
        if key not in {"escaped", "script"}:
            assert TEXT[leaf.start : leaf.end] == leaf.value
    script = leaves()["script"]
    assert TEXT[script.start : script.end] == "    one\n      two"


def test_a_repeated_block_keeps_all_its_attributes() -> None:
    text = 'provider "aws" {\n  profile = "a"\n}\nprovider "aws" {\n  profile = "b"\n}\n'
    assert [leaf.value for leaf in read_hcl(text).leaves] == ["a", "b"]


def test_what_is_malformed_is_told_and_the_rest_is_read() -> None:
    reading = read_hcl('a = "x"\nresource "r" {\n  b = "y"\n}\n}\nc = = 1\n')
    assert reading.broken == MALFORMED
    assert {"x", "y"} <= {leaf.value for leaf in reading.leaves}


@pytest.mark.parametrize(
    "text", ["x = " + "[" * 50_000, "a {\n" * 50_000, 'x = "' + '${"' * 20_000, "x = " + "f(" * 50_000]
)
def test_depth_is_bounded(text: str) -> None:
    assert read_hcl(text).broken is not None


def test_size_is_bounded() -> None:
    assert read_hcl("a = 1\n" * 400_000).broken == TOO_LARGE


@given(
    st.dictionaries(
        st.from_regex(r"[a-z]{1,8}", fullmatch=True), st.from_regex(r"[a-z0-9本番.\-/:@ ]{0,30}", fullmatch=True)
    )
)
def test_strings_stand_where_the_leaf_says(settings: dict[str, str]) -> None:
    text = "".join(f'{key} = "{value}"\n' for key, value in settings.items())
    reading = read_hcl(text)
    assert {leaf.key[0]: leaf.value for leaf in reading.leaves} == settings
    assert all(text[leaf.start : leaf.end] == leaf.value for leaf in reading.leaves)


@given(st.text(alphabet=st.sampled_from('ab="{}[]()$%<-~E\n #,.?:本\ud800\x00\\'), max_size=60))
def test_any_text_is_read_without_an_exception(text: str) -> None:
    for leaf in read_hcl(text).leaves:
        assert 0 <= leaf.start <= leaf.end <= len(text)
