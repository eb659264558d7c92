from __future__ import annotations

import time
import tomllib
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from guard.extract.ini_fields import read


def values(text: str) -> list[tuple[str, str]]:
    return [(field.label, text[field.start : field.end]) for field in read(text)]


def records(text: str) -> list[set[str]]:
    """The values of each record, in the order of the records."""
    found: dict[int, set[str]] = {}
    for field in read(text):
        found.setdefault(field.record, set()).add(text[field.start : field.end])
    return [found[number] for number in sorted(found)]


def test_env_values_lose_export_quotes_and_comments() -> None:
    text = "# c\nA=1\nexport B=\"x # y\" # c\nC='z'\nD=a b # c\nE=東京 1-2 #101\nF=\nG=${A}\n"
    assert values(text) == [
        ("A", "1"),
        ("B", "x # y"),
        ("C", "z"),
        ("D", "a b"),
        ("E", "東京 1-2 #101"),
        ("G", "${A}"),
    ]


def test_blank_lines_part_the_records_outside_of_sections() -> None:
    assert records("\n\nNAME=A\nTEL=B\n\n\nNAME=C\n") == [{"A", "B"}, {"C"}]


def test_sections_are_records_whatever_blank_lines_they_hold() -> None:
    text = "top = A\n[one]\nname = B\n\ntel = C\n[two] ; c\nname = D\n"
    assert records(text) == [{"A"}, {"B", "C"}, {"D"}]
    assert [label for label, _ in values(text)] == ["top", "one.name", "one.tel", "two.name"]


def test_label_is_the_last_three_segments_of_section_and_key() -> None:
    text = '[a.b."c.d"]\ne.f = 1\n[remote "origin"]\n\turl = http://x\n'
    assert values(text) == [("c.d.e.f", "1"), ("remote.origin.url", "http://x")]


def test_elements_of_an_array_of_tables_hold_their_subtables() -> None:
    text = '[[users]]\nname = "A"\n[users.address]\nzip = "B"\n[[users]]\nname = "C"\n[other]\nx = "D"\n'
    assert records(text) == [{"A", "B"}, {"C"}, {"D"}]


def test_inline_tables_of_an_array_are_records() -> None:
    text = 'x = "A"\nusers = [\n  { name = "B", tel = "C" }, # c\n  { name = "D" },\n]\ny = "E"\n'
    assert records(text) == [{"A", "E"}, {"B", "C"}, {"D"}]
    assert ("users.tel", "C") in values(text)


def test_inline_table_belongs_to_its_record() -> None:
    assert records('x = "A"\npoint = { y = "B", z = { w = "C" } }\n') == [{"A", "B", "C"}]


def test_long_texts_span_lines() -> None:
    assert values("a = \"\"\"\nx\n\n# y\"\"\"\nb = '''z''' # c\nc = 1\n") == [("a", "x\n\n# y"), ("b", "z"), ("c", "1")]


def test_properties_keys_are_unescaped_and_backslashes_join_lines() -> None:
    text = "! c\napp.user.first.name: x\n\\u6c0f\\u540d=A \\\n   B\\\n\nC\\:D=E\n"
    assert values(text) == [("user.first.name", "x"), ("氏名", "A \\\n   B\\"), ("C:D", "E")]


def test_path_that_ends_in_a_backslash_does_not_swallow_the_next_line() -> None:
    assert values("dir=C:\\data\\\nname=x\n") == [("dir", "C:\\data\\"), ("name", "x")]


def test_indented_lines_go_on_with_the_value() -> None:
    assert values("[s]\nnames =\n    A\n    B\nx = C\n") == [("s.names", "A"), ("s.names", "B"), ("s.x", "C")]


def test_brackets_in_a_plain_value_are_text() -> None:
    assert values("title=[重要] x\nre=[0-9]+\nlist=[1, 2]\n") == [
        ("title", "[重要] x"),
        ("re", "[0-9]+"),
        ("list", "1"),
        ("list", "2"),
    ]


def test_unclosed_array_ends_at_the_next_assignment() -> None:
    assert values('a = [\n  "x",\nb = "y"\n[s]\nc = "z"\n') == [("a", "x"), ("b", "y"), ("s.c", "z")]


def test_booleans_are_no_fields() -> None:
    assert values("a = true\nb = off\nc = none\nd = 0\n") == [("d", "0")]


def test_label_at_points_at_the_key() -> None:
    text = "[s]\n  export KEY = 1\n"
    (field,) = read(text)
    assert text[field.label_at :].startswith("KEY")


BARE = st.text(alphabet="abcXYZ019_-", min_size=1, max_size=6)
STRING = st.text(max_size=12)
SCALAR = STRING | st.integers(-(10**9), 10**9) | st.booleans()
TABLE = st.dictionaries(BARE, SCALAR | st.lists(STRING, max_size=3), max_size=4)


def toml_text(text: str) -> str:
    escaped = text.replace("\\", "\\\\").replace('"', '\\"')
    return '"' + "".join(c if c.isprintable() else f"\\U{ord(c):08X}" for c in escaped) + '"'


def toml_value(value: Any) -> str:
    if isinstance(value, list):
        return "[" + ",\n  ".join(map(toml_value, value)) + "]"
    return toml_text(value) if isinstance(value, str) else str(value).lower()


@given(TABLE, st.dictionaries(BARE, TABLE, max_size=3))
def test_what_tomllib_reads_is_found_with_its_labels(top: dict[str, Any], tables: dict[str, dict[str, Any]]) -> None:
    top = {key: value for key, value in top.items() if key not in tables}
    lines = [f"{toml_text(key)} = {toml_value(value)}" for key, value in top.items()]
    for name, table in tables.items():
        lines += [f"[{name}]", *(f"{key} = {toml_value(value)}" for key, value in table.items())]
    text = "\n".join(lines)
    expected = []
    for key, value in tomllib.loads(text).items():
        pairs = [(f"{key}.{k}", v) for k, v in value.items()] if isinstance(value, dict) else [(key, value)]
        for label, inner in pairs:
            leaves = inner if isinstance(inner, list) else [inner]
            expected += [(label, leaf) for leaf in leaves if leaf != "" and not isinstance(leaf, bool)]
    found = [
        (field.label, tomllib.loads(f"x = {_with_quotes(text, field.start, field.end)}")["x"]) for field in read(text)
    ]
    assert found == expected


def _with_quotes(text: str, start: int, end: int) -> str:
    return text[start - 1 : end + 1] if text[start - 1] == '"' else text[start:end]


@given(st.text(alphabet="ab=:.#;![]{}\"'\\ \n\r\t,山0", max_size=80) | st.text(max_size=80))
def test_any_text_gives_fields_inside_it(text: str) -> None:
    for field in read(text):
        assert 0 <= field.start < field.end <= len(text)
        assert 0 <= field.label_at < len(text)


@pytest.mark.slow
@pytest.mark.parametrize(
    "piece",
    [
        *("[", '"', "'", "=", "\n", "a=[\n", "a={\n", "a=\\\n", 'a="""\n', "a='''\nb=\"\"\"\n", "[a]\n", '["', "a=,#"),
        *("\\", "a= #", '"\\', "a=[{", "a=[1,", " a\n", "[[a]]\nb=1\n"),
    ],
)
def test_a_megabyte_of_one_piece_takes_linear_time(piece: str) -> None:
    start = time.process_time()
    for _ in read(piece * (1_000_000 // len(piece))):
        pass
    assert time.process_time() - start < 60
