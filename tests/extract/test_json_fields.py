from __future__ import annotations

import json
import time
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from guard.extract.json_fields import read
from guard.model import Field


def values(text: str) -> list[tuple[str, str]]:
    return [(field.label, text[field.start : field.end]) for field in read(text)]


def records(text: str) -> list[set[str]]:
    """The values of each record, in the order of the records."""
    found: dict[int, set[str]] = {}
    for field in read(text):
        found.setdefault(field.record, set()).add(text[field.start : field.end])
    return [found[number] for number in sorted(found)]


def is_sane(field: Field, text: str) -> bool:
    return 0 <= field.start < field.end <= len(text) and 0 <= field.label_at < len(text)


def test_label_is_the_last_three_keys_without_indexes() -> None:
    assert values('{"a": {"b": [{"c": {"d": "x"}}]}}') == [("b.c.d", "x")]


def test_true_false_null_and_empty_texts_are_no_fields() -> None:
    assert values('{"a": true, "b": false, "c": null, "d": "", "e": 0}') == [("e", "0")]


def test_escapes_in_keys_are_resolved_and_values_stay_raw() -> None:
    text = r'{"\u6c0f\u540d": "\u5c71\n", "a\"b": "\ud83d\ude00", "\ud83d\ude00": 1}'
    assert values(text) == [("氏名", r"\u5c71\n"), ('a"b', r"\ud83d\ude00"), ("😀", "1")]


def test_label_at_points_at_the_key() -> None:
    text = '{"users": [{"tel": "1"}]}'
    (field,) = read(text)
    assert text[field.label_at :].startswith("tel")


def test_person_with_nested_name_is_one_record_whatever_comes_first() -> None:
    name, tel = {"name": {"family": "A", "given": "B"}}, {"tel": "C"}
    assert records(json.dumps({"person": name | tel})) == [{"A", "B", "C"}]
    assert records(json.dumps({"person": tel | name})) == [{"A", "B", "C"}]


def test_objects_under_an_object_without_scalars_are_records_of_their_own() -> None:
    text = '{"users": {"1": {"n": "A", "t": "B"}, "2": {"n": "C", "t": "D"}}}'
    assert records(text) == [{"A", "B"}, {"C", "D"}]


def test_objects_under_the_top_level_are_records_of_their_own() -> None:
    assert records('{"version": 1, "a": {"n": "A"}, "b": {"n": "B"}}') == [{"1"}, {"A"}, {"B"}]


def test_element_of_an_array_holds_all_that_is_nested_by_keys() -> None:
    text = '[{"name": {"family": {"kanji": "A"}}, "address": {"zip": "B"}}, {"name": {"family": "C"}}]'
    assert records(text) == [{"A", "B"}, {"C"}]


def test_array_of_objects_inside_a_record_starts_records() -> None:
    assert records('[{"n": "A", "children": [{"n": "B"}, {"n": "C"}], "t": "D"}]') == [{"A", "D"}, {"B"}, {"C"}]


def test_scalars_of_an_array_carry_its_key_in_the_same_record() -> None:
    text = '[{"tel": ["1", "2"], "n": "A"}]'
    assert values(text) == [("tel", "1"), ("tel", "2"), ("n", "A")]
    assert records(text) == [{"1", "2", "A"}]


def test_rows_are_labelled_by_the_header_row() -> None:
    text = '{"data": [["氏名", "電話"], ["山田", "03-1234-5678"], ["佐藤", "03-1234-9999"]]}'
    assert values(text)[2:] == [
        ("氏名", "山田"),
        ("電話", "03-1234-5678"),
        ("氏名", "佐藤"),
        ("電話", "03-1234-9999"),
    ]
    assert records(text)[1:] == [{"山田", "03-1234-5678"}, {"佐藤", "03-1234-9999"}]


def test_first_row_with_data_is_no_header() -> None:
    text = '[["山田", "03-1234-5678"], ["佐藤", "03-1234-9999"]]'
    assert {label for label, _ in values(text)} == {""}
    assert len(records(text)) == 2


def test_rows_of_another_length_drop_the_header() -> None:
    assert values('[["a", "b"], ["c", "d", "e"], ["f", "g"]]')[-2:] == [("", "f"), ("", "g")]


def test_geojson_feature_is_a_record_labelled_by_its_properties() -> None:
    text = (
        '{"type": "FeatureCollection", "features": [{"type": "Feature", "geometry": {"type": "Point",'
        ' "coordinates": [139.7, 35.6]}, "properties": {"名称": "A", "電話": "B"}}]}'
    )
    assert ("features.properties.名称", "A") in values(text)
    assert {"A", "B"} <= records(text)[-1]


def test_json_lines_are_one_record_each() -> None:
    line = '{"name": {"family": "%s"}, "tel": "%s"}\n'
    assert records(line % ("A", "B") + line % ("C", "D")) == [{"A", "B"}, {"C", "D"}]


def test_several_indented_top_level_values_are_read() -> None:
    assert values('{\n "a": 1\n}\n{\n "b": 2\n}\n[3]') == [("a", "1"), ("b", "2"), ("", "3")]


def test_notebook_sources_and_outputs_are_fields() -> None:
    text = '{"cells": [{"source": ["a\\n", "b"], "outputs": [{"data": {"text/plain": ["c"]}}]}]}'
    assert values(text) == [
        ("cells.source", "a\\n"),
        ("cells.source", "b"),
        ("outputs.data.text/plain", "c"),
    ]


@pytest.mark.parametrize(
    "text",
    [
        '// c: "x"\n{/* "y" */ "a": "1", # "z"\n "b": "2",}',
        "{a: '1', b: '2'}",
        "const x = {'a': '1', b: `2`, b: '2'};",
        '{"a": "1", "b": "2"',
        '{"a": "1" "b": "2',
        '{"a" => "1", "b" => "2"}',
        '{"c": "\n"a": "1", "b": "2"}}}]',
    ],
)
def test_broken_and_extended_json_yields_what_can_be_read(text: str) -> None:
    found = [(label.rpartition(".")[2], value) for label, value in values(text)]
    assert ("a", "1") in found
    assert ("b", "2") in found
    assert all(value not in "xyz" for _, value in found)


JSON = st.recursive(
    st.text(max_size=12) | st.integers() | st.booleans() | st.none() | st.floats(allow_nan=False, allow_infinity=False),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(max_size=6), inner, max_size=4),
    max_leaves=20,
)


def leaves(value: Any, path: tuple[str, ...] = ()) -> list[tuple[str, Any]]:
    match value:
        case dict():
            return [leaf for key, inner in value.items() for leaf in leaves(inner, (*path, key))]
        case list():
            return [leaf for inner in value for leaf in leaves(inner, path)]
        case None | bool() | "":
            return []
        case _:
            return [(".".join(path[-3:]), value)]


def has_rows(value: Any) -> bool:
    """Whether an array stands directly in an array: its labels may come from a header row."""
    if isinstance(value, list):
        return any(isinstance(inner, list) or has_rows(inner) for inner in value)
    return isinstance(value, dict) and any(map(has_rows, value.values()))


@given(JSON, st.booleans(), st.sampled_from([None, 0, 2]))
def test_every_scalar_of_any_json_is_found_with_its_label(value: Any, is_ascii: bool, indent: int | None) -> None:
    text = json.dumps(value, ensure_ascii=is_ascii, indent=indent)
    fields = list(read(text))
    assert all(is_sane(field, text) for field in fields)
    found = [
        (field.label, json.loads(text[field.start - 1 : field.end + 1]))
        if text[field.start - 1 : field.start] == '"'
        else (field.label, json.loads(text[field.start : field.end]))
        for field in fields
    ]
    expected = leaves(value)
    if has_rows(value):
        assert [leaf for _, leaf in found] == [leaf for _, leaf in expected]
    else:
        assert found == expected


@given(st.text(alphabet="{}[]\",:'\\/*# \n\r0a-山=", max_size=60) | st.text(max_size=60))
def test_any_text_gives_fields_inside_it(text: str) -> None:
    assert all(is_sane(field, text) for field in read(text))


@pytest.mark.slow
@pytest.mark.parametrize("piece", ["[", '{"a":', '"', "'", "[{", "{}", '{"a":1,"b":{', '[["a","b"],', "/*", "\\"])
def test_a_megabyte_of_one_piece_takes_linear_time(piece: str) -> None:
    start = time.process_time()
    for _ in read(piece * (1_000_000 // len(piece))):
        pass
    assert time.process_time() - start < 50


def test_fields_below_the_deepest_level_keep_its_record() -> None:
    fields = list(read('{"a":' * 1_500 + '{"b":"x","c":"y"}' + "}" * 1_500))
    assert [field.label for field in fields] == ["a.a.b", "a.a.c"]
    assert len({field.record for field in fields}) == 1


def test_a_huge_key_does_not_multiply() -> None:
    text = json.dumps({"k" * 100_000: [{"a": 1}] * 1_000})
    assert sum(len(field.label) for field in read(text)) < 1_000_000


def test_records_of_a_large_object_of_objects_stay_apart() -> None:
    users = {str(number): {"name": {"family": f"f{number}"}, "tel": f"t{number}"} for number in range(3_000)}
    found = records(json.dumps({"users": users}))
    assert found == [{f"f{number}", f"t{number}"} for number in range(3_000)]
