"""Files that hold people under keys: json, yaml, toml, ini, env, properties, xml, and source code."""

from __future__ import annotations

import random
from collections.abc import Callable, Iterator

from quality.markup import mark
from quality.notation import write_name
from quality.people import Population, address_of
from quality.record import HEADERS, Notation, Sheet, headers, records

Keys = tuple[str, ...]
Row = dict[str, str]


def structured(population: Population, rng: random.Random) -> Iterator[Sheet]:
    """All files of this module."""
    yield from _keyed(population, rng)
    yield from _code(population, rng)
    yield from _escaped(population)


def _camel(name: str) -> str:
    first, *rest = name.split("_")
    return first + "".join(part.capitalize() for part in rest)


def _json(rows: list[Row], names: list[str]) -> str:
    objects = [",\n".join(f'    "{n}": "{v}"' for n, v in zip(names, row.values(), strict=True)) for row in rows]
    return "[\n" + ",\n".join("  {\n" + body + "\n  }" for body in objects) + "\n]\n"


def _jsonl(rows: list[Row], names: list[str]) -> str:
    return "".join(
        "{" + ", ".join(f'"{n}": "{v}"' for n, v in zip(names, row.values(), strict=True)) + "}\n" for row in rows
    )


def _yaml(rows: list[Row], names: list[str]) -> str:
    lines = ["users:"]
    for row in rows:
        pairs = [f"{n}: {v}" if n.isascii() else f'"{n}": "{v}"' for n, v in zip(names, row.values(), strict=True)]
        lines += [f"  - {pairs[0]}", *(f"    {pair}" for pair in pairs[1:])]
    return "\n".join(lines) + "\n"


def _toml(rows: list[Row], names: list[str]) -> str:
    tables = [
        "\n".join(["[[member]]", *(f'{n} = "{v}"' for n, v in zip(names, row.values(), strict=True))]) for row in rows
    ]
    return "\n\n".join(tables) + "\n"


def _ini(rows: list[Row], names: list[str]) -> str:
    sections = [
        "\n".join([f"[user{i}]", *(f"{n} = {v}" for n, v in zip(names, row.values(), strict=True))])
        for i, row in enumerate(rows)
    ]
    return "\n\n".join(sections) + "\n"


def _env(rows: list[Row], names: list[str]) -> str:
    return "".join(
        f"TEST_USER{i}_{n.upper()}={v}\n"
        for i, row in enumerate(rows)
        for n, v in zip(names, row.values(), strict=True)
    )


def _properties(rows: list[Row], names: list[str]) -> str:
    return "".join(
        f"demo.user.{i}.{_camel(n)}={v}\n"
        for i, row in enumerate(rows)
        for n, v in zip(names, row.values(), strict=True)
    )


def _xml(rows: list[Row], names: list[str]) -> str:
    body = "".join(
        "  <Kojin>\n"
        + "".join(f"    <{n}>{v}</{n}>\n" for n, v in zip(names, row.values(), strict=True))
        + "  </Kojin>\n"
        for row in rows
    )
    return f'<?xml version="1.0" encoding="UTF-8"?>\n<KojinList>\n{body}</KojinList>\n'


def _keyed(population: Population, rng: random.Random) -> Iterator[Sheet]:
    full: Keys = ("id", "name", "kana", "zip", "address", "phone", "born", "my_number")
    contact: Keys = ("surname", "given", "mobile", "mail", "updated")
    small: Keys = ("name", "mobile", "mail")
    plan: tuple[tuple[str, Callable[[list[Row], list[str]], str], Keys, str, Notation, int], ...] = (
        ("json/setai.json", _json, full, "romaji", Notation(kana="kana-space", address="*", born="*"), 6),
        ("json/customers.json", _json, contact, "english", Notation(phone="digits"), 8),
        ("json/ja_keys.json", _json, full, "japanese", Notation(name="*", address="*", phone="*"), 6),
        ("jsonl/events.jsonl", _jsonl, ("id", *contact), "english", Notation(phone="international"), 12),
        ("jsonl/jumin.jsonl", _jsonl, full, "romaji", Notation(kana="halfwidth", born="era-code", address="*"), 12),
        ("yaml/fixtures_users.yml", _yaml, full, "english", Notation(address="units", born="iso"), 6),
        (
            "yaml/taishosha.yaml",
            _yaml,
            ("name", "kana", "born", "phone"),
            "japanese",
            Notation(kana="hiragana", born="era", phone="*"),
            8,
        ),
        (
            "yaml/shokuin.yml",
            _yaml,
            ("surname", "given", "surname_kana", "given_kana", "mail"),
            "romaji",
            Notation(),
            8,
        ),
        ("toml/members.toml", _toml, ("name", "mail", "born", "address"), "english", Notation(address="*"), 6),
        ("toml/kaiin.toml", _toml, ("name", "kana", "mobile", "my_number"), "romaji", Notation(my_number="hyphens"), 6),
        ("ini/renrakusaki.ini", _ini, ("name", "phone", "address"), "japanese", Notation(phone="*", address="*"), 7),
        ("ini/contact.cfg", _ini, small, "english", Notation(name="kanji"), 7),
        ("env/dotenv.env", _env, small, "english", Notation(name="kanji", phone="digits"), 6),
        ("env/batch.env", _env, ("name", "my_number"), "romaji", Notation(name="kanji"), 6),
        (
            "properties/demo.properties",
            _properties,
            ("name", "kana", "mail", "zip", "address"),
            "english",
            Notation(address="chome-hyphen"),
            5,
        ),
        (
            "properties/hassosaki.properties",
            _properties,
            ("name", "address", "phone"),
            "romaji",
            Notation(address="*", phone="fullwidth"),
            6,
        ),
        ("xml/kojin.xml", _xml, full, "romaji", Notation(name="kanji-wide-space", born="*", address="*"), 6),
        ("xml/customers.xml", _xml, contact, "english", Notation(phone="*"), 7),
        (
            "xml/setainushi.xml",
            _xml,
            ("name", "kana", "address", "born"),
            "japanese",
            Notation(born="era-fullwidth", address="kanji"),
            7,
        ),
    )
    for path, write, keys, header, notation, count in plan:
        notation.rng = rng
        rows = records(population, keys, count, notation)
        yield Sheet(path, write(rows, headers(keys, header)), header=header)


def _code(population: Population, rng: random.Random) -> Iterator[Sheet]:
    keys: Keys = ("name", "kana", "address", "mobile", "born", "mail")

    def rows(kind: str | None = None) -> list[Row]:
        notation = Notation(name=rng.choice(("kanji", "kanji-space")), phone="*", address="*", born="*", rng=rng)
        return records(population, keys, 8, notation, kind)

    def pairs(row: Row, pattern: str) -> str:
        return ", ".join(pattern.replace("KEY", HEADERS[k][2]).replace("VALUE", v) for k, v in row.items())

    def values(row: Row) -> str:
        return ", ".join(f'"{value}"' for value in row.values())

    php, ruby, python, script = "'KEY' => 'VALUE'", "KEY: 'VALUE'", 'KEY="VALUE"', 'KEY: "VALUE"'
    listing: tuple[tuple[str, str, list[str], str, str], ...] = (
        (
            "code/UserSeeder.php",
            "<?php\nclass UserSeeder extends Seeder\n{\n    private array $rows = [",
            [f"        [{pairs(row, php)}]," for row in rows()],
            "    ];\n}",
            "english",
        ),
        (
            "code/KokyakuFixture.java",
            "public final class KokyakuFixture {\n    static void fill(List<Kokyaku> list) {",
            [f"        list.add(new Kokyaku({values(row)}));" for row in rows("rare")],
            "    }\n}",
            "none",
        ),
        (
            "code/users_spec.rb",
            "RSpec.describe User do",
            [f"  create(:user, {pairs(row, ruby)})" for row in rows()],
            "end",
            "english",
        ),
        (
            "code/conftest.py",
            "APPLICANTS = [",
            [f"    dict({pairs(row, python)})," for row in rows("variant")],
            "]",
            "english",
        ),
        (
            "code/mock_users.js",
            "export const users = [",
            [f"  {{ {pairs(row, script)} }}," for row in rows()],
            "]",
            "english",
        ),
    )
    for path, head, lines, foot, header in listing:
        yield Sheet(path, "\n".join([head, *lines, foot]) + "\n", header=header)
    yield Sheet("code/test_bare.py", _bare_literals(population, rng), header="none")


def _bare_literals(population: Population, rng: random.Random) -> str:
    """Values in calls of tests, without a key that would name them."""
    lines = ["def test_print(form):"]
    for index in range(12):
        person = population.person()
        name = mark("PERSON", write_name(person.name, ("kanji", "kanji-space", "kana-space")[index % 3]), "literal")
        address = mark("JP_ADDRESS", address_of(person, rng.choice(("hyphen", "units", "fullwidth"))), "literal")
        lines += [f'    form.fill("{name}")', f'    assert form.lines[{index}] == "{address}"']
    return "\n".join(lines) + "\n"


def _escaped(population: Population) -> Iterator[Sheet]:
    """JSON as ``json.dumps`` writes it by default: everything outside ASCII as ``\\uXXXX``."""

    def escape(text: str) -> str:
        return text.encode("utf-16-be").hex(" ", 2).replace(" ", "\\u") if text else ""

    lines = []
    for _ in range(8):
        person = population.person("common")
        name = mark("PERSON", "\\u" + escape(write_name(person.name, "kanji")), "escaped")
        lines.append(f'{{"name": "{name}", "tel": "{mark("PHONE_NUMBER", person.mobile, "plain")}"}}')
    yield Sheet("jsonl/ascii_escaped.jsonl", "\n".join(lines) + "\n", header="english")
