from __future__ import annotations

import tomllib

import pytest
from hypothesis import given
from hypothesis import strategies as st

from guard.checks.separation.readers.limits import MALFORMED, TOO_DEEP
from guard.checks.separation.readers.toml_reader import read_toml

TEXT = '''\ufefftitle = "住基" # comment
db.host = 'db.prod.city.example.jp'
"quoted.key" = 1979-05-27 07:32:00
[prod.database]
ports = [ 8000, "x", [3,], { a = "b", c.d = true } ] # end
note = """
one\\
   two"""
[[servers]]
name = "a"
[servers.inner]
k = 1
[[servers]]
name = "${HOST:-b}"
empty = []
table = {}
'''


def test_tables_lists_and_inline_tables_become_key_paths() -> None:
    reading = read_toml(TEXT)
    assert reading.broken is None
    assert {".".join(leaf.key): leaf.value for leaf in reading.leaves} == {
        "title": "住基",
        "db.host": "db.prod.city.example.jp",
        "quoted.key": "1979-05-27 07:32:00",
        "prod.database.ports.0": "8000",
        "prod.database.ports.1": "x",
        "prod.database.ports.2.0": "3",
        "prod.database.ports.3.a": "b",
        "prod.database.ports.3.c.d": "true",
        "prod.database.note": "onetwo",
        "servers.0.name": "a",
        "servers.0.inner.k": "1",
        "servers.1.name": "${HOST:-b}",
    }


def test_places_are_those_of_the_content() -> None:
    for leaf in read_toml(TEXT).leaves:
        if leaf.key != ("prod", "database", "note"):
            assert TEXT[leaf.start : leaf.end] == leaf.value


def test_a_placeholder_is_an_expression_with_its_fallback() -> None:
    leaf = next(leaf for leaf in read_toml(TEXT).leaves if leaf.value.startswith("$"))
    assert (leaf.is_expression, leaf.default) == (True, "b")


@pytest.mark.parametrize("bad", ["a = ", "a", "= 1", "[t", "a = [1, 2", 'a = "x', "a = 1 2x y", "a = {b = 1"])
def test_a_broken_line_is_told_and_the_others_are_read(bad: str) -> None:
    reading = read_toml(f"first = 1\n{bad}\n\nlast = 2\n")
    assert reading.broken == MALFORMED
    assert reading.leaves[0].value == "1"


@pytest.mark.parametrize("opener", ["[", "{a=", "[["])
def test_depth_is_bounded(opener: str) -> None:
    assert read_toml("x = " + opener * 50_000).broken in {TOO_DEEP, MALFORMED}


keys = st.from_regex(r"[a-z]{1,6}", fullmatch=True)
strings = st.text(st.characters(exclude_categories=["Cs", "Cc"], exclude_characters='"\\'), max_size=20)


@given(st.dictionaries(keys, st.dictionaries(keys, strings, min_size=1, max_size=4), max_size=4))
def test_it_agrees_with_tomllib(tables: dict[str, dict[str, str]]) -> None:
    text = "".join(f"[{name}]\n" + "".join(f'{k} = "{v}"\n' for k, v in own.items()) for name, own in tables.items())
    expected = {(name, k): v for name, own in tomllib.loads(text).items() for k, v in own.items()}
    reading = read_toml(text)
    assert {leaf.key: leaf.value for leaf in reading.leaves} == expected
    assert all(text[leaf.start : leaf.end] == leaf.value for leaf in reading.leaves)


@given(st.text(alphabet=st.sampled_from("[]{}=\"'.,#\\\n ab1\ud800\x00\r"), max_size=80))
def test_any_text_is_read_without_an_exception(text: str) -> None:
    for leaf in read_toml(text).leaves:
        assert 0 <= leaf.start <= leaf.end <= len(text)
