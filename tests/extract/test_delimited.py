import csv
import io
import time
import tracemalloc

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from guard.extract import delimited

CELL = st.text(alphabet="山田花子東京あアab19 -:,;|\t\"'\n、", max_size=8)


def table(text):
    """(record, label, value) of every field."""
    return [(field.record, field.label, text[field.start : field.end]) for field in delimited.read(text)]


def pairs(text):
    return [(label, value) for _, label, value in table(text)]


@pytest.mark.parametrize("delimiter", [",", "\t", ";", "|"])
def test_cells_have_the_label_of_their_column(delimiter):
    text = "氏名,電話\n関所太郎,090-0000-0001\n関所花子,090-0000-0002\n".replace(",", delimiter)
    assert pairs(text) == [
        ("氏名", "関所太郎"),
        ("電話", "090-0000-0001"),
        ("氏名", "関所花子"),
        ("電話", "090-0000-0002"),
    ]


def test_each_row_is_a_record_of_its_own():
    assert [record for record, _, _ in table("氏名,電話\nあ,1\nい,2\n")] == [1, 1, 2, 2]


@pytest.mark.parametrize("line_break", ["\n", "\r\n", "\r"])
def test_any_line_break_ends_a_row(line_break):
    text = line_break.join(["氏名,電話", "関所太郎,1", "", "関所花子,2", ""])
    assert [value for _, value in pairs(text)] == ["関所太郎", "1", "関所花子", "2"]


def test_label_at_is_the_offset_of_the_header_cell():
    text = '"氏名" , 電話\n関所太郎,1\n'
    assert [text[field.label_at :][:2] for field in delimited.read(text)] == ["氏名", "電話"]


def test_quotes_and_blanks_around_a_value_are_left_out():
    assert pairs('氏名,電話,備考\n 関所太郎\u3000, " 090" ,="007"\n') == [
        ("氏名", "関所太郎"),
        ("電話", "090"),
        ("備考", "007"),
    ]


def test_quoted_cell_may_hold_delimiters_quotes_and_line_breaks():
    text = '氏名,備考\n関所太郎,"a, ""b""\n2行目"\n関所花子,x\n'
    assert pairs(text) == [
        ("氏名", "関所太郎"),
        ("備考", 'a, ""b""\n2行目'),
        ("氏名", "関所花子"),
        ("備考", "x"),
    ]


@pytest.mark.parametrize(
    "text",
    [
        'id,氏名,備考\n1,"関所太郎,x\n2,関所花子,y\n3,関所次郎,z\n',
        'id,氏名,備考\n1,"関所太郎,x\n2,関所花子,y\n3,関所次郎,"z"\n',
        'id,氏名,備考\n1,"関所太郎,x\n2,関所花子,y\n3,関所次郎,z\n4,あ",w\n',
    ],
)
def test_unclosed_quote_does_not_swallow_the_rows_below_it(text):
    assert ("氏名", "関所花子") in pairs(text)
    assert ("氏名", "関所次郎") in pairs(text)
    assert ("氏名", '"関所太郎') in pairs(text)


@pytest.mark.parametrize(
    "preamble",
    [
        "住民一覧\n",
        "住民一覧,,,\n",
        "# 出力, 住民課, 2026, 1\n",
        "住民一覧,,,\n出力日,2026-01-01,,\n",
        "住民一覧\n\n出力日,2026-01-01\n\n",
        "\n,,,\n",
    ],
)
def test_header_is_found_below_a_preamble(preamble):
    text = preamble + "番号,氏名（漢字）,電話,住所\n1,関所太郎,090-0000-0001,架空市1-2\n"
    assert pairs(text)[-4:] == [
        ("番号", "1"),
        ("氏名（漢字）", "関所太郎"),
        ("電話", "090-0000-0001"),
        ("住所", "架空市1-2"),
    ]


def test_key_and_value_above_a_header_are_label_and_value():
    assert pairs("作成者,関所太郎,,\n番号,氏名,電話,住所\n1,関所花子,2,3\n")[0] == ("作成者", "関所太郎")


@pytest.mark.parametrize(
    "text",
    [
        "関所太郎,090-0000-0001,男\n関所花子,090-0000-0002,女\n",
        "関所太郎,セキショ タロウ,架空市\n関所花子,セキショ ハナコ,架空町\n",
        "1,関所太郎,a@example.jp\n",
        "関所太郎,不明,男\n関所花子,090-0000-0002,女\n",
    ],
)
def test_rows_without_a_header_have_empty_labels_and_all_their_cells(text):
    assert pairs(text) == [("", cell) for row in text.splitlines() for cell in row.split(",")]


@pytest.mark.parametrize("header", ["name,age", "氏名,年齢", "user_name,col7", "氏　名,区分"])
def test_header_is_known_with_a_single_row_below(header):
    labels = header.split(",")
    assert pairs(header + "\n関所太郎,41\n") == [(labels[0], "関所太郎"), (labels[1], "41")]


def test_header_is_known_by_its_contrast_alone():
    assert pairs("甲,乙,丙\n1,2026-01-01,3\n4,2026-01-02,6\n")[0] == ("甲", "1")


def test_lower_row_of_a_header_of_two_rows_names_the_columns():
    text = "氏名,,住所,\n姓,名,都道府県,番地\n関所,太郎,架空県,1-2\n"
    assert pairs(text) == [("姓", "関所"), ("名", "太郎"), ("都道府県", "架空県"), ("番地", "1-2")]


def test_header_alone_yields_nothing():
    assert pairs("氏名,住所,電話番号\n") == []


def test_ragged_rows_keep_the_labels_of_the_columns_that_there_are():
    assert pairs("氏名,電話\n関所太郎\n関所花子,1,余り\n") == [
        ("氏名", "関所太郎"),
        ("氏名", "関所花子"),
        ("電話", "1"),
        ("", "余り"),
    ]


def test_tables_after_a_blank_line_have_their_own_header():
    text = "氏名,電話\n関所太郎,1\n\n口座番号,支店番号,金額\n0000001,001,5\n"
    assert pairs(text) == [
        ("氏名", "関所太郎"),
        ("電話", "1"),
        ("口座番号", "0000001"),
        ("支店番号", "001"),
        ("金額", "5"),
    ]


def test_label_is_unquoted():
    assert pairs('"氏名 ""漢字""",電話\n関所太郎,1\n')[0] == ('氏名 "漢字"', "関所太郎")


@pytest.mark.parametrize(
    "text",
    [
        "これは、文章です。\nA, B, and C are letters.\nNothing else, really, to see.\n",
        "first, second, third.\nalpha, beta, gamma.\none, two, three.\n",
        "int a = f(1,2,3);\nint b = f(4,5,6);\nint c = f(7,8,9);\n",
        "(1,'a','b'),\n(2,'c','d'),\n(3,'e','f'),\n",
        '{"a": 1,\n "b": 2,\n "c": 3}\n',
        "| a | b |\n|---|---|\n| 1 | 2 |\n| 3 | 4 |\n",
        "氏名,電話\n",
        "",
    ],
)
def test_prose_and_code_do_not_look_like_a_table(text):
    assert not delimited.looks_like(text)


@pytest.mark.parametrize(
    "text",
    [
        "番号,氏名,電話\n1,関所太郎,090\n2,関所花子,080\n",
        "氏名\t電話\n関所太郎\t090\n関所花子\t080\n",
        "\n".join(f"{i},関所{i},090-0000-000{i}" for i in range(6)),
    ],
)
def test_table_looks_like_a_table(text):
    assert delimited.looks_like(text)


@given(
    st.lists(st.lists(CELL, min_size=3, max_size=3), min_size=1, max_size=8),
    st.sampled_from(",\t;"),
    st.sampled_from(["\n", "\r\n"]),
)
def test_every_cell_of_a_written_table_is_found_in_its_column(rows, delimiter, line_break):
    rows = [[str(n), *(cell.replace("\n", line_break) for cell in row)] for n, row in enumerate(rows)]
    rows = [row for row in rows if not any(count_breaks(cell) > 1 for cell in row)]
    buffer = io.StringIO()
    writer = csv.writer(buffer, delimiter=delimiter, lineterminator=line_break, quoting=csv.QUOTE_ALL)
    header = ["番号", "氏名", "電話", "住所"]
    writer.writerows([header, *rows])
    expected = [
        (label, cell.strip().replace('"', '""'))
        for row in rows
        for label, cell in zip(header, row, strict=True)
        if cell.strip()
    ]
    assert pairs(buffer.getvalue()) == expected


def count_breaks(cell):
    return cell.count("\n")


@given(st.text(alphabet='氏名電話1,;|\t"\r\n a#，', max_size=80) | st.text())
@settings(max_examples=300)
def test_any_text_is_read_in_order_and_within_its_bounds(text):
    delimited.looks_like(text)
    last = 0
    for field in delimited.read(text):
        assert last <= field.start < field.end <= len(text)
        assert 0 <= field.label_at < len(text)
        assert text[field.start : field.end].strip() == text[field.start : field.end]
        last = field.end


@pytest.mark.parametrize("unit", ['"', "|", "(", "<td>", ",", "\n", 'a,"b\n', '"a""\n', '""",', '"a,\n"'], ids=repr)
def test_hostile_megabyte_is_read_in_linear_time(unit):
    text = unit * (1_000_000 // len(unit))
    started = time.process_time()
    delimited.looks_like(text)
    for _ in delimited.read(text):
        pass
    assert time.process_time() - started < 20


def test_memory_does_not_grow_with_the_table():
    text = "氏名,電話\n" + "関所太郎,090-0000-0001\n" * 40_000 + "," * 200_000
    tracemalloc.start()
    fields = sum(1 for _ in delimited.read(text))
    _, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert fields == 80_000
    assert peak < 4_000_000


def test_rows_of_label_and_value_are_a_form_and_one_record_until_the_first_label_comes_again():
    text = "氏名\t関所\n電話番号\t090\n住所\t草加\n氏名\t架空\n電話番号\t080\n"
    fields = list(delimited.read(text))
    assert [(f.label, text[f.start : f.end]) for f in fields] == [
        ("氏名", "関所"),
        ("電話番号", "090"),
        ("住所", "草加"),
        ("氏名", "架空"),
        ("電話番号", "080"),
    ]
    assert [f.record for f in fields] == [0, 0, 0, 3, 3]


def test_row_that_begins_with_a_telephone_in_brackets_is_no_code():
    rows = "".join(f"(048)922-{number},氏名{number},草加\n" for number in range(1000, 1006))
    assert delimited.looks_like("電話番号,氏名,住所\n" + rows)
