from __future__ import annotations

import time
from typing import Any

import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st

from guard.extract.yaml_fields import read


def values(text: str) -> list[tuple[str, str]]:
    return [(field.label, text[field.start : field.end]) for field in read(text)]


def records(text: str) -> list[set[str]]:
    """The values of each record, in the order of the records."""
    found: dict[int, set[str]] = {}
    for field in read(text):
        found.setdefault(field.record, set()).add(text[field.start : field.end])
    return [found[number] for number in sorted(found)]


def test_indentation_is_the_key_path() -> None:
    assert values("a:\n  b:\n    c:\n      d: x\n  e: y\nf: z\n") == [("b.c.d", "x"), ("a.e", "y"), ("f", "z")]


@pytest.mark.parametrize("indent", ["", "  "])
def test_list_items_are_records(indent: str) -> None:
    text = "users:\n- name: A\n  tel: B\n- name: C\n  address:\n    zip: D\n".replace("\n", "\n" + indent)
    assert records(text) == [{"A", "B"}, {"C", "D"}]
    assert values(text)[3] == ("users.address.zip", "D")


def test_dash_alone_on_its_line_starts_an_item() -> None:
    assert records("-\n  name: A\n  tel: B\n-\n  name: C\n") == [{"A", "B"}, {"C"}]


def test_rails_fixture_is_one_record_per_top_level_key() -> None:
    text = "# users\none:\n  name: A\n  tel: <%= 1 %>\n\ntwo:\n  name: B\n"
    assert records(text) == [{"A", "<%= 1 %>"}, {"B"}]


def test_quotes_comments_anchors_tags_and_aliases_are_no_part_of_a_value() -> None:
    text = (
        "a: \"x # y\"  # c\nb: 'it''s'\nc: &id !!str plain text # c\nd: *id\ne: !Ref Name\n"
        '"f: g": h\nurl: http://x/#y\n'
    )
    assert values(text) == [
        ("a", "x # y"),
        ("b", "it''s"),
        ("c", "plain text"),
        ("e", "Name"),
        ("f: g", "h"),
        ("url", "http://x/#y"),
    ]


def test_true_null_and_empty_values_are_no_fields() -> None:
    assert values("a: true\nb: null\nc: ~\nd: ''\ne:\nf: No\ng: 'no'\nh: 0\n") == [("g", "no"), ("h", "0")]


@pytest.mark.parametrize("header", ["|", ">-", "|+2", "> # note"])
def test_block_scalar_is_one_field(header: str) -> None:
    assert values(f"a:\n  b: {header}\n    x: 1\n\n    - y\n  c: z\n") == [
        ("a.b", "x: 1\n\n    - y"),
        ("a.c", "z"),
    ]


def test_block_scalar_of_a_list_item_ends_with_the_item() -> None:
    assert values("- |\n  x\n  y\n- z\n") == [("", "x\n  y"), ("", "z")]


def test_folded_plain_and_quoted_scalars_span_their_lines() -> None:
    text = 'a: one\n  two\nb: "three\n\n  four"\nc:\n  five\n  six\n'
    assert values(text) == [("a", "one\n  two"), ("b", "three\n\n  four"), ("c", "five\n  six")]


@pytest.mark.parametrize(
    "text",
    [
        "users: [{name: A B, tel: '1'}, {name: C, tel: 2}]\nz: end\n",
        'users: [\n  {"name":"A B","tel":"1"}, # c\n  {"name":"C",\n   "tel":"2"}\n]\nz: end\n',
        "users:\n  - {name: A B, tel: '1'}\n  - {name: C, tel: 2}\nz: end\n",
    ],
)
def test_flow_collections_are_read_as_blocks_are(text: str) -> None:
    assert values(text) == [
        ("users.name", "A B"),
        ("users.tel", "1"),
        ("users.name", "C"),
        ("users.tel", "2"),
        ("z", "end"),
    ]
    assert records(text)[-2:] == [{"A B", "1"}, {"C", "2"}]


def test_rows_in_a_list_are_labelled_by_the_header_row() -> None:
    assert values("- [氏名, 電話]\n- [山田, 03-1]\n")[2:] == [("氏名", "山田"), ("電話", "03-1")]


def test_unclosed_flow_ends_where_the_indentation_does() -> None:
    assert values("a: [x,\nb: y\nc: {d: z\ne: w\n") == [("a", "x"), ("b", "y"), ("c.d", "z"), ("e", "w")]


def test_text_behind_a_bracket_is_still_a_value() -> None:
    assert values("title: [重要] お知らせ\n") == [("title", "重要"), ("title", "お知らせ")]


def test_unclosed_quote_ends_with_its_line() -> None:
    assert values('a: "x\nb: y\n') == [("a", '"x'), ("b", "y")]


def test_documents_start_over() -> None:
    text = "---\na:\n  b: x\n--- # c\nc: y\n...\n%YAML 1.2\n---\nd: z\n"
    assert values(text) == [("a.b", "x"), ("c", "y"), ("d", "z")]


def test_template_lines_are_passed_over_and_template_values_read() -> None:
    text = (
        "{{- if .Values.x }}\nusers:\n  {{- range .Values.users }}\n  - name: {{ .name }}\n    tel: 03-1\n"
        "  {{- end }}\n  {% for x in y %}\n  - name: A\n    tel: B\n  {% endfor %}\n<% 3.times do |i| %>\nz: w\n"
    )
    assert values(text) == [
        ("users.name", "{{ .name }}"),
        ("users.tel", "03-1"),
        ("users.name", "A"),
        ("users.tel", "B"),
        ("z", "w"),
    ]


def test_symbols_and_escaped_keys_are_plain_labels() -> None:
    assert values(':name: x\n"\\u6c0f\\u540d": y\n') == [("name", "x"), ("氏名", "y")]


def test_complex_keys_are_no_labels_of_what_follows() -> None:
    assert values("a: x\n? [k, l]\n: v\nb: y\n")[-1] == ("b", "y")


def test_label_at_points_at_the_key() -> None:
    text = "users:\n  - &u 'tel': 1\n"
    (field,) = read(text)
    assert text[field.label_at :].startswith("tel'")


def test_line_ends_of_all_systems_are_known() -> None:
    for line_end in ("\n", "\r\n", "\r"):
        assert values("\ufeffa: x\n- b\nc:\n  d: y\n".replace("\n", line_end))[-1] == ("c.d", "y")


TEXT = st.text(alphabet="ab山田 :-#'\"[]{},&*!|>%@`\\?.1\n\té", max_size=12)
KEYS = st.text(alphabet="ab名:-# '\"1", min_size=1, max_size=6)
DATA = st.dictionaries(
    KEYS,
    st.recursive(
        TEXT | st.integers() | st.booleans() | st.none(),
        lambda inner: st.lists(inner, max_size=3) | st.dictionaries(KEYS, inner, max_size=3),
        max_leaves=12,
    ),
    max_size=4,
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
            return [(plain(".".join(path[-3:])), value)]


def plain(label: str) -> str:
    """A label without the colons of symbols and the spaces that only quotes keep."""
    return ".".join(segment.strip(" :") for segment in label.split("."))


def has_rows(value: Any) -> bool:
    if isinstance(value, list):
        return any(isinstance(inner, list) or has_rows(inner) for inner in value)
    return isinstance(value, dict) and any(map(has_rows, value.values()))


def scalar(text: str, start: int, end: int) -> Any:
    """What PyYAML makes of a span: with its quotes, with its block header, or plain."""
    quote = text[start - 1 : start]
    if quote in "\"'" and text[end : end + 1] == quote:
        return yaml.safe_load(text[start - 1 : end + 1])
    return yaml.safe_load(text[start:end])


@given(DATA, st.sampled_from([False, None, True]))
def test_what_pyyaml_writes_is_found_with_its_labels(data: dict[str, Any], flow: bool | None) -> None:
    text = yaml.safe_dump(data, allow_unicode=True, default_flow_style=flow, sort_keys=False, width=1_000_000)
    found = [(plain(field.label), scalar(text, field.start, field.end)) for field in read(text)]
    expected = leaves(data)
    if has_rows(data):
        assert [value for _, value in found] == [value for _, value in expected]
    else:
        assert found == expected


@given(st.text(alphabet="ab:-# \n\r\t'\"[]{},|>&*!?%<=\\山", max_size=80) | st.text(max_size=80))
def test_any_text_gives_fields_inside_it(text: str) -> None:
    for field in read(text):
        assert 0 <= field.start < field.end <= len(text)
        assert 0 <= field.label_at < len(text)


@pytest.mark.slow
@pytest.mark.parametrize(
    "piece",
    [
        *("[", '{"a":', '"', "'", "- ", "a: ", "a:\n", 'a: "\n', "a: '\nb: \"\n", "a: [\n", "- - a\n", "a: |\n"),
        *(" ", "\r", "&a ", "a: x #", 'a: "\\\n', "{a: ", "? "),
    ],
)
def test_a_megabyte_of_one_piece_takes_linear_time(piece: str) -> None:
    start = time.process_time()
    for _ in read(piece * (1_000_000 // len(piece))):
        pass
    assert time.process_time() - start < 60


def test_deep_nesting_is_read_to_its_end() -> None:
    text = "".join(" " * depth + "a:\n" for depth in range(1_500)) + " " * 1_500 + "b: x\n"
    assert values(text) == [("a.a.b", "x")]
    assert values("- " * 50_000 + "x")[-1][1] == "x"
