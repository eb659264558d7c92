import time

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from guard.extract import markup_table


def table(text):
    """(record, label, value) of every field."""
    return [(field.record, field.label, text[field.start : field.end]) for field in markup_table.read(text)]


def pairs(text):
    return [(label, value) for _, label, value in table(text)]


@pytest.mark.parametrize(
    "text",
    [
        "| 氏名 | 電話 |\n|---|:--:|\n| 関所 | 090 |\n| 架空 | 080 |\n",
        "氏名 | 電話\n--- | ---\n関所 | 090\n架空 | 080",
        "# 題\n\n> | 氏名 | 電話 |\r\n> |--|--|\r\n> | 関所 | 090 |\r\n> | 架空 | 080 |\r\n\r\n本文 | です\r\n",
    ],
)
def test_pipe_table_is_read_a_record_a_row(text):
    assert table(text) == [(0, "氏名", "関所"), (0, "電話", "090"), (1, "氏名", "架空"), (1, "電話", "080")]
    assert [text[field.label_at :][:2] for field in markup_table.read(text)] == ["氏名", "電話"] * 2


def test_escaped_bar_is_part_of_the_value():
    assert pairs("|a|b|\n|-|-|\n|x\\|y|z|\n") == [("a", "x\\|y"), ("b", "z")]


def test_cell_beyond_the_header_has_an_empty_label():
    assert pairs("|a|b|\n|-|-|\n|1|2|3|\n")[-1] == ("", "3")


def test_dashes_for_another_number_of_columns_make_no_table():
    assert pairs("|a|b|\n|-|\n|1|2|\n") == []


def test_key_and_value_columns_of_a_pipe_table_are_one_record():
    text = "| 項目 | 内容 |\n|--|--|\n| 氏名 | 関所 |\n| 電話 | 090 |\n"
    assert table(text) == [(0, "氏名", "関所"), (0, "電話", "090")]


def test_html_columns_have_the_labels_of_the_first_row():
    text = (
        "<TABLE border=1><thead><tr><th>氏名</th><th>電話</th><th>備考</th></tr></thead>"
        "<tr><td>関所</td><td> 090 </td><td>&nbsp;</td></tr><tr><td>架空<td>080</table>"
    )
    assert table(text) == [(0, "氏名", "関所"), (0, "電話", "090"), (1, "氏名", "架空"), (1, "電話", "080")]
    assert [text[field.label_at :][:2] for field in markup_table.read(text)] == ["氏名", "電話"] * 2


def test_html_form_has_the_labels_of_its_rows_and_is_one_record():
    text = (
        "<table><tr><th>氏名</th><td>関所太郎</td></tr>"
        "<tr><th>電話<span>必須</span></th><td>090</td><th>住所</th><td>架空市</td></tr></table>"
    )
    assert table(text) == [(0, "氏名", "関所太郎"), (0, "電話 必須", "090"), (0, "住所", "架空市")]


def test_html_form_under_a_heading_of_two_columns_keeps_the_labels_of_its_rows():
    text = "<table><tr><th>項目</th><th>内容</th></tr><tr><th>氏名</th><td>関所太郎</td></tr></table>"
    assert pairs(text) == [("氏名", "関所太郎")]


def test_row_head_under_a_wide_header_is_a_value():
    text = (
        "<table><tr><th>氏名</th><th>電話</th><th>住所</th></tr>"
        "<tr><th>関所太郎</th><td>090</td><td>架空市</td></tr></table>"
    )
    assert pairs(text) == [("氏名", "関所太郎"), ("電話", "090"), ("住所", "架空市")]


def test_each_text_run_of_a_cell_is_a_field_and_entities_stay():
    text = "<table><tr><th>住所</th></tr><tr><td><b>架空市</b>1-2<br/>A &amp; B</td></tr></table>"
    assert pairs(text) == [("住所", "架空市"), ("住所", "1-2"), ("住所", "A &amp; B")]


def test_table_inside_a_cell_has_its_own_labels():
    text = "<table><tr><td>x<table><tr><th>氏名</th><td>関所</td></tr></table>y</td></tr></table>"
    assert pairs(text) == [("", "x"), ("氏名", "関所"), ("", "y")]


def test_attributes_may_hold_angle_brackets():
    assert pairs("<table><tr><th a='>'>氏名</th><td title=\"a > b\">関所</td></tr></table>") == [("氏名", "関所")]


def test_pipe_tables_and_html_tables_come_in_the_order_of_the_text():
    pipe = "|a|b|\n|-|-|\n|1|2|\n\n"
    html = "<table><tr><td>3</td></tr></table>\n\n"
    assert [value for _, _, value in table(pipe + html + pipe)] == ["1", "2", "3", "1", "2"]
    assert len({record for record, _, _ in table(pipe + html + pipe)}) == 3


@pytest.mark.parametrize("text", ["|a|b|\n|-|-|\n|1|2|\n", "<table class=x>\n<tr><td>1</td></tr></table>"])
def test_tables_look_like_tables(text):
    assert markup_table.looks_like(text)


@pytest.mark.parametrize("text", ["", "a | b\nc | d\n", "a < b, td > c", "<p>table</p>", "題\n---\n本文"])
def test_other_text_does_not_look_like_a_table(text):
    assert not markup_table.looks_like(text)


CELL = st.text(alphabet="関所太郎ab19 -:;'\"", max_size=8)
ROWS = st.lists(st.tuples(CELL, CELL, CELL), min_size=1, max_size=6)
HEADER = ("氏名", "電話", "住所")


def expected(rows):
    return [(label, cell.strip()) for row in rows for label, cell in zip(HEADER, row, strict=True) if cell.strip()]


@given(ROWS)
def test_every_cell_of_a_written_pipe_table_is_found(rows):
    lines = ["| " + " | ".join(row) + " |" for row in (HEADER, ("---",) * 3, *rows)]
    assert pairs("\n".join(lines)) == expected(rows)


@given(ROWS)
def test_every_cell_of_a_written_html_table_is_found(rows):
    head = "<tr>" + "".join(f"<th>{label}</th>" for label in HEADER) + "</tr>"
    body = "\n".join("<tr>" + "".join(f"<td>{cell}</td>" for cell in row) + "</tr>" for row in rows)
    assert pairs(f"<table>{head}{body}</table>") == expected(rows)


PIECES = [
    "<table>",
    "</table>",
    "<tr>",
    "</tr>",
    "<th>",
    "</th>",
    "<td>",
    "</td>",
    "<td a='",
    ">",
    "<",
    "<!--",
    "-->",
    "<br>",
]
PIECES += ["氏名", "a", "1", " ", "\n", "|", "|a|b|\n|-|-|\n", "\\", "&nbsp;", '"']


@given(st.lists(st.sampled_from(PIECES), max_size=40).map("".join) | st.text())
@settings(max_examples=500)
def test_any_text_is_read_within_its_bounds(text):
    markup_table.looks_like(text)
    for field in markup_table.read(text):
        assert 0 <= field.start < field.end <= len(text)
        assert 0 <= field.label_at < len(text)


@pytest.mark.parametrize(
    "unit",
    ['"', "|", "(", "<td>", "<th>a", "<", "<td a='", '<td "', "<!--", "<table><tr><th>", "|a|\n|-|\n", "&nbsp;", "-"],
    ids=repr,
)
def test_hostile_megabyte_is_read_in_linear_time(unit):
    text = "<td>" + unit * (1_000_000 // len(unit))
    started = time.process_time()
    markup_table.looks_like(text)
    for _ in markup_table.read(text):
        pass
    assert time.process_time() - started < 20
