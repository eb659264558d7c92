"""The same invented people in three systems: in plain and commented columns, JSON, files, views, a second schema."""

from __future__ import annotations

import hashlib
import io
import sqlite3
from collections.abc import Iterable
from pathlib import Path

import sqlalchemy as sa
import xlsxwriter

from tests.servers import Server

NAMES = ("勅使河原 蓮", "五十嵐 心愛", "薬師寺 杏奈")
PHONE, MOBILE = "048-922-7731", "090-3456-7812"
MAIL = "t.ren@soka-bunka.jp"
ADDRESS = "埼玉県草加市高砂1丁目12番34号"
MY_NUMBERS = ("621498320257", "983205673214")
BIRTH = "1990-12-03"
MEMO = f"来庁者の記録\n氏名：{NAMES[2]}\n電話：{MOBILE}\n"
PROFILE = f'{{"shimei": "{NAMES[1]}", "contact": {{"tel": "{MOBILE}"}}, "notes": []}}'
VALUES = (*NAMES, PHONE, MOBILE, MAIL, ADDRESS, *MY_NUMBERS, BIRTH, *(name.split()[0] for name in NAMES))
#: What every system has to find: path, members, cell, rule.
EVERYWHERE = {
    ("residents", (), "shimei[7]", "person-name"),
    ("residents", (), "tel[7]", "phone-number"),
    ("residents", (), "dob[7]", "date-of-birth"),
    ("residents", (), "kojin_no[7]", "jp-my-number"),
    ("commented", (), "nm[3]", "person-name"),
    ("commented", (), "c2[3]", "phone-number"),
    ("commented", (), "c3[3]", "jp-my-number"),
    ("profiles", (), "body[1]", "person-name"),
    ("profiles", (), "body[1]", "phone-number"),
    ("files", ("data[4]", "名簿"), "名簿!B2", "person-name"),
    ("files", ("data[4]", "名簿"), "名簿!C2", "phone-number"),
    ("memos", (), "memo[9]", "person-name"),
    ("memos", (), "memo[9]", "phone-number"),
    ("members", (), "mail[#1]", "email-address"),
    ("directory", (), "shimei[#1]", "person-name"),
    ("directory", (), "tel[#1]", "phone-number"),
}


def workbook(filler: int = 0) -> bytes:
    """An xlsx file with a person in its second row, and so many rows that nobody can compress below it."""
    out = io.BytesIO()
    with xlsxwriter.Workbook(out, {"in_memory": True}) as book:
        sheet = book.add_worksheet("名簿")
        for row, values in enumerate((("No", "氏名", "電話番号"), ("1", NAMES[0], PHONE))):
            for column, value in enumerate(values):
                sheet.write_string(row, column, value)
        for row in range(filler):
            sheet.write_string(row + 2, 4, hashlib.sha256(str(row).encode()).hexdigest())
    return out.getvalue()


def execute(url: str, statements: Iterable[str | tuple[str, dict[str, object]]]) -> None:
    """Run statements, each committed by itself."""
    known = {"postgresql": "postgresql+psycopg", "mariadb": "mariadb+pymysql"}
    system, _, rest = url.partition(":")
    engine = sa.create_engine(f"{known[system]}:{rest}", isolation_level="AUTOCOMMIT", poolclass=sa.NullPool)
    with engine.connect() as connection:
        for statement in statements:
            text, values = (statement, {}) if isinstance(statement, str) else statement
            connection.execute(sa.text(text.replace(":=", "\\:=")), values)
    engine.dispose()


def _rows(bytes_type: str = "bytea") -> list[str | tuple[str, dict[str, object]]]:
    """Tables and rows in the dialect that all three share; ids start where no row number does."""
    return [
        "CREATE TABLE residents (id integer PRIMARY KEY, shimei varchar(100), tel varchar(20), dob date, kojin_no bigint)",
        (
            "INSERT INTO residents VALUES (7, :name, :tel, :dob, :number)",
            {"name": NAMES[0], "tel": PHONE, "dob": BIRTH, "number": int(MY_NUMBERS[0])},
        ),
        (
            "INSERT INTO commented VALUES (3, :name, :tel, :number)",
            {"name": NAMES[1], "tel": MOBILE, "number": MY_NUMBERS[1]},
        ),
        ("INSERT INTO profiles VALUES (1, :body)", {"body": PROFILE}),
        f"CREATE TABLE files (id integer PRIMARY KEY, data {bytes_type})",
        ("INSERT INTO files VALUES (4, :data)", {"data": workbook()}),
        "CREATE TABLE memos (id integer PRIMARY KEY, memo text)",
        ("INSERT INTO memos VALUES (9, :memo)", {"memo": MEMO}),
        "CREATE VIEW directory AS SELECT shimei, tel FROM residents",
    ]


def plant_postgresql(server: Server) -> str:
    """A database of a PostgreSQL server; gives its URL."""
    execute(server.url("postgres"), ["CREATE DATABASE planted"])
    url = server.url("planted")
    execute(
        url,
        [
            "CREATE TABLE commented (id integer PRIMARY KEY, nm text, c2 text, c3 text)",
            "COMMENT ON COLUMN commented.nm IS '氏名（漢字）'",
            "COMMENT ON COLUMN commented.c2 IS '連絡先の電話番号'",
            "COMMENT ON COLUMN commented.c3 IS '個人番号'",
            "CREATE TABLE profiles (id integer PRIMARY KEY, body jsonb)",
            *(
                row
                if isinstance(row, str)
                else (row[0].replace(":body", "CAST(:body AS jsonb)").replace(":dob", "CAST(:dob AS date)"), row[1])
                for row in _rows()
            ),
            "CREATE SCHEMA kokuho",
            "CREATE TABLE kokuho.members (mail varchar(100) PRIMARY KEY, kind integer)",
            ("INSERT INTO kokuho.members VALUES (:mail, 1)", {"mail": MAIL}),
            "CREATE MATERIALIZED VIEW kokuho.stored AS SELECT shimei, tel FROM residents",
            "CREATE EXTENSION hstore",
            "CREATE TABLE kinds (id integer PRIMARY KEY, tels text[], attributes hstore, doc xml)",
            (
                "INSERT INTO kinds VALUES (2, ARRAY[:tel, :mobile], hstore('shimei', :name), CAST(:doc AS xml))",
                {
                    "tel": PHONE,
                    "mobile": MOBILE,
                    "name": NAMES[2],
                    "doc": f"<p><name>{NAMES[2]}</name><tel>{PHONE}</tel></p>",
                },
            ),
            "CREATE TABLE parts (id integer, shimei text) PARTITION BY RANGE (id)",
            "CREATE TABLE parts_1 PARTITION OF parts FOR VALUES FROM (1) TO (100)",
            ("INSERT INTO parts VALUES (5, :name)", {"name": NAMES[2]}),
            "SELECT lo_from_bytea(70001, '\\x" + workbook().hex() + "')",
        ],
    )
    return url


def plant_mariadb(server: Server) -> str:
    """Two databases of a MariaDB server; gives the URL of all of it."""
    execute(
        server.url(), ["CREATE DATABASE town CHARACTER SET utf8mb4", "CREATE DATABASE kokuho CHARACTER SET utf8mb4"]
    )
    execute(
        server.url("town"),
        [
            "CREATE TABLE commented (id integer PRIMARY KEY, nm text COMMENT '氏名（漢字）', c2 text COMMENT '連絡先の電話番号', c3 text COMMENT '個人番号')",
            "CREATE TABLE profiles (id integer PRIMARY KEY, body json)",
            *_rows("longblob"),
            "CREATE TABLE kokuho.members (mail varchar(100) PRIMARY KEY, kind integer)",
            ("INSERT INTO kokuho.members VALUES (:mail, 1)", {"mail": MAIL}),
        ],
    )
    return server.url()


def plant_sqlite(folder: Path) -> str:
    """A SQLite file; gives its URL. It knows no comments but those of its CREATE statements, and one schema."""
    path = folder / "planted.db"
    with sqlite3.connect(path) as connection:
        connection.execute(
            "CREATE TABLE commented (\n id integer PRIMARY KEY,\n nm text, -- 氏名（漢字）\n c2 text, /* 連絡先の電話番号 */\n c3 text -- 個人番号\n)"
        )
        connection.execute("CREATE TABLE profiles (id integer PRIMARY KEY, body json)")
        connection.execute("CREATE TABLE members (mail text PRIMARY KEY, kind integer)")
        connection.execute("INSERT INTO members VALUES (?, 1)", [MAIL])
        for row in _rows("blob"):
            connection.execute(*((row,) if isinstance(row, str) else row))
    connection.close()
    return f"sqlite:///{path}"
