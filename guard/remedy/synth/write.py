"""Made-up rows as CSV, JSON, JSON Lines and SQL, one row at a time."""

from __future__ import annotations

import csv
import json
import re
from collections.abc import Iterable, Iterator, Sequence
from itertools import islice
from typing import Final, Protocol

from guard.remedy.synth.columns import Value
from guard.remedy.synth.schema import Table

#: Rows of one INSERT; SQL Server takes a thousand, Oracle before 23 one.
_ROWS_AN_INSERT: Final = 100
DIALECTS: Final = ("standard", "postgresql", "mysql", "sqlite", "sqlserver", "oracle")
_PLAIN_NAME = re.compile(r"[a-z_][a-z0-9_]{0,62}")
#: Words that some dialect keeps for itself and that columns are called.
_RESERVED: Final = frozenset(
    "user order group table select from where date time key index value values desc asc by check default column "
    "current level number size comment row rows rank limit offset option primary references sex session start end type "
    "case cast count in into is join like not null on or and as to set then union update using when with year month day".split()
)


class TextSink(Protocol):
    """What text is written to."""

    def write(self, text: str, /) -> object:
        """Take some."""


def write_csv(sink: TextSink, table: Table, rows: Iterable[Sequence[Value]]) -> None:
    """RFC 4180, with a header; what is empty is nothing between two commas."""
    writer = csv.writer(sink, lineterminator="\r\n")
    writer.writerow([column.name for column in table.columns])
    writer.writerows(rows)


def write_json_lines(sink: TextSink, table: Table, rows: Iterable[Sequence[Value]]) -> None:
    """One object a line."""
    for line in _objects(table, rows):
        sink.write(f"{line}\n")


def write_json(sink: TextSink, tables: Iterable[tuple[Table, Iterable[Sequence[Value]]]], *, is_one: bool) -> None:
    """A list of objects; with several tables an object of lists."""
    if not is_one:
        sink.write("{\n")
    for number, (table, rows) in enumerate(tables):
        if not is_one:
            sink.write(f"{',' if number else ''}{json.dumps(table.name, ensure_ascii=False)}:\n")
        sink.write("[")
        for index, line in enumerate(_objects(table, rows)):
            sink.write(f"{',' if index else ''}\n{line}")
        sink.write("\n]\n")
    if not is_one:
        sink.write("}\n")


def _objects(table: Table, rows: Iterable[Sequence[Value]]) -> Iterator[str]:
    encode = json.JSONEncoder(ensure_ascii=False).encode
    names = [column.name for column in table.columns]
    return (encode(dict(zip(names, row, strict=True))) for row in rows)


def write_sql(sink: TextSink, table: Table, rows: Iterable[Sequence[Value]], dialect: str) -> None:
    """``INSERT`` statements; names are quoted where they have to be, text always."""
    columns = ", ".join(quoted_name(column.name, dialect) for column in table.columns)
    head = f"INSERT INTO {quoted_name(table.name, dialect)} ({columns}) VALUES"
    coming = iter(rows)
    size = 1 if dialect == "oracle" else _ROWS_AN_INSERT
    while batch := list(islice(coming, size)):
        tuples = ",\n".join(f"({', '.join(literal(value, dialect) for value in row)})" for row in batch)
        sink.write(f"{head}\n{tuples};\n")


def quoted_name(name: str, dialect: str) -> str:
    """A name of a table or column as a dialect takes it; quotes and brackets cannot be in it."""
    if _PLAIN_NAME.fullmatch(name) and name not in _RESERVED:
        return name
    if dialect == "mysql":
        return f"`{name}`"
    return f"[{name}]" if dialect == "sqlserver" else f'"{name}"'


def literal(value: Value, dialect: str) -> str:
    """A value as a dialect takes it."""
    if value is None:
        return "NULL"
    if isinstance(value, bool):
        has_words = dialect in {"standard", "postgresql", "mysql"}
        return ("TRUE" if value else "FALSE") if has_words else str(int(value))
    if isinstance(value, int | float):
        return repr(value)
    text = value.replace("'", "''")
    if dialect == "mysql":
        text = text.replace("\\", "\\\\")
    return f"N'{text}'" if dialect == "sqlserver" and not text.isascii() else f"'{text}'"
