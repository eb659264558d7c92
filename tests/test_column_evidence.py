"""Bare twelve-digit numbers in the company of their column: order numbers drop out, My Numbers stay."""

from __future__ import annotations

import random

import pytest

from detectors.checkdigits import is_my_number
from guard.checks.personal_data import PersonalDataCheck
from guard.model import Document, Finding, Origin

CHECK = PersonalDataCheck()
RANDOM = random.Random(11)


def my_number() -> str:
    """A number with a right check digit, made up."""
    while True:
        body = f"{RANDOM.randrange(10**10, 10**11)}"
        for digit in "0123456789":
            if is_my_number(body + digit):
                return body + digit


def order_number() -> str:
    """Twelve digits whose check digit, if it were one, would be wrong."""
    while is_my_number(number := f"{RANDOM.randrange(10**11, 10**12)}"):
        pass
    return number


GOOD = [my_number() for _ in range(6)]
WRONG = [order_number() for _ in range(6)]
CHANCE = GOOD[0]


def found(text: str, path: str = "data.csv") -> list[str]:
    document = Document(Origin(path), text)
    findings = [one for one in CHECK.inspect(document) if isinstance(one, Finding) and one.rule_id == "jp-my-number"]
    return [text[one.start : one.end] for one in findings]


def rows(numbers: list[str], row: str = "{at},X{at},{number},A\n") -> str:
    return "".join(row.format(at=at, number=number) for at, number in enumerate(numbers, 1))


LAYOUTS = {
    "rows": "{at},X{at},{number},A\n",
    "tabs": "{at}\tX{at}\t{number}\n",
    "one INSERT a row": "INSERT INTO t_a VALUES ({at}, '{number}', 'A');\n",
    "JSON lines": '{{"a": {at}, "ref": "{number}"}}\n',
    "assignments": "ref = {number}\n",
}


@pytest.mark.parametrize("layout", LAYOUTS)
def test_number_in_a_column_that_fails_the_check_digit_is_none(layout: str) -> None:
    assert found(rows([*WRONG[:3], CHANCE, *WRONG[3:]], LAYOUTS[layout])) == []


@pytest.mark.parametrize("layout", LAYOUTS)
def test_column_that_passes_in_every_row_is_found(layout: str) -> None:
    assert found(rows(GOOD, LAYOUTS[layout])) == GOOD


def test_column_with_a_wrong_row_or_two_is_found() -> None:
    assert found(rows([*GOOD, *WRONG[:2]])) == GOOD


def test_other_column_of_the_row_says_nothing() -> None:
    text = "".join(f"{good},{wrong}\n" for good, wrong in zip(GOOD, WRONG, strict=True))
    assert found(text) == GOOD


def test_tuples_of_one_insert_are_rows() -> None:
    tuples = ",".join(f"({at},'{number}')" for at, number in enumerate([*WRONG, CHANCE]))
    assert found(f"INSERT INTO t_a VALUES {tuples};\n", "seed.sql") == []


def test_running_numbers_are_none() -> None:
    start = int(CHANCE)
    assert found(rows([str(start), str(start + 1), str(start + 3)])) == []


@pytest.mark.parametrize("table", ["t_denpyo", "`orders`", "shop.invoice_items", "T_HACCHU", "受注明細"])
def test_table_of_orders_holds_no_my_number(table: str) -> None:
    assert found(f"INSERT INTO {table} VALUES (1, '{CHANCE}', 'A');\n", "seed.sql") == []


@pytest.mark.parametrize("table", ["t_jumin", "T_KAZOKU", "border", "members"])
def test_table_of_anything_else_may_hold_one(table: str) -> None:
    assert found(f"INSERT INTO {table} VALUES (1, '{CHANCE}', 'A');\n", "seed.sql") == [CHANCE]


def test_file_of_orders_holds_none_but_beside_a_name() -> None:
    assert found(f"1,{CHANCE},A\n", "denpyo_2024.csv") == []
    assert found(f"1,{CHANCE},勅使河原 蓮\n", "denpyo_2024.csv") == [CHANCE]


def test_labelled_number_is_never_doubted() -> None:
    assert found(rows([*WRONG, CHANCE], "my_number: {number}\n"), "orders.yml") == [CHANCE]
    assert found(f"注文 A\nマイナンバー：{CHANCE}\n", "orders.txt") == [CHANCE]
