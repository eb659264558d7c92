import time
import unicodedata

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from guard.extract import fixed_width

CELL = st.text(alphabet="関所太郎架空ab19-ｱ", min_size=1, max_size=6)
ROWS = st.lists(st.tuples(CELL, CELL, CELL), min_size=2, max_size=6)
HEADER = ("氏名", "電話番号", "備考")


def width(text):
    return sum(2 if unicodedata.east_asian_width(character) in "WF" else 1 for character in text)


def padded(cells, widths):
    return [cell + " " * (wide - width(cell)) for cell, wide in zip(cells, widths, strict=True)]


def pairs(text):
    return [(field.label, text[field.start : field.end]) for field in fixed_width.read(text)]


def records(text):
    return [field.record for field in fixed_width.read(text)]


def expected(rows):
    return [pair for row in rows for pair in zip(HEADER, row, strict=True)]


PSQL = """ id |   氏名   | 住所
----+----------+--------
  1 | 関所太郎 | 架空市
  2 | 関所花子 |
(2 rows)

あとがき | です
"""
MYSQL = """+----+----------+
| id | 氏名     |
+----+----------+
|  1 | 関所太郎 |
|  2 | 関|花子  |
+----+----------+
2 rows in set (0.00 sec)
"""
ORACLE = """        ID SHIMEI               JUSHO
---------- -------------------- ----------
         1 関所 太郎            架空市1-2
         2 関所花子             架空町

2 rows selected.
"""
SIMPLE = """=====  ======
氏名   電話
=====  ======
関所   090-1
架空   080-2
=====  ======
文章  です。
"""
GRID = """+------+------+
| 氏名 | 電話 |
+======+======+
| 関所 | 090  |
| 太郎 |      |
+------+------+
| 架空 | 080  |
+------+------+
"""


def test_psql_output_is_read_up_to_its_row_count():
    assert pairs(PSQL) == [
        ("id", "1"),
        ("氏名", "関所太郎"),
        ("住所", "架空市"),
        ("id", "2"),
        ("氏名", "関所花子"),
    ]


def test_bar_inside_a_value_of_mysql_output_is_no_border():
    assert pairs(MYSQL) == [("id", "1"), ("氏名", "関所太郎"), ("id", "2"), ("氏名", "関|花子")]


def test_columns_under_a_rule_are_cut_by_display_width():
    assert pairs(ORACLE)[:5] == [
        ("ID", "1"),
        ("SHIMEI", "関所 太郎"),
        ("JUSHO", "架空市1-2"),
        ("ID", "2"),
        ("SHIMEI", "関所花子"),
    ]


def test_simple_table_of_restructuredtext_ends_at_its_closing_rule():
    assert pairs(SIMPLE) == [("氏名", "関所"), ("電話", "090-1"), ("氏名", "架空"), ("電話", "080-2")]


def test_row_of_a_grid_table_is_one_record_over_its_lines():
    assert [value for _, value in pairs(GRID)] == ["関所", "090", "太郎", "架空", "080"]
    first, *others = records(GRID)
    assert [record - first for record in others] == [0, 0, 1, 1]


def test_lines_drawn_with_box_characters_are_known():
    text = "│ 氏名 │ 電話 │\n├──────┼──────┤\n│ 関所 │ 090  │\n"
    assert pairs(text) == [("氏名", "関所"), ("電話", "090")]


def test_labels_and_values_may_hold_single_full_width_spaces():
    text = "氏　名　　　　住　所\n関所　太郎　　架空市\n関所　花子　　架空町\n"
    assert pairs(text) == [
        ("氏　名", "関所　太郎"),
        ("住　所", "架空市"),
        ("氏　名", "関所　花子"),
        ("住　所", "架空町"),
    ]


def test_right_aligned_numbers_are_cells_of_their_column():
    text = "氏名        金額\n関所太郎   1,000\n関所花子     500\n"
    assert pairs(text)[:2] == [("氏名", "関所太郎"), ("金額", "1,000")]


def test_each_line_is_a_record_and_label_at_points_to_the_header():
    text = "氏名    電話\n関所    090\n架空    080\n"
    fields = list(fixed_width.read(text))
    assert [field.record - fields[0].record for field in fields] == [0, 0, 1, 1]
    assert [text[field.label_at :][:2] for field in fields] == ["氏名", "電話"] * 2


@pytest.mark.parametrize("text", [PSQL, MYSQL, ORACLE, SIMPLE, GRID])
def test_drawn_table_looks_like_a_table(text):
    assert fixed_width.looks_like(text)


@pytest.mark.parametrize(
    "text",
    [
        "This is  prose with  gaps.\nAnd another  line with  gaps\nand  more  of it\n",
        "int  id;   // name\nchar name; // 氏名\nlong c;    // x\n",
        "氏名  電話\nこれは一行だけの文章です\n\n",
        "氏名  電話\n関所  090\n\n本文\n",
        "題名\n----\n本文  です\n",
        "| a | b |\n|---|---|\n| 1 | 2 |\n",
        "",
    ],
)
def test_prose_and_code_do_not_look_like_a_table(text):
    assert not fixed_width.looks_like(text)


@given(ROWS)
def test_every_cell_of_a_boxed_table_is_found(rows):
    widths = [max(map(width, column)) for column in zip(HEADER, *rows, strict=True)]
    rule = "+" + "+".join("-" * (wide + 2) for wide in widths) + "+"
    lines = ["| " + " | ".join(padded(row, widths)) + " |" for row in (HEADER, *rows)]
    assert pairs("\n".join([rule, lines[0], rule, *lines[1:], rule])) == expected(rows)


@given(ROWS)
def test_every_cell_of_a_ruled_table_is_found(rows):
    widths = [max(2, *map(width, column)) for column in zip(HEADER, *rows, strict=True)]
    lines = [" ".join(padded(row, widths)) for row in (HEADER, *rows)]
    lines = [line for line in lines if not set(line) <= set("- ")]  # a row of dashes is a rule
    found = [row for row in rows if not set("".join(row)) <= set("-")]
    rule = " ".join("-" * wide for wide in widths)
    assert pairs("\n".join([lines[0], rule, *lines[1:]])) == expected(found)


@given(ROWS)
def test_every_cell_of_an_aligned_table_is_found(rows):
    rows = [tuple("x" + cell for cell in row) for row in rows]
    widths = [max(map(width, column)) for column in zip(HEADER, *rows, strict=True)]
    assert pairs("\n".join("  ".join(padded(row, widths)) for row in (HEADER, *rows))) == expected(rows)


@given(st.text(alphabet="氏名電話a1 \t\u3000|+-=│┼─\r\n", max_size=120) | st.text())
@settings(max_examples=300)
def test_any_text_is_read_in_order_and_within_its_bounds(text):
    fixed_width.looks_like(text)
    last = 0
    for field in fixed_width.read(text):
        assert last <= field.start < field.end <= len(text)
        assert 0 <= field.label_at < len(text)
        last = field.end


@given(
    st.lists(st.sampled_from(["氏名", "電話", "a", "1", " ", "  ", "\u3000", "|", "│", "+", "-", "--", "=", "─", "\n"]))
)
@settings(max_examples=300)
def test_a_text_without_any_mark_of_a_table_has_none(parts):
    text = "".join(parts)
    assert any(mark in text for mark in fixed_width._MARKS) or not list(fixed_width.read(text))


@pytest.mark.parametrize("unit", ['"', "|", "(", "<td>", "|\n", "+-", "--- ---\n", "氏名  ", "a|b\n-+-\n"], ids=repr)
def test_hostile_megabyte_is_read_in_linear_time(unit):
    text = unit * (1_000_000 // len(unit))
    started = time.process_time()
    fixed_width.looks_like(text)
    for _ in fixed_width.read(text):
        pass
    assert time.process_time() - started < 20


def test_lines_that_begin_with_labels_of_their_own_are_a_form_and_no_table():
    assert not list(fixed_width.read("氏名　　：　関所\n電話番号　　：　090\n住所　　：　草加\n"))
