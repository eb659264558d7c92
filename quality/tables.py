"""Files that hold people in rows: csv, tsv, fixed width, SQL, HTML and Markdown tables."""

from __future__ import annotations

import random
import unicodedata
from collections.abc import Iterator

from quality.markup import plain
from quality.people import Population
from quality.record import Notation, Sheet, headers, records

Keys = tuple[str, ...]
FULL: Keys = ("id", "name", "kana", "zip", "address", "phone", "born", "my_number")
CONTACT: Keys = ("id", "surname", "given", "surname_kana", "given_kana", "mobile", "mail", "order", "updated")
SPLIT: Keys = ("name", "born", "sex", "zip", "prefecture", "city", "local", "phone", "amount")
SHOP: Keys = ("order", "product", "amount", "name", "address", "mobile", "updated")
STAFF: Keys = ("id", "name", "romaji", "company", "mail", "born")


def tables(population: Population, rng: random.Random) -> Iterator[Sheet]:
    """All files of this module."""
    yield from _separated(population, rng)
    yield from _fixed_width(population, rng)
    yield from _sql(population, rng)
    yield from _markup_tables(population, rng)


def _separated(population: Population, rng: random.Random) -> Iterator[Sheet]:
    def sheet(
        path: str,
        keys: Keys,
        header: str,
        notation: Notation,
        *,
        count: int = 15,
        kind: str | None = None,
        encoding: str = "utf-8",
        newline: str = "\n",
        quote: str = "",
        sep: str = ",",
    ) -> Sheet:
        notation.rng = rng
        rows = [list(row.values()) for row in records(population, keys, count, notation, kind)]
        if header != "none":
            rows.insert(0, headers(keys, header))
        text = "\n".join(sep.join(f"{quote}{value}{quote}" for value in row) for row in rows) + "\n"
        return Sheet(path, text, encoding, newline, header)

    yield sheet(
        "csv/juki_export.csv",
        FULL,
        "japanese",
        Notation.varied("kanji-wide-space", "kana-wide-space"),
        encoding="utf-8-sig",
        newline="\r\n",
    )
    yield sheet(
        "csv/shain.csv",
        STAFF,
        "japanese",
        Notation(name="kanji", born="slash"),
        kind="rare",
        encoding="cp932",
        newline="\r\n",
    )
    yield sheet(
        "csv/kokuho_hihokensha.csv",
        FULL,
        "romaji",
        Notation(kana="halfwidth", born="era-letter", zip="digits", phone="digits"),
    )
    yield sheet("csv/members.csv", CONTACT, "english", Notation(phone="digits"), quote='"')
    yield sheet("csv/todokede.csv", SPLIT, "japanese", Notation.varied("*"), kind="rare")
    yield sheet("csv/no_header.csv", FULL, "none", Notation(kana="kana-space", address="units"))
    yield sheet("csv/orders_2025.csv", SHOP, "english", Notation.varied("kanji"), quote='"')
    yield sheet(
        "csv/variant_names.csv",
        ("id", "name", "kana", "born"),
        "japanese",
        Notation(name="*", kana="hiragana", born="digits"),
        kind="variant",
        count=20,
    )
    yield sheet("csv/bare_names.csv", ("id", "name", "updated"), "none", Notation(name="kanji"), count=20)
    yield sheet(
        "csv/atena_euc.csv",
        SPLIT,
        "romaji",
        Notation(name="kanji-wide-space", born="era-code"),
        kind="common",
        encoding="euc-jp",
    )
    yield sheet(
        "tsv/meibo_excel.tsv",
        FULL,
        "japanese",
        Notation(address="wide-spaces", phone="*", my_number="groups"),
        sep="\t",
        encoding="utf-16",
    )
    yield sheet("tsv/doinsha.tsv", CONTACT, "romaji", Notation(kana="hiragana-joined"), sep="\t")
    yield sheet("tsv/pasted_no_header.tsv", SPLIT, "none", Notation.varied("*"), sep="\t")
    yield sheet(
        "tsv/legacy.tsv", SHOP, "japanese", Notation(address="kanji", name="kanji-space"), sep="\t", kind="rare"
    )


def _fixed_width(population: Population, rng: random.Random) -> Iterator[Sheet]:
    widths = {"id": 8, "name": 22, "kana": 26, "born": 12, "zip": 9, "address": 64, "phone": 18, "my_number": 14}
    for path, encoding, notation, kind in (
        (
            "fixed/juminhyo.txt",
            "cp932",
            Notation(kana="halfwidth", born="digits", zip="digits", phone="digits", address="fullwidth"),
            "common",
        ),
        (
            "fixed/nenkin_renkei.dat",
            "utf-8",
            Notation(name="kanji-wide-space", kana="kana-wide-space", born="era-code", zip="digits"),
            "rare",
        ),
        (
            "fixed/kenshin.txt",
            "utf-8",
            Notation(name="kanji-wide-space", kana="halfwidth", born="era-letter-padded", address="units-fullwidth"),
            None,
        ),
    ):
        notation.rng = rng
        rows = records(population, FULL, 12, notation, kind)
        lines = [
            "".join(value + " " * (widths[key] - _columns(value)) for key, value in row.items()).rstrip()
            for row in rows
        ]
        yield Sheet(path, "\n".join(lines) + "\n", encoding, "\r\n", "none")


def _columns(value: str) -> int:
    """How many columns of a terminal a value takes: full-width characters take two."""
    return sum(2 if unicodedata.east_asian_width(c) in "WF" else 1 for c in plain(value))


def _sql(population: Population, rng: random.Random) -> Iterator[Sheet]:
    def insert(
        path: str,
        table: str,
        keys: Keys,
        header: str,
        notation: Notation,
        *,
        columns: bool = True,
        kind: str | None = None,
    ) -> Sheet:
        notation.rng = rng
        rows = records(population, keys, 12, notation, kind)
        names = f" ({', '.join(headers(keys, header))})" if columns else ""
        lines = [
            f"INSERT INTO {table}{names} VALUES ({', '.join(_quoted(k, v) for k, v in row.items())});"  # noqa: S608
            for row in rows
        ]
        return Sheet(path, "-- テスト用データ\n" + "\n".join(lines) + "\n", header=header if columns else "none")

    def copy(path: str, keys: Keys, notation: Notation) -> Sheet:
        notation.rng = rng
        rows = ["\t".join(row.values()) for row in records(population, keys, 12, notation)]
        head = f"COPY public.t_jumin ({', '.join(headers(keys, 'romaji'))}) FROM stdin;"
        return Sheet(path, "\n".join(["SET client_encoding = 'UTF8';", head, *rows, "\\."]) + "\n", header="romaji")

    def multi_row(path: str, keys: Keys, notation: Notation) -> Sheet:
        notation.rng = rng
        rows = [
            f"  ({', '.join(_quoted(k, v) for k, v in row.items())})" for row in records(population, keys, 12, notation)
        ]
        return Sheet(
            path,
            f"INSERT INTO `dtb_customer` (`{'`, `'.join(headers(keys, 'english'))}`) VALUES\n"
            + ",\n".join(rows)
            + ";\n",
            header="english",
        )

    yield insert(
        "sql/seed_jumin.sql", "m_jumin", FULL, "romaji", Notation(name="kanji-wide-space", address="*", born="era-code")
    )
    yield insert("sql/users.sql", "users", CONTACT, "english", Notation(phone="*"), kind="rare")
    yield insert(
        "sql/bare_values.sql",
        "T_KOJIN",
        FULL,
        "japanese",
        Notation(phone="*", address="*", born="slash"),
        columns=False,
    )
    yield insert("sql/shinseisha.sql", "申請者", SPLIT, "japanese", Notation(name="*", born="era"))
    yield copy("sql/dump_copy.sql", FULL, Notation(born="iso", phone="digits", address="units"))
    yield copy("sql/dump_contacts.sql", CONTACT, Notation(kana="halfwidth"))
    yield multi_row("sql/ec_customer.sql", SHOP, Notation(name="kanji", address="*", phone="*"))


def _quoted(key: str, value: str) -> str:
    return value if key in {"id", "amount"} else f"'{value}'"


def _markup_tables(population: Population, rng: random.Random) -> Iterator[Sheet]:
    html: tuple[tuple[str, Keys, str, Notation], ...] = (
        (
            "html/ichiran.html",
            ("id", "name", "kana", "address", "phone"),
            "japanese",
            Notation(name="*", address="*", phone="*"),
        ),
        ("html/report.html", ("name", "born", "mail", "order"), "english", Notation(name="kanji", born="*")),
    )
    for path, keys, header, notation in html:
        notation.rng = rng
        rows = records(population, keys, 10, notation)
        head = "".join(f"<th>{name}</th>" for name in headers(keys, header))
        body = "\n".join("  <tr>" + "".join(f"<td>{value}</td>" for value in row.values()) + "</tr>" for row in rows)
        yield Sheet(path, f'<table class="list">\n  <tr>{head}</tr>\n{body}\n</table>\n', header=header)
    markdown: tuple[tuple[str, Keys, str, Notation], ...] = (
        ("markdown/renrakumo.md", ("name", "kana", "mobile", "mail"), "japanese", Notation(kana="hiragana", phone="*")),
        (
            "markdown/test_data.md",
            ("id", "name", "address", "my_number"),
            "english",
            Notation(name="kanji", address="*", my_number="hyphens"),
        ),
        ("markdown/tanto.md", ("name", "phone", "updated"), "romaji", Notation(name="kanji-space")),
    )
    for path, keys, header, notation in markdown:
        notation.rng = rng
        rows = records(population, keys, 10, notation)
        lines = [f"| {' | '.join(headers(keys, header))} |", "|" + "---|" * len(keys)]
        lines += [f"| {' | '.join(row.values())} |" for row in rows]
        yield Sheet(path, "# 一覧\n\n" + "\n".join(lines) + "\n", header=header)
