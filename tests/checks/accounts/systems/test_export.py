"""Accounts of export files: CSV and JSON."""

from __future__ import annotations

import datetime as dt
import json
import os
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from guard.account import AccountKind, AccountState, Inventory
from guard.checks.accounts.completeness import NO_DATE, STALE, proven
from guard.checks.accounts.roster import System
from guard.checks.accounts.systems import export
from guard.checks.accounts.systems.export import (
    BAD_ROW,
    COLUMN_TWICE,
    NO_COLUMN,
    NO_FILE,
    NO_MOMENT,
    NO_PATH,
    TOO_LARGE,
    inventory,
    moment,
)
from guard.checks.accounts.systems.system import CUT_SHORT, Access, TokenMissingError

from .asking import NOW, why

_CSV = "id,login,mail,active,kind,last_used\n1,sato,sato@example.jp,有効,human,2026-04-02T10:00:00\n2,ito,,無効,service,\n3,kato,,,,\n"


def _no_secret(variable: str) -> str:
    raise TokenMissingError(variable)


def _told(
    root: Path, content: bytes, *, adapter: str = "csv", taken: dt.date | None = dt.date(2026, 4, 10)
) -> Inventory:
    (root / "export").write_bytes(content)
    system = System("s", adapter, source_date=taken, settings={"path": "export"})
    return proven(inventory(system, Access(_no_secret, root, lambda: NOW)), system, NOW)


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "cp932", "utf-16"])
def test_an_export_is_read_in_the_encodings_of_japan(tmp_path: Path, encoding: str) -> None:
    told = _told(tmp_path, _CSV.encode(encoding))
    assert told.complete
    sato, ito, kato = told.accounts
    assert (sato.id, sato.login, sato.mail, sato.state) == ("1", "sato", "sato@example.jp", AccountState.ACTIVE)
    assert (ito.state, ito.kind) == (AccountState.DISABLED, AccountKind.SERVICE)
    assert kato.state is AccountState.UNKNOWN


def test_a_moment_without_an_offset_is_japans(tmp_path: Path) -> None:
    assert _told(tmp_path, _CSV.encode()).accounts[0].last_used == dt.datetime(2026, 4, 2, 1, tzinfo=dt.UTC)


@pytest.mark.parametrize("column", ["id", "login", "active"])
def test_a_missing_column_is_incomplete(tmp_path: Path, column: str) -> None:
    told = _told(tmp_path, _CSV.replace(column, "x", 1).encode())
    assert NO_COLUMN in why(told)
    assert ("column", column) in told.reasons[0].args


@pytest.mark.parametrize("row", ["4,mori", '4,"mori', "4,mori,,true,human,,more", ',,,true,human,"'])
def test_a_row_that_is_cut_or_shifted_is_incomplete_and_the_rest_is_kept(tmp_path: Path, row: str) -> None:
    told = _told(tmp_path, (_CSV + row).encode())
    assert why(told) == [BAD_ROW]
    assert len(told.accounts) == 3


def test_empty_cells_at_the_end_of_a_row_are_none(tmp_path: Path) -> None:
    assert _told(tmp_path, _CSV.replace("\n", ",,\n").encode()).complete


def test_without_a_date_nobody_knows_how_old_it_is(tmp_path: Path) -> None:
    assert why(_told(tmp_path, _CSV.encode(), taken=None)) == [NO_DATE]


def test_an_export_of_last_month_is_stale(tmp_path: Path) -> None:
    assert why(_told(tmp_path, _CSV.encode(), taken=dt.date(2026, 3, 10))) == [STALE]


def test_json_is_a_list_or_a_list_under_accounts(tmp_path: Path) -> None:
    rows = [{"id": 7, "login": "sato", "active": True}, {"id": "8", "login": "ito", "active": False}]
    for value in (rows, {"accounts": rows, "taken": "today"}):
        told = _told(tmp_path, json.dumps(value).encode(), adapter="json")
        assert told.complete
        assert [(one.id, one.state) for one in told.accounts] == [
            ("7", AccountState.ACTIVE), ("8", AccountState.DISABLED),
        ]  # fmt: skip


@pytest.mark.parametrize(
    ("content", "reason"),
    [
        (b'[{"id": "7", "login": "sato", "active": true}', CUT_SHORT),
        (b"[" * 100_000, CUT_SHORT),
        (b'{"users": []}', NO_COLUMN),
        (b'[1, {"id": "7", "login": "sato", "active": true}]', BAD_ROW),
        (b"\xff\xfe\x00", CUT_SHORT),
        (b"\x81", CUT_SHORT),
    ],
)
def test_broken_json_is_incomplete(tmp_path: Path, content: bytes, reason: str) -> None:
    assert reason in why(_told(tmp_path, content, adapter="json"))


def test_a_file_that_is_not_there_or_not_named_is_incomplete(tmp_path: Path) -> None:
    for settings, reason in (
        ({"path": "no"}, NO_FILE),
        ({}, NO_PATH),
        ({"path": "."}, NO_FILE),
        ({"path": "a\0"}, NO_FILE),
    ):
        told = inventory(System("s", "csv", settings=settings), Access(_no_secret, tmp_path))
        assert why(told) == [reason]


def test_a_pipe_is_not_waited_for(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "pipe")
    told = inventory(System("s", "csv", settings={"path": "pipe"}), Access(_no_secret, tmp_path))
    assert why(told) == [NO_FILE]


def test_an_endless_file_is_incomplete(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(export, "MAX_BYTES", 20)
    assert TOO_LARGE in why(_told(tmp_path, _CSV.encode()))


@given(st.binary(max_size=300))
def test_any_bytes_are_survived(tmp_path_factory: pytest.TempPathFactory, content: bytes) -> None:
    for adapter in ("csv", "json"):
        _told(tmp_path_factory.getbasetemp(), content, adapter=adapter)


@pytest.mark.parametrize("text", ["", "-", "Never", "なし", "0001-01-01T00:00:00", "9999-12-31T23:59:59-09:00"])
def test_what_was_never_used_has_no_moment(text: str) -> None:
    assert moment(text) is None


@pytest.mark.parametrize(
    "text",
    [
        "2026-04-01T09:05:00+09:00", "2026-04-01 09:05", "2026/4/1 9:05", "2026/04/01 09:05:00", "2026年4月1日 9:05",
        "令和8年4月1日 9:05", "R8.4.1 9:05",
    ],
)  # fmt: skip
def test_a_moment_is_read_as_people_in_japan_write_it(text: str) -> None:
    assert moment(text) == dt.datetime(2026, 4, 1, 0, 5, tzinfo=dt.UTC)


@pytest.mark.parametrize("text", ["soon", "2026/13/1", "1775001600", "2026/4/1 99:00", "2026/4/1 noon"])
def test_a_last_use_that_cannot_be_read_is_incomplete_and_the_account_is_kept(tmp_path: Path, text: str) -> None:
    told = _told(tmp_path, f"{_CSV}4,mori,,true,human,{text}\n".encode())
    assert why(told) == [NO_MOMENT]
    assert told.accounts[3].login == "mori"


@pytest.mark.parametrize("delimiter", ["\t", ";"])
def test_cells_may_be_parted_as_spreadsheets_do_it(tmp_path: Path, delimiter: str) -> None:
    told = _told(tmp_path, _CSV.replace(",", delimiter).encode("utf-16"))
    assert (told.complete, len(told.accounts)) == (True, 3)


def test_rows_without_any_cell_filled_are_none(tmp_path: Path) -> None:
    told = _told(tmp_path, f"{_CSV},,,,,\n\n".encode())
    assert (told.complete, len(told.accounts)) == (True, 3)


def test_of_two_columns_of_one_name_nobody_knows_which_counts(tmp_path: Path) -> None:
    assert COLUMN_TWICE in why(_told(tmp_path, b"id,login,active,Active\n1,sato,true,false\n"))
    twice = b'[{"id": "1", "login": "sato", "active": true, "active": false}]'
    assert CUT_SHORT in why(_told(tmp_path, twice, adapter="json"))


def test_an_account_that_stands_there_twice_is_one_in_its_most_open_state(tmp_path: Path) -> None:
    told = _told(tmp_path, (_CSV + "2,ito,,true,,2026-04-03\n2,ito,,false,,\n").encode())
    assert [(one.id, one.state) for one in told.accounts][1] == ("2", AccountState.ACTIVE)
    assert len(told.accounts) == 3
    assert told.accounts[1].last_used == dt.datetime(2026, 4, 2, 15, tzinfo=dt.UTC)


def test_a_value_of_json_that_is_no_word_is_incomplete(tmp_path: Path) -> None:
    assert why(_told(tmp_path, b'[{"id": {"a": 1}, "login": "sato", "active": true}]', adapter="json")) == [BAD_ROW]
