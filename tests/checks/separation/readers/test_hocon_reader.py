"""HOCON: keys in dots and braces, texts without quotes, substitutions, includes."""

from __future__ import annotations

import pytest

from guard.checks.separation.readers.hocon_reader import read_hocon
from guard.checks.separation.readers.limits import MALFORMED, TOO_DEEP


def values(text: str) -> dict[str, str]:
    reading = read_hocon(text)
    assert reading.broken is None
    return {".".join(leaf.key): leaf.value for leaf in reading.leaves}


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("a.b { c = 1, d : x }", {"a.b.c": "1", "a.b.d": "x"}),
        ("a { b { c = 1 } }\nd = 2", {"a.b.c": "1", "d": "2"}),
        ("{ a: 1 }", {"a": "1"}),
        ("a =\n  1\n", {"a": "1"}),
        ('"k.1" = v\n', {"k.1": "v"}),
        ("a = [1, {b = 2}, x]", {"a.0": "1", "a.1.b": "2", "a.2": "x"}),
        ("a = 10 minutes # why\nb = c // d\n", {"a": "10 minutes", "b": "c"}),
        ('a = "x\\ty\\u3042"\n', {"a": "x\tyあ"}),
        ('a = """raw "q" \\n"""\n', {"a": 'raw "q" \\n'}),
        ("a = http ${?X} ${b.c}\n", {"a": "http ${X} ${b.c}"}),
        ('include "dev"\ninclude required(file("x.conf"))\na = 1\n', {"include": "x.conf", "a": "1"}),
        ("a += b\n", {"a": "b"}),
        ("a = ${base} { b = 1 }\n", {"a.b": "1"}),
    ],
)
def test_a_text_gives_its_settings(text: str, expected: dict[str, str]) -> None:
    assert values(text) == expected


def test_what_waits_for_the_environment_is_an_expression() -> None:
    literal, asked = read_hocon('url = "jdbc:h2:mem:a"\nurl = ${?DB_URL}\n').leaves
    assert (literal.is_expression, asked.is_expression, asked.value) == (False, True, "${DB_URL}")


def test_places_are_those_of_the_values() -> None:
    text = 'a { b = "c d", e = f g }\n'
    assert [text[leaf.start : leaf.end] for leaf in read_hocon(text).leaves] == ["c d", "f g"]


@pytest.mark.parametrize(
    "text", ["a {", "a", "}", "a = ", "a = [1", "= 3", 'a = "x', 'a = """x', "a = 1 ]", "include x\n"]
)
def test_what_is_not_whole_is_told(text: str) -> None:
    assert read_hocon(text).broken == MALFORMED


def test_deep_nesting_is_told() -> None:
    assert read_hocon("a={" * 100_000).broken == TOO_DEEP
