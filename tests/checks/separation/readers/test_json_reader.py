from __future__ import annotations

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from guard.checks.separation.readers.json_reader import read_json
from guard.checks.separation.readers.limits import MALFORMED, TOO_DEEP, TOO_LARGE
from guard.checks.separation.setting import Reading


def values(reading: Reading) -> dict[str, str]:
    assert reading.broken is None
    return {".".join(leaf.key): leaf.value for leaf in reading.leaves}


def test_objects_and_lists_become_key_paths() -> None:
    text = '{"db": {"host": "db.prod.city.example.jp", "ports": [5432, {"x": null}]}, "empty": {}, "none": []}'
    assert values(read_json(text)) == {
        "db.host": "db.prod.city.example.jp",
        "db.ports.0": "5432",
        "db.ports.1.x": "null",
    }


def test_what_configuration_files_add_to_json_is_read() -> None:
    text = "\ufeff{ // a comment\n  a: 'one', /* more */\n  \"b\": [1, 2,], # and more\n  'url': \"https://x.example.jp//y#z\",\n}\n"
    assert values(read_json(text)) == {"a": "one", "b.0": "1", "b.1": "2", "url": "https://x.example.jp//y#z"}


def test_escapes_are_resolved_and_places_are_those_of_the_source() -> None:
    text = r'{"名前": "\u4f4f\u57fa \ud83d\ude00 \"x\"\n"}'
    leaf = read_json(text).leaves[0]
    assert leaf.value == '住基 😀 "x"\n'
    assert text[leaf.start : leaf.end] == r"\u4f4f\u57fa \ud83d\ude00 \"x\"\n"


def test_placeholders_are_expressions_with_their_fallback() -> None:
    leaf = read_json('{"host": "${DB_HOST:db.example.jp}"}').leaves[0]
    assert (leaf.is_expression, leaf.default) == (True, "db.example.jp")


def test_values_one_after_the_other_are_parts() -> None:
    assert [(leaf.key, leaf.part) for leaf in read_json('{"a": 1}\n{"b": 2}').leaves] == [(("a",), 0), (("b",), 1)]


@pytest.mark.parametrize(
    "text", ['{"a": 1 "b": 2}', '{"a": [1, 2}', '{"a": "x', '{"a" 1}', '["a": 1]', "}", '{"a":\n"x\n}']
)
def test_what_is_malformed_is_told(text: str) -> None:
    assert read_json(text).broken == MALFORMED


def test_what_stands_before_an_error_is_kept() -> None:
    assert [leaf.value for leaf in read_json('{"a": "x", "b": ]').leaves] == ["x"]


@pytest.mark.parametrize("opener", ["[", '{"a":'])
def test_depth_is_bounded(opener: str) -> None:
    assert read_json(opener * 50_000).broken == TOO_DEEP


def test_size_is_bounded() -> None:
    assert read_json('"' + "x" * 2_000_000).broken == TOO_LARGE


scalars = st.none() | st.booleans() | st.integers() | st.text(st.characters(exclude_categories=["Cs"]), max_size=20)
documents = st.recursive(
    scalars,
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(max_size=8), inner, max_size=4),
    max_leaves=20,
)


@given(documents, st.booleans())
def test_every_scalar_of_a_json_text_is_a_leaf_at_its_place(document: object, ascii_only: bool) -> None:
    text = json.dumps(document, ensure_ascii=ascii_only)
    reading = read_json(text)
    assert reading.broken is None
    for leaf in reading.leaves:
        target = document
        for part in leaf.key:
            target = target[int(part)] if isinstance(target, list) else target[part]  # type: ignore[index]
        assert leaf.value == (target if isinstance(target, str) else json.dumps(target))
        source = text[leaf.start : leaf.end]
        assert json.loads(f'"{source}"' if isinstance(target, str) else source) == target


@given(st.text(alphabet=st.sampled_from("{}[]:,\"'\\/*#a1 \n\ud800\x00u"), max_size=80))
def test_any_text_is_read_without_an_exception(text: str) -> None:
    for leaf in read_json(text).leaves:
        assert 0 <= leaf.start <= leaf.end <= len(text)
