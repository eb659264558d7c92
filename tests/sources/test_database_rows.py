"""Rows on their way: nothing is lost between source and extractor, and no key tells what was found."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from guard.checks.personal_data.label_meaning import label_meaning
from guard.checks.row_keys import RowKeys
from guard.extract.container import ContainerExtractor
from guard.extract.piece import Limits
from guard.extract.row_batch import RowExtractor
from guard.model import Blob, Document, Finding, Origin, Position, Sensitive, Severity, Skip
from guard.rows import Cell, Row, RowBatch
from guard.rules.own import OwnRule
from guard.sources.database_rows import label_of
from guard.sources.database_session import Column
from tests.sources.planted import MY_NUMBERS, NAMES, PHONE, workbook
from tests.sources.test_database import printed, scan

CELLS = st.one_of(st.none(), st.text(max_size=30), st.binary(max_size=30))


def documents(*cells: Cell, labels: tuple[str, ...] = ()) -> list[Document | Skip]:
    columns = [f"c{index}" for index in range(len(cells))]
    batch = RowBatch(columns, labels or columns, [Row(57, "12", cells)])
    extractor = RowExtractor(ContainerExtractor(Limits(1 << 20, 100, 5, 100, 300, 1 << 30), 1 << 20))
    try:
        return list(extractor.extract(Blob(Origin("public.t"), batch.to_bytes)))
    finally:
        extractor.close()


def values(document: Document | Skip) -> dict[str, str]:
    assert isinstance(document, Document)
    return {field.label: document.text[field.start : field.end] for field in document.fields()}


@given(st.lists(st.lists(CELLS, min_size=2, max_size=2), max_size=5))
def test_rows_arrive_as_they_were(table: list[list[Cell]]) -> None:
    batch = RowBatch(["a", "b"], ["氏名", "b"], [Row(n, None, row) for n, row in enumerate(table, start=1)], "note")
    assert RowBatch.from_bytes(batch.to_bytes()) == batch


@given(st.text(max_size=200))
def test_any_text_is_a_value_at_its_place(text: str) -> None:
    document = documents(text, "after")[-1]
    assert isinstance(document, Document)
    assert "after" in values(document).values()
    at = document.text.rindex("after")
    assert document.place(at) == (at, 57, 1, "c1[12]")


@pytest.mark.parametrize("encoding", ["utf-8", "cp932", "euc_jp", "iso2022_jp"])
def test_bytes_of_a_text_are_read_in_their_encoding(encoding: str) -> None:
    written = "勅使河原 蓮の電話番号を確認しました".encode(encoding)
    assert "勅使河原 蓮の電話番号を確認しました" in values(documents(written)[-1]).values()


def test_keys_of_json_and_tags_of_xml_are_labels_below_the_column() -> None:
    seen = values(
        documents(f'{{"tel": "{PHONE}"}}', f"<person><name>{NAMES[0]}</name></person>", labels=("連絡先", "届"))[-1]
    )
    assert seen == {"連絡先.tel": PHONE, "届.person.name": NAMES[0]}


def test_objects_in_a_list_are_records_of_their_own() -> None:
    document = documents(f'[{{"name": "{NAMES[0]}"}}, {{"name": "{NAMES[1]}"}}]')[-1]
    assert isinstance(document, Document)
    assert len({field.record for field in document.fields()}) == 2


def test_what_nobody_reads_is_told_by_column() -> None:
    unread = [one for one in documents(b"\0\1\2\3" * 20) if isinstance(one, Skip)]
    assert [(one.origin.members, one.reason) for one in unread] == [(("c0",), "no-extractor")]


@pytest.mark.slow
def test_who_writes_into_a_table_allows_nothing(tmp_path: Path) -> None:
    with sqlite3.connect(tmp_path / "a.db") as made:
        made.execute("CREATE TABLE t (shimei text, note text)")
        made.execute("INSERT INTO t VALUES (?, '-- sekisho: allow[person-name] a reason')", [NAMES[0]])
    made.close()
    assert [one["disposition"] for one in scan(tmp_path, f"sqlite:///{tmp_path}/a.db").report["findings"]] == [
        "reported"
    ]


@pytest.mark.parametrize(
    ("name", "comment", "label"),
    [
        ("nm", "氏名", "氏名"),
        ("nm", "氏名（漢字）", "氏名"),
        ("c2", "連絡先の電話番号", "連絡先の電話番号"),
        ("shimei", "申請した時点の値", "shimei"),
        ("address", "", "address"),
        ("c3", "備考", "備考"),
        ("kojin_no", "12桁の番号", "kojin_no"),
    ],
)
def test_the_label_is_what_says_most(name: str, comment: str, label: str) -> None:
    assert label_of(Column(name, comment), lambda one: label_meaning((), one)) == label


def test_a_column_that_a_rule_of_the_project_names_is_personal() -> None:
    own = OwnRule("staff-number", "職員番号", columns=("shain_no",))
    assert label_meaning((own,), "shain_no") > label_meaning((), "shain_no")


# Keys


class _Found:
    """A check that finds a value in the cell of a row."""

    name = "found"

    def __init__(self, value: str, cell: str) -> None:
        self._value, self._cell = value, cell

    def inspect(self, document: Document) -> Iterator[Finding]:
        yield Finding(
            "c", "r", "E", Severity.HIGH, 1.0, document.origin, 0, 1, Position(57, 1), Position(57, 2), "m",
            value=Sensitive(self._value), cell=self._cell,
        )  # fmt: skip

    def finish(self) -> tuple[()]:
        return ()


@pytest.mark.parametrize(
    ("value", "cell", "told"),
    [
        ("489227731", "tel[489227731]", "tel[#57]"),
        ("048-922-7731", "tel[489227731]", "tel[#57]"),
        ("1234", "tel[3,1234]", "tel[#57]"),
        ("090-1234-5678", "tel[1234]", "tel[1234]"),
        ("7", "tel[#7]", "tel[#7]"),
    ],
)
def test_a_key_that_was_found_is_not_told(value: str, cell: str, told: str) -> None:
    found = [
        one for one in RowKeys(_Found(value, cell)).inspect(Document(Origin("t"), "x")) if isinstance(one, Finding)
    ]
    assert [one.cell for one in found] == [told]


@pytest.mark.slow
@pytest.mark.parametrize(
    ("definition", "key", "told"),
    [
        ("id integer PRIMARY KEY", 12, "shimei[12]"),
        ("id text PRIMARY KEY", "6f1c2c1e-9d5b-4d5a-8f1e-0a1b2c3d4e5f", "shimei[6f1c2c1e-9d5b-4d5a-8f1e-0a1b2c3d4e5f]"),
        ("id integer PRIMARY KEY", int(MY_NUMBERS[0]), "shimei[#1]"),
        ("atena_no integer PRIMARY KEY", 1234567, "shimei[#1]"),
        ("kojin_no integer PRIMARY KEY", int(MY_NUMBERS[1]), "shimei[#1]"),
        ("id text PRIMARY KEY", "A0012", "shimei[#1]"),
        ("id integer", 12, "shimei[#1]"),
    ],
)
def test_a_row_is_named_by_a_key_that_somebody_counted_or_drew(
    tmp_path: Path, definition: str, key: object, told: str
) -> None:
    with sqlite3.connect(tmp_path / "a.db") as made:
        made.execute(f"CREATE TABLE t ({definition}, shimei text)")
        made.execute("INSERT INTO t VALUES (?, ?)", [key, NAMES[0]])
    made.close()
    scanned = scan(tmp_path, f"sqlite:///{tmp_path}/a.db")
    assert told in {one["cell"] for one in scanned.report["findings"]}
    assert not any(number in scanned.printed for number in MY_NUMBERS)


@pytest.mark.slow
def test_a_key_that_a_rule_of_the_project_finds_is_not_told(tmp_path: Path) -> None:
    (tmp_path / "sekisho.toml").write_text(
        '[[recognizer]]\nid = "staff-number"\nname = "職員番号"\npattern = "70[0-9]{4}"\n', encoding="utf-8"
    )
    with sqlite3.connect(tmp_path / "a.db") as made:
        made.execute("CREATE TABLE t (id integer PRIMARY KEY, shimei text, data blob)")
        made.execute("INSERT INTO t VALUES (701234, ?, ?)", [NAMES[0], workbook()])
    made.close()
    scanned = scan(tmp_path, f"sqlite:///{tmp_path}/a.db")
    assert {one["cell"] for one in scanned.report["findings"] if not one["members"]} == {"id[#1]", "shimei[#1]"}
    assert ["data[#1]", "名簿"] in [one["members"] for one in scanned.report["findings"]]
    assert "701234" not in scanned.printed


@pytest.mark.slow
def test_a_column_is_told_once_whatever_stands_first_in_its_batches(tmp_path: Path) -> None:
    with sqlite3.connect(tmp_path / "a.db") as made:
        made.execute("CREATE TABLE t (shimei text, kana text, filler text)")
        people = [(NAMES[n % 3], None) if n % 2 else (None, "テシガワラ レン") for n in range(3000)]
        made.executemany("INSERT INTO t VALUES (?, ?, ?)", [(*one, "備品") for one in people])
    made.close()
    told = printed(tmp_path, f"sqlite:///{tmp_path}/a.db")
    assert told.count(" like this in one column") == 2, told
