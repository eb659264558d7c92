"""The same values in files that were edited: sorted, moved, re-indented, reformatted, in another encoding."""

from __future__ import annotations

import csv
import io
import json
import random
from collections.abc import Callable, Sequence
from typing import TypeVar

#: Invented people: name, reading, address, telephone, e-mail, birth date, My Number.
PEOPLE = (
    "中条 紗世|ナカジョウ サヨ|埼玉県草加市高砂2丁目3番4号|048-925-3316|s.nakajo@soka-bunka.jp|1986-07-09|621498320257",
    "越智 征志郎|オチ セイシロウ|埼玉県草加市栄町2-34-5|090-4417-2286|ochi@hanamizuki.ne.jp|1979-11-23|983205673214",
    "神谷 ひより|カミヤ ヒヨリ|埼玉県越谷市越ヶ谷4-2-1|080-4317-2296|kamiya-h@hanamizuki.ne.jp|2001-02-14|379474484458",
    "長谷部 伊織|ハセベ イオリ|埼玉県草加市谷塚町1328番地|070-4417-2281|hasebe@soka-bunka.jp|1955-05-30|507957100721",
    "宇田川 昌子|ウダガワ マサコ|東京都足立区千住1-4-18|048-925-3391|udagawa@soka-bunka.jp|1990-12-03|472938106540",
)
COLUMNS = "氏名 フリガナ 住所 電話番号 メール 生年月日 個人番号".split()
KEYS = "name name_kana address phone email birth_date my_number".split()
People = Sequence[Sequence[str]]
T = TypeVar("T")
Files = dict[str, bytes]


def people() -> list[list[str]]:
    return [one.split("|") for one in PEOPLE]


def files(rows: People, choose: random.Random | None = None) -> Files:
    """The files as they were first written, or with edits that touch no value."""
    written: dict[str, Callable[[People, random.Random | None], bytes]] = {
        "data/people.csv": _csv,
        "data/people.json": _json,
        "data/people.yaml": _yaml,
        "db/seeds.sql": _sql,
        "docs/contacts.txt": _text,
        "tests/people.py": _python,
    }
    return {name: write(rows, choose) for name, write in written.items()}


def _shuffled(items: Sequence[T], choose: random.Random | None) -> list[T]:
    return list(items) if choose is None else choose.sample(list(items), len(items))


def _encoded(text: str, choose: random.Random | None, *, legacy: bool = True) -> bytes:
    if choose is None:
        return text.encode()
    if choose.random() < 0.4:
        text = text.replace("\n", "\r\n")
    return text.encode(choose.choice(["utf-8", "utf-8-sig", "cp932"] if legacy else ["utf-8"]))


def _csv(rows: People, choose: random.Random | None) -> bytes:
    out = io.StringIO()
    is_quoted = choose is not None and choose.random() < 0.5
    writer = csv.writer(out, quoting=csv.QUOTE_ALL if is_quoted else csv.QUOTE_MINIMAL, lineterminator="\n")
    extra = choose is not None and choose.random() < 0.5
    order = _shuffled(range(len(COLUMNS)), choose)
    writer.writerow(["No", *(COLUMNS[at] for at in order)] if extra else [COLUMNS[at] for at in order])
    for number, row in enumerate(_shuffled(rows, choose)):
        cells = [row[at] for at in order]
        writer.writerow([str(number), *cells] if extra else cells)
    return _encoded(out.getvalue(), choose)


def _json(rows: People, choose: random.Random | None) -> bytes:
    objects = [{KEYS[at]: row[at] for at in _shuffled(range(len(KEYS)), choose)} for row in _shuffled(rows, choose)]
    indent = 2 if choose is None else choose.choice([None, 0, 2, 4, "\t"])
    text = json.dumps(
        {"version": 1, "people": objects}, ensure_ascii=bool(choose and choose.random() < 0.3), indent=indent
    )
    return _encoded(text + "\n", choose, legacy=False)


def _yaml(rows: People, choose: random.Random | None) -> bytes:
    pad = " " * (2 if choose is None else choose.choice([2, 4, 6]))
    lines = ["# fixtures", "people:"]
    for row in _shuffled(rows, choose):
        quote = "" if choose is None else choose.choice(["", "'", '"'])
        cells = [f"{KEYS[at]}: {quote}{row[at]}{quote}" for at in _shuffled(range(len(KEYS)), choose)]
        lines.append(f"{pad}- {cells[0]}")
        lines += [f"{pad}  {cell}" for cell in cells[1:]]
    return _encoded("\n".join(lines) + "\n", choose, legacy=False)


def _sql(rows: People, choose: random.Random | None) -> bytes:
    head = "INSERT INTO residents (" + ", ".join(KEYS) + ") VALUES"
    if choose and choose.random() < 0.5:
        head = head.replace("INSERT INTO", "insert into").replace("VALUES", "values")
    tuples = ["(" + ", ".join(f"'{cell}'" for cell in row) + ")" for row in _shuffled(rows, choose)]
    if choose and choose.random() < 0.5:
        text = "\n".join(f"{head} {one};" for one in tuples)
    else:
        between = ",\n" + (choose.choice(["", "  ", "\t"]) if choose else "  ")
        text = f"{head}\n{between.removeprefix(',' + chr(10))}{between.join(tuples)};"
    return _encoded(f"-- seeds\n{text}\n", choose)


def _text(rows: People, choose: random.Random | None) -> bytes:
    """Forms, one person after the other."""
    lines = ["連絡先一覧", ""]
    for row in _shuffled(rows, choose):
        indent = "" if choose is None else choose.choice(["", "  ", "　", "\t"])
        colon = "：" if choose is None else choose.choice(["：", ": ", " : "])
        lines += [f"{indent}氏名{colon}{row[0]}", f"{indent}電話{colon}{row[3]}", f"{indent}住所{colon}{row[2]}", ""]
        if choose and choose.random() < 0.3:
            lines += ["次の方", ""]
    return _encoded("\n".join(lines), choose)


def _python(rows: People, choose: random.Random | None) -> bytes:
    quote = '"' if choose is None else choose.choice("'\"")
    lines = ['"""People of the tests."""', ""]
    for number, row in enumerate(_shuffled(rows, choose)):
        name, phone = f"name={quote}{row[0]}{quote}", f"phone={quote}{row[3]}{quote}"
        if choose and choose.random() < 0.3:
            lines += [f"ONE_{number} = person(", f"    {name},", f"    {phone},", ")"]
        else:
            trailing = "," if choose and choose.random() < 0.3 else ""
            lines.append(f"ONE_{number} = person({name}, {phone}{trailing})")
        if choose and choose.random() < 0.3:
            lines += ["", "# the next one"]
    if choose and choose.random() < 0.3:
        lines = [*lines[:2], "if True:", *(f"    {line}" for line in lines[2:])]
    return _encoded("\n".join(lines) + "\n", choose, legacy=False)
