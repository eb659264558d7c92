"""Fixtures from nothing: consistent people, valid files, and nothing in them that a scan takes for real."""

from __future__ import annotations

import csv
import io
import json
import os
import re
import sqlite3
import stat
import subprocess
import sys
import unicodedata
from collections import Counter, defaultdict
from concurrent.futures import ThreadPoolExecutor
from itertools import islice
from pathlib import Path

import openpyxl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from detectors import postal_code
from detectors.gazetteer import PREFECTURES
from guard.cli import main
from guard.errors import ConfigError
from guard.remedy.stand_in.person import Sex
from guard.remedy.synth.columns import PERSON_KINDS
from guard.remedy.synth.people import AS_OF, Residents, Spread
from guard.remedy.synth.rows import Synth
from guard.remedy.synth.schema import built_in, load, parse
from guard.remedy.synth.write import DIALECTS, literal, quoted_name
from guard.run.synth import FORMATS


def table(*columns: dict[str, object], **other: object) -> dict[str, object]:
    return {"tables": [{"name": "t", "columns": list(columns), **other}]}


def synth(capsys: pytest.CaptureFixture[str], *words: str) -> str:
    assert main(["synth", *words]) == 0
    return capsys.readouterr().out


def test_members_of_a_household_share_what_households_share() -> None:
    residents = Residents("x")
    homes = defaultdict(list)
    for number in range(3_000):
        one = residents[number]
        homes[one.household.number].append(one)
    sizes = Counter(len(people) for people in homes.values())
    assert {1, 2, 3, 4} <= set(sizes)
    for people in list(homes.values())[:-1]:
        assert len({one.household for one in people}) == 1
        assert len(people) == people[0].household.size
        assert [one.position for one in people] == list(range(len(people)))
        assert people[0].relationship == "世帯主"


def test_a_date_of_birth_fits_its_age_and_children_are_younger() -> None:
    residents = Residents("y")
    parents: list[int] = []
    for number in range(3_000):
        one = residents[number]
        had_birthday = (one.born.month, one.born.day) <= (AS_OF.month, AS_OF.day)
        assert AS_OF.year - one.born.year - (not had_birthday) == one.age
        if one.position == 0:
            parents = []
        if one.position < 2:
            parents.append(one.age)
            assert one.age >= 20
        else:
            assert one.age <= min(parents) - 20


def test_a_resident_is_the_same_whoever_was_asked_for_before() -> None:
    forwards, anywhere = Residents("z"), Residents("z")
    people = [forwards[number] for number in range(500)]
    assert [anywhere[number] for number in reversed(range(500))] == people[::-1]


def test_a_postal_code_is_of_the_prefecture_and_not_given_out() -> None:
    residents = Residents("p")
    for number in range(0, 4_000, 7):
        home = residents[number].household
        assert home.prefecture in PREFECTURES
        assert postal_code.prefectures_of(home.postal_code) == {home.prefecture}
        assert not postal_code.exists(home.postal_code)


def test_names_of_women_and_men_end_differently() -> None:
    residents = Residents("s")
    ends = defaultdict(set)
    for number in range(2_000):
        ends[residents[number].sex].add(residents[number].given.kanji[-1])
    assert ends[Sex.FEMALE].isdisjoint(ends[Sex.MALE])


@given(size=st.integers(1, 5_000), seed=st.text(max_size=5))
def test_spread_numbers_never_repeat(size: int, seed: str) -> None:
    spread = Spread(seed, size)
    assert sorted(map(spread, range(size))) == list(range(size))


@pytest.mark.parametrize("name", built_in())
def test_every_schema_that_comes_along_fills_its_tables(name: str) -> None:
    schema = load(name)
    made = Synth(schema, rows=50)
    for one in schema.tables:
        rows = list(made.rows(one))
        assert len(rows) == made.count(one)
        assert all(len(row) == len(one.columns) for row in rows)


def test_every_kind_of_column_can_be_made() -> None:
    columns = [
        {"name": f"{kind} {option} {choice}", "kind": kind, option: choice}
        for kind, made in PERSON_KINDS.items()
        for option, choices in made.options.items()
        for choice in choices
    ] + [{"name": kind} for kind in PERSON_KINDS]
    schema = parse(table(*columns, rows=30), "x")
    for row in Synth(schema).rows(schema.tables[0]):
        assert all(isinstance(value, str | int) for value in row)
        for value in row:
            if isinstance(value, str):
                assert value.encode("cp932").decode("cp932") == value


NUMBERED = [
    "municipal_id", "mobile", "mail", "my_number", "resident_code", "drivers_license", "passport", "residence_card",
    "health_insurance", "care_insurance", "pension_number", "employment_insurance", "card_number", "vehicle_plate",
]  # fmt: skip


@pytest.mark.parametrize("kind", NUMBERED)
def test_numbers_of_two_residents_differ(kind: str) -> None:
    schema = parse(table({"name": "n", "kind": kind}), "x")
    values = [row[0] for row in Synth(schema, rows=5_000).rows(schema.tables[0])]
    assert len(set(values)) == 5_000


def test_foreign_keys_point_at_rows_that_are_there_and_at_their_people() -> None:
    schema = load("benefits")
    made = Synth(schema, rows=200)
    residents, accounts, payments = (list(made.rows(one)) for one in schema.tables)
    kana = {row[0]: f"{row[4]} {row[5]}" for row in residents}
    assert [row[1] for row in accounts] == [row[0] for row in residents]
    assert all(unicodedata.normalize("NFKC", str(row[5])) == kana[row[1]] for row in accounts)
    assert Counter(row[1] for row in payments) == dict.fromkeys(kana, 3)
    assert {row[0] for row in payments} == set(range(1, 601))


def test_a_key_without_per_is_drawn_among_all_rows() -> None:
    schema = parse(
        {
            "tables": [
                {
                    "name": "people",
                    "rows": 40,
                    "columns": [{"name": "code", "kind": "id", "prefix": "P", "width": 4}, {"name": "name"}],
                },
                {
                    "name": "visits",
                    "rows": 400,
                    "columns": [
                        {"name": "person", "kind": "foreign_key", "table": "people"},
                        {"name": "who", "kind": "name", "of": "person"},
                    ],
                },
            ]
        },
        "x",
    )
    made = Synth(schema)
    people = {row[0]: row[1] for row in made.rows(schema.tables[0])}
    visits = list(made.rows(schema.tables[1]))
    assert all(people[code] == who for code, who in visits)
    assert len({code for code, _ in visits}) > 30


def test_the_same_seed_makes_the_same_file_and_another_one_another(capsys: pytest.CaptureFixture[str]) -> None:
    first = synth(capsys, "--rows", "20")
    assert synth(capsys, "--rows", "20") == first
    assert synth(capsys, "--rows", "20", "--seed", "other") != first


def test_more_rows_begin_with_the_same(capsys: pytest.CaptureFixture[str]) -> None:
    assert synth(capsys, "--rows", "50").startswith(synth(capsys, "--rows", "20"))


def test_values_are_drawn_as_their_columns_say() -> None:
    schema = parse(
        table(
            {"name": "n", "kind": "integer", "min": 10, "max": 20, "step": 5},
            {"name": "d", "kind": "date", "from": "2026-01-01", "to": "2026-01-03"},
            {"name": "c", "kind": "choice", "values": ["a", "b"], "weights": [9, 1]},
            {"name": "k", "kind": "constant", "value": True},
            {"name": "e", "kind": "age", "empty": 50},
        ),
        "x",
    )
    rows = list(Synth(schema, rows=2_000).rows(schema.tables[0]))
    assert {row[0] for row in rows} == {10, 15, 20}
    assert {row[1] for row in rows} == {"2026-01-01", "2026-01-02", "2026-01-03"}
    assert 1_700 < sum(row[2] == "a" for row in rows) < 1_900
    assert {row[3] for row in rows} == {True}
    assert 850 < sum(row[4] is None for row in rows) < 1_150


def test_a_place_is_where_all_live() -> None:
    schema = parse({**table({"name": "city"}, {"name": "prefecture"}), "place": "埼玉県草加市"}, "x")
    assert {tuple(row) for row in Synth(schema, rows=50).rows(schema.tables[0])} == {("草加市", "埼玉県")}


CHAIN = {
    "tables": [
        {"name": f"t{n}", "rows": 2, "columns": [{"name": "k", **({"kind": "foreign_key", "table": f"t{n - 1}"} if n else {"kind": "id"})}]}
        for n in range(201)
    ]
}  # fmt: skip


@pytest.mark.parametrize(
    ("data", "told"),
    [
        ({}, "tables is not a list"),
        ({"tables": []}, "no tables"),
        ({"table": []}, "did you mean tables"),
        (table({"name": "nmae"}), "did you mean name"),
        (table({"name": "x", "kind": "kana", "style": "romaji"}), "'romaji' is not known"),
        (table({"name": "x", "kind": "name", "digits": 3}), "'digits' is not known"),
        (table({"name": "x", "kind": "choice", "values": []}), "values"),
        (table({"name": "x", "kind": "choice", "values": ["a"], "weights": [0]}), "weights"),
        (table({"name": "x", "kind": "integer", "min": 5, "max": 1}), "no such number"),
        (table({"name": "x", "kind": "date", "from": "tomorrow"}), "2026-04-01"),
        (table({"name": "x", "kind": "foreign_key", "table": "t"}), "'t' is not known"),
        (table({"name": "name", "of": "x"}), "'x' is not known"),
        (table({"name": "name"}, {"name": "name"}), "twice"),
        (table({"name": 'a"b', "kind": "name"}), "quotes"),
        (table({"name": "name"}, rows=-1), "rows is a whole number"),
        ({"tables": [{"name": "../t", "columns": [{"name": "name"}]}]}, "slashes"),
        ({"tables": [{"name": "..", "columns": [{"name": "name"}]}]}, "has no name"),
        (CHAIN, "200 tables"),
        ("nothing", "not written as one"),
    ],
)
def test_a_schema_that_cannot_be_names_what_is_wrong(data: object, told: str) -> None:
    with pytest.raises(ConfigError, match=re.escape(told)):
        parse(data, "schema.toml")


@pytest.mark.parametrize(
    ("name", "text"), [("a.toml", "tables = ["), ("a.yaml", "tables: ["), ("a.yaml", "!!python/object:os.x {}")]
)
def test_a_schema_that_cannot_be_read_is_a_usage_error(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], name: str, text: str
) -> None:
    (tmp_path / name).write_text(text)
    assert main(["synth", str(tmp_path / name)]) == 2
    assert "not valid" in capsys.readouterr().err


def test_a_long_chain_of_tables_is_filled() -> None:
    """Each points at the one before it, and has a row for each of its rows."""
    tables = [{**one, "per": f"t{n}"} for n, one in enumerate(CHAIN["tables"][1:200])]
    schema = parse({"tables": [CHAIN["tables"][0], *tables]}, "x")
    assert list(Synth(schema).rows(schema.tables[-1])) == [[1], [2]]


def test_more_rows_than_numbers_can_differ_are_refused() -> None:
    """Times multiply along a chain of tables."""
    of = {"times": 1000, "columns": [{"name": "id"}]}
    tables = [{"name": "a", "rows": 20, "columns": [{"name": "id"}]}, {"name": "b", "per": "a", **of}]
    schema = parse({"tables": [*tables, {"name": "c", "per": "b", **of}]}, "x")
    with pytest.raises(ConfigError, match="table c has 20000000 rows"):
        Synth(schema)
    assert Synth(schema, rows=10).count(schema.tables[2]) == 10_000_000


@pytest.mark.parametrize(
    ("column", "rows", "is_told"),
    [
        ({"name": "n", "kind": "municipal_id", "digits": 8}, 100_001, True),
        ({"name": "n", "kind": "municipal_id", "digits": 8}, 100_000, False),
        ({"name": "n", "kind": "household", "digits": 8}, 100_001, False),
        ({"name": "n", "kind": "household", "digits": 8}, 400_000, True),
        ({"name": "n", "kind": "pension_number"}, 1_000_001, True),
        ({"name": "n", "kind": "care_insurance"}, 1_000_001, True),
        ({"name": "n", "kind": "employment_insurance"}, 10_000_000, False),
        ({"name": "n", "kind": "my_number"}, 10_000_000, False),
    ],
)
def test_numbers_that_have_to_repeat_are_told(column: dict[str, object], rows: int, *, is_told: bool) -> None:
    assert bool(list(Synth(parse(table(column), "x"), rows=rows).repeats())) is is_told


def test_the_command_says_that_numbers_repeat(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (tmp_path / "s.toml").write_text(
        '[[tables]]\nname = "t"\nrows = 100001\ncolumns = [{ name = "municipal_id", digits = 8 }]\n'
    )
    assert main(["synth", str(tmp_path / "s.toml"), "-o", str(tmp_path / "a.csv")]) == 0
    assert "t.municipal_id" in capsys.readouterr().err
    assert (tmp_path / "a.csv").is_file()


def test_a_schema_in_yaml_is_read(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (tmp_path / "s.yaml").write_text("tables:\n- name: t\n  rows: 2\n  columns:\n  - name: 氏名\n    kind: name\n")
    assert len(synth(capsys, str(tmp_path / "s.yaml")).splitlines()) == 3


def test_csv_is_written_in_the_encoding_that_is_asked_for(tmp_path: Path) -> None:
    for encoding in ("utf-8", "utf-8-sig", "cp932"):
        file = tmp_path / f"{encoding}.csv"
        assert main(["synth", "juki", "-n", "30", "--encoding", encoding, "-o", str(file)]) == 0
        rows = list(csv.reader(io.StringIO(file.read_bytes().decode(encoding), newline="")))
        assert rows[0][0] == "宛名番号"
        assert {len(row) for row in rows} == {12}
        assert len(rows) == 31


def test_all_formats_hold_the_same_rows(tmp_path: Path) -> None:
    for format_, ending in FORMATS.items():
        assert main(["synth", "juki", "-n", "40", "--format", format_, "-o", str(tmp_path / f"a{ending}")]) == 0
    rows = list(csv.reader(io.StringIO((tmp_path / "a.csv").read_bytes().decode(), newline="")))
    objects = [dict(zip(rows[0], row, strict=True)) for row in rows[1:]]
    assert json.loads((tmp_path / "a.json").read_text("utf-8")) == objects
    assert [json.loads(line) for line in (tmp_path / "a.jsonl").read_text("utf-8").splitlines()] == objects
    sheet = openpyxl.load_workbook(tmp_path / "a.xlsx").active
    assert [[cell or "" for cell in row] for row in sheet.iter_rows(values_only=True)] == rows


def test_sql_fills_a_database_and_keeps_zeros_in_front(tmp_path: Path) -> None:
    file = tmp_path / "a.sql"
    assert main(["synth", "benefits", "-n", "120", "--dialect", "sqlite", "-o", str(file)]) == 0
    with sqlite3.connect(":memory:") as database:
        for one in load("benefits").tables:
            database.execute(f"CREATE TABLE {one.name} ({', '.join(column.name for column in one.columns)})")
        database.executescript(file.read_text("utf-8"))
        joined = "SELECT count(*) FROM payments JOIN residents ON residents.id = resident_id WHERE mobile LIKE '0%'"
        assert database.execute(joined).fetchone() == (360,)


@pytest.mark.parametrize(
    ("dialect", "name", "text"),
    [
        ("mysql", "`order`", "'it''s \\\\'"),
        ("postgresql", '"order"', "'it''s \\'"),
        ("sqlserver", "[order]", "'it''s \\'"),
    ],
)
def test_sql_is_quoted_as_its_dialect_has_it(dialect: str, name: str, text: str) -> None:
    assert quoted_name("order", dialect) == name
    assert quoted_name("birth_date", dialect) == "birth_date"
    assert literal("it's \\", dialect) == text


def test_every_dialect_has_its_truth_and_its_nothing() -> None:
    for dialect in DIALECTS:
        assert literal(None, dialect) == "NULL"
        assert literal(True, dialect) in {"TRUE", "1"}
        assert literal(7, dialect) == "7"
    assert literal("氏名", "sqlserver") == "N'氏名'"


def test_several_tables_want_a_folder_for_csv(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["synth", "benefits"]) == 2
    assert "--output" in capsys.readouterr().err
    assert main(["synth", "benefits", "-n", "5", "-o", str(tmp_path / "out")]) == 0
    assert sorted(file.name for file in (tmp_path / "out").iterdir()) == [
        "accounts.csv",
        "payments.csv",
        "residents.csv",
    ]


def test_a_folder_that_cannot_be_made_is_a_usage_error(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (tmp_path / "file").write_text("")
    assert main(["synth", "benefits", "--format", "csv", "-o", str(tmp_path / "file" / "out")]) == 2
    assert "cannot write" in capsys.readouterr().err


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="this system has no named pipes")
def test_a_pipe_is_written_to_and_stays_one(tmp_path: Path) -> None:
    """A device such as ``/dev/null`` is no file to be put in another's place."""
    pipe = tmp_path / "pipe"
    os.mkfifo(pipe)
    with ThreadPoolExecutor() as pool:
        read = pool.submit(pipe.read_text, encoding="utf-8")
        assert main(["synth", "residents", "--rows", "3", "--output", str(pipe)]) == 0
        assert len(read.result().splitlines()) == 4
    assert stat.S_ISFIFO(pipe.stat().st_mode)


def test_a_file_is_there_as_a_whole_or_not_at_all(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (tmp_path / "s.toml").write_text(
        '[[tables]]\nname = "t"\ncolumns = [{name = "x", kind = "constant", value = "𠮷"}]\n'
    )
    assert main(["synth", str(tmp_path / "s.toml"), "--encoding", "cp932", "-o", str(tmp_path / "a.csv")]) == 2
    assert "cp932" in capsys.readouterr().err
    assert sorted(file.name for file in tmp_path.iterdir()) == ["s.toml"]


def test_a_sheet_with_too_many_rows_is_refused_before_it_is_written(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["synth", "-n", "2000000", "-o", str(tmp_path / "a.xlsx")]) == 2
    assert "1048575" in capsys.readouterr().err


def test_schemas_are_listed(capsys: pytest.CaptureFixture[str]) -> None:
    listed = synth(capsys, "--list")
    assert [line.split()[0] for line in listed.splitlines()] == list(built_in())


def test_rows_are_made_one_at_a_time() -> None:
    """A table of ten million rows costs nothing before it is asked for."""
    schema = load("residents")
    assert len(list(islice(Synth(schema, rows=10_000_000).rows(schema.tables[0]), 10))) == 10


@pytest.mark.slow
@pytest.mark.skipif(sys.platform != "linux", reason="elsewhere the peak is that of the process that started this one")
def test_memory_does_not_grow_with_the_rows(tmp_path: Path) -> None:
    peaks = []
    for rows in (2_000, 60_000):
        code = (
            "from pathlib import Path; from guard.cli import main;"
            f"assert main(['synth', '-n', '{rows}', '-o', r'{tmp_path / 'a.csv'}']) == 0;"
            "told = Path('/proc/self/status').read_text().partition('VmHWM:')[2];"
            "print(told.split()[0])"
        )
        peaks.append(int(subprocess.run([sys.executable, "-c", code], check=True, capture_output=True).stdout))
    assert peaks[1] < peaks[0] * 1.1
