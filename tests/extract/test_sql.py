import time

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from guard.extract import sql


def table(text):
    """(record, label, value) of every field."""
    return [(field.record, field.label, text[field.start : field.end]) for field in sql.read(text)]


def pairs(text):
    return [(label, value) for _, label, value in table(text)]


def test_values_of_an_insert_have_the_labels_of_its_columns_and_rows_are_records():
    text = "INSERT INTO t (id, shimei) VALUES (1, '関所太郎'),\n  (2, '関所花子');"
    assert table(text) == [(0, "id", "1"), (0, "shimei", "関所太郎"), (1, "id", "2"), (1, "shimei", "関所花子")]
    assert [text[field.label_at :][:2] for field in sql.read(text)] == ["id", "sh"] * 2


@pytest.mark.parametrize(
    "start",
    [
        "INSERT INTO t (a, 氏名) VALUES ",
        "insert ignore into db.t (`a`, `氏名`) values",
        "REPLACE INTO `db`.`t`(`a`,`氏名`) VALUES\n",
        'INSERT INTO "s"."t" ("a", "氏名") OVERRIDING SYSTEM VALUE VALUES ',
        "INSERT INTO [dbo].[t] ([a], [氏名]) OUTPUT inserted.a VALUES ",
        "INSERT OR REPLACE INTO t (a -- first\n, /* it's the name */ 氏名) VALUES ",
        "INSERT ALL INTO t (a, 氏名) VALUES ",
        "MERGE INTO t USING d ON (t.a = d.a) WHEN NOT MATCHED THEN INSERT (a, 氏名) VALUES ",
    ],
)
def test_inserts_of_all_dialects_are_read(start):
    assert pairs(start + "(7, '関所太郎');") == [("a", "7"), ("氏名", "関所太郎")]


def test_insert_all_of_oracle_has_a_record_for_each_into():
    text = "INSERT ALL INTO t (a) VALUES ('x') INTO u (b) VALUES ('y') SELECT * FROM dual;"
    assert table(text) == [(0, "a", "x"), (1, "b", "y")]


def test_select_list_under_an_insert_is_a_row():
    text = "INSERT INTO t (a, b) SELECT 'x', 'y' FROM dual UNION ALL SELECT 'p', 'q' FROM dual;"
    assert table(text) == [(0, "a", "x"), (0, "b", "y"), (1, "a", "p"), (1, "b", "q")]


@pytest.mark.parametrize(
    ("literal", "value"),
    [
        ("'関''所'", "関''所"),
        (r"'関\'所'", r"関\'所"),
        ("E'関所'", "関所"),
        ("N'関所'", "関所"),
        ("' 関所 '", "関所"),
        ("'関\n所'", "関\n所"),
        ('"関所"', "関所"),
        ("-1.5", "1.5"),
        ("'2026-01-01'::date", "2026-01-01"),
        ("DATE '2026-01-01'", "2026-01-01"),
        ("UPPER(TRIM('関所'))", "関所"),
        ("/* it's */ '関所' -- it's", "関所"),
    ],
)
def test_literal_is_yielded_without_its_quotes(literal, value):
    assert pairs(f"INSERT INTO t (a, b) VALUES ({literal}\n, 'x');") == [("a", value), ("b", "x")]


@pytest.mark.parametrize(
    "nothing",
    ["NULL", "DEFAULT", "NOW()", "''", "?", ":name", "%s", "%(name)s", "$1", "@p1", "${name}", "'%s'", "'{name}'"],
)
def test_placeholders_keywords_and_empty_strings_are_no_values(nothing):
    assert pairs(f"INSERT INTO t (a, b) VALUES ({nothing}, 'x');") == [("b", "x")]


@pytest.mark.parametrize("value", ['{"氏名": "関所"}', "{関所,架空}"])
def test_json_and_array_literals_are_values(value):
    assert pairs(f"INSERT INTO t (a) VALUES ('{value}');") == [("a", value)]


def test_values_inside_calls_and_arrays_do_not_move_the_columns():
    text = "INSERT INTO t (a, b, c) VALUES (f('x', g(1, 2)), ARRAY['y', 'z'], 'w');"
    assert pairs(text) == [("a", "x"), ("b", "y"), ("b", "z"), ("c", "w")]


CREATE = """CREATE TABLE `db`.`t` (
  `id` int(11) NOT NULL AUTO_INCREMENT COMMENT 'ID',
  `shimei` varchar(20) DEFAULT '' COMMENT '氏名',
  `tel` decimal(10,2),
  PRIMARY KEY (`id`), KEY `k` (`shimei`) COMMENT 'index'
) COMMENT='住民';
"""


def test_insert_without_columns_takes_those_of_the_table_with_their_comments():
    text = CREATE + "INSERT INTO t VALUES (1, '関所太郎', '090');"
    assert pairs(text) == [("id ID", "1"), ("shimei 氏名", "関所太郎"), ("tel", "090")]
    assert [text[field.label_at :][:2] for field in sql.read(text)] == ["id", "sh", "te"]


def test_insert_into_an_unknown_table_has_empty_labels():
    assert pairs("INSERT INTO t VALUES (1, '関所太郎');") == [("", "1"), ("", "関所太郎")]


def test_copy_block_is_read_up_to_its_end_mark():
    text = (
        "CREATE TABLE public.t (id integer, shimei text);\n"
        "COMMENT ON COLUMN public.t.shimei IS '氏名';\n"
        "COPY public.t (id, shimei) FROM stdin;\n1\t関所太郎\n2\t\\N\n\\.\n"
        "COPY public.t FROM stdin;\n3\t関所花子\n\\.\nUPDATE t SET a = 'x';"
    )
    assert pairs(text) == [
        ("id", "1"),
        ("shimei", "関所太郎"),
        ("id", "2"),
        ("id", "3"),
        ("shimei 氏名", "関所花子"),
        ("a", "x"),
    ]
    assert [record for record, _, _ in table(text)] == [0, 0, 1, 2, 2, 3]


def test_update_is_one_record_of_assignments_and_conditions():
    text = "UPDATE t SET shimei = '関所太郎', tel=UPPER('090') WHERE t.id = 5 AND kubun IN ('a', 'b');"
    assert table(text) == [
        (0, "shimei", "関所太郎"),
        (0, "tel", "090"),
        (0, "id", "5"),
        (0, "kubun", "a"),
        (0, "kubun", "b"),
    ]


def test_conditions_of_select_and_delete_are_read():
    text = "SELECT * FROM t WHERE name LIKE '関所%' OR (mail = 'a@example.jp');\nDELETE FROM t WHERE id = '3'"
    assert table(text) == [(0, "name", "関所%"), (0, "mail", "a@example.jp"), (1, "id", "3")]


def test_statements_without_semicolons_end_where_a_line_starts_the_next():
    text = "UPDATE t SET a = 'x'\nUPDATE t SET a = 'y'\nGO\nINSERT INTO t (a) VALUES ('z')\n"
    assert table(text) == [(0, "a", "x"), (1, "a", "y"), (2, "a", "z")]


def test_update_of_a_duplicate_key_is_read():
    text = "INSERT INTO t (a, b) VALUES (1, 'x') ON DUPLICATE KEY UPDATE b = 'y', a = VALUES(a);"
    assert pairs(text) == [("a", "1"), ("b", "x"), ("b", "y")]


def test_unclosed_string_ends_with_its_line_and_reading_goes_on():
    text = "INSERT INTO t (a, b) VALUES (1, '関所太郎, 2);\nINSERT INTO t (a, b) VALUES (2, '関所花子');"
    assert pairs(text) == [("a", "1"), ("b", "関所太郎, 2);"), ("a", "2"), ("b", "関所花子")]


def test_unclosed_comment_hides_nothing():
    assert pairs("/* INSERT INTO t (a) VALUES ('関所太郎');") == [("a", "関所太郎")]


@pytest.mark.parametrize(
    "text",
    [
        "-- dump\nINSERT INTO t (a) VALUES (1);",
        CREATE,
        "COPY t (a) FROM stdin;\n1\n\\.\n",
        "  UPDATE t SET a = 1;",
        "INSERT INTO t SELECT * FROM u;",
    ],
)
def test_statements_look_like_sql(text):
    assert sql.looks_like(text)


@pytest.mark.parametrize(
    "text",
    [
        "",
        "Insert into the slot (A) the values below.",
        "select one from the list",
        "update the set of rules",
        "create table",
    ],
)
def test_prose_does_not_look_like_sql(text):
    assert not sql.looks_like(text)


CELLS = st.text(alphabet="関所太郎ab19 ',;()-\"\n", max_size=8).filter(str.strip)


@given(st.lists(st.tuples(st.integers(0, 10**12), CELLS, CELLS), min_size=1, max_size=6), st.booleans())
def test_every_value_of_a_written_insert_is_found_in_its_column(rows, one_by_one):
    start = "INSERT INTO t (id, shimei, jusho) VALUES "
    rows = [(str(number), a.replace("'", "''"), b.replace("'", "''")) for number, a, b in rows]
    tuples = [f"({number}, '{a}', '{b}')" for number, a, b in rows]
    text = ";\n".join(start + row for row in tuples) if one_by_one else start + ",\n".join(tuples)
    expected = [
        (record, label, value.strip())
        for record, row in enumerate(rows)
        for label, value in zip(("id", "shimei", "jusho"), row, strict=True)
    ]
    assert table(text + ";\n") == expected


WORDS = ["INSERT INTO ", "t", " (", ")", "VALUES", "'", '"', "\\", ",", ";", "\n", "a", "1", "=", "SELECT ", "COPY "]
WORDS += [
    "FROM stdin",
    "\t",
    "CREATE TABLE ",
    "COMMENT ",
    "ON COLUMN ",
    "/*",
    "*/",
    "--",
    "`",
    "[",
    "]",
    ".",
    "SET ",
    "IN",
]


@given(st.lists(st.sampled_from(WORDS), max_size=40).map("".join) | st.text())
@settings(max_examples=500)
def test_any_text_is_read_in_order_and_within_its_bounds(text):
    sql.looks_like(text)
    last = 0
    for field in sql.read(text):
        assert last <= field.start < field.end <= len(text)
        assert 0 <= field.label_at < len(text)
        last = field.end


@pytest.mark.parametrize(
    "unit",
    ["'", '"', "|", "(", "<td>", "/*", "\\'", "'a\n\\'\n", "[`", "INSERT INTO t (a,", "CREATE TABLE t (a ", " "],
    ids=repr,
)
def test_hostile_megabyte_is_read_in_linear_time(unit):
    text = unit * (1_000_000 // len(unit)) + "'"
    started = time.process_time()
    sql.looks_like(text)
    for _ in sql.read(text):
        pass
    assert time.process_time() - started < 20
