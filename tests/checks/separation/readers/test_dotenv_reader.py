"""Files of environment variables."""

from __future__ import annotations

from guard.checks.separation.readers.dotenv_reader import read_dotenv
from guard.checks.separation.readers.limits import MALFORMED
from tests.checks.separation.readers.leaves import leaf_of, sources, values


def test_plain_quoted_and_exported_values_are_read_as_a_program_gets_them() -> None:
    text = "A=b c # comment\nexport B=\"x\\ty\" # comment\nC='it''\nD=\nE=#abc\n  F = 'a\\n'\nG=`h\"i`\nH: yes\n"
    assert values(read_dotenv, text) == {
        "A": "b c",
        "B": "x\ty",
        "C": "'it''",
        "D": "",
        "E": "#abc",
        "F": "a\\n",
        "G": 'h"i',
        "H": "yes",
    }


def test_a_quoted_value_may_span_lines() -> None:
    text = 'KEY="-----BEGIN\nabc\n-----END"\nNEXT=1\n'
    assert values(read_dotenv, text) == {"KEY": "-----BEGIN\nabc\n-----END", "NEXT": "1"}
    assert read_dotenv(text).broken is None


def test_offsets_are_those_of_the_content_within_quotes() -> None:
    text = "\ufeff名前=\"値\"\r\nA=b # c\r\nC=''\r\n"
    assert sources(read_dotenv, text) == {"名前": "値", "A": "b", "C": ""}


def test_a_reference_is_an_expression_with_the_default_it_falls_back_to() -> None:
    text = "A=${HOST:-db.dev.city.example.jp}\nB=${HOST}\nC=postgres://${USER:-app}@db/city\n"
    assert leaf_of(read_dotenv, text, "A").default == "db.dev.city.example.jp"
    assert leaf_of(read_dotenv, text, "C").default == "postgres://app@db/city"
    b = leaf_of(read_dotenv, text, "B")
    assert b.is_expression
    assert b.default is None


def test_lines_that_set_nothing_are_told_and_the_rest_is_read() -> None:
    reading = read_dotenv('A=1\nthis line = is no variable\nB=2\nC="never closed\nD=4\n')
    assert {leaf.key: leaf.value for leaf in reading.leaves} == {
        ("A",): "1",
        ("B",): "2",
        ("C",): '"never closed',
        ("D",): "4",
    }
    assert reading.broken == MALFORMED


def test_comments_and_lines_of_templates_are_no_defect() -> None:
    assert read_dotenv("# A=1\n\n{% if mail == 'x' %}\nB=2\n{% endif %}\nexport B\n").broken is None
